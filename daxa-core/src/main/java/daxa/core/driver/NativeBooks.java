package daxa.core.driver;

import daxa.core.concurrent.ThreadSafe;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// Counts native objects as they are created and destroyed (contract L18), so that "everything was
/// released" is a number and not a hope.
@ThreadSafe
public final class NativeBooks {
    private final Map<NativeKind, LongAdder> created = adders();
    private final Map<NativeKind, LongAdder> destroyed = adders();

    /// Creates empty books.
    public NativeBooks() {}

    // Filled here and never changed, so it can be read by many threads.
    private static Map<NativeKind, LongAdder> adders() {
        Map<NativeKind, LongAdder> adders = new EnumMap<>(NativeKind.class);
        for (NativeKind kind : NativeKind.values()) {
            adders.put(kind, new LongAdder());
        }
        return adders;
    }

    private static LongAdder adder(Map<NativeKind, LongAdder> adders, NativeKind kind) {
        return Objects.requireNonNull(adders.get(kind));
    }

    /// Enters a new object.
    ///
    /// @param kind its kind
    public void created(NativeKind kind) {
        adder(created, kind).increment();
    }

    /// Strikes an object out.
    ///
    /// @param kind its kind
    public void destroyed(NativeKind kind) {
        adder(destroyed, kind).increment();
    }

    /// How many objects of a kind are open.
    ///
    /// @param kind the kind
    /// @return created minus destroyed
    public long open(NativeKind kind) {
        return adder(created, kind).sum() - adder(destroyed, kind).sum();
    }

    /// How many objects were ever created.
    ///
    /// @return the sum over all kinds
    public long totalCreated() {
        return sum(created);
    }

    /// How many objects were destroyed.
    ///
    /// @return the sum over all kinds
    public long totalDestroyed() {
        return sum(destroyed);
    }

    /// How many objects are open.
    ///
    /// @return the sum over all kinds
    public long totalOpen() {
        return totalCreated() - totalDestroyed();
    }

    private static long sum(Map<NativeKind, LongAdder> adders) {
        long sum = 0;
        for (LongAdder adder : adders.values()) {
            sum += adder.sum();
        }
        return sum;
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
