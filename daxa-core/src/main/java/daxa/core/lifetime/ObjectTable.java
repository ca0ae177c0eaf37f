package daxa.core.lifetime;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;

import java.util.function.Consumer;

/// Holds objects for a purpose of its own, from before they are complete until they are destroyed,
/// so that the kernel need not keep books of them too.
@Internal
@ThreadSafe
public interface ObjectTable {
    /// How many objects there are.
    ///
    /// @return the count, which may be off by a few while threads change it
    int size();

    /// Passes every object on.
    ///
    /// @param action receives each
    void forEach(Consumer<Counted> action);
}
