package daxa.taskgraph;

import daxa.core.command.Access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Says whether submissions order each pair of tasks that use the same bytes or texels, one of them
/// writing, and whether what the first wrote is visible to the second.
///
/// It knows nothing of how schedules are made. For each task it walks through everything that is
/// submitted behind it, and keeps for each queue and stage whether a command there would come after
/// the task, and see what it wrote.
final class Oracle {
    private static final int QUEUES = TaskQueue.values().length;
    private static final TaskStage[] STAGES = TaskStage.values();

    private final GraphDescription graph;
    private final List<Schedule.Submission> submissions;
    private final List<String> violations = new ArrayList<>();
    private final int[] submissionOf;

    private Oracle(GraphDescription graph, List<Schedule.Submission> submissions) {
        this.graph = graph;
        this.submissions = submissions;
        submissionOf = new int[graph.taskCount];
        Arrays.fill(submissionOf, -1);
        for (int i = 0; i < submissions.size(); i++) {
            for (Schedule.Batch batch : submissions.get(i).batches()) {
                for (int task : batch.tasks()) {
                    if (submissionOf[task] >= 0) {
                        violations.add("task " + task + " runs twice");
                    }
                    submissionOf[task] = i;
                }
            }
        }
    }

    /// What is wrong.
    static List<String> judge(GraphDescription graph, List<Schedule.Submission> submissions) {
        Oracle oracle = new Oracle(graph, submissions);
        oracle.judge();
        return oracle.violations;
    }

    private void judge() {
        for (int i = 0; i < submissions.size(); i++) {
            for (int wait : submissions.get(i).waits()) {
                if (wait >= i) {
                    violations.add("submission " + i + " waits for " + wait + ", a later one");
                }
            }
        }
        for (int task = 0; task < graph.taskCount; task++) {
            if (submissionOf[task] >= 0) {
                follow(task);
            }
        }
    }

    // ---------------------------------------------------------------- conflicts

    private boolean conflict(int use, int other) {
        return graph.useResource[use] == graph.useResource[other]
                && overlap(use, other)
                && !together(graph.useTypes[use], graph.useTypes[other]);
    }

    private static boolean together(int type, int other) {
        boolean reads = (type & 1) != 0;
        boolean writes = (type & 2) != 0;
        boolean concurrent = (type & 4) != 0;
        return concurrent
                && (other & 4) != 0
                && reads == ((other & 1) != 0)
                && writes == ((other & 2) != 0);
    }

    private long edge(int use, int which) {
        int slice = graph.useSlice[use];
        ResourceEntry entry = graph.resources[graph.useResource[use]];
        return slice != 0
                ? graph.slices[4 * slice + which]
                : switch (which) {
                    case 1 -> entry.width();
                    case 3 -> entry.height();
                    default -> 0;
                };
    }

    private boolean overlap(int use, int other) {
        return edge(use, 0) < edge(other, 1)
                && edge(other, 0) < edge(use, 1)
                && edge(use, 2) < edge(other, 3)
                && edge(other, 2) < edge(use, 3);
    }

    // ---------------------------------------------------------------- one task

    // What a command at a stage of a queue would find: that all the task's stages came before; and
    // of each of these stages, that its writes are available, and visible to reads and writes.
    private static final class Queue {
        boolean isBehind;
        boolean isComplete;
        final int[] ordered = new int[STAGES.length];
        final int[] available = new int[STAGES.length];
        final int[] readable = new int[STAGES.length];
        final int[] writable = new int[STAGES.length];
    }

    private void follow(int task) {
        Queue[] queues = new Queue[QUEUES];
        for (int i = 0; i < QUEUES; i++) {
            queues[i] = new Queue();
        }
        int own = submissionOf[task];
        boolean[] complete = new boolean[submissions.size()];
        for (int i = 0; i < submissions.size(); i++) {
            Schedule.Submission submission = submissions.get(i);
            Queue queue = queues[submission.queue().index()];
            for (int wait : submission.waits()) {
                queue.isComplete |= wait < i && complete[wait];
            }
            for (Schedule.Batch batch : submission.batches()) {
                if (queue.isBehind) {
                    pass(queue, batch.barriers());
                }
                for (int other : batch.tasks()) {
                    if (other > task) {
                        check(task, other, queue);
                    }
                }
                if (batch.tasks().contains(task)) {
                    queue.isBehind = true;
                }
            }
            // A signal comes after all that was submitted to its queue before.
            complete[i] =
                    queue.isComplete
                            || (i >= own && submission.queue() == submissions.get(own).queue());
        }
    }

    // Barriers of one command do not chain: the state before it counts for all of them.
    private static void pass(Queue queue, List<Schedule.Barrier> command) {
        int[] ordered = queue.ordered.clone();
        int[] available = queue.available.clone();
        for (Schedule.Barrier each : command) {
            for (int s = 0; s < STAGES.length; s++) {
                pass(queue, each, s, ordered[s], available[s]);
            }
        }
    }

    private static void pass(
            Queue queue, Schedule.Barrier barrier, int s, int ordered, int available) {
        TaskStage stage = STAGES[s];
        int behind = behind(barrier.dst());
        boolean direct = covers(barrier.src(), stage.reads().stages());
        boolean flushed = direct && has(barrier.src(), stage.writes().accesses());
        boolean chained = false;
        boolean chainedMemory = false;
        for (int x = 0; x < STAGES.length; x++) {
            if (covers(barrier.src(), STAGES[x].reads().stages())) {
                chained |= (ordered & 1 << x) != 0;
                chainedMemory |= (available & 1 << x) != 0;
            }
        }
        if (direct || chained) {
            queue.ordered[s] |= behind;
        }
        if (flushed || chainedMemory) {
            queue.available[s] |= behind;
            for (int d = 0; d < STAGES.length; d++) {
                if ((behind & 1 << d) != 0) {
                    queue.readable[s] |=
                            has(barrier.dst(), STAGES[d].reads().accesses()) ? 1 << d : 0;
                    queue.writable[s] |=
                            has(barrier.dst(), STAGES[d].writes().accesses()) ? 1 << d : 0;
                }
            }
        }
    }

    private static int behind(Access dst) {
        int stages = 0;
        for (int d = 0; d < STAGES.length; d++) {
            stages |= covers(dst, STAGES[d].reads().stages()) ? 1 << d : 0;
        }
        return stages;
    }

    private static boolean covers(Access scope, long stages) {
        return (scope.stages() & Access.ALL.stages()) != 0 || (scope.stages() & stages) == stages;
    }

    private static boolean has(Access scope, long accesses) {
        boolean all = (scope.stages() & Access.ALL.stages()) != 0;
        boolean read = (scope.accesses() & Access.ALL_READ.accesses()) != 0;
        boolean write = (scope.accesses() & Access.ALL_WRITE.accesses()) != 0;
        if (all && read && write) {
            return true;
        }
        if (all) {
            return accesses != 0
                    && (read || write)
                    && scope.accesses() != 0
                    && matches(accesses, read);
        }
        return accesses != 0 && (scope.accesses() & accesses) == accesses;
    }

    // Of a scope of all stages with reads or writes alone: whether the accesses are of that sort.
    private static boolean matches(long accesses, boolean reads) {
        for (TaskStage stage : STAGES) {
            if (stage.reads().accesses() == accesses || stage.writes().accesses() == accesses) {
                return reads
                        ? stage.reads().accesses() == accesses
                        : stage.writes().accesses() == accesses;
            }
        }
        return false;
    }

    private void check(int task, int other, Queue queue) {
        if (queue.isComplete) {
            return;
        }
        for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
            for (int to = graph.firstUse[other]; to < graph.firstUse[other + 1]; to++) {
                if (conflict(use, to)) {
                    check(task, use, other, to, queue);
                }
            }
        }
    }

    private void check(int task, int use, int other, int to, Queue queue) {
        boolean wrote = (graph.useTypes[use] & 2) != 0;
        boolean reads = (graph.useTypes[to] & 1) != 0;
        boolean writes = (graph.useTypes[to] & 2) != 0;
        int behind = graph.useStages[to];
        for (int s = 0; s < STAGES.length; s++) {
            if ((graph.useStages[use] & STAGES[s].bit()) == 0) {
                continue;
            }
            String wrong = null;
            if (!queue.isBehind || (queue.ordered[s] & behind) != behind) {
                wrong = "is not ordered before";
            } else if (wrote && (queue.available[s] & behind) != behind) {
                wrong = "is not available to";
            } else if (wrote && reads && (queue.readable[s] & behind) != behind) {
                wrong = "is not visible to";
            } else if (wrote
                    && writes
                    && (queue.writable[s] & behind) != behind
                    && isNext(task, use, other, to)) {
                wrong = "is not visible to the writes of";
            }
            if (wrong != null) {
                violations.add(
                        graph.taskNames[task]
                                + " at "
                                + STAGES[s]
                                + " "
                                + wrong
                                + " "
                                + graph.taskNames[other]
                                + " in "
                                + graph.resources[graph.useResource[use]]);
                return;
            }
        }
    }

    // Whether somewhere in what both use no other task stands between them. One that does makes it
    // enough that the first write is in memory before the second. Somewhere: the corner where
    // slices
    // begin or end stands for the part up to the next one.
    private boolean isNext(int task, int use, int other, int to) {
        for (int a = 0; a < graph.useResource.length; a++) {
            for (int b = 0; b < graph.useResource.length; b++) {
                if (graph.useResource[a] == graph.useResource[use]
                        && graph.useResource[b] == graph.useResource[use]) {
                    for (int corner = 0; corner < 4; corner++) {
                        long x = edge(a, corner & 1);
                        long y = edge(b, 2 + (corner >> 1));
                        if (isAt(use, x, y)
                                && isAt(to, x, y)
                                && isNextAt(task, use, other, to, x, y)) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    private boolean isAt(int use, long x, long y) {
        return edge(use, 0) <= x && x < edge(use, 1) && edge(use, 2) <= y && y < edge(use, 3);
    }

    private boolean isNextAt(int task, int use, int other, int to, long x, long y) {
        for (int between = task + 1; between < other; between++) {
            for (int each = graph.firstUse[between]; each < graph.firstUse[between + 1]; each++) {
                if (submissionOf[between] >= 0
                        && conflict(use, each)
                        && conflict(each, to)
                        && isAt(each, x, y)) {
                    return false;
                }
            }
        }
        return true;
    }
}
