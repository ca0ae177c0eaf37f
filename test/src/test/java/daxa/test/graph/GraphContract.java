package daxa.test.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.command.RenderPassInfo;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.MemoryReport;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.GraphDescription;
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
import daxa.taskgraph.TaskTime;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// What an execution does, and what it refuses.
abstract class GraphContract extends GraphFixture {
    private static void fill(GraphBuilder builder, TaskBuffer buffer, int value) {
        builder.transfer("fill " + value)
                .writes(buffer)
                .executes(task -> task.commands().fillBuffer(task.buffer(buffer), 0, SIZE, value));
    }

    private static void copy(GraphBuilder builder, TaskBuffer from, TaskBuffer to) {
        builder.transfer("copy " + from + " to " + to)
                .reads(from)
                .writes(to)
                .executes(
                        task ->
                                task.commands()
                                        .copyBuffer(
                                                task.buffer(from), 0, task.buffer(to), 0, SIZE));
    }

    // ---------------------------------------------------------------- what it does

    @Test
    void tasksSeeWhatEarlierOnesWrote() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer a = builder.transientBuffer("a", SIZE);
        TaskBuffer b = builder.persistentBuffer("b", SIZE);
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        fill(builder, a, 42);
        copy(builder, a, b);
        copy(builder, b, result);
        show(builder, result);
        TaskGraph graph = make(builder);
        graph.bind(result, out);
        for (int i = 0; i < 3; i++) {
            out.mapped().fill((byte) 0);
            graph.execute();
            assertThat(read(graph, 15)).isEqualTo(42);
        }
    }

    @Test
    void doubleBufferedOnesChangePlaces() {
        AtomicInteger frame = new AtomicInteger();
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer history = builder.doubleBufferedBuffer("history", SIZE);
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        builder.transfer("next")
                .writes(history)
                .executes(
                        task ->
                                task.commands()
                                        .fillBuffer(task.buffer(history), 0, SIZE, frame.get()));
        copy(builder, history.previous(), result);
        show(builder, result);
        TaskGraph graph = make(builder);
        graph.bind(result, out);
        for (int i = 1; i < 5; i++) {
            frame.set(i);
            graph.execute();
            int seen = read(graph, 0);
            if (i > 1) {
                assertThat(seen).isEqualTo(i - 1);
            }
        }
    }

    @Test
    void imagesAndTheirViews() {
        TaskImageInfo info = TaskImageInfo.of2D(Format.R32_UINT, 4, 4).withMips(2).withLayers(2);
        GraphBuilder builder = new GraphBuilder("frame");
        TaskImage image = builder.transientImage("image", info);
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        TaskImage part = image.mips(1, 1).layers(1, 1);
        List<Object> views = new ArrayList<>();
        builder.general("clear")
                .writes(image)
                .executes(task -> task.commands().clearImageBits(task.image(image), 7, 0, 0, 0));
        builder.general("look")
                .reads(part)
                .writes(result)
                .executes(
                        task -> {
                            views.add(task.view(part));
                            views.add(task.id(part));
                            assertThat(task.width(part)).isEqualTo(2);
                            assertThat(task.height(part)).isEqualTo(2);
                            task.commands()
                                    .copyImageToBuffer(
                                            task.image(part),
                                            ImageArea.of(task.image(part).info(), 1),
                                            task.buffer(result),
                                            0);
                        });
        show(builder, result);
        TaskGraph graph = make(builder);
        graph.bind(result, out);
        graph.execute();
        graph.execute();
        assertThat(read(graph, 3)).isEqualTo(7);
        assertThat(views.get(0)).isSameAs(views.get(2));
        assertThat(views.get(1)).isSameAs(views.get(3));
    }

    @Test
    void externalsChangePlaces() {
        try (Buffer one = device.createBuffer(BufferInfo.of("one", SIZE));
                Buffer two = device.createBuffer(BufferInfo.of("two", SIZE))) {
            AtomicInteger frame = new AtomicInteger();
            GraphBuilder builder = new GraphBuilder("frame");
            TaskBuffer from = builder.externalBuffer("from", SIZE);
            TaskBuffer to = builder.externalBuffer("to", SIZE);
            TaskBuffer result = builder.externalBuffer("result", SIZE / 2);
            builder.transfer("copy")
                    .reads(from)
                    .writes(result)
                    .executes(
                            task ->
                                    task.commands()
                                            .copyBuffer(
                                                    task.buffer(from),
                                                    0,
                                                    task.buffer(result),
                                                    0,
                                                    4));
            builder.transfer("next")
                    .writes(to)
                    .executes(
                            task ->
                                    task.commands()
                                            .fillBuffer(task.buffer(to), 0, SIZE, frame.get()));
            show(builder, result);
            try (TaskGraph graph = TaskGraph.create(device, builder.build())) {
                graph.bind(from, one);
                graph.bind(to, two);
                graph.bind(result, out);
                for (int i = 1; i < 5; i++) {
                    frame.set(i);
                    graph.execute();
                    if (i > 1) {
                        assertThat(read(graph, 0)).isEqualTo(i - 1);
                    }
                    graph.swap(from, to);
                }
                assertThatThrownBy(() -> graph.swap(from, result))
                        .isInstanceOf(UsageException.class)
                        .hasMessage(
                                "swap of BUFFER 'from' and BUFFER 'result' of TaskGraph 'frame':"
                                        + " they are not alike (expected resources of the program,"
                                        + " declared with the same kind, size, count and format)");
            }
        }
    }

    @Test
    void scratchMemoryIsOfOneExecution() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        AtomicInteger frame = new AtomicInteger();
        builder.transfer("upload")
                .writes(result)
                .executes(
                        task -> {
                            long at = task.scratch(4, 4);
                            Buffer scratch = task.scratchBuffer();
                            scratch.mapped().set(ValueLayout.JAVA_INT, at, frame.get());
                            task.commands().copyBuffer(scratch, at, task.buffer(result), 0, 4);
                        });
        show(builder, result);
        TaskGraph graph = make(builder);
        graph.bind(result, out);
        for (int i = 0; i < 5; i++) {
            frame.set(i);
            graph.execute();
            assertThat(read(graph, 0)).isEqualTo(i);
        }
    }

    @Test
    void listenersAreToldOfEachTask() {
        List<String> seen = new ArrayList<>();
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer a = builder.persistentBuffer("a", SIZE);
        builder.transfer("one").writes(a).executes(task -> seen.add(task.name()));
        builder.transfer("two").reads(a).sideEffect();
        TaskGraph graph = make(builder);
        graph.setListener(
                new TaskListener() {
                    @Override
                    public void before(TaskContext task) {
                        seen.add("before " + task.name() + " on " + task.queue());
                    }

                    @Override
                    public void after(TaskContext task) {
                        seen.add("after " + task.name());
                    }
                });
        graph.execute();
        graph.setListener(null);
        assertThat(seen)
                .containsExactly(
                        "before one on MAIN",
                        "one",
                        "after one",
                        "before two on MAIN",
                        "after two");
    }

    @Test
    void tasksAreMeasuredWhereThatIsAskedFor() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer a = builder.persistentBuffer("a", SIZE);
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        TaskCondition more = builder.condition("more");
        fill(builder, a, 42);
        builder.transfer("copy")
                .on(TaskQueue.COMPUTE_0)
                .reads(a)
                .writes(result)
                .executes(
                        task ->
                                task.commands()
                                        .copyBuffer(
                                                task.buffer(a), 0, task.buffer(result), 0, SIZE));
        builder.transfer("more").reads(a).when(more).sideEffect();
        TaskGraphOptions options = TaskGraphOptions.DEFAULT.withTimings(true);
        TaskGraph graph = gpu.own(TaskGraph.create(device, builder.build(), options));
        graph.bind(result, out);
        assertThat(graph.timings()).isEmpty();
        for (int i = 0; i < 10; i++) {
            graph.set(more, i % 2 == 1);
            graph.execute();
            graph.await(Gpu.LONG);
            List<TaskTime> times = graph.timings();
            assertThat(times.stream().map(TaskTime::task))
                    .contains("fill 42", "copy")
                    .hasSize(2 + i % 2);
            assertThat(times).allMatch(time -> time.nanos() >= 0);
            assertThat(times.getFirst().queue()).isEqualTo(TaskQueue.MAIN);
        }
        for (int i = 0; i < 20; i++) {
            graph.execute();
        }
        graph.await(Gpu.LONG);
        assertThat(graph.timings()).hasSize(3);
    }

    @Test
    void withoutBeingAskedNothingIsMeasured() {
        GraphBuilder builder = new GraphBuilder("frame");
        builder.transfer("nothing").sideEffect();
        TaskGraph graph = make(builder);
        graph.execute();
        graph.await(Gpu.LONG);
        assertThat(graph.timings()).isEmpty();
    }

    @Test
    void whatIsUndefinedIsPoisonedWhereThatIsAskedFor() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer buffer = builder.transientBuffer("buffer", SIZE);
        TaskImage color = builder.transientImage("color", texel(Format.R8G8B8A8_UNORM));
        TaskImage number = builder.transientImage("number", texel(Format.R32_SFLOAT));
        TaskImage count = builder.transientImage("count", texel(Format.R32_UINT));
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        // They say that they write, and do not.
        builder.compute("buffer").writes(buffer);
        builder.compute("images").on(TaskQueue.COMPUTE_0).writes(color, number, count);
        builder.transfer("copy")
                .reads(buffer, color, number, count)
                .writes(result)
                .executes(
                        task -> {
                            task.commands()
                                    .copyBuffer(task.buffer(buffer), 0, task.buffer(result), 0, 4);
                            int at = 4;
                            for (TaskImage each : List.of(color, number, count)) {
                                task.commands()
                                        .copyImageToBuffer(
                                                task.image(each),
                                                ImageArea.of(task.image(each).info(), 0),
                                                task.buffer(result),
                                                at);
                                at += 4;
                            }
                        });
        show(builder, result);
        TaskGraphOptions options = TaskGraphOptions.DEFAULT.withPoison(true);
        TaskGraph graph = gpu.own(TaskGraph.create(device, builder.build(), options));
        graph.bind(result, out);
        for (int i = 0; i < 3; i++) {
            out.mapped().fill((byte) 0);
            graph.execute();
            assertThat(read(graph, 0)).isEqualTo(-1);
            if (gpu.kind() == Gpu.Kind.VULKAN) {
                assertThat(read(graph, 1)).isEqualTo(0xFFFF00FF);
                assertThat(Float.intBitsToFloat(read(graph, 2))).isNaN();
                assertThat(read(graph, 3)).isEqualTo(-1);
            }
        }
    }

    private static TaskImageInfo texel(Format format) {
        return TaskImageInfo.of2D(format, 1, 1);
    }

    @Test
    void poisonIsOverwritten() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer a = builder.transientBuffer("a", SIZE);
        TaskBuffer b = builder.transientBuffer("b", SIZE);
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        TaskCondition other = builder.condition("other");
        fill(builder, a, 42);
        copy(builder, a, b);
        builder.transfer("other")
                .writes(b)
                .when(other)
                .executes(task -> task.commands().fillBuffer(task.buffer(b), 0, SIZE, 7));
        copy(builder, b, result);
        show(builder, result);
        TaskGraphOptions options = TaskGraphOptions.DEFAULT.withPoison(true);
        TaskGraph graph = gpu.own(TaskGraph.create(device, builder.build(), options));
        graph.bind(result, out);
        for (int i = 0; i < 4; i++) {
            graph.set(other, i % 2 == 1);
            graph.execute();
            assertThat(read(graph, 0)).isEqualTo(i % 2 == 1 ? 7 : 42);
        }
    }

    @Test
    void conditionsSwitchTasks() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        TaskCondition more = builder.condition("more");
        fill(builder, result, 1);
        builder.when(more, () -> fill(builder, result, 2));
        show(builder, result);
        TaskGraph graph = make(builder);
        graph.bind(result, out);
        for (int i = 0; i < 4; i++) {
            graph.set(more, i % 2 == 1);
            graph.execute();
            assertThat(read(graph, 0)).isEqualTo(1 + i % 2);
        }
        TaskCondition foreign = new GraphBuilder("other").condition("foreign");
        assertThatThrownBy(() -> graph.set(foreign, true))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "condition 'foreign' is not of the newest description of TaskGraph 'frame';"
                                + " use what its GraphBuilder returned");
    }

    /// Images that are not in use at the same time lie in the same bytes, and keep their contents
    /// while they are in use.
    @Test
    void transientsShareMemory() {
        int count = 8;
        TaskImageInfo info = TaskImageInfo.of2D(Format.R32_UINT, 64, 64);
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        TaskCondition more = builder.condition("more");
        for (int i = 0; i < count; i++) {
            pass(builder, builder.transientImage("image " + i, info), result, i);
        }
        builder.when(
                more, () -> pass(builder, builder.transientImage("more", info), result, count));
        show(builder, result);
        TaskGraph graph = make(builder);
        graph.bind(result, out);
        for (int i = 0; i < 6; i++) {
            graph.set(more, i % 3 == 2);
            out.mapped().fill((byte) 0);
            graph.execute();
            for (int k = 0; k < count; k++) {
                assertThat(read(graph, k)).isEqualTo(100 + k);
            }
            assertThat(read(graph, count)).isEqualTo(i % 3 == 2 ? 100 + count : 0);
        }
        device.collectGarbage();
        long bytes =
                device.memoryReport().names().stream()
                        .filter(each -> each.name().startsWith("frame."))
                        .mapToLong(MemoryReport.NameUse::bytes)
                        .sum();
        assertThat(bytes).isBetween(64L * 64 * 4, 3L * 64 * 64 * 4);
    }

    private static void pass(GraphBuilder builder, TaskImage image, TaskBuffer result, int number) {
        TaskBuffer part = result.range(number * 4L, 4);
        // Behind the pass before, so that its image is not in use any more.
        TaskBuffer before = number == 0 ? part : result.range(number * 4L - 4, 4);
        builder.transfer("clear " + number)
                .reads(before)
                .writes(image)
                .executes(
                        task ->
                                task.commands()
                                        .clearImageBits(task.image(image), 100 + number, 0, 0, 0));
        builder.transfer("show " + number)
                .reads(image)
                .writes(part)
                .executes(
                        task ->
                                task.commands()
                                        .copyImageToBuffer(
                                                task.image(image),
                                                new ImageArea(0, 0, 1, 0, 0, 0, 1, 1, 1),
                                                task.buffer(part),
                                                number * 4L));
    }

    // ---------------------------------------------------------------- describing anew

    private static GraphBuilder counter(int value, long size) {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer kept = builder.persistentBuffer("kept", SIZE);
        TaskBuffer more = builder.persistentBuffer("more", size);
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        if (value != 0) {
            fill(builder, kept, value);
        }
        fill(builder, more, value);
        copy(builder, kept, result);
        show(builder, result);
        return builder;
    }

    @Test
    void whatStaysKeepsItsContents() {
        GraphBuilder first = counter(5, SIZE);
        GraphBuilder same = counter(6, SIZE);
        GraphBuilder other = counter(0, 2 * SIZE);
        TaskGraph graph = gpu.own(TaskGraph.create(device, first.build()));
        GraphDescription next = same.build();
        graph.update(first.build());
        assertThatThrownBy(graph::execute)
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "BUFFER 'result' of TaskGraph 'frame' has nothing bound to it; call bind");
        graph.update(next);
        graph.update(other.build());
        assertThat(graph.description()).isEqualTo(other.build());
    }

    @Test
    void anUpdateTakesOverWhatIsBound() {
        GraphBuilder builder = counter(5, SIZE);
        GraphDescription description = builder.build();
        TaskGraph graph = gpu.own(TaskGraph.create(device, description));
        assertThat(description).isEqualTo(counter(5, SIZE).build());

        GraphBuilder bindable = new GraphBuilder("frame");
        TaskBuffer result = bindable.externalBuffer("result", SIZE);
        graph.update(bindable.build());
        graph.bind(result, out);
        graph.update(counter(7, SIZE).build());
        graph.execute();
        assertThat(read(graph, 0)).isEqualTo(7);
        graph.update(counter(0, 2 * SIZE).build());
        out.mapped().fill((byte) 0);
        graph.execute();
        assertThat(read(graph, 0)).isEqualTo(7);
    }

    // ---------------------------------------------------------------- what it refuses

    @Test
    void m2_whatATaskDidNotDeclareIsRefused() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer a = builder.persistentBuffer("a", SIZE);
        TaskBuffer b = builder.persistentBuffer("b", SIZE);
        AtomicReference<TaskContext> kept = new AtomicReference<>();
        AtomicReference<TaskBuffer> view = new AtomicReference<>(b);
        AtomicInteger ran = new AtomicInteger();
        fill(builder, b, 1);
        builder.transfer("fill")
                .writes(a.range(0, 16))
                .executes(
                        task -> {
                            kept.set(task);
                            ran.incrementAndGet();
                            task.buffer(view.get());
                        });
        TaskGraph graph = make(builder);
        assertThatThrownBy(graph::execute)
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "task 'fill' of TaskGraph 'frame' uses BUFFER 'b', which it did not"
                                + " declare; declare it with reads, writes or another verb of"
                                + " TaskBuilder")
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed()[0])
                                        .hasMessage("in task 'fill' of TaskGraph 'frame'"));
        assertThat(graph.token(TaskQueue.MAIN).number()).isZero();

        view.set(a.range(0, 32));
        assertThatThrownBy(graph::execute)
                .hasMessageContaining("BUFFER 'a' bytes 0 to 32, which it did not declare");
        view.set(TaskBuffer.NONE);
        assertThatThrownBy(graph::execute)
                .hasMessage(
                        "task 'fill' of TaskGraph 'frame' uses NONE, which has an id or an address"
                                + " alone");
        view.set(new GraphBuilder("other").persistentBuffer("c", SIZE));
        assertThatThrownBy(graph::execute)
                .hasMessage(
                        "task 'fill' of TaskGraph 'frame' uses BUFFER 'c', which belongs to another"
                                + " description; use what the newest one declares");
        view.set(a.range(4, 8));
        graph.execute();
        assertThat(ran).hasValue(5);

        assertThatThrownBy(() -> kept.get().buffer(a))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "task 'fill' of TaskGraph 'frame' is not recording; use its TaskContext"
                                + " only inside of its work");
        assertThatThrownBy(() -> kept.get().commands()).hasMessageContaining("is not recording");
    }

    @Test
    void m1_aGraphIsNotChangedWhileItExecutes() {
        AtomicReference<Runnable> deed = new AtomicReference<>(() -> {});
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        builder.transfer("meddle").writes(result).executes(task -> deed.get().run());
        TaskGraph graph = make(builder);
        graph.bind(result, out);
        GraphDescription description = graph.description();
        refused(graph, deed, "execute", graph::execute);
        refused(graph, deed, "update", () -> graph.update(description));
        refused(graph, deed, "bind", () -> graph.bind(result, out));
        refused(graph, deed, "swap", () -> graph.swap(result, result));
        refused(graph, deed, "setListener", () -> graph.setListener(null));
        refused(graph, deed, "close", graph::close);
        deed.set(() -> {});
        graph.execute();
    }

    private static void refused(
            TaskGraph graph, AtomicReference<Runnable> deed, String name, Runnable code) {
        deed.set(code);
        assertThatThrownBy(graph::execute)
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        name
                                + " was called on TaskGraph 'frame' while it executes; call it"
                                + " before or after");
    }

    @Test
    void whatDoesNotFitIsNotBound() {
        TaskImageInfo info = TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 4, 4);
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer buffer = builder.externalBuffer("buffer", 2 * SIZE);
        TaskBuffer own = builder.persistentBuffer("own", SIZE);
        TaskImage image = builder.externalImage("image", info);
        builder.compute("use").reads(buffer).samples(image).sideEffect();
        TaskGraph graph = make(builder);
        assertThatThrownBy(() -> graph.bind(buffer, out))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "bind of BUFFER 'buffer' of TaskGraph 'frame' to Buffer 'out': size=64"
                                + " (expected at least 128)");
        assertThatThrownBy(() -> graph.bind(own, out))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "BUFFER 'own' of TaskGraph 'frame': lifetime=PERSISTENT (expected EXTERNAL;"
                                + " the graph makes all others)");
        assertThatThrownBy(
                        () -> graph.bind(new GraphBuilder("other").externalBuffer("b", SIZE), out))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "BUFFER 'b' is not of the newest description of TaskGraph 'frame'; use what"
                                + " its GraphBuilder returned");
        try (Image small =
                        device.createImage(
                                ImageInfo.of2D(
                                        "small", Format.R8G8B8A8_UNORM, 2, 4, ImageUsage.SAMPLED));
                Image target =
                        device.createImage(
                                ImageInfo.of2D(
                                        "target",
                                        Format.R8G8B8A8_UNORM,
                                        4,
                                        4,
                                        ImageUsage.TRANSFER_DST))) {
            assertThatThrownBy(() -> graph.bind(image, small))
                    .isInstanceOf(UsageException.class)
                    .hasMessageStartingWith(
                            "bind of IMAGE 'image' of TaskGraph 'frame' to Image 'small':"
                                + " TaskImageInfo[dimensions=2, format=R8G8B8A8_UNORM, width=2,")
                    .hasMessageContaining(
                            "(expected TaskImageInfo[dimensions=2, format=R8G8B8A8_UNORM,");
            assertThatThrownBy(() -> graph.bind(image, target))
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "bind of IMAGE 'image' of TaskGraph 'frame' to Image 'target':"
                                    + " usage=[TRANSFER_DST] (expected with [SAMPLED] too)");
        }
    }

    @Test
    void whatIsClosedIsNotUsed() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        fill(builder, result, 1);
        TaskGraph graph = make(builder);
        Buffer closed = device.createBuffer(BufferInfo.of("closed", SIZE));
        graph.bind(result, closed);
        closed.close();
        assertThatThrownBy(graph::execute)
                .isInstanceOf(ClosedException.class)
                .hasMessage(
                        "BUFFER 'result' of TaskGraph 'frame': Buffer 'closed' (closed), which is"
                                + " bound to it, is closed; bind another one");
        graph.bind(result, out);
        graph.execute();
        graph.close();
        graph.close();
        assertThatThrownBy(graph::execute)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("TaskGraph 'frame'");
    }

    @Test
    void m2_whatATaskDoesNotDeclareItCannotName() {
        Buffer still = gpu.own(device.createBuffer(BufferInfo.of("still", SIZE)));
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer kept = builder.persistentBuffer("kept", SIZE);
        TaskImage image =
                builder.persistentImage("image", TaskImageInfo.of2D(Format.R32_UINT, 4, 4));
        TaskBuffer[] several = {
            builder.externalBuffer("result", SIZE), builder.externalBuffer("unused", SIZE)
        };
        List<Buffer> buffers = new ArrayList<>();
        List<ImageView> views = new ArrayList<>();
        AtomicInteger wrong = new AtomicInteger();
        builder.general("keep")
                .writes(TaskStage.TRANSFER, kept)
                .writes(TaskStage.COMPUTE, image)
                .executes(
                        task -> {
                            buffers.add(task.buffer(kept));
                            views.add(task.view(image));
                            task.commands().fillBuffer(task.buffer(kept), 0, SIZE, 1);
                        });
        builder.general("other")
                .writes(several[0])
                .executes(
                        task -> {
                            CommandRecorder recorder = task.commands();
                            // What the graph does not know is no business of its.
                            recorder.copyBuffer(still, 0, task.buffer(several[0]), 0, SIZE);
                            switch (wrong.get()) {
                                case 1 -> recorder.copyBuffer(buffers.getFirst(), 0, out, 0, 4);
                                case 2 -> recorder.use(views.getFirst());
                                default -> {}
                            }
                        });
        builder.transfer("again").reads(kept).sideEffect();
        TaskGraph graph = make(builder);
        graph.bind(several[0], out);
        graph.execute();
        String[] refused = {"", "BUFFER 'kept'", "IMAGE 'image'"};
        for (int i = 1; i < refused.length; i++) {
            wrong.set(i);
            assertThatThrownBy(graph::execute)
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "task 'other' of TaskGraph 'frame' uses "
                                    + refused[i]
                                    + ", which it does not declare; add it to what the task reads"
                                    + " or writes");
        }
        wrong.set(0);
        graph.execute();
        graph.await(Gpu.LONG);
    }

    /// Other transient resources stand behind those of the graph when a condition has made a plan.
    @Test
    void m2_whatATaskDoesNotDeclareItCannotNameWhenConditionsHaveSwitched() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer passing = builder.transientBuffer("passing", SIZE);
        TaskCondition more = builder.condition("more");
        AtomicReference<Buffer> kept = new AtomicReference<>();
        AtomicReference<Buffer> used = new AtomicReference<>(out);
        builder.transfer("write")
                .writes(passing)
                .executes(
                        task -> {
                            kept.set(task.buffer(passing));
                            task.commands().fillBuffer(task.buffer(passing), 0, SIZE, 1);
                        });
        builder.transfer("read").reads(passing).sideEffect();
        builder.when(more, () -> builder.transfer("extra").sideEffect());
        builder.transfer("steal")
                .sideEffect()
                .executes(
                        task -> {
                            if (used.get() == null) {
                                used.set(kept.get());
                            }
                            task.commands().fillBuffer(used.get(), 0, SIZE, 2);
                        });
        TaskGraph graph = make(builder);
        graph.execute();
        for (boolean isOn : new boolean[] {true, false, true}) {
            graph.set(more, isOn);
            used.set(out);
            graph.execute();
            used.set(null);
            assertThatThrownBy(graph::execute)
                    .as("more=" + isOn)
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "task 'steal' of TaskGraph 'frame' uses BUFFER 'passing', which it does"
                                    + " not declare; add it to what the task reads or writes");
        }
        graph.await(Gpu.LONG);
    }

    @Test
    void m2_whatATaskOnlyReadsItsPassesCannotWrite() {
        TaskImageInfo info = TaskImageInfo.of2D(Format.D32_SFLOAT, 4, 4);
        GraphBuilder builder = new GraphBuilder("frame");
        TaskImage depth = builder.transientImage("depth", info);
        TaskImage color = builder.persistentImage("color", texel(Format.R8G8B8A8_UNORM));
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        AtomicReference<Consumer<CommandRecorder>> more = new AtomicReference<>(_ -> {});
        AtomicReference<ImageView> view = new AtomicReference<>();
        builder.raster("clear")
                .writes(TaskStage.DEPTH_STENCIL_ATTACHMENT, depth)
                .writes(TaskStage.COLOR_ATTACHMENT, color)
                .executes(
                        task -> {
                            RenderPassInfo pass = new RenderPassInfo();
                            pass.clearDepth(task.view(depth), 0.5f);
                            task.commands().beginRenderPass(pass).end();
                            pass.clear().clearColor(0, task.view(color), 0, 0, 0, 1);
                            task.commands().beginRenderPass(pass).end();
                        });
        builder.raster("test")
                .reads(TaskStage.DEPTH_STENCIL_ATTACHMENT, depth)
                .reads(TaskStage.COLOR_ATTACHMENT, color)
                .sideEffect()
                .executes(
                        task -> {
                            RenderPassInfo pass = new RenderPassInfo().testDepth(task.view(depth));
                            task.commands().beginRenderPass(pass).end();
                            view.set(task.view(color));
                            more.get().accept(task.commands());
                        });
        copyDepth(builder, depth, result);
        show(builder, result);
        TaskGraph graph = make(builder);
        graph.bind(result, out);
        graph.execute();
        if (gpu.kind() == Gpu.Kind.VULKAN) {
            assertThat(Float.intBitsToFloat(read(graph, 15))).isEqualTo(0.5f);
        }
        more.set(
                recorder ->
                        recorder.beginRenderPass(new RenderPassInfo().loadColor(0, view.get())));
        assertThatThrownBy(graph::execute)
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "task 'test' of TaskGraph 'frame' has a render pass that writes IMAGE"
                                + " 'color', which it only reads; add it to what the task writes,"
                                + " or, for depth and stencil, to the pass with testDepth or"
                                + " testStencil");
        more.set(_ -> {});
        graph.execute();
        graph.await(Gpu.LONG);
    }

    private static void copyDepth(GraphBuilder builder, TaskImage from, TaskBuffer to) {
        builder.transfer("copy depth")
                .reads(from)
                .writes(to)
                .executes(
                        task ->
                                task.commands()
                                        .copyImageToBuffer(
                                                task.image(from),
                                                ImageArea.of(task.image(from).info(), 0),
                                                task.buffer(to),
                                                0));
    }

    @Test
    void aTaskThatLeavesALabelOpenIsNamed() {
        AtomicReference<Consumer<CommandRecorder>> deed = new AtomicReference<>(_ -> {});
        GraphBuilder builder = new GraphBuilder("frame");
        builder.transfer("culprit")
                .sideEffect()
                .executes(task -> deed.get().accept(task.commands()));
        builder.transfer("innocent").sideEffect();
        TaskGraph graph = make(builder);
        graph.execute();
        Buffer value = gpu.own(device.createBuffer(BufferInfo.of("value", SIZE)));
        List<Consumer<CommandRecorder>> deeds =
                List.of(
                        recorder -> recorder.beginLabel("mine"),
                        CommandRecorder::endLabel,
                        recorder -> recorder.beginConditionalRendering(value, 0, false));
        List<String> texts =
                List.of(
                        "with open labels=4 (expected 3); call endLabel first",
                        "with open labels=2 (expected 3); call beginLabel first",
                        "inside of conditional rendering; call endConditionalRendering first");
        for (int i = 0; i < deeds.size(); i++) {
            deed.set(deeds.get(i));
            assertThatThrownBy(graph::execute)
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(texts.get(i))
                    .satisfies(
                            e ->
                                    assertThat(e.getSuppressed()[0])
                                            .hasMessage("in task 'culprit' of TaskGraph 'frame'"));
        }
        deed.set(_ -> {});
        graph.execute();
        graph.await(Gpu.LONG);
    }

    @Test
    void aTaskThatLeavesAPassOpenIsNamed() {
        TaskImageInfo info = TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 4, 4);
        GraphBuilder builder = new GraphBuilder("frame");
        TaskImage image = builder.persistentImage("image", info);
        builder.raster("draw")
                .writes(TaskStage.COLOR_ATTACHMENT, image)
                .executes(
                        task -> {
                            CommandRecorder recorder = task.commands();
                            recorder.beginRenderPass(
                                    new RenderPassInfo()
                                            .clearColor(0, task.view(image), 0, 0, 0, 1));
                        });
        TaskGraph graph = make(builder);
        assertThatThrownBy(graph::execute)
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("inside a render pass; end the pass first")
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed()[0])
                                        .hasMessage("in task 'draw' of TaskGraph 'frame'"));
    }

    @Test
    @GpuSetup(queues = 7, mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void inStrictModeEverythingIsClosedInOrder() {
        TaskImageInfo info = TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 4, 4);
        GraphBuilder builder = new GraphBuilder("frame");
        TaskImage image = builder.doubleBufferedImage("image", info);
        builder.compute("draw")
                .samples(image.previous())
                .writes(image)
                .executes(
                        task -> {
                            task.id(image);
                            task.id(image.previous());
                        });
        try (TaskGraph graph = TaskGraph.create(device, builder.build())) {
            graph.execute();
            graph.execute();
            graph.update(new GraphBuilder("frame").build());
            assertThat(device.lifetimeReport().objects())
                    .noneMatch(
                            object -> object.name().contains("image") && object.references() > 0);
        }
    }
}
