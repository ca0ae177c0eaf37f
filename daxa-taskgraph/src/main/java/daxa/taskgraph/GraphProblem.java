package daxa.taskgraph;

import daxa.core.concurrent.Immutable;

/// Something wrong with a description, or suspicious in it.
///
/// @param code which rule is broken
/// @param message the task, the resource, the values, and the remedy
/// @param line the line of the program, as a stack trace has it; empty if it is not known, see
///   [GraphBuilder#keepLines()]
@Immutable
public record GraphProblem(Code code, String message, String line) {
    GraphProblem(Code code, String message) {
        this(code, message, "");
    }

    /// The code, the message, and on a line of its own where the program caused it.
    @Override
    public String toString() {
        return code + ": " + message + (line.isEmpty() ? "" : "\n    at " + line);
    }

    /// The rules.
    public enum Code {
        /// Two resources, or two conditions, have one name.
        DUPLICATE_NAME,
        /// A view is of another graph, or of an earlier description.
        FOREIGN_VIEW,
        /// A view is null.
        NULL_VIEW,
        /// A task has one name for two views.
        DUPLICATE_ATTACHMENT,
        /// The views of a task do not fit its head.
        HEAD_MISMATCH,
        /// A view cannot be of the type that it is seen as.
        WRONG_VIEW_TYPE,
        /// The views of a clear, a fill or a copy do not fit it, or each other.
        WRONG_TRANSFER,
        /// A queue has not the command of a clear or a copy.
        WRONG_QUEUE,
        /// A format cannot be used so.
        WRONG_FORMAT,
        /// A stage does not belong to the kind of the task.
        WRONG_STAGE_FOR_KIND,
        /// A stage does not exist on the queue of the task.
        WRONG_STAGE_FOR_QUEUE,
        /// A stage cannot be had for that kind of resource, or cannot write.
        WRONG_STAGE_FOR_RESOURCE,
        /// A task declares two uses of the same bytes or texels.
        OVERLAPPING_USES,
        /// Something is read that nothing has written.
        READ_BEFORE_WRITE,
        /// The previous contents of something are written.
        WRITE_TO_PREVIOUS,
        /// What is presented is not the image of a swapchain, or is presented twice.
        WRONG_PRESENT,
        /// What is presented is not written.
        PRESENT_UNWRITTEN,
        /// A graph has two images of swapchains.
        SECOND_SWAPCHAIN_IMAGE,
        /// A condition is of another graph.
        FOREIGN_CONDITION,
        /// A graph has more than 64 conditions.
        TOO_MANY_CONDITIONS,
        /// A task needs a condition both on and off.
        NEVER_ON,
        /// A graph has no task. A warning.
        EMPTY_GRAPH,
        /// A task uses nothing and has no side effect, so that it does not run. A warning.
        EMPTY_TASK,
        /// No task needs a condition. A warning.
        UNUSED_CONDITION,
        /// No task uses a resource. A warning.
        UNUSED_RESOURCE,
        /// A resource of the graph is read, and written by nobody. A warning.
        NEVER_WRITTEN,
        /// What a task writes is transient, and nobody reads it. A warning.
        UNREAD_WRITE,
        /// The image of a swapchain is not presented. A warning.
        NOT_PRESENTED
    }
}
