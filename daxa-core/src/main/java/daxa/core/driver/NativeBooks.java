package daxa.core.driver;

import daxa.core.concurrent.Padded;
import daxa.core.concurrent.ThreadSafe;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToLongFunction;

/// Counts native objects as they are created and destroyed (contract L18), so that "everything was
/// released" is a number and not a hope.
@ThreadSafe
public final class NativeBooks {
    private static final int PAGES = 64;
    private static final long NOBODY = -1;

    // A thread writes on a page of its own without atomic steps, which would cost as much as the
    // smaller native calls. Threads that find their place taken share a page.
    private final AtomicReferenceArray<@Nullable Page> pages = new AtomicReferenceArray<>(PAGES);
    private final Page shared = new Page(NOBODY);

    /// How many objects of each kind one thread, or all that share a page, created or destroyed.
    private static final class Page extends Padded {
        // Ids of threads are never given again.
        final long owner;
        // Filled here and never changed, so that all threads can read them.
        private final Map<NativeKind, Count> created = counts();
        private final Map<NativeKind, Count> destroyed = counts();

        Page(long owner) {
            this.owner = owner;
        }

        private static Map<NativeKind, Count> counts() {
            Map<NativeKind, Count> counts = new EnumMap<>(NativeKind.class);
            for (NativeKind kind : NativeKind.values()) {
                counts.put(kind, new Count());
            }
            return counts;
        }

        Count created(NativeKind kind) {
            return Objects.requireNonNull(created.get(kind));
        }

        Count destroyed(NativeKind kind) {
            return Objects.requireNonNull(destroyed.get(kind));
        }
    }

    private static final class Count {
        private static final VarHandle VALUE;

        static {
            try {
                VALUE = MethodHandles.lookup().findVarHandle(Count.class, "value", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private volatile long value;

        void increment(Page page) {
            if (page.owner == NOBODY) {
                VALUE.getAndAdd(this, 1L);
            } else {
                VALUE.setRelease(this, (long) VALUE.get(this) + 1);
            }
        }
    }

    /// Creates empty books.
    public NativeBooks() {}

    /// Enters a new object.
    ///
    /// @param kind its kind
    public void created(NativeKind kind) {
        Page page = page();
        page.created(kind).increment(page);
    }

    /// Strikes an object out.
    ///
    /// @param kind its kind
    public void destroyed(NativeKind kind) {
        Page page = page();
        page.destroyed(kind).increment(page);
    }

    private Page page() {
        long thread = Thread.currentThread().threadId();
        int place = (int) thread & (PAGES - 1);
        Page page = pages.getAcquire(place);
        if (page == null) {
            Page own = new Page(thread);
            page = pages.compareAndSet(place, null, own) ? own : shared;
        }
        return page.owner == thread ? page : shared;
    }

    /// How many objects of a kind are open.
    ///
    /// @param kind the kind
    /// @return created minus destroyed
    public long open(NativeKind kind) {
        return sum(page -> page.created(kind).value - page.destroyed(kind).value);
    }

    /// How many objects were ever created.
    ///
    /// @return the sum over all kinds
    public long totalCreated() {
        return sum(page -> sum(page.created));
    }

    /// How many objects were destroyed.
    ///
    /// @return the sum over all kinds
    public long totalDestroyed() {
        return sum(page -> sum(page.destroyed));
    }

    private static long sum(Map<NativeKind, Count> counts) {
        return counts.values().stream().mapToLong(count -> count.value).sum();
    }

    private long sum(ToLongFunction<Page> ofPage) {
        long sum = ofPage.applyAsLong(shared);
        for (int i = 0; i < PAGES; i++) {
            Page page = pages.get(i);
            sum += page == null ? 0 : ofPage.applyAsLong(page);
        }
        return sum;
    }

    /// How many objects are open.
    ///
    /// @return the sum over all kinds
    public long totalOpen() {
        return totalCreated() - totalDestroyed();
    }

    /// The kinds of which objects are open.
    ///
    /// @return such as `BUFFER=2 IMAGE=1`, or `nothing`
    public String openText() {
        StringBuilder text = new StringBuilder();
        for (NativeKind kind : NativeKind.values()) {
            long open = open(kind);
            if (open != 0) {
                text.append(text.isEmpty() ? "" : " ").append(kind).append('=').append(open);
            }
        }
        return text.isEmpty() ? "nothing" : text.toString();
    }
}
