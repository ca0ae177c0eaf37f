package daxa.core.concurrent;

import static daxa.testing.Meeting.meet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.commons.util.ExceptionUtils.throwAsUncheckedException;

import daxa.core.error.UsageException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

@Timeout(60)
class ThreadTeamTest {
    private static final int JOBS = 20_000;

    @Test
    void eachPartRunsOnceInJobsOfAllSizes() {
        try (ThreadTeam team = new ThreadTeam("team", 4)) {
            AtomicIntegerArray runs = new AtomicIntegerArray(17);
            int[] expected = new int[17];
            for (int job = 0; job < JOBS; job++) {
                int parts = job % 18;
                team.run(parts, runs::incrementAndGet);
                for (int i = 0; i < parts; i++) {
                    expected[i]++;
                }
            }
            for (int i = 0; i < expected.length; i++) {
                assertThat(runs.get(i)).isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void partsRunAtTheSameTime() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (ThreadTeam team = new ThreadTeam("team", 3)) {
            CyclicBarrier all = new CyclicBarrier(3);
            for (int job = 0; job < 100; job++) {
                team.run(
                        3,
                        part -> {
                            threads.add(Thread.currentThread());
                            meet(all);
                        });
            }
        }
        assertThat(threads)
                .contains(Thread.currentThread())
                .extracting(Thread::getName)
                .contains("team 1", "team 2");
    }

    @Test
    void eachThreadHasPartsOfItsOwn() {
        Thread[] threads = new Thread[10];
        try (ThreadTeam team = new ThreadTeam("team", 3)) {
            CyclicBarrier all = new CyclicBarrier(3);
            for (int job = 0; job < 100; job++) {
                team.run(
                        threads.length,
                        part -> {
                            threads[part] = Thread.currentThread();
                            // Nobody's parts are free once all have begun.
                            if (part < 3) {
                                meet(all);
                            }
                        });
                assertThat(threads)
                        .extracting(Thread::getName)
                        .containsExactly(
                                names(Thread.currentThread().getName(), "team 1", "team 2"));
            }
        }
    }

    private static String[] names(String... ofThree) {
        String[] names = new String[10];
        Arrays.setAll(names, i -> ofThree[i % 3]);
        return names;
    }

    @Test
    void theCountIsChecked() {
        try (ThreadTeam team = new ThreadTeam("team", 2)) {
            for (int count : new int[] {-1, 65_536}) {
                assertThatThrownBy(() -> team.run(count, part -> {}))
                        .isInstanceOf(UsageException.class)
                        .hasMessage(
                                "run of a ThreadTeam: count=" + count + " (expected 0 to 65535)");
            }
            AtomicInteger runs = new AtomicInteger();
            team.run(65_535, part -> runs.incrementAndGet());
            assertThat(runs).hasValue(65_535);
        }
    }

    @Test
    void whatIsNeitherRuntimeExceptionNorErrorIsHeardTooAndEndsNoThread() {
        try (ThreadTeam team = new ThreadTeam("team", 2)) {
            CyclicBarrier all = new CyclicBarrier(2);
            for (int job = 0; job < 100; job++) {
                int thrower = job % 2;
                assertThatThrownBy(
                                () ->
                                        team.run(
                                                2,
                                                part -> {
                                                    meet(all);
                                                    if (part == thrower) {
                                                        throw throwAsUncheckedException(
                                                                new Planted());
                                                    }
                                                }))
                        .isInstanceOf(UndeclaredThrowableException.class)
                        .hasCauseInstanceOf(Planted.class);
            }
        }
    }

    private static final class Planted extends Exception {
        private static final long serialVersionUID = 1;
    }

    @Test
    void theFirstPartThatThrowsIsHeard() {
        try (ThreadTeam team = new ThreadTeam("team", 4)) {
            for (int job = 0; job < 1_000; job++) {
                assertThatThrownBy(
                                () ->
                                        team.run(
                                                16,
                                                part -> {
                                                    if (part % 4 == 2) {
                                                        throw new IllegalStateException(
                                                                "part " + part);
                                                    }
                                                }))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("part 2");
            }
            team.run(4, part -> {});
            assertThatThrownBy(
                            () ->
                                    team.run(
                                            1,
                                            part -> {
                                                throw new AssertionError("planted");
                                            }))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("planted");
        }
    }

    @Test
    void anInterruptIsKept() {
        try (ThreadTeam team = new ThreadTeam("team", 2)) {
            for (int job = 0; job < 1_000; job++) {
                Thread.currentThread().interrupt();
                team.run(2, part -> {});
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }

    @Test
    void threadsEndWhenItIsClosed() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (ThreadTeam team = new ThreadTeam("team", 2)) {
            CyclicBarrier all = new CyclicBarrier(2);
            team.run(
                    2,
                    part -> {
                        threads.add(Thread.currentThread());
                        meet(all);
                    });
        }
        threads.remove(Thread.currentThread());
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(threads).hasSize(1);
    }
}
