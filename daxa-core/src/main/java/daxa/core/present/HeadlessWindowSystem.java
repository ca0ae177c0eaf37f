package daxa.core.present;

import daxa.core.concurrent.ThreadConfined;
import daxa.core.driver.InstanceDriver;
import daxa.core.error.UsageException;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// Windows that no platform shows: for tests, and for rendering through a swapchain on a machine
/// without a display. Code plays the user: it sets their size, presses keys and moves the mouse.
/// They have no display to fill, and nobody sees a cursor.
@ThreadConfined
public final class HeadlessWindowSystem extends WindowSystem {
    private String clipboard = "";

    /// Creates a system without windows.
    public HeadlessWindowSystem() {
        super("headless");
    }

    @Override
    protected void start() {}

    @Override
    protected NativeWindow open(WindowInfo info, WindowEvents events) {
        events.resized(info.width(), info.height());
        return new HeadlessWindow(this, events);
    }

    @Override
    protected void poll() {}

    /// Resizes a window as its user would.
    ///
    /// @param window a window of a headless system
    /// @param width texels, 0 to minimise it
    /// @param height texels, 0 to minimise it
    /// @throws UsageException if the window is of another system, or one of the values is below 0
    public static void resize(Window window, int width, int height) {
        if (width < 0 || height < 0) {
            throw new UsageException(
                    "Window '"
                            + window.name()
                            + "': width="
                            + width
                            + ", height="
                            + height
                            + " (expected 0 or above each)");
        }
        events(window, "resize").resized(width, height);
    }

    /// Presses, repeats or releases a key as a window's user would; listeners hear of it at the
    /// next poll.
    ///
    /// @param window a window of a headless system
    /// @param key the key
    /// @param action what happens to it
    /// @throws UsageException if the window is of another system
    public static void key(Window window, Key key, KeyAction action) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(action, "action");
        events(window, "key").key(key, action);
    }

    /// Moves the mouse as a window's user would; listeners hear of it at the next poll.
    ///
    /// @param window a window of a headless system
    /// @param x texels from the left edge of the content
    /// @param y texels from its upper edge
    /// @throws UsageException if the window is of another system
    public static void moveMouse(Window window, double x, double y) {
        events(window, "moveMouse").mouseMoved(x, y);
    }

    /// Presses or releases a button of the mouse as a window's user would; listeners hear of it at
    /// the next poll.
    ///
    /// @param window a window of a headless system
    /// @param button the button
    /// @param pressed whether it is down then
    /// @throws UsageException if the window is of another system
    public static void button(Window window, MouseButton button, boolean pressed) {
        Objects.requireNonNull(button, "button");
        events(window, "button").mouseButton(button, pressed);
    }

    /// Turns the wheel as a window's user would; listeners hear of it at the next poll.
    ///
    /// @param window a window of a headless system
    /// @param x steps to the right
    /// @param y steps up
    /// @throws UsageException if the window is of another system
    public static void scroll(Window window, double x, double y) {
        events(window, "scroll").scrolled(x, y);
    }

    /// Drops files on a window as its user would; listeners hear of it at the next poll.
    ///
    /// @param window a window of a headless system
    /// @param files the files
    /// @throws UsageException if the window is of another system
    public static void drop(Window window, List<Path> files) {
        Objects.requireNonNull(files, "files");
        events(window, "drop").dropped(List.copyOf(files));
    }

    /// Moves a window to a display with another scale.
    ///
    /// @param window a window of a headless system
    /// @param scale above 0
    /// @throws UsageException if the window is of another system, or the scale is not above 0
    public static void scale(Window window, float scale) {
        if (!(scale > 0)) {
            throw new UsageException(
                    "Window '" + window.name() + "': scale=" + scale + " (expected above 0)");
        }
        events(window, "scale").scaled(scale);
    }

    private static WindowEvents events(Window window, String operation) {
        WindowObject object = window.window();
        object.system().check(operation + " of Window '" + window.name() + "'");
        if (object.window instanceof HeadlessWindow headless) {
            return headless.events;
        }
        throw new UsageException(
                "Window '"
                        + window.name()
                        + "' is a window of "
                        + object.system().name()
                        + " (expected one of a HeadlessWindowSystem)");
    }

    private static final class HeadlessWindow implements NativeWindow {
        private final HeadlessWindowSystem system;
        private final WindowEvents events;

        HeadlessWindow(HeadlessWindowSystem system, WindowEvents events) {
            this.system = system;
            this.events = events;
        }

        @Override
        public long createSurface(InstanceDriver instance, String name) {
            return instance.createHeadlessSurface(name);
        }

        @Override
        public void setTitle(String title) {}

        @Override
        public void setSize(int width, int height) {
            events.resized(width, height);
        }

        @Override
        public String clipboard() {
            return system.clipboard;
        }

        @Override
        public void setClipboard(String text) {
            system.clipboard = text;
        }

        @Override
        public void setCursor(Cursor cursor) {}

        @Override
        public void setFullScreen(boolean on) {}

        @Override
        public long nativeHandle() {
            return 0;
        }

        @Override
        public void destroy() {}
    }
}
