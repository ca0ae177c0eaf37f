package daxa.core.lifetime;

import daxa.core.concurrent.Dispatcher;
import daxa.core.concurrent.ThreadSafe;

import org.jspecify.annotations.Nullable;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Remembers where references were created and closed, and reports those that became unreachable
/// without being closed (L19). It frees nothing: only the user knows when the GPU object may go.
@ThreadSafe
public final class LeakDetector {
    private static final int SAMPLING = 128;

    private final LeakLevel level;
    private final boolean allSites;
    private final Dispatcher dispatcher;
    private final Consumer<String> listener;
    private final ReferenceQueue<Reference> unreachable = new ReferenceQueue<>();
    private final Set<Tracker> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong leaks = new AtomicLong();

    /// Creates a detector.
    ///
    /// @param level how much to remember
    /// @param mode in strict mode all sites are recorded, whatever the level
    /// @param dispatcher runs the listener
    /// @param listener receives the text of each leak
    public LeakDetector(
            LeakLevel level, LifetimeMode mode, Dispatcher dispatcher, Consumer<String> listener) {
        this.level = level;
        this.allSites =
                mode == LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN
                        || level.compareTo(LeakLevel.ADVANCED) >= 0;
        this.dispatcher = dispatcher;
        this.listener = listener;
    }

    /// How many leaks were reported.
    ///
    /// @return the count
    public long leaks() {
        return leaks.get();
    }

    /// Begins to watch a reference, if its turn comes.
    ///
    /// @param reference the reference
    /// @param object the object behind it
    /// @return what is remembered, or null
    @Nullable Tracker track(Reference reference, Counted object) {
        if (!allSites
                && (level == LeakLevel.DISABLED
                        || ThreadLocalRandom.current().nextInt(SAMPLING) != 0)) {
            return null;
        }
        Tracker tracker =
                new Tracker(
                        reference,
                        unreachable,
                        object.label(),
                        Site.capture(level == LeakLevel.PARANOID));
        open.add(tracker);
        return tracker;
    }

    /// Ends the watch over a reference.
    ///
    /// @param tracker what [#track] returned
    void closed(Tracker tracker) {
        if (allSites) {
            tracker.closed = Site.capture(level == LeakLevel.PARANOID);
        }
        tracker.clear();
        open.remove(tracker);
    }

    /// Reports what became unreachable since the last call.
    void report() {
        for (Object found = unreachable.poll(); found != null; found = unreachable.poll()) {
            if (found instanceof Tracker tracker && open.remove(tracker)) {
                leaks.incrementAndGet();
                String text = text(tracker);
                dispatcher.post("leak listener", () -> listener.accept(text));
            }
        }
    }

    private String text(Tracker tracker) {
        return "LEAK: a reference to "
                + tracker.label
                + " became unreachable without close(), created at "
                + tracker.created
                + "; close each reference when it is no longer wanted"
                + (level == LeakLevel.PARANOID
                        ? ""
                        : " (-Ddaxa.leaks=paranoid shows the whole stack)");
    }

    /// What is remembered of one reference, without keeping it reachable.
    static final class Tracker extends PhantomReference<Reference> {
        final String label;
        final Site created;
        volatile @Nullable Site closed;

        Tracker(Reference reference, ReferenceQueue<Reference> queue, String label, Site created) {
            super(reference, queue);
            this.label = label;
            this.created = created;
        }
    }
}
