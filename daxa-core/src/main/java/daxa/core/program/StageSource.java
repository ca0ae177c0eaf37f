package daxa.core.program;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ShaderStage;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// One shader of a pipeline: where its text comes from, and what is special about it. Pipelines of
/// one manager that name equal ones share the compile.
///
/// @param stage its stage
/// @param source where its text comes from
/// @param defines macros beside those of the manager, whose value they replace
/// @param entryPoint the function where it starts; null for that of the manager
@Immutable
public record StageSource(
        ShaderStage stage,
        ShaderSource source,
        Map<String, String> defines,
        @Nullable String entryPoint) {

    /// Checks and copies what was given.
    ///
    /// @throws UsageException if a define or the entry point has a name that GLSL does not allow,
    ///   or the value of a define is not one line
    public StageSource {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(defines, "defines");
        defines = Collections.unmodifiableMap(new LinkedHashMap<>(defines));
        ShaderOptions.DEFAULT.withDefines(defines);
        if (entryPoint != null) {
            ShaderOptions.DEFAULT.withEntryPoint(entryPoint);
        }
    }

    /// A shader of any stage.
    ///
    /// @param stage its stage
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource of(ShaderStage stage, ShaderSource source) {
        return new StageSource(stage, source, Map.of(), null);
    }

    /// A vertex shader.
    ///
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource vertex(ShaderSource source) {
        return of(ShaderStage.VERTEX, source);
    }

    /// A tessellation control shader.
    ///
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource tessellationControl(ShaderSource source) {
        return of(ShaderStage.TESSELLATION_CONTROL, source);
    }

    /// A tessellation evaluation shader.
    ///
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource tessellationEvaluation(ShaderSource source) {
        return of(ShaderStage.TESSELLATION_EVALUATION, source);
    }

    /// A fragment shader.
    ///
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource fragment(ShaderSource source) {
        return of(ShaderStage.FRAGMENT, source);
    }

    /// A task shader.
    ///
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource task(ShaderSource source) {
        return of(ShaderStage.TASK, source);
    }

    /// A mesh shader.
    ///
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource mesh(ShaderSource source) {
        return of(ShaderStage.MESH, source);
    }

    /// A ray generation shader.
    ///
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource raygen(ShaderSource source) {
        return of(ShaderStage.RAYGEN, source);
    }

    /// An any-hit shader.
    ///
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource anyHit(ShaderSource source) {
        return of(ShaderStage.ANY_HIT, source);
    }

    /// A closest-hit shader.
    ///
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource closestHit(ShaderSource source) {
        return of(ShaderStage.CLOSEST_HIT, source);
    }

    /// A miss shader.
    ///
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource miss(ShaderSource source) {
        return of(ShaderStage.MISS, source);
    }

    /// An intersection shader.
    ///
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource intersection(ShaderSource source) {
        return of(ShaderStage.INTERSECTION, source);
    }

    /// A callable shader.
    ///
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource callable(ShaderSource source) {
        return of(ShaderStage.CALLABLE, source);
    }

    /// A compute shader.
    ///
    /// @param source where its text comes from
    /// @return the shader
    public static StageSource compute(ShaderSource source) {
        return of(ShaderStage.COMPUTE, source);
    }

    /// The same with one more macro.
    ///
    /// @param name its name
    /// @param value its value, one line; may be empty
    /// @return a changed copy
    /// @throws UsageException if GLSL does not allow the name, or the value is not one line
    public StageSource withDefine(String name, String value) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        Map<String, String> more = new LinkedHashMap<>(defines);
        more.put(name, value);
        return new StageSource(stage, source, more, entryPoint);
    }

    /// The same with another entry point.
    ///
    /// @param value the name of a function
    /// @return a changed copy
    /// @throws UsageException if it is not a name
    public StageSource withEntryPoint(String value) {
        Objects.requireNonNull(value, "value");
        return new StageSource(stage, source, defines, value);
    }

    /// How it is compiled in a manager.
    ///
    /// @param common what holds for all shaders of the manager
    /// @return the options with what is special here
    ShaderOptions options(ShaderOptions common) {
        Map<String, String> all = new LinkedHashMap<>(common.defines());
        all.putAll(defines);
        ShaderOptions options = common.withDefines(all);
        return entryPoint == null ? options : options.withEntryPoint(entryPoint);
    }

    /// How messages call it.
    ///
    /// @return such as `shader 'sky.frag' (fragment, FOG=1)`
    String title() {
        StringBuilder text =
                new StringBuilder("shader '")
                        .append(source.name())
                        .append("' (")
                        .append(stage.name().toLowerCase(Locale.ROOT));
        defines.forEach((name, value) -> text.append(", ").append(name).append('=').append(value));
        if (entryPoint != null) {
            text.append(", entry point ").append(entryPoint);
        }
        return text.append(')').toString();
    }
}
