package daxa.core.resource;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;

import org.jspecify.annotations.Nullable;

/// A part of an image as shaders and render passes see it. A child of its image.
///
/// Made with `Device.createImageView`.
@ThreadSafe
public final class ImageView extends Reference {
    private ImageView(ImageViewObject object) {
        super(object);
    }

    private ImageView(ImageView other) {
        super(other);
    }

    /// Creates a view; programs call `Device.createImageView`.
    ///
    /// @param table the device's table
    /// @param info what it shall be
    /// @return the first reference
    public static ImageView create(BindlessTable table, ImageViewInfo info) {
        ImageObject image = (ImageObject) table.context().own(info.image());
        return first(new ImageView(new ImageViewObject(table, info, image)));
    }

    static @Nullable ImageView retained(Counted object) {
        return object.tryRetain() ? another(new ImageView((ImageViewObject) object)) : null;
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public ImageView retain() {
        return another(new ImageView(this));
    }

    private ImageViewObject view() {
        return (ImageViewObject) object();
    }

    /// What the view was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public ImageViewInfo info() {
        return view().info;
    }

    /// What the image below it was created as, whether or not the image's references are open.
    ///
    /// @return the image's info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public ImageInfo imageInfo() {
        return view().image.info;
    }

    /// The id under which shaders find the view, as sampled image and as storage image, as far as
    /// the image's usage allows.
    ///
    /// @return the id
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public ImageViewId id() {
        return new ImageViewId(view().id);
    }

    /// The native view, for foreign code.
    ///
    /// @return the `VkImageView`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        return view().view;
    }
}
