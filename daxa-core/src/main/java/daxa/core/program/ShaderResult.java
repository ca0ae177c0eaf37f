package daxa.core.program;

import daxa.core.program.PipelineEvent.Outcome;
import daxa.core.shader.ShaderCompilation;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What came of an attempt to get a shader.
///
/// @param compilation the shader or its errors
/// @param origin where it comes from
/// @param cause what was thrown, where it failed so
record ShaderResult(ShaderCompilation compilation, Outcome origin, @Nullable Throwable cause) {
    static ShaderResult failed(String failure, Throwable cause) {
        return new ShaderResult(
                new ShaderCompilation(null, failure, List.of(), List.of()), Outcome.FAILED, cause);
    }
}
