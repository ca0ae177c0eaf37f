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
    final long conditions;
    final Before before;
    final Cells cells;

    /// Of each task, whether it runs.
    final boolean[] alive;

    /// Of each task, its level, behind those of earlier executions; [#NONE] if it does not run.
    final int[] level;

    /// The level behind the last one.
    int levelEnd;

    /// Of each access its group, the one before it in its group, and what it is. Behind the
    /// accesses of tasks follow those that earlier executions have left.
    int[] groupOf;

    int[] accessBefore;
    int[] stagesOf;
    int[] levelOf;
    byte[] queueOf;

    int groups;

    /// Of each group, the one before of the same cell.
    int[] groupBefore;

    /// Of each group, what its accesses do.
    byte[] types;

    /// Of each group, the last of its accesses.
    int[] lastAccess;

    /// Of each cell, its first group of this execution, and its last of any.
    final int[] firstGroup;

    final int[] lastGroup;

    /// Of each of [Before#memory], its group.
    final int[] memoryGroups;

    // Of each group, the highest level of its tasks.
    private int[] lastLevel;

    private int accesses;

    Hazards(GraphDescription graph, long conditions, Before before) {
        this.graph = graph;
        this.conditions = conditions;
        this.before = before;
        cells = Cells.of(graph, before);
        alive = new boolean[graph.taskCount];
        level = new int[graph.taskCount];
        accesses = cells.cell.length;
        groupOf = new int[accesses];
        accessBefore = new int[accesses];
        stagesOf = cells.stages.clone();
        levelOf = new int[accesses];
        queueOf = new byte[accesses];
        groupBefore = new int[accesses];
        types = new byte[accesses];
        lastAccess = new int[accesses];
        lastLevel = new int[accesses];
        firstGroup = new int[cells.count];
        lastGroup = new int[cells.count];
        memoryGroups = new int[before.memory.size()];
        levelEnd = before.levels;
        cull();
        Arrays.fill(firstGroup, NONE);
        Arrays.fill(lastGroup, NONE);
        addEarlier();
        group();
    }

    // ---------------------------------------------------------------- what earlier executions left

    private void addEarlier() {
        for (int resource = 0; resource < before.parts.size(); resource++) {
            ResourceEntry entry = graph.resources[resource];
            for (Before.Part part : before.parts.get(resource)) {
                int end = cells.firstOf(resource + 1);
                for (int cell = cells.firstOf(resource); cell < end; cell++) {
                    int at = cell;
                    if (cells.isIn(entry, cell, part)) {
                        part.groups().forEach(group -> addEarlier(at, group));
                    }
                }
            }
        }
        for (int i = 0; i < memoryGroups.length; i++) {
            memoryGroups[i] = addGroup(NONE, before.memory.get(i).last().type());
            addAccesses(memoryGroups[i], before.memory.get(i).last());
        }
    }

    private void addEarlier(int cell, Before.Group group) {
        lastGroup[cell] = addGroup(lastGroup[cell], group.type());
        addAccesses(lastGroup[cell], group);
    }

    private void addAccesses(int group, Before.Group earlier) {
        for (Before.Access each : earlier.accesses()) {
            if (accesses == groupOf.length) {
                int more = Math.max(16, accesses * 2);
                groupOf = Arrays.copyOf(groupOf, more);
                accessBefore = Arrays.copyOf(accessBefore, more);
                stagesOf = Arrays.copyOf(stagesOf, more);
                levelOf = Arrays.copyOf(levelOf, more);
                queueOf = Arrays.copyOf(queueOf, more);
            }
            int access = accesses++;
            addAccess(group, access, (byte) each.queue());
            stagesOf[access] = 1 << each.stage();
            levelOf[access] = each.level();
            lastLevel[group] = Math.max(lastLevel[group], each.level());
        }
    }

    private void addAccess(int group, int access, byte queue) {
        groupOf[access] = group;
        accessBefore[access] = lastAccess[group];
        lastAccess[group] = access;
        queueOf[access] = queue;
    }

    /// How many accesses there are, those of earlier executions among them.
    int accessCount() {
        return accesses;
    }

    // ---------------------------------------------------------------- what is needed

    // Backwards: a task is needed if it writes what a needed task behind reads, or what outlasts
    // the execution.
    private void cull() {
        boolean[] needed = new boolean[cells.count];
        for (int resource = 0; resource < graph.resources.length; resource++) {
            if (!graph.isTransient(resource)) {
                Arrays.fill(needed, cells.firstOf(resource), cells.firstOf(resource + 1), true);
            }
        }
        int[] cell = cells.cell;
        for (int task = graph.taskCount - 1; task >= 0; task--) {
            int begin = cells.firstOfTask[task];
            int end = cells.firstOfTask[task + 1];
            boolean isOn = graph.isOn(task, conditions);
            boolean live = isOn && graph.sideEffects[task];
            for (int access = begin; access < end && isOn && !live; access++) {
                live = UseType.writes(cells.types[access]) && needed[cell[access]];
            }
            alive[task] = live;
            // A write may leave a part as it is, so what was there before stays needed.
            for (int access = begin; access < end && live; access++) {
                needed[cell[access]] = true;
            }
        }
    }

    // ---------------------------------------------------------------- groups and levels

    private void group() {
        int[] firsts = cells.firstOfTask;
        for (int task = 0; task < graph.taskCount; task++) {
            int begin = firsts[task];
            int end = firsts[task + 1];
            if (!alive[task]) {
                level[task] = NONE;
                Arrays.fill(stagesOf, begin, end, 0);
                continue;
            }
            int at = before.levels;
            byte queue = graph.taskQueues[task];
            for (int access = begin; access < end; access++) {
                int joined = join(cells.cell[access], cells.types[access]);
                addAccess(joined, access, queue);
                int previous = groupBefore[joined];
                if (previous != NONE) {
                    at = Math.max(at, lastLevel[previous] + 1);
                }
            }
            level[task] = at;
            levelEnd = Math.max(levelEnd, at + 1);
            for (int access = begin; access < end; access++) {
                int group = groupOf[access];
                levelOf[access] = at;
                lastLevel[group] = Math.max(lastLevel[group], at);
            }
        }
    }

    /// The same with tasks at other levels, none of which breaks the order of groups.
    ///
    /// @param levels of each task, its level counted from the first of this execution
    Hazards moved(int[] levels) {
        return new Hazards(this, levels);
    }

    private Hazards(Hazards from, int[] levels) {
        graph = from.graph;
        conditions = from.conditions;
        before = from.before;
        cells = from.cells;
        alive = from.alive;
        level = from.level.clone();
        levelEnd = from.levelEnd;
        groupOf = from.groupOf;
        accessBefore = from.accessBefore;
        stagesOf = from.stagesOf;
        levelOf = from.levelOf.clone();
        queueOf = from.queueOf;
        groups = from.groups;
        groupBefore = from.groupBefore;
        types = from.types;
        lastAccess = from.lastAccess;
        firstGroup = from.firstGroup;
        lastGroup = from.lastGroup;
        memoryGroups = from.memoryGroups;
        lastLevel = from.lastLevel;
        accesses = from.accesses;
        for (int task = 0; task < graph.taskCount; task++) {
            if (alive[task]) {
                level[task] = before.levels + levels[task];
                Arrays.fill(
                        levelOf, cells.firstOfTask[task], cells.firstOfTask[task + 1], level[task]);
            }
        }
    }

    private int join(int cell, int type) {
        int last = lastGroup[cell];
        if (last == NONE || !UseType.together(types[last], type)) {
            last = addGroup(last, type);
            lastGroup[cell] = last;
        }
        types[last] |= (byte) type;
        if (firstGroup[cell] == NONE) {
            firstGroup[cell] = last;
        }
        return last;
    }

    private int addGroup(int last, int type) {
        if (groups == groupBefore.length) {
            int more = Math.max(16, groups * 2);
            groupBefore = Arrays.copyOf(groupBefore, more);
            types = Arrays.copyOf(types, more);
            lastLevel = Arrays.copyOf(lastLevel, more);
            lastAccess = Arrays.copyOf(lastAccess, more);
        }
        int created = groups++;
        groupBefore[created] = last;
        types[created] = (byte) type;
        lastAccess[created] = NONE;
        lastLevel[created] = NONE;
        return created;
    }
}
