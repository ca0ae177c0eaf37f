package daxa.test.graph;

import daxa.core.Device;
import daxa.core.command.ImageArea;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.ImageUsage;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.GraphState;
import daxa.taskgraph.ResourceLifetime;
import daxa.taskgraph.Schedule;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskCondition;
import daxa.taskgraph.TaskContext;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskGraphOptions;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskListener;
import daxa.taskgraph.TaskQueue;
import daxa.taskgraph.TaskStage;
import daxa.taskgraph.TaskView;
import daxa.testing.Gpu;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// A graph made by chance whose tasks fill, copy and mix the parts of its resources, and the same
/// done by Java, one task after the other.
///
/// Each resource has two parts of equal size: halves of a buffer, or layers of an image.
final class RandomExecution implements AutoCloseable {
    private static final int WORDS = 128;
    private static final long BYTES = 4L * WORDS;
    private static final TaskImageInfo IMAGE =
            TaskImageInfo.of2D(Format.R32_UINT, 16, 8)
                    .withLayers(2)
                    .withUsage(ImageUsage.TRANSFER_SRC, ImageUsage.TRANSFER_DST);
    private static final ResourceLifetime[] LIFETIMES = ResourceLifetime.values();
    private static final TaskQueue[] QUEUES = TaskQueue.values();

    private final Device device;
    private final ComputePipeline mixer;
    private final Random random;
    private final int queues;
    private final List<Resource> resources = new ArrayList<>();
    private final List<Runnable> serial = new ArrayList<>();
    private final Arena arena = Arena.ofShared();
    private GraphBuilder builder = new GraphBuilder("random");
    private @Nullable TaskCondition more;
    private boolean isMore;

    // How many tasks other threads recorded, and how many executions repeated others.
    private final AtomicInteger recordedElsewhere = new AtomicInteger();
    private int repeated;

    /// A resource with what its parts hold.
    private static final class Resource {
        final int number;
        final boolean isImage;
        final ResourceLifetime lifetime;
        @Nullable TaskBuffer buffer;
        @Nullable TaskImage image;
        @Nullable TaskBuffer result;
        @Nullable Buffer external;
        final Buffer shown;
        int[][] words = new int[2][WORDS];
        int[][] previous = new int[2][WORDS];
        final boolean[] known = new boolean[2];

        Resource(int number, boolean isImage, ResourceLifetime lifetime, Buffer shown) {
            this.number = number;
            this.isImage = isImage;
            this.lifetime = lifetime;
            this.shown = shown;
        }

        TaskView part(int which) {
            return isImage
                    ? Objects.requireNonNull(image).layers(which, 1)
                    : Objects.requireNonNull(buffer).range(which * BYTES, BYTES);
        }
    }

    /// A part of a resource.
    private record Part(Resource of, int which, TaskView view) {
        int[] words() {
            return of.words[which];
        }

        ImageArea area() {
            return new ImageArea(0, which, 1, 0, 0, 0, 16, 8, 1);
        }

        long offset() {
            return which * BYTES;
        }
    }

    RandomExecution(Device device, ComputePipeline mixer, long seed, int queues) {
        this.device = device;
        this.mixer = mixer;
        this.random = new Random(seed);
        this.queues = queues;
        int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            boolean isImage = random.nextInt(3) == 0;
            ResourceLifetime lifetime = LIFETIMES[random.nextInt(LIFETIMES.length)];
            if (isImage && lifetime == ResourceLifetime.EXTERNAL) {
                lifetime = ResourceLifetime.PERSISTENT;
            }
            Resource made =
                    new Resource(
                            i,
                            isImage,
                            lifetime,
                            device.createBuffer(BufferInfo.of("shown " + i, 2 * BYTES).readback()));
            if (lifetime == ResourceLifetime.EXTERNAL) {
                made.external = device.createBuffer(BufferInfo.of("external " + i, 2 * BYTES));
            }
            resources.add(made);
        }
    }

    // ---------------------------------------------------------------- description

    private void begin() {
        builder = new GraphBuilder("random");
        more = builder.condition("more");
        serial.clear();
        for (Resource each : resources) {
            String name = "r" + each.number;
            if (each.isImage) {
                each.image =
                        switch (each.lifetime) {
                            case TRANSIENT -> builder.transientImage(name, IMAGE);
                            case DOUBLE_BUFFERED -> builder.doubleBufferedImage(name, IMAGE);
                            default -> builder.persistentImage(name, IMAGE);
                        };
            } else {
                each.buffer =
                        switch (each.lifetime) {
                            case TRANSIENT -> builder.transientBuffer(name, 2 * BYTES);
                            case PERSISTENT -> builder.persistentBuffer(name, 2 * BYTES);
                            case DOUBLE_BUFFERED -> builder.doubleBufferedBuffer(name, 2 * BYTES);
                            case EXTERNAL -> builder.externalBuffer(name, 2 * BYTES);
                        };
            }
            each.result = builder.externalBuffer("shown " + each.number, 2 * BYTES);
            Arrays.fill(each.known, each.lifetime != ResourceLifetime.TRANSIENT);
        }
    }

    private void bind(TaskGraph graph) {
        for (Resource each : resources) {
            graph.bind(Objects.requireNonNull(each.result), each.shown);
            if (each.external != null) {
                graph.bind(Objects.requireNonNull(each.buffer), each.external);
            }
        }
    }

    /// Gives all that lasts its first contents.
    private void describeStart() {
        begin();
        TaskBuffer source = builder.transientBuffer("source", BYTES);
        for (Resource each : resources) {
            if (each.lifetime == ResourceLifetime.TRANSIENT) {
                continue;
            }
            for (int which = 0; which < 2; which++) {
                int value = random.nextInt();
                Part part = new Part(each, which, each.part(which));
                builder.transfer("source")
                        .writes(source)
                        .executes(
                                task ->
                                        task.commands()
                                                .fillBuffer(task.buffer(source), 0, BYTES, value));
                copy(TaskQueue.MAIN, source, 0, part);
                Arrays.fill(each.words[which], value);
                Arrays.fill(each.previous[which], value);
            }
        }
    }

    private void copy(TaskQueue queue, TaskBuffer from, long offset, Part to) {
        builder.transfer("copy " + from + " to " + to.view)
                .on(queue)
                .reads(from)
                .writes(to.view)
                .executes(task -> copy(task, task.buffer(from), offset, to));
    }

    private static void copy(TaskContext task, Buffer from, long offset, Part to) {
        if (to.view instanceof TaskImage image) {
            task.commands().copyBufferToImage(from, offset, task.image(image), to.area());
        } else {
            Buffer target = task.buffer((TaskBuffer) to.view);
            task.commands().copyBuffer(from, offset, target, to.offset(), BYTES);
        }
    }

    private void describe(int tasks) {
        begin();
        for (int i = 0; i < tasks; i++) {
            switch (random.nextInt(6)) {
                case 0 -> fill();
                case 1, 2 -> copy();
                case 3, 4 -> detour(i);
                default -> mix();
            }
        }
        for (Resource each : resources) {
            if (each.lifetime != ResourceLifetime.TRANSIENT) {
                show(each);
            }
        }
    }

    private TaskQueue queue() {
        return QUEUES[random.nextInt(queues)];
    }

    private @Nullable Part part(boolean known, @Nullable Boolean image) {
        List<Part> found = new ArrayList<>();
        for (Resource each : resources) {
            for (int which = 0; which < 2; which++) {
                if ((each.known[which] || !known) && (image == null || image == each.isImage)) {
                    found.add(new Part(each, which, each.part(which)));
                }
            }
        }
        return found.isEmpty() ? null : found.get(random.nextInt(found.size()));
    }

    private void fill() {
        Part to = part(false, false);
        if (to != null) {
            int value = random.nextInt();
            TaskBuffer view = (TaskBuffer) to.view;
            builder.transfer("fill " + view)
                    .on(queue())
                    .writes(view)
                    .executes(
                            task ->
                                    task.commands()
                                            .fillBuffer(
                                                    task.buffer(view), to.offset(), BYTES, value));
            to.of.known[to.which] = true;
            serial.add(() -> Arrays.fill(to.words(), value));
        }
    }

    private void copy() {
        Part from = part(true, null);
        Part to = part(false, null);
        if (from == null || to == null || (from.of == to.of && from.which == to.which)) {
            return;
        }
        copy(from, to);
        to.of.known[to.which] = true;
        serial.add(() -> System.arraycopy(from.words(), 0, to.words(), 0, WORDS));
    }

    /// Copies through a resource that nothing else uses, so that many can share memory; half of
    /// them in some executions only.
    private void detour(int number) {
        boolean isConditional = random.nextBoolean();
        Part from = part(true, null);
        Part to = part(isConditional, null);
        if (from == null || to == null || (from.of == to.of && from.which == to.which)) {
            return;
        }
        Resource between =
                new Resource(
                        100 + number,
                        random.nextBoolean(),
                        ResourceLifetime.TRANSIENT,
                        from.of.shown);
        if (between.isImage) {
            between.image = builder.transientImage("r" + between.number, IMAGE);
        } else {
            between.buffer = builder.transientBuffer("r" + between.number, 2 * BYTES);
        }
        Part through = new Part(between, 0, between.part(0));
        Runnable copies =
                () -> {
                    copy(from, through);
                    copy(through, to);
                };
        if (isConditional) {
            builder.when(Objects.requireNonNull(more), copies);
        } else {
            copies.run();
            to.of.known[to.which] = true;
        }
        serial.add(
                () -> {
                    if (isMore || !isConditional) {
                        System.arraycopy(from.words(), 0, to.words(), 0, WORDS);
                    }
                });
    }

    private void copy(Part from, Part to) {
        TaskQueue queue = queue();
        if (from.view instanceof TaskImage image) {
            builder.transfer("copy " + from.view + " to " + to.view)
                    .on(queue)
                    .reads(from.view)
                    .writes(to.view)
                    .executes(
                            task -> {
                                if (to.view instanceof TaskImage target) {
                                    task.commands()
                                            .copyImage(
                                                    task.image(image),
                                                    from.area(),
                                                    task.image(target),
                                                    to.area());
                                } else {
                                    task.commands()
                                            .copyImageToBuffer(
                                                    task.image(image),
                                                    from.area(),
                                                    task.buffer((TaskBuffer) to.view),
                                                    to.offset());
                                }
                            });
        } else {
            copy(queue, (TaskBuffer) from.view, from.offset(), to);
        }
    }

    private void mix() {
        Part from = part(true, false);
        Part to = part(true, false);
        if (from == null || to == null || (from.of == to.of && from.which == to.which)) {
            return;
        }
        TaskQueue queue = QUEUES[random.nextInt(Math.min(queues, 5))];
        TaskBuffer source = (TaskBuffer) from.view;
        TaskBuffer target = (TaskBuffer) to.view;
        int key = random.nextInt();
        MemorySegment push = arena.allocate(24, 8);
        builder.compute("mix " + source + " into " + target)
                .on(queue)
                .reads(source)
                .readsWrites(target)
                .executes(
                        task -> {
                            push.set(ValueLayout.JAVA_LONG, 0, task.address(target));
                            push.set(ValueLayout.JAVA_LONG, 8, task.address(source));
                            push.set(ValueLayout.JAVA_INT, 16, key);
                            task.commands().setPipeline(mixer);
                            task.commands().pushConstants(push);
                            task.commands().dispatch(WORDS / 64, 1, 1);
                        });
        serial.add(
                () -> {
                    int[] in = from.words();
                    int[] out = to.words();
                    for (int i = 0; i < WORDS; i++) {
                        out[i] = out[i] * 31 + in[i] * 7 + key;
                    }
                });
    }

    private void show(Resource each) {
        TaskBuffer result = Objects.requireNonNull(each.result);
        for (int which = 0; which < 2; which++) {
            Part from = new Part(each, which, each.part(which));
            builder.transfer("show " + from.view)
                    .reads(from.view)
                    .writes(result.range(which * BYTES, BYTES))
                    .executes(
                            task -> {
                                if (from.view instanceof TaskImage image) {
                                    task.commands()
                                            .copyImageToBuffer(
                                                    task.image(image),
                                                    from.area(),
                                                    task.buffer(result.range(from.offset(), BYTES)),
                                                    from.offset());
                                } else {
                                    task.commands()
                                            .copyBuffer(
                                                    task.buffer((TaskBuffer) from.view),
                                                    from.offset(),
                                                    task.buffer(result.range(from.offset(), BYTES)),
                                                    from.offset(),
                                                    BYTES);
                                }
                            });
        }
        builder.transfer("host").reads(TaskStage.HOST, result).sideEffect();
    }

    // ---------------------------------------------------------------- execution

    /// Executes it without a wait in between, several times each way.
    ///
    /// @param times how often with the condition off, and then with it on
    /// @return what is wrong; empty if nothing is
    String run(int tasks, int times) {
        describeStart();
        // Poison shows itself in what is read before it is written.
        TaskGraphOptions options =
                TaskGraphOptions.DEFAULT.withPoison(tasks % 3 == 0).withRecordingThreads(tasks % 4);
        try (TaskGraph graph = TaskGraph.create(device, builder.build(), options)) {
            bind(graph);
            graph.execute();
            graph.execute();
            describe(tasks);
            graph.update(builder.build());
            bind(graph);
            graph.setListener(listener());
            for (int i = 0; i < 2 * times; i++) {
                isMore = i >= times;
                graph.set(Objects.requireNonNull(more), isMore);
                boolean repeats = GraphState.isRepeating(graph);
                graph.execute();
                repeated += repeats && GraphState.isRepeating(graph) ? 1 : 0;
                swap(i == 0);
                serial.forEach(Runnable::run);
            }
            graph.await(Gpu.LONG);
            return compare(graph);
        }
    }

    private TaskListener listener() {
        Thread executing = Thread.currentThread();
        return new TaskListener() {
            @Override
            public void before(TaskContext task) {
                if (!executing.equals(Thread.currentThread())) {
                    recordedElsewhere.incrementAndGet();
                }
            }
        };
    }

    /// How many tasks other threads recorded.
    int recordedElsewhere() {
        return recordedElsewhere.get();
    }

    /// How many executions repeated others, so that nothing was computed of them.
    int repeated() {
        return repeated;
    }

    // The two of a pair change places behind each execution.
    private void swap(boolean first) {
        for (Resource each : resources) {
            if (each.lifetime == ResourceLifetime.DOUBLE_BUFFERED && !first) {
                int[][] kept = each.words;
                each.words = each.previous;
                each.previous = kept;
            }
        }
    }

    private String compare(TaskGraph graph) {
        for (Resource each : resources) {
            if (each.lifetime == ResourceLifetime.TRANSIENT) {
                continue;
            }
            int[] seen = each.shown.mapped().toArray(ValueLayout.JAVA_INT);
            for (int i = 0; i < 2 * WORDS; i++) {
                int expected = each.words[i / WORDS][i % WORDS];
                if (seen[i] != expected) {
                    return "r"
                            + each.number
                            + ", "
                            + each.lifetime
                            + ", word "
                            + i
                            + ": "
                            + seen[i]
                            + " (expected "
                            + expected
                            + ") in "
                            + Schedule.of(graph.description());
                }
            }
        }
        return "";
    }

    @Override
    public void close() {
        for (Resource each : resources) {
            each.shown.close();
            if (each.external != null) {
                each.external.close();
            }
        }
        arena.close();
    }
}
