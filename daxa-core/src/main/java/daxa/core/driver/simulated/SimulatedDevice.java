package daxa.core.driver.simulated;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AccelerationStructureSizes;
import daxa.core.driver.AcquiredImage;
import daxa.core.driver.BindlessDescription;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.CalibratedTime;
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
import daxa.core.error.DeviceLostException;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A device of a [SimulatedDriver].
///
/// What it does when a submission completes: `fillBuffer`, `copyBuffer`, `copyBufferToImage`,
/// `copyImageToBuffer`, `copyImage` move bytes, between device memory too, and `clearColorImage`
/// does for 8-bit RGBA and BGRA UNORM and for 32-bit components. Everything else has no effect on
/// memory.
///
/// How it treats a lost device: nothing is pending any more and nothing of it ran; creating,
/// submitting, acquiring and presenting throw [DeviceLostException]; [#completedValue] is
/// `Long.MAX_VALUE`; waits return true at once; fences count as signalled; destroying works.
///
/// What each call does and checks stands in the class of its subject: [DeviceResources],
/// [DeviceInterop], [DeviceHostImages], [DeviceBindless], [DeviceStructures], [DevicePipelines],
/// [DeviceQueues], [DeviceSync], [DeviceQueries], [DevicePresentation]; here is what a test
/// controls and sees.
@ThreadSafe
public final class SimulatedDevice implements DeviceDriver {
    private final SimDevice shared;
    private final SimulationLock lock;
    private final Timelines timelines;
    private final Presents presents;
    private final DeviceResources resources;
    private final DeviceBlocks blocks;
    private final DeviceInterop interop;
    private final DeviceHostImages hostImages;
    private final DeviceBindless bindless;
    private final DeviceStructures structures;
    private final DevicePipelines pipelines;
    private final DeviceQueues queues;
    private final DeviceSync sync;
    private final DeviceQueries queries;
    private final DevicePresentation presentation;
    private volatile @Nullable DeviceFault faultToTell;

    /// The caller holds the lock.
    SimulatedDevice(
            SimulatedDriver driver,
            SimulatedInstance instance,
            SimulatedAdapter adapter,
            DeviceRequest request) {
        shared = new SimDevice(this, driver, instance, adapter, request);
        lock = shared.lock;
        timelines = shared.timelines;
        presents = shared.presents;
        resources = new DeviceResources(shared);
        blocks = new DeviceBlocks(shared);
        interop = new DeviceInterop(shared);
        hostImages = new DeviceHostImages(shared);
        bindless = new DeviceBindless(shared);
        structures = new DeviceStructures(shared, bindless);
        pipelines = new DevicePipelines(shared, bindless);
        queues = new DeviceQueues(shared, driver);
        sync = new DeviceSync(shared);
        queries = new DeviceQueries(shared);
        presentation = new DevicePresentation(shared, sync);
    }

    // What it is

    /// The name that it was created with.
    ///
    /// @return the name
    public String name() {
        return shared.name();
    }

    /// The adapter that it is a device of.
    ///
    /// @return the adapter
    public SimulatedAdapter adapter() {
        return shared.adapter;
    }

    /// The features that are enabled.
    ///
    /// @return an immutable set
    public Set<Feature> features() {
        return shared.features();
    }

    @Override
    public long nativeHandle() {
        return shared.self.handle;
    }

    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        return null;
    }

    @Override
    public long queueHandle(int queue) {
        return shared.self.handle << Byte.SIZE | timelines.nativeQueue(queue) + 1;
    }

    @Override
    public int queueFamily(int queue) {
        return timelines.nativeQueue(queue);
    }

    @Override
    public long memoryHandle(long allocation) {
        return allocation;
    }

    @Override
    public long memoryOffset(long allocation) {
        return 0;
    }

    @Override
    public long pipelineLayout() {
        return descriptorSet();
    }

    @Override
    public long descriptorSet() {
        BindlessTable table = bindless();
        return table == null ? 0 : table.handle;
    }

    @Override
    public NativeBuffer adoptBuffer(String name, long size, long handle) {
        return interop.adoptBuffer(name, size, handle);
    }

    @Override
    public void releaseBuffer(long handle, boolean destroy) {
        interop.releaseBuffer(handle);
    }

    @Override
    public void adoptImage(ImageDescription image, int layout, long handle) {
        interop.adoptImage(image, layout, handle);
    }

    @Override
    public void releaseImage(long handle, boolean destroy) {
        interop.releaseImage(handle);
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
        return timelines.count();
    }

    @Override
    public int nativeQueue(int queue) {
        return timelines.nativeQueue(queue);
    }

    @Override
    public long allocatedBytes() {
        lock.lock();
        try {
            return shared.memory.allocatedBytes();
        } finally {
            lock.unlock();
        }
    }

    /// The bindless set, or null while there is none.
    @Nullable BindlessTable bindless() {
        return bindless.get();
    }

    // The GPU's progress

    /// Lets a queue finish its submissions up to a value: commands that move bytes do so, and
    /// presents that waited for them end where that is automatic.
    ///
    /// @param queue the queue
    /// @param value a submitted value; nothing happens if it is reached already
    /// @throws IllegalArgumentException if no such value was submitted
    /// @throws IllegalStateException if a submission waits for one of another queue that is not
    ///   finished
    public void complete(int queue, long value) {
        lock.lock();
        try {
            if (queue < 0 || queue >= timelines.count()) {
                throw new IllegalArgumentException(
                        "queue=" + queue + " (expected 0 to " + (timelines.count() - 1) + ")");
            }
            if (!timelines.lost) {
                timelines.complete(queue, value);
                shared.progress();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Lets all queues finish everything, and presents end where that is automatic.
    public void completeAll() {
        lock.lock();
        try {
            timelines.completeAll();
            shared.progress();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the oldest present of a swapchain that is not over.
    ///
    /// @param swapchain the swapchain
    /// @throws IllegalStateException if there is none, or its submission is not finished
    public void completePresent(long swapchain) {
        lock.lock();
        try {
            presents.finishOldest(shared.swapchain(DriverCall.PRESENT, swapchain));
            shared.progress();
        } finally {
            lock.unlock();
        }
    }

    /// Lets the image of the oldest present of a swapchain that still has it be acquired again, as
    /// Vulkan allows: its fence is signalled only by [#completePresent].
    ///
    /// @param swapchain the swapchain
    /// @throws IllegalStateException if there is none, or its submission is not finished
    public void freePresentedImage(long swapchain) {
        lock.lock();
        try {
            presents.freeOldest(shared.swapchain(DriverCall.PRESENT, swapchain));
            shared.progress();
        } finally {
            lock.unlock();
        }
    }

    /// Sets the device's clock. Each timestamp that the GPU writes moves it on by one step.
    ///
    /// @param ticks steps
    public void clock(long ticks) {
        lock.lock();
        try {
            shared.clock = ticks;
        } finally {
            lock.unlock();
        }
    }

    /// How many presents of a swapchain are not over.
    ///
    /// @param swapchain the swapchain
    /// @return the count
    public int pendingPresents(long swapchain) {
        lock.lock();
        try {
            return presents.count(shared.swapchain(DriverCall.PRESENT, swapchain));
        } finally {
            lock.unlock();
        }
    }

    /// The value of the newest submission to a queue.
    ///
    /// @param queue the queue
    /// @return the value, 0 if there was none
    public long submittedValue(int queue) {
        lock.lock();
        try {
            return timelines.submitted(queue);
        } finally {
            lock.unlock();
        }
    }

    /// The values that were submitted to a queue and not reached.
    ///
    /// @param queue the queue
    /// @return an immutable list, in order
    public List<Long> pendingValues(int queue) {
        lock.lock();
        try {
            return timelines.pending(queue);
        } finally {
            lock.unlock();
        }
    }

    /// Loses the device. Everybody who waits wakes up.
    public void loseDevice() {
        lock.lock();
        try {
            shared.lose();
        } finally {
            lock.unlock();
        }
    }

    /// Whether the device is lost.
    ///
    /// @return true once it is
    public boolean isLost() {
        lock.lock();
        try {
            return timelines.lost;
        } finally {
            lock.unlock();
        }
    }

    /// See [SimulatedDriver#autoComplete(boolean)]. Switching it on completes what is pending.
    ///
    /// @param on true for at once, false for by hand
    public void autoComplete(boolean on) {
        lock.lock();
        try {
            queues.autoComplete = on;
            if (on) {
                timelines.completeAll();
                shared.progress();
            }
        } finally {
            lock.unlock();
        }
    }

    /// See [SimulatedDriver#autoCompletePresents(boolean)]. Switching it on ends what can end.
    ///
    /// @param on true for with the submission, false for by hand
    public void autoCompletePresents(boolean on) {
        lock.lock();
        try {
            presents.atOnce = on;
            shared.progress();
        } finally {
            lock.unlock();
        }
    }

    /// See [SimulatedDriver#waitIdleCompletes(boolean)].
    ///
    /// @param on true to complete everything, false to wait until it was completed by hand
    public void waitIdleCompletes(boolean on) {
        lock.lock();
        try {
            queues.waitIdleCompletes = on;
        } finally {
            lock.unlock();
        }
    }

    /// See [SimulatedDriver#waitCompletes(boolean)]. Who waits already goes on waiting.
    ///
    /// @param on true to complete what is waited for, false to wait until it was completed by hand
    public void waitCompletes(boolean on) {
        lock.lock();
        try {
            shared.waitCompletes = on;
        } finally {
            lock.unlock();
        }
    }

    // What a test can see

    /// Sets what is told of each accepted submission, after it was accepted. It runs on the
    /// submitting thread, with no lock of the simulation held.
    ///
    /// @param hook what to tell, or null for nothing
    public void onSubmit(@Nullable Consumer<SimulatedSubmission> hook) {
        queues.onSubmit(hook);
    }

    /// The view that a slot of the bindless set holds as a sampled image.
    ///
    /// @param slot the slot
    /// @return the view
    /// @throws IllegalStateException if there is no bindless set
    public long sampledView(int slot) {
        lock.lock();
        try {
            return table().sampledView(slot);
        } finally {
            lock.unlock();
        }
    }

    /// The view that a slot of the bindless set holds as a storage image.
    ///
    /// @param slot the slot
    /// @return the view
    /// @throws IllegalStateException if there is no bindless set
    public long storageView(int slot) {
        lock.lock();
        try {
            return table().storageView(slot);
        } finally {
            lock.unlock();
        }
    }

    /// The sampler that a slot of the bindless set holds.
    ///
    /// @param slot the slot
    /// @return the sampler
    /// @throws IllegalStateException if there is no bindless set
    public long sampler(int slot) {
        lock.lock();
        try {
            return table().sampler(slot);
        } finally {
            lock.unlock();
        }
    }

    /// The acceleration structure that a slot of the bindless set holds.
    ///
    /// @param slot the slot
    /// @return the structure
    /// @throws IllegalStateException if there is no bindless set
    public long accelerationStructure(int slot) {
        lock.lock();
        try {
            return table().structure(slot);
        } finally {
            lock.unlock();
        }
    }

    /// The slots of the bindless set that hold something destroyed. Vulkan allows that as long as
    /// no shader uses them; the framework does not.
    ///
    /// @return a line for each
    /// @throws IllegalStateException if there is no bindless set
    public List<String> staleSlots() {
        lock.lock();
        try {
            return table().stale();
        } finally {
            lock.unlock();
        }
    }

    private BindlessTable table() {
        BindlessTable table = bindless.get();
        if (table == null) {
            throw new IllegalStateException(shared.text() + " has no bindless set");
        }
        return table;
    }

    /// A copy of what a buffer holds at this moment, of device memory too.
    ///
    /// @param buffer the buffer
    /// @return its bytes
    public byte[] bytes(long buffer) {
        lock.lock();
        try {
            return Transfers.bytes(shared.buffer(DriverCall.COPY_BUFFER, buffer))
                    .toArray(ValueLayout.JAVA_BYTE);
        } finally {
            lock.unlock();
        }
    }

    /// The layout that an image has after everything that was submitted.
    ///
    /// @param image the image
    /// @return `VkImageLayout`
    public int imageLayout(long image) {
        lock.lock();
        try {
            return shared.image(DriverCall.IMAGE_BARRIER, image).layout;
        } finally {
            lock.unlock();
        }
    }

    /// Everything native that exists on this device.
    ///
    /// @return kind and name of each object, such as `Buffer 'vertices'`, in order of creation
    public List<String> liveObjects() {
        return shared.liveObjects();
    }

    // Buffers, images, samplers

    @Override
    public List<MemoryHeap> memoryHeaps() {
        return blocks.heaps();
    }

    @Override
    public NativeBuffer createBuffer(
            String name, long size, MemoryKind memoryKind, boolean dedicated, boolean coherent) {
        return resources.createBuffer(name, size, memoryKind, coherent);
    }

    @Override
    public MemoryRequirements bufferRequirements(long size) {
        return blocks.bufferRequirements(size);
    }

    @Override
    public MemoryRequirements imageRequirements(ImageDescription image) {
        return blocks.imageRequirements(image);
    }

    @Override
    public NativeMemory allocateMemory(
            String name, MemoryRequirements needs, MemoryKind memory, boolean coherent) {
        return blocks.allocate(name, needs, memory, coherent);
    }

    @Override
    public void freeMemory(long allocation) {
        blocks.free(allocation);
    }

    @Override
    public NativeBuffer placeBuffer(String name, long size, NativeMemory memory, long offset) {
        return blocks.placeBuffer(name, size, memory, offset);
    }

    @Override
    public NativeImage placeImage(ImageDescription image, NativeMemory memory, long offset) {
        return blocks.placeImage(image, memory, offset);
    }

    @Override
    public void flushMemory(String name, long allocation, long offset, long size) {
        blocks.synchronize(DriverCall.FLUSH_MEMORY, name, allocation, offset, size);
    }

    @Override
    public void invalidateMemory(String name, long allocation, long offset, long size) {
        blocks.synchronize(DriverCall.INVALIDATE_MEMORY, name, allocation, offset, size);
    }

    @Override
    public FormatSupport formatSupport(int format) {
        return resources.formatSupport(format);
    }

    @Override
    public int sampleCounts(ImageDescription image) {
        return resources.sampleCounts(image);
    }

    @Override
    public void destroyBuffer(long handle, long allocation) {
        resources.destroyBuffer(handle, allocation);
    }

    @Override
    public NativeImage createImage(ImageDescription image) {
        return resources.createImage(image);
    }

    @Override
    public void destroyImage(long handle, long allocation) {
        resources.destroyImage(handle, allocation);
    }

    @Override
    public long createImageView(ImageViewDescription view) {
        return resources.createImageView(view);
    }

    @Override
    public void destroyImageView(long view) {
        resources.destroyImageView(view);
    }

    @Override
    public long formatFeatures(int format) {
        return resources.formatFeatures(format);
    }

    @Override
    public long createSampler(SamplerDescription sampler) {
        return resources.createSampler(sampler);
    }

    @Override
    public void destroySampler(long sampler) {
        resources.destroySampler(sampler);
    }

    @Override
    public void createBindlessSet(BindlessDescription info) {
        bindless.createBindlessSet(info);
    }

    @Override
    public void destroyBindlessSet() {
        bindless.destroyBindlessSet();
    }

    @Override
    public void writeImageSlot(int slot, long sampled, long storage) {
        bindless.writeImageSlot(slot, sampled, storage);
    }

    @Override
    public void writeSamplerSlot(int slot, long sampler) {
        bindless.writeSamplerSlot(slot, sampler);
    }

    // Pipelines

    @Override
    public void writeAccelerationStructureSlot(int slot, long structure) {
        structures.writeSlot(slot, structure);
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
        return pipelines.createPipelineCache(name, data);
    }

    @Override
    public byte[] pipelineCacheData(long cache) {
        return pipelines.pipelineCacheData(cache);
    }

    @Override
    public void destroyPipelineCache(long cache) {
        pipelines.destroyPipelineCache(cache);
    }

    @Override
    public long createComputePipeline(String name, ShaderStageDescription stage, long cache) {
        return pipelines.createComputePipeline(name, stage, cache);
    }

    @Override
    public long createRasterPipeline(RasterPipelineDescription pipeline, long cache) {
        return pipelines.createRasterPipeline(pipeline, cache);
    }

    @Override
    public long createRayTracingPipeline(RayTracingPipelineDescription pipeline, long cache) {
        return pipelines.createRayTracingPipeline(pipeline, cache);
    }

    @Override
    public void shaderGroupHandles(
            String tableName, long pipeline, int count, long address, int size) {
        pipelines.shaderGroupHandles(tableName, pipeline, count, address, size);
    }

    @Override
    public long shaderGroupStackSize(long pipeline, int group, int shader) {
        return pipelines.shaderGroupStackSize(pipeline, group, shader);
    }

    @Override
    public void destroyPipeline(long pipeline) {
        pipelines.destroyPipeline(pipeline);
    }

    // Commands, semaphores, fences

    @Override
    public SimulatedCommands createCommands(int queue, String name) {
        return queues.createCommands(queue, name);
    }

    @Override
    public long createBinarySemaphore(String name) {
        return sync.createBinarySemaphore(name);
    }

    @Override
    public long createTimelineSemaphore(String name, long value) {
        return sync.createTimelineSemaphore(name, value);
    }

    @Override
    public long semaphoreValue(long semaphore) {
        return sync.semaphoreValue(semaphore);
    }

    /// @return false if it has not been reached, or the thread is interrupted, whose flag stays set
    @Override
    public boolean waitForSemaphore(long semaphore, long value, long timeoutNanos) {
        return sync.waitForSemaphore(semaphore, value, timeoutNanos);
    }

    /// Waits until one of several timelines reaches its value.
    ///
    /// @return false if none has been reached, or the thread is interrupted, whose flag stays set
    @Override
    public boolean waitForAny(SemaphoreList points, long timeoutNanos) {
        return sync.waitForAny(points, timeoutNanos);
    }

    @Override
    public void signalSemaphore(long semaphore, long value) {
        sync.signalSemaphore(semaphore, value);
    }

    @Override
    public void destroySemaphore(long semaphore) {
        sync.destroySemaphore(semaphore);
    }

    @Override
    public long createEvent(String name) {
        return sync.createEvent(name);
    }

    @Override
    public void destroyEvent(long event) {
        shared.destroy(DriverCall.DESTROY_EVENT, event, NativeKind.EVENT);
    }

    @Override
    public long createFence(String name) {
        return sync.createFence(name);
    }

    @Override
    public boolean fenceSignaled(long fence) {
        return sync.fenceSignaled(fence);
    }

    @Override
    public boolean waitForFence(long fence, long timeoutNanos) {
        return sync.waitForFence(fence, timeoutNanos);
    }

    @Override
    public void resetFence(long fence) {
        sync.resetFence(fence);
    }

    @Override
    public void destroyFence(long fence) {
        sync.destroyFence(fence);
    }

    // Queries and time

    @Override
    public int timestampBits(int queue) {
        return shared.timestampBits(queue);
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
        shared.destroy(DriverCall.DESTROY_QUERY_POOL, pool, NativeKind.QUERY_POOL);
    }

    // Queues

    @Override
    public void submit(int queue, SubmitBatch batch) {
        queues.submit(queue, batch);
    }

    @Override
    public long completedValue(int queue) {
        return queues.completedValue(queue);
    }

    /// @return false if it has not been reached, or the thread is interrupted, whose flag stays set
    @Override
    public boolean waitForValue(int queue, long value, long timeoutNanos) {
        return queues.waitForValue(queue, value, timeoutNanos);
    }

    @Override
    public long reachedValue(int queue) {
        return queues.reachedValue(queue);
    }

    @Override
    public void requireReached(int queue, long value) {
        queues.requireReached(queue, value);
    }

    /// Sets what a loss of the device tells from now on, if it has [Feature#DEVICE_FAULT].
    ///
    /// @param fault the fault, or null for nothing
    public void tellFault(@Nullable DeviceFault fault) {
        faultToTell = fault;
    }

    @Override
    public @Nullable DeviceFault fault() {
        return timelines.lost && shared.features().contains(Feature.DEVICE_FAULT)
                ? faultToTell
                : null;
    }

    @Override
    public void explainLoss(Supplier<String> breadcrumbs) {
        shared.breadcrumbs = breadcrumbs;
    }

    @Override
    public void waitQueueIdle(int queue) {
        queues.waitQueueIdle(queue);
    }

    @Override
    public void waitIdle() {
        queues.waitIdle();
    }

    // Presentation

    @Override
    public SurfaceInfo surfaceInfo(long surface) {
        return presentation.surfaceInfo(surface);
    }

    @Override
    public boolean canPresent(long surface) {
        return presentation.canPresent(surface);
    }

    /// Creates a swapchain. As in Vulkan the old swapchain is retired even if this fails.
    @Override
    public long createSwapchain(SwapchainDescription swapchain) {
        return presentation.createSwapchain(swapchain);
    }

    @Override
    public long[] swapchainImages(long swapchain) {
        return presentation.swapchainImages(swapchain);
    }

    @Override
    public void destroySwapchain(long swapchain) {
        presentation.destroySwapchain(swapchain);
    }

    /// @param timeoutNanos nanoseconds to wait at most; waiting forever is a fault where all images
    ///   that the surface does not keep are acquired, since none would ever become free
    @Override
    public void acquireImage(
            long swapchain, long timeoutNanos, long semaphore, AcquiredImage result) {
        presentation.acquireImage(swapchain, timeoutNanos, semaphore, result);
    }

    @Override
    public PresentStatus present(
            long swapchain, int image, long waitSemaphore, long fence, long presentId) {
        return presentation.present(swapchain, image, waitSemaphore, fence, presentId);
    }

    @Override
    public PresentStatus waitForPresent(long swapchain, long presentId, long timeoutNanos) {
        return presentation.waitForPresent(swapchain, presentId, timeoutNanos);
    }

    // The end

    @Override
    public void destroy() {
        shared.destroy();
    }
}
