package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.concurrent.ThreadTeam;
import daxa.core.lifetime.Counted;
import daxa.core.present.SwapchainFrame;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;

/// Records the tasks of a graph, and submits them.
final class Execution implements AutoCloseable {
    private static final TaskQueue[] QUEUES = TaskQueue.values();

    // The colours of labels; tasks have that of their kind.
    private static final float GRAPH_GREY = 0.8f;
    private static final float BATCH_GREY = 0.4f;

    final Device device;
    private final TaskGraphOptions options;
    private final ExecutionOrder order;
    private final SubmitToken[] newest = new SubmitToken[QUEUES.length];

    // Of each queue, whether the execution at work has submitted to it.
    private final boolean[] submitted = new boolean[QUEUES.length];

    // Of each queue.
    private final List<List<TaskRecorder>> recorders = new ArrayList<>();
    private final @Nullable ThreadTeam team;
    private final IntConsumer withoutFrame = this::recordWithoutFrame;
    private final IntConsumer withFrame = this::recordWithFrame;

    private GraphDescription description;
    private Bindings bindings;
    private TaskContext[] contexts = new TaskContext[0];
    private @Nullable TaskListener listener;
    private final @Nullable TaskTimer timer;

    // What is executed, or was last, and how.
    private RunPlan plan;
    private boolean fence;
    private Duration deadline = Duration.ZERO;

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
        for (TaskQueue _ : QUEUES) {
            recorders.add(new ArrayList<>());
        }
        int threads = options.recordingThreads();
        team = threads == 0 ? null : new ThreadTeam(description.name + " recording", threads);
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
        for (int part = 0; part < forPlan.partQueue.length; part++) {
            TaskQueue queue = forPlan.partQueue[part];
            List<TaskRecorder> made = recorders.get(queue.index());
            while (made.size() <= forPlan.partRecorder[part]) {
                made.add(
                        new TaskRecorder(
                                this,
                                queueOf(queue),
                                description.name,
                                made.size(),
                                options.scratchBytes()));
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
    /// What comes before is looked up twice: for the tasks to record behind, and again in the turn
    /// in which they are submitted. If that is something else by then, since another thread has
    /// executed a graph, they record again. So nobody waits for tasks of other graphs.
    ///
    /// @param by who executes, for messages
    /// @param graph what is executed
    /// @param plans how
    /// @param newDeadline how long to wait at most for an image of the swapchain
    /// @return false if there was no image
    boolean run(Object by, ExecutedGraph graph, RunPlans plans, Duration newDeadline) {
        deadline = newDeadline;
        Arrays.fill(submitted, false);
        boolean done = false;
        try {
            ExecutionStep step = enter(by, graph, plans);
            while (step != null) {
                if (!record(step)) {
                    return false;
                }
                step = submitBehind(step, by, graph, plans);
                if (step != null) {
                    drop();
                }
            }
            done = true;
        } finally {
            if (done) {
                endScratch();
            } else {
                drop();
            }
            if (description.presented >= 0) {
                frame().end();
            }
        }
        plan.wasRecorded = true;
        if (timer != null) {
            timer.submitted(newest);
        }
        bindings.exchangePairs();
        if (plan.presenting >= 0) {
            frame().swapchain.present();
        }
        return true;
    }

    /// How the newest execution ran.
    Schedule schedule() {
        return plan.schedule;
    }

    private ExecutionStep enter(Object by, ExecutedGraph graph, RunPlans plans) {
        order.take("execute", by);
        try {
            return order.sequence().enter(graph, plans, bindings.bound);
        } finally {
            order.release();
        }
    }

    // Returns null, or what has to be recorded instead.
    private @Nullable ExecutionStep submitBehind(
            ExecutionStep recorded, Object by, ExecutedGraph graph, RunPlans plans) {
        boolean done = false;
        order.take("execute", by);
        try {
            ExecutionStep now = order.sequence().enter(graph, plans, bindings.bound);
            if (!now.isRecordedAs(recorded)) {
                done = true;
                return now;
            }
            submit(order.sequence());
            order.sequence().leave(now);
            done = true;
            return null;
        } finally {
            if (!done && hasSubmitted()) {
                order.lose();
            }
            order.release();
        }
    }

    private boolean hasSubmitted() {
        for (boolean each : submitted) {
            if (each) {
                return true;
            }
        }
        return false;
    }

    private boolean record(ExecutionStep step) {
        plan = step.run;
        fence = step.fence;
        if (timer != null) {
            timer.begin(plan, contexts);
        }
        if (!plan.wasRecorded) {
            createRecorders(plan);
        } else if (team != null) {
            return recordAtOnce(team);
        }
        for (int part = 0; part < plan.recorded.length; part++) {
            if (!recordPart(part)) {
                return false;
            }
        }
        return true;
    }

    private boolean recordAtOnce(ThreadTeam threads) {
        bindings.identities();
        threads.run(plan.recorded.length, withoutFrame);
        if (plan.presenting < 0) {
            return true;
        }
        if (!frame().acquire(deadline)) {
            return false;
        }
        threads.run(plan.recorded.length, withFrame);
        return true;
    }

    private void recordWithoutFrame(int part) {
        if (!plan.partUsesFrame[part]) {
            recordPart(part);
        }
    }

    private void recordWithFrame(int part) {
        if (plan.partUsesFrame[part]) {
            recordPart(part);
        }
    }

    private boolean recordPart(int part) {
        TaskRecorder recorder =
                recorders.get(plan.partQueue[part].index()).get(plan.partRecorder[part]);
        CommandRecorder commands = recorder.commands;
        commands.begin();
        boolean done = false;
        try {
            commands.holdToThread("use commands() of the task's own TaskContext");
            if (!recordCommands(part, recorder)) {
                return false;
            }
            commands.complete(plan.recorded[part]);
            done = true;
            return true;
        } finally {
            if (!done) {
                commands.discard();
            }
        }
    }

    private boolean recordCommands(int part, TaskRecorder recorder) {
        CommandRecorder commands = recorder.commands;
        if (fence && plan.partBegins[part]) {
            commands.barrier(Access.ALL, Access.ALL);
        }
        commands.beginLabel(description.name, GRAPH_GREY, GRAPH_GREY, GRAPH_GREY);
        int first = plan.partTask[part];
        int end = plan.partTask[part + 1];
        for (int batch = plan.partBatch[part];
                batch < plan.partBatch[part + 1]
                        || (first < end && batch == plan.partBatch[part + 1]);
                batch++) {
            int to = Math.min(end, plan.firstTask[batch + 1]);
            if (!recordBatch(batch, first, to, recorder)) {
                return false;
            }
            first = to;
        }
        commands.endLabel();
        return true;
    }

    // The tasks of a batch from one place to another.
    private boolean recordBatch(int batch, int first, int end, TaskRecorder recorder) {
        CommandRecorder commands = recorder.commands;
        if (first == plan.firstTask[batch]) {
            recordBefore(batch, commands);
        }
        boolean several = plan.firstTask[batch + 1] - plan.firstTask[batch] > 1;
        if (several) {
            commands.beginLabel(plan.batchLabels[batch], BATCH_GREY, BATCH_GREY, BATCH_GREY);
        }
        for (int place = first; place < end; place++) {
            if (plan.usesFrame[place] && !frame().acquire(deadline)) {
                return false;
            }
            recordTask(place, recorder, several ? 3 : 2);
        }
        if (several) {
            commands.endLabel();
        }
        return true;
    }

    private void recordBefore(int batch, CommandRecorder commands) {
        for (int i = plan.firstBarrier[batch]; i < plan.firstBarrier[batch + 1]; i++) {
            commands.barrier(plan.before[i], plan.after[i]);
        }
        if (options.poison() || plan.firstDiscard[batch] < plan.firstDiscard[batch + 1]) {
            commands.watchUses(null);
        }
        for (int i = plan.firstDiscard[batch]; i < plan.firstDiscard[batch + 1]; i++) {
            BoundImage image = (BoundImage) bindings.bound(plan.discarded[i]);
            commands.discardContents(image.image, plan.discardedBefore[i], plan.discardedAfter[i]);
        }
        if (options.poison()) {
            poison().record(batch, bindings, commands);
        }
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

    // With so many labels open, its own too.
    private void recordTask(int place, TaskRecorder recorder, int labels) {
        TaskContext context = contexts[plan.tasks[place]];
        CommandRecorder commands = recorder.commands;
        context.begin(recorder);
        try {
            TaskKind kind = context.kind;
            commands.beginLabel(context.name(), kind.red, kind.green, kind.blue);
            if (timer != null) {
                timer.before(commands, place);
            }
            recorder.uses.task = context.task();
            commands.watchUses(recorder.uses);
            if (listener != null) {
                listener.before(context);
            }
            TaskWork work = context.work;
            if (work != null) {
                work.record(context);
            }
            if (listener != null) {
                listener.after(context);
            }
            commands.requireEnded(labels);
            if (timer != null) {
                timer.after(commands, place);
            }
            commands.endLabel();
        } catch (RuntimeException | Error e) {
            e.addSuppressed(new InTask(context, otherExtent()));
            throw e;
        } finally {
            context.end();
        }
    }

    // Where the image of the swapchain is not as large as the graph says, that may be the cause.
    private String otherExtent() {
        if (description.presented < 0) {
            return "";
        }
        SwapchainFrame frame = frame().frame;
        ResourceEntry entry = description.resources[description.presented];
        TaskImageInfo info = Objects.requireNonNull(entry.image());
        if (frame == null || (frame.width() == info.width() && frame.height() == info.height())) {
            return "";
        }
        return "; "
                + entry
                + " has extent="
                + frame.width()
                + "x"
                + frame.height()
                + " now, where the description says "
                + info.width()
                + "x"
                + info.height()
                + ": update the graph for the extent of Swapchain.acquired() and execute it again";
    }

    private void submit(ExecutionSequence sequence) {
        for (int i = 0; i < plan.submissions; i++) {
            SubmitInfo info = plan.infos[i].clear();
            addWaits(i, info, sequence);
            for (int part = plan.firstPart[i]; part < plan.firstPart[i + 1]; part++) {
                info.commands(plan.recorded[part]);
            }
            if (i == plan.presenting) {
                frame().swapchain.submit(info, plan.tokens[i]);
            } else {
                queueOf(plan.queues[i]).submit(info, plan.tokens[i]);
            }
            accepted(i);
        }
    }

    private void addWaits(int submission, SubmitInfo info, ExecutionSequence sequence) {
        for (int i = plan.firstWait[submission]; i < plan.firstWait[submission + 1]; i++) {
            info.waitFor(plan.tokens[plan.waits[i]]);
        }
        for (int i = plan.firstEarlier[submission]; i < plan.firstEarlier[submission + 1]; i++) {
            info.waitFor(sequence.earlier(plan.earlier[i]));
        }
        TaskQueue queue = plan.queues[submission];
        if (order.isLost(queue)) {
            for (TaskQueue other : QUEUES) {
                if (other != queue && order.lost(other).number() != 0) {
                    info.waitFor(order.lost(other));
                }
            }
        }
    }

    private void accepted(int submission) {
        TaskQueue queue = plan.queues[submission];
        plan.tokens[submission].copyTo(newest[queue.index()]);
        submitted[queue.index()] = true;
        order.submitted(queue, plan.tokens[submission]);
        order.found(queue);
    }

    // Scratch memory of a queue is of what was submitted last to it; if nothing was, of nothing.
    private void endScratch() {
        for (int i = 0; i < QUEUES.length; i++) {
            List<TaskRecorder> all = recorders.get(i);
            for (int j = 0; j < all.size(); j++) {
                all.get(j).endScratch(submitted[i] ? newest[i] : null);
            }
        }
    }

    // What was recorded and is not submitted.
    private void drop() {
        if (timer != null) {
            timer.failed();
        }
        recorders.forEach(all -> all.forEach(each -> each.commands.discard()));
        for (ExecutableCommands commands : plan.recorded) {
            commands.close();
        }
        endScratch();
    }

    // ---------------------------------------------------------------- for tasks

    /// Whether a thread records tasks beside the one that executes.
    boolean isRecordedBy(Thread thread) {
        return team != null && team.has(thread);
    }

    /// What is executed.
    GraphDescription description() {
        return description;
    }

    BoundResource bound(int resource) {
        return bindings.bound(resource);
    }

    /// The resource of the graph behind which an object stands, or null for none.
    @Nullable ResourceEntry find(Counted object) {
        return bindings.find(object);
    }

    // ---------------------------------------------------------------- end

    /// Closes what it has made; it is destroyed when the GPU is done with it.
    @Override
    public void close() {
        if (team != null) {
            team.close();
        }
        if (timer != null) {
            timer.close();
        }
        recorders.forEach(all -> all.forEach(TaskRecorder::close));
    }
}
