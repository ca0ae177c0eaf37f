package daxa.core.concurrent;

import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/// Threads that share the parts of a job with the thread that has it. Between jobs they are parked;
/// a job allocates nothing.
///
/// Each thread has parts of its own, the same in each job: part 0, 1 and so on go to the threads in
/// turn. So what native code allocated for a part in one job is freed by the same thread in the
/// next; else threads would wait for each other inside of allocators, and find their memory in
/// pieces. Only the parts of a thread that has not begun are run by those that have done their own.
@Internal
@ExternallySynchronized
public final class ThreadTeam implements AutoCloseable {
    private static final int COUNT_BITS = 16;
    private static final int MAX_PARTS = (1 << COUNT_BITS) - 1;

    private static final int SPINS = 500;

    private final List<Thread> threads = new ArrayList<>();

    // The number of the newest job, and how many parts it has, in one.
    private volatile long job;

    // Of each part, the number of the newest job of which a thread took it. It is never below that
    // of a job that is done, so that a thread which comes late takes nothing.
    private volatile AtomicLongArray taken = new AtomicLongArray(0);
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
            int number = i;
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name(name + " " + number)
                            .start(() -> work(number, size)));
        }
    }

    /// Runs the parts of a job, each once, on all threads. Each thread begins its parts in their
    /// order.
    ///
    /// @param count how many parts, from 0 to 65,535
    /// @param part runs a part, given its number from 0
    /// @throws RuntimeException what the first part threw of those that threw something, and Errors
    ///   likewise; later parts that were not begun are left out then
    /// @throws UndeclaredThrowableException around what is neither of both
    /// @throws UsageException if the count is out of range
    public void run(int count, IntConsumer part) {
        makeRoom(count);
        caller = Thread.currentThread();
        left.set(count);
        failed.set(Integer.MAX_VALUE);
        code = part;
        long next = ((job >>> COUNT_BITS) + 1) << COUNT_BITS | count;
        job = next;
        for (int i = 0; i < threads.size() && i < count - 1; i++) {
            LockSupport.unpark(threads.get(i));
        }
        runParts(next, 0, threads.size() + 1);
        awaitOthers();
        caller = null;
        code = null;
        throwFailure();
    }

    private void makeRoom(int count) {
        if (count < 0 || count > MAX_PARTS) {
            throw new UsageException(
                    "run of a ThreadTeam: count=" + count + " (expected 0 to " + MAX_PARTS + ")");
        }
        if (failures.length < count) {
            failures = new @Nullable Throwable[count];
            AtomicLongArray more = new AtomicLongArray(count);
            for (int i = 0; i < taken.length(); i++) {
                more.set(i, taken.get(i));
            }
            taken = more;
        }
    }

    private void work(int number, int size) {
        long done = 0;
        while (!closed) {
            long now = job;
            if (now == done) {
                // Where a job begins in between, this returns at once.
                LockSupport.park(this);
            } else {
                runParts(now, number, size);
                done = now;
            }
        }
    }

    // A thread's own parts, and then those of threads that have not begun.
    private void runParts(long now, int thread, int size) {
        int count = (int) now & MAX_PARTS;
        long number = now >>> COUNT_BITS;
        for (int part = thread; part < count; part += size) {
            take(number, part);
        }
        for (int part = count - 1; part >= 0; part--) {
            if (taken.get(part % size) < number) {
                take(number, part);
            }
        }
    }

    private void take(long number, int part) {
        AtomicLongArray numbers = taken;
        long seen = numbers.get(part);
        if (seen >= number || !numbers.compareAndSet(part, seen, number)) {
            return;
        }
        try {
            if (part < failed.get()) {
                Objects.requireNonNull(code).accept(part);
            }
        } catch (Throwable e) {
            failures[part] = e;
            failed.accumulateAndGet(part, Math::min);
        } finally {
            if (left.decrementAndGet() == 0) {
                LockSupport.unpark(caller);
            }
        }
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
        switch (failure) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> throw new UndeclaredThrowableException(failure);
        }
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
