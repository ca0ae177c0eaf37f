package daxa.core.present;

/// Buttons of a mouse.
public enum MouseButton {
    /// The left one, unless the user has swapped them.
    LEFT,
    /// The right one, unless the user has swapped them.
    RIGHT,
    /// The middle one, or the wheel.
    MIDDLE,
    /// The one at the side that goes back.
    BACK,
    /// The one at the side that goes forward.
    FORWARD
}
