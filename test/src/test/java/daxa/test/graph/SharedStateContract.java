package daxa.test.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.ImageArea;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.SubmitInfo;
import daxa.core.driver.simulated.RecordedCommand;
import daxa.core.driver.simulated.SimulatedSubmission;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskQueue;
import daxa.taskgraph.TaskStage;
import daxa.testing.Gpu;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Two graphs that use the same resource, and queues that hand one on: what is recorded for it, to
/// the last barrier and wait, and what the GPU makes of it.
abstract class SharedStateContract extends GraphFixture {
    private static final int MAIN = 0;
    private static final int COMPUTE = 2;
    private static final int TRANSFER = 5;
    private static final long READS = 0x1 | 0x20 | 0x80 | 0x800 | 0x8000;
    private static final long WRITES = 0x40 | 0x100 | 0x1000 | 0x10000;
    private static final Map<Long, String> STAGES =
            Map.of(
                    0x10000L, "all",
                    0x800L, "compute",
                    0x400L, "colour",
                    0x1000L, "transfer");

    /// In front of what no graph of the device has used yet.
    private static final String UNKNOWN = "all reads writes -> all reads writes";

    private final List<SimulatedSubmission> submissions = new ArrayList<>();

    @BeforeEach
    void watchSubmissions() {
        // The first submit of all brings the device's own images into their layout.
        device.mainQueue().submit(new SubmitInfo()).await(Gpu.LONG);
        if (gpu.kind() == Gpu.Kind.SIMULATED) {
            gpu.simulated().onSubmit(submissions::add);
        }
    }

    /// Executes a graph, and on the simulated driver looks at the barriers that it recorded.
    private void assertBarriers(TaskGraph graph, String... expected) {
        submissions.clear();
        graph.execute();
        if (gpu.kind() == Gpu.Kind.SIMULATED) {
            assertThat(
                            submissions.stream()
                                    .flatMap(each -> each.commands().stream())
                                    .filter(each -> each.call().toString().endsWith("Barrier"))
                                    .map(SharedStateContract::text))
                    .containsExactly(expected);
        }
    }

    /// What comes before a barrier, and after; behind an image's change of layout these are the
    /// last of its arguments.
    private static String text(RecordedCommand barrier) {
        List<Long> arguments = barrier.arguments();
        int src = arguments.size() - 4;
        return (arguments.size() > 4 ? "image: " : "")
                + scope(arguments.get(src), arguments.get(src + 1))
                + " -> "
                + scope(arguments.get(src + 2), arguments.get(src + 3));
    }

    private static String scope(long stages, long accesses) {
        return STAGES.getOrDefault(stages, Long.toHexString(stages))
                + ((accesses & READS) == 0 ? "" : " reads")
                + ((accesses & WRITES) == 0 ? "" : " writes");
    }

    @Test
    void graphsShareABuffer() {
        Buffer shared = gpu.own(device.createBuffer(BufferInfo.of("shared", SIZE)));
        TaskGraph writer = writer(shared);
        TaskGraph reader = reader(shared);
        assertBarriers(writer, UNKNOWN);
        assertBarriers(writer, "transfer writes -> transfer writes");
        assertBarriers(reader, "transfer writes -> transfer reads writes");
        assertBarriers(reader);
        assertBarriers(writer, "transfer -> transfer writes");

        GraphBuilder builder = new GraphBuilder("shower");
        TaskBuffer source = builder.externalBuffer("source", SIZE);
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        copy(builder, TaskQueue.MAIN, source, 0, result, 0);
        show(builder, result);
        TaskGraph shower = make(builder);
        shower.bind(source, shared);
        shower.bind(result, out);
        shower.execute();
        assertThat(read(shower, 0)).isEqualTo(3);
    }

    private TaskGraph writer(Buffer shared) {
        AtomicInteger value = new AtomicInteger();
        GraphBuilder builder = new GraphBuilder("writer");
        TaskBuffer target = builder.externalBuffer("target", SIZE);
        builder.transfer("write")
                .writes(target)
                .executes(
                        task -> {
                            Buffer buffer = task.buffer(target);
                            task.commands().fillBuffer(buffer, 0, SIZE, value.incrementAndGet());
                        });
        TaskGraph graph = make(builder);
        graph.bind(target, shared);
        return graph;
    }

    private TaskGraph reader(Buffer shared) {
        GraphBuilder builder = new GraphBuilder("reader");
        TaskBuffer source = builder.externalBuffer("source", SIZE);
        builder.transfer("read").reads(source).sideEffect();
        TaskGraph graph = make(builder);
        graph.bind(source, shared);
        return graph;
    }

    @Test
    void graphsShareAnImage() {
        ImageUsage[] usages = {
            ImageUsage.STORAGE,
            ImageUsage.COLOR_ATTACHMENT,
            ImageUsage.TRANSFER_SRC,
            ImageUsage.TRANSFER_DST
        };
        Image shared =
                gpu.own(
                        device.createImage(
                                ImageInfo.of2D("shared", Format.R8G8B8A8_UNORM, 4, 4, usages)));
        TaskImageInfo info = TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 4, 4);

        GraphBuilder builder = new GraphBuilder("painter");
        TaskImage target = builder.externalImage("target", info);
        builder.compute("prepare").writes(target);
        builder.raster("draw")
                .writes(TaskStage.COLOR_ATTACHMENT, target)
                .executes(
                        task -> {
                            RenderPassInfo pass =
                                    new RenderPassInfo()
                                            .clearColor(0, task.view(target), 1, 0, 0, 1);
                            task.commands().beginRenderPass(pass).end();
                        });
        TaskGraph painter = make(builder);
        painter.bind(target, shared);

        builder = new GraphBuilder("reader");
        TaskImage source = builder.externalImage("source", info);
        builder.transfer("read").reads(source).sideEffect();
        TaskGraph reader = make(builder);
        reader.bind(source, shared);

        assertBarriers(
                painter,
                "image: all writes -> all reads writes",
                UNKNOWN,
                "compute writes -> colour reads writes");
        assertBarriers(
                painter,
                "colour reads writes -> compute writes",
                "compute writes -> colour reads writes");
        assertBarriers(reader, "colour reads writes -> transfer reads writes");
        assertBarriers(reader);

        builder = new GraphBuilder("shower");
        TaskImage shownImage = builder.externalImage("source", info);
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        builder.transfer("copy")
                .reads(shownImage)
                .writes(result)
                .executes(
                        task ->
                                task.commands()
                                        .copyImageToBuffer(
                                                task.image(shownImage),
                                                ImageArea.of(task.image(shownImage).info(), 0),
                                                task.buffer(result),
                                                0));
        show(builder, result);
        TaskGraph shower = make(builder);
        shower.bind(shownImage, shared);
        shower.bind(result, out);
        shower.execute();
        int texel = read(shower, 0);
        // The simulated GPU draws nothing.
        if (gpu.kind() == Gpu.Kind.VULKAN) {
            assertThat(texel).isEqualTo(0xFF0000FF);
        }
    }

    /// From the transfer queue by a compute queue to the main queue: each waits for the one before,
    /// and for nothing else.
    @Test
    void aValueIsHandedFromQueueToQueue() {
        if (gpu.kind() == Gpu.Kind.SIMULATED) {
            gpu.simulated().autoComplete(false);
        }
        GraphBuilder builder = new GraphBuilder("chain");
        TaskBuffer kept = builder.persistentBuffer("kept", SIZE);
        TaskBuffer result = builder.externalBuffer("result", SIZE);
        TaskBuffer[] parts = new TaskBuffer[3];
        Arrays.setAll(parts, i -> kept.range(4L * i, 4));
        builder.transfer("begin")
                .on(TaskQueue.TRANSFER_0)
                .writes(parts[0])
                .executes(task -> task.commands().fillBuffer(task.buffer(parts[0]), 0, 4, 42));
        copy(builder, TaskQueue.COMPUTE_1, parts[0], 0, parts[1], 4);
        copy(builder, TaskQueue.MAIN, parts[1], 4, parts[2], 8);
        copy(builder, TaskQueue.MAIN, parts[2], 8, result, 0);
        show(builder, result);
        TaskGraph graph = make(builder);
        graph.bind(result, out);
        for (int i = 0; i < 3; i++) {
            out.mapped().fill((byte) 0);
            submissions.clear();
            graph.execute();
            if (gpu.kind() == Gpu.Kind.SIMULATED) {
                assertThat(submissions)
                        .extracting(SimulatedSubmission::queue)
                        .containsExactly(TRANSFER, COMPUTE, MAIN);
                assertWaits(MAIN);
                assertWaits(COMPUTE);
                gpu.finish(TRANSFER);
                assertWaits(MAIN);
                gpu.finish(COMPUTE);
                gpu.finish(MAIN);
            }
            assertThat(read(graph, 0)).isEqualTo(42);
        }
        assertThat(graph.token(TaskQueue.TRANSFER_0).queue()).isEqualTo(device.transferQueue(0));
        assertThat(graph.token(TaskQueue.COMPUTE_0).number()).isZero();
    }

    private void assertWaits(int queue) {
        assertThatThrownBy(() -> gpu.finish(queue)).isInstanceOf(IllegalStateException.class);
    }

    private static void copy(
            GraphBuilder builder,
            TaskQueue queue,
            TaskBuffer from,
            long fromOffset,
            TaskBuffer to,
            long toOffset) {
        builder.transfer("copy to " + to)
                .on(queue)
                .reads(from)
                .writes(to)
                .executes(
                        task ->
                                task.commands()
                                        .copyBuffer(
                                                task.buffer(from),
                                                fromOffset,
                                                task.buffer(to),
                                                toOffset,
                                                4));
    }
}
