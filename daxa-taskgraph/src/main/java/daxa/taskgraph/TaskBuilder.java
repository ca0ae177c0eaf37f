package daxa.taskgraph;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.error.UsageException;

import java.util.Objects;

/// Declares what a task uses. Each verb takes any number of views, and optionally the stage;
/// without it the stages are meant that tasks of its kind have.
///
/// What is used concurrently, all reads among it, needs no order within the tasks that do the same.
@ExternallySynchronized
public final class TaskBuilder {
    private static final int READ = UseType.READ | UseType.CONCURRENT;
    private static final int READ_WRITE = UseType.READ | UseType.WRITE;

    private final GraphBuilder graph;
    private final int task;
    private final TaskKind kind;

    TaskBuilder(GraphBuilder graph, int task, TaskKind kind) {
        this.graph = graph;
        this.task = task;
        this.kind = kind;
    }

    private TaskBuilder use(int stages, int type, TaskView[] views) {
        checkOpen();
        // Without a loop the array of one view, as most uses have, is never made.
        if (views.length == 1) {
            graph.uses.add(task, kind, stages, type, views[0]);
            return this;
        }
        for (TaskView view : views) {
            graph.uses.add(task, kind, stages, type, view);
        }
        return this;
    }

    private void checkOpen() {
        if (task != graph.taskCount - 1) {
            throw new UsageException(
                    "task '"
                            + graph.taskNames[task]
                            + "' of TaskGraph '"
                            + graph.name
                            + "' is complete, since task '"
                            + graph.taskNames[graph.taskCount - 1]
                            + "' was added; declare all uses of a task before the next");
        }
    }

    private TaskBuilder use(int type, TaskView[] views) {
        return use(kind.defaultStages(), type, views);
    }

    /// It reads.
    ///
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder reads(TaskView... views) {
        return use(READ, views);
    }

    /// It reads.
    ///
    /// @param stage where
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder reads(TaskStage stage, TaskView... views) {
        return use(stage.bit(), READ, views);
    }

    /// It reads through samplers.
    ///
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder samples(TaskImage... views) {
        return use(READ | UseType.SAMPLED, views);
    }

    /// It reads through samplers.
    ///
    /// @param stage where
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder samples(TaskStage stage, TaskImage... views) {
        return use(stage.bit(), READ | UseType.SAMPLED, views);
    }

    /// It writes, alone.
    ///
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder writes(TaskView... views) {
        return use(UseType.WRITE, views);
    }

    /// It writes, alone.
    ///
    /// @param stage where
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder writes(TaskStage stage, TaskView... views) {
        return use(stage.bit(), UseType.WRITE, views);
    }

    /// It reads and writes, alone.
    ///
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder readsWrites(TaskView... views) {
        return use(READ_WRITE, views);
    }

    /// It reads and writes, alone.
    ///
    /// @param stage where
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder readsWrites(TaskStage stage, TaskView... views) {
        return use(stage.bit(), READ_WRITE, views);
    }

    /// It reads through samplers and writes, alone.
    ///
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder samplesWrites(TaskImage... views) {
        return use(READ_WRITE | UseType.SAMPLED, views);
    }

    /// It reads through samplers and writes, alone.
    ///
    /// @param stage where
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder samplesWrites(TaskStage stage, TaskImage... views) {
        return use(stage.bit(), READ_WRITE | UseType.SAMPLED, views);
    }

    /// It writes while other tasks may do so, which the program keeps apart.
    ///
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder writesConcurrently(TaskView... views) {
        return use(UseType.WRITE | UseType.CONCURRENT, views);
    }

    /// It writes while other tasks may do so, which the program keeps apart.
    ///
    /// @param stage where
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder writesConcurrently(TaskStage stage, TaskView... views) {
        return use(stage.bit(), UseType.WRITE | UseType.CONCURRENT, views);
    }

    /// It reads and writes while other tasks may do so, by atomics for example.
    ///
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder readsWritesConcurrently(TaskView... views) {
        return use(READ_WRITE | UseType.CONCURRENT, views);
    }

    /// It reads and writes while other tasks may do so, by atomics for example.
    ///
    /// @param stage where
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder readsWritesConcurrently(TaskStage stage, TaskView... views) {
        return use(stage.bit(), READ_WRITE | UseType.CONCURRENT, views);
    }

    /// It reads through samplers and writes while other tasks may do so.
    ///
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder samplesWritesConcurrently(TaskImage... views) {
        return use(READ_WRITE | UseType.SAMPLED | UseType.CONCURRENT, views);
    }

    /// It reads through samplers and writes while other tasks may do so.
    ///
    /// @param stage where
    /// @param views what
    /// @return this
    /// @throws UsageException if another task was added meanwhile
    public TaskBuilder samplesWritesConcurrently(TaskStage stage, TaskImage... views) {
        return use(stage.bit(), READ_WRITE | UseType.SAMPLED | UseType.CONCURRENT, views);
    }

    /// It uses what its head says: a record that its shader has too, whose components with [Use]
    /// are the uses. They have the names of the components.
    ///
    /// @param head a [daxa.core.struct.GpuStruct] record
    /// @param views one for each component with [Use], in their order
    /// @return this
    /// @throws UsageException if the record is no struct, a component cannot be a use, the task has
    ///   a head already, or another task was added meanwhile
    public TaskBuilder head(Class<? extends Record> head, TaskView... views) {
        checkOpen();
        graph.heads.add(task, kind, Objects.requireNonNull(head, "head"), views);
        return this;
    }

    /// The task runs on another queue than the main one.
    ///
    /// @param queue the queue
    /// @return this
    public TaskBuilder on(TaskQueue queue) {
        graph.taskQueues[task] = (byte) Objects.requireNonNull(queue, "queue").index();
        graph.openQueues.clear(task);
        return this;
    }

    /// The queue of the task is chosen when the graph is built: the first compute queue, or for
    /// copies between buffers the first transfer queue, where all tasks are then complete sooner
    /// than if it ran on the main one. As nothing tells how long tasks take, each counts as one
    /// step of its queue, and a wait between queues as another. Tasks of draws, general ones, and
    /// those that use the image of a swapchain stay on the main queue.
    ///
    /// @return this
    public TaskBuilder onAnyQueue() {
        graph.taskQueues[task] = 0;
        graph.openQueues.set(task);
        return this;
    }

    /// The task runs only if a condition is on. Called several times, all of them have to hold.
    ///
    /// @param condition the condition
    /// @return this
    public TaskBuilder when(TaskCondition condition) {
        graph.conditions.require(task, graph.bit(condition), 0);
        return this;
    }

    /// The task runs only if a condition is off. Called several times, all of them have to hold.
    ///
    /// @param condition the condition
    /// @return this
    public TaskBuilder unless(TaskCondition condition) {
        graph.conditions.require(task, 0, graph.bit(condition));
        return this;
    }

    /// The task does something that the graph does not see, so that it runs even if nobody needs
    /// what it writes.
    ///
    /// @return this
    public TaskBuilder sideEffect() {
        graph.sideEffects[task] = true;
        return this;
    }

    /// What the task records. A task without it orders others and records nothing.
    ///
    /// @param work called for each execution
    /// @return this
    /// @throws UsageException if the task has its work already
    public TaskBuilder executes(TaskWork work) {
        Objects.requireNonNull(work, "work");
        if (graph.works.get(task) != null) {
            throw new UsageException(
                    "task '"
                            + graph.taskNames[task]
                            + "' of TaskGraph '"
                            + graph.name
                            + "' executes something already; call executes once");
        }
        graph.works.set(task, work);
        return this;
    }
}
