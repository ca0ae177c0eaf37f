package daxa.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.CommandRecorder;
import daxa.core.driver.MemoryRequirements;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.TableFullException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.LifetimeMode;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.List;

/// Memory blocks, special memory, reports, and look-up by address, on the simulated driver.
@OnDriver(Gpu.Kind.SIMULATED)
class MemoryTest {
    private static final BufferInfo SMALL = BufferInfo.of("small", 256);

    private static MemoryBlock block(Device device, long size) {
        MemoryRequirements needs = device.memoryRequirements(BufferInfo.of("all", size));
        return device.createMemoryBlock(MemoryBlockInfo.of("block", needs));
    }

    private static ImageInfo image(MemoryOption... options) {
        ImageInfo info =
                ImageInfo.of2D(
                        "image",
                        Format.R8G8B8A8_UNORM,
                        16,
                        16,
                        ImageUsage.TRANSFER_SRC,
                        ImageUsage.TRANSFER_DST);
        for (MemoryOption option : options) {
            info = info.with(option);
        }
        return info;
    }

    private static void refused(Runnable action, String message) {
        assertThatThrownBy(action::run).isInstanceOf(UsageException.class).hasMessage(message);
    }

    // ---------------------------------------------------------------- L15: blocks

    @Test
    void l15PlacedResourcesAreCheckedWithNumbers(Gpu gpu) {
        Device device = gpu.device();
        MemoryBlock block = gpu.own(block(device, 4096));
        refused(
                () -> block.createBuffer(SMALL, 100),
                "Buffer 'small' in MemoryBlock 'block': offset=100 (expected a multiple of 256,"
                        + " from 0)");
        refused(
                () -> block.createBuffer(SMALL, -256),
                "Buffer 'small' in MemoryBlock 'block': offset=-256 (expected a multiple of 256,"
                        + " from 0)");
        refused(
                () -> block.createBuffer(SMALL, 4096),
                "Buffer 'small' in MemoryBlock 'block': offset=4096 and 256 bytes (expected within"
                        + " the 4096 bytes of the block)");
        refused(
                () -> block.createBuffer(SMALL.upload(), 0),
                "Buffer 'small' in MemoryBlock 'block': memory=UPLOAD (expected DEVICE, as the"
                        + " block)");
        refused(
                () -> block.createBuffer(SMALL.with(MemoryOption.DEDICATED), 0),
                "Buffer 'small' in MemoryBlock 'block': it is declared DEDICATED; create it without"
                        + " a block");
        refused(
                () -> device.createBuffer(SMALL.with(MemoryOption.ALIASED)),
                "Buffer 'small' is declared ALIASED, but would have memory of its own; create it in"
                        + " a MemoryBlock");
        refused(
                () -> device.createImage(image(MemoryOption.ALIASED)),
                "Image 'image' is declared ALIASED, but would have memory of its own; create it in"
                        + " a MemoryBlock");
        MemoryBlock uploads =
                gpu.own(
                        device.createMemoryBlock(
                                MemoryBlockInfo.of(
                                                "uploads",
                                                new MemoryRequirements(8192, 1024, 7, false))
                                        .upload()));
        refused(
                () -> uploads.createImage(image(), 0),
                "Image 'image' in MemoryBlock 'uploads': memoryTypes=0x1 (expected with bit 1, the"
                    + " block's type); create the block with the requirements of everything that"
                    + " shall lie in it");
        assertThat(device.lifetimeReport().objects()).hasSize(2);
    }

    @Test
    void l15OverlapIsAllowedOnlyWhereBothAreAliased(Gpu gpu) {
        Device device = gpu.device();
        MemoryBlock block = gpu.own(block(device, 4096));
        Buffer first = gpu.own(block.createBuffer(SMALL, 256));
        refused(
                () -> block.createBuffer(BufferInfo.of("large", 512), 0),
                "Buffer 'large' in MemoryBlock 'block': bytes 0 to 511 overlap Buffer 'small' at"
                        + " bytes 256 to 511; place it elsewhere, or declare both with"
                        + " MemoryOption.ALIASED");
        refused(
                () -> block.createImage(image(MemoryOption.ALIASED), 0),
                "Image 'image' in MemoryBlock 'block': bytes 0 to 1023 overlap Buffer 'small' at"
                        + " bytes 256 to 511; place it elsewhere, or declare both with"
                        + " MemoryOption.ALIASED");
        gpu.own(block.createBuffer(SMALL, 0));
        gpu.own(block.createImage(image(MemoryOption.ALIASED), 1024));
        gpu.own(block.createBuffer(BufferInfo.of("over", 1024).with(MemoryOption.ALIASED), 1024));
        assertThat(first.size()).isEqualTo(256);
    }

    @Test
    void l15ThePlaceOfAClosedResourceIsFreeWhenItIsDestroyed(Gpu gpu) {
        Device device = gpu.device();
        MemoryBlock block = gpu.own(block(device, 256));
        Buffer first = block.createBuffer(SMALL, 0);
        CommandRecorder recorder = gpu.own(device.createCommandRecorder("recorder"));
        recorder.begin();
        recorder.fillBuffer(first, 0, 256, 1);
        device.mainQueue().submit(recorder.complete());
        first.close();
        refused(
                () -> block.createBuffer(BufferInfo.of("next", 256), 0),
                "Buffer 'next' in MemoryBlock 'block': bytes 0 to 255 overlap Buffer 'small', which"
                        + " is closed but not yet destroyed, at bytes 0 to 255; place it elsewhere,"
                        + " or declare both with MemoryOption.ALIASED");
        gpu.finish(0);
        gpu.own(block.createBuffer(BufferInfo.of("next", 256), 0));
    }

    @Test
    void defect04TheBlockOutlivesWhatLiesInItWhateverIsClosedFirst(Gpu gpu) {
        Device device = gpu.device();
        MemoryBlock block = block(device, 4096);
        Buffer buffer = block.createBuffer(SMALL, 0);
        CommandRecorder recorder = gpu.own(device.createCommandRecorder("recorder"));
        recorder.begin();
        recorder.fillBuffer(buffer, 0, 256, 1);
        device.mainQueue().submit(recorder.complete());
        block.close();
        buffer.close();
        device.collectGarbage();
        assertThat(gpu.driver().liveObjects()).contains("Memory 'block'", "Buffer 'small'");
        assertThat(device.memoryReport().toString()).contains("MemoryBlock 'block': 4096 in 1");
        gpu.finish(0);
        device.collectGarbage();
        assertThat(gpu.driver().liveObjects()).doesNotContain("Memory 'block'", "Buffer 'small'");
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void l15StrictModeListsWhatLiesInTheBlock(Gpu gpu) {
        MemoryBlock block = gpu.own(block(gpu.device(), 4096));
        Image image = gpu.own(block.createImage(image(), 0));
        assertThatThrownBy(block::close)
                .isInstanceOf(ChildrenAliveException.class)
                .hasMessageContaining("Image 'image', 1 reference");
        assertThat(image.isClosed()).isFalse();
    }

    @Test
    void defect16NothingIsLeftWhenPlacingFails(Gpu gpu) {
        Device device = gpu.device();
        MemoryBlock block = gpu.own(block(device, 4096));
        for (String call : List.of("placeBuffer", "placeImage")) {
            for (VulkanResult result : SimulatedDriver.allowedFailures(call)) {
                gpu.driver().failNext(call, result);
                assertThatThrownBy(
                                () -> {
                                    if (call.equals("placeBuffer")) {
                                        block.createBuffer(SMALL, 0);
                                    } else {
                                        block.createImage(image(), 0);
                                    }
                                })
                        .hasMessageContaining(result.name())
                        .hasMessageContaining(
                                call.equals("placeBuffer") ? "Buffer 'small'" : "Image 'image'");
                // Its place is free again.
                block.createBuffer(SMALL, 0).close();
                device.collectGarbage();
            }
        }
        for (VulkanResult result : SimulatedDriver.allowedFailures("allocateMemory")) {
            gpu.driver().failNext("allocateMemory", result);
            assertThatThrownBy(() -> block(device, 64))
                    .hasMessageContaining("MemoryBlock 'block'")
                    .hasMessageContaining(result.name());
        }
        assertThat(device.lifetimeReport().objects()).hasSize(1);
    }

    @Test
    void requirementsAreCombined(Gpu gpu) {
        MemoryRequirements buffer = gpu.device().memoryRequirements(SMALL);
        MemoryRequirements image = gpu.device().memoryRequirements(image());
        assertThat(buffer.and(image)).isEqualTo(new MemoryRequirements(2048, 1024, 1, false));
        assertThat(image.and(buffer)).isEqualTo(new MemoryRequirements(1280, 1024, 1, false));
        assertThat(buffer.or(image)).isEqualTo(new MemoryRequirements(1024, 1024, 1, false));
        refused(
                () -> buffer.and(new MemoryRequirements(1, 1, 8, false)),
                "memoryTypes=0x7 and memoryTypes=0x8 have none in common; use a memory block for"
                        + " each");
        refused(
                () -> MemoryBlockInfo.of("b", new MemoryRequirements(0, 3, 0, false)),
                "MemoryBlock 'b': size=0, alignment=3, memoryTypes=0x0 (expected a size above 0, a"
                        + " power of two, and at least one type)");
    }

    @Test
    void aliasedBuffersSeeTheSameBytes(Gpu gpu) {
        Device device = gpu.device();
        MemoryRequirements needs = device.memoryRequirements(SMALL);
        MemoryBlock block =
                gpu.own(device.createMemoryBlock(MemoryBlockInfo.of("block", needs).upload()));
        BufferInfo aliased = SMALL.upload().with(MemoryOption.ALIASED);
        Buffer one = gpu.own(block.createBuffer(aliased, 0));
        Buffer two = gpu.own(block.createBuffer(aliased, 0));
        one.mapped().set(ValueLayout.JAVA_INT, 8, 42);
        assertThat(two.mapped().get(ValueLayout.JAVA_INT, 8)).isEqualTo(42);
    }

    // ---------------------------------------------------------------- non-coherent memory

    @Test
    void nonCoherentMemoryDiffersUntilItIsFlushedOrInvalidated() {
        SimulatedDriver driver =
                new SimulatedDriver().adapters(new SimulatedAdapter("gpu").withNonCoherentMemory());
        driver.autoComplete(true);
        try (Instance instance = Instance.create(InstanceInfo.of("test"), driver);
                Device device = instance.createDevice(DeviceInfo.of("gpu").withMaxBuffers(16));
                Buffer up = device.createBuffer(SMALL.upload().with(MemoryOption.NON_COHERENT));
                Buffer coherent = device.createBuffer(SMALL.upload());
                MemoryBlock block =
                        device.createMemoryBlock(
                                MemoryBlockInfo.of(
                                                "block",
                                                device.memoryRequirements(BufferInfo.of("b", 512)))
                                        .readback()
                                        .nonCoherent());
                Buffer down =
                        block.createBuffer(SMALL.readback().with(MemoryOption.NON_COHERENT), 256)) {
            refused(
                    () -> block.createBuffer(SMALL.readback(), 0),
                    "Buffer 'small' in MemoryBlock 'block': the block may be non-coherent; create"
                            + " the buffer with NON_COHERENT, flush and invalidate it");
            int before = down.mapped().get(ValueLayout.JAVA_INT, 64);
            up.mapped().set(ValueLayout.JAVA_INT, 64, 7);
            up.mapped().set(ValueLayout.JAVA_INT, 0, 7);
            copy(device, up, down);
            down.invalidate();
            assertThat(down.mapped().get(ValueLayout.JAVA_INT, 64)).isNotEqualTo(7);
            // One byte takes its whole atom of 64 bytes along, and no more.
            up.flush(100, 1);
            copy(device, up, down);
            assertThat(down.mapped().get(ValueLayout.JAVA_INT, 64)).isEqualTo(before);
            down.invalidate(64, 4);
            assertThat(down.mapped().get(ValueLayout.JAVA_INT, 64)).isEqualTo(7);
            assertThat(down.mapped().get(ValueLayout.JAVA_INT, 0)).isNotEqualTo(7);
            coherent.mapped().set(ValueLayout.JAVA_INT, 0, 9);
            coherent.flush();
            coherent.invalidate();
            assertThat(coherent.mapped().get(ValueLayout.JAVA_INT, 0)).isEqualTo(9);
        }
        assertThat(driver.faults()).isEmpty();
        assertThat(driver.liveObjects()).isEmpty();
    }

    private static void copy(Device device, Buffer from, Buffer to) {
        try (CommandRecorder recorder = device.createCommandRecorder("copy")) {
            recorder.begin();
            recorder.copyBuffer(from, 0, to, 0, 256);
            device.mainQueue().submit(recorder.complete()).await(Gpu.LONG);
        }
    }

    @Test
    void aFlushOrInvalidateThatFailsSaysSo(Gpu gpu) {
        Buffer up = gpu.own(gpu.device().createBuffer(SMALL.upload()));
        up.mapped().set(ValueLayout.JAVA_INT, 0, 5);
        gpu.driver().failNext(DriverCall.FLUSH_MEMORY, VulkanResult.OUT_OF_DEVICE_MEMORY);
        assertThatThrownBy(up::flush)
                .isInstanceOf(OutOfMemoryException.class)
                .hasMessageContaining("vkFlushMappedMemoryRanges")
                .hasMessageContaining("OUT_OF_DEVICE_MEMORY")
                .hasMessageContaining("Buffer 'small'");
        gpu.driver().failNext(DriverCall.INVALIDATE_MEMORY, VulkanResult.OUT_OF_HOST_MEMORY);
        assertThatThrownBy(() -> up.invalidate(0, 4))
                .isInstanceOf(OutOfMemoryException.class)
                .hasMessageContaining("vkInvalidateMappedMemoryRanges")
                .hasMessageContaining("OUT_OF_HOST_MEMORY")
                .hasMessageContaining("Buffer 'small'");
        assertThat(up.mapped().get(ValueLayout.JAVA_INT, 0)).isEqualTo(5);
        up.flush();
        up.invalidate();
    }

    @Test
    void flushAndInvalidateCheckTheirRange(Gpu gpu) {
        Buffer up = gpu.own(gpu.device().createBuffer(SMALL.upload()));
        Buffer hidden = gpu.own(gpu.device().createBuffer(SMALL));
        refused(
                () -> up.flush(200, 57),
                "flush of Buffer 'small': offset=200, size=57 (expected within its 256 bytes, size"
                        + " above 0)");
        refused(
                () -> up.invalidate(-1, 1),
                "invalidate of Buffer 'small': offset=-1, size=1 (expected within its 256 bytes,"
                        + " size above 0)");
        refused(
                hidden::flush,
                "Buffer 'small' is not host-visible: memory=DEVICE (expected UPLOAD or READBACK);"
                        + " create it with BufferInfo.upload() or readback()");
        up.flush();
        up.invalidate(0, 1);
    }

    // ---------------------------------------------------------------- reports and look-up

    @Test
    void theMemoryReportSortsByBytes(Gpu gpu) {
        Device device = gpu.device();
        gpu.own(device.createBuffer(BufferInfo.of("mesh", 5000)));
        gpu.own(device.createBuffer(BufferInfo.of("mesh", 3000)));
        gpu.own(device.createBuffer(BufferInfo.of("staging", 4000).upload()));
        MemoryBlock block = gpu.own(block(device, 4096));
        gpu.own(block.createBuffer(SMALL, 0));
        gpu.own(device.createImage(image(MemoryOption.DEDICATED)));
        MemoryReport report = device.memoryReport();
        assertThat(report.types())
                .containsExactly(
                        new MemoryReport.TypeUse("Buffer", 3, 12000),
                        new MemoryReport.TypeUse("MemoryBlock", 1, 4096),
                        new MemoryReport.TypeUse("Image", 1, 1024));
        assertThat(report.names())
                .containsExactly(
                        new MemoryReport.NameUse("Buffer", "mesh", 0, 2, 8000),
                        new MemoryReport.NameUse("MemoryBlock", "block", 0, 1, 4096),
                        new MemoryReport.NameUse("Buffer", "staging", 1, 1, 4000),
                        new MemoryReport.NameUse("Image", "image", 0, 1, 1024));
        assertThat(report.heaps())
                .extracting(MemoryReport.HeapUse::bytes)
                .containsExactly(13120L, 4000L);
        assertThat(report.heaps().getFirst().heap().budget()).isEqualTo((8L << 30) / 8 * 7);
        assertThat(report.toString())
                .startsWith("memory in bytes\n  heap 0 (device): 13120 by objects, used ")
                .contains("\n  Buffer: 12000 in 3\n  MemoryBlock: 4096 in 1\n  Image: 1024 in 1\n")
                .contains("\n    Buffer 'mesh': 8000 in 2, heap 0\n")
                .endsWith("\n    Image 'image': 1024 in 1, heap 0");
    }

    @Test
    void aBufferIsFoundByItsAddress(Gpu gpu) {
        Device device = gpu.device();
        assertThat(device.bufferAt(0)).isEmpty();
        Buffer a = gpu.own(device.createBuffer(BufferInfo.of("a", 1000)));
        Buffer b = device.createBuffer(BufferInfo.of("b", 1000));
        assertFound(device, a.deviceAddress() + 999, a, 999);
        assertThat(device.bufferAt(a.deviceAddress() + 1000)).isEmpty();
        assertThat(device.bufferAt(a.deviceAddress() - 1)).isEmpty();
        long stale = b.deviceAddress();
        assertFound(device, stale, b, 0);
        b.close();
        assertThat(device.bufferAt(stale)).isEmpty();
        device.collectGarbage();
        assertThat(device.bufferAt(stale)).isEmpty();
        Buffer c = gpu.own(device.createBuffer(BufferInfo.of("c", 1000)));
        assertFound(device, c.deviceAddress() + 1, c, 1);
        assertFound(device, a.deviceAddress(), a, 0);
    }

    private static void assertFound(Device device, long address, Buffer buffer, long offset) {
        BufferLocation found = device.bufferAt(address).orElseThrow();
        try (Buffer reference = found.buffer()) {
            assertThat(reference.id()).isEqualTo(buffer.id());
            assertThat(reference).isNotSameAs(buffer);
            assertThat(found.offset()).isEqualTo(offset);
        }
    }

    @Test
    @GpuSetup(capacity = 4)
    void aFullTableIsRefusedOnlyWhenNoZombieCanGo(Gpu gpu) {
        Device device = gpu.device();
        CommandRecorder recorder = gpu.own(device.createCommandRecorder("recorder"));
        recorder.begin();
        device.mainQueue().submit(recorder.complete());
        for (int i = 0; i < 4; i++) {
            device.createBuffer(SMALL).close();
            device.createSampler(SamplerInfo.linear("s")).close();
        }
        assertThatThrownBy(() -> device.createBuffer(SMALL))
                .isInstanceOf(TableFullException.class)
                .hasMessageStartingWith("Buffer 'small' finds no free slot: all 4 slots");
        gpu.finish(0);
        for (int i = 0; i < 20; i++) {
            device.createBuffer(SMALL).close();
            device.createSampler(SamplerInfo.linear("s")).close();
        }
    }
}
