package daxa.taskgraph;

import daxa.core.command.Access;
import daxa.core.concurrent.Immutable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// How the tasks of a graph run: in which submissions to which queues, what these wait for, and the
/// barriers between the tasks. A function of the description alone, made without a device.
///
/// Within a submission tasks are in batches: those of a batch can run at the same time, and the
/// barriers of a batch stand in front of it.
@Immutable
public final class Schedule {
    private final Timeline timeline;
    private final Barriers barriers;

    // Of each submission, and one more for the waits: its first place, the place behind its last,
    // the first of its waits.
    private int count;
    private int[] begins = new int[4];
    private int[] ends = new int[4];
    private int[] firstWait = new int[5];
    private final int[] waits;

    private Schedule(Timeline timeline) {
        this.timeline = timeline;
        barriers = new Barriers(timeline);
        waits = new int[timeline.waitCount];
        cut();
    }

    /// Makes the schedule of a graph.
    ///
    /// @param description the graph
    /// @return the schedule; always the same for equal descriptions
    /// @throws GraphException if the graph cannot run, with all problems
    public static Schedule of(GraphDescription description) {
        return new Schedule(
                new Timeline(new Hazards(Objects.requireNonNull(description, "description"))));
    }

    // Submissions are made in the order of their first levels, so that each waits for earlier ones.
    private void cut() {
        int queues = timeline.queues.length;
        int places = timeline.slots.length - 1;
        int[] open = new int[queues];
        Arrays.fill(open, -1);
        int[] submissionAt = new int[queues == 1 ? 0 : places];
        int wait = 0;
        for (int slot = 0; slot < places; slot++) {
            if (timeline.slots[slot] == timeline.slots[slot + 1]) {
                continue;
            }
            int queue = slot % queues;
            if (open[queue] < 0 || timeline.beginsSubmission(slot)) {
                open[queue] = add(slot);
                firstWait[count - 1] = wait;
                while (wait < timeline.waitCount && timeline.waits[3 * wait] == slot) {
                    int of = timeline.waits[3 * wait + 2] * queues + timeline.waits[3 * wait + 1];
                    waits[wait++] = submissionAt[of];
                }
                firstWait[count] = wait;
            }
            ends[open[queue]] = slot + 1;
            if (queues > 1) {
                submissionAt[slot] = open[queue];
            }
            if (timeline.endsSubmission(slot)) {
                open[queue] = -1;
            }
        }
    }

    private int add(int slot) {
        if (count == begins.length) {
            begins = Arrays.copyOf(begins, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
            firstWait = Arrays.copyOf(firstWait, count * 2 + 1);
        }
        begins[count] = slot;
        return count++;
    }

    /// What it was made from.
    ///
    /// @return the description
    public GraphDescription description() {
        return timeline.graph;
    }

    /// Whether a task runs. One that has no side effect, and writes nothing that lasts or that a
    /// task which runs reads, does not.
    ///
    /// @param task its number, in the order of declaration
    /// @return whether it runs
    /// @throws IndexOutOfBoundsException if there is no such task
    public boolean runs(int task) {
        return timeline.hazards.alive[task];
    }

    /// The level of a task; [Hazards#NONE] if it does not run.
    int level(int task) {
        return timeline.hazards.level[task];
    }

    /// Whether the conditions let a task run.
    boolean isOn(int task) {
        return timeline.graph.isOn(task, 0) || runs(task);
    }

    /// What is submitted, in the order of the submits.
    ///
    /// @return the submissions, made anew for each call
    public List<Submission> submissions() {
        List<Submission> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            List<Integer> waitsFor = new ArrayList<>();
            for (int wait = firstWait[i]; wait < firstWait[i + 1]; wait++) {
                waitsFor.add(waits[wait]);
            }
            int queues = timeline.queues.length;
            List<Batch> batches = new ArrayList<>();
            for (int slot = begins[i]; slot < ends[i]; slot += queues) {
                if (timeline.slots[slot] != timeline.slots[slot + 1]) {
                    batches.add(batch(slot));
                }
            }
            all.add(new Submission(timeline.queues[begins[i] % queues], waitsFor, batches));
        }
        return all;
    }

    private Batch batch(int slot) {
        List<Barrier> before = new ArrayList<>();
        for (int i = barriers.first[slot]; i < barriers.first[slot + 1]; i++) {
            int flags = barriers.flags[i];
            before.add(
                    new Barrier(
                            TaskStage.scope(barriers.src[i], 0, flags & Barriers.AFTER_WRITES),
                            TaskStage.scope(
                                    barriers.dst[i],
                                    flags & Barriers.BEFORE_READS,
                                    flags & Barriers.BEFORE_WRITES)));
        }
        List<Integer> tasks = new ArrayList<>();
        for (int i = timeline.slots[slot]; i < timeline.slots[slot + 1]; i++) {
            tasks.add(timeline.order[i]);
        }
        return new Batch(before, tasks);
    }

    /// Why it is as it is.
    ///
    /// @return causes of its barriers, waits and places
    public ScheduleReport explain() {
        return new ScheduleReport(this);
    }

    /// The schedule with its description and all causes as JSON. The same bytes for equal
    /// schedules.
    ///
    /// @return ASCII text, with a line for each value
    public String toJson() {
        return ScheduleJson.of(explain());
    }

    /// The tasks and what passes between them, for Graphviz.
    ///
    /// @return ASCII text in the DOT language
    public String toDot() {
        return ScheduleDot.of(explain());
    }

    /// A drawing of the schedule: queues from top to bottom, levels from left to right.
    ///
    /// @return SVG in ASCII
    public String toSvg() {
        return new ScheduleDrawing(explain()).draw();
    }

    /// A page that shows the schedule: what runs where and why. It needs nothing but a browser.
    ///
    /// @return HTML that is XML too, in ASCII
    public String toHtml() {
        return ScheduleHtml.of(explain());
    }

    /// What differs between this schedule and another one, as lines of their texts.
    ///
    /// @param newer the other one
    /// @return lines that begin with `-` are of this one alone, those with `+` of the other; empty
    ///   if both are equal
    public String diff(Schedule newer) {
        return LineDiff.of(explain().toString(), newer.explain().toString());
    }

    /// Equal descriptions have equal schedules.
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Schedule that
                        && description().equals(that.description())
                        && submissions().equals(that.submissions()));
    }

    @Override
    public int hashCode() {
        return description().hashCode();
    }

    /// The schedule as text: a line for each submission, for each barrier and for each batch.
    @Override
    public String toString() {
        GraphDescription graph = timeline.graph;
        StringBuilder text = new StringBuilder(64 + 32 * graph.taskCount);
        text.append(graph)
                .append(", of which ")
                .append(timeline.order.length)
                .append(timeline.order.length == 1 ? " runs" : " run");
        int queues = timeline.queues.length;
        for (int i = 0; i < count; i++) {
            text.append("\nsubmission ").append(i).append(" to ");
            text.append(timeline.queues[begins[i] % queues]);
            for (int wait = firstWait[i]; wait < firstWait[i + 1]; wait++) {
                text.append(wait == firstWait[i] ? " waits for " : ", ").append(waits[wait]);
            }
            for (int slot = begins[i]; slot < ends[i]; slot += queues) {
                appendBatch(text, slot);
            }
        }
        return text.toString();
    }

    private void appendBatch(StringBuilder text, int slot) {
        for (int i = barriers.first[slot]; i < barriers.first[slot + 1]; i++) {
            int flags = barriers.flags[i];
            text.append("\n  barrier ").append(TaskStage.text(barriers.src[i]));
            text.append((flags & Barriers.AFTER_WRITES) == 0 ? "" : " writes");
            text.append(" -> ").append(TaskStage.text(barriers.dst[i]));
            text.append((flags & Barriers.BEFORE_READS) == 0 ? "" : " reads");
            text.append((flags & Barriers.BEFORE_WRITES) == 0 ? "" : " writes");
        }
        for (int i = timeline.slots[slot]; i < timeline.slots[slot + 1]; i++) {
            text.append(i == timeline.slots[slot] ? "\n  " : ", ");
            text.append(timeline.graph.taskNames[timeline.order[i]]);
        }
    }

    /// What is submitted to a queue at once.
    ///
    /// @param queue the queue
    /// @param waits the numbers of the submissions, all of other queues, that have to be complete
    ///   before it begins
    /// @param batches its tasks, at least one batch
    @Immutable
    public record Submission(TaskQueue queue, List<Integer> waits, List<Batch> batches) {
        /// Copies the lists.
        public Submission {
            Objects.requireNonNull(queue, "queue");
            waits = List.copyOf(waits);
            batches = List.copyOf(batches);
        }
    }

    /// Tasks that can run at the same time.
    ///
    /// @param barriers what stands in front of them, recorded in one command
    /// @param tasks their numbers in the description, in the order in which they are recorded
    @Immutable
    public record Batch(List<Barrier> barriers, List<Integer> tasks) {
        /// Copies the lists.
        public Batch {
            barriers = List.copyOf(barriers);
            tasks = List.copyOf(tasks);
        }
    }

    /// A memory barrier, or an execution barrier where [Access#accesses()] are 0.
    ///
    /// @param src what comes before
    /// @param dst what comes after
    @Immutable
    public record Barrier(Access src, Access dst) {
        /// Checks for null.
        public Barrier {
            Objects.requireNonNull(src, "src");
            Objects.requireNonNull(dst, "dst");
        }
    }
}
