package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// Shaders whose workgroups make primitives, in the place of vertex shaders.
///
/// @param task decides how many workgroups of mesh shaders run, and hands them a payload; null
///   where the draw says how many. Needs the feature TASK_SHADER.
/// @param mesh makes vertices and primitives. Needs the feature MESH_SHADER.
@Immutable
public record MeshShading(@Nullable ShaderBinary task, ShaderBinary mesh) {
    /// Checks the stages.
    ///
    /// @throws daxa.core.error.UsageException if a shader is of another stage
    public MeshShading {
        Objects.requireNonNull(mesh, "mesh");
        ComputePipelineInfo.checkStage("mesh shading", mesh, ShaderStage.MESH);
        if (task != null) {
            ComputePipelineInfo.checkStage("mesh shading", task, ShaderStage.TASK);
        }
    }

    /// Mesh shaders alone.
    ///
    /// @param mesh makes vertices and primitives
    /// @return the shaders
    /// @throws daxa.core.error.UsageException if it is of another stage
    public static MeshShading of(ShaderBinary mesh) {
        return new MeshShading(null, mesh);
    }
}
