package daxa.core.driver;

import daxa.core.concurrent.Immutable;

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
        float timestampPeriod) {}
