package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.util.Objects;

/// Shaders that divide patches into triangles, lines or points. Needs the feature
/// TESSELLATION_SHADER.
///
/// @param control runs for each control point, and says how finely its patch is divided
/// @param evaluation runs for each vertex that comes of it
/// @param patchControlPoints vertices of a patch, above 0
@Immutable
public record Tessellation(ShaderBinary control, ShaderBinary evaluation, int patchControlPoints) {
    /// Checks the values.
    ///
    /// @throws UsageException if a stage is wrong, or the number is not above 0
    public Tessellation {
        Objects.requireNonNull(control, "control");
        Objects.requireNonNull(evaluation, "evaluation");
        if (control.stage() != ShaderStage.TESSELLATION_CONTROL
                || evaluation.stage() != ShaderStage.TESSELLATION_EVALUATION
                || patchControlPoints < 1) {
            throw new UsageException(
                    "tessellation: control is a shader of stage="
                            + control.stage()
                            + ", evaluation of stage="
                            + evaluation.stage()
                            + ", patchControlPoints="
                            + patchControlPoints
                            + " (expected TESSELLATION_CONTROL, TESSELLATION_EVALUATION, above 0)");
        }
    }
}
