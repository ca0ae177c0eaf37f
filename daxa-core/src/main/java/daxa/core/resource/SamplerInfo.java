package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// What a sampler shall be. The default is linear everywhere, repeating, without anisotropy.
///
/// @param name its name, for messages and tools
/// @param magnification filter where texels are larger than pixels
/// @param minification filter where texels are smaller than pixels
/// @param mip filter between mip levels
/// @param addressU outside of the image, along x
/// @param addressV outside of the image, along y
/// @param addressW outside of the image, along z
/// @param lodBias added to the level of detail
/// @param maxAnisotropy 1 or more; 0 switches anisotropy off
/// @param compare comparison of shadow samplers, or null for none
/// @param minLod smallest level of detail
/// @param maxLod largest level of detail, not below `minLod`
/// @param borderColor for [AddressMode#CLAMP_TO_BORDER]
@Immutable
public record SamplerInfo(
        String name,
        Filter magnification,
        Filter minification,
        Filter mip,
        AddressMode addressU,
        AddressMode addressV,
        AddressMode addressW,
        float lodBias,
        float maxAnisotropy,
        @Nullable CompareOp compare,
        float minLod,
        float maxLod,
        BorderColor borderColor) {

    /// The largest level of detail that means "no limit". Source: `VK_LOD_CLAMP_NONE`.
    public static final float NO_LIMIT = 1000f;

    /// Checks the values.
    ///
    /// @throws UsageException if one is out of its range
    public SamplerInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(magnification, "magnification");
        Objects.requireNonNull(minification, "minification");
        Objects.requireNonNull(mip, "mip");
        Objects.requireNonNull(addressU, "addressU");
        Objects.requireNonNull(addressV, "addressV");
        Objects.requireNonNull(addressW, "addressW");
        Objects.requireNonNull(borderColor, "borderColor");
        if (!(maxAnisotropy == 0 || maxAnisotropy >= 1)) {
            throw new UsageException(
                    "Sampler '"
                            + name
                            + "': maxAnisotropy="
                            + maxAnisotropy
                            + " (expected 0, or 1 and above)");
        }
        if (!(minLod <= maxLod)) {
            throw new UsageException(
                    "Sampler '"
                            + name
                            + "': minLod="
                            + minLod
                            + ", maxLod="
                            + maxLod
                            + " (expected minLod up to maxLod)");
        }
    }

    /// The default sampler.
    ///
    /// @param name its name
    /// @return the info
    public static SamplerInfo linear(String name) {
        return of(name, Filter.LINEAR);
    }

    /// The default sampler, but with the nearest texel everywhere.
    ///
    /// @param name its name
    /// @return the info
    public static SamplerInfo nearest(String name) {
        return of(name, Filter.NEAREST);
    }

    private static SamplerInfo of(String name, Filter filter) {
        return new SamplerInfo(
                name,
                filter,
                filter,
                filter,
                AddressMode.REPEAT,
                AddressMode.REPEAT,
                AddressMode.REPEAT,
                0,
                0,
                null,
                0,
                NO_LIMIT,
                BorderColor.TRANSPARENT_BLACK);
    }

    /// The same sampler with another behaviour outside of the image.
    ///
    /// @param mode along all axes
    /// @return a changed copy
    public SamplerInfo withAddressMode(AddressMode mode) {
        Objects.requireNonNull(mode, "mode");
        return new SamplerInfo(
                name,
                magnification,
                minification,
                mip,
                mode,
                mode,
                mode,
                lodBias,
                maxAnisotropy,
                compare,
                minLod,
                maxLod,
                borderColor);
    }

    /// The same sampler with anisotropy.
    ///
    /// @param newMaxAnisotropy 1 or more; 0 switches it off
    /// @return a changed copy
    public SamplerInfo withMaxAnisotropy(float newMaxAnisotropy) {
        return new SamplerInfo(
                name,
                magnification,
                minification,
                mip,
                addressU,
                addressV,
                addressW,
                lodBias,
                newMaxAnisotropy,
                compare,
                minLod,
                maxLod,
                borderColor);
    }

    /// The same sampler with a comparison.
    ///
    /// @param newCompare the comparison, or null for none
    /// @return a changed copy
    public SamplerInfo withCompare(@Nullable CompareOp newCompare) {
        return new SamplerInfo(
                name,
                magnification,
                minification,
                mip,
                addressU,
                addressV,
                addressW,
                lodBias,
                maxAnisotropy,
                newCompare,
                minLod,
                maxLod,
                borderColor);
    }
}
