package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

/// A block of native memory.
///
/// @param allocation the allocation
/// @param hostAddress where the host finds it, or 0 if it is not mapped
/// @param memoryType the index of its memory type
/// @param heap the index of the memory heap it lies in
@Internal
@Immutable
public record NativeMemory(long allocation, long hostAddress, int memoryType, int heap) {}
