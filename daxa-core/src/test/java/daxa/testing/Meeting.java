package daxa.testing;

import java.util.concurrent.CyclicBarrier;

/// Where threads of a test wait for each other.
public final class Meeting {
    private Meeting() {}

    /// Waits until all threads are here. It throws nothing that is checked, for use in tasks.
    ///
    /// @param all the barrier of all threads
    public static void meet(CyclicBarrier all) {
        try {
            all.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
