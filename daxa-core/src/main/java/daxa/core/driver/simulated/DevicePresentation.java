package daxa.core.driver.simulated;

import daxa.core.driver.AcquiredImage;
import daxa.core.driver.Feature;
import daxa.core.driver.NativeKind;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.SurfaceInfo;
import daxa.core.driver.SwapchainDescription;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// Surfaces and swapchains as a [SimulatedDevice] sees them.
final class DevicePresentation {
    private static final int PRESENT_SRC = 1000001002;

    private final SimDevice device;
    private final Simulation simulation;
    private final SimulationLock lock;
    private final Timelines timelines;
    private final DeviceSync sync;

    DevicePresentation(SimDevice device, DeviceSync sync) {
        this.device = device;
        this.sync = sync;
        this.simulation = device.simulation;
        this.lock = device.lock;
        this.timelines = device.timelines;
    }

    SurfaceInfo surfaceInfo(long surface) {
        DriverCall call = DriverCall.SURFACE_INFO;
        Simulation.Entry entry = simulation.enter(call, surface, "");
        lock.lock();
        try {
            return usableSurface(call, entry, surface).info;
        } finally {
            lock.unlock();
        }
    }

    boolean canPresent(long surface) {
        DriverCall call = DriverCall.CAN_PRESENT;
        Simulation.Entry entry = simulation.enter(call, surface, "");
        lock.lock();
        try {
            return usableSurface(call, entry, surface).presentable
                    && device.adapter.features().contains(Feature.SWAPCHAIN);
        } finally {
            lock.unlock();
        }
    }

    private SimSurface usableSurface(
            DriverCall call, Simulation.@Nullable Entry entry, long surface) {
        device.checkAlive(call);
        SimSurface found = device.instance.surface(call, surface);
        VulkanResult failure = simulation.takeFailure(call, entry);
        if (failure == null && found.lost) {
            throw Simulation.failed(call, entry, VulkanResult.SURFACE_LOST, found.text());
        }
        if (failure != null) {
            throw VulkanException.of(call.vulkanName(), failure, found.text());
        }
        return found;
    }

    /// Creates a swapchain. As in Vulkan the old swapchain is retired even if this fails.
    long createSwapchain(SwapchainDescription swapchain) {
        DriverCall call = DriverCall.CREATE_SWAPCHAIN;
        Simulation.Entry entry = simulation.enter(call, 0, swapchain.name());
        Supplier<String> text = () -> "Swapchain '" + swapchain.name() + "'";
        lock.lock();
        try {
            device.checkAlive(call);
            if (!device.features().contains(Feature.SWAPCHAIN)) {
                throw simulation.fault(
                        call, device.text() + " was created without " + Feature.SWAPCHAIN);
            }
            SimSurface surface = device.instance.surface(call, swapchain.surface());
            SimSwapchain old =
                    swapchain.oldSwapchain() == 0
                            ? null
                            : device.swapchain(call, swapchain.oldSwapchain());
            String problem = SwapchainRules.problem(swapchain, surface, old);
            if (problem != null) {
                throw simulation.fault(call, text.get() + " " + problem);
            }
            if (old != null) {
                old.retired = true;
                surface.current = null;
            }
            device.mayFail(call, entry, text);
            if (surface.lost) {
                throw Simulation.failed(call, entry, VulkanResult.SURFACE_LOST, text.get());
            }
            if (surface.current != null) {
                throw Simulation.failed(call, entry, VulkanResult.NATIVE_WINDOW_IN_USE, text.get());
            }
            SimSwapchain made = new SimSwapchain(simulation, device.owner, surface, swapchain);
            device.add(made, entry);
            for (SimObject.Image image : made.images) {
                simulation.add(image);
            }
            surface.current = made;
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    long[] swapchainImages(long swapchain) {
        DriverCall call = DriverCall.SWAPCHAIN_IMAGES;
        Simulation.Entry entry = simulation.enter(call, swapchain, "");
        lock.lock();
        try {
            SimSwapchain found = device.swapchain(call, swapchain);
            device.mayFailUnlessLost(call, entry, found::text);
            long[] handles = new long[found.images.length];
            for (int i = 0; i < handles.length; i++) {
                handles[i] = found.images[i].handle;
            }
            return handles;
        } finally {
            lock.unlock();
        }
    }

    void destroySwapchain(long swapchain) {
        DriverCall call = DriverCall.DESTROY_SWAPCHAIN;
        Exclusive exclusive = exclusive(swapchain, call);
        try {
            simulation.enter(call, swapchain, "");
            lock.lock();
            try {
                SimSwapchain found = device.swapchain(call, swapchain);
                if (device.presents.count(found) > 0) {
                    throw simulation.fault(call, found.text() + " has presents that are not over");
                }
                for (SimObject.Image image : found.images) {
                    timelines.checkUnused(call, image);
                    device.checkNoChildren(call, image);
                }
                for (SimObject.Image image : found.images) {
                    simulation.remove(image);
                    device.memory.freeBytes(call, image.bytes, Transfers.size(image), image.text());
                }
                device.removed(found, NativeKind.SWAPCHAIN);
                if (found.surface.current == found) {
                    found.surface.current = null;
                }
            } finally {
                lock.unlock();
            }
        } finally {
            exclusive.exit();
        }
    }

    /// Enters a swapchain for one thread; the caller exits.
    private Exclusive exclusive(long swapchain, DriverCall call) {
        SimSwapchain found = device.swapchain(call, swapchain);
        simulation.enter(found.exclusive, call, found::text);
        return found.exclusive;
    }

    void acquireImage(long swapchain, long timeoutNanos, long semaphore, AcquiredImage result) {
        DriverCall call = DriverCall.ACQUIRE_IMAGE;
        Exclusive exclusive = exclusive(swapchain, call);
        try {
            Simulation.Entry entry = simulation.enter(call, swapchain, "");
            lock.lock();
            try {
                SimSwapchain found = device.swapchain(call, swapchain);
                SimObject.Semaphore signal = device.semaphore(call, semaphore);
                checkAcquire(call, found, signal, timeoutNanos);
                result.index = -1;
                result.status = acquire(call, entry, found, timeoutNanos);
                if (result.status == PresentStatus.OPTIMAL
                        || result.status == PresentStatus.SUBOPTIMAL) {
                    result.index = found.nextFree();
                    found.acquired(result.index);
                    signal.signaled = true;
                    signal.signalQueue = -1;
                }
            } finally {
                lock.unlock();
            }
        } finally {
            exclusive.exit();
        }
    }

    private void checkAcquire(
            DriverCall call, SimSwapchain swapchain, SimObject.Semaphore signal, long timeout) {
        if (swapchain.retired) {
            throw simulation.fault(call, swapchain.text() + " is retired by a newer one");
        }
        timelines.checkSignal(call, signal, false, -1, null);
        int acquired = swapchain.count(SimSwapchain.Place.ACQUIRED);
        int spare = swapchain.images.length - swapchain.surface.info.minImageCount();
        if (acquired > spare && SimulationLock.isForever(timeout)) {
            throw simulation.fault(
                    call,
                    acquired
                            + " of "
                            + swapchain.images.length
                            + " images of "
                            + swapchain.text()
                            + " are acquired, and waiting forever for one more needs at most "
                            + spare);
        }
    }

    private PresentStatus acquire(
            DriverCall call,
            Simulation.@Nullable Entry entry,
            SimSwapchain swapchain,
            long timeoutNanos) {
        PresentStatus planned = presentFailure(call, entry, swapchain);
        if (planned != null) {
            return planned;
        }
        PresentStatus scripted = swapchain.surface.acquireScript.poll();
        if (scripted != null
                && scripted != PresentStatus.OPTIMAL
                && scripted != PresentStatus.SUBOPTIMAL) {
            return scripted;
        }
        device.waiters++;
        boolean ready;
        try {
            ready =
                    lock.await(
                            () ->
                                    timelines.lost
                                            || broken(swapchain.match())
                                            || swapchain.nextFree() >= 0,
                            timeoutNanos);
        } finally {
            device.waiters--;
        }
        if (timelines.lost) {
            throw device.lost(call, entry, swapchain.text());
        }
        PresentStatus match = swapchain.match();
        if (broken(match)) {
            return match;
        }
        if (!ready) {
            return PresentStatus.TIMEOUT;
        }
        return scripted == PresentStatus.SUBOPTIMAL ? scripted : match;
    }

    private static boolean broken(PresentStatus status) {
        return status == PresentStatus.OUT_OF_DATE || status == PresentStatus.SURFACE_LOST;
    }

    /// Takes a planned failure of acquire or present.
    ///
    /// @return the failure as a status, or null for none
    private @Nullable PresentStatus presentFailure(
            DriverCall call, Simulation.@Nullable Entry entry, SimSwapchain swapchain) {
        if (timelines.lost) {
            throw device.lost(call, entry, swapchain.text());
        }
        VulkanResult failure = device.takeFailure(call, entry);
        if (failure == null) {
            return null;
        }
        return switch (failure) {
            case OUT_OF_DATE -> PresentStatus.OUT_OF_DATE;
            case SURFACE_LOST -> PresentStatus.SURFACE_LOST;
            default -> throw device.failure(call, failure, swapchain.text());
        };
    }

    PresentStatus present(
            long swapchain, int image, long waitSemaphore, long fence, long presentId) {
        DriverCall call = DriverCall.PRESENT;
        Exclusive queue = timelines.exclusive[0];
        simulation.enter(queue, call, () -> device.queueText(0));
        try {
            Exclusive exclusive = exclusive(swapchain, call);
            try {
                return doPresent(call, swapchain, image, waitSemaphore, fence, presentId);
            } finally {
                exclusive.exit();
            }
        } finally {
            queue.exit();
        }
    }

    private PresentStatus doPresent(
            DriverCall call,
            long swapchain,
            int image,
            long waitSemaphore,
            long fence,
            long presentId) {
        Simulation.Entry entry = simulation.enter(call, swapchain, "");
        lock.lock();
        try {
            SimSwapchain found = device.swapchain(call, swapchain);
            SimObject.Semaphore wait =
                    waitSemaphore == 0 ? null : device.semaphore(call, waitSemaphore);
            SimObject.Fence signal = fence == 0 ? null : device.fence(call, fence);
            checkPresent(call, found, image, wait, signal);
            checkPresentId(call, found, presentId);
            PresentStatus status = presentFailure(call, entry, found);
            if (status == null) {
                PresentStatus scripted = found.surface.presentScript.poll();
                PresentStatus match = found.match();
                status = scripted == null || broken(match) ? match : scripted;
            }
            // An image that is out of date counts as presented too, and is not shown.
            device.presents.add(found, image, wait, signal, broken(status) ? 0 : presentId);
            found.newestPresentId = Math.max(found.newestPresentId, presentId);
            device.progress();
            return status;
        } finally {
            lock.unlock();
        }
    }

    private void checkPresentId(DriverCall call, SimSwapchain swapchain, long presentId) {
        if (presentId == 0) {
            return;
        }
        requirePresentWait(call);
        if (presentId <= swapchain.newestPresentId) {
            throw simulation.fault(
                    call,
                    "presentId="
                            + presentId
                            + " of "
                            + swapchain.text()
                            + " (expected above "
                            + swapchain.newestPresentId
                            + ")");
        }
    }

    private void requirePresentWait(DriverCall call) {
        if (!device.features().contains(Feature.PRESENT_WAIT)) {
            throw simulation.fault(
                    call, device.text() + " was created without " + Feature.PRESENT_WAIT);
        }
    }

    PresentStatus waitForPresent(long swapchain, long presentId, long timeoutNanos) {
        DriverCall call = DriverCall.WAIT_FOR_PRESENT;
        Exclusive exclusive = exclusive(swapchain, call);
        try {
            Simulation.Entry entry = simulation.enter(call, swapchain, "");
            lock.lock();
            try {
                requirePresentWait(call);
                SimSwapchain found = device.swapchain(call, swapchain);
                if (found.retired) {
                    throw simulation.fault(call, found.text() + " is retired by a newer one");
                }
                if (presentId <= 0 || presentId > found.newestPresentId) {
                    throw simulation.fault(
                            call,
                            "presentId="
                                    + presentId
                                    + " of "
                                    + found.text()
                                    + " (expected 1 to "
                                    + found.newestPresentId
                                    + ")");
                }
                return waitForPresent(call, entry, found, presentId, timeoutNanos);
            } finally {
                lock.unlock();
            }
        } finally {
            exclusive.exit();
        }
    }

    private PresentStatus waitForPresent(
            DriverCall call,
            Simulation.@Nullable Entry entry,
            SimSwapchain swapchain,
            long presentId,
            long timeoutNanos) {
        PresentStatus planned = presentFailure(call, entry, swapchain);
        if (planned != null) {
            return planned;
        }
        device.waiters++;
        try {
            lock.await(
                    () ->
                            timelines.lost
                                    || broken(swapchain.match())
                                    || swapchain.shownPresentId >= presentId,
                    timeoutNanos);
        } finally {
            device.waiters--;
        }
        if (timelines.lost) {
            throw device.lost(call, entry, swapchain.text());
        }
        PresentStatus match = swapchain.match();
        return swapchain.shownPresentId >= presentId || broken(match)
                ? match
                : PresentStatus.TIMEOUT;
    }

    private void checkPresent(
            DriverCall call,
            SimSwapchain swapchain,
            int image,
            SimObject.@Nullable Semaphore wait,
            SimObject.@Nullable Fence fence) {
        if (image < 0
                || image >= swapchain.images.length
                || swapchain.places[image] != SimSwapchain.Place.ACQUIRED) {
            throw simulation.fault(
                    call, "image " + image + " of " + swapchain.text() + " is not acquired");
        }
        int layout = swapchain.images[image].layout;
        if (layout != PRESENT_SRC) {
            throw simulation.fault(
                    call,
                    "image "
                            + image
                            + " of "
                            + swapchain.text()
                            + " is in layout "
                            + layout
                            + " (expected "
                            + PRESENT_SRC
                            + ")");
        }
        if (wait != null && !wait.signaled) {
            throw simulation.fault(
                    call,
                    wait.text() + " is waited for, and nothing was submitted that signals it");
        }
        if (fence != null) {
            if (!device.features().contains(Feature.SWAPCHAIN_MAINTENANCE)) {
                throw simulation.fault(
                        call,
                        device.text() + " was created without " + Feature.SWAPCHAIN_MAINTENANCE);
            }
            sync.checkFenceIdle(call, fence);
            if (fence.signaled) {
                throw simulation.fault(call, fence.text() + " is signalled already; reset it");
            }
        }
    }
}
