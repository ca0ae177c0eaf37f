package daxa.core.driver.simulated;

import daxa.core.driver.NativeKind;
import daxa.core.driver.QueueKind;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a [SimulatedCommands] holds, and its life: begin, end, submit, reset. The classes named
/// `…Commands` record into it.
///
/// Recording takes no lock. Two threads inside at once are a [SimulationFault].
final class SimRecording {
    private static final Set<DriverCall> WORK =
            EnumSet.range(DriverCall.DRAW, DriverCall.DRAW_MULTI_INDEXED);

    static {
        WORK.addAll(EnumSet.of(DriverCall.DISPATCH, DriverCall.DISPATCH_INDIRECT));
    }

    final SimDevice device;

    /// Whether something of it moves bytes.
    boolean transfers;

    /// Whether a render pass is open.
    boolean rendering;

    /// The views of the open render pass.
    int viewMask;

    /// Whether what is drawn to the depth attachment of the open render pass is lost, and what was
    /// there with it.
    boolean losesDepth;

    /// The same of the stencil attachment.
    boolean losesStencil;

    /// Where conditional rendering was begun; anywhere while it is not.
    Where conditional = Where.ANYWHERE;

    private final Simulation simulation;
    private final Timelines timelines;
    private final SimObject pool;
    private final int queue;
    private final Exclusive exclusive = new Exclusive();
    private final ArrayList<Op> ops = new ArrayList<>();
    private final ArrayList<Op> imageOps = new ArrayList<>();
    private final ArrayList<Op> queryOps = new ArrayList<>();
    private final ArrayList<Op> eventOps = new ArrayList<>();
    private final ArrayList<SimObject> uses = new ArrayList<>();

    private long work;
    private State state = State.INITIAL;
    private boolean reusable;
    private boolean submitted;
    private long number;
    private int labels;

    private enum State {
        INITIAL,
        RECORDING,
        ENDED
    }

    /// Where a command may stand.
    enum Where {
        ANYWHERE,
        INSIDE,
        OUTSIDE
    }

    SimRecording(SimDevice device, int queue, String name) {
        this.device = device;
        this.simulation = device.simulation;
        this.timelines = device.timelines;
        this.queue = queue;
        this.pool =
                new SimObject(
                        simulation.newHandle(), NativeKind.COMMAND_POOL, name, device.owner, null);
        simulation.add(pool);
    }

    // What the device asks

    String text() {
        return pool.text();
    }

    SimObject pool() {
        return pool;
    }

    boolean reusable() {
        return reusable;
    }

    List<SimObject> uses() {
        return uses;
    }

    List<Op> imageOps() {
        return imageOps;
    }

    List<Op> queryOps() {
        return queryOps;
    }

    List<Op> eventOps() {
        return eventOps;
    }

    int queue() {
        return queue;
    }

    /// The command buffer's name.
    ///
    /// @return the name
    String name() {
        return pool.name;
    }

    /// What is recorded at this moment.
    ///
    /// @return an immutable list, in order
    List<RecordedCommand> recorded() {
        return ops.stream().map(Op::toCommand).toList();
    }

    /// Refuses a submit that Vulkan forbids. The caller holds the lock.
    void checkSubmit(int toQueue) {
        DriverCall call = DriverCall.SUBMIT;
        if (pool.destroyed) {
            throw simulation.fault(call, text() + " is destroyed");
        }
        if (state != State.ENDED) {
            throw simulation.fault(
                    call,
                    text()
                            + (state == State.RECORDING
                                    ? " is submitted while it records; end it first"
                                    : " is submitted without a recording"));
        }
        if (submitted && !reusable) {
            throw simulation.fault(
                    call, text() + " is submitted a second time, and was not begun as reusable");
        }
        if (toQueue != queue) {
            throw simulation.fault(
                    call, text() + " is for queue " + queue + ", not for queue " + toQueue);
        }
    }

    /// Notes a submission. The caller holds the lock.
    void submitted(int toQueue, long value, int queueCount) {
        submitted = true;
        pool.use(toQueue, value, queueCount);
        for (SimObject used : uses) {
            used.use(toQueue, value, queueCount);
        }
        for (Op op : queryOps) {
            op.queryPool()
                    .useQueries(op.firstQuery(), op.lastQuery() - op.firstQuery(), toQueue, value);
        }
    }

    /// Does what the recording does. The caller holds the lock.
    void execute() {
        if (transfers || !queryOps.isEmpty()) {
            for (Op op : ops) {
                if (op.isQuery()) {
                    DeviceQueries.run(device, op);
                } else if (op.isStructure()) {
                    RayTracingCommands.run(device, op);
                } else {
                    Transfers.run(op);
                }
            }
        }
    }

    // Life

    void begin(boolean reusableRecording) {
        DriverCall call = DriverCall.BEGIN;
        Simulation.Entry entry = enter(call);
        try {
            if (state != State.INITIAL) {
                throw simulation.fault(
                        call,
                        text()
                                + (state == State.RECORDING
                                        ? " records already"
                                        : " holds a recording; reset it first"));
            }
            mayFail(call, entry);
            state = State.RECORDING;
            reusable = reusableRecording;
            number = simulation.newRecording();
        } finally {
            exclusive.exit();
        }
    }

    void end() {
        DriverCall call = DriverCall.END;
        Simulation.Entry entry = start(call, Where.OUTSIDE);
        try {
            if (labels > 0) {
                throw simulation.fault(call, text() + " has " + labels + " labels open");
            }
            if (conditional != Where.ANYWHERE) {
                throw fault(call, "conditional rendering is active");
            }
            mayFail(call, entry);
            state = State.ENDED;
        } finally {
            exclusive.exit();
        }
    }

    void reset() {
        DriverCall call = DriverCall.RESET;
        Simulation.Entry entry = enter(call);
        try {
            checkUnused(call);
            mayFail(call, entry);
            forget();
        } finally {
            exclusive.exit();
        }
    }

    private void forget() {
        state = State.INITIAL;
        ops.clear();
        imageOps.clear();
        queryOps.clear();
        eventOps.clear();
        uses.clear();
        submitted = false;
        transfers = false;
        rendering = false;
        labels = 0;
        work = 0;
        conditional = Where.ANYWHERE;
    }

    void destroy() {
        DriverCall call = DriverCall.DESTROY_COMMANDS;
        enter(call);
        try {
            simulation.lock.lock();
            try {
                timelines.checkUnused(call, pool);
                device.removed(pool, NativeKind.COMMAND_POOL);
            } finally {
                simulation.lock.unlock();
            }
            forget();
        } finally {
            exclusive.exit();
        }
    }

    private void checkUnused(DriverCall call) {
        simulation.lock.lock();
        try {
            timelines.checkUnused(call, pool);
        } finally {
            simulation.lock.unlock();
        }
    }

    private void mayFail(DriverCall call, Simulation.@Nullable Entry entry) {
        simulation.lock.lock();
        try {
            VulkanResult failure = simulation.takeFailure(call, entry);
            if (failure != null) {
                throw Simulation.failed(call, entry, failure, text());
            }
        } finally {
            simulation.lock.unlock();
        }
    }

    private Simulation.@Nullable Entry enter(DriverCall call) {
        simulation.enter(exclusive, call, this::text);
        boolean entered = false;
        try {
            Simulation.Entry entry = simulation.enter(call, pool.handle, pool.name);
            if (pool.destroyed) {
                throw simulation.fault(call, text() + " is destroyed");
            }
            entered = true;
            return entry;
        } finally {
            if (!entered) {
                exclusive.exit();
            }
        }
    }

    // What records commands asks

    /// Enters a command that is recorded; the caller exits.
    Simulation.@Nullable Entry start(DriverCall call, Where where) {
        Simulation.Entry entry = enter(call);
        String problem = null;
        if (state != State.RECORDING) {
            problem = " does not record; begin it first";
        } else if (!QueueRules.runs(QueueKind.of(queue), call)) {
            problem = " is for " + queueText() + ", which cannot run this";
        } else if (where == Where.OUTSIDE && rendering) {
            problem = " is inside a render pass, where this is not allowed";
        } else if (where == Where.INSIDE && !rendering) {
            problem = " is outside of a render pass, where this is not allowed";
        }
        if (problem != null) {
            exclusive.exit();
            throw simulation.fault(call, text() + problem);
        }
        return entry;
    }

    private String queueText() {
        return "queue '" + QueueKind.name(queue) + "'";
    }

    /// Refuses stages that the queue does not have.
    void checkStages(DriverCall call, long stages) {
        if (!QueueRules.hasStages(QueueKind.of(queue), stages)) {
            throw fault(
                    call,
                    "stages 0x" + Long.toHexString(stages) + ", which " + queueText() + " lacks");
        }
    }

    /// Refuses a bind point that the queue does not have.
    void checkBindPoint(DriverCall call, int bindPoint) {
        if (!QueueRules.binds(QueueKind.of(queue), bindPoint)) {
            throw fault(call, "bind point " + bindPoint + ", which " + queueText() + " lacks");
        }
    }

    /// Refuses to write depth or stencil from a buffer where the queue has no graphics.
    void checkAspectWrite(DriverCall call, SimObject.Image image, int aspects) {
        if (aspects != Formats.ASPECT_COLOR && QueueKind.of(queue) != QueueKind.MAIN) {
            throw fault(
                    call,
                    "aspects "
                            + aspects
                            + " of "
                            + image.text()
                            + " are written on "
                            + queueText()
                            + ", which has no graphics");
        }
    }

    void note(SimObject object) {
        if (object.notedBy != number) {
            object.notedBy = number;
            uses.add(object);
        }
    }

    /// Draws and dispatches so far.
    long work() {
        return work;
    }

    void add(Op op) {
        if (WORK.contains(op.call())) {
            work++;
        }
        for (SimObject object : op.objects()) {
            note(object);
        }
        ops.add(op);
    }

    void addQueryOp(Op op) {
        add(op);
        queryOps.add(op);
    }

    void addEventOp(Op op) {
        addImageOp(op);
        eventOps.add(op);
    }

    void addImageOp(Op op) {
        add(op);
        imageOps.add(op);
    }

    SimulationFault fault(DriverCall call, String problem) {
        return simulation.fault(call, text() + ": " + problem);
    }

    SimObject.Buffer buffer(DriverCall call, long handle) {
        return simulation.find(
                call, handle, NativeKind.BUFFER, SimObject.Buffer.class, device.owner);
    }

    SimObject.Image image(DriverCall call, long handle) {
        return simulation.find(call, handle, NativeKind.IMAGE, SimObject.Image.class, device.owner);
    }

    /// Ends what [#start] began.
    void exit() {
        exclusive.exit();
    }

    /// Notes that foreign code records next.
    ///
    /// @return the command buffer
    long foreign() {
        DriverCall call = DriverCall.FOREIGN_COMMANDS;
        start(call, Where.ANYWHERE);
        try {
            ops.add(Op.of(call));
            return pool.handle;
        } finally {
            exclusive.exit();
        }
    }

    // Labels

    void beginLabel(String label, float red, float green, float blue, float alpha) {
        DriverCall call = DriverCall.BEGIN_LABEL;
        start(call, Where.ANYWHERE);
        try {
            labels++;
            long[] color = {
                Float.floatToIntBits(red),
                Float.floatToIntBits(green),
                Float.floatToIntBits(blue),
                Float.floatToIntBits(alpha)
            };
            ops.add(new Op(call, Op.NOTHING, color, label));
        } finally {
            exclusive.exit();
        }
    }

    void endLabel() {
        DriverCall call = DriverCall.END_LABEL;
        start(call, Where.ANYWHERE);
        try {
            if (labels == 0) {
                throw fault(call, "no label is open");
            }
            labels--;
            ops.add(Op.of(call));
        } finally {
            exclusive.exit();
        }
    }
}
