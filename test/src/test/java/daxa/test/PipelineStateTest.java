package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.driver.Feature;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ConservativeRasterization;
import daxa.core.pipeline.LineMode;
import daxa.core.pipeline.LineRasterization;
import daxa.core.pipeline.LogicOp;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.Topology;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.PipelineManagerInfo;
import daxa.core.program.StageSource;
import daxa.core.resource.Buffer;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.shader.ShaderSource;
import daxa.testing.Gpu;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Tessellation, viewports, logic operations, sample masks, and the shape of lines.
class PipelineStateTest extends GpuProgram {
    private static final long RED = 0xFF0000FFL;
    private static final long WHITE = 0xFFFFFFFFL;
    private static final int BLACK = 0xFF000000;

    // ---------------------------------------------------------------- tessellation

    private static final String CONTROL =
            """
            layout(vertices = 3) out;
            layout(location = 0) in vec4 color[];
            layout(location = 0) out vec4 colors[];
            void main() {
                gl_out[gl_InvocationID].gl_Position = gl_in[gl_InvocationID].gl_Position;
                colors[gl_InvocationID] = color[gl_InvocationID];
                // Level 0 leaves the patch out.
                float level = color[0].r > 0.5 ? 4 : 0;
                gl_TessLevelOuter[0] = level;
                gl_TessLevelOuter[1] = level;
                gl_TessLevelOuter[2] = level;
                gl_TessLevelInner[0] = level;
            }
            """;
    private static final String EVALUATION =
            """
            layout(triangles, equal_spacing, ccw) in;
            layout(location = 0) in vec4 colors[];
            layout(location = 0) out vec4 color;
            void main() {
                gl_Position = gl_TessCoord.x * gl_in[0].gl_Position
                        + gl_TessCoord.y * gl_in[1].gl_Position
                        + gl_TessCoord.z * gl_in[2].gl_Position;
                // Vertices that were not there before are red.
                bool corner = any(greaterThan(gl_TessCoord, vec3(0.999)));
                color = corner ? vec4(0, 0, 0, 1) : vec4(1, 0, 0, 1);
            }
            """;

    @Test
    void patchesAreDivided() {
        assertThat(gpu.device().features()).contains(Feature.TESSELLATION_SHADER);
        PipelineManager manager =
                gpu.own(
                        gpu.device()
                                .createPipelineManager(
                                        PipelineManagerInfo.of("patches").withCompiler(COMPILER)));
        ManagedPipeline<RasterPipeline> patches =
                manager.raster(
                        "patches",
                        List.of(
                                StageSource.vertex(text("test.vert", VERTEX)),
                                StageSource.tessellationControl(text("test.tesc", CONTROL)),
                                StageSource.tessellationEvaluation(text("test.tese", EVALUATION)),
                                StageSource.fragment(text("test.frag", FRAGMENT))),
                        stages ->
                                RasterPipelineInfo.of(
                                                "patches",
                                                stages.vertex(),
                                                stages.fragment(),
                                                ColorTarget.of(Format.R8G8B8A8_UNORM))
                                        .withTessellation(stages.tessellation(3)));
        manager.awaitAll(Gpu.LONG);
        RasterPipeline pipeline = patches.get();
        Buffer corners = floats(-1, -1, 0, 1, 3, -1, 0, 1, -1, 3, 0, 1);
        int[] divided =
                draw(
                        pipeline,
                        pass -> {
                            pass.pushConstants(push(corners.deviceAddress(), WHITE));
                            pass.draw(3);
                        });
        // The corner of the picture is the corner of the patch; its middle lies between new ones.
        assertThat(divided[0] & 0xFF).isLessThan(128);
        assertThat(divided[8 * 5 + 5]).isEqualTo((int) RED);
        int[] leftOut =
                draw(
                        pipeline,
                        pass -> {
                            pass.pushConstants(push(corners.deviceAddress(), 0xFF000000L));
                            pass.draw(3);
                        });
        assertThat(leftOut).containsOnly(BLACK);
    }

    // ---------------------------------------------------------------- viewports

    private static ShaderBinary viewportShader() {
        return COMPILER.compile(
                ShaderSource.text(
                        "viewports.vert",
                        """
                        #version 460
                        #extension GL_ARB_shader_viewport_layer_array : require
                        layout(location = 0) out vec4 color;
                        void main() {
                            vec2 at = vec2(gl_VertexIndex << 1 & 2, gl_VertexIndex & 2);
                            gl_Position = vec4(at * 2 - 1, 0, 1);
                            gl_ViewportIndex = gl_InstanceIndex;
                            color = gl_InstanceIndex == 0 ? vec4(1, 0, 0, 1) : vec4(1);
                        }
                        """),
                ShaderStage.VERTEX);
    }

    @Test
    void shadersChooseTheViewport() {
        assertThat(gpu.device().features())
                .contains(Feature.MULTI_VIEWPORT, Feature.SHADER_OUTPUT_VIEWPORT_INDEX);
        RasterPipeline pipeline =
                raster(
                        RasterPipelineInfo.of(
                                        "viewports",
                                        viewportShader(),
                                        shader("test.frag", ShaderStage.FRAGMENT, FRAGMENT),
                                        ColorTarget.of(Format.R8G8B8A8_UNORM))
                                .withViewports(2));
        int[] halves =
                draw(
                        pipeline,
                        pass -> {
                            pass.setViewport(1, 4, 0, 4, 8);
                            pass.draw(3, 2, 0, 0);
                        });
        for (int i = 0; i < 64; i++) {
            assertThat(halves[i]).as("texel " + i).isEqualTo(i % 8 < 4 ? (int) RED : -1);
        }
        int[] cut =
                draw(
                        pipeline,
                        pass -> {
                            pass.setScissor(0, 0, 0, 8, 2);
                            pass.setScissor(1, 0, 2, 8, 2);
                            pass.draw(3, 2, 0, 0);
                        });
        assertThat(Arrays.copyOfRange(cut, 0, 16)).containsOnly((int) RED);
        assertThat(Arrays.copyOfRange(cut, 16, 32)).containsOnly(-1);
        assertThat(Arrays.copyOfRange(cut, 32, 64)).containsOnly(BLACK);
    }

    // ---------------------------------------------------------------- logic operations

    @Test
    void logicOperationsTakeThePlaceOfBlending() {
        assertThat(gpu.device().features()).contains(Feature.LOGIC_OP);
        Buffer all = quad(0);
        Consumer<RenderRecorder> red =
                pass -> {
                    pass.pushConstants(push(all.deviceAddress(), RED));
                    pass.draw(6);
                };
        assertThat(draw(raster(rasterInfo().withLogicOp(LogicOp.XOR)), red))
                .containsOnly(0x000000FF);
        assertThat(draw(raster(rasterInfo().withLogicOp(LogicOp.INVERT)), red))
                .containsOnly(0x00FFFFFF);
        assertThat(draw(raster(rasterInfo().withLogicOp(LogicOp.COPY)), red))
                .containsOnly((int) RED);
        assertThat(draw(raster(rasterInfo().withLogicOp(LogicOp.NO_OP)), red)).containsOnly(BLACK);
    }

    // ---------------------------------------------------------------- sample masks

    private int masked(long mask) {
        Image many =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D(
                                                        "many",
                                                        Format.R8G8B8A8_UNORM,
                                                        8,
                                                        8,
                                                        ImageUsage.COLOR_ATTACHMENT)
                                                .withSamples(4)));
        Image one = target();
        ImageView manyView = view(many);
        ImageView oneView = view(one);
        RasterPipeline pipeline = raster(rasterInfo().withSamples(4).withSampleMask(mask));
        Buffer all = quad(0);
        run(
                r -> {
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo()
                                            .clearColor(0, manyView, 0, 0, 0, 1)
                                            .resolveColor(0, oneView)
                                            .dropColor(0))) {
                        pass.setPipeline(pipeline);
                        pass.pushConstants(push(all.deviceAddress(), RED));
                        pass.draw(6);
                    }
                });
        int[] picture = read(one);
        assertThat(picture).containsOnly(picture[0]);
        return picture[0] & 0xFF;
    }

    @Test
    void samplesAreMasked() {
        assertThat(masked(-1)).isEqualTo(255);
        assertThat(masked(0b0101)).isBetween(120, 135);
        assertThat(masked(0b1000)).isBetween(56, 72);
        assertThat(masked(0)).isZero();
    }

    // ---------------------------------------------------------------- lines

    private int[] line(LineRasterization lines) {
        RasterPipeline pipeline =
                raster(rasterInfo().withTopology(Topology.LINES).withLines(lines));
        // Through the middle of row 4.
        Buffer ends = floats(-1, 0.125f, 0, 1, 1, 0.125f, 0, 1);
        int[] picture =
                draw(
                        pipeline,
                        pass -> {
                            pass.pushConstants(push(ends.deviceAddress(), WHITE));
                            pass.draw(2);
                        });
        return Arrays.copyOfRange(picture, 32, 40);
    }

    @Test
    void linesHaveTheirShape() {
        assertThat(gpu.device().features())
                .contains(
                        Feature.RECTANGULAR_LINES,
                        Feature.BRESENHAM_LINES,
                        Feature.STIPPLED_BRESENHAM_LINES);
        assertThat(line(LineRasterization.of(LineMode.BRESENHAM))).containsOnly(-1);
        assertThat(line(LineRasterization.of(LineMode.RECTANGULAR))).containsOnly(-1);
        assertThat(line(LineRasterization.of(LineMode.BRESENHAM).stippled(2, 0x5555)))
                .containsExactly(-1, -1, BLACK, BLACK, -1, -1, BLACK, BLACK);
    }

    // ---------------------------------------------------------------- conservative rasterization

    @Test
    void conservativePrimitivesCoverWhatTheyTouchOrAreRefused() {
        RasterPipelineInfo info =
                rasterInfo().withConservative(ConservativeRasterization.OVERESTIMATE);
        if (!gpu.device().features().contains(Feature.CONSERVATIVE_RASTERIZATION)) {
            assertThatThrownBy(() -> gpu.device().createRasterPipeline(info))
                    .hasMessageContaining("needs the feature CONSERVATIVE_RASTERIZATION");
            return;
        }
        // Inside of a quarter of a texel, away from its middle.
        Buffer small = quad(0.02f, 0.02f, 0.08f, 0.08f, 0);
        Consumer<RenderRecorder> draw =
                pass -> {
                    pass.pushConstants(push(small.deviceAddress(), WHITE));
                    pass.draw(6);
                };
        assertThat(draw(raster(rasterInfo()), draw)).containsOnly(BLACK);
        assertThat(draw(raster(info), draw)[36]).isEqualTo(-1);
    }
}
