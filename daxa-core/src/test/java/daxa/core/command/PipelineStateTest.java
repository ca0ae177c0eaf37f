package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.Feature;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.pipeline.Blend;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ConservativeMode;
import daxa.core.pipeline.ConservativeRasterization;
import daxa.core.pipeline.LineMode;
import daxa.core.pipeline.LineRasterization;
import daxa.core.pipeline.LogicOp;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.Tessellation;
import daxa.core.pipeline.Topology;
import daxa.core.resource.Format;
import daxa.testing.Limits;
import daxa.testing.Shaders;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// Tessellation, viewports, logic operations and rasterization modes: what they ask of the driver,
/// and what is refused.
class PipelineStateTest extends CommandFixture {
    private static Tessellation tessellation(int points) {
        return new Tessellation(
                Shaders.pretended(ShaderStage.TESSELLATION_CONTROL, 16),
                Shaders.pretended(ShaderStage.TESSELLATION_EVALUATION, 32),
                points);
    }

    @Test
    void theDriverAcceptsAllOfIt() {
        RasterPipelineInfo info =
                rasterInfo()
                        .withTessellation(tessellation(32))
                        .withSamples(4)
                        .withSampleMask(5)
                        .withLogicOp(LogicOp.XOR)
                        .withViewports(16)
                        .withConservative(
                                new ConservativeRasterization(ConservativeMode.OVERESTIMATE, 0.75f))
                        .withLines(LineRasterization.of(LineMode.BRESENHAM).stippled(256, 0xFFFF));
        RasterPipeline pipeline = gpu.own(gpu.device().createRasterPipeline(info));
        assertThat(pipeline.pushConstantSize()).isEqualTo(32);
        assertThat(pipeline.info()).isEqualTo(info);
        assertThat(info.topology()).isEqualTo(Topology.PATCHES);
    }

    @Test
    void missingFeaturesAreNamed() {
        Map<Feature, RasterPipelineInfo> needs =
                Map.of(
                        Feature.TESSELLATION_SHADER,
                        rasterInfo().withTessellation(tessellation(3)),
                        Feature.LOGIC_OP,
                        rasterInfo().withLogicOp(LogicOp.AND),
                        Feature.MULTI_VIEWPORT,
                        rasterInfo().withViewports(2),
                        Feature.CONSERVATIVE_RASTERIZATION,
                        rasterInfo().withConservative(ConservativeRasterization.UNDERESTIMATE),
                        Feature.RECTANGULAR_LINES,
                        rasterInfo().withLines(LineRasterization.of(LineMode.RECTANGULAR)),
                        Feature.BRESENHAM_LINES,
                        rasterInfo().withLines(LineRasterization.of(LineMode.BRESENHAM)),
                        Feature.SMOOTH_LINES,
                        rasterInfo().withLines(LineRasterization.of(LineMode.RECTANGULAR_SMOOTH)),
                        Feature.STIPPLED_RECTANGULAR_LINES,
                        rasterInfo()
                                .withLines(
                                        LineRasterization.of(LineMode.RECTANGULAR).stippled(1, 5)),
                        Feature.STIPPLED_BRESENHAM_LINES,
                        rasterInfo()
                                .withLines(LineRasterization.of(LineMode.BRESENHAM).stippled(1, 5)),
                        Feature.STIPPLED_SMOOTH_LINES,
                        rasterInfo()
                                .withLines(
                                        LineRasterization.of(LineMode.RECTANGULAR_SMOOTH)
                                                .stippled(1, 5)));
        needs.forEach(
                (feature, info) -> {
                    gpu.own(gpu.device().createRasterPipeline(info));
                    without(
                            device ->
                                    refusedWith(
                                            () -> device.createRasterPipeline(info),
                                            " needs the feature "
                                                    + feature
                                                    + ", which device 'poor' was created without"),
                            feature);
                });
        without(
                device ->
                        refused(
                                () ->
                                        device.createRasterPipeline(
                                                rasterInfo().withLogicOp(LogicOp.AND)),
                                "pipeline 'raster': logicOp=AND needs the feature LOGIC_OP, which"
                                        + " device 'poor' was created without"),
                Feature.LOGIC_OP);
    }

    @Test
    void limitsOfTheDeviceAreNamed() {
        refused(
                () -> gpu.device().createRasterPipeline(rasterInfo().withViewports(17)),
                "pipeline 'raster': viewports=17 (expected up to 16 on this device)");
        refused(
                () ->
                        gpu.device()
                                .createRasterPipeline(
                                        rasterInfo().withTessellation(tessellation(33))),
                "pipeline 'raster': patchControlPoints=33 (expected up to 32 on this device)");
        refused(
                () ->
                        gpu.device()
                                .createRasterPipeline(
                                        rasterInfo()
                                                .withConservative(
                                                        new ConservativeRasterization(
                                                                ConservativeMode.OVERESTIMATE, 1))),
                "pipeline 'raster': extraOverestimation=1.0 (expected up to 0.75 on this device)");
    }

    @Test
    void aDeviceThatCannotUnderestimateSaysSo() {
        SimulatedAdapter poor =
                new SimulatedAdapter("poor")
                        .withLimits(
                                Limits.with(
                                        SimulatedAdapter.LIMITS,
                                        "primitiveUnderestimation",
                                        false));
        SimulatedDriver driver = new SimulatedDriver().adapters(poor);
        driver.autoComplete(true);
        try (Instance instance = Instance.create(InstanceInfo.of("poor"), driver);
                var device = instance.createDevice(DeviceInfo.of("poor"))) {
            refused(
                    () ->
                            device.createRasterPipeline(
                                    rasterInfo()
                                            .withConservative(
                                                    ConservativeRasterization.UNDERESTIMATE)),
                    "pipeline 'raster': conservative=UNDERESTIMATE (expected OVERESTIMATE on this"
                            + " device)");
        }
    }

    @Test
    void wrongValuesAreRefused() {
        refused(
                () -> rasterInfo().withTopology(Topology.PATCHES),
                "pipeline 'raster': topology=PATCHES without tessellation (expected PATCHES with"
                        + " tessellation, and another without)");
        refusedWith(
                () -> rasterInfo().withTessellation(tessellation(3)).withTopology(Topology.LINES),
                "topology=LINES with tessellation");
        refused(
                () -> tessellation(0),
                "tessellation: control is a shader of stage=TESSELLATION_CONTROL, evaluation of"
                        + " stage=TESSELLATION_EVALUATION, patchControlPoints=0 (expected"
                        + " TESSELLATION_CONTROL, TESSELLATION_EVALUATION, above 0)");
        refusedWith(
                () ->
                        new Tessellation(
                                Shaders.pretended(ShaderStage.VERTEX, 0),
                                Shaders.pretended(ShaderStage.TESSELLATION_EVALUATION, 0),
                                3),
                "control is a shader of stage=VERTEX");
        refused(
                () -> rasterInfo().withViewports(0),
                "pipeline 'raster': viewports=0 (expected above 0)");
        refused(
                () ->
                        RasterPipelineInfo.of(
                                        "raster",
                                        Shaders.pretended(ShaderStage.VERTEX, 0),
                                        Shaders.pretended(ShaderStage.FRAGMENT, 0),
                                        ColorTarget.of(Format.R8G8B8A8_UNORM)
                                                .withBlend(Blend.ALPHA))
                                .withLogicOp(LogicOp.OR),
                "pipeline 'raster': logicOp=OR with blending (expected attachments without"
                        + " blending)");
        refused(
                () ->
                        rasterInfo()
                                .withMinSampleShading(1)
                                .withLines(LineRasterization.of(LineMode.BRESENHAM)),
                "pipeline 'raster': lines=BRESENHAM with alpha to coverage or sample shading"
                        + " (expected neither of them, or rectangular lines)");
        refused(
                () -> LineRasterization.DEFAULT.stippled(1, 1),
                "line rasterization: mode=DEFAULT, stippleFactor=1, stipplePattern=1 (expected a"
                        + " factor of 0 to 256, 0 for the mode DEFAULT, and a pattern of 0 to"
                        + " 65535)");
        refusedWith(
                () -> LineRasterization.of(LineMode.BRESENHAM).stippled(257, 1),
                "stippleFactor=257");
        refused(
                () -> new ConservativeRasterization(ConservativeMode.UNDERESTIMATE, 1),
                "conservative rasterization: mode=UNDERESTIMATE, extraOverestimation=1.0 (expected"
                        + " at least 0, and 0 with UNDERESTIMATE)");
    }

    @Test
    void viewportsThatAreNotSetCoverEverything() {
        int eight = Float.floatToRawIntBits(8);
        int four = Float.floatToRawIntBits(4);
        int one = Float.floatToRawIntBits(1);
        List<String> calls =
                run(
                        pass(
                                rasterInfo().withViewports(3),
                                p -> {
                                    p.setViewport(1, 0, 0, 4, 4);
                                    p.setScissor(1, 0, 0, 4, 4);
                                    p.draw(3);
                                    p.setScissor(4, 0, 0, 4, 4);
                                }),
                        DriverCall.SET_VIEWPORT,
                        DriverCall.SET_SCISSOR);
        assertThat(calls)
                .containsExactly(
                        "setViewport [0, 0, 0, " + eight + ", " + eight + ", 0, " + one + "]",
                        "setScissor [0, 0, 0, 8, 8]",
                        "setViewport [1, 0, 0, " + eight + ", " + eight + ", 0, " + one + "]",
                        "setScissor [1, 0, 0, 8, 8]",
                        "setViewport [2, 0, 0, " + eight + ", " + eight + ", 0, " + one + "]",
                        "setScissor [2, 0, 0, 8, 8]",
                        "setViewport [1, 0, 0, " + four + ", " + four + ", 0, " + one + "]",
                        "setScissor [1, 0, 0, 4, 4]",
                        "setViewport [3, 0, 0, " + eight + ", " + eight + ", 0, " + one + "]",
                        "setScissor [3, 0, 0, 8, 8]",
                        "setViewport [4, 0, 0, " + eight + ", " + eight + ", 0, " + one + "]",
                        "setScissor [4, 0, 0, 8, 8]",
                        "setScissor [4, 0, 0, 4, 4]");
    }

    @Test
    void viewportsAreNumberedWithinTheLimit() {
        run(
                pass(
                        rasterInfo(),
                        p -> {
                            refused(
                                    () -> p.setViewport(16, 0, 0, 4, 4),
                                    "setViewport on CommandRecorder 'recorder': index=16 (expected"
                                            + " 0 to 15)");
                            refusedWith(() -> p.setScissor(-1, 0, 0, 4, 4), "index=-1");
                        }));
    }

    @Test
    void tessellationStagesNeedTheFeature() {
        without(
                device -> {
                    try (CommandRecorder poor = device.createCommandRecorder("poor")) {
                        poor.begin();
                        refused(
                                () -> poor.barrier(Access.ALL_WRITE, Access.TESSELLATION_READ),
                                "barrier for tessellation needs the feature TESSELLATION_SHADER,"
                                        + " which device 'poor' was created without");
                    }
                },
                Feature.TESSELLATION_SHADER);
    }
}
