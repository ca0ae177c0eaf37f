package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.StructureBuild;
import daxa.core.driver.Feature;
import daxa.core.pipeline.RayTracingLibrary;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.RayTracingPipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderBindingTable;
import daxa.core.pipeline.ShaderBindingTableInfo;
import daxa.core.pipeline.ShaderGroup;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.TablePart;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.PipelineManagerInfo;
import daxa.core.program.StageSource;
import daxa.core.resource.Blas;
import daxa.core.resource.BlasInput;
import daxa.core.resource.BlasInstance;
import daxa.core.resource.BoxGeometry;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.BuildOption;
import daxa.core.resource.Tlas;
import daxa.core.resource.TlasId;
import daxa.core.resource.TlasInput;
import daxa.core.resource.TriangleGeometry;
import daxa.core.shader.ShaderOptions;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.RWBufferPtr;
import daxa.core.struct.Struct;
import daxa.core.struct.Structs;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;

import org.joml.Matrix4x3f;
import org.joml.Vector3f;
import org.joml.Vector4f;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// Rays that ray tracing pipelines trace: a wall of two triangles, and a sphere in front of it.
@GpuSetup(features = {Feature.RAY_TRACING_PIPELINE, Feature.RAY_TRACING_INDIRECT})
class RayTracingTest extends GpuProgram {
    private static final int SIDE = 16;
    private static final int RAYS = SIDE * SIDE;

    @GpuStruct
    record Push(RWBufferPtr<Vector4f> hits, TlasId scene) {}

    @GpuStruct
    record Paint(Vector3f color, int lamp) {}

    private static final Struct<Push> PUSH = Structs.of(Push.class);
    private static final Struct<Paint> PAINT = Structs.of(Paint.class);

    private static final String HEAD =
            """
            #include <Push>
            #include <Paint>
            DAXA_PUSH_CONSTANTS(Push, push)
            struct Light { vec3 color; float brightness; };
            """;

    private static final String RAYGEN =
            """
            layout(constant_id = 0) const float scale = 1;
            layout(location = 0) rayPayloadEXT vec4 seen;
            void main() {
                uvec2 at = gl_LaunchIDEXT.xy;
                vec2 p = (vec2(at) + 0.5) / 8.0 - 1.0;
                seen = vec4(-2);
                traceRayEXT(daxa_tlas(push.scene), gl_RayFlagsNoneEXT, 0xFF, 0, 0, 0,
                    vec3(p, 0), 0, vec3(0, 0, 1), 100, 0);
                daxa_at(push.hits, at.y * 16 + at.x) = seen * scale;
            }
            """;
    private static final String MISS =
            """
            layout(location = 0) rayPayloadInEXT vec4 seen;
            void main() { seen = vec4(0, 0, 0, -1); }
            """;
    // Traces towards the viewer's right: what the sphere hides from there is dark.
    private static final String WALL =
            """
            DAXA_SHADER_RECORD(Paint, paint)
            layout(location = 0) rayPayloadInEXT vec4 seen;
            layout(location = 1) rayPayloadEXT float lit;
            layout(location = 0) callableDataEXT Light light;
            void main() {
                lit = 0;
                vec3 at = gl_WorldRayOriginEXT + gl_HitTEXT * gl_WorldRayDirectionEXT;
                traceRayEXT(daxa_tlas(push.scene),
                    gl_RayFlagsTerminateOnFirstHitEXT | gl_RayFlagsSkipClosestHitShaderEXT,
                    0xFF, 0, 0, 1, at - vec3(0, 0, 0.01), 0, vec3(1, 0, -1), 100, 1);
                light = Light(paint.color, lit);
                executeCallableEXT(paint.lamp, 0);
                seen = vec4(light.color, gl_HitTEXT);
            }
            """;
    private static final String LIT =
            """
            layout(location = 1) rayPayloadInEXT float lit;
            void main() { lit = 1; }
            """;
    private static final String LAMP =
            """
            layout(location = 0) callableDataInEXT Light light;
            void main() { light.color = light.color * light.brightness + OFFSET; }
            """;
    private static final String SPHERE =
            """
            hitAttributeEXT vec3 normal;
            void main() {
                vec3 o = gl_ObjectRayOriginEXT;
                vec3 d = gl_ObjectRayDirectionEXT;
                float a = dot(d, d);
                float b = dot(o, d);
                float disc = b * b - a * (dot(o, o) - 0.25);
                if (disc > 0) {
                    float t = (-b - sqrt(disc)) / a;
                    normal = normalize(o + t * d);
                    reportIntersectionEXT(t, 7);
                }
            }
            """;
    private static final String SPHERE_HIT =
            """
            DAXA_SHADER_RECORD(Paint, paint)
            hitAttributeEXT vec3 normal;
            layout(location = 0) rayPayloadInEXT vec4 seen;
            void main() { seen = vec4(paint.color + normal + gl_HitKindEXT, gl_HitTEXT); }
            """;
    // Lets rays through the left half of the wall.
    private static final String HOLES =
            """
            void main() {
                if (gl_WorldRayOriginEXT.x + gl_HitTEXT * gl_WorldRayDirectionEXT.x < 0) {
                    ignoreIntersectionEXT;
                }
            }
            """;

    private Buffer wallVertices;
    private Tlas scene;
    private TlasInput sceneInput;
    private Blas wall;
    private BlasInput wallInput;

    private static ShaderBinary shader(ShaderStage stage, String text) {
        return COMPILER.compile(
                text(stage.name(), HEAD + text),
                stage,
                ShaderOptions.DEFAULT.withStructs(Push.class, Paint.class));
    }

    private static ShaderGroup camera() {
        return ShaderGroup.raygen("camera", shader(ShaderStage.RAYGEN, RAYGEN));
    }

    // A camera that doubles what it sees.
    private static ShaderGroup twice() {
        return ShaderGroup.raygen("twice", shader(ShaderStage.RAYGEN, RAYGEN).withConstant(0, 2f));
    }

    private static ShaderGroup sky() {
        return ShaderGroup.miss("sky", shader(ShaderStage.MISS, MISS));
    }

    private static ShaderGroup lit() {
        return ShaderGroup.miss("lit", shader(ShaderStage.MISS, LIT));
    }

    private static ShaderGroup wallGroup() {
        return ShaderGroup.triangles("wall").with(shader(ShaderStage.CLOSEST_HIT, WALL));
    }

    private static ShaderGroup sphereGroup() {
        return ShaderGroup.procedural("sphere", shader(ShaderStage.INTERSECTION, SPHERE))
                .with(shader(ShaderStage.CLOSEST_HIT, SPHERE_HIT));
    }

    private static ShaderGroup lamp(String name, String offset) {
        return ShaderGroup.callable(
                name, shader(ShaderStage.CALLABLE, LAMP.replace("OFFSET", offset)));
    }

    private static RayTracingPipelineInfo info() {
        return RayTracingPipelineInfo.of(
                        "rays",
                        camera(),
                        sky(),
                        lit(),
                        wallGroup(),
                        sphereGroup(),
                        lamp("plain", "0"),
                        lamp("glow", "10"),
                        twice())
                .withMaxRecursionDepth(2);
    }

    private Buffer onHost(float... values) {
        Buffer buffer =
                gpu.own(
                        gpu.device()
                                .createBuffer(BufferInfo.of("host", values.length * 4L).upload()));
        put(buffer, values);
        return buffer;
    }

    private static void put(Buffer buffer, float... values) {
        MemorySegment.copy(values, 0, buffer.mapped(), ValueLayout.JAVA_FLOAT, 0, values.length);
    }

    private static float[] wallAt(float z) {
        return new float[] {-9, -9, z, 9, -9, z, -9, 9, z, 9, -9, z, 9, 9, z, -9, 9, z};
    }

    /// A wall at z=4, and a sphere of radius 0.5 around (0, 0, 3).
    @BeforeEach
    void build() {
        wallVertices = onHost(wallAt(4));
        wallInput =
                BlasInput.of(TriangleGeometry.of(wallVertices, 2)).with(BuildOption.ALLOW_UPDATE);
        wall = gpu.own(gpu.device().createBlas("wall", wallInput));
        BlasInput boxes =
                BlasInput.of(BoxGeometry.of(onHost(-0.5f, -0.5f, -0.5f, 0.5f, 0.5f, 0.5f), 1));
        Blas sphere = gpu.own(gpu.device().createBlas("sphere", boxes));
        Buffer instances =
                gpu.own(gpu.device().createBuffer(BufferInfo.of("instances", 128).upload()));
        BlasInstance.of(wall).write(instances.mapped(), 0);
        BlasInstance.of(sphere)
                .withTransform(new Matrix4x3f().translation(0, 0, 3))
                .withRecordOffset(1)
                .write(instances.mapped(), 64);
        sceneInput = TlasInput.of(instances, 2, wall, sphere).with(BuildOption.ALLOW_UPDATE);
        scene = gpu.own(gpu.device().createTlas("scene", sceneInput));
        run(
                r -> {
                    r.build(StructureBuild.of(wall, wallInput));
                    r.build(StructureBuild.of(sphere, boxes));
                    r.barrier(Access.BUILD_WRITE, Access.BUILD_READ);
                    r.build(StructureBuild.of(scene, sceneInput));
                });
    }

    private RayTracingPipeline pipeline(RayTracingPipelineInfo info) {
        return gpu.own(gpu.device().createRayTracingPipeline(info));
    }

    private ShaderBindingTable table(ShaderBindingTableInfo info) {
        return gpu.own(gpu.device().createShaderBindingTable(info));
    }

    private static ShaderBindingTableInfo tableInfo(RayTracingPipeline pipeline) {
        return ShaderBindingTableInfo.empty("table", pipeline)
                .with("camera")
                .with("twice")
                .with("sky")
                .with("lit")
                .with("wall", PAINT, new Paint(new Vector3f(1, 2, 3), 1))
                .with("sphere", PAINT, new Paint(new Vector3f(20, 0, 0), 0))
                .with("plain")
                .with("glow");
    }

    private float[] trace(RayTracingPipeline pipeline, Consumer<CommandRecorder> traces) {
        Buffer hits = readback(RAYS * 16L);
        run(
                r -> {
                    r.barrier(
                            Access.BUILD_WRITE.and(Access.ALL_WRITE),
                            Access.RAY_TRACING_READ.and(Access.RAY_TRACING_WRITE));
                    r.setPipeline(pipeline);
                    r.pushConstants(PUSH, new Push(RWBufferPtr.to(hits), scene.id()));
                    traces.accept(r);
                });
        return hits.mapped().toArray(ValueLayout.JAVA_FLOAT);
    }

    private static Vector3f origin(int ray) {
        int row = ray / SIDE;
        return new Vector3f((ray % SIDE + 0.5f) / 8 - 1, (row + 0.5f) / 8 - 1, 0);
    }

    /// Compares with what the CPU says.
    ///
    /// @param scale what the raygen shader multiplies with
    /// @param z where the wall is
    /// @param color what the wall's record says
    /// @param glow what its lamp adds
    private static void compare(float[] hits, float scale, float z, Vector3f color, float glow) {
        int spheres = 0;
        int shadows = 0;
        for (int ray = 0; ray < RAYS; ray++) {
            Vector3f o = origin(ray);
            float d = 0.25f - o.x * o.x - o.y * o.y;
            if (Math.abs(d) < 1e-3) {
                continue;
            }
            Vector3f expected = new Vector3f();
            float t = z;
            if (d > 0) {
                spheres++;
                t = 3 - (float) Math.sqrt(d);
                expected.set(o.x, o.y, t - 3).normalize().add(27, 7, 7);
            } else {
                // The ray to the light comes as near to the sphere as its centre is to the line.
                Vector3f way = new Vector3f(1, 0, -1).normalize();
                Vector3f centre = new Vector3f(0, 0, 3).sub(o.x, o.y, z);
                float distance = centre.sub(way.mul(centre.dot(way))).length();
                if (Math.abs(distance - 0.5f) < 0.02f) {
                    continue;
                }
                boolean dark = distance < 0.5f;
                shadows += dark ? 1 : 0;
                expected.set(color).mul(dark ? 0 : 1).add(glow, glow, glow);
            }
            assertThat(hits[ray * 4 + 3]).as("t of " + ray).isCloseTo(t * scale, within(1e-3f));
            assertThat(hits[ray * 4])
                    .as("x of " + ray)
                    .isCloseTo(expected.x * scale, within(2e-2f));
            assertThat(hits[ray * 4 + 1])
                    .as("y of " + ray)
                    .isCloseTo(expected.y * scale, within(2e-2f));
            assertThat(hits[ray * 4 + 2])
                    .as("z of " + ray)
                    .isCloseTo(expected.z * scale, within(2e-2f));
        }
        assertThat(spheres).isGreaterThan(30);
        assertThat(shadows).isGreaterThan(10);
    }

    private static void compare(float[] hits, float scale) {
        compare(hits, scale, 4, new Vector3f(1, 2, 3), 10);
    }

    @Test
    void raysRunTheShadersOfTheirRecords() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(tableInfo(pipeline));
        compare(trace(pipeline, r -> r.trace(table, 0, SIDE, SIDE, 1)), 1);
    }

    @Test
    void defect28EachOfSeveralRaygenRecordsRuns() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(tableInfo(pipeline));
        compare(trace(pipeline, r -> r.trace(table, table.indexOf("camera"), SIDE, SIDE, 1)), 1);
        compare(trace(pipeline, r -> r.trace(table, table.indexOf("twice"), SIDE, SIDE, 1)), 2);
    }

    @Test
    void librariesAreLinkedIntoSeveralPipelines() {
        RayTracingLibrary hits =
                gpu.own(
                        gpu.device()
                                .createRayTracingLibrary(
                                        RayTracingPipelineInfo.of(
                                                        "hits", wallGroup(), sphereGroup())
                                                .withMaxRecursionDepth(2)));
        RayTracingLibrary others =
                gpu.own(
                        gpu.device()
                                .createRayTracingLibrary(
                                        RayTracingPipelineInfo.of(
                                                        "others",
                                                        lamp("plain", "0"),
                                                        sky(),
                                                        lamp("glow", "10"),
                                                        twice())
                                                .withMaxRecursionDepth(2)));
        for (int i = 0; i < 2; i++) {
            RayTracingPipelineInfo info =
                    RayTracingPipelineInfo.of("linked", camera(), lit()).withMaxRecursionDepth(2);
            RayTracingPipeline pipeline =
                    pipeline(i == 0 ? info.with(hits).with(others) : info.with(others).with(hits));
            ShaderBindingTable table = table(tableInfo(pipeline));
            compare(trace(pipeline, r -> r.trace(table, 0, SIDE, SIDE, 1)), 1);
            compare(trace(pipeline, r -> r.trace(table, 1, SIDE, SIDE, 1)), 2);
        }
    }

    @Test
    void anyHitShadersLetRaysThrough() {
        RayTracingPipelineInfo info =
                RayTracingPipelineInfo.of(
                                "holes",
                                camera(),
                                sky(),
                                lit(),
                                wallGroup().with(shader(ShaderStage.ANY_HIT, HOLES)),
                                lamp("plain", "0"))
                        .withMaxRecursionDepth(2);
        RayTracingPipeline pipeline = pipeline(info);
        ShaderBindingTable table =
                table(
                        ShaderBindingTableInfo.empty("table", pipeline)
                                .with("camera")
                                .with("sky")
                                .with("lit")
                                .with("wall", PAINT, new Paint(new Vector3f(1), 0))
                                .with("wall", PAINT, new Paint(new Vector3f(1), 0))
                                .with("plain"));
        float[] hits = trace(pipeline, r -> r.trace(table, 0, SIDE, SIDE, 1));
        for (int ray = 0; ray < RAYS; ray++) {
            assertThat(hits[ray * 4 + 3]).isEqualTo(origin(ray).x < 0 ? -1 : 4);
        }
    }

    @Test
    void theDataOfRecordsChangesBetweenTraces() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(tableInfo(pipeline));
        compare(trace(pipeline, r -> r.trace(table, 0, SIDE, SIDE, 1)), 1);
        Vector3f color = new Vector3f(5, 6, 7);
        float[] hits =
                trace(
                        pipeline,
                        r -> {
                            r.trace(table, 0, SIDE, SIDE, 1);
                            r.barrier(Access.RAY_TRACING_READ, Access.TRANSFER_WRITE);
                            r.updateRecord(table, TablePart.HIT, 0, PAINT, new Paint(color, 0));
                            r.barrier(
                                    Access.TRANSFER_WRITE.and(Access.RAY_TRACING_WRITE),
                                    Access.RAY_TRACING_READ.and(Access.RAY_TRACING_WRITE));
                            r.trace(table, 0, SIDE, SIDE, 1);
                        });
        compare(hits, 1, 4, color, 0);
    }

    @Test
    void theGpuReadsTheNumberOfRays() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(tableInfo(pipeline));
        Buffer arguments = uploadInts(-1, -1, SIDE, SIDE, 1);
        compare(trace(pipeline, r -> r.traceIndirect(table, 1, arguments, 8)), 2);
    }

    @Test
    void theStackIsAsLargeAsACommandSays() {
        RayTracingPipeline pipeline = pipeline(info().withDynamicStackSize());
        ShaderBindingTable table = table(tableInfo(pipeline));
        compare(trace(pipeline, r -> r.trace(table, 0, SIDE, SIDE, 1)), 1);
        int size = (int) pipeline.stackSize();
        assertThat(pipeline(info()).stackSize()).isEqualTo(size);
        assertThat(pipeline.stackSize("camera", ShaderStage.RAYGEN)).isNotNegative();
        compare(
                trace(
                        pipeline,
                        r -> {
                            r.setRayTracingStackSize(2 * size);
                            r.trace(table, 0, SIDE, SIDE, 1);
                        }),
                1);
    }

    @Test
    void anUpdatedStructureTracesTheMovedGeometry() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(tableInfo(pipeline));
        compare(trace(pipeline, r -> r.trace(table, 0, SIDE, SIDE, 1)), 1);
        put(wallVertices, wallAt(3.75f));
        run(
                r -> {
                    r.build(StructureBuild.of(wall, wallInput).updating());
                    r.barrier(Access.BUILD_WRITE, Access.BUILD_READ.and(Access.BUILD_WRITE));
                    r.build(StructureBuild.of(scene, sceneInput).updating());
                });
        compare(
                trace(pipeline, r -> r.trace(table, 0, SIDE, SIDE, 1)),
                1,
                3.75f,
                new Vector3f(1, 2, 3),
                10);
    }

    @Test
    void managersReloadAndCacheRayTracingPipelines(@TempDir Path folder) {
        PipelineManagerInfo info =
                PipelineManagerInfo.of("rays")
                        .withCache(folder)
                        .withOptions(
                                ShaderOptions.DEFAULT
                                        .withStructs(Push.class, Paint.class)
                                        .withVirtualFile("glow", "const float glow = 10;"));
        try (PipelineManager manager = gpu.device().createPipelineManager(info)) {
            ManagedPipeline<RayTracingPipeline> managed = add(manager);
            try (ShaderBindingTable table =
                    gpu.device().createShaderBindingTable(tableInfo(managed.get()))) {
                compare(trace(managed.get(), r -> r.trace(table, 1, SIDE, SIDE, 1)), 2);
            }
            manager.setVirtualFile("glow", "const float glow = 20;");
            manager.awaitAll(Gpu.LONG);
            try (ShaderBindingTable table =
                    gpu.device().createShaderBindingTable(tableInfo(managed.get()))) {
                compare(
                        trace(managed.get(), r -> r.trace(table, 0, SIDE, SIDE, 1)),
                        1,
                        4,
                        new Vector3f(1, 2, 3),
                        20);
            }
            assertThat(manager.statistics().compiled()).isEqualTo(9);
        }
        try (PipelineManager manager = gpu.device().createPipelineManager(info)) {
            assertThat(add(manager).get().groups()).hasSize(8);
            assertThat(manager.statistics().compiled()).isZero();
            assertThat(manager.statistics().cached()).isEqualTo(8);
        }
    }

    private static StageSource source(ShaderStage stage, String body) {
        return StageSource.of(stage, text(stage.name(), HEAD + body));
    }

    private static ManagedPipeline<RayTracingPipeline> add(PipelineManager manager) {
        StageSource raygen = source(ShaderStage.RAYGEN, RAYGEN);
        StageSource miss = source(ShaderStage.MISS, MISS);
        StageSource lit = source(ShaderStage.MISS, LIT);
        StageSource wall = source(ShaderStage.CLOSEST_HIT, WALL);
        StageSource round = source(ShaderStage.INTERSECTION, SPHERE);
        StageSource sphere = source(ShaderStage.CLOSEST_HIT, SPHERE_HIT);
        StageSource plain = source(ShaderStage.CALLABLE, LAMP.replace("OFFSET", "0"));
        StageSource glow =
                source(ShaderStage.CALLABLE, "#include <glow>\n" + LAMP.replace("OFFSET", "glow"));
        ManagedPipeline<RayTracingPipeline> pipeline =
                manager.rayTracing(
                        "rays",
                        List.of(raygen, miss, lit, wall, round, sphere, plain, glow),
                        stages ->
                                RayTracingPipelineInfo.of(
                                                "rays",
                                                ShaderGroup.raygen("camera", stages.get(raygen)),
                                                ShaderGroup.raygen(
                                                        "twice",
                                                        stages.get(raygen).withConstant(0, 2f)),
                                                ShaderGroup.miss("sky", stages.get(miss)),
                                                ShaderGroup.miss("lit", stages.get(lit)),
                                                ShaderGroup.triangles("wall")
                                                        .with(stages.get(wall)),
                                                ShaderGroup.procedural("sphere", stages.get(round))
                                                        .with(stages.get(sphere)),
                                                ShaderGroup.callable("plain", stages.get(plain)),
                                                ShaderGroup.callable("glow", stages.get(glow)))
                                        .withMaxRecursionDepth(2));
        manager.awaitAll(Gpu.LONG);
        return pipeline;
    }

    @Test
    void computeAndTracesTakeTurns() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(tableInfo(pipeline));
        var fill =
                compute(
                        """
                        struct Push { daxa_RWBufferPtr(vec4) hits; };
                        DAXA_PUSH_CONSTANTS(Push, push)
                        void main() { daxa_at(push.hits, gl_GlobalInvocationID.x) = vec4(-3); }
                        """);
        Buffer hits = readback(RAYS * 16L);
        run(
                r -> {
                    r.barrier(Access.BUILD_WRITE, Access.RAY_TRACING_READ);
                    r.setPipeline(fill);
                    r.pushConstants(push(hits.deviceAddress()));
                    r.dispatch(RAYS / 64, 1, 1);
                    r.barrier(Access.COMPUTE_WRITE, Access.RAY_TRACING_WRITE);
                    r.setPipeline(pipeline);
                    r.pushConstants(PUSH, new Push(RWBufferPtr.to(hits), scene.id()));
                    r.trace(table, 0, SIDE, SIDE / 2, 1);
                });
        float[] values = hits.mapped().toArray(ValueLayout.JAVA_FLOAT);
        assertThat(values[3]).isEqualTo(4);
        assertThat(values[RAYS * 4 - 1]).isEqualTo(-3);
    }
}
