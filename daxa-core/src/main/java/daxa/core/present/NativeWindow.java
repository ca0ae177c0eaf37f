package daxa.core.present;

import daxa.core.concurrent.ThreadConfined;
import daxa.core.driver.InstanceDriver;

/// A window of a [WindowSystem]. Only the platform's main thread calls it, but for
/// [#createSurface(InstanceDriver, String)] and [#nativeHandle()].
@ThreadConfined
public interface NativeWindow {
    /// Creates a surface on the window and enters it into the instance's books. Any thread may call
    /// it.
    ///
    /// @param instance where it is created
    /// @param name its name
    /// @return the `VkSurfaceKHR`
    /// @throws daxa.core.error.VulkanException if it cannot be created
    long createSurface(InstanceDriver instance, String name);

    /// Changes the title.
    ///
    /// @param title the new title
    void setTitle(String title);

    /// Changes the size of the content.
    ///
    /// @param width in units of the desktop, above 0
    /// @param height in units of the desktop, above 0
    void setSize(int width, int height);

    /// The text of the platform's clipboard.
    ///
    /// @return the text, empty where there is none
    String clipboard();

    /// Puts a text into the platform's clipboard.
    ///
    /// @param text the text
    void setClipboard(String text);

    /// Changes what the mouse looks like over the window.
    ///
    /// @param cursor the new look
    void setCursor(Cursor cursor);

    /// Fills the display with the window, or gives it back the size and place from before.
    ///
    /// @param on whether it shall fill the display
    /// @throws daxa.core.error.DaxaException if there is no display to fill
    void setFullScreen(boolean on);

    /// The window, for foreign code.
    ///
    /// @return what the system calls it: with GLFW the `GLFWwindow*`
    long nativeHandle();

    /// Destroys the window. Its surfaces are destroyed already. Never throws.
    void destroy();
}
