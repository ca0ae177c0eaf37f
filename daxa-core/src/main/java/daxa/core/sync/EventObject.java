package daxa.core.sync;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DependencyDescription;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.QueueKind;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

/// The counted object behind [Event] references.
@ThreadSafe
final class EventObject extends OrderedObject {
    // VkPipelineStageFlags2: all commands; all of graphics, and its parts.
    private static final long ALL_COMMANDS = 0x10000L;
    private static final long ALL_GRAPHICS = 0x8000L;
    private static final long GRAPHICS_STAGES = 0x18_07FAL | 0x70_0000_0000L;

    final long handle;

    // Guarded by the device's semaphore lock: what accepted submissions left, and the plan. The
    // dependency is that of the signal, null where there is none.
    private @Nullable DependencyDescription dependency;
    private int queue;
    private boolean waited;
    private @Nullable DependencyDescription plannedDependency;
    private int plannedQueue;
    private boolean plannedWaited;

    EventObject(DeviceContext context, String name) {
        super(context, name);
        try {
            handle = context.driver().createEvent(name);
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
    }

    @Override
    public void plan(
            Counted user,
            int onQueue,
            StateChange change,
            int first,
            int count,
            @Nullable DependencyDescription with) {
        switch (change) {
            case SET -> planSignal(user, onQueue, with);
            case USE -> planWait(user, onQueue, with);
            case RESET -> planReset(user, onQueue, first);
        }
    }

    private void planSignal(Counted user, int onQueue, @Nullable DependencyDescription with) {
        if (plannedDependency != null) {
            throw refused(
                    user, "is signalled a second time; reset it in between, or use another event");
        }
        plannedDependency = with;
        plannedQueue = onQueue;
        plannedWaited = false;
    }

    private void planWait(Counted user, int onQueue, @Nullable DependencyDescription with) {
        DependencyDescription signalled = plannedDependency;
        if (signalled == null) {
            throw refused(
                    user,
                    "is waited for, and nothing that was submitted before signals it since its"
                            + " reset; submit what signals it first");
        }
        requireQueue(user, onQueue, "waited for");
        if (!signalled.equals(with)) {
            throw refused(
                    user,
                    "is waited for with "
                            + with
                            + ", but was signalled with "
                            + signalled
                            + "; use the dependency of the signal for the wait too");
        }
        plannedWaited = true;
    }

    private void planReset(Counted user, int onQueue, int stages) {
        if (plannedDependency != null) {
            requireQueue(user, onQueue, "reset");
            long after = plannedDependency.dstStages();
            if (plannedWaited
                    && ((stages | after) & ALL_COMMANDS) == 0
                    && (parts(stages) & parts(after)) == 0) {
                throw refused(
                        user,
                        "is reset after stages=0x"
                                + Long.toHexString(stages)
                                + ", which do not wait for it: its dependency holds up stages=0x"
                                + Long.toHexString(after)
                                + "; reset it after one of these, or after ALL_COMMANDS");
            }
        }
        plannedDependency = null;
        plannedWaited = false;
    }

    private static long parts(long stages) {
        return (stages & ALL_GRAPHICS) == 0 ? stages : stages | GRAPHICS_STAGES;
    }

    private void requireQueue(Counted user, int onQueue, String what) {
        if (onQueue != plannedQueue) {
            throw refused(
                    user,
                    "is "
                            + what
                            + " on queue '"
                            + QueueKind.name(onQueue)
                            + "', but signalled on queue '"
                            + QueueKind.name(plannedQueue)
                            + "'; an event works on one queue alone: wait for a token or a"
                            + " semaphore, and reset it where it was signalled");
        }
    }

    private UsageException refused(Counted user, String problem) {
        return new UsageException(
                user.label() + " cannot be submitted: " + label() + " " + problem);
    }

    @Override
    public void commit(int onQueue, long number) {
        dependency = plannedDependency;
        queue = plannedQueue;
        waited = plannedWaited;
    }

    @Override
    public void rollBack() {
        plannedDependency = dependency;
        plannedQueue = queue;
        plannedWaited = waited;
    }

    @Override
    protected boolean destroy() {
        context.driver().destroyEvent(handle);
        return true;
    }

    @Override
    public String typeName() {
        return "Event";
    }
}
