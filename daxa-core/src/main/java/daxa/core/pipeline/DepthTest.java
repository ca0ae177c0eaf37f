package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.resource.CompareOp;
import daxa.core.resource.Format;

import java.util.Objects;

/// The depth attachment as a pipeline uses it.
///
/// @param format the attachment's format
/// @param compare when a fragment passes
/// @param write whether passing fragments write their depth
@Immutable
public record DepthTest(Format format, CompareOp compare, boolean write) {
    /// Checks the values.
    ///
    /// @throws UsageException if the format has no depth
    public DepthTest {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(compare, "compare");
        if (!format.hasDepth()) {
            throw new UsageException(
                    "depth test: format=" + format + " (expected a format with depth)");
        }
    }
}
