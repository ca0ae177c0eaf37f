package daxa.core.command;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// The labels of one recording: those that are open, and what a loss of the device is explained
/// with.
final class Labels {
    private static final int NONE = -1;

    // In the order in which they began. Often the same as in the frame before; a look costs less
    // than to store a reference.
    private @Nullable String[] begun = new @Nullable String[8];
    private int begunCount;

    // Where those that are open stand there.
    private int[] open = new int[8];
    private int count;

    private int last = NONE;

    /// Begins with no labels.
    void clear() {
        begunCount = 0;
        count = 0;
        last = NONE;
    }

    void begin(String label) {
        if (begunCount == begun.length) {
            begun = Arrays.copyOf(begun, 2 * begunCount);
        }
        if (!label.equals(begun[begunCount])) {
            begun[begunCount] = label;
        }
        if (count == open.length) {
            open = Arrays.copyOf(open, 2 * count);
        }
        open[count] = begunCount;
        count++;
        begunCount++;
    }

    /// Ends the newest label that is open.
    void end() {
        count--;
        last = open[count];
    }

    /// How many are open.
    int count() {
        return count;
    }

    /// The label that began first.
    @Nullable String first() {
        return begunCount == 0 ? null : begun[0];
    }

    /// The label that ended last.
    @Nullable String last() {
        return last == NONE ? null : begun[last];
    }
}
