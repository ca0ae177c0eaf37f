package daxa.test;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.DepthTest;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderSource;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/// What tests of commands on the real driver share: small resources, shaders, and a recorder whose
/// results the host reads.
@OnDriver(Gpu.Kind.VULKAN)
abstract class GpuProgram {
    static final GlslCompiler COMPILER = GlslCompiler.validating();

    final Arena arena = Arena.ofShared();
    Gpu gpu;
    CommandRecorder recorder;

    @BeforeEach
    void begin(Gpu given) {
        gpu = given;
        recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
    }

    @AfterEach
    void freeMemory() {
        arena.close();
    }

    // ---------------------------------------------------------------- helpers

    Buffer upload(byte[] bytes) {
        Buffer buffer =
                gpu.own(gpu.device().createBuffer(BufferInfo.of("up", bytes.length).upload()));
        MemorySegment.copy(bytes, 0, buffer.mapped(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        return buffer;
    }

    Buffer uploadInts(int... values) {
        Buffer buffer =
                gpu.own(
                        gpu.device()
                                .createBuffer(BufferInfo.of("up", values.length * 4L).upload()));
        MemorySegment.copy(values, 0, buffer.mapped(), ValueLayout.JAVA_INT, 0, values.length);
        return buffer;
    }

    Buffer readback(long size) {
        return gpu.own(gpu.device().createBuffer(BufferInfo.of("down", size).readback()));
    }

    Buffer onDevice(long size) {
        return gpu.own(gpu.device().createBuffer(BufferInfo.of("buffer", size)));
    }

    Image image(Format format, int width, int height, ImageUsage... usage) {
        return gpu.own(
                gpu.device().createImage(ImageInfo.of2D("image", format, width, height, usage)));
    }

    ImageView view(Image image) {
        return gpu.own(gpu.device().createImageView(ImageViewInfo.of(image)));
    }

    static ImageArea whole(Image image) {
        return ImageArea.of(image.info(), 0);
    }

    static ImageUsage[] all(ImageUsage... more) {
        ImageUsage[] usage = new ImageUsage[more.length + 2];
        usage[0] = ImageUsage.TRANSFER_SRC;
        usage[1] = ImageUsage.TRANSFER_DST;
        System.arraycopy(more, 0, usage, 2, more.length);
        return usage;
    }

    /// Records, submits and waits; what was written is visible to the host.
    void run(Consumer<CommandRecorder> recording) {
        recorder.begin();
        recording.accept(recorder);
        recorder.barrier(Access.ALL_WRITE, Access.HOST_READ);
        gpu.device().mainQueue().submit(recorder.complete()).await(Gpu.LONG);
    }

    int[] read(Image image) {
        Buffer down = readback((long) image.info().width() * image.info().height() * 4);
        run(
                r -> {
                    r.barrier(Access.ALL_WRITE, Access.TRANSFER_READ);
                    r.copyImageToBuffer(image, whole(image), down, 0);
                });
        return down.mapped().toArray(ValueLayout.JAVA_INT);
    }

    /// Draws into a black picture of 8 by 8.
    int[] draw(RasterPipeline pipeline, Consumer<RenderRecorder> commands) {
        Image target = target();
        ImageView view = view(target);
        run(
                r -> {
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1))) {
                        pass.setPipeline(pipeline);
                        commands.accept(pass);
                    }
                });
        return read(target);
    }

    static ShaderBinary shader(String name, ShaderStage stage, String body) {
        return COMPILER.compile(text(name, body), stage);
    }

    static ShaderSource text(String name, String body) {
        return ShaderSource.text(name, "#version 460\n#include <daxa/daxa.glsl>\n" + body);
    }

    ComputePipeline compute(String body) {
        ShaderBinary shader =
                shader("test.comp", ShaderStage.COMPUTE, "layout(local_size_x = 64) in;\n" + body);
        return gpu.own(
                gpu.device().createComputePipeline(ComputePipelineInfo.of("compute", shader)));
    }

    MemorySegment push(long... words) {
        return arena.allocateFrom(ValueLayout.JAVA_LONG, words);
    }

    void dispatch(ComputePipeline pipeline, long... words) {
        run(
                r -> {
                    r.barrier(Access.ALL_WRITE, Access.COMPUTE_READ_WRITE);
                    r.setPipeline(pipeline);
                    r.pushConstants(push(words));
                    r.dispatch(1, 1, 1);
                });
    }

    static final String VERTEX =
            """
            struct Push { daxa_BufferPtr(vec4) corners; uvec2 color; };
            DAXA_PUSH_CONSTANTS(Push, push)
            layout(location = 0) out vec4 color;
            void main() {
                gl_Position = daxa_at(push.corners, gl_VertexIndex);
                color = unpackUnorm4x8(push.color.x);
            }
            """;

    static final String FRAGMENT =
            """
            layout(location = 0) in vec4 color;
            layout(location = 0) out vec4 target;
            void main() { target = color; }
            """;

    /// A pipeline that draws the corners at an address in one colour.
    static RasterPipelineInfo rasterInfo() {
        return RasterPipelineInfo.of(
                "raster",
                shader("test.vert", ShaderStage.VERTEX, VERTEX),
                shader("test.frag", ShaderStage.FRAGMENT, FRAGMENT),
                ColorTarget.of(Format.R8G8B8A8_UNORM));
    }

    RasterPipeline raster(RasterPipelineInfo info) {
        return gpu.own(gpu.device().createRasterPipeline(info));
    }

    RasterPipeline raster(DepthTest depth) {
        RasterPipelineInfo info = rasterInfo();
        return gpu.own(
                gpu.device().createRasterPipeline(depth == null ? info : info.withDepth(depth)));
    }

    Buffer floats(float... values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return uploadInts(bits);
    }

    /// Two triangles over a rectangle in clip space at a depth.
    Buffer quad(float x0, float y0, float x1, float y1, float z) {
        return floats(
                x0, y0, z, 1, x1, y0, z, 1, x0, y1, z, 1, x1, y0, z, 1, x1, y1, z, 1, x0, y1, z, 1);
    }

    /// A rectangle over everything.
    Buffer quad(float z) {
        return quad(-1, -1, 1, 1, z);
    }

    /// An 8 by 8 colour attachment.
    Image target() {
        return image(Format.R8G8B8A8_UNORM, 8, 8, all(ImageUsage.COLOR_ATTACHMENT));
    }
}
