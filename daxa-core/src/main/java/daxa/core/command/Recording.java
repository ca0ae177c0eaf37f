package daxa.core.command;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceContext;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.DeferredCloses;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;

/// One native command buffer and what its commands name. It lives from the recorder's `begin()`
/// until the GPU has finished its submission, or until it is dropped; then it goes back to its
/// recorder.
@ThreadSafe
final class Recording extends Counted {
    private static final AtomicLong NUMBERS = new AtomicLong();

    // The numbers that a recording takes at once.
    private static final long BLOCK = 1 << 16;

    final RecorderObject recorder;
    final CommandDriver commands;

    /// Resources that commands name; a submit checks that they are open.
    final CountedSet named = new CountedSet();

    final Labels labels = new Labels();

    /// What commands do to queries and events; a submit checks that their state allows it.
    final OrderedUses ordered = new OrderedUses();

    /// Scratch memory for its builds of acceleration structures.
    final ScratchMemory scratch;

    /// Pipelines, query pools and events that commands name; the recording holds on to them.
    private final CountedSet held = new CountedSet();

    /// Resources that cannot be destroyed while the recording is unfinished: Vulkan forbids to go
    /// on recording when something recorded was destroyed, and another thread may close it between
    /// two commands, or in the middle of one.
    private final CountedSet pinned = new CountedSet();

    /// What is closed when the commands are submitted or dropped, or null for nothing.
    @Nullable DeferredCloses closes;

    @Nullable Recording nextFree;

    // Of this life alone. What it marks is named or held already, which spares a look into the
    // sets; another recording may have marked the object meanwhile.
    private long number = NUMBERS.addAndGet(BLOCK);

    Recording(DeviceContext context, RecorderObject recorder, int queue) {
        super(context.lifetimes(), recorder.name(), 0, recorder, context.device());
        this.recorder = recorder;
        this.scratch = new ScratchMemory(context, recorder.name());
        try {
            commands = context.driver().createCommands(queue, recorder.name());
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
    }

    /// Begins a new life, with the same command buffer.
    void revive() {
        renew();
        number = NUMBERS.addAndGet(BLOCK);
        labels.clear();
    }

    /// The number of this life, with which it marks what it names and holds.
    long number() {
        return number;
    }

    /// Takes another number, so that nothing is marked.
    long renumber() {
        number++;
        if (number % BLOCK == 0) {
            number = NUMBERS.addAndGet(BLOCK);
        }
        return number;
    }

    /// Remembers a resource that a command names.
    void name(Counted resource) {
        if (!pinned.contains(resource)) {
            resource.hold();
            pinned.add(resource);
            named.add(resource);
            Counted other = resource.usedWith();
            if (other != null) {
                named.add(other);
            }
        }
        resource.mark(number);
    }

    /// Lets go of the resources: nothing is recorded any more, and the submit checks that they are
    /// open.
    void releaseNamed() {
        for (int i = 0; i < pinned.size(); i++) {
            pinned.get(i).releaseWeak();
        }
        pinned.clear();
    }

    void hold(Counted pipeline) {
        if (!held.contains(pipeline)) {
            pipeline.hold();
            held.add(pipeline);
        }
        pipeline.mark(number);
    }

    /// Ends the only reference with the number of the submission. The queue took the closes over.
    void submitted(int queue, long number) {
        closes = null;
        retireAt(queue, number);
    }

    /// Ends the only reference without a submission.
    void drop() {
        DeferredCloses dropped = closes;
        closes = null;
        release();
        if (dropped != null) {
            dropped.closeAll();
        }
    }

    @Override
    protected boolean destroy() {
        for (int i = 0; i < held.size(); i++) {
            held.get(i).releaseWeak();
        }
        held.clear();
        releaseNamed();
        named.clear();
        ordered.clear();
        scratch.reuse();
        return true;
    }

    @Override
    protected void onDestroyed() {
        recorder.give(this);
    }

    @Override
    public String typeName() {
        return "ExecutableCommands";
    }
}
