package daxa.core.driver.simulated;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.ImageRegion;
import daxa.core.driver.NativeKind;
import daxa.core.driver.RenderingDescription;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A command buffer of a [SimulatedDevice]. It checks each command as it is recorded, and keeps it.
///
/// Recording takes no lock. Two threads inside at once are a [SimulationFault].
@ExternallySynchronized
public final class SimulatedCommands implements CommandDriver {
    private static final int TRANSFER_SRC = 0x1;
    private static final int TRANSFER_DST = 0x2;
    private static final int COLOR_ATTACHMENT = 0x10;
    private static final int DEPTH_STENCIL_ATTACHMENT = 0x20;

    /// What the bindless set's pipeline layout has.
    private static final int PUSH_CONSTANT_BYTES = 128;

    private final SimulatedDevice device;
    private final Simulation simulation;
    private final Timelines timelines;
    private final SimObject pool;
    private final int queue;
    private final Exclusive exclusive = new Exclusive();
    private final ArrayList<Op> ops = new ArrayList<>();
    private final ArrayList<Op> imageOps = new ArrayList<>();
    private final ArrayList<SimObject> uses = new ArrayList<>();

    private State state = State.INITIAL;
    private boolean reusable;
    private boolean submitted;
    private boolean transfers;
    private long recording;
    private boolean rendering;
    private boolean graphicsBound;
    private boolean computeBound;
    private boolean viewportSet;
    private boolean scissorSet;
    private boolean indexBound;
    private int labels;

    private enum State {
        INITIAL,
        RECORDING,
        ENDED
    }

    private enum Where {
        ANYWHERE,
        INSIDE,
        OUTSIDE
    }

    SimulatedCommands(SimulatedDevice device, int queue, String name) {
        this.device = device;
        this.simulation = device.simulation();
        this.timelines = device.timelines();
        this.queue = queue;
        this.pool =
                new SimObject(simulation.newHandle(), NativeKind.COMMAND_POOL, name, device, null);
        simulation.add(pool);
    }

    // What the device asks

    SimObject pool() {
        return pool;
    }

    SimulatedDevice device() {
        return device;
    }

    String text() {
        return pool.text();
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
    }

    /// Does what the recording does. The caller holds the lock.
    void execute() {
        if (transfers) {
            for (Op op : ops) {
                Transfers.run(op);
            }
        }
    }

    /// What is recorded at this moment.
    ///
    /// @return an immutable list, in order
    public List<RecordedCommand> recorded() {
        return ops.stream().map(Op::toCommand).toList();
    }

    /// The command buffer's name.
    ///
    /// @return the name
    public String name() {
        return pool.name;
    }

    // Life

    @Override
    public void begin(boolean reusableRecording) {
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
            recording = simulation.newRecording();
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void end() {
        DriverCall call = DriverCall.END;
        Simulation.Entry entry = start(call, Where.OUTSIDE);
        try {
            if (labels > 0) {
                throw simulation.fault(call, text() + " has " + labels + " labels open");
            }
            mayFail(call, entry);
            state = State.ENDED;
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void reset() {
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
        uses.clear();
        submitted = false;
        transfers = false;
        rendering = false;
        graphicsBound = false;
        computeBound = false;
        viewportSet = false;
        scissorSet = false;
        indexBound = false;
        labels = 0;
    }

    @Override
    public void destroy() {
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

    /// Enters a command that is recorded; the caller exits.
    private Simulation.@Nullable Entry start(DriverCall call, Where where) {
        Simulation.Entry entry = enter(call);
        String problem = null;
        if (state != State.RECORDING) {
            problem = " does not record; begin it first";
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

    private void note(SimObject object) {
        if (object.notedBy != recording) {
            object.notedBy = recording;
            uses.add(object);
        }
    }

    private void add(Op op) {
        for (SimObject object : op.objects()) {
            note(object);
        }
        ops.add(op);
    }

    private void addImageOp(Op op) {
        add(op);
        imageOps.add(op);
    }

    private SimulationFault fault(DriverCall call, String problem) {
        return simulation.fault(call, text() + ": " + problem);
    }

    private SimObject.Buffer buffer(DriverCall call, long handle) {
        return simulation.find(call, handle, NativeKind.BUFFER, SimObject.Buffer.class, device);
    }

    private SimObject.Image image(DriverCall call, long handle) {
        return simulation.find(call, handle, NativeKind.IMAGE, SimObject.Image.class, device);
    }

    // Barriers

    @Override
    public void memoryBarrier(long srcStages, long srcAccess, long dstStages, long dstAccess) {
        DriverCall call = DriverCall.MEMORY_BARRIER;
        start(call, Where.OUTSIDE);
        try {
            add(Op.of(call, srcStages, srcAccess, dstStages, dstAccess));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void imageBarrier(
            long image,
            int aspects,
            int oldLayout,
            int newLayout,
            long srcStages,
            long srcAccess,
            long dstStages,
            long dstAccess) {
        DriverCall call = DriverCall.IMAGE_BARRIER;
        start(call, Where.OUTSIDE);
        try {
            SimObject.Image found = image(call, image);
            int all = Formats.aspects(found.info.format());
            if (aspects != all) {
                throw fault(
                        call,
                        "aspects " + aspects + " of " + found.text() + " (expected " + all + ")");
            }
            if (newLayout == 0 || newLayout == 8) {
                throw fault(call, "new layout " + newLayout + " of " + found.text());
            }
            addImageOp(
                    Op.of(
                            call, found, aspects, oldLayout, newLayout, srcStages, srcAccess,
                            dstStages, dstAccess));
        } finally {
            exclusive.exit();
        }
    }

    // Transfer

    @Override
    public void copyBuffer(long src, long srcOffset, long dst, long dstOffset, long size) {
        DriverCall call = DriverCall.COPY_BUFFER;
        start(call, Where.OUTSIDE);
        try {
            SimObject.Buffer from = buffer(call, src);
            SimObject.Buffer to = buffer(call, dst);
            checkRange(call, from, srcOffset, size);
            checkRange(call, to, dstOffset, size);
            if (from == to && srcOffset < dstOffset + size && dstOffset < srcOffset + size) {
                throw fault(
                        call,
                        "source "
                                + range(srcOffset, size)
                                + " and destination "
                                + range(dstOffset, size)
                                + " of "
                                + from.text()
                                + " overlap");
            }
            transfers = true;
            add(Op.of(call, from, to, srcOffset, dstOffset, size));
        } finally {
            exclusive.exit();
        }
    }

    private static String range(long offset, long size) {
        return "[" + offset + ", " + (offset + size) + ")";
    }

    private void checkRange(DriverCall call, SimObject.Buffer buffer, long offset, long size) {
        if (offset < 0 || size <= 0 || size > buffer.size || offset > buffer.size - size) {
            throw fault(
                    call,
                    "bytes "
                            + range(offset, size)
                            + " of "
                            + buffer.text()
                            + " of "
                            + buffer.size
                            + " bytes");
        }
    }

    @Override
    public void fillBuffer(long dst, long offset, long size, int value) {
        DriverCall call = DriverCall.FILL_BUFFER;
        start(call, Where.OUTSIDE);
        try {
            SimObject.Buffer to = buffer(call, dst);
            checkRange(call, to, offset, size);
            if (offset % 4 != 0 || size % 4 != 0) {
                throw fault(
                        call,
                        "bytes "
                                + range(offset, size)
                                + " of "
                                + to.text()
                                + " (expected multiples of 4)");
            }
            transfers = true;
            add(Op.of(call, to, offset, size, value));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void copyBufferToImage(long buffer, long image, ImageRegion region) {
        DriverCall call = DriverCall.COPY_BUFFER_TO_IMAGE;
        start(call, Where.OUTSIDE);
        try {
            SimObject.Buffer from = buffer(call, buffer);
            SimObject.Image to = image(call, image);
            checkBufferRegion(call, from, to, region, TRANSFER_DST);
            transfers = true;
            addImageOp(Op.of(call, from, to, bufferArgs(region)));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void copyImageToBuffer(long image, long buffer, ImageRegion region) {
        DriverCall call = DriverCall.COPY_IMAGE_TO_BUFFER;
        start(call, Where.OUTSIDE);
        try {
            SimObject.Image from = image(call, image);
            SimObject.Buffer to = buffer(call, buffer);
            checkBufferRegion(call, to, from, region, TRANSFER_SRC);
            transfers = true;
            addImageOp(Op.of(call, from, to, bufferArgs(region)));
        } finally {
            exclusive.exit();
        }
    }

    private static long[] bufferArgs(ImageRegion r) {
        return new long[] {
            r.aspects,
            r.mip,
            r.baseLayer,
            r.layerCount,
            r.x,
            r.y,
            r.z,
            r.width,
            r.height,
            r.depth,
            r.bufferOffset,
            r.bufferRowLength,
            r.bufferImageHeight
        };
    }

    private void checkBufferRegion(
            DriverCall call,
            SimObject.Buffer buffer,
            SimObject.Image image,
            ImageRegion r,
            int usage) {
        checkSource(call, image, r, usage);
        checkSingleSampled(call, image);
        if (Integer.bitCount(r.aspects) != 1) {
            throw fault(call, "aspects " + r.aspects + " of " + image.text() + " (expected one)");
        }
        if ((r.bufferRowLength != 0 && r.bufferRowLength < r.width)
                || (r.bufferImageHeight != 0 && r.bufferImageHeight < r.height)) {
            throw fault(
                    call,
                    "buffer rows of "
                            + r.bufferRowLength
                            + " texels and slices of "
                            + r.bufferImageHeight
                            + " rows for "
                            + r.width
                            + "x"
                            + r.height
                            + " texels");
        }
        int format = image.info.format();
        int side = Formats.blockSide(format);
        long block = Formats.blockBytes(format, r.aspects);
        long unit = r.aspects == Formats.ASPECT_COLOR ? block : 4;
        if (r.bufferOffset % unit != 0) {
            throw fault(
                    call,
                    "buffer offset " + r.bufferOffset + " (expected a multiple of " + unit + ")");
        }
        long rowBlocks = blocks(r.bufferRowLength == 0 ? r.width : r.bufferRowLength, side);
        long rows = blocks(r.bufferImageHeight == 0 ? r.height : r.bufferImageHeight, side);
        long slices = (long) r.layerCount * r.depth;
        long size =
                (((slices - 1) * rows + blocks(r.height, side) - 1) * rowBlocks
                                + blocks(r.width, side))
                        * block;
        checkRange(call, buffer, r.bufferOffset, size);
    }

    private static long blocks(int texels, int side) {
        return ((long) texels + side - 1) / side;
    }

    private void checkSingleSampled(DriverCall call, SimObject.Image image) {
        if (image.info.samples() != 1) {
            throw fault(call, image.text() + " has " + image.info.samples() + " samples");
        }
    }

    private void checkSource(DriverCall call, SimObject.Image image, ImageRegion r, int usage) {
        checkUsage(call, image.text(), image.info.usage(), usage);
        checkAspects(call, image, r.aspects);
        checkSubresource(call, image, r.mip, 1, r.baseLayer, r.layerCount);
        checkBox(call, image, r.mip, r.x, r.y, r.z, r.width, r.height, r.depth);
    }

    private void checkDestination(
            DriverCall call,
            SimObject.Image image,
            ImageRegion r,
            int width,
            int height,
            int depth) {
        checkUsage(call, image.text(), image.info.usage(), TRANSFER_DST);
        checkAspects(call, image, r.dstAspects);
        checkSubresource(call, image, r.dstMip, 1, r.dstBaseLayer, r.layerCount);
        checkBox(call, image, r.dstMip, r.dstX, r.dstY, r.dstZ, width, height, depth);
    }

    private void checkUsage(DriverCall call, String object, int usage, int needed) {
        if ((usage & needed) == 0) {
            throw fault(
                    call,
                    object
                            + " has usage 0x"
                            + Integer.toHexString(usage)
                            + " (expected with 0x"
                            + Integer.toHexString(needed)
                            + ")");
        }
    }

    private void checkAspects(DriverCall call, SimObject.Image image, int aspects) {
        int all = Formats.aspects(image.info.format());
        if (aspects == 0 || (aspects & ~all) != 0) {
            throw fault(
                    call,
                    "aspects " + aspects + " of " + image.text() + " (expected of " + all + ")");
        }
    }

    private void checkSubresource(
            DriverCall call,
            SimObject.Image image,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount) {
        int mips = image.info.mipLevels();
        if (baseMip < 0 || mipCount < 1 || baseMip > mips - mipCount) {
            throw fault(
                    call,
                    "mip levels "
                            + range(baseMip, mipCount)
                            + " of "
                            + image.text()
                            + " of "
                            + mips);
        }
        int layers = image.info.arrayLayers();
        if (baseLayer < 0 || layerCount < 1 || baseLayer > layers - layerCount) {
            throw fault(
                    call,
                    "layers "
                            + range(baseLayer, layerCount)
                            + " of "
                            + image.text()
                            + " of "
                            + layers);
        }
    }

    private void checkBox(
            DriverCall call,
            SimObject.Image image,
            int mip,
            int x,
            int y,
            int z,
            int width,
            int height,
            int depth) {
        boolean inside =
                in(x, width, image.width(mip))
                        && in(y, height, image.height(mip))
                        && in(z, depth, image.depth(mip));
        if (!inside) {
            throw fault(
                    call,
                    "texels "
                            + range(x, width)
                            + range(y, height)
                            + range(z, depth)
                            + " of mip level "
                            + mip
                            + " of "
                            + image.text()
                            + " of "
                            + image.width(mip)
                            + "x"
                            + image.height(mip)
                            + "x"
                            + image.depth(mip));
        }
    }

    private static boolean in(int start, int size, int whole) {
        return start >= 0 && size >= 1 && size <= whole && start <= whole - size;
    }

    @Override
    public void copyImage(long src, long dst, ImageRegion region) {
        DriverCall call = DriverCall.COPY_IMAGE;
        start(call, Where.OUTSIDE);
        try {
            SimObject.Image from = image(call, src);
            SimObject.Image to = image(call, dst);
            checkSource(call, from, region, TRANSFER_SRC);
            checkDestination(call, to, region, region.width, region.height, region.depth);
            int fromBytes = Formats.blockBytes(from.info.format());
            int toBytes = Formats.blockBytes(to.info.format());
            if (fromBytes != toBytes) {
                throw fault(
                        call,
                        from.text()
                                + " has texels of "
                                + fromBytes
                                + " bytes and "
                                + to.text()
                                + " of "
                                + toBytes);
            }
            if (from.info.samples() != to.info.samples()) {
                throw fault(
                        call,
                        from.text()
                                + " has "
                                + from.info.samples()
                                + " samples and "
                                + to.text()
                                + " has "
                                + to.info.samples());
            }
            transfers = true;
            addImageOp(
                    Op.of(
                            call,
                            from,
                            to,
                            region.aspects,
                            region.mip,
                            region.baseLayer,
                            region.layerCount,
                            region.x,
                            region.y,
                            region.z,
                            region.width,
                            region.height,
                            region.depth,
                            region.dstAspects,
                            region.dstMip,
                            region.dstBaseLayer,
                            region.dstX,
                            region.dstY,
                            region.dstZ));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void blitImage(long src, long dst, ImageRegion region, int filter) {
        DriverCall call = DriverCall.BLIT_IMAGE;
        start(call, Where.OUTSIDE);
        try {
            SimObject.Image from = image(call, src);
            SimObject.Image to = image(call, dst);
            checkSource(call, from, region, TRANSFER_SRC);
            checkDestination(call, to, region, region.dstWidth, region.dstHeight, region.dstDepth);
            checkSingleSampled(call, from);
            checkSingleSampled(call, to);
            boolean color = region.aspects == Formats.ASPECT_COLOR;
            if (filter != 0 && (filter != 1 || !color)) {
                throw fault(
                        call,
                        "filter " + filter + (color ? " (expected 0 or 1)" : " (expected 0)"));
            }
            addImageOp(
                    Op.of(
                            call,
                            from,
                            to,
                            region.aspects,
                            region.mip,
                            region.baseLayer,
                            region.layerCount,
                            region.x,
                            region.y,
                            region.z,
                            region.width,
                            region.height,
                            region.depth,
                            region.dstAspects,
                            region.dstMip,
                            region.dstBaseLayer,
                            region.dstX,
                            region.dstY,
                            region.dstZ,
                            region.dstWidth,
                            region.dstHeight,
                            region.dstDepth,
                            filter));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void clearColorImage(
            long image,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount,
            int c0,
            int c1,
            int c2,
            int c3) {
        DriverCall call = DriverCall.CLEAR_COLOR_IMAGE;
        start(call, Where.OUTSIDE);
        try {
            SimObject.Image to = image(call, image);
            checkAspects(call, to, Formats.ASPECT_COLOR);
            checkUsage(call, to.text(), to.info.usage(), TRANSFER_DST);
            checkSubresource(call, to, baseMip, mipCount, baseLayer, layerCount);
            transfers = true;
            addImageOp(Op.of(call, to, baseMip, mipCount, baseLayer, layerCount, c0, c1, c2, c3));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void clearDepthStencilImage(
            long image,
            int aspects,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount,
            float depth,
            int stencil) {
        DriverCall call = DriverCall.CLEAR_DEPTH_STENCIL_IMAGE;
        start(call, Where.OUTSIDE);
        try {
            SimObject.Image to = image(call, image);
            if ((aspects & Formats.ASPECT_COLOR) != 0) {
                throw fault(call, "aspects " + aspects + " (expected depth or stencil)");
            }
            checkAspects(call, to, aspects);
            checkUsage(call, to.text(), to.info.usage(), TRANSFER_DST);
            checkSubresource(call, to, baseMip, mipCount, baseLayer, layerCount);
            if (!(depth >= 0 && depth <= 1)) {
                throw fault(call, "depth " + depth + " (expected 0 to 1)");
            }
            addImageOp(
                    Op.of(
                            call,
                            to,
                            aspects,
                            baseMip,
                            mipCount,
                            baseLayer,
                            layerCount,
                            Float.floatToRawIntBits(depth),
                            stencil));
        } finally {
            exclusive.exit();
        }
    }

    // Binding

    @Override
    public void bindBindlessSet(int bindPoint) {
        DriverCall call = DriverCall.BIND_BINDLESS_SET;
        start(call, Where.ANYWHERE);
        try {
            checkBindPoint(call, bindPoint);
            BindlessTable table = bindless(call);
            note(table.addressBuffer);
            add(Op.of(call, table, bindPoint));
        } finally {
            exclusive.exit();
        }
    }

    private BindlessTable bindless(DriverCall call) {
        BindlessTable table = device.bindless();
        if (table == null) {
            throw fault(call, device.text() + " has no bindless set");
        }
        return table;
    }

    private void checkBindPoint(DriverCall call, int bindPoint) {
        if (bindPoint != COMPUTE && bindPoint != GRAPHICS) {
            throw fault(call, "bind point " + bindPoint + " (expected 0 or 1)");
        }
    }

    @Override
    public void bindPipeline(int bindPoint, long pipeline) {
        DriverCall call = DriverCall.BIND_PIPELINE;
        start(call, Where.ANYWHERE);
        try {
            checkBindPoint(call, bindPoint);
            SimObject.Pipeline found =
                    simulation.find(
                            call, pipeline, NativeKind.PIPELINE, SimObject.Pipeline.class, device);
            if (found.bindPoint != bindPoint) {
                throw fault(
                        call,
                        found.text()
                                + " is bound to "
                                + bindPoint
                                + " (expected "
                                + found.bindPoint
                                + ")");
            }
            graphicsBound |= bindPoint == GRAPHICS;
            computeBound |= bindPoint == COMPUTE;
            add(Op.of(call, found, bindPoint));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void pushConstants(int offset, long address, int size) {
        DriverCall call = DriverCall.PUSH_CONSTANTS;
        start(call, Where.ANYWHERE);
        try {
            note(bindless(call));
            int most = Math.min(device.limits().maxPushConstantsSize(), PUSH_CONSTANT_BYTES);
            if (offset < 0 || size <= 0 || size > most || offset > most - size) {
                throw fault(call, "bytes " + range(offset, size) + " of " + most);
            }
            if (offset % 4 != 0 || size % 4 != 0) {
                throw fault(call, "bytes " + range(offset, size) + " (expected multiples of 4)");
            }
            if (address == 0) {
                throw fault(call, "the address is null");
            }
            MemorySegment bytes = HostMemory.segment(address, size);
            int words = size / Integer.BYTES;
            long[] args = new long[2 + words];
            args[0] = offset;
            args[1] = size;
            for (int i = 0; i < words; i++) {
                args[2 + i] = bytes.get(ValueLayout.JAVA_INT_UNALIGNED, (long) i * Integer.BYTES);
            }
            add(Op.of(call, args));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void dispatch(int x, int y, int z) {
        DriverCall call = DriverCall.DISPATCH;
        start(call, Where.OUTSIDE);
        try {
            if (!computeBound) {
                throw fault(call, "no compute pipeline is bound");
            }
            checkGroups(call, "x", x, device.limits().maxWorkgroupCountX());
            checkGroups(call, "y", y, device.limits().maxWorkgroupCountY());
            checkGroups(call, "z", z, device.limits().maxWorkgroupCountZ());
            add(Op.of(call, x, y, z));
        } finally {
            exclusive.exit();
        }
    }

    private void checkGroups(DriverCall call, String axis, int groups, int most) {
        if (groups < 0 || groups > most) {
            throw fault(call, groups + " workgroups in " + axis + " (expected 0 to " + most + ")");
        }
    }

    // Rendering

    @Override
    public void beginRendering(RenderingDescription r) {
        DriverCall call = DriverCall.BEGIN_RENDERING;
        start(call, Where.OUTSIDE);
        try {
            int most =
                    Math.min(
                            device.limits().maxColorAttachments(), RenderingDescription.MAX_COLORS);
            if (r.colorCount < 0 || r.colorCount > most) {
                throw fault(
                        call, r.colorCount + " colour attachments (expected 0 to " + most + ")");
            }
            if (r.x < 0 || r.y < 0 || r.width < 1 || r.height < 1 || r.layerCount < 1) {
                throw fault(
                        call,
                        "render area "
                                + range(r.x, r.width)
                                + range(r.y, r.height)
                                + " of "
                                + r.layerCount
                                + " layers");
            }
            List<SimObject> views = new ArrayList<>();
            List<Long> args = new ArrayList<>(List.of((long) r.x, (long) r.y));
            args.addAll(List.of((long) r.width, (long) r.height, (long) r.layerCount));
            for (int i = 0; i < r.colorCount; i++) {
                attach(call, r, r.colors[i], COLOR_ATTACHMENT, views, args);
            }
            attach(call, r, r.depth, DEPTH_STENCIL_ATTACHMENT, views, args);
            attach(call, r, r.stencil, DEPTH_STENCIL_ATTACHMENT, views, args);
            rendering = true;
            for (SimObject view : views) {
                note(((SimObject.View) view).image);
            }
            addImageOp(
                    new Op(
                            call,
                            views.toArray(SimObject[]::new),
                            args.stream().mapToLong(Long::longValue).toArray(),
                            ""));
        } finally {
            exclusive.exit();
        }
    }

    private void attach(
            DriverCall call,
            RenderingDescription r,
            RenderingDescription.Attachment attachment,
            int usage,
            List<SimObject> views,
            List<Long> args) {
        if (attachment.view == 0) {
            return;
        }
        SimObject.View view = checkAttachment(call, r, attachment.view, usage);
        views.add(view);
        args.add((long) attachment.loadOp);
        args.add((long) attachment.storeOp);
        if (attachment.resolveView != 0) {
            SimObject.View resolve = checkAttachment(call, r, attachment.resolveView, usage);
            if (view.image.info.samples() == 1 || resolve.image.info.samples() != 1) {
                throw fault(
                        call,
                        view.text()
                                + " of "
                                + view.image.info.samples()
                                + " samples is resolved to "
                                + resolve.text()
                                + " of "
                                + resolve.image.info.samples());
            }
            views.add(resolve);
        }
    }

    private SimObject.View checkAttachment(
            DriverCall call, RenderingDescription r, long handle, int usage) {
        SimObject.View view =
                simulation.find(call, handle, NativeKind.IMAGE_VIEW, SimObject.View.class, device);
        checkUsage(call, view.text(), view.info.usage(), usage);
        int width = view.image.width(view.info.baseMip());
        int height = view.image.height(view.info.baseMip());
        if (r.x > width - r.width || r.y > height - r.height) {
            throw fault(
                    call,
                    "render area "
                            + range(r.x, r.width)
                            + range(r.y, r.height)
                            + " of "
                            + view.text()
                            + " of "
                            + width
                            + "x"
                            + height);
        }
        return view;
    }

    @Override
    public void endRendering() {
        DriverCall call = DriverCall.END_RENDERING;
        start(call, Where.INSIDE);
        try {
            rendering = false;
            add(Op.of(call));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void setViewport(
            float x, float y, float width, float height, float minDepth, float maxDepth) {
        DriverCall call = DriverCall.SET_VIEWPORT;
        start(call, Where.ANYWHERE);
        try {
            if (!(width > 0) || height == 0 || Float.isNaN(height)) {
                throw fault(call, "viewport of " + width + "x" + height);
            }
            if (!(minDepth >= 0 && minDepth <= 1 && maxDepth >= 0 && maxDepth <= 1)) {
                throw fault(call, "depth " + minDepth + " to " + maxDepth + " (expected 0 to 1)");
            }
            viewportSet = true;
            add(
                    Op.of(
                            call,
                            Float.floatToRawIntBits(x),
                            Float.floatToRawIntBits(y),
                            Float.floatToRawIntBits(width),
                            Float.floatToRawIntBits(height),
                            Float.floatToRawIntBits(minDepth),
                            Float.floatToRawIntBits(maxDepth)));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void setScissor(int x, int y, int width, int height) {
        DriverCall call = DriverCall.SET_SCISSOR;
        start(call, Where.ANYWHERE);
        try {
            if (x < 0 || y < 0 || width < 0 || height < 0) {
                throw fault(call, "scissor " + range(x, width) + range(y, height));
            }
            scissorSet = true;
            add(Op.of(call, x, y, width, height));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void setDepthBias(float constant, float clamp, float slope) {
        DriverCall call = DriverCall.SET_DEPTH_BIAS;
        start(call, Where.ANYWHERE);
        try {
            add(
                    Op.of(
                            call,
                            Float.floatToRawIntBits(constant),
                            Float.floatToRawIntBits(clamp),
                            Float.floatToRawIntBits(slope)));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void bindIndexBuffer(long buffer, long offset, int indexType) {
        DriverCall call = DriverCall.BIND_INDEX_BUFFER;
        start(call, Where.ANYWHERE);
        try {
            SimObject.Buffer found = buffer(call, buffer);
            if (indexType != 0 && indexType != 1) {
                throw fault(call, "index type " + indexType + " (expected 0 or 1)");
            }
            int unit = indexType == 0 ? 2 : 4;
            if (offset < 0 || offset >= found.size || offset % unit != 0) {
                throw fault(
                        call,
                        "offset "
                                + offset
                                + " in "
                                + found.text()
                                + " of "
                                + found.size
                                + " bytes (expected a multiple of "
                                + unit
                                + " below that)");
            }
            indexBound = true;
            add(Op.of(call, found, offset, indexType));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void draw(int vertexCount, int instanceCount, int firstVertex, int firstInstance) {
        DriverCall call = DriverCall.DRAW;
        start(call, Where.INSIDE);
        try {
            checkDraw(call);
            add(Op.of(call, vertexCount, instanceCount, firstVertex, firstInstance));
        } finally {
            exclusive.exit();
        }
    }

    private void checkDraw(DriverCall call) {
        if (!graphicsBound) {
            throw fault(call, "no raster pipeline is bound");
        }
        if (!viewportSet || !scissorSet) {
            throw fault(call, "no " + (viewportSet ? "scissor" : "viewport") + " is set");
        }
    }

    @Override
    public void drawIndexed(
            int indexCount,
            int instanceCount,
            int firstIndex,
            int vertexOffset,
            int firstInstance) {
        DriverCall call = DriverCall.DRAW_INDEXED;
        start(call, Where.INSIDE);
        try {
            checkDraw(call);
            if (!indexBound) {
                throw fault(call, "no index buffer is bound");
            }
            add(Op.of(call, indexCount, instanceCount, firstIndex, vertexOffset, firstInstance));
        } finally {
            exclusive.exit();
        }
    }

    // Labels

    @Override
    public void beginLabel(String label) {
        DriverCall call = DriverCall.BEGIN_LABEL;
        start(call, Where.ANYWHERE);
        try {
            labels++;
            ops.add(new Op(call, Op.NOTHING, new long[0], label));
        } finally {
            exclusive.exit();
        }
    }

    @Override
    public void endLabel() {
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
