package daxa.core.concurrent;

import daxa.core.error.LockOrderException;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The only lock of the framework: mutual exclusion with a [LockRank].
///
/// Where [Debug#ENABLED], taking a lock out of order throws [LockOrderException] before the thread
/// blocks, and so does releasing one out of stack order. Otherwise it is a plain lock. It does not
/// nest: a lock of one rank is never taken while one of the same rank is held.
///
/// Threads that wait for a lock are parked. A [#brief(LockRank)] lock is for a few instructions
/// that call nothing: threads wait for it actively, and taking it costs less than half.
@Internal
@ThreadSafe
public final class RankedLock extends Padded {
    private static final ThreadLocal<AtomicLong> TAKEN = ThreadLocal.withInitial(AtomicLong::new);
    private static final ThreadLocal<List<RankedLock>> HELD =
            ThreadLocal.withInitial(() -> new ArrayList<>(4));

    private static final int SPINS = 200;
    private static final long PARK_NANOS = 50_000;
    private static final VarHandle TAKEN_FLAG;

    static {
        try {
            TAKEN_FLAG =
                    MethodHandles.lookup().findVarHandle(RankedLock.class, "taken", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final LockRank rank;
    // Null in a brief lock.
    private final @Nullable ReentrantLock parking;
    // Of a brief lock: whether a thread has it.
    private volatile boolean taken;

    /// Creates a lock.
    ///
    /// @param rank its place in the order
    public RankedLock(LockRank rank) {
        this(rank, new ReentrantLock());
    }

    private RankedLock(LockRank rank, @Nullable ReentrantLock parking) {
        this.rank = rank;
        this.parking = parking;
    }

    /// Creates a lock that is held for a few instructions at a time, with nothing called that could
    /// wait.
    ///
    /// @param rank its place in the order
    /// @return the lock
    public static RankedLock brief(LockRank rank) {
        return new RankedLock(rank, null);
    }

    /// Takes the lock, waiting for it as long as it takes.
    public void lock() {
        if (Debug.ENABLED) {
            checkOrder();
            take();
            remember();
        } else {
            take();
        }
    }

    private void take() {
        if (parking != null) {
            parking.lock();
        } else if (!TAKEN_FLAG.compareAndSet(this, false, true)) {
            waitActively();
        }
    }

    // The thread that has the lock is at work, or the system has taken its processor away. Then
    // nothing but time helps.
    private void waitActively() {
        for (int tries = 0; taken || !TAKEN_FLAG.compareAndSet(this, false, true); tries++) {
            if (tries < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, PARK_NANOS);
            }
        }
    }

    /// Takes the lock if no thread has it.
    ///
    /// @return whether it was taken
    public boolean tryLock() {
        if (Debug.ENABLED) {
            checkOrder();
            boolean got = tryTake();
            if (got) {
                remember();
            }
            return got;
        }
        return tryTake();
    }

    private boolean tryTake() {
        return parking != null
                ? parking.tryLock()
                : !taken && TAKEN_FLAG.compareAndSet(this, false, true);
    }

    /// Releases the lock.
    public void unlock() {
        if (Debug.ENABLED) {
            forget();
        }
        if (parking != null) {
            parking.unlock();
        } else {
            TAKEN_FLAG.setRelease(this, false);
        }
    }

    /// The ranks of the locks that the current thread holds, oldest first. Only known where
    /// [Debug#ENABLED].
    ///
    /// @return the ranks
    public static List<LockRank> heldByCurrentThread() {
        return HELD.get().stream().map(held -> held.rank).toList();
    }

    /// How many locks the current thread has taken so far. Only counted where [Debug#ENABLED].
    ///
    /// @return the count
    public static long takenByCurrentThread() {
        return TAKEN.get().get();
    }

    private void checkOrder() {
        List<RankedLock> held = HELD.get();
        if (held.isEmpty()) {
            return;
        }
        LockRank outer = held.getLast().rank;
        if (!outer.allows(rank)) {
            throw new LockOrderException(
                    "lock '"
                            + rank
                            + "' was about to be taken while '"
                            + outer
                            + "' is held, which is not declared; this trace passes through the"
                            + " places of both");
        }
        outer.observe(rank);
    }

    private void remember() {
        TAKEN.get().incrementAndGet();
        HELD.get().add(this);
    }

    private void forget() {
        List<RankedLock> held = HELD.get();
        if (held.isEmpty() || held.getLast() != this) {
            throw new LockOrderException(
                    "lock '"
                            + rank
                            + "' was about to be released while the newest lock held is "
                            + (held.isEmpty() ? "none" : "'" + held.getLast().rank + "'"));
        }
        held.removeLast();
    }
}
