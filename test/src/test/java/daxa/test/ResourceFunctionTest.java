package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.command.RenderPassInfo;
import daxa.core.driver.MemoryHeap;
import daxa.core.driver.MemoryRequirements;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.ShaderStage;
import daxa.core.resource.AddressMode;
import daxa.core.resource.BorderColor;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.resource.FormatCapabilities;
import daxa.core.resource.Image;
import daxa.core.resource.ImageAspect;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.ImageViewType;
import daxa.core.resource.MemoryBlock;
import daxa.core.resource.MemoryBlockInfo;
import daxa.core.resource.MemoryOption;
import daxa.core.resource.ReductionMode;
import daxa.core.resource.Sampler;
import daxa.core.resource.SamplerInfo;
import daxa.core.resource.Swizzle;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderSource;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/// What memory blocks, views and samplers do on a real device, judged by data and by the layers.
@OnDriver(Gpu.Kind.VULKAN)
class ResourceFunctionTest {
    private static final GlslCompiler COMPILER = new GlslCompiler();

    private Gpu gpu;
    private Device device;
    private CommandRecorder recorder;

    @BeforeEach
    void begin(Gpu given) {
        gpu = given;
        device = gpu.device();
        recorder = gpu.own(device.createCommandRecorder("recorder"));
    }

    private void run(Consumer<CommandRecorder> recording) {
        recorder.begin();
        recording.accept(recorder);
        recorder.barrier(Access.ALL_WRITE, Access.HOST_READ);
        device.mainQueue().submit(recorder.complete()).await(Gpu.LONG);
    }

    private Buffer ints(int... values) {
        Buffer buffer =
                gpu.own(device.createBuffer(BufferInfo.of("up", values.length * 4L).upload()));
        MemorySegment.copy(values, 0, buffer.mapped(), ValueLayout.JAVA_INT, 0, values.length);
        return buffer;
    }

    private Buffer readback(long size) {
        return gpu.own(device.createBuffer(BufferInfo.of("down", size).readback()));
    }

    private Image image(ImageInfo info) {
        return gpu.own(device.createImage(info));
    }

    private ImageView view(ImageViewInfo info) {
        return gpu.own(device.createImageView(info));
    }

    private static ImageUsage[] copied(ImageUsage... more) {
        ImageUsage[] usage = new ImageUsage[more.length + 2];
        usage[0] = ImageUsage.TRANSFER_SRC;
        usage[1] = ImageUsage.TRANSFER_DST;
        System.arraycopy(more, 0, usage, 2, more.length);
        return usage;
    }

    private void write(Image image, int... texels) {
        Buffer up = ints(texels);
        run(
                r -> {
                    r.barrier(Access.ALL, Access.TRANSFER_WRITE);
                    r.copyBufferToImage(up, 0, image, ImageArea.of(image.info(), 0));
                });
    }

    /// Runs a shader that writes words to `push.o.v`, and reads them back.
    private int[] shade(String body, int words, long... ids) {
        String push =
                """
                #version 460
                #include <daxa/daxa.glsl>
                layout(local_size_x = 1) in;
                layout(buffer_reference, scalar) buffer Words { uint v[]; };
                layout(push_constant, scalar) uniform Push
                { Words o; daxa_ImageViewId a; daxa_ImageViewId b; daxa_SamplerId s; daxa_SamplerId t; }
                push;
                """;
        ComputePipeline pipeline =
                gpu.own(
                        device.createComputePipeline(
                                ComputePipelineInfo.of(
                                        "shade",
                                        COMPILER.compile(
                                                ShaderSource.text("shade.comp", push + body),
                                                ShaderStage.COMPUTE))));
        Buffer out = readback(words * 4L);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment constants = arena.allocate(40, 8);
            constants.set(ValueLayout.JAVA_LONG, 0, out.deviceAddress());
            for (int i = 0; i < ids.length; i++) {
                constants.set(ValueLayout.JAVA_LONG, 8 + i * 8L, ids[i]);
            }
            run(
                    r -> {
                        r.barrier(Access.ALL_WRITE, Access.COMPUTE_READ_WRITE);
                        r.setPipeline(pipeline);
                        r.pushConstants(constants);
                        r.dispatch(1, 1, 1);
                    });
        }
        return out.mapped().toArray(ValueLayout.JAVA_INT);
    }

    private static float f(int bits) {
        return Float.intBitsToFloat(bits);
    }

    @Test
    void l15AliasedResourcesShareABlock() {
        ImageInfo info =
                ImageInfo.of2D("image", Format.R32_UINT, 8, 8, copied()).with(MemoryOption.ALIASED);
        BufferInfo bufferInfo = BufferInfo.of("buffer", 256).with(MemoryOption.ALIASED);
        MemoryRequirements needs =
                device.memoryRequirements(info).or(device.memoryRequirements(bufferInfo));
        MemoryBlock block = gpu.own(device.createMemoryBlock(MemoryBlockInfo.of("block", needs)));
        Image first = gpu.own(block.createImage(info, 0));
        Image second = gpu.own(block.createImage(info, 0));
        Buffer buffer = gpu.own(block.createBuffer(bufferInfo, 0));
        Buffer down = readback(3 * 256);
        run(
                r -> {
                    r.discardContents(first);
                    r.clearImageBits(first, 1, 0, 0, 0);
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                    r.copyImageToBuffer(first, ImageArea.of(info, 0), down, 0);
                    r.discardContents(second, Access.TRANSFER_READ, Access.TRANSFER_WRITE);
                    r.clearImageBits(second, 2, 0, 0, 0);
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                    r.copyImageToBuffer(second, ImageArea.of(info, 0), down, 256);
                    r.barrier(Access.ALL, Access.ALL);
                    r.fillBuffer(buffer, 0, 256, 3);
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                    r.copyBuffer(buffer, 0, down, 512, 256);
                });
        int[] words = down.mapped().toArray(ValueLayout.JAVA_INT);
        for (int i = 0; i < 192; i++) {
            assertThat(words[i]).isEqualTo(1 + i / 64);
        }
        assertThat(device.memoryReport().names())
                .anyMatch(use -> use.name().equals("block") && use.bytes() == needs.size());
        // Closed in any order.
        block.retain().close();
    }

    @Test
    void mappedBlocksAndDedicatedMemory() {
        BufferInfo info = BufferInfo.of("b", 100).upload();
        MemoryRequirements one = device.memoryRequirements(info);
        MemoryBlock block =
                gpu.own(
                        device.createMemoryBlock(
                                MemoryBlockInfo.of("uploads", one.and(one)).upload()));
        Buffer first = gpu.own(block.createBuffer(info, 0));
        Buffer second = gpu.own(block.createBuffer(info, one.offsetAfter(one.size())));
        first.mapped().fill((byte) 1);
        second.mapped().fill((byte) 2);
        first.flush(3, 5);
        Buffer down =
                gpu.own(
                        device.createBuffer(
                                BufferInfo.of("down", 200)
                                        .readback()
                                        .with(MemoryOption.DEDICATED)
                                        .with(MemoryOption.NON_COHERENT)));
        run(
                r -> {
                    r.copyBuffer(first, 0, down, 0, 100);
                    r.copyBuffer(second, 0, down, 100, 100);
                });
        down.invalidate();
        assertThat(down.mapped().get(ValueLayout.JAVA_BYTE, 99)).isEqualTo((byte) 1);
        assertThat(down.mapped().get(ValueLayout.JAVA_BYTE, 100)).isEqualTo((byte) 2);
        for (MemoryHeap heap : device.memoryHeaps()) {
            assertThat(heap.used()).isBetween(0L, heap.size());
            assertThat(heap.budget()).isBetween(1L, heap.size());
        }
        assertThat(device.bufferAt(second.deviceAddress() + 7))
                .hasValueSatisfying(
                        found -> {
                            assertThat(found.buffer().id()).isEqualTo(second.id());
                            assertThat(found.offset()).isEqualTo(7);
                            found.buffer().close();
                        });
        image(
                ImageInfo.of2D("dedicated", Format.R8_UNORM, 64, 64, ImageUsage.SAMPLED)
                        .with(MemoryOption.DEDICATED));
    }

    @Test
    void slicesOfVolumesAreAttachments() {
        Image volume =
                image(
                        ImageInfo.of3D(
                                        "volume",
                                        Format.R8G8B8A8_UNORM,
                                        4,
                                        4,
                                        4,
                                        copied(ImageUsage.COLOR_ATTACHMENT, ImageUsage.SAMPLED))
                                .withSliceViews(true));
        ImageView slice =
                view(ImageViewInfo.of(volume).withType(ImageViewType.TWO).withLayers(2, 1));
        run(r -> r.clearImage(volume, 0, 0, 0, 0));
        run(
                r -> {
                    r.barrier(Access.ALL_WRITE, Access.COLOR_ATTACHMENT);
                    r.beginRenderPass(new RenderPassInfo().clearColor(0, slice, 1, 1, 1, 1)).end();
                });
        ImageView whole = view(ImageViewInfo.of(volume));
        int[] seen =
                shade(
                        "void main() { for (int z = 0; z < 4; z++) push.o.v[z] ="
                                + " floatBitsToUint(texelFetch(daxa_texture3D(push.a), ivec3(1, 1,"
                                + " z), 0).r); }",
                        4,
                        whole.id().bits());
        assertThat(new float[] {f(seen[0]), f(seen[1]), f(seen[2]), f(seen[3])})
                .containsExactly(0, 0, 1, 0);
    }

    @Test
    void facesOfCubesAreSeenInTheirDirections() {
        Image cube =
                image(ImageInfo.ofCube("cube", Format.R32_SFLOAT, 1, copied(ImageUsage.SAMPLED)));
        write(
                cube,
                Float.floatToRawIntBits(1),
                Float.floatToRawIntBits(2),
                Float.floatToRawIntBits(3),
                Float.floatToRawIntBits(4),
                Float.floatToRawIntBits(5),
                Float.floatToRawIntBits(6));
        ImageView faces = view(ImageViewInfo.of(cube).withType(ImageViewType.CUBE));
        Sampler sampler = gpu.own(device.createSampler(SamplerInfo.nearest("s")));
        int[] seen =
                shade(
                        """
                        float face(vec3 d)
                        { return textureLod(daxa_samplerCube(push.a, push.s), d, 0).r; }
                        void main()
                        {
                            push.o.v[0] = uint(face(vec3(1, 0, 0)));
                            push.o.v[1] = uint(face(vec3(-1, 0, 0)));
                            push.o.v[2] = uint(face(vec3(0, 1, 0)));
                            push.o.v[3] = uint(face(vec3(0, -1, 0)));
                            push.o.v[4] = uint(face(vec3(0, 0, 1)));
                            push.o.v[5] = uint(face(vec3(0, 0, -1)));
                        }
                        """,
                        6,
                        faces.id().bits(),
                        0,
                        sampler.id().bits());
        assertThat(seen).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void swizzlesAndOtherFormatsChangeWhatIsSeen() {
        Image image =
                image(
                        ImageInfo.of2D(
                                        "image",
                                        Format.R8G8B8A8_UNORM,
                                        1,
                                        1,
                                        copied(ImageUsage.SAMPLED, ImageUsage.STORAGE))
                                .withViewFormats(Format.R8G8B8A8_SRGB, Format.R32_UINT));
        write(image, 0x40_80_00_FF);
        ImageView bgr =
                view(
                        ImageViewInfo.of(image)
                                .withSwizzle(
                                        new Swizzle(
                                                Swizzle.Component.ALPHA,
                                                Swizzle.Component.RED,
                                                Swizzle.Component.ZERO,
                                                Swizzle.Component.ONE)));
        ImageView bits = view(ImageViewInfo.of(image).withFormat(Format.R32_UINT));
        ImageView srgb = view(ImageViewInfo.of(image).withFormat(Format.R8G8B8A8_SRGB));
        int[] seen =
                shade(
                        """
                        void main()
                        {
                            vec4 c = texelFetch(daxa_texture2D(push.a), ivec2(0), 0);
                            for (int i = 0; i < 4; i++) push.o.v[i] = uint(round(c[i] * 255));
                            push.o.v[4] = texelFetch(daxa_utexture2D(push.b), ivec2(0), 0).r;
                        }
                        """,
                        5,
                        bgr.id().bits(),
                        bits.id().bits());
        assertThat(seen).containsExactly(0x40, 0xFF, 0, 255, 0x40_80_00_FF);
        int[] linear =
                shade(
                        "void main() { push.o.v[0] = uint(round(texelFetch("
                                + "daxa_texture2D(push.a), ivec2(0), 0).b * 255)); }",
                        1,
                        srgb.id().bits());
        // The sRGB value 128 is 0.216 in linear light.
        assertThat(linear[0]).isBetween(54, 56);
    }

    @Test
    void depthAndStencilAreSeenApart() {
        Image image =
                image(
                        ImageInfo.of2D(
                                "depth",
                                Format.D32_SFLOAT_S8_UINT,
                                2,
                                2,
                                copied(ImageUsage.SAMPLED, ImageUsage.DEPTH_STENCIL_ATTACHMENT)));
        ImageView depth = view(ImageViewInfo.of(image).withAspect(ImageAspect.DEPTH));
        ImageView stencil = view(ImageViewInfo.of(image).withAspect(ImageAspect.STENCIL));
        run(r -> r.clearDepthStencil(image, 0.25f, 77));
        int[] seen =
                shade(
                        """
                        void main()
                        {
                            push.o.v[0] = floatBitsToUint(
                                    texelFetch(daxa_texture2D(push.a), ivec2(1), 0).r);
                            push.o.v[1] = texelFetch(daxa_utexture2D(push.b), ivec2(1), 0).r;
                        }
                        """,
                        2,
                        depth.id().bits(),
                        stencil.id().bits());
        assertThat(f(seen[0])).isEqualTo(0.25f);
        assertThat(seen[1]).isEqualTo(77);
    }

    private float sample(ImageView view, SamplerInfo info, String coordinates) {
        Sampler sampler = gpu.own(device.createSampler(info));
        int[] seen =
                shade(
                        "void main() { push.o.v[0] = floatBitsToUint(textureLod(daxa_sampler2D("
                                + "push.a, push.s), vec2("
                                + coordinates
                                + "), 0).r); }",
                        1,
                        view.id().bits(),
                        0,
                        sampler.id().bits());
        return f(seen[0]);
    }

    @Test
    void samplersDoWhatTheirSettingsSay() {
        Image image =
                image(ImageInfo.of2D("image", Format.R32_SFLOAT, 4, 1, copied(ImageUsage.SAMPLED)));
        write(
                image,
                Float.floatToRawIntBits(0.25f),
                Float.floatToRawIntBits(0.5f),
                Float.floatToRawIntBits(0.75f),
                Float.floatToRawIntBits(1f));
        ImageView view = view(ImageViewInfo.of(image));
        SamplerInfo nearest = SamplerInfo.nearest("n");
        assertThat(sample(view, nearest, "1.125, 0.5")).isEqualTo(0.25f);
        assertThat(sample(view, nearest.withAddressMode(AddressMode.MIRRORED_REPEAT), "1.125, 0.5"))
                .isEqualTo(1f);
        assertThat(sample(view, nearest.withAddressMode(AddressMode.CLAMP_TO_EDGE), "-3, 0.5"))
                .isEqualTo(0.25f);
        assertThat(
                        sample(
                                view,
                                nearest.withAddressMode(AddressMode.MIRROR_CLAMP_TO_EDGE),
                                "-0.625, 0.5"))
                .isEqualTo(0.75f);
        SamplerInfo border = nearest.withAddressMode(AddressMode.CLAMP_TO_BORDER);
        assertThat(sample(view, border, "2, 0.5")).isEqualTo(0f);
        assertThat(sample(view, border.withBorderColor(BorderColor.OPAQUE_WHITE), "2, 0.5"))
                .isEqualTo(1f);
        assertThat(sample(view, nearest.withUnnormalized(), "2.5, 0.5")).isEqualTo(0.75f);
        SamplerInfo linear = SamplerInfo.linear("l");
        assertThat(sample(view, linear, "0.5, 0.5")).isEqualTo(0.625f);
        assertThat(sample(view, linear.withReduction(ReductionMode.MIN), "0.5, 0.5"))
                .isEqualTo(0.5f);
        assertThat(sample(view, linear.withReduction(ReductionMode.MAX), "0.5, 0.5"))
                .isEqualTo(0.75f);
        assertThat(
                        sample(
                                view,
                                linear.withFilters(Filter.NEAREST, Filter.NEAREST, Filter.NEAREST),
                                "0.55, 0.5"))
                .isEqualTo(0.75f);
    }

    @Test
    void everyFormatTellsWhatItCanDo() {
        for (Format format : Format.values()) {
            FormatCapabilities can = device.capabilities(format);
            boolean sampled = can.supports(ImageUsage.SAMPLED);
            assertThat(can.sampledSampleCounts().contains(1)).isEqualTo(sampled);
            if (sampled && !format.name().startsWith("ASTC")) {
                image(ImageInfo.of2D(format.name(), format, 16, 16, ImageUsage.SAMPLED));
            }
        }
        assertThat(device.capabilities(Format.R8G8B8A8_UNORM).blend()).isTrue();
        assertThat(device.capabilities(Format.R32G32B32_SFLOAT).vertexBuffer()).isTrue();
        assertThat(device.capabilities(Format.D32_SFLOAT).attachmentSampleCounts()).contains(1, 4);
    }
}
