package daxa.core.shader;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.pipeline.ShaderBinary;

import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.shaderc.SPV;
import org.lwjgl.util.shaderc.SPVText;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/// The validator and the disassembler of SPIRV-Tools, for tests.
final class SpirvTools {
    private SpirvTools() {}

    /// Fails unless the module is right by the rules of Vulkan 1.3 with scalar layout.
    static void assertValid(ShaderBinary binary) {
        assertThat(SpirvValidator.errors(binary.spirv()))
                .as("validation of '%s'", binary.name())
                .isEmpty();
    }

    /// The module as text, with names instead of numbers.
    static String disassemble(MemorySegment spirv) {
        long context = SPV.spvContextCreate(SPV.SPV_ENV_VULKAN_1_3);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer words = spirv.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer();
            PointerBuffer out = stack.callocPointer(1);
            int result =
                    SPV.spvBinaryToText(
                            context,
                            words,
                            SPV.SPV_BINARY_TO_TEXT_OPTION_NO_HEADER
                                    | SPV.SPV_BINARY_TO_TEXT_OPTION_FRIENDLY_NAMES,
                            out,
                            null);
            assertThat(result).isEqualTo(SPV.SPV_SUCCESS);
            SPVText text = SPVText.create(out.get(0));
            try {
                return MemoryUtil.memUTF8(text.str());
            } finally {
                SPV.spvTextDestroy(text);
            }
        } finally {
            SPV.spvContextDestroy(context);
        }
    }
}
