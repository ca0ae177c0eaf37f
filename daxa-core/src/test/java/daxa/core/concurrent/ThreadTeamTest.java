package daxa.core.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
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

    private static void meet(CyclicBarrier all) {
        try {
            all.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
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
