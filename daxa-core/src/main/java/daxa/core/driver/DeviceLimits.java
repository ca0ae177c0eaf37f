package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

/// Limits of a device. Source: Vulkan 1.3 specification, chapter "Limits".
///
/// @param maxImageDimension1D texels
/// @param maxImageDimension2D texels
/// @param maxImageDimension3D texels
/// @param maxImageArrayLayers layers
/// @param maxBufferSize bytes
/// @param maxPushConstantsSize bytes
/// @param maxSampledImages sampled images in one update-after-bind set
/// @param maxStorageImages storage images in one update-after-bind set
/// @param maxSamplers samplers in one update-after-bind set
/// @param maxSamplerAnisotropy the largest anisotropy
/// @param maxColorAttachments colour attachments of a render pass
/// @param maxWorkgroupCountX workgroups of a dispatch, x
/// @param maxWorkgroupCountY workgroups of a dispatch, y
/// @param maxWorkgroupCountZ workgroups of a dispatch, z
/// @param maxWorkgroupInvocations invocations of a workgroup
/// @param nonCoherentAtomSize bytes; flushes are rounded to it
/// @param timestampPeriod nanoseconds for one step of a timestamp
/// @param maxImageDimensionCube texels on each side of a cube's faces
/// @param maxMemoryAllocationCount allocations of memory at a time; buffers and images share them
/// @param maxSamplerAllocationCount samplers at a time
/// @param bufferImageGranularity bytes; buffers and images in one memory block keep this distance
/// @param maxSamplerLodBias the largest bias of the level of detail, as an absolute value
/// @param maxVertexInputAttributes attributes of a vertex
/// @param maxVertexInputBindings buffers that vertices come from
/// @param maxVertexInputAttributeOffset bytes from the start of a vertex to an attribute
/// @param maxVertexInputBindingStride bytes from one vertex to the next
/// @param maxWorkgroupSizeX invocations of a workgroup, x
/// @param maxWorkgroupSizeY invocations of a workgroup, y
/// @param maxWorkgroupSizeZ invocations of a workgroup, z
/// @param maxComputeSharedMemorySize bytes that a workgroup shares
/// @param subgroupSize invocations of a subgroup
/// @param maxDrawIndexedIndexValue the largest index
/// @param maxDrawIndirectCount draws of one indirect command
/// @param maxViewports viewports of a pipeline
/// @param maxViewportWidth pixels
/// @param maxViewportHeight pixels
/// @param maxFramebufferWidth pixels of a render pass, x
/// @param maxFramebufferHeight pixels of a render pass, y
/// @param maxFramebufferLayers layers of a render pass
/// @param maxMultiviewViewCount views of a render pass
/// @param maxClipDistances clip distances of a vertex
/// @param framebufferColorSampleCounts sample counts of colour attachments, one bit for each count:
///   bit n for 2^n samples
/// @param framebufferDepthSampleCounts sample counts of depth attachments, likewise
/// @param framebufferStencilSampleCounts sample counts of stencil attachments, likewise
/// @param sampledImageColorSampleCounts sample counts of sampled colour images, likewise
/// @param storageImageSampleCounts sample counts of storage images, likewise
/// @param optimalBufferCopyOffsetAlignment bytes; buffer offsets of image copies are fast at
///   multiples of it
/// @param optimalBufferCopyRowPitchAlignment bytes; rows of image copies are fast at multiples of
///   it
/// @param minPointSize pixels
/// @param maxPointSize pixels
/// @param minLineWidth pixels
/// @param maxLineWidth pixels
/// @param maxTimelineSemaphoreValueDifference the largest step of a timeline's value
/// @param timestampComputeAndGraphics whether every queue with graphics or compute has timestamps
/// @param maxMultiDrawCount draws of one multi-draw; 0 without [Feature#MULTI_DRAW]
/// @param maxTessellationPatchSize control points of a patch
/// @param maxTessellationGenerationLevel the highest level of tessellation
/// @param maxExtraPrimitiveOverestimationSize pixels by which primitives can grow beyond what
///   conservative rasterization needs
/// @param primitiveUnderestimation whether conservative rasterization can underestimate
/// @param minViewportBound the least x and y of a viewport's corners, pixels
/// @param maxViewportBound the largest x and y of a viewport's corners, pixels
/// @param maxMultiviewInstanceIndex the largest instance index where several views are rendered
/// @param meshShaders those of task and mesh shaders
/// @param rayTracing those of ray tracing
@Immutable
public record DeviceLimits(
        int maxImageDimension1D,
        int maxImageDimension2D,
        int maxImageDimension3D,
        int maxImageArrayLayers,
        long maxBufferSize,
        int maxPushConstantsSize,
        int maxSampledImages,
        int maxStorageImages,
        int maxSamplers,
        float maxSamplerAnisotropy,
        int maxColorAttachments,
        int maxWorkgroupCountX,
        int maxWorkgroupCountY,
        int maxWorkgroupCountZ,
        int maxWorkgroupInvocations,
        long nonCoherentAtomSize,
        float timestampPeriod,
        int maxImageDimensionCube,
        long maxMemoryAllocationCount,
        long maxSamplerAllocationCount,
        long bufferImageGranularity,
        float maxSamplerLodBias,
        int maxVertexInputAttributes,
        int maxVertexInputBindings,
        int maxVertexInputAttributeOffset,
        int maxVertexInputBindingStride,
        int maxWorkgroupSizeX,
        int maxWorkgroupSizeY,
        int maxWorkgroupSizeZ,
        int maxComputeSharedMemorySize,
        int subgroupSize,
        long maxDrawIndexedIndexValue,
        long maxDrawIndirectCount,
        int maxViewports,
        int maxViewportWidth,
        int maxViewportHeight,
        int maxFramebufferWidth,
        int maxFramebufferHeight,
        int maxFramebufferLayers,
        int maxMultiviewViewCount,
        int maxClipDistances,
        int framebufferColorSampleCounts,
        int framebufferDepthSampleCounts,
        int framebufferStencilSampleCounts,
        int sampledImageColorSampleCounts,
        int storageImageSampleCounts,
        long optimalBufferCopyOffsetAlignment,
        long optimalBufferCopyRowPitchAlignment,
        float minPointSize,
        float maxPointSize,
        float minLineWidth,
        float maxLineWidth,
        long maxTimelineSemaphoreValueDifference,
        boolean timestampComputeAndGraphics,
        int maxMultiDrawCount,
        int maxTessellationPatchSize,
        int maxTessellationGenerationLevel,
        float maxExtraPrimitiveOverestimationSize,
        boolean primitiveUnderestimation,
        float minViewportBound,
        float maxViewportBound,
        long maxMultiviewInstanceIndex,
        MeshShaderLimits meshShaders,
        RayTracingLimits rayTracing) {

    /// The error where memory for one more object would be one allocation too many.
    ///
    /// @param object type and name of the object
    /// @return the error
    public UsageException noMoreAllocations(String object) {
        return new UsageException(
                object
                        + " needs a memory allocation more than the device can have"
                        + " (maxMemoryAllocationCount="
                        + maxMemoryAllocationCount
                        + "); place buffers and images in memory blocks, leave DEDICATED away, or"
                        + " close what is not needed");
    }
}
