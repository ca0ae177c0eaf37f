package daxa.core.concurrent;

import java.time.Duration;

/// Durations as numbers of nanoseconds.
@ThreadSafe
public final class Nanos {
    private Nanos() {}

    /// The nanoseconds of a duration.
    ///
    /// @param duration how long
    /// @return at most what a `long` holds, about 292 years; below 0 where the duration is
    public static long of(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? -1 : Long.MAX_VALUE;
        }
    }
}
