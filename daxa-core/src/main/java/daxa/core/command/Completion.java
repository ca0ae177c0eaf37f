package daxa.core.command;

import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.concurrent.UserCode;
import daxa.core.error.CancelledException;
import daxa.core.error.DaxaException;
import daxa.core.error.DeadlineException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// The end of a submission, with code that runs then. Made with [SubmitToken#onComplete].
///
/// It ends once: when the GPU has finished the submission, when the device is lost, or when it is
/// cancelled; then its future ends and its callback runs, once, on a thread that its
/// [CompletionMode] allows. That can be the thread that cancels or closes the device, too. No lock
/// of the framework is held then, and the code may call everything, waits for its own completion
/// included. What it throws is logged and stops nothing.
///
/// Completions of one queue end in the order of their submissions, those of one submission in the
/// order in which they were made; an executor may change that.
@ThreadSafe
public final class Completion {
    final Queue queue;
    final long number;
    final CompletionMode mode;

    /// Completions that are made later have larger ones.
    final long sequence;

    private final Completions completions;
    private final @Nullable Consumer<Completion> callback;
    private final AtomicBoolean told = new AtomicBoolean();
    private final CompletionFuture future = new CompletionFuture(this);

    // Guarded by the lock of the completions; the status is written last and read without.
    private @Nullable DaxaException failure;
    private volatile CompletionStatus status = CompletionStatus.PENDING;

    Completion(
            Completions completions,
            Queue queue,
            long number,
            long sequence,
            CompletionMode mode,
            @Nullable Consumer<Completion> callback) {
        this.completions = completions;
        this.queue = queue;
        this.number = number;
        this.sequence = sequence;
        this.mode = mode;
        this.callback = callback;
    }

    /// How it ended. Looks how far the GPU is.
    ///
    /// @return the status, which changes once
    public CompletionStatus status() {
        completions.isOver(this);
        return status;
    }

    CompletionStatus knownStatus() {
        return status;
    }

    /// Whether it has ended. Looks how far the GPU is. Its code may not have run yet.
    ///
    /// @return true if it has
    public boolean isEnded() {
        return status() != CompletionStatus.PENDING;
    }

    /// Why it did not end well.
    ///
    /// @return a [daxa.core.error.DeviceLostException] or a [CancelledException]; nothing if it is
    ///   pending or done
    public Optional<DaxaException> failure() {
        return status() == CompletionStatus.PENDING
                ? Optional.empty()
                : Optional.ofNullable(failure);
    }

    /// Waits until it has ended, and runs its code if that has not happened and the mode is not
    /// spontaneous. Another thread may be running it still.
    ///
    /// @param deadline how long to wait at most
    /// @throws DeadlineException if it has not ended by then
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted; its interrupt
    ///   status stays set
    /// @throws daxa.core.error.DeviceLostException if the device was lost before the GPU had
    ///   finished the submission
    /// @throws CancelledException if it was cancelled
    public void await(Duration deadline) {
        if (!awaitEnd(Nanos.of(deadline))) {
            throw new DeadlineException(
                    "the "
                            + this
                            + " did not end within "
                            + deadline
                            + "; finished so far: "
                            + queue.completed());
        }
        DaxaException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    /// Waits until it has ended, and runs its code.
    ///
    /// @return false if it has not ended in time
    boolean awaitEnd(long nanos) {
        if (!completions.await(this, nanos)) {
            return false;
        }
        tellHere();
        return true;
    }

    /// Runs its code on this thread, unless it has run or its place is an executor. It has ended.
    void tellHere() {
        completions.tellHere(this);
    }

    /// Ends it as cancelled, unless it has ended. The submission goes on. Its future ends, and its
    /// callback runs, within the call; with a spontaneous mode the callback goes to the executor.
    ///
    /// @return whether it was cancelled by this call
    public boolean cancel() {
        return completions.cancel(this);
    }

    /// The same as a future of the JDK. It ends with this completion, or exceptionally with
    /// [#failure()]; cancelling it cancels the completion.
    ///
    /// `get` and `join` wait as [#await] does, so they work in every mode. Stages behind it run
    /// where its code runs; a wait for such a stage waits for no GPU, so with
    /// [CompletionMode#WAIT_ONLY] somebody else has to.
    ///
    /// @return the future, always the same
    public CompletableFuture<Completion> toFuture() {
        return future;
    }

    boolean isOnExecutor() {
        return mode.executor != null;
    }

    /// Sets the outcome, with the lock of the completions held.
    ///
    /// @return false if there is one already
    boolean settle(CompletionStatus outcome, @Nullable DaxaException why) {
        if (status != CompletionStatus.PENDING) {
            return false;
        }
        failure = why;
        status = outcome;
        return true;
    }

    /// Ends the future, which runs the stages behind it.
    void endFuture() {
        UserCode.run("stages behind the future of the " + this, () -> future.end(failure));
    }

    /// Ends the future and calls the callback. Does nothing the second time.
    void tell() {
        if (!told.compareAndSet(false, true)) {
            return;
        }
        endFuture();
        Consumer<Completion> code = callback;
        if (code != null) {
            UserCode.run("callback of the " + this, () -> code.accept(this));
        }
    }

    /// What it is the end of.
    ///
    /// @return such as `completion of submission 12 of queue 'main' of device 'gpu'`
    @Override
    public String toString() {
        return "completion of submission " + number + " of " + queue.label();
    }
}
