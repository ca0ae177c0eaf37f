package daxa.test.driver;

import daxa.core.driver.AcquiredImage;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.SubmitBatch;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;

/// A device whose submissions and presents do nothing and are over at once. It has one swapchain.
abstract class SilentDevice implements DeviceDriver {
    /// Does everything else.
    protected final DeviceDriver target;

    private final Supplier<CommandDriver> commands;
    private final AtomicLongArray submitted;
    private int images;
    private int acquired;

    SilentDevice(DeviceDriver target, Supplier<CommandDriver> commands) {
        this.target = target;
        this.commands = commands;
        submitted = new AtomicLongArray(target.queueCount());
    }

    @Override
    public final CommandDriver createCommands(int queue, String name) {
        return commands.get();
    }

    @Override
    public final void submit(int queue, SubmitBatch batch) {
        submitted.set(queue, batch.signalValue);
    }

    @Override
    public final long completedValue(int queue) {
        return submitted.get(queue);
    }

    @Override
    public final long reachedValue(int queue) {
        return submitted.get(queue);
    }

    @Override
    public final boolean waitForValue(int queue, long value, long timeoutNanos) {
        return true;
    }

    @Override
    public final long[] swapchainImages(long swapchain) {
        long[] handles = target.swapchainImages(swapchain);
        images = handles.length;
        return handles;
    }

    @Override
    public final void acquireImage(
            long swapchain, long timeoutNanos, long semaphore, AcquiredImage result) {
        result.status = PresentStatus.OPTIMAL;
        result.index = acquired++ % images;
    }

    @Override
    public final PresentStatus present(
            long swapchain, int image, long waitSemaphore, long fence, long presentId) {
        return PresentStatus.OPTIMAL;
    }

    @Override
    public final boolean fenceSignaled(long fence) {
        return true;
    }

    @Override
    public final boolean waitForFence(long fence, long timeoutNanos) {
        return true;
    }

    @Override
    public final void resetFence(long fence) {}

    @Override
    public final void resetQueryPool(long pool, int first, int count) {}

    @Override
    public final void queryResults(long pool, int first, int count, int values, long[] into) {}
}
