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
import daxa.core.struct.Length;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskAccess;
import daxa.taskgraph.TaskCondition;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.Use;

import org.joml.Vector2f;
import org.joml.Vector3f;
import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// Two canvases with mip levels, which are the layers of one image: since tasks say which part they
/// use, brushes and averages of both run at the same time. A condition lifts the brushes every
/// other second, and then the graph makes no mip levels either.
final class MipsSample implements Sample {
    private static final int MIPS = 6;
    private static final int SIDE = 512;

    /// A touch of a brush: where, as a part of the side, and its colour.
    @GpuStruct
    record Brush(@Use(TaskAccess.READS_WRITES) ImageViewId canvas, Vector2f place, Vector3f color) {
        Brush(Vector2f place, Vector3f color) {
            this(ImageViewId.NULL, place, color);
        }
    }

    /// All levels of both canvases, on a picture.
    @GpuStruct
    @SuppressWarnings("ArrayRecordComponent")
    record Wall(
            @Use(TaskAccess.READS) @Length(MIPS) ImageViewId[] warm,
            @Use(TaskAccess.READS) @Length(MIPS) ImageViewId[] cold,
            @Use(TaskAccess.WRITES) ImageViewId target) {}

    private final PipelineManager pipelines;
    private final ManagedPipeline<ComputePipeline> paint;
    private final ManagedPipeline<ComputePipeline> show;
    private @Nullable TaskCondition blank;
    @Nullable TaskCondition painting;
    private boolean isBlank = true;
    private float seconds;

    MipsSample(Device device) {
        pipelines = Shaders.manager(device, Brush.class, Wall.class);
        paint = pipelines.compute("paint", StageSource.compute(Shaders.source("mips_paint.comp")));
        show =
                pipelines.compute(
                        "show",
                        StageSource.compute(Shaders.source("mips_show.comp"))
                                .withDefine("MIPS", Integer.toString(MIPS)));
        Shaders.await(pipelines);
    }

    @Override
    public void describe(GraphBuilder graph, Screen screen) {
        TaskImage canvases =
                graph.persistentImage(
                        "canvases",
                        TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, SIDE, SIDE)
                                .withMips(MIPS)
                                .withLayers(2));
        TaskImage warm = canvases.layers(0, 1);
        TaskImage cold = canvases.layers(1, 1);
        TaskImage picture = graph.transientImage("picture", screen.info(Format.R8G8B8A8_UNORM));

        blank = graph.condition("blank");
        graph.clear("blank", canvases, 0, 0, 0, 1).when(blank);
        painting = graph.condition("painting");
        graph.when(
                painting,
                () -> {
                    brush(graph, "warm", warm, 1.0f, new Vector3f(1, 0.55f, 0.15f));
                    brush(graph, "cold", cold, 1.6f, new Vector3f(0.2f, 0.6f, 1));
                });
        graph.compute("show")
                .head(Wall.class, warm.eachMip(), cold.eachMip(), picture)
                .executes(
                        task -> {
                            task.setPipeline(show.get());
                            Shaders.dispatch(task, picture);
                        });
        graph.blit("present", picture, screen.image(), Filter.NEAREST);
    }

    // Paints the first level, and averages each one into the next.
    private void brush(
            GraphBuilder graph, String name, TaskImage canvas, float speed, Vector3f color) {
        TaskImage whole = canvas.mips(0, 1);
        graph.compute("paint " + name)
                .head(Brush.class, whole)
                .executes(
                        task -> {
                            task.setPipeline(paint.get(), new Brush(place(speed), color));
                            Shaders.dispatch(task, whole);
                        });
        for (int i = 1; i < MIPS; i++) {
            TaskImage from = canvas.mips(i - 1, 1);
            graph.blit(name + " level " + i, from, canvas.mips(i, 1), Filter.LINEAR);
        }
    }

    private Vector2f place(float speed) {
        return new Vector2f(
                0.5f + 0.4f * (float) Math.sin(3 * speed * seconds),
                0.5f + 0.4f * (float) Math.cos(2 * speed * seconds));
    }

    @Override
    public void prepare(TaskGraph graph, float now) {
        Shaders.update(pipelines);
        seconds = now;
        graph.set(Objects.requireNonNull(blank), isBlank);
        graph.set(Objects.requireNonNull(painting), (int) now % 2 == 0);
        isBlank = false;
    }

    @Override
    public void close() {
        pipelines.close();
    }
}
