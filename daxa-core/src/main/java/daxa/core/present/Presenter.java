package daxa.core.present;

import daxa.core.command.DeviceQueues;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.PresentWork;
import daxa.core.command.Queue;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.PresentStatus;

import org.jspecify.annotations.Nullable;

/// Submits what writes acquired images and presents them, with so many frames in flight at once.
@ExternallySynchronized
final class Presenter {
    private final Queue queue;
    private final SwapchainObject swapchain;
    private final PresentNumbers numbers;
    private final PresentWork work;

    /// For each frame in flight, the submission that it ended with.
    private final long[] submissions;

    /// Which of the frames in flight is the next.
    private int slot;

    Presenter(DeviceQueues queues, SwapchainObject swapchain, PresentNumbers numbers) {
        this.queue = queues.main();
        this.work = queues.presentWork();
        this.swapchain = swapchain;
        this.numbers = numbers;
        this.submissions = new long[swapchain.acquired.length];
    }

    /// Waits until the GPU has finished the oldest of the frames in flight.
    ///
    /// @param nanos how long at most
    /// @return whether it has
    boolean awaitOldest(long nanos) {
        return queue.awaitFor(submissions[slot], nanos);
    }

    /// What the acquire of the next frame signals.
    long semaphore() {
        return swapchain.acquired[slot];
    }

    /// Submits what writes an acquired image: commands, or an info with several.
    void submit(
            SwapchainFrame frame,
            @Nullable ExecutableCommands commands,
            @Nullable SubmitInfo info,
            @Nullable SubmitToken token) {
        Generation generation = frame.generation();
        Generation.PerImage image = generation.image(frame.index());
        work.target = generation;
        work.before = image.before;
        work.after = image.after;
        work.waitSemaphore = semaphore();
        work.signalSemaphore = image.written;
        frame.withhold(false);
        try {
            submissions[slot] = queue.submit(commands, info, work, token);
        } finally {
            frame.withhold(true);
        }
        slot = (slot + 1) % submissions.length;
        frame.setState(SwapchainFrame.State.SUBMITTED);
    }

    /// Presents an image whose commands are submitted.
    PresentStatus present(SwapchainFrame frame) {
        Generation generation = frame.generation();
        Generation.PerImage image = generation.image(frame.index());
        PresentStatus status =
                work.present(
                        generation.handle,
                        frame.index(),
                        image.nextFence().handle,
                        numbers.next(generation));
        image.presented();
        generation.presented = true;
        frame.setState(SwapchainFrame.State.GONE);
        return status;
    }

    /// Gives an acquired image back without presenting it, at the end: something has to wait for
    /// what its acquire signals, before the semaphore can be destroyed.
    void giveUp() {
        work.target = null;
        work.before = null;
        work.after = null;
        work.waitSemaphore = semaphore();
        work.signalSemaphore = 0;
        queue.submit(null, null, work, null);
    }
}
