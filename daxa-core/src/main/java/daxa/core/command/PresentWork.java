package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.CommandDriver;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

/// What a swapchain adds to the submission that presents: the image's changes of layout before and
/// after the program's commands, and the semaphores of acquire and present. Made once for each
/// swapchain image and used again.
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

    /// Creates empty work.
    public PresentWork() {}
}
