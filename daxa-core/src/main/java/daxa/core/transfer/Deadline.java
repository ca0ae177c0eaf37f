package daxa.core.transfer;

import java.time.Duration;

/// Deadlines in nanoseconds.
final class Deadline {
    private Deadline() {}

    /// The nanoseconds of a duration, as many as a `long` holds.
    static long nanos(Duration deadline) {
        try {
            return deadline.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
