package daxa.core.concurrent;

import java.time.Duration;
import java.util.Objects;

/// Deadlines as numbers of nanoseconds.
@ThreadSafe
public final class Nanos {
    private Nanos() {}

    /// The nanoseconds of a deadline.
    ///
    /// @param deadline how long to wait at most
    /// @return at most what a `long` holds, about 292 years; below 0 where the deadline is
    public static long of(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        try {
            return deadline.toNanos();
        } catch (ArithmeticException e) {
            return deadline.isNegative() ? -1 : Long.MAX_VALUE;
        }
    }
}
