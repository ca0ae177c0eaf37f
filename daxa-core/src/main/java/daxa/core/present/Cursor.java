package daxa.core.present;

/// What the mouse looks like over a window.
public enum Cursor {
    /// The platform's arrow.
    ARROW,
    /// The beam of text.
    TEXT,
    /// A cross.
    CROSSHAIR,
    /// A hand that points.
    HAND,
    /// Arrows to the left and right.
    RESIZE_HORIZONTAL,
    /// Arrows up and down.
    RESIZE_VERTICAL,
    /// Nothing.
    HIDDEN,
    /// Nothing, and the mouse stays over the window: it can be moved on and on, for a camera.
    CAPTURED
}
