package daxa.core.command;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/// Names a submission, to wait for it.
///
/// A submit fills it; filled again by a later submit it names that one, so a frame loop can keep a
/// few tokens and allocate nothing. A thread that uses it while another one fills it sees either
/// submission, as a whole; for [#queue()] and [#number()] of the same one, take a copy first.
@ThreadSafe
public final class SubmitToken {
    private static final VarHandle VERSION;
    private static final VarHandle NUMBER;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(SubmitToken.class, "version", int.class);
            NUMBER = MethodHandles.lookup().findVarHandle(SubmitToken.class, "number", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // Odd while a thread fills the token; changed by each filling. A queue and a number that were
    // read while it was even and stayed the same belong together.
    private volatile int version;
    private volatile @Nullable Queue queue;
    private volatile long number;

    /// Creates a token that names nothing.
    public SubmitToken() {}

    void fill(@Nullable Queue newQueue, long newNumber) {
        int begun = beginFill();
        // A look costs less than to store a reference.
        if (queue != newQueue) {
            queue = newQueue;
        }
        NUMBER.setRelease(this, newNumber);
        VERSION.setRelease(this, begun + 1);
    }

    /// Keeps readers and other writers out until the version is raised again.
    ///
    /// @return the version now
    private int beginFill() {
        while (true) {
            int seen = version;
            if ((seen & 1) == 0 && VERSION.compareAndSet(this, seen, seen + 1)) {
                return seen + 1;
            }
            Thread.onSpinWait();
        }
    }

    /// Whether what was read since belongs together.
    ///
    /// @param seen the version before it was read
    private boolean isWhole(int seen) {
        return (seen & 1) == 0 && version == seen;
    }

    /// Fills another token with what this one names.
    ///
    /// @param other the token to fill
    public void copyTo(SubmitToken other) {
        Objects.requireNonNull(other, "other");
        while (true) {
            int seen = version;
            Queue seenQueue = queue;
            long seenNumber = number;
            if (isWhole(seen)) {
                other.fill(seenQueue, seenNumber);
                return;
            }
            Thread.onSpinWait();
        }
    }

    /// The number of the submission on the device's CPU timeline.
    ///
    /// @return the number, 0 while the token names nothing
    public long number() {
        return number;
    }

    /// The queue of the submission.
    ///
    /// @return the queue
    /// @throws UsageException if the token names nothing
    public Queue queue() {
        return named(queue);
    }

    /// Whether the GPU has finished the submission.
    ///
    /// @return true once it has, or the device is lost
    /// @throws UsageException if the token names nothing
    public boolean isDone() {
        while (true) {
            int seen = version;
            Queue seenQueue = queue;
            long seenNumber = number;
            if (isWhole(seen)) {
                return named(seenQueue).isDone(seenNumber);
            }
            Thread.onSpinWait();
        }
    }

    /// Waits until the GPU has finished the submission, and collects garbage then.
    ///
    /// @param deadline how long to wait at most
    /// @throws daxa.core.error.DeadlineException if it has not by then
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted; its interrupt
    ///   status stays set
    /// @throws daxa.core.error.DeviceLostException if the device was lost before the GPU had
    ///   finished it
    /// @throws UsageException if the token names nothing
    public void await(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        while (true) {
            int seen = version;
            Queue seenQueue = queue;
            long seenNumber = number;
            if (isWhole(seen)) {
                named(seenQueue).await(seenNumber, deadline);
                return;
            }
            Thread.onSpinWait();
        }
    }

    /// Has code run once when the submission has ended: when the GPU has finished it, the device is
    /// lost, or the completion is cancelled. The token may be filled again meanwhile.
    ///
    /// @param mode on which threads the code may run
    /// @param callback the code; it receives the completion
    /// @return the completion, to wait for it or to cancel it
    /// @throws UsageException if the token names nothing
    /// @throws daxa.core.error.ClosedException if the device is closed
    public Completion onComplete(CompletionMode mode, Consumer<Completion> callback) {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(callback, "callback");
        return complete(mode, callback);
    }

    /// The end of the submission, for its future. The token may be filled again meanwhile.
    ///
    /// @param mode on which threads stages behind the future may run
    /// @return the completion
    /// @throws UsageException if the token names nothing
    /// @throws daxa.core.error.ClosedException if the device is closed
    public Completion completion(CompletionMode mode) {
        Objects.requireNonNull(mode, "mode");
        return complete(mode, null);
    }

    private Completion complete(CompletionMode mode, @Nullable Consumer<Completion> callback) {
        SubmitToken now = new SubmitToken();
        copyTo(now);
        Queue seen = now.queue();
        return seen.completions().add(seen, now.number, mode, callback);
    }

    private static Queue named(@Nullable Queue seen) {
        if (seen == null) {
            throw new UsageException("the token names no submission; pass it to a submit first");
        }
        return seen;
    }
}
