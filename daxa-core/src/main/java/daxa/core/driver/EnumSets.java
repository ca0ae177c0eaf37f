package daxa.core.driver;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// Sets of constants that recording asks for each command: a bit tells whether one is in, where
/// [Set#copyOf(Collection)] would have to divide a hash.
@Internal
@ThreadSafe
public final class EnumSets {
    private EnumSets() {}

    /// Copies.
    ///
    /// @param type the type of the constants
    /// @param constants which are in; not null
    /// @return an unmodifiable set, in the order of declaration
    public static <E extends Enum<E>> Set<E> copyOf(Class<E> type, Collection<E> constants) {
        EnumSet<E> copy = EnumSet.noneOf(type);
        copy.addAll(constants);
        return Collections.unmodifiableSet(copy);
    }
}
