package daxa.core.present;

import daxa.core.concurrent.ThreadConfined;

/// What a [WindowSystem] tells a window, on the platform's main thread.
///
/// The methods only remember, so they can be called from callbacks of the platform: they call no
/// program's code and never throw.
@ThreadConfined
public interface WindowEvents {
    /// The window has another size.
    ///
    /// @param width texels, 0 while it is minimised
    /// @param height texels, 0 while it is minimised
    void resized(int width, int height);

    /// The user wants the window to be closed.
    void closeRequested();

    /// A key was pressed, repeated or released.
    ///
    /// @param key the key
    /// @param action what happened to it
    void key(Key key, KeyAction action);
}
