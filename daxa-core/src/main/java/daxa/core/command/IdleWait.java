package daxa.core.command;

import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// Waits until a native queue has nothing left to do, presents included, with a deadline.
///
/// Vulkan's call for that has no deadline and answers no interruption, and nothing may be submitted
/// to the queue meanwhile. So a thread of its own calls it, with the queue held, and others wait
/// for that thread. If they give up, it stays at work, and the next one joins it.
@ThreadSafe
final class IdleWait {
    private final String queue;
    private final RankedLock lock;
    private final Runnable call;
    private final AtomicReference<@Nullable CompletableFuture<@Nullable Void>> atWork =
            new AtomicReference<>();

    /// Creates a wait.
    ///
    /// @param queue the queue, for messages
    /// @param lock the queue's lock
    /// @param call waits, with the lock held
    IdleWait(String queue, RankedLock lock, Runnable call) {
        this.queue = queue;
        this.lock = lock;
        this.call = call;
    }

    /// Waits, with no lock held.
    ///
    /// @param nanos nanoseconds that are left
    /// @param deadline the whole time, for the message
    void await(long nanos, Duration deadline) {
        try {
            joined().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineException(
                    queue
                            + " did not come to an end within "
                            + deadline
                            + ": a present is not over; until it is, nothing can be submitted");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedWaitException(
                    "the wait for the end of " + queue + " was interrupted");
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException cause
                ? cause
                : new IllegalStateException(e);
    }

    private CompletableFuture<@Nullable Void> joined() {
        while (true) {
            CompletableFuture<@Nullable Void> running = atWork.get();
            if (running != null) {
                return running;
            }
            CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
            if (atWork.compareAndSet(null, begun)) {
                try {
                    Thread.ofPlatform().daemon().name(queue).start(() -> run(begun));
                } catch (Throwable e) {
                    atWork.set(null);
                    begun.completeExceptionally(e);
                }
                return begun;
            }
        }
    }

    private void run(CompletableFuture<@Nullable Void> begun) {
        Throwable failure = null;
        lock.lock();
        try {
            call.run();
        } catch (Throwable e) {
            failure = e;
        } finally {
            // Still with the queue held: what is presented afterwards needs a call of its own.
            atWork.set(null);
            lock.unlock();
        }
        if (failure == null) {
            begun.complete(null);
        } else {
            begun.completeExceptionally(failure);
        }
    }
}
