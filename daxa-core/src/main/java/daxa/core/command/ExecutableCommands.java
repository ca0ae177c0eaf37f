package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.error.UsageException;

/// A finished recording, to be submitted once or dropped with [#close()].
///
/// Submitting takes it over: the recording goes back to its recorder when the GPU has finished it.
/// If the submit fails, it is as before and still belongs to the caller.
@ExternallySynchronized
public final class ExecutableCommands implements AutoCloseable {
    private final Recording recording;
    private final String name;
    private State state = State.RECORDING;
    private Object consumedBy = "";

    private enum State {
        RECORDING,
        COMPLETE,
        CONSUMED
    }

    ExecutableCommands(Recording recording, String name) {
        this.recording = recording;
        this.name = name;
    }

    void renew() {
        state = State.RECORDING;
    }

    void completed() {
        state = State.COMPLETE;
    }

    void submitted(Queue queue, int index, long number) {
        state = State.CONSUMED;
        consumedBy = queue;
        recording.submitted(index, number);
    }

    Recording recording() {
        if (state == State.CONSUMED) {
            throw new UsageException(
                    "ExecutableCommands '"
                            + name
                            + "' were already "
                            + (consumedBy instanceof Queue queue
                                    ? queue.submittedText()
                                    : consumedBy)
                            + "; record them again for another submission");
        }
        if (state != State.COMPLETE) {
            throw new UsageException(
                    "ExecutableCommands '"
                            + name
                            + "' are still being recorded; submit what complete() returns");
        }
        return recording;
    }

    /// The name of the recorder that they come from.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    /// Drops them without a submission. Does nothing if they were submitted or dropped before.
    @Override
    public void close() {
        if (state == State.COMPLETE) {
            drop();
        }
    }

    void drop() {
        state = State.CONSUMED;
        consumedBy = "dropped";
        recording.drop();
    }
}
