package daxa.core.present;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.InstanceDriver;
import daxa.core.driver.NativeKind;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.EnumSet;
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

    // Below: only for the platform's main thread.
    private boolean resizePending;
    private final ArrayDeque<KeyEvent> keyEvents = new ArrayDeque<>();
    private final Set<Key> down = EnumSet.noneOf(Key.class);
    @Nullable KeyListener keyListener;
    @Nullable ResizeListener resizeListener;

    private record KeyEvent(Key key, KeyAction action) {}

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
        keyEvents.add(new KeyEvent(key, action));
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
        for (KeyEvent event = keyEvents.poll(); event != null; event = keyEvents.poll()) {
            deliver(event.key, event.action);
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
