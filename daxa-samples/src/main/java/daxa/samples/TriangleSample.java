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

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// A triangle whose vertex shader pulls its vertices from a buffer, through the device address that
/// it gets as push constant.
final class TriangleSample implements Sample {
    private static final float[] VERTICES = {
        // x, y (down), z, red, green, blue
        0.0f, -0.7f, 0, 1, 0, 0,
        0.7f, 0.7f, 0, 0, 1, 0,
        -0.7f, 0.7f, 0, 0, 0, 1,
    };

    private final Buffer vertices;
    private final PipelineManager pipelines;
    private final ManagedPipeline<RasterPipeline> pipeline;
    private final RenderPassInfo pass = new RenderPassInfo();
    private final MemorySegment push = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

    TriangleSample(Device device, Target target) {
        vertices = device.createBuffer(BufferInfo.of("vertices", VERTICES.length * 4L).upload());
        vertices.mapped().copyFrom(MemorySegment.ofArray(VERTICES));
        push.set(ValueLayout.JAVA_LONG, 0, vertices.deviceAddress());

        Format format = target.image().info().format();
        pipelines = Shaders.manager(device);
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
            draws.pushConstants(push);
            draws.draw(3);
        }
    }

    @Override
    public void close() {
        pipelines.close();
        vertices.close();
    }
}
