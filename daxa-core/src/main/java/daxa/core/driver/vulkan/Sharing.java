package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.nmemCallocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;
import static org.lwjgl.vulkan.VK10.VK_SHARING_MODE_CONCURRENT;
import static org.lwjgl.vulkan.VK10.VK_SHARING_MODE_EXCLUSIVE;

import daxa.core.concurrent.ThreadSafe;

import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkImageCreateInfo;

/// How the queue families of a device use its buffers and images: one has them for itself, several
/// share them, so that no program ever transfers ownership.
@ThreadSafe
final class Sharing {
    private final int mode;
    // Vulkan wants none for exclusive use.
    private final int count;
    private final long families;

    /// Writes the families down.
    ///
    /// @param queueFamilies the families of the device's queues, at least one, each once
    Sharing(int[] queueFamilies) {
        boolean shared = queueFamilies.length > 1;
        mode = shared ? VK_SHARING_MODE_CONCURRENT : VK_SHARING_MODE_EXCLUSIVE;
        count = shared ? queueFamilies.length : 0;
        families = nmemCallocChecked(queueFamilies.length, Integer.BYTES);
        for (int i = 0; i < queueFamilies.length; i++) {
            memPutInt(families + (long) i * Integer.BYTES, queueFamilies[i]);
        }
    }

    /// Writes into a `VkBufferCreateInfo`.
    void writeBuffer(long info) {
        VkBufferCreateInfo.nsharingMode(info, mode);
        memPutInt(info + VkBufferCreateInfo.QUEUEFAMILYINDEXCOUNT, count);
        memPutLong(info + VkBufferCreateInfo.PQUEUEFAMILYINDICES, families);
    }

    /// Writes into a `VkImageCreateInfo`.
    void writeImage(long info) {
        VkImageCreateInfo.nsharingMode(info, mode);
        memPutInt(info + VkImageCreateInfo.QUEUEFAMILYINDEXCOUNT, count);
        memPutLong(info + VkImageCreateInfo.PQUEUEFAMILYINDICES, families);
    }

    /// Frees the list of families.
    void free() {
        nmemFree(families);
    }
}
