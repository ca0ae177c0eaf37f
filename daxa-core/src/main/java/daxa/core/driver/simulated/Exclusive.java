package daxa.core.driver.simulated;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;

/// Finds out when two threads use at once what Vulkan synchronises externally.
final class Exclusive {
    private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();

    /// How often the user is inside; hooks may call the driver. Only the user reads and writes it.
    private int depth;

    /// Enters, unless another thread is inside.
    ///
    /// @return the other thread, or null after entering
    @Nullable Thread enter() {
        Thread other = user.compareAndExchange(null, Thread.currentThread());
        if (other != null && !other.equals(Thread.currentThread())) {
            return other;
        }
        depth++;
        return null;
    }

    void exit() {
        depth--;
        if (depth == 0) {
            user.set(null);
        }
    }
}
