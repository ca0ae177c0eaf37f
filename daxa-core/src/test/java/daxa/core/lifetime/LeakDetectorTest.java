package daxa.core.lifetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.UsageException;

import demo.UserCode;

import org.junit.jupiter.api.Test;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

class LeakDetectorTest {
    private static final int ROUNDS = 50;

    /// Runs the garbage collector until as many leaks are known, or a bound is reached.
    private static void findLeaks(Kernel kernel, long expected) throws InterruptedException {
        for (int i = 0; i < ROUNDS && kernel.life.leaks().leaks() < expected; i++) {
            collectGarbage(kernel);
        }
    }

    // Every reference that was unreachable before has been looked at when the marker arrives.
    private static void collectGarbage(Kernel kernel) throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        PhantomReference<Object> marker = new PhantomReference<>(new Object(), queue);
        for (int i = 0; i < ROUNDS; i++) {
            System.gc();
            if (queue.remove(100) != null) {
                break;
            }
        }
        assertThat(marker.refersTo(null)).isTrue();
        kernel.life.collect();
        assertThat(kernel.dispatcher.flush(Long.MAX_VALUE)).isTrue();
    }

    @Test
    void l19_anUnreachableReferenceIsReportedOnceWithItsCreationSite() throws InterruptedException {
        Kernel kernel = new Kernel(LifetimeMode.KEEP_PARENTS_ALIVE, LeakLevel.ADVANCED);
        UserCode.createAndForget(kernel.life, "lost");
        findLeaks(kernel, 1);
        collectGarbage(kernel);
        collectGarbage(kernel);
        assertThat(kernel.leaks.stream().map(KernelRulesTest::withoutLines))
                .containsExactly(
                        "LEAK: a reference to Thing 'lost' became unreachable without close(),"
                                + " created at demo.UserCode.create(UserCode.java); close each"
                                + " reference when it is no longer wanted (-Ddaxa.leaks=paranoid"
                                + " shows the whole stack)");
        assertThat(kernel.life.leaks().leaks()).isEqualTo(1);
        assertThat(kernel.life.report().leaks()).isEqualTo(1);
        // It is never freed behind the user's back.
        assertThat(kernel.life.report().types().getFirst().open()).isEqualTo(1);
    }

    @Test
    void l19_eachReferenceIsWatched() throws InterruptedException {
        Kernel kernel = new Kernel(LifetimeMode.KEEP_PARENTS_ALIVE, LeakLevel.ADVANCED);
        Thing kept = UserCode.create(kernel.life, "kept");
        forgetAnother(kept);
        findLeaks(kernel, 1);
        assertThat(kernel.leaks.stream().map(KernelRulesTest::withoutLines))
                .singleElement()
                .asString()
                .contains("Thing 'kept'", "created at demo.UserCode.retain(UserCode.java)");
        assertThat(kept.body().strongCount()).isEqualTo(2);
    }

    private static void forgetAnother(Thing thing) {
        assertThat(UserCode.retain(thing).isClosed()).isFalse();
    }

    @Test
    void l19_aClosedReferenceIsNoLeak() throws InterruptedException {
        Kernel kernel = new Kernel(LifetimeMode.KEEP_PARENTS_ALIVE, LeakLevel.ADVANCED);
        for (int i = 0; i < 1000; i++) {
            UserCode.close(UserCode.create(kernel.life, "closed"));
        }
        UserCode.createAndForget(kernel.life, "lost");
        findLeaks(kernel, 1);
        collectGarbage(kernel);
        assertThat(kernel.leaks).singleElement().asString().contains("'lost'");
    }

    @Test
    void l19_paranoidShowsTheCallers() throws InterruptedException {
        Kernel kernel = new Kernel(LifetimeMode.KEEP_PARENTS_ALIVE, LeakLevel.PARANOID);
        UserCode.createAndForget(kernel.life, "lost");
        findLeaks(kernel, 1);
        assertThat(kernel.leaks.stream().map(KernelRulesTest::withoutLines))
                .singleElement()
                .asString()
                .contains(
                        """
                        created at demo.UserCode.create(UserCode.java)
                              at demo.UserCode.createAndForget(UserCode.java)
                              at daxa.core.lifetime.LeakDetectorTest.\
                        """)
                .endsWith("; close each reference when it is no longer wanted");
    }

    @Test
    void l19_disabledRemembersNothing() throws InterruptedException {
        Kernel kernel = new Kernel(LifetimeMode.KEEP_PARENTS_ALIVE, LeakLevel.DISABLED);
        for (int i = 0; i < 2000; i++) {
            UserCode.createAndForget(kernel.life, "lost");
        }
        collectGarbage(kernel);
        collectGarbage(kernel);
        assertThat(kernel.leaks).isEmpty();
        assertThat(kernel.life.report().objects()).allMatch(info -> info.site().isEmpty());
    }

    @Test
    void l19_simpleWatchesOneIn1024() throws InterruptedException {
        Kernel kernel = new Kernel(LifetimeMode.KEEP_PARENTS_ALIVE, LeakLevel.SIMPLE);
        int made = 1024 * 150;
        for (int i = 0; i < made; i++) {
            UserCode.createAndForget(kernel.life, "lost");
        }
        long sites =
                kernel.life.report().objects().stream()
                        .filter(info -> !info.site().isEmpty())
                        .count();
        // 150 on average, with a deviation of 12.
        assertThat(sites).isBetween(60L, 240L);
        findLeaks(kernel, sites);
        assertThat(kernel.life.leaks().leaks()).isEqualTo(sites);
        assertThat(kernel.leaks).hasSize((int) sites);
    }

    @Test
    void l5_strictModeRecordsSitesAtEveryLevel() {
        Kernel strict = Kernel.strict();
        Thing thing = UserCode.create(strict.life, "a");
        assertThat(KernelRulesTest.withoutLines(strict.life.report().objects().getFirst().site()))
                .isEqualTo("demo.UserCode.create(UserCode.java)");
        thing.close();
    }

    @Test
    void aThrowingListenerStopsNothing() throws InterruptedException {
        Kernel kernel = new Kernel();
        LeakDetector detector =
                new LeakDetector(
                        LeakLevel.ADVANCED,
                        LifetimeMode.KEEP_PARENTS_ALIVE,
                        kernel.dispatcher,
                        leak -> {
                            throw new IllegalStateException(leak);
                        });
        Lifetimes life = new Lifetimes(LifetimeMode.KEEP_PARENTS_ALIVE, detector);
        UserCode.createAndForget(life, "lost");
        try (Logged log = new Logged()) {
            for (int i = 0; i < ROUNDS && detector.leaks() == 0; i++) {
                collectGarbage(kernel);
                life.collect();
            }
            assertThat(kernel.dispatcher.flush(Long.MAX_VALUE)).isTrue();
            assertThat(log.messages()).containsExactly("user code threw: leak listener");
        }
        assertThat(detector.leaks()).isEqualTo(1);
    }

    @Test
    void theLevelIsASystemProperty() {
        String before = System.getProperty("daxa.leaks");
        try {
            System.clearProperty("daxa.leaks");
            assertThat(LeakLevel.fromSystemProperty()).isEqualTo(LeakLevel.SIMPLE);
            System.setProperty("daxa.leaks", "Paranoid");
            assertThat(LeakLevel.fromSystemProperty()).isEqualTo(LeakLevel.PARANOID);
            System.setProperty("daxa.leaks", "some");
            assertThatThrownBy(LeakLevel::fromSystemProperty)
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "system property daxa.leaks=some (expected one of [disabled, simple,"
                                    + " advanced, paranoid])");
        } finally {
            if (before == null) {
                System.clearProperty("daxa.leaks");
            } else {
                System.setProperty("daxa.leaks", before);
            }
        }
    }
}
