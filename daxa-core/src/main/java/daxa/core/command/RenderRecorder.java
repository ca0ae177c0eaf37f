package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.CommandDriver;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Consumes;
import daxa.core.lifetime.Counted;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.query.QueryPool;
import daxa.core.resource.Buffer;
import daxa.core.struct.Struct;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Records the commands of a render pass. It exists only between [CommandRecorder#beginRenderPass]
/// and [#end()], so that what belongs outside of a pass cannot be called inside, and the other way
/// round.
///
/// ```java
/// try (RenderRecorder pass = recorder.beginRenderPass(targets)) {
///     pass.setPipeline(triangle);
///     pass.pushConstants(PUSH, new Push(positions));
///     pass.draw(3);
/// }
/// ```
@ExternallySynchronized
public final class RenderRecorder extends MeshDraws implements AutoCloseable {
    // Of the draws of a multi-draw.
    private static final int DRAW_BYTES = 2 * Integer.BYTES;
    private static final int INDEXED_DRAW_BYTES = 3 * Integer.BYTES;

    private final MultiDraws multiDraws;
    private boolean open;
    private @Nullable Counted boundPipeline;
    private int vertexBindings;
    private int boundVertexBuffers;
    private boolean indexed;

    RenderRecorder(CommandRecorder recorder) {
        super(recorder);
        multiDraws = new MultiDraws(recorder);
    }

    // ---------------------------------------------------------------- begin and end

    void prepare(RenderPassInfo info) {
        attachments.prepare(info);
    }

    void begin(CommandDriver driver) {
        open = true;
        driver.beginRendering(attachments.driver);
        startState(driver);
    }

    // Nothing is bound, or nobody knows what.
    private void startState(CommandDriver driver) {
        pushConstants = null;
        boundPipeline = null;
        indexed = false;
        boundVertexBuffers = 0;
        startViewports(driver, attachments.driver.width, attachments.driver.height);
    }

    /// Ends the render pass.
    @Consumes("the pass")
    public void end() {
        recorder.guard.enter("end");
        try {
            CommandDriver driver = recorder.insidePass("end");
            recorder.conditional.requireEnded("end");
            recorder.activeQueries.requireEnded("end");
            open = false;
            recorder.leavePass();
            driver.endRendering();
        } finally {
            recorder.guard.exit("end");
        }
    }

    /// Ends the render pass, unless it has ended.
    @Override
    public void close() {
        if (open) {
            end();
        }
    }

    /// Writes the GPU's time into a query when all commands before it have come through a stage. In
    /// a pass with several views it takes as many queries, from this one on: the first has the
    /// time, and the others have it too or 0, as the driver likes, so read the first alone.
    ///
    /// @param stage the stage
    /// @param pool a pool of timestamps
    /// @param query the first of them; the submit refuses those that are not reset
    /// @throws UsageException if a query is out of range, or the recorder's queue has no timestamps
    public void writeTimestamp(PipelineStage stage, QueryPool pool, int query) {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(pool, "pool");
        recorder.guard.enter("writeTimestamp");
        try {
            CommandDriver driver = recorder.insidePass("writeTimestamp");
            recorder.writeTimestamp(driver, stage, pool, query, views());
        } finally {
            recorder.guard.exit("writeTimestamp");
        }
    }

    /// Lets foreign code record commands of Vulkan inside of this render pass.
    ///
    /// Afterwards everything is as at its beginning: no pipeline, index or vertex buffer is bound,
    /// and viewport and scissor cover the attachments. What the code uses is named with
    /// [CommandRecorder#use]. Queries, conditional rendering and labels that it begins it has to
    /// end, and none that is open may it end, nor the render pass.
    ///
    /// @param code what records; what it throws is thrown on, and the pass goes on with what was
    ///   recorded until then
    /// @throws UsageException if the render pass has ended
    public void recordForeign(ForeignCommands code) {
        Objects.requireNonNull(code, "code");
        recorder.guard.enter("recordForeign");
        try {
            CommandDriver driver = recorder.insidePass("recordForeign");
            try {
                recorder.recordForeign(driver, code);
            } finally {
                startState(driver);
            }
        } finally {
            recorder.guard.exit("recordForeign");
        }
    }

    private int views() {
        return Math.max(1, Integer.bitCount(attachments.driver.viewMask));
    }

    /// Begins a query for the draws that follow. In a pass with several views it is one query for
    /// each of them, and their sum counts.
    ///
    /// @param pool a pool of occlusion or statistics
    /// @param query which of them; the submit refuses one that is not reset
    /// @throws UsageException if the query is out of range, the pool is of another kind, or a query
    ///   of the same type is active, begun outside of the pass too
    public void beginQuery(QueryPool pool, int query) {
        Objects.requireNonNull(pool, "pool");
        recorder.guard.enter("beginQuery");
        try {
            CommandDriver driver = recorder.insidePass("beginQuery");
            recorder.activeQueries.begin(driver, pool, query, views());
        } finally {
            recorder.guard.exit("beginQuery");
        }
    }

    /// Ends a query that was begun in this pass, which it has to be before the pass ends.
    ///
    /// @param pool the pool
    /// @param query which of them
    /// @throws UsageException if it is not active, or was begun outside of the pass
    public void endQuery(QueryPool pool, int query) {
        Objects.requireNonNull(pool, "pool");
        recorder.guard.enter("endQuery");
        try {
            recorder.activeQueries.end(recorder.insidePass("endQuery"), pool, query);
        } finally {
            recorder.guard.exit("endQuery");
        }
    }

    // ---------------------------------------------------------------- what draws use

    /// Binds a raster pipeline for the draws that follow, and sets its dynamic state to what its
    /// info says.
    ///
    /// @param pipeline a pipeline for the formats, the sample count and the views of the pass
    /// @throws UsageException if it does not fit the attachments, or writes depth or stencil that
    ///   the pass only tests
    public void setPipeline(RasterPipeline pipeline) {
        Objects.requireNonNull(pipeline, "pipeline");
        recorder.guard.enter("setPipeline");
        try {
            CommandDriver driver = recorder.insidePass("setPipeline");
            RasterPipelineInfo info = pipeline.info();
            Counted object = pipeline.object();
            if (!object.equals(boundPipeline)) {
                attachments.check(info);
                recorder.hold(pipeline);
                boundPipeline = object;
                vertexBindings = (1 << info.vertexInput().bindings().size()) - 1;
                pushConstants = pipeline.pushConstants();
                bound(info);
            }
            recorder.bindSetOnce(driver, CommandDriver.GRAPHICS);
            driver.bindPipeline(CommandDriver.GRAPHICS, pipeline.nativeHandle());
            startDynamic(driver, info);
            startMesh(info);
            coverViewports(driver, info.viewports());
        } finally {
            recorder.guard.exit("setPipeline");
        }
    }

    /// Sets the push constants of the bound pipeline. The bytes are copied before the call returns.
    ///
    /// @param data exactly as many bytes as the pipeline's shaders declare
    /// @throws UsageException if the size differs, or no pipeline is bound
    public void pushConstants(MemorySegment data) {
        Objects.requireNonNull(data, "data");
        recorder.guard.enter("pushConstants");
        try {
            CommandDriver driver = recorder.insidePass("pushConstants");
            recorder.push(driver, data, checkBound("pushConstants"));
        } finally {
            recorder.guard.exit("pushConstants");
        }
    }

    /// Sets the push constants of the bound pipeline.
    ///
    /// @param <T> the record
    /// @param struct its struct, of just the size that the pipeline's shaders declare
    /// @param value the constants
    /// @throws UsageException if the size differs, no pipeline is bound, or an array in the value
    ///   has another length than the struct says
    /// @throws NullPointerException if something in the value is null; the message names it
    public <T extends Record> void pushConstants(Struct<T> struct, T value) {
        Objects.requireNonNull(struct, "struct");
        Objects.requireNonNull(value, "value");
        recorder.guard.enter("pushConstants");
        try {
            CommandDriver driver = recorder.insidePass("pushConstants");
            recorder.push(driver, struct, value, checkBound("pushConstants"));
        } finally {
            recorder.guard.exit("pushConstants");
        }
    }

    /// Sets the buffer that indexed draws read.
    ///
    /// @param buffer the buffer
    /// @param offset bytes, a multiple of the index size
    /// @param type the type of indices
    /// @throws UsageException if the offset is not inside the buffer, or not a multiple
    public void setIndexBuffer(Buffer buffer, long offset, IndexType type) {
        Objects.requireNonNull(buffer, "buffer");
        Objects.requireNonNull(type, "type");
        recorder.guard.enter("setIndexBuffer");
        try {
            CommandDriver driver = recorder.insidePass("setIndexBuffer");
            if (offset < 0 || offset >= buffer.size() || (offset & (type.bytes() - 1)) != 0) {
                throw new UsageException(
                        "setIndexBuffer with "
                                + buffer
                                + ": offset="
                                + offset
                                + " (expected a multiple of "
                                + type.bytes()
                                + " below "
                                + buffer.size()
                                + ")");
            }
            recorder.name(buffer);
            driver.bindIndexBuffer(buffer.nativeHandle(), offset, type.vulkanValue());
            indexed = true;
        } finally {
            recorder.guard.exit("setIndexBuffer");
        }
    }

    /// Sets a buffer that pipelines with vertex input read.
    ///
    /// @param binding the number of the binding, from 0 to 15
    /// @param buffer the buffer
    /// @param offset bytes
    /// @throws UsageException if the binding is out of range, or the offset is not inside the
    ///   buffer
    public void setVertexBuffer(int binding, Buffer buffer, long offset) {
        Objects.requireNonNull(buffer, "buffer");
        recorder.guard.enter("setVertexBuffer");
        try {
            CommandDriver driver = recorder.insidePass("setVertexBuffer");
            if (binding < 0 || binding > 15 || offset < 0 || offset >= buffer.size()) {
                throw new UsageException(
                        "setVertexBuffer with "
                                + buffer
                                + ": binding="
                                + binding
                                + ", offset="
                                + offset
                                + " (expected 0 to 15, and an offset below "
                                + buffer.size()
                                + ")");
            }
            recorder.name(buffer);
            driver.bindVertexBuffer(binding, buffer.nativeHandle(), offset);
            boundVertexBuffers |= 1 << binding;
        } finally {
            recorder.guard.exit("setVertexBuffer");
        }
    }

    // ---------------------------------------------------------------- conditional rendering

    /// As [CommandRecorder#beginConditionalRendering], inside of this render pass, where it has to
    /// end.
    ///
    /// @param condition the buffer with the value
    /// @param offset bytes, a multiple of 4
    /// @param inverted whether draws are left out if it is not 0
    /// @throws UsageException if the value is not inside the buffer, conditional rendering was
    ///   begun and not ended, or the feature CONDITIONAL_RENDERING is missing
    public void beginConditionalRendering(Buffer condition, long offset, boolean inverted) {
        Objects.requireNonNull(condition, "condition");
        recorder.guard.enter("beginConditionalRendering");
        try {
            CommandDriver driver = recorder.insidePass("beginConditionalRendering");
            recorder.conditional.begin(driver, condition, offset, inverted);
        } finally {
            recorder.guard.exit("beginConditionalRendering");
        }
    }

    /// Ends conditional rendering that was begun inside of this render pass.
    ///
    /// @throws UsageException if it was not begun, or before the pass
    public void endConditionalRendering() {
        recorder.guard.enter("endConditionalRendering");
        try {
            recorder.conditional.end(recorder.insidePass("endConditionalRendering"));
        } finally {
            recorder.guard.exit("endConditionalRendering");
        }
    }

    // ---------------------------------------------------------------- draws

    /// Draws one instance.
    ///
    /// @param vertexCount vertices, at least 0
    /// @throws UsageException if the count is below 0, or no pipeline is bound
    public void draw(int vertexCount) {
        draw(vertexCount, 1, 0, 0);
    }

    /// Draws.
    ///
    /// @param vertexCount vertices, at least 0
    /// @param instanceCount instances, at least 0
    /// @param firstVertex added to the vertex index
    /// @param firstInstance added to the instance index
    /// @throws UsageException if a count is below 0, or no pipeline is bound
    public void draw(int vertexCount, int instanceCount, int firstVertex, int firstInstance) {
        recorder.guard.enter("draw");
        try {
            CommandDriver driver = recorder.insidePass("draw");
            checkDraw("draw");
            if ((vertexCount | instanceCount | firstVertex | firstInstance) < 0) {
                throw counts("draw", vertexCount, instanceCount, firstVertex, firstInstance);
            }
            checkViews("draw", instanceCount, firstInstance);
            driver.draw(vertexCount, instanceCount, firstVertex, firstInstance);
        } finally {
            recorder.guard.exit("draw");
        }
    }

    /// Draws with indices.
    ///
    /// @param indexCount indices, at least 0
    /// @param instanceCount instances, at least 0
    /// @param firstIndex the first index in the buffer
    /// @param vertexOffset added to each index
    /// @param firstInstance added to the instance index
    /// @throws UsageException if a count is below 0, or no pipeline or index buffer is bound
    public void drawIndexed(
            int indexCount,
            int instanceCount,
            int firstIndex,
            int vertexOffset,
            int firstInstance) {
        recorder.guard.enter("drawIndexed");
        try {
            CommandDriver driver = recorder.insidePass("drawIndexed");
            checkDraw("drawIndexed");
            checkIndexed("drawIndexed");
            if ((indexCount | instanceCount | firstIndex | firstInstance) < 0) {
                throw counts("drawIndexed", indexCount, instanceCount, firstIndex, firstInstance);
            }
            checkViews("drawIndexed", instanceCount, firstInstance);
            driver.drawIndexed(indexCount, instanceCount, firstIndex, vertexOffset, firstInstance);
        } finally {
            recorder.guard.exit("drawIndexed");
        }
    }

    /// Draws several times, with one command. In shaders, `gl_DrawID` counts them.
    ///
    /// @param draws two 32-bit integers for each draw, first vertex and vertex count; copied before
    ///   the call returns
    /// @param instanceCount instances of each, at least 0
    /// @param firstInstance added to the instance index
    /// @throws UsageException if there are too many draws, a number is below 0, the feature
    ///   MULTI_DRAW is missing, or no pipeline is bound
    public void drawMulti(MemorySegment draws, int instanceCount, int firstInstance) {
        Objects.requireNonNull(draws, "draws");
        recorder.guard.enter("drawMulti");
        try {
            CommandDriver driver = recorder.insidePass("drawMulti");
            checkDraw("drawMulti");
            int count = multiDraws.take("drawMulti", draws, DRAW_BYTES);
            checkInstances("drawMulti", instanceCount, firstInstance);
            driver.drawMulti(multiDraws.address(), count, instanceCount, firstInstance);
        } finally {
            recorder.guard.exit("drawMulti");
        }
    }

    /// Draws several times with indices, with one command. In shaders, `gl_DrawID` counts them.
    ///
    /// @param draws three 32-bit integers for each draw, first index, index count, and what is
    ///   added to each index, which may be below 0; copied before the call returns
    /// @param instanceCount instances of each, at least 0
    /// @param firstInstance added to the instance index
    /// @throws UsageException if there are too many draws, a number is below 0, the feature
    ///   MULTI_DRAW is missing, or no pipeline or index buffer is bound
    public void drawMultiIndexed(MemorySegment draws, int instanceCount, int firstInstance) {
        Objects.requireNonNull(draws, "draws");
        recorder.guard.enter("drawMultiIndexed");
        try {
            CommandDriver driver = recorder.insidePass("drawMultiIndexed");
            checkDraw("drawMultiIndexed");
            checkIndexed("drawMultiIndexed");
            int count = multiDraws.take("drawMultiIndexed", draws, INDEXED_DRAW_BYTES);
            checkInstances("drawMultiIndexed", instanceCount, firstInstance);
            driver.drawMultiIndexed(multiDraws.address(), count, instanceCount, firstInstance);
        } finally {
            recorder.guard.exit("drawMultiIndexed");
        }
    }

    private void checkInstances(String command, int instanceCount, int firstInstance) {
        if ((instanceCount | firstInstance) < 0) {
            throw new UsageException(
                    command
                            + " on "
                            + recorder
                            + ": instanceCount="
                            + instanceCount
                            + ", firstInstance="
                            + firstInstance
                            + " (expected at least 0 each)");
        }
        checkViews(command, instanceCount, firstInstance);
    }

    private void checkViews(String command, int instanceCount, int firstInstance) {
        if (attachments.driver.viewMask == 0) {
            return;
        }
        long most = recorder.context.limits().maxMultiviewInstanceIndex();
        if ((long) firstInstance + instanceCount - 1 > most) {
            throw new UsageException(
                    command
                            + " on "
                            + recorder
                            + " in a pass with views: instanceCount="
                            + instanceCount
                            + ", firstInstance="
                            + firstInstance
                            + " (expected instances up to "
                            + most
                            + " on this device)");
        }
    }

    /// Draws with arguments that the GPU reads: four 32-bit integers for each draw, vertex count,
    /// instance count, first vertex, first instance.
    ///
    /// @param arguments the buffer that holds them
    /// @param offset bytes, a multiple of 4
    /// @param drawCount draws, at least 0; more than 1 need the feature MULTI_DRAW_INDIRECT
    /// @param stride bytes from one draw's arguments to the next, a multiple of 4
    /// @throws UsageException if the arguments are not inside the buffer, a number is out of range,
    ///   the feature is missing, or no pipeline is bound
    public void drawIndirect(Buffer arguments, long offset, int drawCount, int stride) {
        Objects.requireNonNull(arguments, "arguments");
        recorder.guard.enter("drawIndirect");
        try {
            CommandDriver driver = recorder.insidePass("drawIndirect");
            Counted named = recorder.context.own(arguments);
            checkDraw("drawIndirect");
            IndirectArguments.checkDraws(
                    "drawIndirect",
                    recorder.context,
                    arguments,
                    offset,
                    drawCount,
                    stride,
                    IndirectArguments.DRAW_BYTES);
            recorder.name(named);
            driver.drawIndirect(arguments.nativeHandle(), offset, drawCount, stride);
        } finally {
            recorder.guard.exit("drawIndirect");
        }
    }

    /// Draws with indices and with arguments that the GPU reads: five 32-bit integers for each
    /// draw, index count, instance count, first index, vertex offset, first instance.
    ///
    /// @param arguments the buffer that holds them
    /// @param offset bytes, a multiple of 4
    /// @param drawCount draws, at least 0; more than 1 need the feature MULTI_DRAW_INDIRECT
    /// @param stride bytes from one draw's arguments to the next, a multiple of 4
    /// @throws UsageException if the arguments are not inside the buffer, a number is out of range,
    ///   the feature is missing, or no pipeline or index buffer is bound
    public void drawIndexedIndirect(Buffer arguments, long offset, int drawCount, int stride) {
        Objects.requireNonNull(arguments, "arguments");
        recorder.guard.enter("drawIndexedIndirect");
        try {
            CommandDriver driver = recorder.insidePass("drawIndexedIndirect");
            Counted named = recorder.context.own(arguments);
            checkDraw("drawIndexedIndirect");
            checkIndexed("drawIndexedIndirect");
            IndirectArguments.checkDraws(
                    "drawIndexedIndirect",
                    recorder.context,
                    arguments,
                    offset,
                    drawCount,
                    stride,
                    IndirectArguments.DRAW_INDEXED_BYTES);
            recorder.name(named);
            driver.drawIndexedIndirect(arguments.nativeHandle(), offset, drawCount, stride);
        } finally {
            recorder.guard.exit("drawIndexedIndirect");
        }
    }

    /// As [#drawIndirect], with the number of draws read by the GPU too.
    ///
    /// @param arguments the buffer that holds the arguments
    /// @param offset bytes, a multiple of 4
    /// @param counts the buffer that holds the number of draws, a 32-bit integer
    /// @param countOffset bytes, a multiple of 4
    /// @param maxDrawCount the most draws, at least 0
    /// @param stride bytes from one draw's arguments to the next, a multiple of 4
    /// @throws UsageException if the arguments are not inside their buffers, a number is out of
    ///   range, the feature DRAW_INDIRECT_COUNT is missing, or no pipeline is bound
    public void drawIndirectCount(
            Buffer arguments,
            long offset,
            Buffer counts,
            long countOffset,
            int maxDrawCount,
            int stride) {
        Objects.requireNonNull(arguments, "arguments");
        Objects.requireNonNull(counts, "counts");
        recorder.guard.enter("drawIndirectCount");
        try {
            CommandDriver driver = recorder.insidePass("drawIndirectCount");
            Counted named = recorder.context.own(arguments);
            Counted namedCounts = recorder.context.own(counts);
            checkDraw("drawIndirectCount");
            IndirectArguments.checkCounted(
                    "drawIndirectCount",
                    recorder.context,
                    arguments,
                    offset,
                    counts,
                    countOffset,
                    maxDrawCount,
                    stride,
                    IndirectArguments.DRAW_BYTES);
            recorder.name(named);
            recorder.name(namedCounts);
            driver.drawIndirectCount(
                    arguments.nativeHandle(),
                    offset,
                    counts.nativeHandle(),
                    countOffset,
                    maxDrawCount,
                    stride);
        } finally {
            recorder.guard.exit("drawIndirectCount");
        }
    }

    /// As [#drawIndexedIndirect], with the number of draws read by the GPU too.
    ///
    /// @param arguments the buffer that holds the arguments
    /// @param offset bytes, a multiple of 4
    /// @param counts the buffer that holds the number of draws, a 32-bit integer
    /// @param countOffset bytes, a multiple of 4
    /// @param maxDrawCount the most draws, at least 0
    /// @param stride bytes from one draw's arguments to the next, a multiple of 4
    /// @throws UsageException if the arguments are not inside their buffers, a number is out of
    ///   range, the feature DRAW_INDIRECT_COUNT is missing, or no pipeline or index buffer is bound
    public void drawIndexedIndirectCount(
            Buffer arguments,
            long offset,
            Buffer counts,
            long countOffset,
            int maxDrawCount,
            int stride) {
        Objects.requireNonNull(arguments, "arguments");
        Objects.requireNonNull(counts, "counts");
        recorder.guard.enter("drawIndexedIndirectCount");
        try {
            CommandDriver driver = recorder.insidePass("drawIndexedIndirectCount");
            Counted named = recorder.context.own(arguments);
            Counted namedCounts = recorder.context.own(counts);
            checkDraw("drawIndexedIndirectCount");
            checkIndexed("drawIndexedIndirectCount");
            IndirectArguments.checkCounted(
                    "drawIndexedIndirectCount",
                    recorder.context,
                    arguments,
                    offset,
                    counts,
                    countOffset,
                    maxDrawCount,
                    stride,
                    IndirectArguments.DRAW_INDEXED_BYTES);
            recorder.name(named);
            recorder.name(namedCounts);
            driver.drawIndexedIndirectCount(
                    arguments.nativeHandle(),
                    offset,
                    counts.nativeHandle(),
                    countOffset,
                    maxDrawCount,
                    stride);
        } finally {
            recorder.guard.exit("drawIndexedIndirectCount");
        }
    }

    private void checkDraw(String command) {
        checkBound(command);
        requireVertices(command);
        int missing = vertexBindings & ~boundVertexBuffers;
        if (missing != 0) {
            throw new UsageException(
                    command
                            + " was called on "
                            + recorder
                            + " without the vertex buffer of binding="
                            + Integer.numberOfTrailingZeros(missing)
                            + "; call setVertexBuffer first");
        }
    }

    private void checkIndexed(String command) {
        if (!indexed) {
            throw new UsageException(
                    command
                            + " was called on "
                            + recorder
                            + " without an index buffer; call setIndexBuffer first");
        }
    }

    private UsageException counts(
            String command, int count, int instanceCount, int first, int firstInstance) {
        return new UsageException(
                command
                        + " on "
                        + recorder
                        + ": count="
                        + count
                        + ", instanceCount="
                        + instanceCount
                        + ", first="
                        + first
                        + ", firstInstance="
                        + firstInstance
                        + " (expected at least 0 each)");
    }
}
