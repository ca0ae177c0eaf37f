package daxa.taskgraph;

/// Says, as a suppressed exception, in which task another one was thrown.
final class InTask extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param remark what else is to be said, or nothing
    InTask(TaskContext task, String remark) {
        super("in " + task + remark, null, false, false);
    }
}
