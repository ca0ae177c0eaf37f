package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

import java.util.List;

/// What a surface offers to a device at this moment. Numbers are Vulkan's.
///
/// @param minImageCount fewest images of a swapchain
/// @param maxImageCount most images of a swapchain, or 0 for no limit
/// @param currentWidth texels, or -1 where the swapchain decides
/// @param currentHeight texels, or -1 where the swapchain decides
/// @param minWidth texels
/// @param minHeight texels
/// @param maxWidth texels
/// @param maxHeight texels
/// @param usage `VkImageUsageFlags` that its images can have
/// @param formats offered pairs of format and colour space
/// @param presentModes offered `VkPresentModeKHR`
@Internal
@Immutable
public record SurfaceInfo(
        int minImageCount,
        int maxImageCount,
        int currentWidth,
        int currentHeight,
        int minWidth,
        int minHeight,
        int maxWidth,
        int maxHeight,
        int usage,
        List<SurfaceFormat> formats,
        List<Integer> presentModes) {

    /// Copies the lists.
    public SurfaceInfo {
        formats = List.copyOf(formats);
        presentModes = List.copyOf(presentModes);
    }

    /// A format with its colour space.
    ///
    /// @param format `VkFormat`
    /// @param colorSpace `VkColorSpaceKHR`
    @Immutable
    public record SurfaceFormat(int format, int colorSpace) {}
}
