package daxa.core.driver;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.Pause;
import daxa.core.concurrent.ThreadSafe;

import java.util.concurrent.atomic.AtomicInteger;

/// Keeps a device's driver from being destroyed while a thread that holds no reference to the
/// device asks how far the GPU is: tokens and queues outlive their device, and a collection may
/// still run on one thread while another closes the device.
@Internal
@ThreadSafe
public final class DriverGate {
    private static final int CLOSED = Integer.MIN_VALUE;
    private static final long RETRY_MICROS = 20;

    private final DeviceDriver driver;
    private final AtomicInteger inside = new AtomicInteger();

    /// Creates an open gate.
    ///
    /// @param driver what is behind it
    public DriverGate(DeviceDriver driver) {
        this.driver = driver;
    }

    /// How far a queue is.
    ///
    /// @param queue the queue
    /// @return the value that its timeline has reached, `Long.MAX_VALUE` where the device is
    ///   destroyed: then everything is finished
    public long completedValue(int queue) {
        if (!enter()) {
            return Long.MAX_VALUE;
        }
        try {
            return driver.completedValue(queue);
        } finally {
            inside.getAndDecrement();
        }
    }

    /// Waits until a queue has come so far.
    ///
    /// @param queue the queue
    /// @param value the value of its timeline to wait for
    /// @param timeoutNanos how long to wait; [#close()] waits as long
    /// @return true if it has, or the device is destroyed
    public boolean waitForValue(int queue, long value, long timeoutNanos) {
        if (!enter()) {
            return true;
        }
        try {
            return driver.waitForValue(queue, value, timeoutNanos);
        } finally {
            inside.getAndDecrement();
        }
    }

    /// Waits until one of several timelines has come so far.
    ///
    /// @param timelines semaphores and queues with values
    /// @param timeoutNanos how long to wait; [#close()] waits as long
    /// @return true if one has, or the device is destroyed
    public boolean waitForAny(SemaphoreList timelines, long timeoutNanos) {
        if (!enter()) {
            return true;
        }
        try {
            return driver.waitForAny(timelines, timeoutNanos);
        } finally {
            inside.getAndDecrement();
        }
    }

    /// How far a queue has really come; a loss of the device does not raise it.
    ///
    /// @param queue the queue
    /// @return the largest value that its timeline is known to have reached, `Long.MAX_VALUE` where
    ///   the device is destroyed
    public long reachedValue(int queue) {
        if (!enter()) {
            return Long.MAX_VALUE;
        }
        try {
            return driver.reachedValue(queue);
        } finally {
            inside.getAndDecrement();
        }
    }

    /// Checks that a queue came so far before the device was lost.
    ///
    /// @param queue the queue
    /// @param value a value that [#completedValue(int)] has reached
    /// @throws daxa.core.error.DeviceLostException if the device was lost before, and is not
    ///   destroyed
    public void requireReached(int queue, long value) {
        if (enter()) {
            try {
                driver.requireReached(queue, value);
            } finally {
                inside.getAndDecrement();
            }
        }
    }

    private boolean enter() {
        for (; ; ) {
            int seen = inside.get();
            if (seen < 0) {
                return false;
            }
            if (inside.weakCompareAndSetVolatile(seen, seen + 1)) {
                return true;
            }
        }
    }

    /// Lets nobody in any more, and waits until all are out. The driver may be destroyed after it.
    public void close() {
        while (!inside.compareAndSet(0, CLOSED) && inside.get() >= 0) {
            Pause.micros(RETRY_MICROS);
        }
    }
}
