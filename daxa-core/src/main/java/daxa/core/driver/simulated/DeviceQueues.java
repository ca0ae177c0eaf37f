package daxa.core.driver.simulated;

import daxa.core.driver.SubmitBatch;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The queues of a [SimulatedDevice]: command buffers, submissions, and waits for them.
final class DeviceQueues {
    private final SimDevice device;
    private final Simulation simulation;
    private final SimulationLock lock;
    private final Timelines timelines;
    private volatile @Nullable Consumer<SimulatedSubmission> submitHook;

    /// The driver's lock guards these.
    boolean autoComplete;

    boolean waitIdleCompletes;

    DeviceQueues(SimDevice device, SimulatedDriver driver) {
        this.device = device;
        this.simulation = device.simulation;
        this.lock = device.lock;
        this.timelines = device.timelines;
        this.autoComplete = driver.completesAtOnce();
        this.waitIdleCompletes = driver.idleCompletes();
    }

    /// Sets what is told of each accepted submission.
    void onSubmit(@Nullable Consumer<SimulatedSubmission> hook) {
        submitHook = hook;
    }

    SimulatedCommands createCommands(int queue, String name) {
        DriverCall call = DriverCall.CREATE_COMMANDS;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        lock.lock();
        try {
            device.checkAlive(call);
            timelines.checkQueue(call, queue);
            device.mayFail(call, entry, () -> "Command buffer '" + name + "'");
            SimulatedCommands commands = new SimulatedCommands(device, queue, name);
            device.add(commands.recording().pool(), entry);
            return commands;
        } finally {
            lock.unlock();
        }
    }

    void submit(int queue, SubmitBatch batch) {
        DriverCall call = DriverCall.SUBMIT;
        timelines.checkQueue(call, queue);
        Exclusive exclusive = timelines.exclusive[timelines.nativeQueue(queue)];
        simulation.enter(exclusive, call, () -> device.queueText(queue));
        SimBatch accepted;
        try {
            accepted = doSubmit(call, queue, batch);
        } finally {
            exclusive.exit();
        }
        Consumer<SimulatedSubmission> told = submitHook;
        if (told != null) {
            told.accept(
                    new SimulatedSubmission(
                            queue,
                            batch.signalValue,
                            accepted.parts().stream().map(DeviceQueues::part).toList()));
        }
    }

    private static SimulatedSubmission.Part part(SimBatch.Part part) {
        return new SimulatedSubmission.Part(
                part.commands().stream().map(SimRecording::name).toList(),
                part.commands().stream().flatMap(c -> c.recorded().stream()).toList(),
                binary(part.waits()),
                binary(part.signals()));
    }

    private static List<Long> binary(List<SimBatch.Operation> operations) {
        return operations.stream()
                .map(SimBatch.Operation::semaphore)
                .filter(semaphore -> semaphore != null && !semaphore.timeline)
                .map(semaphore -> semaphore.handle)
                .toList();
    }

    private SimBatch doSubmit(DriverCall call, int queue, SubmitBatch batch) {
        Simulation.Entry entry = simulation.enter(call, device.self.handle, device.self.name);
        lock.lock();
        try {
            device.checkAlive(call);
            SimBatch found = SimBatch.of(device, queue, batch);
            timelines.checkSubmit(found);
            List<long[]> clocks = timelines.clocks(found);
            Map<SimObject.Image, Timelines.Layout> layouts = timelines.checkLayouts(found, clocks);
            Map<SimObject.QueryPool, byte[]> queries =
                    DeviceQueries.follow(simulation, found.commands());
            Map<SimObject.Event, DeviceEvents.State> events =
                    DeviceEvents.follow(simulation, timelines.nativeQueue(queue), found.commands());
            device.mayFail(call, entry, () -> device.queueText(queue));
            events.forEach((event, state) -> event.state = state);
            queries.forEach((pool, states) -> pool.states = states);
            layouts.forEach((image, layout) -> layout.store(image));
            timelines.submit(found, clocks);
            if (autoComplete) {
                timelines.completeAll();
            }
            device.progress();
            return found;
        } finally {
            lock.unlock();
        }
    }

    long completedValue(int queue) {
        DriverCall call = DriverCall.COMPLETED_VALUE;
        Simulation.Entry entry = simulation.enter(call, device.self.handle, device.self.name);
        lock.lock();
        try {
            device.checkAlive(call);
            timelines.checkQueue(call, queue);
            device.mayFailUnlessLost(call, entry, () -> device.queueText(queue));
            return timelines.completed(queue);
        } finally {
            lock.unlock();
        }
    }

    boolean waitForValue(int queue, long value, long timeoutNanos) {
        DriverCall call = DriverCall.WAIT_FOR_VALUE;
        Simulation.Entry entry = simulation.enter(call, device.self.handle, device.self.name);
        lock.lock();
        try {
            device.checkAlive(call);
            timelines.checkQueue(call, queue);
            device.mayFailUnlessLost(call, entry, () -> device.queueText(queue));
            if (device.waitCompletes && timelines.completed(queue) < value) {
                timelines.completeUntil(queue, value);
                device.progress();
            }
            device.waiters++;
            try {
                return lock.await(() -> timelines.completed(queue) >= value, timeoutNanos);
            } finally {
                device.waiters--;
            }
        } finally {
            lock.unlock();
        }
    }

    long reachedValue(int queue) {
        return timelines.reached(queue);
    }

    void requireReached(int queue, long value) {
        lock.lock();
        try {
            if (timelines.lost && timelines.reached(queue) < value) {
                throw device.lost(DriverCall.WAIT_FOR_VALUE, null, device.queueText(queue));
            }
        } finally {
            lock.unlock();
        }
    }

    void waitQueueIdle(int queue) {
        DriverCall call = DriverCall.WAIT_QUEUE_IDLE;
        timelines.checkQueue(call, queue);
        Exclusive exclusive = timelines.exclusive[timelines.nativeQueue(queue)];
        simulation.enter(exclusive, call, () -> "queue " + queue + " of " + device.text());
        try {
            doWaitIdle(call);
        } finally {
            exclusive.exit();
        }
    }

    void waitIdle() {
        DriverCall call = DriverCall.WAIT_IDLE;
        int entered = 0;
        try {
            for (Exclusive exclusive : timelines.exclusive) {
                int queue = entered;
                simulation.enter(exclusive, call, () -> device.queueText(queue));
                entered++;
            }
            doWaitIdle(call);
        } finally {
            for (int i = 0; i < entered; i++) {
                timelines.exclusive[i].exit();
            }
        }
    }

    private void doWaitIdle(DriverCall call) {
        Simulation.Entry entry = simulation.enter(call, device.self.handle, device.self.name);
        lock.lock();
        try {
            device.checkAlive(call);
            device.mayFailUnlessLost(call, entry, device::text);
            if (waitIdleCompletes) {
                timelines.completeAll();
                device.presents.finishReady();
                lock.signalChange();
            }
            device.waiters++;
            try {
                lock.awaitUninterruptibly(
                        () -> timelines.lost || (timelines.idle() && device.presents.isEmpty()));
            } finally {
                device.waiters--;
            }
        } finally {
            lock.unlock();
        }
    }
}
