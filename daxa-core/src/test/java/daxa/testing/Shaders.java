package daxa.testing;

import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Shaders that do nothing, for tests that are not about shaders.
public final class Shaders {
    private static final int FRAGMENT = 4;
    private static final int COMPUTE = 5;

    private Shaders() {}

    // A module whose function "main" does nothing but that it writes eight colours where it is a
    // fragment shader.
    private static MemorySegment spirv(int model, int pushConstantSize, int x, int y, int z) {
        List<Integer> words = new ArrayList<>(List.of(0x07230203, 0x00010300, 0, 40, 0));
        add(words, 17, 1); // OpCapability Shader
        add(words, 14, 0, 1); // OpMemoryModel Logical GLSL450
        add(words, 15, model, 1, 0x6E69616D, 0); // OpEntryPoint %1 "main"
        if (model == COMPUTE) {
            add(words, 16, 1, 17, x, y, z); // OpExecutionMode %1 LocalSize
        } else if (model == FRAGMENT) {
            add(words, 16, 1, 7); // OpExecutionMode %1 OriginUpperLeft
        }
        for (int i = 0; i < 8 && model == FRAGMENT; i++) {
            add(words, 71, 20 + i, 30, i); // OpDecorate %20+i Location i
        }
        if (pushConstantSize > 0) {
            add(words, 71, 7, 6, 4); // OpDecorate %7 ArrayStride 4
            add(words, 72, 8, 0, 35, 0); // OpMemberDecorate %8 0 Offset 0
            add(words, 71, 8, 2); // OpDecorate %8 Block
        }
        add(words, 19, 2); // %2 = OpTypeVoid
        add(words, 33, 3, 2); // %3 = OpTypeFunction %2
        if (pushConstantSize > 0) {
            add(words, 21, 5, 32, 0); // %5 = OpTypeInt 32 0
            add(words, 43, 5, 6, pushConstantSize / 4); // %6 = OpConstant %5
            add(words, 28, 7, 5, 6); // %7 = OpTypeArray %5 %6
            add(words, 30, 8, 7); // %8 = OpTypeStruct %7
            add(words, 32, 9, 9, 8); // %9 = OpTypePointer PushConstant %8
            add(words, 59, 9, 10, 9); // %10 = OpVariable %9 PushConstant
        }
        if (model == FRAGMENT) {
            add(words, 22, 11, 32); // %11 = OpTypeFloat 32
            add(words, 23, 12, 11, 4); // %12 = OpTypeVector %11 4
            add(words, 32, 13, 3, 12); // %13 = OpTypePointer Output %12
            add(words, 46, 12, 14); // %14 = OpConstantNull %12
            for (int i = 0; i < 8; i++) {
                add(words, 59, 13, 20 + i, 3); // %20+i = OpVariable %13 Output
            }
        }
        add(words, 54, 2, 1, 0, 3); // %1 = OpFunction %2 None %3
        add(words, 248, 4); // %4 = OpLabel
        for (int i = 0; i < 8 && model == FRAGMENT; i++) {
            add(words, 62, 20 + i, 14); // OpStore %20+i %14
        }
        add(words, 253); // OpReturn
        add(words, 56); // OpFunctionEnd
        int[] module = words.stream().mapToInt(Integer::intValue).toArray();
        return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, module).asReadOnly();
    }

    private static void add(List<Integer> words, int opcode, Integer... operands) {
        words.add((operands.length + 1) << 16 | opcode);
        words.addAll(List.of(operands));
    }

    /// A compute shader that any driver runs.
    public static ShaderBinary compute() {
        return compute(0);
    }

    /// A compute shader that declares push constants, a multiple of 4 bytes.
    public static ShaderBinary compute(int pushConstantSize) {
        return compute(pushConstantSize, 1, 1, 1);
    }

    /// A compute shader with a workgroup of some size.
    public static ShaderBinary workgroup(int x, int y, int z) {
        return compute(0, x, y, z);
    }

    private static ShaderBinary compute(int pushConstantSize, int x, int y, int z) {
        return ShaderBinary.of(
                "nothing", ShaderStage.COMPUTE, "main", spirv(COMPUTE, pushConstantSize, x, y, z));
    }

    /// A shader of any stage that does nothing and declares push constants, a multiple of 4 bytes.
    public static ShaderBinary pretended(ShaderStage stage, int pushConstantSize) {
        return ShaderBinary.of(
                "pretended",
                stage,
                "main",
                spirv(stage.executionModel(), pushConstantSize, 1, 1, 1));
    }
}
