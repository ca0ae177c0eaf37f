package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

/// What a native image view shall be. Numbers are Vulkan's.
///
/// @param name the view's name
/// @param image the `VkImage`
/// @param viewType `VkImageViewType`
/// @param format `VkFormat`
/// @param aspects `VkImageAspectFlags`
/// @param baseMip first mip level
/// @param mipCount mip levels
/// @param baseLayer first layer, or first slice of a two-dimensional view of three dimensions
/// @param layerCount layers or slices
/// @param usage `VkImageUsageFlags`, a part of the image's
/// @param swizzle `VkComponentSwizzle` of red, green, blue and alpha, one byte each, red lowest
@Internal
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
        int usage,
        int swizzle) {

    /// A view that sees every component where it is.
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
    public ImageViewDescription(
            String name,
            long image,
            int viewType,
            int format,
            int aspects,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount,
            int usage) {
        this(
                name,
                image,
                viewType,
                format,
                aspects,
                baseMip,
                mipCount,
                baseLayer,
                layerCount,
                usage,
                0);
    }

    /// The swizzle of one component.
    ///
    /// @param component 0 for red to 3 for alpha
    /// @return `VkComponentSwizzle`
    public int swizzle(int component) {
        return (swizzle >>> (component * Byte.SIZE)) & 0xFF;
    }
}
