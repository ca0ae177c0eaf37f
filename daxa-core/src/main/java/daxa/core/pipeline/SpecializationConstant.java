package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;

import java.util.Objects;

/// A constant of a shader whose value is given when a pipeline is made.
///
/// @param id its `constant_id`
/// @param type its type
@Immutable
public record SpecializationConstant(int id, ConstantType type) {
    /// Checks that nothing is missing.
    public SpecializationConstant {
        Objects.requireNonNull(type, "type");
    }
}
