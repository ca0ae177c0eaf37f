package daxa.core.command;

import daxa.core.concurrent.Immutable;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Executor;

/// On which threads the code behind a [Completion] runs. There is no default: each program has to
/// say where it expects its code.
@Immutable
public final class CompletionMode {
    /// Only on a thread that waits for the completion: in [Completion#await], `Device.waitAny`, or
    /// a wait for its future.
    public static final CompletionMode WAIT_ONLY = new CompletionMode("WAIT_ONLY", null);

    /// There, and on any thread in `Device.processEvents`, `collectGarbage`, `waitIdle`, a submit,
    /// or a present. Nothing else of the program runs there by surprise: a loop over frames needs
    /// no lock.
    public static final CompletionMode PROCESS_EVENTS = new CompletionMode("PROCESS_EVENTS", null);

    private final String name;
    final @Nullable Executor executor;

    private CompletionMode(String name, @Nullable Executor executor) {
        this.name = name;
        this.executor = executor;
    }

    /// On an executor, as soon as the GPU has finished: a thread of the device, one for each queue
    /// that has such completions, waits and hands the code over. Where the executor runs code at
    /// once, it runs on that thread, and others have to wait until it returns.
    ///
    /// @param executor where the code runs; what it refuses runs on the thread of the instance's
    ///   listeners
    /// @return the mode
    public static CompletionMode spontaneous(Executor executor) {
        return new CompletionMode("SPONTANEOUS", Objects.requireNonNull(executor, "executor"));
    }

    /// The mode's name.
    ///
    /// @return `WAIT_ONLY`, `PROCESS_EVENTS` or `SPONTANEOUS`
    @Override
    public String toString() {
        return name;
    }
}
