package daxa.core.driver;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;

/// The commands that build acceleration structures and trace rays. Nothing of it is called without
/// [Feature#ACCELERATION_STRUCTURE].
@Internal
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

    /// Traces rays with the ray tracing pipeline that is bound.
    ///
    /// @param table where the records are
    /// @param raygen the number of the ray generation record
    /// @param width rays
    /// @param height rays
    /// @param depth rays
    void traceRays(TraceRegions table, int raygen, int width, int height, int depth);

    /// Traces rays with numbers of rays that the GPU reads.
    ///
    /// @param table where the records are
    /// @param raygen the number of the ray generation record
    /// @param buffer the `VkBuffer` with a `VkTraceRaysIndirectCommandKHR`
    /// @param offset bytes, a multiple of 4
    /// @param deviceAddress the device address of that place
    void traceRaysIndirect(
            TraceRegions table, int raygen, long buffer, long offset, long deviceAddress);

    /// Sets the size of the stack of the bound ray tracing pipeline, for which it is dynamic.
    ///
    /// @param bytes the size
    void setRayTracingStackSize(int bytes);
}
