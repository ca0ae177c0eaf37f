package daxa.core.concurrent;

import daxa.core.error.InterruptedWaitException;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Threads with stacks large enough for native code that recurses deeply.
///
/// The shader compiler and drivers descend into nested expressions by recursion, on the stack of
/// the thread that calls them. The stack of a Java thread is about 1 MiB, and one that overflows in
/// native code ends the process.
@Internal
@ThreadSafe
public final class DeepStack {
    /// Reserved, not taken: pages become memory when they are touched.
    private static final long STACK_BYTES = 64L << 20;

    private static final int IDLE_SECONDS = 10;

    // Kept for a while: a new thread costs more than a short compile's share of it.
    private static final ExecutorService THREADS =
            new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    factory("daxa deep stack "));

    private DeepStack() {}

    private static final class DeepThread extends Thread {
        DeepThread(Runnable work, String name) {
            super(null, work, name, STACK_BYTES, false);
            setDaemon(true);
        }
    }

    /// Makes daemon threads with such stacks, on which tasks run where they are called.
    ///
    /// @param name what the names of the threads begin with; a number follows
    /// @return the factory
    public static ThreadFactory factory(String name) {
        Objects.requireNonNull(name, "name");
        AtomicInteger made = new AtomicInteger();
        return work -> new DeepThread(work, name + made.getAndIncrement());
    }

    /// Runs a task and waits for it: here where the stack is large, and else on a thread whose
    /// stack is.
    ///
    /// @param <T> the type of the result
    /// @param what what the task is, for messages
    /// @param task the task
    /// @return what the task returned
    /// @throws InterruptedWaitException if the calling thread is interrupted; the task runs on and
    ///   its result is dropped
    public static <T> T call(String what, Supplier<T> task) {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(task, "task");
        if (Thread.currentThread() instanceof DeepThread) {
            return task.get();
        }
        try {
            return result(THREADS.submit(task::get));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedWaitException(
                    "'" + what + "': interrupted while waiting for the result, which is dropped");
        }
    }

    /// Runs a task as [#call(String, Supplier)] does, but an interrupt does not end the wait, for
    /// tasks that use what the caller would free. The interrupt status is kept.
    ///
    /// @param <T> the type of the result
    /// @param task the task
    /// @return what the task returned
    public static <T> T callToTheEnd(Supplier<T> task) {
        Objects.requireNonNull(task, "task");
        if (Thread.currentThread() instanceof DeepThread) {
            return task.get();
        }
        Future<T> future = THREADS.submit(task::get);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result(future);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw rethrown(Objects.requireNonNull(e.getCause()));
        }
    }

    // The trace of the task's thread does not say who wanted the task, so the caller's is appended.
    private static RuntimeException rethrown(Throwable thrown) {
        StackTraceElement[] caller = new Throwable().getStackTrace();
        thrown.setStackTrace(
                Stream.of(thrown.getStackTrace(), caller)
                        .flatMap(Stream::of)
                        .toArray(StackTraceElement[]::new));
        if (thrown instanceof Error error) {
            throw error;
        }
        // A Supplier throws nothing that is checked.
        return (RuntimeException) thrown;
    }
}
