package daxa.core.driver;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Supplier;

/// One logical device: everything that the framework asks of it.
///
/// Queues are numbered; queue 0 is the main queue. Each has a timeline that submissions raise to
/// their number. Destroy methods never throw.
///
/// A device that is lost finishes nothing, so nobody may go on waiting for it: from then on
/// [#completedValue(int)] is `Long.MAX_VALUE`, all waits return at once, those that say whether
/// they succeeded with true, and every fence counts as signalled. A wait that finds out about the
/// loss does so too, and throws nothing. Creating and submitting throws
/// [daxa.core.error.DeviceLostException]; destroying still works.
@Internal
@ThreadSafe
public interface DeviceDriver extends RayTracingDriver, InteropDriver, HostImageDriver {

    /// The native device.
    ///
    /// @return the `VkDevice` handle
    long nativeHandle();

    /// How many queues the device has.
    ///
    /// @return [QueueKind#TOTAL]
    int queueCount();

    /// Which native queue stands behind a queue. Several queues may share one; submissions to them
    /// run in the order in which they are made.
    ///
    /// @param queue the queue
    /// @return the native queue, from 0; that of the main queue is 0
    int nativeQueue(int queue);

    /// Bytes that buffers and images hold at this moment.
    ///
    /// @return the sum over all allocations
    long allocatedBytes();

    /// The memory heaps with what is used of them.
    ///
    /// @return an immutable list, by index
    List<MemoryHeap> memoryHeaps();

    /// Creates a buffer with memory and a device address. Its usage is everything that Vulkan lets
    /// every buffer have without an extension.
    ///
    /// @param name its name
    /// @param size bytes, above 0
    /// @param memory where it lives
    /// @param dedicated whether it gets an allocation of its own
    /// @param coherent whether memory that the host maps has to be coherent; otherwise it may be
    /// @return the buffer
    NativeBuffer createBuffer(
            String name, long size, MemoryKind memory, boolean dedicated, boolean coherent);

    /// Creates a buffer in coherent memory, where the driver likes.
    ///
    /// @param name its name
    /// @param size bytes, above 0
    /// @param memory where it lives
    /// @return the buffer
    default NativeBuffer createBuffer(String name, long size, MemoryKind memory) {
        return createBuffer(name, size, memory, false, true);
    }

    /// Destroys a buffer and its memory.
    ///
    /// @param handle the buffer
    /// @param allocation its allocation, 0 where it lies in a memory block
    void destroyBuffer(long handle, long allocation);

    /// What memory a buffer needs.
    ///
    /// @param size bytes, above 0
    /// @return the requirements
    MemoryRequirements bufferRequirements(long size);

    /// What memory an image needs.
    ///
    /// @param image what it shall be
    /// @return the requirements
    MemoryRequirements imageRequirements(ImageDescription image);

    /// Allocates a block of memory for buffers and images.
    ///
    /// @param name its name
    /// @param needs size, alignment and possible memory types
    /// @param memory who reaches it
    /// @param coherent whether memory that the host maps has to be coherent; otherwise it may be
    /// @return the memory
    NativeMemory allocateMemory(
            String name, MemoryRequirements needs, MemoryKind memory, boolean coherent);

    /// Frees a block of memory. Nothing lies in it any more.
    ///
    /// @param allocation the block
    void freeMemory(long allocation);

    /// Creates a buffer in a block of memory.
    ///
    /// @param name its name
    /// @param size bytes, above 0
    /// @param memory the block
    /// @param offset where in the block, bytes
    /// @return the buffer
    NativeBuffer placeBuffer(String name, long size, NativeMemory memory, long offset);

    /// Creates an image in a block of memory, in the undefined layout.
    ///
    /// @param image what it shall be
    /// @param memory the block
    /// @param offset where in the block, bytes
    /// @return the image
    NativeImage placeImage(ImageDescription image, NativeMemory memory, long offset);

    /// Lets the device see what the host wrote. Does nothing where the memory is coherent.
    ///
    /// @param name the name of the buffer whose bytes these are, for messages
    /// @param allocation the allocation, mapped
    /// @param offset first byte, from the allocation's start
    /// @param size bytes; the range is widened to the atoms of non-coherent memory
    void flushMemory(String name, long allocation, long offset, long size);

    /// Lets the host see what the device wrote. Does nothing where the memory is coherent.
    ///
    /// @param name the name of the buffer whose bytes these are, for messages
    /// @param allocation the allocation, mapped
    /// @param offset first byte, from the allocation's start
    /// @param size bytes; the range is widened to the atoms of non-coherent memory
    void invalidateMemory(String name, long allocation, long offset, long size);

    /// Creates an image with memory, in the undefined layout.
    ///
    /// @param image what it shall be
    /// @return the image
    NativeImage createImage(ImageDescription image);

    /// Destroys an image and its memory.
    ///
    /// @param handle the image
    /// @param allocation its allocation, 0 where it lies in a memory block
    void destroyImage(long handle, long allocation);

    /// Creates a view of an image.
    ///
    /// @param view what it shall be
    /// @return the view
    long createImageView(ImageViewDescription view);

    /// Destroys a view.
    ///
    /// @param view the view
    void destroyImageView(long view);

    /// Creates a sampler.
    ///
    /// @param sampler what it shall be
    /// @return the sampler
    long createSampler(SamplerDescription sampler);

    /// Destroys a sampler.
    ///
    /// @param sampler the sampler
    void destroySampler(long sampler);

    /// What a format can do with optimal tiling.
    ///
    /// @param format `VkFormat`
    /// @return `VkFormatFeatureFlags2`; 0 if the format is unknown or unsupported
    long formatFeatures(int format);

    /// What the device can do with a format.
    ///
    /// @param format `VkFormat`
    /// @return its support, all 0 if the format is unknown or unsupported
    FormatSupport formatSupport(int format);

    /// How many samples an image can have, alone or among others.
    ///
    /// @param image what it shall be; its samples do not matter
    /// @return `VkSampleCountFlags`; 0 if there can be no such image
    int sampleCounts(ImageDescription image);

    /// Creates the bindless set with its layout, pool and pipeline layout, every slot filled with
    /// the null view or sampler. A device has at most one.
    ///
    /// @param bindless what it shall be
    void createBindlessSet(BindlessDescription bindless);

    /// Destroys the bindless set and what belongs to it.
    void destroyBindlessSet();

    /// Writes both image bindings of a slot.
    ///
    /// @param slot the slot
    /// @param sampled view for the sampled image; 0 for none, which needs [Feature#NULL_DESCRIPTOR]
    /// @param storage view for the storage image, likewise
    void writeImageSlot(int slot, long sampled, long storage);

    /// Writes the sampler of a slot.
    ///
    /// @param slot the slot
    /// @param sampler the sampler
    void writeSamplerSlot(int slot, long sampler);

    /// Creates a cache, in which the driver keeps what it made of shaders.
    ///
    /// @param name its name
    /// @param data what [#pipelineCacheData(long)] gave before; what is of another device or driver
    ///   is ignored. May be empty.
    /// @return the cache
    long createPipelineCache(String name, byte[] data);

    /// What is in a cache.
    ///
    /// @param cache the cache
    /// @return bytes for another run on the same device and driver
    byte[] pipelineCacheData(long cache);

    /// Destroys a cache. Pipelines that were made with it stay.
    ///
    /// @param cache the cache
    void destroyPipelineCache(long cache);

    /// Creates a compute pipeline with the bindless set's pipeline layout. May need a deep native
    /// stack.
    ///
    /// @param name its name
    /// @param stage the shader
    /// @param cache where the driver looks first, and keeps what it makes; 0 for none
    /// @return the pipeline
    long createComputePipeline(String name, ShaderStageDescription stage, long cache);

    /// Creates a compute pipeline without a cache.
    ///
    /// @param name its name
    /// @param stage the shader
    /// @return the pipeline
    default long createComputePipeline(String name, ShaderStageDescription stage) {
        return createComputePipeline(name, stage, 0);
    }

    /// Creates a raster pipeline with the bindless set's pipeline layout. May need a deep native
    /// stack.
    ///
    /// @param pipeline what it shall be
    /// @param cache where the driver looks first, and keeps what it makes; 0 for none
    /// @return the pipeline
    long createRasterPipeline(RasterPipelineDescription pipeline, long cache);

    /// Creates a raster pipeline without a cache.
    ///
    /// @param pipeline what it shall be
    /// @return the pipeline
    default long createRasterPipeline(RasterPipelineDescription pipeline) {
        return createRasterPipeline(pipeline, 0);
    }

    /// Destroys a pipeline.
    ///
    /// @param pipeline the pipeline
    void destroyPipeline(long pipeline);

    /// Creates a command pool with one command buffer.
    ///
    /// @param queue the queue that its recordings are submitted to
    /// @param name its name
    /// @return the pool
    CommandDriver createCommands(int queue, String name);

    /// Creates a binary semaphore.
    ///
    /// @param name its name
    /// @return the semaphore
    long createBinarySemaphore(String name);

    /// Creates a timeline semaphore.
    ///
    /// @param name its name
    /// @param value its value at first, 0 or above
    /// @return the semaphore
    long createTimelineSemaphore(String name, long value);

    /// Destroys a semaphore.
    ///
    /// @param semaphore the semaphore
    void destroySemaphore(long semaphore);

    /// What a timeline semaphore has reached.
    ///
    /// @param semaphore a timeline semaphore
    /// @return its value, `Long.MAX_VALUE` on a lost device
    long semaphoreValue(long semaphore);

    /// Waits until a timeline semaphore reaches a value.
    ///
    /// @param semaphore a timeline semaphore
    /// @param value the value
    /// @param timeoutNanos nanoseconds to wait at most
    /// @return false if it has not been reached; true on a lost device
    boolean waitForSemaphore(long semaphore, long value, long timeoutNanos);

    /// Signals a timeline semaphore from the host. Callers hold the semaphore.
    ///
    /// @param semaphore a timeline semaphore
    /// @param value its new value, above its value and all values to be signalled
    void signalSemaphore(long semaphore, long value);

    /// Creates an event that the host does not touch (`VK_EVENT_CREATE_DEVICE_ONLY_BIT`), not
    /// signalled.
    ///
    /// @param name its name
    /// @return the event
    long createEvent(String name);

    /// Destroys an event.
    ///
    /// @param event the event
    void destroyEvent(long event);

    /// Creates a fence, not signalled.
    ///
    /// @param name its name
    /// @return the fence
    long createFence(String name);

    /// Whether a fence is signalled.
    ///
    /// @param fence the fence
    /// @return true if it is, or the device is lost
    boolean fenceSignaled(long fence);

    /// Waits for a fence.
    ///
    /// @param fence the fence
    /// @param timeoutNanos nanoseconds to wait at most
    /// @return false if it is still not signalled; true where the device is lost
    boolean waitForFence(long fence, long timeoutNanos);

    /// Makes a fence not signalled.
    ///
    /// @param fence a signalled fence
    void resetFence(long fence);

    /// Destroys a fence.
    ///
    /// @param fence the fence
    void destroyFence(long fence);

    /// How many bits of a queue's timestamps count; the others are 0.
    ///
    /// @param queue the queue
    /// @return from 36 to 64, or 0 where the queue has no timestamps
    int timestampBits(int queue);

    /// Reads the device's and the host's clock at the same moment. Needs
    /// [Feature#CALIBRATED_TIMESTAMPS].
    ///
    /// @return both
    CalibratedTime calibratedTime();

    /// Creates a query pool, whose queries have to be reset before their first use.
    ///
    /// @param name its name
    /// @param type `VkQueryType`
    /// @param count queries, above 0
    /// @param statistics `VkQueryPipelineStatisticFlags`; 0 for other types than
    ///   `VK_QUERY_TYPE_PIPELINE_STATISTICS`
    /// @return the pool
    long createQueryPool(String name, int type, int count, int statistics);

    /// Resets queries. No submission that is not finished uses them, and no other thread reads or
    /// resets them.
    ///
    /// @param pool the pool
    /// @param first the first query
    /// @param count queries
    void resetQueryPool(long pool, int first, int count);

    /// Reads what queries hold, without waiting.
    ///
    /// @param pool the pool
    /// @param first the first query
    /// @param count queries
    /// @param values values of each query
    /// @param into gets for each query its values and then 1 if they are available, else 0
    void queryResults(long pool, int first, int count, int values, long[] into);

    /// Destroys a query pool.
    ///
    /// @param pool the pool
    void destroyQueryPool(long pool);

    /// Submits work. Callers hold the native queue.
    ///
    /// @param queue the queue
    /// @param batch what to run; its signal value is above all earlier ones of this queue
    void submit(int queue, SubmitBatch batch);

    /// What the queue's timeline has reached.
    ///
    /// @param queue the queue
    /// @return the value of the newest finished submission of this queue, 0 at first;
    ///   `Long.MAX_VALUE` where the device is lost
    long completedValue(int queue);

    /// Waits until the queue's timeline reaches a value.
    ///
    /// @param queue the queue
    /// @param value the value
    /// @param timeoutNanos nanoseconds to wait at most
    /// @return false if it has not been reached; true where the device is lost
    boolean waitForValue(int queue, long value, long timeoutNanos);

    /// Waits until one of several timelines reaches its value.
    ///
    /// @param timelines timeline semaphores and queues, at least one; not changed meanwhile
    /// @param timeoutNanos nanoseconds to wait at most
    /// @return false if none has been reached; true where the device is lost
    boolean waitForAny(SemaphoreList timelines, long timeoutNanos);

    /// How far a queue has really come. Unlike [#completedValue(int)] it does not rise when the
    /// device is lost.
    ///
    /// @param queue the queue
    /// @return the largest value that its timeline is known to have reached
    long reachedValue(int queue);

    /// Checks that a queue came so far before the device was lost.
    ///
    /// @param queue the queue
    /// @param value a value that [#completedValue(int)] has reached
    /// @throws daxa.core.error.DeviceLostException if the device was lost before
    void requireReached(int queue, long value);

    /// What has happened to a lost device. Takes no lock.
    ///
    /// @return what the driver tells; null where it tells nothing, the device is not lost, or lacks
    ///   [Feature#DEVICE_FAULT]
    @Nullable DeviceFault fault();

    /// Sets what each [daxa.core.error.DeviceLostException] of the device says besides.
    ///
    /// @param breadcrumbs tells how far the queues are; it takes no lock and is called with any
    ///   lock held
    void explainLoss(Supplier<String> breadcrumbs);

    /// What a surface offers to this device at this moment.
    ///
    /// @param surface a surface of the device's instance
    /// @return its capabilities
    SurfaceInfo surfaceInfo(long surface);

    /// Whether the main queue can present to a surface.
    ///
    /// @param surface a surface of the device's instance
    /// @return true if it can
    boolean canPresent(long surface);

    /// Creates a swapchain. The one that it replaces is retired even if this fails, as in Vulkan:
    /// no further image of it can be acquired, and it still has to be destroyed.
    ///
    /// @param swapchain what it shall be
    /// @return the swapchain
    long createSwapchain(SwapchainDescription swapchain);

    /// The images of a swapchain.
    ///
    /// @param swapchain the swapchain
    /// @return the `VkImage` handles, in order of index
    long[] swapchainImages(long swapchain);

    /// Destroys a swapchain with its images. No present of it is pending.
    ///
    /// @param swapchain the swapchain
    void destroySwapchain(long swapchain);

    /// Acquires an image of a swapchain. Callers hold the swapchain.
    ///
    /// @param swapchain the swapchain
    /// @param timeoutNanos nanoseconds to wait at most
    /// @param semaphore signalled when the image can be written
    /// @param result filled with status and index
    void acquireImage(long swapchain, long timeoutNanos, long semaphore, AcquiredImage result);

    /// Presents an image of a swapchain on the main queue. Callers hold the queue and the
    /// swapchain.
    ///
    /// @param swapchain the swapchain
    /// @param image the index that was acquired
    /// @param waitSemaphore signalled by the submission that wrote the image
    /// @param fence signalled when the present is over, or 0 where the device lacks
    ///   [Feature#SWAPCHAIN_MAINTENANCE]
    /// @param presentId names the present for [#waitForPresent], larger than all before on the
    ///   swapchain; or 0 where the device lacks [Feature#PRESENT_WAIT]
    /// @return how it went
    PresentStatus present(
            long swapchain, int image, long waitSemaphore, long fence, long presentId);

    /// Waits until a present is shown, or one that came after it. The device has
    /// [Feature#PRESENT_WAIT]. Callers hold the swapchain.
    ///
    /// @param swapchain the swapchain, not retired
    /// @param presentId names a present that was made before
    /// @param timeoutNanos nanoseconds to wait at most
    /// @return optimal or suboptimal if it is shown; timeout if it is not by then
    PresentStatus waitForPresent(long swapchain, long presentId, long timeoutNanos);

    /// Waits until a queue has nothing left to do, presents included. Callers hold the queue.
    ///
    /// @param queue the queue
    void waitQueueIdle(int queue);

    /// Waits until the device has nothing left to do, presents included. Callers hold all queues.
    void waitIdle();

    /// Destroys the device with its queues' timelines. Everything else of it is destroyed already.
    void destroy();
}
