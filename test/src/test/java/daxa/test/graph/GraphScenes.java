package daxa.test.graph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.Instance;
import daxa.core.command.ImageArea;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskCondition;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskGraphOptions;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskQueue;
import daxa.testing.Gpu;
import daxa.testing.Scene;

import java.util.List;
import java.util.Set;

/// Scenes with task graphs.
final class GraphScenes {
    private static final int SIZE = 64;
    private static final Format FORMAT = Format.R8G8B8A8_UNORM;

    private GraphScenes() {}

    static List<Scene> all() {
        return List.of(
                new Scene("task graph over three queues", 7, Set.of(), GraphScenes::queues),
                new Scene("task graph that is described anew", 1, Set.of(), GraphScenes::update),
                new Scene("task graphs that share", 7, Set.of(), GraphScenes::share),
                new Scene("task graph that presents", 3, Set.of(), GraphScenes::present));
    }

    private static void queues(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer a = builder.transientBuffer("a", SIZE);
        TaskBuffer b = builder.doubleBufferedBuffer("b", SIZE);
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        builder.transfer("upload")
                .on(TaskQueue.TRANSFER_0)
                .writes(a)
                .executes(
                        task ->
                                task.commands()
                                        .copyBuffer(
                                                task.scratchBuffer(),
                                                task.scratch(SIZE, 4),
                                                task.buffer(a),
                                                0,
                                                SIZE));
        builder.transfer("mix")
                .on(TaskQueue.COMPUTE_0)
                .reads(a)
                .writes(b)
                .executes(
                        task ->
                                task.commands()
                                        .copyBuffer(task.buffer(a), 0, task.buffer(b), 0, SIZE));
        builder.transfer("show")
                .reads(b, b.previous())
                .writes(result)
                .executes(
                        task ->
                                task.commands()
                                        .copyBuffer(
                                                task.buffer(b.previous()),
                                                0,
                                                task.buffer(result),
                                                0,
                                                SIZE));
        try (Buffer out = device.createBuffer(BufferInfo.of("out", SIZE).readback());
                TaskGraph graph =
                        TaskGraph.create(
                                device,
                                builder.build(),
                                TaskGraphOptions.DEFAULT.withTimings(true).withPoison(true))) {
            graph.bind(result, out);
            graph.execute();
            graph.execute();
            graph.await(Gpu.LONG);
            graph.execute();
            assertThat(graph.timings()).hasSize(3);
        }
    }

    private static GraphBuilder clearing(int size) {
        GraphBuilder builder = new GraphBuilder("clearing");
        TaskImage kept = builder.persistentImage("kept", TaskImageInfo.of2D(FORMAT, 8, 8));
        TaskImage image =
                builder.persistentImage(
                        "image", TaskImageInfo.of2D(FORMAT, size, size).withMips(2));
        builder.transfer("clear")
                .writes(kept, image)
                .executes(
                        task -> {
                            task.commands().clearImage(task.image(kept), 0, 0, 0, 1);
                            task.commands().clearImage(task.image(image), 0, 0, 0, 1);
                        });
        builder.compute("look")
                .samples(image, kept)
                .sideEffect()
                .executes(
                        task -> {
                            task.id(kept);
                            task.id(image);
                            task.id(image.mips(1, 1));
                        });
        return builder;
    }

    private static void update(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        try (TaskGraph graph = TaskGraph.create(device, clearing(8).build())) {
            graph.execute();
            graph.update(clearing(8).build());
            graph.execute();
            graph.update(clearing(16).build());
            graph.execute();
            graph.update(new GraphBuilder("nothing").build());
            graph.execute();
        }
    }

    /// Two graphs with one buffer, of which one has a condition, and images over each other.
    private static void share(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        GraphBuilder paint = new GraphBuilder("paint");
        TaskBuffer target = paint.externalBuffer("target", 4 * SIZE);
        TaskCondition more = paint.condition("more");
        through(paint, "one", target);
        paint.when(more, () -> through(paint, "two", target));
        through(paint, "three", target);
        GraphBuilder read = new GraphBuilder("read");
        TaskBuffer source = read.externalBuffer("source", 4 * SIZE);
        read.compute("read").on(TaskQueue.COMPUTE_0).reads(source).sideEffect();
        try (Buffer buffer = device.createBuffer(BufferInfo.of("buffer", 4 * SIZE));
                TaskGraph first = TaskGraph.create(device, paint.build());
                TaskGraph second = TaskGraph.create(device, read.build())) {
            first.bind(target, buffer);
            second.bind(source, buffer);
            first.execute();
            first.execute();
            second.execute();
            first.set(more, true);
            first.execute();
            second.execute();
        }
    }

    private static void through(GraphBuilder builder, String name, TaskBuffer target) {
        TaskImage image = builder.transientImage(name, TaskImageInfo.of2D(FORMAT, 8, 8));
        builder.transfer("clear " + name)
                .writes(image)
                .executes(task -> task.commands().clearImage(task.image(image), 0, 0, 0, 1));
        builder.transfer("copy " + name)
                .reads(image)
                .writes(target)
                .executes(
                        task ->
                                task.commands()
                                        .copyImageToBuffer(
                                                task.image(image),
                                                ImageArea.of(task.image(image).info(), 0),
                                                task.buffer(target),
                                                0));
    }

    private static void present(Instance instance, Device device) {
        HeadlessWindowSystem system = new HeadlessWindowSystem();
        try (Window window =
                        instance.createWindow(WindowInfo.of("stage", 64, 48).withSystem(system));
                Swapchain swapchain = device.createSwapchain(SwapchainInfo.of("main", window))) {
            GraphBuilder builder = new GraphBuilder("frame");
            TaskImageInfo info = TaskImageInfo.of2D(swapchain.format(), 64, 48);
            TaskBuffer other = builder.persistentBuffer("other", SIZE);
            TaskImage painted = builder.transientImage("painted", info);
            TaskImage screen = builder.swapchainImage("screen", info);
            builder.transfer("fill")
                    .on(TaskQueue.COMPUTE_1)
                    .writes(other)
                    .executes(task -> task.commands().fillBuffer(task.buffer(other), 0, SIZE, 1));
            builder.transfer("paint")
                    .writes(painted)
                    .executes(task -> task.commands().clearImage(task.image(painted), 1, 0, 0, 1));
            builder.transfer("copy")
                    .reads(painted, other)
                    .writes(screen)
                    .executes(
                            task ->
                                    task.commands()
                                            .blitImage(
                                                    task.image(painted),
                                                    ImageArea.of(task.image(painted).info(), 0),
                                                    task.image(screen),
                                                    ImageArea.of(task.image(screen).info(), 0),
                                                    Filter.NEAREST));
            builder.present(screen);
            TaskGraphOptions options = TaskGraphOptions.DEFAULT.withRecordingThreads(2);
            try (TaskGraph graph = TaskGraph.create(device, builder.build(), options)) {
                graph.bind(screen, swapchain);
                assertThat(graph.execute(Gpu.LONG)).isTrue();
                assertThat(graph.execute(Gpu.LONG)).isTrue();
                HeadlessWindowSystem.resize(window, 128, 96);
                assertThat(graph.execute(Gpu.LONG)).isTrue();
                HeadlessWindowSystem.resize(window, 0, 0);
                assertThat(graph.execute(Gpu.LONG)).isFalse();
                HeadlessWindowSystem.resize(window, 64, 48);
                assertThat(graph.execute(Gpu.LONG)).isTrue();
            }
        }
    }
}
