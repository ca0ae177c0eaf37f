package daxa.core.driver;

import daxa.core.concurrent.Immutable;

/// What a native image shall be. Numbers are Vulkan's.
///
/// @param name the image's name
/// @param dimensions 1, 2 or 3
/// @param format `VkFormat`
/// @param width texels
/// @param height texels
/// @param depth texels
/// @param mipLevels mip levels
/// @param arrayLayers layers
/// @param samples samples for each texel
/// @param usage `VkImageUsageFlags`
/// @param cubeCompatible whether cube views can be made
@Immutable
public record ImageDescription(
        String name,
        int dimensions,
        int format,
        int width,
        int height,
        int depth,
        int mipLevels,
        int arrayLayers,
        int samples,
        int usage,
        boolean cubeCompatible) {}
