package daxa.core.lifetime;

import daxa.core.concurrent.Dispatcher;
import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;

import org.jspecify.annotations.Nullable;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Remembers where references were created and closed, and reports those that became unreachable
/// without being closed (L19). It frees nothing: only the user knows when the GPU object may go.
@Internal
@ThreadSafe
public final class LeakDetector {
    // References from one that is watched to the next, on average.
    private static final int SAMPLING_INTERVAL = 1024;
    private static final int STRIDE = 32;

    private final LeakLevel level;
    private final boolean allSites;
    private final Dispatcher dispatcher;
    private final Consumer<String> listener;
    private final ReferenceQueue<Reference> unreachable = new ReferenceQueue<>();
    private final Set<Tracker> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong leaks = new AtomicLong();
    // Of each stripe: how many references there are until one is watched, 0 before the first.
    private final AtomicIntegerArray untilNext = new AtomicIntegerArray(Stripes.COUNT * STRIDE);

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

    /// Runs user code, such as the listeners of the instance.
    ///
    /// @return the dispatcher
    public Dispatcher dispatcher() {
        return dispatcher;
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
        if (!allSites && (level == LeakLevel.DISABLED || !isSampled())) {
            return null;
        }
        Tracker tracker =
                new Tracker(
                        reference, unreachable, object, Site.capture(level == LeakLevel.PARANOID));
        open.add(tracker);
        return tracker;
    }

    // Threads that share a stripe may lose each other's steps.
    private boolean isSampled() {
        int index = Stripes.current(Stripes.COUNT) * STRIDE;
        int left = untilNext.getPlain(index) - 1;
        untilNext.setPlain(index, left > 0 ? left : nextInterval());
        return left == 0;
    }

    // At random, so that what a program does at regular intervals is watched like all else.
    private static int nextInterval() {
        return ThreadLocalRandom.current().nextInt(1, 2 * SAMPLING_INTERVAL);
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
                + tracker.object.label()
                + " became unreachable without close(), created at "
                + tracker.created
                + "; close each reference when it is no longer wanted"
                + (level == LeakLevel.PARANOID
                        ? ""
                        : " (-Ddaxa.leaks=paranoid shows the whole stack)");
    }

    /// What is remembered of one reference, without keeping it reachable.
    static final class Tracker extends PhantomReference<Reference> {
        final Counted object;
        final Site created;
        volatile @Nullable Site closed;

        Tracker(
                Reference reference,
                ReferenceQueue<Reference> queue,
                Counted object,
                Site created) {
            super(reference, queue);
            this.object = object;
            this.created = created;
        }
    }
}
