package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

/// Fragments pass where the depth that is there lies within these bounds.
///
/// @param min from 0 to 1
/// @param max from `min` to 1
@Immutable
public record DepthBounds(float min, float max) {
    /// Checks the values.
    ///
    /// @throws UsageException if they are not in order within 0 to 1
    public DepthBounds {
        if (!(min >= 0 && min <= max && max <= 1)) {
            throw new UsageException(
                    "depth bounds: min="
                            + min
                            + ", max="
                            + max
                            + " (expected 0 <= min <= max <= 1)");
        }
    }
}
