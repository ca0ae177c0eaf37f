package daxa.core.present;

import daxa.core.concurrent.ThreadConfined;

/// Hears of the mouse over a window, on the platform's main thread, from within
/// [Window#pollEvents()]. What it does not override it ignores.
@ThreadConfined
public interface MouseListener {
    /// The mouse was moved.
    ///
    /// @param x texels from the left edge of the content
    /// @param y texels from its upper edge
    default void onMove(double x, double y) {}

    /// A button was pressed or released.
    ///
    /// @param button the button
    /// @param pressed whether it is down now
    default void onButton(MouseButton button, boolean pressed) {}

    /// The wheel was turned, or two fingers moved over a touchpad.
    ///
    /// @param x steps to the right
    /// @param y steps up, away from the user
    default void onScroll(double x, double y) {}
}
