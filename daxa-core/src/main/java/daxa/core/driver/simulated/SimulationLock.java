package daxa.core.driver.simulated;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// The one lock of a simulated driver, with the one condition that everybody waits for: something
/// changed. User code is never called while it is held.
final class SimulationLock {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /// Wakes all that wait. The caller holds the lock.
    void signalChange() {
        changed.signalAll();
    }

    /// Waits until something is so. The caller holds the lock, which is free meanwhile.
    ///
    /// @param reached what to wait for; asked after each change, with the lock held
    /// @param timeoutNanos nanoseconds to wait at most; see [#isForever]
    /// @return false if the time is over, or the thread is interrupted; its flag stays set
    boolean await(BooleanSupplier reached, long timeoutNanos) {
        boolean forever = isForever(timeoutNanos);
        long left = timeoutNanos;
        try {
            while (!reached.getAsBoolean()) {
                if (forever) {
                    changed.await();
                } else if (left <= 0) {
                    return false;
                } else {
                    left = changed.awaitNanos(left);
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return reached.getAsBoolean();
        }
    }

    /// Waits until something is so, interrupted or not. The caller holds the lock.
    void awaitUninterruptibly(BooleanSupplier reached) {
        while (!reached.getAsBoolean()) {
            changed.awaitUninterruptibly();
        }
    }

    /// Whether a span is meant to have no end: more than a century.
    static boolean isForever(long timeoutNanos) {
        return timeoutNanos > TimeUnit.DAYS.toNanos(36_500);
    }
}
