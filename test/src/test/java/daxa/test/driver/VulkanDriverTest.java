package daxa.test.driver;

import static daxa.test.driver.DriverFixture.barrier;
import static daxa.test.driver.DriverFixture.imageDescription;
import static daxa.test.driver.DriverFixture.mapped;
import static daxa.test.driver.DriverFixture.sampledAndStorage;
import static daxa.test.driver.DriverFixture.toGeneral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import daxa.core.driver.AcquiredImage;
import daxa.core.driver.AdapterInfo;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.DriverMessage;
import daxa.core.driver.Feature;
import daxa.core.driver.ImageRegion;
import daxa.core.driver.InstanceDriver;
import daxa.core.driver.InstanceRequest;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeKind;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.QueueKind;
import daxa.core.driver.RasterPipelineDescription;
import daxa.core.driver.RasterPipelineDescription.ColorTarget;
import daxa.core.driver.RenderingDescription;
import daxa.core.driver.ShaderStageDescription;
import daxa.core.driver.SubmitBatch;
import daxa.core.driver.SurfaceInfo;
import daxa.core.driver.SwapchainDescription;
import daxa.core.driver.vulkan.VulkanDriver;
import daxa.core.error.NoDeviceException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.test.driver.DriverFixture.TestImage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lwjgl.vulkan.KHRSurface;
import org.lwjgl.vulkan.KHRSwapchain;
import org.lwjgl.vulkan.VK10;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The Vulkan driver on a real device, under validation and synchronisation validation.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class VulkanDriverTest {
    static final String FILL_BY_ADDRESS =
            """
            #version 460
            #extension GL_EXT_buffer_reference : require
            #extension GL_EXT_scalar_block_layout : require
            layout(local_size_x = 64) in;
            layout(buffer_reference, scalar) buffer Values { uint values[]; };
            layout(push_constant, scalar) uniform Push { Values target; uint factor; };
            void main() {
                uint i = gl_GlobalInvocationID.x;
                target.values[i] = i * factor;
            }
            """;

    private static final String IMAGE_THROUGH_SLOTS =
            """
            #version 460
            #extension GL_EXT_nonuniform_qualifier : require
            #extension GL_EXT_shader_image_load_formatted : require
            #extension GL_EXT_buffer_reference : require
            #extension GL_EXT_scalar_block_layout : require
            #extension GL_EXT_buffer_reference_uvec2 : require
            layout(local_size_x = 8, local_size_y = 8) in;
            layout(set = 0, binding = 0) uniform texture2D textures[];
            layout(set = 0, binding = 1) uniform image2D images[];
            layout(set = 0, binding = 2) uniform sampler samplers[];
            layout(set = 0, binding = 3, scalar) buffer Addresses { uvec2 addresses[]; };
            layout(buffer_reference, scalar) buffer Scale { float value; };
            layout(push_constant, scalar) uniform Push { uint from; uint to; uint filterSlot; };
            void main() {
                ivec2 at = ivec2(gl_GlobalInvocationID.xy);
                vec4 texel = textureLod(
                    sampler2D(textures[from], samplers[filterSlot]), (vec2(at) + 0.5) / 8.0, 0.0);
                imageStore(images[to], at, texel * Scale(addresses[1]).value);
            }
            """;

    private static final String VERTEX =
            """
            #version 460
            layout(location = 0) out vec4 color;
            void main() {
                vec2 at = vec2((gl_VertexIndex << 1) & 2, gl_VertexIndex & 2);
                gl_Position = vec4(at * 2.0 - 1.0, 0.25, 1.0);
                color = vec4(0.0, 1.0, 0.0, 1.0);
            }
            """;

    private static final String FRAGMENT =
            """
            #version 460
            layout(location = 0) in vec4 color;
            layout(location = 0) out vec4 target;
            void main() { target = color; }
            """;

    @Test
    void tellsWhatTheDeviceCanDo() {
        try (DriverFixture fixture = new DriverFixture()) {
            AdapterInfo adapter = fixture.adapter;
            assertThat(adapter.name()).isNotBlank();
            assertThat(adapter.driver()).isNotBlank();
            assertThat(adapter.apiVersionText()).startsWith("1.");
            assertThat(adapter.uuid()).hasSize(32);
            assertThat(adapter.deviceMemory()).isPositive();
            for (Feature feature : Feature.values()) {
                if (feature.required()) {
                    assertThat(adapter.features()).contains(feature);
                }
            }
            assertThat(adapter.limits().maxPushConstantsSize()).isGreaterThanOrEqualTo(128);
            assertThat(adapter.limits().maxSampledImages()).isGreaterThanOrEqualTo(65_536);
            assertThat(adapter.limits().maxStorageImages()).isGreaterThanOrEqualTo(65_536);
            assertThat(adapter.limits().maxBufferSize()).isGreaterThanOrEqualTo(1L << 30);
            assertThat(fixture.device.formatFeatures(VK10.VK_FORMAT_R8G8B8A8_UNORM)).isNotZero();
            assertThat(fixture.device.formatFeatures(12345)).isZero();
            assertThat(fixture.device.queueCount()).isEqualTo(QueueKind.TOTAL);
            assertThat(fixture.device.nativeHandle()).isNotZero();
        }
    }

    @Test
    void computesThroughABufferAddress() {
        try (DriverFixture fixture = new DriverFixture();
                Arena arena = Arena.ofConfined()) {
            fixture.createBindlessSet();
            long pipeline = fixture.computePipeline("fill", FILL_BY_ADDRESS);
            NativeBuffer target = fixture.buffer("target", 1024, MemoryKind.DEVICE);
            NativeBuffer result = fixture.buffer("result", 1024, MemoryKind.READBACK);
            assertThat(target.hostAddress()).isZero();
            assertThat(fixture.device.allocatedBytes()).isGreaterThanOrEqualTo(2048);
            MemorySegment push = arena.allocate(16);
            push.set(JAVA_LONG, 0, target.deviceAddress());
            push.set(JAVA_INT, 8, 3);
            fixture.run(
                    fixture.commands("compute"),
                    commands -> {
                        commands.beginLabel("fill", 1, 0, 0, 1);
                        commands.bindBindlessSet(CommandDriver.COMPUTE);
                        commands.bindPipeline(CommandDriver.COMPUTE, pipeline);
                        commands.pushConstants(0, push.address(), 12);
                        commands.dispatch(4, 1, 1);
                        barrier(commands);
                        commands.copyBuffer(target.handle(), 0, result.handle(), 0, 1024);
                        barrier(commands);
                        commands.endLabel();
                    });
            MemorySegment values = mapped(result, 1024);
            for (int i = 0; i < 256; i++) {
                assertThat(values.getAtIndex(JAVA_INT, i)).isEqualTo(i * 3);
            }
        }
    }

    @Test
    void readsAndWritesImagesThroughSlots() {
        try (DriverFixture fixture = new DriverFixture();
                Arena arena = Arena.ofConfined()) {
            fixture.createBindlessSet();
            long pipeline = fixture.computePipeline("slots", IMAGE_THROUGH_SLOTS);
            int format = VK10.VK_FORMAT_R8G8B8A8_UNORM;
            TestImage from = fixture.image("from", format, 8, sampledAndStorage());
            TestImage to = fixture.image("to", format, 8, sampledAndStorage());
            long fromView = fixture.view(from);
            long toView = fixture.view(to);
            fixture.device.writeImageSlot(5, fromView, fromView);
            fixture.device.writeImageSlot(6, toView, toView);
            fixture.device.writeSamplerSlot(7, fixture.sampler("nearest"));
            NativeBuffer scale = fixture.buffer("scale", 4, MemoryKind.UPLOAD);
            mapped(scale, 4).set(JAVA_FLOAT, 0, 0.5f);
            NativeBuffer result = fixture.buffer("result", 256, MemoryKind.READBACK);
            MemorySegment push = arena.allocate(12);
            push.set(JAVA_INT, 0, 5);
            push.set(JAVA_INT, 4, 6);
            push.set(JAVA_INT, 8, 7);
            NativeBuffer row = fixture.buffer("row", 8, MemoryKind.UPLOAD);
            mapped(row, 8).set(JAVA_LONG, 0, scale.deviceAddress());
            fixture.run(
                    fixture.commands("slots"),
                    commands -> {
                        commands.copyBuffer(row.handle(), 0, fixture.addresses().handle(), 8, 8);
                        toGeneral(commands, from.handle(), from.aspects());
                        toGeneral(commands, to.handle(), to.aspects());
                        int one = Float.floatToRawIntBits(1);
                        commands.clearColorImage(from.handle(), 0, 1, 0, 1, one, 0, one, one);
                        barrier(commands);
                        commands.bindBindlessSet(CommandDriver.COMPUTE);
                        commands.bindPipeline(CommandDriver.COMPUTE, pipeline);
                        commands.pushConstants(0, push.address(), 12);
                        commands.dispatch(1, 1, 1);
                        barrier(commands);
                        commands.copyImageToBuffer(to.handle(), result.handle(), whole(to, 8));
                        barrier(commands);
                    });
            MemorySegment texels = mapped(result, 256);
            for (int i = 0; i < 64; i++) {
                assertThat(texels.get(JAVA_BYTE, i * 4L) & 0xFF).isBetween(127, 128);
                assertThat(texels.get(JAVA_BYTE, i * 4L + 1)).isZero();
                assertThat(texels.get(JAVA_BYTE, i * 4L + 2) & 0xFF).isBetween(127, 128);
            }
        }
    }

    private static ImageRegion whole(TestImage image, int size) {
        ImageRegion region = new ImageRegion();
        region.aspects = image.aspects();
        region.dstAspects = image.aspects();
        region.layerCount = 1;
        region.width = size;
        region.height = size;
        region.depth = 1;
        region.dstWidth = size;
        region.dstHeight = size;
        region.dstDepth = 1;
        return region;
    }

    @Test
    void copiesBlitsAndFills() {
        try (DriverFixture fixture = new DriverFixture()) {
            int format = VK10.VK_FORMAT_R8G8B8A8_UNORM;
            TestImage a = fixture.image("a", format, 4, sampledAndStorage());
            TestImage b = fixture.image("b", format, 4, sampledAndStorage());
            TestImage c = fixture.image("c", format, 8, sampledAndStorage());
            NativeBuffer upload = fixture.buffer("upload", 64, MemoryKind.UPLOAD);
            for (int i = 0; i < 16; i++) {
                mapped(upload, 64).setAtIndex(JAVA_INT, i, 0x01010101 * i);
            }
            NativeBuffer result = fixture.buffer("result", 264, MemoryKind.READBACK);
            fixture.run(
                    fixture.commands("copies"),
                    commands -> {
                        for (TestImage image : List.of(a, b, c)) {
                            toGeneral(commands, image.handle(), image.aspects());
                        }
                        commands.copyBufferToImage(upload.handle(), a.handle(), whole(a, 4));
                        barrier(commands);
                        commands.copyImage(a.handle(), b.handle(), whole(a, 4));
                        barrier(commands);
                        ImageRegion twice = whole(b, 4);
                        twice.dstWidth = 8;
                        twice.dstHeight = 8;
                        commands.blitImage(b.handle(), c.handle(), twice, VK10.VK_FILTER_NEAREST);
                        barrier(commands);
                        commands.copyImageToBuffer(c.handle(), result.handle(), whole(c, 8));
                        commands.fillBuffer(result.handle(), 256, 8, 0xABCD1234);
                        barrier(commands);
                    });
            MemorySegment texels = mapped(result, 264);
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 8; x++) {
                    assertThat(texels.getAtIndex(JAVA_INT, y * 8L + x))
                            .isEqualTo(0x01010101 * (y / 2 * 4 + x / 2));
                }
            }
            assertThat(texels.get(JAVA_INT, 256)).isEqualTo(0xABCD1234);
            assertThat(texels.get(JAVA_INT, 260)).isEqualTo(0xABCD1234);
        }
    }

    @Test
    void drawsWithDepth() {
        try (DriverFixture fixture = new DriverFixture()) {
            fixture.createBindlessSet();
            int size = 16;
            TestImage color =
                    fixture.image(
                            "color",
                            VK10.VK_FORMAT_R8G8B8A8_UNORM,
                            size,
                            VK10.VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT
                                    | VK10.VK_IMAGE_USAGE_TRANSFER_SRC_BIT);
            TestImage depth =
                    fixture.image(
                            "depth",
                            VK10.VK_FORMAT_D32_SFLOAT,
                            size,
                            VK10.VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT
                                    | VK10.VK_IMAGE_USAGE_TRANSFER_SRC_BIT
                                    | VK10.VK_IMAGE_USAGE_TRANSFER_DST_BIT);
            long pipeline = rasterPipeline(fixture);
            NativeBuffer indices = fixture.buffer("indices", 12, MemoryKind.UPLOAD);
            mapped(indices, 12).copyFrom(MemorySegment.ofArray(new int[] {0, 1, 2}));
            NativeBuffer result = fixture.buffer("result", 2048, MemoryKind.READBACK);
            RenderingDescription rendering = new RenderingDescription();
            rendering.width = size;
            rendering.height = size;
            rendering.colorCount = 1;
            rendering.colors[0].view = fixture.view(color);
            rendering.colors[0].loadOp = VK10.VK_ATTACHMENT_LOAD_OP_CLEAR;
            rendering.colors[0].clear[0] = Float.floatToRawIntBits(1);
            rendering.colors[0].clear[3] = Float.floatToRawIntBits(1);
            rendering.depth.view = fixture.view(depth);
            rendering.depth.loadOp = VK10.VK_ATTACHMENT_LOAD_OP_LOAD;
            fixture.run(
                    fixture.commands("draw"),
                    commands -> {
                        toGeneral(commands, color.handle(), color.aspects());
                        toGeneral(commands, depth.handle(), depth.aspects());
                        commands.clearDepthStencilImage(
                                depth.handle(), depth.aspects(), 0, 1, 0, 1, 1, 0);
                        barrier(commands);
                        commands.beginRendering(rendering);
                        commands.bindBindlessSet(CommandDriver.GRAPHICS);
                        commands.bindPipeline(CommandDriver.GRAPHICS, pipeline);
                        commands.setViewport(0, 0, 0, size, size, 0, 1);
                        commands.setScissor(0, 0, 0, size / 2, size);
                        commands.bindIndexBuffer(indices.handle(), 0, VK10.VK_INDEX_TYPE_UINT32);
                        commands.drawIndexed(3, 1, 0, 0, 0);
                        // Behind what is drawn already: the depth test refuses it.
                        commands.setViewport(0, 0, 0, size, size, 0.5f, 1);
                        commands.draw(3, 1, 0, 0);
                        commands.endRendering();
                        barrier(commands);
                        commands.copyImageToBuffer(
                                color.handle(), result.handle(), whole(color, size));
                        ImageRegion region = whole(depth, size);
                        region.bufferOffset = 1024;
                        commands.copyImageToBuffer(depth.handle(), result.handle(), region);
                        barrier(commands);
                    });
            MemorySegment texels = mapped(result, 2048);
            for (int i = 0; i < size * size; i++) {
                boolean drawn = i % size < size / 2;
                assertThat(texels.getAtIndex(JAVA_INT, i))
                        .isEqualTo(drawn ? 0xFF00FF00 : 0xFF0000FF);
                assertThat(texels.getAtIndex(JAVA_FLOAT, 256 + i)).isEqualTo(drawn ? 0.25f : 1f);
            }
        }
    }

    private static long rasterPipeline(DriverFixture fixture) {
        List<ShaderStageDescription> stages =
                List.of(
                        fixture.shader(VK10.VK_SHADER_STAGE_VERTEX_BIT, VERTEX),
                        fixture.shader(VK10.VK_SHADER_STAGE_FRAGMENT_BIT, FRAGMENT));
        long pipeline =
                fixture.device.createRasterPipeline(
                        new RasterPipelineDescription(
                                "triangle",
                                stages,
                                VK10.VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST,
                                VK10.VK_POLYGON_MODE_FILL,
                                VK10.VK_CULL_MODE_NONE,
                                VK10.VK_FRONT_FACE_COUNTER_CLOCKWISE,
                                1,
                                List.of(
                                        new ColorTarget(
                                                VK10.VK_FORMAT_R8G8B8A8_UNORM,
                                                false,
                                                0,
                                                0,
                                                0,
                                                0,
                                                0,
                                                0,
                                                0xF)),
                                VK10.VK_FORMAT_D32_SFLOAT,
                                0,
                                true,
                                true,
                                VK10.VK_COMPARE_OP_LESS));
        fixture.onClose(() -> fixture.device.destroyPipeline(pipeline));
        return pipeline;
    }

    @Test
    void presentsToAHeadlessSurface() {
        try (DriverFixture fixture = new DriverFixture()) {
            assertThat(fixture.adapter.features()).contains(Feature.SWAPCHAIN_MAINTENANCE);
            long surface = fixture.instance.createHeadlessSurface("headless");
            fixture.onClose(() -> fixture.instance.destroySurface(surface));
            assertThat(fixture.device.canPresent(surface)).isTrue();
            SurfaceInfo info = fixture.device.surfaceInfo(surface);
            assertThat(info.formats()).isNotEmpty();
            assertThat(info.presentModes()).contains(KHRSurface.VK_PRESENT_MODE_FIFO_KHR);
            long first = swapchain(fixture, surface, info, 64, 0);
            present(fixture, first, 20);
            long second = swapchain(fixture, surface, info, 32, first);
            fixture.onClose(() -> fixture.device.destroySwapchain(second));
            fixture.device.destroySwapchain(first);
            present(fixture, second, 20);
        }
    }

    private static long swapchain(
            DriverFixture fixture, long surface, SurfaceInfo info, int size, long old) {
        return fixture.device.createSwapchain(
                new SwapchainDescription(
                        "swapchain",
                        surface,
                        Math.max(3, info.minImageCount()),
                        info.formats().getFirst().format(),
                        info.formats().getFirst().colorSpace(),
                        size,
                        size,
                        VK10.VK_IMAGE_USAGE_TRANSFER_DST_BIT,
                        KHRSurface.VK_PRESENT_MODE_FIFO_KHR,
                        old));
    }

    private static void present(DriverFixture fixture, long swapchain, int frames) {
        long[] images = fixture.device.swapchainImages(swapchain);
        assertThat(images).hasSizeGreaterThanOrEqualTo(3);
        CommandDriver commands = fixture.device.createCommands(0, "present");
        long acquired = fixture.device.createBinarySemaphore("acquired");
        long fence = fixture.device.createFence("presented");
        long[] rendered = new long[images.length];
        for (int i = 0; i < rendered.length; i++) {
            rendered[i] = fixture.device.createBinarySemaphore("rendered " + i);
        }
        AcquiredImage image = new AcquiredImage();
        for (int frame = 0; frame < frames; frame++) {
            fixture.device.acquireImage(swapchain, 1_000_000_000L, acquired, image);
            assertThat(image.status).isEqualTo(PresentStatus.OPTIMAL);
            long target = images[image.index];
            long signal = rendered[image.index];
            long value =
                    fixture.submit(
                            commands,
                            acquired,
                            signal,
                            recording -> {
                                int aspects = VK10.VK_IMAGE_ASPECT_COLOR_BIT;
                                toGeneral(recording, target, aspects);
                                recording.clearColorImage(target, 0, 1, 0, 1, 0, 0, 0, 0);
                                recording.imageBarrier(
                                        target,
                                        aspects,
                                        VK10.VK_IMAGE_LAYOUT_GENERAL,
                                        KHRSwapchain.VK_IMAGE_LAYOUT_PRESENT_SRC_KHR,
                                        DriverFixture.ALL,
                                        DriverFixture.ACCESS,
                                        DriverFixture.ALL,
                                        0);
                            });
            assertThat(fixture.device.present(swapchain, image.index, signal, fence, 0))
                    .isEqualTo(PresentStatus.OPTIMAL);
            assertThat(fixture.device.waitForFence(fence, 5_000_000_000L)).isTrue();
            assertThat(fixture.device.fenceSignaled(fence)).isTrue();
            fixture.device.resetFence(fence);
            assertThat(fixture.device.fenceSignaled(fence)).isFalse();
            fixture.finish(value);
            commands.reset();
        }
        fixture.device.waitIdle();
        commands.destroy();
        fixture.device.destroySemaphore(acquired);
        for (long semaphore : rendered) {
            fixture.device.destroySemaphore(semaphore);
        }
        fixture.device.destroyFence(fence);
    }

    @Test
    void hearsOfAMissingBarrierWithinASubmission() {
        assertThat(hazards(false)).contains("SYNC-HAZARD-WRITE-AFTER-WRITE");
    }

    @Test
    void hearsOfAMissingBarrierBetweenSubmissions() {
        assertThat(hazards(true)).contains("SYNC-HAZARD-WRITE-AFTER-WRITE");
    }

    private static List<String> hazards(boolean between) {
        try (DriverFixture fixture = new DriverFixture()) {
            NativeBuffer buffer = fixture.buffer("victim", 1024, MemoryKind.DEVICE);
            CommandDriver first = fixture.commands("first");
            if (between) {
                CommandDriver second = fixture.commands("second");
                fixture.submit(first, c -> c.fillBuffer(buffer.handle(), 0, 1024, 1));
                fixture.finish(
                        fixture.submit(second, c -> c.fillBuffer(buffer.handle(), 0, 1024, 2)));
            } else {
                fixture.run(
                        first,
                        commands -> {
                            commands.fillBuffer(buffer.handle(), 0, 1024, 1);
                            commands.fillBuffer(buffer.handle(), 0, 1024, 2);
                        });
            }
            List<String> ids = fixture.faults().stream().map(DriverMessage::id).toList();
            assertThat(fixture.faults())
                    .anySatisfy(
                            fault ->
                                    assertThat(fault.text())
                                            .contains(between ? "[second]" : "[victim]"));
            fixture.messages.clear();
            return ids;
        }
    }

    @Test
    void hearsOfWhatIsLeftAtTheEnd() {
        List<DriverMessage> messages = new CopyOnWriteArrayList<>();
        InstanceDriver instance =
                new VulkanDriver()
                        .createInstance(
                                new InstanceRequest("leaking", true, false, false, false),
                                messages::add);
        AdapterInfo adapter = instance.adapters().getFirst();
        DeviceDriver device =
                instance.createDevice(
                        adapter, new DeviceRequest("device", DriverFixture.features(adapter)));
        device.createFence("forgotten");
        instance.createHeadlessSurface("surface");
        device.destroy();
        instance.destroy();
        assertThat(messages.stream().filter(DriverMessage::isFault))
                .extracting(DriverMessage::id)
                .containsExactly(
                        "VUID-vkDestroyDevice-device-00378",
                        "VUID-vkDestroyInstance-instance-00629");
        assertThat(messages).anySatisfy(m -> assertThat(m.objects()).contains("forgotten"));
        assertThat(instance.books().openText()).isEqualTo("SURFACE=1 FENCE=1");
    }

    @Test
    void asksForValidationBeforeSynchronisationValidation() {
        assertThatThrownBy(
                        () ->
                                new VulkanDriver()
                                        .createInstance(
                                                new InstanceRequest(
                                                        "odd", false, true, false, false),
                                                message -> {}))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "Synchronisation validation was asked for without validation for instance"
                                + " 'odd'; ask for validation too.");
    }

    @Test
    void refusesWhatTheDeviceCannotDoAndLeavesNothing() {
        try (DriverFixture fixture = new DriverFixture()) {
            long before = fixture.instance.books().totalOpen();
            assertThatThrownBy(
                            () ->
                                    fixture.device.createImage(
                                            imageDescription(
                                                    "odd",
                                                    VK10.VK_FORMAT_R8G8B8_SRGB,
                                                    8,
                                                    VK10.VK_IMAGE_USAGE_STORAGE_BIT)))
                    .isInstanceOf(VulkanException.class)
                    .hasMessage(
                            "vkGetPhysicalDeviceImageFormatProperties failed with"
                                    + " VK_ERROR_FORMAT_NOT_SUPPORTED for Image 'odd'; choose"
                                    + " another format");
            assertThatThrownBy(() -> fixture.device.writeSamplerSlot(0, 1))
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "Device 'test device' has no bindless set; create it before slots"
                                    + " and pipelines.");
            assertThat(fixture.instance.books().totalOpen()).isEqualTo(before);
            fixture.createBindlessSet();
            assertThatThrownBy(fixture::createBindlessSet)
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("has a bindless set already");
        }
    }

    @Test
    void saysWhenMemoryRunsOut() {
        try (DriverFixture fixture = new DriverFixture(false)) {
            assertThatThrownBy(
                            () -> fixture.device.createBuffer("huge", 1L << 50, MemoryKind.DEVICE))
                    .isInstanceOf(VulkanException.class)
                    .hasMessageStartingWith("vmaCreateBuffer failed with VK_ERROR_")
                    .hasMessageContaining("Buffer 'huge'");
            assertThat(fixture.instance.books().open(NativeKind.BUFFER)).isZero();
            assertThat(fixture.device.allocatedBytes()).isZero();
        }
    }

    @Test
    void waitsNoLongerThanAsked() {
        try (DriverFixture fixture = new DriverFixture()) {
            assertThat(fixture.device.completedValue(0)).isZero();
            assertThat(fixture.device.waitForValue(0, 1, 1_000_000)).isFalse();
            assertThat(fixture.device.waitForValue(0, 1, -1)).isFalse();
            long fence = fixture.device.createFence("never");
            assertThat(fixture.device.waitForFence(fence, 1_000_000)).isFalse();
            fixture.device.destroyFence(fence);
        }
    }

    @Test
    void submitsARecordingAgainAndManyAtOnce() {
        try (DriverFixture fixture = new DriverFixture()) {
            NativeBuffer buffer = fixture.buffer("counter", 256, MemoryKind.READBACK);
            SubmitBatch batch = new SubmitBatch();
            List<CommandDriver> recordings = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                CommandDriver commands = fixture.commands("part " + i);
                commands.begin(true);
                commands.fillBuffer(buffer.handle(), i * 4L, 4, i + 1);
                barrier(commands);
                commands.end();
                recordings.add(commands);
            }
            for (int round = 1; round <= 3; round++) {
                batch.clear();
                recordings.forEach(batch::add);
                batch.signalValue = round;
                fixture.device.submit(0, batch);
            }
            fixture.finish(3);
            for (int i = 0; i < 40; i++) {
                assertThat(mapped(buffer, 256).getAtIndex(JAVA_INT, i)).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void writesSlotsFromManyThreads() throws InterruptedException {
        try (DriverFixture fixture = new DriverFixture()) {
            fixture.createBindlessSet();
            TestImage image =
                    fixture.image("image", VK10.VK_FORMAT_R8G8B8A8_UNORM, 4, sampledAndStorage());
            long view = fixture.view(image);
            long sampler = fixture.sampler("sampler");
            List<Thread> threads = new ArrayList<>();
            AtomicInteger written = new AtomicInteger();
            for (int t = 0; t < 4; t++) {
                int first = t * 16;
                threads.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            for (int i = 0; i < 2_000; i++) {
                                                int slot = first + i % 16;
                                                fixture.device.writeImageSlot(slot, view, view);
                                                fixture.device.writeSamplerSlot(slot, sampler);
                                                written.incrementAndGet();
                                            }
                                        }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(written).hasValue(8_000);
        }
    }

    @Test
    void allocatesNothingInAFrame() {
        Allocation.assertNothing(FrameOfCalls.class, "allocating=0\n");
    }

    @Test
    void saysThatNoLoaderIsThere() throws IOException, InterruptedException {
        assertThat(inAnotherProcess("org.lwjgl.vulkan.libname", "libnothere.so", "", ""))
                .contains(NoDeviceException.class.getName())
                .contains("No Vulkan loader found on this machine.")
                .contains("libnothere.so");
    }

    @Test
    void saysThatNoDriverIsThere() throws IOException, InterruptedException {
        assertThat(inAnotherProcess("daxa.none", "", "VK_DRIVER_FILES", "/nothing/here.json"))
                .contains(NoDeviceException.class.getName())
                .contains("No Vulkan driver found on this machine.");
    }

    @Test
    void saysThatTheValidationLayerIsNotThere() throws IOException, InterruptedException {
        assertThat(inAnotherProcess("daxa.validation", "true", "VK_LAYER_PATH", "/nothing/here"))
                .contains(UsageException.class.getName())
                .contains("the layer VK_LAYER_KHRONOS_validation is not installed")
                .contains("vulkan-validationlayers");
    }

    /// Runs [#main] with a system property and an environment variable of its own.
    private static String inAnotherProcess(
            String property, String value, String variable, String content)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-D" + property + "=" + value,
                                "-cp",
                                System.getProperty("java.class.path"),
                                VulkanDriverTest.class.getName())
                        .redirectErrorStream(true);
        if (!variable.isEmpty()) {
            builder.environment().put(variable, content);
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isNotZero();
        return output;
    }

    public static void main(String[] args) {
        new VulkanDriver()
                .createInstance(
                        new InstanceRequest(
                                "child",
                                Boolean.getBoolean("daxa.validation"),
                                false,
                                false,
                                false),
                        message -> {});
    }
}
