package daxa.core.program;

import daxa.core.concurrent.Immutable;

/// What a manager has done so far.
///
/// @param compiled shaders that the compiler was asked for
/// @param cached shaders that were found in the cache
/// @param prebuilt shaders that were found among the prebuilt ones
/// @param damagedFiles files of the cache that were damaged or foreign, and were thrown away
/// @param pipelines pipelines that were made, each version of one counted
@Immutable
public record PipelineStatistics(
        long compiled, long cached, long prebuilt, long damagedFiles, long pipelines) {}
