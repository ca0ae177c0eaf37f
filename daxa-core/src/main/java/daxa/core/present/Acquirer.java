package daxa.core.present;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.AcquiredImage;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.PresentStatus;
import daxa.core.error.InterruptedWaitException;

import org.jspecify.annotations.Nullable;

/// Acquires images from the newest generation.
@ExternallySynchronized
final class Acquirer {
    // An acquire that finds the images out of date begins anew, but not for ever.
    private static final int MAX_TRIES = 4;

    private final DeviceDriver driver;
    private final SwapchainObject swapchain;
    private final Generations generations;
    private final TimeLeft time;
    private final AcquiredImage acquired = new AcquiredImage();

    Acquirer(
            DeviceDriver driver,
            SwapchainObject swapchain,
            Generations generations,
            TimeLeft time) {
        this.driver = driver;
        this.swapchain = swapchain;
        this.generations = generations;
        this.time = time;
    }

    /// Acquires the next image, after the images were made anew where that is needed.
    ///
    /// @param semaphore signalled when the image may be written
    /// @return waiting for [#awaitEarlierPresent]; null while there are no images, and where none
    ///   is free in time
    @Nullable SwapchainFrame acquire(long semaphore) {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Generation generation = generations.refresh();
            if (generation == null) {
                return null;
            }
            acquire(generation, semaphore);
            switch (acquired.status) {
                case OPTIMAL, SUBOPTIMAL -> {
                    generations.note(acquired.status);
                    generations.acquired(generation.image(acquired.index));
                    SwapchainFrame frame = generation.frames[acquired.index];
                    frame.setState(SwapchainFrame.State.WAITING);
                    return frame;
                }
                case TIMEOUT -> {
                    return null;
                }
                case OUT_OF_DATE -> generations.note(PresentStatus.OUT_OF_DATE);
                case SURFACE_LOST -> generations.surfaceLost("vkAcquireNextImageKHR");
            }
        }
        return null;
    }

    private void acquire(Generation generation, long semaphore) {
        while (true) {
            boolean last = time.isOver();
            driver.acquireImage(generation.handle, time.slice(), semaphore, acquired);
            if (acquired.status != PresentStatus.TIMEOUT || last) {
                return;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedWaitException(
                        "the wait for an image of " + swapchain.label() + " was interrupted");
            }
        }
    }

    /// Waits until the present before the last of an acquired image is over, as it is or is about
    /// to be. Until then its fence cannot tell of the next one.
    ///
    /// @return whether it is; then the program can have the frame
    boolean awaitEarlierPresent(SwapchainFrame frame) {
        Generation.PresentFence fence = frame.generation().image(frame.index()).nextFence();
        if (fence.inUse) {
            if (!awaitFence(fence.handle)) {
                return false;
            }
            driver.resetFence(fence.handle);
            fence.inUse = false;
        }
        frame.setState(SwapchainFrame.State.ACQUIRED);
        return true;
    }

    private boolean awaitFence(long fence) {
        while (true) {
            boolean last = time.isOver();
            if (driver.waitForFence(fence, time.slice())) {
                return true;
            }
            if (last) {
                return false;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedWaitException(
                        "the wait for an earlier present of an image of "
                                + swapchain.label()
                                + " was interrupted");
            }
        }
    }
}
