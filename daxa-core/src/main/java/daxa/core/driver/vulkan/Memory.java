package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memAddress;
import static org.lwjgl.system.MemoryUtil.memFree;
import static org.lwjgl.system.MemoryUtil.memGetLong;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.memUTF8;
import static org.lwjgl.system.MemoryUtil.nmemCallocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;
import static org.lwjgl.util.vma.Vma.*;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.*;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;
import daxa.core.driver.NativeKind;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.vma.VmaAllocationCreateInfo;
import org.lwjgl.util.vma.VmaAllocationInfo;
import org.lwjgl.util.vma.VmaBudget;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkBufferDeviceAddressInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkExtent3D;
import org.lwjgl.vulkan.VkImageCreateInfo;
import org.lwjgl.vulkan.VkImageFormatProperties;
import org.lwjgl.vulkan.VkPhysicalDevice;

import java.nio.ByteBuffer;

/// Creates and destroys buffers and images with their memory.
///
/// Buffers come and go each frame: creating one leaves nothing on the Java heap but the result.
@ThreadSafe
final class Memory {
    private static final String BUFFER = "Buffer";
    private static final String IMAGE = "Image";

    /// Everything that a buffer can be without an extension.
    private static final int BUFFER_USAGE =
            VK_BUFFER_USAGE_TRANSFER_SRC_BIT
                    | VK_BUFFER_USAGE_TRANSFER_DST_BIT
                    | VK_BUFFER_USAGE_UNIFORM_TEXEL_BUFFER_BIT
                    | VK_BUFFER_USAGE_STORAGE_TEXEL_BUFFER_BIT
                    | VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT
                    | VK_BUFFER_USAGE_STORAGE_BUFFER_BIT
                    | VK_BUFFER_USAGE_INDEX_BUFFER_BIT
                    | VK_BUFFER_USAGE_VERTEX_BUFFER_BIT
                    | VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT
                    | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;

    private final VkPhysicalDevice physicalDevice;
    private final VkDevice device;
    private final long allocator;
    private final ObjectNames names;
    private final DeviceHealth health;
    private final NativeBooks books;

    /// How many families share buffers and images, 0 where one has them for itself.
    private final int sharingFamilies;

    private final long families;

    /// One for each kind of memory, written once.
    private final long allocationInfos =
            nmemCallocChecked(MemoryKind.values().length, VmaAllocationCreateInfo.SIZEOF);

    Memory(
            VkPhysicalDevice physicalDevice,
            VkDevice device,
            long allocator,
            int[] queueFamilies,
            ObjectNames names,
            DeviceHealth health,
            NativeBooks books) {
        this.physicalDevice = physicalDevice;
        this.device = device;
        this.allocator = allocator;
        // One family has everything for itself; several share, so that no program ever transfers
        // ownership.
        this.sharingFamilies = queueFamilies.length == 1 ? 0 : queueFamilies.length;
        this.families = nmemCallocChecked(queueFamilies.length, Integer.BYTES);
        for (int i = 0; i < queueFamilies.length; i++) {
            memPutInt(families + (long) i * Integer.BYTES, queueFamilies[i]);
        }
        this.names = names;
        this.health = health;
        this.books = books;
        for (MemoryKind kind : MemoryKind.values()) {
            writeAllocation(allocationInfo(kind), kind);
        }
    }

    /// Bytes that buffers and images hold. The allocator counts them anyway.
    long allocatedBytes() {
        long bytes = 0;
        try (VmaBudget.Buffer heaps = VmaBudget.calloc(VK_MAX_MEMORY_HEAPS)) {
            vmaGetHeapBudgets(allocator, heaps);
            for (VmaBudget heap : heaps) {
                bytes += heap.statistics().allocationBytes();
            }
        }
        return bytes;
    }

    /// Creates a buffer.
    NativeBuffer createBuffer(String name, long size, MemoryKind memory) {
        health.requireAlive("vmaCreateBuffer", BUFFER, name);
        try (MemoryStack stack = stackPush()) {
            long buffer = stack.nmalloc(Long.BYTES, VkBufferCreateInfo.SIZEOF);
            VkBufferCreateInfo.nsType(buffer, VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO);
            VkBufferCreateInfo.npNext(buffer, 0);
            VkBufferCreateInfo.nflags(buffer, 0);
            VkBufferCreateInfo.nsize(buffer, size);
            VkBufferCreateInfo.nusage(buffer, BUFFER_USAGE);
            VkBufferCreateInfo.nsharingMode(buffer, sharingMode());
            memPutInt(buffer + VkBufferCreateInfo.QUEUEFAMILYINDEXCOUNT, sharingFamilies);
            memPutLong(buffer + VkBufferCreateInfo.PQUEUEFAMILYINDICES, families);
            long allocation = allocationInfo(memory);
            long handles = stack.nmalloc(Long.BYTES, 2 * Long.BYTES);
            long info = stack.nmalloc(Long.BYTES, VmaAllocationInfo.SIZEOF);
            int result =
                    nvmaCreateBuffer(
                            allocator, buffer, allocation, handles, handles + Long.BYTES, info);
            if (result != VK_SUCCESS) {
                throw health.failure(result, "vmaCreateBuffer", BUFFER, name);
            }
            long handle = memGetLong(handles);
            long address = stack.nmalloc(Long.BYTES, VkBufferDeviceAddressInfo.SIZEOF);
            VkBufferDeviceAddressInfo.nsType(address, VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO);
            VkBufferDeviceAddressInfo.npNext(address, 0);
            VkBufferDeviceAddressInfo.nbuffer(address, handle);
            NativeBuffer created =
                    new NativeBuffer(
                            handle,
                            memGetLong(handles + Long.BYTES),
                            nvkGetBufferDeviceAddress(device, address),
                            VmaAllocationInfo.npMappedData(info),
                            VmaAllocationInfo.nsize(info));
            books.created(NativeKind.BUFFER);
            setName(VK_OBJECT_TYPE_BUFFER, handle, created.allocation(), name);
            return created;
        }
    }

    private int sharingMode() {
        return sharingFamilies == 0 ? VK_SHARING_MODE_EXCLUSIVE : VK_SHARING_MODE_CONCURRENT;
    }

    private long allocationInfo(MemoryKind memory) {
        int index =
                switch (memory) {
                    case DEVICE -> 0;
                    case UPLOAD -> 1;
                    case READBACK -> 2;
                };
        return allocationInfos + (long) index * VmaAllocationCreateInfo.SIZEOF;
    }

    private static void writeAllocation(long info, MemoryKind memory) {
        int visible = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
        switch (memory) {
            case DEVICE ->
                    VmaAllocationCreateInfo.nusage(info, VMA_MEMORY_USAGE_AUTO_PREFER_DEVICE);
            case UPLOAD -> {
                VmaAllocationCreateInfo.nusage(info, VMA_MEMORY_USAGE_AUTO);
                VmaAllocationCreateInfo.nflags(
                        info,
                        VMA_ALLOCATION_CREATE_HOST_ACCESS_SEQUENTIAL_WRITE_BIT
                                | VMA_ALLOCATION_CREATE_MAPPED_BIT);
                VmaAllocationCreateInfo.nrequiredFlags(info, visible);
            }
            case READBACK -> {
                VmaAllocationCreateInfo.nusage(info, VMA_MEMORY_USAGE_AUTO_PREFER_HOST);
                VmaAllocationCreateInfo.nflags(
                        info,
                        VMA_ALLOCATION_CREATE_HOST_ACCESS_RANDOM_BIT
                                | VMA_ALLOCATION_CREATE_MAPPED_BIT);
                VmaAllocationCreateInfo.nrequiredFlags(info, visible);
                VmaAllocationCreateInfo.npreferredFlags(info, VK_MEMORY_PROPERTY_HOST_CACHED_BIT);
            }
        }
    }

    /// Destroys a buffer.
    void destroyBuffer(long handle, long allocation) {
        nvmaDestroyBuffer(allocator, handle, allocation);
        books.destroyed(NativeKind.BUFFER);
    }

    /// Creates an image.
    NativeImage createImage(ImageDescription image) {
        health.requireAlive("vmaCreateImage", IMAGE, image.name());
        requireSupported(image);
        try (MemoryStack stack = stackPush()) {
            long info = stack.ncalloc(Long.BYTES, 1, VkImageCreateInfo.SIZEOF);
            VkImageCreateInfo.nsType(info, VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO);
            VkImageCreateInfo.nflags(info, flags(image));
            VkImageCreateInfo.nimageType(info, type(image));
            VkImageCreateInfo.nformat(info, image.format());
            long extent = info + VkImageCreateInfo.EXTENT;
            VkExtent3D.nwidth(extent, image.width());
            VkExtent3D.nheight(extent, image.height());
            VkExtent3D.ndepth(extent, image.depth());
            VkImageCreateInfo.nmipLevels(info, image.mipLevels());
            VkImageCreateInfo.narrayLayers(info, image.arrayLayers());
            VkImageCreateInfo.nsamples(info, image.samples());
            VkImageCreateInfo.ntiling(info, VK_IMAGE_TILING_OPTIMAL);
            VkImageCreateInfo.nusage(info, image.usage());
            VkImageCreateInfo.nsharingMode(info, sharingMode());
            memPutInt(info + VkImageCreateInfo.QUEUEFAMILYINDEXCOUNT, sharingFamilies);
            memPutLong(info + VkImageCreateInfo.PQUEUEFAMILYINDICES, families);
            VkImageCreateInfo.ninitialLayout(info, VK_IMAGE_LAYOUT_UNDEFINED);
            long allocation = allocationInfo(MemoryKind.DEVICE);
            long handles = stack.nmalloc(Long.BYTES, 2 * Long.BYTES);
            long allocated = stack.nmalloc(Long.BYTES, VmaAllocationInfo.SIZEOF);
            int result =
                    nvmaCreateImage(
                            allocator, info, allocation, handles, handles + Long.BYTES, allocated);
            health.check(result, "vmaCreateImage", IMAGE, image.name());
            NativeImage created =
                    new NativeImage(
                            memGetLong(handles),
                            memGetLong(handles + Long.BYTES),
                            VmaAllocationInfo.nsize(allocated));
            books.created(NativeKind.IMAGE);
            setName(VK_OBJECT_TYPE_IMAGE, created.handle(), created.allocation(), image.name());
            return created;
        }
    }

    /// Vulkan leaves it undefined what an image does that the device does not support.
    private void requireSupported(ImageDescription image) {
        try (MemoryStack stack = stackPush()) {
            VkImageFormatProperties properties = VkImageFormatProperties.calloc(stack);
            int result =
                    vkGetPhysicalDeviceImageFormatProperties(
                            physicalDevice,
                            image.format(),
                            type(image),
                            VK_IMAGE_TILING_OPTIMAL,
                            image.usage(),
                            flags(image),
                            properties);
            if (result == VK_SUCCESS
                    && (properties.maxExtent().width() < image.width()
                            || properties.maxExtent().height() < image.height()
                            || properties.maxExtent().depth() < image.depth()
                            || properties.maxMipLevels() < image.mipLevels()
                            || properties.maxArrayLayers() < image.arrayLayers()
                            || (properties.sampleCounts() & image.samples()) == 0)) {
                result = VK_ERROR_FORMAT_NOT_SUPPORTED;
            }
            health.check(result, "vkGetPhysicalDeviceImageFormatProperties", IMAGE, image.name());
        }
    }

    private static int type(ImageDescription image) {
        return switch (image.dimensions()) {
            case 1 -> VK_IMAGE_TYPE_1D;
            case 2 -> VK_IMAGE_TYPE_2D;
            default -> VK_IMAGE_TYPE_3D;
        };
    }

    private static int flags(ImageDescription image) {
        return image.cubeCompatible() ? VK_IMAGE_CREATE_CUBE_COMPATIBLE_BIT : 0;
    }

    /// Destroys an image.
    void destroyImage(long handle, long allocation) {
        nvmaDestroyImage(allocator, handle, allocation);
        books.destroyed(NativeKind.IMAGE);
    }

    private void setName(int type, long handle, long allocation, String name) {
        if (names.wanted()) {
            names.set(type, handle, name);
            ByteBuffer text = memUTF8(name);
            nvmaSetAllocationName(allocator, allocation, memAddress(text));
            memFree(text);
        }
    }

    /// Frees what belongs to this object. All buffers and images are destroyed.
    void free() {
        nmemFree(allocationInfos);
        nmemFree(families);
    }
}
