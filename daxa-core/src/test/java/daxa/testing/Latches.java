package daxa.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waits of tests in places that may not throw checked exceptions.
public final class Latches {
    private Latches() {}

    /// Waits until a latch is open.
    ///
    /// @param latch the latch
    /// @throws AssertionError if that takes longer than a minute, or the thread is interrupted
    public static void await(CountDownLatch latch) {
        try {
            if (!latch.await(1, TimeUnit.MINUTES)) {
                throw new AssertionError("the latch is still shut: " + latch);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
