package daxa.core.driver;

import daxa.core.concurrent.Immutable;

/// What a device can do with a format. Numbers are Vulkan's.
///
/// @param image `VkFormatFeatureFlags2` of images with optimal tiling
/// @param buffer `VkFormatFeatureFlags2` of buffers
/// @param sampledSamples `VkSampleCountFlags` of two-dimensional sampled images
/// @param attachmentSamples `VkSampleCountFlags` of two-dimensional attachments
@Immutable
public record FormatSupport(long image, long buffer, int sampledSamples, int attachmentSamples) {}
