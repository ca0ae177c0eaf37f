package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.memSet;
import static org.lwjgl.system.MemoryUtil.nmemAllocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;
import static org.lwjgl.vulkan.VK10.VK_IMAGE_LAYOUT_GENERAL;
import static org.lwjgl.vulkan.VK10.VK_QUEUE_FAMILY_IGNORED;
import static org.lwjgl.vulkan.VK13.*;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.DependencyDescription;

import org.lwjgl.vulkan.VkBufferMemoryBarrier2;
import org.lwjgl.vulkan.VkDependencyInfo;
import org.lwjgl.vulkan.VkImageMemoryBarrier2;
import org.lwjgl.vulkan.VkMemoryBarrier2;

import java.util.List;

/// Native memory for what commands with events take: the events, and for each its
/// `VkDependencyInfo`. It grows with the largest command, and is written anew for each.
@ExternallySynchronized
final class DependencyStructs {
    private long memory;
    private long capacity;

    /// Writes a dependency alone.
    ///
    /// @return the address of its `VkDependencyInfo`
    long write(DependencyDescription dependency) {
        long bytes = VkDependencyInfo.SIZEOF + bytes(dependency);
        reserve(bytes);
        memSet(memory, 0, bytes);
        write(memory, memory + VkDependencyInfo.SIZEOF, dependency);
        return memory;
    }

    /// Writes what a wait takes.
    ///
    /// @param count events
    /// @param events their handles
    /// @param dependencies one for each
    /// @return the address of the handles; [#infos] tells where the structs are
    long write(int count, long[] events, DependencyDescription[] dependencies) {
        long bytes = (long) count * (Long.BYTES + VkDependencyInfo.SIZEOF);
        for (int i = 0; i < count; i++) {
            bytes += bytes(dependencies[i]);
        }
        reserve(bytes);
        memSet(memory, 0, bytes);
        long barriers = infos(count) + (long) count * VkDependencyInfo.SIZEOF;
        for (int i = 0; i < count; i++) {
            memPutLong(memory + (long) i * Long.BYTES, events[i]);
            barriers =
                    write(
                            infos(count) + (long) i * VkDependencyInfo.SIZEOF,
                            barriers,
                            dependencies[i]);
        }
        return memory;
    }

    /// Where the structs of a command are.
    ///
    /// @param count events
    /// @return the address of the first `VkDependencyInfo`
    long infos(int count) {
        return memory + (long) count * Long.BYTES;
    }

    private static long bytes(DependencyDescription dependency) {
        return (long) dependency.memory().size() * VkMemoryBarrier2.SIZEOF
                + (long) dependency.buffers().size() * VkBufferMemoryBarrier2.SIZEOF
                + (long) dependency.images().size() * VkImageMemoryBarrier2.SIZEOF;
    }

    private void reserve(long bytes) {
        if (bytes > capacity) {
            long larger = nmemAllocChecked(bytes);
            nmemFree(memory);
            memory = larger;
            capacity = bytes;
        }
    }

    // Returns the end of the barriers. A kind of which there is none gets no address: drivers that
    // copy what they are given allocate for each address.
    private static long write(long info, long barriers, DependencyDescription dependency) {
        long at = barriers;
        VkDependencyInfo.nsType(info, VK_STRUCTURE_TYPE_DEPENDENCY_INFO);
        List<DependencyDescription.Memory> memory = dependency.memory();
        if (!memory.isEmpty()) {
            memPutInt(info + VkDependencyInfo.MEMORYBARRIERCOUNT, memory.size());
            memPutLong(info + VkDependencyInfo.PMEMORYBARRIERS, at);
            for (int i = 0; i < memory.size(); i++) {
                writeMemory(at, memory.get(i));
                at += VkMemoryBarrier2.SIZEOF;
            }
        }
        List<DependencyDescription.Buffer> buffers = dependency.buffers();
        if (!buffers.isEmpty()) {
            memPutInt(info + VkDependencyInfo.BUFFERMEMORYBARRIERCOUNT, buffers.size());
            memPutLong(info + VkDependencyInfo.PBUFFERMEMORYBARRIERS, at);
            for (int i = 0; i < buffers.size(); i++) {
                writeBuffer(at, buffers.get(i));
                at += VkBufferMemoryBarrier2.SIZEOF;
            }
        }
        List<DependencyDescription.Image> images = dependency.images();
        if (!images.isEmpty()) {
            memPutInt(info + VkDependencyInfo.IMAGEMEMORYBARRIERCOUNT, images.size());
            memPutLong(info + VkDependencyInfo.PIMAGEMEMORYBARRIERS, at);
            for (int i = 0; i < images.size(); i++) {
                writeImage(at, images.get(i));
                at += VkImageMemoryBarrier2.SIZEOF;
            }
        }
        return at;
    }

    private static void writeMemory(long at, DependencyDescription.Memory scopes) {
        VkMemoryBarrier2.nsType(at, VK_STRUCTURE_TYPE_MEMORY_BARRIER_2);
        VkMemoryBarrier2.nsrcStageMask(at, scopes.srcStages());
        VkMemoryBarrier2.nsrcAccessMask(at, scopes.srcAccess());
        VkMemoryBarrier2.ndstStageMask(at, scopes.dstStages());
        VkMemoryBarrier2.ndstAccessMask(at, scopes.dstAccess());
    }

    private static void writeBuffer(long at, DependencyDescription.Buffer barrier) {
        VkBufferMemoryBarrier2.nsType(at, VK_STRUCTURE_TYPE_BUFFER_MEMORY_BARRIER_2);
        VkBufferMemoryBarrier2.nsrcStageMask(at, barrier.scopes().srcStages());
        VkBufferMemoryBarrier2.nsrcAccessMask(at, barrier.scopes().srcAccess());
        VkBufferMemoryBarrier2.ndstStageMask(at, barrier.scopes().dstStages());
        VkBufferMemoryBarrier2.ndstAccessMask(at, barrier.scopes().dstAccess());
        VkBufferMemoryBarrier2.nsrcQueueFamilyIndex(at, VK_QUEUE_FAMILY_IGNORED);
        VkBufferMemoryBarrier2.ndstQueueFamilyIndex(at, VK_QUEUE_FAMILY_IGNORED);
        VkBufferMemoryBarrier2.nbuffer(at, barrier.buffer());
        VkBufferMemoryBarrier2.noffset(at, barrier.offset());
        VkBufferMemoryBarrier2.nsize(at, barrier.size());
    }

    private static void writeImage(long at, DependencyDescription.Image barrier) {
        VkImageMemoryBarrier2.nsType(at, VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER_2);
        VkImageMemoryBarrier2.nsrcStageMask(at, barrier.scopes().srcStages());
        VkImageMemoryBarrier2.nsrcAccessMask(at, barrier.scopes().srcAccess());
        VkImageMemoryBarrier2.ndstStageMask(at, barrier.scopes().dstStages());
        VkImageMemoryBarrier2.ndstAccessMask(at, barrier.scopes().dstAccess());
        VkImageMemoryBarrier2.noldLayout(at, VK_IMAGE_LAYOUT_GENERAL);
        VkImageMemoryBarrier2.nnewLayout(at, VK_IMAGE_LAYOUT_GENERAL);
        VkImageMemoryBarrier2.nsrcQueueFamilyIndex(at, VK_QUEUE_FAMILY_IGNORED);
        VkImageMemoryBarrier2.ndstQueueFamilyIndex(at, VK_QUEUE_FAMILY_IGNORED);
        VkImageMemoryBarrier2.nimage(at, barrier.image());
        VulkanCommands.writeRange(
                at + VkImageMemoryBarrier2.SUBRESOURCERANGE,
                barrier.aspects(),
                barrier.baseMip(),
                barrier.mipCount(),
                barrier.baseLayer(),
                barrier.layerCount());
    }

    /// Frees the memory.
    void free() {
        nmemFree(memory);
        memory = 0;
        capacity = 0;
    }
}
