package daxa.taskgraph;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Describes a graph: its resources, and its tasks in the order in which a program without a graph
/// would run them.
///
/// ```java
/// GraphBuilder graph = new GraphBuilder("frame");
/// TaskImage color = graph.transientImage("color", TaskImageInfo.of2D(format, 1280, 720));
/// TaskImage screen = graph.swapchainImage("screen", TaskImageInfo.of2D(format, 1280, 720));
/// graph.raster("scene").writes(TaskStage.COLOR_ATTACHMENT, color);
/// graph.raster("tone mapping")
///         .samples(TaskStage.FRAGMENT, color)
///         .writes(TaskStage.COLOR_ATTACHMENT, screen);
/// graph.present(screen);
/// Schedule schedule = Schedule.of(graph.build());
/// ```
@ExternallySynchronized
public final class GraphBuilder {
    final String name;
    final List<ResourceEntry> resources = new ArrayList<>();
    int taskCount;
    String[] taskNames = new String[16];
    TaskKind[] taskKinds = new TaskKind[16];
    TaskQueue[] taskQueues = new TaskQueue[16];
    boolean[] sideEffects = new boolean[16];
    @Nullable TaskWork[] taskWorks = new @Nullable TaskWork[16];
    int[] firstUse = new int[17];
    int useCount;
    int[] useResource = new int[32];
    int[] useStages = new int[32];
    byte[] useTypes = new byte[32];
    int[] useSlice = new int[32];
    int sliceCount;
    long[] slices = new long[4];
    int presented = -1;

    private final Set<String> names = new HashSet<>();
    private final List<GraphProblem> problems = new ArrayList<>();
    final Object owner = new Object();

    /// Begins an empty graph.
    ///
    /// @param name its name, for messages and tools
    public GraphBuilder(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    // ---------------------------------------------------------------- resources

    /// Adds a buffer of the graph whose contents last for one execution.
    ///
    /// @param bufferName a name that no other resource of the graph has
    /// @param size bytes, above 0
    /// @return the buffer
    /// @throws UsageException if the size is out of range
    public TaskBuffer transientBuffer(String bufferName, long size) {
        return buffer(bufferName, size, ResourceLifetime.TRANSIENT);
    }

    /// Adds a buffer of the graph whose contents last.
    ///
    /// @param bufferName a name that no other resource of the graph has
    /// @param size bytes, above 0
    /// @return the buffer
    /// @throws UsageException if the size is out of range
    public TaskBuffer persistentBuffer(String bufferName, long size) {
        return buffer(bufferName, size, ResourceLifetime.PERSISTENT);
    }

    /// Adds two buffers of the graph that change places with each execution.
    ///
    /// @param bufferName a name that no other resource of the graph has
    /// @param size bytes of each, above 0
    /// @return the one of this execution
    /// @throws UsageException if the size is out of range
    public TaskBuffer doubleBufferedBuffer(String bufferName, long size) {
        return buffer(bufferName, size, ResourceLifetime.DOUBLE_BUFFERED);
    }

    /// Adds a buffer of the program.
    ///
    /// @param bufferName a name that no other resource of the graph has
    /// @param size bytes, above 0: the fewest that any buffer has that is put in its place
    /// @return the buffer
    /// @throws UsageException if the size is out of range
    public TaskBuffer externalBuffer(String bufferName, long size) {
        return buffer(bufferName, size, ResourceLifetime.EXTERNAL);
    }

    private TaskBuffer buffer(String bufferName, long size, ResourceLifetime lifetime) {
        if (size <= 0) {
            throw new UsageException(
                    "buffer '" + bufferName + "': size=" + size + " (expected above 0)");
        }
        return new TaskBuffer(
                add(bufferName, ResourceKind.BUFFER, lifetime, size, 1, null, false), 0, size);
    }

    /// Adds an image of the graph whose contents last for one execution.
    ///
    /// @param imageName a name that no other resource of the graph has
    /// @param info what it shall be
    /// @return the image
    public TaskImage transientImage(String imageName, TaskImageInfo info) {
        return image(imageName, info, ResourceLifetime.TRANSIENT, false);
    }

    /// Adds an image of the graph whose contents last.
    ///
    /// @param imageName a name that no other resource of the graph has
    /// @param info what it shall be
    /// @return the image
    public TaskImage persistentImage(String imageName, TaskImageInfo info) {
        return image(imageName, info, ResourceLifetime.PERSISTENT, false);
    }

    /// Adds two images of the graph that change places with each execution.
    ///
    /// @param imageName a name that no other resource of the graph has
    /// @param info what each of them shall be
    /// @return the one of this execution
    public TaskImage doubleBufferedImage(String imageName, TaskImageInfo info) {
        return image(imageName, info, ResourceLifetime.DOUBLE_BUFFERED, false);
    }

    /// Adds an image of the program.
    ///
    /// @param imageName a name that no other resource of the graph has
    /// @param info what it is
    /// @return the image
    public TaskImage externalImage(String imageName, TaskImageInfo info) {
        return image(imageName, info, ResourceLifetime.EXTERNAL, false);
    }

    /// Adds the image of a swapchain. What it held before is undefined.
    ///
    /// @param imageName a name that no other resource of the graph has
    /// @param info what it is
    /// @return the image
    public TaskImage swapchainImage(String imageName, TaskImageInfo info) {
        return image(imageName, info, ResourceLifetime.EXTERNAL, true);
    }

    private TaskImage image(
            String imageName, TaskImageInfo info, ResourceLifetime lifetime, boolean swapchain) {
        Objects.requireNonNull(info, "info");
        ResourceEntry entry =
                add(
                        imageName,
                        ResourceKind.IMAGE,
                        lifetime,
                        info.mips(),
                        info.layers(),
                        info,
                        swapchain);
        return new TaskImage(entry, 0, info.mips(), 0, info.layers());
    }

    /// Adds a top-level acceleration structure of the program.
    ///
    /// @param structureName a name that no other resource of the graph has
    /// @return the structure
    public TaskStructure externalTlas(String structureName) {
        return new TaskStructure(
                add(
                        structureName,
                        ResourceKind.TLAS,
                        ResourceLifetime.EXTERNAL,
                        1,
                        1,
                        null,
                        false));
    }

    /// Adds a bottom-level acceleration structure of the program.
    ///
    /// @param structureName a name that no other resource of the graph has
    /// @return the structure
    public TaskStructure externalBlas(String structureName) {
        return new TaskStructure(
                add(
                        structureName,
                        ResourceKind.BLAS,
                        ResourceLifetime.EXTERNAL,
                        1,
                        1,
                        null,
                        false));
    }

    private ResourceEntry add(
            String resourceName,
            ResourceKind kind,
            ResourceLifetime lifetime,
            long width,
            int height,
            @Nullable TaskImageInfo info,
            boolean swapchain) {
        Objects.requireNonNull(resourceName, "name");
        if (!names.add(resourceName)) {
            problem(
                    GraphProblem.Code.DUPLICATE_NAME,
                    "two resources have the name '" + resourceName + "'; give each its own");
        }
        ResourceEntry entry =
                new ResourceEntry(
                        resources.size(),
                        resourceName,
                        kind,
                        lifetime,
                        width,
                        height,
                        info,
                        swapchain,
                        false,
                        owner);
        resources.add(entry);
        if (lifetime == ResourceLifetime.DOUBLE_BUFFERED) {
            resources.add(entry.previous());
        }
        return entry;
    }

    // ---------------------------------------------------------------- tasks

    /// Adds a task of draws.
    ///
    /// @param taskName its name, for messages and tools
    /// @return the task, to declare what it uses
    public TaskBuilder raster(String taskName) {
        return task(taskName, TaskKind.RASTER);
    }

    /// Adds a task of compute shaders.
    ///
    /// @param taskName its name, for messages and tools
    /// @return the task, to declare what it uses
    public TaskBuilder compute(String taskName) {
        return task(taskName, TaskKind.COMPUTE);
    }

    /// Adds a task of ray tracing shaders.
    ///
    /// @param taskName its name, for messages and tools
    /// @return the task, to declare what it uses
    public TaskBuilder rayTracing(String taskName) {
        return task(taskName, TaskKind.RAY_TRACING);
    }

    /// Adds a task of copies, fills, clears and blits.
    ///
    /// @param taskName its name, for messages and tools
    /// @return the task, to declare what it uses
    public TaskBuilder transfer(String taskName) {
        return task(taskName, TaskKind.TRANSFER);
    }

    /// Adds a task of any commands.
    ///
    /// @param taskName its name, for messages and tools
    /// @return the task, to declare what it uses
    public TaskBuilder general(String taskName) {
        return task(taskName, TaskKind.GENERAL);
    }

    private TaskBuilder task(String taskName, TaskKind kind) {
        Objects.requireNonNull(taskName, "name");
        if (taskCount == taskNames.length) {
            int more = taskCount * 2;
            taskNames = Arrays.copyOf(taskNames, more);
            taskKinds = Arrays.copyOf(taskKinds, more);
            taskQueues = Arrays.copyOf(taskQueues, more);
            sideEffects = Arrays.copyOf(sideEffects, more);
            taskWorks = Arrays.copyOf(taskWorks, more);
            firstUse = Arrays.copyOf(firstUse, more + 1);
        }
        int task = taskCount++;
        taskNames[task] = taskName;
        taskKinds[task] = kind;
        taskQueues[task] = TaskQueue.MAIN;
        sideEffects[task] = false;
        firstUse[task] = useCount;
        return new TaskBuilder(this, task);
    }

    void use(int task, int stages, int type, TaskView view) {
        ResourceEntry entry = view.entry;
        if (entry.index() < 0) {
            return;
        }
        if (!owner.equals(entry.owner())) {
            problem(
                    GraphProblem.Code.FOREIGN_VIEW,
                    "task '"
                            + taskNames[task]
                            + "' "
                            + UseType.text(type)
                            + " "
                            + view
                            + ", which belongs to another graph; add it to this one");
            return;
        }
        checkStages(task, stages, type, view);
        if (useCount == useResource.length) {
            int more = useCount * 2;
            useResource = Arrays.copyOf(useResource, more);
            useStages = Arrays.copyOf(useStages, more);
            useTypes = Arrays.copyOf(useTypes, more);
            useSlice = Arrays.copyOf(useSlice, more);
        }
        int use = useCount++;
        useResource[use] = entry.index();
        useStages[use] = stages;
        useTypes[use] = (byte) type;
        useSlice[use] = view.isWhole() ? 0 : slice(view);
    }

    private int slice(TaskView view) {
        int slice = ++sliceCount;
        if (4 * slice == slices.length) {
            slices = Arrays.copyOf(slices, slices.length * 2);
        }
        slices[4 * slice] = view.x0;
        slices[4 * slice + 1] = view.x1;
        slices[4 * slice + 2] = view.y0;
        slices[4 * slice + 3] = view.y1;
        return slice;
    }

    private void checkStages(int task, int stages, int type, TaskView view) {
        TaskKind kind = taskKinds[task];
        if ((stages & ~kind.stages()) != 0) {
            problem(
                    GraphProblem.Code.WRONG_STAGE_FOR_KIND,
                    "task '"
                            + taskNames[task]
                            + "' "
                            + UseType.text(type)
                            + " "
                            + view
                            + " at "
                            + TaskStage.text(stages & ~kind.stages())
                            + ", but it is "
                            + kind
                            + " (expected of "
                            + TaskStage.text(kind.stages())
                            + "); use another stage, or a general task");
        }
        int ofResource = TaskStage.of(view.entry.kind(), UseType.writes(type));
        if (kind != TaskKind.GENERAL && (stages & ~ofResource) != 0) {
            problem(
                    GraphProblem.Code.WRONG_STAGE_FOR_RESOURCE,
                    "task '"
                            + taskNames[task]
                            + "' "
                            + UseType.text(type)
                            + " "
                            + view
                            + " at "
                            + TaskStage.text(stages & ~ofResource)
                            + " (expected of "
                            + TaskStage.text(ofResource)
                            + ")");
        }
        if (UseType.writes(type) && view.entry.isPrevious()) {
            problem(
                    GraphProblem.Code.WRITE_TO_PREVIOUS,
                    "task '"
                            + taskNames[task]
                            + "' "
                            + UseType.text(type)
                            + " "
                            + view
                            + ", which is what the execution before has left; write the one of"
                            + " this execution");
        }
    }

    /// Presents the image of a swapchain after the last task that uses it.
    ///
    /// @param image the image, added by [#swapchainImage(String, TaskImageInfo)]
    /// @return this
    public GraphBuilder present(TaskImage image) {
        if (!image.entry.presented() || !owner.equals(image.entry.owner()) || presented >= 0) {
            problem(
                    GraphProblem.Code.WRONG_PRESENT,
                    "present of "
                            + image
                            + (presented >= 0
                                    ? ": the graph presents "
                                            + resources.get(presented)
                                            + " already; present once"
                                    : " (expected the image that swapchainImage of this graph"
                                            + " returned)"));
            return this;
        }
        presented = image.entry.index();
        return this;
    }

    void problem(GraphProblem.Code code, String message) {
        problems.add(new GraphProblem(code, message));
    }

    // ---------------------------------------------------------------- build

    /// What was described so far.
    ///
    /// @return the description, on which later calls have no effect
    /// @throws GraphException if there are problems, with all of them
    public GraphDescription build() {
        for (int task = 0; task < taskCount; task++) {
            checkQueue(task);
        }
        if (!problems.isEmpty()) {
            throw new GraphException(name, problems);
        }
        return new GraphDescription(this);
    }

    private void checkQueue(int task) {
        TaskQueue queue = taskQueues[task];
        if (queue == TaskQueue.MAIN) {
            return;
        }
        int allowed = TaskStage.of(queue.kind());
        int end = task + 1 == taskCount ? useCount : firstUse[task + 1];
        for (int use = firstUse[task]; use < end; use++) {
            int wrong = useStages[use] & ~allowed;
            if (wrong != 0 && taskKinds[task] != TaskKind.GENERAL) {
                problem(
                        GraphProblem.Code.WRONG_STAGE_FOR_QUEUE,
                        "task '"
                                + taskNames[task]
                                + "' uses "
                                + resources.get(useResource[use])
                                + " at "
                                + TaskStage.text(wrong)
                                + ", which queue "
                                + queue
                                + " has not (expected of "
                                + TaskStage.text(allowed)
                                + "); choose another queue");
            }
        }
    }
}
