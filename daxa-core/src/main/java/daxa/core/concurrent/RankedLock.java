package daxa.core.concurrent;

import daxa.core.error.LockOrderException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// The only lock of the framework: mutual exclusion with a [LockRank].
///
/// Where [Debug#ENABLED], taking a lock out of order throws [LockOrderException] before the thread
/// blocks, and so does releasing one out of stack order. Otherwise it is a plain lock. It does not
/// nest: a lock of one rank is never taken while one of the same rank is held.
@ThreadSafe
public final class RankedLock {
    private static final ThreadLocal<AtomicLong> TAKEN = ThreadLocal.withInitial(AtomicLong::new);
    private static final ThreadLocal<List<Held>> HELD =
            ThreadLocal.withInitial(() -> new ArrayList<>(4));

    private final LockRank rank;
    private final ReentrantLock lock = new ReentrantLock();

    private record Held(RankedLock lock, Throwable place) {}

    /// Creates a lock.
    ///
    /// @param rank its place in the order
    public RankedLock(LockRank rank) {
        this.rank = rank;
    }

    /// Takes the lock, waiting for it as long as it takes.
    public void lock() {
        if (Debug.ENABLED) {
            checkOrder();
            lock.lock();
            remember();
        } else {
            lock.lock();
        }
    }

    /// Takes the lock if no thread has it.
    ///
    /// @return whether it was taken
    public boolean tryLock() {
        if (Debug.ENABLED) {
            checkOrder();
            boolean taken = lock.tryLock();
            if (taken) {
                remember();
            }
            return taken;
        }
        return lock.tryLock();
    }

    /// Releases the lock.
    public void unlock() {
        if (Debug.ENABLED) {
            forget();
        }
        lock.unlock();
    }

    /// The ranks of the locks that the current thread holds, oldest first. Only known where
    /// [Debug#ENABLED].
    ///
    /// @return the ranks
    public static List<LockRank> heldByCurrentThread() {
        return HELD.get().stream().map(held -> held.lock.rank).toList();
    }

    /// How many locks the current thread has taken so far. Only counted where [Debug#ENABLED].
    ///
    /// @return the count
    public static long takenByCurrentThread() {
        return TAKEN.get().get();
    }

    private void checkOrder() {
        List<Held> held = HELD.get();
        if (held.isEmpty()) {
            return;
        }
        Held newest = held.getLast();
        LockRank outer = newest.lock.rank;
        if (!outer.allows(rank)) {
            throw new LockOrderException(
                    "lock '"
                            + rank
                            + "' was about to be taken while '"
                            + outer
                            + "' is held, which is not declared; '"
                            + outer
                            + "' was taken at "
                            + place(newest));
        }
        outer.observe(rank);
    }

    private void remember() {
        TAKEN.get().incrementAndGet();
        HELD.get().add(new Held(this, new Throwable("taken here")));
    }

    private void forget() {
        List<Held> held = HELD.get();
        if (held.isEmpty() || held.getLast().lock != this) {
            throw new LockOrderException(
                    "lock '"
                            + rank
                            + "' was about to be released while the newest lock held is "
                            + (held.isEmpty() ? "none" : "'" + held.getLast().lock.rank + "'"));
        }
        held.removeLast();
    }

    private static String place(Held held) {
        for (StackTraceElement element : held.place.getStackTrace()) {
            if (!element.getClassName().equals(RankedLock.class.getName())) {
                return element.toString();
            }
        }
        return "an unknown place";
    }
}
