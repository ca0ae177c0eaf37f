package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.util.Objects;

/// What a compute pipeline shall be.
///
/// @param name its name, for messages and tools
/// @param shader its compute shader
@Immutable
public record ComputePipelineInfo(String name, ShaderBinary shader) {
    /// Checks the stage.
    ///
    /// @throws UsageException if the shader is not a compute shader
    public ComputePipelineInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(shader, "shader");
        checkStage(name, shader, ShaderStage.COMPUTE);
    }

    /// A pipeline of one shader.
    ///
    /// @param name its name
    /// @param shader its compute shader
    /// @return the info
    /// @throws UsageException if the shader is not a compute shader
    public static ComputePipelineInfo of(String name, ShaderBinary shader) {
        return new ComputePipelineInfo(name, shader);
    }

    static void checkStage(String pipeline, ShaderBinary shader, ShaderStage expected) {
        if (shader.stage() != expected) {
            throw new UsageException(
                    "pipeline '"
                            + pipeline
                            + "': shader '"
                            + shader.name()
                            + "' has stage="
                            + shader.stage()
                            + " (expected "
                            + expected
                            + ")");
        }
    }
}
