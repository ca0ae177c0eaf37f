package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memAlloc;
import static org.lwjgl.system.MemoryUtil.memFree;
import static org.lwjgl.vulkan.VK10.*;

import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties;
import org.lwjgl.vulkan.VkPipelineCacheCreateInfo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/// Creates pipeline caches and reads them.
final class PipelineCaches {
    /// How messages call one.
    static final String TYPE = "Pipeline cache";

    /// `VkPipelineCacheHeaderVersionOne`: size, version, vendor, device, 16 bytes of UUID.
    private static final int HEADER_BYTES = 16 + VK_UUID_SIZE;

    private PipelineCaches() {}

    static long create(VulkanDevice device, String name, byte[] data) {
        ByteBuffer bytes = memAlloc(Math.max(1, data.length));
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            VkPipelineCacheCreateInfo info =
                    VkPipelineCacheCreateInfo.calloc(stack).sType$Default();
            if (isFor(device, data)) {
                info.pInitialData(bytes.put(data).flip());
            }
            device.health()
                    .check(
                            vkCreatePipelineCache(device.vkDevice(), info, null, out),
                            "vkCreatePipelineCache",
                            TYPE,
                            name);
            return out.get(0);
        } finally {
            memFree(bytes);
        }
    }

    // Drivers have to ignore what is not theirs, but not all of them look closely.
    private static boolean isFor(VulkanDevice device, byte[] data) {
        if (data.length < HEADER_BYTES) {
            return false;
        }
        try (MemoryStack stack = stackPush()) {
            VkPhysicalDeviceProperties properties = VkPhysicalDeviceProperties.calloc(stack);
            vkGetPhysicalDeviceProperties(device.vkDevice().getPhysicalDevice(), properties);
            ByteBuffer header = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
            return header.getInt(0) == HEADER_BYTES
                    && header.getInt(4) == VK_PIPELINE_CACHE_HEADER_VERSION_ONE
                    && header.getInt(8) == properties.vendorID()
                    && header.getInt(12) == properties.deviceID()
                    && header.slice(16, VK_UUID_SIZE).equals(properties.pipelineCacheUUID());
        }
    }

    static byte[] data(VulkanDevice device, String name, long cache) {
        try (MemoryStack stack = stackPush()) {
            PointerBuffer size = stack.mallocPointer(1);
            check(device, name, vkGetPipelineCacheData(device.vkDevice(), cache, size, null));
            ByteBuffer bytes = memAlloc(Math.max(1, (int) size.get(0)));
            try {
                size.put(0, bytes.capacity());
                // Where it grew meanwhile, what fits is whole in itself.
                check(device, name, vkGetPipelineCacheData(device.vkDevice(), cache, size, bytes));
                byte[] data = new byte[(int) size.get(0)];
                bytes.get(0, data);
                return data;
            } finally {
                memFree(bytes);
            }
        }
    }

    private static void check(VulkanDevice device, String name, int result) {
        if (result != VK_INCOMPLETE) {
            device.health().check(result, "vkGetPipelineCacheData", TYPE, name);
        }
    }
}
