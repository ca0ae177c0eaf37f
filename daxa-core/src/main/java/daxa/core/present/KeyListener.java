package daxa.core.present;

import daxa.core.concurrent.ThreadConfined;

/// Hears of keys of a window, on the platform's main thread, from within [Window#pollEvents()].
@ThreadConfined
@FunctionalInterface
public interface KeyListener {
    /// A key was pressed, repeated or released.
    ///
    /// @param key the key
    /// @param action what happened to it
    void onKey(Key key, KeyAction action);
}
