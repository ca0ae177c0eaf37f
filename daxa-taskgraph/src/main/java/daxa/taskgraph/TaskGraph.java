package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.command.SubmitToken;
import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.UseGuard;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.present.Swapchain;
import daxa.core.resource.AccelerationStructure;
import daxa.core.resource.Blas;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;
import daxa.core.resource.Tlas;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Executes the tasks of a description on a device.
///
/// ```java
/// try (TaskGraph graph = TaskGraph.create(device, description)) {
///     graph.bind(screen, swapchain);
///     while (!window.closeRequested()) {
///         window.pollEvents();
///         graph.execute(Duration.ofSeconds(1));
///     }
/// }
/// ```
///
/// It makes the resources of the graph, which have the names of the graph and their own; those of
/// the program are bound to it. An execution records all tasks that run, in the order of the
/// [Schedule], and then submits. If a task throws, or no image of the swapchain is there, nothing
/// is submitted, and everything is as before.
///
/// Executions wait for earlier ones, of this graph and of others of the device, where they use the
/// same resources, and overlap with them elsewhere. Graphs of one device take turns: an execution
/// waits while another thread executes one of them.
///
/// Other work that uses the same resources waits for [#token(TaskQueue)]. The first execution with
/// a resource of the program comes behind all that was submitted to its queues before. What the
/// program itself does with the resource later ends with a barrier, if it is on the queue of the
/// tasks, and is waited for otherwise.
///
/// An execution allocates nothing on the Java heap in the steady state.
///
/// Close it before its device, and before what is bound to it.
@ExternallySynchronized
public final class TaskGraph implements AutoCloseable {
    private static final TaskQueue[] QUEUES = TaskQueue.values();

    private final Device device;
    private final TaskGraphOptions options;
    // What is recorded by several threads; a part costs a few microseconds.
    private static final int PARTS = 16;

    private final UseGuard guard;
    private final ExecutionOrder order;
    private final Execution execution;
    private final List<BoundResource> left = new ArrayList<>();
    private GraphDescription description;

    // Of each combination of conditions that was executed; the first is without any.
    private final List<RunPlans> plans = new ArrayList<>();

    // Of descriptions before that differ in sizes alone: bit i if condition i is on.
    private final Map<Long, Plan> before = new HashMap<>();
    private long conditions;
    private RunPlans planned;
    private ExecutedGraph executed;
    private Schedule newest;
    private TransientMemory.Needs needs;
    private TransientMemory transients;

    private Bindings bindings;
    private boolean running;
    private boolean closed;

    private TaskGraph(
            Device device,
            GraphDescription description,
            TaskGraphOptions options,
            RunPlans planned,
            TransientMemory.Needs needs,
            TransientMemory transients) {
        this.device = device;
        this.options = options;
        this.guard = new UseGuard(description.label());
        this.description = description;
        this.planned = planned;
        newest = planned.first.schedule;
        plans.add(planned);
        bindings =
                new Bindings(
                        device,
                        description,
                        new @Nullable BoundResource[description.resources.length],
                        transients);
        order = device.mainQueue().context().attachment(ExecutionOrder.class, ExecutionOrder::new);
        this.needs = needs;
        this.transients = transients;
        executed = executed();
        execution = new Execution(device, options, order, bindings, planned.first);
    }

    /// Makes a graph.
    ///
    /// @param device where it runs
    /// @param description what it does
    /// @return the graph
    /// @throws GraphException if the graph cannot run
    /// @throws UsageException if the device cannot have a resource of the graph, or tasks of
    ///   several submissions use the image of the swapchain
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public static TaskGraph create(Device device, GraphDescription description) {
        return create(device, description, TaskGraphOptions.DEFAULT);
    }

    /// As [#create(Device, GraphDescription)], with options.
    ///
    /// @param device where it runs
    /// @param description what it does
    /// @param options how
    /// @return the graph
    public static TaskGraph create(
            Device device, GraphDescription description, TaskGraphOptions options) {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(options, "options");
        TransientMemory.Needs needs =
                new TransientMemory.Needs(device, description, options.poison());
        RunPlans plan = runs(new Plan(description, 0, needs.options, needs.sizes), options);
        TransientMemory transients = TransientMemory.of(device, needs, List.of(plan));
        TaskGraph graph;
        boolean done = false;
        try {
            graph = new TaskGraph(device, description, options, plan, needs, transients);
            done = true;
        } finally {
            if (!done) {
                transients.close();
            }
        }
        done = false;
        try {
            graph.put(GraphMemory.of(needs.infos, null, new @Nullable BoundResource[0]).bound);
            graph.execution.createRecorders(plan.first);
            done = true;
            return graph;
        } finally {
            if (!done) {
                graph.close();
            }
        }
    }

    private static RunPlans runs(Plan plan, TaskGraphOptions options) {
        return new RunPlans(plan, options.recordingThreads() == 0 ? 1 : PARTS);
    }

    private ExecutedGraph executed() {
        return new ExecutedGraph(description, transients.heap, transients.created);
    }

    // ---------------------------------------------------------------- what it is

    /// What it executes.
    ///
    /// @return the newest description
    public GraphDescription description() {
        return description;
    }

    /// The device of the graph.
    ///
    /// @return the device
    public Device device() {
        return device;
    }

    /// How the newest execution ran: behind what came before it, with the conditions that were on,
    /// in the memory that the device asked for. Before the first one, how that runs if nothing
    /// comes before it.
    ///
    /// @return the schedule, to look at and to compare
    public Schedule schedule() {
        return newest;
    }

    /// What the newest execution submitted last to a queue.
    ///
    /// @param queue the queue
    /// @return the token, the same object each time, filled again by each execution; it names
    ///   nothing as long as nothing was submitted
    public SubmitToken token(TaskQueue queue) {
        return execution.newest(queue);
    }

    /// Waits until the GPU has finished all executions.
    ///
    /// @param deadline how long to wait at most, for each queue
    /// @throws daxa.core.error.DeadlineException if it has not by then
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted; its interrupt
    ///   status stays set
    /// @throws daxa.core.error.DeviceLostException if the device was lost before the GPU had
    public void await(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        for (TaskQueue queue : QUEUES) {
            SubmitToken token = execution.newest(queue);
            if (token.number() != 0) {
                token.await(deadline);
            }
        }
    }

    /// When the GPU was at each task of an execution, in the order in which they were recorded: the
    /// newest execution that was measured and that the GPU has finished. It does not wait.
    ///
    /// Tasks on queues without timestamps are left out, and so is an execution that comes while
    /// four earlier ones are not finished.
    ///
    /// @return the times; none before the first is known, and without
    ///   [TaskGraphOptions#withTimings]
    /// @throws UsageException if the graph executes
    /// @throws ClosedException if the graph is closed
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    public List<TaskTime> timings() {
        enter("timings");
        try {
            return execution.times();
        } finally {
            guard.exit("timings");
        }
    }

    /// Is told of the tasks of all later executions.
    ///
    /// @param newListener the listener, or null for none
    /// @throws UsageException if the graph executes
    public void setListener(@Nullable TaskListener newListener) {
        enter("setListener");
        try {
            execution.setListener(newListener);
        } finally {
            guard.exit("setListener");
        }
    }

    // ---------------------------------------------------------------- binding

    /// Puts a buffer behind an external one of the graph.
    ///
    /// @param resource the buffer of the graph, whole or a part
    /// @param buffer the buffer, open as long as the graph uses it
    /// @throws UsageException if the graph executes, the resource is not external or not of the
    ///   newest description, or the buffer is smaller than it
    /// @throws ClosedException if the graph or the buffer is closed
    /// @throws daxa.core.error.WrongDeviceException if the buffer belongs to another device
    public void bind(TaskBuffer resource, Buffer buffer) {
        enter("bind");
        try {
            ResourceEntry entry = bindings.external(resource, 1);
            bindings.put(entry, bindings.bound(entry, buffer));
        } finally {
            guard.exit("bind");
        }
    }

    /// Puts an image behind an external one of the graph. The graph makes views of it, and closes
    /// them when another one is bound, and when it is closed.
    ///
    /// @param resource the image of the graph, whole or a part
    /// @param image the image, open as long as the graph uses it
    /// @throws UsageException if the graph executes, the resource is not external or not of the
    ///   newest description, or the image is another one than it says, or lacks a usage
    /// @throws ClosedException if the graph or the image is closed
    /// @throws daxa.core.error.WrongDeviceException if the image belongs to another device
    public void bind(TaskImage resource, Image image) {
        enter("bind");
        try {
            ResourceEntry entry = bindings.external(resource, 1);
            bindings.put(entry, bindings.bound(entry, image));
        } finally {
            guard.exit("bind");
        }
    }

    /// Puts buffers behind an external set of the graph, in the order of the list.
    ///
    /// @param resource the buffers of the graph, whole or a part
    /// @param buffers as many as it declares, open as long as the graph uses them
    /// @throws UsageException as for one buffer, or if their number is another one
    /// @throws ClosedException if the graph or a buffer is closed
    /// @throws daxa.core.error.WrongDeviceException if a buffer belongs to another device
    public void bindBuffers(TaskBuffer resource, List<Buffer> buffers) {
        enter("bindBuffers");
        try {
            ResourceEntry entry = bindings.external(resource, buffers.size());
            bindings.put(
                    entry,
                    new BoundSet(
                            buffers.stream().map(each -> bindings.bound(entry, each)).toList()));
        } finally {
            guard.exit("bindBuffers");
        }
    }

    /// Puts images behind an external set of the graph, in the order of the list.
    ///
    /// @param resource the images of the graph, whole or a part
    /// @param images as many as it declares, open as long as the graph uses them
    /// @throws UsageException as for one image, or if their number is another one
    /// @throws ClosedException if the graph or an image is closed
    /// @throws daxa.core.error.WrongDeviceException if an image belongs to another device
    public void bindImages(TaskImage resource, List<Image> images) {
        enter("bindImages");
        try {
            ResourceEntry entry = bindings.external(resource, images.size());
            bindings.put(
                    entry,
                    new BoundSet(
                            images.stream().map(each -> bindings.bound(entry, each)).toList()));
        } finally {
            guard.exit("bindImages");
        }
    }

    /// Puts a swapchain behind the image of the graph that is presented. Its images may have
    /// another extent than the graph says, since they follow the window. Where tasks need them to
    /// agree, acquire an image before [#execute(Duration)], and update the graph for its extent.
    ///
    /// @param resource the image of the graph
    /// @param swapchain the swapchain, open as long as the graph uses it
    /// @throws UsageException if the graph executes, the resource is not the image of a swapchain
    ///   or not of the newest description, or the swapchain's images have another format or lack a
    ///   usage
    /// @throws ClosedException if the graph or the swapchain is closed
    /// @throws daxa.core.error.WrongDeviceException if the swapchain belongs to another device
    public void bind(TaskImage resource, Swapchain swapchain) {
        enter("bind");
        try {
            ResourceEntry entry = bindings.external(resource, 1);
            bindings.put(entry, bindings.bound(entry, swapchain));
        } finally {
            guard.exit("bind");
        }
    }

    /// Puts a top-level acceleration structure behind one of the graph.
    ///
    /// @param resource the structure of the graph
    /// @param tlas the structure, open as long as the graph uses it
    /// @throws UsageException if the graph executes, or the resource is no TLAS or not of the
    ///   newest description
    /// @throws ClosedException if the graph or the structure is closed
    /// @throws daxa.core.error.WrongDeviceException if the structure belongs to another device
    public void bind(TaskStructure resource, Tlas tlas) {
        bindStructure(resource, tlas, ResourceKind.TLAS);
    }

    /// Puts a bottom-level acceleration structure behind one of the graph.
    ///
    /// @param resource the structure of the graph
    /// @param blas the structure, open as long as the graph uses it
    /// @throws UsageException if the graph executes, or the resource is no BLAS or not of the
    ///   newest description
    /// @throws ClosedException if the graph or the structure is closed
    /// @throws daxa.core.error.WrongDeviceException if the structure belongs to another device
    public void bind(TaskStructure resource, Blas blas) {
        bindStructure(resource, blas, ResourceKind.BLAS);
    }

    private void bindStructure(
            TaskStructure resource, AccelerationStructure structure, ResourceKind kind) {
        enter("bind");
        try {
            ResourceEntry entry = bindings.external(resource, 1);
            bindings.put(entry, bindings.bound(entry, structure, kind));
        } finally {
            guard.exit("bind");
        }
    }

    /// Exchanges what is behind two external resources, with its views: for programs that read in
    /// one execution what they have written in the one before.
    ///
    /// @param one a resource of the graph
    /// @param other another one, declared alike
    /// @throws UsageException if the graph executes, or the resources are not external, not of the
    ///   newest description, or not alike, or an image lacks a usage
    /// @throws ClosedException if the graph is closed
    public void swap(TaskView one, TaskView other) {
        enter("swap");
        try {
            bindings.swap(one, other);
        } finally {
            guard.exit("swap");
        }
    }

    // ---------------------------------------------------------------- describing anew

    /// Executes another description from now on. What both declare alike, under one name, stays,
    /// with its contents and what is bound to it; the rest is closed, and destroyed when the GPU is
    /// done with it. An equal description costs little: its tasks record, and nothing else changes.
    ///
    /// An image that is used for more than before is made anew, and its contents are undefined;
    /// [TaskImageInfo#withUsage] declares from the beginning what it will be used for.
    ///
    /// Views of the description before are not of this one.
    ///
    /// @param next what to do
    /// @throws GraphException if it cannot run; nothing has changed
    /// @throws UsageException if the graph executes, or as for [#create]
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out; nothing has changed
    /// @throws ClosedException if the graph is closed
    public void update(GraphDescription next) {
        Objects.requireNonNull(next, "next");
        enter("update");
        try {
            if (next.equals(description)) {
                description = next;
                bindings = new Bindings(device, next, bindings.bound, transients);
                execution.prepare(next, bindings);
                return;
            }
            TransientMemory.Needs nextNeeds =
                    new TransientMemory.Needs(device, next, options.poison());
            RunPlans nextPlan = runs(plans.getFirst().plan.update(next, nextNeeds.sizes), options);
            execution.createRecorders(nextPlan.first);
            TransientMemory nextTransients =
                    TransientMemory.of(device, nextNeeds, List.of(nextPlan));
            GraphMemory memory;
            boolean done = false;
            try {
                memory = GraphMemory.of(nextNeeds.infos, description, bindings.bound);
                done = true;
            } finally {
                if (!done) {
                    nextTransients.close();
                }
            }
            if (next.hasStructureOf(description)) {
                plans.forEach(each -> before.put(each.plan.conditions, each.plan));
            } else {
                before.clear();
            }
            description = next;
            needs = nextNeeds;
            exchangeTransients("update", nextTransients);
            planned = nextPlan;
            conditions = 0;
            plans.clear();
            plans.add(nextPlan);
            put(memory.bound);
            left.addAll(memory.left);
            closeLeft();
        } finally {
            guard.exit("update");
        }
    }

    private void put(@Nullable BoundResource[] bound) {
        bindings = new Bindings(device, description, bound, transients);
        bindings.bind(transients, planned.plan);
        execution.prepare(description, bindings);
    }

    private void exchangeTransients(String operation, TransientMemory other) {
        order.end(operation, this);
        TransientMemory before = transients;
        transients = other;
        executed = executed();
        before.close();
    }

    private void closeLeft() {
        while (!left.isEmpty()) {
            left.getLast().close();
            left.removeLast();
        }
    }

    // ---------------------------------------------------------------- executing

    private @Nullable RunPlans known(long on) {
        for (int i = 0; i < plans.size(); i++) {
            if (plans.get(i).plan.conditions == on) {
                return plans.get(i);
            }
        }
        return null;
    }

    private Plan plan(long on) {
        Plan known = before.get(on);
        return known == null
                ? new Plan(description, on, needs.options, needs.sizes)
                : known.update(description, needs.sizes);
    }

    /// Switches a condition for all later executions. All are off at first, and after an update
    /// that changes something. The first time that a combination of conditions is wanted a schedule
    /// is made for it, which is kept.
    ///
    /// @param condition a condition of the newest description
    /// @param isOn whether it is on
    /// @throws UsageException if the graph executes, or the condition belongs to another
    ///   description
    /// @throws ClosedException if the graph is closed
    public void set(TaskCondition condition, boolean isOn) {
        Objects.requireNonNull(condition, "condition");
        enter("set");
        try {
            if (!condition.belongsTo(description.owner)) {
                throw new UsageException(
                        condition
                                + " is not of the newest description of "
                                + description.label()
                                + "; use what its GraphBuilder returned");
            }
            long changed = isOn ? conditions | condition.bit() : conditions & ~condition.bit();
            if (changed != conditions) {
                RunPlans known = known(changed);
                if (known == null) {
                    known = runs(plan(changed), options);
                    execution.createRecorders(known.first);
                    List<RunPlans> all = new ArrayList<>(plans);
                    all.add(known);
                    exchangeTransients("set", TransientMemory.of(device, needs, all));
                    plans.add(known);
                }
                bindings.bind(transients, known.plan);
                planned = known;
                conditions = changed;
            }
        } finally {
            guard.exit("set");
        }
    }

    /// Executes the tasks once.
    ///
    /// @throws UsageException if the graph presents, for which the other `execute` has a deadline;
    ///   or as for that one
    public void execute() {
        if (planned.first.presenting >= 0) {
            throw new UsageException(
                    description.label()
                            + " waits for an image of a swapchain; call execute with a deadline");
        }
        execute(Duration.ZERO);
    }

    /// Executes the tasks once: all record, then all is submitted and presented. The image of the
    /// swapchain is acquired in front of the first task that uses it, unless one is acquired
    /// already.
    ///
    /// Tasks record again where another graph of the device with which this one shares something
    /// was executed meanwhile, by another thread or by a task: what they have to wait for is
    /// another thing then. Nothing of what they recorded before is submitted.
    ///
    /// What a task throws is thrown on, and says in a suppressed exception which task that was.
    /// Unless it says otherwise here, nothing was submitted then, and the graph can be executed
    /// again. An image that was acquired stays so, for the next execution of any graph that the
    /// swapchain is bound to.
    ///
    /// @param deadline how long to wait at most for an image of the swapchain, where the graph
    ///   presents
    /// @return false if there was no image: nothing was submitted then
    /// @throws UsageException if the graph executes already, nothing is bound to an external
    ///   resource that tasks use, or a task breaks a rule
    /// @throws ClosedException if the graph, or something that is bound to it, is closed
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    /// @throws daxa.core.error.VulkanException if a call fails; if that is a submit, earlier ones
    ///   may have been accepted, and what tasks write is undefined; if it is the present, all was
    ///   accepted, and the next acquire presents the image
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted while it waits
    ///   for an image; its interrupt status stays set
    /// @throws daxa.core.error.ChildrenAliveException in strict mode, if the images of the
    ///   swapchain have to be made anew and views of the old ones are open
    public boolean execute(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        enter("execute");
        running = true;
        try {
            bindings.requireBound();
            boolean done = execution.run(this, executed, planned, deadline);
            newest = done ? execution.schedule() : newest;
            return done;
        } finally {
            running = false;
            guard.exit("execute");
        }
    }

    /// Whether the executions of the device repeat, for tests.
    boolean isRepeating() {
        return order.sequence().isRepeating();
    }

    // ---------------------------------------------------------------- end

    private void enter(String operation) {
        if (running && execution.isRecordedBy(Thread.currentThread())) {
            throw executes(operation);
        }
        guard.enter(operation);
        if (closed || running) {
            guard.exit(operation);
            throw closed
                    ? ClosedException.of("TaskGraph", description.name, null, null)
                    : executes(operation);
        }
    }

    private UsageException executes(String operation) {
        return new UsageException(
                operation
                        + " was called on "
                        + description.label()
                        + " while it executes; call it before or after");
    }

    /// Closes the graph with its resources, which are destroyed when the GPU is done with them.
    /// Closing again does nothing.
    ///
    /// @throws UsageException if the graph executes
    /// @throws daxa.core.error.ChildrenAliveException in strict mode, if the program has made views
    ///   of its images; close those, and then the graph again
    @Override
    public void close() {
        if (running && execution.isRecordedBy(Thread.currentThread())) {
            throw executes("close");
        }
        guard.enter("close");
        try {
            if (running) {
                throw executes("close");
            }
            if (!closed) {
                order.end("close", this);
            }
            closed = true;
            execution.close();
            transients.close();
            bindings.close();
            closeLeft();
        } finally {
            guard.exit("close");
        }
    }

    /// Type and name.
    ///
    /// @return such as `TaskGraph 'frame'`
    @Override
    public String toString() {
        return description.label();
    }
}
