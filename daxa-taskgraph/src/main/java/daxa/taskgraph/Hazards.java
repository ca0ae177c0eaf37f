package daxa.taskgraph;

import java.util.Arrays;

/// Which tasks are needed, the order that their uses demand, and the level of each: it can run at
/// the same time as others of its level, after all of the levels before.
///
/// The accesses of a cell, in the order of declaration, fall into groups: those of one group need
/// no order among them, and come after all of the group before.
final class Hazards {
    static final int NONE = -1;

    final GraphDescription graph;
    final Cells cells;

    /// Of each task, whether it runs.
    final boolean[] alive;

    /// Of each task, its level; [#NONE] if it does not run.
    final int[] level;

    int levels;

    /// Of each access, its group.
    final int[] group;

    int groups;

    /// Of each group, the one before of the same cell.
    int[] before = new int[64];

    /// Of each group, what its accesses do.
    byte[] types = new byte[64];

    /// Of each group, the last of its accesses; of each access, the one before in its group.
    int[] lastAccess = new int[64];

    final int[] accessBefore;

    /// Of each access, its use and its task.
    final int[] useOf;

    final int[] taskOf;

    // Of each group, the highest level of its tasks.
    private int[] lastLevel = new int[64];

    /// Of each cell, its first and its last group.
    final int[] firstGroup;

    final int[] lastGroup;

    Hazards(GraphDescription graph) {
        this.graph = graph;
        cells = Cells.of(graph);
        alive = new boolean[graph.taskCount];
        level = new int[graph.taskCount];
        group = new int[cells.cell.length];
        accessBefore = new int[group.length];
        useOf = new int[group.length];
        taskOf = new int[group.length];
        firstGroup = new int[cells.count];
        lastGroup = new int[cells.count];
        cull();
        UseCheck.check(graph, cells);
        group();
    }

    // ---------------------------------------------------------------- what is needed

    // Backwards: a task is needed if it writes what a needed task behind reads, or what outlasts
    // the execution.
    private void cull() {
        boolean[] needed = new boolean[cells.count];
        for (int use = 0; use < graph.useResource.length; use++) {
            if (graph.resources[graph.useResource[use]].lifetime() != ResourceLifetime.TRANSIENT) {
                for (int access = cells.first[use]; access < cells.first[use + 1]; access++) {
                    needed[cells.cell[access]] = true;
                }
            }
        }
        for (int task = graph.taskCount - 1; task >= 0; task--) {
            int end = graph.firstUse[task + 1];
            boolean live = graph.sideEffects[task];
            for (int use = graph.firstUse[task]; use < end && !live; use++) {
                live = UseType.writes(graph.useTypes[use]) && isAnyNeeded(needed, use);
            }
            alive[task] = live;
            for (int use = graph.firstUse[task]; use < end && live; use++) {
                // A write may leave a part as it is, so what was there before stays needed.
                for (int access = cells.first[use]; access < cells.first[use + 1]; access++) {
                    needed[cells.cell[access]] = true;
                }
            }
        }
    }

    private boolean isAnyNeeded(boolean[] needed, int use) {
        for (int access = cells.first[use]; access < cells.first[use + 1]; access++) {
            if (needed[cells.cell[access]]) {
                return true;
            }
        }
        return false;
    }

    // ---------------------------------------------------------------- groups and levels

    private void group() {
        Arrays.fill(firstGroup, NONE);
        Arrays.fill(lastGroup, NONE);
        for (int task = 0; task < graph.taskCount; task++) {
            if (!alive[task]) {
                level[task] = NONE;
                continue;
            }
            int at = 0;
            int begin = graph.firstUse[task];
            int end = graph.firstUse[task + 1];
            for (int use = begin; use < end; use++) {
                int type = graph.useTypes[use];
                for (int access = cells.first[use]; access < cells.first[use + 1]; access++) {
                    int joined = join(cells.cell[access], type);
                    group[access] = joined;
                    accessBefore[access] = lastAccess[joined];
                    lastAccess[joined] = access;
                    useOf[access] = use;
                    taskOf[access] = task;
                    if (before[joined] != NONE) {
                        at = Math.max(at, lastLevel[before[joined]] + 1);
                    }
                }
            }
            level[task] = at;
            levels = Math.max(levels, at + 1);
            for (int access = cells.first[begin]; access < cells.first[end]; access++) {
                lastLevel[group[access]] = Math.max(lastLevel[group[access]], at);
            }
        }
    }

    private int join(int cell, int type) {
        int last = lastGroup[cell];
        if (last != NONE && UseType.together(types[last], type)) {
            types[last] |= (byte) type;
            return last;
        }
        if (groups == before.length) {
            before = Arrays.copyOf(before, groups * 2);
            types = Arrays.copyOf(types, groups * 2);
            lastLevel = Arrays.copyOf(lastLevel, groups * 2);
            lastAccess = Arrays.copyOf(lastAccess, groups * 2);
        }
        int created = groups++;
        before[created] = last;
        types[created] = (byte) type;
        lastAccess[created] = NONE;
        if (last == NONE) {
            firstGroup[cell] = created;
        }
        lastGroup[cell] = created;
        return created;
    }
}
