package daxa.core.program;

import daxa.core.concurrent.Immutable;

import java.util.List;
import java.util.Objects;

/// An attempt to build a pipeline has ended.
///
/// @param pipeline the pipeline's name
/// @param outcome how it ended
/// @param errors all errors, one text each; empty if there are none
/// @param finished how many pipelines are done, of those that are built at this time
/// @param total how many pipelines are built at this time
@Immutable
public record PipelineEvent(
        String pipeline, Outcome outcome, List<String> errors, int finished, int total) {
    /// How an attempt ended.
    public enum Outcome {
        /// The pipeline is new, and a shader of it was compiled.
        COMPILED,
        /// The pipeline is new, and its shaders come from the cache.
        CACHED,
        /// The pipeline is new, and its shaders were prebuilt.
        PREBUILT,
        /// The pipeline could not be built. If there was one before, it stays.
        FAILED
    }

    /// Copies the list.
    public PipelineEvent {
        Objects.requireNonNull(pipeline, "pipeline");
        Objects.requireNonNull(outcome, "outcome");
        errors = List.copyOf(Objects.requireNonNull(errors, "errors"));
    }
}
