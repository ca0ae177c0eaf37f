package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.RenderingDescription;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Reference;
import daxa.core.pipeline.StencilFace;
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
/// What is drawn is stored, unless [#dropColor], [#dropDepth] or [#dropStencil] says otherwise,
/// which is a write of the attachment even where nothing is drawn. Only what [#testDepth] and
/// [#testStencil] add is read alone. The stencil of a depth attachment whose format has stencil
/// follows the depth, cleared to 0, unless it is given of its own.
@ExternallySynchronized
public final class RenderPassInfo {
    final Attachment[] colors = new Attachment[RenderingDescription.MAX_COLORS];
    final Attachment depth = new Attachment();
    final Attachment stencil = new Attachment();
    int colorCount;
    int layerCount = 1;
    int viewMask;

    static final class Attachment {
        @Nullable ImageView view;
        @Nullable ImageView resolve;
        LoadOp load = LoadOp.DONT_CARE;
        StoreOp store = StoreOp.STORE;
        int clear0;
        int clear1;
        int clear2;
        int clear3;

        void set(@Nullable ImageView newView, LoadOp newLoad) {
            view = newView;
            resolve = null;
            load = newLoad;
            store = StoreOp.STORE;
        }
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
            color.set(null, LoadOp.DONT_CARE);
        }
        depth.set(null, LoadOp.DONT_CARE);
        stencil.set(null, LoadOp.DONT_CARE);
        colorCount = 0;
        layerCount = 1;
        viewMask = 0;
        return this;
    }

    // The text is put together only when it is needed: this stands in hot paths.
    static void checkDepth(String what, Reference object, float value) {
        if (!(value >= 0 && value <= 1)) {
            throw new UsageException(what + object + ": depth=" + value + " (expected 0 to 1)");
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
        color.set(view, load);
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
    /// @throws UsageException if the value is out of range
    public RenderPassInfo clearDepth(ImageView view, float value) {
        Objects.requireNonNull(view, "view");
        checkDepth("depth attachment ", view, value);
        depth.set(view, LoadOp.CLEAR);
        depth.clear0 = Float.floatToRawIntBits(value);
        return this;
    }

    /// Adds a depth attachment that keeps what it holds.
    ///
    /// @param view the attachment
    /// @return this
    public RenderPassInfo loadDepth(ImageView view) {
        Objects.requireNonNull(view, "view");
        depth.set(view, LoadOp.LOAD);
        return this;
    }

    /// Adds a depth attachment that is tested and not written: it keeps what it holds, and
    /// pipelines that write depth are refused. To other commands the pass only
    /// [reads][Access#DEPTH_STENCIL_ATTACHMENT_READ] it, so that they may read it at the same time.
    ///
    /// @param view the attachment
    /// @return this
    public RenderPassInfo testDepth(ImageView view) {
        Objects.requireNonNull(view, "view");
        depth.set(view, LoadOp.LOAD);
        depth.store = StoreOp.NONE;
        return this;
    }

    /// Adds a depth attachment that holds anything.
    ///
    /// @param view the attachment
    /// @return this
    public RenderPassInfo discardDepth(ImageView view) {
        Objects.requireNonNull(view, "view");
        depth.set(view, LoadOp.DONT_CARE);
        return this;
    }

    /// Adds a stencil attachment that is cleared.
    ///
    /// @param view the attachment, the depth attachment's view where there is one
    /// @param value the stencil, from 0 to 255
    /// @return this
    /// @throws UsageException if the value is out of range
    public RenderPassInfo clearStencil(ImageView view, int value) {
        Objects.requireNonNull(view, "view");
        StencilFace.check("clear value", value);
        stencil.set(view, LoadOp.CLEAR);
        stencil.clear0 = value;
        return this;
    }

    /// Adds a stencil attachment that keeps what it holds.
    ///
    /// @param view the attachment, the depth attachment's view where there is one
    /// @return this
    public RenderPassInfo loadStencil(ImageView view) {
        Objects.requireNonNull(view, "view");
        stencil.set(view, LoadOp.LOAD);
        return this;
    }

    /// Adds a stencil attachment that is tested and not written: it keeps what it holds, and
    /// pipelines are refused whose write masks are not 0. To other commands the pass only
    /// [reads][Access#DEPTH_STENCIL_ATTACHMENT_READ] it, so that they may read it at the same time.
    ///
    /// @param view the attachment, the depth attachment's view where there is one
    /// @return this
    public RenderPassInfo testStencil(ImageView view) {
        Objects.requireNonNull(view, "view");
        stencil.set(view, LoadOp.LOAD);
        stencil.store = StoreOp.NONE;
        return this;
    }

    /// Adds a stencil attachment that holds anything.
    ///
    /// @param view the attachment, the depth attachment's view where there is one
    /// @return this
    public RenderPassInfo discardStencil(ImageView view) {
        Objects.requireNonNull(view, "view");
        stencil.set(view, LoadOp.DONT_CARE);
        return this;
    }

    /// Has a multisampled colour attachment resolved into another one at the end of the pass:
    /// averaged, or the first sample of integers.
    ///
    /// @param location the location of an attachment that was added before
    /// @param target where to, single-sampled
    /// @return this
    /// @throws UsageException if there is no such attachment
    public RenderPassInfo resolveColor(int location, ImageView target) {
        Objects.requireNonNull(target, "target");
        added(location).resolve = target;
        return this;
    }

    /// Has the depth attachment resolved into another one at the end of the pass: the first sample.
    ///
    /// @param target where to, single-sampled
    /// @return this
    /// @throws UsageException if there is no depth attachment
    public RenderPassInfo resolveDepth(ImageView target) {
        Objects.requireNonNull(target, "target");
        requireAdded(depth, "depth");
        depth.resolve = target;
        return this;
    }

    /// What is drawn to a colour attachment is not needed after the pass.
    ///
    /// @param location the location of an attachment that was added before
    /// @return this
    /// @throws UsageException if there is no such attachment
    public RenderPassInfo dropColor(int location) {
        added(location).store = StoreOp.DONT_CARE;
        return this;
    }

    /// What is drawn to the depth attachment is not needed after the pass.
    ///
    /// @return this
    /// @throws UsageException if there is no depth attachment, or it is only tested
    public RenderPassInfo dropDepth() {
        drop(depth, "depth", "loadDepth");
        return this;
    }

    /// What is drawn to the stencil attachment is not needed after the pass.
    ///
    /// @return this
    /// @throws UsageException if there is no stencil attachment, or it is only tested
    public RenderPassInfo dropStencil() {
        drop(stencil, "stencil", "loadStencil");
        return this;
    }

    /// Renders to several layers of the attachments; shaders choose the layer. It is 1 otherwise.
    ///
    /// @param count layers, above 0; not more than the attachments' views have
    /// @return this
    /// @throws UsageException if the count is not above 0
    public RenderPassInfo layers(int count) {
        if (count < 1) {
            throw new UsageException("render pass: layers=" + count + " (expected above 0)");
        }
        layerCount = count;
        return this;
    }

    /// Renders several views at once, view i to layer i of the attachments, with pipelines of the
    /// same mask.
    ///
    /// @param mask bit i for view i, from 0 to 5; 0 for no multiview
    /// @return this
    /// @throws UsageException if other bits are set
    public RenderPassInfo views(int mask) {
        if (mask < 0 || mask >= 1 << RenderingDescription.MAX_VIEWS) {
            throw new UsageException(
                    "render pass: views="
                            + mask
                            + " (expected bits 0 to 5, what every Vulkan device has)");
        }
        viewMask = mask;
        return this;
    }

    private Attachment added(int location) {
        if (location < 0 || location >= colorCount || colors[location].view == null) {
            throw new UsageException(
                    "render pass: no colour attachment at location=" + location + "; add it first");
        }
        return colors[location];
    }

    private static void drop(Attachment attachment, String which, String remedy) {
        requireAdded(attachment, which);
        if (attachment.store == StoreOp.NONE) {
            throw new UsageException(
                    "render pass: the "
                            + which
                            + " attachment is only tested, so that nothing drawn could be dropped;"
                            + " add it with "
                            + remedy);
        }
        attachment.store = StoreOp.DONT_CARE;
    }

    private static void requireAdded(Attachment attachment, String which) {
        if (attachment.view == null) {
            throw new UsageException("render pass: no " + which + " attachment; add it first");
        }
    }
}
