package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Shaders of a ray tracing pipeline that a record of a shader binding table names together.
///
/// ```java
/// ShaderGroup mesh = ShaderGroup.triangles("mesh").with(closestHit).with(anyHit);
/// ```
///
/// @param name its name, by which shader binding tables find it
/// @param kind what it is for
/// @param shaders its shaders, at most one of each stage
@Immutable
public record ShaderGroup(String name, ShaderGroupKind kind, List<ShaderBinary> shaders) {
    /// Checks the stages.
    ///
    /// @throws UsageException if the name is empty, a shader is of a stage that the kind does not
    ///   have, there are two of a stage, or the one that the kind needs is missing
    public ShaderGroup {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        shaders = List.copyOf(Objects.requireNonNull(shaders, "shaders"));
        if (name.isEmpty()) {
            throw new UsageException("a shader group has no name (expected one)");
        }
        List<ShaderStage> free = new ArrayList<>(kind.optional());
        ShaderStage needed = kind.needed();
        if (needed != null) {
            free.add(needed);
        }
        for (ShaderBinary shader : shaders) {
            if (!free.remove(shader.stage())) {
                throw new UsageException(
                        "shader group '"
                                + name
                                + "' of kind="
                                + kind
                                + ": shader '"
                                + shader.name()
                                + "' has stage="
                                + shader.stage()
                                + " (expected "
                                + (free.isEmpty() ? "no more" : "one of " + free)
                                + ")");
            }
        }
        if (needed != null && free.contains(needed)) {
            throw new UsageException(
                    "shader group '"
                            + name
                            + "' of kind="
                            + kind
                            + " has no shader with stage="
                            + needed
                            + " (expected one)");
        }
    }

    /// A ray generation shader.
    ///
    /// @param name its name
    /// @param shader the shader
    /// @return the group
    /// @throws UsageException if the name is empty, or the shader is of another stage
    public static ShaderGroup raygen(String name, ShaderBinary shader) {
        Objects.requireNonNull(shader, "shader");
        return new ShaderGroup(name, ShaderGroupKind.RAYGEN, List.of(shader));
    }

    /// A miss shader.
    ///
    /// @param name its name
    /// @param shader the shader
    /// @return the group
    /// @throws UsageException if the name is empty, or the shader is of another stage
    public static ShaderGroup miss(String name, ShaderBinary shader) {
        Objects.requireNonNull(shader, "shader");
        return new ShaderGroup(name, ShaderGroupKind.MISS, List.of(shader));
    }

    /// A callable shader.
    ///
    /// @param name its name
    /// @param shader the shader
    /// @return the group
    /// @throws UsageException if the name is empty, or the shader is of another stage
    public static ShaderGroup callable(String name, ShaderBinary shader) {
        Objects.requireNonNull(shader, "shader");
        return new ShaderGroup(name, ShaderGroupKind.CALLABLE, List.of(shader));
    }

    /// Hits of triangles, at which nothing runs until shaders are added.
    ///
    /// @param name its name
    /// @return the group
    /// @throws UsageException if the name is empty
    public static ShaderGroup triangles(String name) {
        return new ShaderGroup(name, ShaderGroupKind.TRIANGLES, List.of());
    }

    /// Hits of what lies in boxes.
    ///
    /// @param name its name
    /// @param intersection says where rays hit it
    /// @return the group
    /// @throws UsageException if the name is empty, or the shader is of another stage
    public static ShaderGroup procedural(String name, ShaderBinary intersection) {
        Objects.requireNonNull(intersection, "intersection");
        return new ShaderGroup(name, ShaderGroupKind.PROCEDURAL, List.of(intersection));
    }

    /// The same with one more shader.
    ///
    /// @param shader a shader of a stage that it has none of
    /// @return a changed copy
    /// @throws UsageException if it has one, or groups of the kind have none
    public ShaderGroup with(ShaderBinary shader) {
        Objects.requireNonNull(shader, "shader");
        List<ShaderBinary> more = new ArrayList<>(shaders);
        more.add(shader);
        return new ShaderGroup(name, kind, more);
    }

    /// Its shader of a stage.
    ///
    /// @param stage the stage
    /// @return the shader, or null if it has none
    public @Nullable ShaderBinary shader(ShaderStage stage) {
        Objects.requireNonNull(stage, "stage");
        for (ShaderBinary shader : shaders) {
            if (shader.stage() == stage) {
                return shader;
            }
        }
        return null;
    }
}
