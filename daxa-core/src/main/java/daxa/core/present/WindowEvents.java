package daxa.core.present;

import daxa.core.concurrent.ThreadConfined;

import java.nio.file.Path;
import java.util.List;

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

    /// The mouse was moved over the window.
    ///
    /// @param x texels from the left edge of the content
    /// @param y texels from its upper edge
    void mouseMoved(double x, double y);

    /// A button of the mouse was pressed or released.
    ///
    /// @param button the button
    /// @param pressed whether it is down now
    void mouseButton(MouseButton button, boolean pressed);

    /// The wheel was turned.
    ///
    /// @param x steps to the right
    /// @param y steps up
    void scrolled(double x, double y);

    /// The user dropped files on the window.
    ///
    /// @param files an immutable list
    void dropped(List<Path> files);

    /// The window is on a display with another scale.
    ///
    /// @param scale how many times larger than at 96 dots per inch text should be
    void scaled(float scale);
}
