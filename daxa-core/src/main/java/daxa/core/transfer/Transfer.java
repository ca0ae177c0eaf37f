package daxa.core.transfer;

import daxa.core.command.SubmitToken;
import daxa.core.concurrent.ThreadSafe;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// One upload or readback on its way.
///
/// It ends once: done, when all its bytes have arrived, or failed. What a submit or the device
/// refused, a resource that was closed before its data was submitted, and a lost device make it
/// fail; then the contents of the destination are undefined.
@ThreadSafe
public final class Transfer {
    private final Staging staging;
    private final String what;
    private final long total;

    // Guarded by the lock of the staging.
    private long done;
    private boolean ended;
    private @Nullable RuntimeException failure;
    private List<Consumer<Transfer>> listeners = new ArrayList<>(0);
    private @Nullable SubmitToken newest;

    Transfer(Staging staging, String what, long total) {
        this.staging = staging;
        this.what = what;
        this.total = total;
    }

    /// Whether it has ended, done or failed. Looks how far the GPU is, but submits nothing.
    ///
    /// @return true if it has
    /// @throws daxa.core.error.VulkanException if the driver does not say how far it is
    public boolean isEnded() {
        if (!hasEnded()) {
            staging.poll();
        }
        return hasEnded();
    }

    /// Submits what is staged, and waits until the transfer has ended.
    ///
    /// @param deadline how long to wait at most
    /// @throws daxa.core.error.DeadlineException if it has not ended by then
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted; its interrupt
    ///   status stays set
    /// @throws RuntimeException what [#failure()] says, if it failed
    public void await(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        staging.await(this, deadline);
        RuntimeException thrown = failureNow();
        if (thrown != null) {
            staging.heard(thrown);
            throw thrown;
        }
    }

    /// Why it failed.
    ///
    /// @return what was thrown, or nothing if it has not ended or is done
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failureNow());
    }

    /// How far it is.
    ///
    /// @return the bytes that are known to have arrived
    public TransferProgress progress() {
        staging.lock.lock();
        try {
            return new TransferProgress(done, total);
        } finally {
            staging.lock.unlock();
        }
    }

    /// The submission that moves its last bytes: what later submissions of other queues have to
    /// wait for.
    ///
    /// @return a token, or nothing before all of it was submitted; call `flush()` first
    public Optional<SubmitToken> token() {
        staging.lock.lock();
        try {
            return Optional.ofNullable(newest);
        } finally {
            staging.lock.unlock();
        }
    }

    /// Has code run once when the transfer has ended, done or failed; at once if it has already.
    /// Code runs with no lock held, on the thread of the instance's listeners, after a call that
    /// notices the end: `poll()`, `flush()`, `close()`, a further transfer, or a wait.
    ///
    /// @param listener receives the transfer
    public void onEnd(Consumer<Transfer> listener) {
        Objects.requireNonNull(listener, "listener");
        staging.lock.lock();
        try {
            if (!ended) {
                listeners.add(listener);
                return;
            }
        } finally {
            staging.lock.unlock();
        }
        post(List.of(listener));
    }

    boolean hasEnded() {
        staging.lock.lock();
        try {
            return ended;
        } finally {
            staging.lock.unlock();
        }
    }

    @Nullable RuntimeException failureNow() {
        staging.lock.lock();
        try {
            return failure;
        } finally {
            staging.lock.unlock();
        }
    }

    /// Notes which submission moves the newest part. With the lock held.
    void submitted(SubmitToken token, boolean last) {
        if (last) {
            newest = token;
        }
    }

    /// Notes bytes that have arrived. With no lock held.
    void arrived(long bytes) {
        List<Consumer<Transfer>> told = List.of();
        staging.lock.lock();
        try {
            if (ended) {
                return;
            }
            done += bytes;
            staging.bytesDone += bytes;
            if (done == total) {
                told = end();
            }
        } finally {
            staging.lock.unlock();
        }
        post(told);
    }

    /// Ends it, unless it has ended. With no lock held.
    void fail(RuntimeException why) {
        List<Consumer<Transfer>> told;
        staging.lock.lock();
        try {
            if (ended) {
                return;
            }
            failure = why;
            // What will not arrive is no longer asked for.
            staging.bytesTotal -= total - done;
            told = end();
        } finally {
            staging.lock.unlock();
        }
        post(told);
    }

    private List<Consumer<Transfer>> end() {
        ended = true;
        List<Consumer<Transfer>> told = listeners;
        listeners = List.of();
        return told;
    }

    private void post(List<Consumer<Transfer>> told) {
        for (Consumer<Transfer> listener : told) {
            staging.dispatcher().post("listener of " + this, () -> listener.accept(this));
        }
    }

    /// What is moved.
    ///
    /// @return such as `upload of 64 bytes to Buffer 'vertices'`
    @Override
    public String toString() {
        return what;
    }
}
