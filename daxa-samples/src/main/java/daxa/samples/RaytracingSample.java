package daxa.samples;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.StructureBuild;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.RayTracingPipelineInfo;
import daxa.core.pipeline.ShaderBindingTable;
import daxa.core.pipeline.ShaderBindingTableInfo;
import daxa.core.pipeline.ShaderGroup;
import daxa.core.program.CompiledStages;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.StageSource;
import daxa.core.resource.Blas;
import daxa.core.resource.BlasInput;
import daxa.core.resource.BlasInstance;
import daxa.core.resource.BoxGeometry;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.resource.ImageViewId;
import daxa.core.resource.Tlas;
import daxa.core.resource.TlasId;
import daxa.core.resource.TlasInput;
import daxa.core.resource.TriangleGeometry;
import daxa.core.shader.ShaderSource;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Struct;
import daxa.core.struct.Structs;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskAccess;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskStructure;
import daxa.taskgraph.Use;

import org.joml.Matrix4x3f;
import org.joml.Vector3f;
import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Balls on a plane, traced by a ray tracing pipeline: balls are boxes with an intersection shader,
/// each has its material in its record of the shader binding table, and hits trace on to the sun
/// and to what they mirror.
final class RaytracingSample implements Sample {
    /// What task and shaders share: where the picture is, what is in it, and from where it is seen.
    @GpuStruct
    record Camera(
            @Use(TaskAccess.WRITES) ImageViewId target,
            @Use(TaskAccess.READS) TlasId scene,
            Vector3f eye,
            Vector3f right,
            Vector3f down,
            Vector3f forward) {}

    /// The data of a record.
    @GpuStruct
    record Material(Vector3f color, float mirror) {}

    /// A corner of a triangle, as builds read it.
    @GpuStruct
    record Corner(Vector3f position) {}

    /// A box with something in it, as builds read it.
    @GpuStruct
    record Bounds(Vector3f min, Vector3f max) {}

    private static final Struct<Material> MATERIAL = Structs.of(Material.class);

    private static final Struct<Corner> CORNER = Structs.of(Corner.class);
    private static final Struct<Bounds> BOUNDS = Structs.of(Bounds.class);

    /// The ground.
    private static final List<Corner> CORNERS =
            Stream.of(
                            new Vector3f(-50, 0, -50),
                            new Vector3f(50, 0, -50),
                            new Vector3f(-50, 0, 50),
                            new Vector3f(50, 0, -50),
                            new Vector3f(50, 0, 50),
                            new Vector3f(-50, 0, 50))
                    .map(Corner::new)
                    .toList();

    private static final int BALLS = 40;
    // From the eye, over two mirrors, to the sun.
    private static final int DEPTH = 4;
    private static final ShaderSource SHADERS = Shaders.source("raytracing.glsl");
    private static final StageSource RAYGEN = StageSource.raygen(SHADERS);
    private static final StageSource SKY = StageSource.miss(SHADERS);
    private static final StageSource SHADOW = StageSource.miss(SHADERS).withDefine("SHADOW", "1");
    private static final StageSource GROUND =
            StageSource.closestHit(SHADERS).withDefine("GROUND", "1");
    private static final StageSource BALL = StageSource.closestHit(SHADERS);
    private static final StageSource ROUND = StageSource.intersection(SHADERS);

    private final Device device;
    private final PipelineManager pipelines;
    private final ManagedPipeline<RayTracingPipeline> pipeline;
    private final Buffer corners;
    private final Buffer bounds;
    private final Buffer instances;
    private final Blas ground;
    private final Blas ball;
    private final Tlas scene;
    private TaskStructure traced = TaskStructure.NONE;
    private float seconds;
    private @Nullable RayTracingPipeline tabled;
    private @Nullable ShaderBindingTable table;

    RaytracingSample(Device device) {
        this.device = device;
        pipelines = Shaders.manager(device, Camera.class, Material.class);
        pipeline =
                pipelines.rayTracing(
                        "balls",
                        List.of(RAYGEN, SKY, SHADOW, GROUND, BALL, ROUND),
                        RaytracingSample::info);
        corners = upload("corners", CORNER, CORNERS);
        bounds =
                upload(
                        "bounds",
                        BOUNDS,
                        List.of(new Bounds(new Vector3f(-1, -1, -1), new Vector3f(1, 1, 1))));
        BlasInput plane = BlasInput.of(TriangleGeometry.of(corners, 2));
        BlasInput box = BlasInput.of(BoxGeometry.of(bounds, 1));
        ground = device.createBlas("ground", plane);
        ball = device.createBlas("ball", box);
        instances =
                device.createBuffer(
                        BufferInfo.of("instances", (1L + BALLS) * BlasInstance.BYTES).upload());
        placeBalls();
        TlasInput all = TlasInput.of(instances, 1 + BALLS, ground, ball);
        scene = device.createTlas("scene", all);
        try (CommandRecorder recorder = device.createCommandRecorder("builds")) {
            recorder.begin();
            recorder.build(List.of(StructureBuild.of(ground, plane), StructureBuild.of(ball, box)));
            recorder.barrier(Access.BUILD_WRITE, Access.BUILD_READ);
            recorder.build(StructureBuild.of(scene, all));
            recorder.barrier(Access.BUILD_WRITE, Access.RAY_TRACING_READ);
            device.mainQueue().submit(recorder.complete());
        }
        Shaders.await(pipelines);
    }

    private <T extends Record> Buffer upload(String name, Struct<T> struct, List<T> values) {
        Buffer buffer =
                device.createBuffer(BufferInfo.of(name, struct.bytes(values.size())).upload());
        struct.writeAll(buffer.mapped(), 0, values);
        return buffer;
    }

    private static RayTracingPipelineInfo info(CompiledStages stages) {
        return RayTracingPipelineInfo.of(
                        "balls",
                        ShaderGroup.raygen("camera", stages.get(RAYGEN)),
                        ShaderGroup.miss("sky", stages.get(SKY)),
                        ShaderGroup.miss("shadow", stages.get(SHADOW)),
                        ShaderGroup.triangles("ground").with(stages.get(GROUND)),
                        ShaderGroup.procedural("ball", stages.get(ROUND)).with(stages.get(BALL)))
                .withMaxRecursionDepth(DEPTH);
    }

    /// Lays balls on a spiral, which grow towards its end. Each finds its material by the offset of
    /// its record.
    private void placeBalls() {
        MemorySegment to = instances.mapped();
        BlasInstance.of(ground).write(to, 0);
        for (int i = 0; i < BALLS; i++) {
            float angle = i * 2.4f;
            float radius = 0.15f + 0.011f * i;
            float away = 0.62f * (float) Math.sqrt(i + 0.3f);
            BlasInstance.of(ball)
                    .withTransform(
                            new Matrix4x3f()
                                    .translation(
                                            away * (float) Math.cos(angle),
                                            radius,
                                            away * (float) Math.sin(angle))
                                    .scale(radius))
                    .withRecordOffset(1 + i)
                    .write(to, (1L + i) * BlasInstance.BYTES);
        }
    }

    private static ShaderBindingTableInfo records(RayTracingPipeline pipeline) {
        ShaderBindingTableInfo info =
                ShaderBindingTableInfo.empty("balls", pipeline)
                        .with("camera")
                        .with("sky")
                        .with("shadow")
                        .with("ground", MATERIAL, new Material(new Vector3f(0.75f), 0.06f));
        Random random = new Random(7);
        for (int i = 0; i < BALLS; i++) {
            float hue = random.nextFloat() * 6.28f;
            Vector3f color = new Vector3f(wave(hue), wave(hue + 2.1f), wave(hue + 4.2f));
            float mirror = i % 3 == 0 ? 0.8f : 0.05f;
            info = info.with("ball", MATERIAL, new Material(color, mirror));
        }
        return info;
    }

    private static float wave(float phase) {
        return 0.5f + 0.4f * (float) Math.cos(phase);
    }

    /// The table of the newest version of the pipeline.
    private ShaderBindingTable table(RayTracingPipeline current) {
        ShaderBindingTable of = table;
        if (of == null || !current.equals(tabled)) {
            if (of != null) {
                of.close();
            }
            of = device.createShaderBindingTable(records(current));
            table = of;
            tabled = current;
        }
        return of;
    }

    @Override
    public void describe(GraphBuilder graph, Screen screen) {
        TaskImage picture = graph.transientImage("picture", screen.info(Format.R8G8B8A8_UNORM));
        traced = graph.externalTlas("scene");
        graph.rayTracing("trace")
                .head(Camera.class, picture, traced)
                .executes(
                        task -> {
                            RayTracingPipeline current = pipeline.get();
                            task.setPipeline(current, camera(screen));
                            task.commands()
                                    .trace(table(current), 0, screen.width(), screen.height(), 1);
                        });
        graph.blit("show", picture, screen.image(), Filter.NEAREST);
    }

    @Override
    public void bind(TaskGraph graph) {
        graph.bind(traced, scene);
    }

    @Override
    public void prepare(TaskGraph graph, float now) {
        Shaders.update(pipelines);
        seconds = now;
    }

    /// Goes round the middle.
    private Camera camera(Screen screen) {
        Vector3f eye = new Vector3f(0, 3.4f, 7.6f).rotateY(0.6f + seconds * 0.2f);
        Vector3f forward = new Vector3f(0, 0.2f, 0).sub(eye).normalize();
        float half = 0.42f;
        Vector3f right = forward.cross(0, 1, 0, new Vector3f()).normalize(half * screen.aspect());
        Vector3f down = forward.cross(right, new Vector3f()).normalize(half);
        return new Camera(ImageViewId.NULL, TlasId.NULL, eye, right, down, forward);
    }

    @Override
    public void close() {
        if (table != null) {
            table.close();
        }
        pipelines.close();
        scene.close();
        ground.close();
        ball.close();
        instances.close();
        corners.close();
        bounds.close();
    }
}
