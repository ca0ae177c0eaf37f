package daxa.core.resource;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.lifetime.Counted;

import java.util.List;

/// An image that belongs to something else, and a view of the whole of it; swapchains make them.
///
/// Programs get [#image()] and [#view()], which they can neither close nor retain. Only who holds
/// the borrowed image can end it.
@Internal
@ThreadSafe
public final class BorrowedImage {
    private final Image image;
    private final ImageView view;

    private final Counted imageObject;
    private final Counted viewObject;

    private BorrowedImage(Image image, ImageView view) {
        this.image = image;
        this.view = view;
        this.imageObject = image.object();
        this.viewObject = view.object();
        withhold(true);
    }

    /// Keeps submissions from using the image and its views while its owner needs it. At first it
    /// is withheld.
    ///
    /// @param on whether it is withheld from now on
    public void withhold(boolean on) {
        imageObject.withhold(on);
        viewObject.withhold(on);
    }

    /// Makes an image of a native one that belongs to something else.
    ///
    /// @param table the device's table
    /// @param info what it is
    /// @param handle the `VkImage`
    /// @param lender whom it is borrowed from, for messages
    /// @param parents what it belongs to, the device last; the array is kept
    /// @return the image
    /// @throws daxa.core.error.TableFullException if there are too many views
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public static BorrowedImage create(
            BindlessTable table, ImageInfo info, long handle, String lender, Counted... parents) {
        Image image = Image.borrow(table, info, handle, lender, parents);
        try {
            return new BorrowedImage(image, ImageView.borrow(table, image, lender));
        } catch (RuntimeException e) {
            image.end();
            throw e;
        }
    }

    /// The image.
    ///
    /// @return the image, open until [#end()]
    public Image image() {
        return image;
    }

    /// The view of the whole image.
    ///
    /// @return the view, open until [#end()]
    public ImageView view() {
        return view;
    }

    /// The open views of the image that programs made.
    ///
    /// @return one line each, as in a [daxa.core.error.ChildrenAliveException]; empty after
    ///   [#end()]
    public List<String> programsViews() {
        return image.isClosed() ? List.of() : imageObject.openChildrenBut(viewObject);
    }

    /// Ends the borrowing: closes the view and the image. Does nothing the second time.
    ///
    /// @throws daxa.core.error.ChildrenAliveException in strict mode, if a program's view of the
    ///   image is open; call it again when that is closed
    public void end() {
        view.end();
        image.end();
    }
}
