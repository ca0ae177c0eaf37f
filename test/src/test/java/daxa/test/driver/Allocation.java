package daxa.test.driver;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/// Measures what this thread allocates on the Java heap.
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /// The least that a round allocated; ends with the first round that allocated nothing.
    ///
    /// @param rounds the most rounds
    /// @param before comes before a round and is not measured
    /// @param round what is measured
    /// @param after comes after a round and is not measured
    static long leastBytes(int rounds, Runnable before, Runnable round, Runnable after) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < rounds && least > 0; i++) {
            before.run();
            long start = THREADS.getCurrentThreadAllocatedBytes();
            round.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - start);
            after.run();
        }
        return least;
    }
}
