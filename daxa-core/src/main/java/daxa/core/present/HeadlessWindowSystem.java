package daxa.core.present;

import daxa.core.concurrent.ThreadConfined;
import daxa.core.driver.InstanceDriver;
import daxa.core.error.UsageException;

import java.util.Objects;

/// Windows that no platform shows: for tests, and for rendering through a swapchain on a machine
/// without a display. Their size and keys are set by code.
@ThreadConfined
public final class HeadlessWindowSystem extends WindowSystem {
    /// Creates a system without windows.
    public HeadlessWindowSystem() {
        super("headless");
    }

    @Override
    protected void start() {}

    @Override
    protected NativeWindow open(WindowInfo info, WindowEvents events) {
        events.resized(info.width(), info.height());
        return new HeadlessWindow(events);
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
        private final WindowEvents events;

        HeadlessWindow(WindowEvents events) {
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
        public long nativeHandle() {
            return 0;
        }

        @Override
        public void destroy() {}
    }
}
