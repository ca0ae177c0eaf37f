package daxa.core.driver.simulated;

import daxa.core.driver.NativeKind;
import daxa.core.driver.SemaphoreList;

import java.util.ArrayList;
import java.util.List;

/// Semaphores, events and fences of a [SimulatedDevice].
final class DeviceSync {
    private final SimDevice device;
    private final Simulation simulation;
    private final SimulationLock lock;
    private final Timelines timelines;

    DeviceSync(SimDevice device) {
        this.device = device;
        this.simulation = device.simulation;
        this.lock = device.lock;
        this.timelines = device.timelines;
    }

    long createBinarySemaphore(String name) {
        return createSemaphore(DriverCall.CREATE_BINARY_SEMAPHORE, name, false, 0);
    }

    long createTimelineSemaphore(String name, long value) {
        return createSemaphore(DriverCall.CREATE_TIMELINE_SEMAPHORE, name, true, value);
    }

    private long createSemaphore(DriverCall call, String name, boolean timeline, long value) {
        Simulation.Entry entry = simulation.enter(call, 0, name);
        lock.lock();
        try {
            device.checkAlive(call);
            device.mayFail(call, entry, () -> "Semaphore '" + name + "'");
            SimObject.Semaphore made =
                    new SimObject.Semaphore(
                            simulation.newHandle(), name, device.owner, timeline, value);
            device.add(made, entry);
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    void destroySemaphore(long semaphore) {
        DriverCall call = DriverCall.DESTROY_SEMAPHORE;
        simulation.enter(call, semaphore, "");
        lock.lock();
        try {
            SimObject.Semaphore found = device.semaphore(call, semaphore);
            timelines.checkUnused(call, found);
            if (found.waiters > 0) {
                throw simulation.fault(call, found.text() + " is waited for by another thread");
            }
            if (found.presents > 0) {
                throw simulation.fault(
                        call, found.text() + " is destroyed while a present waits for it");
            }
            device.removed(found, NativeKind.SEMAPHORE);
        } finally {
            lock.unlock();
        }
    }

    long createEvent(String name) {
        DriverCall call = DriverCall.CREATE_EVENT;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        lock.lock();
        try {
            device.checkAlive(call);
            device.mayFail(call, entry, () -> "Event '" + name + "'");
            SimObject.Event made = new SimObject.Event(simulation.newHandle(), name, device.owner);
            device.add(made, entry);
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    private SimObject.Semaphore timeline(DriverCall call, long handle) {
        SimObject.Semaphore found = device.semaphore(call, handle);
        if (!found.timeline) {
            throw simulation.fault(call, found.text() + " is no timeline");
        }
        return found;
    }

    long semaphoreValue(long semaphore) {
        DriverCall call = DriverCall.SEMAPHORE_VALUE;
        Simulation.Entry entry = simulation.enter(call, semaphore, "");
        lock.lock();
        try {
            SimObject.Semaphore found = timeline(call, semaphore);
            device.mayFailUnlessLost(call, entry, found::text);
            return timelines.lost ? Long.MAX_VALUE : found.value;
        } finally {
            lock.unlock();
        }
    }

    boolean waitForSemaphore(long semaphore, long value, long timeoutNanos) {
        DriverCall call = DriverCall.WAIT_FOR_SEMAPHORE;
        Simulation.Entry entry = simulation.enter(call, semaphore, "");
        lock.lock();
        try {
            SimObject.Semaphore found = timeline(call, semaphore);
            device.mayFailUnlessLost(call, entry, found::text);
            if (device.waitCompletes && found.value < value) {
                timelines.completeUntil(found, value);
                device.progress();
            }
            found.waiters++;
            try {
                return lock.await(() -> found.value >= value || timelines.lost, timeoutNanos);
            } finally {
                found.waiters--;
            }
        } finally {
            lock.unlock();
        }
    }

    boolean waitForAny(SemaphoreList points, long timeoutNanos) {
        DriverCall call = DriverCall.WAIT_FOR_ANY;
        Simulation.Entry entry = simulation.enter(call, device.self.handle, device.self.name);
        lock.lock();
        try {
            device.checkAlive(call);
            if (points.size() == 0) {
                throw simulation.fault(call, "a wait for one of no timelines");
            }
            List<SimObject.Semaphore> semaphores = new ArrayList<>();
            for (int i = 0; i < points.size(); i++) {
                if (points.queue(i) < 0) {
                    semaphores.add(timeline(call, points.semaphore(i)));
                } else {
                    timelines.checkQueue(call, points.queue(i));
                }
            }
            device.mayFailUnlessLost(call, entry, device::text);
            if (device.waitCompletes && !isAnyReached(points)) {
                completeFirst(points);
                device.progress();
            }
            device.waiters++;
            semaphores.forEach(found -> found.waiters++);
            try {
                return lock.await(() -> timelines.lost || isAnyReached(points), timeoutNanos);
            } finally {
                semaphores.forEach(found -> found.waiters--);
                device.waiters--;
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isAnyReached(SemaphoreList points) {
        for (int i = 0; i < points.size(); i++) {
            long reached =
                    points.queue(i) < 0
                            ? device.semaphore(DriverCall.WAIT_FOR_ANY, points.semaphore(i)).value
                            : timelines.completed(points.queue(i));
            if (reached >= points.value(i)) {
                return true;
            }
        }
        return false;
    }

    private void completeFirst(SemaphoreList points) {
        for (int i = 0; i < points.size() && !isAnyReached(points); i++) {
            if (points.queue(i) < 0) {
                timelines.completeUntil(
                        device.semaphore(DriverCall.WAIT_FOR_ANY, points.semaphore(i)),
                        points.value(i));
            } else {
                timelines.completeUntil(points.queue(i), points.value(i));
            }
        }
    }

    void signalSemaphore(long semaphore, long value) {
        DriverCall call = DriverCall.SIGNAL_SEMAPHORE;
        Simulation.Entry entry = simulation.enter(call, semaphore, "");
        lock.lock();
        try {
            SimObject.Semaphore found = timeline(call, semaphore);
            timelines.checkRises(call, found, found.submittedValue, value);
            device.mayFail(call, entry, found::text);
            found.value = value;
            found.submittedValue = value;
            device.progress();
        } finally {
            lock.unlock();
        }
    }

    long createFence(String name) {
        DriverCall call = DriverCall.CREATE_FENCE;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        lock.lock();
        try {
            device.checkAlive(call);
            device.mayFail(call, entry, () -> "Fence '" + name + "'");
            SimObject.Fence made = new SimObject.Fence(simulation.newHandle(), name, device.owner);
            device.add(made, entry);
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    boolean fenceSignaled(long fence) {
        DriverCall call = DriverCall.FENCE_SIGNALED;
        Simulation.Entry entry = simulation.enter(call, fence, "");
        lock.lock();
        try {
            SimObject.Fence found = device.fence(call, fence);
            device.mayFailUnlessLost(call, entry, found::text);
            return found.signaled || timelines.lost;
        } finally {
            lock.unlock();
        }
    }

    boolean waitForFence(long fence, long timeoutNanos) {
        DriverCall call = DriverCall.WAIT_FOR_FENCE;
        Simulation.Entry entry = simulation.enter(call, fence, "");
        lock.lock();
        try {
            SimObject.Fence found = device.fence(call, fence);
            device.mayFailUnlessLost(call, entry, found::text);
            found.waiters++;
            try {
                return lock.await(() -> found.signaled || timelines.lost, timeoutNanos);
            } finally {
                found.waiters--;
            }
        } finally {
            lock.unlock();
        }
    }

    void resetFence(long fence) {
        DriverCall call = DriverCall.RESET_FENCE;
        Simulation.Entry entry = simulation.enter(call, fence, "");
        lock.lock();
        try {
            SimObject.Fence found = device.fence(call, fence);
            checkFenceIdle(call, found);
            device.mayFailUnlessLost(call, entry, found::text);
            found.signaled = false;
        } finally {
            lock.unlock();
        }
    }

    void destroyFence(long fence) {
        DriverCall call = DriverCall.DESTROY_FENCE;
        simulation.enter(call, fence, "");
        lock.lock();
        try {
            SimObject.Fence found = device.fence(call, fence);
            checkFenceIdle(call, found);
            device.removed(found, NativeKind.FENCE);
        } finally {
            lock.unlock();
        }
    }

    /// Refuses a call on a fence that somebody uses. The caller holds the lock.
    void checkFenceIdle(DriverCall call, SimObject.Fence fence) {
        if (fence.pending) {
            throw simulation.fault(call, fence.text() + " is in use by a present that is not over");
        }
        if (fence.waiters > 0) {
            throw simulation.fault(call, fence.text() + " is waited for by another thread");
        }
    }
}
