package daxa.core.command;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;

/// The counted object behind a [CommandRecorder]: parent of its recordings, and where they wait to
/// be used again.
@ThreadSafe
final class RecorderObject extends Counted {
    final DeviceContext context;
    final Queue queue;
    final boolean hasTimestamps;
    // Any thread that collects puts recordings back; only the recorder takes them. With one taker,
    // a stack of links has no ABA problem.
    private final AtomicReference<@Nullable Recording> free = new AtomicReference<>();

    RecorderObject(DeviceContext context, String name, Queue queue) {
        super(context.lifetimes(), name, 0, context.deviceAsParent());
        this.context = context;
        this.queue = queue;
        this.hasTimestamps = context.driver().timestampBits(queue.index()) != 0;
    }

    Recording take(int queue) {
        for (Recording top = free.get(); top != null; top = free.get()) {
            if (free.compareAndSet(top, top.nextFree)) {
                top.nextFree = null;
                return reused(top);
            }
        }
        Recording made = new Recording(context, this, queue);
        made.register();
        return made;
    }

    private Recording reused(Recording recording) {
        boolean alive = false;
        try {
            recording.revive();
            alive = true;
            recording.commands.reset();
            return recording;
        } catch (RuntimeException e) {
            if (alive) {
                recording.release();
            } else {
                give(recording);
            }
            throw e;
        }
    }

    void give(Recording recording) {
        Recording top;
        do {
            top = free.get();
            recording.nextFree = top;
        } while (!free.compareAndSet(top, recording));
    }

    @Override
    protected boolean destroy() {
        for (Recording top = free.getAndSet(null); top != null; top = top.nextFree) {
            top.commands.destroy();
            top.scratch.free();
        }
        return true;
    }

    @Override
    public String typeName() {
        return "CommandRecorder";
    }
}
