package daxa.core.driver.simulated;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DependencyDescription;
import daxa.core.driver.ImageRegion;
import daxa.core.driver.RenderingDescription;
import daxa.core.driver.TraceRegions;

import java.util.List;

/// A command buffer of a [SimulatedDevice]. It checks each command as it is recorded, and keeps it.
///
/// What each command checks stands in the class of its subject: [BarrierCommands], [EventCommands],
/// [TransferCommands], [QueryCommands], [BindCommands], [DispatchCommands], [RenderCommands],
/// [DynamicStateCommands], [DrawCommands], [MeshCommands], [RayTracingCommands], [TraceCommands].
///
/// Recording takes no lock. Two threads inside at once are a [SimulationFault].
@Internal
@ExternallySynchronized
public final class SimulatedCommands implements CommandDriver {
    private final SimRecording recording;
    private final BarrierCommands barriers;
    private final EventCommands events;
    private final TransferCommands transfers;
    private final QueryCommands queries;
    private final BindCommands binds;
    private final DispatchCommands dispatches;
    private final RenderCommands renders;
    private final DynamicStateCommands dynamicState;
    private final DrawCommands draws;
    private final MeshCommands meshDraws;
    private final ConditionalCommands conditionals;
    private final RayTracingCommands rays;
    private final TraceCommands traces;

    SimulatedCommands(SimDevice device, int queue, String name) {
        recording = new SimRecording(device, queue, name);
        barriers = new BarrierCommands(recording);
        events = new EventCommands(recording);
        transfers = new TransferCommands(recording);
        queries = new QueryCommands(recording);
        binds = new BindCommands(recording);
        dispatches = new DispatchCommands(recording, binds);
        renders = new RenderCommands(recording, queries);
        dynamicState = new DynamicStateCommands(recording);
        draws = new DrawCommands(recording, binds, dynamicState);
        meshDraws = new MeshCommands(recording, draws);
        conditionals = new ConditionalCommands(recording);
        rays = new RayTracingCommands(recording);
        traces = new TraceCommands(recording, binds);
    }

    SimRecording recording() {
        return recording;
    }

    /// What is recorded at this moment.
    ///
    /// @return an immutable list, in order
    public List<RecordedCommand> recorded() {
        return recording.recorded();
    }

    /// The command buffer's name.
    ///
    /// @return the name
    public String name() {
        return recording.name();
    }

    // Life

    @Override
    public void begin(boolean reusableRecording) {
        recording.begin(reusableRecording);
    }

    @Override
    public void end() {
        queries.checkEnded(DriverCall.END, SimRecording.Where.ANYWHERE);
        recording.end();
    }

    @Override
    public void reset() {
        recording.reset();
        forget();
    }

    @Override
    public void destroy() {
        recording.destroy();
        forget();
    }

    private void forget() {
        traces.forget();
        binds.forget();
        dynamicState.forget();
        draws.forget();
        queries.forget();
    }

    @Override
    public long foreignCommands() {
        long handle = recording.foreign();
        traces.forget();
        binds.forget();
        dynamicState.forget();
        draws.forget();
        return handle;
    }

    // Barriers

    @Override
    public void memoryBarrier(long srcStages, long srcAccess, long dstStages, long dstAccess) {
        barriers.memoryBarrier(srcStages, srcAccess, dstStages, dstAccess);
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
        barriers.imageBarrier(
                image, aspects, oldLayout, newLayout, srcStages, srcAccess, dstStages, dstAccess);
    }

    @Override
    public void bufferBarrier(
            long buffer,
            long offset,
            long size,
            long srcStages,
            long srcAccess,
            long dstStages,
            long dstAccess) {
        barriers.bufferBarrier(buffer, offset, size, srcStages, srcAccess, dstStages, dstAccess);
    }

    @Override
    public void imageRangeBarrier(
            long image,
            int aspects,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount,
            long srcStages,
            long srcAccess,
            long dstStages,
            long dstAccess) {
        barriers.imageRangeBarrier(
                image,
                aspects,
                baseMip,
                mipCount,
                baseLayer,
                layerCount,
                srcStages,
                srcAccess,
                dstStages,
                dstAccess);
    }

    // Events

    @Override
    public void setEvent(long event, DependencyDescription dependency) {
        events.set(event, dependency);
    }

    @Override
    public void waitEvents(int count, long[] handles, DependencyDescription[] dependencies) {
        events.await(count, handles, dependencies);
    }

    @Override
    public void resetEvent(long event, long stages) {
        events.reset(event, stages);
    }

    // Transfer

    @Override
    public void copyBuffer(long src, long srcOffset, long dst, long dstOffset, long size) {
        transfers.copyBuffer(src, srcOffset, dst, dstOffset, size);
    }

    @Override
    public void fillBuffer(long dst, long offset, long size, int value) {
        transfers.fillBuffer(dst, offset, size, value);
    }

    @Override
    public void copyBufferToImage(long buffer, long image, ImageRegion region) {
        transfers.copyBufferToImage(buffer, image, region);
    }

    @Override
    public void copyImageToBuffer(long image, long buffer, ImageRegion region) {
        transfers.copyImageToBuffer(image, buffer, region);
    }

    @Override
    public void copyImage(long src, long dst, ImageRegion region) {
        transfers.copyImage(src, dst, region);
    }

    @Override
    public void blitImage(long src, long dst, ImageRegion region, int filter) {
        transfers.blitImage(src, dst, region, filter);
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
        transfers.clearColorImage(image, baseMip, mipCount, baseLayer, layerCount, c0, c1, c2, c3);
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
        transfers.clearDepthStencilImage(
                image, aspects, baseMip, mipCount, baseLayer, layerCount, depth, stencil);
    }

    @Override
    public void updateBuffer(long dst, long offset, long address, int size) {
        transfers.updateBuffer(dst, offset, address, size);
    }

    @Override
    public void resolveImage(long src, long dst, ImageRegion region) {
        transfers.resolveImage(src, dst, region);
    }

    // Queries

    @Override
    public void writeTimestamp(long stage, long pool, int query) {
        queries.writeTimestamp(stage, pool, query);
    }

    @Override
    public void beginQuery(long pool, int query, boolean precise) {
        queries.beginQuery(pool, query, precise);
    }

    @Override
    public void endQuery(long pool, int query) {
        queries.endQuery(pool, query);
    }

    @Override
    public void resetQueries(long pool, int first, int count) {
        queries.resetQueries(pool, first, count);
    }

    @Override
    public void copyQueryResults(
            int type, long pool, int first, int count, long dst, long offset, int stride) {
        queries.copyQueryResults(type, pool, first, count, dst, offset, stride);
    }

    // Binding and dispatch

    @Override
    public void bindBindlessSet(int bindPoint) {
        binds.bindBindlessSet(bindPoint);
    }

    @Override
    public void bindPipeline(int bindPoint, long pipeline) {
        binds.bindPipeline(bindPoint, pipeline);
        SimObject.Pipeline raster = binds.graphics();
        if (bindPoint == RAY_TRACING) {
            traces.forget();
        }
        if (bindPoint == GRAPHICS && raster != null) {
            dynamicState.bound(raster);
        }
    }

    @Override
    public void traceRays(TraceRegions table, int raygen, int width, int height, int depth) {
        traces.trace(table, raygen, width, height, depth);
    }

    @Override
    public void traceRaysIndirect(
            TraceRegions table, int raygen, long buffer, long offset, long deviceAddress) {
        traces.traceIndirect(table, raygen, buffer, offset, deviceAddress);
    }

    @Override
    public void setRayTracingStackSize(int bytes) {
        traces.setStackSize(bytes);
    }

    @Override
    public void pushConstants(int offset, long address, int size) {
        binds.pushConstants(offset, address, size);
    }

    @Override
    public void dispatch(int x, int y, int z) {
        dispatches.dispatch(x, y, z);
    }

    @Override
    public void dispatchIndirect(long buffer, long offset) {
        dispatches.dispatchIndirect(buffer, offset);
    }

    // Rendering

    @Override
    public void beginRendering(RenderingDescription r) {
        renders.beginRendering(r);
    }

    @Override
    public void endRendering() {
        renders.endRendering();
    }

    @Override
    public void setViewport(
            int index,
            float x,
            float y,
            float width,
            float height,
            float minDepth,
            float maxDepth) {
        dynamicState.setViewport(index, x, y, width, height, minDepth, maxDepth);
    }

    @Override
    public void setScissor(int index, int x, int y, int width, int height) {
        dynamicState.setScissor(index, x, y, width, height);
    }

    @Override
    public void setDepthBias(float constant, float clamp, float slope) {
        dynamicState.setDepthBias(constant, clamp, slope);
    }

    @Override
    public void bindIndexBuffer(long buffer, long offset, int indexType) {
        draws.bindIndexBuffer(buffer, offset, indexType);
    }

    @Override
    public void draw(int vertexCount, int instanceCount, int firstVertex, int firstInstance) {
        draws.draw(vertexCount, instanceCount, firstVertex, firstInstance);
    }

    @Override
    public void drawIndexed(
            int indexCount,
            int instanceCount,
            int firstIndex,
            int vertexOffset,
            int firstInstance) {
        draws.drawIndexed(indexCount, instanceCount, firstIndex, vertexOffset, firstInstance);
    }

    @Override
    public void setDepthBounds(float min, float max) {
        dynamicState.setDepthBounds(min, max);
    }

    @Override
    public void setDepthTest(boolean test, boolean write, int compare) {
        dynamicState.setDepthTest(test, write, compare);
    }

    @Override
    public void setStencilOp(int faces, int fail, int pass, int depthFail, int compare) {
        dynamicState.setStencilOp(faces, fail, pass, depthFail, compare);
    }

    @Override
    public void setStencilMasks(int faces, int compareMask, int writeMask) {
        dynamicState.setStencilMasks(faces, compareMask, writeMask);
    }

    @Override
    public void setStencilReference(int faces, int reference) {
        dynamicState.setStencilReference(faces, reference);
    }

    @Override
    public void setBlendConstants(float red, float green, float blue, float alpha) {
        dynamicState.setBlendConstants(red, green, blue, alpha);
    }

    @Override
    public void setCullMode(int cullMode) {
        dynamicState.setCullMode(cullMode);
    }

    @Override
    public void setFrontFace(int frontFace) {
        dynamicState.setFrontFace(frontFace);
    }

    @Override
    public void setTopology(int topology) {
        dynamicState.setTopology(topology);
    }

    @Override
    public void setPrimitiveRestart(boolean restart) {
        dynamicState.setPrimitiveRestart(restart);
    }

    @Override
    public void setLineWidth(float width) {
        dynamicState.setLineWidth(width);
    }

    @Override
    public void bindVertexBuffer(int binding, long buffer, long offset) {
        draws.bindVertexBuffer(binding, buffer, offset);
    }

    @Override
    public void drawIndirect(long buffer, long offset, int drawCount, int stride) {
        draws.drawIndirect(false, buffer, offset, drawCount, stride);
    }

    @Override
    public void drawIndexedIndirect(long buffer, long offset, int drawCount, int stride) {
        draws.drawIndirect(true, buffer, offset, drawCount, stride);
    }

    @Override
    public void drawIndirectCount(
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride) {
        draws.drawIndirectCount(
                false, buffer, offset, countBuffer, countOffset, maxDrawCount, stride);
    }

    @Override
    public void drawIndexedIndirectCount(
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride) {
        draws.drawIndirectCount(
                true, buffer, offset, countBuffer, countOffset, maxDrawCount, stride);
    }

    @Override
    public void drawMulti(long draws, int drawCount, int instanceCount, int firstInstance) {
        this.draws.drawMulti(false, draws, drawCount, instanceCount, firstInstance);
    }

    @Override
    public void drawMultiIndexed(long draws, int drawCount, int instanceCount, int firstInstance) {
        this.draws.drawMulti(true, draws, drawCount, instanceCount, firstInstance);
    }

    @Override
    public void drawMeshTasks(int x, int y, int z) {
        meshDraws.draw(x, y, z);
    }

    @Override
    public void drawMeshTasksIndirect(long buffer, long offset, int drawCount, int stride) {
        meshDraws.drawIndirect(buffer, offset, drawCount, stride);
    }

    @Override
    public void drawMeshTasksIndirectCount(
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride) {
        meshDraws.drawIndirectCount(buffer, offset, countBuffer, countOffset, maxDrawCount, stride);
    }

    // Ray tracing

    @Override
    public void buildAccelerationStructures(BuildBatch builds) {
        rays.build(builds);
    }

    @Override
    public void copyAccelerationStructure(long src, long dst, boolean compact) {
        rays.copy(src, dst, compact);
    }

    @Override
    public void writeCompactedSize(long structure, long pool, int query) {
        rays.writeCompactedSize(structure, pool, query);
    }

    // Conditional rendering

    @Override
    public void beginConditionalRendering(long buffer, long offset, boolean inverted) {
        conditionals.begin(buffer, offset, inverted);
    }

    @Override
    public void endConditionalRendering() {
        conditionals.end();
    }

    // Labels

    @Override
    public void beginLabel(String label, float red, float green, float blue, float alpha) {
        recording.beginLabel(label, red, green, blue, alpha);
    }

    @Override
    public void endLabel() {
        recording.endLabel();
    }
}
