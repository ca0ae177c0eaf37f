package daxa.core.shader;

import daxa.core.error.InterruptedWaitException;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Runs native code that recurses deeply, on a thread with a stack large enough for it.
///
/// The shader compiler descends into nested expressions by recursion, on the stack of the thread
/// that calls it. The stack of a Java thread is about 1 MiB, and one that overflows in native code
/// ends the process.
final class DeepStack {
    private static final long STACK_BYTES = 16L << 20;

    private DeepStack() {}

    /// Runs a task on a new daemon thread and waits for it.
    ///
    /// @param what what the task is, for the thread's name and messages
    /// @param task the task
    /// @return what the task returned
    /// @throws InterruptedWaitException if the calling thread is interrupted; the task runs on and
    ///   its result is dropped
    static <T> T call(String what, Supplier<T> task) {
        FutureTask<T> future = new FutureTask<>(task::get);
        Thread.ofPlatform().daemon().name(what).stackSize(STACK_BYTES).start(future);
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedWaitException(
                    "'" + what + "': interrupted while waiting for the result, which is dropped");
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
