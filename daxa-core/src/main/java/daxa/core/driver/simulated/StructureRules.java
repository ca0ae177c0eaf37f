package daxa.core.driver.simulated;

import daxa.core.driver.AccelerationStructureSizes;
import daxa.core.driver.BuildBatch;

/// How large acceleration structures are here, and what their builds have to look like. Real
/// drivers differ, but theirs grow with the primitives too, and shrink when they are compacted.
final class StructureRules {
    /// `VK_BUILD_ACCELERATION_STRUCTURE_ALLOW_UPDATE_BIT_KHR`.
    static final int ALLOW_UPDATE = 0x1;

    /// `VK_BUILD_ACCELERATION_STRUCTURE_ALLOW_COMPACTION_BIT_KHR`.
    static final int ALLOW_COMPACTION = 0x2;

    private static final long UNIT = 256;
    private static final long PRIMITIVE_BYTES = 128;
    private static final long SCRATCH_BYTES = 64;

    private StructureRules() {}

    /// What a build of a batch needs.
    static AccelerationStructureSizes sizes(BuildBatch batch, int build) {
        long primitives = 0;
        int first = batch.firstGeometry(build);
        for (int i = first; i < first + batch.geometryCount(build); i++) {
            primitives += batch.primitives(i);
        }
        boolean updatable = (batch.flags(build) & ALLOW_UPDATE) != 0;
        return new AccelerationStructureSizes(
                round(UNIT + primitives * PRIMITIVE_BYTES),
                round(UNIT + primitives * SCRATCH_BYTES),
                updatable ? round(UNIT + primitives * SCRATCH_BYTES / 2) : 0);
    }

    /// What is left of a structure that is compacted.
    static long compacted(long size) {
        return Math.max(UNIT, round(size / 2));
    }

    private static long round(long size) {
        return Math.ceilDiv(size, UNIT) * UNIT;
    }
}
