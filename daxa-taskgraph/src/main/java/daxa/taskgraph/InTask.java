package daxa.taskgraph;

/// Says, as a suppressed exception, in which task another one was thrown.
final class InTask extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InTask(TaskContext task) {
        super("in " + task, null, false, false);
    }
}
