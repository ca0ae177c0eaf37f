package daxa.core.command;

import daxa.core.concurrent.UseGuard;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DependencyDescription;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.QueueKind;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;
import daxa.core.pipeline.PushConstants;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.struct.Struct;
import daxa.core.sync.OrderedObject;
import daxa.core.sync.StateChange;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// What all commands of a recorder share: the recording, its phase, what it names, and the barriers
/// that wait.
abstract sealed class RecorderBase extends Reference permits TransferCommands {
    private static final int MAX_PUSH_CONSTANTS = 128;

    // Where the recording is.
    private static final int NOT_RECORDING = 0;
    private static final int OUTSIDE_PASS = 1;
    private static final int INSIDE_PASS = 2;
    private static final int FOREIGN = 3;

    final RecorderObject recorderObject;
    final DeviceContext context;
    final UseGuard guard;
    final boolean onMainQueue;
    private final MemorySegment pushed = Arena.ofAuto().allocate(MAX_PUSH_CONSTANTS, 16);

    @Nullable Recording recording;
    private @Nullable CommandDriver commands;
    private int phase = NOT_RECORDING;
    // The call that ended the recording before, for messages.
    private @Nullable String endedBy;
    final ConditionalRendering conditional = new ConditionalRendering(this);
    private long recordingNumber;
    private @Nullable UseWatch watch;
    final ActiveQueries activeQueries = new ActiveQueries(this);
    private int boundBindPoints;

    // Barriers that wait for the next command; all of them share a source or a destination.
    private boolean barrierPending;
    private long srcStages;
    private long srcAccess;
    private long dstStages;
    private long dstAccess;

    RecorderBase(RecorderObject object) {
        super(object);
        this.recorderObject = object;
        this.context = object.context;
        this.onMainQueue = object.queue.kind() == QueueKind.MAIN;
        this.guard = new UseGuard("CommandRecorder '" + object.name() + "'");
    }

    /// Forgets what an earlier recording bound.
    void start(Recording taken) {
        recording = taken;
        recordingNumber = taken.number();
        watch = null;
        commands = taken.commands;
        phase = OUTSIDE_PASS;
        barrierPending = false;
        conditional.forget();
        activeQueries.forget();
        forgetBound();
    }

    /// Forgets what is bound outside of render passes: nothing is, or nobody knows what.
    void forgetBound() {
        boundBindPoints = 0;
    }

    /// Runs foreign code, which cannot use the recorder meanwhile.
    final void recordForeign(CommandDriver driver, ForeignCommands code) {
        int before = phase;
        phase = FOREIGN;
        try {
            code.record(driver.foreignCommands());
        } finally {
            phase = before;
            forgetBound();
        }
    }

    final void requireNotForeign(String command) {
        if (phase == FOREIGN) {
            throw insideForeign(command);
        }
    }

    private UsageException insideForeign(String command) {
        return new UsageException(
                command
                        + " was called on "
                        + this
                        + " inside of recordForeign; call it before or after");
    }

    final void forget(String by) {
        endedBy = by;
        recording = null;
        commands = null;
        phase = NOT_RECORDING;
        guard.release();
    }

    final void enterPass() {
        phase = INSIDE_PASS;
    }

    final void leavePass() {
        phase = OUTSIDE_PASS;
    }

    final boolean inRenderPass() {
        return phase == INSIDE_PASS;
    }

    final Recording recording() {
        Recording current = recording;
        if (current == null) {
            throw notRecording("a command");
        }
        return current;
    }

    final CommandDriver outsidePass(String command) {
        CommandDriver driver = commands;
        if (driver == null || phase != OUTSIDE_PASS) {
            throw notOutsidePass(command);
        }
        if (!onMainQueue) {
            QueueCommands.check(recorderObject.queue, command, this);
        }
        return driver;
    }

    private UsageException notOutsidePass(String command) {
        return phase == INSIDE_PASS
                ? new UsageException(
                        command
                                + " was called on "
                                + this
                                + " inside a render pass; end the pass first")
                : notRecording(command);
    }

    final UsageException notRecording(String command) {
        object();
        if (phase == FOREIGN) {
            return insideForeign(command);
        }
        return new UsageException(
                command
                        + " was called on "
                        + this
                        + ", which is not recording"
                        + (endedBy == null ? "" : " since " + endedBy)
                        + "; call begin() first");
    }

    final CommandDriver insidePass(String command) {
        CommandDriver driver = commands;
        if (driver == null || phase != INSIDE_PASS) {
            requireNotForeign(command);
            throw new UsageException(command + " was called on the ended render pass of " + this);
        }
        return driver;
    }

    /// Refuses a resource that is not open, not of this device, or not declared for the recorder's
    /// queue. For commands that look at several before they remember any.
    ///
    /// @return whether the recording remembers it already
    final boolean check(Reference reference) {
        Counted object = reference.object();
        if (object.isMarked(recordingNumber)) {
            return true;
        }
        QueueCommands.checkDeclared(recorderObject.queue, context.own(object), this);
        return false;
    }

    /// Remembers a resource that a command uses, which is open, of this device, and declared for
    /// the recorder's queue.
    final void name(Reference reference) {
        name(reference.object());
    }

    final void name(Counted object) {
        if (!object.isMarked(recordingNumber)) {
            nameFirst(object, false);
        }
    }

    /// As [#name(Reference)], of an attachment.
    ///
    /// @param written whether the pass writes it
    final void nameAttachment(Reference reference, boolean written) {
        Counted object = reference.object();
        if (!object.isMarked(recordingNumber)) {
            nameFirst(object, written);
        } else if (written && watch != null) {
            watch.used(object.resource(), true);
        }
    }

    private void nameFirst(Counted object, boolean written) {
        context.own(object);
        QueueCommands.checkDeclared(recorderObject.queue, object, this);
        if (watch != null) {
            watch.used(object.resource(), written);
        }
        recording().name(object);
    }

    /// Tells of what commands name from now on.
    final void watch(@Nullable UseWatch newWatch) {
        recordingNumber = recording().renumber();
        // A look costs less than to store a reference.
        if (!Objects.equals(watch, newWatch)) {
            watch = newWatch;
        }
    }

    /// Holds on to a pipeline of this device.
    final void hold(Reference pipeline) {
        Counted object = pipeline.object();
        if (!object.isMarked(recordingNumber)) {
            recording().hold(context.own(pipeline));
        }
    }

    /// Remembers what a command does to a query pool or an event, which the recording holds on to.
    final void order(
            Reference reference,
            StateChange change,
            int first,
            int count,
            @Nullable DependencyDescription with) {
        OrderedObject object = (OrderedObject) reference.object();
        Recording current = recording();
        if (!object.isMarked(recordingNumber)) {
            current.hold(context.own(object));
        }
        current.ordered.add(object, change, first, count, with);
    }

    final void bindSetOnce(CommandDriver driver, int bindPoint) {
        // Their numbers differ in the five bits that count.
        int bit = 1 << bindPoint;
        if ((boundBindPoints & bit) == 0) {
            driver.bindBindlessSet(bindPoint);
            boundBindPoints |= bit;
        }
    }

    // Copied first: a segment whose scope another thread closes must never crash the driver.
    final void push(CommandDriver driver, MemorySegment data, PushConstants constants) {
        long size = data.byteSize();
        int expected = constants.size();
        if (size != expected) {
            throw pushSize("", size, expected);
        }
        if (size != 0) {
            MemorySegment.copy(data, 0, pushed, 0, size);
            driver.pushConstants(0, pushed.address(), expected);
        }
    }

    final <T extends Record> void push(
            CommandDriver driver, Struct<T> struct, T value, PushConstants expected) {
        if (struct.size() != expected.size()) {
            throw pushSize(" of " + struct, struct.size(), expected.size());
        }
        expected.check(struct);
        struct.write(pushed, 0, value);
        driver.pushConstants(0, pushed.address(), expected.size());
    }

    private UsageException pushSize(String of, long size, int expected) {
        return new UsageException(
                "pushConstants on "
                        + this
                        + ": size"
                        + of
                        + "="
                        + size
                        + " (expected "
                        + expected
                        + ", the push constants of the bound pipeline)");
    }

    /// Makes everything after wait for and see what came before.
    ///
    /// ```java
    /// recorder.barrier(Access.COMPUTE_WRITE, Access.FRAGMENT_READ);
    /// ```
    ///
    /// @param before how memory was used
    /// @param after how it will be used
    /// @throws daxa.core.error.ClosedException if the recorder is closed
    public void barrier(Access before, Access after) {
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        guard.enter("barrier");
        try {
            CommandDriver driver = outsidePass("barrier");
            QueueCommands.checkStages(
                    recorderObject.queue, before.stages() | after.stages(), "barrier", this);
            if (barrierPending
                    && (srcStages != before.stages() || srcAccess != before.accesses())
                    && (dstStages != after.stages() || dstAccess != after.accesses())) {
                flushBarriers(driver);
            }
            if (barrierPending) {
                srcStages |= before.stages();
                srcAccess |= before.accesses();
                dstStages |= after.stages();
                dstAccess |= after.accesses();
            } else {
                barrierPending = true;
                srcStages = before.stages();
                srcAccess = before.accesses();
                dstStages = after.stages();
                dstAccess = after.accesses();
            }
        } finally {
            guard.exit("barrier");
        }
    }

    /// As [#barrier(Access, Access)], for bytes of one buffer alone.
    ///
    /// @param before how they were used
    /// @param after how they will be used
    /// @param buffer the buffer
    /// @param offset bytes
    /// @param size bytes, above 0
    /// @throws UsageException if the range is not inside the buffer
    public void barrier(Access before, Access after, Buffer buffer, long offset, long size) {
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(buffer, "buffer");
        guard.enter("barrier");
        try {
            CommandDriver driver = outsidePass("barrier");
            QueueCommands.checkStages(
                    recorderObject.queue, before.stages() | after.stages(), "barrier", this);
            TransferRegion.checkRange(buffer, offset, size);
            name(buffer);
            flushBarriers(driver);
            driver.bufferBarrier(
                    buffer.nativeHandle(),
                    offset,
                    size,
                    before.stages(),
                    before.accesses(),
                    after.stages(),
                    after.accesses());
        } finally {
            guard.exit("barrier");
        }
    }

    /// As [#barrier(Access, Access)], for mip levels and layers of one image alone.
    ///
    /// @param before how they were used
    /// @param after how they will be used
    /// @param image the image
    /// @param range which mip levels and layers
    /// @throws UsageException if the range is not inside the image
    public void barrier(Access before, Access after, Image image, ImageRange range) {
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(range, "range");
        guard.enter("barrier");
        try {
            CommandDriver driver = outsidePass("barrier");
            QueueCommands.checkStages(
                    recorderObject.queue, before.stages() | after.stages(), "barrier", this);
            ImageInfo info = image.info();
            range.check(info);
            name(image);
            flushBarriers(driver);
            driver.imageRangeBarrier(
                    image.nativeHandle(),
                    info.format().vulkanAspects(),
                    range.baseMip(),
                    range.mipCount(),
                    range.baseLayer(),
                    range.layerCount(),
                    before.stages(),
                    before.accesses(),
                    after.stages(),
                    after.accesses());
        } finally {
            guard.exit("barrier");
        }
    }

    final void flushBarriers(CommandDriver driver) {
        if (barrierPending) {
            barrierPending = false;
            driver.memoryBarrier(srcStages, srcAccess, dstStages, dstAccess);
        }
    }
}
