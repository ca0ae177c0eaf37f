package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

/// How a graph is executed.
///
/// @param scratchBytes the capacity of the scratch memory of each queue, bytes, above 0; it is made
///   when a task asks for some
@Immutable
public record TaskGraphOptions(long scratchBytes) {
    /// One mebibyte of scratch memory.
    public static final TaskGraphOptions DEFAULT = new TaskGraphOptions(1 << 20);

    /// Checks the values.
    ///
    /// @throws UsageException if one is out of its range
    public TaskGraphOptions {
        if (scratchBytes <= 0) {
            throw new UsageException(
                    "TaskGraphOptions: scratchBytes=" + scratchBytes + " (expected above 0)");
        }
    }

    /// As this, with another capacity of scratch memory.
    ///
    /// @param bytes bytes, above 0
    /// @return a changed copy
    /// @throws UsageException if it is out of range
    public TaskGraphOptions withScratchBytes(long bytes) {
        return new TaskGraphOptions(bytes);
    }
}
