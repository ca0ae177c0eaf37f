package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

import java.util.List;

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
/// @param sliceViews whether two-dimensional views of a three-dimensional image can be made
/// @param aliased whether others may use the same memory, and see it in the same way
/// @param dedicated whether it gets an allocation of its own
/// @param viewFormats `VkFormat`s that views can have besides the image's own
@Internal
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
        boolean cubeCompatible,
        boolean sliceViews,
        boolean aliased,
        boolean dedicated,
        List<Integer> viewFormats) {

    /// Copies the list.
    public ImageDescription {
        viewFormats = List.copyOf(viewFormats);
    }

    /// An image without special needs.
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
    public ImageDescription(
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
            boolean cubeCompatible) {
        this(
                name,
                dimensions,
                format,
                width,
                height,
                depth,
                mipLevels,
                arrayLayers,
                samples,
                usage,
                cubeCompatible,
                false,
                false,
                false,
                List.of());
    }
}
