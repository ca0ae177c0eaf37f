package daxa.taskgraph;

import daxa.core.concurrent.Immutable;

import java.util.Objects;

/// When the GPU was at a task of an execution, from when all commands before it had ended until all
/// of its own had.
///
/// @param task the name of the task
/// @param queue the queue that ran it
/// @param beginNanos nanoseconds, comparable with those of the same execution
/// @param endNanos nanoseconds, not before the beginning
@Immutable
public record TaskTime(String task, TaskQueue queue, long beginNanos, long endNanos) {
    /// Checks that nothing is missing.
    public TaskTime {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(queue, "queue");
    }

    /// How long it took.
    ///
    /// @return nanoseconds, 0 or more
    public long nanos() {
        return endNanos - beginNanos;
    }
}
