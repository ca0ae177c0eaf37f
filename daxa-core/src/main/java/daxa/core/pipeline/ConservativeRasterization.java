package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.util.Objects;

/// Primitives cover texels that they only touch, or those alone that they fill, whatever the place
/// of the samples. Needs the feature CONSERVATIVE_RASTERIZATION.
///
/// @param mode which texels
/// @param extraOverestimation pixels by which primitives grow beyond what is needed, at least 0;
///   only where texels are overestimated
@Immutable
public record ConservativeRasterization(ConservativeMode mode, float extraOverestimation) {
    /// Each texel that the primitive touches.
    public static final ConservativeRasterization OVERESTIMATE =
            new ConservativeRasterization(ConservativeMode.OVERESTIMATE, 0);

    /// Each texel that lies inside of the primitive.
    public static final ConservativeRasterization UNDERESTIMATE =
            new ConservativeRasterization(ConservativeMode.UNDERESTIMATE, 0);

    /// Checks the values.
    ///
    /// @throws UsageException if the growth is below 0, or above where texels are underestimated
    public ConservativeRasterization {
        Objects.requireNonNull(mode, "mode");
        if (!(extraOverestimation >= 0)
                || (mode == ConservativeMode.UNDERESTIMATE && extraOverestimation != 0)) {
            throw new UsageException(
                    "conservative rasterization: mode="
                            + mode
                            + ", extraOverestimation="
                            + extraOverestimation
                            + " (expected at least 0, and 0 with UNDERESTIMATE)");
        }
    }
}
