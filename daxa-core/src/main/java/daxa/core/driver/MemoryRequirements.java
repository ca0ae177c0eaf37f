package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

/// What memory a buffer or an image needs. Source: `VkMemoryRequirements2`.
///
/// @param size bytes
/// @param alignment its offset in a memory block is a multiple of this many bytes
/// @param memoryTypes the memory types it can lie in, bit i for type i
/// @param dedicatedOnly whether it needs an allocation of its own and cannot be placed in a block
@Immutable
public record MemoryRequirements(
        long size, long alignment, int memoryTypes, boolean dedicatedOnly) {

    /// What a block needs in which either can lie at offset 0: one at a time, or both where they
    /// are aliased.
    ///
    /// @param other the other's requirements
    /// @return the larger size and alignment, and the memory types of both
    /// @throws UsageException if no memory type suits both
    public MemoryRequirements or(MemoryRequirements other) {
        return new MemoryRequirements(
                Math.max(size, other.size),
                Math.max(alignment, other.alignment),
                commonTypes(other),
                dedicatedOnly || other.dedicatedOnly);
    }

    /// What a block needs in which this lies at offset 0 and the other behind it.
    ///
    /// @param other the other's requirements
    /// @return the sum of the sizes, the first rounded up to the alignment of the other; the larger
    ///   alignment; the memory types of both
    /// @throws UsageException if no memory type suits both
    public MemoryRequirements and(MemoryRequirements other) {
        return new MemoryRequirements(
                other.offsetAfter(size) + other.size,
                Math.max(alignment, other.alignment),
                commonTypes(other),
                dedicatedOnly || other.dedicatedOnly);
    }

    /// The first offset at which something with these requirements can lie.
    ///
    /// @param end where what is before it ends, bytes
    /// @return `end`, rounded up to the alignment
    public long offsetAfter(long end) {
        return Math.ceilDiv(end, alignment) * alignment;
    }

    private int commonTypes(MemoryRequirements other) {
        int common = memoryTypes & other.memoryTypes;
        if (common == 0) {
            throw new UsageException(
                    "memoryTypes=0x"
                            + Integer.toHexString(memoryTypes)
                            + " and memoryTypes=0x"
                            + Integer.toHexString(other.memoryTypes)
                            + " have none in common; use a memory block for each");
        }
        return common;
    }
}
