package daxa.core.driver;

import daxa.core.concurrent.Immutable;

/// What memory an acceleration structure and its builds need.
///
/// @param size bytes of the structure
/// @param buildScratch bytes of scratch memory for a build
/// @param updateScratch bytes of scratch memory for an update; 0 where it cannot be updated
@Immutable
public record AccelerationStructureSizes(long size, long buildScratch, long updateScratch) {}
