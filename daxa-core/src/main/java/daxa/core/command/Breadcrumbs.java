package daxa.core.command;

import daxa.core.concurrent.ThreadSafe;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The newest submissions of a queue with their labels, to tell after a loss of the device how far
/// the queue was.
///
/// Who holds the queue writes; any thread reads, without a lock.
@ThreadSafe
final class Breadcrumbs {
    private static final int KEPT = 64;

    /// The most pending submissions that are told one by one.
    private static final int TOLD = 4;

    private final AtomicLongArray numbers = new AtomicLongArray(KEPT);
    private final AtomicReferenceArray<@Nullable String> names = new AtomicReferenceArray<>(KEPT);
    private final AtomicReferenceArray<@Nullable String> first = new AtomicReferenceArray<>(KEPT);
    private final AtomicReferenceArray<@Nullable String> last = new AtomicReferenceArray<>(KEPT);
    private volatile long written;

    /// Notes a submission.
    ///
    /// @param number its number
    /// @param name the name of what it runs, null for nothing
    /// @param firstLabel the first label in it, null for none
    /// @param lastLabel the label in it that ends last, null for none
    void add(
            long number,
            @Nullable String name,
            @Nullable String firstLabel,
            @Nullable String lastLabel) {
        long count = written;
        int slot = (int) (count % KEPT);
        // Whoever reads meanwhile sees that the entry is being replaced.
        numbers.setRelease(slot, 0);
        names.setRelease(slot, name);
        first.setRelease(slot, firstLabel);
        last.setRelease(slot, lastLabel);
        numbers.setRelease(slot, number);
        written = count + 1;
    }

    /// Tells how far the queue is.
    ///
    /// @param reached the number of the newest submission that is finished
    /// @return such as `last completed submission 3 'frame', last completed label 'shadows';
    ///   pending: 4 'frame' (labels 'shadows' to 'post')`
    String text(long reached) {
        long end = written;
        String submission = "none";
        String label = "none";
        StringBuilder pending = new StringBuilder();
        int count = 0;
        for (long i = Math.max(0, end - KEPT); i < end; i++) {
            int slot = (int) (i % KEPT);
            long number = numbers.getAcquire(slot);
            String name = names.getAcquire(slot);
            String begun = first.getAcquire(slot);
            String ended = last.getAcquire(slot);
            if (number == 0 || numbers.getAcquire(slot) != number) {
                continue;
            }
            String text = number + (name == null ? "" : " '" + name + "'");
            if (number <= reached) {
                submission = text;
                label = ended == null ? label : "'" + ended + "'";
            } else if (++count <= TOLD) {
                pending.append(count == 1 ? "" : ", ").append(text).append(labels(begun, ended));
            }
        }
        if (count > TOLD) {
            pending.append(" and ").append(count - TOLD).append(" more");
        }
        return "last completed submission "
                + submission
                + ", last completed label "
                + label
                + "; pending: "
                + (count == 0 ? "nothing" : pending);
    }

    private static String labels(@Nullable String begun, @Nullable String ended) {
        if (begun == null || ended == null) {
            return "";
        }
        return begun.equals(ended)
                ? " (label '" + begun + "')"
                : " (labels '" + begun + "' to '" + ended + "')";
    }
}
