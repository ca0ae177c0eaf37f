package daxa.core.driver;

import daxa.core.concurrent.Immutable;

/// A native image with its memory.
///
/// @param handle the `VkImage`
/// @param allocation the allocation below it
/// @param allocatedBytes bytes of memory it takes
@Immutable
public record NativeImage(long handle, long allocation, long allocatedBytes) {}
