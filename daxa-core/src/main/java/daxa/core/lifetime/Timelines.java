package daxa.core.lifetime;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.UsageException;

import java.util.Arrays;

/// The CPU timeline of a device and what each of its queues still has to do.
///
/// Submissions on all queues share one row of numbers. A number and its entry among the pending
/// ones become visible together, under one lock: whoever reads the number as CPU timeline and then
/// asks what is finished, finds it pending (L6).
@Internal
@ThreadSafe
public class Timelines {
    /// Rank of the lock that number and pending entry share.
    public static final LockRank RANK = new LockRank("timeline");

    /// The most queues of a device.
    public static final int MAX_QUEUES = 31;

    // The oldest pending submission where nothing is pending.
    private static final long NONE = Long.MAX_VALUE;

    private final RankedLock lock = RankedLock.brief(RANK);
    private final Pending[] pending;
    private volatile long cpu;
    // Bit i for queue i. Written under the lock only.
    private volatile int pendingQueues;

    /// Creates timelines at 0 with nothing pending.
    ///
    /// @param queues how many queues there are, from 0 to [#MAX_QUEUES]
    Timelines(int queues) {
        if (queues < 0 || queues > MAX_QUEUES) {
            throw new UsageException("queues=" + queues + " (expected 0 to " + MAX_QUEUES + ")");
        }
        pending = new Pending[queues];
        Arrays.setAll(pending, i -> new Pending());
    }

    /// How many queues there are.
    ///
    /// @return the count
    public final int queues() {
        return pending.length;
    }

    /// The number of the newest submission begun, on any queue.
    ///
    /// @return the CPU timeline value, 0 at first
    public long cpu() {
        return cpu;
    }

    /// Begins a submission. Callers hold the queue, so its numbers rise in order of submission.
    ///
    /// @param queue the queue
    /// @return the number of the submission
    public long begin(int queue) {
        lock.lock();
        try {
            long number = cpu + 1;
            pending[queue].add(number);
            pendingQueues |= 1 << queue;
            cpu = number;
            return number;
        } finally {
            lock.unlock();
        }
    }

    /// Takes the newest submission of a queue back, since it failed: it counts as finished (L10).
    ///
    /// @param queue the queue
    /// @param number what [#begin(int)] returned
    public void fail(int queue, long number) {
        lock.lock();
        try {
            pending[queue].removeNewest(number);
            forgetIfIdle(queue);
        } finally {
            lock.unlock();
        }
    }

    /// Notes how far a queue is.
    ///
    /// @param queue the queue
    /// @param completed every submission of this queue with this number or below is finished
    public void completed(int queue, long completed) {
        if (completed < pending[queue].oldest) {
            return;
        }
        lock.lock();
        try {
            pending[queue].removeUpTo(completed);
            forgetIfIdle(queue);
        } finally {
            lock.unlock();
        }
    }

    private void forgetIfIdle(int queue) {
        if (pending[queue].oldest == NONE) {
            pendingQueues &= ~(1 << queue);
        }
    }

    /// The queues that have submissions which are not known to be finished.
    ///
    /// @return bit i for queue i
    public int pendingQueues() {
        return pendingQueues;
    }

    /// Whether a queue has submissions that are not known to be finished.
    ///
    /// @param queue the queue
    /// @return true if it has
    public boolean hasPending(int queue) {
        return (pendingQueues & 1 << queue) != 0;
    }

    /// The largest value v such that every submission numbered v or below, on every queue of a set,
    /// is known to be finished.
    ///
    /// @param queueMask bit i stands for queue i
    /// @return the value; the CPU timeline value where nothing is pending
    public long finished(int queueMask) {
        // Without the lock: what is numbered up to this value was pending before the value could be
        // read, so what is not pending any more is finished.
        long value = cpu;
        for (int left = queueMask & pendingQueues; left != 0; left &= left - 1) {
            Pending queue = pending[Integer.numberOfTrailingZeros(left)];
            value = Math.min(value, queue.oldest - 1);
        }
        return value;
    }

    /// A growing ring of numbers, oldest first.
    private static final class Pending {
        private long[] numbers = new long[16];
        private int head;
        private int size;
        // Written under the lock only, and read without it.
        private volatile long oldest = NONE;

        private void add(long number) {
            if (size == numbers.length) {
                long[] larger = new long[size * 2];
                for (int i = 0; i < size; i++) {
                    larger[i] = numbers[(head + i) & (numbers.length - 1)];
                }
                numbers = larger;
                head = 0;
            }
            numbers[(head + size) & (numbers.length - 1)] = number;
            size++;
            if (size == 1) {
                oldest = number;
            }
        }

        private void removeUpTo(long number) {
            while (size != 0 && numbers[head] <= number) {
                head = (head + 1) & (numbers.length - 1);
                size--;
            }
            oldest = size == 0 ? NONE : numbers[head];
        }

        private void removeNewest(long number) {
            if (size != 0 && numbers[(head + size - 1) & (numbers.length - 1)] == number) {
                size--;
                if (size == 0) {
                    oldest = NONE;
                }
            }
        }
    }
}
