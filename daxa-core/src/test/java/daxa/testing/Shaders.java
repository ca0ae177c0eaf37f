package daxa.testing;

import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Shaders that do nothing, for tests that are not about shaders.
public final class Shaders {
    private static final int[] SPIRV = {
        0x07230203,
        0x00010300,
        0,
        5,
        0,
        op(2, 17), // OpCapability Shader
        1,
        op(3, 14), // OpMemoryModel Logical GLSL450
        0,
        1,
        op(5, 15), // OpEntryPoint GLCompute %1 "main"
        5,
        1,
        0x6E69616D,
        0,
        op(6, 16), // OpExecutionMode %1 LocalSize 1 1 1
        1,
        17,
        1,
        1,
        1,
        op(2, 19), // %2 = OpTypeVoid
        2,
        op(3, 33), // %3 = OpTypeFunction %2
        3,
        2,
        op(5, 54), // %1 = OpFunction %2 None %3
        2,
        1,
        0,
        3,
        op(2, 248), // %4 = OpLabel
        4,
        op(1, 253), // OpReturn
        op(1, 56), // OpFunctionEnd
    };

    private Shaders() {}

    private static int op(int words, int code) {
        return words << 16 | code;
    }

    private static MemorySegment spirv() {
        return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, SPIRV).asReadOnly();
    }

    /// A compute shader that any driver runs.
    public static ShaderBinary compute() {
        return compute(0);
    }

    /// A compute shader that says of itself how many bytes of push constants it reads.
    public static ShaderBinary compute(int pushConstantSize) {
        return new ShaderBinary(
                "nothing", ShaderStage.COMPUTE, "main", spirv(), pushConstantSize, 1, 1, 1);
    }

    /// What looks like a shader of any stage to the simulated driver.
    public static ShaderBinary pretended(ShaderStage stage, int pushConstantSize) {
        return new ShaderBinary("pretended", stage, "main", spirv(), pushConstantSize, 1, 1, 1);
    }
}
