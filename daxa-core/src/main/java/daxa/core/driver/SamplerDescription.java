package daxa.core.driver;

import daxa.core.concurrent.Immutable;

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
        int borderColor) {}
