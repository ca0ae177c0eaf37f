package daxa.core.present;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.error.UsageException;
import daxa.core.resource.BorrowedImage;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;

import java.util.Optional;

/// An acquired image of a swapchain: borrowed until it is presented.
///
/// Its contents are undefined at first, and only the commands given to [Swapchain#present] may use
/// it. Frames are used again, one for each image of a swapchain, so that a frame loop allocates
/// nothing.
@ExternallySynchronized
public final class SwapchainFrame {
    private final Generation generation;
    private final int index;
    private final BorrowedImage borrowed;
    private final Optional<SwapchainFrame> optional = Optional.of(this);
    private State state = State.GONE;

    /// Where the image is.
    enum State {
        /// The swapchain acquired it and waits until an earlier present of it is over.
        WAITING,
        /// The program has it.
        ACQUIRED,
        /// Its commands are submitted, but it is not presented yet.
        SUBMITTED,
        /// The swapchain has it.
        GONE
    }

    /// Lets one submission use the image.
    void withhold(boolean on) {
        borrowed.withhold(on);
    }

    SwapchainFrame(Generation generation, int index, BorrowedImage borrowed) {
        this.generation = generation;
        this.index = index;
        this.borrowed = borrowed;
    }

    Optional<SwapchainFrame> optional() {
        return optional;
    }

    Generation generation() {
        return generation;
    }

    State state() {
        return state;
    }

    void setState(State newState) {
        state = newState;
    }

    /// Which of the swapchain's images it is.
    ///
    /// @return from 0 to [Swapchain#imageCount()] - 1
    public int index() {
        return index;
    }

    /// The image. It can be neither closed nor retained.
    ///
    /// @return the image
    /// @throws UsageException if it was submitted or presented
    public Image image() {
        requireAcquired();
        return borrowed.image();
    }

    /// A view of the whole image. It can be neither closed nor retained.
    ///
    /// @return the view
    /// @throws UsageException if the image was submitted or presented
    public ImageView view() {
        requireAcquired();
        return borrowed.view();
    }

    /// The width of the image.
    ///
    /// @return texels
    /// @throws UsageException if the image was submitted or presented
    public int width() {
        requireAcquired();
        return generation.width;
    }

    /// The height of the image.
    ///
    /// @return texels
    /// @throws UsageException if the image was submitted or presented
    public int height() {
        requireAcquired();
        return generation.height;
    }

    private void requireAcquired() {
        if (state != State.ACQUIRED) {
            throw new UsageException(
                    this
                            + (state == State.SUBMITTED ? " was submitted" : " was presented")
                            + " and is no longer the program's; acquire the next frame");
        }
    }

    /// Which frame it is.
    ///
    /// @return such as `the frame of image 1 of generation 0 of Swapchain 'main'`
    @Override
    public String toString() {
        return "the frame of image " + index + " of " + generation.text();
    }
}
