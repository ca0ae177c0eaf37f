package daxa.core.lifetime;

import daxa.core.lifetime.KernelModelTest.CloseMeetsSubmit;
import daxa.core.lifetime.KernelModelTest.NumberMeetsFinished;
import daxa.core.lifetime.ModelCheck.KernelProgram;
import daxa.core.lifetime.ModelCheck.Piece;
import daxa.core.lifetime.ModelCheck.Program;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Plants a fault in a twin of the kernel, one for each rule that keeps it right, and asserts that
/// the model checker finds it. So this turns red when the checker stops checking, too.
public class KernelTwinsTest {
    @Test
    void aLostUpdateIsFound() {
        ModelCheck.finds(LostUpdate.class, "an update was lost");
    }

    /// What the checker must be able to find at all.
    public static final class LostUpdate extends Program {
        private int sum;

        /// Made by the checker.
        public LostUpdate() {}

        @Override
        void first() {
            sum++;
        }

        @Override
        void second() {
            sum++;
        }

        @Override
        void check() {
            require(sum == 2, "an update was lost");
        }
    }

    @Test
    void l1_twoSeparateCountersAreFound() {
        ModelCheck.finds(TwoCounters.class, "became a zombie 2 times");
    }

    /// A parent's last reference and its last child go at once; strong and weak count are two
    /// words.
    public static final class TwoCounters extends Program {
        private final AtomicInteger strong = new AtomicInteger(1);
        private final AtomicInteger weak = new AtomicInteger(1);
        private final AtomicInteger zombified = new AtomicInteger();

        /// Made by the checker.
        public TwoCounters() {}

        @Override
        void first() {
            if (strong.decrementAndGet() == 0 && weak.get() == 0) {
                zombified.incrementAndGet();
            }
        }

        @Override
        void second() {
            if (weak.decrementAndGet() == 0 && strong.get() == 0) {
                zombified.incrementAndGet();
            }
        }

        @Override
        void check() {
            require(zombified.get() == 1, "became a zombie " + zombified + " times");
        }
    }

    @Test
    void l2_aReferenceThatForgetsThatThereWereOthersIsFound() {
        ModelCheck.finds(ForgottenReference.class, "robbed");
    }

    /// The count alone decides whether a reference is the only one. There was another one once.
    public static final class ForgottenReference extends Program {
        private final AtomicInteger strong = new AtomicInteger(1);
        private final AtomicBoolean closed = new AtomicBoolean();

        /// Made by the checker.
        public ForgottenReference() {}

        @Override
        void first() {
            close();
        }

        @Override
        void second() {
            strong.incrementAndGet();
            close();
        }

        private void close() {
            if (closed.get()) {
                return;
            }
            if (strong.compareAndSet(1, 0)) {
                closed.set(true);
            } else if (!closed.getAndSet(true)) {
                strong.decrementAndGet();
            }
        }

        @Override
        void check() {
            require(strong.get() == 1, "one reference was robbed by the other");
        }
    }

    @Test
    void l6_aStampReadBeforeTheLastCloseIsFound() {
        ModelCheck.finds(
                StampBeforeClose.class,
                "destroyed while the GPU uses it",
                Lifetimes.class,
                EarlyStamp.class);
    }

    /// The stamp is older than the close.
    public static final class StampBeforeClose extends CloseMeetsSubmit {
        /// Made by the checker.
        public StampBeforeClose() {
            super(new EarlyStamp());
        }

        @Override
        void first() {
            ((EarlyStamp) timelines).read();
            super.first();
        }
    }

    static final class EarlyStamp extends Timelines {
        private long stamp;

        EarlyStamp() {
            super(1);
        }

        void read() {
            stamp = super.cpu();
        }

        @Override
        public long cpu() {
            return stamp;
        }
    }

    @Test
    void l6_aCheckBeforeTheNumberIsFound() {
        ModelCheck.finds(
                CheckBeforeNumber.class,
                "destroyed while the GPU uses it",
                Lifetimes.class,
                Timelines.class);
    }

    /// The submit looks whether the piece is open before it has a number.
    public static final class CheckBeforeNumber extends CloseMeetsSubmit {
        /// Made by the checker.
        public CheckBeforeNumber() {}

        @Override
        void second() {
            boolean used = piece.isOpen();
            long number = timelines.begin(0);
            if (used) {
                require(piece.destroyed() == 0, "destroyed while the GPU uses it");
                gpu.done = number;
            } else {
                timelines.fail(0, number);
            }
        }
    }

    @Test
    void l6_aNumberBeforeItsEntryIsFound() {
        ModelCheck.finds(NumberBeforeEntry.class, "1 finished, but none is");
    }

    /// A number can be seen before the submission is among the pending ones.
    public static final class NumberBeforeEntry extends NumberMeetsFinished {
        /// Made by the checker.
        public NumberBeforeEntry() {
            super(new TornTimelines());
        }
    }

    @Test
    void l6_aCheckBetweenNumberAndEntryIsFound() {
        ModelCheck.finds(
                CheckBetweenNumberAndEntry.class,
                "destroyed while the GPU uses it",
                Lifetimes.class,
                TornTimelines.class);
    }

    /// The submit looks whether the piece is open when it has a number and is not pending.
    public static final class CheckBetweenNumberAndEntry extends CloseMeetsSubmit {
        /// Made by the checker.
        public CheckBetweenNumberAndEntry() {
            super(new TornTimelines());
        }

        @Override
        void second() {
            ((TornTimelines) timelines).announce();
            boolean used = piece.isOpen();
            long number = ((TornTimelines) timelines).enter(0);
            if (used) {
                require(piece.destroyed() == 0, "destroyed while the GPU uses it");
                gpu.done = number;
            } else {
                timelines.fail(0, number);
            }
        }
    }

    static final class TornTimelines extends Timelines {
        private final AtomicInteger newest = new AtomicInteger();

        TornTimelines() {
            super(1);
        }

        @Override
        public long cpu() {
            return newest.get();
        }

        @Override
        public long begin(int queue) {
            announce();
            return enter(queue);
        }

        void announce() {
            newest.incrementAndGet();
        }

        long enter(int queue) {
            return super.begin(queue);
        }

        @Override
        public long finished(int queueMask) {
            return hasPending(0) ? super.finished(queueMask) : newest.get();
        }
    }

    @Test
    void l8_aHoldUntilTheDestructionIsRight() {
        ModelCheck.proves(HeldUntilDestroyed.class);
    }

    @Test
    void l8_aHoldDroppedByAZombieIsFound() {
        ModelCheck.finds(HeldUntilZombie.class, "the parent of child was destroyed first");
    }

    /// Both close at once; the child keeps the parent by a hold.
    public static class HeldUntilDestroyed extends KernelProgram {
        private final Piece parent = piece(life, "parent");
        private final Holder child;

        /// Made by the checker.
        public HeldUntilDestroyed() {
            this(false);
        }

        HeldUntilDestroyed(boolean early) {
            child = new Holder(life, parent, early);
            child.register();
        }

        @Override
        void first() {
            child.release();
            life.collect();
        }

        @Override
        void second() {
            parent.release();
            life.collect();
        }

        @Override
        void check() {
            life.collect();
            child.requireDestroyedOnce();
            parent.requireDestroyedOnce();
        }
    }

    /// The child lets go of the parent when it becomes a zombie.
    public static final class HeldUntilZombie extends HeldUntilDestroyed {
        /// Made by the checker.
        public HeldUntilZombie() {
            super(true);
        }
    }

    static final class Holder extends Piece {
        private final Piece held;
        private final boolean early;

        Holder(Lifetimes life, Piece held, boolean early) {
            super(life, "child", false);
            this.held = held;
            this.early = early;
            held.hold();
        }

        @Override
        protected void onLastClose() {
            if (early) {
                held.releaseWeak();
            }
        }

        @Override
        protected boolean destroy() {
            if (held.destroyed() != 0) {
                parentWasGone = true;
            }
            return super.destroy();
        }

        @Override
        protected void onDestroyed() {
            if (!early) {
                held.releaseWeak();
            }
        }
    }

    @Test
    void l7_anOlderZombieGoesBeforeANewerOne() {
        ModelCheck.proves(OlderGoesFirst.class);
    }

    @Test
    void l7_aStackOfZombiesIsFound() {
        ModelCheck.finds(NewestIsTestedFirst.class, "a zombie starves behind a newer one");
    }

    /// A newer submission is under way while an older zombie's time has come.
    public static class OlderGoesFirst extends KernelProgram {
        private final Piece older = piece(life, "older");
        private final Piece newer = piece(life, "newer");

        /// Made by the checker.
        public OlderGoesFirst() {
            this(new ZombieQueue(1));
        }

        OlderGoesFirst(ZombieQueue zombies) {
            super(LifetimeMode.KEEP_PARENTS_ALIVE, new Timelines(1), zombies, 1);
            timelines.begin(0);
            older.release();
            gpu.done = 1;
        }

        @Override
        void first() {
            timelines.begin(0);
            newer.release();
        }

        @Override
        void second() {
            life.collect();
        }

        @Override
        void check() {
            life.collect();
            require(older.destroyed() == 1, "a zombie starves behind a newer one");
            require(newer.destroyed() == 0, "destroyed while the GPU may use it");
        }
    }

    /// The same with a stack in place of the queue.
    public static final class NewestIsTestedFirst extends OlderGoesFirst {
        /// Made by the checker.
        public NewestIsTestedFirst() {
            super(new ZombieStack());
        }
    }

    static final class ZombieStack extends ZombieQueue {
        private static final int[] ONE_LINE = {Lifetimes.ALL_QUEUES};

        private final Deque<Counted> zombies = new ArrayDeque<>();

        ZombieStack() {
            super(1);
        }

        @Override
        int[] lines() {
            return ONE_LINE;
        }

        @Override
        void add(Counted zombie, int queueMask) {
            synchronized (zombies) {
                zombies.push(zombie);
            }
        }

        @Override
        boolean isEmpty(int line) {
            return size() == 0;
        }

        @Override
        @Nullable Counted take(int line, long reached, int max) {
            synchronized (zombies) {
                Counted newest = zombies.peek();
                return newest == null || newest.stamp() > reached ? null : zombies.pop();
            }
        }

        @Override
        int size() {
            synchronized (zombies) {
                return zombies.size();
            }
        }
    }
}
