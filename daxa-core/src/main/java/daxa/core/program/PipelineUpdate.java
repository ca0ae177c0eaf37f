package daxa.core.program;

import daxa.core.concurrent.Immutable;

import java.util.List;
import java.util.Objects;

/// What became of pipelines since the last update.
///
/// @param replaced names of the pipelines that are new, in the order in which they were added
/// @param errors errors of attempts that failed since then, one text each, in the same order, and
///   after them which pipelines wait for those; each is told once
@Immutable
public record PipelineUpdate(List<String> replaced, List<String> errors) {
    /// Nothing happened.
    public static final PipelineUpdate NOTHING = new PipelineUpdate(List.of(), List.of());

    /// Copies the lists.
    public PipelineUpdate {
        replaced = List.copyOf(Objects.requireNonNull(replaced, "replaced"));
        errors = List.copyOf(Objects.requireNonNull(errors, "errors"));
    }

    /// Whether nothing happened.
    ///
    /// @return true if no pipeline is new and no attempt failed
    public boolean isEmpty() {
        return replaced.isEmpty() && errors.isEmpty();
    }
}
