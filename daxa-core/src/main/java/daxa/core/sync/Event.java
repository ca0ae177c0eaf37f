package daxa.core.sync;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.lifetime.Reference;

/// A split barrier: commands of a queue signal it, and later commands of the same queue wait for
/// it. What stands between the two runs meanwhile.
///
/// An event is not signalled at first. After a signal it can be waited for as often as wanted, and
/// has to be reset before it is signalled again. What a wait waits for is decided by the order of
/// submission: submit what signals it before what waits for it.
///
/// Signals and resets of an event are not ordered by Vulkan: between a reset and the next signal
/// there has to be a barrier after `Access.ALL`, a wait of the submission for a token or a
/// semaphore, or the host that waited for the reset. It is the simplest to have an event for each
/// frame in flight.
///
/// A child of its device; recordings hold on to it. Made with `Device.createEvent`.
@ThreadSafe
public final class Event extends Reference {
    private Event(EventObject object) {
        super(object);
    }

    private Event(Event other) {
        super(other);
    }

    /// Creates an event; programs call `Device.createEvent`.
    ///
    /// @param context the device
    /// @param name its name
    /// @return the first reference
    @Internal
    public static Event create(DeviceContext context, String name) {
        return first(new Event(new EventObject(context, name)));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public Event retain() {
        return another(new Event(this));
    }

    /// The native event, for foreign code.
    ///
    /// @return the `VkEvent`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        return ((EventObject) object()).handle;
    }
}
