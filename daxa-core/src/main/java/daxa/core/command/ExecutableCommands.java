package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Consumes;

import org.jspecify.annotations.Nullable;

/// A finished recording, to be submitted once or dropped with [#close()].
///
/// Submitting takes it over: the recording goes back to its recorder when the GPU has finished it.
/// If the submit fails, it is as before and still belongs to the caller.
///
/// What was submitted or dropped can be filled again with
/// [CommandRecorder#complete(ExecutableCommands)]; until then it refuses to be submitted, whatever
/// its recorder does meanwhile.
@ExternallySynchronized
public final class ExecutableCommands implements AutoCloseable {
    private @Nullable Recording recording;
    private String name = "";
    private @Nullable Object consumedBy;

    /// Creates commands to be filled.
    public ExecutableCommands() {}

    void requireFillable(CommandRecorder recorder) {
        if (recording != null) {
            throw new UsageException(
                    "complete was called on "
                            + recorder
                            + " with "
                            + this
                            + ", which hold a recording already; submit or close them first");
        }
    }

    void fill(Recording finished) {
        recording = finished;
        name = finished.name();
    }

    void submitted(Queue queue, int index, long number) {
        take(queue).submitted(index, number);
    }

    private Recording take(Object by) {
        Recording taken = recording();
        recording = null;
        consumedBy = by;
        return taken;
    }

    Recording recording() {
        Recording held = recording;
        if (held != null) {
            return held;
        }
        if (consumedBy == null) {
            throw new UsageException(
                    "ExecutableCommands hold no recording; pass them to complete() first");
        }
        throw new UsageException(
                this
                        + " were already "
                        + (consumedBy instanceof Queue queue ? queue.submittedText() : consumedBy)
                        + "; record them again for another submission");
    }

    /// The name of the recorder that they come from.
    ///
    /// @return the name, empty before they are filled for the first time
    public String name() {
        return name;
    }

    /// Drops them without a submission. Does nothing if they were submitted or dropped before, or
    /// never filled.
    @Override
    @Consumes("the commands")
    public void close() {
        if (recording != null) {
            take("dropped by close()").drop();
        }
    }

    /// Type and name.
    ///
    /// @return such as `ExecutableCommands 'frames'`
    @Override
    public String toString() {
        return "ExecutableCommands '" + name + "'";
    }
}
