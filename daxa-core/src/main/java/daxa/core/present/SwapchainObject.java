package daxa.core.present;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.QueueKind;
import daxa.core.lifetime.Counted;

/// The counted object behind a [Swapchain], parent of one generation after the other. It owns what
/// frames in flight need, whatever their size.
@ThreadSafe
final class SwapchainObject extends Counted {
    private final DeviceContext context;

    /// For each frame in flight, what its acquired image signals.
    final long[] acquired;

    SwapchainObject(DeviceContext context, SurfaceObject surface, String name, int framesInFlight) {
        super(context.lifetimes(), name, QueueKind.MAIN.mask(), surface, context.device());
        this.context = context;
        acquired = new long[framesInFlight];
        try {
            for (int i = 0; i < framesInFlight; i++) {
                acquired[i] = context.driver().createBinarySemaphore(name + " acquired " + i);
            }
        } catch (RuntimeException e) {
            destroySemaphores();
            abandon();
            throw e;
        }
    }

    private void destroySemaphores() {
        for (long semaphore : acquired) {
            if (semaphore != 0) {
                context.driver().destroySemaphore(semaphore);
            }
        }
    }

    @Override
    protected boolean destroy() {
        destroySemaphores();
        return true;
    }

    @Override
    public String typeName() {
        return "Swapchain";
    }
}
