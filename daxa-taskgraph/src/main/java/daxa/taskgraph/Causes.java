package daxa.taskgraph;

import daxa.core.command.Access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// Finds what the parts of a schedule follow from, out of what was declared and what is submitted.
/// It does not know how the schedule was made.
final class Causes {
    private static final int NONE = -1;
    private static final TaskStage[] STAGES = TaskStage.values();

    final Schedule schedule;
    final GraphDescription graph;
    final List<Schedule.Submission> submissions;

    // Of each task, where it runs.
    private final int[] submissionOf;
    private final int[] batchOf;

    private final Cells cells;

    // Of each access its group; of each group the one before, what it does, and its uses.
    private final int[] groupOf;
    private int[] before = new int[16];
    private int[] types = new int[16];
    private final List<List<Integer>> usesOf = new ArrayList<>();

    // Of each cell, the first and the last of its groups.
    private final int[] firstGroup;
    private final int[] lastGroup;

    // Of each use, its task.
    private final int[] taskOf;

    Causes(Schedule schedule) {
        this.schedule = schedule;
        graph = schedule.description();
        submissions = schedule.submissions();
        submissionOf = new int[graph.taskCount];
        batchOf = new int[graph.taskCount];
        Arrays.fill(submissionOf, NONE);
        for (int i = 0; i < submissions.size(); i++) {
            List<Schedule.Batch> batches = submissions.get(i).batches();
            for (int batch = 0; batch < batches.size(); batch++) {
                for (int task : batches.get(batch).tasks()) {
                    submissionOf[task] = i;
                    batchOf[task] = batch;
                }
            }
        }
        cells = schedule.hazards().cells;
        groupOf = new int[cells.cell.length];
        firstGroup = new int[cells.count];
        lastGroup = new int[cells.count];
        Arrays.fill(firstGroup, NONE);
        Arrays.fill(lastGroup, NONE);
        taskOf = new int[graph.useResource.length];
        group();
    }

    // Uses of one part that need no order among them are a group.
    private void group() {
        int[] last = lastGroup;
        for (int task = 0; task < graph.taskCount; task++) {
            for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
                taskOf[use] = task;
                for (int i = cells.first[use]; runs(task) && i < cells.first[use + 1]; i++) {
                    int cell = cells.cell[i];
                    int type = graph.useTypes[use];
                    if (last[cell] == NONE || !UseType.together(types[last[cell]], type)) {
                        last[cell] = add(last[cell], type);
                        firstGroup[cell] = firstGroup[cell] == NONE ? last[cell] : firstGroup[cell];
                    }
                    groupOf[i] = last[cell];
                    usesOf.get(last[cell]).add(use);
                }
            }
        }
    }

    private int add(int previous, int type) {
        int group = usesOf.size();
        if (group == before.length) {
            before = Arrays.copyOf(before, group * 2);
            types = Arrays.copyOf(types, group * 2);
        }
        before[group] = previous;
        types[group] = type;
        usesOf.add(new ArrayList<>());
        return group;
    }

    boolean runs(int task) {
        return submissionOf[task] != NONE;
    }

    // ---------------------------------------------------------------- barriers and waits

    List<Explanation.Cause> ofBarrier(int submission, int batch, int number) {
        Barriers of = new Barriers(submission, batch, number);
        List<Explanation.Cause> found =
                new ArrayList<>(of.find(task -> isAt(task, submission, batch), true));
        if (of.dst != 0) {
            found.addAll(of.find(task -> isBehind(task, submission, batch), true));
        }
        if (found.isEmpty()) {
            found.addAll(of.find(task -> isAt(task, submission, batch), false));
        }
        return found.isEmpty() ? earlierExecution(submission, batch, of.all) : found;
    }

    // No use of this execution needs it.
    private List<Explanation.Cause> earlierExecution(int submission, int batch, int stages) {
        List<Explanation.Use> uses = new ArrayList<>();
        for (int task : submissions.get(submission).batches().get(batch).tasks()) {
            for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
                if ((graph.useStages[use] & stages) != 0) {
                    uses.add(use(use));
                }
            }
        }
        return List.of(new Explanation.Cause(Explanation.Rule.EARLIER_EXECUTION, List.of(), uses));
    }

    /// Why a submission waits for earlier executions.
    List<Explanation.Cause> ofEarlierWait(int submission) {
        return earlierExecution(submission, 0, TaskStage.ALL);
    }

    /// Why what an image held is discarded: others had its memory, or nobody knows what it held.
    List<Explanation.Cause> ofDiscard(int resource) {
        List<Explanation.Use> uses = new ArrayList<>();
        for (int cell = cells.firstOf(resource); cell < cells.firstOf(resource + 1); cell++) {
            if (firstGroup[cell] != NONE) {
                for (int use : usesOf.get(firstGroup[cell])) {
                    uses.add(use(use));
                }
            }
        }
        List<Explanation.Cause> causes = new ArrayList<>();
        causes.add(
                new Explanation.Cause(
                        Explanation.Rule.UNDEFINED_BEFORE,
                        List.of(),
                        uses.stream().distinct().toList()));
        for (Explanation.Cause cause : ofMemory(resource)) {
            if (cause.rule() == Explanation.Rule.SHARED_MEMORY) {
                causes.add(cause);
            }
        }
        return causes;
    }

    /// Whether a resource lies in a heap that others may lie in.
    boolean isInHeap(int resource) {
        HeapLayout layout = schedule.layout();
        return layout.has(resource) && !layout.isApart(resource);
    }

    /// The first level at which a resource is used, or the last.
    int levelOf(int resource, boolean last) {
        int found = NONE;
        for (int use = 0; use < taskOf.length; use++) {
            int level = schedule.level(taskOf[use]);
            if (graph.useResource[use] == resource && runs(taskOf[use])) {
                boolean isBetter = last ? level > found : level < found;
                found = found == NONE || isBetter ? level : found;
            }
        }
        return found;
    }

    /// Why a transient lies where it does: who had its memory before.
    List<Explanation.Cause> ofMemory(int resource) {
        List<Explanation.Cause> causes = new ArrayList<>();
        for (int cell = cells.firstOf(resource); cell < cells.firstOf(resource + 1); cell++) {
            if (firstGroup[cell] != NONE) {
                addSharing(
                        causes,
                        resource,
                        firstGroup[cell],
                        task -> true,
                        (use, after, isNext) -> true);
            }
        }
        return causes.isEmpty()
                ? List.of(
                        new Explanation.Cause(
                                Explanation.Rule.NOTHING_BEFORE, List.of(), List.of()))
                : causes;
    }

    private boolean isAt(int task, int submission, int batch) {
        return submissionOf[task] == submission && batchOf[task] == batch;
    }

    private boolean isBehind(int task, int submission, int batch) {
        return submissionOf[task] > submission
                || (submissionOf[task] == submission && batchOf[task] > batch);
    }

    List<Explanation.Cause> ofWait(int submission, int waitedFor) {
        Pairs pairs = (use, after, isNext) -> submissionOf[taskOf[use]] == waitedFor;
        List<Explanation.Cause> found = edges(task -> isAt(task, submission, 0), pairs);
        return found.isEmpty() ? edges(task -> submissionOf[task] == submission, pairs) : found;
    }

    private interface Pairs {
        /// @param isNext whether nothing stands between them
        boolean test(int use, int after, boolean isNext);
    }

    // The uses of tasks, each with those that it comes after.
    private List<Explanation.Cause> edges(IntPredicate tasks, Pairs pairs) {
        List<Explanation.Cause> causes = new ArrayList<>();
        boolean[] isDone = new boolean[usesOf.size()];
        for (int task = 0; task < graph.taskCount; task++) {
            int first = tasks.test(task) ? cells.first[graph.firstUse[task]] : 0;
            int end = tasks.test(task) ? cells.first[graph.firstUse[task + 1]] : 0;
            for (int i = first; i < end; i++) {
                int group = groupOf[i];
                int previous = before[group];
                if (isDone[group]) {
                    continue;
                }
                isDone[group] = true;
                if (previous == NONE) {
                    addSharing(causes, resourceOf(group), group, tasks, pairs);
                } else {
                    addEdge(causes, previous, group, tasks, pairs);
                    boolean readsBehindReads =
                            UseType.reads(types[group]) && !UseType.writes(types[previous]);
                    if (readsBehindReads && before[previous] != NONE) {
                        addEdge(causes, before[previous], group, tasks, pairs);
                    }
                }
            }
        }
        return causes;
    }

    private int resourceOf(int group) {
        return graph.useResource[usesOf.get(group).getFirst()];
    }

    // Who had the memory of a resource before comes before its first uses.
    private void addSharing(
            List<Explanation.Cause> causes,
            int resource,
            int group,
            IntPredicate tasks,
            Pairs pairs) {
        if (!isInHeap(resource)) {
            return;
        }
        HeapLayout layout = schedule.layout();
        for (int i = layout.firstEarlier(resource); i < layout.firstEarlier(resource + 1); i++) {
            int earlier = layout.earlier(i);
            for (int cell = cells.firstOf(earlier); cell < cells.firstOf(earlier + 1); cell++) {
                if (lastGroup[cell] != NONE) {
                    addEdge(causes, lastGroup[cell], group, tasks, pairs);
                }
            }
        }
    }

    private void addEdge(
            List<Explanation.Cause> causes,
            int previous,
            int group,
            IntPredicate tasks,
            Pairs pairs) {
        List<Explanation.Use> from = new ArrayList<>();
        List<Explanation.Use> to = new ArrayList<>();
        boolean isNext = before[group] == previous || before[group] == NONE;
        int[] afters =
                usesOf.get(group).stream()
                        .mapToInt(Integer::intValue)
                        .filter(use -> tasks.test(taskOf[use]))
                        .toArray();
        for (int use : usesOf.get(previous)) {
            if (Arrays.stream(afters).anyMatch(after -> pairs.test(use, after, isNext))) {
                from.add(use(use));
            }
        }
        for (int after : afters) {
            if (usesOf.get(previous).stream().anyMatch(use -> pairs.test(use, after, isNext))) {
                to.add(use(after));
            }
        }
        if (!from.isEmpty()) {
            Explanation.Rule rule =
                    resourceOf(previous) == resourceOf(group)
                            ? rule(types[previous], types[group])
                            : Explanation.Rule.SHARED_MEMORY;
            Explanation.Cause cause = new Explanation.Cause(rule, from, to);
            if (!causes.contains(cause)) {
                causes.add(cause);
            }
        }
    }

    private static Explanation.Rule rule(int type, int after) {
        if (!UseType.writes(type)) {
            return Explanation.Rule.WRITE_AFTER_READ;
        }
        return UseType.reads(after)
                ? Explanation.Rule.READ_AFTER_WRITE
                : Explanation.Rule.WRITE_AFTER_WRITE;
    }

    Explanation.Use use(int use) {
        int task = taskOf[use];
        return new Explanation.Use(
                task,
                graph.taskNames[task],
                UseType.text(graph.useTypes[use]),
                graph.useViews[use].toString(),
                TaskStage.text(graph.useStages[use]),
                line(task));
    }

    /// The Java line that added a task, or else the one of its work; empty if neither is known.
    String line(int task) {
        TaskWork work = graph.taskWorks[task];
        String line = graph.taskLine(task);
        return line.isEmpty() && work != null ? JavaLines.of(work) : line;
    }

    /// The stages of one side of a barrier.
    static int stages(Access scope) {
        int stages = 0;
        for (TaskStage stage : STAGES) {
            long bits = stage.reads().stages();
            boolean isIn = (scope.stages() & bits) == bits || scope.stages() == Access.ALL.stages();
            stages |= isIn ? stage.bit() : 0;
        }
        return stages;
    }

    /// The uses that one barrier stands between.
    private final class Barriers {
        private final int submission;
        private final int batch;
        private final int number;
        private final TaskQueue queue;
        private final int src;
        private final int all;

        // The stages behind it for which no use was found.
        private int dst;

        // Those for which one was found now.
        private int served;

        Barriers(int submission, int batch, int number) {
            this.submission = submission;
            this.batch = batch;
            this.number = number;
            Schedule.Submission at = submissions.get(submission);
            queue = at.queue();
            Schedule.Barrier barrier = at.batches().get(batch).barriers().get(number);
            src = stages(barrier.src());
            all = stages(barrier.dst());
            dst = all;
        }

        List<Explanation.Cause> find(IntPredicate tasks, boolean unserved) {
            dst = unserved ? dst : all;
            List<Explanation.Cause> found =
                    edges(
                            task -> graph.queue(task) == queue && tasks.test(task),
                            (use, after, isNext) ->
                                    isBetween(use, after)
                                            && !(unserved && isServed(use, after, isNext))
                                            && serve(after));
            dst &= ~served;
            return found;
        }

        private boolean serve(int after) {
            served |= graph.useStages[after];
            return true;
        }

        private boolean isBetween(int use, int after) {
            int task = taskOf[use];
            boolean isBefore =
                    submissionOf[task] < submission
                            || (submissionOf[task] == submission && batchOf[task] < batch);
            return isBefore
                    && graph.queue(task) == queue
                    && (graph.useStages[use] & src) != 0
                    && (graph.useStages[after] & dst) != 0;
        }

        // Whether barriers between the use and this one stand between the same stages already, with
        // as much said about memory.
        private boolean isServed(int use, int after, boolean isNext) {
            int left = graph.useStages[use] & src;
            int behind = graph.useStages[after] & dst;
            boolean needsFlush = UseType.writes(graph.useTypes[use]);
            boolean needsReads = needsFlush && UseType.reads(graph.useTypes[after]);
            boolean needsWrites = needsFlush && isNext && UseType.writes(graph.useTypes[after]);
            for (int i = submissionOf[taskOf[use]]; i <= submission && left != 0; i++) {
                Schedule.Submission at = submissions.get(i);
                boolean isFirst = i == submissionOf[taskOf[use]];
                int from = isFirst ? batchOf[taskOf[use]] + 1 : 0;
                int to = i == submission ? batch + 1 : at.batches().size();
                for (int k = from; at.queue() == queue && k < to && left != 0; k++) {
                    List<Schedule.Barrier> barriers = at.batches().get(k).barriers();
                    int end = i == submission && k == batch ? number : barriers.size();
                    for (Schedule.Barrier each : barriers.subList(0, end)) {
                        if ((behind & ~stages(each.dst())) == 0
                                && (!needsFlush || each.src().accesses() != 0)
                                && (!needsReads || hasReads(each.dst()))
                                && (!needsWrites || hasWrites(each.dst()))) {
                            left &= ~stages(each.src());
                        }
                    }
                }
            }
            return left == 0;
        }
    }

    static boolean hasReads(Access scope) {
        return (scope.accesses() & Access.ALL_READ.accesses()) != 0 || hasAny(scope, false);
    }

    static boolean hasWrites(Access scope) {
        return (scope.accesses() & Access.ALL_WRITE.accesses()) != 0 || hasAny(scope, true);
    }

    private static boolean hasAny(Access scope, boolean writes) {
        for (TaskStage stage : STAGES) {
            Access access = writes ? stage.writes() : stage.reads();
            if ((stages(scope) & stage.bit()) != 0
                    && access.accesses() != 0
                    && (scope.accesses() & access.accesses()) == access.accesses()) {
                return true;
            }
        }
        return false;
    }

    // ---------------------------------------------------------------- tasks

    /// Why a task runs, or does not.
    List<Explanation.Cause> ofLife(int task) {
        return runs(task) ? ofRunning(task) : ofCull(task);
    }

    private List<Explanation.Cause> ofRunning(int task) {
        List<Explanation.Cause> causes = new ArrayList<>();
        if (graph.sideEffects[task]) {
            causes.add(new Explanation.Cause(Explanation.Rule.SIDE_EFFECT, List.of(), List.of()));
        }
        for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
            ResourceEntry entry = graph.resources[graph.useResource[use]];
            if (!UseType.writes(graph.useTypes[use])) {
                continue;
            }
            if (entry.lifetime() == ResourceLifetime.TRANSIENT) {
                List<Explanation.Use> users = usersBehind(use);
                if (!users.isEmpty()) {
                    causes.add(
                            new Explanation.Cause(
                                    Explanation.Rule.NEEDED, List.of(use(use)), users));
                }
            } else {
                causes.add(
                        new Explanation.Cause(
                                Explanation.Rule.OUTLASTS, List.of(), List.of(use(use))));
            }
        }
        return causes;
    }

    private List<Explanation.Use> usersBehind(int use) {
        List<Explanation.Use> users = new ArrayList<>();
        int task = taskOf[use];
        for (int other = graph.firstUse[task + 1]; other < taskOf.length; other++) {
            if (runs(taskOf[other])
                    && graph.useResource[other] == graph.useResource[use]
                    && shareACell(use, other)) {
                users.add(use(other));
            }
        }
        return users;
    }

    private boolean shareACell(int use, int other) {
        for (int i = cells.first[use]; i < cells.first[use + 1]; i++) {
            for (int k = cells.first[other]; k < cells.first[other + 1]; k++) {
                if (cells.cell[i] == cells.cell[k]) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<Explanation.Cause> ofCull(int task) {
        Explanation.Rule rule =
                schedule.isOn(task) ? Explanation.Rule.NOT_NEEDED : Explanation.Rule.SWITCHED_OFF;
        List<Explanation.Use> written = new ArrayList<>();
        for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
            if (UseType.writes(graph.useTypes[use])) {
                written.add(use(use));
            }
        }
        return List.of(new Explanation.Cause(rule, List.of(), written));
    }

    /// All that a task comes after.
    List<Explanation.Cause> ofAll(int task) {
        return runs(task) ? edges(each -> each == task, (use, after, isNext) -> true) : List.of();
    }

    /// Why a task does not run earlier: the last of those that it comes after.
    List<Explanation.Cause> ofPlace(int task) {
        if (!runs(task)) {
            return List.of();
        }
        List<Explanation.Cause> all = ofAll(task);
        int last = NONE;
        for (Explanation.Cause cause : all) {
            for (Explanation.Use use : cause.before()) {
                last = Math.max(last, schedule.level(use.task()));
            }
        }
        List<Explanation.Cause> causes = new ArrayList<>();
        for (Explanation.Cause cause : all) {
            int deepest = last;
            List<Explanation.Use> from =
                    cause.before().stream()
                            .filter(use -> schedule.level(use.task()) == deepest)
                            .toList();
            if (!from.isEmpty()) {
                causes.add(new Explanation.Cause(cause.rule(), from, cause.after()));
            }
        }
        if (causes.isEmpty()) {
            causes.add(cause(Explanation.Rule.NOTHING_BEFORE));
        }
        if (graph.isQueueChosen(task)) {
            causes.add(cause(Explanation.Rule.QUEUE_CHOSEN));
        }
        return causes;
    }

    private static Explanation.Cause cause(Explanation.Rule rule) {
        return new Explanation.Cause(rule, List.of(), List.of());
    }
}
