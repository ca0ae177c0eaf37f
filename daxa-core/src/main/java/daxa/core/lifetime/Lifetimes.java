package daxa.core.lifetime;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// The lifetime kernel of one device (or of one instance, which has no queues): who exists, who
/// waits for what, and when it is destroyed.
@Internal
@ThreadSafe
public final class Lifetimes {
    /// The queue mask of an object that every queue may use.
    public static final int ALL_QUEUES = (1 << Timelines.MAX_QUEUES) - 1;

    /// The most objects that one automatic collection destroys.
    public static final int AUTOMATIC_BUDGET = 512;

    private static final System.Logger LOGGER = System.getLogger("daxa.core.lifetime");

    // Objects taken out of the queue at once, so that its lock is held for a moment only.
    private static final int BATCH = 64;

    // Every so many creations and closes of a stripe, a collection runs without a submit (L9).
    private static final int COLLECT_INTERVAL = 256;
    // Every so many creations of a stripe, it is seen to that there are not too many objects.
    private static final int CHECK_INTERVAL = 1024;
    private static final int STRIDE = 32;

    // All stamps are reached, and no line is empty.
    private static final long EVERYTHING = Long.MAX_VALUE - 1;

    private final LifetimeMode mode;
    private final Timelines timelines;
    private final Progress progress;
    private final LeakDetector leaks;
    private final int stripes;
    private final ZombieQueue zombies;
    private final Registry registry;
    // Whether a program's thread collects, and whether a submit or a close does, which leave the
    // work to either. Without an atomic step: two that begin at the same moment both collect, which
    // is allowed, only seldom needed.
    private final AtomicBoolean collecting = new AtomicBoolean();
    private final AtomicBoolean collectingAutomatically = new AtomicBoolean();
    // Of each stripe: creations and closes; creations alone; the line that the last collection
    // began with. Counted without care.
    private final AtomicIntegerArray churn;

    /// Creates the kernel of a device.
    ///
    /// @param mode the lifetime mode
    /// @param leaks watches references
    /// @param queues how many queues there are, from 1 to [Timelines#MAX_QUEUES]
    /// @param progress tells how far they are
    public Lifetimes(LifetimeMode mode, LeakDetector leaks, int queues, Progress progress) {
        this(mode, leaks, new Timelines(queues), progress);
    }

    /// Creates the kernel of an instance: nothing in it waits for a GPU, so zombies are destroyed
    /// at once.
    ///
    /// @param mode the lifetime mode
    /// @param leaks watches references
    public Lifetimes(LifetimeMode mode, LeakDetector leaks) {
        this(mode, leaks, new Timelines(0), queue -> 0);
    }

    private Lifetimes(
            LifetimeMode mode, LeakDetector leaks, Timelines timelines, Progress progress) {
        this(mode, leaks, timelines, progress, new ZombieQueue(Stripes.COUNT), Stripes.COUNT);
    }

    Lifetimes(
            LifetimeMode mode,
            LeakDetector leaks,
            Timelines timelines,
            Progress progress,
            ZombieQueue zombies,
            int stripes) {
        this.mode = mode;
        this.leaks = leaks;
        this.timelines = timelines;
        this.progress = progress;
        this.zombies = zombies;
        this.stripes = stripes;
        this.registry = new Registry(stripes);
        this.churn = new AtomicIntegerArray(stripes * STRIDE);
    }

    /// The ranks of the kernel's locks, for those who call it with a lock of their own held.
    ///
    /// @return the ranks
    public static List<LockRank> ranks() {
        return List.of(Timelines.RANK, ZombieQueue.RANK, ZombieQueue.LINES_RANK, Registry.RANK);
    }

    /// The lifetime mode.
    ///
    /// @return the mode
    public LifetimeMode mode() {
        return mode;
    }

    /// The numbers of submissions.
    ///
    /// @return the timelines
    public Timelines timelines() {
        return timelines;
    }

    /// Finds the objects that are [tabled][Counted#isTabled()] from now on.
    ///
    /// @param table where they stand
    public void add(ObjectTable table) {
        registry.add(table);
    }

    /// Who watches references.
    ///
    /// @return the leak detector
    public LeakDetector leaks() {
        return leaks;
    }

    /// Destroys everything whose time has come.
    ///
    /// Any thread may call it, several at once; none of them holds a lock while objects are
    /// destroyed. An object that dies because its last child did goes in the same collection, if
    /// its own stamp is reached.
    ///
    /// @return what it did
    public Collected collect() {
        return collect(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /// As [#collect()], within a budget.
    ///
    /// @param maxObjects the most objects to destroy
    /// @param maxNanos nanoseconds after which no further object is begun
    /// @return what it did
    public Collected collect(int maxObjects, long maxNanos) {
        collecting.setRelease(true);
        try {
            int destroyed = run(maxObjects, maxNanos);
            return new Collected(destroyed, zombies.size());
        } finally {
            collecting.setRelease(false);
        }
    }

    /// A collection that submits, waits, creations and closes do by the way: with a small budget,
    /// and not at all if another one is at work.
    ///
    /// @return how many objects it destroyed
    public int collectAutomatically() {
        if (collecting.getAcquire() || collectingAutomatically.getAcquire()) {
            return 0;
        }
        collectingAutomatically.setRelease(true);
        try {
            return run(AUTOMATIC_BUDGET, Long.MAX_VALUE);
        } finally {
            collectingAutomatically.setRelease(false);
        }
    }

    private int run(int maxObjects, long maxNanos) {
        refresh();
        leaks.report();
        boolean timed = maxNanos != Long.MAX_VALUE;
        long start = timed ? System.nanoTime() : 0;
        // The clock is asked before each object.
        int batch = timed ? 1 : BATCH;
        int firstLine = nextFirstLine();
        int destroyed = 0;
        Counted retries = null;
        boolean found = true;
        while (found) {
            found = false;
            int[] lines = zombies.lines();
            for (int i = 0; i < lines.length; i++) {
                int line = firstLine + i;
                line -= line < lines.length ? 0 : lines.length;
                if (zombies.isEmpty(line)) {
                    continue;
                }
                int max = Math.min(batch, maxObjects - destroyed);
                if (max <= 0 || (timed && System.nanoTime() - start >= maxNanos)) {
                    found = false;
                    break;
                }
                long reached = lines[line] == 0 ? EVERYTHING : timelines.finished(lines[line]);
                Counted zombie = zombies.take(line, reached, max);
                found |= zombie != null;
                while (zombie != null) {
                    Counted next = zombie.nextZombie;
                    zombie.nextZombie = null;
                    if (zombie.collect()) {
                        destroyed++;
                    } else {
                        zombie.nextZombie = retries;
                        retries = zombie;
                    }
                    zombie = next;
                }
            }
        }
        giveBack(retries);
        return destroyed;
    }

    private void giveBack(@Nullable Counted retries) {
        Counted retry = retries;
        while (retry != null) {
            Counted next = retry.nextZombie;
            zombies.add(retry, retry.waitMask());
            retry = next;
        }
    }

    // Which line a collection begins with, so that none starves behind another under a small
    // budget.
    private int nextFirstLine() {
        int index = Stripes.current(stripes) * STRIDE + 2;
        int next = churn.getPlain(index) + 1;
        int line = next < zombies.lines().length ? next : 0;
        churn.setPlain(index, line);
        return line;
    }

    // A submit or a close must not fail because a driver cannot say at this moment how far it is;
    // the next collection asks again.
    private void refresh() {
        for (int left = timelines.pendingQueues(); left != 0; left &= left - 1) {
            int queue = Integer.numberOfTrailingZeros(left);
            try {
                timelines.completed(queue, progress.completed(queue));
            } catch (VulkanException e) {
                LOGGER.log(Level.DEBUG, "a queue does not say how far it is", e);
            }
        }
    }

    /// How far the GPU is, after asking the driver.
    ///
    /// @return the largest v such that every submission numbered v or below is finished
    public long gpuTimeline() {
        refresh();
        return timelines.finished(ALL_QUEUES);
    }

    /// How many objects exist, open or not.
    ///
    /// @return the count
    public int objects() {
        return registry.size();
    }

    // ---------------------------------------------------------------- what Counted calls

    int stripes() {
        return stripes;
    }

    // Refuses a new object when too many exist and nothing of that can go.
    void admit() {
        int index = Stripes.current(stripes) * STRIDE + 1;
        int created = churn.getPlain(index) + 1;
        churn.setPlain(index, created);
        if ((created & (CHECK_INTERVAL - 1)) != 0 || registry.size() <= Registry.MAX_OBJECTS) {
            return;
        }
        collect();
        int size = registry.size();
        if (size > Registry.MAX_OBJECTS) {
            throw new UsageException(
                    "objects="
                            + size
                            + " exist on the device (limit "
                            + Registry.MAX_OBJECTS
                            + "); close what is not needed");
        }
    }

    void registered(Counted object) {
        registry.add(object);
        collectNowAndThen();
    }

    void unregister(Counted object) {
        registry.remove(object);
    }

    long stamp() {
        return timelines.cpu();
    }

    void enqueue(Counted zombie) {
        zombies.add(zombie, zombie.waitMask());
        if (timelines.queues() == 0) {
            run(Integer.MAX_VALUE, Long.MAX_VALUE);
        }
    }

    void afterClose() {
        collectNowAndThen();
    }

    private void collectNowAndThen() {
        int index = Stripes.current(stripes) * STRIDE;
        int count = churn.getPlain(index) + 1;
        churn.setPlain(index, count);
        if ((count & (COLLECT_INTERVAL - 1)) == 0) {
            collectAutomatically();
        }
    }

    void failed(Counted object, String how, Throwable cause) {
        LOGGER.log(Level.ERROR, () -> object.label() + " " + how, cause);
    }

    // ---------------------------------------------------------------- reports

    /// Lists the open children of an object, for the strict mode's error.
    ///
    /// @param parent the object
    /// @param except a child to leave out, or null
    /// @return one line each: type, name, reference count, creation site; by type and name
    List<String> openChildren(Counted parent, @Nullable Counted except) {
        List<String> lines = new ArrayList<>();
        for (Counted object : registry.snapshot()) {
            if (object.isOpen()
                    && !object.equals(except)
                    && Arrays.asList(object.parents()).contains(parent)) {
                int references = object.strongCount();
                lines.add(
                        object.label()
                                + ", "
                                + references
                                + (references == 1 ? " reference" : " references")
                                + ", created at "
                                + siteText(object.site));
            }
        }
        lines.sort(Comparator.naturalOrder());
        return lines;
    }

    private static String siteText(@Nullable Site site) {
        return site == null ? "an unknown place (-Ddaxa.leaks=advanced)" : site.toString();
    }

    /// The objects that exist at this moment, open or not, for reports.
    ///
    /// @return a copy, in no particular order
    public List<Counted> snapshot() {
        return registry.snapshot();
    }

    /// What exists at this moment.
    ///
    /// @return the report
    public LifetimeReport report() {
        refresh();
        leaks.report();
        return ReportBuilder.build(this);
    }
}
