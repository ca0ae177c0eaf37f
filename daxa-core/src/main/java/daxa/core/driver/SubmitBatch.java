package daxa.core.driver;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;

import java.util.Arrays;

/// What one native submission runs, waits for and signals. Made once for each queue and used again,
/// so that submitting allocates nothing.
///
/// It has one or more parts. All waits of a part hold back all its commands, and those of later
/// parts; all signals of a part cover its commands, and those of earlier parts.
@Internal
@ExternallySynchronized
public final class SubmitBatch {
    private CommandDriver[] commands = new CommandDriver[8];
    private int commandCount;
    private final SemaphoreList waits = new SemaphoreList();
    private final SemaphoreList signals = new SemaphoreList();

    // Where the parts before the newest end: commands, waits and signals of each.
    private int[] ends = new int[12];
    private int endedParts;

    /// The value that the queue's timeline reaches when the batch is finished.
    public long signalValue;

    /// Creates an empty batch.
    public SubmitBatch() {}

    /// Forgets everything.
    public void clear() {
        Arrays.fill(commands, 0, commandCount, null);
        commandCount = 0;
        waits.clear();
        signals.clear();
        endedParts = 0;
        signalValue = 0;
    }

    /// Adds a finished command buffer to the newest part.
    ///
    /// @param command the command buffer
    public void add(CommandDriver command) {
        if (commandCount == commands.length) {
            commands = Arrays.copyOf(commands, commandCount * 2);
        }
        commands[commandCount++] = command;
    }

    /// Lets the newest part wait for a semaphore.
    ///
    /// @param semaphore the semaphore; 0 for nothing
    /// @param value the value of a timeline semaphore, not used by a binary one
    public void addWait(long semaphore, long value) {
        if (semaphore != 0) {
            waits.add(semaphore, value);
        }
    }

    /// Lets the newest part wait for a submission to a queue of the device.
    ///
    /// @param queue the queue
    /// @param value the submission's signal value
    public void addQueueWait(int queue, long value) {
        waits.addQueue(queue, value);
    }

    /// Lets the newest part signal a semaphore.
    ///
    /// @param semaphore the semaphore; 0 for nothing
    /// @param value the value of a timeline semaphore, not used by a binary one
    public void addSignal(long semaphore, long value) {
        if (semaphore != 0) {
            signals.add(semaphore, value);
        }
    }

    /// Ends the newest part; what is added from now on belongs to another. Does nothing where the
    /// newest is empty.
    public void endPart() {
        int part = endedParts;
        if (commandCount == commandStart(part)
                && waits.size() == waitStart(part)
                && signals.size() == signalStart(part)) {
            return;
        }
        if (ends.length < 3 * (part + 1)) {
            ends = Arrays.copyOf(ends, ends.length * 2);
        }
        ends[3 * part] = commandCount;
        ends[3 * part + 1] = waits.size();
        ends[3 * part + 2] = signals.size();
        endedParts++;
    }

    /// How many parts the batch has.
    ///
    /// @return at least 1
    public int partCount() {
        return endedParts + 1;
    }

    /// How many command buffers the batch has, in all parts.
    ///
    /// @return the count
    public int commandCount() {
        return commandCount;
    }

    /// The first command buffer of a part.
    ///
    /// @param part from 0 to [#partCount()], where it is the count of all
    /// @return its index
    public int commandStart(int part) {
        return part == 0 ? 0 : part > endedParts ? commandCount : ends[3 * part - 3];
    }

    /// One of the command buffers.
    ///
    /// @param index from 0 to [#commandCount()] - 1
    /// @return the command buffer
    public CommandDriver command(int index) {
        return commands[index];
    }

    /// How many waits the batch has, in all parts.
    ///
    /// @return the count
    public int waitCount() {
        return waits.size();
    }

    /// The first wait of a part.
    ///
    /// @param part from 0 to [#partCount()], where it is the count of all
    /// @return its index
    public int waitStart(int part) {
        return part == 0 ? 0 : part > endedParts ? waits.size() : ends[3 * part - 2];
    }

    /// What a wait is for.
    ///
    /// @param index from 0 to [#waitCount()] - 1
    /// @return the semaphore, or 0 where it is for a queue
    public long waitSemaphore(int index) {
        return waits.semaphore(index);
    }

    /// The queue that a wait is for.
    ///
    /// @param index from 0 to [#waitCount()] - 1
    /// @return the queue, or -1 where it is for a semaphore
    public int waitQueue(int index) {
        return waits.queue(index);
    }

    /// The value that a wait is for.
    ///
    /// @param index from 0 to [#waitCount()] - 1
    /// @return the value, not used by binary semaphores
    public long waitValue(int index) {
        return waits.value(index);
    }

    /// How many semaphores the batch signals, in all parts.
    ///
    /// @return the count
    public int signalCount() {
        return signals.size();
    }

    /// The first signal of a part.
    ///
    /// @param part from 0 to [#partCount()], where it is the count of all
    /// @return its index
    public int signalStart(int part) {
        return part == 0 ? 0 : part > endedParts ? signals.size() : ends[3 * part - 1];
    }

    /// A semaphore that is signalled.
    ///
    /// @param index from 0 to [#signalCount()] - 1
    /// @return the semaphore
    public long signalSemaphore(int index) {
        return signals.semaphore(index);
    }

    /// The value that a semaphore is signalled with.
    ///
    /// @param index from 0 to [#signalCount()] - 1
    /// @return the value, not used by binary semaphores
    public long signalValue(int index) {
        return signals.value(index);
    }
}
