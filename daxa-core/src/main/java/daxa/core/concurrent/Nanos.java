package daxa.core.concurrent;

import java.time.Duration;
import java.util.Objects;

/// Deadlines as numbers of nanoseconds.
@Internal
@ThreadSafe
public final class Nanos {
    private static final long SLICE = 5_000_000;

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

    /// What is left of the deadline of a wait that has several parts.
    ///
    /// @param start `System.nanoTime()` when the wait began
    /// @param deadline how long to wait at most, all parts together
    /// @return nanoseconds, 0 where nothing is left
    public static long left(long start, Duration deadline) {
        return Math.max(0, Math.max(0, of(deadline)) - (System.nanoTime() - start));
    }

    /// How long a wait may sleep before it looks whether its thread was interrupted: that does not
    /// end a wait of Vulkan's.
    ///
    /// @param left nanoseconds that are left of the wait
    /// @return nanoseconds, 0 where nothing is left
    public static long slice(long left) {
        return Math.clamp(left, 0, SLICE);
    }
}
