package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

/// What a native sampler shall be. Numbers are Vulkan's.
///
/// @param name the sampler's name
/// @param magFilter `VkFilter`
/// @param minFilter `VkFilter`
/// @param mipmapMode `VkSamplerMipmapMode`
/// @param addressU `VkSamplerAddressMode`
/// @param addressV `VkSamplerAddressMode`
/// @param addressW `VkSamplerAddressMode`
/// @param mipLodBias bias of the level of detail
/// @param maxAnisotropy anisotropy; 0 switches it off
/// @param compareOp `VkCompareOp`, or -1 for none
/// @param minLod smallest level of detail
/// @param maxLod largest level of detail
/// @param borderColor `VkBorderColor`
/// @param unnormalized whether coordinates are texels
/// @param reductionMode `VkSamplerReductionMode`
@Internal
@Immutable
public record SamplerDescription(
        String name,
        int magFilter,
        int minFilter,
        int mipmapMode,
        int addressU,
        int addressV,
        int addressW,
        float mipLodBias,
        float maxAnisotropy,
        int compareOp,
        float minLod,
        float maxLod,
        int borderColor,
        boolean unnormalized,
        int reductionMode) {

    /// A sampler with coordinates from 0 to 1 that returns weighted means.
    ///
    /// @param name the sampler's name
    /// @param magFilter `VkFilter`
    /// @param minFilter `VkFilter`
    /// @param mipmapMode `VkSamplerMipmapMode`
    /// @param addressU `VkSamplerAddressMode`
    /// @param addressV `VkSamplerAddressMode`
    /// @param addressW `VkSamplerAddressMode`
    /// @param mipLodBias bias of the level of detail
    /// @param maxAnisotropy anisotropy; 0 switches it off
    /// @param compareOp `VkCompareOp`, or -1 for none
    /// @param minLod smallest level of detail
    /// @param maxLod largest level of detail
    /// @param borderColor `VkBorderColor`
    public SamplerDescription(
            String name,
            int magFilter,
            int minFilter,
            int mipmapMode,
            int addressU,
            int addressV,
            int addressW,
            float mipLodBias,
            float maxAnisotropy,
            int compareOp,
            float minLod,
            float maxLod,
            int borderColor) {
        this(
                name,
                magFilter,
                minFilter,
                mipmapMode,
                addressU,
                addressV,
                addressW,
                mipLodBias,
                maxAnisotropy,
                compareOp,
                minLod,
                maxLod,
                borderColor,
                false,
                0);
    }
}
