package daxa.core.lifetime;

import java.util.concurrent.atomic.AtomicLongArray;

/// A sum that many threads change at once: the device's open children and its weak count, as a
/// difference to its word.
///
/// While the device is open nobody decides by the sum, so each thread changes a cell of its own;
/// cells may be negative. When the device is about to close, [#fold(int)] takes each cell out of
/// use for good; from then on the counts live in the object's word. A cell holds both counts, so
/// that a child is counted in both or in neither whenever its cell is folded.
final class StripedCounts {
    private static final long FOLDED = Long.MIN_VALUE;
    // Cells of different threads stay off each other's cache line.
    private static final int STRIDE = 16;

    private final int stripes;
    private final AtomicLongArray cells;

    /// Creates a sum of 0.
    ///
    /// @param stripes how many cells there are, a power of two
    StripedCounts(int stripes) {
        this.stripes = stripes;
        cells = new AtomicLongArray(stripes * STRIDE);
    }

    /// Changes the sum, unless it was folded.
    ///
    /// @param change the change
    /// @return false if the count now lives in the object's word
    boolean add(long change) {
        int index = Stripes.current(stripes) * STRIDE;
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

    /// The sum of the cells that are in use, which may be off while threads change it.
    ///
    /// @return the sum
    long sum() {
        long sum = 0;
        for (int i = 0; i < stripes; i++) {
            long cell = cells.get(i * STRIDE);
            sum += cell == FOLDED ? 0 : cell;
        }
        return sum;
    }

    /// Takes a cell out of use.
    ///
    /// @param stripe which, from 0 to the number of stripes - 1
    /// @return what it held
    long fold(int stripe) {
        return cells.getAndSet(stripe * STRIDE, FOLDED);
    }
}
