package daxa.taskgraph;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// What earlier executions have left to one: who used its resources last, and what barriers and
/// waits have ordered already. A value: equal ones lead to equal schedules.
///
/// Levels are small numbers here. Those that earlier executions have left come first, in order and
/// without gaps; the levels of the execution follow.
final class Before {
    static final int QUEUES = TaskQueue.values().length;
    static final int TABLE = TaskStage.COUNT * TaskStage.COUNT;

    /// Nothing has run.
    static final Before NONE =
            new Before(0, List.of(), List.of(), new int[4 * QUEUES * TABLE], new int[0], List.of());

    /// How many levels earlier executions have left.
    final int levels;

    /// Of each resource of the graph, or none at all, what has used its parts last.
    final List<List<Part>> parts;

    /// What has used the memory of transient resources last.
    final List<Memory> memory;

    /// Four tables for each queue: of two stages, the level below which all that the first did is
    /// ordered before the second, is in memory besides, is visible to its reads, and to its writes.
    final int[] tables;

    /// Of each queue and other queue the last level of the other that is known to be complete;
    /// empty if none is.
    final int[] known;

    /// What was known at a level of a queue that one may have to wait for.
    final List<Knowledge> knowledge;

    private final int hash;

    Before(
            int levels,
            List<List<Part>> parts,
            List<Memory> memory,
            int[] tables,
            int[] known,
            List<Knowledge> knowledge) {
        this.levels = levels;
        this.parts = parts;
        this.memory = memory;
        this.tables = tables;
        this.known = known;
        this.knowledge = knowledge;
        hash = Objects.hash(levels, parts, memory, knowledge) * 31 + Arrays.hashCode(tables);
    }

    List<Part> parts(int resource) {
        return parts.isEmpty() ? List.of() : parts.get(resource);
    }

    int known(int queue, int other) {
        return known.length == 0 ? Hazards.NONE : known[queue * QUEUES + other];
    }

    /// The same, wherever in memory it was: what order follows from.
    Before anywhere() {
        return memory.isEmpty()
                ? this
                : new Before(
                        levels,
                        parts,
                        memory.stream().map(each -> new Memory(0, 0, 0, 0, each.last)).toList(),
                        tables,
                        known,
                        knowledge);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Before that
                && hash == that.hash
                && levels == that.levels
                && Arrays.equals(tables, that.tables)
                && Arrays.equals(known, that.known)
                && parts.equals(that.parts)
                && memory.equals(that.memory)
                && knowledge.equals(that.knowledge);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /// The last uses of a part of a resource, half open as in [TaskView].
    ///
    /// @param groups who used it last, behind those that matter to who joins them
    record Part(long x0, long x1, int y0, int y1, List<Group> groups) {}

    /// The last use of bytes of the heap.
    ///
    /// @param resource which has them
    /// @param heap the heap
    /// @param begin the first byte
    /// @param end the byte behind the last
    /// @param last who used it last
    record Memory(int resource, int heap, long begin, long end, Group last) {}

    /// Accesses that need no order among them.
    ///
    /// @param type as in [UseType]
    /// @param accesses at most one for each queue and stage
    record Group(int type, List<Access> accesses) {}

    /// The last access of a queue at a stage.
    ///
    /// @param queue its number, see [TaskQueue#index()]
    /// @param stage its number
    /// @param level its level
    record Access(int queue, int stage, int level) {}

    /// What is known to be complete by who waits for a level of a queue.
    ///
    /// @param queue its number
    /// @param level the level
    /// @param known of each queue the last level; of its own, the last one of the submission
    record Knowledge(int queue, int level, List<Integer> known) {}
}
