package daxa.core.sync;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DependencyDescription;
import daxa.core.driver.DeviceContext;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

/// A counted object that commands name and whose state follows from the order in which they are
/// submitted: a query pool, an event. Recordings hold on to it. Programs never see it.
///
/// A submit plans all its commands first, which checks them, and commits them when the driver has
/// accepted it, or else rolls them back. Whoever plans holds the device's
/// [semaphores][DeviceContext#semaphoreLock()] until then.
@Internal
@ThreadSafe
public abstract class OrderedObject extends Counted {
    /// The device.
    protected final DeviceContext context;

    /// Creates an object, a child of the device.
    ///
    /// @param context the device
    /// @param name its name
    protected OrderedObject(DeviceContext context, String name) {
        super(context.lifetimes(), name, 0, context.deviceAsParent());
        this.context = context;
    }

    /// Plans a command of a submission.
    ///
    /// @param user the recording, for messages
    /// @param queue the queue of the submission
    /// @param change what the command does
    /// @param first the first query; for an event the stages of a reset, else 0
    /// @param count queries; 1 for an event
    /// @param with the dependency of an event; null for queries
    /// @throws daxa.core.error.UsageException if the state does not allow it
    public abstract void plan(
            Counted user,
            int queue,
            StateChange change,
            int first,
            int count,
            @Nullable DependencyDescription with);

    /// Makes the plan true: the submission was accepted. Does nothing where there is none.
    ///
    /// @param queue the queue of the submission
    /// @param number the number of the submission
    public abstract void commit(int queue, long number);

    /// Forgets the plan: the submission was not accepted. Does nothing where there is none.
    public abstract void rollBack();
}
