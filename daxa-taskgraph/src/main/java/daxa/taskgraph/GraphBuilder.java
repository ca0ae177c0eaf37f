package daxa.taskgraph;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.error.UsageException;
import daxa.core.resource.Filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

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
    final Object owner = new Object();
    final ResourceList resources;
    int taskCount;
    String[] taskNames;
    byte[] taskKinds;
    byte[] taskQueues;
    boolean[] sideEffects;
    int[] firstUse;

    /// The tasks whose queues are to be chosen.
    final BitSet openQueues = new BitSet();

    int presented = -1;
    final List<String> taskLines = new ArrayList<>();
    final UseList uses;
    final WorkList works = new WorkList();
    final TransferTasks transfers = new TransferTasks(this);
    final HeadList heads = new HeadList(this);
    final TaskConditions conditions = new TaskConditions(this);

    private final List<GraphProblem> problems = new ArrayList<>();
    private boolean keepsLines;

    /// Begins an empty graph.
    ///
    /// @param name its name, for messages and tools
    public GraphBuilder(String name) {
        this(name, 16, 16, 32);
    }

    /// Begins an empty graph, with room for as much as another one has. To describe a large graph
    /// again takes a third less time so. What the other one declares does not matter.
    ///
    /// ```java
    /// GraphDescription next(GraphDescription last) {
    ///     GraphBuilder graph = new GraphBuilder("frame", last);
    ///     TaskBuffer light = graph.transientBuffer("light", 1 << 20);
    ///     graph.compute("fill").writes(light).sideEffect();
    ///     return graph.build();
    /// }
    /// ```
    ///
    /// @param name its name, for messages and tools
    /// @param similar a graph of about the same size
    public GraphBuilder(String name, GraphDescription similar) {
        this(
                name,
                Math.max(1, similar.taskCount),
                Math.max(1, similar.resources.length),
                Math.max(1, similar.useResource.length));
    }

    private GraphBuilder(String name, int taskRoom, int resourceRoom, int useRoom) {
        this.name = Objects.requireNonNull(name, "name");
        resources = new ResourceList(this, owner, resourceRoom);
        taskNames = new String[taskRoom];
        taskKinds = new byte[taskRoom];
        taskQueues = new byte[taskRoom];
        sideEffects = new boolean[taskRoom];
        firstUse = new int[taskRoom + 1];
        uses = new UseList(this, useRoom);
    }

    /// Keeps the Java line that adds each task, for messages and tools. That takes about a
    /// microsecond for each, many times as long as the task itself. Without it messages tell the
    /// lines of wrong calls alone, and not those of tasks that are wrong together.
    ///
    /// @return this
    public GraphBuilder keepLines() {
        keepsLines = true;
        while (taskLines.size() < taskCount) {
            taskLines.add("");
        }
        return this;
    }

    /// The Java line that added a task; empty if it was not kept.
    String line(int task) {
        return taskLines.isEmpty() ? "" : taskLines.get(task);
    }

    // ---------------------------------------------------------------- resources

    /// Adds a buffer of the graph whose contents last for one execution.
    ///
    /// @param bufferName a name that no other resource of the graph has
    /// @param size bytes, above 0
    /// @return the buffer
    /// @throws UsageException if the size is out of range
    public TaskBuffer transientBuffer(String bufferName, long size) {
        return resources.buffer(bufferName, size, ResourceLifetime.TRANSIENT, 1);
    }

    /// Adds a buffer of the graph whose contents last.
    ///
    /// @param bufferName a name that no other resource of the graph has
    /// @param size bytes, above 0
    /// @return the buffer
    /// @throws UsageException if the size is out of range
    public TaskBuffer persistentBuffer(String bufferName, long size) {
        return resources.buffer(bufferName, size, ResourceLifetime.PERSISTENT, 1);
    }

    /// Adds two buffers of the graph that change places with each execution.
    ///
    /// @param bufferName a name that no other resource of the graph has
    /// @param size bytes of each, above 0
    /// @return the one of this execution
    /// @throws UsageException if the size is out of range
    public TaskBuffer doubleBufferedBuffer(String bufferName, long size) {
        return resources.buffer(bufferName, size, ResourceLifetime.DOUBLE_BUFFERED, 1);
    }

    /// Adds a buffer of the program.
    ///
    /// @param bufferName a name that no other resource of the graph has
    /// @param size bytes, above 0: the fewest that any buffer has that is put in its place
    /// @return the buffer
    /// @throws UsageException if the size is out of range
    public TaskBuffer externalBuffer(String bufferName, long size) {
        return resources.buffer(bufferName, size, ResourceLifetime.EXTERNAL, 1);
    }

    /// Adds buffers of the program that tasks use as one: an execution binds all of them.
    ///
    /// @param bufferName a name that no other resource of the graph has
    /// @param size bytes, above 0: the fewest that any of them has
    /// @param count how many, above 0
    /// @return the buffers
    /// @throws UsageException if the size or the count is out of range
    public TaskBuffer externalBuffers(String bufferName, long size, int count) {
        return resources.buffer(bufferName, size, ResourceLifetime.EXTERNAL, count);
    }

    /// Adds an image of the graph whose contents last for one execution.
    ///
    /// @param imageName a name that no other resource of the graph has
    /// @param info what it shall be
    /// @return the image
    public TaskImage transientImage(String imageName, TaskImageInfo info) {
        return resources.image(imageName, info, ResourceLifetime.TRANSIENT, 1, false);
    }

    /// Adds an image of the graph whose contents last.
    ///
    /// @param imageName a name that no other resource of the graph has
    /// @param info what it shall be
    /// @return the image
    public TaskImage persistentImage(String imageName, TaskImageInfo info) {
        return resources.image(imageName, info, ResourceLifetime.PERSISTENT, 1, false);
    }

    /// Adds two images of the graph that change places with each execution.
    ///
    /// @param imageName a name that no other resource of the graph has
    /// @param info what each of them shall be
    /// @return the one of this execution
    public TaskImage doubleBufferedImage(String imageName, TaskImageInfo info) {
        return resources.image(imageName, info, ResourceLifetime.DOUBLE_BUFFERED, 1, false);
    }

    /// Adds an image of the program.
    ///
    /// @param imageName a name that no other resource of the graph has
    /// @param info what it is
    /// @return the image
    public TaskImage externalImage(String imageName, TaskImageInfo info) {
        return resources.image(imageName, info, ResourceLifetime.EXTERNAL, 1, false);
    }

    /// Adds the image of a swapchain. What it held before is undefined.
    ///
    /// @param imageName a name that no other resource of the graph has
    /// @param info what it is
    /// @return the image
    public TaskImage swapchainImage(String imageName, TaskImageInfo info) {
        return resources.image(imageName, info, ResourceLifetime.EXTERNAL, 1, true);
    }

    /// Adds images of the program that tasks use as one, such as all images of a texture set: an
    /// execution binds all of them.
    ///
    /// @param imageName a name that no other resource of the graph has
    /// @param info what each of them is
    /// @param count how many, above 0
    /// @return the images
    /// @throws UsageException if the count is out of range
    public TaskImage externalImages(String imageName, TaskImageInfo info, int count) {
        return resources.image(imageName, info, ResourceLifetime.EXTERNAL, count, false);
    }

    /// Adds a top-level acceleration structure of the graph whose contents last for one execution.
    ///
    /// @param structureName a name that no other resource of the graph has
    /// @param size bytes, above 0, as `Device.buildSizes` tells
    /// @return the structure
    /// @throws UsageException if the size is out of range
    public TaskStructure transientTlas(String structureName, long size) {
        return resources.structure(
                structureName, ResourceKind.TLAS, size, ResourceLifetime.TRANSIENT);
    }

    /// Adds a bottom-level acceleration structure of the graph whose contents last for one
    /// execution.
    ///
    /// @param structureName a name that no other resource of the graph has
    /// @param size bytes, above 0, as `Device.buildSizes` tells
    /// @return the structure
    /// @throws UsageException if the size is out of range
    public TaskStructure transientBlas(String structureName, long size) {
        return resources.structure(
                structureName, ResourceKind.BLAS, size, ResourceLifetime.TRANSIENT);
    }

    /// Adds a top-level acceleration structure of the graph whose contents last.
    ///
    /// @param structureName a name that no other resource of the graph has
    /// @param size bytes, above 0, as `Device.buildSizes` tells
    /// @return the structure
    /// @throws UsageException if the size is out of range
    public TaskStructure persistentTlas(String structureName, long size) {
        return resources.structure(
                structureName, ResourceKind.TLAS, size, ResourceLifetime.PERSISTENT);
    }

    /// Adds a bottom-level acceleration structure of the graph whose contents last.
    ///
    /// @param structureName a name that no other resource of the graph has
    /// @param size bytes, above 0, as `Device.buildSizes` tells
    /// @return the structure
    /// @throws UsageException if the size is out of range
    public TaskStructure persistentBlas(String structureName, long size) {
        return resources.structure(
                structureName, ResourceKind.BLAS, size, ResourceLifetime.PERSISTENT);
    }

    /// Adds two top-level acceleration structures of the graph that change places with each
    /// execution.
    ///
    /// @param structureName a name that no other resource of the graph has
    /// @param size bytes of each, above 0, as `Device.buildSizes` tells
    /// @return the one of this execution
    /// @throws UsageException if the size is out of range
    public TaskStructure doubleBufferedTlas(String structureName, long size) {
        return resources.structure(
                structureName, ResourceKind.TLAS, size, ResourceLifetime.DOUBLE_BUFFERED);
    }

    /// Adds two bottom-level acceleration structures of the graph that change places with each
    /// execution.
    ///
    /// @param structureName a name that no other resource of the graph has
    /// @param size bytes of each, above 0, as `Device.buildSizes` tells
    /// @return the one of this execution
    /// @throws UsageException if the size is out of range
    public TaskStructure doubleBufferedBlas(String structureName, long size) {
        return resources.structure(
                structureName, ResourceKind.BLAS, size, ResourceLifetime.DOUBLE_BUFFERED);
    }

    /// Adds a top-level acceleration structure of the program.
    ///
    /// @param structureName a name that no other resource of the graph has
    /// @return the structure
    public TaskStructure externalTlas(String structureName) {
        return resources.structure(structureName, ResourceKind.TLAS, 1, ResourceLifetime.EXTERNAL);
    }

    /// Adds a bottom-level acceleration structure of the program.
    ///
    /// @param structureName a name that no other resource of the graph has
    /// @return the structure
    public TaskStructure externalBlas(String structureName) {
        return resources.structure(structureName, ResourceKind.BLAS, 1, ResourceLifetime.EXTERNAL);
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
            firstUse = Arrays.copyOf(firstUse, more + 1);
        }
        int task = taskCount++;
        taskNames[task] = taskName;
        taskKinds[task] = (byte) kind.number();
        firstUse[task] = uses.count;
        conditions.addTask(task);
        if (keepsLines) {
            taskLines.add(JavaLine.ofCaller());
        }
        return new TaskBuilder(this, task, kind);
    }

    // ---------------------------------------------------------------- transfers

    /// Adds a task that clears a colour image of a floating-point or normalised format. Not on
    /// transfer queues.
    ///
    /// @param taskName its name, for messages and tools
    /// @param image which mip levels and layers
    /// @param red first component
    /// @param green second component
    /// @param blue third component
    /// @param alpha fourth component
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder clear(
            String taskName, TaskImage image, float red, float green, float blue, float alpha) {
        return transfers.clear(taskName, image, red, green, blue, alpha);
    }

    /// Adds a task that clears a colour image to components given as bits, as integer formats need
    /// it. Not on transfer queues.
    ///
    /// @param taskName its name, for messages and tools
    /// @param image which mip levels and layers
    /// @param c0 bits of the first component
    /// @param c1 bits of the second component
    /// @param c2 bits of the third component
    /// @param c3 bits of the fourth component
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder clearBits(String taskName, TaskImage image, int c0, int c1, int c2, int c3) {
        return transfers.clearBits(taskName, image, c0, c1, c2, c3);
    }

    /// Adds a task that clears a depth or stencil image. On the main queue alone.
    ///
    /// @param taskName its name, for messages and tools
    /// @param image which mip levels and layers
    /// @param depth from 0 to 1
    /// @param stencil the stencil
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder clearDepthStencil(
            String taskName, TaskImage image, float depth, int stencil) {
        return transfers.clearDepthStencil(taskName, image, depth, stencil);
    }

    /// Adds a task that fills a buffer with a repeated 32-bit value.
    ///
    /// @param taskName its name, for messages and tools
    /// @param buffer which bytes: offset and size are multiples of 4
    /// @param value the value
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder fill(String taskName, TaskBuffer buffer, int value) {
        return transfers.fill(taskName, buffer, value);
    }

    /// Adds a task that copies bytes between buffers.
    ///
    /// @param taskName its name, for messages and tools
    /// @param from where from
    /// @param to where to, of equal size
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder copy(String taskName, TaskBuffer from, TaskBuffer to) {
        return transfers.copy(taskName, from, to);
    }

    /// Adds a task that copies texels between images. Depth and stencil on the main queue alone.
    ///
    /// @param taskName its name, for messages and tools
    /// @param from where from
    /// @param to where to: as many mip levels and layers, of equal extent, with texels of equal
    ///   size
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder copy(String taskName, TaskImage from, TaskImage to) {
        return transfers.copy(taskName, from, to);
    }

    /// Adds a task that copies tightly packed texels from a buffer to an image. Depth on the main
    /// queue alone.
    ///
    /// @param taskName its name, for messages and tools
    /// @param from where from: as many bytes as the image's part has, at a multiple of the texel
    ///   size and of 4
    /// @param to where to: one mip level
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder copy(String taskName, TaskBuffer from, TaskImage to) {
        return transfers.copy(taskName, from, to);
    }

    /// Adds a task that copies texels from an image to a buffer, tightly packed.
    ///
    /// @param taskName its name, for messages and tools
    /// @param from where from: one mip level
    /// @param to where to: as many bytes as the image's part has, at a multiple of the texel size
    ///   and of 4
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder copy(String taskName, TaskImage from, TaskBuffer to) {
        return transfers.copy(taskName, from, to);
    }

    /// Adds a task that copies texels between images, scaled and converted. On the main queue
    /// alone. An image of a swapchain is filled, whatever its extent is.
    ///
    /// @param taskName its name, for messages and tools
    /// @param from where from: one mip level
    /// @param to where to: one mip level, as many layers
    /// @param filter how texels are combined
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder blit(String taskName, TaskImage from, TaskImage to, Filter filter) {
        return transfers.blit(taskName, from, to, filter);
    }

    /// Adds a task that averages the samples of an image into another one. On the main queue alone.
    ///
    /// @param taskName its name, for messages and tools
    /// @param from where from: several samples, a floating-point or normalised colour format
    /// @param to where to: one sample, of equal extent and format
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder resolve(String taskName, TaskImage from, TaskImage to) {
        return transfers.resolve(taskName, from, to);
    }

    /// Adds a task that fills all mip levels of an image from the first one. On the main queue
    /// alone.
    ///
    /// @param taskName its name, for messages and tools
    /// @param image the whole image, of a floating-point or normalised colour format
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder generateMips(String taskName, TaskImage image) {
        return transfers.generateMips(taskName, image);
    }

    /// Adds a task that writes bytes of the host to a buffer, new ones with each execution. They go
    /// through the graph's scratch memory, which has to have room for them.
    ///
    /// @param taskName its name, for messages and tools
    /// @param to where to
    /// @param source gives the bytes
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder upload(String taskName, TaskBuffer to, UploadSource source) {
        return transfers.upload(taskName, to, Objects.requireNonNull(source, "source"));
    }

    /// Adds a task that writes tightly packed texels of the host to an image, new ones with each
    /// execution. They go through the graph's scratch memory, which has to have room for them.
    /// Depth on the main queue alone.
    ///
    /// @param taskName its name, for messages and tools
    /// @param to where to: one mip level
    /// @param source gives the texels
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder upload(String taskName, TaskImage to, UploadSource source) {
        return transfers.upload(taskName, to, Objects.requireNonNull(source, "source"));
    }

    /// Adds a task that copies bytes to where the host reads them, once the execution is complete.
    ///
    /// @param taskName its name, for messages and tools
    /// @param from where from
    /// @param to where to, of equal size: an external buffer, in memory that the host reads
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder readback(String taskName, TaskBuffer from, TaskBuffer to) {
        return transfers.readback(taskName, from, to);
    }

    /// Adds a task that copies texels to where the host reads them, tightly packed, once the
    /// execution is complete.
    ///
    /// @param taskName its name, for messages and tools
    /// @param from where from: one mip level
    /// @param to where to, as many bytes as the image's part has: an external buffer, in memory
    ///   that the host reads
    /// @return the task, to choose its queue and its conditions
    public TaskBuilder readback(String taskName, TaskImage from, TaskBuffer to) {
        return transfers.readback(taskName, from, to);
    }

    // ---------------------------------------------------------------- conditions

    /// Adds a condition, for tasks that only some executions run.
    ///
    /// @param conditionName a name that no other condition of the graph has
    /// @return the condition; a graph can have 64
    public TaskCondition condition(String conditionName) {
        return conditions.add(owner, Objects.requireNonNull(conditionName, "name"));
    }

    /// Describes tasks that run only if a condition is on. Groups can be in others; then all of
    /// their conditions have to hold.
    ///
    /// ```java
    /// graph.when(shadows, () -> {
    ///     graph.raster("near shadows").writes(TaskStage.DEPTH_STENCIL_ATTACHMENT, near);
    ///     graph.raster("far shadows").writes(TaskStage.DEPTH_STENCIL_ATTACHMENT, far);
    /// });
    /// ```
    ///
    /// @param condition the condition
    /// @param tasks adds the tasks; runs at once
    /// @return this
    public GraphBuilder when(TaskCondition condition, Runnable tasks) {
        conditions.group(bit(condition), true, Objects.requireNonNull(tasks, "tasks"));
        return this;
    }

    /// Describes tasks that run only if a condition is off.
    ///
    /// @param condition the condition
    /// @param tasks adds the tasks; runs at once
    /// @return this
    public GraphBuilder unless(TaskCondition condition, Runnable tasks) {
        conditions.group(bit(condition), false, Objects.requireNonNull(tasks, "tasks"));
        return this;
    }

    TaskKind kind(int task) {
        return TaskKind.of(taskKinds[task]);
    }

    /// The bit of a condition; 0 if it is of another graph, which is a problem.
    long bit(TaskCondition condition) {
        if (condition.belongsTo(owner)) {
            return condition.bit();
        }
        problem(
                GraphProblem.Code.FOREIGN_CONDITION,
                condition + " belongs to another graph; add it to this one");
        return 0;
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
        problems.add(new GraphProblem(code, message, JavaLine.ofCaller()));
    }

    // ---------------------------------------------------------------- build

    /// What was described so far.
    ///
    /// @return the description, on which later calls have no effect
    /// @throws GraphException if there are problems, with all of them
    public GraphDescription build() {
        List<GraphProblem> all = new ArrayList<>(problems);
        uses.checkQueues(all);
        transfers.checkQueues(all);
        conditions.check(all);
        checkPresent(all);
        if (!all.isEmpty()) {
            throw new GraphException(name, all);
        }
        return new GraphDescription(this);
    }

    private void checkPresent(List<GraphProblem> all) {
        if (presented >= 0 && !uses.isWritten(presented)) {
            all.add(
                    new GraphProblem(
                            GraphProblem.Code.PRESENT_UNWRITTEN,
                            "present of "
                                    + resources.get(presented)
                                    + ", which no task writes; write it"));
        }
    }
}
