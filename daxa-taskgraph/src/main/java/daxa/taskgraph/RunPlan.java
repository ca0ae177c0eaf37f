package daxa.taskgraph;

import daxa.core.command.Access;

import java.util.ArrayList;
import java.util.List;

/// A schedule in flat arrays, as an execution walks through it.
final class RunPlan {
    final int submissions;

    /// Of each submission, its queue.
    final TaskQueue[] queues;

    /// Of each submission, and one more, the first of [#waits], and the first batch.
    final int[] firstWait;

    final int[] firstBatch;

    /// Submissions that are waited for.
    final int[] waits;

    /// Of each batch, and one more, the first barrier, and the first of [#tasks].
    final int[] firstBarrier;

    final int[] firstTask;

    /// Of each barrier, what comes before and after.
    final Access[] before;

    final Access[] after;

    /// Tasks in the order in which they are recorded.
    final int[] tasks;

    /// The names of batches.
    final String[] batchLabels;

    RunPlan(Schedule schedule) {
        List<Schedule.Submission> all = schedule.submissions();
        submissions = all.size();
        queues = new TaskQueue[submissions];
        firstWait = new int[submissions + 1];
        firstBatch = new int[submissions + 1];
        List<Integer> allWaits = new ArrayList<>();
        List<Schedule.Batch> batches = new ArrayList<>();
        for (int i = 0; i < submissions; i++) {
            queues[i] = all.get(i).queue();
            allWaits.addAll(all.get(i).waits());
            batches.addAll(all.get(i).batches());
            firstWait[i + 1] = allWaits.size();
            firstBatch[i + 1] = batches.size();
        }
        waits = ints(allWaits);
        firstBarrier = new int[batches.size() + 1];
        firstTask = new int[batches.size() + 1];
        batchLabels = new String[batches.size()];
        List<Schedule.Barrier> barriers = new ArrayList<>();
        List<Integer> allTasks = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            barriers.addAll(batches.get(i).barriers());
            allTasks.addAll(batches.get(i).tasks());
            firstBarrier[i + 1] = barriers.size();
            firstTask[i + 1] = allTasks.size();
            batchLabels[i] = "batch " + i;
        }
        before = barriers.stream().map(Schedule.Barrier::src).toArray(Access[]::new);
        after = barriers.stream().map(Schedule.Barrier::dst).toArray(Access[]::new);
        tasks = ints(allTasks);
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    /// The submission in which a task runs.
    int submissionOf(int place) {
        for (int i = 0; i < submissions; i++) {
            if (place < firstTask[firstBatch[i + 1]]) {
                return i;
            }
        }
        throw new IllegalArgumentException("place=" + place);
    }
}
