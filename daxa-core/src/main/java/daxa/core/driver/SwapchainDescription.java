package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

/// What a native swapchain shall be. Numbers are Vulkan's.
///
/// @param name the swapchain's name
/// @param surface the `VkSurfaceKHR`
/// @param minImageCount fewest images
/// @param format `VkFormat`
/// @param colorSpace `VkColorSpaceKHR`
/// @param width texels
/// @param height texels
/// @param usage `VkImageUsageFlags`
/// @param presentMode `VkPresentModeKHR`
/// @param oldSwapchain the swapchain that it replaces, or 0
@Internal
@Immutable
public record SwapchainDescription(
        String name,
        long surface,
        int minImageCount,
        int format,
        int colorSpace,
        int width,
        int height,
        int usage,
        int presentMode,
        long oldSwapchain) {}
