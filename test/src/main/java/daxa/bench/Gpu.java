package daxa.bench;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.util.vma.Vma.*;
import static org.lwjgl.vulkan.EXTConditionalRendering.VK_EXT_CONDITIONAL_RENDERING_EXTENSION_NAME;
import static org.lwjgl.vulkan.EXTDebugUtils.VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
import static org.lwjgl.vulkan.EXTHeadlessSurface.VK_EXT_HEADLESS_SURFACE_EXTENSION_NAME;
import static org.lwjgl.vulkan.EXTHeadlessSurface.vkCreateHeadlessSurfaceEXT;
import static org.lwjgl.vulkan.EXTMeshShader.VK_EXT_MESH_SHADER_EXTENSION_NAME;
import static org.lwjgl.vulkan.EXTMultiDraw.VK_EXT_MULTI_DRAW_EXTENSION_NAME;
import static org.lwjgl.vulkan.KHRAccelerationStructure.VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME;
import static org.lwjgl.vulkan.KHRDeferredHostOperations.VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME;
import static org.lwjgl.vulkan.KHRRayTracingPipeline.VK_KHR_RAY_TRACING_PIPELINE_EXTENSION_NAME;
import static org.lwjgl.vulkan.KHRSurface.VK_KHR_SURFACE_EXTENSION_NAME;
import static org.lwjgl.vulkan.KHRSurface.vkDestroySurfaceKHR;
import static org.lwjgl.vulkan.KHRSwapchain.VK_KHR_SWAPCHAIN_EXTENSION_NAME;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.*;
import static org.lwjgl.vulkan.VK13.*;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.Queue;
import daxa.core.driver.Feature;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;

import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.vma.VmaAllocatorCreateInfo;
import org.lwjgl.util.vma.VmaVulkanFunctions;
import org.lwjgl.vulkan.VkApplicationInfo;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferAllocateInfo;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkCommandPoolCreateInfo;
import org.lwjgl.vulkan.VkDescriptorPoolCreateInfo;
import org.lwjgl.vulkan.VkDescriptorPoolSize;
import org.lwjgl.vulkan.VkDescriptorSetAllocateInfo;
import org.lwjgl.vulkan.VkDescriptorSetLayoutBinding;
import org.lwjgl.vulkan.VkDescriptorSetLayoutBindingFlagsCreateInfo;
import org.lwjgl.vulkan.VkDescriptorSetLayoutCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkDeviceCreateInfo;
import org.lwjgl.vulkan.VkFenceCreateInfo;
import org.lwjgl.vulkan.VkHeadlessSurfaceCreateInfoEXT;
import org.lwjgl.vulkan.VkInstance;
import org.lwjgl.vulkan.VkInstanceCreateInfo;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPipelineLayoutCreateInfo;
import org.lwjgl.vulkan.VkPushConstantRange;
import org.lwjgl.vulkan.VkQueue;
import org.lwjgl.vulkan.VkQueueFamilyProperties;
import org.lwjgl.vulkan.VkSemaphoreCreateInfo;
import org.lwjgl.vulkan.VkSemaphoreSignalInfo;
import org.lwjgl.vulkan.VkSemaphoreSubmitInfo;
import org.lwjgl.vulkan.VkSemaphoreTypeCreateInfo;
import org.lwjgl.vulkan.VkSubmitInfo2;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// The framework's device, and the same native device in the hands of LWJGL: both sides drive the
/// same queue with the same pipelines.
final class Gpu implements AutoCloseable {
    static final Duration DEADLINE = Duration.ofSeconds(30);
    static final Format FORMAT = Format.R8G8B8A8_UNORM;

    /// Small, since the CPU's share is what is measured.
    static final int EXTENT = 16;

    private static final int[] SET_TYPES = {
        VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
        VK_DESCRIPTOR_TYPE_STORAGE_IMAGE,
        VK_DESCRIPTOR_TYPE_SAMPLER,
        VK_DESCRIPTOR_TYPE_STORAGE_BUFFER
    };
    private static final int[] SET_SLOTS = {256, 256, 64, 1};

    final Instance instance;
    final Device device;
    final Queue queue;

    final VkDevice vkDevice;
    final VkQueue vkQueue;
    private final VkPhysicalDevice physicalDevice;
    private final VkInstance vkInstance;
    private final int family;

    private final long gate;
    private long gateValue;
    private final Deque<Runnable> cleanUp = new ArrayDeque<>();

    Gpu() {
        this(DeviceInfo.of("bench"));
    }

    Gpu(DeviceInfo info) {
        this(InstanceInfo.of("daxa bench"), info);
    }

    Gpu(InstanceInfo instanceInfo, DeviceInfo info) {
        instance = Instance.create(instanceInfo);
        onClose(instance::close);
        device = instance.createDevice(info);
        onClose(device::close);
        queue = device.mainQueue();
        try (MemoryStack stack = stackPush()) {
            vkInstance =
                    new VkInstance(
                            instance.nativeHandle(),
                            VkInstanceCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .ppEnabledExtensionNames(
                                            instanceExtensions(stack, instanceInfo))
                                    .pApplicationInfo(
                                            VkApplicationInfo.calloc(stack)
                                                    .sType$Default()
                                                    .apiVersion(VK_API_VERSION_1_3)));
            physicalDevice = physicalDevice(stack);
            vkDevice =
                    new VkDevice(
                            device.nativeHandle(),
                            physicalDevice,
                            VkDeviceCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .ppEnabledExtensionNames(extensions(stack)),
                            VK_API_VERSION_1_3);
            family = graphicsFamily(stack);
            PointerBuffer out = stack.mallocPointer(1);
            vkGetDeviceQueue(vkDevice, family, 0, out);
            vkQueue = new VkQueue(out.get(0), vkDevice);
        }
        gate = timeline();
    }

    // LWJGL looks up the functions of the extensions that it is told of.
    private static PointerBuffer instanceExtensions(MemoryStack stack, InstanceInfo info) {
        PointerBuffer names = stack.mallocPointer(3);
        names.put(stack.UTF8(VK_KHR_SURFACE_EXTENSION_NAME));
        names.put(stack.UTF8(VK_EXT_HEADLESS_SURFACE_EXTENSION_NAME));
        if (info.objectNames()) {
            names.put(stack.UTF8(VK_EXT_DEBUG_UTILS_EXTENSION_NAME));
        }
        return names.flip();
    }

    private PointerBuffer extensions(MemoryStack stack) {
        PointerBuffer names = stack.mallocPointer(7);
        if (device.features().contains(Feature.SWAPCHAIN)) {
            names.put(stack.UTF8(VK_KHR_SWAPCHAIN_EXTENSION_NAME));
        }
        if (device.features().contains(Feature.CONDITIONAL_RENDERING)) {
            names.put(stack.UTF8(VK_EXT_CONDITIONAL_RENDERING_EXTENSION_NAME));
        }
        if (device.features().contains(Feature.MULTI_DRAW)) {
            names.put(stack.UTF8(VK_EXT_MULTI_DRAW_EXTENSION_NAME));
        }
        if (device.features().contains(Feature.MESH_SHADER)) {
            names.put(stack.UTF8(VK_EXT_MESH_SHADER_EXTENSION_NAME));
        }
        if (device.features().contains(Feature.ACCELERATION_STRUCTURE)) {
            names.put(stack.UTF8(VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME));
            names.put(stack.UTF8(VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME));
        }
        if (device.features().contains(Feature.RAY_TRACING_PIPELINE)) {
            names.put(stack.UTF8(VK_KHR_RAY_TRACING_PIPELINE_EXTENSION_NAME));
        }
        return names.flip();
    }

    static void check(int result) {
        if (result != VK_SUCCESS) {
            throw new IllegalStateException("VkResult " + result);
        }
    }

    private VkPhysicalDevice physicalDevice(MemoryStack stack) {
        IntBuffer count = stack.ints(0);
        check(vkEnumeratePhysicalDevices(vkInstance, count, null));
        PointerBuffer devices = stack.mallocPointer(count.get(0));
        check(vkEnumeratePhysicalDevices(vkInstance, count, devices));
        return new VkPhysicalDevice(devices.get(device.adapter().index()), vkInstance);
    }

    private int graphicsFamily(MemoryStack stack) {
        IntBuffer count = stack.ints(0);
        vkGetPhysicalDeviceQueueFamilyProperties(physicalDevice, count, null);
        VkQueueFamilyProperties.Buffer families =
                VkQueueFamilyProperties.malloc(count.get(0), stack);
        vkGetPhysicalDeviceQueueFamilyProperties(physicalDevice, count, families);
        int wanted = VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT;
        int index = 0;
        while ((families.get(index).queueFlags() & wanted) != wanted) {
            index++;
        }
        return index;
    }

    /// Does something at the end, before what was asked for earlier.
    void onClose(Runnable action) {
        cleanUp.push(action);
    }

    // ---------------------------------------------------------------- what the framework draws
    // with

    ComputePipeline computePipeline() {
        ComputePipeline pipeline =
                device.createComputePipeline(ComputePipelineInfo.of("bench", Shaders.compute()));
        onClose(pipeline::close);
        return pipeline;
    }

    RasterPipeline rasterPipeline() {
        RasterPipeline pipeline =
                device.createRasterPipeline(
                        RasterPipelineInfo.of(
                                "bench",
                                Shaders.vertex(),
                                Shaders.fragment(),
                                ColorTarget.of(FORMAT)));
        onClose(pipeline::close);
        return pipeline;
    }

    /// A colour attachment in the general layout.
    ImageView target() {
        Image image =
                device.createImage(
                        ImageInfo.of2D(
                                "target", FORMAT, EXTENT, EXTENT, ImageUsage.COLOR_ATTACHMENT));
        onClose(image::close);
        ImageView view = device.createImageView(ImageViewInfo.of(image));
        onClose(view::close);
        queue.submit();
        queue.awaitIdle(DEADLINE);
        return view;
    }

    // ---------------------------------------------------------------- what LWJGL works with

    /// A layout whose push constants are those of the framework's pipelines.
    long pipelineLayout() {
        return pipelineLayout(new long[0]);
    }

    /// The same with sets.
    long pipelineLayout(long... setLayouts) {
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            check(
                    vkCreatePipelineLayout(
                            vkDevice,
                            VkPipelineLayoutCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .setLayoutCount(setLayouts.length)
                                    .pSetLayouts(stack.longs(setLayouts))
                                    .pPushConstantRanges(
                                            VkPushConstantRange.calloc(1, stack)
                                                    .stageFlags(VK_SHADER_STAGE_ALL)
                                                    .size(128)),
                            null,
                            out));
            long layout = out.get(0);
            onClose(() -> vkDestroyPipelineLayout(vkDevice, layout, null));
            return layout;
        }
    }

    /// The layout of a set with the bindings of the framework's, but for fewer slots.
    long setLayout() {
        int partly =
                VK_DESCRIPTOR_BINDING_PARTIALLY_BOUND_BIT
                        | VK_DESCRIPTOR_BINDING_UPDATE_UNUSED_WHILE_PENDING_BIT;
        int always = partly | VK_DESCRIPTOR_BINDING_UPDATE_AFTER_BIND_BIT;
        try (MemoryStack stack = stackPush()) {
            VkDescriptorSetLayoutBinding.Buffer bindings =
                    VkDescriptorSetLayoutBinding.calloc(SET_TYPES.length, stack);
            IntBuffer flags = stack.mallocInt(SET_TYPES.length);
            for (int i = 0; i < SET_TYPES.length; i++) {
                bindings.get(i)
                        .binding(i)
                        .descriptorType(SET_TYPES[i])
                        .descriptorCount(SET_SLOTS[i])
                        .stageFlags(VK_SHADER_STAGE_ALL);
                flags.put(i, SET_TYPES[i] == VK_DESCRIPTOR_TYPE_STORAGE_BUFFER ? partly : always);
            }
            LongBuffer out = stack.mallocLong(1);
            check(
                    vkCreateDescriptorSetLayout(
                            vkDevice,
                            VkDescriptorSetLayoutCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .pNext(
                                            VkDescriptorSetLayoutBindingFlagsCreateInfo.calloc(
                                                            stack)
                                                    .sType$Default()
                                                    .bindingCount(SET_TYPES.length)
                                                    .pBindingFlags(flags))
                                    .flags(
                                            VK_DESCRIPTOR_SET_LAYOUT_CREATE_UPDATE_AFTER_BIND_POOL_BIT)
                                    .pBindings(bindings),
                            null,
                            out));
            long layout = out.get(0);
            onClose(() -> vkDestroyDescriptorSetLayout(vkDevice, layout, null));
            return layout;
        }
    }

    /// A set in which nothing is written.
    long set(long layout) {
        try (MemoryStack stack = stackPush()) {
            VkDescriptorPoolSize.Buffer sizes =
                    VkDescriptorPoolSize.calloc(SET_TYPES.length, stack);
            for (int i = 0; i < SET_TYPES.length; i++) {
                sizes.get(i).type(SET_TYPES[i]).descriptorCount(SET_SLOTS[i]);
            }
            LongBuffer out = stack.mallocLong(1);
            check(
                    vkCreateDescriptorPool(
                            vkDevice,
                            VkDescriptorPoolCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .flags(VK_DESCRIPTOR_POOL_CREATE_UPDATE_AFTER_BIND_BIT)
                                    .maxSets(1)
                                    .pPoolSizes(sizes),
                            null,
                            out));
            long pool = out.get(0);
            onClose(() -> vkDestroyDescriptorPool(vkDevice, pool, null));
            check(
                    vkAllocateDescriptorSets(
                            vkDevice,
                            VkDescriptorSetAllocateInfo.calloc(stack)
                                    .sType$Default()
                                    .descriptorPool(pool)
                                    .pSetLayouts(stack.longs(layout)),
                            out));
            return out.get(0);
        }
    }

    long commandPool() {
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            check(
                    vkCreateCommandPool(
                            vkDevice,
                            VkCommandPoolCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .flags(VK_COMMAND_POOL_CREATE_TRANSIENT_BIT)
                                    .queueFamilyIndex(family),
                            null,
                            out));
            long pool = out.get(0);
            onClose(() -> vkDestroyCommandPool(vkDevice, pool, null));
            return pool;
        }
    }

    VkCommandBuffer commandBuffer(long pool) {
        try (MemoryStack stack = stackPush()) {
            PointerBuffer out = stack.mallocPointer(1);
            check(
                    vkAllocateCommandBuffers(
                            vkDevice,
                            VkCommandBufferAllocateInfo.calloc(stack)
                                    .sType$Default()
                                    .commandPool(pool)
                                    .level(VK_COMMAND_BUFFER_LEVEL_PRIMARY)
                                    .commandBufferCount(1),
                            out));
            return new VkCommandBuffer(out.get(0), vkDevice);
        }
    }

    /// Begins a recording that is submitted once.
    static void begin(VkCommandBuffer commands) {
        try (MemoryStack stack = stackPush()) {
            check(
                    vkBeginCommandBuffer(
                            commands,
                            VkCommandBufferBeginInfo.calloc(stack)
                                    .sType$Default()
                                    .flags(VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT)));
        }
    }

    /// A timeline semaphore at 0.
    long timeline() {
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            check(
                    vkCreateSemaphore(
                            vkDevice,
                            VkSemaphoreCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .pNext(
                                            VkSemaphoreTypeCreateInfo.calloc(stack)
                                                    .sType$Default()
                                                    .semaphoreType(VK_SEMAPHORE_TYPE_TIMELINE)),
                            null,
                            out));
            long semaphore = out.get(0);
            onClose(() -> vkDestroySemaphore(vkDevice, semaphore, null));
            return semaphore;
        }
    }

    /// A binary semaphore.
    long binarySemaphore() {
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            check(
                    vkCreateSemaphore(
                            vkDevice,
                            VkSemaphoreCreateInfo.calloc(stack).sType$Default(),
                            null,
                            out));
            long semaphore = out.get(0);
            onClose(() -> vkDestroySemaphore(vkDevice, semaphore, null));
            return semaphore;
        }
    }

    /// A fence that is not signalled.
    long fence() {
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            check(
                    vkCreateFence(
                            vkDevice, VkFenceCreateInfo.calloc(stack).sType$Default(), null, out));
            long fence = out.get(0);
            onClose(() -> vkDestroyFence(vkDevice, fence, null));
            return fence;
        }
    }

    /// A surface that no platform shows.
    long headlessSurface() {
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            check(
                    vkCreateHeadlessSurfaceEXT(
                            vkInstance,
                            VkHeadlessSurfaceCreateInfoEXT.calloc(stack).sType$Default(),
                            null,
                            out));
            long surface = out.get(0);
            onClose(() -> vkDestroySurfaceKHR(vkInstance, surface, null));
            return surface;
        }
    }

    /// An allocator like the framework's.
    long allocator() {
        try (MemoryStack stack = stackPush()) {
            PointerBuffer out = stack.mallocPointer(1);
            check(
                    vmaCreateAllocator(
                            VmaAllocatorCreateInfo.calloc(stack)
                                    .flags(VMA_ALLOCATOR_CREATE_BUFFER_DEVICE_ADDRESS_BIT)
                                    .instance(vkInstance)
                                    .physicalDevice(physicalDevice)
                                    .device(vkDevice)
                                    .vulkanApiVersion(VK_API_VERSION_1_3)
                                    .pVulkanFunctions(
                                            VmaVulkanFunctions.calloc(stack)
                                                    .set(vkInstance, vkDevice)),
                            out));
            long allocator = out.get(0);
            onClose(() -> vmaDestroyAllocator(allocator));
            return allocator;
        }
    }

    // ---------------------------------------------------------------- a GPU that stands still

    /// Lets nothing that is submitted from now on run.
    void shutGate() {
        submit(gate, ++gateValue, 0, 0);
    }

    /// Lets everything run again.
    void openGate() {
        try (MemoryStack stack = stackPush()) {
            check(
                    vkSignalSemaphore(
                            vkDevice,
                            VkSemaphoreSignalInfo.calloc(stack)
                                    .sType$Default()
                                    .semaphore(gate)
                                    .value(gateValue)));
        }
    }

    /// Submits nothing between two timelines.
    void submit(long wait, long waitValue, long signal, long signalValue) {
        try (MemoryStack stack = stackPush()) {
            VkSubmitInfo2.Buffer info = VkSubmitInfo2.calloc(1, stack).sType$Default();
            if (wait != 0) {
                info.pWaitSemaphoreInfos(semaphore(stack, wait, waitValue));
            }
            if (signal != 0) {
                info.pSignalSemaphoreInfos(semaphore(stack, signal, signalValue));
            }
            check(vkQueueSubmit2(vkQueue, info, VK_NULL_HANDLE));
        }
    }

    private static VkSemaphoreSubmitInfo.Buffer semaphore(
            MemoryStack stack, long semaphore, long value) {
        return VkSemaphoreSubmitInfo.calloc(1, stack)
                .sType$Default()
                .semaphore(semaphore)
                .value(value)
                .stageMask(VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT);
    }

    @Override
    public void close() {
        vkDeviceWaitIdle(vkDevice);
        cleanUp.forEach(Runnable::run);
        if (instance.nativeObjects().totalOpen() != 0) {
            throw new IllegalStateException("left open: " + instance.nativeObjects().openText());
        }
    }
}
