package daxa.core.driver.simulated;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AcquiredImage;
import daxa.core.driver.BindlessDescription;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.Feature;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.ImageViewDescription;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;
import daxa.core.driver.NativeKind;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.RasterPipelineDescription;
import daxa.core.driver.SamplerDescription;
import daxa.core.driver.ShaderStageDescription;
import daxa.core.driver.SubmitBatch;
import daxa.core.driver.SurfaceInfo;
import daxa.core.driver.SwapchainDescription;
import daxa.core.error.DeviceLostException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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
@ThreadSafe
public final class SimulatedDevice implements DeviceDriver {
    private static final long FIRST_ADDRESS = 0x1_0000_0000L;
    private static final long ADDRESS_STEP = 256;
    private static final int PRESENT_SRC = 1000001002;

    private final SimulatedInstance instance;
    private final Simulation simulation;
    private final SimulationLock lock;
    private final SimulatedAdapter adapter;
    private final DeviceRequest request;
    private final NativeBooks books;
    private final SimObject self;
    private final Timelines timelines;
    private final Presents presents;
    private final HostMemory memory = new HostMemory();
    private volatile @Nullable BindlessTable bindless;
    private volatile @Nullable Consumer<SimulatedSubmission> submitHook;
    private long nextAddress = FIRST_ADDRESS;
    private long allocated;
    private long deviceAllocated;
    private int waiters;
    private boolean autoComplete;
    private boolean waitIdleCompletes;
    private boolean waitCompletes;

    /// The caller holds the lock.
    SimulatedDevice(
            SimulatedDriver driver,
            SimulatedInstance instance,
            SimulatedAdapter adapter,
            DeviceRequest request) {
        this.instance = instance;
        this.simulation = driver.simulation;
        this.lock = simulation.lock;
        this.adapter = adapter;
        this.request = request;
        this.books = instance.books();
        this.timelines = new Timelines(simulation, driver.queueCount());
        this.presents = new Presents(timelines, driver.presentsAtOnce());
        this.autoComplete = driver.completesAtOnce();
        this.waitIdleCompletes = driver.idleCompletes();
        this.waitCompletes = driver.waitsComplete();
        this.self =
                new SimObject(
                        simulation.newHandle(),
                        NativeKind.DEVICE,
                        request.name(),
                        null,
                        instance.self());
        simulation.add(self);
        books.created(NativeKind.DEVICE);
        books.created(NativeKind.ALLOCATOR);
        for (int i = 0; i < timelines.count(); i++) {
            books.created(NativeKind.SEMAPHORE);
        }
    }

    // What it is

    /// The name that it was created with.
    ///
    /// @return the name
    public String name() {
        return request.name();
    }

    /// The adapter that it is a device of.
    ///
    /// @return the adapter
    public SimulatedAdapter adapter() {
        return adapter;
    }

    /// The features that are enabled.
    ///
    /// @return an immutable set
    public Set<Feature> features() {
        return request.features();
    }

    @Override
    public long nativeHandle() {
        return self.handle;
    }

    @Override
    public int queueCount() {
        return timelines.count();
    }

    @Override
    public long allocatedBytes() {
        lock.lock();
        try {
            return allocated;
        } finally {
            lock.unlock();
        }
    }

    String text() {
        return self.text();
    }

    private String queueText(int queue) {
        return "Queue " + queue + " of " + text();
    }

    Simulation simulation() {
        return simulation;
    }

    Timelines timelines() {
        return timelines;
    }

    DeviceLimits limits() {
        return adapter.limits();
    }

    @Nullable BindlessTable bindless() {
        return bindless;
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
                progress();
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
            progress();
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
            presents.finishOldest(swapchain(DriverCall.PRESENT, swapchain));
            progress();
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
            return presents.count(swapchain(DriverCall.PRESENT, swapchain));
        } finally {
            lock.unlock();
        }
    }

    private void progress() {
        presents.advance();
        lock.signalChange();
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
            lose();
        } finally {
            lock.unlock();
        }
    }

    private void lose() {
        timelines.lose();
        progress();
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
            autoComplete = on;
            if (on) {
                timelines.completeAll();
                progress();
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
            progress();
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
            waitIdleCompletes = on;
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
            waitCompletes = on;
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
        submitHook = hook;
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
        BindlessTable table = bindless;
        if (table == null) {
            throw new IllegalStateException(text() + " has no bindless set");
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
            return Transfers.bytes(buffer(DriverCall.COPY_BUFFER, buffer))
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
            return image(DriverCall.IMAGE_BARRIER, image).layout;
        } finally {
            lock.unlock();
        }
    }

    /// Everything native that exists on this device.
    ///
    /// @return kind and name of each object, such as `Buffer 'vertices'`, in order of creation
    public List<String> liveObjects() {
        return simulation.living(object -> object.device == this).stream()
                .map(SimObject::text)
                .toList();
    }

    // Common to all calls. The caller holds the lock.

    private void checkAlive(DriverCall call) {
        if (self.destroyed) {
            throw simulation.fault(call, text() + " is destroyed");
        }
    }

    /// Fails where the device is lost or a failure is planned; nothing has happened yet.
    private void mayFail(
            DriverCall call, Simulation.@Nullable Entry entry, Supplier<String> object) {
        if (timelines.lost) {
            throw Simulation.failed(call, entry, VulkanResult.DEVICE_LOST, object.get());
        }
        VulkanResult failure = takeFailure(call, entry);
        if (failure != null) {
            throw VulkanException.of(call.vulkanName(), failure, object.get());
        }
    }

    private @Nullable VulkanResult takeFailure(DriverCall call, Simulation.@Nullable Entry entry) {
        VulkanResult failure = simulation.takeFailure(call, entry);
        if (failure == VulkanResult.DEVICE_LOST) {
            lose();
        }
        return failure;
    }

    /// Like [#mayFail], for calls that a lost device still answers.
    private void mayFailUnlessLost(
            DriverCall call, Simulation.@Nullable Entry entry, Supplier<String> object) {
        VulkanResult failure = timelines.lost ? null : takeFailure(call, entry);
        if (failure != null && failure != VulkanResult.DEVICE_LOST) {
            throw VulkanException.of(call.vulkanName(), failure, object.get());
        }
    }

    private void add(SimObject object, Simulation.@Nullable Entry entry) {
        simulation.add(object);
        SimObject parent = object.parent;
        if (parent != null) {
            parent.children++;
        }
        self.children++;
        books.created(object.kind);
        Simulation.created(entry, object.handle);
    }

    /// Strikes an object out of everything. The caller holds the lock.
    void removed(SimObject object, NativeKind kind) {
        simulation.remove(object);
        SimObject parent = object.parent;
        if (parent != null) {
            parent.children--;
        }
        self.children--;
        books.destroyed(kind);
    }

    private <T extends SimObject> T find(
            DriverCall call, long handle, NativeKind kind, Class<T> type) {
        checkAlive(call);
        return simulation.find(call, handle, kind, type, this);
    }

    private SimObject.Buffer buffer(DriverCall call, long handle) {
        return find(call, handle, NativeKind.BUFFER, SimObject.Buffer.class);
    }

    private SimObject.Image image(DriverCall call, long handle) {
        return find(call, handle, NativeKind.IMAGE, SimObject.Image.class);
    }

    private SimObject.View view(DriverCall call, long handle) {
        return find(call, handle, NativeKind.IMAGE_VIEW, SimObject.View.class);
    }

    private SimSwapchain swapchain(DriverCall call, long handle) {
        return find(call, handle, NativeKind.SWAPCHAIN, SimSwapchain.class);
    }

    private void checkAllocation(
            DriverCall call, SimObject object, long expected, long allocation) {
        if (allocation != expected) {
            throw simulation.fault(
                    call,
                    object.text()
                            + " with allocation 0x"
                            + Long.toHexString(allocation)
                            + " (expected 0x"
                            + Long.toHexString(expected)
                            + ")");
        }
    }

    private void checkNoChildren(DriverCall call, SimObject object) {
        if (object.children > 0) {
            throw simulation.fault(call, SimulatedInstance.childrenText(simulation, object));
        }
    }

    /// Destroys an object that nothing special is about.
    private void destroy(DriverCall call, long handle, NativeKind kind) {
        simulation.enter(call, handle, "");
        lock.lock();
        try {
            SimObject object = find(call, handle, kind, SimObject.class);
            timelines.checkUnused(call, object);
            checkNoChildren(call, object);
            removed(object, kind);
        } finally {
            lock.unlock();
        }
    }

    // Buffers

    @Override
    public NativeBuffer createBuffer(String name, long size, MemoryKind memoryKind) {
        DriverCall call = DriverCall.CREATE_BUFFER;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        Supplier<String> text = () -> "Buffer '" + name + "'";
        lock.lock();
        try {
            checkAlive(call);
            if (size < 1 || size > limits().maxBufferSize()) {
                throw simulation.fault(
                        call,
                        text.get()
                                + " of "
                                + size
                                + " bytes (expected 1 to "
                                + limits().maxBufferSize()
                                + ")");
            }
            mayFail(call, entry, text);
            long bytes = 0;
            if (memoryKind.hostVisible()) {
                bytes = HostMemory.allocate(size);
                if (bytes == 0) {
                    throw Simulation.failed(
                            call, entry, VulkanResult.OUT_OF_HOST_MEMORY, text.get());
                }
            } else {
                takeDeviceMemory(call, entry, size, text);
            }
            allocated += size;
            SimObject.Buffer buffer =
                    new SimObject.Buffer(
                            simulation.newHandle(),
                            name,
                            this,
                            size,
                            memoryKind,
                            simulation.newHandle());
            buffer.bytes = bytes;
            add(buffer, entry);
            long address = nextAddress;
            // At least one step stays free, so that the end of one is not the start of the next.
            nextAddress += (size / ADDRESS_STEP + 2) * ADDRESS_STEP;
            return new NativeBuffer(buffer.handle, buffer.allocation, address, bytes, size);
        } finally {
            lock.unlock();
        }
    }

    private void takeDeviceMemory(
            DriverCall call, Simulation.@Nullable Entry entry, long size, Supplier<String> text) {
        if (size > adapter.deviceMemory() - deviceAllocated) {
            throw Simulation.failed(call, entry, VulkanResult.OUT_OF_DEVICE_MEMORY, text.get());
        }
        deviceAllocated += size;
    }

    @Override
    public void destroyBuffer(long handle, long allocation) {
        DriverCall call = DriverCall.DESTROY_BUFFER;
        simulation.enter(call, handle, "");
        lock.lock();
        try {
            SimObject.Buffer buffer = buffer(call, handle);
            checkAllocation(call, buffer, buffer.allocation, allocation);
            timelines.checkUnused(call, buffer);
            removed(buffer, NativeKind.BUFFER);
            allocated -= buffer.size;
            if (!buffer.memory.hostVisible()) {
                deviceAllocated -= buffer.size;
            }
            free(call, buffer.bytes, buffer.size, buffer.text());
        } finally {
            lock.unlock();
        }
    }

    private void free(DriverCall call, long address, long size, String owner) {
        if (address != 0) {
            memory.free(address, size, owner, (who, offset) -> writtenAfterFree(call, who, offset));
        }
    }

    /// Keeps a fault that nobody can be blamed for here: the culprit is another call, or the host.
    private void writtenAfterFree(DriverCall call, String owner, long offset) {
        simulation.fault(
                call, "byte " + offset + " of " + owner + " was written after it was destroyed");
    }

    // Images

    @Override
    public NativeImage createImage(ImageDescription image) {
        DriverCall call = DriverCall.CREATE_IMAGE;
        Simulation.Entry entry = simulation.enter(call, 0, image.name());
        Supplier<String> text = () -> "Image '" + image.name() + "'";
        lock.lock();
        try {
            checkAlive(call);
            String problem = ImageRules.problem(image, limits(), adapter);
            if (problem != null) {
                throw simulation.fault(call, text.get() + " " + problem);
            }
            mayFail(call, entry, text);
            SimObject.Image made =
                    new SimObject.Image(
                            simulation.newHandle(),
                            this,
                            null,
                            image,
                            simulation.newHandle(),
                            ImageRules.bytes(image));
            takeDeviceMemory(call, entry, made.allocatedBytes, text);
            allocated += made.allocatedBytes;
            add(made, entry);
            return new NativeImage(made.handle, made.allocation, made.allocatedBytes);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void destroyImage(long handle, long allocation) {
        DriverCall call = DriverCall.DESTROY_IMAGE;
        simulation.enter(call, handle, "");
        lock.lock();
        try {
            SimObject.Image image = image(call, handle);
            if (image.parent != null) {
                throw simulation.fault(call, image.text() + " belongs to " + image.parent.text());
            }
            checkAllocation(call, image, image.allocation, allocation);
            timelines.checkUnused(call, image);
            checkNoChildren(call, image);
            removed(image, NativeKind.IMAGE);
            allocated -= image.allocatedBytes;
            deviceAllocated -= image.allocatedBytes;
            free(call, image.bytes, image.allocatedBytes, image.text());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long createImageView(ImageViewDescription view) {
        DriverCall call = DriverCall.CREATE_IMAGE_VIEW;
        Simulation.Entry entry = simulation.enter(call, 0, view.name());
        Supplier<String> text = () -> "Image view '" + view.name() + "'";
        lock.lock();
        try {
            SimObject.Image image = image(call, view.image());
            String problem = ImageRules.problem(view, image.info);
            if (problem != null) {
                throw simulation.fault(call, text.get() + " of " + image.text() + " " + problem);
            }
            mayFail(call, entry, text);
            SimObject.View made = new SimObject.View(simulation.newHandle(), this, image, view);
            add(made, entry);
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void destroyImageView(long view) {
        destroy(DriverCall.DESTROY_IMAGE_VIEW, view, NativeKind.IMAGE_VIEW);
    }

    @Override
    public long formatFeatures(int format) {
        DriverCall call = DriverCall.FORMAT_FEATURES;
        simulation.enter(call, self.handle, self.name);
        checkAlive(call);
        return adapter.featuresOf(format);
    }

    // Samplers and the bindless set

    @Override
    public long createSampler(SamplerDescription sampler) {
        DriverCall call = DriverCall.CREATE_SAMPLER;
        Simulation.Entry entry = simulation.enter(call, 0, sampler.name());
        Supplier<String> text = () -> "Sampler '" + sampler.name() + "'";
        lock.lock();
        try {
            checkAlive(call);
            float most =
                    features().contains(Feature.SAMPLER_ANISOTROPY)
                            ? limits().maxSamplerAnisotropy()
                            : 0;
            if (sampler.maxAnisotropy() < 0 || sampler.maxAnisotropy() > most) {
                throw simulation.fault(
                        call,
                        text.get()
                                + " with anisotropy "
                                + sampler.maxAnisotropy()
                                + " (expected 0 to "
                                + most
                                + ")");
            }
            if (!(sampler.minLod() <= sampler.maxLod())) {
                throw simulation.fault(
                        call,
                        text.get()
                                + " with levels of detail from "
                                + sampler.minLod()
                                + " to "
                                + sampler.maxLod());
            }
            mayFail(call, entry, text);
            return addPlain(NativeKind.SAMPLER, sampler.name(), entry);
        } finally {
            lock.unlock();
        }
    }

    private long addPlain(NativeKind kind, String name, Simulation.@Nullable Entry entry) {
        SimObject object = new SimObject(simulation.newHandle(), kind, name, this, null);
        add(object, entry);
        return object.handle;
    }

    @Override
    public void destroySampler(long sampler) {
        destroy(DriverCall.DESTROY_SAMPLER, sampler, NativeKind.SAMPLER);
    }

    @Override
    public void createBindlessSet(BindlessDescription info) {
        DriverCall call = DriverCall.CREATE_BINDLESS_SET;
        Simulation.Entry entry = simulation.enter(call, 0, info.name());
        Supplier<String> text = () -> "Bindless set '" + info.name() + "'";
        lock.lock();
        try {
            checkAlive(call);
            if (bindless != null) {
                throw simulation.fault(call, text() + " has a bindless set already");
            }
            int mostImages = Math.min(limits().maxSampledImages(), limits().maxStorageImages());
            checkSlots(call, text.get(), "images", info.images(), mostImages);
            checkSlots(call, text.get(), "samplers", info.samplers(), limits().maxSamplers());
            SimObject.Buffer buffer = buffer(call, info.addressBuffer());
            if (info.addressBufferSize() < 1 || info.addressBufferSize() > buffer.size) {
                throw simulation.fault(
                        call,
                        text.get()
                                + " with "
                                + info.addressBufferSize()
                                + " bytes of "
                                + buffer.text()
                                + " of "
                                + buffer.size);
            }
            SimObject.View nullView = view(call, info.nullView());
            BindlessTable.checkViews(simulation, call, nullView, nullView);
            SimObject nullSampler =
                    find(call, info.nullSampler(), NativeKind.SAMPLER, SimObject.class);
            mayFail(call, entry, text);
            BindlessTable table =
                    new BindlessTable(simulation, this, info, buffer, nullView, nullSampler);
            add(table, entry);
            books.created(NativeKind.DESCRIPTOR_SET_LAYOUT);
            books.created(NativeKind.PIPELINE_LAYOUT);
            bindless = table;
        } finally {
            lock.unlock();
        }
    }

    private void checkSlots(DriverCall call, String text, String what, int count, int most) {
        if (count < 1 || count > most) {
            throw simulation.fault(
                    call, text + " of " + count + " " + what + " (expected 1 to " + most + ")");
        }
    }

    private BindlessTable bindless(DriverCall call) {
        checkAlive(call);
        BindlessTable table = bindless;
        if (table == null) {
            throw simulation.fault(call, text() + " has no bindless set");
        }
        return table;
    }

    @Override
    public void destroyBindlessSet() {
        DriverCall call = DriverCall.DESTROY_BINDLESS_SET;
        simulation.enter(call, 0, "");
        lock.lock();
        try {
            BindlessTable table = bindless(call);
            timelines.checkUnused(call, table);
            removed(table, NativeKind.DESCRIPTOR_POOL);
            books.destroyed(NativeKind.DESCRIPTOR_SET_LAYOUT);
            books.destroyed(NativeKind.PIPELINE_LAYOUT);
            bindless = null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void writeImageSlot(int slot, long sampled, long storage) {
        DriverCall call = DriverCall.WRITE_IMAGE_SLOT;
        simulation.enter(call, sampled, "");
        lock.lock();
        try {
            BindlessTable table = bindless(call);
            table.checkImageSlot(call, slot);
            SimObject.View sampledView = view(call, sampled);
            SimObject.View storageView = view(call, storage);
            BindlessTable.checkViews(simulation, call, sampledView, storageView);
            table.writeImage(slot, sampledView, storageView);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void writeSamplerSlot(int slot, long sampler) {
        DriverCall call = DriverCall.WRITE_SAMPLER_SLOT;
        simulation.enter(call, sampler, "");
        lock.lock();
        try {
            BindlessTable table = bindless(call);
            table.checkSamplerSlot(call, slot);
            table.writeSampler(slot, find(call, sampler, NativeKind.SAMPLER, SimObject.class));
        } finally {
            lock.unlock();
        }
    }

    // Pipelines

    @Override
    public long createComputePipeline(String name, ShaderStageDescription stage) {
        DriverCall call = DriverCall.CREATE_COMPUTE_PIPELINE;
        return createPipeline(
                call, name, CommandDriver.COMPUTE, PipelineRules.problem(stage, true));
    }

    @Override
    public long createRasterPipeline(RasterPipelineDescription pipeline) {
        DriverCall call = DriverCall.CREATE_RASTER_PIPELINE;
        return createPipeline(
                call,
                pipeline.name(),
                CommandDriver.GRAPHICS,
                PipelineRules.problem(pipeline, limits(), features()));
    }

    private long createPipeline(
            DriverCall call, String name, int bindPoint, @Nullable String problem) {
        Simulation.Entry entry = simulation.enter(call, 0, name);
        Supplier<String> text = () -> "Pipeline '" + name + "'";
        lock.lock();
        try {
            // Its layout is the set's.
            bindless(call);
            if (problem != null) {
                throw simulation.fault(call, text.get() + " " + problem);
            }
            mayFail(call, entry, text);
            SimObject.Pipeline made =
                    new SimObject.Pipeline(simulation.newHandle(), name, this, bindPoint);
            add(made, entry);
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void destroyPipeline(long pipeline) {
        destroy(DriverCall.DESTROY_PIPELINE, pipeline, NativeKind.PIPELINE);
    }

    // Commands, semaphores, fences

    @Override
    public SimulatedCommands createCommands(int queue, String name) {
        DriverCall call = DriverCall.CREATE_COMMANDS;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        lock.lock();
        try {
            checkAlive(call);
            timelines.checkQueue(call, queue);
            mayFail(call, entry, () -> "Command buffer '" + name + "'");
            SimulatedCommands commands = new SimulatedCommands(this, queue, name);
            add(commands.pool(), entry);
            return commands;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long createBinarySemaphore(String name) {
        DriverCall call = DriverCall.CREATE_BINARY_SEMAPHORE;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        lock.lock();
        try {
            checkAlive(call);
            mayFail(call, entry, () -> "Semaphore '" + name + "'");
            SimObject.Semaphore made = new SimObject.Semaphore(simulation.newHandle(), name, this);
            add(made, entry);
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    private SimObject.Semaphore semaphore(DriverCall call, long handle) {
        return find(call, handle, NativeKind.SEMAPHORE, SimObject.Semaphore.class);
    }

    @Override
    public void destroySemaphore(long semaphore) {
        DriverCall call = DriverCall.DESTROY_SEMAPHORE;
        simulation.enter(call, semaphore, "");
        lock.lock();
        try {
            SimObject.Semaphore found = semaphore(call, semaphore);
            timelines.checkUnused(call, found);
            if (found.presents > 0) {
                throw simulation.fault(
                        call, found.text() + " is destroyed while a present waits for it");
            }
            removed(found, NativeKind.SEMAPHORE);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long createFence(String name) {
        DriverCall call = DriverCall.CREATE_FENCE;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        lock.lock();
        try {
            checkAlive(call);
            mayFail(call, entry, () -> "Fence '" + name + "'");
            SimObject.Fence made = new SimObject.Fence(simulation.newHandle(), name, this);
            add(made, entry);
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    private SimObject.Fence fence(DriverCall call, long handle) {
        return find(call, handle, NativeKind.FENCE, SimObject.Fence.class);
    }

    @Override
    public boolean fenceSignaled(long fence) {
        DriverCall call = DriverCall.FENCE_SIGNALED;
        Simulation.Entry entry = simulation.enter(call, fence, "");
        lock.lock();
        try {
            SimObject.Fence found = fence(call, fence);
            mayFailUnlessLost(call, entry, found::text);
            return found.signaled || timelines.lost;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean waitForFence(long fence, long timeoutNanos) {
        DriverCall call = DriverCall.WAIT_FOR_FENCE;
        Simulation.Entry entry = simulation.enter(call, fence, "");
        lock.lock();
        try {
            SimObject.Fence found = fence(call, fence);
            mayFailUnlessLost(call, entry, found::text);
            found.waiters++;
            try {
                return lock.await(() -> found.signaled || timelines.lost, timeoutNanos);
            } finally {
                found.waiters--;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void resetFence(long fence) {
        DriverCall call = DriverCall.RESET_FENCE;
        Simulation.Entry entry = simulation.enter(call, fence, "");
        lock.lock();
        try {
            SimObject.Fence found = fence(call, fence);
            checkFenceIdle(call, found);
            mayFailUnlessLost(call, entry, found::text);
            found.signaled = false;
        } finally {
            lock.unlock();
        }
    }

    private void checkFenceIdle(DriverCall call, SimObject.Fence fence) {
        if (fence.pending) {
            throw simulation.fault(call, fence.text() + " is in use by a present that is not over");
        }
        if (fence.waiters > 0) {
            throw simulation.fault(call, fence.text() + " is waited for by another thread");
        }
    }

    @Override
    public void destroyFence(long fence) {
        DriverCall call = DriverCall.DESTROY_FENCE;
        simulation.enter(call, fence, "");
        lock.lock();
        try {
            SimObject.Fence found = fence(call, fence);
            checkFenceIdle(call, found);
            removed(found, NativeKind.FENCE);
        } finally {
            lock.unlock();
        }
    }

    // Queues

    @Override
    public void submit(int queue, SubmitBatch batch) {
        DriverCall call = DriverCall.SUBMIT;
        timelines.checkQueue(call, queue);
        Exclusive exclusive = timelines.exclusive[queue];
        simulation.enter(exclusive, call, () -> queueText(queue));
        List<SimulatedCommands> commands;
        try {
            commands = doSubmit(call, queue, batch);
        } finally {
            exclusive.exit();
        }
        Consumer<SimulatedSubmission> told = submitHook;
        if (told != null) {
            told.accept(
                    new SimulatedSubmission(
                            queue,
                            batch.signalValue,
                            commands.stream().map(SimulatedCommands::name).toList(),
                            commands.stream().flatMap(c -> c.recorded().stream()).toList(),
                            batch.waitSemaphore,
                            batch.signalSemaphore));
        }
    }

    private List<SimulatedCommands> doSubmit(DriverCall call, int queue, SubmitBatch batch) {
        Simulation.Entry entry = simulation.enter(call, self.handle, self.name);
        lock.lock();
        try {
            checkAlive(call);
            List<SimulatedCommands> commands = commands(call, batch);
            SimObject.Semaphore wait =
                    batch.waitSemaphore == 0 ? null : semaphore(call, batch.waitSemaphore);
            SimObject.Semaphore signal =
                    batch.signalSemaphore == 0 ? null : semaphore(call, batch.signalSemaphore);
            timelines.checkSubmit(queue, batch.signalValue, commands, wait, signal);
            Map<SimObject.Image, Integer> layouts = timelines.checkLayouts(commands);
            mayFail(call, entry, () -> queueText(queue));
            layouts.forEach((image, layout) -> image.layout = layout);
            timelines.submit(queue, batch.signalValue, commands, wait, signal);
            if (autoComplete) {
                timelines.completeAll();
                progress();
            }
            return commands;
        } finally {
            lock.unlock();
        }
    }

    private List<SimulatedCommands> commands(DriverCall call, SubmitBatch batch) {
        List<SimulatedCommands> commands = new ArrayList<>(batch.commandCount());
        for (int i = 0; i < batch.commandCount(); i++) {
            if (!(batch.command(i) instanceof SimulatedCommands command)) {
                throw simulation.fault(call, "command buffer " + i + " is of another driver");
            }
            if (command.device() != this) {
                throw simulation.fault(
                        call,
                        command.text()
                                + " belongs to "
                                + command.device().text()
                                + " and was given to "
                                + text());
            }
            commands.add(command);
        }
        return commands;
    }

    @Override
    public long completedValue(int queue) {
        DriverCall call = DriverCall.COMPLETED_VALUE;
        Simulation.Entry entry = simulation.enter(call, self.handle, self.name);
        lock.lock();
        try {
            checkAlive(call);
            timelines.checkQueue(call, queue);
            mayFailUnlessLost(call, entry, () -> queueText(queue));
            return timelines.completed(queue);
        } finally {
            lock.unlock();
        }
    }

    /// @return false if it has not been reached, or the thread is interrupted, whose flag stays set
    @Override
    public boolean waitForValue(int queue, long value, long timeoutNanos) {
        DriverCall call = DriverCall.WAIT_FOR_VALUE;
        Simulation.Entry entry = simulation.enter(call, self.handle, self.name);
        lock.lock();
        try {
            checkAlive(call);
            timelines.checkQueue(call, queue);
            mayFailUnlessLost(call, entry, () -> queueText(queue));
            if (waitCompletes && timelines.completed(queue) < value) {
                timelines.completeUntil(queue, value);
                progress();
            }
            waiters++;
            try {
                return lock.await(() -> timelines.completed(queue) >= value, timeoutNanos);
            } finally {
                waiters--;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void waitQueueIdle(int queue) {
        DriverCall call = DriverCall.WAIT_QUEUE_IDLE;
        timelines.checkQueue(call, queue);
        Exclusive exclusive = timelines.exclusive[queue];
        simulation.enter(exclusive, call, () -> "queue " + queue + " of " + text());
        try {
            doWaitIdle(call);
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void waitIdle() {
        DriverCall call = DriverCall.WAIT_IDLE;
        int entered = 0;
        try {
            for (Exclusive exclusive : timelines.exclusive) {
                int queue = entered;
                simulation.enter(exclusive, call, () -> queueText(queue));
                entered++;
            }
            doWaitIdle(call);
        } finally {
            for (int i = 0; i < entered; i++) {
                timelines.exclusive[i].exit();
            }
        }
    }

    private void doWaitIdle(DriverCall call) {
        Simulation.Entry entry = simulation.enter(call, self.handle, self.name);
        lock.lock();
        try {
            checkAlive(call);
            mayFailUnlessLost(call, entry, this::text);
            if (waitIdleCompletes) {
                timelines.completeAll();
                presents.finishReady();
                lock.signalChange();
            }
            waiters++;
            try {
                lock.awaitUninterruptibly(
                        () -> timelines.lost || (timelines.idle() && presents.isEmpty()));
            } finally {
                waiters--;
            }
        } finally {
            lock.unlock();
        }
    }

    // Presentation

    @Override
    public SurfaceInfo surfaceInfo(long surface) {
        DriverCall call = DriverCall.SURFACE_INFO;
        Simulation.Entry entry = simulation.enter(call, surface, "");
        lock.lock();
        try {
            return usableSurface(call, entry, surface).info;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean canPresent(long surface) {
        DriverCall call = DriverCall.CAN_PRESENT;
        Simulation.Entry entry = simulation.enter(call, surface, "");
        lock.lock();
        try {
            return usableSurface(call, entry, surface).presentable
                    && adapter.features().contains(Feature.SWAPCHAIN);
        } finally {
            lock.unlock();
        }
    }

    private SimSurface usableSurface(
            DriverCall call, Simulation.@Nullable Entry entry, long surface) {
        checkAlive(call);
        SimSurface found = instance.surface(call, surface);
        VulkanResult failure = simulation.takeFailure(call, entry);
        if (failure == null && found.lost) {
            throw Simulation.failed(call, entry, VulkanResult.SURFACE_LOST, found.text());
        }
        if (failure != null) {
            throw VulkanException.of(call.vulkanName(), failure, found.text());
        }
        return found;
    }

    /// Creates a swapchain. As in Vulkan the old swapchain is retired even if this fails.
    @Override
    public long createSwapchain(SwapchainDescription swapchain) {
        DriverCall call = DriverCall.CREATE_SWAPCHAIN;
        Simulation.Entry entry = simulation.enter(call, 0, swapchain.name());
        Supplier<String> text = () -> "Swapchain '" + swapchain.name() + "'";
        lock.lock();
        try {
            checkAlive(call);
            if (!features().contains(Feature.SWAPCHAIN)) {
                throw simulation.fault(call, text() + " was created without " + Feature.SWAPCHAIN);
            }
            SimSurface surface = instance.surface(call, swapchain.surface());
            SimSwapchain old =
                    swapchain.oldSwapchain() == 0
                            ? null
                            : swapchain(call, swapchain.oldSwapchain());
            String problem = SwapchainRules.problem(swapchain, surface, old);
            if (problem != null) {
                throw simulation.fault(call, text.get() + " " + problem);
            }
            if (old != null) {
                old.retired = true;
                surface.current = null;
            }
            mayFail(call, entry, text);
            if (surface.lost) {
                throw Simulation.failed(call, entry, VulkanResult.SURFACE_LOST, text.get());
            }
            if (surface.current != null) {
                throw Simulation.failed(call, entry, VulkanResult.NATIVE_WINDOW_IN_USE, text.get());
            }
            SimSwapchain made = new SimSwapchain(simulation, this, surface, swapchain);
            add(made, entry);
            for (SimObject.Image image : made.images) {
                simulation.add(image);
            }
            surface.current = made;
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long[] swapchainImages(long swapchain) {
        DriverCall call = DriverCall.SWAPCHAIN_IMAGES;
        Simulation.Entry entry = simulation.enter(call, swapchain, "");
        lock.lock();
        try {
            SimSwapchain found = swapchain(call, swapchain);
            mayFailUnlessLost(call, entry, found::text);
            long[] handles = new long[found.images.length];
            for (int i = 0; i < handles.length; i++) {
                handles[i] = found.images[i].handle;
            }
            return handles;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void destroySwapchain(long swapchain) {
        DriverCall call = DriverCall.DESTROY_SWAPCHAIN;
        Exclusive exclusive = exclusive(swapchain, call);
        try {
            simulation.enter(call, swapchain, "");
            lock.lock();
            try {
                SimSwapchain found = swapchain(call, swapchain);
                if (presents.count(found) > 0) {
                    throw simulation.fault(call, found.text() + " has presents that are not over");
                }
                for (SimObject.Image image : found.images) {
                    timelines.checkUnused(call, image);
                    checkNoChildren(call, image);
                }
                for (SimObject.Image image : found.images) {
                    simulation.remove(image);
                    free(call, image.bytes, Transfers.size(image), image.text());
                }
                removed(found, NativeKind.SWAPCHAIN);
                if (found.surface.current == found) {
                    found.surface.current = null;
                }
            } finally {
                lock.unlock();
            }
        } finally {
            exclusive.exit();
        }
    }

    /// Enters a swapchain for one thread; the caller exits.
    private Exclusive exclusive(long swapchain, DriverCall call) {
        SimSwapchain found = swapchain(call, swapchain);
        simulation.enter(found.exclusive, call, found::text);
        return found.exclusive;
    }

    /// @param timeoutNanos nanoseconds to wait at most; waiting forever is a fault where all images
    ///   that the surface does not keep are acquired, since none would ever become free
    @Override
    public void acquireImage(
            long swapchain, long timeoutNanos, long semaphore, AcquiredImage result) {
        DriverCall call = DriverCall.ACQUIRE_IMAGE;
        Exclusive exclusive = exclusive(swapchain, call);
        try {
            Simulation.Entry entry = simulation.enter(call, swapchain, "");
            lock.lock();
            try {
                SimSwapchain found = swapchain(call, swapchain);
                SimObject.Semaphore signal = semaphore(call, semaphore);
                checkAcquire(call, found, signal, timeoutNanos);
                result.index = -1;
                result.status = acquire(call, entry, found, timeoutNanos);
                if (result.status == PresentStatus.OPTIMAL
                        || result.status == PresentStatus.SUBOPTIMAL) {
                    result.index = found.nextFree();
                    found.acquired(result.index);
                    signal.signaled = true;
                    signal.signalQueue = -1;
                }
            } finally {
                lock.unlock();
            }
        } finally {
            exclusive.exit();
        }
    }

    private void checkAcquire(
            DriverCall call, SimSwapchain swapchain, SimObject.Semaphore signal, long timeout) {
        if (swapchain.retired) {
            throw simulation.fault(call, swapchain.text() + " is retired by a newer one");
        }
        timelines.checkSignal(call, signal, false, -1);
        int acquired = swapchain.count(SimSwapchain.Place.ACQUIRED);
        int spare = swapchain.images.length - swapchain.surface.info.minImageCount();
        if (acquired > spare && SimulationLock.isForever(timeout)) {
            throw simulation.fault(
                    call,
                    acquired
                            + " of "
                            + swapchain.images.length
                            + " images of "
                            + swapchain.text()
                            + " are acquired, and waiting forever for one more needs at most "
                            + spare);
        }
    }

    private PresentStatus acquire(
            DriverCall call,
            Simulation.@Nullable Entry entry,
            SimSwapchain swapchain,
            long timeoutNanos) {
        PresentStatus planned = presentFailure(call, entry, swapchain);
        if (planned != null) {
            return planned;
        }
        PresentStatus scripted = swapchain.surface.acquireScript.poll();
        if (scripted != null
                && scripted != PresentStatus.OPTIMAL
                && scripted != PresentStatus.SUBOPTIMAL) {
            return scripted;
        }
        waiters++;
        boolean ready;
        try {
            ready =
                    lock.await(
                            () ->
                                    timelines.lost
                                            || broken(swapchain.match())
                                            || swapchain.nextFree() >= 0,
                            timeoutNanos);
        } finally {
            waiters--;
        }
        if (timelines.lost) {
            throw Simulation.failed(call, entry, VulkanResult.DEVICE_LOST, swapchain.text());
        }
        PresentStatus match = swapchain.match();
        if (broken(match)) {
            return match;
        }
        if (!ready) {
            return PresentStatus.TIMEOUT;
        }
        return scripted == PresentStatus.SUBOPTIMAL ? scripted : match;
    }

    private static boolean broken(PresentStatus status) {
        return status == PresentStatus.OUT_OF_DATE || status == PresentStatus.SURFACE_LOST;
    }

    /// Takes a planned failure of acquire or present.
    ///
    /// @return the failure as a status, or null for none
    private @Nullable PresentStatus presentFailure(
            DriverCall call, Simulation.@Nullable Entry entry, SimSwapchain swapchain) {
        if (timelines.lost) {
            throw Simulation.failed(call, entry, VulkanResult.DEVICE_LOST, swapchain.text());
        }
        VulkanResult failure = takeFailure(call, entry);
        if (failure == null) {
            return null;
        }
        return switch (failure) {
            case OUT_OF_DATE -> PresentStatus.OUT_OF_DATE;
            case SURFACE_LOST -> PresentStatus.SURFACE_LOST;
            default -> throw VulkanException.of(call.vulkanName(), failure, swapchain.text());
        };
    }

    @Override
    public PresentStatus present(long swapchain, int image, long waitSemaphore, long fence) {
        DriverCall call = DriverCall.PRESENT;
        Exclusive queue = timelines.exclusive[0];
        simulation.enter(queue, call, () -> queueText(0));
        try {
            Exclusive exclusive = exclusive(swapchain, call);
            try {
                return doPresent(call, swapchain, image, waitSemaphore, fence);
            } finally {
                exclusive.exit();
            }
        } finally {
            queue.exit();
        }
    }

    private PresentStatus doPresent(
            DriverCall call, long swapchain, int image, long waitSemaphore, long fence) {
        Simulation.Entry entry = simulation.enter(call, swapchain, "");
        lock.lock();
        try {
            SimSwapchain found = swapchain(call, swapchain);
            SimObject.Semaphore wait = waitSemaphore == 0 ? null : semaphore(call, waitSemaphore);
            SimObject.Fence signal = fence == 0 ? null : fence(call, fence);
            checkPresent(call, found, image, wait, signal);
            PresentStatus status = presentFailure(call, entry, found);
            if (status == null) {
                PresentStatus scripted = found.surface.presentScript.poll();
                PresentStatus match = found.match();
                status = scripted == null || broken(match) ? match : scripted;
            }
            // An image that is out of date counts as presented too.
            presents.add(found, image, wait, signal);
            progress();
            return status;
        } finally {
            lock.unlock();
        }
    }

    private void checkPresent(
            DriverCall call,
            SimSwapchain swapchain,
            int image,
            SimObject.@Nullable Semaphore wait,
            SimObject.@Nullable Fence fence) {
        if (image < 0
                || image >= swapchain.images.length
                || swapchain.places[image] != SimSwapchain.Place.ACQUIRED) {
            throw simulation.fault(
                    call, "image " + image + " of " + swapchain.text() + " is not acquired");
        }
        int layout = swapchain.images[image].layout;
        if (layout != PRESENT_SRC) {
            throw simulation.fault(
                    call,
                    "image "
                            + image
                            + " of "
                            + swapchain.text()
                            + " is in layout "
                            + layout
                            + " (expected "
                            + PRESENT_SRC
                            + ")");
        }
        if (wait != null && !wait.signaled) {
            throw simulation.fault(
                    call,
                    wait.text() + " is waited for, and nothing was submitted that signals it");
        }
        if (fence != null) {
            if (!features().contains(Feature.SWAPCHAIN_MAINTENANCE)) {
                throw simulation.fault(
                        call, text() + " was created without " + Feature.SWAPCHAIN_MAINTENANCE);
            }
            checkFenceIdle(call, fence);
            if (fence.signaled) {
                throw simulation.fault(call, fence.text() + " is signalled already; reset it");
            }
        }
    }

    // The end

    @Override
    public void destroy() {
        DriverCall call = DriverCall.DESTROY_DEVICE;
        simulation.enter(call, self.handle, self.name);
        lock.lock();
        try {
            checkAlive(call);
            if (waiters > 0) {
                throw simulation.fault(call, text() + " is waited for by another thread");
            }
            if (!timelines.idle()) {
                throw simulation.fault(call, text() + " has submissions that are not finished");
            }
            if (self.children > 0) {
                throw simulation.fault(
                        call,
                        text()
                                + " is destroyed before "
                                + liveObjects().stream().collect(Collectors.joining(", "))
                                + "; destroy what was made from it first");
            }
            memory.releaseAll((who, offset) -> writtenAfterFree(call, who, offset));
            simulation.remove(self);
            instance.deviceDestroyed();
            books.destroyed(NativeKind.DEVICE);
            books.destroyed(NativeKind.ALLOCATOR);
            for (int i = 0; i < timelines.count(); i++) {
                books.destroyed(NativeKind.SEMAPHORE);
            }
        } finally {
            lock.unlock();
        }
    }
}
