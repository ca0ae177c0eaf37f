package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.MemoryKind;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Lifetimes;

import java.util.Objects;

/// What a buffer shall be.
///
/// ```java
/// Buffer vertices = device.createBuffer(BufferInfo.of("vertices", 3 * 24).upload());
/// ```
///
/// @param name its name, for messages and tools
/// @param size bytes, above 0
/// @param memory where it lives
/// @param queueMask the queues that may use it, bit i for queue i; all by default
@Immutable
public record BufferInfo(String name, long size, MemoryKind memory, int queueMask) {

    /// Checks the values.
    ///
    /// @throws UsageException if the size is not above 0
    public BufferInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(memory, "memory");
        if (size <= 0) {
            throw new UsageException("Buffer '" + name + "': size=" + size + " (expected above 0)");
        }
    }

    /// A buffer in memory of the device.
    ///
    /// @param name its name
    /// @param size bytes, above 0
    /// @return the info
    public static BufferInfo of(String name, long size) {
        return new BufferInfo(name, size, MemoryKind.DEVICE, Lifetimes.ALL_QUEUES);
    }

    /// The same buffer in memory that the host writes.
    ///
    /// @return a changed copy
    public BufferInfo upload() {
        return new BufferInfo(name, size, MemoryKind.UPLOAD, queueMask);
    }

    /// The same buffer in memory that the host reads.
    ///
    /// @return a changed copy
    public BufferInfo readback() {
        return new BufferInfo(name, size, MemoryKind.READBACK, queueMask);
    }
}
