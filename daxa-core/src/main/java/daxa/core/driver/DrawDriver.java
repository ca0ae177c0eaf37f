package daxa.core.driver;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;

/// The part of a [CommandDriver] that draws and sets the state of draws. Numbers are Vulkan's.
@Internal
@ExternallySynchronized
public interface DrawDriver {
    /// Writes the time into a query when all commands before it have come through a stage. In a
    /// render pass with several views it writes as many queries.
    ///
    /// @param stage `VkPipelineStageFlags2` with one bit
    /// @param pool a `VkQueryPool` of timestamps
    /// @param query the query, reset
    void writeTimestamp(long stage, long pool, int query);

    /// Begins a query of occlusion or statistics. In a render pass with several views there are as
    /// many queries. No other one of its type is active.
    ///
    /// @param pool a `VkQueryPool`
    /// @param query the query, reset
    /// @param precise whether samples are counted (`VK_QUERY_CONTROL_PRECISE_BIT`); only for
    ///   occlusion, with [Feature#OCCLUSION_QUERY_PRECISE]
    void beginQuery(long pool, int query, boolean precise);

    /// Ends a query, inside of the same render pass, or outside as its begin.
    ///
    /// @param pool a `VkQueryPool`
    /// @param query the query
    void endQuery(long pool, int query);

    /// Sets a viewport.
    ///
    /// @param index its number; above 0 only with [Feature#MULTI_VIEWPORT]
    /// @param x texels
    /// @param y texels
    /// @param width texels
    /// @param height texels; negative flips
    /// @param minDepth from 0 to 1
    /// @param maxDepth from 0 to 1
    void setViewport(
            int index, float x, float y, float width, float height, float minDepth, float maxDepth);

    /// Sets the scissor of a viewport.
    ///
    /// @param index the viewport's number; above 0 only with [Feature#MULTI_VIEWPORT]
    /// @param x texels
    /// @param y texels
    /// @param width texels
    /// @param height texels
    void setScissor(int index, int x, int y, int width, int height);

    /// Sets the depth bias of pipelines whose depth bias is dynamic.
    ///
    /// @param constant constant factor
    /// @param clamp largest bias; 0 without [Feature#DEPTH_BIAS_CLAMP]
    /// @param slope factor of the slope
    void setDepthBias(float constant, float clamp, float slope);

    /// Sets the depth bounds.
    ///
    /// @param min from 0 to 1
    /// @param max from 0 to 1
    void setDepthBounds(float min, float max);

    /// Sets the depth test.
    ///
    /// @param test whether depth is tested
    /// @param write whether depth is written
    /// @param compare `VkCompareOp`
    void setDepthTest(boolean test, boolean write, int compare);

    /// Sets what the stencil test does.
    ///
    /// @param faces `VkStencilFaceFlags`
    /// @param fail `VkStencilOp`
    /// @param pass `VkStencilOp`
    /// @param depthFail `VkStencilOp`
    /// @param compare `VkCompareOp`
    void setStencilOp(int faces, int fail, int pass, int depthFail, int compare);

    /// Sets the masks of the stencil test.
    ///
    /// @param faces `VkStencilFaceFlags`
    /// @param compareMask bits that are compared
    /// @param writeMask bits that are written
    void setStencilMasks(int faces, int compareMask, int writeMask);

    /// Sets the reference value of the stencil test.
    ///
    /// @param faces `VkStencilFaceFlags`
    /// @param reference the value
    void setStencilReference(int faces, int reference);

    /// Sets the constants of blending.
    ///
    /// @param red first component
    /// @param green second component
    /// @param blue third component
    /// @param alpha fourth component
    void setBlendConstants(float red, float green, float blue, float alpha);

    /// Sets which faces are left out.
    ///
    /// @param cullMode `VkCullModeFlags`
    void setCullMode(int cullMode);

    /// Sets which winding faces the viewer.
    ///
    /// @param frontFace `VkFrontFace`
    void setFrontFace(int frontFace);

    /// Sets how vertices become primitives.
    ///
    /// @param topology `VkPrimitiveTopology`
    void setTopology(int topology);

    /// Sets whether the largest index ends a primitive.
    ///
    /// @param restart whether it does
    void setPrimitiveRestart(boolean restart);

    /// Sets the width of lines.
    ///
    /// @param width texels; 1 without [Feature#WIDE_LINES]
    void setLineWidth(float width);

    /// Binds the index buffer.
    ///
    /// @param buffer the `VkBuffer`
    /// @param offset bytes
    /// @param indexType `VkIndexType`
    void bindIndexBuffer(long buffer, long offset, int indexType);

    /// Binds a vertex buffer.
    ///
    /// @param binding the number of the binding
    /// @param buffer the `VkBuffer`
    /// @param offset bytes
    void bindVertexBuffer(int binding, long buffer, long offset);

    /// Draws.
    ///
    /// @param vertexCount vertices
    /// @param instanceCount instances
    /// @param firstVertex the first vertex
    /// @param firstInstance the first instance
    void draw(int vertexCount, int instanceCount, int firstVertex, int firstInstance);

    /// Draws with indices.
    ///
    /// @param indexCount indices
    /// @param instanceCount instances
    /// @param firstIndex the first index
    /// @param vertexOffset added to each index
    /// @param firstInstance the first instance
    void drawIndexed(
            int indexCount, int instanceCount, int firstIndex, int vertexOffset, int firstInstance);

    /// Draws with arguments that the GPU reads.
    ///
    /// @param buffer the `VkBuffer` with `VkDrawIndirectCommand`s
    /// @param offset bytes, a multiple of 4
    /// @param drawCount draws; above 1 only with [Feature#MULTI_DRAW_INDIRECT]
    /// @param stride bytes from one to the next, a multiple of 4
    void drawIndirect(long buffer, long offset, int drawCount, int stride);

    /// Draws with indices and with arguments that the GPU reads.
    ///
    /// @param buffer the `VkBuffer` with `VkDrawIndexedIndirectCommand`s
    /// @param offset bytes, a multiple of 4
    /// @param drawCount draws; above 1 only with [Feature#MULTI_DRAW_INDIRECT]
    /// @param stride bytes from one to the next, a multiple of 4
    void drawIndexedIndirect(long buffer, long offset, int drawCount, int stride);

    /// Draws as often as the GPU reads, with arguments that it reads. Only with
    /// [Feature#DRAW_INDIRECT_COUNT].
    ///
    /// @param buffer the `VkBuffer` with `VkDrawIndirectCommand`s
    /// @param offset bytes, a multiple of 4
    /// @param countBuffer the `VkBuffer` with the number of draws
    /// @param countOffset bytes, a multiple of 4
    /// @param maxDrawCount the most draws
    /// @param stride bytes from one to the next, a multiple of 4
    void drawIndirectCount(
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride);

    /// Draws with indices as often as the GPU reads, with arguments that it reads. Only with
    /// [Feature#DRAW_INDIRECT_COUNT].
    ///
    /// @param buffer the `VkBuffer` with `VkDrawIndexedIndirectCommand`s
    /// @param offset bytes, a multiple of 4
    /// @param countBuffer the `VkBuffer` with the number of draws
    /// @param countOffset bytes, a multiple of 4
    /// @param maxDrawCount the most draws
    /// @param stride bytes from one to the next, a multiple of 4
    void drawIndexedIndirectCount(
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride);

    /// Draws with mesh shaders. Only with [Feature#MESH_SHADER].
    ///
    /// @param x workgroups
    /// @param y workgroups
    /// @param z workgroups
    void drawMeshTasks(int x, int y, int z);

    /// Draws with mesh shaders and with arguments that the GPU reads. Only with
    /// [Feature#MESH_SHADER].
    ///
    /// @param buffer the `VkBuffer` with `VkDrawMeshTasksIndirectCommandEXT`s
    /// @param offset bytes, a multiple of 4
    /// @param drawCount draws; above 1 only with [Feature#MULTI_DRAW_INDIRECT]
    /// @param stride bytes from one to the next, a multiple of 4
    void drawMeshTasksIndirect(long buffer, long offset, int drawCount, int stride);

    /// Draws with mesh shaders as often as the GPU reads, with arguments that it reads. Only with
    /// [Feature#MESH_SHADER] and [Feature#DRAW_INDIRECT_COUNT].
    ///
    /// @param buffer the `VkBuffer` with `VkDrawMeshTasksIndirectCommandEXT`s
    /// @param offset bytes, a multiple of 4
    /// @param countBuffer the `VkBuffer` with the number of draws
    /// @param countOffset bytes, a multiple of 4
    /// @param maxDrawCount the most draws
    /// @param stride bytes from one to the next, a multiple of 4
    void drawMeshTasksIndirectCount(
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride);

    /// Draws several times. Only with [Feature#MULTI_DRAW].
    ///
    /// @param draws the address of `VkMultiDrawInfoEXT`s, one behind the other, which are read
    ///   before the call returns
    /// @param drawCount how many, up to [DeviceLimits#maxMultiDrawCount()]
    /// @param instanceCount instances of each
    /// @param firstInstance the first instance of each
    void drawMulti(long draws, int drawCount, int instanceCount, int firstInstance);

    /// Draws with indices several times. Only with [Feature#MULTI_DRAW].
    ///
    /// @param draws the address of `VkMultiDrawIndexedInfoEXT`s, one behind the other, which are
    ///   read before the call returns
    /// @param drawCount how many, up to [DeviceLimits#maxMultiDrawCount()]
    /// @param instanceCount instances of each
    /// @param firstInstance the first instance of each
    void drawMultiIndexed(long draws, int drawCount, int instanceCount, int firstInstance);
}
