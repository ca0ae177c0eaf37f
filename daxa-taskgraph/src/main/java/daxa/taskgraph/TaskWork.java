package daxa.taskgraph;

import daxa.core.concurrent.ThreadConfined;

import java.io.Serializable;

/// Records what a task does, each time that its graph is executed.
///
/// ```java
/// graph.compute("blur")
///         .samples(color)
///         .writes(blurred)
///         .executes(
///                 task -> {
///                     task.commands().setPipeline(blur);
///                     task.commands().pushConstants(BLUR, new Blur(task.id(color), task.id(blurred)));
///                     task.commands().dispatch(160, 90, 1);
///                 });
/// ```
///
/// It is called by the thread that executes the graph, or by one of
/// [several][TaskGraphOptions#withRecordingThreads], beside other tasks. What it throws is thrown
/// on by the execution, which submits nothing then.
///
/// @implNote Serializable, so that tools find the line of a lambda expression. Nothing is ever
///   serialised, and what a lambda captures need not be serializable.
@ThreadConfined
@FunctionalInterface
public interface TaskWork extends Serializable {
    /// Records.
    ///
    /// @param task the recorder and the resources of the task, usable until the method returns
    void record(TaskContext task);
}
