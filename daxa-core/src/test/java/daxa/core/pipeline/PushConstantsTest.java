package daxa.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.CommandRecorder;
import daxa.core.error.UsageException;
import daxa.core.resource.BufferId;
import daxa.core.resource.ImageViewId;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;
import daxa.core.struct.BufferPtr;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Length;
import daxa.core.struct.Struct;
import daxa.core.struct.Structs;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;

import java.util.List;

/// The record that is given as push constants and the shader that reads them must agree.
@OnDriver(Gpu.Kind.SIMULATED)
class PushConstantsTest {
    @GpuStruct
    record Fog(Vector3f color, float density, int steps) {}

    @GpuStruct
    record Moved(float density, Vector3f color, int steps) {}

    private static ComputePipeline pipeline(Gpu gpu, String glsl) {
        ShaderBinary shader =
                new GlslCompiler()
                        .compile(
                                ShaderSource.text("fog.comp", glsl),
                                ShaderStage.COMPUTE,
                                ShaderOptions.DEFAULT.withStructs(Fog.class));
        return gpu.own(gpu.device().createComputePipeline(ComputePipelineInfo.of("fog", shader)));
    }

    @Test
    void theStructThatTheShaderIncludesFits(Gpu gpu) {
        ComputePipeline pipeline =
                pipeline(
                        gpu,
                        """
                        #include <daxa/daxa.glsl>
                        #include <Fog>
                        layout(local_size_x = 1) in;
                        DAXA_PUSH_CONSTANTS(Fog, push)
                        void main() {}
                        """);
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        recorder.setPipeline(pipeline);
        recorder.pushConstants(Structs.of(Fog.class), new Fog(new Vector3f(), 1, 2));
        assertThatThrownBy(
                        () ->
                                recorder.pushConstants(
                                        Structs.of(Moved.class), new Moved(1, new Vector3f(), 2)))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "pipeline 'fog': its push constants are not struct 'Moved': 'color' at 0"
                                + " with 12 bytes in fog.comp is 'density' at 0 with 4 bytes in"
                                + " Java; 'density' at 12 with 4 bytes in fog.comp is 'color' at 4"
                                + " with 12 bytes in Java. Let the shader include <Moved>.");
        recorder.discard();
    }

    @Test
    void aBlockWrittenByHandIsComparedToo(Gpu gpu) {
        ComputePipeline pipeline =
                pipeline(
                        gpu,
                        """
                        layout(local_size_x = 1) in;
                        layout(push_constant) uniform Push { vec3 color; int steps; float density; };
                        void main() {}
                        """);
        assertThatThrownBy(() -> pipeline.pushConstants().check(Structs.of(Fog.class)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("'steps' at 12 with 4 bytes in fog.comp is 'density' at 12");
    }

    private static ComputePipeline taking(Gpu gpu, String type, String use) {
        return pipeline(
                gpu,
                """
                #include <daxa/daxa.glsl>
                #include <Fog>
                layout(local_size_x = 1) in;
                DAXA_PUSH_CONSTANTS(TYPE, push)
                void main()
                {
                    daxa_RWBufferPtr(float) out_ = daxa_RWBufferPtr(float)(uint64_t(4));
                    daxa_deref(out_) = USE;
                }
                """
                        .replace("TYPE", type)
                        .replace("USE", use));
    }

    @Test
    void shadersTakeAStructOrItsAddress(Gpu gpu) {
        Struct<Fog> fog = Structs.of(Fog.class);
        PushConstants itself = taking(gpu, "Fog", "push.density").pushConstants();
        assertThat(itself.takeAddress(fog)).isFalse();
        assertThat(itself.takeAddress(Structs.of(Mist.class))).isFalse();
        PushConstants address =
                taking(gpu, "daxa_BufferPtr(Fog)", "daxa_deref(push).density").pushConstants();
        assertThat(address.takeAddress(fog)).isTrue();
        assertThat(address.takeAddress(fog)).isTrue();
    }

    @GpuStruct
    @SuppressWarnings("ArrayRecordComponent")
    record Handles(BufferId bytes, BufferPtr<Float> floats, @Length(2) ImageViewId[] images) {}

    private static List<String> handles(Gpu gpu, String bytes, String floats, String images) {
        ComputePipeline pipeline =
                pipeline(
                        gpu,
                        """
                        #include <daxa/daxa.glsl>
                        layout(local_size_x = 1) in;
                        layout(push_constant, scalar) uniform Push {
                            BYTES bytes; FLOATS floats; IMAGES images[2];
                        };
                        void main() {}
                        """
                                .replace("BYTES", bytes)
                                .replace("FLOATS", floats)
                                .replace("IMAGES", images));
        try {
            pipeline.pushConstants().check(Structs.of(Handles.class));
            return List.of();
        } catch (UsageException e) {
            String message = e.getMessage();
            String begin = "pipeline 'fog': its push constants are not struct 'Handles': ";
            assertThat(message).startsWith(begin).endsWith(". Let the shader include <Handles>.");
            return List.of(
                    message.substring(begin.length(), message.lastIndexOf(". Let")).split("; "));
        }
    }

    /// All of them have eight bytes.
    @Test
    void idsAndAddressesAreNotTheSame(Gpu gpu) {
        assertThat(handles(gpu, "daxa_BufferId", "daxa_BufferPtr(float)", "daxa_ImageViewId"))
                .isEmpty();
        assertThat(handles(gpu, "uint64_t", "uint64_t", "uint64_t")).isEmpty();
        assertThat(handles(gpu, "daxa_BufferPtr(float)", "daxa_BufferId", "daxa_BufferPtr(float)"))
                .containsExactly(
                        "'bytes' at 0 is daxa_BufferPtr_float in fog.comp and daxa_BufferId in"
                                + " Java",
                        "'floats' at 8 is daxa_BufferId in fog.comp and daxa_BufferPtr(float) in"
                                + " Java",
                        "'images' at 16 is daxa_BufferPtr_float in fog.comp and daxa_ImageViewId"
                                + " in Java");
        assertThat(handles(gpu, "daxa_TlasId", "daxa_RWBufferPtr(float)", "daxa_BufferId"))
                .containsExactly(
                        "'bytes' at 0 is daxa_TlasId in fog.comp and daxa_BufferId in Java",
                        "'floats' at 8 is daxa_RWBufferPtr_float in fog.comp and"
                                + " daxa_BufferPtr(float) in Java",
                        "'images' at 16 is daxa_BufferId in fog.comp and daxa_ImageViewId in"
                                + " Java");
    }

    private static void assertRefused(PushConstants constants, Struct<?> struct, String message) {
        assertThatThrownBy(() -> constants.takeAddress(struct))
                .isInstanceOf(UsageException.class)
                .hasMessage("pipeline 'fog': " + message);
    }

    @Test
    void whatShadersDoNotTakeIsRefused(Gpu gpu) {
        PushConstants itself = taking(gpu, "Fog", "push.density").pushConstants();
        assertRefused(
                itself,
                Structs.of(Longer.class),
                "its push constants are not struct 'Longer': 'more' at 20 with 4 bytes in Java is"
                        + " missing in the shader. Let the shader include <Longer>.");
        assertRefused(
                itself,
                Structs.of(Large.class),
                "struct 'Large' has 192 bytes (expected up to 128 in push constants); let the"
                        + " shader take its address, by"
                        + " DAXA_PUSH_CONSTANTS(daxa_BufferPtr(Large), push)");
        PushConstants address =
                taking(gpu, "daxa_BufferPtr(Fog)", "daxa_deref(push).density").pushConstants();
        assertRefused(
                address,
                Structs.of(Other.Fog.class),
                "its push constants point at what is not struct 'Fog': 'density' at 12 with 4"
                        + " bytes in fog.comp is 'thickness' at 12 with 4 bytes in Java. Let the"
                        + " shader include <Fog>.");
    }

    /// Has the fields of another struct.
    @GpuStruct
    record Mist(Vector3f color, float density, int steps) {}

    @GpuStruct
    record Longer(Vector3f color, float density, int steps, int more) {}

    @GpuStruct
    record Large(Matrix4f a, Matrix4f b, Matrix4f c) {}

    /// Holds a struct of a name that another one has.
    static final class Other {
        @GpuStruct
        record Fog(Vector3f color, float thickness, int steps) {}
    }
}
