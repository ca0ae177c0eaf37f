package daxa.core.present;

/// What happened to a key.
public enum KeyAction {
    /// It was pressed.
    PRESS,
    /// It is held down, and the platform repeats it.
    REPEAT,
    /// It was released.
    RELEASE
}
