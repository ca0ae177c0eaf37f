package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

/// What is added to the depth of fragments. Source: Vulkan 1.3 specification, section "Depth Bias".
///
/// @param constant constant factor
/// @param clamp the largest bias, or the smallest if it is below 0; 0 for no limit
/// @param slope factor of the slope
@Immutable
public record DepthBias(float constant, float clamp, float slope) {
    /// No bias.
    public static final DepthBias NONE = new DepthBias(0, 0, 0);

    /// Checks the values.
    ///
    /// @throws UsageException if one is not a finite number
    public DepthBias {
        if (!Float.isFinite(constant) || !Float.isFinite(clamp) || !Float.isFinite(slope)) {
            throw new UsageException(
                    "depth bias: constant="
                            + constant
                            + ", clamp="
                            + clamp
                            + ", slope="
                            + slope
                            + " (expected finite numbers)");
        }
    }
}
