package daxa.core.driver.simulated;

import daxa.core.concurrent.RankedLock;
import daxa.core.driver.DriverLock;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The one lock of a simulated driver, with the one event that everybody waits for: something
/// changed. User code is never called while it is held, and it does not nest.
final class SimulationLock {
    private final RankedLock lock = new RankedLock(DriverLock.RANK);

    /// Opens at the next change; only made where somebody waits for it. The lock guards it.
    private @Nullable CountDownLatch nextChange;

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /// Wakes all that wait. The caller holds the lock.
    void signalChange() {
        CountDownLatch changed = nextChange;
        if (changed != null) {
            nextChange = null;
            changed.countDown();
        }
    }

    /// Waits until something is so. The caller holds the lock, which is free meanwhile.
    ///
    /// @param reached what to wait for; asked after each change, with the lock held
    /// @param timeoutNanos nanoseconds to wait at most; see [#isForever]
    /// @return false if the time is over, or the thread is interrupted; its flag stays set
    boolean await(BooleanSupplier reached, long timeoutNanos) {
        long start = System.nanoTime();
        boolean interrupted = false;
        while (!reached.getAsBoolean()) {
            long left =
                    isForever(timeoutNanos)
                            ? Long.MAX_VALUE
                            : timeoutNanos - (System.nanoTime() - start);
            if (interrupted || left <= 0) {
                return false;
            }
            interrupted = !awaitChange(left);
        }
        return true;
    }

    /// Waits until something is so, interrupted or not. The caller holds the lock.
    void awaitUninterruptibly(BooleanSupplier reached) {
        boolean interrupted = false;
        while (!reached.getAsBoolean()) {
            if (!awaitChange(Long.MAX_VALUE)) {
                interrupted = true;
                Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for a change or until the time is over.
    ///
    /// @return false if the thread was interrupted; its flag stays set
    private boolean awaitChange(long nanos) {
        CountDownLatch changed = nextChange;
        if (changed == null) {
            changed = new CountDownLatch(1);
            nextChange = changed;
        }
        lock.unlock();
        boolean interrupted = false;
        try {
            // Whether it opened or not: the caller looks for itself.
            var _ = changed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        lock.lock();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !interrupted;
    }

    /// Whether a span is meant to have no end: more than a century.
    static boolean isForever(long timeoutNanos) {
        return timeoutNanos > TimeUnit.DAYS.toNanos(36_500);
    }
}
