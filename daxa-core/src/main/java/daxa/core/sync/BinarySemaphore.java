package daxa.core.sync;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.lifetime.Reference;

/// A semaphore that one submission signals and one other waits for, again and again.
///
/// Queues wait for accepted signals only: submit what signals it before what waits for it. A child
/// of its device. Made with `Device.createBinarySemaphore`.
@ThreadSafe
public final class BinarySemaphore extends Reference {
    private BinarySemaphore(BinarySemaphoreObject object) {
        super(object);
    }

    private BinarySemaphore(BinarySemaphore other) {
        super(other);
    }

    /// Creates a semaphore; programs call `Device.createBinarySemaphore`.
    ///
    /// @param context the device
    /// @param name its name
    /// @return the first reference
    @Internal
    public static BinarySemaphore create(DeviceContext context, String name) {
        return first(new BinarySemaphore(new BinarySemaphoreObject(context, name)));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public BinarySemaphore retain() {
        return another(new BinarySemaphore(this));
    }

    /// The native semaphore, for foreign code.
    ///
    /// @return the `VkSemaphore`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        return ((BinarySemaphoreObject) object()).handle;
    }
}
