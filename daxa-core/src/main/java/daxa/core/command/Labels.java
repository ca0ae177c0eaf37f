package daxa.core.command;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// The labels of one recording: those that are open, and what a loss of the device is explained
/// with.
final class Labels {
    private @Nullable String[] open = new @Nullable String[8];
    private int count;
    private @Nullable String first;
    private @Nullable String last;

    /// Begins with no labels.
    void clear() {
        Arrays.fill(open, null);
        count = 0;
        first = null;
        last = null;
    }

    void begin(String label) {
        if (count == open.length) {
            open = Arrays.copyOf(open, 2 * count);
        }
        open[count++] = label;
        if (first == null) {
            first = label;
        }
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
        return first;
    }

    /// The label that ended last.
    @Nullable String last() {
        return last;
    }
}
