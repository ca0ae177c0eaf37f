package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.Feature;
import daxa.core.driver.MeshShaderLimits;
import daxa.core.driver.WorkgroupLimits;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.DynamicState;
import daxa.core.pipeline.MeshShading;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.Topology;
import daxa.core.pipeline.VertexBinding;
import daxa.core.pipeline.VertexInput;
import daxa.core.pipeline.VertexRate;
import daxa.core.resource.Buffer;
import daxa.core.resource.Format;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderSource;
import daxa.testing.Limits;
import daxa.testing.Shaders;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Pipelines and draws with task and mesh shaders: what they ask of the driver, and what is
/// refused.
class MeshDrawTest extends CommandFixture {
    private static final ShaderBinary TASK = Shaders.pretended(ShaderStage.TASK, 8);
    private static final ShaderBinary MESH = Shaders.pretended(ShaderStage.MESH, 16);

    private static RasterPipelineInfo info(MeshShading shaders) {
        return RasterPipelineInfo.ofMesh(
                "meshes",
                shaders,
                Shaders.pretended(ShaderStage.FRAGMENT, 0),
                ColorTarget.of(Format.R8G8B8A8_UNORM));
    }

    private static RasterPipelineInfo info() {
        return info(new MeshShading(TASK, MESH));
    }

    private void inPass(
            RasterPipelineInfo pipeline, java.util.function.Consumer<RenderRecorder> c) {
        recorder.begin();
        pass(pipeline, c).accept(recorder);
        recorder.discard();
    }

    @Test
    void drawsReachTheDriver() {
        Buffer arguments = buffer(128);
        Buffer counts = buffer(16);
        assertThat(
                        run(
                                pass(
                                        info(),
                                        p -> {
                                            p.drawMeshTasks(3, 2, 1);
                                            p.drawMeshTasksIndirect(arguments, 4, 2, 12);
                                            p.drawMeshTasksIndirectCount(
                                                    arguments, 8, counts, 12, 3, 16);
                                        }),
                                DriverCall.DRAW_MESH_TASKS,
                                DriverCall.DRAW_MESH_TASKS_INDIRECT,
                                DriverCall.DRAW_MESH_TASKS_INDIRECT_COUNT))
                .containsExactly(
                        "drawMeshTasks [3, 2, 1]",
                        "drawMeshTasksIndirect [4, 2, 12]",
                        "drawMeshTasksIndirectCount [8, 12, 3, 16]");
    }

    @Test
    void thePipelineIsWhatItWasAskedToBe() {
        RasterPipelineInfo info = info();
        var pipeline = gpu.own(gpu.device().createRasterPipeline(info));
        assertThat(pipeline.pushConstantSize()).isEqualTo(16);
        assertThat(pipeline.info()).isEqualTo(info);
        assertThat(info.vertex()).isNull();
        RasterPipelineInfo depthOnly =
                RasterPipelineInfo.ofMeshWithoutFragments("depth", MeshShading.of(MESH));
        gpu.own(gpu.device().createRasterPipeline(depthOnly));
    }

    @Test
    void drawsFitTheBoundShaders() {
        Buffer arguments = buffer(64);
        inPass(
                info(),
                p -> {
                    refused(
                            () -> p.draw(3),
                            "draw was called on CommandRecorder 'recorder', but the bound pipeline"
                                    + " has mesh shaders; call drawMeshTasks");
                    refusedWith(
                            () -> p.drawIndirect(arguments, 0, 1, 16),
                            "drawIndirect was called on CommandRecorder 'recorder', but the bound"
                                    + " pipeline has mesh shaders");
                });
        inPass(
                rasterInfo(),
                p -> {
                    refused(
                            () -> p.drawMeshTasks(1, 1, 1),
                            "drawMeshTasks was called on CommandRecorder 'recorder', but the bound"
                                    + " pipeline has a vertex shader; call draw");
                    refusedWith(
                            () -> p.drawMeshTasksIndirect(arguments, 0, 1, 12),
                            "has a vertex shader");
                    refusedWith(
                            () -> p.drawMeshTasksIndirectCount(arguments, 0, arguments, 0, 1, 12),
                            "has a vertex shader");
                });
        recorder.begin();
        try (RenderRecorder pass = recorder.beginRenderPass(target())) {
            refused(
                    () -> pass.drawMeshTasks(1, 1, 1),
                    "drawMeshTasks was called on CommandRecorder 'recorder' without a raster"
                            + " pipeline; call setPipeline first");
        }
        recorder.discard();
    }

    private RenderPassInfo target() {
        var view =
                gpu.own(
                        gpu.device()
                                .createImageView(
                                        daxa.core.resource.ImageViewInfo.of(image(imageInfo()))));
        return new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1);
    }

    @Test
    void workgroupsBeyondTheLimitsAreRefused() {
        inPass(
                info(),
                p -> {
                    refused(
                            () -> p.drawMeshTasks(65536, 1, 1),
                            "drawMeshTasks on CommandRecorder 'recorder': workgroups=65536x1x1"
                                    + " (expected 0x0x0 to 65535x65535x65535, and up to 4194304"
                                    + " together, on this device)");
                    refusedWith(() -> p.drawMeshTasks(-1, 1, 1), "workgroups=-1x1x1");
                    refusedWith(() -> p.drawMeshTasks(1, 65536, 1), "workgroups=1x65536x1");
                    refusedWith(() -> p.drawMeshTasks(1, 1, 65536), "workgroups=1x1x65536");
                    refusedWith(
                            () -> p.drawMeshTasks(65535, 65535, 65535),
                            "workgroups=65535x65535x65535");
                    refusedWith(() -> p.drawMeshTasks(2048, 2049, 1), "workgroups=2048x2049x1");
                    p.drawMeshTasks(2048, 2048, 1);
                    p.drawMeshTasks(65535, 65535, 0);
                });
    }

    @Test
    void argumentsThatTheGpuCannotReadAreRefused() {
        Buffer arguments = buffer(64);
        inPass(
                info(),
                p -> {
                    refused(
                            () -> p.drawMeshTasksIndirect(arguments, 56, 1, 12),
                            "drawMeshTasksIndirect with Buffer 'buffer': offset=56, bytes read=12"
                                    + " (expected inside of 0 to 64, a multiple of 4)");
                    refused(
                            () -> p.drawMeshTasksIndirect(arguments, 0, 2, 8),
                            "drawMeshTasksIndirect with Buffer 'buffer': draws=2, stride=8"
                                    + " (expected at least 0 draws, and a multiple of 4 of at"
                                    + " least 12)");
                    refusedWith(
                            () -> p.drawMeshTasksIndirectCount(arguments, 0, arguments, 62, 1, 12),
                            "offset=62");
                    refusedWith(
                            () -> p.drawMeshTasksIndirectCount(arguments, 0, arguments, 0, 6, 12),
                            "bytes read=72");
                });
    }

    @Test
    void missingFeaturesAreNamed() {
        without(
                device -> {
                    refused(
                            () -> device.createRasterPipeline(info(MeshShading.of(MESH))),
                            "pipeline 'meshes': a mesh shader needs the feature MESH_SHADER, which"
                                    + " device 'poor' was created without");
                    try (CommandRecorder r = device.createCommandRecorder("r")) {
                        r.begin();
                        refused(
                                () -> r.barrier(Access.MESH_WRITE, Access.ALL),
                                "barrier for mesh shaders needs the feature MESH_SHADER, which"
                                        + " device 'poor' was created without");
                        refused(
                                () -> r.barrier(Access.ALL, Access.TASK_READ),
                                "barrier for task shaders needs the feature TASK_SHADER, which"
                                        + " device 'poor' was created without");
                    }
                },
                Feature.MESH_SHADER,
                Feature.TASK_SHADER);
        without(
                device -> {
                    device.createRasterPipeline(info(MeshShading.of(MESH))).close();
                    refused(
                            () -> device.createRasterPipeline(info()),
                            "pipeline 'meshes': a task shader needs the feature TASK_SHADER, which"
                                    + " device 'poor' was created without");
                },
                Feature.TASK_SHADER);
        without(
                device ->
                        refused(
                                () -> device.createRasterPipeline(info().withViewMask(3)),
                                "pipeline 'meshes': viewMask=3 with mesh shaders needs the feature"
                                        + " MULTIVIEW_MESH_SHADER, which device 'poor' was created"
                                        + " without"),
                Feature.MULTIVIEW_MESH_SHADER);
        refused(
                () -> gpu.device().createRasterPipeline(info().withViewMask(0b10000)),
                "pipeline 'meshes': viewMask=16 with mesh shaders (expected views below 4 on this"
                        + " device)");
        gpu.own(gpu.device().createRasterPipeline(info().withViewMask(3)));
    }

    @Test
    void whatMeshShadersSayThemselvesIsRefused() {
        refused(
                () -> info().withTopology(Topology.LINES),
                "pipeline 'meshes': mesh shaders with a topology or primitive restart (expected"
                        + " neither of them: mesh shaders say what primitives they make)");
        refusedWith(() -> info().withPrimitiveRestart(true), "primitive restart");
        refusedWith(() -> info().withDynamic(DynamicState.TOPOLOGY), "topology");
        refused(
                () ->
                        info().withVertexInput(
                                        new VertexInput(
                                                List.of(new VertexBinding(16, VertexRate.VERTEX)),
                                                List.of())),
                "pipeline 'meshes': mesh shaders with tessellation or vertex input (expected"
                        + " neither of them: mesh shaders make all vertices)");
        refused(
                () -> MeshShading.of(TASK),
                "pipeline 'mesh shading': shader 'pretended' has stage=TASK (expected MESH)");
        refused(
                () -> new MeshShading(MESH, MESH),
                "pipeline 'mesh shading': shader 'pretended' has stage=MESH (expected TASK)");
    }

    private static ShaderBinary compile(ShaderStage stage, String glsl) {
        return new GlslCompiler()
                .compile(
                        ShaderSource.text(
                                stage == ShaderStage.TASK ? "t" : "m",
                                "#extension GL_EXT_mesh_shader : require\n" + glsl),
                        stage);
    }

    @Test
    void shadersBeyondTheLimitsAreRefused() {
        WorkgroupLimits few = new WorkgroupLimits(64, 8, 8, 8, 16, 16, 4, 4, 64, 96, 16);
        SimulatedAdapter adapter = new SimulatedAdapter("small");
        SimulatedDriver driver =
                new SimulatedDriver()
                        .adapters(
                                adapter.withLimits(
                                        Limits.with(
                                                adapter.limits(),
                                                "meshShaders",
                                                new MeshShaderLimits(few, few, 48, 8, 4, 0))));
        ShaderBinary task =
                compile(
                        ShaderStage.TASK,
                        """
                        layout(local_size_x = 4, local_size_y = 8) in;
                        struct Payload { uint values[16]; };
                        taskPayloadSharedEXT Payload payload;
                        shared uint scratch[17];
                        void main() {
                            scratch[gl_LocalInvocationIndex % 17] = 1;
                            payload.values[0] = scratch[0];
                            EmitMeshTasksEXT(1, 1, 1);
                        }
                        """);
        ShaderBinary mesh =
                compile(
                        ShaderStage.MESH,
                        """
                        layout(local_size_x = 1, local_size_y = 8) in;
                        layout(triangles, max_vertices = 9, max_primitives = 5) out;
                        struct Payload { uint values[17]; };
                        taskPayloadSharedEXT Payload payload;
                        void main() { SetMeshOutputsEXT(payload.values[16], 0); }
                        """);
        try (Instance instance = Instance.create(InstanceInfo.of("small"), driver);
                var device = instance.createDevice(DeviceInfo.of("small"))) {
            refused(
                    () -> device.createRasterPipeline(info(new MeshShading(task, mesh))),
                    """
                    pipeline 'meshes' has 8 problems:
                      workgroup=4x8x1 has 32 invocations (expected up to 16 on this device)
                      shared memory of shader 't' has 68 bytes (expected up to 64 on this device)
                      shared memory and payload of shader 't' have 132 bytes (expected up to 96 on\
                     this device)
                      shader 't' has a payload of 64 bytes (expected up to 48 on this device)
                      workgroup=1x8x1 (expected 1x1x1 to 16x4x4 on this device)
                      shader 'm' has 9 output vertices (expected up to 8 on this device)
                      shader 'm' has 5 output primitives (expected up to 4 on this device)
                      shader 'm' reads a payload of 68 bytes (expected up to 64, what shader 't'\
                     gives)\
                    """);
        }
    }
}
