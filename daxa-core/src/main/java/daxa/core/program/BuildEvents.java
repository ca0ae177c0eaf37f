package daxa.core.program;

import daxa.core.concurrent.Dispatcher;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.DeadlineException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Tells a manager's listener of attempts, on a thread of its own.
@ThreadSafe
final class BuildEvents {
    private final String label;
    private final @Nullable Consumer<PipelineEvent> listener;
    private final Dispatcher dispatcher = new Dispatcher("daxa tells of pipelines");

    BuildEvents(String label, @Nullable Consumer<PipelineEvent> listener) {
        this.label = label;
        this.listener = listener;
    }

    /// Tells soon, in the order of the calls. Only takes a note.
    ///
    /// @param event not asked for if there is no listener
    void tell(Supplier<PipelineEvent> event) {
        if (listener != null) {
            PipelineEvent told = event.get();
            dispatcher.post(label + " tells of an attempt", () -> listener.accept(told));
        }
    }

    /// Waits until the listener was told of everything.
    ///
    /// @param nanos what is left of the deadline
    void await(long nanos, Duration deadline) {
        if (listener == null) {
            return;
        }
        try {
            if (!dispatcher.flush(nanos)) {
                throw new DeadlineException(
                        label + ": the listener did not return within " + deadline);
            }
        } catch (InterruptedException e) {
            throw BuildJobs.interrupted(label, "the listener to return");
        }
    }
}
