package daxa.taskgraph;

import daxa.core.concurrent.Immutable;

/// Something wrong with a description.
///
/// @param code which rule is broken
/// @param message the task, the resource, the values, and the remedy
@Immutable
public record GraphProblem(Code code, String message) {
    /// The rules.
    public enum Code {
        /// Two resources have one name.
        DUPLICATE_NAME,
        /// A view is of another graph, or of an earlier description.
        FOREIGN_VIEW,
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
        /// A condition is of another graph.
        FOREIGN_CONDITION,
        /// A graph has more than 64 conditions.
        TOO_MANY_CONDITIONS,
        /// A task needs a condition both on and off.
        NEVER_ON
    }
}
