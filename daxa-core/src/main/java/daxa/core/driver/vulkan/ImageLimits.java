package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK10.VK_IMAGE_TILING_OPTIMAL;
import static org.lwjgl.vulkan.VK10.VK_SUCCESS;
import static org.lwjgl.vulkan.VK10.vkGetPhysicalDeviceImageFormatProperties;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.ImageDescription;

import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkImageFormatProperties;
import org.lwjgl.vulkan.VkPhysicalDevice;

import java.util.concurrent.atomic.AtomicReferenceArray;

/// What images of a format can be, as the driver told. The newest answers are kept, since asking
/// costs as much as creating an image.
///
/// A key has one place in the table: two that share it take turns. Threads may ask at once, and
/// then one answer is asked for twice.
@ThreadSafe
final class ImageLimits {
    private static final int KEPT = 64;

    private final VkPhysicalDevice device;
    private final AtomicReferenceArray<@Nullable Answer> answers = new AtomicReferenceArray<>(KEPT);

    ImageLimits(VkPhysicalDevice device) {
        this.device = device;
    }

    /// What the driver answered.
    ///
    /// @param format `VkFormat`
    /// @param type `VkImageType`
    /// @param usage `VkImageUsageFlags`
    /// @param flags `VkImageCreateFlags`
    /// @param result `VkResult`; the rest is 0 unless it is `VK_SUCCESS`
    /// @param samples sample counts, as bits
    @Immutable
    record Answer(
            int format,
            int type,
            int usage,
            int flags,
            int result,
            int width,
            int height,
            int depth,
            int mipLevels,
            int arrayLayers,
            int samples) {

        boolean allows(ImageDescription image) {
            return image.width() <= width
                    && image.height() <= height
                    && image.depth() <= depth
                    && image.mipLevels() <= mipLevels
                    && image.arrayLayers() <= arrayLayers
                    && (image.samples() & samples) != 0;
        }
    }

    /// Asks, unless the answer is kept.
    ///
    /// @param format `VkFormat`
    /// @param type `VkImageType`
    /// @param usage `VkImageUsageFlags`
    /// @param flags `VkImageCreateFlags`
    /// @return the answer
    Answer of(int format, int type, int usage, int flags) {
        int place = ((format * 31 + usage * 7 + flags + type) * 0x9E3779B9) >>> 26;
        Answer kept = answers.getAcquire(place);
        if (kept != null
                && kept.format == format
                && kept.type == type
                && kept.usage == usage
                && kept.flags == flags) {
            return kept;
        }
        Answer asked = ask(format, type, usage, flags);
        // Out of memory is an answer to this call alone.
        if (asked.result == VK_SUCCESS) {
            answers.setRelease(place, asked);
        }
        return asked;
    }

    private Answer ask(int format, int type, int usage, int flags) {
        try (MemoryStack stack = stackPush()) {
            VkImageFormatProperties properties = VkImageFormatProperties.calloc(stack);
            int result =
                    vkGetPhysicalDeviceImageFormatProperties(
                            device,
                            format,
                            type,
                            VK_IMAGE_TILING_OPTIMAL,
                            usage,
                            flags,
                            properties);
            return new Answer(
                    format,
                    type,
                    usage,
                    flags,
                    result,
                    properties.maxExtent().width(),
                    properties.maxExtent().height(),
                    properties.maxExtent().depth(),
                    properties.maxMipLevels(),
                    properties.maxArrayLayers(),
                    properties.sampleCounts());
        }
    }
}
