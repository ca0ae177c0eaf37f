package daxa.core;

import daxa.core.command.DeviceQueues;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.Pause;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AdapterInfo;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.DeviceFault;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.DriverGate;
import daxa.core.driver.Feature;
import daxa.core.error.DaxaException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Lifetimes;
import daxa.core.resource.BindlessTable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;

/// The counted object behind [Device] references, parent of everything that is made on the device.
@ThreadSafe
final class DeviceObject extends Counted {
    private static final System.Logger LOGGER = System.getLogger("daxa.core");
    private static final long RETRY_MICROS = 100;

    private final InstanceObject instance;
    private final AdapterInfo adapter;
    private final DeviceInfo info;
    private final DeviceContext context;
    private volatile boolean drained;
    private final BindlessTable table;
    private final DeviceQueues queues;

    DeviceObject(InstanceObject instance, AdapterInfo adapter, DeviceInfo info) {
        super(instance.lifetimes(), info.name(), 0, true, instance);
        this.instance = instance;
        this.adapter = adapter;
        this.info = info;
        Set<Feature> features = Feature.enabled(adapter.features(), info.required());
        DeviceDriver driver = null;
        BindlessTable made = null;
        try {
            driver =
                    instance.driver()
                            .createDevice(adapter, new DeviceRequest(info.name(), features));
            DriverGate gate = new DriverGate(driver);
            Lifetimes lifetimes =
                    new Lifetimes(
                            instance.lifetimes().mode(),
                            instance.lifetimes().leaks(),
                            driver.queueCount(),
                            gate::completedValue);
            context =
                    new DeviceContext(
                            info.name(), driver, gate, adapter.limits(), features, lifetimes, this);
            made = new BindlessTable(context, capacity(adapter, info, features));
            queues = DeviceQueues.create(made);
            driver.explainLoss(this::breadcrumbs);
        } catch (RuntimeException e) {
            if (driver != null) {
                if (made != null) {
                    made.destroy();
                }
                driver.destroy();
            }
            abandon();
            throw e;
        }
        table = made;
    }

    private String breadcrumbs() {
        String reached = queues.breadcrumbs();
        DeviceFault fault = context.driver().fault();
        return fault == null ? reached : reached + "\n" + fault.text();
    }

    private static BindlessTable.Capacity capacity(
            AdapterInfo adapter, DeviceInfo info, Set<Feature> features) {
        int images =
                Math.min(adapter.limits().maxSampledImages(), adapter.limits().maxStorageImages());
        int samplers =
                (int)
                        Math.min(
                                adapter.limits().maxSamplers(),
                                adapter.limits().maxSamplerAllocationCount());
        // One slot more than asked for: the first holds the null resource.
        return new BindlessTable.Capacity(
                info.maxBuffers() + 1,
                Math.min(info.maxImageViews() + 1, images),
                Math.min(info.maxSamplers() + 1, samplers),
                features.contains(Feature.ACCELERATION_STRUCTURE)
                        ? Math.min(
                                info.maxTlases() + 1,
                                adapter.limits().rayTracing().maxAccelerationStructures())
                        : 0);
    }

    DeviceContext context() {
        return context;
    }

    BindlessTable table() {
        return table;
    }

    DeviceQueues queues() {
        return queues;
    }

    AdapterInfo adapter() {
        return adapter;
    }

    DeviceInfo info() {
        return info;
    }

    InstanceObject instance() {
        return instance;
    }

    @Override
    protected Lifetimes childrenLifetimes() {
        return context.lifetimes();
    }

    @Override
    protected boolean drains() {
        return true;
    }

    // The last close: everything is closed, so all that is left are zombies (L18). Neither an
    // interrupt nor a wait that fails for want of memory must cut it short, or native objects would
    // stay for ever.
    @Override
    protected void drain() {
        long start = System.nanoTime();
        long nanos = Nanos.of(info.closeDeadline());
        boolean interrupted = Thread.interrupted();
        queues.finishSubmits();
        try {
            while (!isDrained()) {
                long left = nanos - (System.nanoTime() - start);
                if (left < 0) {
                    LOGGER.log(
                            Level.ERROR,
                            () ->
                                    label()
                                            + " still has objects after "
                                            + info.closeDeadline()
                                            + " and is not destroyed: "
                                            + context.lifetimes().report());
                    return;
                }
                interrupted |= Thread.interrupted();
                awaitQueues(Duration.ofNanos(left));
            }
            drained = true;
            interrupted |= !joinThreads(Duration.ofNanos(nanos - (System.nanoTime() - start)));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// @return false if the current thread was interrupted
    private boolean joinThreads(Duration deadline) {
        try {
            queues.joinCompletions(deadline);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private boolean isDrained() {
        Lifetimes lifetimes = context.lifetimes();
        while (lifetimes.collect().destroyed() != 0) {
            // What was destroyed may have freed its parents.
        }
        try {
            return lifetimes.objects() == 0 && queues.areIdle();
        } catch (DaxaException e) {
            LOGGER.log(Level.DEBUG, () -> label() + " asks again how far it is", e);
            return false;
        }
    }

    // Whoever waits for what will not come has to hear of it, and nobody can process events now.
    @Override
    protected void onLastClose() {
        queues.endCompletions();
    }

    private void awaitQueues(Duration deadline) {
        try {
            queues.awaitIdle(deadline);
        } catch (DaxaException e) {
            LOGGER.log(Level.DEBUG, () -> label() + " waits again", e);
        }
        // What is left is in the hands of another thread that collects.
        Pause.micros(RETRY_MICROS);
    }

    @Override
    protected boolean destroy() {
        if (!drained) {
            // The GPU may still use everything: a leak, which drain() has logged, is the lesser
            // evil.
            return false;
        }
        context.gate().close();
        queues.destroy();
        table.destroy();
        DeviceDriver driver = context.driver();
        long bytes = driver.allocatedBytes();
        if (bytes != 0) {
            LOGGER.log(
                    Level.ERROR,
                    () -> label() + " is destroyed, but " + bytes + " bytes are still allocated");
        }
        driver.destroy();
        return true;
    }

    @Override
    public String typeName() {
        return "Device";
    }
}
