package daxa.core.sync;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.SubmitBatch;
import daxa.core.error.UsageException;

/// The counted object behind [BinarySemaphore] references.
@ThreadSafe
final class BinarySemaphoreObject extends SemaphoreObject {
    // Guarded by the device's semaphore lock: what accepted submissions left, and the plan.
    private boolean signaled;
    private boolean plannedSignaled;
    // The submission that waited last; the next signal comes after it. Number 0 for none.
    private int waiter;
    private long waiterNumber;
    private int plannedWaiter;
    private long plannedWaiterNumber;

    BinarySemaphoreObject(DeviceContext context, String name) {
        super(context, name, 0, false);
    }

    @Override
    public void planWait(SubmitBatch batch, int queue, long number, long value) {
        if (!plannedSignaled) {
            throw new UsageException(
                    label()
                            + " cannot be waited for: no accepted submission signals it; submit"
                            + " what signals it first");
        }
        batch.addWait(handle, 0);
        plannedSignaled = false;
        plannedWaiter = queue;
        plannedWaiterNumber = number;
    }

    @Override
    public void planSignal(SubmitBatch batch, int queue, long value) {
        if (plannedSignaled) {
            throw new UsageException(
                    label()
                            + " cannot be signalled a second time: no accepted submission waits for"
                            + " the first signal; submit what waits for it first");
        }
        if (waiterNumber != 0 && !areOrdered(queue, waiter)) {
            batch.addQueueWait(waiter, waiterNumber);
        }
        batch.addSignal(handle, 0);
        plannedSignaled = true;
    }

    @Override
    public void commit() {
        signaled = plannedSignaled;
        waiter = plannedWaiter;
        waiterNumber = plannedWaiterNumber;
    }

    @Override
    public void rollBack() {
        plannedSignaled = signaled;
        plannedWaiter = waiter;
        plannedWaiterNumber = waiterNumber;
    }

    @Override
    public String typeName() {
        return "BinarySemaphore";
    }
}
