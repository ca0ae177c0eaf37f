package daxa.core.driver;

import daxa.core.concurrent.Immutable;

import java.lang.foreign.MemorySegment;

/// One shader stage of a pipeline.
///
/// @param stage `VkShaderStageFlagBits`
/// @param spirv the SPIR-V module, a native segment whose size is a multiple of 4 bytes
/// @param entryPoint the name of the function to run
@Immutable
public record ShaderStageDescription(int stage, MemorySegment spirv, String entryPoint) {}
