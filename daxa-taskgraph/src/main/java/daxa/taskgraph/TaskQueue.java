package daxa.taskgraph;

import daxa.core.driver.QueueKind;

/// The queue that runs a task.
public enum TaskQueue {
    /// Graphics, compute and transfer, and presentation.
    MAIN(QueueKind.MAIN, 0),
    /// The first compute queue.
    COMPUTE_0(QueueKind.COMPUTE, 0),
    /// The second compute queue.
    COMPUTE_1(QueueKind.COMPUTE, 1),
    /// The third compute queue.
    COMPUTE_2(QueueKind.COMPUTE, 2),
    /// The fourth compute queue.
    COMPUTE_3(QueueKind.COMPUTE, 3),
    /// The first transfer queue.
    TRANSFER_0(QueueKind.TRANSFER, 0),
    /// The second transfer queue.
    TRANSFER_1(QueueKind.TRANSFER, 1);

    private static final TaskQueue[] ALL = values();

    private final QueueKind kind;
    private final int index;

    TaskQueue(QueueKind kind, int number) {
        this.kind = kind;
        this.index = kind.first() + number;
    }

    static TaskQueue of(int index) {
        return ALL[index];
    }

    /// What the queue can do.
    ///
    /// @return its kind
    public QueueKind kind() {
        return kind;
    }

    /// The queue's number on its device, see [daxa.core.command.Queue#index()].
    ///
    /// @return from 0 to 6
    public int index() {
        return index;
    }
}
