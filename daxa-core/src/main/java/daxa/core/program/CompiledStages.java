package daxa.core.program;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.pipeline.MeshShading;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.Tessellation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// The compiled shaders of a pipeline, from which a program makes the pipeline's info.
@Immutable
public final class CompiledStages {
    private final String pipeline;
    private final Map<StageSource, ShaderBinary> binaries;

    CompiledStages(String pipeline, Map<StageSource, ShaderBinary> binaries) {
        this.pipeline = pipeline;
        this.binaries = binaries;
    }

    /// A shader of the pipeline.
    ///
    /// @param source as it was given to the manager
    /// @return the compiled shader
    /// @throws UsageException if it was not
    public ShaderBinary get(StageSource source) {
        Objects.requireNonNull(source, "source");
        ShaderBinary binary = binaries.get(source);
        if (binary == null) {
            throw new UsageException(
                    "pipeline '"
                            + pipeline
                            + "' was added without "
                            + source.title()
                            + "; it has: "
                            + titles());
        }
        return binary;
    }

    /// The shader of a stage.
    ///
    /// @param stage the stage
    /// @return the compiled shader
    /// @throws UsageException if the pipeline was not added with one shader for the stage
    public ShaderBinary get(ShaderStage stage) {
        Objects.requireNonNull(stage, "stage");
        List<StageSource> found =
                binaries.keySet().stream().filter(each -> each.stage() == stage).toList();
        if (found.size() != 1) {
            throw new UsageException(
                    "pipeline '"
                            + pipeline
                            + "' was added with "
                            + found.size()
                            + " shaders for "
                            + stage.name().toLowerCase(Locale.ROOT)
                            + " (expected 1); it has: "
                            + titles());
        }
        return get(found.getFirst());
    }

    /// The vertex shader.
    ///
    /// @return the compiled shader
    /// @throws UsageException if the pipeline was not added with one vertex shader
    public ShaderBinary vertex() {
        return get(ShaderStage.VERTEX);
    }

    /// The tessellation shaders, for [daxa.core.pipeline.RasterPipelineInfo#withTessellation].
    ///
    /// @param patchControlPoints vertices of a patch, above 0
    /// @return both, with the number
    /// @throws UsageException if the pipeline was not added with one of each, or the number is not
    ///   above 0
    public Tessellation tessellation(int patchControlPoints) {
        return new Tessellation(
                get(ShaderStage.TESSELLATION_CONTROL),
                get(ShaderStage.TESSELLATION_EVALUATION),
                patchControlPoints);
    }

    /// The mesh shader, with the task shader if there is one, for
    /// [daxa.core.pipeline.RasterPipelineInfo#ofMesh].
    ///
    /// @return both
    /// @throws UsageException if the pipeline was not added with one mesh shader and up to one task
    ///   shader
    public MeshShading meshShading() {
        boolean tasks =
                binaries.keySet().stream().anyMatch(each -> each.stage() == ShaderStage.TASK);
        return new MeshShading(tasks ? get(ShaderStage.TASK) : null, get(ShaderStage.MESH));
    }

    /// The fragment shader.
    ///
    /// @return the compiled shader
    /// @throws UsageException if the pipeline was not added with one fragment shader
    public ShaderBinary fragment() {
        return get(ShaderStage.FRAGMENT);
    }

    /// The compute shader.
    ///
    /// @return the compiled shader
    /// @throws UsageException if the pipeline was not added with one compute shader
    public ShaderBinary compute() {
        return get(ShaderStage.COMPUTE);
    }

    private String titles() {
        return String.join(", ", binaries.keySet().stream().map(StageSource::title).toList());
    }
}
