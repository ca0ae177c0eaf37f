package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.lifetime.Counted;
import daxa.core.transfer.RingBuffer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Records the tasks of a graph, and submits them.
final class Execution implements AutoCloseable {
    private static final TaskQueue[] QUEUES = TaskQueue.values();

    final Device device;
    private final TaskGraphOptions options;
    private final ExecutionOrder order;
    private final SubmitToken[] newest = new SubmitToken[QUEUES.length];

    // Of each queue, whether the execution at work records for it, and has submitted to it.
    private final boolean[] begun = new boolean[QUEUES.length];
    private final boolean[] submitted = new boolean[QUEUES.length];
    private final @Nullable CommandRecorder[] recorders =
            new @Nullable CommandRecorder[QUEUES.length];
    private final @Nullable RingBuffer[] scratch = new @Nullable RingBuffer[QUEUES.length];

    private GraphDescription description;
    private Bindings bindings;
    private TaskContext[] contexts = new TaskContext[0];
    private @Nullable TaskListener listener;
    private final @Nullable TaskTimer timer;

    // What is executed, or was last.
    private RunPlan plan;

    /// @param plan any plan of the graph
    Execution(
            Device device,
            TaskGraphOptions options,
            ExecutionOrder order,
            Bindings bindings,
            RunPlan plan) {
        this.device = device;
        this.options = options;
        this.order = order;
        this.bindings = bindings;
        this.plan = plan;
        description = bindings.graph;
        timer = options.timings() ? new TaskTimer(device, description.name) : null;
        Arrays.setAll(newest, i -> new SubmitToken());
    }

    /// Executes these tasks with these resources from now on.
    void prepare(GraphDescription next, Bindings with) {
        description = next;
        bindings = with;
        contexts = new TaskContext[next.taskCount];
        Arrays.setAll(contexts, task -> new TaskContext(this, next, task));
    }

    void setListener(@Nullable TaskListener newListener) {
        listener = newListener;
    }

    /// What was submitted last to a queue; it names nothing as long as nothing was.
    SubmitToken newest(TaskQueue queue) {
        return newest[queue.index()];
    }

    /// When the GPU was at the tasks of the newest execution of which that is known.
    List<TaskTime> times() {
        return timer == null ? List.of() : timer.times();
    }

    /// Makes the recorders that a plan needs.
    void createRecorders(RunPlan forPlan) {
        for (TaskQueue queue : forPlan.queues) {
            if (recorders[queue.index()] == null) {
                recorders[queue.index()] =
                        device.createCommandRecorder(
                                description.name + " " + queueOf(queue).name(), queueOf(queue));
            }
        }
    }

    private Queue queueOf(TaskQueue queue) {
        int number = queue.index() - queue.kind().first();
        return switch (queue.kind()) {
            case MAIN -> device.mainQueue();
            case COMPUTE -> device.computeQueue(number);
            case TRANSFER -> device.transferQueue(number);
        };
    }

    // ---------------------------------------------------------------- an execution

    /// Executes all tasks once.
    ///
    /// @param step what comes before
    /// @param sequence whose step that is
    /// @param deadline how long to wait at most for an image of the swapchain
    /// @return false if there was no image
    boolean run(ExecutionStep step, ExecutionSequence sequence, Duration deadline) {
        plan = step.run;
        Arrays.fill(begun, false);
        Arrays.fill(submitted, false);
        boolean done = false;
        try {
            if (timer != null) {
                timer.begin(plan.tasks.length);
            }
            if (!record(step.fence, deadline)) {
                return false;
            }
            submit(sequence);
            if (timer != null) {
                timer.submitted(newest);
            }
            done = true;
            return true;
        } finally {
            endScratch();
            if (!done) {
                drop();
            }
        }
    }

    private boolean record(boolean fence, Duration deadline) {
        for (int i = 0; i < plan.submissions; i++) {
            CommandRecorder recorder = recorder(plan.queues[i]);
            recorder.begin();
            if (fence && !begun[plan.queues[i].index()]) {
                recorder.barrier(Access.ALL, Access.ALL);
            }
            begun[plan.queues[i].index()] = true;
            recorder.beginLabel(description.name);
            for (int batch = plan.firstBatch[i]; batch < plan.firstBatch[i + 1]; batch++) {
                if (!recordBatch(batch, recorder, deadline)) {
                    return false;
                }
            }
            recorder.endLabel();
            plan.recorded[i] = recorder.complete();
        }
        return true;
    }

    private boolean recordBatch(int batch, CommandRecorder recorder, Duration deadline) {
        for (int i = plan.firstBarrier[batch]; i < plan.firstBarrier[batch + 1]; i++) {
            recorder.barrier(plan.before[i], plan.after[i]);
        }
        if (options.poison() || plan.firstDiscard[batch] < plan.firstDiscard[batch + 1]) {
            recorder.watchUses(null);
        }
        for (int i = plan.firstDiscard[batch]; i < plan.firstDiscard[batch + 1]; i++) {
            BoundImage image = (BoundImage) bindings.bound(plan.discarded[i]);
            recorder.discardContents(image.image, plan.discardedBefore[i], plan.discardedAfter[i]);
        }
        if (options.poison()) {
            poison().record(batch, bindings, recorder);
        }
        int first = plan.firstTask[batch];
        int end = plan.firstTask[batch + 1];
        if (end - first > 1) {
            recorder.beginLabel(plan.batchLabels[batch]);
        }
        for (int place = first; place < end; place++) {
            if (plan.usesFrame[place] && !frame().acquire(deadline)) {
                return false;
            }
            recordTask(contexts[plan.tasks[place]], recorder);
        }
        if (end - first > 1) {
            recorder.endLabel();
        }
        return true;
    }

    private Poison poison() {
        Poison known = plan.poison;
        if (known == null) {
            known = new Poison(description, plan);
            plan.poison = known;
        }
        return known;
    }

    private BoundFrame frame() {
        return (BoundFrame) bindings.bound(description.presented);
    }

    private void recordTask(TaskContext context, CommandRecorder recorder) {
        context.begin();
        try {
            recorder.beginLabel(context.name());
            if (timer != null) {
                timer.before(recorder, queueOf(context.queue()));
            }
            recorder.watchUses(context.uses());
            if (listener != null) {
                listener.before(context);
            }
            TaskWork work = description.taskWorks[context.task()];
            if (work != null) {
                work.record(context);
            }
            if (listener != null) {
                listener.after(context);
            }
            if (timer != null) {
                timer.after(context, recorder, queueOf(context.queue()));
            }
            recorder.endLabel();
        } catch (RuntimeException | Error e) {
            e.addSuppressed(new InTask(context));
            throw e;
        } finally {
            context.end();
        }
    }

    private void submit(ExecutionSequence sequence) {
        for (int i = 0; i < plan.submissions; i++) {
            TaskQueue queue = plan.queues[i];
            SubmitInfo info = plan.infos[i].clear();
            int waits = addWaits(i, queue, info, sequence);
            ExecutableCommands commands = Objects.requireNonNull(plan.recorded[i]);
            if (i == plan.presenting) {
                present(commands, waits, info);
            } else {
                queueOf(queue).submit(info.commands(commands), plan.tokens[i]);
                accepted(i);
            }
        }
    }

    private int addWaits(
            int submission, TaskQueue queue, SubmitInfo info, ExecutionSequence sequence) {
        int waits = 0;
        for (int i = plan.firstWait[submission]; i < plan.firstWait[submission + 1]; i++) {
            info.waitFor(plan.tokens[plan.waits[i]]);
            waits++;
        }
        for (int i = plan.firstEarlier[submission]; i < plan.firstEarlier[submission + 1]; i++) {
            info.waitFor(sequence.earlier(plan.earlier[i]));
            waits++;
        }
        if (order.isLost(queue)) {
            for (TaskQueue other : QUEUES) {
                if (other != queue && order.lost(other).number() != 0) {
                    info.waitFor(order.lost(other));
                    waits++;
                }
            }
        }
        return waits;
    }

    // What a submission waits for, all later ones to its queue wait for too.
    private void present(ExecutableCommands commands, int waits, SubmitInfo info) {
        if (waits != 0) {
            queueOf(TaskQueue.MAIN).submit(info, plan.tokens[plan.presenting]);
        }
        long before = plan.tokens[plan.presenting].number();
        BoundFrame frame = frame();
        try {
            frame.swapchain.present(commands, plan.tokens[plan.presenting]);
        } finally {
            // The next acquire presents what was accepted and could not be presented.
            if (plan.tokens[plan.presenting].number() != before) {
                frame.frame = null;
                accepted(plan.presenting);
            }
        }
    }

    private void accepted(int submission) {
        TaskQueue queue = plan.queues[submission];
        plan.recorded[submission] = null;
        plan.tokens[submission].copyTo(newest[queue.index()]);
        submitted[queue.index()] = true;
        order.submitted(queue, plan.tokens[submission]);
        order.found(queue);
    }

    // Scratch memory of a queue is of what was submitted last to it; if nothing was, of nothing.
    private void endScratch() {
        for (int i = 0; i < QUEUES.length; i++) {
            RingBuffer ring = scratch[i];
            if (ring == null) {
                continue;
            }
            if (submitted[i]) {
                ring.submitted(newest[i]);
            } else {
                ring.discard();
            }
        }
    }

    // Of an execution that failed.
    private void drop() {
        if (timer != null) {
            timer.failed();
        }
        for (boolean each : submitted) {
            if (each) {
                order.lose();
                break;
            }
        }
        for (CommandRecorder recorder : recorders) {
            if (recorder != null) {
                recorder.discard();
            }
        }
        for (int i = 0; i < plan.recorded.length; i++) {
            ExecutableCommands commands = plan.recorded[i];
            if (commands != null) {
                plan.recorded[i] = null;
                commands.close();
            }
        }
    }

    // ---------------------------------------------------------------- for tasks

    CommandRecorder recorder(TaskQueue queue) {
        return Objects.requireNonNull(recorders[queue.index()]);
    }

    BoundResource bound(int resource) {
        return bindings.bound(resource);
    }

    /// The resource of the graph behind which an object stands, or null for none.
    @Nullable ResourceEntry find(Counted object) {
        return bindings.find(object, plan);
    }

    RingBuffer scratch(TaskQueue queue) {
        RingBuffer ring = scratch[queue.index()];
        if (ring == null) {
            ring =
                    device.createRingBuffer(
                            description.name + " scratch " + queueOf(queue).name(),
                            options.scratchBytes());
            scratch[queue.index()] = ring;
        }
        return ring;
    }

    // ---------------------------------------------------------------- end

    /// Closes what it has made; it is destroyed when the GPU is done with it.
    @Override
    public void close() {
        if (timer != null) {
            timer.close();
        }
        for (CommandRecorder recorder : recorders) {
            if (recorder != null) {
                recorder.close();
            }
        }
        for (RingBuffer ring : scratch) {
            if (ring != null) {
                ring.close();
            }
        }
    }
}
