package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// One shader stage of a pipeline.
///
/// @param stage `VkShaderStageFlagBits`
/// @param spirv the SPIR-V module, a native segment whose size is a multiple of 4 bytes
/// @param entryPoint the name of the function to run
/// @param constants values of specialisation constants
@Internal
@Immutable
public record ShaderStageDescription(
        int stage, MemorySegment spirv, String entryPoint, List<Constant> constants) {

    /// Copies the list.
    public ShaderStageDescription {
        constants = List.copyOf(constants);
    }

    /// A stage whose constants have the values that the shader says.
    ///
    /// @param stage `VkShaderStageFlagBits`
    /// @param spirv the SPIR-V module, a native segment whose size is a multiple of 4 bytes
    /// @param entryPoint the name of the function to run
    public ShaderStageDescription(int stage, MemorySegment spirv, String entryPoint) {
        this(stage, spirv, entryPoint, List.of());
    }

    /// The value of a specialisation constant.
    ///
    /// @param id its `constant_id`
    /// @param bytes its size, 4 or 8
    /// @param bits the value, in the low bits
    @Immutable
    public record Constant(int id, int bytes, long bits) {}
}
