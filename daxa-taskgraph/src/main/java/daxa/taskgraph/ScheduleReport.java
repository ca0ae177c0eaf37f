package daxa.taskgraph;

import daxa.core.command.Access;
import daxa.core.concurrent.Immutable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Says why a [Schedule] is as it is. Causes are found when they are asked for; a schedule of which
/// nobody asks has no cost.
///
/// ```java
/// String everything = schedule.explain().toString();
/// Explanation fourth = schedule.explain().task(3);
/// ```
@Immutable
public final class ScheduleReport {
    final Causes causes;

    ScheduleReport(Schedule schedule) {
        causes = new Causes(schedule);
    }

    /// Why there is a barrier.
    ///
    /// @param submission the number of the submission
    /// @param batch the number of the batch in it
    /// @param barrier the number of the barrier in front of the batch
    /// @return the uses that it stands between
    /// @throws IndexOutOfBoundsException if there is no such barrier
    public Explanation barrier(int submission, int batch, int barrier) {
        Schedule.Barrier of =
                causes.submissions.get(submission).batches().get(batch).barriers().get(barrier);
        return new Explanation(text(of), causes.ofBarrier(submission, batch, barrier));
    }

    /// Why a submission waits.
    ///
    /// @param submission the number of the submission
    /// @param wait the number of the wait in it
    /// @return the uses that come first, and those that come after them
    /// @throws IndexOutOfBoundsException if there is no such wait
    public Explanation wait(int submission, int wait) {
        int waitedFor = causes.submissions.get(submission).waits().get(wait);
        return new Explanation(
                "wait for submission "
                        + waitedFor
                        + " of "
                        + causes.submissions.get(waitedFor).queue(),
                causes.ofWait(submission, waitedFor));
    }

    /// Why a task runs, or does not.
    ///
    /// @param task its number, in the order of declaration
    /// @return what needs it
    /// @throws IndexOutOfBoundsException if there is no such task
    public Explanation task(int task) {
        String name = "task '" + causes.graph.taskName(task) + "' ";
        return new Explanation(
                name + (causes.runs(task) ? "runs" : "does not run"), causes.ofLife(task));
    }

    /// Why a task does not run earlier, and whether its queue was chosen.
    ///
    /// @param task its number, in the order of declaration
    /// @return the last tasks that it comes after; nothing for a task that does not run
    /// @throws IndexOutOfBoundsException if there is no such task
    public Explanation place(int task) {
        return new Explanation(
                "task '"
                        + causes.graph.taskName(task)
                        + "' runs at level "
                        + causes.schedule.level(task),
                causes.ofPlace(task));
    }

    /// Why a submission waits for earlier executions.
    ///
    /// @param submission the number of the submission
    /// @param wait the number among its [waits for those][Schedule.Submission#earlierWaits()]
    /// @return the uses that come after what they did
    /// @throws IndexOutOfBoundsException if there is no such wait
    public Explanation earlierWait(int submission, int wait) {
        Schedule.EarlierWait of = causes.submissions.get(submission).earlierWaits().get(wait);
        return new Explanation(
                "wait for earlier executions on " + of.queue(), causes.ofEarlierWait(submission));
    }

    /// Why what an image held is discarded.
    ///
    /// @param submission the number of the submission
    /// @param batch the number of the batch in it
    /// @param discard the number of the discard in front of the batch
    /// @return its first uses, and who had its memory before
    /// @throws IndexOutOfBoundsException if there is no such discard
    public Explanation discard(int submission, int batch, int discard) {
        int resource =
                causes.submissions
                        .get(submission)
                        .batches()
                        .get(batch)
                        .discards()
                        .get(discard)
                        .resource();
        return new Explanation(
                "discard what " + causes.graph.resources[resource] + " held",
                causes.ofDiscard(resource));
    }

    /// Where a transient resource lies, and who had its bytes directly before it.
    ///
    /// @param resource its number, in the order of declaration
    /// @return the last uses of those, and the first of its own
    /// @throws IndexOutOfBoundsException if there is no such resource
    public Explanation memory(int resource) {
        HeapLayout layout = causes.schedule.layout();
        ResourceEntry entry = causes.graph.resources[resource];
        if (!layout.has(resource)) {
            return new Explanation(entry + " has no memory of the graph's heaps", List.of());
        }
        if (layout.isApart(resource)) {
            return new Explanation(entry + " has memory of its own", List.of());
        }
        long offset = layout.offset(resource);
        return new Explanation(
                entry
                        + " has bytes "
                        + offset
                        + " to "
                        + (offset + layout.bytes(resource))
                        + " of heap "
                        + layout.heap(resource),
                causes.ofMemory(resource));
    }

    // ---------------------------------------------------------------- texts

    static String text(Schedule.Barrier barrier) {
        return text(barrier.src(), barrier.dst());
    }

    static String text(Access src, Access dst) {
        return "barrier "
                + TaskStage.text(Causes.stages(src))
                + (src.accesses() == 0 ? "" : " writes")
                + " -> "
                + TaskStage.text(Causes.stages(dst))
                + memory(dst);
    }

    private static String memory(Access scope) {
        return (Causes.hasReads(scope) ? " reads" : "")
                + (Causes.hasWrites(scope) ? " writes" : "");
    }

    /// The tasks that do not run.
    List<Integer> culled() {
        List<Integer> culled = new ArrayList<>();
        for (int task = 0; task < causes.graph.taskCount; task++) {
            if (!causes.runs(task)) {
                culled.add(task);
            }
        }
        return culled;
    }

    /// The resources that lie in heaps.
    List<Integer> inHeaps() {
        List<Integer> found = new ArrayList<>();
        for (int resource = 0; resource < causes.graph.resources.length; resource++) {
            if (causes.isInHeap(resource)) {
                found.add(resource);
            }
        }
        return found;
    }

    /// The whole schedule as text, with the cause of all that is in it.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(causes.graph.toString());
        for (int i = 0; i < causes.submissions.size(); i++) {
            Schedule.Submission submission = causes.submissions.get(i);
            text.append("\nsubmission ").append(i).append(" to ").append(submission.queue());
            for (int wait = 0; wait < submission.waits().size(); wait++) {
                append(text, wait(i, wait));
            }
            for (int wait = 0; wait < submission.earlierWaits().size(); wait++) {
                append(text, earlierWait(i, wait));
            }
            for (int acquired : submission.acquires()) {
                text.append("\n  acquire ").append(causes.graph.resources[acquired]);
            }
            for (int batch = 0; batch < submission.batches().size(); batch++) {
                Schedule.Batch each = submission.batches().get(batch);
                for (int discard = 0; discard < each.discards().size(); discard++) {
                    append(text, discard(i, batch, discard));
                }
                for (int barrier = 0; barrier < each.barriers().size(); barrier++) {
                    append(text, barrier(i, batch, barrier));
                }
                text.append(
                        each.tasks().stream()
                                .map(task -> "'" + causes.graph.taskName(task) + "'")
                                .collect(Collectors.joining(", ", "\n  tasks ", "")));
            }
            submission
                    .present()
                    .ifPresent(
                            present ->
                                    text.append("\n  present ")
                                            .append(causes.graph.resources[present.resource()]));
        }
        for (int task : culled()) {
            append(text, task(task));
        }
        for (int resource : inHeaps()) {
            append(text, memory(resource));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Explanation explanation) {
        text.append("\n  ").append(explanation.toString().replace("\n", "\n  "));
    }
}
