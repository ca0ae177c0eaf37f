package daxa.core.driver;

import daxa.core.concurrent.Immutable;

/// One memory of the machine as a device sees it, at one moment.
///
/// @param index its number, from 0
/// @param deviceLocal whether it is the device's own
/// @param size bytes
/// @param used bytes that this process takes, or where the device lacks [Feature#MEMORY_BUDGET]
///   that this device's objects take
/// @param budget bytes that this process can take before others suffer or allocations fail; where
///   the device lacks [Feature#MEMORY_BUDGET] four fifths of the size
@Immutable
public record MemoryHeap(int index, boolean deviceLocal, long size, long used, long budget) {}
