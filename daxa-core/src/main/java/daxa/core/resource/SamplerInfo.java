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
/// @param lodBias added to the level of detail; finite
/// @param maxAnisotropy 1 or more; 0 switches anisotropy off
/// @param compare comparison of shadow samplers, or null for none
/// @param minLod smallest level of detail
/// @param maxLod largest level of detail, not below `minLod`
/// @param borderColor for [AddressMode#CLAMP_TO_BORDER]
/// @param reduction how linear filters make one value of several texels
/// @param unnormalized whether coordinates are texels instead of 0 to 1; then only views of one mip
///   level and no layers can be read, with `textureLod` at level 0
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
        BorderColor borderColor,
        ReductionMode reduction,
        boolean unnormalized) {

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
        Objects.requireNonNull(reduction, "reduction");
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
        if (!Float.isFinite(lodBias)) {
            throw new UsageException(
                    "Sampler '" + name + "': lodBias=" + lodBias + " (expected a finite number)");
        }
        if (compare != null && reduction != ReductionMode.WEIGHTED_AVERAGE) {
            throw new UsageException(
                    "Sampler '"
                            + name
                            + "': compare="
                            + compare
                            + ", reduction="
                            + reduction
                            + " (expected WEIGHTED_AVERAGE where there is a comparison)");
        }
        if (unnormalized) {
            checkUnnormalized(
                    name,
                    magnification,
                    minification,
                    mip,
                    addressU,
                    addressV,
                    maxAnisotropy,
                    compare,
                    minLod,
                    maxLod);
        }
    }

    // Source: valid usage of VkSamplerCreateInfo.
    private static void checkUnnormalized(
            String name,
            Filter magnification,
            Filter minification,
            Filter mip,
            AddressMode addressU,
            AddressMode addressV,
            float maxAnisotropy,
            @Nullable CompareOp compare,
            float minLod,
            float maxLod) {
        if (magnification != minification
                || mip != Filter.NEAREST
                || isRepeating(addressU)
                || isRepeating(addressV)
                || maxAnisotropy != 0
                || compare != null
                || minLod != 0
                || maxLod != 0) {
            throw new UsageException(
                    "Sampler '"
                            + name
                            + "': unnormalized with magnification="
                            + magnification
                            + ", minification="
                            + minification
                            + ", mip="
                            + mip
                            + ", addressU="
                            + addressU
                            + ", addressV="
                            + addressV
                            + ", maxAnisotropy="
                            + maxAnisotropy
                            + ", compare="
                            + compare
                            + ", minLod="
                            + minLod
                            + ", maxLod="
                            + maxLod
                            + " (expected equal filters, mip NEAREST, addresses CLAMP_TO_EDGE or"
                            + " CLAMP_TO_BORDER, no anisotropy, no comparison, and a lod range of 0"
                            + " to 0; SamplerInfo.withUnnormalized() sets them)");
        }
    }

    private static boolean isRepeating(AddressMode mode) {
        return mode != AddressMode.CLAMP_TO_EDGE && mode != AddressMode.CLAMP_TO_BORDER;
    }

    /// A sampler that returns weighted means, with coordinates from 0 to 1.
    ///
    /// @param name its name, for messages and tools
    /// @param magnification filter where texels are larger than pixels
    /// @param minification filter where texels are smaller than pixels
    /// @param mip filter between mip levels
    /// @param addressU outside of the image, along x
    /// @param addressV outside of the image, along y
    /// @param addressW outside of the image, along z
    /// @param lodBias added to the level of detail; finite
    /// @param maxAnisotropy 1 or more; 0 switches anisotropy off
    /// @param compare comparison of shadow samplers, or null for none
    /// @param minLod smallest level of detail
    /// @param maxLod largest level of detail, not below `minLod`
    /// @param borderColor for [AddressMode#CLAMP_TO_BORDER]
    /// @throws UsageException if one is out of its range
    public SamplerInfo(
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
        this(
                name,
                magnification,
                minification,
                mip,
                addressU,
                addressV,
                addressW,
                lodBias,
                maxAnisotropy,
                compare,
                minLod,
                maxLod,
                borderColor,
                ReductionMode.WEIGHTED_AVERAGE,
                false);
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

    /// The same sampler with other filters.
    ///
    /// @param newMagnification filter where texels are larger than pixels
    /// @param newMinification filter where texels are smaller than pixels
    /// @param newMip filter between mip levels
    /// @return a changed copy
    public SamplerInfo withFilters(Filter newMagnification, Filter newMinification, Filter newMip) {
        return new SamplerInfo(
                name,
                newMagnification,
                newMinification,
                newMip,
                addressU,
                addressV,
                addressW,
                lodBias,
                maxAnisotropy,
                compare,
                minLod,
                maxLod,
                borderColor,
                reduction,
                unnormalized);
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
                borderColor,
                reduction,
                unnormalized);
    }

    /// The same sampler with another behaviour outside of the image, axis by axis.
    ///
    /// @param u along x
    /// @param v along y
    /// @param w along z
    /// @return a changed copy
    public SamplerInfo withAddressModes(AddressMode u, AddressMode v, AddressMode w) {
        Objects.requireNonNull(u, "u");
        Objects.requireNonNull(v, "v");
        Objects.requireNonNull(w, "w");
        return new SamplerInfo(
                name,
                magnification,
                minification,
                mip,
                u,
                v,
                w,
                lodBias,
                maxAnisotropy,
                compare,
                minLod,
                maxLod,
                borderColor,
                reduction,
                unnormalized);
    }

    /// The same sampler with another border.
    ///
    /// @param newBorderColor for [AddressMode#CLAMP_TO_BORDER]
    /// @return a changed copy
    public SamplerInfo withBorderColor(BorderColor newBorderColor) {
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
                compare,
                minLod,
                maxLod,
                newBorderColor,
                reduction,
                unnormalized);
    }

    /// The same sampler with other levels of detail.
    ///
    /// @param newLodBias added to the level of detail
    /// @param newMinLod smallest level
    /// @param newMaxLod largest level, [#NO_LIMIT] for all
    /// @return a changed copy
    /// @throws UsageException if the bias is not finite, or the smallest level is above the largest
    public SamplerInfo withLod(float newLodBias, float newMinLod, float newMaxLod) {
        return new SamplerInfo(
                name,
                magnification,
                minification,
                mip,
                addressU,
                addressV,
                addressW,
                newLodBias,
                maxAnisotropy,
                compare,
                newMinLod,
                newMaxLod,
                borderColor,
                reduction,
                unnormalized);
    }

    /// The same sampler with anisotropy.
    ///
    /// @param newMaxAnisotropy 1 or more; 0 switches it off
    /// @return a changed copy
    /// @throws UsageException if the number is neither 0 nor at least 1
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
                borderColor,
                reduction,
                unnormalized);
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
                borderColor,
                reduction,
                unnormalized);
    }

    /// The same sampler with another reduction.
    ///
    /// @param newReduction how linear filters make one value of several texels
    /// @return a changed copy
    public SamplerInfo withReduction(ReductionMode newReduction) {
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
                compare,
                minLod,
                maxLod,
                borderColor,
                newReduction,
                unnormalized);
    }

    /// The same sampler with coordinates in texels, clamped to the edge, without mip levels,
    /// anisotropy and comparison.
    ///
    /// @return a changed copy
    public SamplerInfo withUnnormalized() {
        return new SamplerInfo(
                name,
                magnification,
                magnification,
                Filter.NEAREST,
                AddressMode.CLAMP_TO_EDGE,
                AddressMode.CLAMP_TO_EDGE,
                AddressMode.CLAMP_TO_EDGE,
                lodBias,
                0,
                null,
                0,
                0,
                borderColor,
                reduction,
                true);
    }
}
