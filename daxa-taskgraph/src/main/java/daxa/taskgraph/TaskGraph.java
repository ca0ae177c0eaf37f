package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.UseGuard;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Reference;
import daxa.core.present.Swapchain;
import daxa.core.resource.AccelerationStructure;
import daxa.core.resource.Blas;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.Tlas;
import daxa.core.transfer.RingBuffer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

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
/// Executions are ordered one behind the other, and behind what was submitted to their queues
/// before. Other work that uses the same resources waits for [#token(TaskQueue)].
///
/// An execution allocates nothing on the Java heap in the steady state.
///
/// Close it before its device, and before what is bound to it.
@ExternallySynchronized
public final class TaskGraph implements AutoCloseable {
    private static final TaskQueue[] QUEUES = TaskQueue.values();

    private final Device device;
    private final TaskGraphOptions options;
    private final UseGuard guard;
    private final ExecutionLink link = new ExecutionLink();
    private final @Nullable CommandRecorder[] recorders =
            new @Nullable CommandRecorder[QUEUES.length];
    private final @Nullable RingBuffer[] scratch = new @Nullable RingBuffer[QUEUES.length];
    private final List<BoundResource> left = new ArrayList<>();
    private GraphDescription description;

    // Of each combination of conditions that was executed: bit i if condition i is on.
    private final Map<Long, RunPlan> plans = new HashMap<>();
    private long conditions;
    private RunPlan plan;
    private @Nullable BoundResource[] bound;
    private @Nullable TaskListener listener;
    private boolean running;
    private boolean closed;

    // Of the plan.
    private TaskContext[] contexts;
    private int[] externals;
    private int[] pairs;

    private TaskGraph(
            Device device,
            GraphDescription description,
            TaskGraphOptions options,
            RunPlan plan,
            @Nullable BoundResource[] bound) {
        this.device = device;
        this.options = options;
        this.guard = new UseGuard(description.label());
        this.description = description;
        this.plan = plan;
        plans.put(0L, plan);
        this.bound = bound;
        contexts = new TaskContext[0];
        externals = new int[0];
        pairs = new int[0];
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
        RunPlan plan = plan(description, 0);
        GraphMemory memory =
                GraphMemory.of(device, description, null, new @Nullable BoundResource[0]);
        TaskGraph graph = new TaskGraph(device, description, options, plan, memory.bound);
        boolean done = false;
        try {
            graph.createRecorders(plan);
            graph.prepare();
            done = true;
            return graph;
        } finally {
            if (!done) {
                graph.close();
            }
        }
    }

    // Each transient resource has memory of its own, so that no barrier may rely on a discard.
    private static RunPlan plan(GraphDescription description, long conditions) {
        PlanOptions apart = new PlanOptions(/* aliases= */ false);
        return new RunPlan(
                new Plan(description, conditions, apart, Sizes.estimate(description))
                        .schedule(Before.NONE));
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

    /// What the newest execution submitted last to a queue.
    ///
    /// @param queue the queue
    /// @return the token, the same object each time, filled again by each execution; it names
    ///   nothing as long as nothing was submitted
    public SubmitToken token(TaskQueue queue) {
        return link.newest(queue);
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
            SubmitToken token = link.newest(queue);
            if (token.number() != 0) {
                token.await(deadline);
            }
        }
    }

    /// Is told of the tasks of all later executions.
    ///
    /// @param newListener the listener, or null for none
    /// @throws UsageException if the graph executes
    public void setListener(@Nullable TaskListener newListener) {
        enter("setListener");
        try {
            listener = newListener;
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
            ResourceEntry entry = external(resource, 1);
            put(entry, bound(entry, buffer));
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
            ResourceEntry entry = external(resource, 1);
            put(entry, bound(entry, image));
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
            ResourceEntry entry = external(resource, buffers.size());
            put(entry, new BoundSet(buffers.stream().map(each -> bound(entry, each)).toList()));
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
            ResourceEntry entry = external(resource, images.size());
            put(entry, new BoundSet(images.stream().map(each -> bound(entry, each)).toList()));
        } finally {
            guard.exit("bindImages");
        }
    }

    private BoundBuffer bound(ResourceEntry entry, Buffer buffer) {
        own(buffer);
        if (buffer.size() < entry.width()) {
            throw wrong(entry, buffer, "size=" + buffer.size(), "at least " + entry.width());
        }
        return new BoundBuffer(buffer, false);
    }

    private BoundImage bound(ResourceEntry entry, Image image) {
        own(image);
        if (entry.presented()) {
            throw new UsageException(
                    "bind of "
                            + entry
                            + " of "
                            + description.label()
                            + ": it is the image of a swapchain; bind the swapchain");
        }
        check(entry, image);
        return new BoundImage(device, image, false);
    }

    /// Puts a swapchain behind the image of the graph that is presented. Its images may have
    /// another extent than the graph says.
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
            ResourceEntry entry = external(resource, 1);
            own(swapchain);
            TaskImageInfo info = Objects.requireNonNull(resource.entry.image());
            if (!entry.presented()) {
                throw new UsageException(
                        "bind of "
                                + entry
                                + " of "
                                + description.label()
                                + " to "
                                + swapchain
                                + ": it is no image of a swapchain; add it with swapchainImage");
            }
            if (swapchain.format() != info.format()) {
                throw wrong(
                        entry, swapchain, "format=" + swapchain.format(), info.format().toString());
            }
            checkUsage(entry, swapchain, swapchain.usage());
            put(entry, new BoundFrame(swapchain));
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
            ResourceEntry entry = external(resource, 1);
            own(structure);
            if (entry.kind() != kind) {
                throw wrong(entry, structure, "kind=" + kind, entry.kind().toString());
            }
            put(entry, new BoundStructure(structure, false));
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
            ResourceEntry first = external(one);
            ResourceEntry second = external(other);
            if (first.kind() != second.kind()
                    || first.presented()
                    || second.presented()
                    || first.width() != second.width()
                    || first.count() != second.count()
                    || !Objects.equals(first.image(), second.image())) {
                throw new UsageException(
                        "swap of "
                                + first
                                + " and "
                                + second
                                + " of "
                                + description.label()
                                + ": they are not alike (expected resources of the program,"
                                + " declared with the same kind, size, count and format)");
            }
            checkUsage(first, bound[second.index()]);
            checkUsage(second, bound[first.index()]);
            exchange(first.index(), second.index());
        } finally {
            guard.exit("swap");
        }
    }

    private void exchange(int first, int second) {
        BoundResource kept = bound[first];
        bound[first] = bound[second];
        bound[second] = kept;
    }

    private void own(Reference reference) {
        device.mainQueue().context().own(Objects.requireNonNull(reference, "resource"));
    }

    private ResourceEntry external(TaskView view, int count) {
        ResourceEntry entry = external(view);
        if (entry.count() != count) {
            throw new UsageException(
                    "bind of "
                            + entry
                            + " of "
                            + description.label()
                            + ": count="
                            + count
                            + " (expected "
                            + entry.count()
                            + ")");
        }
        return entry;
    }

    private ResourceEntry external(TaskView view) {
        Objects.requireNonNull(view, "view");
        ResourceEntry entry = view.entry;
        if (!description.owner.equals(entry.owner()) || entry.index() < 0) {
            throw new UsageException(
                    view
                            + " is not of the newest description of "
                            + description.label()
                            + "; use what its GraphBuilder returned");
        }
        if (entry.lifetime() != ResourceLifetime.EXTERNAL) {
            throw new UsageException(
                    entry
                            + " of "
                            + description.label()
                            + ": lifetime="
                            + entry.lifetime()
                            + " (expected EXTERNAL; the graph makes all others)");
        }
        return entry;
    }

    private UsageException wrong(
            ResourceEntry entry, Reference reference, String found, String expected) {
        return new UsageException(
                "bind of "
                        + entry
                        + " of "
                        + description.label()
                        + " to "
                        + reference
                        + ": "
                        + found
                        + " (expected "
                        + expected
                        + ")");
    }

    private void check(ResourceEntry entry, Image image) {
        TaskImageInfo info = Objects.requireNonNull(entry.image());
        ImageInfo found = image.info();
        TaskImageInfo as =
                new TaskImageInfo(
                        found.dimensions(),
                        found.format(),
                        found.width(),
                        found.height(),
                        found.depth(),
                        found.mipLevels(),
                        found.arrayLayers(),
                        found.samples(),
                        info.usage());
        if (!as.equals(info)) {
            throw wrong(entry, image, as.toString(), info.toString());
        }
        checkUsage(entry, image, found.usage());
    }

    private void checkUsage(ResourceEntry entry, Reference reference, Set<ImageUsage> found) {
        Set<ImageUsage> missing = EnumSet.noneOf(ImageUsage.class);
        missing.addAll(DerivedUsage.of(description).needed(entry.index()));
        missing.removeAll(found);
        if (!missing.isEmpty()) {
            throw wrong(entry, reference, "usage=" + found, "with " + missing + " too");
        }
    }

    private void checkUsage(ResourceEntry entry, @Nullable BoundResource candidate) {
        if (candidate instanceof BoundImage found) {
            checkUsage(entry, found.image, found.image.info().usage());
        } else if (candidate instanceof BoundSet set) {
            set.members.forEach(each -> checkUsage(entry, each));
        }
    }

    private boolean isUsed(int resource) {
        return Arrays.stream(description.useResource).anyMatch(used -> used == resource);
    }

    private void put(ResourceEntry entry, BoundResource resource) {
        BoundResource before = bound[entry.index()];
        bound[entry.index()] = resource;
        if (before != null) {
            before.close();
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
                prepareTasks();
                return;
            }
            RunPlan nextPlan = plan(next, 0);
            createRecorders(nextPlan);
            GraphMemory memory = GraphMemory.of(device, next, description, bound);
            description = next;
            plan = nextPlan;
            conditions = 0;
            plans.clear();
            plans.put(0L, nextPlan);
            bound = memory.bound;
            left.addAll(memory.left);
            prepare();
            closeLeft();
        } finally {
            guard.exit("update");
        }
    }

    private void closeLeft() {
        while (!left.isEmpty()) {
            left.getLast().close();
            left.removeLast();
        }
    }

    private void createRecorders(RunPlan forPlan) {
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

    private void prepare() {
        prepareTasks();
        externals =
                Arrays.stream(description.resources)
                        .filter(entry -> entry.lifetime() == ResourceLifetime.EXTERNAL)
                        .mapToInt(ResourceEntry::index)
                        .filter(this::isUsed)
                        .toArray();
        pairs =
                Arrays.stream(description.resources)
                        .filter(entry -> entry.lifetime() == ResourceLifetime.DOUBLE_BUFFERED)
                        .filter(entry -> !entry.isPrevious())
                        .mapToInt(ResourceEntry::index)
                        .toArray();
    }

    private void prepareTasks() {
        contexts = new TaskContext[description.taskCount];
        Arrays.setAll(contexts, task -> new TaskContext(this, description, task));
    }

    // ---------------------------------------------------------------- executing

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
                RunPlan known = plans.get(changed);
                if (known == null) {
                    known = plan(description, changed);
                    createRecorders(known);
                    plans.put(changed, known);
                }
                plan = known;
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
        if (plan.presenting >= 0) {
            throw new UsageException(
                    description.label()
                            + " waits for an image of a swapchain; call execute with a deadline");
        }
        execute(Duration.ZERO);
    }

    /// Executes the tasks once: all record, then all is submitted and presented. The image of the
    /// swapchain is acquired in front of the first task that uses it.
    ///
    /// What a task throws is thrown on, and says in a suppressed exception which task that was.
    /// Unless it says otherwise here, nothing was submitted then, and the graph can be executed
    /// again.
    ///
    /// @param deadline how long to wait at most for an image of the swapchain, where the graph
    ///   presents
    /// @return false if there was no image: nothing was submitted then
    /// @throws UsageException if the graph executes already, nothing is bound to an external
    ///   resource that tasks use, or a task breaks a rule
    /// @throws ClosedException if the graph, or something that is bound to it, is closed
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    /// @throws daxa.core.error.VulkanException if a call fails; if that is a submit, earlier ones
    ///   may have been accepted, and what tasks write is undefined
    public boolean execute(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        enter("execute");
        try {
            requireBound();
            running = true;
            link.beginRecording();
            boolean done = false;
            try {
                if (!record(deadline)) {
                    return false;
                }
                submit();
                done = true;
                return true;
            } finally {
                running = false;
                endScratch();
                if (!done) {
                    drop();
                }
            }
        } finally {
            guard.exit("execute");
        }
    }

    private void requireBound() {
        for (int resource : externals) {
            BoundResource each = bound[resource];
            if (each == null) {
                throw new UsageException(
                        description.resources[resource]
                                + " of "
                                + description.label()
                                + " has nothing bound to it; call bind");
            }
            String problem = each.problem();
            if (!problem.isEmpty()) {
                throw new ClosedException(
                        description.resources[resource]
                                + " of "
                                + description.label()
                                + ": "
                                + problem
                                + "; bind another one");
            }
        }
    }

    private boolean record(Duration deadline) {
        for (int i = 0; i < plan.submissions; i++) {
            CommandRecorder recorder = Objects.requireNonNull(recorders[plan.queues[i].index()]);
            recorder.begin();
            link.record(plan.queues[i], recorder);
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
        recorder.beginLabel(plan.batchLabels[batch]);
        for (int place = plan.firstTask[batch]; place < plan.firstTask[batch + 1]; place++) {
            if (plan.usesFrame[place] && !frame().acquire(deadline)) {
                return false;
            }
            recordTask(contexts[plan.tasks[place]], recorder);
        }
        recorder.endLabel();
        return true;
    }

    private BoundFrame frame() {
        return (BoundFrame) Objects.requireNonNull(bound[description.presented]);
    }

    private void recordTask(TaskContext context, CommandRecorder recorder) {
        context.begin(recorder);
        try {
            recorder.beginLabel(context.name());
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
            recorder.endLabel();
        } catch (RuntimeException | Error e) {
            e.addSuppressed(new InTask(context));
            throw e;
        } finally {
            context.end();
        }
    }

    private void submit() {
        link.beginSubmitting();
        for (int i = 0; i < plan.submissions; i++) {
            TaskQueue queue = plan.queues[i];
            SubmitInfo info = plan.infos[i].clear();
            int waits = link.addWaits(queue, info);
            for (int wait = plan.firstWait[i]; wait < plan.firstWait[i + 1]; wait++) {
                info.waitFor(plan.tokens[plan.waits[wait]]);
                waits++;
            }
            ExecutableCommands commands = Objects.requireNonNull(plan.recorded[i]);
            if (i == plan.presenting) {
                present(commands, waits, info);
            } else {
                queueOf(queue).submit(info.commands(commands), plan.tokens[i]);
                accepted(i);
            }
        }
        for (int resource : pairs) {
            exchange(resource, resource + 1);
        }
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
        plan.recorded[submission] = null;
        link.submitted(plan.queues[submission], plan.tokens[submission]);
    }

    // Scratch memory of a queue is of what was submitted last to it; if nothing was, of nothing.
    private void endScratch() {
        for (int i = 0; i < QUEUES.length; i++) {
            RingBuffer ring = scratch[i];
            if (ring == null) {
                continue;
            }
            if (link.wasSubmitted(QUEUES[i])) {
                ring.submitted(link.newest(QUEUES[i]));
            } else {
                ring.discard();
            }
        }
    }

    // Of an execution that failed.
    private void drop() {
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

    BoundResource bound(int resource) {
        return Objects.requireNonNull(bound[resource]);
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

    private void enter(String operation) {
        guard.enter(operation);
        if (closed || running) {
            guard.exit(operation);
            if (closed) {
                throw ClosedException.of("TaskGraph", description.name, null, null);
            }
            throw new UsageException(
                    operation
                            + " was called on "
                            + description.label()
                            + " while it executes; call it before or after");
        }
    }

    /// Closes the graph with its resources, which are destroyed when the GPU is done with them.
    /// Closing again does nothing.
    ///
    /// @throws UsageException if the graph executes
    /// @throws daxa.core.error.ChildrenAliveException in strict mode, if the program has made views
    ///   of its images; close those, and then the graph again
    @Override
    public void close() {
        guard.enter("close");
        try {
            if (running) {
                throw new UsageException(
                        "close was called on "
                                + description.label()
                                + " while it executes; call it afterwards");
            }
            closed = true;
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
            for (BoundResource each : bound) {
                if (each != null) {
                    each.close();
                }
            }
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
