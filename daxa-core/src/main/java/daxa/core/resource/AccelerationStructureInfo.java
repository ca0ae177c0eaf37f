package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.QueueKind;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Lifetimes;

import java.util.Objects;
import java.util.Set;

/// What a [Blas] or a [Tlas] shall be.
///
/// @param name its name
/// @param size bytes, above 0: what `Device.buildSizes` tells, or a compacted size
/// @param queueMask the queues that may use it, as bits
/// @param options [MemoryOption#DEDICATED] with memory of its own, [MemoryOption#ALIASED] in a
///   block
@Immutable
public record AccelerationStructureInfo(
        String name, long size, int queueMask, Set<MemoryOption> options) {
    /// Checks the values.
    ///
    /// @throws UsageException if one is out of its range
    public AccelerationStructureInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(options, "options");
        options = Set.copyOf(options);
        if (size <= 0) {
            throw new UsageException(
                    "acceleration structure '" + name + "': size=" + size + " (expected above 0)");
        }
        BufferInfo.checkQueues("acceleration structure", name, queueMask);
    }

    /// A structure for all queues.
    ///
    /// @param name its name
    /// @param size bytes, above 0
    /// @return the info
    /// @throws UsageException if the size is not above 0
    public static AccelerationStructureInfo of(String name, long size) {
        return new AccelerationStructureInfo(name, size, Lifetimes.ALL_QUEUES, Set.of());
    }

    /// The same for some queues alone, which it then waits for when it is closed (L7).
    ///
    /// @param kinds the kinds of queues
    /// @return the info
    public AccelerationStructureInfo queues(QueueKind... kinds) {
        Objects.requireNonNull(kinds, "kinds");
        return new AccelerationStructureInfo(name, size, QueueKind.mask(kinds), options);
    }

    /// The same with one more option.
    ///
    /// @param option the option
    /// @return the info
    public AccelerationStructureInfo with(MemoryOption option) {
        return new AccelerationStructureInfo(
                name, size, queueMask, BufferInfo.added(options, option));
    }
}
