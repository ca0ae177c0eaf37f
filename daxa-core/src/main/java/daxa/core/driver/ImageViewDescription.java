package daxa.core.driver;

import daxa.core.concurrent.Immutable;

/// What a native image view shall be. Numbers are Vulkan's.
///
/// @param name the view's name
/// @param image the `VkImage`
/// @param viewType `VkImageViewType`
/// @param format `VkFormat`
/// @param aspects `VkImageAspectFlags`
/// @param baseMip first mip level
/// @param mipCount mip levels
/// @param baseLayer first layer
/// @param layerCount layers
/// @param usage `VkImageUsageFlags`, a part of the image's
@Immutable
public record ImageViewDescription(
        String name,
        long image,
        int viewType,
        int format,
        int aspects,
        int baseMip,
        int mipCount,
        int baseLayer,
        int layerCount,
        int usage) {}
