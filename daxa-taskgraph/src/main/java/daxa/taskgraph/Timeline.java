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
    private final Priors priors;

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

    // Of each queue's number, its place.
    private final int[] places = new int[QUEUES.length];

    /// Of each level, queue and other queue, the last level of the other that is known to be
    /// complete; [Hazards#NONE] for none. Empty for a single queue.
    private final int[] known;

    // What a single queue knows to be complete of itself.
    private final int knownBefore;

    /// Of each level and queue, whether a submission begins in front of it, and ends behind it.
    private final boolean[] beginsAt;

    private final boolean[] endsAt;

    /// Three numbers for each wait, in order of level and queue: level and queue in one, the queue
    /// that is waited for, its level.
    int[] waits = new int[0];

    int waitCount;

    /// Two numbers for each image of a swapchain: where it is used first, and its number.
    int[] acquireSlots = new int[0];

    /// Where the image that is presented is used last; [Hazards#NONE] for none.
    int presentSlot = NONE;

    Timeline(Hazards hazards, Priors priors) {
        this.hazards = hazards;
        this.priors = priors;
        graph = hazards.graph;
        queues = findQueues();
        slots = new int[(hazards.levelEnd - hazards.before.levels) * queues.length + 1];
        order = sort();
        stages = new int[hazards.groups * queues.length];
        lastLevel = new int[stages.length];
        collectGroups();
        beginsAt = new boolean[slots.length - 1];
        endsAt = new boolean[beginsAt.length];
        known = new int[queues.length == 1 ? 0 : beginsAt.length * queues.length];
        knownBefore = hazards.before.known(queues[0].index(), queues[0].index());
        if (queues.length > 1) {
            findWaits();
        }
        cutAtSwapchain();
    }

    private TaskQueue[] findQueues() {
        int used = 0;
        for (int task = 0; task < graph.taskCount; task++) {
            if (hazards.alive[task]) {
                used |= 1 << graph.taskQueues[task];
            }
        }
        for (int access = hazards.cells.cell.length; access < hazards.accessCount(); access++) {
            used |= 1 << hazards.queueOf[access];
        }
        used = used == 0 ? 1 << TaskQueue.MAIN.index() : used;
        TaskQueue[] found = new TaskQueue[Integer.bitCount(used)];
        for (TaskQueue queue : QUEUES) {
            if ((used & 1 << queue.index()) != 0) {
                places[queue.index()] = Integer.bitCount(used & (1 << queue.index()) - 1);
                found[places[queue.index()]] = queue;
            }
        }
        return found;
    }

    // By level and queue; in these by kind, since some GPUs pause where draws and dispatches take
    // turns.
    private int[] sort() {
        int kinds = TaskKind.COUNT;
        int[] begins = new int[(slots.length - 1) * kinds + 1];
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
        return slotAt(hazards.level[task], graph.taskQueues[task]) * TaskKind.COUNT
                + graph.taskKinds[task];
    }

    private void collectGroups() {
        Arrays.fill(lastLevel, NONE);
        for (int access = 0; access < hazards.accessCount(); access++) {
            if (hazards.stagesOf[access] != 0) {
                int place = places[hazards.queueOf[access]];
                int at = hazards.groupOf[access] * queues.length + place;
                stages[at] |= hazards.stagesOf[access];
                lastLevel[at] = Math.max(lastLevel[at], hazards.levelOf[access]);
            }
        }
    }

    // ---------------------------------------------------------------- waits

    private void findWaits() {
        int count = queues.length;
        int[] now = new int[count * count];
        int[] need = new int[count];
        for (int i = 0; i < now.length; i++) {
            now[i] = hazards.before.known(queues[i / count].index(), queues[i % count].index());
        }
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
        Cells cells = hazards.cells;
        for (int i = slots[slot]; i < slots[slot + 1]; i++) {
            int task = order[i];
            for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
                int resource = graph.useResource[use];
                for (int access = cells.first[use]; access < cells.first[use + 1]; access++) {
                    int before = hazards.groupBefore[hazards.groupOf[access]];
                    if (before != NONE) {
                        addNeeds(before, queue, now, need);
                        continue;
                    }
                    int end = priors.first(resource + 1);
                    int prior = priors.first(resource);
                    for (; prior < end; prior++) {
                        addNeeds(priors.groups[prior], queue, now, need);
                    }
                }
            }
        }
    }

    private void addNeeds(int before, int queue, int[] now, int[] need) {
        int count = queues.length;
        for (int other = 0; other < count; other++) {
            int level = lastLevel[before * count + other];
            if (other != queue && level > now[queue * count + other]) {
                need[other] = Math.max(need[other], level);
            }
        }
    }

    // A wait is not needed if another one of the same place knows of what it waits for.
    private void dropImplied(int[] need) {
        int count = queues.length;
        for (int other = 0; other < count; other++) {
            for (int by = 0; by < count && need[other] != NONE; by++) {
                if (by != other && need[by] != NONE && known(by, need[by], other) >= need[other]) {
                    need[other] = NONE;
                }
            }
        }
    }

    /// The last level of another queue that is known to be complete at a level of one.
    int known(int queue, int level, int other) {
        int count = queues.length;
        if (level >= hazards.before.levels) {
            return known[((level - hazards.before.levels) * count + queue) * count + other];
        }
        int number = queues[queue].index();
        for (Before.Knowledge each : hazards.before.knowledge) {
            if (each.queue() == number && each.level() == level) {
                return each.known().get(queues[other].index());
            }
        }
        return NONE;
    }

    private void learn(int[] now, int queue, int other, int level) {
        int count = queues.length;
        for (int each = 0; each < count; each++) {
            int mine = queue * count + each;
            boolean isEarlier = level < hazards.before.levels;
            int theirs = each == other && !isEarlier ? level : known(other, level, each);
            now[mine] = Math.max(now[mine], theirs);
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
        if (level >= hazards.before.levels) {
            endsAt[(level - hazards.before.levels) * queues.length + other] = true;
        }
    }

    // ---------------------------------------------------------------- swapchain

    // An image is acquired as late and presented as early as possible: what does not use it is
    // submitted before or behind.
    private void cutAtSwapchain() {
        for (int resource = 0; resource < graph.resources.length; resource++) {
            if (graph.isOfSwapchain(resource)) {
                cutAround(resource);
            }
        }
    }

    private void cutAround(int resource) {
        int first = Integer.MAX_VALUE;
        int last = NONE;
        for (int task : order) {
            if (uses(task, resource)) {
                int slot = slotAt(hazards.level[task], graph.taskQueues[task]);
                first = Math.min(first, slot);
                last = Math.max(last, slot);
            }
        }
        if (last != NONE) {
            beginsAt[first] = true;
            acquireSlots = Arrays.copyOf(acquireSlots, acquireSlots.length + 2);
            acquireSlots[acquireSlots.length - 2] = first;
            acquireSlots[acquireSlots.length - 1] = resource;
            if (graph.presented == resource) {
                endsAt[last] = true;
                presentSlot = last;
            }
        }
    }

    private boolean uses(int task, int resource) {
        for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
            if (graph.useResource[use] == resource) {
                return true;
            }
        }
        return false;
    }

    // ---------------------------------------------------------------- what others ask

    /// The last level of a queue that is complete before a level of it begins, because another
    /// queue waited for it which the queue then waited for.
    int knownOfItself(int slot) {
        return known.length == 0 ? knownBefore : known[slot * queues.length + slot % queues.length];
    }

    boolean beginsSubmission(int slot) {
        return beginsAt[slot];
    }

    boolean endsSubmission(int slot) {
        return endsAt[slot];
    }

    /// The last level of another queue that is known to be complete behind all levels, both given
    /// by number.
    int knownBehind(int queue, int other) {
        int last = hazards.levelEnd - 1;
        return last < hazards.before.levels ? NONE : knownAt(queue, last, other);
    }

    /// The place of a queue, given its number.
    int placeOf(int queue) {
        return places[queue];
    }

    /// Level and queue in one, given a level of this execution and the queue's number.
    int slotAt(int level, int queue) {
        return (level - hazards.before.levels) * queues.length + places[queue];
    }

    /// The level of a place.
    int levelOf(int slot) {
        return hazards.before.levels + slot / queues.length;
    }

    /// The last level of another queue that is known to be complete at a level of one, both given
    /// by number.
    int knownAt(int queue, int level, int other) {
        boolean isOne = known.length == 0;
        if (!isUsed(queue) || !isUsed(other) || (isOne && queue != other)) {
            return NONE;
        }
        return isOne ? knownBefore : known(places[queue], level, places[other]);
    }

    private boolean isUsed(int queue) {
        return queues[places[queue]].index() == queue;
    }
}
