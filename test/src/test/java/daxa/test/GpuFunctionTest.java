package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.ImageArea;
import daxa.core.command.IndexType;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.driver.Feature;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.DepthTest;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferId;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.CompareOp;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewId;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.Sampler;
import daxa.core.resource.SamplerInfo;
import daxa.testing.GpuSetup;
import daxa.testing.Stress;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.Random;

/// What the GPU does with what is recorded, judged by its results and by the validation layer.
class GpuFunctionTest extends GpuProgram {
    private static final int MAGENTA = 0xFFFF00FF;

    // ---------------------------------------------------------------- copies, fills, clears, blits

    @Test
    void bytesSurviveAChainOfCopies() {
        byte[] bytes = new byte[16 * 16 * 4];
        new Random(1).nextBytes(bytes);
        Buffer up = upload(bytes);
        Buffer middle = onDevice(bytes.length + 64L);
        Image first = image(Format.R8G8B8A8_UNORM, 16, 16, all());
        Image second = image(Format.R8G8B8A8_UINT, 16, 16, all());
        Buffer down = readback(bytes.length);
        run(
                r -> {
                    r.copyBuffer(up, 0, middle, 64, bytes.length);
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                    r.copyBufferToImage(middle, 64, first, whole(first));
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                    r.copyImage(first, whole(first), second, whole(second));
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                    r.copyImageToBuffer(second, whole(second), down, 0);
                });
        assertThat(down.mapped().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
    }

    @Test
    void partsOfMipsLayersAndVolumesAreCopied() {
        Image image =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D("mips", Format.R32_UINT, 8, 8, all())
                                                .withMipLevels(4)
                                                .withArrayLayers(3)));
        Image volume =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of3D("volume", Format.R32_UINT, 4, 4, 4, all())));
        Buffer up = uploadInts(1, 2, 3, 4, 5, 6, 7, 8);
        Buffer down = readback(64);
        ImageArea part = new ImageArea(1, 2, 1, 2, 1, 0, 2, 2, 1);
        ImageArea slab = new ImageArea(0, 0, 1, 1, 2, 2, 2, 1, 2);
        run(
                r -> {
                    r.clearImageBits(image, 9, 0, 0, 0);
                    r.clearImageBits(volume, 8, 0, 0, 0);
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
                    r.copyBufferToImage(up, 0, image, part);
                    r.copyBufferToImage(up, 16, volume, slab);
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                    r.copyImageToBuffer(image, new ImageArea(1, 2, 1, 1, 1, 0, 3, 2, 1), down, 0);
                    r.copyImageToBuffer(volume, slab, down, 24);
                    r.copyImageToBuffer(volume, new ImageArea(0, 0, 1, 0, 0, 0, 1, 1, 1), down, 40);
                });
        assertThat(down.mapped().asSlice(0, 44).toArray(ValueLayout.JAVA_INT))
                .containsExactly(9, 1, 2, 9, 3, 4, 5, 6, 7, 8, 8);
    }

    @Test
    void fillsAndClearsWriteWhatTheySay() {
        Buffer buffer = readback(32);
        Image color = image(Format.R8G8B8A8_UNORM, 4, 4, all());
        Image integers = image(Format.R32_SINT, 4, 4, all());
        Image depth = image(Format.D32_SFLOAT, 4, 4, all());
        run(
                r -> {
                    r.fillBuffer(buffer, 0, 32, 0x01020304);
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
                    r.fillBuffer(buffer, 8, 8, -1);
                    r.clearImage(color, 1, 0.5f, 0, 1);
                    r.clearImageBits(integers, -7, 0, 0, 0);
                    r.clearDepthStencil(depth, 0.25f, 0);
                });
        assertThat(buffer.mapped().toArray(ValueLayout.JAVA_INT))
                .containsExactly(
                        0x01020304,
                        0x01020304,
                        -1,
                        -1,
                        0x01020304,
                        0x01020304,
                        0x01020304,
                        0x01020304);
        assertThat(read(color)).containsOnly(0xFF0080FF);
        assertThat(read(integers)).containsOnly(-7);
        assertThat(read(depth)).containsOnly(Float.floatToRawIntBits(0.25f));
    }

    @Test
    void blitsScale() {
        Image small = image(Format.R8G8B8A8_UNORM, 2, 2, all());
        Image large = image(Format.R8G8B8A8_UNORM, 8, 8, all());
        Image smooth = image(Format.R8G8B8A8_UNORM, 8, 8, all());
        int[] colors = {0xFF0000FF, 0xFF00FF00, 0xFFFF0000, 0xFFFFFFFF};
        Buffer up = uploadInts(colors);
        run(
                r -> {
                    r.copyBufferToImage(up, 0, small, whole(small));
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                    r.blitImage(small, whole(small), large, whole(large), Filter.NEAREST);
                    r.blitImage(small, whole(small), smooth, whole(smooth), Filter.LINEAR);
                });
        int[] nearest = read(large);
        for (int i = 0; i < 64; i++) {
            assertThat(nearest[i]).as("texel " + i).isEqualTo(colors[i / 32 * 2 + i % 8 / 4]);
        }
        int[] linear = read(smooth);
        assertThat(linear[0]).isEqualTo(colors[0]);
        assertThat(linear[63]).isEqualTo(colors[3]);
        // In the middle all four meet: red is that of two of four.
        assertThat(linear[27] & 0xFF).isBetween(110, 160);
    }

    // ---------------------------------------------------------------- compute

    @Test
    void shadersWriteBuffersByAddressAndImagesById() {
        ComputePipeline pipeline =
                compute(
                        """
                        struct Push { daxa_RWBufferPtr(uint) target; daxa_ImageViewId image; };
                        DAXA_PUSH_CONSTANTS(Push, push)
                        void main() {
                            uint i = gl_GlobalInvocationID.x;
                            daxa_at(push.target, i) = i * i;
                            imageStore(daxa_image2D(push.image), ivec2(i % 8, i / 8),
                                vec4(float(i) / 255, 0, 1, 1));
                        }
                        """);
        Buffer buffer = readback(256);
        Image image = image(Format.R8G8B8A8_UNORM, 8, 8, all(ImageUsage.STORAGE));
        dispatch(pipeline, buffer.deviceAddress(), view(image).id().bits());
        int[] squares = buffer.mapped().toArray(ValueLayout.JAVA_INT);
        int[] texels = read(image);
        for (int i = 0; i < 64; i++) {
            assertThat(squares[i]).isEqualTo(i * i);
            assertThat(texels[i]).isEqualTo(0xFFFF0000 | i);
        }
    }

    private static final String READ_BUFFER =
            """
            struct Push { daxa_RWBufferPtr(uint) target; daxa_BufferId source; };
            DAXA_PUSH_CONSTANTS(Push, push)
            void main() {
                uint i = gl_GlobalInvocationID.x;
                daxa_at(push.target, i) = daxa_at(daxa_ptr(uint, push.source), i);
            }
            """;

    @Test
    void bufferIdsLeadToAddresses() {
        ComputePipeline pipeline = compute(READ_BUFFER);
        int[] values = new Random(2).ints(64).toArray();
        Buffer source = uploadInts(values);
        Buffer down = readback(256);
        dispatch(pipeline, down.deviceAddress(), source.id().bits());
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT)).isEqualTo(values);
    }

    @Test
    void theIdOfADestroyedBufferLeadsToTheNullBuffer() {
        ComputePipeline pipeline = compute(READ_BUFFER);
        Buffer down = readback(256);
        Buffer source = gpu.device().createBuffer(BufferInfo.of("gone", 256).upload());
        source.mapped().fill((byte) 5);
        BufferId id = source.id();
        source.close();
        gpu.settle();
        dispatch(pipeline, down.deviceAddress(), id.bits());
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT)).containsOnly(-1);
        dispatch(pipeline, down.deviceAddress(), BufferId.NULL.bits());
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT)).containsOnly(-1);
    }

    private static final String SAMPLE_IMAGE =
            """
            struct Push {
                daxa_RWBufferPtr(uint) target; daxa_ImageViewId image; daxa_SamplerId smp;
            };
            DAXA_PUSH_CONSTANTS(Push, push)
            void main() {
                uint i = gl_GlobalInvocationID.x;
                vec2 uv = (vec2(i % 8, i / 8) + 0.5) / 8;
                vec4 color = textureLod(daxa_sampler2D(push.image, push.smp), uv, 0);
                daxa_at(push.target, i) = packUnorm4x8(color);
            }
            """;

    @Test
    void imagesAreSampledById() {
        ComputePipeline pipeline = compute(SAMPLE_IMAGE);
        Image image = image(Format.R8G8B8A8_UNORM, 4, 4, all(ImageUsage.SAMPLED));
        int[] texels = new Random(3).ints(16).toArray();
        Buffer up = uploadInts(texels);
        run(r -> r.copyBufferToImage(up, 0, image, whole(image)));
        Sampler sampler = gpu.own(gpu.device().createSampler(SamplerInfo.nearest("sampler")));
        Buffer down = readback(256);
        dispatch(pipeline, down.deviceAddress(), view(image).id().bits(), sampler.id().bits());
        int[] sampled = down.mapped().toArray(ValueLayout.JAVA_INT);
        for (int i = 0; i < 64; i++) {
            assertThat(sampled[i]).isEqualTo(texels[i / 16 * 4 + i % 8 / 2]);
        }
    }

    @Test
    void aFreedSlotReadsMagenta() {
        ComputePipeline pipeline = compute(SAMPLE_IMAGE);
        Image image = image(Format.R8G8B8A8_UNORM, 4, 4, all(ImageUsage.SAMPLED));
        run(r -> r.clearImage(image, 0, 1, 0, 1));
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        Sampler sampler = gpu.device().createSampler(SamplerInfo.nearest("sampler"));
        long viewId = view.id().bits();
        long samplerId = sampler.id().bits();
        Buffer down = readback(256);
        dispatch(pipeline, down.deviceAddress(), viewId, samplerId);
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT)).containsOnly(0xFF00FF00);
        view.close();
        sampler.close();
        gpu.settle();
        dispatch(pipeline, down.deviceAddress(), viewId, samplerId);
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT)).containsOnly(MAGENTA);
        // The id of no image: nothing is there.
        dispatch(pipeline, down.deviceAddress(), ImageViewId.NULL.bits(), 0);
        assertThat(gpu.device().features()).contains(Feature.NULL_DESCRIPTOR);
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT)).containsOnly(0);
    }

    @Test
    void aFreedStorageSlotReadsMagentaAndWritesHarmNobody() {
        ComputePipeline pipeline =
                compute(
                        """
                        struct Push { daxa_RWBufferPtr(uint) target; daxa_ImageViewId image; };
                        DAXA_PUSH_CONSTANTS(Push, push)
                        void main() {
                            uint i = gl_GlobalInvocationID.x;
                            vec4 color = imageLoad(daxa_image2D(push.image), ivec2(0));
                            daxa_at(push.target, i) = packUnorm4x8(color);
                        }
                        """);
        Image image = image(Format.R8G8B8A8_UNORM, 4, 4, all(ImageUsage.STORAGE));
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        long id = view.id().bits();
        view.close();
        gpu.settle();
        Buffer down = readback(256);
        dispatch(pipeline, down.deviceAddress(), id);
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT)).containsOnly(MAGENTA);
    }

    // ---------------------------------------------------------------- rendering

    @Test
    void aTriangleLooksLikeTheReferencePicture() {
        int size = 64;
        RasterPipeline pipeline = raster(rasterInfo());
        Image target = image(Format.R8G8B8A8_UNORM, size, size, all(ImageUsage.COLOR_ATTACHMENT));
        ImageView view = view(target);
        float[] corners = {-0.8f, -0.7f, 0, 1, 0.9f, -0.2f, 0, 1, -0.1f, 0.85f, 0, 1};
        Buffer vertices = floats(corners);
        run(
                r -> {
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo().clearColor(0, view, 0, 0, 1, 1))) {
                        pass.setPipeline(pipeline);
                        pass.pushConstants(push(vertices.deviceAddress(), 0xFF20C040L));
                        pass.draw(3);
                    }
                });
        int[] picture = read(target);
        int wrong = 0;
        int covered = 0;
        for (int i = 0; i < size * size; i++) {
            int row = i / size;
            boolean inside = inside(corners, size, i % size + 0.5f, row + 0.5f);
            covered += inside ? 1 : 0;
            wrong += picture[i] == (inside ? 0xFF20C040 : 0xFFFF0000) ? 0 : 1;
        }
        assertThat(covered).isBetween(800, 2000);
        // Texels whose centre is as good as on an edge may fall on either side.
        assertThat(wrong).isLessThanOrEqualTo(4);
    }

    private static boolean inside(float[] corners, int size, float x, float y) {
        boolean positive = true;
        boolean negative = true;
        for (int i = 0; i < 3; i++) {
            int j = (i + 1) % 3;
            float ax = (corners[i * 4] + 1) / 2 * size;
            float ay = (corners[i * 4 + 1] + 1) / 2 * size;
            float bx = (corners[j * 4] + 1) / 2 * size;
            float by = (corners[j * 4 + 1] + 1) / 2 * size;
            float side = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
            positive &= side >= 0;
            negative &= side <= 0;
        }
        return positive || negative;
    }

    @Test
    void depthTestsViewportsScissorsAndIndicesWork() {
        depthTest(Format.D32_SFLOAT);
    }

    @Test
    void formatsWithStencilAreDepthAttachmentsToo() {
        depthTest(Format.D32_SFLOAT_S8_UINT);
    }

    private void depthTest(Format format) {
        RasterPipeline pipeline = raster(new DepthTest(format, CompareOp.LESS, true));
        Image target = image(Format.R8G8B8A8_UNORM, 8, 8, all(ImageUsage.COLOR_ATTACHMENT));
        Image depth = image(format, 8, 8, ImageUsage.DEPTH_STENCIL_ATTACHMENT);
        ImageView color = view(target);
        ImageView depthView = view(depth);
        Buffer near = floats(-1, -1, 0.2f, 1, 3, -1, 0.2f, 1, -1, 3, 0.2f, 1);
        Buffer far = floats(-1, -1, 0.7f, 1, 3, -1, 0.7f, 1, -1, 3, 0.7f, 1);
        Buffer indices = uploadInts(0 | 1 << 16, 2);
        run(
                r -> {
                    RenderPassInfo info =
                            new RenderPassInfo()
                                    .clearColor(0, color, 0, 0, 0, 1)
                                    .clearDepth(depthView, 1);
                    try (RenderRecorder pass = r.beginRenderPass(info)) {
                        pass.setPipeline(pipeline);
                        pass.setIndexBuffer(indices, 0, IndexType.UINT16);
                        pass.setScissor(0, 0, 4, 8);
                        pass.pushConstants(push(near.deviceAddress(), 0xFF0000FFL));
                        pass.drawIndexed(3, 1, 0, 0, 0);
                        pass.setScissor(0, 0, 8, 8);
                        pass.setViewport(0, 0, 8, 4);
                        pass.pushConstants(push(far.deviceAddress(), 0xFF00FF00L));
                        pass.draw(3);
                    }
                });
        int[] picture = read(target);
        for (int i = 0; i < 64; i++) {
            int x = i % 8;
            int y = i / 8;
            int expected = x < 4 ? 0xFF0000FF : y < 4 ? 0xFF00FF00 : 0xFF000000;
            assertThat(picture[i]).as("texel " + x + ", " + y).isEqualTo(expected);
        }
    }

    @Test
    void renderedDepthIsSampled() {
        sampledDepth(Format.D32_SFLOAT);
    }

    @Test
    void renderedDepthOfAFormatWithStencilIsSampled() {
        sampledDepth(Format.D32_SFLOAT_S8_UINT);
    }

    private void sampledDepth(Format format) {
        Image depth = image(format, 4, 4, ImageUsage.DEPTH_STENCIL_ATTACHMENT, ImageUsage.SAMPLED);
        ImageView view = view(depth);
        ComputePipeline pipeline =
                compute(
                        """
                        struct Push { daxa_RWBufferPtr(float) target; daxa_ImageViewId image; };
                        DAXA_PUSH_CONSTANTS(Push, push)
                        void main() {
                            uint i = gl_GlobalInvocationID.x;
                            ivec2 texel = ivec2(i % 4, i / 4 % 4);
                            daxa_at(push.target, i) = texelFetch(daxa_texture2D(push.image), texel, 0).r;
                        }
                        """);
        run(r -> r.beginRenderPass(new RenderPassInfo().clearDepth(view, 0.375f)).end());
        Buffer down = readback(256);
        dispatch(pipeline, down.deviceAddress(), view.id().bits());
        assertThat(down.mapped().toArray(ValueLayout.JAVA_FLOAT)).containsOnly(0.375f);
    }

    @Test
    void passesLoadWhatWasThere() {
        Image target = image(Format.R8G8B8A8_UNORM, 4, 4, all(ImageUsage.COLOR_ATTACHMENT));
        ImageView view = view(target);
        run(
                r -> {
                    r.clearImage(target, 0, 1, 1, 1);
                    r.barrier(Access.TRANSFER_WRITE, Access.COLOR_ATTACHMENT);
                    r.beginRenderPass(new RenderPassInfo().loadColor(0, view)).end();
                });
        assertThat(read(target)).containsOnly(0xFFFFFF00);
    }

    // ---------------------------------------------------------------- layouts, threads

    @Test
    void imagesAreUsedInTheFrameInWhichTheyAreMade() {
        for (int frame = 0; frame < 3; frame++) {
            Image fresh = image(Format.R8G8B8A8_UNORM, 4, 4, all(ImageUsage.COLOR_ATTACHMENT));
            Image unused = image(Format.D32_SFLOAT, 4, 4, ImageUsage.DEPTH_STENCIL_ATTACHMENT);
            ImageView view = view(fresh);
            run(r -> r.beginRenderPass(new RenderPassInfo().clearColor(0, view, 1, 0, 0, 1)).end());
            assertThat(read(fresh)).containsOnly(0xFF0000FF);
            assertThat(unused.isClosed()).isFalse();
        }
    }

    @Test
    void anImageThatIsClosedBeforeItsViewIsRenderedTo() {
        Image image =
                gpu.device()
                        .createImage(
                                ImageInfo.of2D(
                                        "image",
                                        Format.R8G8B8A8_UNORM,
                                        4,
                                        4,
                                        ImageUsage.COLOR_ATTACHMENT));
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(image)));
        image.close();
        run(r -> r.beginRenderPass(new RenderPassInfo().clearColor(0, view, 0, 0, 0, 0)).end());
    }

    @Test
    @GpuSetup(capacity = 4096)
    void w1SixteenThreadsOnOneDevice() throws InterruptedException {
        Stress.run(gpu, 16, 60);
    }
}
