package daxa.core.driver;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;

/// Copies between host memory and images that the host does itself, without a queue. All of it
/// needs [Feature#HOST_IMAGE_COPY], and images with the usage for it, which no submission that is
/// not finished uses.
@Internal
@ThreadSafe
public interface HostImageDriver {

    /// Brings all of an image from the undefined into the general layout.
    ///
    /// @param name the image's name, for messages
    /// @param image the `VkImage`
    /// @param aspects `VkImageAspectFlags` of the image
    void imageToGeneral(String name, long image, int aspects);

    /// Copies host memory to an image in the general layout.
    ///
    /// @param name the image's name, for messages
    /// @param address where the host finds the texels
    /// @param image the `VkImage`
    /// @param region the image's side, and rows and slices in memory
    void copyMemoryToImage(String name, long address, long image, ImageRegion region);

    /// Copies an image in the general layout to host memory.
    ///
    /// @param name the image's name, for messages
    /// @param image the `VkImage`
    /// @param address where the host wants the texels
    /// @param region the image's side, and rows and slices in memory
    void copyImageToMemory(String name, long image, long address, ImageRegion region);
}
