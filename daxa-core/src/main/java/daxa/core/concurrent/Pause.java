package daxa.core.concurrent;

import java.util.concurrent.locks.LockSupport;

/// Lets other threads go on for a moment, where the one thing to wait for is another thread on its
/// way.
@Internal
@ThreadSafe
public final class Pause {
    private Pause() {}

    /// Waits; returns earlier if the thread is interrupted, whose status stays as it is.
    ///
    /// @param micros microseconds
    public static void micros(long micros) {
        LockSupport.parkNanos(micros * 1000);
    }
}
