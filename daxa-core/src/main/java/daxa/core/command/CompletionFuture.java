package daxa.core.command;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.CancelledException;
import daxa.core.error.DaxaException;
import daxa.core.error.InterruptedWaitException;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A [Completion] as a future of the JDK.
@ThreadSafe
final class CompletionFuture extends CompletableFuture<Completion> {
    private final Completion completion;

    CompletionFuture(Completion completion) {
        this.completion = completion;
    }

    /// Ends it. Does nothing the second time.
    ///
    /// @param failure why the completion did not end well, or null
    void end(@Nullable DaxaException failure) {
        if (failure == null) {
            complete(completion);
        } else if (failure instanceof CancelledException) {
            CancellationException cancelled = new CancellationException(failure.getMessage());
            cancelled.initCause(failure);
            completeExceptionally(cancelled);
        } else {
            completeExceptionally(failure);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        completion.cancel();
        return isCancelled();
    }

    @Override
    public Completion get() throws InterruptedException, ExecutionException {
        await(Long.MAX_VALUE);
        return super.get();
    }

    @Override
    public Completion get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        long start = System.nanoTime();
        long nanos = unit.toNanos(timeout);
        if (!await(nanos)) {
            throw new TimeoutException(completion + " did not end within " + timeout + " " + unit);
        }
        return super.get(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
    }

    // By its contract a join goes on when the thread is interrupted.
    @Override
    public Completion join() {
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = await(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return super.join();
    }

    private boolean await(long nanos) throws InterruptedException {
        if (isDone()) {
            return true;
        }
        try {
            return completion.awaitEnd(nanos);
        } catch (InterruptedWaitException e) {
            Thread.interrupted();
            InterruptedException thrown = new InterruptedException(e.getMessage());
            thrown.initCause(e);
            throw thrown;
        }
    }
}
