package daxa.core.driver.simulated;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/// The queues of a device and what they have been given. The driver's lock guards it.
final class Timelines {
    private static final int GENERAL = 1;
    private static final int UNDEFINED = 0;

    final Exclusive[] exclusive;
    private final Simulation simulation;
    private final int count;
    private final long[] submitted;

    /// Written with the lock held; whoever explains a loss reads it without.
    private final AtomicLongArray completed;

    private final List<ArrayDeque<Submission>> pending = new ArrayList<>();
    boolean lost;

    /// What one queue was given at once.
    ///
    /// @param queue the queue
    /// @param value the value that its timeline reaches then
    /// @param commands what it runs
    /// @param afterQueue the queue whose submission signals the semaphore that it waits for, or -1
    /// @param afterValue that submission's value
    private record Submission(
            int queue, long value, List<SimRecording> commands, int afterQueue, long afterValue) {}

    Timelines(Simulation simulation, int count) {
        this.simulation = simulation;
        this.count = count;
        exclusive = new Exclusive[count];
        submitted = new long[count];
        completed = new AtomicLongArray(count);
        for (int i = 0; i < count; i++) {
            exclusive[i] = new Exclusive();
            pending.add(new ArrayDeque<>());
        }
    }

    int count() {
        return count;
    }

    long submitted(int queue) {
        return submitted[queue];
    }

    long completed(int queue) {
        return lost ? Long.MAX_VALUE : completed.get(queue);
    }

    /// What a queue has reached; a loss does not change it. Needs no lock.
    long reached(int queue) {
        return completed.get(queue);
    }

    List<Long> pending(int queue) {
        return pending.get(queue).stream().map(Submission::value).toList();
    }

    boolean idle() {
        for (ArrayDeque<Submission> queue : pending) {
            if (!queue.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    void checkQueue(DriverCall call, int queue) {
        if (queue < 0 || queue >= count) {
            throw simulation.fault(call, "queue " + queue + " (expected 0 to " + (count - 1) + ")");
        }
    }

    /// Says which unfinished submission uses an object.
    ///
    /// @return null if none does
    @Nullable String user(SimObject object) {
        if (lost || !object.everUsed()) {
            return null;
        }
        for (int queue = 0; queue < count; queue++) {
            if (object.lastUse(queue) > completed.get(queue)) {
                return "queue "
                        + queue
                        + " until value "
                        + object.lastUse(queue)
                        + " (reached: "
                        + completed.get(queue)
                        + ")";
            }
        }
        return null;
    }

    /// Refuses a call on an object that a submission still uses.
    void checkUnused(DriverCall call, SimObject object) {
        String user = user(object);
        if (user != null) {
            throw simulation.fault(call, object.text() + " is in use by " + user);
        }
    }

    // Submitting

    void checkSubmit(
            int queue,
            long value,
            List<SimRecording> commands,
            SimObject.@Nullable Semaphore wait,
            SimObject.@Nullable Semaphore signal) {
        DriverCall call = DriverCall.SUBMIT;
        if (value <= submitted[queue]) {
            throw simulation.fault(
                    call,
                    "signal value "
                            + value
                            + " of queue "
                            + queue
                            + " (expected above "
                            + submitted[queue]
                            + ")");
        }
        if (wait != null && !wait.signaled) {
            throw simulation.fault(
                    call,
                    wait.text() + " is waited for, and nothing was submitted that signals it");
        }
        if (signal != null) {
            checkSignal(call, signal, signal == wait, queue);
        }
        for (int i = 0; i < commands.size(); i++) {
            SimRecording command = commands.get(i);
            command.checkSubmit(queue);
            if (!command.reusable() && commands.indexOf(command) != i) {
                throw simulation.fault(call, command.text() + " is in the batch twice");
            }
            checkUses(command);
        }
    }

    private void checkUses(SimRecording command) {
        for (SimObject used : command.uses()) {
            if (used.destroyed) {
                throw simulation.fault(
                        DriverCall.SUBMIT,
                        command.text() + " uses " + used.text() + ", which is destroyed");
            }
            if (used.parent instanceof SimSwapchain swapchain && !swapchain.holds(used)) {
                throw simulation.fault(
                        DriverCall.SUBMIT,
                        command.text() + " uses " + used.text() + ", which is not acquired");
            }
        }
    }

    /// Refuses to signal a semaphore that is not ready for it.
    ///
    /// @param waited whether the same batch waits for it first
    /// @param queue the queue that signals it, or -1 for an acquired image
    void checkSignal(DriverCall call, SimObject.Semaphore semaphore, boolean waited, int queue) {
        if (semaphore.signaled && !waited) {
            throw simulation.fault(
                    call,
                    semaphore.text() + " is signalled a second time, and nothing waited for it");
        }
        if (semaphore.presents > 0) {
            throw simulation.fault(
                    call, semaphore.text() + " is signalled while a present waits for it");
        }
        for (int other = 0; other < count; other++) {
            if (other != queue && !lost && semaphore.lastUse(other) > completed.get(other)) {
                throw simulation.fault(
                        call,
                        semaphore.text()
                                + " is signalled while queue "
                                + other
                                + " uses it until value "
                                + semaphore.lastUse(other)
                                + " (reached: "
                                + completed.get(other)
                                + ")");
            }
        }
    }

    /// Follows the layouts of images through a batch.
    ///
    /// @return the layouts after it
    Map<SimObject.Image, Integer> checkLayouts(List<SimRecording> commands) {
        Map<SimObject.Image, Integer> layouts = new HashMap<>();
        for (SimRecording command : commands) {
            for (Op op : command.imageOps()) {
                for (SimObject object : op.objects()) {
                    SimObject.Image image = Op.imageOf(object);
                    if (image != null) {
                        follow(layouts, command, op, image);
                    }
                }
            }
        }
        return layouts;
    }

    private void follow(
            Map<SimObject.Image, Integer> layouts,
            SimRecording command,
            Op op,
            SimObject.Image image) {
        Integer known = layouts.get(image);
        int layout = known == null ? image.layout : known;
        boolean barrier = op.call() == DriverCall.IMAGE_BARRIER;
        int expected = barrier ? (int) op.args()[1] : GENERAL;
        if (expected != layout && !(barrier && expected == UNDEFINED)) {
            throw simulation.fault(
                    DriverCall.SUBMIT,
                    command.text()
                            + ", "
                            + op.call()
                            + ": "
                            + image.text()
                            + " is in layout "
                            + layout
                            + " (expected "
                            + expected
                            + ")");
        }
        if (barrier) {
            layouts.put(image, (int) op.args()[2]);
        }
    }

    void submit(
            int queue,
            long value,
            List<SimRecording> commands,
            SimObject.@Nullable Semaphore wait,
            SimObject.@Nullable Semaphore signal) {
        int afterQueue = -1;
        long afterValue = 0;
        if (wait != null) {
            afterQueue = wait.signalQueue;
            afterValue = wait.signalValue;
            wait.signaled = false;
            wait.use(queue, value, count);
        }
        if (signal != null) {
            signal.signaled = true;
            signal.signalQueue = queue;
            signal.signalValue = value;
            signal.use(queue, value, count);
        }
        for (SimRecording command : commands) {
            command.submitted(queue, value, count);
        }
        pending.get(queue)
                .addLast(
                        new Submission(
                                queue, value, List.copyOf(commands), afterQueue, afterValue));
        submitted[queue] = value;
    }

    // Completing

    boolean reached(int queue, long value) {
        return queue < 0 || completed(queue) >= value;
    }

    /// Finishes submissions of a queue up to a value.
    void complete(int queue, long value) {
        ArrayDeque<Submission> waiting = pending.get(queue);
        if (value > completed.get(queue) && waiting.stream().noneMatch(s -> s.value == value)) {
            throw new IllegalArgumentException(
                    "queue "
                            + queue
                            + " has no submission of value "
                            + value
                            + " (pending: "
                            + pending(queue)
                            + ", reached: "
                            + completed.get(queue)
                            + ")");
        }
        while (!waiting.isEmpty() && waiting.getFirst().value <= value) {
            Submission next = waiting.getFirst();
            if (!reached(next.afterQueue, next.afterValue)) {
                throw new IllegalStateException(
                        "queue "
                                + queue
                                + " value "
                                + next.value
                                + " waits for queue "
                                + next.afterQueue
                                + " value "
                                + next.afterValue
                                + "; complete that first");
            }
            finishFirst(waiting);
        }
    }

    /// Finishes what has to be finished so that a queue reaches a value, as far as it was
    /// submitted.
    void completeUntil(int queue, long value) {
        ArrayDeque<Submission> waiting = pending.get(queue);
        while (!reached(queue, value) && !waiting.isEmpty()) {
            Submission next = waiting.getFirst();
            if (next.afterQueue >= 0) {
                completeUntil(next.afterQueue, next.afterValue);
            }
            finishFirst(waiting);
        }
    }

    /// Finishes everything.
    void completeAll() {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (ArrayDeque<Submission> waiting : pending) {
                while (!waiting.isEmpty()
                        && reached(waiting.getFirst().afterQueue, waiting.getFirst().afterValue)) {
                    finishFirst(waiting);
                    progress = true;
                }
            }
        }
    }

    private void finishFirst(ArrayDeque<Submission> waiting) {
        Submission finished = waiting.removeFirst();
        for (SimRecording command : finished.commands) {
            command.execute();
        }
        completed.set(finished.queue, finished.value);
    }

    /// Loses the device: nothing is pending any more, and nothing ran.
    void lose() {
        lost = true;
        pending.forEach(ArrayDeque::clear);
    }
}
