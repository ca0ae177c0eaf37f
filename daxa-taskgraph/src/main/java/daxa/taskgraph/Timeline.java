package daxa.taskgraph;

import java.util.Arrays;

/// The tasks in the order in which queues run them, cut into submissions where one queue waits for
/// another, and only there: behind what is waited for, and in front of who waits.
///
/// What a queue knows to be complete, by its own waits and by those of the queues it waited for,
/// needs no wait again.
final class Timeline {
    private static final int NONE = Hazards.NONE;
    private static final TaskQueue[] QUEUES = TaskQueue.values();

    final Hazards hazards;
    final GraphDescription graph;

    /// The queues that are used; elsewhere a queue is its place in here.
    final TaskQueue[] queues;

    /// The tasks that run, by level, in it by queue, in it by kind.
    final int[] order;

    /// Of each level and queue, and one more, its first task in [#order].
    final int[] slots;

    /// Of each group and queue, the stages at which it uses its cell there.
    final int[] stages;

    /// Of each group and queue, the last level of its tasks there; [Hazards#NONE] where it has
    /// none.
    final int[] lastLevel;

    /// Of each task, the place of its queue.
    private final byte[] queueOf;

    /// Of each level, queue and other queue, the last level of the other that is known to be
    /// complete; [Hazards#NONE] for none. Empty for a single queue.
    private final int[] known;

    /// Of each level and queue, whether a submission begins in front of it, and ends behind it.
    private final boolean[] beginsAt;

    private final boolean[] endsAt;

    /// Three numbers for each wait, in order of level and queue: level and queue in one, the queue
    /// that is waited for, its level.
    int[] waits = new int[0];

    int waitCount;

    Timeline(Hazards hazards) {
        this.hazards = hazards;
        graph = hazards.graph;
        queueOf = new byte[graph.taskCount];
        queues = findQueues();
        slots = new int[hazards.levels * queues.length + 1];
        order = sort();
        stages = new int[hazards.groups * queues.length];
        lastLevel = new int[stages.length];
        collectGroups();
        beginsAt = new boolean[hazards.levels * queues.length];
        endsAt = new boolean[beginsAt.length];
        known = new int[queues.length == 1 ? 0 : beginsAt.length * queues.length];
        if (queues.length > 1) {
            findWaits();
        }
    }

    private TaskQueue[] findQueues() {
        int used = 0;
        for (int task = 0; task < graph.taskCount; task++) {
            if (hazards.alive[task]) {
                used |= 1 << graph.taskQueues[task].index();
            }
        }
        int present = used;
        TaskQueue[] found =
                Arrays.stream(QUEUES)
                        .filter(queue -> (present & 1 << queue.index()) != 0)
                        .toArray(TaskQueue[]::new);
        if (found.length == 0) {
            return new TaskQueue[] {TaskQueue.MAIN};
        }
        for (int task = 0; task < graph.taskCount && found.length > 1; task++) {
            int below = (1 << graph.taskQueues[task].index()) - 1;
            queueOf[task] = (byte) Integer.bitCount(used & below);
        }
        return found;
    }

    // By level and queue; in these by kind, since some GPUs pause where draws and dispatches take
    // turns.
    private int[] sort() {
        int kinds = TaskKind.COUNT;
        int[] begins = new int[hazards.levels * queues.length * kinds + 1];
        for (int task = 0; task < graph.taskCount; task++) {
            if (hazards.alive[task]) {
                begins[key(task) + 1]++;
            }
        }
        for (int key = 1; key < begins.length; key++) {
            begins[key] += begins[key - 1];
        }
        for (int slot = 0; slot < slots.length; slot++) {
            slots[slot] = begins[slot * kinds];
        }
        int[] sorted = new int[begins[begins.length - 1]];
        for (int task = 0; task < graph.taskCount; task++) {
            if (hazards.alive[task]) {
                sorted[begins[key(task)]++] = task;
            }
        }
        return sorted;
    }

    private int key(int task) {
        return (hazards.level[task] * queues.length + queueOf[task]) * TaskKind.COUNT
                + graph.taskKinds[task].number();
    }

    private void collectGroups() {
        Arrays.fill(lastLevel, NONE);
        Cells cells = hazards.cells;
        for (int task = 0; task < graph.taskCount; task++) {
            if (!hazards.alive[task]) {
                continue;
            }
            for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
                for (int access = cells.first[use]; access < cells.first[use + 1]; access++) {
                    int at = hazards.group[access] * queues.length + queueOf[task];
                    stages[at] |= graph.useStages[use];
                    lastLevel[at] = Math.max(lastLevel[at], hazards.level[task]);
                }
            }
        }
    }

    // ---------------------------------------------------------------- waits

    private void findWaits() {
        int count = queues.length;
        int[] now = new int[count * count];
        int[] need = new int[count];
        Arrays.fill(now, NONE);
        for (int slot = 0; slot < beginsAt.length; slot++) {
            int queue = slot % count;
            if (slots[slot] != slots[slot + 1]) {
                Arrays.fill(need, NONE);
                collectNeeds(slot, queue, now, need);
                dropImplied(need);
                for (int other = 0; other < count; other++) {
                    if (need[other] != NONE) {
                        addWait(slot, other, need[other]);
                        learn(now, queue, other, need[other]);
                    }
                }
            }
            System.arraycopy(now, queue * count, known, slot * count, count);
        }
    }

    private void collectNeeds(int slot, int queue, int[] now, int[] need) {
        int count = queues.length;
        Cells cells = hazards.cells;
        for (int i = slots[slot]; i < slots[slot + 1]; i++) {
            int task = order[i];
            int first = cells.first[graph.firstUse[task]];
            int end = cells.first[graph.firstUse[task + 1]];
            for (int access = first; access < end; access++) {
                int before = hazards.before[hazards.group[access]];
                for (int other = 0; before != NONE && other < count; other++) {
                    int level = lastLevel[before * count + other];
                    if (other != queue && level > now[queue * count + other]) {
                        need[other] = Math.max(need[other], level);
                    }
                }
            }
        }
    }

    // A wait is not needed if another one of the same place knows of what it waits for.
    private void dropImplied(int[] need) {
        int count = queues.length;
        for (int other = 0; other < count; other++) {
            for (int by = 0; by < count && need[other] != NONE; by++) {
                if (by != other
                        && need[by] != NONE
                        && known[(need[by] * count + by) * count + other] >= need[other]) {
                    need[other] = NONE;
                }
            }
        }
    }

    private void learn(int[] now, int queue, int other, int level) {
        int count = queues.length;
        int theirs = (level * count + other) * count;
        for (int each = 0; each < count; each++) {
            int mine = queue * count + each;
            now[mine] = Math.max(now[mine], each == other ? level : known[theirs + each]);
        }
    }

    private void addWait(int slot, int other, int level) {
        if (3 * waitCount == waits.length) {
            waits = Arrays.copyOf(waits, Math.max(12, waits.length * 2));
        }
        waits[3 * waitCount] = slot;
        waits[3 * waitCount + 1] = other;
        waits[3 * waitCount + 2] = level;
        waitCount++;
        beginsAt[slot] = true;
        endsAt[level * queues.length + other] = true;
    }

    // ---------------------------------------------------------------- what barriers ask

    /// The last level of a queue that is complete before a level of it begins, because another
    /// queue waited for it which the queue then waited for.
    int knownOfItself(int slot) {
        return known.length == 0 ? NONE : known[slot * queues.length + slot % queues.length];
    }

    boolean beginsSubmission(int slot) {
        return beginsAt[slot];
    }

    boolean endsSubmission(int slot) {
        return endsAt[slot];
    }

    int queueOf(int task) {
        return queueOf[task];
    }

    /// Where a task runs: level and queue in one.
    int slotOf(int task) {
        return hazards.level[task] * queues.length + queueOf[task];
    }
}
