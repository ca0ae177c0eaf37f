package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;

/// The constants that [BlendFactor#CONSTANT_COLOR] and its relatives multiply with.
///
/// @param red first component
/// @param green second component
/// @param blue third component
/// @param alpha fourth component
@Immutable
public record BlendConstants(float red, float green, float blue, float alpha) {
    /// All zero.
    public static final BlendConstants ZERO = new BlendConstants(0, 0, 0, 0);
}
