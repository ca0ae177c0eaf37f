package daxa.core;

import daxa.core.command.Queue;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AdapterInfo;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.SubmitBatch;
import daxa.core.error.DaxaException;
import daxa.core.error.DeadlineException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Lifetimes;
import daxa.core.resource.BindlessTable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The counted object behind [Device] references, parent of everything that is made on the device.
@ThreadSafe
final class DeviceObject extends Counted {
    private static final System.Logger LOGGER = System.getLogger("daxa.core");
    private static final long RETRY_NANOS = 100_000;
    private static final int UNDEFINED = 0;
    private static final int GENERAL = 1;
    private static final long ALL_COMMANDS = 0x10000L;
    private static final long MEMORY_READ_WRITE = 0x8000L | 0x10000L;

    private final InstanceObject instance;
    private final AdapterInfo adapter;
    private final DeviceInfo info;
    private final DeviceContext context;
    private final BindlessTable table;
    private final List<Queue> queues;

    DeviceObject(InstanceObject instance, AdapterInfo adapter, DeviceInfo info) {
        super(instance.lifetimes(), info.name(), 0, true, instance);
        this.instance = instance;
        this.adapter = adapter;
        this.info = info;
        DeviceDriver driver = null;
        BindlessTable made = null;
        try {
            driver =
                    instance.driver()
                            .createDevice(
                                    adapter, new DeviceRequest(info.name(), adapter.features()));
            Lifetimes lifetimes =
                    new Lifetimes(
                            instance.lifetimes().mode(),
                            instance.lifetimes().leaks(),
                            driver.queueCount(),
                            driver::completedValue);
            context =
                    new DeviceContext(
                            info.name(),
                            driver,
                            adapter.limits(),
                            adapter.features(),
                            lifetimes,
                            this);
            made = new BindlessTable(context, capacity(adapter, info));
            queues = createQueues(made, driver.queueCount());
            clearNullImage(driver, made.nullImage(), info);
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

    private static BindlessTable.Capacity capacity(AdapterInfo adapter, DeviceInfo info) {
        int images =
                Math.min(adapter.limits().maxSampledImages(), adapter.limits().maxStorageImages());
        // One slot more than asked for: the first holds the null resource.
        return new BindlessTable.Capacity(
                info.maxBuffers() + 1,
                Math.min(info.maxImageViews() + 1, images),
                Math.min(info.maxSamplers() + 1, adapter.limits().maxSamplers()));
    }

    private static List<Queue> createQueues(BindlessTable table, int count) {
        List<Queue> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(new Queue(table, i, i == 0 ? "main" : "queue " + i));
        }
        return List.copyOf(made);
    }

    private void clearNullImage(DeviceDriver driver, long image, DeviceInfo deviceInfo) {
        CommandDriver commands = driver.createCommands(0, deviceInfo.name() + " set-up");
        try {
            commands.begin(false);
            commands.imageBarrier(
                    image, 1, UNDEFINED, GENERAL, ALL_COMMANDS, 0, ALL_COMMANDS, MEMORY_READ_WRITE);
            int one = Float.floatToRawIntBits(1);
            commands.clearColorImage(image, 0, 1, 0, 1, one, 0, one, one);
            commands.memoryBarrier(
                    ALL_COMMANDS, MEMORY_READ_WRITE, ALL_COMMANDS, MEMORY_READ_WRITE);
            commands.end();
            SubmitBatch batch = new SubmitBatch();
            batch.add(commands);
            long number = context.lifetimes().timelines().begin(0);
            batch.signalValue = number;
            driver.submit(0, batch);
            driver.waitIdle();
            context.lifetimes().timelines().completed(0, number);
        } finally {
            commands.destroy();
        }
    }

    DeviceContext context() {
        return context;
    }

    BindlessTable table() {
        return table;
    }

    List<Queue> queues() {
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

    // The last close: everything is closed, so all that is left are zombies (L18). An interrupt
    // must not
    // cut it short, or native objects would stay for ever.
    @Override
    protected void drain() {
        boolean interrupted = Thread.interrupted();
        try {
            for (Queue queue : queues) {
                queue.awaitIdle(info.closeDeadline());
            }
            collectEverything();
        } catch (DaxaException e) {
            LOGGER.log(Level.ERROR, () -> label() + " could not be drained", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void collectEverything() {
        long start = System.nanoTime();
        Lifetimes lifetimes = context.lifetimes();
        while (lifetimes.collect().destroyed() != 0 || lifetimes.objects() != 0) {
            if (System.nanoTime() - start > info.closeDeadline().toNanos()) {
                throw new DeadlineException(
                        label()
                                + " still has objects after "
                                + info.closeDeadline()
                                + ": "
                                + lifetimes.report());
            }
            LockSupport.parkNanos(this, RETRY_NANOS);
        }
    }

    @Override
    protected boolean destroy() {
        for (Queue queue : queues) {
            queue.destroy();
        }
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

    Duration closeDeadline() {
        return info.closeDeadline();
    }

    @Override
    public String typeName() {
        return "Device";
    }
}
