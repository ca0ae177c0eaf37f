package daxa.core.present;

import daxa.core.concurrent.ThreadConfined;

/// Hears of a window's size, on the platform's main thread, from within [Window#pollEvents()].
@ThreadConfined
@FunctionalInterface
public interface ResizeListener {
    /// The window has another size now.
    ///
    /// @param width texels, 0 while it is minimised
    /// @param height texels, 0 while it is minimised
    void onResize(int width, int height);
}
