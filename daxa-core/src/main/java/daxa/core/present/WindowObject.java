package daxa.core.present;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.InstanceDriver;
import daxa.core.driver.NativeKind;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The counted object behind a [Window].
@ThreadSafe
final class WindowObject extends Counted implements WindowEvents {
    private static final System.Logger LOGGER = System.getLogger("daxa.core.present");

    final Counted instance;
    final InstanceDriver driver;
    final WindowInfo info;
    final NativeWindow window;
    private boolean destroyAsked;

    // Width and height in one word, so that other threads see them change together.
    private volatile long size;
    volatile boolean closeRequested;
    volatile float contentScale = 1;

    // Below: only for the platform's main thread.
    private boolean resizePending;
    private final ArrayDeque<Runnable> events = new ArrayDeque<>();
    private final Set<Key> down = EnumSet.noneOf(Key.class);
    private final Set<MouseButton> buttonsDown = EnumSet.noneOf(MouseButton.class);
    double mouseX;
    double mouseY;
    boolean fullScreen;
    @Nullable KeyListener keyListener;
    @Nullable ResizeListener resizeListener;
    @Nullable MouseListener mouseListener;
    @Nullable DropListener dropListener;

    WindowObject(Counted instance, InstanceDriver driver, WindowInfo info) {
        super(instance.lifetimes(), info.title(), 0, instance);
        this.instance = instance;
        this.driver = driver;
        this.info = info;
        try {
            window = info.system().openChecked(info, this);
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
        resizePending = false;
        driver.books().created(NativeKind.WINDOW);
    }

    WindowSystem system() {
        return info.system();
    }

    int width() {
        return (int) (size >>> Integer.SIZE);
    }

    int height() {
        return (int) size;
    }

    /// Width and height in one word, to see at a glance whether they have changed.
    long size() {
        return size;
    }

    boolean isDown(Key key) {
        return down.contains(key);
    }

    boolean isDown(MouseButton button) {
        return buttonsDown.contains(button);
    }

    @Override
    public void resized(int width, int height) {
        long next = (long) width << Integer.SIZE | height;
        if (next != size) {
            size = next;
            resizePending = true;
        }
    }

    @Override
    public void closeRequested() {
        closeRequested = true;
    }

    @Override
    public void key(Key key, KeyAction action) {
        events.add(() -> deliver(key, action));
    }

    @Override
    public void mouseMoved(double x, double y) {
        events.add(() -> deliverMove(x, y));
    }

    @Override
    public void mouseButton(MouseButton button, boolean pressed) {
        events.add(() -> deliver(button, pressed));
    }

    @Override
    public void scrolled(double x, double y) {
        events.add(
                () -> {
                    MouseListener listener = mouseListener;
                    if (listener != null) {
                        call("onScroll", () -> listener.onScroll(x, y));
                    }
                });
    }

    @Override
    public void dropped(List<Path> files) {
        events.add(
                () -> {
                    DropListener listener = dropListener;
                    if (listener != null) {
                        call("onDrop", () -> listener.onDrop(files));
                    }
                });
    }

    @Override
    public void scaled(float scale) {
        contentScale = scale;
    }

    /// Calls listeners with what has happened.
    void deliver() {
        if (resizePending) {
            resizePending = false;
            ResizeListener listener = resizeListener;
            if (listener != null) {
                call("onResize", () -> listener.onResize(width(), height()));
            }
        }
        // A listener may poll again, so each event is taken before it is told.
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
        }
    }

    private void deliver(Key key, KeyAction action) {
        if (action == KeyAction.RELEASE) {
            down.remove(key);
        } else {
            down.add(key);
        }
        KeyListener listener = keyListener;
        if (listener != null) {
            call("onKey", () -> listener.onKey(key, action));
        }
    }

    private void deliverMove(double x, double y) {
        mouseX = x;
        mouseY = y;
        MouseListener listener = mouseListener;
        if (listener != null) {
            call("onMove", () -> listener.onMove(x, y));
        }
    }

    private void deliver(MouseButton button, boolean pressed) {
        if (pressed) {
            buttonsDown.add(button);
        } else {
            buttonsDown.remove(button);
        }
        MouseListener listener = mouseListener;
        if (listener != null) {
            call("onButton", () -> listener.onButton(button, pressed));
        }
    }

    // A fault in a program's listener must not keep events from the others.
    private void call(String what, Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "user code threw: " + what + " of " + label(), e);
        }
    }

    // Collections of an instance run one at a time for each object, so the flag needs no guard.
    @Override
    protected boolean destroy() {
        if (!system().isMainThread()) {
            if (!destroyAsked) {
                destroyAsked = true;
                system().destroyLater(this);
            }
            return false;
        }
        window.destroy();
        driver.books().destroyed(NativeKind.WINDOW);
        system().destroyed(this);
        return true;
    }

    @Override
    public String typeName() {
        return "Window";
    }
}
