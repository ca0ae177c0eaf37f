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

/// A compute shader that writes an image, found by its id in the bindless table. The image is then
/// blitted to what is shown.
final class ComputeSample implements Sample {
    /// What task and shader share: the image, of any float or normalised format, and the time in
    /// seconds.
    @GpuStruct
    record Waves(@Use(TaskAccess.WRITES) ImageViewId target, float time) {
        Waves(float time) {
            this(ImageViewId.NULL, time);
        }
    }

    private final PipelineManager pipelines;
    private final ManagedPipeline<ComputePipeline> pipeline;
    private float seconds;

    ComputeSample(Device device) {
        pipelines = Shaders.manager(device, Waves.class);
        pipeline = pipelines.compute("waves", StageSource.compute(Shaders.source("compute.comp")));
        Shaders.await(pipelines);
    }

    @Override
    public void describe(GraphBuilder graph, Screen screen) {
        TaskImage waves = graph.transientImage("waves", screen.info(Format.R8G8B8A8_UNORM));
        graph.compute("waves")
                .head(Waves.class, waves)
                .executes(
                        task -> {
                            task.setPipeline(pipeline.get(), new Waves(seconds));
                            Shaders.dispatch(task, waves);
                        });
        graph.blit("show", waves, screen.image(), Filter.NEAREST);
    }

    @Override
    public void prepare(TaskGraph graph, float now) {
        Shaders.update(pipelines);
        seconds = now;
    }

    @Override
    public void close() {
        pipelines.close();
    }
}
