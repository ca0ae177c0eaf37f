package daxa.core.shader;

import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.shaderc.SPV;
import org.lwjgl.util.shaderc.SPVBinary;
import org.lwjgl.util.shaderc.SPVDiagnostic;

import java.lang.foreign.MemorySegment;

/// Judges SPIR-V modules by the rules of Vulkan 1.3 with scalar layout, by SPIRV-Tools.
final class SpirvValidator {
    private SpirvValidator() {}

    /// What the validator says, or nothing.
    static String errors(MemorySegment spirv) {
        long context = SPV.spvContextCreate(SPV.SPV_ENV_VULKAN_1_3);
        long options = SPV.spvValidatorOptionsCreate();
        try (MemoryStack stack = MemoryStack.stackPush()) {
            SPV.spvValidatorOptionsSetScalarBlockLayout(options, true);
            SPVBinary binary = SPVBinary.calloc(stack);
            MemoryUtil.memPutAddress(binary.address() + SPVBinary.CODE, spirv.address());
            MemoryUtil.memPutAddress(
                    binary.address() + SPVBinary.WORDCOUNT, spirv.byteSize() / Integer.BYTES);
            PointerBuffer diagnostic = stack.callocPointer(1);
            int result = SPV.spvValidateWithOptions(context, options, binary, diagnostic);
            if (diagnostic.get(0) == MemoryUtil.NULL) {
                return result == SPV.SPV_SUCCESS ? "" : "result=" + result;
            }
            SPVDiagnostic said = SPVDiagnostic.create(diagnostic.get(0));
            try {
                return said.errorString();
            } finally {
                SPV.spvDiagnosticDestroy(said);
            }
        } finally {
            SPV.spvValidatorOptionsDestroy(options);
            SPV.spvContextDestroy(context);
        }
    }
}
