package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.SubmitBatch;
import daxa.core.error.UsageException;
import daxa.core.error.WrongDeviceException;
import daxa.core.lifetime.Reference;
import daxa.core.sync.BinarySemaphore;
import daxa.core.sync.SemaphoreObject;
import daxa.core.sync.TimelineSemaphore;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/// What one submit runs, waits for and signals: made once, filled for each submit.
///
/// ```java
/// compute.submit(info.clear().waitFor(uploaded).commands(simulation).signal(simulated), token);
/// ```
///
/// It has one or more batches. All waits of a batch hold back all its commands and everything
/// after; all signals of a batch cover its commands and everything before. [#nextBatch()] begins
/// another, so that commands need not wait for what only later ones need.
@ExternallySynchronized
public final class SubmitInfo {
    private Operation[] operations = new Operation[8];
    private @Nullable Object[] objects = new @Nullable Object[8];
    private long[] values = new long[8];
    // While a submit plans: the objects behind the semaphores, whose references may be closed.
    private @Nullable SemaphoreObject[] planned = new @Nullable SemaphoreObject[8];
    private int size;
    // Another thread may fill a token while it is read.
    private final SubmitToken read = new SubmitToken();

    private enum Operation {
        WAIT_TOKEN,
        WAIT,
        COMMANDS,
        SIGNAL,
        NEXT
    }

    /// Creates an info with one empty batch.
    public SubmitInfo() {}

    /// Forgets everything.
    ///
    /// @return this
    public SubmitInfo clear() {
        Arrays.fill(objects, 0, size, null);
        size = 0;
        return this;
    }

    private SubmitInfo add(Operation operation, @Nullable Object object, long value) {
        if (size == operations.length) {
            operations = Arrays.copyOf(operations, size * 2);
            objects = Arrays.copyOf(objects, size * 2);
            values = Arrays.copyOf(values, size * 2);
            planned = Arrays.copyOf(planned, size * 2);
        }
        operations[size] = operation;
        objects[size] = object;
        values[size] = value;
        size++;
        return this;
    }

    /// Lets the batch wait on the GPU for a submission, to any queue of the device.
    ///
    /// @param token names the submission; a later submit may fill it again
    /// @return this
    /// @throws UsageException if the token names nothing
    public SubmitInfo waitFor(SubmitToken token) {
        Objects.requireNonNull(token, "token");
        token.copyTo(read);
        return add(Operation.WAIT_TOKEN, read.queue(), read.number());
    }

    /// Lets the batch wait for a binary semaphore, which is not signalled any more then.
    ///
    /// @param semaphore an accepted submission signals it, or an earlier batch of this info
    /// @return this
    public SubmitInfo waitFor(BinarySemaphore semaphore) {
        Objects.requireNonNull(semaphore, "semaphore");
        return add(Operation.WAIT, semaphore, 0);
    }

    /// Lets the batch wait until a timeline semaphore reaches a value.
    ///
    /// @param semaphore the semaphore
    /// @param value a value that the host, an accepted submission, or an earlier batch of this info
    ///   signals
    /// @return this
    public SubmitInfo waitFor(TimelineSemaphore semaphore, long value) {
        Objects.requireNonNull(semaphore, "semaphore");
        return add(Operation.WAIT, semaphore, value);
    }

    /// Lets the batch run commands, after those that were added before.
    ///
    /// @param commands what to run; the queue takes it over if the submit returns
    /// @return this
    public SubmitInfo commands(ExecutableCommands commands) {
        Objects.requireNonNull(commands, "commands");
        return add(Operation.COMMANDS, commands, 0);
    }

    /// Lets the batch signal a binary semaphore.
    ///
    /// @param semaphore not signalled, or waited for by an accepted submission or this info
    /// @return this
    public SubmitInfo signal(BinarySemaphore semaphore) {
        Objects.requireNonNull(semaphore, "semaphore");
        return add(Operation.SIGNAL, semaphore, 0);
    }

    /// Lets the batch raise a timeline semaphore.
    ///
    /// @param semaphore the semaphore
    /// @param value above everything that was signalled or submitted so far
    /// @return this
    public SubmitInfo signal(TimelineSemaphore semaphore, long value) {
        Objects.requireNonNull(semaphore, "semaphore");
        return add(Operation.SIGNAL, semaphore, value);
    }

    /// Begins another batch.
    ///
    /// @return this
    public SubmitInfo nextBatch() {
        return add(Operation.NEXT, null, 0);
    }

    // ---------------------------------------------------------------- what the queue asks

    int size() {
        return size;
    }

    /// The commands at an index, or null where something else is.
    @Nullable ExecutableCommands commandsAt(int index) {
        return operations[index] == Operation.COMMANDS ? (ExecutableCommands) objects[index] : null;
    }

    /// Whether a semaphore stands in the info.
    boolean hasSemaphores() {
        for (int i = 0; i < size; i++) {
            if (isSemaphore(i)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSemaphore(int index) {
        return operations[index] == Operation.WAIT || operations[index] == Operation.SIGNAL;
    }

    private Reference reference(int index) {
        return (Reference) Objects.requireNonNull(objects[index]);
    }

    /// Refuses commands that are named twice.
    void checkDistinct(Queue queue) {
        for (int i = 0; i < size; i++) {
            ExecutableCommands commands = commandsAt(i);
            for (int j = 0; commands != null && j < i; j++) {
                if (commands.equals(commandsAt(j))) {
                    throw new UsageException(
                            "ExecutableCommands '"
                                    + commands.name()
                                    + "' stand twice in one submit to "
                                    + queue.label()
                                    + "; record them again for another submission");
                }
            }
        }
    }

    /// Refuses what is closed or belongs to another device.
    void checkOwner(Queue queue) {
        for (int i = 0; i < size; i++) {
            if (operations[i] == Operation.WAIT_TOKEN) {
                Queue other = (Queue) objects[i];
                if (other != null && other.context() != queue.context()) {
                    throw new WrongDeviceException(
                            "the submission to Queue '" + other.name() + "'",
                            other.context().name(),
                            queue.context().name());
                }
            } else if (isSemaphore(i)) {
                planned[i] = (SemaphoreObject) queue.context().own(reference(i));
            }
        }
    }

    /// Plans all operations in the order in which the GPU does them, and writes them into a batch.
    void plan(Queue queue, long number, SubmitBatch batch) {
        int start = 0;
        while (start < size || start == 0) {
            int end = start;
            while (end < size && operations[end] != Operation.NEXT) {
                end++;
            }
            planBatch(start, end, queue, number, batch);
            if (end == size) {
                return;
            }
            batch.endPart();
            start = end + 1;
        }
    }

    private void planBatch(int start, int end, Queue queue, long number, SubmitBatch batch) {
        for (int i = start; i < end; i++) {
            if (operations[i] == Operation.WAIT_TOKEN && objects[i] instanceof Queue other) {
                batch.addQueueWait(other.index(), values[i]);
            } else if (operations[i] == Operation.WAIT) {
                semaphore(i).planWait(batch, queue.index(), number, values[i]);
            }
        }
        for (int i = start; i < end; i++) {
            ExecutableCommands commands = commandsAt(i);
            if (commands != null) {
                batch.add(commands.recording().commands);
            } else if (operations[i] == Operation.SIGNAL) {
                semaphore(i).planSignal(batch, queue.index(), values[i]);
            }
        }
    }

    private SemaphoreObject semaphore(int index) {
        return Objects.requireNonNull(planned[index]);
    }

    /// Ends the plan of all semaphores.
    void endPlan(boolean accepted) {
        for (int i = 0; i < size; i++) {
            SemaphoreObject semaphore = planned[i];
            if (semaphore != null) {
                planned[i] = null;
                if (accepted) {
                    semaphore.commit();
                } else {
                    semaphore.rollBack();
                }
            }
        }
    }
}
