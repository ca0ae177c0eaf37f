package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memPutAddress;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.vulkan.EXTHostImageCopy.nvkCopyImageToMemoryEXT;
import static org.lwjgl.vulkan.EXTHostImageCopy.nvkCopyMemoryToImageEXT;
import static org.lwjgl.vulkan.EXTHostImageCopy.vkTransitionImageLayoutEXT;
import static org.lwjgl.vulkan.VK10.*;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.ImageRegion;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkCopyImageToMemoryInfoEXT;
import org.lwjgl.vulkan.VkCopyMemoryToImageInfoEXT;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkExtent3D;
import org.lwjgl.vulkan.VkHostImageLayoutTransitionInfoEXT;
import org.lwjgl.vulkan.VkImageSubresourceLayers;
import org.lwjgl.vulkan.VkImageToMemoryCopyEXT;
import org.lwjgl.vulkan.VkMemoryToImageCopyEXT;
import org.lwjgl.vulkan.VkOffset3D;

/// Copies between host memory and images by the host.
@ThreadSafe
final class HostImages {
    private static final String IMAGE = "Image";

    private final VkDevice device;
    private final DeviceHealth health;

    HostImages(VkDevice device, DeviceHealth health) {
        this.device = device;
        this.health = health;
    }

    /// Brings an image from the undefined into the general layout.
    void toGeneral(String name, long image, int aspects) {
        String call = "vkTransitionImageLayoutEXT";
        health.requireAlive(call, IMAGE, name);
        try (MemoryStack stack = stackPush()) {
            VkHostImageLayoutTransitionInfoEXT.Buffer info =
                    VkHostImageLayoutTransitionInfoEXT.calloc(1, stack)
                            .sType$Default()
                            .image(image)
                            .oldLayout(VK_IMAGE_LAYOUT_UNDEFINED)
                            .newLayout(VK_IMAGE_LAYOUT_GENERAL);
            info.subresourceRange()
                    .aspectMask(aspects)
                    .levelCount(VK_REMAINING_MIP_LEVELS)
                    .layerCount(VK_REMAINING_ARRAY_LAYERS);
            health.check(vkTransitionImageLayoutEXT(device, info), call, IMAGE, name);
        }
    }

    /// Copies host memory to an image.
    void write(String name, long address, long image, ImageRegion region) {
        String call = "vkCopyMemoryToImageEXT";
        health.requireAlive(call, IMAGE, name);
        try (MemoryStack stack = stackPush()) {
            VkMemoryToImageCopyEXT.Buffer copy =
                    VkMemoryToImageCopyEXT.calloc(1, stack)
                            .sType$Default()
                            .memoryRowLength(region.bufferRowLength)
                            .memoryImageHeight(region.bufferImageHeight);
            memPutAddress(copy.address() + VkMemoryToImageCopyEXT.PHOSTPOINTER, address);
            set(copy.imageSubresource(), region);
            set(copy.imageOffset(), region);
            set(copy.imageExtent(), region);
            VkCopyMemoryToImageInfoEXT info =
                    VkCopyMemoryToImageInfoEXT.calloc(stack)
                            .sType$Default()
                            .dstImage(image)
                            .dstImageLayout(VK_IMAGE_LAYOUT_GENERAL);
            memPutAddress(info.address() + VkCopyMemoryToImageInfoEXT.PREGIONS, copy.address());
            memPutInt(info.address() + VkCopyMemoryToImageInfoEXT.REGIONCOUNT, 1);
            health.check(nvkCopyMemoryToImageEXT(device, info.address()), call, IMAGE, name);
        }
    }

    /// Copies an image to host memory.
    void read(String name, long image, long address, ImageRegion region) {
        String call = "vkCopyImageToMemoryEXT";
        health.requireAlive(call, IMAGE, name);
        try (MemoryStack stack = stackPush()) {
            VkImageToMemoryCopyEXT.Buffer copy =
                    VkImageToMemoryCopyEXT.calloc(1, stack)
                            .sType$Default()
                            .memoryRowLength(region.bufferRowLength)
                            .memoryImageHeight(region.bufferImageHeight);
            memPutAddress(copy.address() + VkImageToMemoryCopyEXT.PHOSTPOINTER, address);
            set(copy.imageSubresource(), region);
            set(copy.imageOffset(), region);
            set(copy.imageExtent(), region);
            VkCopyImageToMemoryInfoEXT info =
                    VkCopyImageToMemoryInfoEXT.calloc(stack)
                            .sType$Default()
                            .srcImage(image)
                            .srcImageLayout(VK_IMAGE_LAYOUT_GENERAL);
            memPutAddress(info.address() + VkCopyImageToMemoryInfoEXT.PREGIONS, copy.address());
            memPutInt(info.address() + VkCopyImageToMemoryInfoEXT.REGIONCOUNT, 1);
            health.check(nvkCopyImageToMemoryEXT(device, info.address()), call, IMAGE, name);
        }
    }

    private static void set(VkImageSubresourceLayers layers, ImageRegion region) {
        layers.aspectMask(region.aspects)
                .mipLevel(region.mip)
                .baseArrayLayer(region.baseLayer)
                .layerCount(region.layerCount);
    }

    private static void set(VkOffset3D offset, ImageRegion region) {
        offset.set(region.x, region.y, region.z);
    }

    private static void set(VkExtent3D extent, ImageRegion region) {
        extent.set(region.width, region.height, region.depth);
    }
}
