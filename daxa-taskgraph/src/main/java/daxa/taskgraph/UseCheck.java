package daxa.taskgraph;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is wrong between the uses of a graph: uses of a task that overlap, and reads of what no
/// task has written. Where tasks have conditions, whatever these are.
final class UseCheck {
    private static final int NONE = -1;

    // The question whether writers with conditions leave no case out can take exponentially long.
    // With more steps than this the answer is yes.
    private static final int MOST_STEPS = 10_000;

    private final GraphDescription graph;
    private final Cells cells;
    private final List<GraphProblem> problems = new ArrayList<>();

    // Of each cell: whether it held something before, or a task has written it that always runs;
    // and the number behind that of its last access.
    private final boolean[] written;
    private final int[] lastAccess;

    // Of each cell, the last of its writers with conditions; of each of these, its conditions and
    // the one before.
    private final int[] lastWriter;
    private int writers;
    private int[] writerTask = new int[0];
    private int[] writerBefore = new int[0];

    // The case in which nothing is written, and the steps that are left to find one.
    private long missingOn;
    private long missingOff;
    private int steps;

    private UseCheck(GraphDescription graph, Cells cells) {
        this.graph = graph;
        this.cells = cells;
        written = new boolean[cells.count];
        for (int resource = 0; resource < graph.resources.length; resource++) {
            if (!graph.isUndefinedAtFirst(resource)) {
                Arrays.fill(written, cells.firstOf(resource), cells.firstOf(resource + 1), true);
            }
        }
        lastAccess = new int[cells.count];
        lastWriter = new int[graph.conditionCount == 0 ? 0 : cells.count];
        Arrays.fill(lastWriter, NONE);
    }

    /// Checks a graph.
    ///
    /// @throws GraphException if there are problems, with all of them
    static void check(GraphDescription graph, Cells cells) {
        UseCheck check = new UseCheck(graph, cells);
        for (int task = 0; task < graph.taskCount; task++) {
            check.check(task);
        }
        if (!check.problems.isEmpty()) {
            throw new GraphException(graph.name, check.problems);
        }
    }

    private void check(int task) {
        int begin = cells.firstOfTask[task];
        int end = cells.firstOfTask[task + 1];
        for (int access = begin; access < end; access++) {
            int cell = cells.cell[access];
            int type = cells.types[access];
            int other = lastAccess[cell] - 1;
            @Nullable GraphProblem problem = null;
            if (other >= begin && !UseType.together(cells.types[other], type)) {
                problem = overlap(task, use(task, other), use(task, access));
            } else {
                lastAccess[cell] = access + 1;
                if (!written[cell] && UseType.reads(type) && !isWritten(task, cell)) {
                    problem = readBeforeWrite(task, use(task, access));
                } else if (!written[cell] && UseType.writes(type)) {
                    addWriter(task, cell);
                }
            }
            if (problem != null) {
                problems.add(problem);
                access = cells.first[use(task, access) + 1] - 1;
            }
        }
    }

    private int use(int task, int access) {
        int use = graph.firstUse[task];
        while (cells.first[use + 1] <= access) {
            use++;
        }
        return use;
    }

    // ---------------------------------------------------------------- conditions

    private void addWriter(int task, int cell) {
        if (!graph.hasConditions(task)) {
            written[cell] = true;
            return;
        }
        if (writers == writerTask.length) {
            int more = Math.max(16, writers * 2);
            writerTask = Arrays.copyOf(writerTask, more);
            writerBefore = Arrays.copyOf(writerBefore, more);
        }
        writerTask[writers] = task;
        writerBefore[writers] = lastWriter[cell];
        lastWriter[cell] = writers++;
    }

    private boolean isWritten(int task, int cell) {
        missingOn = 0;
        missingOff = 0;
        if (graph.conditionCount == 0) {
            return false;
        }
        steps = MOST_STEPS;
        return isWritten(lastWriter[cell], graph.requiredOn[task], graph.requiredOff[task]);
    }

    // Whether one of the writers runs, in each case in which some conditions are on and others off.
    private boolean isWritten(int last, long on, long off) {
        if (--steps < 0) {
            return true;
        }
        long open = 0;
        for (int writer = last; writer != NONE; writer = writerBefore[writer]) {
            long needsOn = graph.requiredOn[writerTask[writer]];
            long needsOff = graph.requiredOff[writerTask[writer]];
            if (((needsOn & off) | (needsOff & on)) == 0) {
                long unknown = (needsOn & ~on) | (needsOff & ~off);
                if (unknown == 0) {
                    return true;
                }
                open = unknown;
            }
        }
        if (open == 0) {
            missingOn = on;
            missingOff = off;
            return false;
        }
        long next = Long.lowestOneBit(open);
        return isWritten(last, on | next, off) && isWritten(last, on, off | next);
    }

    // ---------------------------------------------------------------- messages

    private GraphProblem overlap(int task, int earlier, int later) {
        return new GraphProblem(
                GraphProblem.Code.OVERLAPPING_USES,
                "task '"
                        + graph.taskNames[task]
                        + "' "
                        + UseType.text(graph.useTypes[earlier])
                        + " "
                        + graph.useViews[earlier]
                        + " and "
                        + UseType.text(graph.useTypes[later])
                        + " "
                        + graph.useViews[later]
                        + ", which overlap; declare one use, such as readsWrites, or views that do"
                        + " not overlap",
                graph.taskLine(task));
    }

    private GraphProblem readBeforeWrite(int task, int use) {
        ResourceEntry entry = graph.resources[graph.useResource[use]];
        return new GraphProblem(
                GraphProblem.Code.READ_BEFORE_WRITE,
                "task '"
                        + graph.taskNames[task]
                        + "' "
                        + UseType.text(graph.useTypes[use])
                        + " "
                        + graph.useViews[use]
                        + ", which is "
                        + (entry.presented() ? "of a swapchain" : "transient")
                        + " and not written before"
                        + graph.conditionText(missingOn, missingOff)
                        + "; write it first"
                        + (entry.presented() ? "" : ", or make it persistent"),
                graph.taskLine(task));
    }
}
