package daxa.samples;

import daxa.core.Device;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.StageSource;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.struct.BufferPtr;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.RWBufferPtr;
import daxa.core.struct.Struct;
import daxa.core.struct.Structs;
import daxa.core.struct.Unsigned;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskAccess;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskStage;
import daxa.taskgraph.Use;

import org.joml.Vector2f;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A flock. Each step reads the boids in one buffer of the program and writes them to another; then
/// the buffers change places, so that nothing is copied.
final class BoidsSample implements Sample {
    private static final int COUNT = 600;
    private static final int WORKGROUP = 64;

    /// One of the flock, from -1 to 1, and where it flies in a second.
    @GpuStruct
    record Boid(Vector2f place, Vector2f velocity) {}

    /// A step of a sixtieth of a second.
    @GpuStruct
    record Step(
            @Use(TaskAccess.READS) BufferPtr<Boid> before,
            @Use(TaskAccess.WRITES) RWBufferPtr<Boid> after,
            @Unsigned int count) {}

    /// What is drawn.
    @GpuStruct
    record Flock(
            @Use(value = TaskAccess.READS, stage = TaskStage.VERTEX) BufferPtr<Boid> boids,
            Vector2f scale) {
        Flock(Vector2f scale) {
            this(new BufferPtr<>(0), scale);
        }
    }

    private static final Struct<Boid> BOID = Structs.of(Boid.class);
    private static final Step STEP = new Step(new BufferPtr<>(0), new RWBufferPtr<>(0), COUNT);

    private final List<Buffer> buffers;
    private final PipelineManager pipelines;
    private final ManagedPipeline<ComputePipeline> step;
    private final ManagedPipeline<RasterPipeline> draw;
    private final RenderPassInfo pass = new RenderPassInfo();
    private TaskBuffer before = TaskBuffer.NONE;
    private TaskBuffer after = TaskBuffer.NONE;
    private boolean started;

    BoidsSample(Device device, Format format) {
        BufferInfo info = BufferInfo.of("boids", BOID.bytes(COUNT)).upload();
        buffers = List.of(device.createBuffer(info), device.createBuffer(info));
        BOID.writeAll(buffers.get(1).mapped(), 0, flock());
        pipelines = Shaders.manager(device, Step.class, Flock.class);
        step = pipelines.compute("step", StageSource.compute(Shaders.source("boids.comp")));
        draw = Shaders.raster(pipelines, "boids", format);
        Shaders.await(pipelines);
    }

    private static List<Boid> flock() {
        Random random = new Random(7);
        List<Boid> boids = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            boids.add(new Boid(anywhere(random, 0.9f), anywhere(random, 0.4f)));
        }
        return boids;
    }

    private static Vector2f anywhere(Random random, float limit) {
        return new Vector2f(random.nextFloat(-limit, limit), random.nextFloat(-limit, limit));
    }

    @Override
    public void describe(GraphBuilder graph, Screen screen) {
        before = graph.externalBuffer("before", BOID.bytes(COUNT));
        after = graph.externalBuffer("after", BOID.bytes(COUNT));
        graph.compute("step")
                .head(Step.class, before, after)
                .executes(
                        task -> {
                            task.setPipeline(step.get(), STEP);
                            task.commands().dispatch((COUNT + WORKGROUP - 1) / WORKGROUP, 1, 1);
                        });
        Vector2f scale =
                new Vector2f(Math.min(1, 1 / screen.aspect()), Math.min(1, screen.aspect()));
        graph.raster("flock")
                .head(Flock.class, after)
                .writes(TaskStage.COLOR_ATTACHMENT, screen.image())
                .executes(
                        task -> {
                            pass.clear()
                                    .clearColor(
                                            0, task.view(screen.image()), 0.02f, 0.02f, 0.03f, 1);
                            try (RenderRecorder draws = task.commands().beginRenderPass(pass)) {
                                task.setPipeline(draws, draw.get(), new Flock(scale));
                                draws.draw(3, COUNT, 0, 0);
                            }
                        });
    }

    @Override
    public void bind(TaskGraph graph) {
        if (!started) {
            started = true;
            graph.bind(before, buffers.get(0));
            graph.bind(after, buffers.get(1));
        }
    }

    @Override
    public void prepare(TaskGraph graph, float seconds) {
        Shaders.update(pipelines);
        graph.swap(before, after);
    }

    @Override
    public void close() {
        pipelines.close();
        buffers.forEach(Buffer::close);
    }
}
