package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// A compiled shader: SPIR-V and what reflection found in it.
///
/// @param name the name of its source, for messages
/// @param stage its stage
/// @param entryPoint the name of the function to run
/// @param spirv the SPIR-V module in native, read-only memory that is freed when unreachable; its
///   size is a multiple of 4 bytes
/// @param pushConstantSize bytes of the push constant block, from offset 0 to the end of its last
///   member; 0 if there is none
/// @param workgroupX invocations of a workgroup, 1 but for compute shaders
/// @param workgroupY invocations of a workgroup, 1 but for compute shaders
/// @param workgroupZ invocations of a workgroup, 1 but for compute shaders
@Immutable
public record ShaderBinary(
        String name,
        ShaderStage stage,
        String entryPoint,
        MemorySegment spirv,
        int pushConstantSize,
        int workgroupX,
        int workgroupY,
        int workgroupZ) {

    private static final int SPIRV_MAGIC = 0x07230203;

    /// Checks that the module is SPIR-V.
    ///
    /// @throws UsageException if it is not
    public ShaderBinary {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(entryPoint, "entryPoint");
        Objects.requireNonNull(spirv, "spirv");
        long size = spirv.byteSize();
        if (!spirv.isNative()
                || size < 20
                || size % 4 != 0
                || spirv.get(ValueLayout.JAVA_INT_UNALIGNED, 0) != SPIRV_MAGIC) {
            throw new UsageException(
                    "shader '"
                            + name
                            + "' is not SPIR-V in native memory: bytes="
                            + size
                            + " (expected a multiple of 4, at least 20, beginning with"
                            + " 0x07230203)");
        }
    }
}
