package daxa.core.driver.simulated;

import daxa.core.driver.QueueKind;

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

    /// One for each native queue.
    final Exclusive[] exclusive;

    private final Simulation simulation;
    private final long mostStep;
    private final int count;
    private final int[] natives;
    private final long[] submitted;

    /// Written with the lock held; whoever explains a loss reads it without.
    private final AtomicLongArray completed;

    private final List<ArrayDeque<Work>> pending = new ArrayList<>();
    private final QueueOrder order;

    /// Written with the lock held.
    volatile boolean lost;

    /// A part of a submission that waits for its turn on a native queue.
    ///
    /// @param batch the submission
    /// @param part the part
    /// @param last whether it is the submission's last part
    /// @param waits what it waits for; submissions to the same native queue come before it anyway
    private record Work(
            SimBatch batch, SimBatch.Part part, boolean last, List<SimBatch.Operation> waits) {}

    Timelines(Simulation simulation, int nativeCount, long mostStep) {
        this.simulation = simulation;
        this.mostStep = mostStep;
        this.count = QueueKind.TOTAL;
        natives = new int[count];
        submitted = new long[count];
        completed = new AtomicLongArray(count);
        for (int i = 0; i < count; i++) {
            natives[i] = nativeQueue(i, nativeCount);
        }
        exclusive = new Exclusive[Math.min(nativeCount, count)];
        order = new QueueOrder(count, exclusive.length);
        for (int i = 0; i < exclusive.length; i++) {
            exclusive[i] = new Exclusive();
            pending.add(new ArrayDeque<>());
        }
    }

    // The first queues have one of their own; the others share those, but not the main queue's.
    private static int nativeQueue(int queue, int nativeCount) {
        if (queue < nativeCount) {
            return queue;
        }
        return nativeCount == 1 ? 0 : 1 + (queue - 1) % (nativeCount - 1);
    }

    int nativeQueue(int queue) {
        return natives[queue];
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
        return pending.get(natives[queue]).stream()
                .filter(work -> work.last && work.batch.queue() == queue)
                .map(work -> work.batch.value())
                .toList();
    }

    boolean idle() {
        for (ArrayDeque<Work> queue : pending) {
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

    void checkSubmit(SimBatch batch) {
        DriverCall call = DriverCall.SUBMIT;
        int queue = batch.queue();
        if (batch.value() <= submitted[queue]) {
            throw simulation.fault(
                    call,
                    "signal value "
                            + batch.value()
                            + " of queue "
                            + queue
                            + " (expected above "
                            + submitted[queue]
                            + ")");
        }
        checkSemaphores(batch);
        List<SimRecording> commands = batch.commands();
        for (int i = 0; i < commands.size(); i++) {
            SimRecording command = commands.get(i);
            command.checkSubmit(queue);
            if (!command.reusable() && commands.indexOf(command) != i) {
                throw simulation.fault(call, command.text() + " is in the batch twice");
            }
            checkUses(command);
        }
    }

    private void checkSemaphores(SimBatch batch) {
        DriverCall call = DriverCall.SUBMIT;
        Map<SimObject.Semaphore, Boolean> signaled = new HashMap<>();
        Map<SimObject.Semaphore, Long> values = new HashMap<>();
        for (SimBatch.Part part : batch.parts()) {
            for (SimBatch.Operation wait : part.waits()) {
                if (wait.semaphore() == null && wait.value() > submitted[wait.queue()]) {
                    throw simulation.fault(
                            call,
                            "a wait for value "
                                    + wait.value()
                                    + " of queue "
                                    + wait.queue()
                                    + ", which was given up to value "
                                    + submitted[wait.queue()]);
                }
                if (wait.isBinary() && wait.semaphore() != null) {
                    if (!signaled.getOrDefault(wait.semaphore(), wait.semaphore().signaled)) {
                        throw simulation.fault(
                                call,
                                wait.semaphore().text()
                                        + " is waited for, and nothing was submitted that"
                                        + " signals it");
                    }
                    signaled.put(wait.semaphore(), false);
                }
            }
            for (SimBatch.Operation signal : part.signals()) {
                SimObject.Semaphore semaphore = signal.semaphore();
                if (semaphore == null) {
                    throw simulation.fault(call, "a queue's timeline is signalled by name");
                }
                if (semaphore.timeline) {
                    long before = values.getOrDefault(semaphore, semaphore.submittedValue);
                    checkRises(call, semaphore, before, signal.value());
                    values.put(semaphore, signal.value());
                } else {
                    boolean waited = Boolean.FALSE.equals(signaled.get(semaphore));
                    checkSignal(call, semaphore, waited, batch.queue(), batch);
                    signaled.put(semaphore, true);
                }
            }
        }
    }

    /// Refuses to signal a timeline semaphore with a value that is not above all others.
    void checkRises(DriverCall call, SimObject.Semaphore semaphore, long before, long value) {
        if (value <= before) {
            throw simulation.fault(
                    call,
                    semaphore.text()
                            + " is signalled with value "
                            + value
                            + " (expected above "
                            + before
                            + ")");
        }
        if (value - semaphore.value > mostStep) {
            throw simulation.fault(
                    call,
                    semaphore.text()
                            + " is signalled with value "
                            + value
                            + " (expected up to "
                            + mostStep
                            + " above "
                            + semaphore.value
                            + ")");
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
    /// @param batch the batch that signals it, or null for an acquired image
    void checkSignal(
            DriverCall call,
            SimObject.Semaphore semaphore,
            boolean waited,
            int queue,
            @Nullable SimBatch batch) {
        if (semaphore.signaled && !waited) {
            throw simulation.fault(
                    call,
                    semaphore.text() + " is signalled a second time, and nothing waited for it");
        }
        if (semaphore.presents > 0) {
            throw simulation.fault(
                    call, semaphore.text() + " is signalled while a present waits for it");
        }
        int other = semaphore.waitQueue;
        long used = semaphore.waitValue;
        if (!lost
                && used > completed.get(other)
                && (queue < 0 || natives[other] != natives[queue])
                && (batch == null || !batch.waitsFor(other, used))) {
            throw simulation.fault(
                    call,
                    semaphore.text()
                            + " is signalled while queue "
                            + other
                            + " uses it until value "
                            + used
                            + " (reached: "
                            + completed.get(other)
                            + ")");
        }
    }

    /// Follows the layouts of images through a batch.
    ///
    /// @param clocks of its parts
    /// @return the layouts after it
    Map<SimObject.Image, Layout> checkLayouts(SimBatch batch, List<long[]> clocks) {
        Map<SimObject.Image, Layout> layouts = new HashMap<>();
        int nativeQueue = natives[batch.queue()];
        for (int i = 0; i < clocks.size(); i++) {
            for (SimRecording command : batch.parts().get(i).commands()) {
                for (Op op : command.imageOps()) {
                    for (SimObject object : op.objects()) {
                        SimObject.Image image = Op.imageOf(object);
                        if (image != null) {
                            Layout seen = layouts.getOrDefault(image, Layout.of(image));
                            checkOrder(seen, command, image, clocks.get(i));
                            Layout next =
                                    follow(
                                            seen,
                                            command,
                                            op,
                                            image,
                                            nativeQueue,
                                            clocks.get(i)[nativeQueue]);
                            layouts.put(image, next);
                        }
                    }
                }
            }
        }
        return layouts;
    }

    /// The layout of an image.
    ///
    /// @param layout the `VkImageLayout`
    /// @param nativeQueue the native queue that brings it there
    /// @param part the number of the part there, 0 for none
    record Layout(int layout, int nativeQueue, long part) {
        static Layout of(SimObject.Image image) {
            return new Layout(image.layout, image.layoutQueue, image.layoutPart);
        }

        void store(SimObject.Image image) {
            image.layout = layout;
            image.layoutQueue = nativeQueue;
            image.layoutPart = part;
        }
    }

    private void checkOrder(
            Layout seen, SimRecording command, SimObject.Image image, long[] clock) {
        if (!lost && !order.isBefore(seen.nativeQueue, seen.part, clock)) {
            throw simulation.fault(
                    DriverCall.SUBMIT,
                    command.text()
                            + " uses "
                            + image.text()
                            + " without a wait for native queue "
                            + seen.nativeQueue
                            + ", which brings it into layout "
                            + seen.layout);
        }
    }

    private Layout follow(
            Layout seen,
            SimRecording command,
            Op op,
            SimObject.Image image,
            int nativeQueue,
            long part) {
        boolean barrier = op.call() == DriverCall.IMAGE_BARRIER;
        int expected = barrier ? (int) op.args()[1] : GENERAL;
        if (expected != seen.layout && !(barrier && expected == UNDEFINED)) {
            throw simulation.fault(
                    DriverCall.SUBMIT,
                    command.text()
                            + ", "
                            + op.call()
                            + ": "
                            + image.text()
                            + " is in layout "
                            + seen.layout
                            + " (expected "
                            + expected
                            + ")");
        }
        return barrier ? new Layout((int) op.args()[2], nativeQueue, part) : seen;
    }

    /// The clocks of a batch's parts, as if it were submitted now.
    List<long[]> clocks(SimBatch batch) {
        return order.clocks(batch, natives[batch.queue()]);
    }

    void submit(SimBatch batch, List<long[]> clocks) {
        int queue = batch.queue();
        long value = batch.value();
        int last = batch.parts().size() - 1;
        for (int i = 0; i <= last; i++) {
            SimBatch.Part part = batch.parts().get(i);
            List<SimBatch.Operation> waits = new ArrayList<>();
            for (SimBatch.Operation wait : part.waits()) {
                SimObject.Semaphore semaphore = wait.semaphore();
                if (semaphore != null) {
                    semaphore.use(queue, value, count);
                }
                if (semaphore == null || semaphore.timeline) {
                    waits.add(wait);
                } else {
                    semaphore.signaled = false;
                    semaphore.waitQueue = queue;
                    semaphore.waitValue = value;
                    if (semaphore.signalQueue >= 0
                            && natives[semaphore.signalQueue] != natives[queue]) {
                        waits.add(
                                new SimBatch.Operation(
                                        null, semaphore.signalQueue, semaphore.signalValue));
                    }
                }
            }
            for (SimBatch.Operation signal : part.signals()) {
                SimObject.Semaphore semaphore = signal.semaphore();
                if (semaphore != null) {
                    semaphore.signaled = true;
                    semaphore.signalQueue = queue;
                    semaphore.signalValue = value;
                    semaphore.submittedValue = signal.value();
                    semaphore.use(queue, value, count);
                }
            }
            for (SimRecording command : part.commands()) {
                command.submitted(queue, value, count);
            }
            pending.get(natives[queue]).addLast(new Work(batch, part, i == last, waits));
        }
        submitted[queue] = value;
        order.submitted(batch, natives[queue], clocks);
        finishFirstParts();
    }

    // Completing

    boolean reached(int queue, long value) {
        return queue < 0 || completed(queue) >= value;
    }

    private boolean reached(SimBatch.Operation wait) {
        SimObject.Semaphore semaphore = wait.semaphore();
        return semaphore == null
                ? reached(wait.queue(), wait.value())
                : lost || semaphore.value >= wait.value();
    }

    /// Finishes submissions of a queue up to a value, with all that came before on the same native
    /// queue.
    void complete(int queue, long value) {
        ArrayDeque<Work> waiting = pending.get(natives[queue]);
        if (value > completed.get(queue)
                && waiting.stream()
                        .noneMatch(w -> w.batch.queue() == queue && w.batch.value() == value)) {
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
        while (completed.get(queue) < value && !waiting.isEmpty()) {
            Work next = waiting.getFirst();
            for (SimBatch.Operation wait : next.waits) {
                if (!reached(wait)) {
                    throw new IllegalStateException(
                            "queue "
                                    + next.batch.queue()
                                    + " value "
                                    + next.batch.value()
                                    + " waits for "
                                    + text(wait)
                                    + "; complete that first");
                }
            }
            finishFirst(waiting);
        }
        finishFirstParts();
    }

    private static String text(SimBatch.Operation wait) {
        SimObject.Semaphore semaphore = wait.semaphore();
        return (semaphore == null ? "queue " + wait.queue() : semaphore.text())
                + " value "
                + wait.value();
    }

    /// Finishes what has to be finished so that a queue reaches a value, as far as it was
    /// submitted.
    void completeUntil(int queue, long value) {
        ArrayDeque<Work> waiting = pending.get(natives[queue]);
        while (!reached(queue, value) && !waiting.isEmpty()) {
            if (!finishFirstWithWaits(waiting)) {
                return;
            }
        }
    }

    private boolean finishFirstWithWaits(ArrayDeque<Work> waiting) {
        for (SimBatch.Operation wait : waiting.getFirst().waits) {
            SimObject.Semaphore semaphore = wait.semaphore();
            if (semaphore == null) {
                completeUntil(wait.queue(), wait.value());
            } else {
                completeUntil(semaphore, wait.value());
            }
            if (!reached(wait)) {
                return false;
            }
        }
        finishFirst(waiting);
        return true;
    }

    /// Finishes what has to be finished so that a timeline semaphore reaches a value, as far as
    /// that was submitted.
    void completeUntil(SimObject.Semaphore semaphore, long value) {
        for (ArrayDeque<Work> waiting : pending) {
            while (semaphore.value < value && signals(waiting, semaphore)) {
                if (!finishFirstWithWaits(waiting)) {
                    return;
                }
            }
        }
    }

    private static boolean signals(ArrayDeque<Work> waiting, SimObject.Semaphore semaphore) {
        return waiting.stream()
                .anyMatch(
                        work ->
                                work.part.signals().stream()
                                        .anyMatch(signal -> signal.semaphore() == semaphore));
    }

    /// Finishes everything.
    void completeAll() {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (ArrayDeque<Work> waiting : pending) {
                while (!waiting.isEmpty()
                        && waiting.getFirst().waits.stream().allMatch(this::reached)) {
                    finishFirst(waiting);
                    progress = true;
                }
            }
        }
    }

    /// Finishes the parts before the last of a submission as soon as nothing holds them back.
    private void finishFirstParts() {
        for (ArrayDeque<Work> waiting : pending) {
            while (!waiting.isEmpty()
                    && !waiting.getFirst().last
                    && waiting.getFirst().waits.stream().allMatch(this::reached)) {
                finishFirst(waiting);
            }
        }
    }

    private void finishFirst(ArrayDeque<Work> waiting) {
        Work finished = waiting.removeFirst();
        for (SimRecording command : finished.part.commands()) {
            command.execute();
        }
        for (SimBatch.Operation signal : finished.part.signals()) {
            if (signal.semaphore() != null && signal.semaphore().timeline) {
                signal.semaphore().value = signal.value();
            }
        }
        order.finished(
                finished.batch, natives[finished.batch.queue()], finished.part, finished.last);
        if (finished.last) {
            completed.set(finished.batch.queue(), finished.batch.value());
        }
    }

    /// Loses the device: nothing is pending any more, and nothing ran.
    void lose() {
        lost = true;
        pending.forEach(ArrayDeque::clear);
    }
}
