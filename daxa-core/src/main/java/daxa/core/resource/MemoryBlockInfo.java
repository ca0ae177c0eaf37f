package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.MemoryRequirements;
import daxa.core.error.UsageException;

import java.util.Objects;

/// What a block of memory shall be.
///
/// ```java
/// MemoryRequirements both = device.memoryRequirements(shadows).or(device.memoryRequirements(bloom));
/// MemoryBlock block = device.createMemoryBlock(MemoryBlockInfo.of("transient", both));
/// ```
///
/// @param name its name, for messages and tools
/// @param requirements size, alignment and possible memory types
/// @param memory who reaches it
/// @param coherent whether memory that the host maps has to be coherent; otherwise it may be
@Immutable
public record MemoryBlockInfo(
        String name, MemoryRequirements requirements, MemoryKind memory, boolean coherent) {

    /// Checks the values.
    ///
    /// @throws UsageException if the size is not above 0, the alignment is no power of two, there
    ///   is no memory type, or the requirements ask for an allocation of their own
    public MemoryBlockInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(requirements, "requirements");
        Objects.requireNonNull(memory, "memory");
        if (requirements.size() <= 0
                || Long.bitCount(requirements.alignment()) != 1
                || requirements.memoryTypes() == 0) {
            throw new UsageException(
                    "MemoryBlock '"
                            + name
                            + "': size="
                            + requirements.size()
                            + ", alignment="
                            + requirements.alignment()
                            + ", memoryTypes=0x"
                            + Integer.toHexString(requirements.memoryTypes())
                            + " (expected a size above 0, a power of two, and at least one type)");
        }
        if (requirements.dedicatedOnly()) {
            throw new UsageException(
                    "MemoryBlock '"
                            + name
                            + "': the requirements are of something that needs an allocation of its"
                            + " own; create that without a block");
        }
    }

    /// A block in memory of the device.
    ///
    /// @param name its name
    /// @param requirements size, alignment and possible memory types
    /// @return the info
    public static MemoryBlockInfo of(String name, MemoryRequirements requirements) {
        return new MemoryBlockInfo(name, requirements, MemoryKind.DEVICE, true);
    }

    /// The same block in memory that the host writes.
    ///
    /// @return a changed copy
    public MemoryBlockInfo upload() {
        return new MemoryBlockInfo(name, requirements, MemoryKind.UPLOAD, coherent);
    }

    /// The same block in memory that the host reads.
    ///
    /// @return a changed copy
    public MemoryBlockInfo readback() {
        return new MemoryBlockInfo(name, requirements, MemoryKind.READBACK, coherent);
    }

    /// The same block in memory that may be non-coherent: buffers in it are created with
    /// [MemoryOption#NON_COHERENT].
    ///
    /// @return a changed copy
    public MemoryBlockInfo nonCoherent() {
        return new MemoryBlockInfo(name, requirements, memory, false);
    }
}
