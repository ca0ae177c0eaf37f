package daxa.taskgraph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The conditions of a graph that is described, and which of them its tasks need. Costs nothing
/// where there are none.
final class TaskConditions {
    private static final long[] NONE = {};

    final List<String> names = new ArrayList<>();

    private final GraphBuilder graph;
    private final Set<String> taken = new HashSet<>();

    // Of each task the conditions that have to be on, and those that have to be off, up to the last
    // task that needs any.
    private long[] on = NONE;
    private long[] off = NONE;

    // What groups need that are described just now.
    private long groupOn;
    private long groupOff;

    TaskConditions(GraphBuilder graph) {
        this.graph = graph;
    }

    TaskCondition add(Object owner, String name) {
        if (!taken.add(name)) {
            graph.problem(
                    GraphProblem.Code.DUPLICATE_NAME,
                    "two conditions have the name '" + name + "'; give each its own");
        }
        if (names.size() == TaskCondition.MAX) {
            graph.problem(
                    GraphProblem.Code.TOO_MANY_CONDITIONS,
                    "condition '"
                            + name
                            + "' is one more than "
                            + TaskCondition.MAX
                            + "; let tasks share conditions, or make another graph");
            return new TaskCondition(owner, name, 0);
        }
        names.add(name);
        return new TaskCondition(owner, name, names.size() - 1);
    }

    /// Tasks that are added while a group is described need its condition too.
    void group(long bit, boolean isOn, Runnable tasks) {
        long onBefore = groupOn;
        long offBefore = groupOff;
        groupOn |= isOn ? bit : 0;
        groupOff |= isOn ? 0 : bit;
        try {
            tasks.run();
        } finally {
            groupOn = onBefore;
            groupOff = offBefore;
        }
    }

    void addTask(int task) {
        if ((groupOn | groupOff) != 0) {
            require(task, groupOn, groupOff);
        }
    }

    void require(int task, long bitsOn, long bitsOff) {
        if (task >= on.length) {
            on = Arrays.copyOf(on, Math.max(16, 2 * task));
            off = Arrays.copyOf(off, on.length);
        }
        on[task] |= bitsOn;
        off[task] |= bitsOff;
    }

    long[] on(int taskCount) {
        return names.isEmpty() ? NONE : Arrays.copyOf(on, taskCount);
    }

    long[] off(int taskCount) {
        return names.isEmpty() ? NONE : Arrays.copyOf(off, taskCount);
    }

    void check(List<GraphProblem> problems) {
        int end = Math.min(graph.taskCount, on.length);
        for (int task = 0; task < end; task++) {
            long both = on[task] & off[task];
            if (both != 0) {
                problems.add(
                        new GraphProblem(
                                GraphProblem.Code.NEVER_ON,
                                "task '"
                                        + graph.taskNames[task]
                                        + "' runs only with condition '"
                                        + names.get(Long.numberOfTrailingZeros(both))
                                        + "' both on and off, which is never; take one of the two"
                                        + " away",
                                graph.line(task)));
            }
        }
    }
}
