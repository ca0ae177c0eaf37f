package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;

import java.util.Objects;

/// A vertex buffer that a pipeline reads.
///
/// @param stride bytes from one vertex or instance to the next, from 0 to 2048
/// @param rate when it is advanced
@Immutable
public record VertexBinding(int stride, VertexRate rate) {
    /// Checks that nothing is missing.
    public VertexBinding {
        Objects.requireNonNull(rate, "rate");
    }
}
