package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.ImageArea;
import daxa.core.command.IndexType;
import daxa.core.command.PipelineStage;
import daxa.core.command.Queue;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.command.SubmitToken;
import daxa.core.driver.Feature;
import daxa.core.driver.MemoryRequirements;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.TableFullException;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.lifetime.Reference;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.DepthTest;
import daxa.core.pipeline.LineMode;
import daxa.core.pipeline.LineRasterization;
import daxa.core.pipeline.LogicOp;
import daxa.core.pipeline.MeshShading;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.Tessellation;
import daxa.core.program.PipelineManager;
import daxa.core.program.PipelineManagerInfo;
import daxa.core.program.StageSource;
import daxa.core.query.PipelineStatistic;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.query.TimestampCalibration;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.CompareOp;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.MemoryBlock;
import daxa.core.resource.MemoryBlockInfo;
import daxa.core.resource.MemoryOption;
import daxa.core.resource.Sampler;
import daxa.core.resource.SamplerInfo;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderSource;
import daxa.core.transfer.Readback;
import daxa.core.transfer.RingBuffer;
import daxa.core.transfer.StagingInfo;
import daxa.core.transfer.Transfer;
import daxa.core.transfer.Uploader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The scripted scenes: together they make each driver call that the framework can make.
public final class Scenes {
    private static final int SIDE = 8;
    private static final long BYTES = SIDE * SIDE * 4L;

    private static final ShaderBinary VERTEX =
            shader(
                    ShaderStage.VERTEX,
                    """
                    void main() {
                        vec2 p = vec2(gl_VertexIndex & 1, gl_VertexIndex >> 1);
                        gl_Position = vec4(p, 0.5, 1);
                    }
                    """);
    private static final ShaderBinary FRAGMENT =
            shader(
                    ShaderStage.FRAGMENT,
                    """
                    layout(location = 0) out vec4 color;
                    void main() { color = vec4(1, 0, 0, 1); }
                    """);

    private static final ShaderBinary CONTROL =
            shader(
                    ShaderStage.TESSELLATION_CONTROL,
                    """
                    layout(vertices = 1) out;
                    void main() {
                        gl_TessLevelOuter[0] = gl_TessLevelOuter[1] = gl_TessLevelOuter[2] = 1;
                        gl_TessLevelInner[0] = 1;
                    }
                    """);
    private static final ShaderBinary EVALUATION =
            shader(
                    ShaderStage.TESSELLATION_EVALUATION,
                    """
                    layout(triangles) in;
                    void main() { gl_Position = vec4(gl_TessCoord, 1); }
                    """);

    private Scenes() {}

    private static ShaderBinary shader(ShaderStage stage, String body) {
        return new GlslCompiler()
                .compile(ShaderSource.text("scene " + stage, "#version 460\n" + body), stage);
    }

    /// All scenes.
    public static List<Scene> all() {
        return List.of(
                Scene.of("create everything", Scenes::createEverything),
                Scene.of("frames with each kind of pass", Scenes::passes),
                Scene.of("swapchain with resize", PresentationScenes::swapchain),
                Scene.of("two windows", PresentationScenes::twoWindows),
                Scene.of("upload and readback", Scenes::uploadAndReadback),
                Scene.of("data of frames in a ring", Scenes::ring),
                Scene.of("timestamps", Scenes::timestamps),
                Scene.of("queries", Scenes::queries),
                Scene.of("meshes", Scenes::meshes),
                Scene.of("split barriers", QueueScenes::events),
                Scene.of("transfers in the background", Scenes::transfers),
                new Scene("work on three queues", 3, QueueScenes::queues),
                new Scene("semaphores over three queues", 3, QueueScenes::semaphores),
                new Scene("completions", 2, QueueScenes::completions),
                Scene.of("aliased resources in a block", Scenes::aliased),
                Scene.of("acceleration structures", RayTracingScenes::structures)
                        .needing(Feature.ACCELERATION_STRUCTURE),
                Scene.of("ray tracing", RayTracingScenes::rayTracing)
                        .needing(Feature.RAY_TRACING_INDIRECT),
                Scene.of("foreign commands", InteropScenes::foreignCommands),
                Scene.of("managed pipelines", Scenes::managedPipelines),
                Scene.of("slots that run out", Scenes::slotsRunOut),
                Scene.of("waits that end by their deadline", QueueScenes::deadlines),
                Scene.of("device close without children", Scenes::closeWithoutChildren),
                Scene.of("device close with open children", Scenes::closeWithChildren));
    }

    /// The device of a scene: small, so that it is made quickly.
    ///
    /// @param name its name
    public static DeviceInfo deviceInfo(String name, Feature... features) {
        DeviceInfo info =
                DeviceInfo.of(name).withMaxBuffers(16).withMaxImageViews(16).withMaxSamplers(8);
        for (Feature feature : features) {
            info = info.require(feature);
        }
        return info;
    }

    /// One short submission, as a program makes it that goes on after a failure.
    public static void smallFrame(Device device) {
        try (Buffer buffer = device.createBuffer(BufferInfo.of("small", 16));
                CommandRecorder recorder = device.createCommandRecorder("small frame")) {
            run(device.mainQueue(), recorder, r -> r.fillBuffer(buffer, 0, 16, 0));
        }
    }

    static void run(Queue queue, CommandRecorder recorder, Consumer<CommandRecorder> recording) {
        submit(queue, recorder, recording).await(Gpu.LONG);
    }

    static SubmitToken submit(
            Queue queue, CommandRecorder recorder, Consumer<CommandRecorder> recording) {
        try {
            recorder.begin();
            recording.accept(recorder);
            try (ExecutableCommands commands = recorder.complete()) {
                return queue.submit(commands);
            }
        } finally {
            recorder.discard();
        }
    }

    // ---------------------------------------------------------------- one of each

    private static ImageInfo target(String name, ImageUsage... more) {
        ImageUsage[] usage = new ImageUsage[more.length + 3];
        usage[0] = ImageUsage.TRANSFER_SRC;
        usage[1] = ImageUsage.TRANSFER_DST;
        usage[2] = ImageUsage.COLOR_ATTACHMENT;
        System.arraycopy(more, 0, usage, 3, more.length);
        return ImageInfo.of2D(name, Format.R8G8B8A8_UNORM, SIDE, SIDE, usage);
    }

    private static RasterPipelineInfo triangle() {
        return RasterPipelineInfo.of(
                        "triangle", VERTEX, FRAGMENT, ColorTarget.of(Format.R8G8B8A8_UNORM))
                .withDepth(new DepthTest(Format.D32_SFLOAT, CompareOp.LESS, true));
    }

    private static RasterPipelineInfo patches() {
        return RasterPipelineInfo.of(
                        "patches", VERTEX, FRAGMENT, ColorTarget.of(Format.R8G8B8A8_UNORM))
                .withTessellation(new Tessellation(CONTROL, EVALUATION, 1))
                .withLogicOp(LogicOp.OR)
                .withSampleMask(1)
                .withViewports(2)
                .withLines(LineRasterization.of(LineMode.BRESENHAM).stippled(1, 1));
    }

    private static void createEverything(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        try (Buffer local = device.createBuffer(BufferInfo.of("local", 64));
                Buffer upload = device.createBuffer(BufferInfo.of("upload", 64).upload());
                Buffer readback = device.createBuffer(BufferInfo.of("readback", 64).readback());
                Image flat = device.createImage(target("flat", ImageUsage.SAMPLED));
                Image volume =
                        device.createImage(
                                ImageInfo.of3D(
                                        "volume",
                                        Format.R32_UINT,
                                        4,
                                        4,
                                        4,
                                        ImageUsage.TRANSFER_DST));
                ImageView view = device.createImageView(ImageViewInfo.of(flat));
                Sampler sampler = device.createSampler(SamplerInfo.linear("sampler"));
                ComputePipeline compute =
                        device.createComputePipeline(
                                ComputePipelineInfo.of("compute", Shaders.compute()));
                RasterPipeline raster = device.createRasterPipeline(triangle());
                RasterPipeline patches = device.createRasterPipeline(patches());
                CommandRecorder recorder = device.createCommandRecorder("recorder");
                Buffer second = local.retain()) {
            assertThat(upload.mapped().byteSize()).isEqualTo(readback.mapped().byteSize());
            assertThat(List.of(volume, view, sampler, compute, raster, patches, recorder, second))
                    .noneMatch(daxa.core.lifetime.Reference::isClosed);
            // The first submit gives the images their layout.
            device.mainQueue().submit();
        }
        device.waitIdle(Gpu.LONG);
    }

    // ---------------------------------------------------------------- frames

    private static void passes(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        try (Buffer buffer = device.createBuffer(BufferInfo.of("texels", BYTES));
                Buffer indices = device.createBuffer(BufferInfo.of("indices", 12));
                Image color = device.createImage(target("color"));
                Image copy = device.createImage(target("copy"));
                Image depth =
                        device.createImage(
                                ImageInfo.of2D(
                                        "depth",
                                        Format.D32_SFLOAT,
                                        SIDE,
                                        SIDE,
                                        ImageUsage.DEPTH_STENCIL_ATTACHMENT,
                                        ImageUsage.TRANSFER_DST));
                ImageView colorView = device.createImageView(ImageViewInfo.of(color));
                ImageView depthView = device.createImageView(ImageViewInfo.of(depth));
                ComputePipeline compute =
                        device.createComputePipeline(
                                ComputePipelineInfo.of("compute", Shaders.compute()));
                RasterPipeline raster = device.createRasterPipeline(triangle());
                CommandRecorder recorder = device.createCommandRecorder("frames")) {
            RenderPassInfo pass =
                    new RenderPassInfo()
                            .clearColor(0, colorView, 0, 0, 0, 1)
                            .clearDepth(depthView, 1);
            List<SubmitToken> tokens = new ArrayList<>();
            for (int frame = 0; frame < 2; frame++) {
                // What lives for a frame only waits for the GPU as a zombie.
                try (Buffer perFrame = device.createBuffer(BufferInfo.of("per frame", BYTES))) {
                    tokens.add(
                            submit(
                                    device.mainQueue(),
                                    recorder,
                                    r -> {
                                        r.closeAfterSubmit(perFrame);
                                        transferPass(r, buffer, perFrame, color, copy, depth);
                                        r.beginLabel("compute");
                                        r.setPipeline(compute);
                                        r.fillBuffer(indices, 0, 12, 0);
                                        r.barrier(Access.ALL, Access.ALL);
                                        r.beginConditionalRendering(indices, 0, false);
                                        r.dispatch(1, 1, 1);
                                        r.endConditionalRendering();
                                        r.endLabel();
                                        r.barrier(Access.ALL, Access.ALL);
                                        renderPass(r, pass, raster, indices);
                                    }));
                }
            }
            tokens.forEach(token -> token.await(Gpu.LONG));
        }
    }

    private static void transferPass(
            CommandRecorder r, Buffer buffer, Buffer perFrame, Image color, Image copy, Image d) {
        ImageArea whole = ImageArea.of(color.info(), 0);
        r.beginLabel("transfer");
        r.fillBuffer(buffer, 0, BYTES, 0x7F);
        r.clearDepthStencil(d, 1, 0);
        r.clearImage(copy, 0, 0, 1, 1);
        r.barrier(Access.ALL_WRITE, Access.ALL);
        r.copyBuffer(buffer, 0, perFrame, 0, BYTES);
        r.copyBufferToImage(buffer, 0, color, whole);
        r.barrier(Access.ALL, Access.ALL);
        r.copyImage(color, whole, copy, whole);
        r.barrier(Access.ALL, Access.ALL);
        r.blitImage(copy, whole, color, whole, Filter.NEAREST);
        r.copyImageToBuffer(copy, whole, perFrame, 0);
        r.barrier(Access.ALL, Access.ALL);
        r.endLabel();
    }

    private static void renderPass(
            CommandRecorder r, RenderPassInfo info, RasterPipeline raster, Buffer indices) {
        try (RenderRecorder pass = r.beginRenderPass(info)) {
            pass.setPipeline(raster);
            pass.setViewport(0, 0, SIDE, SIDE);
            pass.setScissor(0, 0, SIDE, SIDE);
            pass.draw(3);
            pass.setIndexBuffer(indices, 0, IndexType.UINT32);
            pass.drawIndexed(3, 1, 0, 0, 0);
            // The indices, all of them 0, are the condition too.
            pass.beginConditionalRendering(indices, 8, true);
            pass.drawMulti(MemorySegment.ofArray(new int[] {0, 3, 1, 3}), 1, 0);
            pass.drawMultiIndexed(MemorySegment.ofArray(new int[] {0, 3, 0}), 1, 0);
            pass.endConditionalRendering();
        }
    }

    // ---------------------------------------------------------------- managed pipelines

    // Two managers, so that the second one finds what the first one left in the cache.
    private static void managedPipelines(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        Path folder = temporaryFolder();
        try {
            for (int i = 0; i < 2; i++) {
                build(device, PipelineManagerInfo.of("scene").withThreads(1).withCache(folder));
            }
        } finally {
            delete(folder);
        }
    }

    private static void build(Device device, PipelineManagerInfo info) {
        try (PipelineManager manager = device.createPipelineManager(info)) {
            StageSource quad =
                    StageSource.vertex(
                            ShaderSource.text(
                                    "quad", "void main() { gl_Position = vec4(0, 0, 0, 1); }"));
            manager.raster(
                    "raster",
                    List.of(quad),
                    stages ->
                            RasterPipelineInfo.withoutFragments("raster", stages.vertex())
                                    .withDepth(
                                            new DepthTest(
                                                    Format.D32_SFLOAT, CompareOp.LESS, true)));
            manager.awaitAll(Gpu.LONG);
            var compute =
                    manager.compute(
                            "compute",
                            StageSource.compute(ShaderSource.text("nothing", "void main() {}")));
            manager.awaitAll(Gpu.LONG);
            assertThat(compute.get().isClosed()).isFalse();
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("daxa scene");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : Stream.concat(files, Stream.of(folder)).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---------------------------------------------------------------- data

    private static void uploadAndReadback(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        try (Buffer upload = device.createBuffer(BufferInfo.of("upload", BYTES).upload());
                Buffer local = device.createBuffer(BufferInfo.of("local", BYTES));
                Image image = device.createImage(target("image"));
                Buffer readback = device.createBuffer(BufferInfo.of("readback", BYTES).readback());
                CommandRecorder recorder = device.createCommandRecorder("transfer")) {
            for (int i = 0; i < BYTES; i++) {
                upload.mapped().set(ValueLayout.JAVA_BYTE, i, (byte) (i * 7));
            }
            ImageArea whole = ImageArea.of(image.info(), 0);
            run(
                    device.mainQueue(),
                    recorder,
                    r -> {
                        r.copyBuffer(upload, 0, local, 0, BYTES);
                        r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                        r.copyBufferToImage(local, 0, image, whole);
                        r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                        r.copyImageToBuffer(image, whole, readback, 0);
                        r.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
                    });
            assertThat(readback.mapped().mismatch(upload.mapped())).isEqualTo(-1);
        }
    }

    private static void transfers(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        StagingInfo staging =
                StagingInfo.of("staging").withStagingBytes(512).withDeadline(Gpu.LONG);
        MemorySegment data = MemorySegment.ofArray(new byte[(int) BYTES * 3]).fill((byte) 3);
        MemorySegment back = MemorySegment.ofArray(new byte[(int) BYTES * 3]);
        try (Buffer buffer = device.createBuffer(BufferInfo.of("buffer", BYTES * 3));
                Uploader uploader = device.createUploader(staging);
                Readback readback = device.createReadback(staging)) {
            // More than the staging memory holds at a time.
            Transfer up = uploader.upload(data, buffer, 0);
            uploader.flush();
            Transfer down = readback.read(buffer, 0, back);
            readback.finish(Gpu.LONG);
            up.await(Gpu.LONG);
            down.await(Gpu.LONG);
            assertThat(back.mismatch(data)).isEqualTo(-1);
        }
    }

    private static void ring(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        try (RingBuffer ring = device.createRingBuffer("ring", BYTES);
                Buffer readback = device.createBuffer(BufferInfo.of("readback", 64).readback());
                CommandRecorder recorder = device.createCommandRecorder("frames")) {
            SubmitToken newest = new SubmitToken();
            // More than fits at a time.
            for (int frame = 0; frame < 6; frame++) {
                long at = ring.allocate(64, 16, Gpu.LONG);
                ring.memory().set(ValueLayout.JAVA_INT, at, frame);
                newest =
                        submit(
                                device.mainQueue(),
                                recorder,
                                r -> {
                                    r.barrier(Access.ALL_WRITE, Access.TRANSFER_WRITE);
                                    r.copyBuffer(ring.buffer(), at, readback, 0, 64);
                                    r.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
                                });
                ring.submitted(newest);
            }
            newest.await(Gpu.LONG);
            assertThat(readback.mapped().get(ValueLayout.JAVA_INT, 0)).isEqualTo(5);
        }
    }

    // ---------------------------------------------------------------- time

    private static void timestamps(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        try (QueryPool times = device.createQueryPool(QueryPoolInfo.timestamps("times", 4));
                Buffer readback = device.createBuffer(BufferInfo.of("readback", 64).readback());
                CommandRecorder recorder = device.createCommandRecorder("measured")) {
            TimestampCalibration calibration = device.calibrateTimestamps();
            long[] results = new long[2];
            for (int frame = 0; frame < 2; frame++) {
                submit(
                        device.mainQueue(),
                        recorder,
                        r -> {
                            r.resetQueries(times, 0, 2);
                            r.writeTimestamp(PipelineStage.ALL_COMMANDS, times, 0);
                            r.fillBuffer(readback, 16, 48, 1);
                            r.writeTimestamp(PipelineStage.ALL_TRANSFER, times, 1);
                            r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
                            r.copyQueryResults(times, 0, 2, readback, 0);
                        });
                times.await(0, 2, results, Gpu.LONG);
                assertThat(results[1]).isGreaterThanOrEqualTo(results[0]);
                assertThat(calibration.toHostNanos(results[1]))
                        .isGreaterThanOrEqualTo(calibration.toHostNanos(results[0]));
            }
            device.waitIdle(Gpu.LONG);
            times.reset(0, 4);
        }
    }

    private static void queries(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        try (QueryPool seen = device.createQueryPool(QueryPoolInfo.occlusion("seen", 2));
                QueryPool counted =
                        device.createQueryPool(QueryPoolInfo.preciseOcclusion("counted", 2));
                QueryPool statistics =
                        device.createQueryPool(
                                QueryPoolInfo.statistics(
                                        "statistics",
                                        2,
                                        PipelineStatistic.CLIPPING_INVOCATIONS,
                                        PipelineStatistic.COMPUTE_SHADER_INVOCATIONS));
                Image image =
                        device.createImage(
                                ImageInfo.of2D(
                                        "target",
                                        Format.R8G8B8A8_UNORM,
                                        8,
                                        8,
                                        ImageUsage.COLOR_ATTACHMENT));
                ImageView view = device.createImageView(ImageViewInfo.of(image));
                Buffer readback = device.createBuffer(BufferInfo.of("readback", 64).readback());
                CommandRecorder recorder = device.createCommandRecorder("counted")) {
            long[] results = new long[2];
            for (int frame = 0; frame < 2; frame++) {
                submit(
                        device.mainQueue(),
                        recorder,
                        r -> {
                            r.barrier(Access.ALL, Access.ALL);
                            r.resetQueries(seen, 0, 2);
                            r.resetQueries(counted, 0, 2);
                            r.resetQueries(statistics, 0, 2);
                            r.beginQuery(statistics, 1);
                            try (RenderRecorder pass =
                                    r.beginRenderPass(
                                            new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1))) {
                                pass.beginQuery(seen, 0);
                                pass.endQuery(seen, 0);
                                pass.beginQuery(counted, 0);
                                pass.endQuery(counted, 0);
                            }
                            r.endQuery(statistics, 1);
                            r.copyQueryResults(statistics, 1, 1, readback, 0);
                        });
                statistics.await(1, 1, results, Gpu.LONG);
                assertThat(results).containsOnly(0);
                counted.await(0, 1, results, Gpu.LONG);
                seen.await(0, 1, results, Gpu.LONG);
            }
            device.waitIdle(Gpu.LONG);
            counted.reset(0, 2);
        }
    }

    // ---------------------------------------------------------------- meshes

    private static final String MESH_HEAD =
            "#extension GL_EXT_mesh_shader : require\nlayout(local_size_x = 1) in;\n";

    // Compiled once, and not again for each call that fails.
    private static final class MeshShaders {
        static final MeshShading SHADING =
                new MeshShading(
                        compile(ShaderStage.TASK, "void main() { EmitMeshTasksEXT(1, 1, 1); }"),
                        compile(
                                ShaderStage.MESH,
                                """
                                layout(triangles, max_vertices = 3, max_primitives = 1) out;
                                void main() { SetMeshOutputsEXT(0, 0); }
                                """));

        private static ShaderBinary compile(ShaderStage stage, String glsl) {
            return new GlslCompiler()
                    .compile(ShaderSource.text(stage.name(), MESH_HEAD + glsl), stage);
        }
    }

    private static void meshes(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        DepthTest test = new DepthTest(Format.D32_SFLOAT, CompareOp.LESS, true);
        RasterPipelineInfo info =
                RasterPipelineInfo.ofMeshWithoutFragments("meshes", MeshShaders.SHADING);
        try (RasterPipeline pipeline = device.createRasterPipeline(info.withDepth(test));
                Image image =
                        device.createImage(
                                ImageInfo.of2D(
                                        "depth",
                                        Format.D32_SFLOAT,
                                        8,
                                        8,
                                        ImageUsage.DEPTH_STENCIL_ATTACHMENT));
                ImageView view = device.createImageView(ImageViewInfo.of(image));
                Buffer arguments = device.createBuffer(BufferInfo.of("arguments", 64));
                CommandRecorder recorder = device.createCommandRecorder("meshes")) {
            for (int frame = 0; frame < 2; frame++) {
                submit(
                                device.mainQueue(),
                                recorder,
                                r -> {
                                    r.barrier(Access.ALL, Access.ALL);
                                    r.fillBuffer(arguments, 0, 64, 1);
                                    r.barrier(Access.TRANSFER_WRITE, Access.INDIRECT_READ);
                                    try (RenderRecorder pass =
                                            r.beginRenderPass(
                                                    new RenderPassInfo().clearDepth(view, 1))) {
                                        pass.setPipeline(pipeline);
                                        pass.drawMeshTasks(2, 1, 1);
                                        pass.drawMeshTasksIndirect(arguments, 0, 2, 12);
                                        pass.drawMeshTasksIndirectCount(
                                                arguments, 0, arguments, 32, 1, 12);
                                    }
                                })
                        .await(Gpu.LONG);
            }
        }
    }

    // ---------------------------------------------------------------- memory

    private static void aliased(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        ImageInfo imageInfo = target("aliased image").with(MemoryOption.ALIASED);
        BufferInfo bufferInfo = BufferInfo.of("aliased buffer", BYTES).with(MemoryOption.ALIASED);
        MemoryRequirements both =
                device.memoryRequirements(imageInfo).or(device.memoryRequirements(bufferInfo));
        try (MemoryBlock block = device.createMemoryBlock(MemoryBlockInfo.of("block", both));
                Image image = block.createImage(imageInfo, 0);
                Buffer buffer = block.createBuffer(bufferInfo, 0);
                Buffer readback = device.createBuffer(BufferInfo.of("readback", BYTES).readback());
                CommandRecorder recorder = device.createCommandRecorder("aliases")) {
            run(
                    device.mainQueue(),
                    recorder,
                    r -> {
                        r.clearImage(image, 0, 0, 0, 1);
                        r.barrier(Access.ALL, Access.ALL);
                        r.fillBuffer(buffer, 0, BYTES, 7);
                        r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                        r.copyBuffer(buffer, 0, readback, 0, BYTES);
                        r.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
                    });
            assertThat(readback.mapped().get(ValueLayout.JAVA_INT, 0)).isEqualTo(7);
        }
    }

    // ---------------------------------------------------------------- the end of a device

    private static void closeWithoutChildren(Instance instance, Device device) {
        assertThat(device.isClosed()).isFalse();
        try (Device own = instance.createDevice(deviceInfo("own"))) {
            try (Buffer buffer = own.createBuffer(BufferInfo.of("zombie", 64));
                    CommandRecorder recorder = own.createCommandRecorder("pending")) {
                // The close has to wait for this.
                submit(own.mainQueue(), recorder, r -> r.fillBuffer(buffer, 0, 64, 1));
            }
        }
    }

    private static void slotsRunOut(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        List<Reference> made = new ArrayList<>();
        try (Image image = device.createImage(target("image"))) {
            try {
                fill(made, () -> device.createSampler(SamplerInfo.linear("sampler")));
                fill(made, () -> device.createBuffer(BufferInfo.of("buffer", 16)));
                fill(made, () -> device.createImageView(ImageViewInfo.of(image)));
                // A slot is free again when its resource is destroyed.
                made.removeLast().close();
                device.waitIdle(Gpu.LONG);
                device.collectGarbage();
                made.add(device.createImageView(ImageViewInfo.of(image)));
            } finally {
                made.forEach(Reference::close);
            }
        }
    }

    private static void fill(List<Reference> made, Supplier<Reference> create) {
        boolean full = false;
        while (!full) {
            try {
                made.add(create.get());
            } catch (TableFullException e) {
                full = true;
            }
        }
    }

    private static void closeWithChildren(Instance instance, Device device) {
        assertThat(device.isClosed()).isFalse();
        LifetimeMode mode = instance.lifetimeReport().mode();
        try (Device own = instance.createDevice(deviceInfo("own"));
                Buffer buffer = own.createBuffer(BufferInfo.of("open", 64));
                Image image = own.createImage(target("open image"));
                ImageView view = own.createImageView(ImageViewInfo.of(image));
                CommandRecorder recorder = own.createCommandRecorder("open recorder")) {
            submit(own.mainQueue(), recorder, r -> r.fillBuffer(buffer, 0, 64, 1));
            closeEarly(own, mode);
            assertThat(view.isClosed()).isFalse();
        }
    }

    private static void closeEarly(Device device, LifetimeMode mode) {
        try {
            device.close();
            assertThat(mode).isEqualTo(LifetimeMode.KEEP_PARENTS_ALIVE);
        } catch (ChildrenAliveException e) {
            assertThat(mode).isEqualTo(LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN);
            assertThat(e.children()).hasSize(4);
        }
    }
}
