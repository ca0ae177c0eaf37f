package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memAddress;
import static org.lwjgl.system.MemoryUtil.memCopy;
import static org.lwjgl.system.MemoryUtil.memFree;
import static org.lwjgl.system.MemoryUtil.memGetLong;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.memUTF8;
import static org.lwjgl.system.MemoryUtil.nmemCallocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;
import static org.lwjgl.util.vma.Vma.*;
import static org.lwjgl.vulkan.EXTConditionalRendering.VK_BUFFER_USAGE_CONDITIONAL_RENDERING_BIT_EXT;
import static org.lwjgl.vulkan.KHRAccelerationStructure.VK_BUFFER_USAGE_ACCELERATION_STRUCTURE_BUILD_INPUT_READ_ONLY_BIT_KHR;
import static org.lwjgl.vulkan.KHRAccelerationStructure.VK_BUFFER_USAGE_ACCELERATION_STRUCTURE_STORAGE_BIT_KHR;
import static org.lwjgl.vulkan.KHRRayTracingPipeline.VK_BUFFER_USAGE_SHADER_BINDING_TABLE_BIT_KHR;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.*;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.MemoryHeap;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.MemoryRequirements;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;
import daxa.core.driver.NativeKind;
import daxa.core.driver.NativeMemory;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.vma.VmaAllocationCreateInfo;
import org.lwjgl.util.vma.VmaAllocationInfo;
import org.lwjgl.util.vma.VmaBudget;
import org.lwjgl.vulkan.VK11;
import org.lwjgl.vulkan.VK13;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkBufferDeviceAddressInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkDeviceBufferMemoryRequirements;
import org.lwjgl.vulkan.VkDeviceImageMemoryRequirements;
import org.lwjgl.vulkan.VkExtent3D;
import org.lwjgl.vulkan.VkImageCreateInfo;
import org.lwjgl.vulkan.VkImageFormatListCreateInfo;
import org.lwjgl.vulkan.VkMemoryDedicatedRequirements;
import org.lwjgl.vulkan.VkMemoryHeap;
import org.lwjgl.vulkan.VkMemoryRequirements;
import org.lwjgl.vulkan.VkMemoryRequirements2;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPhysicalDeviceMemoryBudgetPropertiesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceMemoryProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceMemoryProperties2;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Creates and destroys buffers and images with their memory.
///
/// Buffers come and go each frame: creating one leaves nothing on the Java heap but the result.
@ThreadSafe
final class Memory {
    private static final String BUFFER = "Buffer";
    private static final String IMAGE = "Image";
    private static final String MEMORY = "MemoryBlock";
    private static final String IMAGE_FORMAT_CALL = "vkGetPhysicalDeviceImageFormatProperties";

    /// Everything that a buffer can be without an extension.
    private static final int COMMON_BUFFER_USAGE =
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
    private final ImageLimits imageLimits;
    private final VkDevice device;
    private final long allocator;
    private final ObjectNames names;
    private final DeviceHealth health;
    private final NativeBooks books;

    /// What every buffer can be on this device.
    private final int bufferUsage;

    private static final int CHOICES = 4;
    private static final int DEDICATED = 1;
    private static final int NON_COHERENT = 2;

    private final Sharing sharing;

    /// One for each kind of memory and each choice, written once.
    private final long allocationInfos =
            nmemCallocChecked(
                    (long) MemoryKind.values().length * CHOICES, VmaAllocationCreateInfo.SIZEOF);

    private final boolean hasBudget;
    private final DeviceLimits limits;
    private final long granularity;
    private final AllocationLimit allocationLimit;
    private final int[] heapsOfTypes = new int[VK_MAX_MEMORY_TYPES];

    Memory(
            VkPhysicalDevice physicalDevice,
            VkDevice device,
            long allocator,
            int[] queueFamilies,
            ObjectNames names,
            DeviceHealth health,
            NativeBooks books,
            Set<Feature> features,
            DeviceLimits limits) {
        this.physicalDevice = physicalDevice;
        this.imageLimits = new ImageLimits(physicalDevice);
        this.hasBudget = features.contains(Feature.MEMORY_BUDGET);
        this.bufferUsage = COMMON_BUFFER_USAGE | usageOf(features);
        this.limits = limits;
        this.granularity = limits.bufferImageGranularity();
        this.allocationLimit =
                new AllocationLimit(limits.maxMemoryAllocationCount(), this::allocations);
        this.device = device;
        this.allocator = allocator;
        this.sharing = new Sharing(queueFamilies);
        this.names = names;
        this.health = health;
        this.books = books;
        for (MemoryKind kind : MemoryKind.values()) {
            for (int choice = 0; choice < CHOICES; choice++) {
                writeAllocation(allocationInfo(kind, choice), kind, (choice & NON_COHERENT) == 0);
                if ((choice & DEDICATED) != 0) {
                    long info = allocationInfo(kind, choice);
                    VmaAllocationCreateInfo.nflags(
                            info,
                            VmaAllocationCreateInfo.nflags(info)
                                    | VMA_ALLOCATION_CREATE_DEDICATED_MEMORY_BIT);
                }
            }
        }
        try (VkPhysicalDeviceMemoryProperties types = VkPhysicalDeviceMemoryProperties.calloc()) {
            vkGetPhysicalDeviceMemoryProperties(physicalDevice, types);
            for (int i = 0; i < types.memoryTypeCount(); i++) {
                heapsOfTypes[i] = types.memoryTypes(i).heapIndex();
            }
        }
    }

    private static int usageOf(Set<Feature> features) {
        int usage = 0;
        if (features.contains(Feature.CONDITIONAL_RENDERING)) {
            usage |= VK_BUFFER_USAGE_CONDITIONAL_RENDERING_BIT_EXT;
        }
        if (features.contains(Feature.ACCELERATION_STRUCTURE)) {
            usage |=
                    VK_BUFFER_USAGE_ACCELERATION_STRUCTURE_STORAGE_BIT_KHR
                            | VK_BUFFER_USAGE_ACCELERATION_STRUCTURE_BUILD_INPUT_READ_ONLY_BIT_KHR;
        }
        if (features.contains(Feature.RAY_TRACING_PIPELINE)) {
            usage |= VK_BUFFER_USAGE_SHADER_BINDING_TABLE_BIT_KHR;
        }
        return usage;
    }

    /// The heaps with what is used of them. The allocator is not asked where the driver knows.
    List<MemoryHeap> heaps() {
        try (VkPhysicalDeviceMemoryProperties2 properties =
                        VkPhysicalDeviceMemoryProperties2.calloc().sType$Default();
                VkPhysicalDeviceMemoryBudgetPropertiesEXT budget =
                        VkPhysicalDeviceMemoryBudgetPropertiesEXT.calloc().sType$Default();
                VmaBudget.Buffer own = VmaBudget.calloc(VK_MAX_MEMORY_HEAPS)) {
            if (hasBudget) {
                properties.pNext(budget);
            } else {
                vmaGetHeapBudgets(allocator, own);
            }
            VK11.vkGetPhysicalDeviceMemoryProperties2(physicalDevice, properties);
            VkPhysicalDeviceMemoryProperties memory = properties.memoryProperties();
            List<MemoryHeap> heaps = new ArrayList<>();
            for (int i = 0; i < memory.memoryHeapCount(); i++) {
                VkMemoryHeap heap = memory.memoryHeaps(i);
                heaps.add(
                        new MemoryHeap(
                                i,
                                (heap.flags() & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0,
                                heap.size(),
                                hasBudget ? budget.heapUsage(i) : own.get(i).usage(),
                                hasBudget ? budget.heapBudget(i) : own.get(i).budget()));
            }
            return List.copyOf(heaps);
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

    // Blocks that are shared, and those of one object.
    private long allocations() {
        long count = 0;
        try (VmaBudget.Buffer heaps = VmaBudget.calloc(VK_MAX_MEMORY_HEAPS)) {
            vmaGetHeapBudgets(allocator, heaps);
            for (VmaBudget heap : heaps) {
                count += heap.statistics().blockCount();
            }
        }
        return count;
    }

    /// How an object gets its memory: as wanted, or where there can be no further allocation, in
    /// one that there is.
    ///
    /// @return the address of a `VmaAllocationCreateInfo`
    private long withinLimit(MemoryStack stack, long info, String type, String name) {
        if (!allocationLimit.isReached()) {
            return info;
        }
        int flags = VmaAllocationCreateInfo.nflags(info);
        if ((flags & VMA_ALLOCATION_CREATE_DEDICATED_MEMORY_BIT) != 0) {
            throw limits.noMoreAllocations(type + " '" + name + "'");
        }
        long confined = stack.nmalloc(Long.BYTES, VmaAllocationCreateInfo.SIZEOF);
        memCopy(info, confined, VmaAllocationCreateInfo.SIZEOF);
        VmaAllocationCreateInfo.nflags(confined, flags | VMA_ALLOCATION_CREATE_NEVER_ALLOCATE_BIT);
        return confined;
    }

    private void checkAllocated(
            int result, long wanted, long used, String call, String type, String name) {
        if (wanted != used && result == VK_ERROR_OUT_OF_DEVICE_MEMORY) {
            throw limits.noMoreAllocations(type + " '" + name + "'");
        }
        if (result != VK_SUCCESS) {
            throw health.failure(result, call, type, name);
        }
    }

    /// Creates a buffer.
    NativeBuffer createBuffer(
            String name, long size, MemoryKind memory, boolean dedicated, boolean coherent) {
        health.requireAlive("vmaCreateBuffer", BUFFER, name);
        try (MemoryStack stack = stackPush()) {
            long wanted =
                    allocationInfo(
                            memory, (dedicated ? DEDICATED : 0) | (coherent ? 0 : NON_COHERENT));
            long allocation = withinLimit(stack, wanted, BUFFER, name);
            long handles = stack.nmalloc(Long.BYTES, 2 * Long.BYTES);
            long info = stack.nmalloc(Long.BYTES, VmaAllocationInfo.SIZEOF);
            int result =
                    nvmaCreateBuffer(
                            allocator,
                            bufferInfo(stack, size),
                            allocation,
                            handles,
                            handles + Long.BYTES,
                            info);
            checkAllocated(result, wanted, allocation, "vmaCreateBuffer", BUFFER, name);
            long handle = memGetLong(handles);
            NativeBuffer created =
                    new NativeBuffer(
                            handle,
                            memGetLong(handles + Long.BYTES),
                            deviceAddress(stack, handle),
                            VmaAllocationInfo.npMappedData(info),
                            VmaAllocationInfo.nsize(info),
                            heapsOfTypes[VmaAllocationInfo.nmemoryType(info)]);
            books.created(NativeKind.BUFFER);
            setName(VK_OBJECT_TYPE_BUFFER, handle, created.allocation(), name);
            return created;
        }
    }

    private long bufferInfo(MemoryStack stack, long size) {
        long buffer = stack.nmalloc(Long.BYTES, VkBufferCreateInfo.SIZEOF);
        VkBufferCreateInfo.nsType(buffer, VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO);
        VkBufferCreateInfo.npNext(buffer, 0);
        VkBufferCreateInfo.nflags(buffer, 0);
        VkBufferCreateInfo.nsize(buffer, size);
        VkBufferCreateInfo.nusage(buffer, bufferUsage);
        sharing.writeBuffer(buffer);
        return buffer;
    }

    private long deviceAddress(MemoryStack stack, long buffer) {
        long address = stack.nmalloc(Long.BYTES, VkBufferDeviceAddressInfo.SIZEOF);
        VkBufferDeviceAddressInfo.nsType(address, VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO);
        VkBufferDeviceAddressInfo.npNext(address, 0);
        VkBufferDeviceAddressInfo.nbuffer(address, buffer);
        return nvkGetBufferDeviceAddress(device, address);
    }

    /// Creates a buffer in a block.
    NativeBuffer placeBuffer(String name, long size, NativeMemory memory, long offset) {
        health.requireAlive("vmaCreateAliasingBuffer2", BUFFER, name);
        try (MemoryStack stack = stackPush()) {
            long out = stack.nmalloc(Long.BYTES, Long.BYTES);
            int result =
                    nvmaCreateAliasingBuffer2(
                            allocator, memory.allocation(), offset, bufferInfo(stack, size), out);
            health.check(result, "vmaCreateAliasingBuffer2", BUFFER, name);
            long handle = memGetLong(out);
            long host = memory.hostAddress();
            books.created(NativeKind.BUFFER);
            names.set(VK_OBJECT_TYPE_BUFFER, handle, name);
            return new NativeBuffer(
                    handle,
                    0,
                    deviceAddress(stack, handle),
                    host == 0 ? 0 : host + offset,
                    0,
                    memory.heap());
        }
    }

    /// What memory a buffer needs.
    MemoryRequirements bufferRequirements(long size) {
        try (MemoryStack stack = stackPush()) {
            long info = stack.ncalloc(Long.BYTES, 1, VkDeviceBufferMemoryRequirements.SIZEOF);
            VkDeviceBufferMemoryRequirements.nsType(
                    info, VK13.VK_STRUCTURE_TYPE_DEVICE_BUFFER_MEMORY_REQUIREMENTS);
            memPutLong(
                    info + VkDeviceBufferMemoryRequirements.PCREATEINFO, bufferInfo(stack, size));
            VkMemoryDedicatedRequirements dedicated =
                    VkMemoryDedicatedRequirements.calloc(stack).sType$Default();
            VkMemoryRequirements2 needs =
                    VkMemoryRequirements2.calloc(stack).sType$Default().pNext(dedicated);
            VK13.nvkGetDeviceBufferMemoryRequirements(device, info, needs.address());
            return requirements(needs, dedicated);
        }
    }

    /// What memory an image needs.
    MemoryRequirements imageRequirements(ImageDescription image) {
        requireSupported(image);
        try (MemoryStack stack = stackPush()) {
            long info = stack.ncalloc(Long.BYTES, 1, VkDeviceImageMemoryRequirements.SIZEOF);
            VkDeviceImageMemoryRequirements.nsType(
                    info, VK13.VK_STRUCTURE_TYPE_DEVICE_IMAGE_MEMORY_REQUIREMENTS);
            memPutLong(info + VkDeviceImageMemoryRequirements.PCREATEINFO, imageInfo(stack, image));
            VkMemoryDedicatedRequirements dedicated =
                    VkMemoryDedicatedRequirements.calloc(stack).sType$Default();
            VkMemoryRequirements2 needs =
                    VkMemoryRequirements2.calloc(stack).sType$Default().pNext(dedicated);
            VK13.nvkGetDeviceImageMemoryRequirements(device, info, needs.address());
            return requirements(needs, dedicated);
        }
    }

    // Buffers and images that share a granule may not lie side by side; so nothing shares one.
    private MemoryRequirements requirements(
            VkMemoryRequirements2 needs, VkMemoryDedicatedRequirements dedicated) {
        VkMemoryRequirements basic = needs.memoryRequirements();
        return new MemoryRequirements(
                basic.size(),
                Math.max(basic.alignment(), granularity),
                basic.memoryTypeBits(),
                dedicated.requiresDedicatedAllocation());
    }

    /// Allocates a block.
    NativeMemory allocate(
            String name, MemoryRequirements needs, MemoryKind memory, boolean coherent) {
        health.requireAlive("vmaAllocateMemory", MEMORY, name);
        try (MemoryStack stack = stackPush()) {
            VkMemoryRequirements wanted = VkMemoryRequirements.calloc(stack);
            memPutLong(wanted.address() + VkMemoryRequirements.SIZE, needs.size());
            memPutLong(wanted.address() + VkMemoryRequirements.ALIGNMENT, needs.alignment());
            memPutInt(wanted.address() + VkMemoryRequirements.MEMORYTYPEBITS, needs.memoryTypes());
            long info = stack.ncalloc(Long.BYTES, 1, VmaAllocationCreateInfo.SIZEOF);
            writeAllocation(info, memory, coherent);
            // What will lie in it is not known, so the allocator is told the flags alone.
            VmaAllocationCreateInfo.nusage(info, VMA_MEMORY_USAGE_UNKNOWN);
            if (memory == MemoryKind.DEVICE) {
                VmaAllocationCreateInfo.npreferredFlags(info, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT);
            }
            long out = stack.nmalloc(Long.BYTES, Long.BYTES);
            long allocated = stack.nmalloc(Long.BYTES, VmaAllocationInfo.SIZEOF);
            long used = withinLimit(stack, info, MEMORY, name);
            int result = nvmaAllocateMemory(allocator, wanted.address(), used, out, allocated);
            checkAllocated(result, info, used, "vmaAllocateMemory", MEMORY, name);
            long allocation = memGetLong(out);
            int type = VmaAllocationInfo.nmemoryType(allocated);
            books.created(NativeKind.MEMORY);
            nameAllocation(allocation, name);
            return new NativeMemory(
                    allocation,
                    VmaAllocationInfo.npMappedData(allocated),
                    type,
                    heapsOfTypes[type]);
        }
    }

    /// Frees a block.
    void free(long allocation) {
        nvmaFreeMemory(allocator, allocation);
        books.destroyed(NativeKind.MEMORY);
    }

    /// Takes a buffer that was made elsewhere.
    NativeBuffer adoptBuffer(String name, long handle) {
        health.requireAlive("vkGetBufferDeviceAddress", BUFFER, name);
        try (MemoryStack stack = stackPush()) {
            long address = deviceAddress(stack, handle);
            books.created(NativeKind.BUFFER);
            return new NativeBuffer(handle, 0, address, 0, 0, 0);
        }
    }

    /// Lets go of a buffer that was made elsewhere.
    void releaseBuffer(long handle, boolean destroy) {
        if (destroy) {
            vkDestroyBuffer(device, handle, null);
        }
        books.destroyed(NativeKind.BUFFER);
    }

    /// Takes an image that was made elsewhere.
    void adoptImage(String name) {
        health.requireAlive("vkCreateImageView", IMAGE, name);
        books.created(NativeKind.IMAGE);
    }

    /// Lets go of an image that was made elsewhere.
    void releaseImage(long handle, boolean destroy) {
        if (destroy) {
            vkDestroyImage(device, handle, null);
        }
        books.destroyed(NativeKind.IMAGE);
    }

    /// The `VkDeviceMemory` that a block lies in.
    long handle(long allocation) {
        try (MemoryStack stack = stackPush()) {
            VmaAllocationInfo info = VmaAllocationInfo.malloc(stack);
            vmaGetAllocationInfo(allocator, allocation, info);
            return info.deviceMemory();
        }
    }

    /// Where a block begins in its memory.
    long offset(long allocation) {
        try (MemoryStack stack = stackPush()) {
            VmaAllocationInfo info = VmaAllocationInfo.malloc(stack);
            vmaGetAllocationInfo(allocator, allocation, info);
            return info.offset();
        }
    }

    // The calls for one allocation lose their results in LWJGL.

    /// Lets the device see what the host wrote.
    void flush(String name, long allocation, long offset, long size) {
        try (MemoryStack stack = stackPush()) {
            int result =
                    nvmaFlushAllocations(
                            allocator,
                            1,
                            stack.npointer(allocation),
                            stack.nlong(offset),
                            stack.nlong(size));
            health.check(result, "vmaFlushAllocations", BUFFER, name);
        }
    }

    /// Lets the host see what the device wrote.
    void invalidate(String name, long allocation, long offset, long size) {
        try (MemoryStack stack = stackPush()) {
            int result =
                    nvmaInvalidateAllocations(
                            allocator,
                            1,
                            stack.npointer(allocation),
                            stack.nlong(offset),
                            stack.nlong(size));
            health.check(result, "vmaInvalidateAllocations", BUFFER, name);
        }
    }

    private long allocationInfo(MemoryKind memory, int choice) {
        int index =
                switch (memory) {
                    case DEVICE -> 0;
                    case UPLOAD -> 1;
                    case READBACK -> 2;
                };
        return allocationInfos + (long) (index * CHOICES + choice) * VmaAllocationCreateInfo.SIZEOF;
    }

    private static void writeAllocation(long info, MemoryKind memory, boolean coherent) {
        int visible =
                VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT
                        | (coherent ? VK_MEMORY_PROPERTY_HOST_COHERENT_BIT : 0);
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
            long info = imageInfo(stack, image);
            long wanted = allocationInfo(MemoryKind.DEVICE, image.dedicated() ? DEDICATED : 0);
            long allocation = withinLimit(stack, wanted, IMAGE, image.name());
            long handles = stack.nmalloc(Long.BYTES, 2 * Long.BYTES);
            long allocated = stack.nmalloc(Long.BYTES, VmaAllocationInfo.SIZEOF);
            int result =
                    nvmaCreateImage(
                            allocator, info, allocation, handles, handles + Long.BYTES, allocated);
            checkAllocated(result, wanted, allocation, "vmaCreateImage", IMAGE, image.name());
            NativeImage created =
                    new NativeImage(
                            memGetLong(handles),
                            memGetLong(handles + Long.BYTES),
                            VmaAllocationInfo.nsize(allocated),
                            heapsOfTypes[VmaAllocationInfo.nmemoryType(allocated)]);
            books.created(NativeKind.IMAGE);
            setName(VK_OBJECT_TYPE_IMAGE, created.handle(), created.allocation(), image.name());
            return created;
        }
    }

    private long imageInfo(MemoryStack stack, ImageDescription image) {
        long info = stack.nmalloc(Long.BYTES, VkImageCreateInfo.SIZEOF);
        VkImageCreateInfo.nsType(info, VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO);
        VkImageCreateInfo.npNext(info, image.viewFormats().isEmpty() ? 0 : formats(stack, image));
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
        sharing.writeImage(info);
        VkImageCreateInfo.ninitialLayout(info, VK_IMAGE_LAYOUT_UNDEFINED);
        return info;
    }

    // The formats that its views can have.
    private static long formats(MemoryStack stack, ImageDescription image) {
        List<Integer> others = image.viewFormats();
        long formats = stack.nmalloc(Integer.BYTES, (others.size() + 1) * Integer.BYTES);
        memPutInt(formats, image.format());
        for (int i = 0; i < others.size(); i++) {
            memPutInt(formats + (i + 1L) * Integer.BYTES, others.get(i));
        }
        long list = stack.ncalloc(Long.BYTES, 1, VkImageFormatListCreateInfo.SIZEOF);
        VkImageFormatListCreateInfo.nsType(list, VK_STRUCTURE_TYPE_IMAGE_FORMAT_LIST_CREATE_INFO);
        memPutInt(list + VkImageFormatListCreateInfo.VIEWFORMATCOUNT, others.size() + 1);
        memPutLong(list + VkImageFormatListCreateInfo.PVIEWFORMATS, formats);
        return list;
    }

    /// Creates an image in a block.
    NativeImage placeImage(ImageDescription image, NativeMemory memory, long offset) {
        health.requireAlive("vmaCreateAliasingImage2", IMAGE, image.name());
        requireSupported(image);
        try (MemoryStack stack = stackPush()) {
            long out = stack.nmalloc(Long.BYTES, Long.BYTES);
            int result =
                    nvmaCreateAliasingImage2(
                            allocator, memory.allocation(), offset, imageInfo(stack, image), out);
            health.check(result, "vmaCreateAliasingImage2", IMAGE, image.name());
            long handle = memGetLong(out);
            books.created(NativeKind.IMAGE);
            names.set(VK_OBJECT_TYPE_IMAGE, handle, image.name());
            return new NativeImage(handle, 0, 0, memory.heap());
        }
    }

    /// Vulkan leaves it undefined what an image does that the device does not support.
    private void requireSupported(ImageDescription image) {
        ImageLimits.Answer limits = limits(image);
        int result = limits.result();
        if (result == VK_SUCCESS && !limits.allows(image)) {
            result = VK_ERROR_FORMAT_NOT_SUPPORTED;
        }
        health.check(result, IMAGE_FORMAT_CALL, IMAGE, image.name());
    }

    /// How many samples an image can have.
    int sampleCounts(ImageDescription image) {
        ImageLimits.Answer answer = limits(image);
        if (answer.result() != VK_ERROR_FORMAT_NOT_SUPPORTED) {
            health.check(answer.result(), IMAGE_FORMAT_CALL, IMAGE, image.name());
        }
        return answer.samples();
    }

    private ImageLimits.Answer limits(ImageDescription image) {
        return imageLimits.of(image.format(), type(image), image.usage(), flags(image));
    }

    private static int type(ImageDescription image) {
        return switch (image.dimensions()) {
            case 1 -> VK_IMAGE_TYPE_1D;
            case 2 -> VK_IMAGE_TYPE_2D;
            default -> VK_IMAGE_TYPE_3D;
        };
    }

    private static int flags(ImageDescription image) {
        return (image.cubeCompatible() ? VK_IMAGE_CREATE_CUBE_COMPATIBLE_BIT : 0)
                | (image.sliceViews() ? VK11.VK_IMAGE_CREATE_2D_ARRAY_COMPATIBLE_BIT : 0)
                | (image.aliased() ? VK11.VK_IMAGE_CREATE_ALIAS_BIT : 0)
                | (image.viewFormats().isEmpty()
                        ? 0
                        : VK_IMAGE_CREATE_MUTABLE_FORMAT_BIT
                                | VK11.VK_IMAGE_CREATE_EXTENDED_USAGE_BIT);
    }

    /// Destroys an image.
    void destroyImage(long handle, long allocation) {
        nvmaDestroyImage(allocator, handle, allocation);
        books.destroyed(NativeKind.IMAGE);
    }

    private void setName(int type, long handle, long allocation, String name) {
        if (names.wanted()) {
            names.set(type, handle, name);
            nameAllocation(allocation, name);
        }
    }

    private void nameAllocation(long allocation, String name) {
        if (names.wanted()) {
            ByteBuffer text = memUTF8(name);
            nvmaSetAllocationName(allocator, allocation, memAddress(text));
            memFree(text);
        }
    }

    /// Frees what belongs to this object itself. All buffers and images are destroyed.
    void free() {
        nmemFree(allocationInfos);
        sharing.free();
    }
}
