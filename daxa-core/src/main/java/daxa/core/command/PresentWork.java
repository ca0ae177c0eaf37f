package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.PresentStatus;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

/// What a swapchain adds to the submission that presents: the image's changes of layout before and
/// after the program's commands, and the semaphores of acquire and present. Made by
/// [DeviceQueues#presentWork()] once for each swapchain and used again; no program has one.
@Internal
@ExternallySynchronized
public final class PresentWork {
    /// Runs before the program's commands, or null.
    public @Nullable CommandDriver before;

    /// Runs after the program's commands, or null.
    public @Nullable CommandDriver after;

    /// What has to be open, or null.
    public @Nullable Counted target;

    /// Binary semaphore to wait for, or 0.
    public long waitSemaphore;

    /// Binary semaphore to signal, or 0.
    public long signalSemaphore;

    private final Queue queue;

    PresentWork(Queue queue) {
        this.queue = queue;
    }

    /// Presents the image that the newest submission of this work was for.
    ///
    /// @param swapchain the native swapchain
    /// @param image the image's index
    /// @param fence signalled when the present is over, or 0
    /// @param presentId names the present, or 0
    /// @return how it went
    public PresentStatus present(long swapchain, int image, long fence, long presentId) {
        return queue.present(swapchain, image, signalSemaphore, fence, presentId);
    }
}
