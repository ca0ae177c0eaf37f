package daxa.core.driver.simulated;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AdapterInfo;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.DriverMessage;
import daxa.core.driver.Feature;
import daxa.core.driver.InstanceDriver;
import daxa.core.driver.InstanceRequest;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeKind;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.SurfaceInfo;
import daxa.core.error.VulkanResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// An instance of a [SimulatedDriver], with the surfaces of its simulated windows.
@ThreadSafe
public final class SimulatedInstance implements InstanceDriver {
    private final SimulatedDriver driver;
    private final Simulation simulation;
    private final InstanceRequest request;
    private final Consumer<DriverMessage> messages;
    private final SimObject self;
    private final List<SimulatedAdapter> configured;
    private final List<AdapterInfo> adapters;
    private final NativeBooks books = new NativeBooks();
    private final List<SimulatedDevice> devices = new CopyOnWriteArrayList<>();

    /// The caller holds the lock.
    SimulatedInstance(
            SimulatedDriver driver, InstanceRequest request, Consumer<DriverMessage> messages) {
        this.driver = driver;
        this.simulation = driver.simulation;
        this.request = request;
        this.messages = messages;
        this.configured = driver.adapterList();
        List<AdapterInfo> infos = new ArrayList<>();
        for (SimulatedAdapter adapter : configured) {
            int index = infos.size();
            infos.add(
                    new AdapterInfo(
                            index,
                            adapter.name(),
                            adapter.type(),
                            "simulated",
                            adapter.apiVersion(),
                            0x5D5D,
                            index + 1,
                            String.format(Locale.ROOT, "%032x", index + 1),
                            adapter.deviceMemory(),
                            adapter.features(),
                            adapter.limits()));
        }
        this.adapters = List.copyOf(infos);
        this.self =
                new SimObject(
                        simulation.newHandle(),
                        NativeKind.INSTANCE,
                        request.applicationName(),
                        null,
                        null);
        simulation.add(self);
        books.created(NativeKind.INSTANCE);
        if (request.messenger()) {
            books.created(NativeKind.MESSENGER);
        }
    }

    /// What the instance was asked to be.
    ///
    /// @return the request
    public InstanceRequest request() {
        return request;
    }

    /// The devices created so far.
    ///
    /// @return an immutable list, destroyed ones included, in order of creation
    public List<SimulatedDevice> devices() {
        return List.copyOf(devices);
    }

    /// Sends a message as a driver or a validation layer would, on the calling thread.
    ///
    /// @param message the message
    public void sendMessage(DriverMessage message) {
        messages.accept(message);
    }

    @Override
    public List<AdapterInfo> adapters() {
        Simulation.Entry entry = simulation.enter(DriverCall.ADAPTERS, self.handle, "");
        simulation.lock.lock();
        try {
            checkAlive(DriverCall.ADAPTERS);
            simulation.mayFail(DriverCall.ADAPTERS, entry, self::text);
            return adapters;
        } finally {
            simulation.lock.unlock();
        }
    }

    private void checkAlive(DriverCall call) {
        if (self.destroyed) {
            throw simulation.fault(call, self.text() + " is destroyed");
        }
    }

    @Override
    public SimulatedDevice createDevice(AdapterInfo adapter, DeviceRequest deviceRequest) {
        DriverCall call = DriverCall.CREATE_DEVICE;
        Simulation.Entry entry = simulation.enter(call, 0, deviceRequest.name());
        String text = "Device '" + deviceRequest.name() + "'";
        simulation.lock.lock();
        try {
            checkAlive(call);
            int index = adapters.indexOf(adapter);
            if (index < 0) {
                throw simulation.fault(
                        call, "adapter '" + adapter.name() + "' is not one of the instance's");
            }
            simulation.mayFail(call, entry, () -> text);
            for (Feature feature : deviceRequest.features()) {
                if (!adapter.features().contains(feature)) {
                    boolean extension = feature.vulkanName().startsWith("VK_");
                    throw Simulation.failed(
                            call,
                            entry,
                            extension
                                    ? VulkanResult.EXTENSION_NOT_PRESENT
                                    : VulkanResult.FEATURE_NOT_PRESENT,
                            text);
                }
            }
            SimulatedDevice device =
                    new SimulatedDevice(driver, this, configured.get(index), deviceRequest);
            self.children++;
            devices.add(device);
            Simulation.created(entry, device.nativeHandle());
            return device;
        } finally {
            simulation.lock.unlock();
        }
    }

    /// A device was destroyed. The caller holds the lock.
    void deviceDestroyed() {
        self.children--;
    }

    @Override
    public long nativeHandle() {
        return self.handle;
    }

    // Surfaces

    /// @param surface any number but 0 that is no handle yet
    @Override
    public void adoptSurface(long surface, String name) {
        DriverCall call = DriverCall.ADOPT_SURFACE;
        simulation.enter(call, surface, name);
        simulation.lock.lock();
        try {
            checkAlive(call);
            if (surface == 0) {
                throw simulation.fault(call, "Surface handle 0x0 is null");
            }
            addSurface(call, new SimSurface(surface, name, this, 640, 480));
        } finally {
            simulation.lock.unlock();
        }
    }

    @Override
    public long createHeadlessSurface(String name) {
        DriverCall call = DriverCall.CREATE_HEADLESS_SURFACE;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        simulation.lock.lock();
        try {
            checkAlive(call);
            simulation.mayFail(call, entry, () -> "Surface '" + name + "'");
            long handle = simulation.newHandle();
            addSurface(call, new SimSurface(handle, name, this, -1, -1));
            Simulation.created(entry, handle);
            return handle;
        } finally {
            simulation.lock.unlock();
        }
    }

    private void addSurface(DriverCall call, SimSurface surface) {
        if (!simulation.add(surface)) {
            throw simulation.fault(
                    call, "handle 0x" + Long.toHexString(surface.handle) + " is taken already");
        }
        self.children++;
        books.created(NativeKind.SURFACE);
    }

    @Override
    public void destroySurface(long surface) {
        DriverCall call = DriverCall.DESTROY_SURFACE;
        simulation.enter(call, surface, "");
        simulation.lock.lock();
        try {
            SimSurface found = surface(call, surface);
            if (found.children > 0) {
                throw simulation.fault(call, childrenText(simulation, found));
            }
            simulation.remove(found);
            self.children--;
            books.destroyed(NativeKind.SURFACE);
        } finally {
            simulation.lock.unlock();
        }
    }

    SimSurface surface(DriverCall call, long handle) {
        checkAlive(call);
        SimSurface surface =
                simulation.find(call, handle, NativeKind.SURFACE, SimSurface.class, null);
        if (surface.instance != this) {
            throw simulation.fault(
                    call, surface.text() + " belongs to another instance than " + self.text());
        }
        return surface;
    }

    /// What is wrong with destroying an object that others were made from.
    static String childrenText(Simulation simulation, SimObject parent) {
        return parent.text()
                + " is destroyed before "
                + simulation.living(object -> object.isMadeFrom(parent)).stream()
                        .map(SimObject::text)
                        .collect(Collectors.joining(", "))
                + "; destroy what was made from it first";
    }

    /// Changes the size of a window. Swapchains of another size are out of date from now on, or
    /// what [#resizeStatus] says.
    ///
    /// @param surface the surface
    /// @param width texels; 0 while the window is minimised; -1 where the swapchain decides
    /// @param height texels, or -1
    public void resizeSurface(long surface, int width, int height) {
        control(surface, s -> s.resize(width, height));
    }

    /// Sets what acquire and present say while the swapchain has another size than the surface.
    ///
    /// @param surface the surface
    /// @param status `OUT_OF_DATE`, as at first, `SUBOPTIMAL` or `OPTIMAL`
    /// @throws IllegalArgumentException if it is another status
    public void resizeStatus(long surface, PresentStatus status) {
        if (status == PresentStatus.TIMEOUT || status == PresentStatus.SURFACE_LOST) {
            throw new IllegalArgumentException(
                    "status=" + status + " (expected OUT_OF_DATE, SUBOPTIMAL or OPTIMAL)");
        }
        control(surface, s -> s.mismatch = status);
    }

    /// Sets what a surface offers.
    ///
    /// @param surface the surface
    /// @param info what it offers from now on
    public void describeSurface(long surface, SurfaceInfo info) {
        control(surface, s -> s.info = info);
    }

    /// Sets whether devices can present to a surface; at first they can if they support swapchains.
    ///
    /// @param surface the surface
    /// @param presentable whether they can
    public void presentable(long surface, boolean presentable) {
        control(surface, s -> s.presentable = presentable);
    }

    /// Takes a surface away, as a window system does that ends. From now on everything asked of it
    /// says `SURFACE_LOST`.
    ///
    /// @param surface the surface
    public void loseSurface(long surface) {
        control(surface, s -> s.lost = true);
    }

    /// Scripts the results of the next calls to acquire an image of a surface's swapchains, one
    /// after the other. `TIMEOUT` returns at once; `OPTIMAL` does what would be done without a
    /// script.
    ///
    /// @param surface the surface
    /// @param results what to say
    public void scriptAcquire(long surface, PresentStatus... results) {
        List<PresentStatus> script = List.of(results);
        control(surface, s -> s.acquireScript.addAll(script));
    }

    /// Scripts the results of the next presents to a surface, one after the other. `OPTIMAL` does
    /// what would be done without a script.
    ///
    /// @param surface the surface
    /// @param results what to say
    /// @throws IllegalArgumentException if one is `TIMEOUT`, which a present never says
    public void scriptPresent(long surface, PresentStatus... results) {
        List<PresentStatus> script = List.of(results);
        if (script.contains(PresentStatus.TIMEOUT)) {
            throw new IllegalArgumentException(
                    "results=" + script + " (a present never says TIMEOUT)");
        }
        control(surface, s -> s.presentScript.addAll(script));
    }

    private void control(long surface, Consumer<SimSurface> change) {
        simulation.lock.lock();
        try {
            change.accept(surface(DriverCall.SURFACE_INFO, surface));
            simulation.lock.signalChange();
        } finally {
            simulation.lock.unlock();
        }
    }

    @Override
    public NativeBooks books() {
        return books;
    }

    @Override
    public void destroy() {
        DriverCall call = DriverCall.DESTROY_INSTANCE;
        simulation.enter(call, self.handle, "");
        simulation.lock.lock();
        try {
            checkAlive(call);
            if (self.children > 0) {
                throw simulation.fault(
                        call,
                        self.text()
                                + " is destroyed before "
                                + simulation.living(this::isMine).stream()
                                        .map(SimObject::text)
                                        .collect(Collectors.joining(", "))
                                + "; destroy devices and surfaces first");
            }
            simulation.remove(self);
            books.destroyed(NativeKind.INSTANCE);
            if (request.messenger()) {
                books.destroyed(NativeKind.MESSENGER);
            }
        } finally {
            simulation.lock.unlock();
        }
    }

    private boolean isMine(SimObject object) {
        return (object instanceof SimSurface surface && surface.instance == this)
                || (object.kind == NativeKind.DEVICE && object.isMadeFrom(self));
    }

    SimObject self() {
        return self;
    }
}
