package daxa.core.concurrent;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// The place of a lock in the order in which locks may be taken.
///
/// A rank names the ranks that may be taken while a lock of it is the newest that a thread holds.
/// Ranks are made from the innermost to the outermost, so an order with a cycle cannot be written
/// down.
@Internal
@Immutable
public final class LockRank {
    private static final Set<String> OBSERVED = ConcurrentHashMap.newKeySet();

    private final String name;
    private final Set<LockRank> inner;

    /// Creates a rank.
    ///
    /// @param name its name, for messages
    /// @param inner the ranks that may be taken while a lock of this rank is held
    public LockRank(String name, LockRank... inner) {
        this.name = name;
        this.inner = Set.of(inner);
    }

    /// The rank's name.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    /// Whether a lock of another rank may be taken while one of this rank is the newest held.
    ///
    /// @param next the other rank
    /// @return true if it was declared so
    public boolean allows(LockRank next) {
        return inner.contains(next);
    }

    /// The nestings seen since the program began, where [Debug#ENABLED].
    ///
    /// @return such as `queue > timeline`, in alphabetical order
    public static Set<String> observed() {
        return new TreeSet<>(OBSERVED);
    }

    void observe(LockRank next) {
        OBSERVED.add(name + " > " + next.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
