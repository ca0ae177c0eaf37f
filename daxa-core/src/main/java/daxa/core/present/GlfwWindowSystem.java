package daxa.core.present;

import static org.lwjgl.glfw.GLFW.*;

import daxa.core.concurrent.ThreadConfined;
import daxa.core.driver.InstanceDriver;
import daxa.core.driver.simulated.SimulatedInstance;
import daxa.core.error.DaxaException;
import daxa.core.error.NoDisplayException;
import daxa.core.error.ThreadConfinementException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.glfw.Callbacks;
import org.lwjgl.glfw.GLFWDropCallback;
import org.lwjgl.glfw.GLFWErrorCallback;
import org.lwjgl.glfw.GLFWVidMode;
import org.lwjgl.glfw.GLFWVulkan;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.system.Platform;

import java.lang.System.Logger.Level;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Windows of the desktop, by GLFW: X11, Wayland, Windows and macOS.
///
/// GLFW is initialised when the first window is opened, and chooses between Wayland and X11 itself.
/// It is never terminated: that would take windows of other users of GLFW in the process along.
@ThreadConfined
public final class GlfwWindowSystem extends WindowSystem {
    private static final System.Logger LOGGER = System.getLogger("daxa.core.present");
    private static final GlfwWindowSystem INSTANCE = new GlfwWindowSystem();

    private @Nullable GLFWErrorCallback errors;
    private boolean initialised;

    private GlfwWindowSystem() {
        super("GLFW");
    }

    /// The one system of the process. Nothing native is loaded before its first window is opened.
    ///
    /// @return the system
    public static GlfwWindowSystem get() {
        return INSTANCE;
    }

    @Override
    protected void start() {
        checkThread(Thread.currentThread());
        if (initialised) {
            return;
        }
        try {
            if (errors == null) {
                errors = GLFWErrorCallback.create(GlfwWindowSystem::logError);
                glfwSetErrorCallback(errors);
            }
            if (Platform.get() == Platform.LINUX && System.getenv("WAYLAND_DISPLAY") == null) {
                // Or Wayland's library complains on standard error before GLFW turns to X11.
                glfwInitHint(GLFW_PLATFORM, GLFW_PLATFORM_X11);
            }
            initialised = glfwInit();
        } catch (LinkageError e) {
            throw new NoDisplayException(
                    "GLFW's native library cannot be loaded: "
                            + e.getMessage()
                            + "; add the natives of org.lwjgl:lwjgl and org.lwjgl:lwjgl-glfw for"
                            + " this machine, or run headless (HeadlessWindowSystem)",
                    e);
        }
        if (!initialised) {
            throw new NoDisplayException(
                    noDisplayText(
                            Platform.get() == Platform.LINUX,
                            System.getenv("DISPLAY"),
                            System.getenv("WAYLAND_DISPLAY"),
                            lastError()),
                    null);
        }
    }

    private static void checkThread(Thread current) {
        if (current.isVirtual()) {
            throw new ThreadConfinementException(
                    "a window was to be opened on virtual thread '"
                            + current.getName()
                            + "', which wanders between threads of the platform; open windows on a"
                            + " platform thread");
        }
        if (Platform.get() == Platform.MACOSX && !isFirstThreadOfMacOs(current)) {
            throw new ThreadConfinementException(
                    "a window was to be opened on thread '"
                            + current.getName()
                            + "'; macOS wants the process's first thread: start Java with"
                            + " -XstartOnFirstThread and open windows in main()");
        }
    }

    // The launcher sets the variable where it was told -XstartOnFirstThread.
    private static boolean isFirstThreadOfMacOs(Thread current) {
        String started =
                System.getenv("JAVA_STARTED_ON_FIRST_THREAD_" + ProcessHandle.current().pid());
        return "1".equals(started) && current.threadId() == 1;
    }

    /// Says why there is no display, and what to do.
    static String noDisplayText(
            boolean linux, @Nullable String display, @Nullable String wayland, String reason) {
        if (!linux) {
            return "no display: " + reason + "; run headless (HeadlessWindowSystem)";
        }
        if (isEmpty(display) && isEmpty(wayland)) {
            return "no display: neither DISPLAY nor WAYLAND_DISPLAY is set; set DISPLAY or"
                    + " WAYLAND_DISPLAY, or run headless (HeadlessWindowSystem)";
        }
        return "no display: DISPLAY="
                + (isEmpty(display) ? "(not set)" : display)
                + ", WAYLAND_DISPLAY="
                + (isEmpty(wayland) ? "(not set)" : wayland)
                + ", and GLFW says: "
                + reason
                + "; set DISPLAY or WAYLAND_DISPLAY to a display that runs and lets this user in,"
                + " or run headless (HeadlessWindowSystem)";
    }

    private static boolean isEmpty(@Nullable String value) {
        return value == null || value.isEmpty();
    }

    private static String lastError() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer text = stack.callocPointer(1);
            int code = glfwGetError(text);
            return code == GLFW_NO_ERROR ? "nothing" : text(text.get(0));
        }
    }

    private static String text(long utf8) {
        String text = MemoryUtil.memUTF8Safe(utf8);
        return text == null ? "nothing" : text;
    }

    // Called by GLFW, on any thread. An exception must not reach it.
    private static void logError(int code, long description) {
        try {
            LOGGER.log(
                    Level.DEBUG,
                    "GLFW error 0x" + Integer.toHexString(code) + ": " + text(description));
        } catch (Throwable e) {
            // A logger of the program failed; there is nobody to tell.
        }
    }

    @Override
    protected NativeWindow open(WindowInfo info, WindowEvents events) {
        glfwDefaultWindowHints();
        glfwWindowHint(GLFW_CLIENT_API, GLFW_NO_API);
        glfwWindowHint(GLFW_RESIZABLE, info.resizable() ? GLFW_TRUE : GLFW_FALSE);
        glfwWindowHint(GLFW_VISIBLE, info.visible() ? GLFW_TRUE : GLFW_FALSE);
        long window = glfwCreateWindow(info.width(), info.height(), info.title(), 0, 0);
        if (window == 0) {
            throw new DaxaException(
                    "Window '"
                            + info.title()
                            + "' of "
                            + info.width()
                            + "x"
                            + info.height()
                            + " could not be opened; GLFW says: "
                            + lastError());
        }
        try {
            return new GlfwWindow(window, events);
        } catch (RuntimeException | Error e) {
            Callbacks.glfwFreeCallbacks(window);
            glfwDestroyWindow(window);
            throw e;
        }
    }

    @Override
    protected void poll() {
        if (initialised) {
            glfwPollEvents();
        }
    }

    /// A window of GLFW with its callbacks, which are made once and freed with it.
    private static final class GlfwWindow implements NativeWindow {
        private final long handle;
        private final WindowEvents events;
        private final int[] width = new int[1];
        private final int[] height = new int[1];
        private final int[] desktopWidth = new int[1];
        private final int[] desktopHeight = new int[1];
        private final int[] before = new int[4];
        private long cursor;

        GlfwWindow(long handle, WindowEvents events) {
            this.handle = handle;
            this.events = events;
            glfwSetFramebufferSizeCallback(handle, (window, newWidth, newHeight) -> sizeChanged());
            glfwSetWindowIconifyCallback(handle, (window, iconified) -> sizeChanged());
            glfwSetWindowCloseCallback(handle, window -> events.closeRequested());
            glfwSetKeyCallback(
                    handle, (window, key, scancode, action, modifiers) -> key(key, action));
            glfwSetCursorPosCallback(handle, (window, x, y) -> mouseMoved(x, y));
            glfwSetMouseButtonCallback(
                    handle, (window, button, action, modifiers) -> button(button, action));
            glfwSetScrollCallback(handle, (window, x, y) -> events.scrolled(x, y));
            glfwSetDropCallback(handle, (window, count, names) -> dropped(count, names));
            glfwSetWindowContentScaleCallback(handle, (window, x, y) -> events.scaled(x));
            float[] scale = new float[1];
            glfwGetWindowContentScale(handle, scale, new float[1]);
            events.scaled(scale[0]);
            sizeChanged();
        }

        // GLFW tells units of the desktop.
        private void mouseMoved(double x, double y) {
            glfwGetFramebufferSize(handle, width, height);
            glfwGetWindowSize(handle, desktopWidth, desktopHeight);
            events.mouseMoved(
                    x * width[0] / Math.max(1, desktopWidth[0]),
                    y * height[0] / Math.max(1, desktopHeight[0]));
        }

        private void button(int button, int action) {
            MouseButton known =
                    switch (button) {
                        case GLFW_MOUSE_BUTTON_LEFT -> MouseButton.LEFT;
                        case GLFW_MOUSE_BUTTON_RIGHT -> MouseButton.RIGHT;
                        case GLFW_MOUSE_BUTTON_MIDDLE -> MouseButton.MIDDLE;
                        case GLFW_MOUSE_BUTTON_4 -> MouseButton.BACK;
                        case GLFW_MOUSE_BUTTON_5 -> MouseButton.FORWARD;
                        default -> null;
                    };
            if (known != null) {
                events.mouseButton(known, action == GLFW_PRESS);
            }
        }

        // An exception must not reach GLFW.
        private void dropped(int count, long names) {
            List<Path> files = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                try {
                    files.add(Path.of(GLFWDropCallback.getName(names, i)));
                } catch (InvalidPathException e) {
                    LOGGER.log(Level.DEBUG, "what was dropped is no file", e);
                }
            }
            events.dropped(List.copyOf(files));
        }

        // Some platforms tell no size of 0 when a window is minimised.
        private void sizeChanged() {
            if (glfwGetWindowAttrib(handle, GLFW_ICONIFIED) == GLFW_TRUE) {
                events.resized(0, 0);
            } else {
                glfwGetFramebufferSize(handle, width, height);
                events.resized(width[0], height[0]);
            }
        }

        private void key(int key, int action) {
            events.key(
                    Key.ofGlfw(key),
                    switch (action) {
                        case GLFW_PRESS -> KeyAction.PRESS;
                        case GLFW_REPEAT -> KeyAction.REPEAT;
                        default -> KeyAction.RELEASE;
                    });
        }

        @Override
        public long createSurface(InstanceDriver instance, String name) {
            if (instance instanceof SimulatedInstance) {
                throw new UsageException(
                        "Surface '"
                                + name
                                + "' of a simulated instance cannot be on a window of GLFW; open"
                                + " the window with a HeadlessWindowSystem");
            }
            try (MemoryStack stack = MemoryStack.stackPush()) {
                long out = stack.nlong(0);
                int result =
                        GLFWVulkan.nglfwCreateWindowSurface(
                                instance.nativeHandle(), handle, 0, out);
                if (result != VulkanResult.SUCCESS.value()) {
                    throw VulkanException.of(
                            "glfwCreateWindowSurface",
                            VulkanResult.of(result),
                            "Surface '" + name + "' (GLFW says: " + lastError() + ")");
                }
                long surface = MemoryUtil.memGetLong(out);
                instance.adoptSurface(surface, name);
                return surface;
            }
        }

        @Override
        public void setTitle(String title) {
            glfwSetWindowTitle(handle, title);
        }

        @Override
        public void setSize(int newWidth, int newHeight) {
            glfwSetWindowSize(handle, newWidth, newHeight);
        }

        @Override
        public String clipboard() {
            String text = glfwGetClipboardString(handle);
            return text == null ? "" : text;
        }

        @Override
        public void setClipboard(String text) {
            glfwSetClipboardString(handle, text);
        }

        @Override
        public void setCursor(Cursor look) {
            glfwSetInputMode(
                    handle,
                    GLFW_CURSOR,
                    switch (look) {
                        case HIDDEN -> GLFW_CURSOR_HIDDEN;
                        case CAPTURED -> GLFW_CURSOR_DISABLED;
                        default -> GLFW_CURSOR_NORMAL;
                    });
            long next =
                    switch (look) {
                        case ARROW, HIDDEN, CAPTURED -> 0;
                        case TEXT -> glfwCreateStandardCursor(GLFW_IBEAM_CURSOR);
                        case CROSSHAIR -> glfwCreateStandardCursor(GLFW_CROSSHAIR_CURSOR);
                        case HAND -> glfwCreateStandardCursor(GLFW_POINTING_HAND_CURSOR);
                        case RESIZE_HORIZONTAL -> glfwCreateStandardCursor(GLFW_RESIZE_EW_CURSOR);
                        case RESIZE_VERTICAL -> glfwCreateStandardCursor(GLFW_RESIZE_NS_CURSOR);
                    };
            glfwSetCursor(handle, next);
            destroyCursor();
            cursor = next;
        }

        private void destroyCursor() {
            if (cursor != 0) {
                glfwDestroyCursor(cursor);
                cursor = 0;
            }
        }

        @Override
        public void setFullScreen(boolean on) {
            if (!on) {
                glfwSetWindowMonitor(
                        handle, 0, before[0], before[1], before[2], before[3], GLFW_DONT_CARE);
                return;
            }
            long monitor = glfwGetPrimaryMonitor();
            GLFWVidMode mode = monitor == 0 ? null : glfwGetVideoMode(monitor);
            if (mode == null) {
                throw new DaxaException(
                        "a window cannot be full screen: GLFW knows no display; GLFW says: "
                                + lastError());
            }
            glfwGetWindowPos(handle, width, height);
            before[0] = width[0];
            before[1] = height[0];
            glfwGetWindowSize(handle, desktopWidth, desktopHeight);
            before[2] = desktopWidth[0];
            before[3] = desktopHeight[0];
            glfwSetWindowMonitor(
                    handle, monitor, 0, 0, mode.width(), mode.height(), mode.refreshRate());
        }

        @Override
        public long nativeHandle() {
            return handle;
        }

        @Override
        public void destroy() {
            destroyCursor();
            Callbacks.glfwFreeCallbacks(handle);
            glfwDestroyWindow(handle);
        }
    }
}
