package daxa.core.driver.simulated;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// The presents of a device that are not over. The driver's lock guards it.
final class Presents {
    private final Timelines timelines;
    private final List<Present> pending = new ArrayList<>();
    boolean atOnce;

    /// A present.
    ///
    /// @param image what it shows, -1 once that can be acquired again
    /// @param semaphore what it waits for, null for nothing, and once the image can be acquired
    /// @param afterQueue the queue whose submission signals the semaphore that it waits for, or -1
    /// @param afterValue that submission's value
    /// @param presentId its name, 0 if it has none or is never shown
    private record Present(
            SimSwapchain swapchain,
            int image,
            SimObject.@Nullable Semaphore semaphore,
            SimObject.@Nullable Fence fence,
            int afterQueue,
            long afterValue,
            long presentId) {
        Present withoutImage() {
            return new Present(swapchain, -1, null, fence, afterQueue, afterValue, presentId);
        }
    }

    Presents(Timelines timelines, boolean atOnce) {
        this.timelines = timelines;
        this.atOnce = atOnce;
    }

    void add(
            SimSwapchain swapchain,
            int image,
            SimObject.@Nullable Semaphore semaphore,
            SimObject.@Nullable Fence fence,
            long presentId) {
        swapchain.places[image] = SimSwapchain.Place.PRESENTING;
        int afterQueue = -1;
        long afterValue = 0;
        if (semaphore != null) {
            afterQueue = semaphore.signalQueue;
            afterValue = semaphore.signalValue;
            semaphore.signaled = false;
            semaphore.presents++;
        }
        if (fence != null) {
            fence.pending = true;
        }
        pending.add(
                new Present(swapchain, image, semaphore, fence, afterQueue, afterValue, presentId));
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    int count(SimSwapchain swapchain) {
        int count = 0;
        for (Present present : pending) {
            if (present.swapchain == swapchain) {
                count++;
            }
        }
        return count;
    }

    /// Ends the presents whose submissions are finished, where that is automatic.
    void advance() {
        if (atOnce || timelines.lost) {
            finishReady();
        }
    }

    /// Ends the presents whose submissions are finished.
    void finishReady() {
        for (Iterator<Present> all = pending.iterator(); all.hasNext(); ) {
            Present present = all.next();
            if (timelines.reached(present.afterQueue, present.afterValue)) {
                all.remove();
                finish(present);
            }
        }
    }

    /// Ends the oldest present of a swapchain.
    void finishOldest(SimSwapchain swapchain) {
        Present present = oldest(swapchain, false);
        pending.remove(present);
        finish(present);
    }

    /// Lets the image of the oldest present of a swapchain that still has it be acquired before the
    /// present is over.
    void freeOldest(SimSwapchain swapchain) {
        Present present = oldest(swapchain, true);
        free(present);
        pending.set(pending.indexOf(present), present.withoutImage());
    }

    private Present oldest(SimSwapchain swapchain, boolean withImage) {
        for (Present present : pending) {
            if (present.swapchain != swapchain || (withImage && present.image < 0)) {
                continue;
            }
            if (!timelines.reached(present.afterQueue, present.afterValue)) {
                throw new IllegalStateException(
                        "the present of image "
                                + present.image
                                + " of "
                                + swapchain.text()
                                + " waits for queue "
                                + present.afterQueue
                                + " value "
                                + present.afterValue
                                + "; complete that first");
            }
            return present;
        }
        throw new IllegalStateException(
                "no present of "
                        + swapchain.text()
                        + (withImage ? " has an image that is not free" : " is pending"));
    }

    // Who acquires the image knows that the semaphore was waited for.
    private static void free(Present present) {
        if (present.image >= 0) {
            present.swapchain.places[present.image] = SimSwapchain.Place.FREE;
        }
        if (present.semaphore != null) {
            present.semaphore.presents--;
        }
    }

    private static void finish(Present present) {
        free(present);
        present.swapchain.shownPresentId =
                Math.max(present.swapchain.shownPresentId, present.presentId);
        if (present.fence != null) {
            present.fence.pending = false;
            present.fence.signaled = true;
        }
    }
}
