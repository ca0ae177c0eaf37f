package daxa.core.lifetime;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/// Does random things to a kernel and compares it, after each step, with a bookkeeper who works out
/// everything anew from plain lists.
///
/// `-Ddaxa.test.seed=` repeats a run, `-Ddaxa.test.steps=` makes it longer. A failing run is
/// shrunk.
class KernelRandomTest {
    private static final int STEPS = Integer.getInteger("daxa.test.steps", 50_000);
    private static final int QUEUES = 3;
    private static final int MAX_OBJECTS = 40;
    private static final int MAX_DEPTH = 3;

    // Every queue, each alone, two of them, none.
    private static final int[] MASKS = {Lifetimes.ALL_QUEUES, 1, 2, 4, 3, 0};

    private enum Kind {
        CREATE,
        CREATE_BELOW,
        CREATE_BELOW_TWO,
        RETAIN,
        CLOSE,
        HOLD,
        LET_GO,
        SUBMIT,
        FAIL,
        ADVANCE,
        COLLECT,
        COLLECT_SOME,
        COLLECT_AUTOMATICALLY,
        REFUSE_ONCE,
        RENEW,
        RETIRE,
        REPORT
    }

    /// One step; what the numbers choose depends on what there is.
    private record Step(Kind kind, int a, int b) {}

    @ParameterizedTest
    @EnumSource(LifetimeMode.class)
    void theKernelDoesWhatTheBookkeeperExpects(LifetimeMode mode) {
        long seed = Long.getLong("daxa.test.seed", new Random().nextLong());
        System.out.println("KernelRandomTest " + mode + ": -Ddaxa.test.seed=" + seed);
        List<Step> steps = steps(new Random(seed), STEPS);
        Supplier<World> worlds = () -> new World(mode, new ZombieQueue(4));
        String failure = run(worlds, steps);
        if (failure != null) {
            List<Step> few = shrink(worlds, steps);
            throw new AssertionError(
                    "-Ddaxa.test.seed="
                            + seed
                            + " fails: "
                            + failure
                            + "\nshrunk to "
                            + few
                            + ": "
                            + run(worlds, few));
        }
    }

    @Test
    void aPlantedFaultIsFoundAndShrunk() {
        Supplier<World> worlds =
                () -> new World(LifetimeMode.KEEP_PARENTS_ALIVE, new KernelTwinsTest.ZombieStack());
        List<Step> steps = steps(new Random(1), 5000);
        assertThat(run(worlds, steps)).isNotNull();
        assertThat(shrink(worlds, steps)).hasSizeLessThan(15);
    }

    private static List<Step> steps(Random random, int count) {
        Kind[] kinds = Kind.values();
        List<Step> steps = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Kind kind = random.nextInt(4) == 0 ? Kind.CLOSE : kinds[random.nextInt(kinds.length)];
            steps.add(new Step(kind, random.nextInt(1 << 16), random.nextInt(1 << 16)));
        }
        return steps;
    }

    private static @Nullable String run(Supplier<World> worlds, List<Step> steps) {
        World world = worlds.get();
        for (int i = 0; i < steps.size(); i++) {
            try {
                world.step(steps.get(i));
                world.compare();
            } catch (RuntimeException | AssertionError e) {
                return "step " + i + " " + steps.get(i) + ": " + e;
            }
        }
        return null;
    }

    /// Leaves out ever smaller parts as long as it still fails.
    private static List<Step> shrink(Supplier<World> worlds, List<Step> steps) {
        List<Step> failing = steps;
        for (int part = Math.max(1, failing.size() / 2); part > 0; part /= 2) {
            for (int from = 0; from < failing.size(); ) {
                List<Step> fewer = new ArrayList<>(failing.subList(0, from));
                fewer.addAll(
                        failing.subList(Math.min(failing.size(), from + part), failing.size()));
                if (run(worlds, fewer) != null) {
                    failing = fewer;
                } else {
                    from += part;
                }
            }
        }
        return failing;
    }

    /// A submission as the bookkeeper sees it.
    private static final class Submission {
        final int queue;
        final long number;
        boolean failed;

        Submission(int queue, long number) {
            this.queue = queue;
            this.number = number;
        }
    }

    /// An object as the bookkeeper sees it, with the kernel's beside it.
    private static final class Entry {
        final String name;
        final int depth;
        final List<Entry> parents;
        final int mask;
        final Node node;
        int strong = 1;
        boolean shared;
        int holds;
        long stamp;
        int waitMask;
        boolean destroyed;
        boolean refusesOnce;
        int asked;

        Entry(World world, String name, List<Entry> parents, int mask) {
            this.name = name;
            this.parents = parents;
            this.mask = mask;
            this.waitMask = mask;
            int deepest = 0;
            for (Entry parent : parents) {
                deepest = Math.max(deepest, parent.depth);
            }
            this.depth = deepest + 1;
            this.node = new Node(world, this);
        }
    }

    private static final class Node extends Counted {
        private final World world;
        private final Entry entry;

        Node(World world, Entry entry) {
            super(
                    world.life,
                    entry.name,
                    entry.mask,
                    entry.parents.stream().map(parent -> parent.node).toArray(Counted[]::new));
            this.world = world;
            this.entry = entry;
        }

        @Override
        public String typeName() {
            return "Node";
        }

        @Override
        protected boolean destroy() {
            return world.destroy(entry);
        }

        void again() {
            renew();
        }

        void retire(int queue, long number) {
            retireAt(queue, number);
        }

        @Override
        public long bytes() {
            return 10;
        }
    }

    /// The kernel and the bookkeeper.
    private static final class World {
        final Lifetimes life;
        private final long[] done = new long[QUEUES];
        private final List<Submission> submissions = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();
        private final List<Entry> graves = new ArrayList<>();
        private long cpu;
        private int names;
        private @Nullable String fault;

        World(LifetimeMode mode, ZombieQueue zombies) {
            life =
                    new Lifetimes(
                            mode,
                            ModelCheck.silent(mode),
                            new Timelines(QUEUES),
                            queue -> done[queue],
                            zombies,
                            4);
        }

        void step(Step step) {
            switch (step.kind) {
                case CREATE -> create(List.of(), step.b);
                case CREATE_BELOW -> create(picked(step.a), step.b);
                case CREATE_BELOW_TWO -> create(picked(step.a, step.a >> 8), step.b);
                case RETAIN -> retain(step.a);
                case CLOSE -> close(step.a);
                case HOLD -> hold(step.a);
                case LET_GO -> letGo(step.a);
                case SUBMIT -> submit(step.a % QUEUES);
                case FAIL -> {
                    Submission submission = submit(step.a % QUEUES);
                    life.timelines().fail(submission.queue, submission.number);
                    submission.failed = true;
                }
                case ADVANCE -> advance(step.a % QUEUES);
                case COLLECT -> collect(Integer.MAX_VALUE);
                case COLLECT_SOME -> collect(step.a % 4);
                case COLLECT_AUTOMATICALLY -> {
                    entries.forEach(entry -> entry.asked = 0);
                    int before = destroyedCount();
                    int destroyed = life.collectAutomatically();
                    require(destroyed == destroyedCount() - before, "miscounted");
                    requireNothingReady();
                }
                case REFUSE_ONCE -> {
                    if (!entries.isEmpty()) {
                        pick(step.a).refusesOnce = true;
                    }
                }
                case RENEW -> renew(step.a);
                case RETIRE -> retire(step.a, step.b % QUEUES);
                case REPORT -> report();
            }
        }

        private Entry pick(int choice) {
            return entries.get(choice % entries.size());
        }

        private List<Entry> picked(int... choices) {
            Set<Entry> parents = new HashSet<>();
            if (!entries.isEmpty()) {
                for (int choice : choices) {
                    Entry parent = pick(choice);
                    if (parent.depth < MAX_DEPTH) {
                        parents.add(parent);
                    }
                }
            }
            return List.copyOf(parents);
        }

        private void create(List<Entry> parents, int choice) {
            if (entries.size() >= MAX_OBJECTS) {
                return;
            }
            boolean allowed = parents.stream().allMatch(parent -> parent.strong > 0);
            try {
                Entry entry = new Entry(this, "n" + names++, parents, MASKS[choice % MASKS.length]);
                require(allowed, "a child of a closed parent");
                entries.add(entry);
                if (choice % 7 == 0) {
                    entry.node.abandon();
                    entries.remove(entry);
                } else {
                    entry.node.register();
                }
            } catch (ClosedException e) {
                require(!allowed, "refused: " + e);
            }
        }

        private void retain(int choice) {
            if (!entries.isEmpty()) {
                Entry entry = pick(choice);
                boolean retained = entry.node.tryRetain();
                require(retained == (entry.strong > 0), "retained: " + retained);
                entry.strong += retained ? 1 : 0;
                entry.shared |= retained;
            }
        }

        private void close(int choice) {
            if (entries.isEmpty()) {
                return;
            }
            Entry entry = pick(choice);
            if (entry.strong == 0) {
                requireRefused(entry.node::release, "nothing to close");
                return;
            }
            List<String> children = openChildren(entry);
            if (entry.strong == 1
                    && !children.isEmpty()
                    && life.mode() == LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN) {
                try {
                    entry.node.release();
                    require(false, "closed with open children");
                } catch (ChildrenAliveException e) {
                    require(e.children().equals(children), e.children() + ", not " + children);
                }
                return;
            }
            closed(entry, cpu, entry.mask);
            entry.node.release();
        }

        // Before the kernel hears of it, which may collect at once.
        private void closed(Entry entry, long stamp, int waitMask) {
            entry.strong--;
            if (entry.strong == 0) {
                entry.stamp = stamp;
                entry.waitMask = waitMask;
            }
        }

        private static void requireRefused(Runnable call, String reason) {
            try {
                call.run();
            } catch (UsageException e) {
                return;
            }
            require(false, "not refused: " + reason);
        }

        private List<String> openChildren(Entry parent) {
            List<String> lines = new ArrayList<>();
            for (Entry entry : entries) {
                if (entry.strong > 0 && entry.parents.contains(parent)) {
                    lines.add(
                            "Node '"
                                    + entry.name
                                    + "', "
                                    + entry.strong
                                    + (entry.strong == 1 ? " reference" : " references")
                                    + ", created at an unknown place (-Ddaxa.leaks=advanced)");
                }
            }
            lines.sort(null);
            return lines;
        }

        private void hold(int choice) {
            if (!entries.isEmpty()) {
                Entry entry = pick(choice);
                if (entry.strong == 0) {
                    requireRefused(entry.node::hold, "closed");
                } else {
                    entry.node.hold();
                    entry.holds++;
                }
            }
        }

        private void letGo(int choice) {
            if (!entries.isEmpty() && pick(choice).holds > 0) {
                Entry entry = pick(choice);
                entry.holds--;
                entry.node.releaseWeak();
            }
        }

        private Submission submit(int queue) {
            Submission submission = new Submission(queue, life.timelines().begin(queue));
            require(submission.number == cpu + 1, "number " + submission.number);
            cpu = submission.number;
            submissions.removeIf(this::isFinished);
            submissions.add(submission);
            return submission;
        }

        private boolean isFinished(Submission submission) {
            return submission.failed || done[submission.queue] >= submission.number;
        }

        private void advance(int queue) {
            for (Submission submission : submissions) {
                if (submission.queue == queue && !isFinished(submission)) {
                    done[queue] = submission.number;
                    return;
                }
            }
        }

        private void collect(int budget) {
            entries.forEach(entry -> entry.asked = 0);
            int before = destroyedCount();
            Collected collected = life.collect(budget, Long.MAX_VALUE);
            int destroyed = destroyedCount() - before;
            require(collected.destroyed() == destroyed, collected + ", but " + destroyed);
            require(destroyed <= budget, "over the budget: " + destroyed);
            int waiting = 0;
            for (Entry entry : entries) {
                waiting += entry.strong == 0 && !entry.destroyed && isFree(entry) ? 1 : 0;
                require(entry.asked <= 1, entry.name + " was asked " + entry.asked + " times");
            }
            require(collected.waiting() == waiting, collected + ", but " + waiting + " wait");
            if (destroyed < budget) {
                requireNothingReady();
            }
        }

        private int destroyedCount() {
            return (int) entries.stream().filter(entry -> entry.destroyed).count();
        }

        private void requireNothingReady() {
            for (Entry entry : entries) {
                require(
                        entry.destroyed || entry.asked > 0 || !isReady(entry),
                        entry.name + " was left although its time has come");
            }
        }

        private boolean isFree(Entry entry) {
            if (entry.holds != 0) {
                return false;
            }
            for (Entry child : entries) {
                if (!child.destroyed && child.parents.contains(entry)) {
                    return false;
                }
            }
            return true;
        }

        private boolean isReady(Entry entry) {
            return entry.strong == 0
                    && isFree(entry)
                    && submissions.stream()
                            .noneMatch(
                                    s ->
                                            !isFinished(s)
                                                    && s.number <= entry.stamp
                                                    && (entry.waitMask & (1 << s.queue)) != 0);
        }

        // Called by the kernel; what it throws would be swallowed there.
        boolean destroy(Entry entry) {
            if (entry.destroyed || !isReady(entry)) {
                fault = entry.name + " was destroyed too early or again";
            }
            entry.asked++;
            if (entry.refusesOnce) {
                entry.refusesOnce = false;
                return false;
            }
            entry.destroyed = true;
            return true;
        }

        private void renew(int choice) {
            if (graves.isEmpty() || entries.size() >= MAX_OBJECTS) {
                return;
            }
            Entry entry = graves.remove(choice % graves.size());
            boolean allowed = entry.parents.stream().allMatch(parent -> parent.strong > 0);
            // It may be collected at once if the kernel is wrong: be ready for that.
            try {
                entry.node.again();
                require(allowed, "a new life below a closed parent");
                entry.destroyed = false;
                entry.strong = 1;
                entry.shared = false;
                entry.waitMask = entry.mask;
                entries.add(entry);
            } catch (ClosedException e) {
                require(!allowed, "refused: " + e);
            }
        }

        private void retire(int choice, int queue) {
            if (entries.isEmpty() || cpu == 0) {
                return;
            }
            Entry entry = pick(choice);
            if (entry.strong == 1 && !entry.shared && isFree(entry)) {
                closed(entry, cpu, 1 << queue);
                entry.node.retire(queue, cpu);
            } else {
                requireRefused(() -> entry.node.retire(queue, cpu), "in use");
            }
        }

        private void report() {
            int open = 0;
            int zombies = 0;
            for (Entry entry : entries) {
                open += entry.strong > 0 ? 1 : 0;
                zombies += entry.strong == 0 && isFree(entry) ? 1 : 0;
            }
            int lingering = entries.size() - open - zombies;
            LifetimeReport report = life.report();
            if (!entries.isEmpty()) {
                LifetimeReport.TypeCount expected =
                        new LifetimeReport.TypeCount(
                                "Node", open, lingering, zombies, 10L * entries.size());
                require(
                        report.types().equals(List.of(expected)),
                        report.types() + ", not " + expected);
            }
        }

        void compare() {
            require(fault == null, fault + "");
            for (Entry entry : entries) {
                compare(entry);
            }
            for (Entry entry : entries) {
                if (entry.destroyed && graves.size() < 10) {
                    graves.add(entry);
                }
            }
            entries.removeIf(entry -> entry.destroyed);
            require(
                    life.objects() == entries.size(),
                    life.objects() + " in the books, not " + entries.size());
        }

        private void compare(Entry entry) {
            Node node = entry.node;
            int state;
            if (entry.destroyed) {
                state = Counted.DESTROYED;
            } else if (entry.strong > 0) {
                state = entry.shared ? Counted.SHARED : Counted.OPEN;
            } else {
                state = isFree(entry) ? Counted.ZOMBIE : Counted.LINGERING;
            }
            int open = 0;
            int weak = entry.holds;
            for (Entry child : entries) {
                if (child.parents.contains(entry)) {
                    open += child.strong > 0 ? 1 : 0;
                    weak += child.destroyed ? 0 : 1;
                }
            }
            require(
                    node.state() == state,
                    entry.name + " is in state " + node.state() + ", not " + state);
            require(node.isOpen() == entry.strong > 0, entry.name + " isOpen: " + node.isOpen());
            require(
                    node.strongCount() == entry.strong
                            && node.childrenCount() == open
                            && node.weakCount() == weak,
                    entry.name
                            + ": counts "
                            + node.strongCount()
                            + ", "
                            + node.childrenCount()
                            + ", "
                            + node.weakCount()
                            + ", not "
                            + entry.strong
                            + ", "
                            + open
                            + ", "
                            + weak);
            require(
                    entry.strong > 0 || entry.destroyed || node.stamp() == entry.stamp,
                    entry.name + " has stamp " + node.stamp() + ", not " + entry.stamp);
        }

        private static void require(boolean condition, String message) {
            if (!condition) {
                throw new AssertionError(message);
            }
        }
    }
}
