package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceContext;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.UsageException;
import daxa.core.error.WrongDeviceException;
import daxa.core.lifetime.Consumes;
import daxa.core.lifetime.DeferredCloses;
import daxa.core.lifetime.Reference;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// Records commands: made once, used for every frame.
///
/// ```java
/// recorder.begin();
/// recorder.setPipeline(blur);
/// recorder.pushConstants(constants);
/// recorder.dispatch(80, 60, 1);
/// queue.submit(recorder.complete());
/// ```
///
/// Recording takes no lock and allocates nothing in the steady state. Resources that a command
/// names are remembered: they are not destroyed before the recording is complete, and the submit
/// checks that they are still open. Pipelines are held until the GPU is done with the recording.
/// What shaders reach through ids and addresses is the program's own promise.
///
/// Memory barriers are gathered, and recorded as one right before the next command; those for parts
/// of a buffer or an image are recorded at once.
///
/// A child of its device, parent of its unfinished recordings. Made with
/// `Device.createCommandRecorder`.
@ExternallySynchronized
public final class CommandRecorder extends EventRecorder {
    private final int queue;
    private final RenderRecorder renderRecorder;

    private CommandRecorder(RecorderObject object, int queue) {
        super(object);
        this.queue = queue;
        this.renderRecorder = new RenderRecorder(this);
    }

    /// Creates a recorder; programs call `Device.createCommandRecorder`.
    ///
    /// @param context the device
    /// @param name its name
    /// @param queue the queue that its recordings are for
    /// @return the only reference
    @Internal
    public static CommandRecorder create(DeviceContext context, String name, Queue queue) {
        if (queue.context() != context) {
            throw new WrongDeviceException(
                    "Queue '" + queue.name() + "'", queue.context().name(), context.name());
        }
        return first(new CommandRecorder(new RecorderObject(context, name, queue), queue.index()));
    }

    /// The queue that the recordings are for.
    ///
    /// @return the queue
    /// @throws daxa.core.error.ClosedException if the recorder is closed
    public Queue queue() {
        object();
        return recorderObject.queue;
    }

    // ---------------------------------------------------------------- begin and end

    /// Begins a recording.
    ///
    /// @throws UsageException if one is unfinished
    /// @throws daxa.core.error.ClosedException if the recorder is closed
    public void begin() {
        guard.enter("begin");
        try {
            object();
            if (recording != null) {
                throw new UsageException(
                        this + " is recording already; finish with complete() or discard()");
            }
            Recording taken = recorderObject.take(queue);
            boolean begun = false;
            try {
                taken.commands.begin(false);
                begun = true;
            } finally {
                if (!begun) {
                    taken.release();
                }
            }
            start(taken);
        } finally {
            guard.exit("begin");
        }
    }

    /// Finishes the recording.
    ///
    /// @return new commands, to be submitted once or closed
    /// @throws UsageException if nothing is being recorded, or a render pass is not ended
    @Consumes("the recording")
    public ExecutableCommands complete() {
        return complete(new ExecutableCommands());
    }

    /// As [#complete()], with commands to be filled, so that nothing is allocated.
    ///
    /// @param commands new, or submitted or dropped since they were filled
    /// @return the same commands, to be submitted once or closed
    /// @throws UsageException if nothing is being recorded, a render pass is not ended, or the
    ///   commands hold a recording
    @Consumes("the recording")
    public ExecutableCommands complete(ExecutableCommands commands) {
        Objects.requireNonNull(commands, "commands");
        guard.enter("complete");
        try {
            CommandDriver driver = outsidePass("complete");
            Recording finished = recording();
            requireEnded("complete", 0);
            commands.requireFillable(this);
            flushBarriers(driver);
            driver.end();
            forget("complete()");
            finished.releaseNamed();
            commands.fill(finished);
            return commands;
        } finally {
            guard.exit("complete");
        }
    }

    /// Hands a reference over: it is closed right after the commands are submitted, when the object
    /// lives on until the GPU is done with it, or when the commands are dropped. A submit that
    /// fails leaves it with the commands.
    ///
    /// In strict mode the submit refuses to close an object with open children, unless they were
    /// handed over before it. Where that comes up later, or the commands are dropped, it is logged,
    /// and the object lingers until its children are closed.
    ///
    /// Allowed inside of a render pass too.
    ///
    /// @param reference any open reference to an object of this device; closing it earlier is no
    ///   error
    /// @throws UsageException if nothing is being recorded, or the object is borrowed
    /// @throws daxa.core.error.ClosedException if the reference is closed
    /// @throws WrongDeviceException if the object belongs to another device
    public void closeAfterSubmit(Reference reference) {
        Objects.requireNonNull(reference, "reference");
        guard.enter("closeAfterSubmit");
        try {
            object();
            Recording current = recording;
            if (current == null) {
                throw notRecording("closeAfterSubmit");
            }
            context.own(reference);
            DeferredCloses closes = current.closes;
            if (closes == null) {
                closes = new DeferredCloses();
                current.closes = closes;
            }
            closes.add(reference);
        } finally {
            guard.exit("closeAfterSubmit");
        }
    }

    /// Names something that commands use where the recorder cannot see it: [foreign
    /// ones][#recordForeign], or shaders by ids and addresses. As for what commands name, it is not
    /// destroyed before the recording is complete, and the submit checks that it is still open.
    /// Pipelines, query pools and events are held until the GPU is done.
    ///
    /// Allowed inside of a render pass too.
    ///
    /// @param reference any open reference to an object of this device
    /// @throws UsageException if nothing is being recorded, or the object is declared for other
    ///   queues
    /// @throws daxa.core.error.ClosedException if the reference is closed
    /// @throws WrongDeviceException if the object belongs to another device
    public void use(Reference reference) {
        Objects.requireNonNull(reference, "reference");
        guard.enter("use");
        try {
            object();
            if (recording == null) {
                throw notRecording("use");
            }
            if (context.own(reference).queueMask() == 0) {
                hold(reference);
            } else {
                name(reference);
            }
        } finally {
            guard.exit("use");
        }
    }

    /// Has somebody told of each resource that commands name, the first time since this call, and
    /// of what render passes write. It is for who knows what may be used now, such as a task graph;
    /// it lasts until the recording is complete or dropped.
    ///
    /// Allowed inside of a render pass too.
    ///
    /// @param watch is told, and may throw, whereupon the command is not recorded; null for nobody
    /// @throws UsageException if nothing is being recorded
    /// @throws daxa.core.error.ClosedException if the recorder is closed
    @Internal
    public void watchUses(@Nullable UseWatch watch) {
        guard.enter("watchUses");
        try {
            if (recording == null) {
                throw notRecording("watchUses");
            }
            watch(watch);
        } finally {
            guard.exit("watchUses");
        }
    }

    /// Checks that what others have begun is ended: render passes, queries, conditional rendering,
    /// and labels. It is for who lets others record, such as a task graph.
    ///
    /// @param labels how many labels should be open, at least 0
    /// @throws UsageException if nothing is being recorded, something is open, or another number of
    ///   labels is
    public void requireEnded(int labels) {
        guard.enter("requireEnded");
        try {
            // No command, so any queue can.
            if (recording == null || inRenderPass()) {
                outsidePass("requireEnded");
            }
            requireEnded("requireEnded", labels);
        } finally {
            guard.exit("requireEnded");
        }
    }

    private void requireEnded(String command, int labels) {
        int open = recording().labels.count();
        if (open != labels) {
            throw new UsageException(
                    command
                            + " was called on "
                            + this
                            + " with open labels="
                            + open
                            + " (expected "
                            + labels
                            + "); call "
                            + (open > labels ? "endLabel" : "beginLabel")
                            + " first");
        }
        conditional.requireEnded(command);
        activeQueries.requireEnded(command);
    }

    /// Keeps the recording to this thread until it is complete or dropped: what other threads call
    /// is refused, also between two calls of this one. It is for who records with several recorders
    /// at once, such as a task graph.
    ///
    /// Allowed inside of a render pass too.
    ///
    /// @param remedy what other threads should do instead, for messages
    /// @throws UsageException if nothing is being recorded
    public void holdToThread(String remedy) {
        Objects.requireNonNull(remedy, "remedy");
        guard.enter("holdToThread");
        try {
            if (recording == null) {
                throw notRecording("holdToThread");
            }
            guard.release();
            guard.hold(remedy);
        } finally {
            guard.exit("holdToThread");
        }
    }

    /// Lets foreign code record commands of Vulkan, outside of render passes. Barriers that wait
    /// come before them.
    ///
    /// Afterwards nothing counts as bound: pipelines and push constants have to be set again. What
    /// the code uses is named with [#use]; images are in the general layout, and have to be left
    /// so. Between its commands and others of this recorder there are barriers like between any.
    /// Render passes, queries, conditional rendering and labels that it begins it has to end, and
    /// none that is open may it end.
    ///
    /// @param code what records; what it throws is thrown on, and the recording goes on with what
    ///   was recorded until then
    /// @throws UsageException if nothing is being recorded, or a render pass is not ended
    public void recordForeign(ForeignCommands code) {
        Objects.requireNonNull(code, "code");
        guard.enter("recordForeign");
        try {
            CommandDriver driver = outsidePass("recordForeign");
            flushBarriers(driver);
            recordForeign(driver, code);
        } finally {
            guard.exit("recordForeign");
        }
    }

    @Override
    protected boolean canLinger() {
        return false;
    }

    /// Drops the unfinished recording. Does nothing if there is none.
    ///
    /// @throws UsageException if foreign code records at this moment
    @Consumes("the recording")
    public void discard() {
        guard.enter("discard");
        try {
            requireNotForeign("discard");
            Recording unfinished = recording;
            if (unfinished != null) {
                forget("discard()");
                unfinished.drop();
            }
        } finally {
            guard.exit("discard");
        }
    }

    /// Drops the unfinished recording, if there is one, and closes the recorder.
    ///
    /// @throws UsageException if foreign code records at this moment
    @Override
    public void close() {
        guard.enter("close");
        try {
            requireNotForeign("close");
            closeAlone();
        } finally {
            guard.exit("close");
        }
    }

    private void closeAlone() {
        try {
            super.close();
        } catch (ChildrenAliveException e) {
            // The unfinished recording is an open child, but no obstacle.
            if (recording == null || e.children().size() > 1) {
                throw e;
            }
            discard();
            super.close();
        }
        discard();
    }

    // ---------------------------------------------------------------- render passes

    /// Begins a render pass over whole attachments of equal extent, with viewport and scissor
    /// covering them.
    ///
    /// Until [RenderRecorder#end()] only the returned recorder can be used.
    ///
    /// @param info the attachments
    /// @return the recorder of the pass, the same object each time
    /// @throws UsageException if there are no attachments, or they do not fit together
    public RenderRecorder beginRenderPass(RenderPassInfo info) {
        Objects.requireNonNull(info, "info");
        guard.enter("beginRenderPass");
        try {
            CommandDriver driver = outsidePass("beginRenderPass");
            renderRecorder.prepare(info);
            flushBarriers(driver);
            enterPass();
            renderRecorder.begin(driver);
            return renderRecorder;
        } finally {
            guard.exit("beginRenderPass");
        }
    }

    // ---------------------------------------------------------------- labels

    /// Begins a range of commands that tools show under a name.
    ///
    /// @param label the name
    /// @throws daxa.core.error.ClosedException if the recorder is closed
    public void beginLabel(String label) {
        beginLabel(label, 0, 0, 0, 0);
    }

    /// Begins a range of commands that tools show under a name, in a colour.
    ///
    /// @param label the name
    /// @param red how much, 0 to 1
    /// @param green how much, 0 to 1
    /// @param blue how much, 0 to 1
    /// @throws daxa.core.error.ClosedException if the recorder is closed
    public void beginLabel(String label, float red, float green, float blue) {
        beginLabel(label, red, green, blue, 1);
    }

    private void beginLabel(String label, float red, float green, float blue, float alpha) {
        Objects.requireNonNull(label, "label");
        guard.enter("beginLabel");
        try {
            outsidePass("beginLabel").beginLabel(label, red, green, blue, alpha);
            recording().labels.begin(label);
        } finally {
            guard.exit("beginLabel");
        }
    }

    /// Ends the newest range that was begun.
    ///
    /// @throws daxa.core.error.ClosedException if the recorder is closed
    public void endLabel() {
        guard.enter("endLabel");
        try {
            CommandDriver driver = outsidePass("endLabel");
            Labels labels = recording().labels;
            if (labels.count() == 0) {
                throw new UsageException(
                        "endLabel was called on "
                                + this
                                + " without a label; call beginLabel first");
            }
            driver.endLabel();
            labels.end();
        } finally {
            guard.exit("endLabel");
        }
    }
}
