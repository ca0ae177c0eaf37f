package daxa.core.shader;

import daxa.core.error.DaxaException;

import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.shaderc.SPV;
import org.lwjgl.util.shaderc.SPVBinary;
import org.lwjgl.util.shaderc.SPVOptimizer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// Makes SPIR-V modules smaller and faster, by SPIRV-Tools.
final class SpirvOptimizer {
    private SpirvOptimizer() {}

    /// Takes out what the shader declares but does not use, and optimises it where that is asked
    /// for.
    ///
    /// Unused declarations and capabilities go in any case: the library declares a table for every
    /// type of image, and Vulkan asks for features on account of capabilities that a module names
    /// and of storage images that a vertex or fragment shader could write.
    ///
    /// @param spirv the module
    /// @param options whether to optimise, and whether to keep names then
    /// @return the new module, in read-only memory that is freed when unreachable
    static MemorySegment run(MemorySegment spirv, ShaderOptions options) {
        long optimizer = SPVOptimizer.spvOptimizerCreate(SPV.SPV_ENV_VULKAN_1_3);
        try {
            if (options.optimize()) {
                if (!options.debugInfo()) {
                    register(optimizer, "--strip-debug");
                }
                SPVOptimizer.spvOptimizerRegisterPerformancePasses(optimizer);
            }
            register(optimizer, "--remove-unused-interface-variables");
            register(optimizer, "--eliminate-dead-functions");
            register(optimizer, "--eliminate-dead-variables");
            // Types too, on whose account there are capabilities.
            register(optimizer, "--eliminate-dead-code-aggressive");
            register(optimizer, "--trim-capabilities");
            return ImageCapabilities.trim(run(optimizer, spirv));
        } finally {
            SPVOptimizer.spvOptimizerDestroy(optimizer);
        }
    }

    private static void register(long optimizer, String flag) {
        if (!SPVOptimizer.spvOptimizerRegisterPassFromFlag(optimizer, flag)) {
            throw new DaxaException("the SPIR-V optimizer does not know '" + flag + "'");
        }
    }

    private static MemorySegment run(long optimizer, MemorySegment spirv) {
        long options = SPV.spvOptimizerOptionsCreate();
        try (MemoryStack stack = MemoryStack.stackPush()) {
            // It would judge by rules for layouts that Vulkan with scalar layout does not have.
            SPV.spvOptimizerOptionsSetRunValidator(options, false);
            PointerBuffer out = stack.callocPointer(1);
            int result =
                    SPVOptimizer.spvOptimizerRun(
                            optimizer,
                            spirv.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer(),
                            out,
                            options);
            if (result != SPV.SPV_SUCCESS) {
                throw new DaxaException("the SPIR-V optimizer failed: result=" + result);
            }
            SPVBinary binary = SPVBinary.create(out.get(0));
            try {
                MemorySegment words = MemorySegment.ofBuffer(binary.code());
                return Arena.ofAuto().allocate(words.byteSize(), 8).copyFrom(words).asReadOnly();
            } finally {
                SPV.spvBinaryDestroy(binary);
            }
        } finally {
            SPV.spvOptimizerOptionsDestroy(options);
        }
    }
}
