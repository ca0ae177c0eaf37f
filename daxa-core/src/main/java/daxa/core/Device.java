package daxa.core;

import daxa.core.command.CommandRecorder;
import daxa.core.command.Completions;
import daxa.core.command.HostCopies;
import daxa.core.command.ImageArea;
import daxa.core.command.Queue;
import daxa.core.command.WaitSet;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AccelerationStructureSizes;
import daxa.core.driver.AdapterInfo;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceFault;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.MemoryHeap;
import daxa.core.driver.MemoryRequirements;
import daxa.core.driver.QueueKind;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Collected;
import daxa.core.lifetime.LifetimeReport;
import daxa.core.lifetime.Reference;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.RayTracingLibrary;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.RayTracingPipelineInfo;
import daxa.core.pipeline.ShaderBindingTable;
import daxa.core.pipeline.ShaderBindingTableInfo;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainInfo;
import daxa.core.program.PipelineManager;
import daxa.core.program.PipelineManagerInfo;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.query.TimestampCalibration;
import daxa.core.resource.AccelerationStructureInfo;
import daxa.core.resource.Blas;
import daxa.core.resource.BlasInput;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferId;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.BufferLocation;
import daxa.core.resource.ForeignBuffer;
import daxa.core.resource.ForeignImage;
import daxa.core.resource.Format;
import daxa.core.resource.FormatCapabilities;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewId;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.MemoryBlock;
import daxa.core.resource.MemoryBlockInfo;
import daxa.core.resource.MemoryReport;
import daxa.core.resource.Sampler;
import daxa.core.resource.SamplerId;
import daxa.core.resource.SamplerInfo;
import daxa.core.resource.StructureInput;
import daxa.core.resource.StructureObject;
import daxa.core.resource.Tlas;
import daxa.core.resource.TlasId;
import daxa.core.resource.TlasInput;
import daxa.core.sync.BinarySemaphore;
import daxa.core.sync.Event;
import daxa.core.sync.TimelineSemaphore;
import daxa.core.transfer.Readback;
import daxa.core.transfer.RingBuffer;
import daxa.core.transfer.StagingInfo;
import daxa.core.transfer.Uploader;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A GPU, open: makes everything else, and is parent of all of it. A child of its instance.
///
/// In keep-alive mode a closed device lingers until the last object made on it is closed; that
/// close waits for the GPU, destroys what is left, and checks that no byte is allocated; the close
/// of the instance checks that nothing native is open (L18). In strict mode closing a device with
/// open children throws.
@ThreadSafe
public final class Device extends Reference {
    private Device(DeviceObject object) {
        super(object);
    }

    private Device(Device other) {
        super(other);
    }

    static Device create(InstanceObject instance, AdapterInfo adapter, DeviceInfo info) {
        return first(new Device(new DeviceObject(instance, adapter, info)));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public Device retain() {
        return another(new Device(this));
    }

    private DeviceObject device() {
        return (DeviceObject) object();
    }

    /// What the device was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if the device is closed
    public DeviceInfo info() {
        return device().info();
    }

    /// The GPU that was chosen.
    ///
    /// @return its description
    /// @throws daxa.core.error.ClosedException if the device is closed
    public AdapterInfo adapter() {
        return device().adapter();
    }

    /// Its limits.
    ///
    /// @return the limits
    /// @throws daxa.core.error.ClosedException if the device is closed
    public DeviceLimits limits() {
        return device().adapter().limits();
    }

    /// The features that are enabled.
    ///
    /// @return the features
    /// @throws daxa.core.error.ClosedException if the device is closed
    public Set<Feature> features() {
        return device().context().features();
    }

    /// What the device can do with a format.
    ///
    /// @param format the format
    /// @return its capabilities
    /// @throws daxa.core.error.ClosedException if the device is closed
    public FormatCapabilities capabilities(Format format) {
        return new FormatCapabilities(
                format, device().context().driver().formatSupport(format.vulkanValue()));
    }

    /// The device's memory heaps with what is used of them and what the budget is, at this moment.
    ///
    /// @return an immutable list, by index
    /// @throws daxa.core.error.ClosedException if the device is closed
    public List<MemoryHeap> memoryHeaps() {
        return device().context().driver().memoryHeaps();
    }

    /// The queue with graphics, compute and transfer.
    ///
    /// @return the queue
    /// @throws daxa.core.error.ClosedException if the device is closed
    public Queue mainQueue() {
        return device().queues().main();
    }

    /// A queue for compute and transfer, beside the main queue.
    ///
    /// @param index from 0 to 3
    /// @return the queue
    /// @throws UsageException if the index is out of range
    public Queue computeQueue(int index) {
        return queue(QueueKind.COMPUTE, index);
    }

    /// A queue for copies and fills, beside the main queue.
    ///
    /// @param index 0 or 1
    /// @return the queue
    /// @throws UsageException if the index is out of range
    public Queue transferQueue(int index) {
        return queue(QueueKind.TRANSFER, index);
    }

    private Queue queue(QueueKind kind, int index) {
        if (index < 0 || index >= kind.count()) {
            throw new UsageException(
                    this
                            + ": "
                            + kind.name().toLowerCase(Locale.ROOT)
                            + " queue "
                            + index
                            + " (expected 0 to "
                            + (kind.count() - 1)
                            + ")");
        }
        return device().queues().all().get(kind.first() + index);
    }

    /// All queues: the main queue, the compute queues, the transfer queues.
    ///
    /// @return an immutable list
    /// @throws daxa.core.error.ClosedException if the device is closed
    public List<Queue> queues() {
        return device().queues().all();
    }

    // ---------------------------------------------------------------- making things

    /// Creates a buffer.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws daxa.core.error.TableFullException if there are too many buffers
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    /// @throws UsageException if the size is above the device's limit
    public Buffer createBuffer(BufferInfo info) {
        return Buffer.create(device().table(), info);
    }

    private void checkBufferSize(String name, long size) {
        long max = device().adapter().limits().maxBufferSize();
        if (size > max) {
            throw new UsageException(
                    "Buffer '"
                            + name
                            + "': size="
                            + size
                            + " (expected up to "
                            + max
                            + " on this device)");
        }
    }

    /// Creates a ring for data that changes every frame.
    ///
    /// @param name its name
    /// @param capacity bytes, above 0
    /// @return the ring
    /// @throws daxa.core.error.TableFullException if there are too many buffers
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    /// @throws UsageException if the capacity is not above 0, or above the device's limit for
    ///   buffers
    public RingBuffer createRingBuffer(String name, long capacity) {
        return RingBuffer.create(device().table(), name, capacity);
    }

    /// Creates an uploader that submits to the main queue.
    ///
    /// @param info what it shall be
    /// @return the uploader
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    /// @throws UsageException if the staging memory is above the device's limit for buffers
    public Uploader createUploader(StagingInfo info) {
        return createUploader(info, mainQueue());
    }

    /// Creates an uploader.
    ///
    /// @param info what it shall be
    /// @param queue where it submits
    /// @return the uploader
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    /// @throws UsageException if the staging memory is above the device's limit for buffers
    /// @throws daxa.core.error.WrongDeviceException if the queue belongs to another device
    public Uploader createUploader(StagingInfo info, Queue queue) {
        checkBufferSize(info.name(), info.stagingBytes());
        return Uploader.create(device().table(), queue, info);
    }

    /// Creates a readback that submits to the main queue.
    ///
    /// @param info what it shall be
    /// @return the readback
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    /// @throws UsageException if the staging memory is above the device's limit for buffers
    public Readback createReadback(StagingInfo info) {
        return createReadback(info, mainQueue());
    }

    /// Creates a readback.
    ///
    /// @param info what it shall be
    /// @param queue where it submits
    /// @return the readback
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    /// @throws UsageException if the staging memory is above the device's limit for buffers
    /// @throws daxa.core.error.WrongDeviceException if the queue belongs to another device
    public Readback createReadback(StagingInfo info, Queue queue) {
        checkBufferSize(info.name(), info.stagingBytes());
        return Readback.create(device().table(), queue, info);
    }

    /// Creates an image. The next submit brings it into the general layout, with undefined
    /// contents.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws UsageException if the device cannot use the format so, or the extent is above its
    ///   limits
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public Image createImage(ImageInfo info) {
        return Image.create(device().table(), info);
    }

    /// Adopts an image that was made elsewhere: it becomes an object like any other, with the same
    /// lifetime, views and ids, but for its memory. If this throws, the image stays as it was.
    ///
    /// @param info what it is: as it was created, with the usages that it was created with. It was
    ///   created for concurrent use by the queue families of the queues that it is declared for, or
    ///   belongs to the only one
    /// @param foreign the image
    /// @return the first reference
    /// @throws UsageException if the device cannot have such an image, or the info has memory
    ///   options
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    public Image adoptImage(ImageInfo info, ForeignImage foreign) {
        Objects.requireNonNull(info, "info");
        Objects.requireNonNull(foreign, "foreign");
        return Image.adopt(device().table(), info, foreign);
    }

    /// Adopts a buffer that was made elsewhere: it becomes an object like any other, with the same
    /// lifetime, address and id, but for its memory. If this throws, the buffer stays as it was.
    ///
    /// @param info what it is: its size, in device memory. It was created with the usages that
    ///   commands need, for concurrent use by the queue families of the queues that it is declared
    ///   for, or belongs to the only one
    /// @param foreign the buffer
    /// @return the first reference
    /// @throws daxa.core.error.TableFullException if there are too many buffers
    /// @throws UsageException if the info has another memory kind, or memory options
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    public Buffer adoptBuffer(BufferInfo info, ForeignBuffer foreign) {
        Objects.requireNonNull(info, "info");
        Objects.requireNonNull(foreign, "foreign");
        return Buffer.adopt(device().table(), info, foreign);
    }

    /// Copies memory to an image, by the host: no queue takes part, and when the call returns the
    /// next submit sees the texels. No submission that is not finished uses the image, which is the
    /// program's promise.
    ///
    /// @param source the texels, tightly packed as [ImageArea#bytes] tells; any memory
    /// @param image an image with the usage [HOST_TRANSFER][ImageUsage#HOST_TRANSFER], of one
    ///   sample
    /// @param area which texels
    /// @throws UsageException if the usage is missing, the area is not inside the image, or the
    ///   memory is too small
    /// @throws daxa.core.error.ClosedException if the image is closed
    /// @throws daxa.core.error.WrongDeviceException if it belongs to another device
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public void copyToImage(MemorySegment source, Image image, ImageArea area) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(area, "area");
        HostCopies.write(device().context(), source, image, area);
    }

    /// Copies an image to memory, by the host. What the GPU wrote is there if its submission was
    /// waited for and ended with a barrier to [HOST_READ][daxa.core.command.Access#HOST_READ]. No
    /// submission that is not finished uses the image, which is the program's promise.
    ///
    /// @param image an image with the usage [HOST_TRANSFER][ImageUsage#HOST_TRANSFER], of one
    ///   sample
    /// @param area which texels
    /// @param target where they go, tightly packed as [ImageArea#bytes] tells; any memory
    /// @throws UsageException if the usage is missing, the area is not inside the image, or the
    ///   memory is too small or read-only
    /// @throws daxa.core.error.ClosedException if the image is closed
    /// @throws daxa.core.error.WrongDeviceException if it belongs to another device
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public void copyFromImage(Image image, ImageArea area, MemorySegment target) {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(area, "area");
        Objects.requireNonNull(target, "target");
        HostCopies.read(device().context(), image, area, target);
    }

    /// What memory a buffer needs in a memory block.
    ///
    /// @param info what it shall be
    /// @return the requirements
    /// @throws daxa.core.error.ClosedException if the device is closed
    public MemoryRequirements memoryRequirements(BufferInfo info) {
        return device().context().driver().bufferRequirements(info.size());
    }

    /// What memory an image needs in a memory block.
    ///
    /// @param info what it shall be
    /// @return the requirements
    /// @throws UsageException if the device cannot use the format so, or the extent or the samples
    ///   are above its limits
    public MemoryRequirements memoryRequirements(ImageInfo info) {
        return device().table().memoryRequirements(info);
    }

    /// What memory an acceleration structure needs in a memory block.
    ///
    /// @param info what it shall be
    /// @return the requirements
    /// @throws daxa.core.error.ClosedException if the device is closed
    public MemoryRequirements memoryRequirements(AccelerationStructureInfo info) {
        return device().context().driver().bufferRequirements(info.size());
    }

    /// What an acceleration structure and its builds need.
    ///
    /// @param input what it is built of
    /// @return the sizes
    /// @throws UsageException if the device has no acceleration structures, or there is too much in
    ///   the input
    public AccelerationStructureSizes buildSizes(StructureInput input) {
        Objects.requireNonNull(input, "input");
        DeviceContext context = device().context();
        input.eachUse(context::own);
        return StructureObject.needs(context, "an acceleration structure", input).sizes();
    }

    /// Creates a bottom-level acceleration structure with memory of its own.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws UsageException if the device has no acceleration structures
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public Blas createBlas(AccelerationStructureInfo info) {
        return Blas.create(device().table(), info, null, 0);
    }

    /// Creates a bottom-level acceleration structure as large as an input needs.
    ///
    /// @param name its name
    /// @param input what it will be built of
    /// @return the first reference
    /// @throws UsageException if the device has no acceleration structures, or there is too much in
    ///   the input
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public Blas createBlas(String name, BlasInput input) {
        Objects.requireNonNull(name, "name");
        return createBlas(AccelerationStructureInfo.of(name, buildSizes(input).size()));
    }

    /// Creates a bottom-level acceleration structure in a buffer, its parent.
    ///
    /// @param info what it shall be
    /// @param buffer the buffer
    /// @param offset bytes, a multiple of 256
    /// @return the first reference
    /// @throws UsageException if the device has no acceleration structures, or it does not fit
    ///   there
    /// @throws daxa.core.error.WrongDeviceException if the buffer belongs to another device
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public Blas createBlas(AccelerationStructureInfo info, Buffer buffer, long offset) {
        Objects.requireNonNull(buffer, "buffer");
        return Blas.create(device().table(), info, buffer, offset);
    }

    /// Creates a top-level acceleration structure with memory of its own.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws UsageException if the device has no acceleration structures
    /// @throws daxa.core.error.TableFullException if there are too many top-level structures
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public Tlas createTlas(AccelerationStructureInfo info) {
        return Tlas.create(device().table(), info, null, 0);
    }

    /// Creates a top-level acceleration structure as large as an input needs.
    ///
    /// @param name its name
    /// @param input what it will be built of
    /// @return the first reference
    /// @throws UsageException if the device has no acceleration structures, or there is too much in
    ///   the input
    /// @throws daxa.core.error.TableFullException if there are too many top-level structures
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public Tlas createTlas(String name, TlasInput input) {
        Objects.requireNonNull(name, "name");
        return createTlas(AccelerationStructureInfo.of(name, buildSizes(input).size()));
    }

    /// Creates a top-level acceleration structure in a buffer, its parent.
    ///
    /// @param info what it shall be
    /// @param buffer the buffer
    /// @param offset bytes, a multiple of 256
    /// @return the first reference
    /// @throws UsageException if the device has no acceleration structures, or it does not fit
    ///   there
    /// @throws daxa.core.error.WrongDeviceException if the buffer belongs to another device
    /// @throws daxa.core.error.TableFullException if there are too many top-level structures
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public Tlas createTlas(AccelerationStructureInfo info, Buffer buffer, long offset) {
        Objects.requireNonNull(buffer, "buffer");
        return Tlas.create(device().table(), info, buffer, offset);
    }

    /// Allocates a block of memory, in which buffers and images can be placed.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    /// @throws daxa.core.error.ClosedException if the device is closed
    public MemoryBlock createMemoryBlock(MemoryBlockInfo info) {
        return MemoryBlock.create(device().table(), info);
    }

    /// Creates a view of an image.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws UsageException if it does not fit the image
    /// @throws daxa.core.error.WrongDeviceException if the image belongs to another device
    /// @throws daxa.core.error.TableFullException if there are too many views
    public ImageView createImageView(ImageViewInfo info) {
        return ImageView.create(device().table(), info);
    }

    /// Creates a sampler.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws UsageException if the anisotropy is above the device's limit
    /// @throws daxa.core.error.TableFullException if there are too many samplers
    public Sampler createSampler(SamplerInfo info) {
        return Sampler.create(device().table(), info);
    }

    /// Creates a compute pipeline.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws UsageException if the workgroup or the push constants are too large
    public ComputePipeline createComputePipeline(ComputePipelineInfo info) {
        return ComputePipeline.create(device().context(), info);
    }

    /// Creates a raster pipeline.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws UsageException if the push constants are too large, or a feature is missing
    public RasterPipeline createRasterPipeline(RasterPipelineInfo info) {
        return RasterPipeline.create(device().context(), info);
    }

    /// Creates a ray tracing pipeline.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws UsageException if the feature RAY_TRACING_PIPELINE is missing, there is no ray
    ///   generation shader, a library was made for another depth or other sizes, or something is
    ///   above the device's limits
    /// @throws daxa.core.error.ClosedException if a library is closed
    /// @throws daxa.core.error.WrongDeviceException if a library belongs to another device
    public RayTracingPipeline createRayTracingPipeline(RayTracingPipelineInfo info) {
        return RayTracingPipeline.create(device().context(), info);
    }

    /// Creates a library of shader groups for ray tracing pipelines.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws UsageException as with [#createRayTracingPipeline(RayTracingPipelineInfo)], but that
    ///   it needs no ray generation shader
    /// @throws daxa.core.error.ClosedException if a library in it is closed
    /// @throws daxa.core.error.WrongDeviceException if a library in it belongs to another device
    public RayTracingLibrary createRayTracingLibrary(RayTracingPipelineInfo info) {
        return RayTracingLibrary.create(device().context(), info);
    }

    /// Creates a shader binding table with memory of its own.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws UsageException if it has no ray generation record, or records are above the device's
    ///   limit
    /// @throws daxa.core.error.ClosedException if the pipeline is closed
    /// @throws daxa.core.error.WrongDeviceException if the pipeline belongs to another device
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public ShaderBindingTable createShaderBindingTable(ShaderBindingTableInfo info) {
        return ShaderBindingTable.create(device().context(), info);
    }

    /// Creates a manager that builds pipelines from the texts of shaders.
    ///
    /// @param info what it shall be
    /// @return the manager
    /// @throws daxa.core.error.ShaderException if there are to be prebuilt shaders, and they do not
    ///   exist or are damaged
    /// @throws daxa.core.error.ClosedException if the device is closed
    public PipelineManager createPipelineManager(PipelineManagerInfo info) {
        return PipelineManager.create(device().context(), device().adapter(), info);
    }

    /// Creates a recorder for the main queue.
    ///
    /// @param name its name
    /// @return the recorder
    /// @throws daxa.core.error.ClosedException if the device is closed
    public CommandRecorder createCommandRecorder(String name) {
        Objects.requireNonNull(name, "name");
        return createCommandRecorder(name, mainQueue());
    }

    /// Creates a recorder.
    ///
    /// @param name its name
    /// @param queue the queue that its recordings are for
    /// @return the recorder
    /// @throws daxa.core.error.ClosedException if the device is closed
    public CommandRecorder createCommandRecorder(String name, Queue queue) {
        Objects.requireNonNull(name, "name");
        return CommandRecorder.create(device().context(), name, queue);
    }

    /// Creates a binary semaphore.
    ///
    /// @param name its name
    /// @return the first reference
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    /// @throws daxa.core.error.ClosedException if the device is closed
    public BinarySemaphore createBinarySemaphore(String name) {
        Objects.requireNonNull(name, "name");
        return BinarySemaphore.create(device().context(), name);
    }

    /// Creates a timeline semaphore.
    ///
    /// @param name its name
    /// @param value its value at first, 0 or above
    /// @return the first reference
    /// @throws UsageException if the value is negative
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public TimelineSemaphore createTimelineSemaphore(String name, long value) {
        Objects.requireNonNull(name, "name");
        return TimelineSemaphore.create(device().context(), name, value);
    }

    /// Creates an event. It is not signalled.
    ///
    /// @param name its name
    /// @return the first reference
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    /// @throws daxa.core.error.ClosedException if the device is closed
    public Event createEvent(String name) {
        Objects.requireNonNull(name, "name");
        return Event.create(device().context(), name);
    }

    /// Creates a query pool. Its queries are reset.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    /// @throws daxa.core.error.ClosedException if the device is closed
    public QueryPool createQueryPool(QueryPoolInfo info) {
        return QueryPool.create(device().context(), info);
    }

    /// Reads the device's and the host's clock at the same moment, so that timestamps can be told
    /// in the time of [System#nanoTime()].
    ///
    /// @return both
    /// @throws UsageException if the device lacks [Feature#CALIBRATED_TIMESTAMPS]
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    public TimestampCalibration calibrateTimestamps() {
        return TimestampCalibration.of(device().context());
    }

    /// Creates a swapchain on a window.
    ///
    /// @param info what it shall be
    /// @return the only reference
    /// @throws UsageException if the device cannot present to the window, or the window belongs to
    ///   another instance, or it offers no format or usage that will do
    /// @throws daxa.core.error.VulkanException if it cannot be made; a window carries one swapchain
    ///   at a time
    public Swapchain createSwapchain(SwapchainInfo info) {
        DeviceObject device = device();
        return Swapchain.create(device.table(), device.queues(), device.instance(), info);
    }

    // ---------------------------------------------------------------- finding things

    /// Looks a buffer up.
    ///
    /// @param id its id
    /// @return a new reference to be closed, or nothing if the buffer is closed
    /// @throws daxa.core.error.StaleIdException if the id is foreign, or its buffer was destroyed
    /// @throws daxa.core.error.ClosedException if the device is closed
    public Optional<Buffer> buffer(BufferId id) {
        return Optional.ofNullable(device().table().find(id));
    }

    /// Looks an image view up.
    ///
    /// @param id its id
    /// @return a new reference to be closed, or nothing if the view is closed
    /// @throws daxa.core.error.StaleIdException if the id is foreign, or its view was destroyed
    /// @throws daxa.core.error.ClosedException if the device is closed
    public Optional<ImageView> imageView(ImageViewId id) {
        return Optional.ofNullable(device().table().find(id));
    }

    /// Looks a sampler up.
    ///
    /// @param id its id
    /// @return a new reference to be closed, or nothing if the sampler is closed
    /// @throws daxa.core.error.StaleIdException if the id is foreign, or its sampler was destroyed
    /// @throws daxa.core.error.ClosedException if the device is closed
    public Optional<Sampler> sampler(SamplerId id) {
        return Optional.ofNullable(device().table().find(id));
    }

    /// Looks a top-level acceleration structure up.
    ///
    /// @param id its id
    /// @return a new reference to be closed, or nothing if the structure is closed
    /// @throws daxa.core.error.StaleIdException if the id is foreign, or its structure was
    ///   destroyed
    /// @throws UsageException if the device has no acceleration structures
    public Optional<Tlas> tlas(TlasId id) {
        return Optional.ofNullable(device().table().find(id));
    }

    /// Finds the open buffer that lies at a device address, to say what a stray address of a shader
    /// or of a fault belongs to.
    ///
    /// @apiNote The first call after a buffer was created or destroyed sorts all buffers by
    ///   address; others take O(log n). Creating buffers costs nothing for it.
    /// @param address the device address
    /// @return the buffer, with a new reference to be closed, and the offset in it; empty if no
    ///   open buffer lies there. Of several in aliased memory, the one that begins last
    /// @throws daxa.core.error.ClosedException if the device is closed
    public Optional<BufferLocation> bufferAt(long address) {
        return Optional.ofNullable(device().table().bufferAt(address));
    }

    /// What the driver tells about the loss of the device; each
    /// [daxa.core.error.DeviceLostException] says it too. [#bufferAt(long)] finds the open buffer
    /// at an address.
    ///
    /// @return the fault, or nothing where the device is not lost, lacks [Feature#DEVICE_FAULT], or
    ///   the driver tells nothing
    /// @throws daxa.core.error.ClosedException if the device is closed
    public Optional<DeviceFault> fault() {
        return Optional.ofNullable(device().context().driver().fault());
    }

    // ---------------------------------------------------------------- time

    /// Waits until the GPU has finished everything that was submitted before the call, and collects
    /// garbage.
    ///
    /// @param deadline how long to wait at most, for all queues together
    /// @throws daxa.core.error.DeadlineException if it has not by then
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted
    /// @throws daxa.core.error.ClosedException if the device is closed
    public void waitIdle(Duration deadline) {
        device().queues().awaitIdle(deadline);
        collectGarbage();
    }

    /// Runs the code of all completions with [daxa.core.command.CompletionMode#PROCESS_EVENTS]
    /// whose submissions have ended, on this thread. Submits, presents, [#collectGarbage()] and
    /// [#waitIdle] do it too.
    ///
    /// @return how many completions were told
    /// @throws daxa.core.error.VulkanException if the driver does not say how far it is
    /// @throws daxa.core.error.ClosedException if the device is closed
    public int processEvents() {
        return completions().process();
    }

    /// Waits until the first of several things has happened, and runs the code of those completions
    /// in the set that are over and not spontaneous. Where the device is lost, everything is over.
    ///
    /// @param set what to wait for
    /// @param deadline how long to wait at most; zero to look once
    /// @return the index in the set of the first that is over, or nothing if none is by then
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted; its interrupt
    ///   status stays set
    /// @throws daxa.core.error.ClosedException if a semaphore in the set is closed, also meanwhile
    /// @throws daxa.core.error.WrongDeviceException if something in the set belongs to another
    ///   device
    /// @throws UsageException if the set is empty
    public OptionalInt waitAny(WaitSet set, Duration deadline) {
        Objects.requireNonNull(set, "set");
        return completions().firstOf(set, Nanos.of(deadline));
    }

    private Completions completions() {
        return mainQueue().completions();
    }

    /// Destroys every zombie whose time has come. Submits, waits, and now and then creations and
    /// closes do it too, with a small budget.
    ///
    /// @return what was done
    /// @throws daxa.core.error.ClosedException if the device is closed
    public Collected collectGarbage() {
        Collected collected = device().context().lifetimes().collect();
        completions().processByTheWay();
        return collected;
    }

    /// As [#collectGarbage()], within a budget.
    ///
    /// @param maxObjects the most objects to destroy, not negative; those count too that turn out
    ///   to be in use outside of the GPU, such as a buffer whose mapped memory another thread reads
    /// @param maxTime how long to go on at most, not negative
    /// @return what was done
    /// @throws UsageException if the budget is negative
    public Collected collectGarbage(int maxObjects, Duration maxTime) {
        Objects.requireNonNull(maxTime, "maxTime");
        if (maxObjects < 0 || maxTime.isNegative()) {
            throw new UsageException(
                    "collectGarbage on "
                            + this
                            + ": maxObjects="
                            + maxObjects
                            + ", maxTime="
                            + maxTime
                            + " (expected not negative)");
        }
        Collected collected = device().context().lifetimes().collect(maxObjects, Nanos.of(maxTime));
        completions().processByTheWay();
        return collected;
    }

    /// The number of the newest submission begun.
    ///
    /// @return the CPU timeline value
    /// @throws daxa.core.error.ClosedException if the device is closed
    public long cpuTimeline() {
        return device().context().lifetimes().timelines().cpu();
    }

    /// How far the GPU is: every submission up to this number is finished.
    ///
    /// @return the GPU timeline value
    /// @throws daxa.core.error.ClosedException if the device is closed
    public long gpuTimeline() {
        return device().context().lifetimes().gpuTimeline();
    }

    /// What exists on the device at this moment.
    ///
    /// @return the report
    /// @throws daxa.core.error.ClosedException if the device is closed
    public LifetimeReport lifetimeReport() {
        return device().context().lifetimes().report();
    }

    /// Who holds the device's memory at this moment: by heap, type and name.
    ///
    /// @return the report
    /// @throws daxa.core.error.ClosedException if the device is closed
    public MemoryReport memoryReport() {
        return MemoryReport.of(device().context());
    }

    /// An object of LWJGL behind the device, for foreign code.
    ///
    /// ```java
    /// VkDevice vk = device.unwrap(VkDevice.class);
    /// ```
    ///
    /// @param <T> its type
    /// @param type `VkDevice`, `VkPhysicalDevice` or `VkInstance` of `org.lwjgl.vulkan`
    /// @return the object, valid until the device is closed, and not to be destroyed
    /// @throws UsageException if there is none of the type, as on the simulated driver
    public <T> T unwrap(Class<T> type) {
        Objects.requireNonNull(type, "type");
        T object = device().context().driver().unwrap(type);
        if (object == null) {
            throw new UsageException(
                    this
                            + " has no "
                            + type.getName()
                            + "; the Vulkan driver has VkDevice, VkPhysicalDevice and VkInstance of"
                            + " org.lwjgl.vulkan");
        }
        return object;
    }

    /// The native device, for foreign code.
    ///
    /// @return the `VkDevice`
    /// @throws daxa.core.error.ClosedException if the device is closed
    public long nativeHandle() {
        return device().context().driver().nativeHandle();
    }

    /// The layout of all pipelines, for foreign code that binds them: the bindless set, and 128
    /// bytes of push constants for all stages.
    ///
    /// @return the `VkPipelineLayout`
    /// @throws daxa.core.error.ClosedException if the device is closed
    public long nativePipelineLayout() {
        return device().context().driver().pipelineLayout();
    }

    /// The bindless set, for foreign code. Nobody but the device writes to it.
    ///
    /// @return the `VkDescriptorSet`
    /// @throws daxa.core.error.ClosedException if the device is closed
    public long nativeDescriptorSet() {
        return device().context().driver().descriptorSet();
    }
}
