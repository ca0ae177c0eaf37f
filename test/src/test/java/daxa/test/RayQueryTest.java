package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import daxa.core.command.Access;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.command.StructureBuild;
import daxa.core.driver.Feature;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderStage;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.AccelerationStructureInfo;
import daxa.core.resource.Blas;
import daxa.core.resource.BlasInput;
import daxa.core.resource.BlasInstance;
import daxa.core.resource.BoxGeometry;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.BuildOption;
import daxa.core.resource.Format;
import daxa.core.resource.GeometryOption;
import daxa.core.resource.Image;
import daxa.core.resource.Tlas;
import daxa.core.resource.TlasId;
import daxa.core.resource.TlasInput;
import daxa.core.resource.TriangleGeometry;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;

import org.joml.Intersectionf;
import org.joml.Matrix4x3f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/// Rays that shaders trace through acceleration structures, compared with the same rays on the CPU.
@GpuSetup(features = Feature.RAY_QUERY)
class RayQueryTest extends GpuProgram {
    private static final int SIDE = 32;
    private static final int RAYS = SIDE * SIDE;

    /// Rays along +z from a square of the plane z=0 that reaches from -1 to 1.
    private static final String TRACE =
            """
            #include <daxa/ray_query.glsl>
            struct Push { daxa_RWBufferPtr(vec4) hits; daxa_TlasId scene; };
            DAXA_PUSH_CONSTANTS(Push, push)
            void main() {
                uint ray = gl_GlobalInvocationID.x;
                vec2 at = (vec2(ray % 32, ray / 32) + 0.5) / 16.0 - 1.0;
                rayQueryEXT query;
                rayQueryInitializeEXT(query, daxa_tlas(push.scene), gl_RayFlagsNoneEXT, 0xFF,
                    vec3(at, 0), 0.0, vec3(0, 0, 1), 100.0);
                while (rayQueryProceedEXT(query)) {
                    if (rayQueryGetIntersectionTypeEXT(query, false)
                        == gl_RayQueryCandidateIntersectionAABBEXT) {
                        // A sphere in the box from -0.5 to 0.5.
                        vec3 o = rayQueryGetIntersectionObjectRayOriginEXT(query, false);
                        float d = 0.25 - dot(o.xy, o.xy);
                        if (d > 0) rayQueryGenerateIntersectionEXT(query, -o.z - sqrt(d));
                    } else {
                        rayQueryConfirmIntersectionEXT(query);
                    }
                }
                bool hit = rayQueryGetIntersectionTypeEXT(query, true)
                    != gl_RayQueryCommittedIntersectionNoneEXT;
                daxa_at(push.hits, ray) = hit
                    ? vec4(rayQueryGetIntersectionTEXT(query, true),
                        rayQueryGetIntersectionInstanceCustomIndexEXT(query, true),
                        rayQueryGetIntersectionGeometryIndexEXT(query, true),
                        rayQueryGetIntersectionPrimitiveIndexEXT(query, true))
                    : vec4(-1);
            }
            """;

    private static float[] randomTriangles(long seed, int count) {
        Random random = new Random(seed);
        float[] vertices = new float[count * 9];
        for (int i = 0; i < count; i++) {
            float x = random.nextFloat() * 2 - 1;
            float y = random.nextFloat() * 2 - 1;
            for (int corner = 0; corner < 3; corner++) {
                vertices[i * 9 + corner * 3] = x + random.nextFloat() - 0.5f;
                vertices[i * 9 + corner * 3 + 1] = y + random.nextFloat() - 0.5f;
                vertices[i * 9 + corner * 3 + 2] = 1 + random.nextFloat() * 8;
            }
        }
        return vertices;
    }

    private float[] trace(TlasId scene) {
        ComputePipeline pipeline = compute(TRACE);
        Buffer hits = readback(RAYS * 16L);
        run(
                r -> {
                    r.barrier(
                            Access.BUILD_WRITE.and(Access.ALL_WRITE),
                            Access.COMPUTE_READ_WRITE.withRayQueries());
                    r.setPipeline(pipeline);
                    r.pushConstants(push(hits.deviceAddress(), scene.bits()));
                    r.dispatch(RAYS / 64, 1, 1);
                });
        return hits.mapped().toArray(ValueLayout.JAVA_FLOAT);
    }

    private static Vector3f origin(int ray) {
        int row = ray / SIDE;
        return new Vector3f((ray % SIDE + 0.5f) / 16 - 1, (row + 0.5f) / 16 - 1, 0);
    }

    /// The distance to the nearest triangle, or -1.
    private static float nearest(int ray, float[] v, Vector3f moved) {
        Vector3f origin = origin(ray);
        Vector3f direction = new Vector3f(0, 0, 1);
        float nearest = Float.MAX_VALUE;
        for (int i = 0; i < v.length; i += 9) {
            float t =
                    Intersectionf.intersectRayTriangle(
                            origin,
                            direction,
                            new Vector3f(v[i], v[i + 1], v[i + 2]).add(moved),
                            new Vector3f(v[i + 3], v[i + 4], v[i + 5]).add(moved),
                            new Vector3f(v[i + 6], v[i + 7], v[i + 8]).add(moved),
                            1e-6f);
            if (t >= 0 && t < nearest) {
                nearest = t;
            }
        }
        return nearest == Float.MAX_VALUE ? -1 : nearest;
    }

    /// Compares all rays; those that graze an edge may differ.
    private static void compare(float[] hits, float[] triangles, Vector3f moved) {
        int different = 0;
        int hit = 0;
        for (int ray = 0; ray < RAYS; ray++) {
            float expected = nearest(ray, triangles, moved);
            hit += expected >= 0 ? 1 : 0;
            different += Math.abs(hits[ray * 4] - expected) > 1e-3f ? 1 : 0;
        }
        assertThat(hit).isBetween(RAYS / 10, RAYS);
        assertThat(different).isLessThanOrEqualTo(3);
    }

    private Tlas scene(BlasInstance... instances) {
        Buffer buffer = onHost(Math.max(1, instances.length) * 64L);
        for (int i = 0; i < instances.length; i++) {
            instances[i].write(buffer.mapped(), i * 64L);
        }
        TlasInput input = TlasInput.of(buffer, instances.length);
        Tlas scene = gpu.own(gpu.device().createTlas("scene", input));
        run(
                r -> {
                    r.barrier(Access.BUILD_WRITE, Access.BUILD_READ);
                    r.build(StructureBuild.of(scene, input));
                });
        return scene;
    }

    private Buffer onHost(long size) {
        return gpu.own(gpu.device().createBuffer(BufferInfo.of("host", size).upload()));
    }

    private Blas built(BlasInput input) {
        Blas blas = gpu.own(gpu.device().createBlas("blas", input));
        run(r -> r.build(StructureBuild.of(blas, input)));
        return blas;
    }

    private static void put(Buffer buffer, float... values) {
        MemorySegment.copy(values, 0, buffer.mapped(), ValueLayout.JAVA_FLOAT, 0, values.length);
    }

    @Test
    void raysHitTheTrianglesThatTheCpuSays() {
        float[] triangles = randomTriangles(1, 40);
        Blas blas = built(BlasInput.of(TriangleGeometry.of(floats(triangles), 40)));
        Tlas scene = scene(BlasInstance.of(blas).withCustomIndex(5));
        float[] hits = trace(scene.id());
        compare(hits, triangles, new Vector3f());
        for (int ray = 0; ray < RAYS; ray++) {
            if (hits[ray * 4] >= 0) {
                assertThat(hits[ray * 4 + 1]).isEqualTo(5);
                assertThat(hits[ray * 4 + 3]).isBetween(0f, 39f);
            }
        }
    }

    @Test
    void theNullIdAndAnEmptySceneAreMissed() {
        assertThat(trace(TlasId.NULL)).containsOnly(-1);
        assertThat(trace(scene().id())).containsOnly(-1);
    }

    @Test
    void aClosedScenesSlotIsMissed() {
        Blas blas = built(BlasInput.of(TriangleGeometry.of(floats(randomTriangles(2, 9)), 9)));
        Tlas scene = scene(BlasInstance.of(blas));
        TlasId id = scene.id();
        assertThat(trace(id)).contains(-1).isNotEqualTo(trace(TlasId.NULL));
        scene.close();
        gpu.settle();
        // A broken promise: the id is stale, and still nothing but a miss comes of it.
        assertThat(trace(id)).containsOnly(-1);
    }

    @Test
    void boxesGeometriesInstancesAndMasksAreTold() {
        Blas sphere =
                built(
                        BlasInput.of(
                                BoxGeometry.of(floats(-0.5f, -0.5f, -0.5f, 0.5f, 0.5f, 0.5f), 1)));
        Buffer far = floats(-9, -9, 6, 9, -9, 6, 0, 9, 6);
        Buffer near = floats(-9, -9, 5, 9, -9, 5, 0, 9, 5);
        Blas walls =
                built(
                        BlasInput.of(
                                TriangleGeometry.of(far, 1),
                                TriangleGeometry.of(near, 1).with(GeometryOption.OPAQUE)));
        Tlas scene =
                scene(
                        BlasInstance.of(sphere)
                                .withTransform(new Matrix4x3f().translation(0, 0, 3))
                                .withCustomIndex(1),
                        BlasInstance.of(walls).withCustomIndex(2),
                        BlasInstance.of(sphere)
                                .withTransform(new Matrix4x3f().translation(0, 0, 1.5f))
                                .withMask(0),
                        new BlasInstance(0, new Matrix4x3f(), 9, 0xFF, 0, java.util.Set.of()));
        float[] hits = trace(scene.id());
        for (int ray = 0; ray < RAYS; ray++) {
            Vector3f o = origin(ray);
            float d = 0.25f - o.x * o.x - o.y * o.y;
            if (Math.abs(d) < 1e-3) {
                continue;
            }
            assertThat(hits[ray * 4])
                    .isCloseTo(d > 0 ? 3 - (float) Math.sqrt(d) : 5, within(1e-3f));
            assertThat(hits[ray * 4 + 1]).isEqualTo(d > 0 ? 1 : 2);
            assertThat(hits[ray * 4 + 2]).isEqualTo(d > 0 ? 0 : 1);
        }
    }

    @Test
    void anUpdatedStructureTracesTheMovedGeometry() {
        float[] before = randomTriangles(3, 30);
        float[] after = randomTriangles(4, 30);
        Buffer vertices = onHost(before.length * 4L);
        put(vertices, before);
        BlasInput input =
                BlasInput.of(TriangleGeometry.of(vertices, 30)).with(BuildOption.ALLOW_UPDATE);
        Blas blas = built(input);
        Buffer instances = onHost(64);
        BlasInstance.of(blas).write(instances.mapped(), 0);
        TlasInput top = TlasInput.of(instances, 1, blas).with(BuildOption.ALLOW_UPDATE);
        Tlas scene = gpu.own(gpu.device().createTlas("scene", top));
        run(r -> r.build(StructureBuild.of(scene, top)));
        compare(trace(scene.id()), before, new Vector3f());
        put(vertices, after);
        BlasInstance.of(blas)
                .withTransform(new Matrix4x3f().translation(0.25f, 0, 1))
                .write(instances.mapped(), 0);
        run(
                r -> {
                    r.build(StructureBuild.of(blas, input).updating());
                    r.barrier(Access.BUILD_WRITE, Access.BUILD_READ.and(Access.BUILD_WRITE));
                    r.build(StructureBuild.of(scene, top).updating());
                });
        compare(trace(scene.id()), after, new Vector3f(0.25f, 0, 1));
    }

    @Test
    void compactedAndCopiedStructuresTraceAsBefore() {
        float[] triangles = randomTriangles(5, 300);
        BlasInput input =
                BlasInput.of(TriangleGeometry.of(floats(triangles), 300))
                        .with(BuildOption.ALLOW_COMPACTION);
        Blas large = built(input);
        QueryPool sizes =
                gpu.own(gpu.device().createQueryPool(QueryPoolInfo.compactedSizes("sizes", 1)));
        run(
                r -> {
                    r.barrier(Access.BUILD_WRITE, Access.BUILD_READ);
                    r.writeCompactedSize(large, sizes, 0);
                });
        long[] size = new long[1];
        sizes.await(0, 1, size, Gpu.LONG);
        assertThat(size[0]).isPositive().isLessThanOrEqualTo(large.info().size());
        Blas small =
                gpu.own(gpu.device().createBlas(AccelerationStructureInfo.of("small", size[0])));
        Blas copy =
                gpu.own(
                        gpu.device()
                                .createBlas(
                                        AccelerationStructureInfo.of("copy", large.info().size())));
        run(
                r -> {
                    r.compact(large, small);
                    r.copy(large, copy);
                });
        large.close();
        compare(trace(scene(BlasInstance.of(small)).id()), triangles, new Vector3f());
        compare(trace(scene(BlasInstance.of(copy)).id()), triangles, new Vector3f());
    }

    @Test
    void aStructureTracesAfterItsBufferIsClosed() {
        float[] triangles = randomTriangles(6, 20);
        BlasInput input = BlasInput.of(TriangleGeometry.of(floats(triangles), 20));
        long size = gpu.device().buildSizes(input).size();
        Buffer below = gpu.device().createBuffer(BufferInfo.of("below", size + 256));
        Blas blas =
                gpu.own(
                        gpu.device()
                                .createBlas(
                                        AccelerationStructureInfo.of("blas", size), below, 256));
        run(r -> r.build(StructureBuild.of(blas, input)));
        below.close();
        gpu.settle();
        compare(trace(scene(BlasInstance.of(blas)).id()), triangles, new Vector3f());
    }

    @Test
    void fragmentShadersTraceToo() {
        Blas blas =
                built(
                        BlasInput.of(
                                TriangleGeometry.of(
                                        floats(
                                                -1, -1, 1, 0, -1, 1, 0, 9, 1, -1, -1, 1, 0, 9, 1,
                                                -1, 9, 1),
                                        2)));
        Tlas scene = scene(BlasInstance.of(blas));
        String vertex =
                """
                void main() {
                    vec2 p = vec2(gl_VertexIndex & 1, gl_VertexIndex >> 1) * 4 - 1;
                    gl_Position = vec4(p, 0, 1);
                }
                """;
        String fragment =
                """
                #include <daxa/ray_query.glsl>
                struct Push { daxa_TlasId scene; };
                DAXA_PUSH_CONSTANTS(Push, push)
                layout(location = 0) out vec4 color;
                void main() {
                    rayQueryEXT query;
                    rayQueryInitializeEXT(query, daxa_tlas_nonuniform(push.scene),
                        gl_RayFlagsOpaqueEXT, 0xFF,
                        vec3(gl_FragCoord.xy / 4.0 - 1.0, 0), 0.0, vec3(0, 0, 1), 10.0);
                    rayQueryProceedEXT(query);
                    color = vec4(rayQueryGetIntersectionTypeEXT(query, true)
                        == gl_RayQueryCommittedIntersectionTriangleEXT);
                }
                """;
        RasterPipeline pipeline =
                raster(
                        RasterPipelineInfo.of(
                                "rays",
                                shader("rays.vert", ShaderStage.VERTEX, vertex),
                                shader("rays.frag", ShaderStage.FRAGMENT, fragment),
                                ColorTarget.of(Format.R8G8B8A8_UNORM)));
        Image target = target();
        run(
                r -> {
                    r.barrier(Access.BUILD_WRITE, Access.FRAGMENT_READ.withRayQueries());
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo().clearColor(0, view(target), 0, 0, 0, 0))) {
                        pass.setPipeline(pipeline);
                        pass.pushConstants(push(scene.id().bits()));
                        pass.draw(3, 1, 0, 0);
                    }
                });
        int[] picture = read(target);
        for (int texel = 0; texel < 64; texel++) {
            assertThat(picture[texel]).isEqualTo(texel % 8 < 4 ? -1 : 0);
        }
    }
}
