package daxa.core.driver.vulkan;

import static org.lwjgl.system.JNI.callPJI;
import static org.lwjgl.system.MemoryStack.stackGet;
import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.KHRRayTracingPipeline.nvkGetRayTracingShaderGroupHandlesKHR;
import static org.lwjgl.vulkan.KHRRayTracingPipeline.vkGetRayTracingShaderGroupStackSizeKHR;
import static org.lwjgl.vulkan.VK10.*;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AccelerationStructureSizes;
import daxa.core.driver.AcquiredImage;
import daxa.core.driver.BindlessDescription;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.CalibratedTime;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.DeviceFault;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.Feature;
import daxa.core.driver.FormatSupport;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.ImageRegion;
import daxa.core.driver.ImageViewDescription;
import daxa.core.driver.MemoryHeap;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.MemoryRequirements;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;
import daxa.core.driver.NativeKind;
import daxa.core.driver.NativeMemory;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.RasterPipelineDescription;
import daxa.core.driver.RayTracingPipelineDescription;
import daxa.core.driver.SamplerDescription;
import daxa.core.driver.SemaphoreList;
import daxa.core.driver.ShaderStageDescription;
import daxa.core.driver.SubmitBatch;
import daxa.core.driver.SurfaceInfo;
import daxa.core.driver.SwapchainDescription;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VK11;
import org.lwjgl.vulkan.VKCapabilitiesDevice;
import org.lwjgl.vulkan.VKCapabilitiesInstance;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkFenceCreateInfo;
import org.lwjgl.vulkan.VkFormatProperties2;
import org.lwjgl.vulkan.VkFormatProperties3;
import org.lwjgl.vulkan.VkImageViewCreateInfo;
import org.lwjgl.vulkan.VkImageViewUsageCreateInfo;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkSamplerCreateInfo;
import org.lwjgl.vulkan.VkSamplerReductionModeCreateInfo;

import java.nio.LongBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// A native device with its queues.
@ThreadSafe
final class VulkanDevice implements DeviceDriver {
    private final VkPhysicalDevice physicalDevice;
    private final VkDevice device;
    private final VKCapabilitiesDevice vk;
    private final VKCapabilitiesInstance debugUtils;
    private final CommandCalls commandCalls;
    private final String name;
    private final long allocator;
    private final ObjectNames names;
    private final DeviceHealth health;
    // Null where the device lacks the feature.
    private final @Nullable DeviceFaults faults;
    private final NativeBooks books;
    private final Memory memory;
    private final List<VulkanQueue> queues;
    private final QueuePlan plan;
    private final Semaphores semaphores;
    private final Events events;
    private final Queries queries;
    private final Swapchains swapchains;
    private final HostImages hostImages;
    private final AccelerationStructures structures;
    private volatile @Nullable BindlessSet bindless;

    VulkanDevice(
            VulkanInstance instance,
            Adapter adapter,
            DeviceRequest request,
            VkDevice device,
            long allocator,
            ObjectNames names,
            DeviceHealth health,
            Semaphores semaphores,
            List<VulkanQueue> queues) {
        this.physicalDevice = adapter.device();
        this.device = device;
        this.vk = device.getCapabilities();
        this.debugUtils = instance.vkInstance().getCapabilities();
        this.commandCalls = instance.isHeard() ? CommandCalls.ORDINARY : CommandCalls.DIRECT;
        this.name = request.name();
        this.allocator = allocator;
        this.names = names;
        this.health = health;
        this.books = instance.books();
        this.memory =
                new Memory(
                        physicalDevice,
                        device,
                        allocator,
                        adapter.queues().families(),
                        names,
                        health,
                        instance.books(),
                        request.features(),
                        adapter.info().limits());
        this.semaphores = semaphores;
        this.queues = List.copyOf(queues);
        this.plan = adapter.queues();
        this.events = new Events(device, names, health, books);
        this.queries = new Queries(device, adapter, names, health, books);
        this.faults =
                request.features().contains(Feature.DEVICE_FAULT) ? new DeviceFaults(device) : null;
        this.hostImages = new HostImages(device, health);
        this.structures = new AccelerationStructures(device, names, health, books);
        this.swapchains =
                new Swapchains(instance, adapter, device, queues.getFirst(), health, names);
    }

    VkDevice vkDevice() {
        return device;
    }

    VKCapabilitiesInstance debugUtils() {
        return debugUtils;
    }

    CommandCalls commandCalls() {
        return commandCalls;
    }

    ObjectNames names() {
        return names;
    }

    DeviceHealth health() {
        return health;
    }

    NativeBooks books() {
        return books;
    }

    @Override
    public long memoryHandle(long allocation) {
        return memory.handle(allocation);
    }

    @Override
    public long memoryOffset(long allocation) {
        return memory.offset(allocation);
    }

    // 0 before the bindless set is created.
    @Override
    public long pipelineLayout() {
        BindlessSet set = bindless;
        return set == null ? 0 : set.pipelineLayout();
    }

    // 0 before it is created.
    @Override
    public long descriptorSet() {
        BindlessSet set = bindless;
        return set == null ? 0 : set.set();
    }

    @Override
    public long nativeHandle() {
        return device.address();
    }

    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        for (Object each : List.of(device, physicalDevice, physicalDevice.getInstance())) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }

    @Override
    public long queueHandle(int queue) {
        return queues.get(queue).nativeHandle();
    }

    @Override
    public int queueFamily(int queue) {
        return queues.get(queue).family();
    }

    @Override
    public NativeBuffer adoptBuffer(String name, long size, long handle) {
        return memory.adoptBuffer(name, handle);
    }

    @Override
    public void releaseBuffer(long handle, boolean destroy) {
        memory.releaseBuffer(handle, destroy);
    }

    @Override
    public void adoptImage(ImageDescription image, int layout, long handle) {
        memory.adoptImage(image.name());
    }

    @Override
    public void releaseImage(long handle, boolean destroy) {
        memory.releaseImage(handle, destroy);
    }

    @Override
    public void imageToGeneral(String name, long image, int aspects) {
        hostImages.toGeneral(name, image, aspects);
    }

    @Override
    public void copyMemoryToImage(String name, long address, long image, ImageRegion region) {
        hostImages.write(name, address, image, region);
    }

    @Override
    public void copyImageToMemory(String name, long image, long address, ImageRegion region) {
        hostImages.read(name, image, address, region);
    }

    @Override
    public int queueCount() {
        return queues.size();
    }

    @Override
    public int nativeQueue(int queue) {
        return plan.ofQueue().get(queue);
    }

    @Override
    public long allocatedBytes() {
        return memory.allocatedBytes();
    }

    @Override
    public List<MemoryHeap> memoryHeaps() {
        return memory.heaps();
    }

    @Override
    public NativeBuffer createBuffer(
            String name, long size, MemoryKind memory, boolean dedicated, boolean coherent) {
        return this.memory.createBuffer(name, size, memory, dedicated, coherent);
    }

    @Override
    public MemoryRequirements bufferRequirements(long size) {
        return memory.bufferRequirements(size);
    }

    @Override
    public MemoryRequirements imageRequirements(ImageDescription image) {
        return memory.imageRequirements(image);
    }

    @Override
    public NativeMemory allocateMemory(
            String name, MemoryRequirements needs, MemoryKind memory, boolean coherent) {
        return this.memory.allocate(name, needs, memory, coherent);
    }

    @Override
    public void freeMemory(long allocation) {
        memory.free(allocation);
    }

    @Override
    public NativeBuffer placeBuffer(String name, long size, NativeMemory memory, long offset) {
        return this.memory.placeBuffer(name, size, memory, offset);
    }

    @Override
    public NativeImage placeImage(ImageDescription image, NativeMemory memory, long offset) {
        return this.memory.placeImage(image, memory, offset);
    }

    @Override
    public void flushMemory(String name, long allocation, long offset, long size) {
        memory.flush(name, allocation, offset, size);
    }

    @Override
    public void invalidateMemory(String name, long allocation, long offset, long size) {
        memory.invalidate(name, allocation, offset, size);
    }

    @Override
    public int sampleCounts(ImageDescription image) {
        return memory.sampleCounts(image);
    }

    @Override
    public void destroyBuffer(long handle, long allocation) {
        memory.destroyBuffer(handle, allocation);
    }

    @Override
    public NativeImage createImage(ImageDescription image) {
        return memory.createImage(image);
    }

    @Override
    public void destroyImage(long handle, long allocation) {
        memory.destroyImage(handle, allocation);
    }

    @Override
    public long createImageView(ImageViewDescription view) {
        health.requireAlive("vkCreateImageView", "Image view", view.name());
        try (MemoryStack stack = stackPush()) {
            VkImageViewCreateInfo info =
                    VkImageViewCreateInfo.calloc(stack)
                            .sType$Default()
                            .pNext(
                                    VkImageViewUsageCreateInfo.calloc(stack)
                                            .sType$Default()
                                            .usage(view.usage()))
                            .image(view.image())
                            .viewType(view.viewType())
                            .format(view.format());
            info.components()
                    .r(view.swizzle(0))
                    .g(view.swizzle(1))
                    .b(view.swizzle(2))
                    .a(view.swizzle(3));
            info.subresourceRange()
                    .aspectMask(view.aspects())
                    .baseMipLevel(view.baseMip())
                    .levelCount(view.mipCount())
                    .baseArrayLayer(view.baseLayer())
                    .layerCount(view.layerCount());
            LongBuffer out = stack.mallocLong(1);
            health.check(
                    vkCreateImageView(device, info, null, out),
                    "vkCreateImageView",
                    "Image view",
                    view.name());
            return created(
                    NativeKind.IMAGE_VIEW, VK_OBJECT_TYPE_IMAGE_VIEW, out.get(0), view.name());
        }
    }

    private long created(NativeKind kind, int type, long handle, String name) {
        books.created(kind);
        names.set(type, handle, name);
        return handle;
    }

    @Override
    public void destroyImageView(long view) {
        vkDestroyImageView(device, view, null);
        books.destroyed(NativeKind.IMAGE_VIEW);
    }

    @Override
    public long createSampler(SamplerDescription sampler) {
        health.requireAlive("vkCreateSampler", "Sampler", sampler.name());
        try (MemoryStack stack = stackPush()) {
            VkSamplerCreateInfo info =
                    VkSamplerCreateInfo.calloc(stack)
                            .sType$Default()
                            .magFilter(sampler.magFilter())
                            .minFilter(sampler.minFilter())
                            .mipmapMode(sampler.mipmapMode())
                            .addressModeU(sampler.addressU())
                            .addressModeV(sampler.addressV())
                            .addressModeW(sampler.addressW())
                            .mipLodBias(sampler.mipLodBias())
                            .anisotropyEnable(sampler.maxAnisotropy() > 0)
                            .maxAnisotropy(sampler.maxAnisotropy())
                            .compareEnable(sampler.compareOp() >= 0)
                            .compareOp(Math.max(0, sampler.compareOp()))
                            .minLod(sampler.minLod())
                            .maxLod(sampler.maxLod())
                            .borderColor(sampler.borderColor())
                            .unnormalizedCoordinates(sampler.unnormalized());
            if (sampler.reductionMode() != 0) {
                info.pNext(
                        VkSamplerReductionModeCreateInfo.calloc(stack)
                                .sType$Default()
                                .reductionMode(sampler.reductionMode()));
            }
            LongBuffer out = stack.mallocLong(1);
            health.check(
                    vkCreateSampler(device, info, null, out),
                    "vkCreateSampler",
                    "Sampler",
                    sampler.name());
            return created(NativeKind.SAMPLER, VK_OBJECT_TYPE_SAMPLER, out.get(0), sampler.name());
        }
    }

    @Override
    public void destroySampler(long sampler) {
        vkDestroySampler(device, sampler, null);
        books.destroyed(NativeKind.SAMPLER);
    }

    @Override
    public long formatFeatures(int format) {
        if (!Formats.isKnown(format)) {
            return 0;
        }
        try (MemoryStack stack = stackPush()) {
            return formatProperties(stack, format).optimalTilingFeatures();
        }
    }

    private VkFormatProperties3 formatProperties(MemoryStack stack, int format) {
        VkFormatProperties3 properties = VkFormatProperties3.calloc(stack).sType$Default();
        VK11.vkGetPhysicalDeviceFormatProperties2(
                physicalDevice,
                format,
                VkFormatProperties2.calloc(stack).sType$Default().pNext(properties.address()));
        return properties;
    }

    @Override
    public FormatSupport formatSupport(int format) {
        if (!Formats.isKnown(format)) {
            return new FormatSupport(0, 0, 0, 0);
        }
        try (MemoryStack stack = stackPush()) {
            VkFormatProperties3 properties = formatProperties(stack, format);
            long features = properties.optimalTilingFeatures();
            int attachment =
                    (features & VK_FORMAT_FEATURE_COLOR_ATTACHMENT_BIT) != 0
                            ? VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT
                            : VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT;
            return new FormatSupport(
                    features,
                    properties.bufferFeatures(),
                    sampleCounts(square(format, VK_IMAGE_USAGE_SAMPLED_BIT)),
                    sampleCounts(square(format, attachment)));
        }
    }

    private static ImageDescription square(int format, int usage) {
        return new ImageDescription("", 2, format, 1, 1, 1, 1, 1, 1, usage, false);
    }

    @Override
    public void createBindlessSet(BindlessDescription bindless) {
        health.requireAlive("vkCreateDescriptorSetLayout", "Bindless set", bindless.name());
        if (this.bindless != null) {
            throw new UsageException(
                    DeviceHealth.object("Device", name)
                            + " has a bindless set already; destroy it before another is created.");
        }
        this.bindless = BindlessSet.create(device, bindless, names, health, books);
    }

    @Override
    public void destroyBindlessSet() {
        BindlessSet set = bindless;
        if (set != null) {
            bindless = null;
            set.destroy();
        }
    }

    @Override
    public void writeImageSlot(int slot, long sampled, long storage) {
        requireBindless().writeImages(slot, sampled, storage);
    }

    @Override
    public void writeSamplerSlot(int slot, long sampler) {
        requireBindless().writeSampler(slot, sampler);
    }

    private BindlessSet requireBindless() {
        BindlessSet set = bindless;
        if (set == null) {
            throw new UsageException(
                    DeviceHealth.object("Device", name)
                            + " has no bindless set; create it before slots and pipelines.");
        }
        return set;
    }

    @Override
    public void writeAccelerationStructureSlot(int slot, long structure) {
        requireBindless().writeAccelerationStructure(slot, structure);
    }

    @Override
    public AccelerationStructureSizes accelerationStructureSizes(BuildBatch builds) {
        return structures.sizes(builds);
    }

    @Override
    public long createAccelerationStructure(
            String name, int type, long buffer, long offset, long size) {
        return structures.create(name, type, buffer, offset, size);
    }

    @Override
    public long accelerationStructureAddress(long structure) {
        return structures.address(structure);
    }

    @Override
    public void destroyAccelerationStructure(long structure) {
        structures.destroy(structure);
    }

    @Override
    public long createPipelineCache(String name, byte[] data) {
        health.requireAlive("vkCreatePipelineCache", PipelineCaches.TYPE, name);
        return created(
                NativeKind.PIPELINE_CACHE,
                VK_OBJECT_TYPE_PIPELINE_CACHE,
                PipelineCaches.create(this, name, data),
                name);
    }

    @Override
    public byte[] pipelineCacheData(long cache) {
        health.requireAlive("vkGetPipelineCacheData", PipelineCaches.TYPE, name);
        return PipelineCaches.data(this, name, cache);
    }

    @Override
    public void destroyPipelineCache(long cache) {
        vkDestroyPipelineCache(device, cache, null);
        books.destroyed(NativeKind.PIPELINE_CACHE);
    }

    @Override
    public long createComputePipeline(String name, ShaderStageDescription stage, long cache) {
        health.requireAlive("vkCreateComputePipelines", "Pipeline", name);
        Objects.requireNonNull(requireBindless());
        return PipelineBuilder.compute(this, name, stage, cache);
    }

    @Override
    public long createRasterPipeline(RasterPipelineDescription pipeline, long cache) {
        health.requireAlive("vkCreateGraphicsPipelines", "Pipeline", pipeline.name());
        Objects.requireNonNull(requireBindless());
        return PipelineBuilder.raster(this, pipeline, cache);
    }

    @Override
    public long createRayTracingPipeline(RayTracingPipelineDescription pipeline, long cache) {
        health.requireAlive("vkCreateRayTracingPipelinesKHR", "Pipeline", pipeline.name());
        Objects.requireNonNull(requireBindless());
        return PipelineBuilder.rayTracing(this, pipeline, cache);
    }

    @Override
    public void shaderGroupHandles(
            String tableName, long pipeline, int count, long address, int size) {
        String call = "vkGetRayTracingShaderGroupHandlesKHR";
        health.requireAlive(call, "Shader binding table", tableName);
        health.check(
                nvkGetRayTracingShaderGroupHandlesKHR(device, pipeline, 0, count, size, address),
                call,
                "Shader binding table",
                tableName);
    }

    @Override
    public long shaderGroupStackSize(long pipeline, int group, int shader) {
        return vkGetRayTracingShaderGroupStackSizeKHR(device, pipeline, group, shader);
    }

    @Override
    public void destroyPipeline(long pipeline) {
        vkDestroyPipeline(device, pipeline, null);
        books.destroyed(NativeKind.PIPELINE);
    }

    @Override
    public CommandDriver createCommands(int queue, String name) {
        health.requireAlive("vkCreateCommandPool", "Command buffer", name);
        return VulkanCommands.create(this, queue(queue).family(), name);
    }

    private VulkanQueue queue(int index) {
        return queues.get(index);
    }

    @Override
    public long createBinarySemaphore(String name) {
        return semaphores.createBinary(name);
    }

    @Override
    public long createTimelineSemaphore(String name, long value) {
        return semaphores.createTimeline(name, value);
    }

    @Override
    public void destroySemaphore(long semaphore) {
        semaphores.destroy(semaphore);
    }

    @Override
    public long semaphoreValue(long semaphore) {
        return semaphores.value(semaphore);
    }

    @Override
    public boolean waitForSemaphore(long semaphore, long value, long timeoutNanos) {
        return semaphores.await(semaphore, value, timeoutNanos);
    }

    @Override
    public void signalSemaphore(long semaphore, long value) {
        semaphores.signal(semaphore, value);
    }

    @Override
    public int timestampBits(int queue) {
        return queries.timestampBits(queues.get(queue).family());
    }

    @Override
    public CalibratedTime calibratedTime() {
        return queries.calibratedTime();
    }

    @Override
    public long createQueryPool(String name, int type, int count, int statistics) {
        return queries.create(name, type, count, statistics);
    }

    @Override
    public void resetQueryPool(long pool, int first, int count) {
        queries.reset(pool, first, count);
    }

    @Override
    public void queryResults(long pool, int first, int count, int values, long[] into) {
        queries.results(pool, first, count, values, into);
    }

    @Override
    public void destroyQueryPool(long pool) {
        queries.destroy(pool);
    }

    @Override
    public long createEvent(String name) {
        return events.create(name);
    }

    @Override
    public void destroyEvent(long event) {
        events.destroy(event);
    }

    @Override
    public long createFence(String name) {
        health.requireAlive("vkCreateFence", "Fence", name);
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            health.check(
                    vkCreateFence(
                            device, VkFenceCreateInfo.calloc(stack).sType$Default(), null, out),
                    "vkCreateFence",
                    "Fence",
                    name);
            return created(NativeKind.FENCE, VK_OBJECT_TYPE_FENCE, out.get(0), name);
        }
    }

    @Override
    public boolean fenceSignaled(long fence) {
        return health.isLost()
                || fenceReached(
                        callPJI(device.address(), fence, vk.vkGetFenceStatus), "vkGetFenceStatus");
    }

    @Override
    public boolean waitForFence(long fence, long timeoutNanos) {
        if (health.isLost()) {
            return true;
        }
        MemoryStack stack = stackGet();
        int pointer = stack.getPointer();
        int result =
                nvkWaitForFences(device, 1, stack.nlong(fence), VK_TRUE, Math.max(0, timeoutNanos));
        stack.setPointer(pointer);
        return fenceReached(result, "vkWaitForFences");
    }

    /// On a lost device everything counts as finished.
    private boolean fenceReached(int result, String call) {
        return switch (result) {
            case VK_SUCCESS -> true;
            case VK_NOT_READY, VK_TIMEOUT -> false;
            case VK_ERROR_DEVICE_LOST -> {
                health.lose();
                yield true;
            }
            default -> throw health.failure(result, call, "Device", name);
        };
    }

    @Override
    public void resetFence(long fence) {
        MemoryStack stack = stackGet();
        int pointer = stack.getPointer();
        int result = nvkResetFences(device, 1, stack.nlong(fence));
        stack.setPointer(pointer);
        health.check(result, "vkResetFences", "Device", name);
    }

    @Override
    public void destroyFence(long fence) {
        vkDestroyFence(device, fence, null);
        books.destroyed(NativeKind.FENCE);
    }

    @Override
    public void submit(int queue, SubmitBatch batch) {
        queue(queue).submit(batch, queues);
    }

    @Override
    public long completedValue(int queue) {
        return queue(queue).completedValue();
    }

    @Override
    public boolean waitForValue(int queue, long value, long timeoutNanos) {
        return queue(queue).waitForValue(value, timeoutNanos);
    }

    @Override
    public boolean waitForAny(SemaphoreList timelines, long timeoutNanos) {
        return semaphores.awaitAny(timelines, queues, timeoutNanos);
    }

    @Override
    public long reachedValue(int queue) {
        return queue(queue).reachedValue();
    }

    @Override
    public void requireReached(int queue, long value) {
        queue(queue).requireReached(value);
    }

    @Override
    public @Nullable DeviceFault fault() {
        return faults != null && health.isLost() ? faults.get() : null;
    }

    @Override
    public void explainLoss(Supplier<String> breadcrumbs) {
        health.explainLoss(breadcrumbs);
    }

    @Override
    public SurfaceInfo surfaceInfo(long surface) {
        return swapchains.surfaceInfo(surface);
    }

    @Override
    public boolean canPresent(long surface) {
        return swapchains.canPresent(surface);
    }

    @Override
    public long createSwapchain(SwapchainDescription swapchain) {
        return swapchains.create(swapchain);
    }

    @Override
    public long[] swapchainImages(long swapchain) {
        return swapchains.images(swapchain);
    }

    @Override
    public void destroySwapchain(long swapchain) {
        swapchains.destroy(swapchain);
    }

    @Override
    public void acquireImage(
            long swapchain, long timeoutNanos, long semaphore, AcquiredImage result) {
        swapchains.acquire(swapchain, timeoutNanos, semaphore, result);
    }

    @Override
    public PresentStatus present(
            long swapchain, int image, long waitSemaphore, long fence, long presentId) {
        return swapchains.present(swapchain, image, waitSemaphore, fence, presentId);
    }

    @Override
    public PresentStatus waitForPresent(long swapchain, long presentId, long timeoutNanos) {
        return swapchains.waitForPresent(swapchain, presentId, timeoutNanos);
    }

    @Override
    public void waitQueueIdle(int index) {
        queue(index).waitIdle();
    }

    @Override
    public void waitIdle() {
        if (health.isLost()) {
            return;
        }
        int result = vkDeviceWaitIdle(device);
        if (result == VK_ERROR_DEVICE_LOST) {
            health.lose();
        } else {
            health.check(result, "vkDeviceWaitIdle", "Device", name);
        }
    }

    @Override
    public void destroy() {
        queues.forEach(VulkanQueue::destroy);
        memory.free();
        DeviceSetup.destroy(device, allocator, books);
    }
}
