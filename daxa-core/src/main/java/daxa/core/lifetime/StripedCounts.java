package daxa.core.lifetime;

import java.util.concurrent.atomic.AtomicLongArray;

/// A sum that many threads change at once: the device's open children, or its weak count.
///
/// While the device is open nobody asks for the sum, so each thread changes a cell of its own;
/// cells may be negative. When the device is about to close, [#fold(int)] takes each cell out of
/// use for good; from then on the count lives in the object's word.
final class StripedCounts {
    private static final long FOLDED = Long.MIN_VALUE;
    // Cells of different threads stay off each other's cache line.
    private static final int STRIDE = 16;

    private final AtomicLongArray cells = new AtomicLongArray(Stripes.COUNT * STRIDE);

    /// Changes the sum, unless it was folded.
    ///
    /// @param change the change
    /// @return false if the count now lives in the object's word
    boolean add(int change) {
        int index = Stripes.current() * STRIDE;
        for (; ; ) {
            long seen = cells.get(index);
            if (seen == FOLDED) {
                return false;
            }
            if (cells.weakCompareAndSetVolatile(index, seen, seen + change)) {
                return true;
            }
        }
    }

    /// Takes a cell out of use.
    ///
    /// @param stripe which, from 0 to [Stripes#COUNT] - 1
    /// @return what it held
    long fold(int stripe) {
        return cells.getAndSet(stripe * STRIDE, FOLDED);
    }
}
