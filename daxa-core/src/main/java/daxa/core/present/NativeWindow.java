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

    /// The window, for foreign code.
    ///
    /// @return what the system calls it: with GLFW the `GLFWwindow*`
    long nativeHandle();

    /// Destroys the window. Its surfaces are destroyed already. Never throws.
    void destroy();
}
