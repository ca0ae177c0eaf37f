package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.ConstantType;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.SpecializationConstant;
import daxa.core.resource.Buffer;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;

/// Specialisation constants: what reflection finds, what is refused, and what shaders see.
class SpecializationTest extends GpuProgram {
    private static ShaderBinary writer() {
        return shader(
                "constants.comp",
                ShaderStage.COMPUTE,
                """
                layout(local_size_x = 1) in;
                layout(constant_id = 0) const bool flag = false;
                layout(constant_id = 1) const int number = -1;
                layout(constant_id = 2) const uint natural = 2;
                layout(constant_id = 5) const float real = 0.5;
                struct Push { daxa_RWBufferPtr(uint) target; };
                DAXA_PUSH_CONSTANTS(Push, push)
                void main() {
                    daxa_at(push.target, 0) = flag ? 1 : 0;
                    daxa_at(push.target, 1) = uint(number);
                    daxa_at(push.target, 2) = natural;
                    daxa_at(push.target, 3) = floatBitsToUint(real);
                }
                """);
    }

    private int[] written(ShaderBinary shader) {
        ComputePipeline pipeline =
                gpu.own(
                        gpu.device()
                                .createComputePipeline(
                                        ComputePipelineInfo.of("constants", shader)));
        Buffer down = readback(16);
        dispatch(pipeline, down.deviceAddress());
        return down.mapped().toArray(ValueLayout.JAVA_INT);
    }

    @Test
    void reflectionFindsConstants() {
        assertThat(writer().constants())
                .containsExactly(
                        new SpecializationConstant(0, ConstantType.BOOL),
                        new SpecializationConstant(1, ConstantType.INT32),
                        new SpecializationConstant(2, ConstantType.UINT32),
                        new SpecializationConstant(5, ConstantType.FLOAT32));
    }

    @Test
    void shadersSeeWhatWasGiven() {
        ShaderBinary shader = writer();
        assertThat(written(shader)).containsExactly(0, -1, 2, Float.floatToRawIntBits(0.5f));
        assertThat(
                        written(
                                shader.withConstant(0, true)
                                        .withConstant(1, -7)
                                        .withConstant(2, 9)
                                        .withConstant(5, 0.25f)))
                .containsExactly(1, -7, 9, Float.floatToRawIntBits(0.25f));
        assertThat(written(shader.withConstant(2, 3).withConstant(2, 4)))
                .containsExactly(0, -1, 4, Float.floatToRawIntBits(0.5f));
    }

    @Test
    void wrongConstantsAreRefused() {
        ShaderBinary shader = writer();
        assertThatThrownBy(() -> shader.withConstant(3, 1))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "shader 'constants.comp' has no constant with id=3 (expected one of [0, 1,"
                                + " 2, 5])");
        assertThatThrownBy(() -> shader.withConstant(5, 1))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "shader 'constants.comp': constant id=5 is FLOAT32, but the value is a int"
                                + " (expected a value of that type)");
        assertThatThrownBy(() -> shader.withConstant(1, 1L))
                .hasMessageContaining("id=1 is INT32, but the value is a long");
    }

    @Test
    void rasterPipelinesAreSpecialised() {
        ShaderBinary vertex = shader("test.vert", ShaderStage.VERTEX, VERTEX);
        ShaderBinary fragment =
                shader(
                        "constant.frag",
                        ShaderStage.FRAGMENT,
                        """
                        layout(constant_id = 3) const float green = 0;
                        layout(location = 0) out vec4 target;
                        void main() { target = vec4(0, green, 0, 1); }
                        """);
        RasterPipeline pipeline =
                raster(
                        RasterPipelineInfo.of(
                                "constant",
                                vertex,
                                fragment.withConstant(3, 1f),
                                ColorTarget.of(Format.R8G8B8A8_UNORM)));
        Image target = target();
        ImageView view = view(target);
        Buffer corners = quad(0);
        run(
                r -> {
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo().clearColor(0, view, 1, 0, 0, 1))) {
                        pass.setPipeline(pipeline);
                        pass.pushConstants(push(corners.deviceAddress(), 0));
                        pass.draw(6);
                    }
                });
        assertThat(read(target)).containsOnly(0xFF00FF00);
    }
}
