package daxa.test.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import daxa.test.Child;

import java.lang.management.ManagementFactory;

/// Measures what all threads together allocate on the Java heap.
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int ATTEMPTS = 5;

    private Allocation() {}

    /// Runs a loop that measures itself. The compiler now and then leaves the objects of some of
    /// LWJGL's calls, for as long as the JVM lives; what the framework creates is there in every
    /// JVM. So one of five has to create nothing.
    ///
    /// @param nothing what the loop prints at last if it allocates nothing
    /// @param options options of the JVM
    static void assertNothing(Class<?> loop, String nothing, String... options) {
        String said = "";
        for (int i = 0; i < ATTEMPTS && !said.endsWith(nothing); i++) {
            said = Child.run(loop, options);
        }
        assertThat(said).endsWith(nothing);
    }

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
            long start = THREADS.getTotalThreadAllocatedBytes();
            round.run();
            least = Math.min(least, THREADS.getTotalThreadAllocatedBytes() - start);
            after.run();
        }
        return least;
    }
}
