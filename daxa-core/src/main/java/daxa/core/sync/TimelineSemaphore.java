package daxa.core.sync;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Reference;

import java.time.Duration;
import java.util.Objects;

/// A number that submissions and the host raise, and that both wait for.
///
/// Queues wait for accepted signals only: a value must be signalled by the host or by a submission
/// before another submission can wait for it. So no program hangs because a signal is missing. A
/// child of its device. Made with `Device.createTimelineSemaphore`.
@ThreadSafe
public final class TimelineSemaphore extends Reference {
    private TimelineSemaphore(TimelineSemaphoreObject object) {
        super(object);
    }

    private TimelineSemaphore(TimelineSemaphore other) {
        super(other);
    }

    /// Creates a semaphore; programs call `Device.createTimelineSemaphore`.
    ///
    /// @param context the device
    /// @param name its name
    /// @param value its value at first
    /// @return the first reference
    /// @throws UsageException if the value is negative
    @Internal
    public static TimelineSemaphore create(DeviceContext context, String name, long value) {
        if (value < 0) {
            throw new UsageException(
                    "TimelineSemaphore '" + name + "': value=" + value + " (expected 0 or above)");
        }
        return first(new TimelineSemaphore(new TimelineSemaphoreObject(context, name, value)));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public TimelineSemaphore retain() {
        return another(new TimelineSemaphore(this));
    }

    private TimelineSemaphoreObject semaphore() {
        return (TimelineSemaphoreObject) object();
    }

    /// What the semaphore has reached.
    ///
    /// @return the value, `Long.MAX_VALUE` if the device is lost
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long value() {
        TimelineSemaphoreObject semaphore = semaphore();
        semaphore.hold();
        try {
            return semaphore.context.driver().semaphoreValue(semaphore.handle);
        } finally {
            semaphore.releaseWeak();
        }
    }

    /// Raises the value from the host.
    ///
    /// @param value above everything that was signalled or submitted so far
    /// @throws UsageException if the value does not rise, or a submission that signals it is not
    ///   finished
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public void signal(long value) {
        TimelineSemaphoreObject semaphore = semaphore();
        semaphore.hold();
        try {
            semaphore.signal(value);
        } finally {
            semaphore.releaseWeak();
        }
    }

    /// Waits until the semaphore reaches a value, with no lock held. Any value may be waited for,
    /// those too that nothing signals yet.
    ///
    /// @param value the value
    /// @param deadline how long to wait at most
    /// @throws DeadlineException if it has not by then
    /// @throws InterruptedWaitException if the thread is interrupted; its interrupt status stays
    ///   set
    /// @throws daxa.core.error.ClosedException if this reference is closed, also meanwhile
    public void await(long value, Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        TimelineSemaphoreObject semaphore = semaphore();
        semaphore.hold();
        try {
            await(semaphore, value, deadline);
        } finally {
            semaphore.releaseWeak();
        }
    }

    private void await(TimelineSemaphoreObject semaphore, long value, Duration deadline) {
        long start = System.nanoTime();
        long nanos = Nanos.of(deadline);
        while (true) {
            long left = nanos - (System.nanoTime() - start);
            if (semaphore
                    .context
                    .driver()
                    .waitForSemaphore(semaphore.handle, value, Nanos.slice(left))) {
                return;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedWaitException(
                        "the wait for value " + value + " of " + this + " was interrupted");
            }
            object();
            if (left <= 0) {
                throw new DeadlineException(
                        this
                                + " did not reach value "
                                + value
                                + " within "
                                + deadline
                                + "; reached so far: "
                                + semaphore.context.driver().semaphoreValue(semaphore.handle));
            }
        }
    }

    /// The native semaphore, for foreign code.
    ///
    /// @return the `VkSemaphore`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        return semaphore().handle;
    }
}
