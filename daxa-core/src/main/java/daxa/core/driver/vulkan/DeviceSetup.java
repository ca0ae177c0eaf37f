package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK10.VK_SUCCESS;
import static org.lwjgl.vulkan.VK10.vkCreateDevice;
import static org.lwjgl.vulkan.VK10.vkDestroyDevice;

import daxa.core.driver.DeviceRequest;
import daxa.core.driver.Feature;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeKind;
import daxa.core.error.UsageException;

import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.vma.Vma;
import org.lwjgl.util.vma.VmaAllocatorCreateInfo;
import org.lwjgl.util.vma.VmaVulkanFunctions;
import org.lwjgl.vulkan.KHRPortabilitySubset;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VK13;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkDeviceCreateInfo;
import org.lwjgl.vulkan.VkDeviceQueueCreateInfo;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Creates a native device with its allocator and its queues.
final class DeviceSetup {
    private final VulkanInstance instance;
    private final Adapter adapter;
    private final DeviceRequest request;
    private final DeviceHealth health = new DeviceHealth();

    private DeviceSetup(VulkanInstance instance, Adapter adapter, DeviceRequest request) {
        this.instance = instance;
        this.adapter = adapter;
        this.request = request;
    }

    /// Creates a device.
    static VulkanDevice create(VulkanInstance instance, Adapter adapter, DeviceRequest request) {
        return new DeviceSetup(instance, adapter, request).create();
    }

    private VulkanDevice create() {
        if (!adapter.queues().hasMain()) {
            throw new UsageException(
                    DeviceHealth.object("Adapter", adapter.info().name())
                            + " has no queue with graphics and compute; choose another device.");
        }
        NativeBooks books = instance.books();
        VkDevice device = createNative();
        books.created(NativeKind.DEVICE);
        long allocator = 0;
        try {
            allocator = createAllocator(device);
            books.created(NativeKind.ALLOCATOR);
            ObjectNames names = new ObjectNames(device, instance.namesWanted(hasTools()));
            names.set(VK10.VK_OBJECT_TYPE_DEVICE, device.address(), request.name());
            Semaphores semaphores = new Semaphores(device, names, health, books);
            List<VulkanQueue> queues =
                    VulkanQueue.createAll(device, adapter.queues(), names, health, semaphores);
            return new VulkanDevice(
                    instance,
                    adapter,
                    request,
                    device,
                    allocator,
                    names,
                    health,
                    semaphores,
                    queues);
        } catch (RuntimeException | Error e) {
            destroy(device, allocator, books);
            throw e;
        }
    }

    /// Destroys a device and its allocator.
    static void destroy(VkDevice device, long allocator, NativeBooks books) {
        if (allocator != 0) {
            Vma.vmaDestroyAllocator(allocator);
            books.destroyed(NativeKind.ALLOCATOR);
        }
        vkDestroyDevice(device, null);
        books.destroyed(NativeKind.DEVICE);
    }

    private VkDevice createNative() {
        Set<String> extensions = extensions();
        try (MemoryStack stack = stackPush();
                FeatureChain features = new FeatureChain(adapter.info().apiVersion(), extensions)) {
            request.features().forEach(features::switchOn);
            VkDeviceCreateInfo info =
                    VkDeviceCreateInfo.calloc(stack)
                            .sType$Default()
                            .pNext(features.address())
                            .pQueueCreateInfos(queueInfos(stack))
                            .ppEnabledExtensionNames(Enumerate.strings(stack, extensions));
            PointerBuffer out = stack.mallocPointer(1);
            check(vkCreateDevice(adapter.device(), info, null, out), "vkCreateDevice");
            return new VkDevice(out.get(0), adapter.device(), info, VK13.VK_API_VERSION_1_3);
        }
    }

    private VkDeviceQueueCreateInfo.Buffer queueInfos(MemoryStack stack) {
        int[] families = adapter.queues().families();
        VkDeviceQueueCreateInfo.Buffer infos =
                VkDeviceQueueCreateInfo.calloc(families.length, stack);
        for (int i = 0; i < families.length; i++) {
            float[] priorities = new float[adapter.queues().count(families[i])];
            Arrays.fill(priorities, 1);
            infos.get(i)
                    .sType$Default()
                    .queueFamilyIndex(families[i])
                    .pQueuePriorities(stack.floats(priorities));
        }
        return infos;
    }

    private Set<String> extensions() {
        Set<String> extensions = new LinkedHashSet<>();
        for (Feature feature : request.features()) {
            extensions.addAll(FeatureExtensions.of(feature));
            if (feature == Feature.CALIBRATED_TIMESTAMPS) {
                extensions.add(Queries.calibrationExtension(adapter.extensions()));
            }
        }
        // A device that has this one must not be created without it.
        if (adapter.extensions()
                .contains(KHRPortabilitySubset.VK_KHR_PORTABILITY_SUBSET_EXTENSION_NAME)) {
            extensions.add(KHRPortabilitySubset.VK_KHR_PORTABILITY_SUBSET_EXTENSION_NAME);
        }
        return extensions;
    }

    private long createAllocator(VkDevice device) {
        int flags = 0;
        if (request.features().contains(Feature.BUFFER_DEVICE_ADDRESS)) {
            flags |= Vma.VMA_ALLOCATOR_CREATE_BUFFER_DEVICE_ADDRESS_BIT;
        }
        // The allocator does not hear of the memory budget: it would ask the driver for it every 30
        // calls, which doubles the time to create and destroy a buffer.
        try (MemoryStack stack = stackPush()) {
            VmaAllocatorCreateInfo info =
                    VmaAllocatorCreateInfo.calloc(stack)
                            .flags(flags)
                            .physicalDevice(adapter.device())
                            .device(device)
                            .instance(instance.vkInstance())
                            .vulkanApiVersion(VK13.VK_API_VERSION_1_3)
                            .pVulkanFunctions(
                                    VmaVulkanFunctions.calloc(stack)
                                            .set(instance.vkInstance(), device));
            PointerBuffer out = stack.mallocPointer(1);
            check(Vma.vmaCreateAllocator(info, out), "vmaCreateAllocator");
            return out.get(0);
        }
    }

    private boolean hasTools() {
        int[] count = new int[1];
        return VK13.vkGetPhysicalDeviceToolProperties(adapter.device(), count, null) == VK_SUCCESS
                && count[0] > 0;
    }

    private void check(int result, String call) {
        health.check(result, call, "Device", request.name());
    }
}
