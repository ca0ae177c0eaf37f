package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.CommandRecorder;
import daxa.core.command.IndexType;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.command.SubmitInfo;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.TableFullException;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.DynamicState;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderStage;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.MemoryBlockInfo;
import daxa.core.resource.Sampler;
import daxa.core.resource.SamplerInfo;
import daxa.core.sync.TimelineSemaphore;
import daxa.testing.Limits;
import daxa.testing.Shaders;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What a device's limits refuse, on devices that can do less than others.
class LimitsTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    /// Does something on a device with other limits, and sees to it that nothing is left.
    private static void on(DeviceLimits limits, Consumer<Device> use) {
        SimulatedDriver driver =
                new SimulatedDriver().adapters(new SimulatedAdapter("small").withLimits(limits));
        driver.autoComplete(true);
        try (Instance instance = Instance.create(InstanceInfo.of("small"), driver);
                Device device = instance.createDevice(DeviceInfo.of("small"))) {
            use.accept(device);
        }
        assertThat(driver.faults()).isEmpty();
        assertThat(driver.liveObjects()).isEmpty();
    }

    private static void with(String limit, Object value, Consumer<Device> use) {
        on(Limits.with(SimulatedAdapter.LIMITS, limit, value), use);
    }

    private static void refused(ThrowingCallable call, String text) {
        assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessage(text);
    }

    private static ImageInfo target(int width, int height, int layers) {
        return ImageInfo.of2D(
                        "target", Format.R8G8B8A8_UNORM, width, height, ImageUsage.COLOR_ATTACHMENT)
                .withArrayLayers(layers);
    }

    private static RasterPipelineInfo raster() {
        return RasterPipelineInfo.of(
                "raster",
                Shaders.pretended(ShaderStage.VERTEX, 0),
                Shaders.pretended(ShaderStage.FRAGMENT, 0),
                ColorTarget.of(Format.R8G8B8A8_UNORM));
    }

    /// Records a pass over an image of 8 by 8 with 6 layers, on which draws are possible.
    private static void pass(
            Device device, RasterPipelineInfo info, Consumer<RenderRecorder> commands) {
        try (Image image = device.createImage(target(8, 8, 6));
                ImageView view = device.createImageView(ImageViewInfo.of(image));
                RasterPipeline pipeline = device.createRasterPipeline(info);
                CommandRecorder recorder = device.createCommandRecorder("recorder")) {
            recorder.begin();
            RenderPassInfo targets =
                    new RenderPassInfo().clearColor(0, view, 0, 0, 0, 0).views(info.viewMask());
            try (RenderRecorder pass = recorder.beginRenderPass(targets)) {
                pass.setPipeline(pipeline);
                commands.accept(pass);
            }
            device.mainQueue().submit(recorder.complete());
        }
    }

    @Test
    void maxDrawIndirectCount() {
        with(
                "maxDrawIndirectCount",
                2L,
                device -> {
                    try (Buffer buffer = device.createBuffer(BufferInfo.of("arguments", 256))) {
                        pass(
                                device,
                                raster(),
                                pass -> {
                                    pass.setIndexBuffer(buffer, 0, IndexType.UINT32);
                                    pass.drawIndirect(buffer, 0, 2, 16);
                                    pass.drawIndexedIndirectCount(buffer, 0, buffer, 128, 2, 20);
                                    String text =
                                            " with Buffer 'arguments': draws=3 (expected up to 2 on"
                                                    + " this device, maxDrawIndirectCount)";
                                    refused(
                                            () -> pass.drawIndirect(buffer, 0, 3, 16),
                                            "drawIndirect" + text);
                                    refused(
                                            () -> pass.drawIndexedIndirect(buffer, 0, 3, 20),
                                            "drawIndexedIndirect" + text);
                                    refused(
                                            () ->
                                                    pass.drawIndirectCount(
                                                            buffer, 0, buffer, 128, 3, 16),
                                            "drawIndirectCount" + text);
                                    refused(
                                            () ->
                                                    pass.drawIndexedIndirectCount(
                                                            buffer, 0, buffer, 128, 3, 20),
                                            "drawIndexedIndirectCount" + text);
                                });
                    }
                });
    }

    @Test
    void maxFramebufferExtent() {
        DeviceLimits limits =
                Limits.with(
                        Limits.with(SimulatedAdapter.LIMITS, "maxFramebufferWidth", 64),
                        "maxFramebufferHeight",
                        32);
        on(
                limits,
                device -> {
                    device.createImage(target(64, 32, 1)).close();
                    refused(
                            () -> device.createImage(target(65, 32, 1)),
                            "Image 'target': extent=65x32 (expected up to 64x32 on this device for"
                                    + " an attachment)");
                    refused(
                            () ->
                                    device.createImage(
                                            ImageInfo.of2D(
                                                    "depth",
                                                    Format.D32_SFLOAT,
                                                    64,
                                                    33,
                                                    ImageUsage.DEPTH_STENCIL_ATTACHMENT)),
                            "Image 'depth': extent=64x33 (expected up to 64x32 on this device for"
                                    + " an attachment)");
                    device.createImage(
                                    ImageInfo.of2D(
                                            "texture",
                                            Format.R8G8B8A8_UNORM,
                                            128,
                                            128,
                                            ImageUsage.SAMPLED))
                            .close();
                });
    }

    @Test
    void maxFramebufferLayers() {
        with(
                "maxFramebufferLayers",
                4,
                device -> {
                    try (Image image = device.createImage(target(8, 8, 6));
                            ImageView view = device.createImageView(ImageViewInfo.of(image));
                            CommandRecorder recorder = device.createCommandRecorder("recorder")) {
                        recorder.begin();
                        RenderPassInfo info = new RenderPassInfo().clearColor(0, view, 0, 0, 0, 0);
                        recorder.beginRenderPass(info.layers(4)).end();
                        refused(
                                () -> recorder.beginRenderPass(info.layers(5)),
                                "beginRenderPass on CommandRecorder 'recorder': layers=5 (expected"
                                        + " up to 4 on this device)");
                        recorder.discard();
                    }
                });
    }

    @Test
    void maxColorAttachments() {
        with(
                "maxColorAttachments",
                4,
                device -> {
                    try (Image image = device.createImage(target(8, 8, 1));
                            ImageView view = device.createImageView(ImageViewInfo.of(image));
                            CommandRecorder recorder = device.createCommandRecorder("recorder")) {
                        recorder.begin();
                        refused(
                                () ->
                                        recorder.beginRenderPass(
                                                new RenderPassInfo()
                                                        .clearColor(4, view, 0, 0, 0, 0)),
                                "beginRenderPass on CommandRecorder 'recorder': colors=5 (expected"
                                        + " up to 4 on this device)");
                        recorder.discard();
                    }
                    ColorTarget color = ColorTarget.of(Format.R8G8B8A8_UNORM);
                    refused(
                            () ->
                                    device.createRasterPipeline(
                                            RasterPipelineInfo.of(
                                                    "raster",
                                                    Shaders.pretended(ShaderStage.VERTEX, 0),
                                                    Shaders.pretended(ShaderStage.FRAGMENT, 0),
                                                    color,
                                                    color,
                                                    color,
                                                    color,
                                                    color)),
                            "pipeline 'raster': colors=5 (expected up to 4 on this device)");
                });
    }

    @Test
    void maxViewportDimensions() {
        DeviceLimits limits = Limits.with(SimulatedAdapter.LIMITS, "maxViewportWidth", 64);
        limits = Limits.with(limits, "maxViewportHeight", 32);
        limits = Limits.with(limits, "minViewportBound", -128f);
        on(
                Limits.with(limits, "maxViewportBound", 127f),
                device ->
                        pass(
                                device,
                                raster(),
                                pass -> {
                                    pass.setViewport(63, 95, 64, 32);
                                    pass.setViewport(-128, -96, 64, -32);
                                    viewportRefused(pass, 0, 0, 65, 1);
                                    viewportRefused(pass, 0, 0, 1, -33);
                                    viewportRefused(pass, -129, 0, 1, 1);
                                    viewportRefused(pass, 127, 0, 1, 1);
                                    viewportRefused(pass, 0, 127, 1, 1);
                                    viewportRefused(pass, 0, -128, 1, -1);
                                    viewportRefused(pass, Float.NaN, 0, 1, 1);
                                    viewportRefused(pass, 0, Float.NaN, 1, 1);
                                    viewportRefused(pass, 0, 0, Float.POSITIVE_INFINITY, 1);
                                }));
    }

    private static void viewportRefused(
            RenderRecorder pass, float x, float y, float width, float height) {
        refused(
                () -> pass.setViewport(x, y, width, height),
                "setViewport on CommandRecorder 'recorder': x="
                        + x
                        + ", y="
                        + y
                        + ", width="
                        + width
                        + ", height="
                        + height
                        + " (expected up to 64x32, inside of -128.0 to 127.0, on this device)");
    }

    @Test
    void lineWidthRange() {
        DeviceLimits limits = Limits.with(SimulatedAdapter.LIMITS, "minLineWidth", 0.5f);
        on(
                Limits.with(limits, "maxLineWidth", 8f),
                device -> {
                    pass(
                            device,
                            raster().withLineWidth(8).withDynamic(DynamicState.LINE_WIDTH),
                            pass -> {
                                pass.setLineWidth(0.5f);
                                refused(
                                        () -> pass.setLineWidth(8.5f),
                                        "setLineWidth on CommandRecorder 'recorder': width=8.5"
                                                + " (expected 0.5 to 8.0 on this device)");
                                refused(
                                        () -> pass.setLineWidth(0.25f),
                                        "setLineWidth on CommandRecorder 'recorder': width=0.25"
                                                + " (expected 0.5 to 8.0 on this device)");
                            });
                    refused(
                            () -> device.createRasterPipeline(raster().withLineWidth(9)),
                            "pipeline 'raster': lineWidth=9.0 (expected 0.5 to 8.0 on this"
                                    + " device)");
                });
    }

    @Test
    void maxMultiviewInstanceIndex() {
        with(
                "maxMultiviewInstanceIndex",
                9L,
                device -> {
                    pass(
                            device,
                            raster().withViewMask(3),
                            pass -> {
                                pass.draw(3, 5, 0, 5);
                                String text =
                                        " on CommandRecorder 'recorder' in a pass with views:"
                                                + " instanceCount=6, firstInstance=5 (expected"
                                                + " instances up to 9 on this device)";
                                refused(() -> pass.draw(3, 6, 0, 5), "draw" + text);
                                try (Arena arena = Arena.ofConfined()) {
                                    refused(
                                            () -> pass.drawMulti(arena.allocate(8), 6, 5),
                                            "drawMulti" + text);
                                }
                            });
                    pass(device, raster(), pass -> pass.draw(3, 6, 0, 5));
                });
    }

    @Test
    void maxMultiviewViewCount() {
        assertThat(new RenderPassInfo().views(0b11_1111)).isNotNull();
        refused(
                () -> new RenderPassInfo().views(0b100_0000),
                "render pass: views=64 (expected bits 0 to 5, what every Vulkan device has)");
        refused(
                () -> new RenderPassInfo().views(-1),
                "render pass: views=-1 (expected bits 0 to 5, what every Vulkan device has)");
    }

    @Test
    void maxTimelineSemaphoreValueDifference() {
        with(
                "maxTimelineSemaphoreValueDifference",
                100L,
                device -> {
                    try (TimelineSemaphore time = device.createTimelineSemaphore("time", 5)) {
                        refused(
                                () -> time.signal(106),
                                "TimelineSemaphore 'time' cannot be signalled: value=106 (expected"
                                        + " up to 100 above 5, which it has reached)");
                        assertThat(time.value()).isEqualTo(5);
                        time.signal(105);
                        device.mainQueue().submit(new SubmitInfo().signal(time, 205));
                        time.await(205, LONG);
                        refused(
                                () -> device.mainQueue().submit(new SubmitInfo().signal(time, 306)),
                                "TimelineSemaphore 'time' cannot be signalled: value=306 (expected"
                                        + " up to 100 above 205, which it has reached)");
                        device.mainQueue().submit(new SubmitInfo().signal(time, 305));
                        time.await(305, LONG);
                    }
                });
    }

    @Test
    void maxMemoryAllocationCount() {
        with(
                "maxMemoryAllocationCount",
                20L,
                device -> {
                    List<Buffer> buffers = new ArrayList<>();
                    String text =
                            " needs a memory allocation more than the device can have"
                                    + " (maxMemoryAllocationCount=20); place buffers and images in"
                                    + " memory blocks, leave DEDICATED away, or close what is not"
                                    + " needed";
                    Throwable refusal = null;
                    while (refusal == null) {
                        try {
                            buffers.add(device.createBuffer(BufferInfo.of("buffer", 64)));
                        } catch (UsageException e) {
                            refusal = e;
                        }
                    }
                    assertThat(refusal).hasMessage("Buffer 'buffer'" + text);
                    assertThat(buffers).hasSizeBetween(10, 19);
                    refused(() -> device.createImage(target(8, 8, 1)), "Image 'target'" + text);
                    refused(
                            () ->
                                    device.createMemoryBlock(
                                            MemoryBlockInfo.of(
                                                    "block",
                                                    device.memoryRequirements(
                                                            BufferInfo.of("b", 64)))),
                            "MemoryBlock 'block'" + text);
                    buffers.removeLast().close();
                    device.collectGarbage();
                    device.createImage(target(8, 8, 1)).close();
                    buffers.forEach(Buffer::close);
                });
    }

    @Test
    void maxStorageBufferRange() {
        assertThat(DeviceInfo.of("d").withMaxBuffers((1 << 24) - 1).maxBuffers())
                .isEqualTo(16_777_215);
        refused(
                () -> DeviceInfo.of("d").withMaxBuffers(1 << 24),
                "Device 'd': maxBuffers=16777216, maxImageViews=65536, maxSamplers=65536,"
                        + " maxTlases=256 (expected 1 to 16777215 each)");
    }

    @Test
    void maxComputeWorkGroupCount() {
        DeviceLimits limits = Limits.with(SimulatedAdapter.LIMITS, "maxWorkgroupCountX", 7);
        limits = Limits.with(limits, "maxWorkgroupCountY", 8);
        on(
                Limits.with(limits, "maxWorkgroupCountZ", 9),
                device -> {
                    try (ComputePipeline pipeline =
                                    device.createComputePipeline(
                                            ComputePipelineInfo.of("c", Shaders.compute()));
                            CommandRecorder recorder = device.createCommandRecorder("recorder")) {
                        recorder.begin();
                        recorder.setPipeline(pipeline);
                        recorder.dispatch(7, 8, 9);
                        for (int[] count : new int[][] {{8, 1, 1}, {1, 9, 1}, {1, 1, 10}}) {
                            assertThatThrownBy(
                                            () -> recorder.dispatch(count[0], count[1], count[2]))
                                    .isInstanceOf(UsageException.class)
                                    .hasMessageContaining("(expected 0 up to 7x8x9)");
                        }
                        recorder.discard();
                    }
                });
    }

    @Test
    void maxMultiDrawCount() {
        with(
                "maxMultiDrawCount",
                2,
                device ->
                        pass(
                                device,
                                raster(),
                                pass -> {
                                    try (Arena arena = Arena.ofConfined()) {
                                        pass.drawMulti(arena.allocate(16), 1, 0);
                                        refused(
                                                () -> pass.drawMulti(arena.allocate(24), 1, 0),
                                                "drawMulti on CommandRecorder 'recorder': size=24"
                                                        + " (expected a multiple of 8 bytes, the"
                                                        + " size of a draw, for up to 2 draws)");
                                    }
                                }));
    }

    /// A slot of each table holds the null resource.
    @Test
    void defect22DescriptorsAndSamplers() {
        with(
                "maxSampledImages",
                4,
                device -> {
                    try (Image image = device.createImage(target(8, 8, 1))) {
                        List<ImageView> views = new ArrayList<>();
                        for (int i = 0; i < 3; i++) {
                            views.add(device.createImageView(ImageViewInfo.of(image)));
                        }
                        assertThatThrownBy(() -> device.createImageView(ImageViewInfo.of(image)))
                                .isInstanceOf(TableFullException.class)
                                .hasMessageContaining("all 3 slots");
                        views.forEach(ImageView::close);
                    }
                });
        with(
                "maxSamplerAllocationCount",
                3L,
                device -> {
                    try (Sampler first = device.createSampler(SamplerInfo.linear("1"));
                            Sampler second = device.createSampler(SamplerInfo.linear("2"))) {
                        assertThat(first.id()).isNotEqualTo(second.id());
                        assertThatThrownBy(() -> device.createSampler(SamplerInfo.linear("3")))
                                .isInstanceOf(TableFullException.class)
                                .hasMessageContaining("all 2 slots");
                    }
                });
    }

    @Test
    void maxSamplerAnisotropy() {
        with(
                "maxSamplerAnisotropy",
                4f,
                device -> {
                    device.createSampler(SamplerInfo.linear("s").withMaxAnisotropy(4)).close();
                    refused(
                            () ->
                                    device.createSampler(
                                            SamplerInfo.linear("s").withMaxAnisotropy(5)),
                            "Sampler 's': maxAnisotropy=5.0 (expected up to 4.0 on this device)");
                });
    }
}
