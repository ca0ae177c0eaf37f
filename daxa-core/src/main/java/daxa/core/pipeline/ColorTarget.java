package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.resource.Format;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// A colour attachment as a pipeline writes it.
///
/// @param format the attachment's format
/// @param blend how colours are blended, or null to overwrite
/// @param writeMask components that are written: 1 red, 2 green, 4 blue, 8 alpha
@Immutable
public record ColorTarget(Format format, @Nullable Blend blend, int writeMask) {
    /// All four components.
    public static final int ALL = 0xF;

    /// Checks the values.
    ///
    /// @throws UsageException if the format has no colour, or the mask has other bits
    public ColorTarget {
        Objects.requireNonNull(format, "format");
        if (!format.isColor() || (writeMask & ~ALL) != 0) {
            throw new UsageException(
                    "colour target: format="
                            + format
                            + ", writeMask="
                            + writeMask
                            + " (expected a colour format and bits of 15)");
        }
    }

    /// A target that is overwritten.
    ///
    /// @param format the attachment's format
    /// @return the target
    public static ColorTarget of(Format format) {
        return new ColorTarget(format, null, ALL);
    }

    /// The same target with blending.
    ///
    /// @param newBlend how colours are blended
    /// @return a changed copy
    public ColorTarget withBlend(Blend newBlend) {
        Objects.requireNonNull(newBlend, "newBlend");
        return new ColorTarget(format, newBlend, writeMask);
    }

    // What has to be equal for all attachments without the feature INDEPENDENT_BLEND.
    ColorTarget withoutFormat() {
        return new ColorTarget(Format.R8G8B8A8_UNORM, blend, writeMask);
    }
}
