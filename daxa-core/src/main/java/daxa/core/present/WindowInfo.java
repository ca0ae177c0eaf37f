package daxa.core.present;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.util.Objects;

/// What a window shall be.
///
/// @param title its title, and its name in messages
/// @param width of the content, in units of the desktop, above 0; on a display with a scale the
///   window has more texels
/// @param height of the content, in units of the desktop, above 0
/// @param resizable whether the user can resize it
/// @param visible whether it is shown
/// @param system where it comes from
@Immutable
public record WindowInfo(
        String title,
        int width,
        int height,
        boolean resizable,
        boolean visible,
        WindowSystem system) {

    /// Checks the values.
    ///
    /// @throws UsageException if the width or the height is not above 0
    public WindowInfo {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(system, "system");
        checkSize(title, width, height);
    }

    static void checkSize(String title, int width, int height) {
        if (width <= 0 || height <= 0) {
            throw new UsageException(
                    "Window '"
                            + title
                            + "': width="
                            + width
                            + ", height="
                            + height
                            + " (expected above 0 each)");
        }
    }

    /// A visible window of the desktop that can be resized.
    ///
    /// @param title its title
    /// @param width of the content, in units of the desktop, above 0
    /// @param height of the content, in units of the desktop, above 0
    /// @return the info
    /// @throws UsageException if the width or the height is not above 0
    public static WindowInfo of(String title, int width, int height) {
        return new WindowInfo(title, width, height, true, true, GlfwWindowSystem.get());
    }

    /// The same with or without borders to pull at.
    ///
    /// @param on whether the user can resize it
    /// @return a changed copy
    public WindowInfo withResizable(boolean on) {
        return new WindowInfo(title, width, height, on, visible, system);
    }

    /// The same shown or hidden.
    ///
    /// @param on whether it is shown
    /// @return a changed copy
    public WindowInfo withVisible(boolean on) {
        return new WindowInfo(title, width, height, resizable, on, system);
    }

    /// The same from another system.
    ///
    /// @param newSystem where it comes from
    /// @return a changed copy
    public WindowInfo withSystem(WindowSystem newSystem) {
        return new WindowInfo(title, width, height, resizable, visible, newSystem);
    }
}
