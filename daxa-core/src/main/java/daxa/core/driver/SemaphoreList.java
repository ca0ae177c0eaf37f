package daxa.core.driver;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;

import java.util.Arrays;

/// Semaphores and the timelines of queues, each with a value, in order. Made once and filled again,
/// so that it allocates nothing.
@Internal
@ExternallySynchronized
public final class SemaphoreList {
    private static final int NO_QUEUE = -1;

    private long[] semaphores = new long[8];
    private long[] values = new long[8];
    private int[] queues = new int[8];
    private int size;

    /// Creates an empty list.
    public SemaphoreList() {}

    /// Forgets everything.
    public void clear() {
        size = 0;
    }

    /// Adds a semaphore.
    ///
    /// @param semaphore the semaphore
    /// @param value the value of a timeline semaphore, not used by a binary one
    public void add(long semaphore, long value) {
        add(semaphore, NO_QUEUE, value);
    }

    /// Adds the timeline of a queue.
    ///
    /// @param queue the queue
    /// @param value its value
    public void addQueue(int queue, long value) {
        add(0, queue, value);
    }

    private void add(long semaphore, int queue, long value) {
        if (size == semaphores.length) {
            semaphores = Arrays.copyOf(semaphores, size * 2);
            values = Arrays.copyOf(values, size * 2);
            queues = Arrays.copyOf(queues, size * 2);
        }
        semaphores[size] = semaphore;
        values[size] = value;
        queues[size] = queue;
        size++;
    }

    /// How many there are.
    ///
    /// @return the count
    public int size() {
        return size;
    }

    /// One of the semaphores.
    ///
    /// @param index from 0 to [#size()] - 1
    /// @return the semaphore, or 0 where it is the timeline of a queue
    public long semaphore(int index) {
        return semaphores[index];
    }

    /// The queue whose timeline is meant.
    ///
    /// @param index from 0 to [#size()] - 1
    /// @return the queue, or -1 where a semaphore is meant
    public int queue(int index) {
        return queues[index];
    }

    /// One of the values.
    ///
    /// @param index from 0 to [#size()] - 1
    /// @return the value, not used by binary semaphores
    public long value(int index) {
        return values[index];
    }
}
