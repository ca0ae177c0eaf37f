package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.QueueKind;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Lifetimes;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/// What a buffer shall be.
///
/// ```java
/// Buffer vertices = device.createBuffer(BufferInfo.of("vertices", 3 * 24).upload());
/// ```
///
/// @param name its name, for messages and tools
/// @param size bytes, above 0
/// @param memory where it lives
/// @param queueMask the queues that may use it, bit i for queue i; all by default, see
///   [#queues(QueueKind...)]
/// @param options what is special about its memory
@Immutable
public record BufferInfo(
        String name, long size, MemoryKind memory, int queueMask, Set<MemoryOption> options) {

    /// Checks the values.
    ///
    /// @throws UsageException if the size is not above 0, or there is no queue
    public BufferInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(memory, "memory");
        Objects.requireNonNull(options, "options");
        options = Set.copyOf(options);
        if (size <= 0) {
            throw new UsageException("Buffer '" + name + "': size=" + size + " (expected above 0)");
        }
        checkQueues("Buffer", name, queueMask);
    }

    static void checkQueues(String type, String name, int queueMask) {
        if ((queueMask & (1 << QueueKind.TOTAL) - 1) == 0) {
            throw new UsageException(
                    type
                            + " '"
                            + name
                            + "': queueMask="
                            + queueMask
                            + " (expected at least one queue, which are bits 0 to "
                            + (QueueKind.TOTAL - 1)
                            + ")");
        }
    }

    /// A buffer with nothing special about its memory.
    ///
    /// @param name its name, for messages and tools
    /// @param size bytes, above 0
    /// @param memory where it lives
    /// @param queueMask the queues that may use it, bit i for queue i
    /// @throws UsageException if the size is not above 0, or there is no queue
    public BufferInfo(String name, long size, MemoryKind memory, int queueMask) {
        this(name, size, memory, queueMask, Set.of());
    }

    /// A buffer in memory of the device.
    ///
    /// @param name its name
    /// @param size bytes, above 0
    /// @return the info
    /// @throws UsageException if the size is not above 0
    public static BufferInfo of(String name, long size) {
        return new BufferInfo(name, size, MemoryKind.DEVICE, Lifetimes.ALL_QUEUES);
    }

    /// The same buffer for some queues only: recorders for others refuse it, and once it is closed
    /// it does not wait for them.
    ///
    /// @param kinds all queues of these kinds, at least one
    /// @return a changed copy
    public BufferInfo queues(QueueKind... kinds) {
        Objects.requireNonNull(kinds, "kinds");
        return withQueueMask(QueueKind.mask(kinds));
    }

    /// As [#queues(QueueKind...)], for single queues.
    ///
    /// @param newQueueMask bit i for queue i
    /// @return a changed copy
    /// @throws UsageException if there is no queue in it, or one that devices do not have
    public BufferInfo withQueueMask(int newQueueMask) {
        return new BufferInfo(name, size, memory, newQueueMask, options);
    }

    /// The same buffer in memory that the host writes.
    ///
    /// @return a changed copy
    public BufferInfo upload() {
        return new BufferInfo(name, size, MemoryKind.UPLOAD, queueMask, options);
    }

    /// The same buffer in memory that the host reads.
    ///
    /// @return a changed copy
    public BufferInfo readback() {
        return new BufferInfo(name, size, MemoryKind.READBACK, queueMask, options);
    }

    /// The same buffer with something special about its memory.
    ///
    /// @param option what
    /// @return a changed copy
    public BufferInfo with(MemoryOption option) {
        return new BufferInfo(name, size, memory, queueMask, added(options, option));
    }

    static Set<MemoryOption> added(Set<MemoryOption> options, MemoryOption option) {
        Objects.requireNonNull(option, "option");
        Set<MemoryOption> more = EnumSet.of(option);
        more.addAll(options);
        return more;
    }
}
