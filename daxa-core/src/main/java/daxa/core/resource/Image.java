package daxa.core.resource;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;

/// Texels in one, two or three dimensions, with mip levels, layers and samples.
///
/// An image is always in the general layout: the first submit after its creation brings it there,
/// with undefined contents. A child of its device, or of the swapchain it belongs to; parent of its
/// views. Made with `Device.createImage`.
@ThreadSafe
public final class Image extends Reference {
    private Image(ImageObject object) {
        super(object);
    }

    private Image(Image other) {
        super(other);
    }

    /// Creates an image; programs call `Device.createImage`.
    ///
    /// @param table the device's table
    /// @param info what it shall be
    /// @return the first reference
    public static Image create(BindlessTable table, ImageInfo info) {
        return first(new Image(new ImageObject(table, info)));
    }

    /// Makes an image of a native one that belongs to something else; swapchains do that.
    ///
    /// @param table the device's table
    /// @param info what it is
    /// @param handle the `VkImage`
    /// @param parents what it belongs to, the device last; the array is kept
    /// @return the first reference
    public static Image borrow(
            BindlessTable table, ImageInfo info, long handle, Counted... parents) {
        return first(new Image(new ImageObject(table, info, handle, parents)));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public Image retain() {
        return another(new Image(this));
    }

    ImageObject image() {
        return (ImageObject) object();
    }

    /// What the image was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public ImageInfo info() {
        return image().info;
    }

    /// The native image, for foreign code.
    ///
    /// @return the `VkImage`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        return image().handle;
    }
}
