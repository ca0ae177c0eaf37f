package daxa.core.resource;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;

import org.jspecify.annotations.Nullable;

/// Texels in one, two or three dimensions, with mip levels, layers and samples.
///
/// An image is always in the general layout: the first submit after its creation brings it there,
/// with undefined contents. A child of its device, or of the [MemoryBlock] or the swapchain it
/// belongs to; parent of its views. Made with `Device.createImage` or [MemoryBlock#createImage], or
/// made elsewhere and adopted with `Device.adoptImage`.
@ThreadSafe
public final class Image extends Reference {
    // The object's own, which commands ask for again and again.
    private final ImageInfo info;
    private final long handle;

    private final @Nullable String lender;

    private Image(ImageObject object, @Nullable String lender) {
        super(object);
        this.info = object.info;
        this.handle = object.handle;
        this.lender = lender;
    }

    private Image(Image other) {
        super(other);
        this.info = other.info;
        this.handle = other.handle;
        this.lender = null;
    }

    /// Creates an image; programs call `Device.createImage`.
    ///
    /// @param table the device's table
    /// @param info what it shall be
    /// @return the first reference
    @Internal
    public static Image create(BindlessTable table, ImageInfo info) {
        return create(table, info, null, 0);
    }

    static Image create(
            BindlessTable table, ImageInfo info, @Nullable MemoryBlockObject block, long offset) {
        return first(new Image(new ImageObject(table, info, block, offset), null));
    }

    /// Adopts an image; programs call `Device.adoptImage`.
    ///
    /// @param table the device's table
    /// @param info what it is
    /// @param foreign the image
    /// @return the first reference
    @Internal
    public static Image adopt(BindlessTable table, ImageInfo info, ForeignImage foreign) {
        return first(new Image(new ImageObject(table, info, foreign), null));
    }

    static Image borrow(
            BindlessTable table, ImageInfo info, long handle, String lender, Counted... parents) {
        return first(new Image(new ImageObject(table, info, handle, parents), lender));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    /// @throws UsageException if the image is borrowed, as those of swapchains are
    public Image retain() {
        requireOwned("retain");
        return another(new Image(this));
    }

    /// Closes this reference; the image is destroyed when all of them are closed and the GPU is
    /// done with it. Closing again does nothing.
    ///
    /// @throws daxa.core.error.ChildrenAliveException in strict mode, if this is the last reference
    ///   and views are open
    /// @throws UsageException if the image is borrowed, as those of swapchains are
    @Override
    public void close() {
        requireOwned("close");
        super.close();
    }

    @Override
    protected void requireOwned(String operation) {
        if (lender != null) {
            throw borrowed(this, lender, operation);
        }
    }

    static UsageException borrowed(Reference reference, String lender, String operation) {
        return new UsageException(
                reference
                        + " is borrowed from "
                        + lender
                        + " and has no "
                        + operation
                        + "(); use it until its frame is presented, then acquire the next");
    }

    /// Closes a borrowed image.
    void end() {
        super.close();
    }

    ImageObject image() {
        return (ImageObject) object();
    }

    /// What the image was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public ImageInfo info() {
        object();
        return info;
    }

    /// The native image, for foreign code.
    ///
    /// @return the `VkImage`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        object();
        return handle;
    }
}
