package daxa.core.driver.vulkan;

import daxa.core.concurrent.ThreadSafe;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// Runs native calls that can need more stack than a Java thread has: drivers compile shaders
/// recursively, on the thread that creates the pipeline.
@ThreadSafe
final class DeepStack {
    /// Reserved, not taken: pages become memory when they are touched.
    private static final long STACK_BYTES = 64L << 20;

    private static final ExecutorService THREADS =
            new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    10,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    DeepStack::thread);

    private DeepStack() {}

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "daxa-deep-stack", STACK_BYTES, false);
        thread.setDaemon(true);
        return thread;
    }

    /// Runs a call on a thread with a large stack and waits for it. An interrupt does not end the
    /// wait, since the call reads the caller's memory; the interrupt status is kept.
    ///
    /// @param call what to run
    /// @return what it returned
    static int call(IntSupplier call) {
        Future<Integer> result = THREADS.submit(call::getAsInt);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unwrap(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unwrap(ExecutionException e) {
        return switch (e.getCause()) {
            case Error error -> throw error;
            case RuntimeException exception -> exception;
            case null, default -> new IllegalStateException(e);
        };
    }
}
