package daxa.taskgraph;

import daxa.core.command.Access;
import daxa.core.concurrent.Immutable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// How the tasks of a graph run: in which submissions to which queues, what these wait for, and the
/// barriers between the tasks. A function of the description alone, made without a device.
///
/// Within a submission tasks are in batches: those of a batch can run at the same time, and the
/// barriers of a batch stand in front of it.
@Immutable
public final class Schedule {
    private static final List<TaskQueue> QUEUES = List.of(TaskQueue.values());

    private final Plan plan;
    private final Timeline timeline;
    private final Barriers barriers;

    // Of each submission, and one more for the waits: its first place, the place behind its last,
    // the first of its waits.
    private int count;
    private int[] begins = new int[4];
    private int[] ends = new int[4];
    private int[] firstWait = new int[5];

    // Of each wait, the submission; or below 0, as ~n, the n-th pair of an earlier level and its
    // queue.
    private final int[] waits;

    private int[] earlier = new int[0];

    // Of each level and queue, the submission that it is in.
    private final int[] submissionAt;

    Schedule(Plan plan, Timeline timeline, Barriers barriers) {
        this.plan = plan;
        this.timeline = timeline;
        this.barriers = barriers;
        waits = new int[timeline.waitCount];
        submissionAt = new int[timeline.slots.length - 1];
        cut();
    }

    /// Makes the schedule of a graph for its first execution, with all conditions off.
    ///
    /// @param description the graph
    /// @return the schedule; always the same for equal descriptions
    /// @throws GraphException if the graph cannot run, with all problems
    public static Schedule of(GraphDescription description) {
        return of(description, Set.of());
    }

    /// Makes the schedule of a graph for its first execution.
    ///
    /// @param description the graph
    /// @param on the conditions that are on
    /// @return the schedule; always the same for equal descriptions and conditions
    /// @throws GraphException if the graph cannot run, with all problems
    public static Schedule of(GraphDescription description, Set<TaskCondition> on) {
        return new Plan(
                        description,
                        description.bits(on),
                        PlanOptions.DEFAULT,
                        Sizes.estimate(description))
                .schedule(Before.NONE);
    }

    /// The schedule of another description, for its first execution and with the conditions that
    /// are on here, by their names. The same that [#of(GraphDescription, Set)] makes, in less time:
    /// where nothing has changed it is this schedule; where only sizes have, order, waits and
    /// barriers are taken over, as far as the memory that resources share still allows it.
    ///
    /// ```java
    /// schedule = schedule.update(describe(window.width(), window.height()));
    /// ```
    ///
    /// @param newer the other description
    /// @return its schedule
    /// @throws GraphException if the graph cannot run, with all problems
    public Schedule update(GraphDescription newer) {
        Before before = timeline.hazards.before;
        return before.levels == 0 && before.memory.isEmpty() && newer.equals(plan.description)
                ? this
                : plan.update(newer, Sizes.estimate(newer)).schedule(Before.NONE);
    }

    // Submissions are made in the order of their first levels, so that each waits for earlier ones.
    private void cut() {
        int queues = timeline.queues.length;
        int places = timeline.slots.length - 1;
        int[] open = new int[queues];
        Arrays.fill(open, -1);
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
                    int other = timeline.waits[3 * wait + 1];
                    int level = timeline.waits[3 * wait + 2];
                    waits[wait++] = waitFor(timeline.queues[other].index(), level);
                }
                firstWait[count] = wait;
            }
            ends[open[queue]] = slot + 1;
            submissionAt[slot] = open[queue];
            if (timeline.endsSubmission(slot)) {
                open[queue] = -1;
            }
        }
    }

    private int waitFor(int queue, int level) {
        if (level >= timeline.hazards.before.levels) {
            return submissionAt[timeline.slotAt(level, queue)];
        }
        earlier = Arrays.copyOf(earlier, earlier.length + 2);
        earlier[earlier.length - 2] = level;
        earlier[earlier.length - 1] = queue;
        return ~(earlier.length / 2 - 1);
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
        return plan.description;
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
        return runs(task)
                ? timeline.hazards.level[task] - timeline.hazards.before.levels
                : Hazards.NONE;
    }

    /// Whether the conditions let a task run.
    boolean isOn(int task) {
        return plan.description.isOn(task, plan.conditions);
    }

    Hazards hazards() {
        return timeline.hazards;
    }

    Timeline timeline() {
        return timeline;
    }

    Barriers barriers() {
        return barriers;
    }

    HeapLayout layout() {
        return plan.layout();
    }

    /// The submission of a place, see [Timeline#slotAt].
    int submissionAt(int slot) {
        return submissionAt[slot];
    }

    /// The last level of a submission.
    int lastLevelOf(int submission) {
        return timeline.levelOf(ends[submission] - 1);
    }

    /// What is submitted, in the order of the submits.
    ///
    /// @return the submissions, made anew for each call
    public List<Submission> submissions() {
        List<Submission> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            List<Integer> waitsFor = new ArrayList<>();
            List<EarlierWait> earlierWaits = new ArrayList<>();
            for (int wait = firstWait[i]; wait < firstWait[i + 1]; wait++) {
                if (waits[wait] >= 0) {
                    waitsFor.add(waits[wait]);
                } else {
                    int at = 2 * ~waits[wait];
                    earlierWaits.add(new EarlierWait(QUEUES.get(earlier[at + 1]), earlier[at]));
                }
            }
            int queues = timeline.queues.length;
            List<Batch> batches = new ArrayList<>();
            for (int slot = begins[i]; slot < ends[i]; slot += queues) {
                if (timeline.slots[slot] != timeline.slots[slot + 1]) {
                    batches.add(batch(slot));
                }
            }
            List<Integer> acquires = new ArrayList<>();
            for (int at = 0; at < timeline.acquireSlots.length; at += 2) {
                if (submissionAt[timeline.acquireSlots[at]] == i) {
                    acquires.add(timeline.acquireSlots[at + 1]);
                }
            }
            boolean presents =
                    timeline.presentSlot != Hazards.NONE && submissionAt[timeline.presentSlot] == i;
            all.add(
                    new Submission(
                            timeline.queues[begins[i] % queues],
                            waitsFor,
                            earlierWaits,
                            acquires,
                            batches,
                            presents ? Optional.of(present()) : Optional.empty()));
        }
        return all;
    }

    // Who used the image last are all on one queue.
    private Present present() {
        int resource = plan.description.presented;
        Hazards hazards = timeline.hazards;
        int queue = timeline.presentSlot % timeline.queues.length;
        int stages = 0;
        int end = hazards.cells.firstOf(resource + 1);
        for (int cell = hazards.cells.firstOf(resource); cell < end; cell++) {
            int group = hazards.lastGroup[cell];
            stages |=
                    group == Hazards.NONE
                            ? 0
                            : timeline.stages[group * timeline.queues.length + queue];
        }
        return new Present(resource, TaskStage.scope(stages, 0, 1));
    }

    private Batch batch(int slot) {
        List<Discard> discards = new ArrayList<>();
        if (barriers.firstDiscard.length != 0) {
            int end = barriers.firstDiscard[slot + 1];
            for (int i = barriers.firstDiscard[slot]; i < end; i++) {
                discards.add(
                        new Discard(
                                barriers.discarded[i],
                                TaskStage.scope(
                                        barriers.discardSrc[i],
                                        0,
                                        barriers.discardsWritten[i] ? 1 : 0),
                                TaskStage.scope(barriers.discardDst[i], 1, 1)));
            }
        }
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
        return new Batch(discards, before, tasks);
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
                        && submissions().equals(that.submissions())
                        && layout().equals(that.layout()));
    }

    @Override
    public int hashCode() {
        return description().hashCode();
    }

    /// The schedule as text: a line for each submission, for each barrier and for each batch.
    @Override
    public String toString() {
        GraphDescription graph = plan.description;
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
                text.append(wait == firstWait[i] ? " waits for " : ", ");
                if (waits[wait] >= 0) {
                    text.append(waits[wait]);
                } else {
                    text.append("earlier ").append(QUEUES.get(earlier[2 * ~waits[wait] + 1]));
                }
            }
            for (int at = 0; at < timeline.acquireSlots.length; at += 2) {
                if (submissionAt[timeline.acquireSlots[at]] == i) {
                    text.append("\n  acquire ").append(nameOf(timeline.acquireSlots[at + 1]));
                }
            }
            for (int slot = begins[i]; slot < ends[i]; slot += queues) {
                appendBatch(text, slot);
            }
            if (timeline.presentSlot != Hazards.NONE && submissionAt[timeline.presentSlot] == i) {
                text.append("\n  present ").append(nameOf(graph.presented));
            }
        }
        return text.toString();
    }

    private String nameOf(int resource) {
        return plan.description.resources[resource].name();
    }

    private void appendBatch(StringBuilder text, int slot) {
        int discards = barriers.firstDiscard.length == 0 ? 0 : barriers.firstDiscard[slot + 1];
        for (int i = discards == 0 ? 0 : barriers.firstDiscard[slot]; i < discards; i++) {
            text.append("\n  discard ").append(nameOf(barriers.discarded[i])).append(": ");
            text.append(TaskStage.text(barriers.discardSrc[i]));
            text.append(barriers.discardsWritten[i] ? " writes -> " : " -> ");
            text.append(TaskStage.text(barriers.discardDst[i]));
        }
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
            text.append(plan.description.taskNames[timeline.order[i]]);
        }
    }

    /// What is submitted to a queue at once.
    ///
    /// @param queue the queue
    /// @param waits the numbers of the submissions, all of other queues, that have to be complete
    ///   before it begins
    /// @param earlierWaits what has to be complete besides, of earlier executions
    /// @param acquires the images of swapchains that are acquired for it, by number
    /// @param batches its tasks, at least one batch
    /// @param present the image that is presented when it is complete
    @Immutable
    public record Submission(
            TaskQueue queue,
            List<Integer> waits,
            List<EarlierWait> earlierWaits,
            List<Integer> acquires,
            List<Batch> batches,
            Optional<Present> present) {
        /// Copies the lists.
        public Submission {
            Objects.requireNonNull(queue, "queue");
            waits = List.copyOf(waits);
            earlierWaits = List.copyOf(earlierWaits);
            acquires = List.copyOf(acquires);
            batches = List.copyOf(batches);
            Objects.requireNonNull(present, "present");
        }
    }

    /// A wait for a submission of an earlier execution.
    ///
    /// @param queue the queue that it went to
    /// @param level the level that it has to contain, of those that came before
    @Immutable
    public record EarlierWait(TaskQueue queue, int level) {
        /// Checks for null.
        public EarlierWait {
            Objects.requireNonNull(queue, "queue");
        }
    }

    /// Tasks that can run at the same time.
    ///
    /// @param discards images that come into being, recorded in one command with the barriers
    /// @param barriers what stands in front of the tasks
    /// @param tasks their numbers in the description, in the order in which they are recorded
    @Immutable
    public record Batch(List<Discard> discards, List<Barrier> barriers, List<Integer> tasks) {
        /// Copies the lists.
        public Batch {
            discards = List.copyOf(discards);
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

    /// A barrier for a whole image whose contents are undefined, out of the undefined layout.
    ///
    /// @param resource the image's number
    /// @param src what comes before: who used its memory
    /// @param dst what comes after: its first uses
    @Immutable
    public record Discard(int resource, Access src, Access dst) {
        /// Checks for null.
        public Discard {
            Objects.requireNonNull(src, "src");
            Objects.requireNonNull(dst, "dst");
        }
    }

    /// A barrier behind the last use of an image, into the layout for presentation.
    ///
    /// @param resource the image's number
    /// @param src what comes before: its last uses
    @Immutable
    public record Present(int resource, Access src) {
        /// Checks for null.
        public Present {
            Objects.requireNonNull(src, "src");
        }
    }
}
