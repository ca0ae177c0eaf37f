package daxa.core.present;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Nanos;

import java.time.Duration;

/// What is left of the deadline of a wait that has several parts.
@ExternallySynchronized
final class TimeLeft {
    private long start;
    private long limit;

    /// A wait begins.
    ///
    /// @param nanos how long to wait at most
    void begin(long nanos) {
        start = System.nanoTime();
        limit = nanos;
    }

    /// Whether nothing is left.
    boolean isOver() {
        return nanos() <= 0;
    }

    /// How long the driver may wait before the thread has to look up.
    long slice() {
        return Nanos.slice(nanos());
    }

    Duration duration() {
        return Duration.ofNanos(Math.max(0, nanos()));
    }

    /// How many nanoseconds are left; below 0 where the wait takes too long.
    long nanos() {
        return limit - (System.nanoTime() - start);
    }
}
