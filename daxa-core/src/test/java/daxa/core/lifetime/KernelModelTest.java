package daxa.core.lifetime;

import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.lifetime.ModelCheck.KernelProgram;
import daxa.core.lifetime.ModelCheck.Piece;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

/// Explores the interleavings of small programs over the real kernel. [KernelTwinsTest] shows that
/// the checker finds faults in the same programs when they are planted.
public class KernelModelTest {
    @Test
    void l1_releaseMeetsRelease() {
        ModelCheck.proves(ReleaseMeetsRelease.class);
    }

    public static final class ReleaseMeetsRelease extends KernelProgram {
        private final Piece piece = piece(life, "piece");

        /// Made by the checker.
        public ReleaseMeetsRelease() {
            piece.tryRetain();
        }

        @Override
        void first() {
            piece.release();
        }

        @Override
        void second() {
            piece.release();
        }

        @Override
        void check() {
            require(!piece.isOpen(), "still open");
            life.collect();
            piece.requireDestroyedOnce();
        }
    }

    @Test
    void l2_retainMeetsTheLastClose() {
        ModelCheck.proves(RetainMeetsLastClose.class, Lifetimes.class, Timelines.class);
    }

    public static final class RetainMeetsLastClose extends KernelProgram {
        /// Made by the checker.
        public RetainMeetsLastClose() {}

        private final Piece piece = piece(life, "piece");

        @Override
        void first() {
            piece.release();
            life.collect();
        }

        @Override
        void second() {
            if (piece.tryRetain()) {
                require(piece.isOpen(), "closed although a reference is open");
                require(piece.destroyed() == 0, "destroyed although a reference is open");
                piece.release();
            } else {
                require(!piece.isOpen(), "refused although open");
            }
        }

        @Override
        void check() {
            require(!piece.tryRetain(), "revived");
            life.collect();
            piece.requireDestroyedOnce();
        }
    }

    @Test
    void l3_closeMeetsTheCreationOfAChild() {
        ModelCheck.proves(CloseMeetsCreateChild.class, Lifetimes.class, Timelines.class);
    }

    public static final class FoldMeetsCreateChild extends CloseMeetsCreateChild {
        /// Made by the checker.
        public FoldMeetsCreateChild() {
            super(1);
        }
    }

    public static final class FoldOfTwoStripesMeetsCreateChild extends CloseMeetsCreateChild {
        /// Made by the checker.
        public FoldOfTwoStripesMeetsCreateChild() {
            super(2);
        }
    }

    public static class CloseMeetsCreateChild extends KernelProgram {
        private final Piece parent;
        private @Nullable Piece child;

        /// Made by the checker.
        public CloseMeetsCreateChild() {
            parent = piece(life, "parent");
        }

        // The counts of a striped parent are folded on the way.
        CloseMeetsCreateChild(int stripes) {
            super(LifetimeMode.KEEP_PARENTS_ALIVE, new Timelines(1), new ZombieQueue(1), stripes);
            parent = Piece.made(new Piece(life, "parent", true));
        }

        @Override
        void first() {
            parent.release();
            life.collect();
        }

        @Override
        void second() {
            try {
                child = piece(life, "child", parent);
            } catch (ClosedException e) {
                require(!parent.isOpen(), "refused although open");
            }
            if (child != null) {
                require(parent.destroyed() == 0, "the parent of an open child was destroyed");
                child.release();
            }
        }

        @Override
        void check() {
            life.collect();
            if (child != null) {
                child.requireDestroyedOnce();
            }
            parent.requireDestroyedOnce();
        }
    }

    @Test
    void l1_foldMeetsTheCreationOfAChild() {
        ModelCheck.proves(FoldMeetsCreateChild.class, Lifetimes.class, Timelines.class);
    }

    @Test
    void l1_foldOfTwoStripesMeetsTheCreationOfAChild() {
        ModelCheck.proves(FoldOfTwoStripesMeetsCreateChild.class, Lifetimes.class, Timelines.class);
    }

    @Test
    void l5_strictCloseMeetsTheCreationOfAChild() {
        ModelCheck.proves(StrictCloseMeetsCreateChild.class, Lifetimes.class, Timelines.class);
    }

    @Test
    void l5_strictCloseOfAStripedParentMeetsTheCreationOfAChild() {
        ModelCheck.proves(
                StripedStrictCloseMeetsCreateChild.class, Lifetimes.class, Timelines.class);
    }

    public static final class StripedStrictCloseMeetsCreateChild
            extends StrictCloseMeetsCreateChild {
        /// Made by the checker.
        public StripedStrictCloseMeetsCreateChild() {
            super(true);
        }
    }

    public static class StrictCloseMeetsCreateChild extends KernelProgram {
        private final Piece parent;
        private volatile boolean closed;
        private volatile @Nullable Piece child;

        /// Made by the checker.
        public StrictCloseMeetsCreateChild() {
            this(false);
        }

        StrictCloseMeetsCreateChild(boolean striped) {
            super(
                    LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN,
                    new Timelines(1),
                    new ZombieQueue(1),
                    1);
            parent = Piece.made(new Piece(life, "parent", striped));
        }

        @Override
        void first() {
            try {
                parent.release();
                closed = true;
            } catch (ChildrenAliveException e) {
                require(e.children().size() == 1, "children: " + e.children());
                require(parent.isOpen(), "closed although refused");
            }
        }

        @Override
        void second() {
            try {
                child = piece(life, "child", parent);
            } catch (ClosedException e) {
                require(!parent.isOpen(), "refused although open");
            }
        }

        @Override
        void check() {
            require(closed == (child == null), "closed=" + closed + ", child=" + child);
        }
    }

    @Test
    void l5_strictCloseMeetsTheCloseOfTheChild() {
        ModelCheck.proves(StrictCloseMeetsCloseOfChild.class, Lifetimes.class, Timelines.class);
    }

    @Test
    void l5_strictCloseOfAStripedParentMeetsTheCloseOfTheChild() {
        ModelCheck.proves(
                StripedStrictCloseMeetsCloseOfChild.class, Lifetimes.class, Timelines.class);
    }

    public static final class StripedStrictCloseMeetsCloseOfChild
            extends StrictCloseMeetsCloseOfChild {
        /// Made by the checker.
        public StripedStrictCloseMeetsCloseOfChild() {
            super(true);
        }
    }

    public static class StrictCloseMeetsCloseOfChild extends KernelProgram {
        private final Piece parent;
        private final Piece child;
        private volatile boolean childIsClosed;

        /// Made by the checker.
        public StrictCloseMeetsCloseOfChild() {
            this(false);
        }

        StrictCloseMeetsCloseOfChild(boolean striped) {
            super(
                    LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN,
                    new Timelines(1),
                    new ZombieQueue(1),
                    1);
            parent = Piece.made(new Piece(life, "parent", striped));
            child = piece(life, "child", parent);
        }

        @Override
        void first() {
            boolean before = childIsClosed;
            try {
                parent.release();
            } catch (ChildrenAliveException e) {
                require(!before, "refused although the child was closed before");
                require(parent.isOpen(), "closed although refused");
            }
        }

        @Override
        void second() {
            child.release();
            childIsClosed = true;
        }

        @Override
        void check() {
            if (parent.isOpen()) {
                parent.release();
            }
            life.collect();
            child.requireDestroyedOnce();
            parent.requireDestroyedOnce();
        }
    }

    /// One reference is closed by both.
    abstract static class TwoCloses extends KernelProgram {
        final Piece piece = piece(life, "piece");
        private final Handle handle = new Handle(piece);

        @Override
        void first() {
            handle.close();
            require(handle.isClosed(), "open after its close");
        }

        @Override
        void second() {
            first();
        }
    }

    @Test
    void l2_twoClosesOfOneReferenceCountOnce() {
        ModelCheck.proves(CloseMeetsClose.class, Lifetimes.class, Timelines.class);
    }

    public static final class CloseMeetsClose extends TwoCloses {
        /// Made by the checker.
        public CloseMeetsClose() {
            piece.tryRetain();
        }

        @Override
        void check() {
            require(piece.strongCount() == 1, "references: " + piece.strongCount());
        }
    }

    @Test
    void l2_twoClosesOfTheOnlyReferenceCountOnce() {
        ModelCheck.proves(OnlyCloseMeetsClose.class, Lifetimes.class, Timelines.class);
    }

    public static final class OnlyCloseMeetsClose extends TwoCloses {
        /// Made by the checker.
        public OnlyCloseMeetsClose() {}

        @Override
        void check() {
            require(!piece.isOpen(), "still open");
            life.collect();
            piece.requireDestroyedOnce();
        }
    }

    @Test
    void l2_twoClosesOfOneReferenceLeaveAnotherOneOpen() {
        ModelCheck.proves(OnlyCloseMeetsRetain.class, Lifetimes.class, Timelines.class);
    }

    /// The first reference is closed twice, while another one is made.
    public static final class OnlyCloseMeetsRetain extends TwoCloses {
        private boolean retained;

        /// Made by the checker.
        public OnlyCloseMeetsRetain() {}

        @Override
        void second() {
            retained = piece.tryRetain();
            super.second();
        }

        @Override
        void check() {
            life.collect();
            if (retained) {
                require(piece.strongCount() == 1, "references: " + piece.strongCount());
                require(piece.destroyed() == 0, "destroyed although a reference is open");
                piece.release();
                life.collect();
            }
            piece.requireDestroyedOnce();
        }
    }

    static final class Handle extends Reference {
        Handle(Piece piece) {
            super(piece);
        }
    }

    @Test
    void l5_aRefusedCloseIsSeenByNobody() {
        ModelCheck.proves(RefusedCloseMeetsUse.class, Lifetimes.class, Timelines.class);
    }

    /// Nobody finds the reference closed, and another close is refused too.
    public static final class RefusedCloseMeetsUse extends KernelProgram {
        private final Piece parent;
        private final Handle handle;

        /// Made by the checker.
        public RefusedCloseMeetsUse() {
            super(
                    LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN,
                    new Timelines(1),
                    new ZombieQueue(1),
                    1);
            parent = piece(life, "parent");
            piece(life, "child", parent);
            handle = new Handle(parent);
        }

        @Override
        void first() {
            requireRefused();
        }

        @Override
        void second() {
            require(parent.equals(handle.object()), "of another object");
            requireRefused();
        }

        private void requireRefused() {
            boolean refused = false;
            try {
                handle.close();
            } catch (ChildrenAliveException e) {
                refused = true;
            }
            require(refused, "closed with an open child, or not closed without a word");
        }

        @Override
        void check() {
            require(!handle.isClosed(), "closed although refused");
            require(parent.strongCount() == 1, "references: " + parent.strongCount());
        }
    }

    @Test
    void l4_destructionOfTheChildMeetsTheCloseOfTheParent() {
        ModelCheck.proves(ChildDiesWhileParentCloses.class);
    }

    public static final class ChildDiesWhileParentCloses extends KernelProgram {
        private final Piece parent = piece(life, "parent");
        private final Piece child = piece(life, "child", parent);

        /// Made by the checker.
        public ChildDiesWhileParentCloses() {
            child.release();
        }

        @Override
        void first() {
            life.collect();
        }

        @Override
        void second() {
            parent.release();
        }

        @Override
        void check() {
            life.collect();
            child.requireDestroyedOnce();
            parent.requireDestroyedOnce();
            require(life.objects() == 0, "left in the books: " + life.objects());
        }
    }

    @Test
    void l4_closeOfTheChildMeetsTheCloseOfTheParent() {
        ModelCheck.proves(ChildClosesWhileParentCloses.class, Lifetimes.class, Timelines.class);
    }

    public static final class ChildClosesWhileParentCloses extends KernelProgram {
        /// Made by the checker.
        public ChildClosesWhileParentCloses() {}

        private final Piece parent = piece(life, "parent");
        private final Piece child = piece(life, "child", parent);

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

    @Test
    void l6_closeMeetsSubmit() {
        ModelCheck.proves(CloseMeetsSubmit.class, Lifetimes.class, Timelines.class);
    }

    /// The GPU uses the piece from the submit that found it open until its number is finished.
    public static class CloseMeetsSubmit extends KernelProgram {
        final Piece piece = piece(life, "piece");

        /// Made by the checker.
        public CloseMeetsSubmit() {
            this(new Timelines(1));
        }

        CloseMeetsSubmit(Timelines timelines) {
            super(LifetimeMode.KEEP_PARENTS_ALIVE, timelines, new ZombieQueue(1), 1);
        }

        @Override
        void first() {
            piece.release();
            life.collect();
        }

        @Override
        void second() {
            long number = timelines.begin(0);
            boolean used = piece.isOpen();
            if (used) {
                require(piece.destroyed() == 0, "destroyed while the GPU uses it");
                gpu.done = number;
            } else {
                timelines.fail(0, number);
            }
        }

        @Override
        void check() {
            life.collect();
            piece.requireDestroyedOnce();
        }
    }

    @Test
    void l6_numberAndPendingEntryAppearTogether() {
        ModelCheck.proves(NumberMeetsFinished.class);
    }

    /// Who sees a number finds it pending.
    public static class NumberMeetsFinished extends ModelCheck.Program {
        private final Timelines timelines;

        /// Made by the checker.
        public NumberMeetsFinished() {
            this(new Timelines(1));
        }

        NumberMeetsFinished(Timelines timelines) {
            this.timelines = timelines;
        }

        @Override
        void first() {
            timelines.begin(0);
        }

        @Override
        void second() {
            long seen = timelines.cpu();
            long finished = timelines.finished(Lifetimes.ALL_QUEUES);
            require(finished == 0, seen + " seen, " + finished + " finished, but none is");
        }

        @Override
        void check() {
            require(timelines.cpu() == 1, "the number is lost");
        }
    }

    @Test
    void l6_closeMeetsSubmitInDetail() {
        ModelCheck.proves(CloseMeetsSubmit.class);
    }

    @Test
    void l9_collectMeetsCollect() {
        ModelCheck.proves(CollectMeetsCollect.class);
    }

    public static final class CollectMeetsCollect extends KernelProgram {
        private final Piece parent = piece(life, "parent");
        private final Piece child = piece(life, "child", parent);

        /// Made by the checker.
        public CollectMeetsCollect() {
            parent.release();
            child.release();
        }

        @Override
        void first() {
            life.collect();
        }

        @Override
        void second() {
            life.collect();
        }

        @Override
        void check() {
            child.requireDestroyedOnce();
            parent.requireDestroyedOnce();
            require(life.objects() == 0, "left in the books: " + life.objects());
        }
    }

    @Test
    void l7_collectionsMeetAtTheLastZombieWhoseTimeHasCome() {
        ModelCheck.proves(CollectorsRaceForOneZombie.class, Timelines.class);
    }

    /// Behind the one that both want stands another that must wait.
    public static final class CollectorsRaceForOneZombie extends KernelProgram {
        private final Piece ready = piece(life, "ready");
        private final Piece waiting = piece(life, "waiting");

        /// Made by the checker.
        public CollectorsRaceForOneZombie() {
            timelines.begin(0);
            ready.release();
            timelines.begin(0);
            waiting.release();
            gpu.done = 1;
        }

        @Override
        void first() {
            life.collect();
        }

        @Override
        void second() {
            life.collect();
        }

        @Override
        void check() {
            ready.requireDestroyedOnce();
            require(waiting.destroyed() == 0, "destroyed while the GPU may use it");
        }
    }

    @Test
    void l9_automaticCollectionsMeet() {
        ModelCheck.proves(AutomaticMeetsAutomatic.class);
    }

    public static final class AutomaticMeetsAutomatic extends KernelProgram {
        /// Made by the checker.
        public AutomaticMeetsAutomatic() {}

        private final Piece one = piece(life, "one");
        private final Piece two = piece(life, "two");

        @Override
        void first() {
            one.release();
            life.collectAutomatically();
        }

        @Override
        void second() {
            two.release();
            life.collectAutomatically();
        }

        @Override
        void check() {
            life.collectAutomatically();
            one.requireDestroyedOnce();
            two.requireDestroyedOnce();
        }
    }

    @Test
    void l12_retireMeetsCollect() {
        ModelCheck.proves(RetireMeetsCollect.class);
    }

    /// A recording is submitted and finished at once, while its closed pool waits for it.
    public static final class RetireMeetsCollect extends KernelProgram {
        private final Piece pool = piece(life, "pool");
        private final Recording recording = new Recording(life, pool);

        /// Made by the checker.
        public RetireMeetsCollect() {
            recording.register();
            pool.release();
        }

        @Override
        void first() {
            recording.submitted(0, 0);
        }

        @Override
        void second() {
            life.collect();
        }

        @Override
        void check() {
            life.collect();
            recording.requireDestroyedOnce();
            pool.requireDestroyedOnce();
        }
    }

    static final class Recording extends Piece {
        Recording(Lifetimes life, Counted... parents) {
            super(life, "recording", false, parents);
        }

        void submitted(int queue, long number) {
            retireAt(queue, number);
        }
    }

    @Test
    void l18_lastChildMeetsTheCloseOfTheDevice() {
        ModelCheck.proves(LastChildMeetsDevice.class, Lifetimes.class, Timelines.class);
    }

    @Test
    void l18_lastChildMeetsTheCloseOfAStripedDevice() {
        ModelCheck.proves(StripedLastChildMeetsDevice.class, Lifetimes.class, Timelines.class);
    }

    public static final class StripedLastChildMeetsDevice extends LastChildMeetsDevice {
        /// Made by the checker.
        public StripedLastChildMeetsDevice() {
            super(true);
        }
    }

    public static class LastChildMeetsDevice extends KernelProgram {
        private final Lifetimes instance =
                new Lifetimes(
                        LifetimeMode.KEEP_PARENTS_ALIVE,
                        ModelCheck.silent(LifetimeMode.KEEP_PARENTS_ALIVE),
                        new Timelines(0),
                        gpu,
                        new ZombieQueue(1),
                        1);
        private final Device device;
        private final Piece child;

        /// Made by the checker.
        public LastChildMeetsDevice() {
            this(false);
        }

        LastChildMeetsDevice(boolean striped) {
            device = new Device(instance, life, striped);
            device.register();
            child = piece(life, "child", device);
        }

        @Override
        void first() {
            device.release();
        }

        @Override
        void second() {
            child.release();
        }

        @Override
        void check() {
            require(device.drained.get() == 1, "drained " + device.drained + " times");
            require(!device.zombiesWereLeft, "zombies were left after the drain");
            child.requireDestroyedOnce();
            device.requireDestroyedOnce();
        }
    }

    static final class Device extends Piece {
        private final Lifetimes own;
        final AtomicInteger drained = new AtomicInteger();
        volatile boolean zombiesWereLeft;

        Device(Lifetimes instance, Lifetimes own, boolean striped) {
            super(instance, "device", striped);
            this.own = own;
        }

        @Override
        protected boolean drains() {
            return true;
        }

        @Override
        protected void drain() {
            drained.incrementAndGet();
            own.collect();
            zombiesWereLeft = own.objects() != 0;
        }

        @Override
        protected Lifetimes childrenLifetimes() {
            return own;
        }
    }
}
