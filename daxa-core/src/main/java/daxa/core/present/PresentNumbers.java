package daxa.core.present;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Nanos;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.Feature;
import daxa.core.driver.PresentStatus;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.UsageException;

import java.time.Duration;

/// The numbers of a swapchain's presents, and waits for one to be on the display.
@ExternallySynchronized
final class PresentNumbers {
    private final DeviceContext context;
    private final SwapchainObject swapchain;
    private final Generations generations;
    private final boolean identified;
    private final TimeLeft time = new TimeLeft();
    private long newest;

    PresentNumbers(DeviceContext context, SwapchainObject swapchain, Generations generations) {
        this.context = context;
        this.swapchain = swapchain;
        this.generations = generations;
        this.identified = context.has(Feature.PRESENT_WAIT);
    }

    /// The number of the newest present, 0 before the first.
    long newest() {
        return newest;
    }

    /// Counts a present that is about to be tried.
    ///
    /// @return what the driver shall call it, 0 where it cannot be waited for
    long next(Generation generation) {
        newest++;
        if (generation.firstPresent == 0) {
            generation.firstPresent = newest;
        }
        return identified ? newest : 0;
    }

    /// See [Swapchain#awaitPresent(long, Duration)].
    PresentStatus await(long present, Duration deadline) {
        requirePresent(present);
        if (generations.isSurfaceLost()) {
            return PresentStatus.SURFACE_LOST;
        }
        Generation generation = generations.current();
        if (generation == null
                || generations.isOutOfDate()
                || generation.firstPresent == 0
                || present < generation.firstPresent) {
            return PresentStatus.OUT_OF_DATE;
        }
        time.begin(Nanos.of(deadline));
        PresentStatus status = await(generation, present);
        if (status == PresentStatus.TIMEOUT) {
            throw new DeadlineException(
                    "present "
                            + present
                            + " of "
                            + swapchain.label()
                            + " was not shown within "
                            + deadline
                            + "; wait again, or go on without");
        }
        generations.note(status);
        return status;
    }

    private void requirePresent(long present) {
        if (!identified) {
            throw new UsageException(
                    swapchain.label()
                            + ": waiting for presents needs the feature "
                            + Feature.PRESENT_WAIT
                            + " (VK_KHR_present_wait), which device '"
                            + context.name()
                            + "' lacks; wait for the token of the submission, which tells when the"
                            + " GPU is done with the frame");
        }
        if (present < 1 || present > newest) {
            throw new UsageException(
                    swapchain.label()
                            + ": present="
                            + present
                            + " (expected 1 to newestPresent()="
                            + newest
                            + ")");
        }
    }

    private PresentStatus await(Generation generation, long present) {
        while (true) {
            boolean last = time.isOver();
            PresentStatus status =
                    context.driver().waitForPresent(generation.handle, present, time.slice());
            if (status != PresentStatus.TIMEOUT || last) {
                return status;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedWaitException(
                        "the wait for present "
                                + present
                                + " of "
                                + swapchain.label()
                                + " was interrupted");
            }
        }
    }
}
