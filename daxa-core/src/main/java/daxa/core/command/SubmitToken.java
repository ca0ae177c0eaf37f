package daxa.core.command;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;

/// Names a submission, to wait for it.
///
/// A submit fills it; filled again by a later submit it names that one, so a frame loop can keep a
/// few tokens and allocate nothing.
@ThreadSafe
public final class SubmitToken {
    private volatile @Nullable Queue queue;
    private volatile long number;

    /// Creates a token that names nothing.
    public SubmitToken() {}

    void fill(Queue newQueue, long newNumber) {
        queue = newQueue;
        number = newNumber;
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
        return named();
    }

    /// Whether the GPU has finished the submission.
    ///
    /// @return true once it has, or the device is lost
    /// @throws UsageException if the token names nothing
    public boolean isDone() {
        return named().isDone(number);
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
        named().await(number, deadline);
    }

    Queue named() {
        Queue seen = queue;
        if (seen == null) {
            throw new UsageException("the token names no submission; pass it to a submit first");
        }
        return seen;
    }
}
