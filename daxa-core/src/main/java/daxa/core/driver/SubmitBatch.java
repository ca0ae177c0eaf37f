package daxa.core.driver;

import daxa.core.concurrent.ExternallySynchronized;

import java.util.Arrays;

/// What one native submission runs, waits for and signals. Made once for each queue and used again,
/// so that submitting allocates nothing.
///
/// All waits hold back all commands of the batch; all signals cover all of them.
@ExternallySynchronized
public final class SubmitBatch {
    private CommandDriver[] commands = new CommandDriver[8];
    private int commandCount;

    /// A binary semaphore to wait for, or 0.
    public long waitSemaphore;

    /// A binary semaphore to signal, or 0.
    public long signalSemaphore;

    /// The value that the queue's timeline reaches when the batch is finished.
    public long signalValue;

    /// Creates an empty batch.
    public SubmitBatch() {}

    /// Forgets everything.
    public void clear() {
        Arrays.fill(commands, 0, commandCount, null);
        commandCount = 0;
        waitSemaphore = 0;
        signalSemaphore = 0;
        signalValue = 0;
    }

    /// Adds a finished command buffer.
    ///
    /// @param command the command buffer
    public void add(CommandDriver command) {
        if (commandCount == commands.length) {
            commands = Arrays.copyOf(commands, commandCount * 2);
        }
        commands[commandCount++] = command;
    }

    /// How many command buffers the batch has.
    ///
    /// @return the count
    public int commandCount() {
        return commandCount;
    }

    /// One of the command buffers.
    ///
    /// @param index from 0 to [#commandCount()] - 1
    /// @return the command buffer
    public CommandDriver command(int index) {
        return commands[index];
    }
}
