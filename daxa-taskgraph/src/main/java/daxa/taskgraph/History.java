package daxa.taskgraph;

import daxa.core.concurrent.ExternallySynchronized;

import org.jspecify.annotations.Nullable;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;

/// What executions have left behind, of several graphs on one device: who used each resource last,
/// and what the barriers and waits between have ordered. From it follows what comes before the next
/// execution, see [Before].
///
/// A resource is known by an object of the caller, the same one in each graph that uses it, and a
/// set of resources by the list of these; the memory of a graph's transient resources likewise.
@ExternallySynchronized
final class History {
    private static final int QUEUES = Before.QUEUES;

    private final Map<Object, List<Part>> parts = new WeakHashMap<>();
    private final Map<Object, List<Memory>> memory = new WeakHashMap<>();
    private final long[] tables = new long[4 * QUEUES * Before.TABLE];
    private final long[] known = new long[QUEUES * QUEUES];

    // The level at which the next execution begins. Levels of all executions are counted in one.
    private long next;

    History() {
        Arrays.fill(known, Hazards.NONE);
    }

    private record Access(int queue, int stage, long level, Object submission, List<Long> known) {}

    private static final Comparator<Access> ORDER =
            Comparator.comparingInt(Access::queue).thenComparingInt(Access::stage);

    private record Group(int type, List<Access> accesses) {}

    private record Part(long x0, long x1, int y0, int y1, List<Group> groups) {}

    private record Memory(int resource, int heap, long begin, long end, Group last) {}

    /// What comes before an execution that is about to be made.
    ///
    /// @param before it, without anything that tells one frame from the next
    /// @param levels for each of its levels the level as counted here
    /// @param accesses for each of its levels and each queue an access that is there
    record Entry(Before before, List<Long> levels, List<@Nullable Access> accesses) {
        /// The submission that has a level of a queue, as given to [History#leave].
        ///
        /// @param place both in one, as in [RunPlan#earlier]
        @Nullable Object submission(int place) {
            return History.submission(accesses, place);
        }
    }

    /// All that is known of some resources and heaps.
    ///
    /// @param value it, without anything that tells one frame from the next
    /// @param levels as in [Entry]
    /// @param accesses as in [Entry]
    record State(List<Object> value, List<Long> levels, List<@Nullable Access> accesses) {
        /// Where a level stands; below 0 if it is none of these.
        int indexOf(long level) {
            return Collections.binarySearch(levels, level);
        }

        /// As [Entry#submission].
        @Nullable Object submission(int place) {
            return History.submission(accesses, place);
        }
    }

    private static @Nullable Object submission(List<@Nullable Access> accesses, int place) {
        Access access = accesses.get(place);
        return access == null ? null : access.submission;
    }

    // ---------------------------------------------------------------- into an execution

    /// What comes before an execution.
    ///
    /// @param resources of each resource of the graph, the object that stands for it
    /// @param heap the object that stands for the memory of transient resources
    Entry enter(GraphDescription graph, List<Object> resources, Object heap) {
        TreeSet<Long> levels = new TreeSet<>();
        for (int i = 0; i < resources.size(); i++) {
            if (isKept(graph.resources[i])) {
                for (Part part : partsOf(resources.get(i))) {
                    part.groups.forEach(group -> collect(group, levels));
                }
            }
        }
        List<Memory> ofHeap = memory.getOrDefault(heap, List.of());
        ofHeap.forEach(each -> collect(each.last, levels));
        return new Ranks(List.copyOf(levels)).entry(graph, resources, ofHeap);
    }

    /// All that is known of some resources and heaps. Executions that use no others lead from equal
    /// ones to equal ones.
    ///
    /// @param objects resources, no sets of them
    /// @param heaps the objects that stand for memory of transient resources
    State state(Collection<?> objects, Collection<?> heaps) {
        TreeSet<Long> levels = new TreeSet<>();
        for (Object each : objects) {
            for (Part part : parts.getOrDefault(each, List.of())) {
                part.groups.forEach(group -> collect(group, levels));
            }
        }
        for (Object each : heaps) {
            memory.getOrDefault(each, List.of()).forEach(of -> collect(of.last, levels));
        }
        return new Ranks(List.copyOf(levels)).state(objects, heaps);
    }

    // Who gets the image of a swapchain need not wait for anything but the swapchain.
    private static boolean isKept(ResourceEntry resource) {
        return resource.lifetime() != ResourceLifetime.TRANSIENT && !resource.presented();
    }

    private static void collect(Group group, Set<Long> levels) {
        group.accesses.forEach(each -> levels.add(each.level));
    }

    /// Levels of which only the order counts.
    private final class Ranks {
        private final List<Long> levels;
        private final Before.Knowledge[] knowledge;
        private final @Nullable Access[] accesses;

        Ranks(List<Long> levels) {
            this.levels = levels;
            knowledge = new Before.Knowledge[levels.size() * QUEUES];
            accesses = new @Nullable Access[levels.size() * QUEUES];
        }

        // How many of the levels are lower.
        private int below(long level) {
            int found = Collections.binarySearch(levels, level);
            return found < 0 ? -1 - found : found;
        }

        // The last of the levels that is not higher; NONE if all are.
        private int upTo(long level) {
            return below(level + 1) - 1;
        }

        Entry entry(GraphDescription graph, List<Object> resources, List<Memory> ofHeap) {
            List<List<Before.Part>> ranked = new ArrayList<>();
            for (int i = 0; i < resources.size(); i++) {
                boolean isKept = isKept(graph.resources[i]);
                ranked.add(isKept ? parts(partsOf(resources.get(i))) : List.of());
            }
            Before before =
                    new Before(
                            levels.size(), ranked, memory(ofHeap), tables(), known(), knowledge());
            return new Entry(before, levels, Arrays.asList(accesses));
        }

        State state(Collection<?> objects, Collection<?> heaps) {
            List<Object> ranked = new ArrayList<>();
            for (Object each : objects) {
                ranked.add(parts(parts.getOrDefault(each, List.of())));
            }
            for (Object each : heaps) {
                ranked.add(memory(memory.getOrDefault(each, List.of())));
            }
            ranked.add(IntBuffer.wrap(tables()));
            ranked.add(IntBuffer.wrap(known()));
            ranked.add(knowledge());
            return new State(ranked, levels, Arrays.asList(accesses));
        }

        private List<Before.Part> parts(List<Part> all) {
            List<Before.Part> ranked = new ArrayList<>();
            for (Part each : all) {
                List<Before.Group> groups = each.groups.stream().map(this::rank).toList();
                ranked.add(new Before.Part(each.x0, each.x1, each.y0, each.y1, groups));
            }
            return List.copyOf(ranked);
        }

        private List<Before.Memory> memory(List<Memory> all) {
            List<Before.Memory> ranked = new ArrayList<>();
            for (Memory each : all) {
                Before.Group last = rank(each.last);
                ranked.add(new Before.Memory(each.resource, each.heap, each.begin, each.end, last));
            }
            return List.copyOf(ranked);
        }

        private int[] tables() {
            int[] ranked = new int[tables.length];
            for (int i = 0; i < tables.length; i++) {
                ranked[i] = below(tables[i]);
            }
            return ranked;
        }

        private int[] known() {
            int[] ranked = new int[known.length];
            for (int i = 0; i < known.length; i++) {
                ranked[i] = upTo(known[i]);
            }
            return ranked;
        }

        private List<Before.Knowledge> knowledge() {
            return Arrays.stream(knowledge).filter(each -> each != null).toList();
        }

        private Before.Group rank(Group group) {
            List<Before.Access> ranked = new ArrayList<>();
            for (Access each : group.accesses) {
                int level = below(each.level);
                ranked.add(new Before.Access(each.queue, each.stage, level));
                int at = level * QUEUES + each.queue;
                accesses[at] = each;
                List<Integer> of = each.known.stream().map(this::upTo).toList();
                knowledge[at] = new Before.Knowledge(each.queue, level, of);
            }
            return new Before.Group(group.type, List.copyOf(ranked));
        }
    }

    // ---------------------------------------------------------------- out of it

    /// Remembers an execution.
    ///
    /// @param entry what came before it
    /// @param schedule made for that
    /// @param resources as for [#enter]
    /// @param heap as for [#enter]
    /// @param submissions what shall stand for each submission of the schedule
    void leave(
            Entry entry,
            Schedule schedule,
            List<Object> resources,
            Object heap,
            List<?> submissions) {
        new Leaving(entry, schedule, submissions).leave(resources, heap);
        next += schedule.hazards().levelEnd - entry.before.levels;
    }

    /// Whether something is known about a heap.
    boolean has(Object heap) {
        return memory.containsKey(heap);
    }

    /// Remembers that images came into being in new memory, over each other.
    void create(Object heap, List<Before.Memory> created) {
        List<Memory> all = new ArrayList<>();
        for (Before.Memory each : created) {
            Group nobody = new Group(each.last().type(), List.of());
            all.add(new Memory(each.resource(), each.heap(), each.begin(), each.end(), nobody));
        }
        memory.put(heap, all);
    }

    // ---------------------------------------------------------------- several in one

    /// The objects that an object stands for.
    static List<?> members(Object identity) {
        return identity instanceof List<?> several ? several : List.of(identity);
    }

    private List<Part> partsOf(Object identity) {
        List<Part> all = List.of();
        for (Object each : members(identity)) {
            all = merge(all, parts.getOrDefault(each, List.of()));
        }
        return all;
    }

    /// What stands for two histories: all that used the one or the other, as if they had written
    /// all parts, unless all of them read.
    private static List<Part> merge(@Nullable List<Part> one, List<Part> other) {
        if (one == null || one.isEmpty() || one.equals(other)) {
            return other;
        }
        if (other.isEmpty()) {
            return one;
        }
        List<Part> both = new ArrayList<>(one);
        both.addAll(other);
        int type = one.getFirst().groups.getFirst().type;
        Part whole = new Part(Long.MAX_VALUE, 0, Integer.MAX_VALUE, 0, List.of());
        List<Access> accesses = new ArrayList<>();
        for (Part part : both) {
            whole =
                    new Part(
                            Math.min(whole.x0, part.x0),
                            Math.max(whole.x1, part.x1),
                            Math.min(whole.y0, part.y0),
                            Math.max(whole.y1, part.y1),
                            List.of());
            for (Group group : part.groups) {
                type = group.type == type ? type : UseType.WRITE;
                group.accesses.forEach(each -> Leaving.keepLast(each, accesses));
            }
        }
        accesses.sort(ORDER);
        Group last = new Group(UseType.together(type, type) ? type : UseType.WRITE, accesses);
        return List.of(new Part(whole.x0, whole.x1, whole.y0, whole.y1, List.of(last)));
    }

    /// Forgets a resource or a heap.
    void forget(Object identity) {
        parts.remove(identity);
        memory.remove(identity);
    }

    private final class Leaving {
        private final Entry entry;
        private final Schedule schedule;
        private final Hazards hazards;
        private final Timeline timeline;
        private final List<?> submissions;

        // What this execution has left already, under another name.
        private final Set<Object> done = new HashSet<>();

        Leaving(Entry entry, Schedule schedule, List<?> submissions) {
            this.entry = entry;
            this.schedule = schedule;
            this.submissions = submissions;
            hazards = schedule.hazards();
            timeline = schedule.timeline();
        }

        private long level(int level) {
            int earlier = entry.before.levels;
            return level >= earlier ? next + level - earlier : entry.levels.get(level);
        }

        void leave(List<Object> resources, Object heap) {
            List<Memory> ofHeap = new ArrayList<>();
            for (int i = 0; i < resources.size(); i++) {
                if (schedule.description().resources[i].lifetime() == ResourceLifetime.TRANSIENT) {
                    leaveMemory(i, ofHeap);
                } else if (isKept(schedule.description().resources[i])) {
                    leaveParts(i, resources.get(i));
                }
            }
            keepOlder(heap, ofHeap);
            memory.put(heap, ofHeap);
            int[] behind = schedule.barriers().tables();
            for (int i = 0; i < tables.length; i++) {
                if (behind[i] > 0) {
                    tables[i] = Math.max(tables[i], level(behind[i] - 1) + 1);
                }
            }
            for (int queue = 0; queue < QUEUES; queue++) {
                for (int other = 0; other < QUEUES; other++) {
                    know(queue, other, levelOrNone(timeline.knownBehind(queue, other)));
                }
            }
            for (Schedule.Submission each : schedule.submissions()) {
                for (Schedule.EarlierWait wait : each.earlierWaits()) {
                    learn(each.queue().index(), earlier(wait.queue().index(), wait.level()));
                }
            }
        }

        // Who is waited for may know of levels that this execution has nothing to do with.
        private void learn(int queue, Access waitedFor) {
            for (int other = 0; other < QUEUES; other++) {
                know(queue, other, waitedFor.known.get(other));
            }
        }

        private void know(int queue, int other, long level) {
            int at = queue * QUEUES + other;
            known[at] = Math.max(known[at], level);
        }

        private void leaveParts(int resource, Object identity) {
            ResourceEntry of = schedule.description().resources[resource];
            List<Part> left = new ArrayList<>();
            int end = hazards.cells.firstOf(resource + 1);
            for (int cell = hazards.cells.firstOf(resource); cell < end; cell++) {
                int last = hazards.lastGroup[cell];
                if (last != Hazards.NONE) {
                    long[] part = hazards.cells.part(of, cell);
                    left.add(
                            new Part(part[0], part[1], (int) part[2], (int) part[3], groups(last)));
                }
            }
            if (!left.isEmpty()) {
                for (Object each : members(identity)) {
                    parts.put(each, done.add(each) ? left : merge(parts.get(each), left));
                }
            }
        }

        private void leaveMemory(int resource, List<Memory> ofHeap) {
            if (!schedule.layout().has(resource)) {
                return;
            }
            List<Access> readers = new ArrayList<>();
            List<Access> writers = new ArrayList<>();
            int end = hazards.cells.firstOf(resource + 1);
            for (int cell = hazards.cells.firstOf(resource); cell < end; cell++) {
                if (hazards.firstGroup[cell] != Hazards.NONE) {
                    int last = hazards.lastGroup[cell];
                    collect(last, UseType.writes(hazards.types[last]) ? writers : readers);
                }
            }
            addMemory(resource, UseType.WRITE, writers, ofHeap);
            addMemory(resource, UseType.READ, readers, ofHeap);
        }

        private void addMemory(int resource, int type, List<Access> accesses, List<Memory> ofHeap) {
            if (!accesses.isEmpty()) {
                HeapLayout layout = schedule.layout();
                accesses.sort(ORDER);
                ofHeap.add(
                        new Memory(
                                resource,
                                layout.heap(resource),
                                layout.offset(resource),
                                layout.offset(resource) + layout.bytes(resource),
                                new Group(type, accesses)));
            }
        }

        // What was in the heap before stays, but where this execution has put something else.
        private void keepOlder(Object heap, List<Memory> ofHeap) {
            int own = ofHeap.size();
            for (Memory older : memory.getOrDefault(heap, List.of())) {
                boolean isCovered = false;
                for (int i = 0; i < own && !isCovered; i++) {
                    Memory each = ofHeap.get(i);
                    isCovered =
                            each.heap == older.heap
                                    && each.begin <= older.begin
                                    && older.end <= each.end;
                }
                if (!isCovered) {
                    ofHeap.add(older);
                }
            }
        }

        // Who joins the last ones comes behind those before. And if these only read, what was
        // written before them may not be visible yet.
        private List<Group> groups(int last) {
            int before = hazards.groupBefore[last];
            if (!UseType.together(hazards.types[last], hazards.types[last])
                    || before == Hazards.NONE) {
                return List.of(group(last));
            }
            int writers = hazards.groupBefore[before];
            return UseType.writes(hazards.types[before]) || writers == Hazards.NONE
                    ? List.of(group(before), group(last))
                    : List.of(group(writers), group(before), group(last));
        }

        private Group group(int group) {
            List<Access> accesses = new ArrayList<>();
            collect(group, accesses);
            accesses.sort(ORDER);
            return new Group(hazards.types[group], accesses);
        }

        // Of each queue and stage the last access.
        private void collect(int group, List<Access> into) {
            int access = hazards.lastAccess[group];
            for (; access != Hazards.NONE; access = hazards.accessBefore[access]) {
                int queue = hazards.queueOf[access];
                int level = hazards.levelOf[access];
                for (int left = hazards.stagesOf[access]; left != 0; left &= left - 1) {
                    keepLast(access(queue, Integer.numberOfTrailingZeros(left), level), into);
                }
            }
        }

        private static void keepLast(Access access, List<Access> into) {
            for (int i = 0; i < into.size(); i++) {
                Access each = into.get(i);
                if (each.queue == access.queue && each.stage == access.stage) {
                    if (each.level < access.level) {
                        into.set(i, access);
                    }
                    return;
                }
            }
            into.add(access);
        }

        private Access access(int queue, int stage, int level) {
            int earlier = entry.before.levels;
            if (level < earlier) {
                Access of = earlier(queue, level);
                return new Access(queue, stage, of.level, of.submission, of.known);
            }
            int submission = schedule.submissionAt(timeline.slotAt(level, queue));
            return new Access(
                    queue,
                    stage,
                    level(level),
                    submissions.get(submission),
                    knowledge(queue, level, submission));
        }

        private Access earlier(int queue, int level) {
            return Objects.requireNonNull(entry.accesses.get(level * QUEUES + queue));
        }

        // Who waits for a level waits for all of its submission. The queue knew before of levels
        // and queues too that this execution has nothing to do with.
        private List<Long> knowledge(int queue, int level, int submission) {
            List<Long> all = new ArrayList<>();
            for (int other = 0; other < QUEUES; other++) {
                all.add(
                        other == queue
                                ? level(schedule.lastLevelOf(submission))
                                : Math.max(
                                        known[queue * QUEUES + other],
                                        levelOrNone(timeline.knownAt(queue, level, other))));
            }
            return all;
        }

        private long levelOrNone(int level) {
            return level == Hazards.NONE ? Hazards.NONE : level(level);
        }
    }
}
