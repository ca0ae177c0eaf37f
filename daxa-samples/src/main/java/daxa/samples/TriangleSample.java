package daxa.samples;

import daxa.core.Device;
import daxa.core.command.CommandRecorder;
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

import org.joml.Vector3f;

import java.util.List;

/// A triangle whose vertex shader pulls its vertices from a buffer, through the device address that
/// it gets as push constant.
final class TriangleSample implements Sample {
    /// A corner: its place in clip space, where y points down, and its colour.
    @GpuStruct
    record Vertex(Vector3f position, Vector3f color) {}

    /// The push constants.
    @GpuStruct
    record Triangle(BufferPtr<Vertex> vertices) {}

    private static final Struct<Vertex> VERTEX = Structs.of(Vertex.class);
    private static final Struct<Triangle> TRIANGLE = Structs.of(Triangle.class);

    private static final List<Vertex> VERTICES =
            List.of(
                    new Vertex(new Vector3f(0, -0.7f, 0), new Vector3f(1, 0, 0)),
                    new Vertex(new Vector3f(0.7f, 0.7f, 0), new Vector3f(0, 1, 0)),
                    new Vertex(new Vector3f(-0.7f, 0.7f, 0), new Vector3f(0, 0, 1)));

    private final Buffer vertices;
    private final PipelineManager pipelines;
    private final ManagedPipeline<RasterPipeline> pipeline;
    private final RenderPassInfo pass = new RenderPassInfo();
    private final Triangle triangle;

    TriangleSample(Device device, Target target) {
        vertices =
                device.createBuffer(
                        BufferInfo.of("vertices", VERTEX.bytes(VERTICES.size())).upload());
        VERTEX.writeAll(vertices.mapped(), 0, VERTICES);
        triangle = new Triangle(BufferPtr.to(vertices));

        Format format = target.image().info().format();
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
    public void record(CommandRecorder recorder, Target target, float seconds) {
        Shaders.update(pipelines);
        pass.clear().clearColor(0, target.view(), 0.02f, 0.02f, 0.03f, 1);
        try (RenderRecorder draws = recorder.beginRenderPass(pass)) {
            draws.setPipeline(pipeline.get());
            draws.pushConstants(TRIANGLE, triangle);
            draws.draw(3);
        }
    }

    @Override
    public void close() {
        pipelines.close();
        vertices.close();
    }
}
