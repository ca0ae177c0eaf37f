package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.Feature;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.pipeline.RayTracingLibrary;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.RayTracingPipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderGroup;
import daxa.core.pipeline.ShaderGroupKind;
import daxa.core.pipeline.ShaderStage;
import daxa.testing.GpuSetup;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Ray tracing pipelines and their libraries: what they ask of the driver, and what is refused.
class RayTracingPipelineTest extends RayTracingFixture {
    private static ShaderGroup camera() {
        return ShaderGroup.raygen("camera", shader(ShaderStage.RAYGEN));
    }

    private static ShaderGroup sky() {
        return ShaderGroup.miss("sky", shader(ShaderStage.MISS));
    }

    private RayTracingLibrary library(RayTracingPipelineInfo info) {
        return gpu.own(gpu.device().createRayTracingLibrary(info));
    }

    private void refusedPipeline(RayTracingPipelineInfo info, String text) {
        refused(() -> gpu.device().createRayTracingPipeline(info), text);
    }

    @Test
    void thePipelineIsWhatItWasAskedToBe() {
        RayTracingPipelineInfo info = info();
        RayTracingPipeline pipeline = pipeline(info);
        assertThat(pipeline.info()).isEqualTo(info);
        assertThat(pipeline.groups()).isEqualTo(info.groups());
        assertThat(pipeline.groupIndex("mesh")).isEqualTo(4);
        assertThat(pipeline.pushConstantSize()).isEqualTo(8);
        try (RayTracingPipeline again = pipeline.retain()) {
            assertThat(again.nativeHandle()).isEqualTo(pipeline.nativeHandle());
        }
        refused(
                () -> pipeline.groupIndex("wall"),
                "RayTracingPipeline 'rays' has no group 'wall' (expected one of [nothing, camera,"
                        + " sky, lamp, mesh, probe, shadow, sphere, sun])");
    }

    @Test
    void groupsHaveTheShadersOfTheirKind() {
        ShaderGroup mesh = ShaderGroup.triangles("mesh").with(shader(ShaderStage.ANY_HIT));
        assertThat(mesh.shader(ShaderStage.ANY_HIT)).isNotNull();
        assertThat(mesh.shader(ShaderStage.CLOSEST_HIT)).isNull();
        refused(
                () -> mesh.with(shader(ShaderStage.ANY_HIT)),
                "shader group 'mesh' of kind=TRIANGLES: shader 'pretended' has stage=ANY_HIT"
                        + " (expected one of [CLOSEST_HIT])");
        refused(
                () -> mesh.with(shader(ShaderStage.INTERSECTION)),
                "shader group 'mesh' of kind=TRIANGLES: shader 'pretended' has stage=INTERSECTION"
                        + " (expected one of [CLOSEST_HIT])");
        refused(
                () -> sky().with(shader(ShaderStage.MISS)),
                "shader group 'sky' of kind=MISS: shader 'pretended' has stage=MISS (expected no"
                        + " more)");
        refused(
                () -> ShaderGroup.raygen("camera", shader(ShaderStage.MISS)),
                "shader group 'camera' of kind=RAYGEN: shader 'pretended' has stage=MISS (expected"
                        + " one of [RAYGEN])");
        refused(
                () -> new ShaderGroup("box", ShaderGroupKind.PROCEDURAL, List.of()),
                "shader group 'box' of kind=PROCEDURAL has no shader with stage=INTERSECTION"
                        + " (expected one)");
        refused(() -> ShaderGroup.triangles(""), "a shader group has no name (expected one)");
    }

    @Test
    void infosThatMakeNoSenseAreRefused() {
        refused(
                () -> RayTracingPipelineInfo.of("rays"),
                "pipeline 'rays': groups=[], libraries=[] (expected at least one group)");
        refused(
                () -> RayTracingPipelineInfo.of("rays", sky(), sky()),
                "pipeline 'rays': two groups named 'sky' (expected names of their own)");
        refused(
                () -> info().withMaxRecursionDepth(-1),
                "pipeline 'rays': maxRecursionDepth=-1 (expected at least 0)");
        refused(
                () -> info().withMaxSizes(-1, 0),
                "pipeline 'rays': maxPayloadSize=-1 (expected at least 0)");
        refused(
                () -> info().withMaxSizes(0, -4),
                "pipeline 'rays': maxHitAttributeSize=-4 (expected at least 0)");
    }

    @Test
    void raysStartFromSomewhere() {
        refusedPipeline(
                RayTracingPipelineInfo.of("rays", sky()),
                "pipeline 'rays' has no group of kind=RAYGEN (expected at least 1, from which rays"
                        + " start)");
        library(RayTracingPipelineInfo.of("library", sky()));
    }

    @Test
    void numbersAboveTheLimitsAreRefused() {
        pipeline(info().withMaxRecursionDepth(31));
        refusedPipeline(
                info().withMaxRecursionDepth(32),
                "pipeline 'rays': maxRecursionDepth=32 (expected up to 31 on this device)");
        refusedPipeline(
                info().withMaxSizes(64, 33),
                "pipeline 'rays': maxHitAttributeSize=33 (expected up to 32 on this device)");
        ShaderBinary large =
                compile(
                        "large.rint",
                        ShaderStage.INTERSECTION,
                        "hitAttributeEXT float data[9];"
                                + " void main() { data[0] = 1; reportIntersectionEXT(1, 0); }");
        refusedPipeline(
                RayTracingPipelineInfo.of("rays", camera(), ShaderGroup.procedural("large", large)),
                "pipeline 'rays': shader 'large.rint' has hit attributes of 36 bytes (expected up"
                        + " to 32 on this device)");
    }

    private static ShaderBinary tracing(ShaderStage stage) {
        return compile(
                "tracing",
                stage,
                """
                struct Push { daxa_TlasId scene; };
                DAXA_PUSH_CONSTANTS(Push, push)
                layout(location = 0) rayPayloadEXT vec4 color[5];
                void main() {
                    traceRayEXT(daxa_tlas(push.scene), 0, 0xFF, 0, 0, 0, vec3(0), 0, vec3(1), 1, 0);
                }
                """);
    }

    @Test
    void theDepthSufficesForWhatTheShadersTrace() {
        ShaderGroup raygen = ShaderGroup.raygen("camera", tracing(ShaderStage.RAYGEN));
        ShaderGroup hit = ShaderGroup.triangles("mirror").with(tracing(ShaderStage.CLOSEST_HIT));
        refusedPipeline(
                RayTracingPipelineInfo.of("rays", raygen).withMaxRecursionDepth(0),
                "pipeline 'rays': shader 'tracing' of stage=RAYGEN traces rays with"
                        + " maxRecursionDepth=0 (expected at least 1)");
        refusedPipeline(
                RayTracingPipelineInfo.of("rays", raygen, hit),
                "pipeline 'rays': shader 'tracing' of stage=CLOSEST_HIT traces rays with"
                        + " maxRecursionDepth=1 (expected at least 2)");
        pipeline(RayTracingPipelineInfo.of("rays", raygen));
        pipeline(RayTracingPipelineInfo.of("rays", raygen, hit).withMaxRecursionDepth(2));
    }

    @Test
    void librariesAreLinkedInOrder() {
        RayTracingLibrary inner =
                library(RayTracingPipelineInfo.of("inner", sky(), ShaderGroup.triangles("mesh")));
        RayTracingLibrary outer =
                library(
                        RayTracingPipelineInfo.of("outer", ShaderGroup.triangles("wall"))
                                .with(inner));
        RayTracingLibrary other =
                library(
                        RayTracingPipelineInfo.of(
                                "other",
                                ShaderGroup.callable("lamp", shader(ShaderStage.CALLABLE))));
        RayTracingPipeline pipeline =
                pipeline(
                        RayTracingPipelineInfo.of("rays", camera())
                                .with(outer)
                                .with(other)
                                .with(ShaderGroup.triangles("own")));
        assertThat(pipeline.groups().stream().map(ShaderGroup::name))
                .containsExactly("camera", "own", "wall", "sky", "mesh", "lamp");
        assertThat(outer.groups()).hasSize(3);
        assertThat(other.info().name()).isEqualTo("other");
        RayTracingLibrary raygens = library(RayTracingPipelineInfo.of("raygens", camera()));
        assertThat(
                        pipeline(RayTracingPipelineInfo.ofLibraries("linked", raygens, other))
                                .groupIndex("lamp"))
                .isEqualTo(1);
        // Each pipeline has its own handles of a library's groups.
        assertThat(pipeline.pushConstantSize()).isEqualTo(8);
    }

    @Test
    void librariesThatDoNotFitAreRefused() {
        RayTracingLibrary deep =
                library(RayTracingPipelineInfo.of("deep", sky()).withMaxRecursionDepth(2));
        RayTracingPipelineInfo info = RayTracingPipelineInfo.of("rays", camera());
        refusedPipeline(
                info.with(deep),
                "pipeline 'rays': RayTracingLibrary 'deep' was made with maxRecursionDepth=2"
                        + " (expected 1, as the pipeline has)");
        RayTracingLibrary wide =
                library(RayTracingPipelineInfo.of("wide", sky()).withMaxSizes(128, 16));
        refusedPipeline(
                info.with(wide),
                "pipeline 'rays': RayTracingLibrary 'wide' was made with maxPayloadSize=128"
                        + " (expected 64, as the pipeline has)");
        refusedPipeline(
                info.withMaxSizes(128, 32).with(wide),
                "pipeline 'rays': RayTracingLibrary 'wide' was made with maxHitAttributeSize=16"
                        + " (expected 32, as the pipeline has)");
        RayTracingLibrary same = library(RayTracingPipelineInfo.of("same", sky()));
        refusedPipeline(
                info.with(sky()).with(same),
                "pipeline 'rays': two groups named 'sky', of its own groups and RayTracingLibrary"
                        + " 'same' (expected names of their own)");
        refusedPipeline(
                info.with(same).with(same),
                "pipeline 'rays': two groups named 'sky', of RayTracingLibrary 'same' and"
                        + " RayTracingLibrary 'same' (expected names of their own)");
    }

    @Test
    void whatLibrariesShareHasItsSize() {
        ShaderGroup hit = ShaderGroup.triangles("mesh").with(tracing(ShaderStage.CLOSEST_HIT));
        RayTracingPipelineInfo info =
                RayTracingPipelineInfo.of("library", hit).withMaxRecursionDepth(2);
        refused(
                () -> gpu.device().createRayTracingLibrary(info),
                "pipeline 'library': shader 'tracing' has a payload of 80 bytes (expected up to 64,"
                        + " which withMaxSizes raises)");
        library(info.withMaxSizes(80, 32));
        ShaderBinary attributes =
                compile(
                        "box.rint",
                        ShaderStage.INTERSECTION,
                        "hitAttributeEXT vec3 data;"
                                + " void main() { data = vec3(1); reportIntersectionEXT(1, 0); }");
        refused(
                () ->
                        gpu.device()
                                .createRayTracingLibrary(
                                        RayTracingPipelineInfo.of(
                                                        "library",
                                                        ShaderGroup.procedural("box", attributes))
                                                .withMaxSizes(64, 8)),
                "pipeline 'library': shader 'box.rint' has hit attributes of 12 bytes (expected up"
                        + " to 8, which withMaxSizes raises)");
    }

    @Test
    void aLibraryLivesAsLongAsWhatItIsLinkedInto() {
        RayTracingLibrary library =
                gpu.device().createRayTracingLibrary(RayTracingPipelineInfo.of("library", sky()));
        RayTracingPipelineInfo info = RayTracingPipelineInfo.of("rays", camera()).with(library);
        RayTracingPipeline pipeline = pipeline(info);
        library.close();
        gpu.device().collectGarbage();
        assertThat(gpu.driver().liveObjects()).contains("Pipeline 'library'", "Pipeline 'rays'");
        assertThatThrownBy(() -> gpu.device().createRayTracingPipeline(info))
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("RayTracingLibrary 'library'");
        pipeline.close();
        gpu.device().collectGarbage();
        assertThat(gpu.driver().liveObjects())
                .doesNotContain("Pipeline 'library'", "Pipeline 'rays'");
    }

    @Test
    @GpuSetup(
            mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN,
            features = Feature.RAY_TRACING_PIPELINE)
    void aStrictDeviceNamesThePipelinesOfALibrary() {
        RayTracingLibrary library =
                gpu.device().createRayTracingLibrary(RayTracingPipelineInfo.of("library", sky()));
        RayTracingPipeline pipeline =
                gpu.device()
                        .createRayTracingPipeline(
                                RayTracingPipelineInfo.of("rays", camera()).with(library));
        assertThatThrownBy(library::close)
                .isInstanceOf(ChildrenAliveException.class)
                .hasMessageContaining("RayTracingPipeline 'rays'");
        pipeline.close();
        library.close();
    }

    @Test
    void theStackSufficesForTheDeepestTraces() {
        // A shader's size on the simulated driver: 64 (group + 1) + 16 for closest-hit, 32 for
        // any-hit, 48 for intersection shaders.
        RayTracingPipeline pipeline = pipeline(info().withMaxRecursionDepth(3));
        assertThat(pipeline.stackSize("camera", ShaderStage.RAYGEN)).isEqualTo(128);
        assertThat(pipeline.stackSize("mesh", ShaderStage.ANY_HIT)).isEqualTo(352);
        assertThat(pipeline.stackSize("sphere", ShaderStage.CLOSEST_HIT)).isEqualTo(528);
        assertThat(pipeline.stackSize("sphere", ShaderStage.INTERSECTION)).isEqualTo(560);
        long raygen = 384;
        long closestHit = 528;
        long onTheWay = 560 + 352;
        long callable = 576;
        assertThat(pipeline.stackSize())
                .isEqualTo(raygen + onTheWay + 2 * closestHit + 2 * callable);
        assertThat(pipeline(info().withMaxRecursionDepth(0)).stackSize())
                .isEqualTo(raygen + 2 * callable);
        assertThat(pipeline(info().withDynamicStackSize()).stackSize())
                .isEqualTo(raygen + onTheWay + 2 * callable);
        refused(
                () -> pipeline.stackSize("mesh", ShaderStage.INTERSECTION),
                "RayTracingPipeline 'rays': group 'mesh' has no shader with stage=INTERSECTION"
                        + " (expected one of [CLOSEST_HIT, ANY_HIT])");
    }

    @Test
    void constantsReachTheDriver() {
        ShaderBinary constant =
                compile(
                                "constant.rmiss",
                                ShaderStage.MISS,
                                """
                                layout(constant_id = 4) const int number = 1;
                                layout(location = 0) rayPayloadInEXT float data;
                                void main() { data = number; }
                                """)
                        .withConstant(4, 7);
        RayTracingPipeline pipeline =
                pipeline(
                        RayTracingPipelineInfo.of(
                                "rays", camera(), ShaderGroup.miss("sky", constant)));
        assertThat(pipeline.groups().get(1).shaders().getFirst().values()).containsEntry(4, 7L);
    }

    @Test
    void bindingsOutsideTheBindlessSetAreRefused() {
        ShaderBinary bound =
                compile(
                        "bound.rmiss",
                        ShaderStage.MISS,
                        """
                        layout(set = 0, binding = 0) uniform accelerationStructureEXT scene;
                        layout(location = 0) rayPayloadEXT float data;
                        void main() {
                            traceRayEXT(scene, 0, 0xFF, 0, 0, 0, vec3(0), 0, vec3(1), 1, 0);
                        }
                        """);
        assertThatThrownBy(
                        () ->
                                gpu.device()
                                        .createRayTracingPipeline(
                                                RayTracingPipelineInfo.of(
                                                        "rays",
                                                        camera(),
                                                        ShaderGroup.miss("sky", bound))))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("pipeline 'rays' has 2 problems")
                .hasMessageContaining(
                        "shader 'bound.rmiss' uses 'scene', a ACCELERATION_STRUCTURE at set=0,"
                                + " binding=0, which is not in the bindless set")
                .hasMessageContaining("maxRecursionDepth=1 (expected at least 2)");
    }

    @Test
    void failuresOfTheDriverLeaveNothing() {
        gpu.driver()
                .failNext(
                        DriverCall.CREATE_RAY_TRACING_PIPELINE, VulkanResult.OUT_OF_DEVICE_MEMORY);
        assertThatThrownBy(() -> gpu.device().createRayTracingPipeline(info()))
                .isInstanceOf(VulkanException.class)
                .hasMessageContaining("vkCreateRayTracingPipelinesKHR")
                .hasMessageContaining("Pipeline 'rays'");
        pipeline(info());
    }

    @Test
    void defect29WithoutTheFeatureEachCallSaysSo() {
        without(
                device -> {
                    String text =
                            " needs the feature RAY_TRACING_PIPELINE, which device 'poor' was"
                                    + " created without";
                    refused(
                            () -> device.createRayTracingPipeline(info()),
                            "pipeline 'rays'" + text);
                    refused(() -> device.createRayTracingLibrary(info()), "pipeline 'rays'" + text);
                    assertThat(device.limits().rayTracing()).isNotNull();
                    try (CommandRecorder r = device.createCommandRecorder("r")) {
                        r.begin();
                        refused(
                                () -> r.setRayTracingStackSize(16),
                                "setRayTracingStackSize was called on CommandRecorder 'r' without a"
                                        + " ray tracing pipeline; call setPipeline first");
                        refused(
                                () -> r.barrier(Access.RAY_TRACING_WRITE, Access.ALL),
                                "barrier for ray tracing shaders needs the feature"
                                        + " RAY_TRACING_PIPELINE, which device 'poor' was created"
                                        + " without");
                    }
                },
                Feature.RAY_TRACING_PIPELINE);
    }
}
