package daxa.core.shader;

import daxa.core.concurrent.Immutable;
import daxa.core.error.ShaderException;
import daxa.core.pipeline.ShaderBinary;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/// What came of an attempt to compile a shader.
///
/// @param binary the shader; null if the attempt failed
/// @param failure all errors in one text; empty if there are none
/// @param warnings what the compiler found odd
/// @param dependencies what was read or looked for, in order, also where the attempt failed. The
///   text of a [ShaderSource.Text] is not among them.
@Immutable
public record ShaderCompilation(
        @Nullable ShaderBinary binary,
        String failure,
        List<String> warnings,
        List<ShaderDependency> dependencies) {

    /// Copies the lists.
    public ShaderCompilation {
        Objects.requireNonNull(failure, "failure");
        warnings = List.copyOf(Objects.requireNonNull(warnings, "warnings"));
        dependencies = List.copyOf(Objects.requireNonNull(dependencies, "dependencies"));
    }

    /// The shader.
    ///
    /// @return the SPIR-V and what reflection found in it
    /// @throws ShaderException if the attempt failed, with all errors
    public ShaderBinary orThrow() {
        if (binary == null) {
            throw new ShaderException(failure);
        }
        return binary;
    }
}
