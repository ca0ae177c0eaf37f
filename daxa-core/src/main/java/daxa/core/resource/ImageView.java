package daxa.core.resource;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;

import org.jspecify.annotations.Nullable;

/// A part of an image as shaders and render passes see it. A child of its image.
///
/// Made with `Device.createImageView`.
@ThreadSafe
public final class ImageView extends Reference {
    // The object's own, which render passes ask for again and again.
    private final ImageViewInfo info;
    private final ImageInfo imageInfo;
    private final long handle;

    private final @Nullable String lender;

    private ImageView(ImageViewObject object, @Nullable String lender) {
        super(object);
        this.info = object.info;
        this.imageInfo = object.image.info;
        this.handle = object.view;
        this.lender = lender;
    }

    private ImageView(ImageView other) {
        super(other);
        this.info = other.info;
        this.imageInfo = other.imageInfo;
        this.handle = other.handle;
        this.lender = null;
    }

    /// Creates a view; programs call `Device.createImageView`.
    ///
    /// @param table the device's table
    /// @param info what it shall be
    /// @return the first reference
    @Internal
    public static ImageView create(BindlessTable table, ImageViewInfo info) {
        ImageObject image = (ImageObject) table.context().own(info.image());
        return first(new ImageView(new ImageViewObject(table, info, image), null));
    }

    static ImageView borrow(BindlessTable table, Image image, String lender) {
        ImageViewInfo info = ImageViewInfo.of(image);
        return first(new ImageView(new ImageViewObject(table, info, image.image()), lender));
    }

    static @Nullable ImageView retained(Counted object) {
        return object.tryRetain() ? another(new ImageView((ImageViewObject) object, null)) : null;
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    /// @throws daxa.core.error.UsageException if the view is borrowed, as those of swapchains are
    public ImageView retain() {
        requireOwned("retain");
        return another(new ImageView(this));
    }

    /// Closes this reference; the view is destroyed when all of them are closed and the GPU is done
    /// with it. Closing again does nothing.
    ///
    /// @throws daxa.core.error.UsageException if the view is borrowed, as those of swapchains are
    @Override
    public void close() {
        requireOwned("close");
        super.close();
    }

    @Override
    protected void requireOwned(String operation) {
        if (lender != null) {
            throw Image.borrowed(this, lender, operation);
        }
    }

    /// Closes a borrowed view.
    void end() {
        super.close();
    }

    private ImageViewObject view() {
        return (ImageViewObject) object();
    }

    /// What the view was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public ImageViewInfo info() {
        object();
        return info;
    }

    /// What the image below it was created as, whether or not the image's references are open.
    ///
    /// @return the image's info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public ImageInfo imageInfo() {
        object();
        return imageInfo;
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
        object();
        return handle;
    }
}
