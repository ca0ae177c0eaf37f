package daxa.core.present;

import daxa.core.concurrent.ThreadConfined;

import java.nio.file.Path;
import java.util.List;

/// Hears of files that the user drops on a window, on the platform's main thread, from within
/// [Window#pollEvents()].
@ThreadConfined
@FunctionalInterface
public interface DropListener {
    /// Files were dropped.
    ///
    /// @param files an immutable list
    void onDrop(List<Path> files);
}
