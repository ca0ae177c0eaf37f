package daxa.samples;

import daxa.core.Device;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.StageSource;
import daxa.core.resource.Format;
import daxa.core.resource.ImageViewId;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Unsigned;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskAccess;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskQueue;
import daxa.taskgraph.TaskStage;
import daxa.taskgraph.Use;

/// Water whose waves are computed beside the graphics: while the main queue draws those of the
/// frame before, a compute queue makes the next. Both read the same image at the same time, and
/// neither waits for the other within a frame.
final class AsyncSample implements Sample {
    private static final int SIDE = 256;

    /// A step of the waves: height and speed of each place, before and after it.
    @GpuStruct
    record Waves(
            @Use(TaskAccess.READS) ImageViewId before,
            @Use(TaskAccess.WRITES) ImageViewId after,
            @Unsigned int frame) {
        Waves(int frame) {
            this(ImageViewId.NULL, ImageViewId.NULL, frame);
        }
    }

    /// What is drawn.
    @GpuStruct
    record Water(
            @Use(value = TaskAccess.READS, stage = TaskStage.FRAGMENT) ImageViewId waves,
            @Unsigned int frame) {
        Water(int frame) {
            this(ImageViewId.NULL, frame);
        }
    }

    private final PipelineManager pipelines;
    private final ManagedPipeline<ComputePipeline> step;
    private final ManagedPipeline<RasterPipeline> draw;
    private final RenderPassInfo pass = new RenderPassInfo();
    private int frame = -1;

    AsyncSample(Device device, Format format) {
        pipelines = Shaders.manager(device, Waves.class, Water.class);
        step = pipelines.compute("waves", StageSource.compute(Shaders.source("async_waves.comp")));
        draw = Shaders.raster(pipelines, "async", format);
        Shaders.await(pipelines);
    }

    @Override
    public void describe(GraphBuilder graph, Screen screen) {
        TaskImage waves =
                graph.doubleBufferedImage(
                        "waves", TaskImageInfo.of2D(Format.R32G32_SFLOAT, SIDE, SIDE));
        graph.compute("waves")
                .on(TaskQueue.COMPUTE_0)
                .head(Waves.class, waves.previous(), waves)
                .executes(
                        task -> {
                            task.setPipeline(step.get(), new Waves(frame));
                            Shaders.dispatch(task, waves);
                        });
        graph.raster("water")
                .head(Water.class, waves.previous())
                .writes(TaskStage.COLOR_ATTACHMENT, screen.image())
                .executes(
                        task -> {
                            pass.clear().clearColor(0, task.view(screen.image()), 0, 0, 0, 1);
                            try (RenderRecorder draws = task.commands().beginRenderPass(pass)) {
                                task.setPipeline(draws, draw.get(), new Water(frame));
                                draws.draw(3);
                            }
                        });
    }

    @Override
    public void prepare(TaskGraph graph, float seconds) {
        Shaders.update(pipelines);
        frame++;
    }

    @Override
    public void close() {
        pipelines.close();
    }
}
