package daxa.core.driver;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;

/// A native command pool with one command buffer. It is reset and recorded again as often as
/// wanted.
///
/// Recording takes no lock and allocates nothing. Images are always in the general layout, unless a
/// method says otherwise. Numbers are Vulkan's.
@Internal
@ExternallySynchronized
public interface CommandDriver extends DrawDriver, RayTracingCommandDriver {
    /// Bind point of compute pipelines.
    int COMPUTE = 1;

    /// Bind point of raster pipelines.
    int GRAPHICS = 0;

    /// Bind point of ray tracing pipelines (`VK_PIPELINE_BIND_POINT_RAY_TRACING_KHR`).
    int RAY_TRACING = 1_000_165_000;

    /// Begins recording.
    ///
    /// @param reusable whether the recording is submitted more than once, also again while the GPU
    ///   still runs it (`VK_COMMAND_BUFFER_USAGE_SIMULTANEOUS_USE_BIT`); else it is for one
    ///   submission (`VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT`)
    void begin(boolean reusable);

    /// Ends recording.
    void end();

    /// Forgets the recording, so that it can begin again. The GPU has finished it.
    void reset();

    /// Records a barrier over all memory.
    ///
    /// @param srcStages `VkPipelineStageFlags2` that come before
    /// @param srcAccess `VkAccessFlags2` that are made available
    /// @param dstStages `VkPipelineStageFlags2` that come after
    /// @param dstAccess `VkAccessFlags2` to which they are made visible
    void memoryBarrier(long srcStages, long srcAccess, long dstStages, long dstAccess);

    /// Records a change of layout of a whole image, with a barrier.
    ///
    /// @param image the `VkImage`
    /// @param aspects `VkImageAspectFlags`
    /// @param oldLayout `VkImageLayout`
    /// @param newLayout `VkImageLayout`
    /// @param srcStages `VkPipelineStageFlags2` that come before
    /// @param srcAccess `VkAccessFlags2` that are made available
    /// @param dstStages `VkPipelineStageFlags2` that come after
    /// @param dstAccess `VkAccessFlags2` to which they are made visible
    void imageBarrier(
            long image,
            int aspects,
            int oldLayout,
            int newLayout,
            long srcStages,
            long srcAccess,
            long dstStages,
            long dstAccess);

    /// Records a barrier over a range of a buffer.
    ///
    /// @param buffer the `VkBuffer`
    /// @param offset bytes
    /// @param size bytes
    /// @param srcStages `VkPipelineStageFlags2` that come before
    /// @param srcAccess `VkAccessFlags2` that are made available
    /// @param dstStages `VkPipelineStageFlags2` that come after
    /// @param dstAccess `VkAccessFlags2` to which they are made visible
    void bufferBarrier(
            long buffer,
            long offset,
            long size,
            long srcStages,
            long srcAccess,
            long dstStages,
            long dstAccess);

    /// Records a barrier over mip levels and layers of an image, which stays in the general layout.
    ///
    /// @param image the `VkImage`
    /// @param aspects `VkImageAspectFlags`
    /// @param baseMip first mip level
    /// @param mipCount mip levels
    /// @param baseLayer first layer
    /// @param layerCount layers
    /// @param srcStages `VkPipelineStageFlags2` that come before
    /// @param srcAccess `VkAccessFlags2` that are made available
    /// @param dstStages `VkPipelineStageFlags2` that come after
    /// @param dstAccess `VkAccessFlags2` to which they are made visible
    void imageRangeBarrier(
            long image,
            int aspects,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount,
            long srcStages,
            long srcAccess,
            long dstStages,
            long dstAccess);

    /// Signals an event after the first half of a dependency.
    ///
    /// @param event the `VkEvent`
    /// @param dependency the barriers
    void setEvent(long event, DependencyDescription dependency);

    /// Waits for events, with the second half of their dependencies.
    ///
    /// @param count events, above 0
    /// @param events the `VkEvent` handles
    /// @param dependencies for each the dependency that it is signalled with
    void waitEvents(int count, long[] events, DependencyDescription[] dependencies);

    /// Makes an event not signalled.
    ///
    /// @param event the `VkEvent`
    /// @param stages `VkPipelineStageFlags2` that come before
    void resetEvent(long event, long stages);

    /// Copies bytes between buffers.
    ///
    /// @param src the source `VkBuffer`
    /// @param srcOffset bytes
    /// @param dst the destination `VkBuffer`
    /// @param dstOffset bytes
    /// @param size bytes
    void copyBuffer(long src, long srcOffset, long dst, long dstOffset, long size);

    /// Fills bytes of a buffer with a repeated 32-bit value.
    ///
    /// @param dst the `VkBuffer`
    /// @param offset bytes, a multiple of 4
    /// @param size bytes, a multiple of 4
    /// @param value the value
    void fillBuffer(long dst, long offset, long size, int value);

    /// Copies a buffer's bytes to an image.
    ///
    /// @param buffer the source `VkBuffer`
    /// @param image the destination `VkImage`
    /// @param region the buffer side and the first image side
    void copyBufferToImage(long buffer, long image, ImageRegion region);

    /// Copies an image's texels to a buffer.
    ///
    /// @param image the source `VkImage`
    /// @param buffer the destination `VkBuffer`
    /// @param region the buffer side and the first image side
    void copyImageToBuffer(long image, long buffer, ImageRegion region);

    /// Copies texels between images.
    ///
    /// @param src the source `VkImage`
    /// @param dst the destination `VkImage`
    /// @param region both sides
    void copyImage(long src, long dst, ImageRegion region);

    /// Copies texels between images, scaled and converted.
    ///
    /// @param src the source `VkImage`
    /// @param dst the destination `VkImage`
    /// @param region both sides
    /// @param filter `VkFilter`
    void blitImage(long src, long dst, ImageRegion region, int filter);

    /// Clears mip levels and layers of a colour image.
    ///
    /// @param image the `VkImage`
    /// @param baseMip first mip level
    /// @param mipCount mip levels
    /// @param baseLayer first layer
    /// @param layerCount layers
    /// @param c0 bits of the first component, a float's or an integer's
    /// @param c1 bits of the second component
    /// @param c2 bits of the third component
    /// @param c3 bits of the fourth component
    void clearColorImage(
            long image,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount,
            int c0,
            int c1,
            int c2,
            int c3);

    /// Clears mip levels and layers of a depth or stencil image.
    ///
    /// @param image the `VkImage`
    /// @param aspects `VkImageAspectFlags`
    /// @param baseMip first mip level
    /// @param mipCount mip levels
    /// @param baseLayer first layer
    /// @param layerCount layers
    /// @param depth the depth
    /// @param stencil the stencil
    void clearDepthStencilImage(
            long image,
            int aspects,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount,
            float depth,
            int stencil);

    /// Writes bytes of a buffer that are part of the recording. They are read before the call
    /// returns.
    ///
    /// @param dst the `VkBuffer`
    /// @param offset bytes, a multiple of 4
    /// @param address where the host finds the bytes
    /// @param size bytes, a multiple of 4, at most 65,536
    void updateBuffer(long dst, long offset, long address, int size);

    /// Resets queries.
    ///
    /// @param pool the `VkQueryPool`
    /// @param first the first query
    /// @param count queries
    void resetQueries(long pool, int first, int count);

    /// Copies the values of queries to a buffer, 64 bits each, when they are available.
    ///
    /// @param type the pool's `VkQueryType`, by which drivers copy in different ways
    /// @param pool the `VkQueryPool`
    /// @param first the first query
    /// @param count queries
    /// @param dst the `VkBuffer`
    /// @param offset bytes, a multiple of 8
    /// @param stride bytes from one query to the next: 8 for each of its values
    void copyQueryResults(
            int type, long pool, int first, int count, long dst, long offset, int stride);

    /// Averages the samples of an image into another one.
    ///
    /// @param src the source `VkImage`
    /// @param dst the destination `VkImage`, single-sampled
    /// @param region both sides
    void resolveImage(long src, long dst, ImageRegion region);

    /// Binds the bindless set.
    ///
    /// @param bindPoint [#COMPUTE], [#GRAPHICS] or [#RAY_TRACING]
    void bindBindlessSet(int bindPoint);

    /// Binds a pipeline.
    ///
    /// @param bindPoint [#COMPUTE], [#GRAPHICS] or [#RAY_TRACING]
    /// @param pipeline the `VkPipeline`
    void bindPipeline(int bindPoint, long pipeline);

    /// Sets push constants for all stages. The bytes are read before the call returns. There are
    /// 128 bytes of them, as many as every device has.
    ///
    /// @param offset bytes, a multiple of 4
    /// @param address where the host finds the bytes
    /// @param size bytes, a multiple of 4; the end is at most at 128
    void pushConstants(int offset, long address, int size);

    /// Runs a compute shader.
    ///
    /// @param x workgroups
    /// @param y workgroups
    /// @param z workgroups
    void dispatch(int x, int y, int z);

    /// Runs a compute shader with workgroup counts that the GPU reads.
    ///
    /// @param buffer the `VkBuffer` with a `VkDispatchIndirectCommand`
    /// @param offset bytes, a multiple of 4
    void dispatchIndirect(long buffer, long offset);

    /// Begins a render pass.
    ///
    /// @param rendering the attachments
    void beginRendering(RenderingDescription rendering);

    /// Ends a render pass.
    void endRendering();

    /// Begins conditional rendering: draws and dispatches until [#endConditionalRendering()] are
    /// left out if the 32-bit value in a buffer is 0. Only with [Feature#CONDITIONAL_RENDERING].
    ///
    /// @param buffer the `VkBuffer` with the value
    /// @param offset bytes, a multiple of 4
    /// @param inverted whether they are left out if it is not 0
    void beginConditionalRendering(long buffer, long offset, boolean inverted);

    /// Ends conditional rendering, inside of the same render pass, or outside as its begin.
    void endConditionalRendering();

    /// Says that foreign code records into the native command buffer next. What is bound and set
    /// counts as undefined from then on.
    ///
    /// @return the `VkCommandBuffer`
    long foreignCommands();

    /// Begins a labelled range, where names are wanted; else does nothing.
    ///
    /// @param label the label
    /// @param red of its colour, 0 to 1
    /// @param green of its colour, 0 to 1
    /// @param blue of its colour, 0 to 1
    /// @param alpha 1; 0 if it has no colour
    void beginLabel(String label, float red, float green, float blue, float alpha);

    /// Ends a labelled range.
    void endLabel();

    /// Destroys pool and buffer. The GPU has finished them.
    void destroy();
}
