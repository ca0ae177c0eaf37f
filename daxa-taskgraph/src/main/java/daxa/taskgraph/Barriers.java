package daxa.taskgraph;

import java.util.Arrays;

/// The barriers in front of each level of each queue.
///
/// A barrier is needed between a group of accesses and the group before on the same queue, unless
/// others have done its work already: what has come before which stage, and is visible there, is
/// kept in tables and follows chains of barriers. Barriers of one place become one only if they
/// share their source or their destination, so that none is wider than what is needed.
final class Barriers {
    /// What was written before is made available.
    static final int AFTER_WRITES = 1;

    /// It becomes visible to reads.
    static final int BEFORE_READS = 2;

    /// It becomes visible to writes.
    static final int BEFORE_WRITES = 4;

    /// Of each level and queue, and one more, its first barrier.
    final int[] first;

    /// Of each level and queue, and one more, the first of [#reasons].
    final int[] firstReason;

    /// Of each barrier: the stages before it, those behind, and flags.
    int[] src = new int[16];

    int[] dst = new int[16];
    byte[] flags = new byte[16];
    int count;

    /// Groups that a barrier of the place stands in front of.
    int[] reasons = new int[16];

    int reasonCount;

    private final Timeline timeline;
    private final Hazards hazards;
    private final int queueCount;

    // The stages of the graph. The tables have a row and a column for each, and are there for each
    // queue.
    private final int[] bits;
    private final int size;

    // Of two stages, the level below which all that the first did is ordered before the second; is
    // in memory besides; is visible to its reads; and to its writes.
    private final int[] ordered;
    private final int[] available;
    private final int[] readable;
    private final int[] writable;
    private final int[] orderedBefore;
    private final int[] availableBefore;

    // What a place needs.
    private final Needs order;
    private final Needs read;
    private final Needs write;
    private final int[] standing;

    // Of each stage, those behind it to which it passes on what others wrote before.
    private final int[] passedOn;

    // Of each group and queue, the place (from 1) at which it was asked for last, and which stages.
    private final int[] askedSlot;
    private final int[] askedStages;

    Barriers(Timeline timeline) {
        this.timeline = timeline;
        hazards = timeline.hazards;
        queueCount = timeline.queues.length;
        bits = stageBits();
        size = bits.length;
        int table = size * size;
        ordered = new int[table * queueCount];
        available = new int[table * queueCount];
        readable = new int[table * queueCount];
        writable = new int[table * queueCount];
        orderedBefore = new int[table];
        availableBefore = new int[table];
        order = new Needs(size);
        read = new Needs(size);
        write = new Needs(size);
        standing = new int[size];
        passedOn = new int[size];
        askedSlot = new int[timeline.stages.length];
        askedStages = new int[timeline.stages.length];
        int places = timeline.slots.length - 1;
        first = new int[places + 1];
        firstReason = new int[places + 1];
        for (int slot = 0; slot < places; slot++) {
            first[slot] = count;
            firstReason[slot] = reasonCount;
            if (findNeeds(slot)) {
                emit(slot);
            }
        }
        first[places] = count;
        firstReason[places] = reasonCount;
    }

    private int[] stageBits() {
        int used = 0;
        for (int each : timeline.stages) {
            used |= each;
        }
        int[] found = new int[Integer.bitCount(used)];
        for (int i = 0; i < found.length; i++) {
            found[i] = Integer.lowestOneBit(used);
            used &= used - 1;
        }
        return found;
    }

    // ---------------------------------------------------------------- what is needed

    private boolean findNeeds(int slot) {
        int queue = slot % queueCount;
        boolean found = false;
        for (int i = timeline.slots[slot]; i < timeline.slots[slot + 1]; i++) {
            int task = timeline.order[i];
            int access = hazards.cells.first[timeline.graph.firstUse[task]];
            int end = hazards.cells.first[timeline.graph.firstUse[task + 1]];
            for (; access < end; access++) {
                int group = hazards.group[access];
                int before = hazards.before[group];
                if (before != Hazards.NONE
                        && timeline.lastLevel[before * queueCount + queue]
                                > timeline.knownOfItself(slot)) {
                    int own = newStages(group * queueCount + queue, slot, access);
                    if (own != 0 && isNeeded(before, group, own, slot)) {
                        addReason(group);
                        found = true;
                    }
                }
            }
        }
        return found;
    }

    // The stages of an access, but for those that another one of its group has asked for here.
    private int newStages(int groupAt, int slot, int access) {
        int stages = timeline.graph.useStages[hazards.useOf[access]];
        if (askedSlot[groupAt] != slot + 1) {
            askedSlot[groupAt] = slot + 1;
            askedStages[groupAt] = 0;
        }
        int own = stages & ~askedStages[groupAt];
        askedStages[groupAt] |= stages;
        return own;
    }

    private boolean isNeeded(int before, int group, int own, int slot) {
        int queue = slot % queueCount;
        int known = timeline.knownOfItself(slot);
        boolean afterWrites = UseType.writes(hazards.types[before]);
        boolean reads = UseType.reads(hazards.types[group]);
        boolean writes = UseType.writes(hazards.types[group]);
        boolean needed = false;
        int from = timeline.stages[before * queueCount + queue];
        for (int s = 0; s < size; s++) {
            int last = (from & bits[s]) == 0 ? known : lastLevel(before, queue, bits[s]);
            if (last <= known) {
                continue;
            }
            if (afterWrites) {
                needed |= reads && need(read, readable, queue, s, group, own, last);
                needed |= writes && need(write, writable, queue, s, group, own, last);
            } else {
                needed |= need(order, ordered, queue, s, group, own, last);
            }
        }
        if (!afterWrites && reads && hazards.before[before] != Hazards.NONE) {
            needed |= isMoreToSee(before, group, own, slot);
        }
        return needed;
    }

    // Where an access needs something, the rest of its group is served too.
    private boolean need(
            Needs needs, int[] table, int queue, int s, int group, int own, int last) {
        int missing = 0;
        int all = 0;
        for (int d = 0; d < size; d++) {
            if (table[(queue * size + s) * size + d] <= last) {
                missing |= own & bits[d];
                all |= bits[d];
            }
        }
        if (missing != 0) {
            int rest = all & stagesBehind(group, queue, last);
            for (int d = 0; d < size; d++) {
                if ((rest & bits[d]) != 0) {
                    needs.add(s, d, last, (own & bits[d]) != 0);
                }
            }
        }
        return missing != 0;
    }

    // Who reads and writes behind readers comes after them, and reads what was written before them:
    // by the barrier in front of the readers it is in memory, but not visible at every stage.
    private boolean isMoreToSee(int readers, int group, int own, int slot) {
        int queue = slot % queueCount;
        int known = timeline.knownOfItself(slot);
        int writers = hazards.before[readers];
        int from = timeline.stages[writers * queueCount + queue];
        boolean missing = false;
        for (int s = 0; s < size; s++) {
            int last = (from & bits[s]) == 0 ? known : lastLevel(writers, queue, bits[s]);
            missing |= last > known && need(read, readable, queue, s, group, own, last);
        }
        return missing;
    }

    // The last level at which a group uses its cell at a stage.
    private int lastLevel(int group, int queue, int stage) {
        int at = group * queueCount + queue;
        if (timeline.stages[at] == stage) {
            return timeline.lastLevel[at];
        }
        int last = Hazards.NONE;
        int access = hazards.lastAccess[group];
        for (; access != Hazards.NONE; access = hazards.accessBefore[access]) {
            int task = hazards.taskOf[access];
            if (timeline.queueOf(task) == queue
                    && (timeline.graph.useStages[hazards.useOf[access]] & stage) != 0) {
                last = Math.max(last, hazards.level[task]);
            }
        }
        return last;
    }

    // The stages of a group on a queue, but for tasks in front of which the queue waits for another
    // one that knows of the level.
    private int stagesBehind(int group, int queue, int level) {
        if (queueCount == 1) {
            return timeline.stages[group];
        }
        int stages = 0;
        int access = hazards.lastAccess[group];
        for (; access != Hazards.NONE; access = hazards.accessBefore[access]) {
            int task = hazards.taskOf[access];
            if (timeline.queueOf(task) == queue
                    && timeline.knownOfItself(timeline.slotOf(task)) < level) {
                stages |= timeline.graph.useStages[hazards.useOf[access]];
            }
        }
        return stages;
    }

    private void addReason(int group) {
        if (reasonCount == reasons.length) {
            reasons = Arrays.copyOf(reasons, reasonCount * 2);
        }
        reasons[reasonCount++] = group;
    }

    // ---------------------------------------------------------------- what is recorded

    private void emit(int slot) {
        int base = slot % queueCount * size * size;
        System.arraycopy(ordered, base, orderedBefore, 0, orderedBefore.length);
        System.arraycopy(available, base, availableBefore, 0, availableBefore.length);
        Arrays.fill(standing, 0);
        read.reduce(standing, availableBefore);
        write.reduce(standing, availableBefore);
        read.leaveToLater(standing, availableBefore);
        write.leaveToLater(standing, availableBefore);
        Arrays.fill(passedOn, 0);
        read.passOn(order, passedOn, availableBefore);
        for (int s = 0; s < size; s++) {
            standing[s] = read.stages[s] | write.stages[s] | passedOn[s];
        }
        order.reduce(standing, orderedBefore);
        order.leaveToLater(standing, orderedBefore);
        int from = count;
        for (int s = 0; s < size; s++) {
            int reads = read.stages[s];
            int writes = write.stages[s];
            merge(from, s, reads & writes, AFTER_WRITES | BEFORE_READS | BEFORE_WRITES);
            merge(from, s, reads & ~writes, AFTER_WRITES | BEFORE_READS);
            merge(from, s, writes & ~reads, AFTER_WRITES | BEFORE_WRITES);
            merge(from, s, passedOn[s] & ~reads, BEFORE_READS);
            merge(from, s, order.stages[s] & ~reads & ~writes & ~passedOn[s], 0);
        }
        order.clear();
        read.clear();
        write.clear();
        for (int barrier = from; barrier < count; barrier++) {
            learn(base, slot / queueCount, barrier);
        }
    }

    private void merge(int from, int s, int behind, int memory) {
        if (behind == 0) {
            return;
        }
        int to = 0;
        for (int d = 0; d < size; d++) {
            to |= (behind & 1 << d) == 0 ? 0 : bits[d];
        }
        for (int barrier = from; barrier < count; barrier++) {
            if (dst[barrier] == to && flags[barrier] == memory) {
                src[barrier] |= bits[s];
                return;
            }
        }
        add(bits[s], to, memory);
    }

    private void add(int from, int to, int memory) {
        if (count == src.length) {
            src = Arrays.copyOf(src, count * 2);
            dst = Arrays.copyOf(dst, count * 2);
            flags = Arrays.copyOf(flags, count * 2);
        }
        src[count] = from;
        dst[count] = to;
        flags[count] = (byte) memory;
        count++;
    }

    // What comes before the source comes before the destination too, if earlier barriers have
    // ordered it. Barriers of one place do not chain, so the tables from before it are asked.
    private void learn(int base, int level, int barrier) {
        boolean reads = (flags[barrier] & BEFORE_READS) != 0;
        boolean writes = (flags[barrier] & BEFORE_WRITES) != 0;
        for (int x = 0; x < size; x++) {
            if ((src[barrier] & bits[x]) == 0) {
                continue;
            }
            for (int s = 0; s < size; s++) {
                int order = s == x ? level : orderedBefore[s * size + x];
                int memory = s == x && (flags[barrier] & AFTER_WRITES) != 0 ? level : availableBefore[s * size + x];
                for (int d = 0; d < size; d++) {
                    if ((dst[barrier] & bits[d]) != 0) {
                        int at = base + s * size + d;
                        ordered[at] = Math.max(ordered[at], order);
                        available[at] = Math.max(available[at], memory);
                        if (reads) {
                            readable[at] = Math.max(readable[at], memory);
                        }
                        if (writes) {
                            writable[at] = Math.max(writable[at], memory);
                        }
                    }
                }
            }
        }
    }

    /// What a place needs of one sort: pairs of stages, by dense number, and up to which level.
    private static final class Needs {
        final int[] stages;
        private final int[] levels;

        // Those that this place itself needs; the others are for later tasks.
        private final int[] firm;
        private final int size;
        // Of each stage, those before it whose pair was taken away.
        private final int[] dropped;
        private int kept;

        Needs(int size) {
            dropped = new int[size];
            this.size = size;
            stages = new int[size];
            firm = new int[size];
            levels = new int[size * size];
        }

        void add(int s, int d, int level, boolean isFirm) {
            int at = s * size + d;
            boolean isNew = (stages[s] & 1 << d) == 0;
            levels[at] = isNew ? level : Math.max(levels[at], level);
            stages[s] |= 1 << d;
            firm[s] |= isFirm ? 1 << d : 0;
            kept += isNew ? 1 : 0;
        }

        void clear() {
            Arrays.fill(stages, 0);
            Arrays.fill(firm, 0);
            Arrays.fill(dropped, 0);
            kept = 0;
        }

        /// Takes away pairs that others of the same place make true: what comes before a stage by
        /// an earlier barrier comes before whatever this place orders behind that stage.
        ///
        /// @param standing of each stage, those behind it besides
        /// @param before of two stages, the level below which what the first did comes before the
        ///   second
        void reduce(int[] standing, int[] before) {
            for (int d = 0; d < size && kept > 0; d++) {
                int sources = sources(d);
                int left = sources;
                for (int s = 0; s < size; s++) {
                    int without = left & ~(1 << s);
                    if (without != left
                            && areImplied(sources & ~without, without, d, standing, before)) {
                        left = without;
                        stages[s] &= ~(1 << d);
                        dropped[d] |= (firm[s] & 1 << d) == 0 ? 0 : 1 << s;
                    }
                }
            }
        }

        /// Takes away pairs where another stage has to come before the second anyway, and what the
        /// first wrote is in memory before that stage.
        void passOn(Needs order, int[] passedOn, int[] before) {
            for (int d = 0; d < size && kept > 0 && order.kept > 0; d++) {
                int through = order.sources(d);
                for (int s = 0; s < size && through != 0; s++) {
                    for (int x = 0; x < size && (stages[s] & 1 << d) != 0; x++) {
                        int all = dropped[d] | 1 << s;
                        if ((through & 1 << x) != 0) {
                            int was = passedOn[x];
                            passedOn[x] |= 1 << d;
                            if (areImplied(all, sources(d) & ~(1 << s), d, passedOn, before)) {
                                stages[s] &= ~(1 << d);
                                dropped[d] = all;
                            } else {
                                passedOn[x] = was;
                            }
                        }
                    }
                }
            }
        }

        /// Leaves what later tasks need to them, unless this place needs something of the same
        /// source, or relies on it.
        void leaveToLater(int[] standing, int[] before) {
            for (int s = 0; s < size; s++) {
                for (int d = 0; d < size && (stages[s] & firm[s]) == 0; d++) {
                    if ((stages[s] & 1 << d) != 0
                            && areImplied(
                                    dropped[d], sources(d) & ~(1 << s), d, standing, before)) {
                        stages[s] &= ~(1 << d);
                    }
                }
            }
        }

        private int sources(int d) {
            int sources = 0;
            for (int s = 0; s < size; s++) {
                sources |= (stages[s] & 1 << d) == 0 ? 0 : 1 << s;
            }
            return sources;
        }

        private boolean areImplied(
                int gone, int left, int d, int[] standing, int[] before) {
            for (int s = 0; s < size; s++) {
                boolean implied = (gone & 1 << s) == 0;
                for (int x = 0; x < size && !implied; x++) {
                    boolean stands = (left & 1 << x) != 0 || (standing[x] & 1 << d) != 0;
                    implied = stands && x != s && before[s * size + x] > levels[s * size + d];
                }
                if (!implied) {
                    return false;
                }
            }
            return true;
        }
    }
}
