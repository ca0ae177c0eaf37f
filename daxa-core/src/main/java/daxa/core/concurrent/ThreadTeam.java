package daxa.core.concurrent;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/// Threads that share the parts of a job with the thread that has it. Between jobs they are parked;
/// a job allocates nothing.
@ExternallySynchronized
public final class ThreadTeam implements AutoCloseable {
    /// The most parts that a job may have.
    public static final int MAX_PARTS = 0xFFFF;

    private static final int SPINS = 500;

    private final List<Thread> threads = new ArrayList<>();

    // The number of the job, how many parts it has, and how many of them were taken, in one: so a
    // thread that comes late takes a part of the newest job, or none.
    private final AtomicLong taken = new AtomicLong();
    private final AtomicInteger left = new AtomicInteger();

    // Of the job at work, and the same until all its parts are done.
    private volatile @Nullable IntConsumer code;
    private volatile @Nullable Thread caller;
    private @Nullable Throwable[] failures = new @Nullable Throwable[0];

    // The first part known to have failed.
    private final AtomicInteger failed = new AtomicInteger();
    private volatile boolean closed;

    /// Creates a team.
    ///
    /// @param name the name of its threads, behind which a number is set
    /// @param size how many threads work at a job, above 0: that which has it is one of them
    public ThreadTeam(String name, int size) {
        for (int i = 1; i < size; i++) {
            threads.add(Thread.ofPlatform().daemon().name(name + " " + i).start(this::work));
        }
    }

    /// Runs the parts of a job, each once, on all threads; parts are begun in their order.
    ///
    /// @param count how many parts, at most [#MAX_PARTS]
    /// @param part runs a part, given its number from 0
    /// @throws RuntimeException what the first part threw of those that threw something, and Errors
    ///   likewise; later parts that were not begun are left out then
    public void run(int count, IntConsumer part) {
        if (failures.length < count) {
            failures = new @Nullable Throwable[count];
        }
        caller = Thread.currentThread();
        left.set(count);
        failed.set(Integer.MAX_VALUE);
        code = part;
        long number = (taken.get() >>> Integer.SIZE) + 1;
        taken.set(number << Integer.SIZE | (long) count << Short.SIZE);
        for (int i = 0; i < threads.size() && i < count - 1; i++) {
            LockSupport.unpark(threads.get(i));
        }
        while (runPart()) {}
        awaitOthers();
        caller = null;
        code = null;
        throwFailure();
    }

    private void work() {
        while (!closed) {
            if (!runPart()) {
                // Where a job begins in between, this returns at once.
                LockSupport.park(this);
            }
        }
    }

    private boolean runPart() {
        long now = taken.get();
        int part = (int) now & MAX_PARTS;
        if (part == ((int) now >>> Short.SIZE)) {
            return false;
        }
        if (!taken.compareAndSet(now, now + 1)) {
            return true;
        }
        try {
            if (part < failed.get()) {
                Objects.requireNonNull(code).accept(part);
            }
        } catch (RuntimeException | Error e) {
            failures[part] = e;
            failed.accumulateAndGet(part, Math::min);
        } finally {
            if (left.decrementAndGet() == 0) {
                LockSupport.unpark(caller);
            }
        }
        return true;
    }

    private void awaitOthers() {
        boolean interrupted = false;
        for (int tries = 0; left.get() != 0; tries++) {
            if (tries < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void throwFailure() {
        int first = failed.get();
        if (first == Integer.MAX_VALUE) {
            return;
        }
        Throwable failure = failures[first];
        Arrays.fill(failures, null);
        if (failure instanceof Error e) {
            throw e;
        }
        throw (RuntimeException) failure;
    }

    /// Whether a thread is one of those that work beside the one that has the job.
    ///
    /// @param thread any thread
    /// @return true from the team's creation on
    public boolean has(Thread thread) {
        return threads.contains(thread);
    }

    /// Ends the threads. Closing again does nothing.
    @Override
    public void close() {
        closed = true;
        threads.forEach(LockSupport::unpark);
    }
}
