package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.util.Objects;

/// How lines become fragments.
///
/// @param mode their shape
/// @param stippleFactor how many texels each bit of the pattern stands for, from 1 to 256; 0 for
///   solid lines
/// @param stipplePattern 16 bits, the lowest first: texels are left out where they are 0
@Immutable
public record LineRasterization(LineMode mode, int stippleFactor, int stipplePattern) {
    /// Solid lines as the device likes them.
    public static final LineRasterization DEFAULT = of(LineMode.DEFAULT);

    /// Checks the values.
    ///
    /// @throws UsageException if a number is out of range, or lines of the default mode are
    ///   stippled
    public LineRasterization {
        Objects.requireNonNull(mode, "mode");
        if (stippleFactor < 0
                || stippleFactor > 256
                || (stipplePattern & ~0xFFFF) != 0
                || (mode == LineMode.DEFAULT && stippleFactor != 0)) {
            throw new UsageException(
                    "line rasterization: mode="
                            + mode
                            + ", stippleFactor="
                            + stippleFactor
                            + ", stipplePattern="
                            + stipplePattern
                            + " (expected a factor of 0 to 256, 0 for the mode DEFAULT, and a"
                            + " pattern of 0 to 65535)");
        }
    }

    /// Solid lines.
    ///
    /// @param mode their shape
    /// @return the value
    public static LineRasterization of(LineMode mode) {
        return new LineRasterization(mode, 0, 0);
    }

    /// The same lines with gaps. Needs the feature STIPPLED_RECTANGULAR_LINES,
    /// STIPPLED_BRESENHAM_LINES or STIPPLED_SMOOTH_LINES.
    ///
    /// @param factor how many texels each bit of the pattern stands for, from 1 to 256
    /// @param pattern 16 bits, the lowest first: texels are left out where they are 0
    /// @return a changed copy
    /// @throws UsageException if the factor or the pattern is out of range, or the mode is DEFAULT
    public LineRasterization stippled(int factor, int pattern) {
        return new LineRasterization(mode, factor, pattern);
    }
}
