package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

/// How a graph is executed.
///
/// @param scratchBytes the capacity of the scratch memory of each queue, bytes, above 0; it is made
///   when a task asks for some
/// @param timings whether it is measured how long the GPU takes for each task, by two timestamps
/// @param poison whether transient buffers and images are filled before their first use in each
///   execution, so that it is seen if a task reads what nothing has written: with bytes of 255, NaN
///   for floats, magenta for normalised colours. They share no memory then. Left out are images
///   whose first task is on a queue that cannot clear them, compressed ones, and what several
///   queues use from the beginning
@Immutable
public record TaskGraphOptions(long scratchBytes, boolean timings, boolean poison) {
    /// One mebibyte of scratch memory, nothing measured, nothing poisoned.
    public static final TaskGraphOptions DEFAULT = new TaskGraphOptions(1 << 20, false, false);

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
        return new TaskGraphOptions(bytes, timings, poison);
    }

    /// As this, with or without measuring tasks.
    ///
    /// @param isMeasured whether [TaskGraph#timings()] tells how long tasks take
    /// @return a changed copy
    public TaskGraphOptions withTimings(boolean isMeasured) {
        return new TaskGraphOptions(scratchBytes, isMeasured, poison);
    }

    /// As this, with or without filling what is undefined.
    ///
    /// @param isPoisoned whether transient resources are filled before their first use
    /// @return a changed copy
    public TaskGraphOptions withPoison(boolean isPoisoned) {
        return new TaskGraphOptions(scratchBytes, timings, isPoisoned);
    }
}
