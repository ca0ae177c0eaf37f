package daxa.core.present;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Lifetimes;
import daxa.core.lifetime.Reference;

import java.util.Arrays;

/// The counted object behind the surface of a swapchain: a child of its window.
///
/// Where the platform takes a native surface away, another one is made in its place. The lost one
/// stays until the end, since swapchains may still stand on it.
@ThreadSafe
final class SurfaceObject extends Counted {
    private final WindowObject window;
    private final Lifetimes swapchains;
    private long handle;
    private long[] lost = {};

    private SurfaceObject(WindowObject window, Lifetimes swapchains, String name) {
        super(window.lifetimes(), name, 0, window, window.instance);
        this.window = window;
        this.swapchains = swapchains;
        try {
            handle = window.window.createSurface(window.driver, name);
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
    }

    /// The reference that a swapchain holds. It is one only so that strict mode can say where it
    /// was made.
    static final class Surface extends Reference {
        private Surface(SurfaceObject object) {
            super(object);
        }

        static Surface create(WindowObject window, Lifetimes swapchains, String name) {
            return first(new Surface(new SurfaceObject(window, swapchains, name)));
        }

        SurfaceObject surface() {
            return (SurfaceObject) object();
        }
    }

    /// The native surface of this moment.
    long handle() {
        return handle;
    }

    /// Makes a native surface in place of one that was lost.
    void renewNative() {
        long renewed = window.window.createSurface(window.driver, name());
        lost = Arrays.copyOf(lost, lost.length + 1);
        lost[lost.length - 1] = handle;
        handle = renewed;
    }

    @Override
    protected Lifetimes childrenLifetimes() {
        return swapchains;
    }

    @Override
    protected boolean destroy() {
        for (long each : lost) {
            window.driver.destroySurface(each);
        }
        window.driver.destroySurface(handle);
        return true;
    }

    @Override
    public String typeName() {
        return "Surface";
    }
}
