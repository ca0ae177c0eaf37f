package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.RenderingDescription;
import daxa.core.error.UsageException;
import daxa.core.resource.ImageView;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/// The attachments of a render pass: made once, filled for each pass.
///
/// ```java
/// RenderRecorder pass = recorder.beginRenderPass(
///         info.clear().clearColor(0, frame.view(), 0.1f, 0.1f, 0.1f, 1));
/// ```
///
/// What is drawn is always stored.
@ExternallySynchronized
public final class RenderPassInfo {
    final Attachment[] colors = new Attachment[RenderingDescription.MAX_COLORS];
    final Attachment depth = new Attachment();
    int colorCount;

    static final class Attachment {
        @Nullable ImageView view;
        LoadOp load = LoadOp.DONT_CARE;
        int clear0;
        int clear1;
        int clear2;
        int clear3;
    }

    /// Creates an info without attachments.
    public RenderPassInfo() {
        Arrays.setAll(colors, i -> new Attachment());
    }

    /// Forgets all attachments.
    ///
    /// @return this
    public RenderPassInfo clear() {
        for (Attachment color : colors) {
            color.view = null;
        }
        depth.view = null;
        colorCount = 0;
        return this;
    }

    static void checkDepth(String what, float value) {
        if (!(value >= 0 && value <= 1)) {
            throw new UsageException(what + ": depth=" + value + " (expected 0 to 1)");
        }
    }

    private Attachment color(int location, ImageView view, LoadOp load) {
        if (location < 0 || location >= colors.length) {
            throw new UsageException(
                    "colour attachment: location="
                            + location
                            + " (expected 0 to "
                            + (colors.length - 1)
                            + ")");
        }
        Attachment color = colors[location];
        color.view = view;
        color.load = load;
        colorCount = Math.max(colorCount, location + 1);
        return color;
    }

    /// Adds a colour attachment that keeps what it holds.
    ///
    /// @param location the location in fragment shaders, from 0 to 7
    /// @param view the attachment
    /// @return this
    /// @throws UsageException if the location is out of range
    public RenderPassInfo loadColor(int location, ImageView view) {
        Objects.requireNonNull(view, "view");
        color(location, view, LoadOp.LOAD);
        return this;
    }

    /// Adds a colour attachment that holds anything, since all of it is drawn over.
    ///
    /// @param location the location in fragment shaders, from 0 to 7
    /// @param view the attachment
    /// @return this
    /// @throws UsageException if the location is out of range
    public RenderPassInfo discardColor(int location, ImageView view) {
        Objects.requireNonNull(view, "view");
        color(location, view, LoadOp.DONT_CARE);
        return this;
    }

    /// Adds a colour attachment of a floating-point or normalised format that is cleared.
    ///
    /// @param location the location in fragment shaders, from 0 to 7
    /// @param view the attachment
    /// @param red first component
    /// @param green second component
    /// @param blue third component
    /// @param alpha fourth component
    /// @return this
    /// @throws UsageException if the location is out of range
    public RenderPassInfo clearColor(
            int location, ImageView view, float red, float green, float blue, float alpha) {
        Objects.requireNonNull(view, "view");
        return clearColorBits(
                location,
                view,
                Float.floatToRawIntBits(red),
                Float.floatToRawIntBits(green),
                Float.floatToRawIntBits(blue),
                Float.floatToRawIntBits(alpha));
    }

    /// Adds a colour attachment that is cleared to four components given as bits, as integer
    /// formats need it.
    ///
    /// @param location the location in fragment shaders, from 0 to 7
    /// @param view the attachment
    /// @param c0 bits of the first component
    /// @param c1 bits of the second component
    /// @param c2 bits of the third component
    /// @param c3 bits of the fourth component
    /// @return this
    /// @throws UsageException if the location is out of range
    public RenderPassInfo clearColorBits(
            int location, ImageView view, int c0, int c1, int c2, int c3) {
        Objects.requireNonNull(view, "view");
        Attachment color = color(location, view, LoadOp.CLEAR);
        color.clear0 = c0;
        color.clear1 = c1;
        color.clear2 = c2;
        color.clear3 = c3;
        return this;
    }

    /// Adds a depth attachment that is cleared.
    ///
    /// @param view the attachment
    /// @param value the depth, from 0 to 1
    /// @return this
    public RenderPassInfo clearDepth(ImageView view, float value) {
        Objects.requireNonNull(view, "view");
        checkDepth("depth attachment " + view, value);
        depth.view = view;
        depth.load = LoadOp.CLEAR;
        depth.clear0 = Float.floatToRawIntBits(value);
        return this;
    }

    /// Adds a depth attachment that keeps what it holds.
    ///
    /// @param view the attachment
    /// @return this
    public RenderPassInfo loadDepth(ImageView view) {
        Objects.requireNonNull(view, "view");
        depth.view = view;
        depth.load = LoadOp.LOAD;
        return this;
    }
}
