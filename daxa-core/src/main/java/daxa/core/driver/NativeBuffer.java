package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

/// A native buffer with its memory.
///
/// @param handle the `VkBuffer`
/// @param allocation the allocation below it, 0 where it lies in a memory block
/// @param deviceAddress where shaders find it
/// @param hostAddress where the host finds it, or 0 if it is not mapped
/// @param allocatedBytes bytes of memory it takes, 0 where it lies in a memory block
/// @param heap the index of the memory heap it lies in
@Internal
@Immutable
public record NativeBuffer(
        long handle,
        long allocation,
        long deviceAddress,
        long hostAddress,
        long allocatedBytes,
        int heap) {}
