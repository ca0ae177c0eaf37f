package daxa.samples;

import daxa.core.Device;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.StageSource;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.resource.ImageViewId;
import daxa.core.struct.GpuStruct;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskAccess;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.Use;

/// A soft shadow of one random ray a pixel, averaged over all frames: a double-buffered image keeps
/// the average, so that each frame reads what the one before has written.
final class HistorySample implements Sample {
    /// What task and shader share: the average before and now, and 1 where there is none before.
    @GpuStruct
    record Accumulation(
            @Use(TaskAccess.READS) ImageViewId before,
            @Use(TaskAccess.WRITES) ImageViewId now,
            int first) {
        Accumulation(int first) {
            this(ImageViewId.NULL, ImageViewId.NULL, first);
        }
    }

    private static final Accumulation FIRST = new Accumulation(1);
    private static final Accumulation NEXT = new Accumulation(0);

    private final PipelineManager pipelines;
    private final ManagedPipeline<ComputePipeline> pipeline;
    private Accumulation values = FIRST;
    private boolean isNew;

    HistorySample(Device device) {
        pipelines = Shaders.manager(device, Accumulation.class);
        pipeline =
                pipelines.compute("history", StageSource.compute(Shaders.source("history.comp")));
        Shaders.await(pipelines);
    }

    @Override
    public void describe(GraphBuilder graph, Screen screen) {
        TaskImage average =
                graph.doubleBufferedImage("average", screen.info(Format.R16G16B16A16_SFLOAT));
        graph.compute("accumulate")
                .head(Accumulation.class, average.previous(), average)
                .executes(
                        task -> {
                            task.setPipeline(pipeline.get(), values);
                            Shaders.dispatch(task, average);
                        });
        graph.blit("show", average, screen.image(), Filter.NEAREST);
        // Of another size there is no average yet.
        isNew = true;
    }

    @Override
    public void prepare(TaskGraph graph, float seconds) {
        Shaders.update(pipelines);
        values = isNew ? FIRST : NEXT;
        isNew = false;
    }

    @Override
    public void close() {
        pipelines.close();
    }
}
