package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

/// An image made elsewhere, to be adopted with `Device.adoptImage`.
///
/// ```java
/// ForeignImage.general(vkImage).onRelease(() -> library.release(frame))
/// ```
///
/// @param handle the `VkImage`, of the same `VkDevice`, with memory bound
/// @param layout the `VkImageLayout` that all of it is in; 0 for undefined contents
/// @param owned whether the device destroys the native image, not its memory, in the end
/// @param onRelease what is told that the device no longer uses it, or null; see
///   [#onRelease(Runnable)]
@Immutable
public record ForeignImage(long handle, int layout, boolean owned, @Nullable Runnable onRelease) {
    private static final int UNDEFINED = 0;
    private static final int GENERAL = 1;

    /// Checks the values.
    ///
    /// @throws UsageException if the handle is 0, or the layout negative
    public ForeignImage {
        ForeignBuffer.checkHandle("ForeignImage", handle);
        if (layout < 0) {
            throw new UsageException(
                    "ForeignImage: layout=" + layout + " (expected a VkImageLayout)");
        }
    }

    /// An image in the general layout, whose contents stay.
    ///
    /// @param handle the `VkImage`
    /// @return the foreign image
    /// @throws UsageException if the handle is 0
    public static ForeignImage general(long handle) {
        return new ForeignImage(handle, GENERAL, false, null);
    }

    /// An image with undefined contents.
    ///
    /// @param handle the `VkImage`
    /// @return the foreign image
    /// @throws UsageException if the handle is 0
    public static ForeignImage undefined(long handle) {
        return new ForeignImage(handle, UNDEFINED, false, null);
    }

    /// An image in any layout, whose contents stay.
    ///
    /// @param handle the `VkImage`
    /// @param layout the `VkImageLayout` that all of it is in
    /// @return the foreign image
    /// @throws UsageException if the handle is 0, or the layout negative
    public static ForeignImage inLayout(long handle, int layout) {
        return new ForeignImage(handle, layout, false, null);
    }

    /// The same image, handed over: the device destroys it in the end. Its memory stays with
    /// whoever bound it.
    ///
    /// @return a changed copy
    public ForeignImage handedOver() {
        return new ForeignImage(handle, layout, true, onRelease);
    }

    /// Tells when no submission of the device uses the image any more, and all references and views
    /// are closed. The image is in the general layout then, unless no submit came by.
    ///
    /// @param newOnRelease runs once, on whichever thread collects, with no lock held, before the
    ///   device is destroyed; it should be short. What it throws is logged
    /// @return a changed copy
    public ForeignImage onRelease(Runnable newOnRelease) {
        return new ForeignImage(handle, layout, owned, ForeignBuffer.required(newOnRelease));
    }

    /// Whether a submit has to bring it into the general layout.
    boolean needsTransition() {
        return layout != GENERAL;
    }
}
