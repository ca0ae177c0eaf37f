package daxa.taskgraph;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;

import java.util.Arrays;

/// Orders an execution behind the one before: on the same queue by a barrier, on others by waits.
final class ExecutionLink {
    private static final int QUEUES = TaskQueue.values().length;

    // Of each queue, what the newest execution submitted last to it, and the one before.
    private final SubmitToken[] newest = new SubmitToken[QUEUES];
    private final SubmitToken[] last = new SubmitToken[QUEUES];

    // Queues that the execution at work has begun to record for, or to submit to.
    private final boolean[] recorded = new boolean[QUEUES];
    private final boolean[] submitted = new boolean[QUEUES];

    ExecutionLink() {
        Arrays.setAll(newest, i -> new SubmitToken());
        Arrays.setAll(last, i -> new SubmitToken());
    }

    void beginRecording() {
        Arrays.fill(recorded, false);
        Arrays.fill(submitted, false);
    }

    /// Records what has to stand at the begin of a submission.
    void record(TaskQueue queue, CommandRecorder recorder) {
        if (!recorded[queue.index()]) {
            recorded[queue.index()] = true;
            recorder.barrier(Access.ALL, Access.ALL);
        }
    }

    void beginSubmitting() {
        for (int i = 0; i < QUEUES; i++) {
            newest[i].copyTo(last[i]);
        }
    }

    /// Adds what a submission has to wait for because of the execution before.
    ///
    /// @return how many waits
    int addWaits(TaskQueue queue, SubmitInfo info) {
        if (submitted[queue.index()]) {
            return 0;
        }
        submitted[queue.index()] = true;
        int count = 0;
        for (int i = 0; i < QUEUES; i++) {
            if (i != queue.index() && last[i].number() != 0) {
                info.waitFor(last[i]);
                count++;
            }
        }
        return count;
    }

    /// Remembers an accepted submission.
    void submitted(TaskQueue queue, SubmitToken token) {
        token.copyTo(newest[queue.index()]);
    }

    /// Whether the execution at work has submitted something to a queue.
    boolean wasSubmitted(TaskQueue queue) {
        int index = queue.index();
        return submitted[index] && newest[index].number() != last[index].number();
    }

    /// What was submitted last to a queue.
    SubmitToken newest(TaskQueue queue) {
        return newest[queue.index()];
    }
}
