package daxa.core.present;

import daxa.core.concurrent.ThreadConfined;
import daxa.core.error.ThreadConfinementException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/// Where windows come from: the seam between the framework and the platform.
///
/// The thread that opens the first window becomes the platform's main thread. Windows are opened,
/// used and destroyed there; when an object's last child dies on another thread, its native window
/// is destroyed by the next [#pollEvents()] (L16). If that thread has ended, the next one that
/// opens a window takes its place.
///
/// @apiNote A system for another toolkit implements the three protected methods and [NativeWindow];
///   the rest of the framework does not change.
@ThreadConfined
public abstract class WindowSystem {
    private final String name;
    private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();

    // Replaced as a whole by the platform's main thread, so that a poll goes through it without an
    // iterator and listeners may open and close windows.
    private volatile WindowObject[] windows = {};
    private final Queue<WindowObject> toDestroy = new ConcurrentLinkedQueue<>();

    /// Creates a system without windows.
    ///
    /// @param name its name, for messages
    protected WindowSystem(String name) {
        this.name = name;
    }

    /// The system's name.
    ///
    /// @return such as `GLFW`
    public final String name() {
        return name;
    }

    /// Checks, before a window is opened, whether the current thread can be the platform's main
    /// thread, and makes the platform ready.
    ///
    /// @throws ThreadConfinementException if it cannot be
    /// @throws daxa.core.error.NoDisplayException if there is no display
    protected abstract void start();

    /// Opens a native window on the platform's main thread.
    ///
    /// @param info what it shall be
    /// @param events what happens to it is told here, its first size before the call returns
    /// @return the window
    protected abstract NativeWindow open(WindowInfo info, WindowEvents events);

    /// Tells windows what has happened to them, on the platform's main thread.
    protected abstract void poll();

    /// Tells all windows of the system what has happened to them, calls their listeners, and
    /// destroys windows that were given up on other threads.
    ///
    /// @throws ThreadConfinementException if the current thread is not the platform's main thread
    public final void pollEvents() {
        if (owner.get() == null) {
            return;
        }
        check("pollEvents of a window system");
        poll();
        for (WindowObject window : windows) {
            window.deliver();
        }
        destroyPending();
    }

    /// The windows that the system has, also those that wait to be destroyed.
    ///
    /// @return the count
    public final int windowCount() {
        return windows.length;
    }

    NativeWindow openChecked(WindowInfo info, WindowObject window) {
        claim("the opening of Window '" + info.title() + "'");
        start();
        destroyPending();
        NativeWindow opened = open(info, window);
        WindowObject[] more = Arrays.copyOf(windows, windows.length + 1);
        more[more.length - 1] = window;
        windows = more;
        return opened;
    }

    private void claim(String what) {
        Thread current = Thread.currentThread();
        Thread seen = owner.get();
        if (seen == null || !seen.isAlive()) {
            owner.compareAndSet(seen, current);
        }
        check(what);
    }

    /// Refuses threads other than the platform's main thread.
    void check(String what) {
        if (!isMainThread()) {
            throw wrongThread(what);
        }
    }

    ThreadConfinementException wrongThread(String what) {
        Thread main = owner.get();
        return new ThreadConfinementException(
                what
                        + " was called on thread '"
                        + Thread.currentThread().getName()
                        + "'; the windows of "
                        + name
                        + " belong to thread '"
                        + (main == null ? "none" : main.getName())
                        + "', which opened the first of them; call it there");
    }

    boolean isMainThread() {
        return Thread.currentThread().equals(owner.get());
    }

    void destroyLater(WindowObject window) {
        toDestroy.add(window);
    }

    void destroyed(WindowObject window) {
        windows =
                Arrays.stream(windows)
                        .filter(each -> !each.equals(window))
                        .toArray(WindowObject[]::new);
        toDestroy.remove(window);
    }

    // A window that another thread is looking at just now stays in the list for the next time.
    private void destroyPending() {
        if (toDestroy.isEmpty()) {
            return;
        }
        for (WindowObject window : toDestroy) {
            window.lifetimes().collect();
        }
    }
}
