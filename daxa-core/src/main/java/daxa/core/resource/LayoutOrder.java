package daxa.core.resource;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceDriver;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// How far each native queue of a device has brought new images into their first layout, on
/// semaphores of their own: what another native queue waits for before it uses the images.
///
/// Changed by who holds the layouts, read by every submit. Without a second native queue it stays
/// empty.
@ThreadSafe
final class LayoutOrder {
    private final DeviceContext context;
    private final long[] semaphores;
    private final AtomicLongArray values;
    // How many changes there were.
    private final AtomicLong version = new AtomicLong();

    LayoutOrder(DeviceContext context) {
        this.context = context;
        DeviceDriver driver = context.driver();
        boolean several = false;
        for (int queue = 0; queue < driver.queueCount(); queue++) {
            several |= driver.nativeQueue(queue) != 0;
        }
        semaphores = new long[driver.queueCount()];
        values = new AtomicLongArray(driver.queueCount());
        try {
            for (int queue = 0; several && queue < semaphores.length; queue++) {
                int nativeQueue = driver.nativeQueue(queue);
                if (semaphores[nativeQueue] == 0) {
                    semaphores[nativeQueue] =
                            driver.createTimelineSemaphore(
                                    context.name() + " first layouts " + nativeQueue, 0);
                }
            }
        } catch (RuntimeException e) {
            destroy();
            throw e;
        }
    }

    long version() {
        return version.get();
    }

    int count() {
        return values.length();
    }

    /// The semaphore of a native queue.
    long semaphore(int nativeQueue) {
        return semaphores[nativeQueue];
    }

    /// The newest value that a native queue was given to signal.
    long value(int nativeQueue) {
        return values.get(nativeQueue);
    }

    /// Notes a submission that brings images into their layout.
    void submitted(int nativeQueue, long value) {
        values.set(nativeQueue, value);
        version.incrementAndGet();
    }

    /// Destroys the semaphores. The GPU is done.
    final void destroy() {
        for (long semaphore : semaphores) {
            if (semaphore != 0) {
                context.driver().destroySemaphore(semaphore);
            }
        }
    }
}
