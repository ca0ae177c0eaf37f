package daxa.core.driver.simulated;

import daxa.core.driver.DeviceLimits;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.Feature;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeKind;
import daxa.core.error.DeviceLostException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/// What the parts of a [SimulatedDevice] share: what it is, its books, its objects, and how a call
/// fails. Unless a method says otherwise the caller holds the lock.
final class SimDevice {
    final SimulatedDevice owner;
    final SimulatedInstance instance;
    final Simulation simulation;
    final SimulationLock lock;
    final SimulatedAdapter adapter;
    final NativeBooks books;
    final SimObject self;
    final Timelines timelines;
    final Presents presents;
    final DeviceMemory memory;
    private final DeviceRequest request;
    private final TreeMap<Long, SimObject.Buffer> byAddress = new TreeMap<>();
    private final IntUnaryOperator timestampBits;

    /// Tells how far the queues are when the device is lost.
    volatile Supplier<String> breadcrumbs = () -> "";

    /// The device's clock; each timestamp moves it on.
    long clock;

    /// Whether a wait of the host lets the GPU go on as far as it needs.
    boolean waitCompletes;

    /// Threads that wait for a value, for idleness, or for an image.
    int waiters;

    SimDevice(
            SimulatedDevice owner,
            SimulatedDriver driver,
            SimulatedInstance instance,
            SimulatedAdapter adapter,
            DeviceRequest request) {
        this.owner = owner;
        this.instance = instance;
        this.simulation = driver.simulation;
        this.lock = simulation.lock;
        this.adapter = adapter;
        this.request = request;
        this.timestampBits = driver.timestampBits();
        this.waitCompletes = driver.waitsComplete();
        this.books = instance.books();
        this.timelines =
                new Timelines(
                        simulation,
                        driver.queueCount(),
                        adapter.limits().maxTimelineSemaphoreValueDifference());
        this.presents = new Presents(timelines, driver.presentsAtOnce());
        this.memory = new DeviceMemory(simulation, adapter.deviceMemory(), adapter.limits());
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

    // What it is. These need no lock.

    String name() {
        return request.name();
    }

    String text() {
        return self.text();
    }

    String queueText(int queue) {
        return "Queue " + queue + " of " + text();
    }

    Set<Feature> features() {
        return request.features();
    }

    DeviceLimits limits() {
        return adapter.limits();
    }

    /// Everything native that exists on the device, as text.
    List<String> liveObjects() {
        return simulation.living(object -> object.device == owner).stream()
                .map(SimObject::text)
                .toList();
    }

    int timestampBits(int queue) {
        return timestampBits.applyAsInt(queue);
    }

    // How calls fail

    void checkAlive(DriverCall call) {
        if (self.destroyed) {
            throw simulation.fault(call, text() + " is destroyed");
        }
    }

    /// Fails where the device is lost or a failure is planned; nothing has happened yet.
    void mayFail(DriverCall call, Simulation.@Nullable Entry entry, Supplier<String> object) {
        if (timelines.lost) {
            throw lost(call, entry, object.get());
        }
        VulkanResult failure = takeFailure(call, entry);
        if (failure != null) {
            throw failure(call, failure, object.get());
        }
    }

    /// Makes the exception of a call on a lost device.
    VulkanException lost(DriverCall call, Simulation.@Nullable Entry entry, String object) {
        Simulation.note(entry, VulkanResult.DEVICE_LOST);
        return failure(call, VulkanResult.DEVICE_LOST, object);
    }

    /// Makes the exception for a result.
    VulkanException failure(DriverCall call, VulkanResult result, String object) {
        return result == VulkanResult.DEVICE_LOST
                ? new DeviceLostException(call.vulkanName(), object, breadcrumbs.get())
                : VulkanException.of(call.vulkanName(), result, object);
    }

    @Nullable VulkanResult takeFailure(DriverCall call, Simulation.@Nullable Entry entry) {
        VulkanResult failure = simulation.takeFailure(call, entry);
        if (failure == VulkanResult.DEVICE_LOST) {
            lose();
        }
        return failure;
    }

    /// Like [#mayFail], for calls that a lost device still answers.
    void mayFailUnlessLost(
            DriverCall call, Simulation.@Nullable Entry entry, Supplier<String> object) {
        VulkanResult failure = timelines.lost ? null : takeFailure(call, entry);
        if (failure != null && failure != VulkanResult.DEVICE_LOST) {
            throw VulkanException.of(call.vulkanName(), failure, object.get());
        }
    }

    /// Loses the device. Everybody who waits wakes up.
    void lose() {
        timelines.lose();
        progress();
    }

    /// Ends the presents that can end by themselves, and wakes up everybody who waits.
    void progress() {
        presents.advance();
        lock.signalChange();
    }

    // Objects

    void add(SimObject object, Simulation.@Nullable Entry entry) {
        simulation.add(object);
        SimObject parent = object.parent;
        if (parent != null) {
            parent.children++;
        }
        self.children++;
        books.created(object.kind);
        Simulation.created(entry, object.handle);
    }

    /// Strikes an object out of everything.
    void removed(SimObject object, NativeKind kind) {
        simulation.remove(object);
        SimObject parent = object.parent;
        if (parent != null) {
            parent.children--;
        }
        self.children--;
        books.destroyed(kind);
    }

    <T extends SimObject> T find(DriverCall call, long handle, NativeKind kind, Class<T> type) {
        checkAlive(call);
        return simulation.find(call, handle, kind, type, owner);
    }

    SimObject.Buffer buffer(DriverCall call, long handle) {
        return find(call, handle, NativeKind.BUFFER, SimObject.Buffer.class);
    }

    /// Notes a new buffer's address. Callers hold the lock.
    void addressed(SimObject.Buffer buffer) {
        byAddress.put(buffer.address, buffer);
    }

    /// Forgets a buffer's address. Callers hold the lock.
    void notAddressed(SimObject.Buffer buffer) {
        byAddress.remove(buffer.address);
    }

    /// The buffer in which some bytes lie, or null. Callers do not hold the lock.
    SimObject.@Nullable Buffer bufferAt(long address, long size) {
        lock.lock();
        try {
            Map.Entry<Long, SimObject.Buffer> below = byAddress.floorEntry(address);
            if (below == null) {
                return null;
            }
            SimObject.Buffer buffer = below.getValue();
            return address + size <= buffer.address + buffer.size ? buffer : null;
        } finally {
            lock.unlock();
        }
    }

    SimObject.Image image(DriverCall call, long handle) {
        return find(call, handle, NativeKind.IMAGE, SimObject.Image.class);
    }

    SimObject.View view(DriverCall call, long handle) {
        return find(call, handle, NativeKind.IMAGE_VIEW, SimObject.View.class);
    }

    SimSwapchain swapchain(DriverCall call, long handle) {
        return find(call, handle, NativeKind.SWAPCHAIN, SimSwapchain.class);
    }

    SimObject.Semaphore semaphore(DriverCall call, long handle) {
        return find(call, handle, NativeKind.SEMAPHORE, SimObject.Semaphore.class);
    }

    SimObject.Fence fence(DriverCall call, long handle) {
        return find(call, handle, NativeKind.FENCE, SimObject.Fence.class);
    }

    void checkNoChildren(DriverCall call, SimObject object) {
        if (object.children > 0) {
            throw simulation.fault(call, SimulatedInstance.childrenText(simulation, object));
        }
    }

    /// Destroys an object that nothing special is about.
    void destroy(DriverCall call, long handle, NativeKind kind) {
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

    long addPlain(NativeKind kind, String name, Simulation.@Nullable Entry entry) {
        SimObject object = new SimObject(simulation.newHandle(), kind, name, owner, null);
        add(object, entry);
        return object.handle;
    }

    // The end

    /// Destroys the device. The caller does not hold the lock.
    void destroy() {
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
                                + String.join(", ", liveObjects())
                                + "; destroy what was made from it first");
            }
            memory.releaseAll(call);
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
