package daxa.core.driver.simulated;

import daxa.core.driver.SurfaceInfo;
import daxa.core.driver.SwapchainDescription;

import org.jspecify.annotations.Nullable;

/// What Vulkan demands of swapchains. Source: Vulkan 1.3 specification, valid usage of
/// `VkSwapchainCreateInfoKHR`.
///
/// A size other than the surface's is let pass, since a window can change it at any time: such a
/// swapchain is out of date from the start.
final class SwapchainRules {
    private SwapchainRules() {}

    /// What is wrong with a swapchain.
    ///
    /// @param old the swapchain that it replaces, or null
    /// @return the end of a sentence, or null if nothing is
    static @Nullable String problem(
            SwapchainDescription swapchain, SimSurface surface, @Nullable SimSwapchain old) {
        SurfaceInfo offered = surface.info;
        if (old != null && (old.retired || old.surface != surface)) {
            return "replaces "
                    + old.text()
                    + (old.retired ? ", which is retired" : ", which is of another surface");
        }
        int most = offered.maxImageCount() == 0 ? Integer.MAX_VALUE : offered.maxImageCount();
        if (swapchain.minImageCount() < offered.minImageCount()
                || swapchain.minImageCount() > most) {
            return "of "
                    + swapchain.minImageCount()
                    + " images (expected "
                    + offered.minImageCount()
                    + " to "
                    + most
                    + ")";
        }
        if (swapchain.width() < Math.max(1, offered.minWidth())
                || swapchain.width() > offered.maxWidth()
                || swapchain.height() < Math.max(1, offered.minHeight())
                || swapchain.height() > offered.maxHeight()) {
            return "of "
                    + swapchain.width()
                    + "x"
                    + swapchain.height()
                    + " texels (expected "
                    + offered.minWidth()
                    + "x"
                    + offered.minHeight()
                    + " to "
                    + offered.maxWidth()
                    + "x"
                    + offered.maxHeight()
                    + ")";
        }
        SurfaceInfo.SurfaceFormat format =
                new SurfaceInfo.SurfaceFormat(swapchain.format(), swapchain.colorSpace());
        if (!offered.formats().contains(format)) {
            return "with " + format + ", which the surface does not offer";
        }
        if (!offered.presentModes().contains(swapchain.presentMode())) {
            return "with present mode "
                    + swapchain.presentMode()
                    + ", which the surface does not offer";
        }
        if (swapchain.usage() == 0 || (swapchain.usage() & ~offered.usage()) != 0) {
            return "with usage 0x"
                    + Integer.toHexString(swapchain.usage())
                    + " (expected of 0x"
                    + Integer.toHexString(offered.usage())
                    + ")";
        }
        return null;
    }
}
