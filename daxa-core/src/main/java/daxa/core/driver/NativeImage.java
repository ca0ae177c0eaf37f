package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

/// A native image with its memory.
///
/// @param handle the `VkImage`
/// @param allocation the allocation below it, 0 where it lies in a memory block
/// @param allocatedBytes bytes of memory it takes, 0 where it lies in a memory block
/// @param heap the index of the memory heap it lies in
@Internal
@Immutable
public record NativeImage(long handle, long allocation, long allocatedBytes, int heap) {}
