package daxa.test.graph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskCondition;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskQueue;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Clears, fills and copies of task graphs do what they say, by what the host reads afterwards.
@GpuSetup(queues = 7)
abstract class TransferTaskContract {
    private static final int SIZE = 1024;
    private static final Format FORMAT = Format.R8G8B8A8_UNORM;
    private static final TaskImageInfo IMAGE =
            TaskImageInfo.of2D(FORMAT, 16, 16).withMips(5).withLayers(2);

    private Gpu gpu;
    private Buffer out;
    private GraphBuilder builder;
    private TaskBuffer result;

    @BeforeEach
    void makeThings(Gpu given) {
        gpu = given;
        Device device = gpu.device();
        if (gpu.kind() == Gpu.Kind.SIMULATED) {
            gpu.simulated().autoComplete(true);
        }
        out = gpu.own(device.createBuffer(BufferInfo.of("out", SIZE).readback()));
        out.mapped().fill((byte) 0);
        builder = new GraphBuilder("frame");
        result = builder.externalBuffer("result", SIZE);
    }

    private void execute() {
        TaskGraph graph = gpu.own(TaskGraph.create(gpu.device(), builder.build()));
        graph.bind(result, out);
        graph.execute();
        graph.await(Gpu.LONG);
    }

    private int read(int index) {
        return out.mapped().getAtIndex(ValueLayout.JAVA_INT, index);
    }

    /// The simulated driver takes blits, resolves and clears of depth, but does not compute them.
    private void assertComputed(int index, int expected) {
        if (gpu.kind() == Gpu.Kind.VULKAN) {
            assertThat(read(index)).isEqualTo(expected);
        }
    }

    private static void count(MemorySegment memory, long offset) {
        for (int i = 0; i < SIZE / 4; i++) {
            memory.set(ValueLayout.JAVA_INT, offset + 4L * i, i);
        }
    }

    @Test
    void bytesAreUploadedFilledCopiedAndReadBack() {
        TaskBuffer a = builder.transientBuffer("a", SIZE);
        TaskBuffer b = builder.transientBuffer("b", SIZE);
        builder.upload("upload", a, TransferTaskContract::count);
        builder.fill("fill", a.range(16, 8), 77).on(TaskQueue.TRANSFER_0);
        builder.fill("fill all", b, 5);
        builder.copy("copy", a.range(0, 64), b.range(128, 64)).on(TaskQueue.COMPUTE_0);
        builder.readback("readback", b, result);
        execute();
        assertThat(read(31)).isEqualTo(5);
        assertThat(read(33)).isEqualTo(1);
        assertThat(read(36)).isEqualTo(77);
        assertThat(read(37)).isEqualTo(77);
        assertThat(read(38)).isEqualTo(6);
        assertThat(read(48)).isEqualTo(5);
    }

    @Test
    void eachExecutionUploadsAnew() {
        int[] frame = new int[1];
        TaskBuffer a = builder.transientBuffer("a", SIZE);
        builder.upload(
                "upload",
                a,
                (memory, offset) -> memory.set(ValueLayout.JAVA_INT, offset, frame[0]));
        builder.readback("readback", a, result);
        TaskGraph graph = gpu.own(TaskGraph.create(gpu.device(), builder.build()));
        graph.bind(result, out);
        for (int i = 1; i < 4; i++) {
            frame[0] = i;
            graph.execute();
            graph.await(Gpu.LONG);
            assertThat(read(0)).isEqualTo(i);
        }
    }

    @Test
    void texelsTakeTheirWayThroughImages() {
        TaskImage first = builder.transientImage("first", IMAGE);
        TaskImage second = builder.transientImage("second", IMAGE);
        TaskImage from = first.mips(0, 1).layers(1, 1);
        TaskImage to = second.mips(0, 1).layers(0, 1);
        builder.upload("upload", from, TransferTaskContract::count);
        builder.copy("copy", from, to);
        builder.readback("readback", to, result);
        execute();
        for (int i = 0; i < SIZE / 4; i++) {
            assertThat(read(i)).isEqualTo(i);
        }
    }

    @Test
    void severalMipLevelsAreCopiedAtOnce() {
        TaskImage first = builder.transientImage("first", IMAGE);
        TaskImage second = builder.transientImage("second", IMAGE);
        TaskBuffer bytes = builder.transientBuffer("bytes", SIZE);
        builder.upload("upload", bytes, TransferTaskContract::count);
        builder.copy("small", bytes.range(64, 64), first.mips(2, 1).layers(0, 1));
        builder.copy("smaller", bytes.range(16, 16), first.mips(3, 1).layers(0, 1));
        builder.copy("copy", first.mips(2, 2).layers(0, 1), second.mips(2, 2).layers(1, 1));
        builder.fill("fill", result, 9);
        builder.readback("read small", second.mips(2, 1).layers(1, 1), result.range(0, 64));
        builder.copy("read smaller", second.mips(3, 1).layers(1, 1), result.range(64, 16));
        builder.readback("last", bytes.range(0, 4), result.range(80, 4));
        execute();
        assertThat(read(0)).isEqualTo(16);
        assertThat(read(15)).isEqualTo(31);
        assertThat(read(16)).isEqualTo(4);
        assertThat(read(19)).isEqualTo(7);
    }

    @Test
    void imagesAreClearedByParts() {
        TaskImage image = builder.transientImage("image", IMAGE);
        builder.clear("all", image, 1, 0, 0, 1);
        builder.clear("part", image.mips(2, 1).layers(1, 1), 0, 1, 0, 1).on(TaskQueue.COMPUTE_1);
        builder.readback("one", image.mips(2, 1).layers(1, 1), result.range(0, 64));
        builder.readback("other", image.mips(2, 1).layers(0, 1), result.range(64, 64));
        execute();
        assertThat(read(15)).isEqualTo(0xFF00_FF00);
        assertThat(read(16)).isEqualTo(0xFF00_00FF);
    }

    @Test
    void integersAndDepthAreClearedToo() {
        TaskImage numbers =
                builder.transientImage("numbers", TaskImageInfo.of2D(Format.R32_UINT, 4, 4));
        TaskImage depth =
                builder.transientImage("depth", TaskImageInfo.of2D(Format.D32_SFLOAT, 4, 4));
        builder.clearBits("numbers", numbers, 123_456, 0, 0, 0);
        builder.clearDepthStencil("depth", depth, 0.5f, 0);
        builder.readback("read numbers", numbers, result.range(0, 64));
        builder.readback("read depth", depth, result.range(64, 64));
        execute();
        assertThat(read(15)).isEqualTo(123_456);
        assertComputed(31, Float.floatToIntBits(0.5f));
    }

    @Test
    void imagesAreBlittedAndHaveTheirMipsMade() {
        TaskImage small = builder.transientImage("small", TaskImageInfo.of2D(FORMAT, 4, 4));
        TaskImage image =
                builder.transientImage("image", TaskImageInfo.of2D(FORMAT, 16, 16).withMips(5));
        builder.clear("clear", small, 0, 0, 1, 1);
        builder.blit("blit", small, image.mips(0, 1), Filter.NEAREST);
        builder.fill("fill", result, 9);
        builder.readback("large", image.mips(0, 1), result);
        execute();
        assertComputed(255, 0xFFFF_0000);
    }

    @Test
    void allMipsComeFromTheFirst() {
        TaskImage image =
                builder.persistentImage("image", TaskImageInfo.of2D(FORMAT, 16, 16).withMips(5));
        builder.clear("clear", image.mips(0, 1), 0, 0, 1, 1);
        builder.generateMips("mips", image);
        builder.readback("readback", image.mips(4, 1), result.range(0, 4));
        execute();
        assertComputed(0, 0xFFFF_0000);
    }

    @Test
    void samplesAreResolved() {
        TaskImageInfo info = TaskImageInfo.of2D(FORMAT, 16, 16);
        TaskImage samples = builder.transientImage("samples", info.withSamples(4));
        TaskImage image = builder.transientImage("image", info);
        builder.clear("clear", samples, 1, 1, 0, 1);
        builder.resolve("resolve", samples, image);
        builder.readback("readback", image, result);
        execute();
        assertComputed(255, 0xFF00_FFFF);
    }

    @Test
    void theyTakeConditions() {
        TaskCondition never = builder.condition("never");
        builder.fill("fill", result, 1);
        builder.fill("fill again", result, 2).when(never);
        builder.readback("readback", builder.externalBuffer("unused", 4), result.range(0, 4))
                .when(never);
        assertThat(builder.build().taskCount()).isEqualTo(3);
    }
}
