package daxa.core.sync;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.SubmitBatch;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Lifetimes;

/// The counted object behind [BinarySemaphore] and [TimelineSemaphore] references, with what
/// accepted submissions do to it. Programs never see it.
///
/// A submit plans all its waits and signals first, which checks them, and commits them when the
/// driver has accepted it, or else rolls them back. Whoever plans holds the device's
/// [semaphores][DeviceContext#semaphoreLock()] until then.
@Internal
@ThreadSafe
public abstract sealed class SemaphoreObject extends Counted
        permits BinarySemaphoreObject, TimelineSemaphoreObject {
    final DeviceContext context;
    final long handle;

    SemaphoreObject(DeviceContext context, String name, long initial, boolean timeline) {
        super(context.lifetimes(), name, Lifetimes.ALL_QUEUES, context.deviceAsParent());
        this.context = context;
        try {
            handle =
                    timeline
                            ? context.driver().createTimelineSemaphore(name, initial)
                            : context.driver().createBinarySemaphore(name);
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
    }

    /// Plans a wait of a submission.
    ///
    /// @param batch gets the wait
    /// @param queue the queue of the submission
    /// @param number the number of the submission
    /// @param value the value, not used by a binary semaphore
    /// @throws UsageException if no accepted submission, nor the host, signals it
    public abstract void planWait(SubmitBatch batch, int queue, long number, long value);

    /// Plans a signal of a submission.
    ///
    /// @param batch gets the signal, and a wait for what has to come before it
    /// @param queue the queue of the submission
    /// @param value the value, not used by a binary semaphore
    /// @throws UsageException if it cannot be signalled now
    public abstract void planSignal(SubmitBatch batch, int queue, long value);

    /// Makes the plan true: the submission was accepted. Does nothing where there is none.
    public abstract void commit();

    /// Forgets the plan: the submission was not accepted. Does nothing where there is none.
    public abstract void rollBack();

    /// Whether submissions to two queues run in the order in which they are made.
    final boolean areOrdered(int queue, int other) {
        return context.driver().nativeQueue(queue) == context.driver().nativeQueue(other);
    }

    @Override
    protected final boolean destroy() {
        context.driver().destroySemaphore(handle);
        return true;
    }
}
