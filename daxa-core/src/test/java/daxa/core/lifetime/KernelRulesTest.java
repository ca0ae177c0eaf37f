package daxa.core.lifetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.concurrent.RankedLock;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Thing.Body;
import daxa.testing.Latches;

import demo.UserCode;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// The rules L1 to L19, as far as the kernel alone can show them.
class KernelRulesTest {
    private final Kernel kernel = new Kernel();
    private final Lifetimes life = kernel.life;

    // ---------------------------------------------------------------- L1

    @Test
    void l1_overflowOfReferencesIsAnError() {
        Body body = kernel.thing("a").body();
        int limit = (1 << 18) - 1;
        for (int i = 1; i < limit; i++) {
            assertThat(body.tryRetain()).isTrue();
        }
        assertThatThrownBy(body::tryRetain)
                .isInstanceOf(UsageException.class)
                .hasMessage("Thing 'a' has 262143 references (limit 262143)");
        assertThat(body.strongCount()).isEqualTo(limit);
        assertThat(body.childrenCount()).isZero();
    }

    @Test
    void l1_overflowOfHoldsIsAnError() {
        Body body = kernel.thing("a").body();
        int limit = (1 << 22) - 1;
        for (int i = 0; i < limit; i++) {
            body.hold();
        }
        assertThatThrownBy(body::hold)
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "Thing 'a' has 0 open children and 4194303 holds (limits 2097151 and"
                                + " 4194303)");
        assertThat(body.weakCount()).isEqualTo(limit);
        assertThat(body.childrenCount()).isZero();
    }

    @Test
    void l1_overflowOfChildrenIsAnError() {
        Body parent = kernel.thing("a").body();
        int limit = (1 << 21) - 1;
        for (int i = 0; i < limit; i++) {
            assertThat(new Body(life, "child", 0, false, parent).isOpen()).isTrue();
        }
        assertThatThrownBy(() -> new Body(life, "child", 0, false, parent))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("2097151 open children and 2097151 holds");
        assertThat(parent.childrenCount()).isEqualTo(limit);
        assertThat(parent.strongCount()).isEqualTo(1);
    }

    @Test
    void l1_underflowIsAnError() {
        Body body = kernel.thing("a").body();
        assertThatThrownBy(body::releaseWeak)
                .isInstanceOf(UsageException.class)
                .hasMessage("Thing 'a' has no hold to release");
        body.release();
        assertThatThrownBy(body::release)
                .isInstanceOf(UsageException.class)
                .hasMessage("Thing 'a' has no open reference to release");
        assertThat(body.state()).isEqualTo(Counted.ZOMBIE);
    }

    @Test
    void l1_aFailedCreationLeavesTheOtherParentsAsTheyWere() {
        Thing open = kernel.thing("open");
        Thing closed = kernel.thing("closed");
        Body closedBody = closed.body();
        closed.close();
        assertThatThrownBy(() -> new Body(life, "child", 0, false, open.body(), closedBody))
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("Thing 'closed' is closed");
        assertThat(open.body().childrenCount()).isZero();
        assertThat(open.body().weakCount()).isZero();
    }

    @Test
    void l1_stripedCountsOfManyThreadsFoldExactly() throws InterruptedException {
        Body parent = new Body(life, "parent", 0, true);
        parent.register();
        List<Body> kept = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < 500; i++) {
                                            Body child = new Body(life, "child", 0, false, parent);
                                            child.register();
                                            if (i % 100 == 0) {
                                                synchronized (kept) {
                                                    kept.add(child);
                                                }
                                            } else {
                                                child.release();
                                            }
                                            parent.hold();
                                            if (i % 2 == 0) {
                                                parent.releaseWeak();
                                            }
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        life.collect();
        int holds = 8 * 250;
        assertThat(parent.childrenCount()).isEqualTo(40);
        assertThat(parent.weakCount()).isEqualTo(40 + holds);
        parent.release();
        assertThat(parent.state()).isEqualTo(Counted.LINGERING);
        assertThat(parent.childrenCount()).isEqualTo(40);
        assertThat(parent.weakCount()).isEqualTo(40 + holds);
        assertThatThrownBy(parent::hold).isInstanceOf(ClosedException.class);
        kept.forEach(Counted::release);
        for (int i = 0; i < holds; i++) {
            assertThat(parent.isDestroyed()).isFalse();
            parent.releaseWeak();
        }
        life.collect();
        assertThat(parent.destroyed).isEqualTo(1);
        assertThat(life.objects()).isZero();
    }

    // ---------------------------------------------------------------- L2

    @Test
    void l2_secondCloseDoesNothing() {
        Thing first = kernel.thing("a");
        Thing second = first.retain();
        first.close();
        first.close();
        assertThat(second.body().strongCount()).isEqualTo(1);
        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isFalse();
    }

    @Test
    void l2_useAfterCloseSaysWhatAndWhatToDo() {
        Thing thing = kernel.thing("a");
        thing.close();
        assertThatThrownBy(thing::object)
                .isInstanceOf(ClosedException.class)
                .hasMessage(
                        "Thing 'a' is closed; keep a reference open with retain() for as long as"
                                + " it is used (-Ddaxa.leaks=advanced shows where it was closed)");
        assertThatThrownBy(thing::retain).isInstanceOf(ClosedException.class);
        assertThat(thing.name()).isEqualTo("a");
        assertThat(thing).hasToString("Thing 'a' (closed)");
    }

    @Test
    void l2_useAfterCloseSaysWhereItWasCreatedAndClosed() {
        Kernel advanced = new Kernel(LifetimeMode.KEEP_PARENTS_ALIVE, LeakLevel.ADVANCED);
        Thing thing = UserCode.create(advanced.life, "a");
        UserCode.close(thing);
        assertThatThrownBy(thing::object)
                .isInstanceOf(ClosedException.class)
                .extracting(e -> withoutLines(e.getMessage()))
                .isEqualTo(
                        "Thing 'a' is closed, closed at demo.UserCode.close(UserCode.java), created"
                                + " at demo.UserCode.create(UserCode.java); keep a reference open"
                                + " with retain() for as long as it is used");
    }

    static String withoutLines(String text) {
        return text.replaceAll("\\.java:\\d+", ".java").replaceAll("app//", "");
    }

    @Test
    void l2_nothingRevivesAClosedObject() {
        Thing thing = kernel.thing("a");
        Body body = thing.body();
        body.hold();
        thing.close();
        assertThat(body.isOpen()).isFalse();
        assertThat(body.tryRetain()).isFalse();
        assertThatThrownBy(body::hold).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> new Body(life, "child", 0, false, body))
                .isInstanceOf(ClosedException.class);
        assertThat(body.weakCount()).isEqualTo(1);
        body.releaseWeak();
        life.collect();
        assertThat(body.tryRetain()).isFalse();
        assertThat(body.destroyed).isEqualTo(1);
    }

    @Test
    void l2_aFailingLastCloseIsLoggedAndTheCloseCounts() {
        Thing thing = kernel.thing("a");
        Body body = thing.body();
        body.whenClosed =
                () -> {
                    throw new UsageException("on last close");
                };
        try (Logged log = new Logged()) {
            thing.close();
            assertThat(log.messages()).containsExactly("Thing 'a' failed on its last close");
        }
        assertThat(thing.isClosed()).isTrue();
        life.collect();
        assertThat(body.destroyed).isEqualTo(1);
    }

    // ---------------------------------------------------------------- L4

    @Test
    void l4_parentLingersUntilLastChildIsDestroyed() {
        Thing parent = kernel.thing("parent");
        Thing child = kernel.thing("child", parent);
        Thing other = kernel.thing("other", parent);
        Body body = parent.body();
        Body childBody = child.body();
        parent.close();
        assertThat(body.state()).isEqualTo(Counted.LINGERING);
        life.collect();
        long number = kernel.submit(0);
        child.close();
        other.close();
        life.collect();
        assertThat(body.state()).isEqualTo(Counted.LINGERING);
        assertThat(childBody.state()).isEqualTo(Counted.ZOMBIE);
        kernel.finish(0, number);
        assertThat(life.collect()).isEqualTo(new Collected(3, 0));
        assertThat(body.log).containsExactly("child", "other", "parent");
    }

    @Test
    void l4_aChainDiesInOneCollectionWhateverTheOrderOfClosing() {
        Thing a = kernel.thing("a");
        Thing b = kernel.thing("b", a);
        Thing c = kernel.thing("c", b);
        Body body = a.body();
        a.close();
        b.close();
        c.close();
        assertThat(life.collect()).isEqualTo(new Collected(3, 0));
        assertThat(body.log).containsExactly("c", "b", "a");
    }

    @Test
    void l4_theStampIsTakenOnceAtTheLastClose() {
        kernel.submit(0);
        Thing parent = kernel.thing("parent");
        Thing child = kernel.thing("child", parent);
        Body body = parent.body();
        parent.close();
        assertThat(body.stamp()).isEqualTo(1);
        kernel.submit(0);
        child.close();
        assertThat(body.stamp()).isEqualTo(1);
        kernel.finish(0, 2);
        kernel.submit(0);
        assertThat(life.collect()).isEqualTo(new Collected(2, 0));
        assertThat(body.stamp()).isEqualTo(1);
    }

    // ---------------------------------------------------------------- L5

    @Test
    void l5_strictCloseListsEachOpenChildAndChangesNothing() {
        Kernel strict = Kernel.strict();
        Thing parent = UserCode.create(strict.life, "parent");
        Thing a = UserCode.create(strict.life, "a", parent);
        Thing b = UserCode.create(strict.life, "b", parent);
        Thing again = UserCode.retain(b);
        Thing closed = UserCode.create(strict.life, "closed", parent);
        UserCode.create(strict.life, "grandchild", a);
        closed.close();
        assertThatThrownBy(parent::close)
                .isInstanceOf(ChildrenAliveException.class)
                .extracting(e -> withoutLines(e.getMessage()))
                .isEqualTo(
                        """
                        Thing 'parent' cannot be closed: 2 children are still open. Close them first \
                        (LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN):
                          Thing 'a', 1 reference, created at demo.UserCode.create(UserCode.java)
                          Thing 'b', 2 references, created at demo.UserCode.create(UserCode.java)\
                        """);
        assertThat(parent.isClosed()).isFalse();
        assertThat(parent.body().isOpen()).isTrue();
        try (Thing another = parent.retain()) {
            assertThat(another.body().strongCount()).isEqualTo(2);
        }
        again.close();
        assertThat(parent.body().childrenCount()).isEqualTo(2);
    }

    @Test
    void l5_oneOpenChildIsNamedInTheSingular() {
        Kernel strict = Kernel.strict();
        Thing parent = strict.thing("parent");
        strict.thing("child", parent);
        assertThatThrownBy(parent::close)
                .isInstanceOf(ChildrenAliveException.class)
                .hasMessageStartingWith("Thing 'parent' cannot be closed: 1 child is still open.");
    }

    @Test
    void l5_onlyTheLastReferenceIsRefused() {
        Kernel strict = Kernel.strict();
        Thing parent = strict.thing("parent");
        Thing other = parent.retain();
        strict.thing("child", parent);
        other.close();
        assertThat(other.isClosed()).isTrue();
        assertThatThrownBy(parent::close).isInstanceOf(ChildrenAliveException.class);
    }

    @Test
    void l5_zombieChildrenAndHoldsAreNoViolation() {
        Kernel strict = Kernel.strict();
        long number = strict.submit(0);
        Thing parent = strict.thing("parent");
        Thing child = strict.thing("child", parent);
        Body body = parent.body();
        body.hold();
        child.close();
        parent.close();
        assertThat(body.state()).isEqualTo(Counted.LINGERING);
        body.releaseWeak();
        strict.finish(0, number);
        assertThat(strict.life.collect()).isEqualTo(new Collected(2, 0));
    }

    @Test
    void l5_aChildMayCloseItsParentOnItsLastClose() {
        Kernel strict = Kernel.strict();
        Thing parent = strict.thing("parent");
        Thing child = strict.thing("child", parent);
        child.body().whenClosed = parent::close;
        child.close();
        assertThat(parent.isClosed()).isTrue();
        assertThat(strict.life.collect()).isEqualTo(new Collected(2, 0));
    }

    @Test
    void l5_theVerdictHoldsForStripedParents() {
        Kernel strict = Kernel.strict();
        Body parent = new Body(strict.life, "parent", 0, true);
        parent.register();
        Body child = new Body(strict.life, "child", 0, false, parent);
        child.register();
        assertThatThrownBy(parent::release).isInstanceOf(ChildrenAliveException.class);
        assertThat(parent.isOpen()).isTrue();
        // Counts live in the word now; creating and closing still work.
        Body other = new Body(strict.life, "other", 0, false, parent);
        other.register();
        assertThat(parent.childrenCount()).isEqualTo(2);
        other.release();
        child.release();
        parent.release();
        assertThat(strict.life.collect()).isEqualTo(new Collected(3, 0));
    }

    // ---------------------------------------------------------------- L6, L7

    @Test
    void l6_aZombieIsStampedWithTheNewestSubmission() {
        kernel.submit(0);
        kernel.submit(3);
        Thing thing = kernel.thing("a");
        Body body = thing.body();
        thing.close();
        assertThat(body.stamp()).isEqualTo(2);
        assertThat(life.timelines().cpu()).isEqualTo(2);
        assertThat(life.gpuTimeline()).isZero();
    }

    @Test
    void l7_exactReclaimWithSeveralQueues() {
        Body every = kernel.thing("every").body();
        Body first = kernel.thing("first", 1).body();
        Body second = kernel.thing("second", 2).body();
        Body none = kernel.thing("none", 0).body();
        kernel.submit(0); // 1
        kernel.submit(1); // 2
        kernel.submit(2); // 3
        every.release();
        first.release();
        second.release();
        none.release();
        assertThat(life.collect()).isEqualTo(new Collected(1, 3));
        assertThat(none.destroyed).isEqualTo(1);
        // Queue 1 overtakes the others.
        kernel.submit(1); // 4
        kernel.finish(1, 2);
        assertThat(life.collect()).isEqualTo(new Collected(1, 2));
        assertThat(second.destroyed).isEqualTo(1);
        kernel.finish(2, 3);
        assertThat(life.collect()).isEqualTo(new Collected(0, 2));
        kernel.finish(0, 1);
        kernel.submit(0); // 5
        assertThat(life.collect()).isEqualTo(new Collected(2, 0));
        assertThat(life.gpuTimeline()).isEqualTo(3);
    }

    @Test
    void l7_newerSubmissionsDelayNothing() {
        List<Body> bodies = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            Body body = kernel.thing("frame " + i).body();
            kernel.submit(i % 2);
            body.release();
            bodies.add(body);
            kernel.submit(2 + i % 2);
        }
        // Numbers 1, 3, 5, … on queues 1, 0, 1, …; 2, 4, 6, … on queues 3, 2, 3, …
        for (int number = 1; number <= 100; number++) {
            int queue = (number % 2 == 1 ? 0 : 2) + (number + 1) / 2 % 2;
            kernel.finish(queue, number);
            int expected = number % 2;
            assertThat(life.collect().destroyed()).as("at %s", number).isEqualTo(expected);
            assertThat(bodies.get((number - 1) / 2).destroyed).isEqualTo(1);
        }
        assertThat(life.objects()).isZero();
    }

    @Test
    void l7_stampsOutOfOrderInOneLineAreKeptApart() {
        ZombieQueue queue = new ZombieQueue(1);
        long[] stamps = {5, 3, 9, 3, 7, 1};
        for (long stamp : stamps) {
            Kernel other = new Kernel();
            while (other.life.timelines().cpu() < stamp) {
                other.submit(0);
            }
            Body body = other.thing("closed at " + stamp).body();
            body.release();
            queue.add(body, 1);
        }
        assertThat(queue.size()).isEqualTo(6);
        assertThat(queue.take(0, 0, 10)).isNull();
        List<Long> taken = new ArrayList<>();
        for (Counted chain = queue.take(0, 7, 10); chain != null; chain = queue.take(0, 7, 10)) {
            for (Counted c = chain; c != null; c = c.nextZombie) {
                taken.add(c.stamp());
            }
        }
        assertThat(taken).containsExactly(1L, 3L, 3L, 5L, 7L);
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void l7_recordingsWaitForTheirOwnQueueAlone() {
        Body recording = new Body(life, "recording", Lifetimes.ALL_QUEUES, false);
        recording.register();
        kernel.submit(0); // 1, never finishes
        long mine = kernel.submit(1); // 2
        recording.retire(1, mine);
        assertThat(life.report().objects().getFirst().waitsFor())
                .isEqualTo("GPU timeline 2 (now 1)");
        assertThat(life.collect()).isEqualTo(new Collected(0, 1));
        kernel.submit(1); // 3
        kernel.finish(1, mine);
        recording.refusals = 1;
        assertThat(life.collect()).isEqualTo(new Collected(0, 1));
        assertThat(life.collect()).isEqualTo(new Collected(1, 0));
    }

    @Test
    void l7_onlyAnUnsharedObjectCanRetireAtItsSubmission() {
        Body body = kernel.thing("a").body();
        body.hold();
        assertThatThrownBy(() -> body.retire(0, 1))
                .isInstanceOf(UsageException.class)
                .hasMessage("Thing 'a' has had other references, or has children, or is closed");
        assertThat(body.isOpen()).isTrue();
    }

    @Test
    void l7_aKernelWithoutQueuesDestroysAtOnce() {
        Lifetimes instance =
                new Lifetimes(
                        LifetimeMode.KEEP_PARENTS_ALIVE,
                        ModelCheck.silent(LifetimeMode.KEEP_PARENTS_ALIVE));
        Thing parent = Thing.create(instance, "parent", 0);
        Thing child = Thing.create(instance, "child", 0, parent);
        Body body = parent.body();
        parent.close();
        assertThat(body.destroyed).isZero();
        child.close();
        assertThat(body.log).containsExactly("child", "parent");
    }

    // ---------------------------------------------------------------- L8

    @Test
    void l8_aHoldOutlastsTheZombieThatHolds() {
        Thing pipeline = kernel.thing("pipeline");
        Body body = pipeline.body();
        Body recording = new Body(life, "recording", Lifetimes.ALL_QUEUES, false);
        recording.register();
        body.hold();
        recording.whenDestroyed = body::releaseWeak;
        pipeline.close();
        long number = kernel.submit(0);
        recording.retire(0, number);
        life.collect();
        assertThat(body.state()).isEqualTo(Counted.LINGERING);
        kernel.finish(0, number);
        assertThat(life.collect()).isEqualTo(new Collected(2, 0));
    }

    // ---------------------------------------------------------------- L9

    @Test
    void l9_aBudgetInObjectsIsExact() {
        for (int i = 0; i < 100; i++) {
            kernel.thing("t" + i, 1 << (i % 3)).close();
        }
        assertThat(life.collect(0, Long.MAX_VALUE)).isEqualTo(new Collected(0, 100));
        assertThat(life.collect(1, Long.MAX_VALUE)).isEqualTo(new Collected(1, 99));
        assertThat(life.collect(70, Long.MAX_VALUE)).isEqualTo(new Collected(70, 29));
        assertThat(life.collect()).isEqualTo(new Collected(29, 0));
    }

    @Test
    void l9_aBudgetInTimeIsAskedBeforeEachObject() {
        long[] oneMillisecond = {0};
        for (int i = 0; i < 100; i++) {
            Body body = kernel.thing("t" + i).body();
            body.whenDestroyed =
                    () -> {
                        long start = System.nanoTime();
                        while (System.nanoTime() - start < 1_000_000) {
                            oneMillisecond[0]++;
                        }
                    };
            body.release();
        }
        assertThat(life.collect(100, 0).destroyed()).isZero();
        assertThat(life.collect(100, 3_000_000).destroyed()).isLessThanOrEqualTo(3);
        assertThat(life.collect(100, 1).destroyed()).isLessThanOrEqualTo(1);
    }

    @Test
    void l9_noSetOfQueuesStarvesUnderASmallBudget() {
        Body patient = kernel.thing("patient", 2).body();
        kernel.thing("first", 1).close();
        patient.release();
        for (int i = 0; i < 4 && patient.destroyed == 0; i++) {
            kernel.thing("eager " + i, 1).close();
            kernel.thing("eager too " + i, 1).close();
            life.collect(1, Long.MAX_VALUE);
        }
        assertThat(patient.destroyed).isEqualTo(1);
    }

    @Test
    void l9_anAutomaticCollectionHasABudget() {
        long number = kernel.submit(0);
        for (int i = 0; i < 2000; i++) {
            kernel.thing("t").close();
        }
        kernel.finish(0, number);
        assertThat(life.collectAutomatically()).isEqualTo(Lifetimes.AUTOMATIC_BUDGET);
        assertThat(life.objects()).isEqualTo(2000 - Lifetimes.AUTOMATIC_BUDGET);
    }

    @Test
    void l9_zombiesStayFewWithoutAnySubmit() {
        int most = 0;
        for (int i = 0; i < 100_000; i++) {
            kernel.thing("t").close();
            most = i % 100 == 0 ? Math.max(most, life.objects()) : most;
        }
        assertThat(most).isBetween(1, 1000);
    }

    @Test
    void l9_anAutomaticCollectionThatMeetsAnotherReturnsAtOnce() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Body slow = kernel.thing("slow").body();
        slow.whenDestroyed =
                () -> {
                    inside.countDown();
                    Latches.await(goOn);
                };
        slow.release();
        Thread collector = Thread.ofPlatform().start(life::collectAutomatically);
        inside.await();
        kernel.thing("other").close();
        assertThat(life.collectAutomatically()).isZero();
        // By hand it works beside the other, and so do create and close.
        assertThat(life.collect()).isEqualTo(new Collected(1, 0));
        goOn.countDown();
        collector.join();
        assertThat(life.objects()).isZero();
    }

    @Test
    void l9_noLockIsHeldDuringDestroy() {
        Thing parent = kernel.thing("parent");
        Thing child = kernel.thing("child", parent);
        Body body = parent.body();
        Body childBody = child.body();
        Thing inner = kernel.thing("inner");
        // The framework can be called from within.
        childBody.whenDestroyed =
                () -> {
                    assertThat(RankedLock.heldByCurrentThread()).isEmpty();
                    inner.close();
                    kernel.thing("made inside").close();
                    life.report();
                };
        parent.close();
        child.close();
        assertThat(life.collect()).isEqualTo(new Collected(4, 0));
        assertThat(childBody.locksHeld).isEmpty();
        assertThat(body.locksHeld).isEmpty();
    }

    @Test
    void l9_whatCannotBeDestroyedYetIsAskedAgain() {
        Body body = kernel.thing("mapped").body();
        body.refusals = 2;
        body.release();
        assertThat(life.collect()).isEqualTo(new Collected(0, 1));
        assertThat(life.collectAutomatically()).isZero();
        assertThat(body.state()).isEqualTo(Counted.ZOMBIE);
        assertThat(life.collect()).isEqualTo(new Collected(1, 0));
        assertThat(body.destroyed).isEqualTo(1);
    }

    @Test
    void l9_aFailingDestroyIsLoggedAndDoesNotStopTheCollection() {
        Thing parent = kernel.thing("parent");
        List<Body> bodies = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            bodies.add(kernel.thing(name, parent).body());
        }
        bodies.get(0).failure = new IllegalStateException("planted");
        bodies.get(2).error = new AssertionError("planted");
        Body body = parent.body();
        parent.close();
        bodies.forEach(Counted::release);
        try (Logged log = new Logged()) {
            assertThat(life.collect()).isEqualTo(new Collected(5, 0));
            assertThat(log.messages())
                    .containsExactly(
                            "Thing 'a' could not be destroyed", "Thing 'c' could not be destroyed");
        }
        assertThat(body.log).containsExactly("a", "b", "c", "d", "parent");
    }

    @Test
    void l9_aFullKernelCollectsBeforeItRefuses() throws InterruptedException {
        // On a thread of its own, whose short stacks are cheap for the lock checks.
        AtomicInteger made = new AtomicInteger();
        List<Throwable> thrown = new ArrayList<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    long number = kernel.submit(0);
                                    try {
                                        for (int i = 0; i < 1_000_000; i++) {
                                            Body body =
                                                    new Body(
                                                            life, "t", Lifetimes.ALL_QUEUES, false);
                                            body.register();
                                            body.release();
                                            made.incrementAndGet();
                                        }
                                    } catch (UsageException e) {
                                        thrown.add(e);
                                    }
                                    kernel.finish(0, number);
                                });
        thread.join();
        assertThat(thrown).hasSize(1);
        assertThat(thrown.getFirst())
                .hasMessage(
                        "objects="
                                + made
                                + " exist on the device (limit 900000); close what is not needed");
        assertThat(made.get()).isBetween(900_001, 901_024);
        assertThatCode(() -> kernel.thing("room again").close()).doesNotThrowAnyException();
    }

    // ---------------------------------------------------------------- L10

    @Test
    void l10_failedSubmitCountsAsFinished() {
        Body body = kernel.thing("a").body();
        kernel.finish(0, kernel.submit(0));
        long failed = kernel.submit(0);
        body.release();
        assertThat(life.collect()).isEqualTo(new Collected(0, 1));
        life.timelines().fail(0, failed);
        assertThat(life.timelines().hasPending(0)).isFalse();
        assertThat(life.gpuTimeline()).isEqualTo(failed);
        assertThat(life.collect()).isEqualTo(new Collected(1, 0));
        // Later ones are as usual.
        long next = kernel.submit(0);
        assertThat(next).isEqualTo(failed + 1);
        assertThat(life.gpuTimeline()).isEqualTo(failed);
    }

    @Test
    void l10_aFailedSubmitFinishesNoneBeforeIt() {
        kernel.submit(0);
        Body body = kernel.thing("a").body();
        long failed = kernel.submit(0);
        body.release();
        life.timelines().fail(0, failed);
        assertThat(life.collect()).isEqualTo(new Collected(0, 1));
        kernel.finish(0, 1);
        assertThat(life.collect()).isEqualTo(new Collected(1, 0));
    }

    @Test
    void l6_timelinesGrowPastTheirFirstRing() {
        Timelines timelines = new Timelines(2);
        for (int i = 1; i <= 1000; i++) {
            assertThat(timelines.begin(i % 2)).isEqualTo(i);
            if (i > 20) {
                timelines.completed(i % 2, i - 20);
                assertThat(timelines.finished(1 << (i % 2))).isBetween(i - 20L, i - 18L);
            }
        }
        timelines.completed(0, 1000);
        assertThat(timelines.hasPending(0)).isFalse();
        assertThat(timelines.pendingQueues()).isEqualTo(1 << 1);
        assertThat(timelines.finished(1)).isEqualTo(1000);
        assertThat(timelines.finished(3)).isEqualTo(980);
        assertThatThrownBy(() -> new Timelines(32)).hasMessage("queues=32 (expected 0 to 31)");
    }

    // ---------------------------------------------------------------- L18

    /// Stands for a device: a kernel of its own, kept until its last open child is closed.
    private static final class Device extends Body {
        final Kernel own;
        int drained;

        Device(Lifetimes instance, Kernel own) {
            super(instance, "device", 0, true);
            this.own = own;
        }

        @Override
        protected boolean drains() {
            return true;
        }

        @Override
        protected void drain() {
            drained++;
            own.finish(0, own.life.timelines().cpu());
            own.life.collect();
            assertThat(own.life.objects()).isZero();
        }

        @Override
        protected Lifetimes childrenLifetimes() {
            return own.life;
        }
    }

    @Test
    void l18_aDeviceDrainsAtTheCloseOfItsLastChild() {
        Lifetimes instance = new Lifetimes(LifetimeMode.KEEP_PARENTS_ALIVE, life.leaks());
        Device body = new Device(instance, kernel);
        Thing device = Thing.of(body);
        Thing image = kernel.thing("image", device);
        Thing view = kernel.thing("view", device, image);
        kernel.submit(0);
        device.close();
        assertThat(body.state()).isEqualTo(Counted.DRAINING);
        assertThat(body.drained).isZero();
        assertThatThrownBy(() -> new Body(life, "late", 0, false, body))
                .isInstanceOf(ClosedException.class);
        image.close();
        assertThat(body.drained).isZero();
        view.close();
        assertThat(body.drained).isEqualTo(1);
        assertThat(body.log).containsExactly("view", "image", "device");
        assertThat(instance.objects()).isZero();
    }

    @Test
    void l18_aDeviceWithoutOpenChildrenDrainsAtItsOwnClose() {
        Lifetimes instance = new Lifetimes(LifetimeMode.KEEP_PARENTS_ALIVE, life.leaks());
        Device body = new Device(instance, kernel);
        Thing device = Thing.of(body);
        kernel.submit(0);
        kernel.thing("image", device).close();
        assertThat(life.collect()).isEqualTo(new Collected(0, 1));
        device.close();
        assertThat(body.drained).isEqualTo(1);
        assertThat(body.log).containsExactly("image", "device");
    }

    @Test
    void l18_aStrictDeviceIsRefusedWithItsOwnChildren() {
        Kernel strict = Kernel.strict();
        Lifetimes instance = new Lifetimes(strict.life.mode(), strict.life.leaks());
        Device body = new Device(instance, strict);
        Thing device = Thing.of(body);
        Thing image = strict.thing("image", device);
        assertThatThrownBy(device::close)
                .isInstanceOf(ChildrenAliveException.class)
                .hasMessageContaining("Thing 'image', 1 reference");
        image.close();
        device.close();
        assertThat(body.log).containsExactly("image", "device");
    }

    // ---------------------------------------------------------------- L19

    @Test
    void l19_theReportCountsByTypeAndNamesObjects() {
        kernel.submit(0);
        Thing parent = kernel.thing("parent");
        Thing child = kernel.thing("child", parent);
        Thing open = kernel.thing("open", parent).retain();
        Thing zombie = kernel.thing("zombie");
        zombie.body().bytes = 100;
        open.body().bytes = 11;
        zombie.close();
        parent.close();
        LifetimeReport report = life.report();
        assertThat(report.types())
                .containsExactly(new LifetimeReport.TypeCount("Thing", 2, 1, 1, 111));
        assertThat(report.mode()).isEqualTo(LifetimeMode.KEEP_PARENTS_ALIVE);
        assertThat(report.cpuTimeline()).isEqualTo(1);
        assertThat(report.gpuTimeline()).isZero();
        assertThat(report.objects())
                .containsExactly(
                        new LifetimeReport.ObjectInfo(
                                "Thing",
                                "child",
                                LifetimeReport.State.OPEN,
                                1,
                                0,
                                0,
                                List.of("Thing 'parent'"),
                                List.of(),
                                "",
                                0,
                                "",
                                0),
                        new LifetimeReport.ObjectInfo(
                                "Thing",
                                "open",
                                LifetimeReport.State.OPEN,
                                2,
                                0,
                                0,
                                List.of("Thing 'parent'"),
                                List.of(),
                                "",
                                0,
                                "",
                                11),
                        new LifetimeReport.ObjectInfo(
                                "Thing",
                                "parent",
                                LifetimeReport.State.LINGERING,
                                0,
                                2,
                                2,
                                List.of(),
                                List.of("Thing 'child'", "Thing 'open'"),
                                "",
                                1,
                                "2 children or recordings",
                                0),
                        new LifetimeReport.ObjectInfo(
                                "Thing",
                                "zombie",
                                LifetimeReport.State.ZOMBIE,
                                0,
                                0,
                                0,
                                List.of(),
                                List.of(),
                                "",
                                1,
                                "GPU timeline 1 (now 0)",
                                100));
        assertThat(report)
                .hasToString(
                        """
                        KEEP_PARENTS_ALIVE, CPU timeline 1, GPU timeline 0, leaks 0
                          Thing: open 2, lingering 1, zombies 1, bytes 111
                        Thing 'child': OPEN, references 1, open children 0, holds 0, bytes 0
                            parents: Thing 'parent'
                        Thing 'open': OPEN, references 2, open children 0, holds 0, bytes 11
                            parents: Thing 'parent'
                        Thing 'parent': LINGERING, references 0, open children 2, holds 2, bytes 0, \
                        stamp 1, waits for 2 children or recordings
                            children: Thing 'child', Thing 'open'
                        Thing 'zombie': ZOMBIE, references 0, open children 0, holds 0, bytes 100, \
                        stamp 1, waits for GPU timeline 1 (now 0)\
                        """);
        child.close();
    }

    @Test
    void l19_stripedCountsAreReportedWhileOpen() {
        Body parent = new Body(life, "parent", 0, true);
        parent.register();
        new Body(life, "child", 0, false, parent).register();
        parent.hold();
        LifetimeReport.ObjectInfo info = life.report().objects().getLast();
        assertThat(info.name()).isEqualTo("parent");
        assertThat(info.openChildren()).isEqualTo(1);
        assertThat(info.holds()).isEqualTo(2);
    }

    // ---------------------------------------------------------------- reuse

    @Test
    void aDestroyedObjectCanBeginANewLife() {
        Kernel advanced = new Kernel(LifetimeMode.KEEP_PARENTS_ALIVE, LeakLevel.ADVANCED);
        Thing parent = UserCode.create(advanced.life, "parent");
        Thing child = UserCode.create(advanced.life, "child", parent);
        Body body = child.body();
        assertThatThrownBy(body::again)
                .isInstanceOf(UsageException.class)
                .hasMessage("Thing 'child' is still alive and cannot be renewed");
        advanced.submit(0);
        child.close();
        advanced.finish(0, 1);
        advanced.life.collect();
        assertThat(body.isDestroyed()).isTrue();
        body.again();
        assertThat(body.strongCount()).isEqualTo(1);
        assertThat(body.stamp()).isZero();
        assertThat(body.site).isNull();
        assertThat(parent.body().childrenCount()).isEqualTo(1);
        // Entering it again, as a first reference does, changes nothing.
        body.register();
        assertThat(advanced.life.objects()).isEqualTo(2);
        body.release();
        advanced.life.collect();
        assertThat(body.destroyed).isEqualTo(2);
        assertThat(parent.body().weakCount()).isZero();
        parent.close();
        assertThatThrownBy(body::again).isInstanceOf(ClosedException.class);
        assertThat(advanced.life.collect()).isEqualTo(new Collected(1, 0));
    }

    @Test
    void anAbandonedObjectLeavesNoTrace() {
        Thing parent = kernel.thing("parent");
        Body body = new Body(life, "unmade", 0, false, parent.body());
        assertThat(parent.body().childrenCount()).isEqualTo(1);
        body.abandon();
        assertThat(parent.body().childrenCount()).isZero();
        assertThat(parent.body().weakCount()).isZero();
        assertThat(body.isDestroyed()).isTrue();
        assertThat(life.objects()).isEqualTo(1);
        parent.close();
        assertThat(life.collect()).isEqualTo(new Collected(1, 0));
        assertThat(body.destroyed).isZero();
    }
}
