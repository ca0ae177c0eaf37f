package daxa.core.command;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/// The labels of one recording: those that are open, and what a loss of the device is explained
/// with.
final class Labels {
    private @Nullable String[] open = new @Nullable String[8];
    private int count;
    private @Nullable String first;
    private @Nullable String last;

    /// Begins with no labels.
    void clear() {
        count = 0;
        first = null;
        last = null;
    }

    void begin(String label) {
        if (count == open.length) {
            open = Arrays.copyOf(open, 2 * count);
        }
        // Often the same as in the frame before; a look costs less than to store a reference.
        if (!label.equals(open[count])) {
            open[count] = label;
        }
        count++;
        if (first == null) {
            first = label;
        }
    }

    /// Ends the newest label that is open.
    void end() {
        count--;
        String ended = open[count];
        if (!Objects.equals(last, ended)) {
            last = ended;
        }
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
