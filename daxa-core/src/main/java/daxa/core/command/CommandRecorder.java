package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.UseGuard;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceContext;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.UsageException;
import daxa.core.error.WrongDeviceException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.resource.Buffer;
import daxa.core.resource.Filter;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

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
/// Barriers are gathered and recorded right before the next command that needs them.
///
/// A child of its device, parent of its unfinished recordings. Made with
/// `Device.createCommandRecorder`.
@ExternallySynchronized
public final class CommandRecorder extends Reference {
    private static final int MAX_PUSH_CONSTANTS = 128;

    private final RecorderObject recorderObject;
    private final DeviceContext context;
    private final int queue;
    final UseGuard guard;
    private final RenderRecorder renderRecorder;
    private final TransferRegion region = new TransferRegion();
    private final MemorySegment pushed = Arena.ofAuto().allocate(MAX_PUSH_CONSTANTS, 16);

    private @Nullable Recording recording;
    private @Nullable CommandDriver commands;
    private boolean inRenderPass;
    private int openLabels;

    // The compute pipeline that is bound.
    private boolean computeBound;
    private int computePushSize;
    private int boundBindPoints;

    // Barriers that wait for the next command; all of them share a source or a destination.
    private boolean barrierPending;
    private long srcStages;
    private long srcAccess;
    private long dstStages;
    private long dstAccess;

    private CommandRecorder(RecorderObject object, int queue) {
        super(object);
        this.recorderObject = object;
        this.context = object.context;
        this.queue = queue;
        this.guard = new UseGuard("CommandRecorder '" + object.name() + "'");
        this.renderRecorder = new RenderRecorder(this);
    }

    /// Creates a recorder; programs call `Device.createCommandRecorder`.
    ///
    /// @param context the device
    /// @param name its name
    /// @param queue the queue that its recordings are for
    /// @return the only reference
    public static CommandRecorder create(DeviceContext context, String name, Queue queue) {
        if (queue.context() != context) {
            throw new WrongDeviceException(
                    "Queue '" + queue.name() + "'", queue.context().name(), context.name());
        }
        return first(new CommandRecorder(new RecorderObject(context, name, queue), queue.index()));
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
            recording = taken;
            commands = taken.commands;
            computeBound = false;
            boundBindPoints = 0;
            barrierPending = false;
            openLabels = 0;
        } finally {
            guard.exit("begin");
        }
    }

    /// Finishes the recording.
    ///
    /// @return the commands, to be submitted once or closed
    /// @throws UsageException if nothing is being recorded, or a render pass is not ended
    public ExecutableCommands complete() {
        guard.enter("complete");
        try {
            CommandDriver driver = outsidePass("complete");
            Recording finished = recording();
            if (openLabels != 0) {
                throw new UsageException(
                        "complete was called on "
                                + this
                                + " with open labels="
                                + openLabels
                                + " (expected 0); call endLabel first");
            }
            flushBarriers(driver);
            driver.end();
            forget();
            finished.releaseNamed();
            finished.executable.completed();
            return finished.executable;
        } finally {
            guard.exit("complete");
        }
    }

    /// Drops the unfinished recording. Does nothing if there is none.
    public void discard() {
        guard.enter("discard");
        try {
            Recording unfinished = recording;
            if (unfinished != null) {
                forget();
                unfinished.executable.drop();
            }
        } finally {
            guard.exit("discard");
        }
    }

    /// Drops the unfinished recording, if there is one, and closes the recorder.
    @Override
    public void close() {
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

    private void forget() {
        recording = null;
        commands = null;
        inRenderPass = false;
    }

    private Recording recording() {
        Recording current = recording;
        if (current == null) {
            throw notRecording("a command");
        }
        return current;
    }

    private CommandDriver outsidePass(String command) {
        CommandDriver driver = commands;
        if (driver == null) {
            throw notRecording(command);
        }
        if (inRenderPass) {
            throw new UsageException(
                    command
                            + " was called on "
                            + this
                            + " inside a render pass; end the pass first");
        }
        return driver;
    }

    private UsageException notRecording(String command) {
        return new UsageException(
                command
                        + " was called on "
                        + this
                        + ", which is not recording; call begin() first");
    }

    CommandDriver insidePass(String command) {
        CommandDriver driver = commands;
        if (driver == null || !inRenderPass) {
            throw new UsageException(command + " was called on the ended render pass of " + this);
        }
        return driver;
    }

    Counted name(Reference reference) {
        Counted object = context.own(reference);
        recording().name(object);
        return object;
    }

    void hold(Reference pipeline) {
        recording().hold(context.own(pipeline));
    }

    void bindSetOnce(CommandDriver driver, int bindPoint) {
        int bit = 1 << bindPoint;
        if ((boundBindPoints & bit) == 0) {
            driver.bindBindlessSet(bindPoint);
            boundBindPoints |= bit;
        }
    }

    // ---------------------------------------------------------------- barriers

    /// Makes everything after wait for and see what came before.
    ///
    /// ```java
    /// recorder.barrier(Access.COMPUTE_WRITE, Access.FRAGMENT_READ);
    /// ```
    ///
    /// @param before how memory was used
    /// @param after how it will be used
    public void barrier(Access before, Access after) {
        guard.enter("barrier");
        try {
            CommandDriver driver = outsidePass("barrier");
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

    private void flushBarriers(CommandDriver driver) {
        if (barrierPending) {
            barrierPending = false;
            driver.memoryBarrier(srcStages, srcAccess, dstStages, dstAccess);
        }
    }

    // ---------------------------------------------------------------- transfer

    /// Copies bytes between buffers.
    ///
    /// @param src where from
    /// @param srcOffset bytes
    /// @param dst where to
    /// @param dstOffset bytes
    /// @param size bytes, above 0
    /// @throws UsageException if a range is not inside its buffer, or both overlap in one buffer
    public void copyBuffer(Buffer src, long srcOffset, Buffer dst, long dstOffset, long size) {
        guard.enter("copyBuffer");
        try {
            CommandDriver driver = outsidePass("copyBuffer");
            TransferRegion.checkRange(src, srcOffset, size);
            TransferRegion.checkRange(dst, dstOffset, size);
            long from = src.nativeHandle();
            long to = dst.nativeHandle();
            if (from == to && srcOffset < dstOffset + size && dstOffset < srcOffset + size) {
                throw new UsageException(
                        "copyBuffer within "
                                + src
                                + ": srcOffset="
                                + srcOffset
                                + ", dstOffset="
                                + dstOffset
                                + ", size="
                                + size
                                + " overlap");
            }
            name(src);
            name(dst);
            flushBarriers(driver);
            driver.copyBuffer(from, srcOffset, to, dstOffset, size);
        } finally {
            guard.exit("copyBuffer");
        }
    }

    /// Fills bytes of a buffer with a repeated 32-bit value.
    ///
    /// @param dst where to
    /// @param offset bytes, a multiple of 4
    /// @param size bytes, a multiple of 4, above 0
    /// @param value the value
    /// @throws UsageException if the range is not inside the buffer, or not a multiple of 4
    public void fillBuffer(Buffer dst, long offset, long size, int value) {
        guard.enter("fillBuffer");
        try {
            CommandDriver driver = outsidePass("fillBuffer");
            TransferRegion.checkRange(dst, offset, size);
            if (((offset | size) & 3) != 0) {
                throw new UsageException(
                        "fillBuffer of "
                                + dst
                                + ": offset="
                                + offset
                                + ", size="
                                + size
                                + " (expected multiples of 4)");
            }
            name(dst);
            flushBarriers(driver);
            driver.fillBuffer(dst.nativeHandle(), offset, size, value);
        } finally {
            guard.exit("fillBuffer");
        }
    }

    /// Copies tightly packed texels from a buffer to an image.
    ///
    /// @param src where from
    /// @param offset bytes, a multiple of the format's block and of 4
    /// @param dst where to, with usage TRANSFER_DST
    /// @param area which texels
    /// @throws UsageException if the area is not inside the image, the texels are not inside the
    ///   buffer, or the usage is missing
    public void copyBufferToImage(Buffer src, long offset, Image dst, ImageArea area) {
        guard.enter("copyBufferToImage");
        try {
            CommandDriver driver = outsidePass("copyBufferToImage");
            ImageInfo info =
                    TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, "copyBufferToImage");
            TransferRegion.checkBufferCopy(dst, "copyBufferToImage");
            region.set(info, area, src, offset);
            name(src);
            name(dst);
            flushBarriers(driver);
            driver.copyBufferToImage(src.nativeHandle(), dst.nativeHandle(), region.driver);
        } finally {
            guard.exit("copyBufferToImage");
        }
    }

    /// Copies texels from an image to a buffer, tightly packed.
    ///
    /// @param src where from, with usage TRANSFER_SRC
    /// @param area which texels
    /// @param dst where to
    /// @param offset bytes, a multiple of the format's block and of 4
    /// @throws UsageException if the area is not inside the image, the texels are not inside the
    ///   buffer, or the usage is missing
    public void copyImageToBuffer(Image src, ImageArea area, Buffer dst, long offset) {
        guard.enter("copyImageToBuffer");
        try {
            CommandDriver driver = outsidePass("copyImageToBuffer");
            ImageInfo info =
                    TransferRegion.checkImage(src, ImageUsage.TRANSFER_SRC, "copyImageToBuffer");
            TransferRegion.checkBufferCopy(src, "copyImageToBuffer");
            region.set(info, area, dst, offset);
            name(src);
            name(dst);
            flushBarriers(driver);
            driver.copyImageToBuffer(src.nativeHandle(), dst.nativeHandle(), region.driver);
        } finally {
            guard.exit("copyImageToBuffer");
        }
    }

    /// Copies texels between images of equal block size.
    ///
    /// @param src where from, with usage TRANSFER_SRC
    /// @param from which texels
    /// @param dst where to, with usage TRANSFER_DST
    /// @param to which texels, of the same extent
    /// @throws UsageException if an area is not inside its image, the extents differ, the formats
    ///   do not fit, or a usage is missing
    public void copyImage(Image src, ImageArea from, Image dst, ImageArea to) {
        guard.enter("copyImage");
        try {
            CommandDriver driver = outsidePass("copyImage");
            ImageInfo srcInfo =
                    TransferRegion.checkImage(src, ImageUsage.TRANSFER_SRC, "copyImage");
            ImageInfo dstInfo =
                    TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, "copyImage");
            TransferRegion.checkCopy(src, from, dst, to);
            region.set(srcInfo, from, dstInfo, to);
            name(src);
            name(dst);
            flushBarriers(driver);
            driver.copyImage(src.nativeHandle(), dst.nativeHandle(), region.driver);
        } finally {
            guard.exit("copyImage");
        }
    }

    /// Copies texels between images, scaled and converted.
    ///
    /// @param src where from, with usage TRANSFER_SRC
    /// @param from which texels
    /// @param dst where to, with usage TRANSFER_DST
    /// @param to which texels
    /// @param filter how texels are combined
    /// @throws UsageException if an area is not inside its image, the layer counts differ, or a
    ///   usage is missing
    public void blitImage(Image src, ImageArea from, Image dst, ImageArea to, Filter filter) {
        guard.enter("blitImage");
        try {
            CommandDriver driver = outsidePass("blitImage");
            ImageInfo srcInfo =
                    TransferRegion.checkImage(src, ImageUsage.TRANSFER_SRC, "blitImage");
            ImageInfo dstInfo =
                    TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, "blitImage");
            TransferRegion.checkBlit(src, dst, filter);
            if (from.layerCount() != to.layerCount()) {
                throw new UsageException(
                        "blitImage from "
                                + src
                                + " to "
                                + dst
                                + ": layerCount="
                                + from.layerCount()
                                + " and "
                                + to.layerCount()
                                + " (expected equal)");
            }
            region.set(srcInfo, from, dstInfo, to);
            name(src);
            name(dst);
            flushBarriers(driver);
            driver.blitImage(
                    src.nativeHandle(), dst.nativeHandle(), region.driver, filter.vulkanValue());
        } finally {
            guard.exit("blitImage");
        }
    }

    /// Clears all of a colour image of a floating-point or normalised format.
    ///
    /// @param dst the image, with usage TRANSFER_DST
    /// @param red first component
    /// @param green second component
    /// @param blue third component
    /// @param alpha fourth component
    /// @throws UsageException if the image has no colour, or the usage is missing
    public void clearImage(Image dst, float red, float green, float blue, float alpha) {
        clearImageBits(
                dst,
                Float.floatToRawIntBits(red),
                Float.floatToRawIntBits(green),
                Float.floatToRawIntBits(blue),
                Float.floatToRawIntBits(alpha));
    }

    /// Clears all of a colour image to four components given as bits, as integer formats need it.
    ///
    /// @param dst the image, with usage TRANSFER_DST
    /// @param c0 bits of the first component
    /// @param c1 bits of the second component
    /// @param c2 bits of the third component
    /// @param c3 bits of the fourth component
    /// @throws UsageException if the image has no colour, or the usage is missing
    public void clearImageBits(Image dst, int c0, int c1, int c2, int c3) {
        guard.enter("clearImage");
        try {
            CommandDriver driver = outsidePass("clearImage");
            ImageInfo info = TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, "clearImage");
            if (!info.format().isColor()) {
                throw new UsageException(
                        "clearImage of "
                                + dst
                                + ": format="
                                + info.format()
                                + " has no colour; use clearDepthStencil");
            }
            name(dst);
            flushBarriers(driver);
            driver.clearColorImage(
                    dst.nativeHandle(), 0, info.mipLevels(), 0, info.arrayLayers(), c0, c1, c2, c3);
        } finally {
            guard.exit("clearImage");
        }
    }

    /// Clears all of a depth or stencil image.
    ///
    /// @param dst the image, with usage TRANSFER_DST
    /// @param depth from 0 to 1
    /// @param stencil the stencil
    /// @throws UsageException if the image has colour, or the usage is missing
    public void clearDepthStencil(Image dst, float depth, int stencil) {
        guard.enter("clearDepthStencil");
        try {
            CommandDriver driver = outsidePass("clearDepthStencil");
            ImageInfo info =
                    TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, "clearDepthStencil");
            if (info.format().isColor()) {
                throw new UsageException(
                        "clearDepthStencil of "
                                + dst
                                + ": format="
                                + info.format()
                                + " has colour; use clearImage");
            }
            RenderPassInfo.checkDepth("clearDepthStencil of " + dst, depth);
            name(dst);
            flushBarriers(driver);
            driver.clearDepthStencilImage(
                    dst.nativeHandle(),
                    info.format().vulkanAspects(),
                    0,
                    info.mipLevels(),
                    0,
                    info.arrayLayers(),
                    depth,
                    stencil);
        } finally {
            guard.exit("clearDepthStencil");
        }
    }

    // ---------------------------------------------------------------- compute

    /// Binds a compute pipeline for the dispatches that follow.
    ///
    /// @param pipeline the pipeline
    public void setPipeline(ComputePipeline pipeline) {
        guard.enter("setPipeline");
        try {
            CommandDriver driver = outsidePass("setPipeline");
            hold(pipeline);
            bindSetOnce(driver, CommandDriver.COMPUTE);
            driver.bindPipeline(CommandDriver.COMPUTE, pipeline.nativeHandle());
            computePushSize = pipeline.pushConstantSize();
            computeBound = true;
        } finally {
            guard.exit("setPipeline");
        }
    }

    /// Sets the push constants of the bound compute pipeline. The bytes are copied before the call
    /// returns.
    ///
    /// @param data exactly as many bytes as the pipeline's shader declares
    /// @throws UsageException if the size differs, or no pipeline is bound
    public void pushConstants(MemorySegment data) {
        guard.enter("pushConstants");
        try {
            CommandDriver driver = outsidePass("pushConstants");
            checkBound("pushConstants");
            push(driver, data, computePushSize);
        } finally {
            guard.exit("pushConstants");
        }
    }

    /// Runs the bound compute pipeline.
    ///
    /// @param x workgroups
    /// @param y workgroups
    /// @param z workgroups
    /// @throws UsageException if a count is out of the device's range, or no pipeline is bound
    public void dispatch(int x, int y, int z) {
        guard.enter("dispatch");
        try {
            CommandDriver driver = outsidePass("dispatch");
            checkBound("dispatch");
            if ((x | y | z) < 0
                    || x > context.limits().maxWorkgroupCountX()
                    || y > context.limits().maxWorkgroupCountY()
                    || z > context.limits().maxWorkgroupCountZ()) {
                throw workgroups(x, y, z);
            }
            flushBarriers(driver);
            driver.dispatch(x, y, z);
        } finally {
            guard.exit("dispatch");
        }
    }

    private void checkBound(String command) {
        if (!computeBound) {
            throw new UsageException(
                    command
                            + " was called on "
                            + this
                            + " without a compute pipeline; call setPipeline first");
        }
    }

    private UsageException workgroups(int x, int y, int z) {
        return new UsageException(
                "dispatch on "
                        + this
                        + ": workgroups="
                        + x
                        + "x"
                        + y
                        + "x"
                        + z
                        + " (expected 0 up to "
                        + context.limits().maxWorkgroupCountX()
                        + "x"
                        + context.limits().maxWorkgroupCountY()
                        + "x"
                        + context.limits().maxWorkgroupCountZ()
                        + ")");
    }

    // Copied first: a segment whose scope another thread closes must never crash the driver.
    void push(CommandDriver driver, MemorySegment data, int expected) {
        long size = data.byteSize();
        if (size != expected) {
            throw new UsageException(
                    "pushConstants on "
                            + this
                            + ": size="
                            + size
                            + " (expected "
                            + expected
                            + ", the push constants of the bound pipeline)");
        }
        if (size != 0) {
            MemorySegment.copy(data, 0, pushed, 0, size);
            driver.pushConstants(0, pushed.address(), expected);
        }
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
        guard.enter("beginRenderPass");
        try {
            CommandDriver driver = outsidePass("beginRenderPass");
            renderRecorder.prepare(info);
            flushBarriers(driver);
            inRenderPass = true;
            renderRecorder.begin(driver);
            return renderRecorder;
        } finally {
            guard.exit("beginRenderPass");
        }
    }

    void endRenderPass() {
        inRenderPass = false;
    }

    // ---------------------------------------------------------------- labels

    /// Begins a range of commands that tools show under a name.
    ///
    /// @param label the name
    public void beginLabel(String label) {
        guard.enter("beginLabel");
        try {
            outsidePass("beginLabel").beginLabel(label);
            openLabels++;
        } finally {
            guard.exit("beginLabel");
        }
    }

    /// Ends the newest range that was begun.
    public void endLabel() {
        guard.enter("endLabel");
        try {
            CommandDriver driver = outsidePass("endLabel");
            if (openLabels == 0) {
                throw new UsageException(
                        "endLabel was called on "
                                + this
                                + " without a label; call beginLabel first");
            }
            driver.endLabel();
            openLabels--;
        } finally {
            guard.exit("endLabel");
        }
    }
}
