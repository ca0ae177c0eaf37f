package daxa.taskgraph;

import daxa.core.command.Access;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A schedule in flat arrays, as an execution walks through it, and what it fills.
final class RunPlan {
    final Plan plan;
    final Schedule schedule;
    final int submissions;

    /// Of each submission, its queue.
    final TaskQueue[] queues;

    /// Of each submission, and one more, the first of [#waits], and the first batch.
    final int[] firstWait;

    final int[] firstBatch;

    /// Submissions that are waited for.
    final int[] waits;

    /// Of each submission, and one more, the first of [#earlier].
    final int[] firstEarlier;

    /// Earlier executions' submissions that are waited for: level and queue in one, see
    /// [ExecutionSequence#earlier].
    final int[] earlier;

    /// Of each batch, and one more, the first barrier, and the first of [#tasks].
    final int[] firstBarrier;

    final int[] firstTask;

    /// Of each barrier, what comes before and after.
    final Access[] before;

    final Access[] after;

    /// Of each batch, and one more, the first image that comes into being.
    final int[] firstDiscard;

    /// Of each image that comes into being, the resource, what comes before and after.
    final int[] discarded;

    final Access[] discardedBefore;
    final Access[] discardedAfter;

    /// Tasks in the order in which they are recorded.
    final int[] tasks;

    /// The names of batches.
    final String[] batchLabels;

    /// Of each task in order, whether it uses the image of the swapchain.
    final boolean[] usesFrame;

    /// The submission that presents; -1 for none.
    final int presenting;

    /// Of each submission, what it waits for and runs.
    final SubmitInfo[] infos;

    /// Of each submission, its newest one.
    final SubmitToken[] tokens;

    /// What is filled before its first use; null where that is not asked for, or not known yet.
    @Nullable Poison poison;

    /// Of each submission, and one more, its first part. Parts are recorded by themselves, and may
    /// be at the same time; the parts of one queue that are, by different recorders.
    final int[] firstPart;

    /// Of each part, and one more, the first batch, and the first of [#tasks]. Where that is not
    /// the first of the batch, the part goes on with it.
    final int[] partBatch;

    final int[] partTask;

    /// Of each part, its queue, and which of the queue's recorders records it.
    final TaskQueue[] partQueue;

    final int[] partRecorder;

    /// Of each part, whether nothing comes before it on its queue, and whether it uses the image of
    /// the swapchain.
    final boolean[] partBegins;

    final boolean[] partUsesFrame;

    /// Of each part, what is recorded; filled again by each execution.
    final ExecutableCommands[] recorded;

    /// Whether it was recorded before, so that the views of images that its tasks ask for are
    /// there.
    boolean wasRecorded;

    private final GraphDescription graph;

    /// Makes it.
    ///
    /// @param parts how many parts to make of all submissions, above 0; each has one at least
    /// @throws UsageException if tasks of several submissions use the image of a swapchain
    RunPlan(Plan plan, Schedule schedule, int parts) {
        this.plan = plan;
        this.schedule = schedule;
        graph = schedule.description();
        List<Schedule.Submission> all = schedule.submissions();
        submissions = all.size();
        queues = new TaskQueue[submissions];
        firstWait = new int[submissions + 1];
        firstBatch = new int[submissions + 1];
        firstEarlier = new int[submissions + 1];
        List<Integer> allEarlier = new ArrayList<>();
        List<Integer> allWaits = new ArrayList<>();
        List<Schedule.Batch> batches = new ArrayList<>();
        List<TaskQueue> batchQueues = new ArrayList<>();
        for (int i = 0; i < submissions; i++) {
            queues[i] = all.get(i).queue();
            allWaits.addAll(all.get(i).waits());
            for (Schedule.Batch batch : all.get(i).batches()) {
                batches.add(batch);
                batchQueues.add(queues[i]);
            }
            for (Schedule.EarlierWait each : all.get(i).earlierWaits()) {
                allEarlier.add(each.level() * Before.QUEUES + each.queue().index());
            }
            firstEarlier[i + 1] = allEarlier.size();
            firstWait[i + 1] = allWaits.size();
            firstBatch[i + 1] = batches.size();
        }
        waits = ints(allWaits);
        earlier = ints(allEarlier);
        firstBarrier = new int[batches.size() + 1];
        firstTask = new int[batches.size() + 1];
        batchLabels = new String[batches.size()];
        firstDiscard = new int[batches.size() + 1];
        List<Access> allBefore = new ArrayList<>();
        List<Access> allAfter = new ArrayList<>();
        List<Schedule.Discard> discards = new ArrayList<>();
        List<Integer> allTasks = new ArrayList<>();
        RecordedBarriers toRecord = new RecordedBarriers(schedule);
        for (int i = 0; i < batches.size(); i++) {
            toRecord.add(batchQueues.get(i), batches.get(i), allBefore, allAfter);
            // The swapchain brings its own images into their layout.
            batches.get(i).discards().stream()
                    .filter(each -> !graph.resources[each.resource()].presented())
                    .forEach(discards::add);
            allTasks.addAll(batches.get(i).tasks());
            firstDiscard[i + 1] = discards.size();
            firstBarrier[i + 1] = allBefore.size();
            firstTask[i + 1] = allTasks.size();
            batchLabels[i] = "batch " + i;
        }
        before = allBefore.toArray(Access[]::new);
        after = allAfter.toArray(Access[]::new);
        discarded = discards.stream().mapToInt(Schedule.Discard::resource).toArray();
        discardedBefore = discards.stream().map(RecordedBarriers::before).toArray(Access[]::new);
        discardedAfter = discards.stream().map(Schedule.Discard::dst).toArray(Access[]::new);
        tasks = ints(allTasks);
        usesFrame = new boolean[tasks.length];
        presenting = findPresenting();
        infos = new SubmitInfo[submissions];
        tokens = new SubmitToken[submissions];
        Arrays.setAll(infos, i -> new SubmitInfo());
        Arrays.setAll(tokens, i -> new SubmitToken());
        firstPart = new int[submissions + 1];
        for (int i = 0; i < submissions; i++) {
            firstPart[i + 1] = firstPart[i] + parts(i, parts);
        }
        int count = firstPart[submissions];
        partBatch = new int[count + 1];
        partTask = new int[count + 1];
        partQueue = new TaskQueue[count];
        partRecorder = new int[count];
        partBegins = new boolean[count];
        partUsesFrame = new boolean[count];
        partBatch[count] = batches.size();
        partTask[count] = tasks.length;
        for (int i = 0; i < submissions; i++) {
            cut(i, parts > 1);
        }
        recorded = new ExecutableCommands[count];
        Arrays.setAll(recorded, part -> new ExecutableCommands());
    }

    // In proportion to its tasks.
    private int parts(int submission, int all) {
        int count = tasksOf(submission);
        return Math.clamp((long) count * all / Math.max(1, tasks.length), 1, Math.max(1, count));
    }

    private int tasksOf(int submission) {
        return firstTask[firstBatch[submission + 1]] - firstTask[firstBatch[submission]];
    }

    private void cut(int submission, boolean atOnce) {
        int first = firstPart[submission];
        int count = firstPart[submission + 1] - first;
        int batch = firstBatch[submission];
        int firstPlace = firstTask[batch];
        int places = tasksOf(submission);
        int recorders = recordersBefore(submission);
        for (int i = 0; i < count; i++) {
            int part = first + i;
            int place = firstPlace + (int) ((long) places * i / count);
            while (i > 0 && firstTask[batch + 1] <= place) {
                batch++;
            }
            partBatch[part] = batch;
            partTask[part] = place;
            partQueue[part] = queues[submission];
            partRecorder[part] = atOnce ? recorders + i : 0;
            partBegins[part] = recorders + i == 0;
        }
        for (int part = first; part < first + count; part++) {
            int end =
                    part + 1 < first + count
                            ? partTask[part + 1]
                            : firstTask[firstBatch[submission + 1]];
            for (int place = partTask[part]; place < end; place++) {
                partUsesFrame[part] |= usesFrame[place];
            }
        }
    }

    // How many parts earlier submissions to the same queue have.
    private int recordersBefore(int submission) {
        int count = 0;
        for (int i = 0; i < submission; i++) {
            if (queues[i] == queues[submission]) {
                count += firstPart[i + 1] - firstPart[i];
            }
        }
        return count;
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    // All uses of a swapchain's image are in the submission that presents it.
    private int findPresenting() {
        int found = -1;
        int first = -1;
        for (int place = 0; place < tasks.length; place++) {
            int task = tasks[place];
            usesFrame[place] = usesFrame(task);
            if (!usesFrame[place]) {
                continue;
            }
            int submission = submissionOf(place);
            if (graph.presented < 0) {
                throw new UsageException(
                        text(task)
                                + " uses the image of a swapchain, which the graph does not"
                                + " present; call present of its GraphBuilder");
            }
            if (queues[submission] != TaskQueue.MAIN || (found >= 0 && submission != found)) {
                throw new UsageException(
                        text(task)
                                + " uses the image of a swapchain in submission "
                                + submission
                                + " to "
                                + queues[submission]
                                + (found < 0
                                        ? ""
                                        : ", task '" + graph.taskNames[first] + "' in " + found)
                                + " (expected one submission to MAIN); draw to an image of the"
                                + " graph, and copy that to the swapchain's in one task");
            }
            found = submission;
            first = task;
        }
        return found;
    }

    private String text(int task) {
        return "task '" + graph.taskNames[task] + "' of " + graph.label();
    }

    private boolean usesFrame(int task) {
        for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
            if (graph.resources[graph.useResource[use]].presented()) {
                return true;
            }
        }
        return false;
    }

    private int submissionOf(int place) {
        int submission = 0;
        while (place >= firstTask[firstBatch[submission + 1]]) {
            submission++;
        }
        return submission;
    }
}
