package daxa.taskgraph;

import daxa.core.concurrent.ThreadConfined;

/// Is called around each task while a graph is executed, by the thread that records it; for tools,
/// and for what all tasks need.
///
/// With [several][TaskGraphOptions#withRecordingThreads] threads it is called by all of them, also
/// at the same time.
@ThreadConfined
public interface TaskListener {
    /// A task is about to record, behind the barriers in front of it.
    ///
    /// @param task the task, usable until it has recorded
    default void before(TaskContext task) {}

    /// A task has recorded.
    ///
    /// @param task the task, usable until the method returns
    default void after(TaskContext task) {}
}
