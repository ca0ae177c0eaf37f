package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.Access;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.driver.Feature;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.MeshShading;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderInterface;
import daxa.core.pipeline.ShaderStage;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.PipelineManagerInfo;
import daxa.core.program.StageSource;
import daxa.core.query.PipelineStatistic;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;
import daxa.testing.Gpu;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// Task and mesh shaders on the GPU.
class MeshShaderTest extends GpuProgram {
    private static final int BLACK = 0xFF000000;
    private static final int GREEN = 0xFF00FF00;
    private static final int WHITE = -1;

    /// Each workgroup paints a column of the picture; the second triangle of each is green.
    private static final String MESH =
            """
            #extension GL_EXT_mesh_shader : require
            struct Push { daxa_RWBufferPtr(uint) counters; uint first; uint unused; };
            DAXA_PUSH_CONSTANTS(Push, push)
            layout(local_size_x = 4) in;
            layout(triangles, max_vertices = 4, max_primitives = 2) out;
            layout(location = 0) out vec4 color[];
            layout(location = 1) perprimitiveEXT out vec4 tint[];
            PAYLOAD
            void main() {
                uint column = COLUMN;
                SetMeshOutputsEXT(4, 2);
                uint i = gl_LocalInvocationIndex;
                vec2 at = vec2(float(column + (i & 1)) / 4 - 1, i < 2 ? -1.0 : 1.0);
                gl_MeshVerticesEXT[i].gl_Position = vec4(at, 0, 1);
                color[i] = vec4(1);
                if (i < 2) {
                    gl_PrimitiveTriangleIndicesEXT[i] = i == 0 ? uvec3(0, 1, 2) : uvec3(2, 1, 3);
                    tint[i] = TINT;
                }
            }
            """;

    private static final String FRAGMENT =
            """
            #extension GL_EXT_mesh_shader : require
            layout(location = 0) in vec4 color;
            layout(location = 1) perprimitiveEXT in vec4 tint;
            layout(location = 0) out vec4 target;
            void main() { target = color * tint; }
            """;

    private static final String TASK =
            """
            #extension GL_EXT_mesh_shader : require
            struct Push { daxa_RWBufferPtr(uint) counters; uint first; uint unused; };
            DAXA_PUSH_CONSTANTS(Push, push)
            layout(local_size_x = 8) in;
            struct Columns { uint numbers[8]; };
            taskPayloadSharedEXT Columns columns;
            shared uint count;
            void main() {
                if (gl_LocalInvocationIndex == 0) {
                    count = 0;
                }
                barrier();
                // Every second column.
                if ((gl_LocalInvocationIndex & 1) == 1) {
                    columns.numbers[atomicAdd(count, 1)] = gl_LocalInvocationIndex;
                }
                barrier();
                EmitMeshTasksEXT(count, 1, 1);
            }
            """;

    private static ShaderBinary mesh(String payload, String column, String tint) {
        return shader(
                "test.mesh",
                ShaderStage.MESH,
                MESH.replace("PAYLOAD", payload).replace("COLUMN", column).replace("TINT", tint));
    }

    private static ShaderBinary mesh() {
        return mesh("", "gl_WorkGroupID.x + push.first", "vec4(1)");
    }

    private static ShaderBinary meshAfterTask() {
        return mesh(
                "struct Columns { uint numbers[8]; }; taskPayloadSharedEXT Columns columns;",
                "columns.numbers[gl_WorkGroupID.x]",
                "vec4(1)");
    }

    private static ShaderBinary task() {
        return shader("test.task", ShaderStage.TASK, TASK);
    }

    private static RasterPipelineInfo info(MeshShading shaders) {
        return RasterPipelineInfo.ofMesh(
                "meshes",
                shaders,
                shader("test.frag", ShaderStage.FRAGMENT, FRAGMENT),
                ColorTarget.of(Format.R8G8B8A8_UNORM));
    }

    /// Draws into a black picture of 8 by 8.
    private int[] draw(RasterPipeline pipeline, int first, Consumer<RenderRecorder> commands) {
        Image target = target();
        ImageView view = view(target);
        run(
                r -> {
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1))) {
                        pass.setPipeline(pipeline);
                        pass.pushConstants(push(0, first));
                        commands.accept(pass);
                    }
                });
        return read(target);
    }

    private static void assertColumns(int[] picture, int color, int... painted) {
        boolean[] expected = new boolean[8];
        for (int column : painted) {
            expected[column] = true;
        }
        for (int i = 0; i < 64; i++) {
            assertThat(picture[i])
                    .as("texel " + i % 8 + ", " + i / 8)
                    .isEqualTo(expected[i % 8] ? color : BLACK);
        }
    }

    @Test
    void meshShadersPaintWhatTheyMake() {
        RasterPipeline pipeline = raster(info(MeshShading.of(mesh())));
        assertColumns(draw(pipeline, 2, pass -> pass.drawMeshTasks(3, 1, 1)), WHITE, 2, 3, 4);
        assertColumns(draw(pipeline, 2, pass -> pass.drawMeshTasks(0, 1, 1)), WHITE);
    }

    @Test
    void taskShadersDecideWhatIsMade() {
        RasterPipeline pipeline = raster(info(new MeshShading(task(), meshAfterTask())));
        assertColumns(draw(pipeline, 0, pass -> pass.drawMeshTasks(1, 1, 1)), WHITE, 1, 3, 5, 7);
    }

    @Test
    void primitivesHaveOutputsOfTheirOwn() {
        RasterPipeline pipeline =
                raster(
                        info(
                                MeshShading.of(
                                        mesh(
                                                "",
                                                "gl_WorkGroupID.x + push.first",
                                                "vec4(0, 1, 0, 1)"))));
        assertColumns(draw(pipeline, 6, pass -> pass.drawMeshTasks(2, 1, 1)), GREEN, 6, 7);
    }

    @Test
    void theGpuReadsArgumentsAndTheirNumber() {
        RasterPipeline pipeline = raster(info(MeshShading.of(mesh())));
        // The second is that of another draw, with 4 bytes in between.
        Buffer arguments = uploadInts(1, 1, 1, -1, 2, 1, 1, -1, 4, 1, 1);
        Buffer counts = uploadInts(-1, 2);
        assertColumns(
                draw(pipeline, 1, pass -> pass.drawMeshTasksIndirect(arguments, 16, 1, 0)),
                WHITE,
                1,
                2);
        assertThat(gpu.device().features()).contains(Feature.MULTI_DRAW_INDIRECT);
        assertColumns(
                draw(pipeline, 0, pass -> pass.drawMeshTasksIndirect(arguments, 0, 3, 16)),
                WHITE,
                0,
                1,
                2,
                3);
        assertThat(gpu.device().features()).contains(Feature.DRAW_INDIRECT_COUNT);
        assertColumns(
                draw(
                        pipeline,
                        0,
                        pass -> pass.drawMeshTasksIndirectCount(arguments, 0, counts, 4, 3, 16)),
                WHITE,
                0,
                1);
    }

    @Test
    void samplesAreResolvedAtTheEndOfAPass() {
        // A picture of 2 by 2, whose first column is painted to its half.
        RasterPipeline pipeline = raster(info(MeshShading.of(mesh())).withSamples(4));
        Image samples =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D(
                                                        "samples",
                                                        Format.R8G8B8A8_UNORM,
                                                        2,
                                                        2,
                                                        ImageUsage.COLOR_ATTACHMENT)
                                                .withSamples(4)));
        Image resolved = image(Format.R8G8B8A8_UNORM, 2, 2, all(ImageUsage.COLOR_ATTACHMENT));
        ImageView from = view(samples);
        ImageView to = view(resolved);
        run(
                r -> {
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo()
                                            .clearColor(0, from, 0, 0, 0, 1)
                                            .resolveColor(0, to))) {
                        pass.setPipeline(pipeline);
                        pass.pushConstants(push(0, 0));
                        pass.drawMeshTasks(2, 1, 1);
                    }
                });
        int[] texels = read(resolved);
        for (int row = 0; row < 2; row++) {
            assertThat(texels[2 * row] & 0xFF).isBetween(0x7F, 0x80);
            assertThat(texels[2 * row + 1]).isEqualTo(BLACK);
        }
    }

    @Test
    void invocationsAreCounted() {
        assertThat(gpu.device().features()).contains(Feature.MESH_SHADER_QUERIES);
        RasterPipeline pipeline = raster(info(new MeshShading(task(), meshAfterTask())));
        QueryPool pool =
                gpu.own(
                        gpu.device()
                                .createQueryPool(
                                        QueryPoolInfo.statistics(
                                                "statistics",
                                                1,
                                                PipelineStatistic.TASK_SHADER_INVOCATIONS,
                                                PipelineStatistic.MESH_SHADER_INVOCATIONS)));
        draw(
                pipeline,
                0,
                pass -> {
                    pass.beginQuery(pool, 0);
                    pass.drawMeshTasks(1, 1, 1);
                    pass.endQuery(pool, 0);
                });
        long[] counts = new long[2];
        pool.await(0, 1, counts, Gpu.LONG);
        assertThat(counts).containsExactly(8, 4 * 4);
    }

    @Test
    void buffersAreReachedFromBothStages() {
        Buffer buffer = readback(16);
        ShaderBinary counting =
                shader(
                        "counting.task",
                        ShaderStage.TASK,
                        TASK.replace(
                                "EmitMeshTasksEXT(count",
                                "if (gl_LocalInvocationIndex == 0)"
                                        + " daxa_at(push.counters, 0) = 7;\n"
                                        + "EmitMeshTasksEXT(count"));
        ShaderBinary writing =
                mesh(
                        "struct Columns { uint numbers[8]; }; taskPayloadSharedEXT Columns c;",
                        "c.numbers[gl_WorkGroupID.x];\nif (gl_LocalInvocationIndex == 0)"
                                + " atomicAdd(daxa_at(push.counters, 1), 1)",
                        "vec4(1)");
        RasterPipeline pipeline = raster(info(new MeshShading(counting, writing)));
        Image target = target();
        ImageView view = view(target);
        run(
                r -> {
                    r.fillBuffer(buffer, 0, 16, 0);
                    r.barrier(
                            Access.TRANSFER_WRITE,
                            Access.TASK_WRITE.and(Access.MESH_READ).and(Access.MESH_WRITE));
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1))) {
                        pass.setPipeline(pipeline);
                        pass.pushConstants(push(buffer.deviceAddress(), 0));
                        pass.drawMeshTasks(1, 1, 1);
                    }
                });
        assertThat(buffer.mapped().toArray(java.lang.foreign.ValueLayout.JAVA_INT))
                .startsWith(7, 4);
    }

    @Test
    void managersReloadAndCacheMeshShaders(@TempDir Path folder) {
        PipelineManagerInfo info =
                PipelineManagerInfo.of("meshes")
                        .withCache(folder)
                        .withOptions(
                                ShaderOptions.DEFAULT.withVirtualFile(
                                        "tint", "const vec4 tintOf = vec4(0, 1, 0, 1);"));
        try (PipelineManager manager = gpu.device().createPipelineManager(info)) {
            ManagedPipeline<RasterPipeline> pipeline = add(manager);
            assertColumns(
                    draw(pipeline.get(), 0, pass -> pass.drawMeshTasks(1, 1, 1)),
                    GREEN,
                    1,
                    3,
                    5,
                    7);
            manager.setVirtualFile("tint", "const vec4 tintOf = vec4(1);");
            manager.awaitAll(Gpu.LONG);
            assertThat(manager.update().errors()).isEmpty();
            assertColumns(
                    draw(pipeline.get(), 0, pass -> pass.drawMeshTasks(1, 1, 1)),
                    WHITE,
                    1,
                    3,
                    5,
                    7);
            assertThat(manager.statistics().compiled()).isEqualTo(4);
        }
        try (PipelineManager manager = gpu.device().createPipelineManager(info)) {
            assertThat(add(manager).get().isClosed()).isFalse();
            assertThat(manager.statistics().compiled()).isZero();
            assertThat(manager.statistics().cached()).isEqualTo(3);
        }
    }

    private static ManagedPipeline<RasterPipeline> add(PipelineManager manager) {
        String mesh =
                MESH.replace(
                                "PAYLOAD",
                                """
                                struct Columns { uint numbers[8]; };
                                taskPayloadSharedEXT Columns columns;
                                #include <tint>
                                """)
                        .replace("COLUMN", "columns.numbers[gl_WorkGroupID.x]")
                        .replace("TINT", "tintOf");
        ManagedPipeline<RasterPipeline> pipeline =
                manager.raster(
                        "meshes",
                        List.of(
                                StageSource.task(source("test.task", TASK)),
                                StageSource.mesh(source("test.mesh", mesh)),
                                StageSource.fragment(source("test.frag", FRAGMENT))),
                        stages ->
                                RasterPipelineInfo.ofMesh(
                                        "meshes",
                                        stages.meshShading(),
                                        stages.fragment(),
                                        ColorTarget.of(Format.R8G8B8A8_UNORM)));
        manager.awaitAll(Gpu.LONG);
        return pipeline;
    }

    private static ShaderSource source(String name, String body) {
        return ShaderSource.text(name, "#include <daxa/daxa.glsl>\n" + body);
    }

    @Test
    void whatShadersDeclareIsRead() {
        ShaderInterface mesh = meshAfterTask().declared();
        assertThat(mesh.workgroup()).hasToString("4x1x1");
        assertThat(mesh.workgroupOutput()).isEqualTo(new ShaderInterface.WorkgroupOutput(4, 2, 32));
        assertThat(mesh.outputs())
                .extracting(ShaderInterface.Variable::name, ShaderInterface.Variable::locations)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("color", 1),
                        org.assertj.core.groups.Tuple.tuple("tint", 1));
        ShaderInterface task = task().declared();
        assertThat(task.workgroup()).hasToString("8x1x1");
        assertThat(task.workgroupOutput()).isEqualTo(new ShaderInterface.WorkgroupOutput(0, 0, 32));
        assertThat(task.sharedMemorySize()).isEqualTo(4);
    }

    @Test
    void stagesThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> raster(info(MeshShading.of(meshAfterTask()))))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "pipeline 'meshes': shader 'test.mesh' reads a payload of 32 bytes"
                                + " (expected up to 0, what there is without a task shader)");
        ShaderBinary other =
                shader(
                        "other.frag",
                        ShaderStage.FRAGMENT,
                        """
                        layout(location = 3) in vec4 color;
                        layout(location = 0) out vec4 target;
                        void main() { target = color; }
                        """);
        assertThatThrownBy(
                        () ->
                                raster(
                                        RasterPipelineInfo.ofMesh(
                                                "meshes",
                                                MeshShading.of(mesh()),
                                                other,
                                                ColorTarget.of(Format.R8G8B8A8_UNORM))))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "pipeline 'meshes': input 'color' of shader 'other.frag', location=3, type"
                                + " vec4, is no output of shader 'test.mesh' (expected one of the"
                                + " locations [0, 1])");
    }
}
