package daxa.core.present;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadConfined;
import daxa.core.driver.InstanceDriver;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// A window of the platform. A child of its instance, parent of the surfaces of its swapchains.
///
/// ```java
/// Window window = instance.createWindow(WindowInfo.of("hello", 1280, 720));
/// while (!window.closeRequested()) {
///     window.pollEvents();
///     …
/// }
/// ```
///
/// It belongs to the platform's main thread: on macOS the process's first thread, elsewhere the
/// thread that opened the first window. Sizes and the wish to close can be read from any thread.
///
/// Made with `Instance.createWindow`.
@ThreadConfined
public final class Window extends Reference {
    private Window(WindowObject object) {
        super(object);
    }

    /// Opens a window; programs call `Instance.createWindow`.
    ///
    /// @param instance the instance
    /// @param driver the instance's driver
    /// @param info what it shall be
    /// @return the only reference
    @Internal
    public static Window create(Counted instance, InstanceDriver driver, WindowInfo info) {
        return first(new Window(new WindowObject(instance, driver, info)));
    }

    WindowObject window() {
        return (WindowObject) object();
    }

    private WindowObject confined(String operation) {
        WindowObject window = window();
        if (!window.system().isMainThread()) {
            throw window.system().wrongThread(operation + " of Window '" + name() + "'");
        }
        return window;
    }

    /// What the window was opened as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if the window is closed
    public WindowInfo info() {
        return window().info;
    }

    /// Hears from the platform what has happened to all windows of this window's system, and calls
    /// their listeners. Call it once for each frame: desktops take a window that does not for hung.
    ///
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public void pollEvents() {
        confined("pollEvents").system().pollEvents();
    }

    /// Whether the user or the program wants the window to be closed. It stays open until
    /// [#close()]. Any thread may call it.
    ///
    /// @return true from the first wish on
    /// @throws daxa.core.error.ClosedException if the window is closed
    public boolean closeRequested() {
        return window().closeRequested;
    }

    /// Wishes the window to be closed, as its close button does. Any thread may call it.
    ///
    /// @throws daxa.core.error.ClosedException if the window is closed
    public void requestClose() {
        window().closeRequested();
    }

    /// The width of the content. Any thread may call it.
    ///
    /// @return texels, 0 while the window is minimised
    /// @throws daxa.core.error.ClosedException if the window is closed
    public int width() {
        return window().width();
    }

    /// The height of the content. Any thread may call it.
    ///
    /// @return texels, 0 while the window is minimised
    /// @throws daxa.core.error.ClosedException if the window is closed
    public int height() {
        return window().height();
    }

    /// Changes the title.
    ///
    /// @param title the new title
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public void setTitle(String title) {
        Objects.requireNonNull(title, "title");
        confined("setTitle").window.setTitle(title);
    }

    /// Asks the platform for another size. [#width()] and [#height()] change when it has complied,
    /// at one of the next calls of [#pollEvents()].
    ///
    /// @param width of the content, in units of the desktop, above 0
    /// @param height of the content, in units of the desktop, above 0
    /// @throws daxa.core.error.UsageException if one of them is not above 0
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public void setSize(int width, int height) {
        WindowObject window = confined("setSize");
        WindowInfo.checkSize(name(), width, height);
        window.window.setSize(width, height);
    }

    /// Whether a key is down, as of the last [#pollEvents()].
    ///
    /// @param key the key
    /// @return true while it is held
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public boolean isKeyDown(Key key) {
        Objects.requireNonNull(key, "key");
        return confined("isKeyDown").isDown(key);
    }

    /// Sets what hears of keys. What it throws is logged.
    ///
    /// @param listener the listener, or null for none
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public void onKey(@Nullable KeyListener listener) {
        confined("onKey").keyListener = listener;
    }

    /// Sets what hears of changes of size. What it throws is logged.
    ///
    /// @param listener the listener, or null for none
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public void onResize(@Nullable ResizeListener listener) {
        confined("onResize").resizeListener = listener;
    }

    /// Whether a button of the mouse is down, as of the last [#pollEvents()].
    ///
    /// @param button the button
    /// @return true while it is held
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public boolean isButtonDown(MouseButton button) {
        Objects.requireNonNull(button, "button");
        return confined("isButtonDown").isDown(button);
    }

    /// Where the mouse is, as of the last [#pollEvents()].
    ///
    /// @return texels from the left edge of the content, 0 before it was first over the window
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public double mouseX() {
        return confined("mouseX").mouseX;
    }

    /// Where the mouse is, as of the last [#pollEvents()].
    ///
    /// @return texels from the upper edge of the content, 0 before it was first over the window
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public double mouseY() {
        return confined("mouseY").mouseY;
    }

    /// Sets what hears of the mouse: its moves, buttons and wheel. What it throws is logged.
    ///
    /// @param listener the listener, or null for none
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public void onMouse(@Nullable MouseListener listener) {
        confined("onMouse").mouseListener = listener;
    }

    /// Sets what hears of files that are dropped on the window. What it throws is logged.
    ///
    /// @param listener the listener, or null for none
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public void onDrop(@Nullable DropListener listener) {
        confined("onDrop").dropListener = listener;
    }

    /// Changes what the mouse looks like over the window.
    ///
    /// @param cursor the new look
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public void setCursor(Cursor cursor) {
        Objects.requireNonNull(cursor, "cursor");
        confined("setCursor").window.setCursor(cursor);
    }

    /// The text of the platform's clipboard.
    ///
    /// @return the text, empty where there is none
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public String clipboard() {
        return confined("clipboard").window.clipboard();
    }

    /// Puts a text into the platform's clipboard.
    ///
    /// @param text the text
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public void setClipboard(String text) {
        Objects.requireNonNull(text, "text");
        confined("setClipboard").window.setClipboard(text);
    }

    /// Fills the display with the window, without borders, or gives it back its size and place from
    /// before. The size changes as with [#setSize(int, int)].
    ///
    /// @param on whether it shall fill the display
    /// @throws daxa.core.error.DaxaException if there is no display to fill
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public void setFullScreen(boolean on) {
        WindowObject window = confined("setFullScreen");
        if (window.fullScreen != on) {
            window.window.setFullScreen(on);
            window.fullScreen = on;
        }
    }

    /// Whether the window fills the display.
    ///
    /// @return true from [#setFullScreen(boolean)] on
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the window is closed
    public boolean isFullScreen() {
        return confined("isFullScreen").fullScreen;
    }

    /// How large text and controls should be on the window's display. Any thread may call it.
    ///
    /// @return 1 for the platform's usual size, 2 for twice that, and so on
    /// @throws daxa.core.error.ClosedException if the window is closed
    public float contentScale() {
        return window().contentScale;
    }

    /// The window, for foreign code. Any thread may call it.
    ///
    /// @return what its system calls it: with GLFW the `GLFWwindow*`
    /// @throws daxa.core.error.ClosedException if the window is closed
    public long nativeHandle() {
        return window().window.nativeHandle();
    }

    /// Closes the window. It disappears when its last swapchain is destroyed; if that happens on
    /// another thread, at the next poll of events. Closing again does nothing.
    ///
    /// @throws daxa.core.error.ThreadConfinementException if called on another thread than the
    ///   platform's main thread
    /// @throws daxa.core.error.ChildrenAliveException in strict mode, if a swapchain of it is open
    @Override
    public void close() {
        if (!isClosed()) {
            confined("close");
            super.close();
        }
    }
}
