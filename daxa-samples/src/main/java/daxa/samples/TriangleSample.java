package daxa.samples;

import daxa.core.Device;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.StageSource;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.struct.BufferPtr;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Struct;
import daxa.core.struct.Structs;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskAccess;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskStage;
import daxa.taskgraph.Use;

import org.joml.Vector3f;

import java.util.List;

/// A triangle whose vertex shader pulls its vertices from a buffer, through the device address that
/// it gets with the head of the task.
final class TriangleSample implements Sample {
    /// A corner: its place in clip space, where y points down, and its colour.
    @GpuStruct
    record Vertex(Vector3f position, Vector3f color) {}

    /// What task and shaders share.
    @GpuStruct
    record Triangle(@Use(TaskAccess.READS) BufferPtr<Vertex> vertices) {}

    private static final Struct<Vertex> VERTEX = Structs.of(Vertex.class);

    private static final List<Vertex> VERTICES =
            List.of(
                    new Vertex(new Vector3f(0, -0.7f, 0), new Vector3f(1, 0, 0)),
                    new Vertex(new Vector3f(0.7f, 0.7f, 0), new Vector3f(0, 1, 0)),
                    new Vertex(new Vector3f(-0.7f, 0.7f, 0), new Vector3f(0, 0, 1)));

    private final Buffer buffer;
    private final PipelineManager pipelines;
    private final ManagedPipeline<RasterPipeline> pipeline;
    private final RenderPassInfo pass = new RenderPassInfo();
    private TaskBuffer vertices = TaskBuffer.NONE;

    TriangleSample(Device device, Format format) {
        buffer =
                device.createBuffer(
                        BufferInfo.of("vertices", VERTEX.bytes(VERTICES.size())).upload());
        VERTEX.writeAll(buffer.mapped(), 0, VERTICES);

        pipelines = Shaders.manager(device, Triangle.class);
        pipeline =
                pipelines.raster(
                        "triangle",
                        List.of(
                                StageSource.vertex(Shaders.source("triangle.vert")),
                                StageSource.fragment(Shaders.source("triangle.frag"))),
                        stages ->
                                RasterPipelineInfo.of(
                                        "triangle",
                                        stages.vertex(),
                                        stages.fragment(),
                                        ColorTarget.of(format)));
        Shaders.await(pipelines);
    }

    @Override
    public void describe(GraphBuilder graph, Screen screen) {
        vertices = graph.externalBuffer("vertices", VERTEX.bytes(VERTICES.size()));
        graph.raster("triangle")
                .head(Triangle.class, vertices)
                .writes(TaskStage.COLOR_ATTACHMENT, screen.image())
                .executes(
                        task -> {
                            pass.clear()
                                    .clearColor(
                                            0, task.view(screen.image()), 0.02f, 0.02f, 0.03f, 1);
                            try (RenderRecorder draws = task.commands().beginRenderPass(pass)) {
                                task.setPipeline(draws, pipeline.get());
                                draws.draw(3);
                            }
                        });
    }

    @Override
    public void bind(TaskGraph graph) {
        graph.bind(vertices, buffer);
    }

    @Override
    public void prepare(TaskGraph graph, float seconds) {
        Shaders.update(pipelines);
    }

    @Override
    public void close() {
        pipelines.close();
        buffer.close();
    }
}
