package daxa.core.sync;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.SubmitBatch;
import daxa.core.error.UsageException;

/// The counted object behind [TimelineSemaphore] references.
@ThreadSafe
final class TimelineSemaphoreObject extends SemaphoreObject {
    private static final int HOST = -1;

    // Guarded by the device's semaphore lock: the newest value that the host or an accepted
    // submission signals, who does, and the plan.
    private long newest;
    private int signaller = HOST;
    private long plannedNewest;
    private int plannedSignaller = HOST;
    // The semaphore's value, or an earlier one.
    private long reached;

    TimelineSemaphoreObject(DeviceContext context, String name, long initial) {
        super(context, name, initial, true);
        newest = initial;
        plannedNewest = initial;
        reached = initial;
    }

    @Override
    public void planWait(SubmitBatch batch, int queue, long number, long value) {
        if (value > plannedNewest) {
            throw new UsageException(
                    label()
                            + " cannot be waited for: value="
                            + value
                            + " (expected up to "
                            + plannedNewest
                            + ", the newest that the host or an accepted submission signals);"
                            + " signal it first");
        }
        batch.addWait(handle, value);
    }

    @Override
    public void planSignal(SubmitBatch batch, int queue, long value) {
        checkRises(value);
        // Values reach a semaphore in rising order only if the queues that signal them do.
        if (plannedSignaller != HOST && !areOrdered(queue, plannedSignaller)) {
            batch.addWait(handle, plannedNewest);
        }
        batch.addSignal(handle, value);
        plannedNewest = value;
        plannedSignaller = queue;
    }

    // Submissions that are not finished signal what lies between, so the value that the semaphore
    // has reached is the farthest. The driver is asked only where what is known does not do.
    private void checkStep(long value) {
        long most = context.limits().maxTimelineSemaphoreValueDifference();
        if (value - reached <= most) {
            return;
        }
        reached = context.driver().semaphoreValue(handle);
        if (value - reached > most) {
            throw new UsageException(
                    label()
                            + " cannot be signalled: value="
                            + value
                            + " (expected up to "
                            + most
                            + " above "
                            + reached
                            + ", which it has reached)");
        }
    }

    private void checkRises(long value) {
        if (value <= plannedNewest) {
            throw new UsageException(
                    label()
                            + " cannot be signalled: value="
                            + value
                            + " (expected above "
                            + plannedNewest
                            + ", the newest that the host or an accepted submission signals)");
        }
        checkStep(value);
    }

    /// Signals from the host.
    void signal(long value) {
        context.semaphoreLock().lock();
        try {
            checkRises(value);
            // A value of a submission must not come after one above it.
            if (signaller != HOST && context.driver().semaphoreValue(handle) < newest) {
                throw new UsageException(
                        label()
                                + " cannot be signalled by the host: value="
                                + value
                                + ", while a submission that signals "
                                + newest
                                + " is not finished; await that value first");
            }
            context.driver().signalSemaphore(handle, value);
            plannedNewest = value;
            plannedSignaller = HOST;
            commit();
        } finally {
            context.semaphoreLock().unlock();
        }
    }

    @Override
    public void commit() {
        newest = plannedNewest;
        signaller = plannedSignaller;
    }

    @Override
    public void rollBack() {
        plannedNewest = newest;
        plannedSignaller = signaller;
    }

    @Override
    public String typeName() {
        return "TimelineSemaphore";
    }
}
