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

    // The place needs it itself; the others are for later tasks.
    private static final int FIRM = 1;

    // Where the stages of a need are.
    private static final long STAGES = 0xffff00;

    /// Of each level and queue, and one more, its first barrier.
    final int[] first;

    /// Of each barrier: the stages before it, those behind, and flags.
    int[] src = new int[16];

    int[] dst = new int[16];
    byte[] flags = new byte[16];
    int count;

    private final Timeline timeline;
    private final Hazards hazards;
    final Priors priors;
    private final int queueCount;

    // The stages of the graph; in here a stage is its place among them.
    private final int used;
    private final int size;

    // Those at which writes read too, where a barrier names them.
    private final int readsWithWrites;

    // Of two stages on a queue, the level below which all that the first did is ordered before the
    // second; is in memory besides; is visible to its reads; and to its writes.
    private final int[] ordered;
    private final int[] available;
    private final int[] readable;
    private final int[] writable;
    private final int[] orderedBefore;
    private final int[] availableBefore;

    /// Of each level and queue, and one more, its first discard; empty if there are none at all.
    final int[] firstDiscard;

    /// Of each discard: the image, the stages before it and whether they wrote, and those behind.
    int[] discarded = new int[4];

    int[] discardSrc = new int[4];
    int[] discardDst = new int[4];
    boolean[] discardsWritten = new boolean[4];
    int discardCount;

    // Of each resource, whether its contents were discarded.
    private final boolean[] isDiscarded;

    // The place at work: its queue, its level, and the last level of the queue that is known to be
    // complete.
    private int queue;
    private int level;
    private int known;

    // What the place needs, as found: the level, the two stages, what for, and whether it is firm.
    private long[] found = new long[16];
    private int foundCount;

    // What any of these is for, and in what they differ.
    private int sorts;
    private long differences;

    // The same by sort, where several pairs of stages need something.
    private final Needs order;
    private final Needs read;
    private final Needs write;

    // Of each stage, those in front of it by other sorts of need; and those that pass on to it what
    // others wrote before.
    private final int[] standing;
    private final int[] passedOn;
    private boolean hasPassedOn;
    private final int[] none;

    // Of each group and queue, the place (from 1) at which it was asked for last, and which stages,
    // in one.
    private final long[] asked;

    Barriers(Timeline timeline, Priors priors) {
        this.timeline = timeline;
        this.priors = priors;
        hazards = timeline.hazards;
        queueCount = timeline.queues.length;
        used = usedStages();
        size = Integer.bitCount(used);
        readsWithWrites = Integer.compress(TaskStage.ATTACHMENTS, used);
        int table = size * size;
        ordered = new int[table * queueCount];
        available = new int[table * queueCount];
        readable = new int[table * queueCount];
        writable = new int[table * queueCount];
        load();
        orderedBefore = new int[table];
        availableBefore = new int[table];
        order = new Needs(size);
        read = new Needs(size);
        write = new Needs(size);
        standing = new int[size];
        passedOn = new int[size];
        none = new int[size];
        asked = new long[timeline.stages.length];
        int places = timeline.slots.length - 1;
        first = new int[places + 1];
        firstDiscard = new int[priors.hasDiscards() ? places + 1 : 0];
        isDiscarded = new boolean[priors.hasDiscards() ? timeline.graph.resources.length : 0];
        level = hazards.before.levels;
        for (int slot = 0; slot < places; slot++) {
            known = timeline.knownOfItself(slot);
            first[slot] = count;
            if (priors.hasDiscards()) {
                firstDiscard[slot] = discardCount;
            }
            if (timeline.slots[slot] != timeline.slots[slot + 1]) {
                if (priors.hasDiscards()) {
                    remember();
                    discard(slot);
                }
                findNeeds(slot);
                if (foundCount > 0) {
                    emit();
                }
            }
            queue++;
            if (queue == queueCount) {
                queue = 0;
                level++;
            }
        }
        if (priors.hasDiscards()) {
            firstDiscard[places] = discardCount;
        }
        first[places] = count;
    }

    private int usedStages() {
        int all = 0;
        for (int each : timeline.stages) {
            all |= each;
        }
        return all;
    }

    // ---------------------------------------------------------------- earlier and later executions

    private void load() {
        if (hazards.before.levels == 0) {
            return;
        }
        for (int queue = 0; queue < queueCount; queue++) {
            int[] from = hazards.before.tables;
            int base = timeline.queues[queue].index() * 4 * Before.TABLE;
            load(from, base, ordered, queue);
            load(from, base + Before.TABLE, available, queue);
            load(from, base + 2 * Before.TABLE, readable, queue);
            load(from, base + 3 * Before.TABLE, writable, queue);
        }
    }

    private void load(int[] from, int base, int[] table, int queue) {
        int at = queue * size * size;
        for (int left = used; left != 0; left &= left - 1) {
            int row = base + Integer.numberOfTrailingZeros(left) * TaskStage.COUNT;
            for (int column = used; column != 0; column &= column - 1) {
                table[at++] = from[row + Integer.numberOfTrailingZeros(column)];
            }
        }
    }

    /// The tables as they stand behind the last level, laid out as [Before#tables].
    int[] tables() {
        int[] all = hazards.before.tables.clone();
        for (int queue = 0; queue < queueCount; queue++) {
            int base = timeline.queues[queue].index() * 4 * Before.TABLE;
            store(all, base, ordered, queue);
            store(all, base + Before.TABLE, available, queue);
            store(all, base + 2 * Before.TABLE, readable, queue);
            store(all, base + 3 * Before.TABLE, writable, queue);
        }
        return all;
    }

    private void store(int[] to, int base, int[] table, int queue) {
        int at = queue * size * size;
        for (int left = used; left != 0; left &= left - 1) {
            int row = base + Integer.numberOfTrailingZeros(left) * TaskStage.COUNT;
            for (int column = used; column != 0; column &= column - 1) {
                to[row + Integer.numberOfTrailingZeros(column)] = table[at++];
            }
        }
    }

    // ---------------------------------------------------------------- discards

    // Images whose contents are undefined come into being in front of their first use. That is a
    // barrier of its own for each: it orders the stages, and flushes what was written to its bytes
    // before.
    private void discard(int slot) {
        GraphDescription graph = timeline.graph;
        for (int i = timeline.slots[slot]; i < timeline.slots[slot + 1]; i++) {
            int task = timeline.order[i];
            for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
                int resource = graph.useResource[use];
                if (priors.discards(resource) && !isDiscarded[resource]) {
                    isDiscarded[resource] = true;
                    addDiscard(resource);
                }
            }
        }
    }

    private void addDiscard(int resource) {
        if (discardCount == discarded.length) {
            discarded = Arrays.copyOf(discarded, discardCount * 2);
            discardSrc = Arrays.copyOf(discardSrc, discardCount * 2);
            discardDst = Arrays.copyOf(discardDst, discardCount * 2);
            discardsWritten = Arrays.copyOf(discardsWritten, discardCount * 2);
        }
        int behind = 0;
        for (int cell = hazards.cells.firstOf(resource);
                cell < hazards.cells.firstOf(resource + 1);
                cell++) {
            if (hazards.firstGroup[cell] != Hazards.NONE) {
                behind |= timeline.stages[hazards.firstGroup[cell] * queueCount + queue];
            }
        }
        int before = 0;
        boolean written = false;
        for (int i = priors.first(resource); i < priors.first(resource + 1); i++) {
            int at = priors.groups[i] * queueCount + queue;
            if (timeline.lastLevel[at] > known) {
                before |= timeline.stages[at];
                written |= UseType.writes(hazards.types[priors.groups[i]]);
            }
        }
        discarded[discardCount] = resource;
        discardSrc[discardCount] = before == 0 ? behind : before;
        discardDst[discardCount] = behind;
        discardsWritten[discardCount] = written;
        discardCount++;
        int base = queue * size * size;
        int dst = Integer.compress(behind, used);
        int src = Integer.compress(before == 0 ? behind : before, used);
        for (int from = src; from != 0; from &= from - 1) {
            int x = Integer.numberOfTrailingZeros(from);
            for (int s = 0; s < size; s++) {
                int order = s == x ? level : orderedBefore[s * size + x];
                int memory = availableBefore[s * size + x];
                for (int to = dst; to != 0; to &= to - 1) {
                    int at = base + s * size + Integer.numberOfTrailingZeros(to);
                    ordered[at] = Math.max(ordered[at], order);
                    available[at] = Math.max(available[at], memory);
                }
            }
        }
    }

    // ---------------------------------------------------------------- what is needed

    private void findNeeds(int slot) {
        int[] firstUse = timeline.graph.firstUse;
        int[] firstAccess = hazards.cells.first;
        int[] groupOf = hazards.groupOf;
        for (int i = timeline.slots[slot]; i < timeline.slots[slot + 1]; i++) {
            int task = timeline.order[i];
            int end = firstUse[task + 1];
            for (int use = firstUse[task]; use < end; use++) {
                int last = firstAccess[use + 1];
                for (int access = firstAccess[use]; access < last; access++) {
                    int group = groupOf[access];
                    int before = hazards.groupBefore[group];
                    if (before == Hazards.NONE) {
                        findPriors(slot, access, timeline.graph.useResource[use]);
                    } else if (isOpen(before)) {
                        find(before, group, newStages(slot, access, group));
                    }
                }
            }
        }
    }

    // Whether a group is not known to be complete through other queues.
    private boolean isOpen(int before) {
        return timeline.lastLevel[before * queueCount + queue] > known;
    }

    private void findPriors(int slot, int access, int resource) {
        int begin = priors.first(resource);
        int end = priors.first(resource + 1);
        if (begin == end || priors.discards(resource)) {
            return;
        }
        int group = hazards.groupOf[access];
        int own = newStages(slot, access, group);
        for (int i = begin; i < end; i++) {
            int prior = priors.groups[i];
            if (isOpen(prior)) {
                find(prior, group, own);
            }
        }
    }

    // The stages of an access, but for those that another one of its group has asked for here.
    private int newStages(int slot, int access, int group) {
        int at = group * queueCount + queue;
        long before = asked[at];
        int known = before >> 32 == slot + 1 ? (int) before : 0;
        int stages = hazards.stagesOf[access];
        asked[at] = ((slot + 1L) << 32) | known | stages;
        return Integer.compress(stages & ~known, used);
    }

    private void find(int before, int group, int own) {
        if (own == 0) {
            return;
        }
        boolean afterWrites = UseType.writes(hazards.types[before]);
        boolean reads = UseType.reads(hazards.types[group]);
        boolean writes = UseType.writes(hazards.types[group]);
        int from = Integer.compress(timeline.stages[before * queueCount + queue], used);
        for (int left = from; left != 0; left &= left - 1) {
            int s = Integer.numberOfTrailingZeros(left);
            int last = lastLevel(before, s, from);
            if (last <= known) {
                continue;
            }
            if (!afterWrites) {
                find(0, ordered, s, group, own, last);
                continue;
            }
            if (reads) {
                find(BEFORE_READS, readable, s, group, own, last);
            }
            if (writes) {
                find(BEFORE_WRITES, writable, s, group, own, last);
            }
        }
        if (!afterWrites && reads && hazards.groupBefore[before] != Hazards.NONE) {
            findMoreToSee(hazards.groupBefore[before], group, own);
        }
    }

    // Who reads and writes behind readers comes after them, and reads what was written before them:
    // by the barrier in front of the readers it is in memory, but not visible at every stage.
    private void findMoreToSee(int writers, int group, int own) {
        int from = Integer.compress(timeline.stages[writers * queueCount + queue], used);
        for (int left = from; left != 0; left &= left - 1) {
            int s = Integer.numberOfTrailingZeros(left);
            int last = lastLevel(writers, s, from);
            if (last > known) {
                find(BEFORE_READS, readable, s, group, own, last);
            }
        }
    }

    // Where an access needs something, the rest of its group is served too.
    private void find(int sort, int[] table, int s, int group, int own, int last) {
        int row = (queue * size + s) * size;
        int before = foundCount;
        for (int left = own; left != 0; left &= left - 1) {
            int d = Integer.numberOfTrailingZeros(left);
            if (table[row + d] <= last) {
                add(sort | FIRM, s, d, last);
            }
        }
        if (foundCount != before) {
            int rest = stagesBehind(group, last) & ~own;
            for (int left = rest; left != 0; left &= left - 1) {
                int d = Integer.numberOfTrailingZeros(left);
                if (table[row + d] <= last) {
                    add(sort, s, d, last);
                }
            }
        }
    }

    private void add(int sort, int s, int d, int last) {
        if (foundCount == found.length) {
            found = Arrays.copyOf(found, foundCount * 2);
        }
        long need = ((long) last << 32) | (d << 16) | (s << 8) | sort;
        sorts |= sort;
        found[foundCount++] = need;
        differences |= need ^ found[0];
    }

    // The last level at which a group uses its cell at a stage, of all at which it does.
    private int lastLevel(int group, int s, int all) {
        if (all == 1 << s) {
            return timeline.lastLevel[group * queueCount + queue];
        }
        int stage = Integer.expand(1 << s, used);
        int last = Hazards.NONE;
        int access = hazards.lastAccess[group];
        for (; access != Hazards.NONE; access = hazards.accessBefore[access]) {
            if (timeline.placeOf(hazards.queueOf[access]) == queue
                    && (hazards.stagesOf[access] & stage) != 0) {
                last = Math.max(last, hazards.levelOf[access]);
            }
        }
        return last;
    }

    // The stages of a group on a queue, but for tasks in front of which the queue waits for another
    // one that knows of the level.
    private int stagesBehind(int group, int last) {
        int stages = 0;
        if (queueCount == 1) {
            stages = timeline.stages[group];
        } else {
            int access = hazards.lastAccess[group];
            for (; access != Hazards.NONE; access = hazards.accessBefore[access]) {
                if (timeline.placeOf(hazards.queueOf[access]) == queue && isBehind(access, last)) {
                    stages |= hazards.stagesOf[access];
                }
            }
        }
        return Integer.compress(stages, used);
    }

    private boolean isBehind(int access, int level) {
        int own = hazards.levelOf[access];
        return own >= hazards.before.levels
                && timeline.knownOfItself(timeline.slotAt(own, hazards.queueOf[access])) < level;
    }

    // ---------------------------------------------------------------- what is recorded

    private void remember() {
        int base = queue * size * size;
        for (int i = 0; i < orderedBefore.length; i++) {
            orderedBefore[i] = ordered[base + i];
            availableBefore[i] = available[base + i];
        }
    }

    private void emit() {
        int from = count;
        boolean isPair = (differences & STAGES) == 0;
        if (isPair) {
            int memory = sorts & (BEFORE_READS | BEFORE_WRITES);
            add(1 << s(found[0]), 1 << d(found[0]), memory == 0 ? 0 : memory | AFTER_WRITES);
        } else {
            choose();
        }
        boolean isAlone = isPair && !priors.hasDiscards();
        for (int barrier = from; barrier < count; barrier++) {
            if (isAlone) {
                learn(barrier, ordered, available, queue * size * size);
            } else {
                learn(barrier, orderedBefore, availableBefore, 0);
            }
            src[barrier] = Integer.expand(src[barrier], used);
            dst[barrier] = Integer.expand(dst[barrier], used);
        }
        foundCount = 0;
        sorts = 0;
        differences = 0;
    }

    private static int s(long need) {
        return (int) (need >> 8) & 0xff;
    }

    private static int d(long need) {
        return (int) (need >> 16) & 0xff;
    }

    // Several pairs of stages need something: the fewest barriers that give it.
    private void choose() {
        if (!priors.hasDiscards()) {
            remember();
        }
        for (int i = 0; i < foundCount; i++) {
            long need = found[i];
            Needs needs =
                    (need & BEFORE_READS) != 0 ? read : (need & BEFORE_WRITES) != 0 ? write : order;
            needs.add(s(need), d(need), (int) (need >> 32), (need & FIRM) != 0);
        }
        int sources = read.sources | write.sources | order.sources;
        if ((sources & sources - 1) != 0) {
            reduce();
        } else {
            leaveToLater(sources);
        }
        int from = count;
        for (int left = sources; left != 0; left &= left - 1) {
            int s = Integer.numberOfTrailingZeros(left);
            int reads = read.behind[s];
            int writes = write.behind[s];
            int passed = hasPassedOn ? behind(passedOn, s) & ~reads : 0;
            int orders = order.behind[s] & ~reads & ~writes & ~passed;
            merge(from, s, reads & writes, AFTER_WRITES | BEFORE_READS | BEFORE_WRITES);
            merge(from, s, reads & ~writes, AFTER_WRITES | BEFORE_READS);
            merge(from, s, writes & ~reads, AFTER_WRITES | BEFORE_WRITES);
            merge(from, s, passed, BEFORE_READS);
            merge(from, s, orders, 0);
        }
        if (hasPassedOn) {
            Arrays.fill(passedOn, 0);
            hasPassedOn = false;
        }
        order.clear();
        read.clear();
        write.clear();
    }

    private void reduce() {
        Arrays.fill(standing, 0);
        read.reduce(standing, availableBefore);
        write.reduce(standing, availableBefore);
        hasPassedOn = read.passOn(order, write, readsWithWrites, passedOn, availableBefore);
        leaveToLater(read.sources | write.sources);
        for (int d = 0; d < size; d++) {
            standing[d] = read.into[d] | write.into[d] | passedOn[d];
        }
        order.reduce(standing, orderedBefore);
    }

    private void leaveToLater(int sources) {
        for (int left = sources; left != 0; left &= left - 1) {
            int s = Integer.numberOfTrailingZeros(left);
            int reads = read.behind[s];
            int writes = write.behind[s];
            read.leave(s, reads & ~writes, passedOn, availableBefore);
            write.leave(s, writes & ~reads, none, availableBefore);
        }
    }

    private int behind(int[] into, int s) {
        int behind = 0;
        for (int d = 0; d < size; d++) {
            behind |= (into[d] >> s & 1) << d;
        }
        return behind;
    }

    private void merge(int from, int s, int behind, int memory) {
        if (behind == 0) {
            return;
        }
        for (int barrier = from; barrier < count; barrier++) {
            if (dst[barrier] == behind && flags[barrier] == memory) {
                src[barrier] |= 1 << s;
                return;
            }
        }
        add(1 << s, behind, memory);
    }

    private void add(int sources, int behind, int memory) {
        if (count == src.length) {
            src = Arrays.copyOf(src, count * 2);
            dst = Arrays.copyOf(dst, count * 2);
            flags = Arrays.copyOf(flags, count * 2);
        }
        src[count] = sources;
        dst[count] = behind;
        flags[count] = (byte) memory;
        count++;
    }

    // What comes before the source comes before the destination too, if earlier barriers have
    // ordered it. Barriers of one place do not chain, so the tables from before it are asked; which
    // a single pair of stages does not change where it asks.
    private void learn(int barrier, int[] orderedBefore, int[] availableBefore, int begin) {
        int base = queue * size * size;
        boolean flushes = (flags[barrier] & AFTER_WRITES) != 0;
        boolean reads = (flags[barrier] & BEFORE_READS) != 0;
        boolean writes = (flags[barrier] & BEFORE_WRITES) != 0;
        int more = dst[barrier] == TaskStage.ALL ? 0 : dst[barrier];
        int readers = reads ? dst[barrier] : writes ? more & readsWithWrites : 0;
        int writers = writes ? dst[barrier] : 0;
        for (int from = src[barrier]; from != 0; from &= from - 1) {
            int x = Integer.numberOfTrailingZeros(from);
            for (int s = 0; s < size; s++) {
                int order = s == x ? level : orderedBefore[begin + s * size + x];
                int memory = s == x && flushes ? level : availableBefore[begin + s * size + x];
                for (int to = dst[barrier]; to != 0; to &= to - 1) {
                    int d = Integer.lowestOneBit(to);
                    int at = base + s * size + Integer.numberOfTrailingZeros(to);
                    ordered[at] = Math.max(ordered[at], order);
                    available[at] = Math.max(available[at], memory);
                    if ((readers & d) != 0) {
                        readable[at] = Math.max(readable[at], memory);
                    }
                    if ((writers & d) != 0) {
                        writable[at] = Math.max(writable[at], memory);
                    }
                }
            }
        }
    }

    /// What a place needs of one sort: pairs of stages, and up to which level.
    private static final class Needs {
        /// Of each stage, those that have to come before it.
        final int[] into;

        /// The same, of each stage those that have to come after it.
        final int[] behind;

        /// All stages that have to come before one.
        int sources;

        // Those that this place itself needs; the others are for later tasks.
        private final int[] firm;

        // Those that this place itself needs, and that others make true.
        private final int[] dropped;
        private final int[] levels;
        private final int size;

        Needs(int size) {
            this.size = size;
            into = new int[size];
            behind = new int[size];
            firm = new int[size];
            dropped = new int[size];
            levels = new int[size * size];
        }

        void add(int s, int d, int level, boolean isFirm) {
            int bit = 1 << s;
            int at = s * size + d;
            levels[at] = (into[d] & bit) == 0 ? level : Math.max(levels[at], level);
            into[d] |= bit;
            behind[s] |= 1 << d;
            firm[d] |= isFirm ? bit : 0;
            sources |= bit;
        }

        void clear() {
            if (sources != 0) {
                for (int d = 0; d < size; d++) {
                    into[d] = 0;
                    behind[d] = 0;
                    firm[d] = 0;
                    dropped[d] = 0;
                }
                sources = 0;
            }
        }

        /// Takes away pairs that others of the same place make true: what comes before a stage by
        /// an earlier barrier comes before whatever this place orders behind that stage. And leaves
        /// to later tasks what only they need, where nothing of the same source stays.
        ///
        /// @param standing of each stage, those that come before it anyway
        /// @param before of two stages, the level below which what the first did comes before the
        ///   second
        void reduce(int[] standing, int[] before) {
            if (sources == 0) {
                return;
            }
            for (int d = 0; d < size; d++) {
                for (int left = into[d] & standing[d]; left != 0; left &= left - 1) {
                    remove(Integer.lowestOneBit(left), d);
                }
                if ((into[d] & into[d] - 1) != 0 || (into[d] != 0 && standing[d] != 0)) {
                    int all = into[d];
                    for (int left = all; left != 0; left &= left - 1) {
                        int without = into[d] & ~Integer.lowestOneBit(left);
                        if (areImplied(all & ~without, without | standing[d], d, before)) {
                            remove(Integer.lowestOneBit(left), d);
                        }
                    }
                    dropped[d] = all & ~into[d] & firm[d];
                }
            }
            for (int left = sources; left != 0; left &= left - 1) {
                leaveToLater(Integer.lowestOneBit(left), standing, before);
            }
        }

        private void leaveToLater(int source, int[] standing, int[] before) {
            for (int d = 0; d < size; d++) {
                if ((into[d] & firm[d] & source) != 0) {
                    return;
                }
            }
            for (int d = 0; d < size; d++) {
                int without = into[d] & ~source;
                if (without != into[d]
                        && areImplied(dropped[d], without | standing[d], d, before)) {
                    remove(source, d);
                }
            }
        }

        /// Takes away pairs where another stage has to come before the second anyway, and what the
        /// first wrote is in memory before that stage. Not where attachments are written, which
        /// what is passed on would be visible to as well.
        ///
        /// @return whether there were any
        boolean passOn(Needs order, Needs write, int attachments, int[] passedOn, int[] before) {
            boolean isAny = false;
            for (int d = 0; d < size && sources != 0 && order.sources != 0; d++) {
                if ((attachments >> d & 1) != 0 && write.into[d] != 0) {
                    continue;
                }
                for (int left = into[d]; left != 0 && order.into[d] != 0; left &= left - 1) {
                    int s = Integer.lowestOneBit(left);
                    for (int by = order.into[d]; by != 0; by &= by - 1) {
                        int through = passedOn[d] | Integer.lowestOneBit(by);
                        int without = into[d] & ~s;
                        if (areImplied(dropped[d] | s, without | through, d, before)) {
                            isAny = true;
                            passedOn[d] = through;
                            remove(s, d);
                            dropped[d] |= s;
                            break;
                        }
                    }
                }
                for (int left = passedOn[d]; left != 0; left &= left - 1) {
                    int rest = passedOn[d] & ~Integer.lowestOneBit(left);
                    if (areImplied(dropped[d], into[d] | rest, d, before)) {
                        passedOn[d] = rest;
                    }
                }
            }
            return isAny;
        }

        /// Leaves to later tasks what only they need and would be a barrier of its own.
        ///
        /// @param after stages behind one
        /// @param standing as for [#reduce]
        /// @param before as for [#reduce]
        void leave(int s, int after, int[] standing, int[] before) {
            for (int left = after; left != 0; left &= left - 1) {
                int d = Integer.numberOfTrailingZeros(left);
                int without = into[d] & ~(1 << s);
                if ((firm[d] >> s & 1) != 0
                        || !areImplied(dropped[d], without | standing[d], d, before)) {
                    return;
                }
            }
            for (int left = after; left != 0; left &= left - 1) {
                remove(1 << s, Integer.numberOfTrailingZeros(left));
            }
        }

        private void remove(int source, int d) {
            into[d] &= ~source;
            behind[Integer.numberOfTrailingZeros(source)] &= ~(1 << d);
        }

        private boolean areImplied(int gone, int by, int d, int[] before) {
            for (int left = gone; left != 0; left &= left - 1) {
                int s = Integer.numberOfTrailingZeros(left);
                boolean implied = false;
                for (int others = by & ~(1 << s); others != 0 && !implied; others &= others - 1) {
                    int x = Integer.numberOfTrailingZeros(others);
                    implied = before[s * size + x] > levels[s * size + d];
                }
                if (!implied) {
                    return false;
                }
            }
            return true;
        }
    }
}
