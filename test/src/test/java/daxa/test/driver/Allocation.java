package daxa.test.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import daxa.core.driver.DriverProvider;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.driver.vulkan.VulkanDriver;
import daxa.test.Child;

import java.lang.management.ManagementFactory;

/// Measures what all threads together allocate on the Java heap.
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static final int ATTEMPTS = 5;

    private static final boolean SILENT = Boolean.getBoolean("daxa.test.silent");
    private static final int SILENT_WARM_UP = 5;
    private static final int SILENT_ROUNDS = 20;

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

    /// The driver of a loop: with the property `daxa.test.silent` one that does nothing, so that no
    /// round may allocate anything, whatever the compiler does or leaves.
    public static DriverProvider driver() {
        return SILENT ? SilentDriver.over(new SimulatedDriver().queues(7)) : new VulkanDriver();
    }

    /// What rounds allocate in the steady state: with a driver that does nothing the most of them,
    /// after a few until all caches are full, and else the least.
    ///
    /// @param rounds the most rounds where it is the least
    /// @param before comes before a round and is not measured
    /// @param round what is measured
    /// @param after comes after a round and is not measured
    static long steadyBytes(int rounds, Runnable before, Runnable round, Runnable after) {
        if (!SILENT) {
            return leastBytes(rounds, before, round, after);
        }
        long most = 0;
        for (int i = 0; i < SILENT_WARM_UP + SILENT_ROUNDS; i++) {
            long bytes = leastBytes(1, before, round, after);
            most = i < SILENT_WARM_UP ? 0 : Math.max(most, bytes);
        }
        return most;
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
