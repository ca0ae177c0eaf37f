package daxa.core.driver;

import daxa.core.concurrent.ExternallySynchronized;

/// The commands that build acceleration structures and trace rays. Nothing of it is called without
/// [Feature#ACCELERATION_STRUCTURE].
@ExternallySynchronized
public interface RayTracingCommandDriver {
    /// Builds or updates acceleration structures, at once and in no order.
    ///
    /// @param builds what to build; it is read before the call returns
    void buildAccelerationStructures(BuildBatch builds);

    /// Copies an acceleration structure.
    ///
    /// @param src the source
    /// @param dst the destination
    /// @param compact whether to leave out what only builds need
    void copyAccelerationStructure(long src, long dst, boolean compact);

    /// Writes to a query how large a structure is when it is compacted.
    ///
    /// @param structure the structure
    /// @param pool a `VkQueryPool` of such sizes
    /// @param query the query
    void writeCompactedSize(long structure, long pool, int query);
}
