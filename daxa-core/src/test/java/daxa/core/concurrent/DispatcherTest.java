package daxa.core.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.lifetime.Logged;
import daxa.testing.Latches;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

@Timeout(20)
class DispatcherTest {
    private final Dispatcher dispatcher = new Dispatcher("dispatcher test");
    private final List<Object> seen = Collections.synchronizedList(new ArrayList<>());

    private void flush() {
        try {
            assertThat(dispatcher.flush(Long.MAX_VALUE)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tasksRunInOrderOnADaemonThreadOfTheGivenName() {
        for (int i = 0; i < 1000; i++) {
            int number = i;
            dispatcher.post("count", () -> seen.add(number));
        }
        flush();
        assertThat(seen).hasSize(1000).isSorted();
        dispatcher.post("thread", () -> seen.add(Thread.currentThread()));
        flush();
        Thread worker = (Thread) seen.getLast();
        assertThat(worker.getName()).isEqualTo("dispatcher test");
        assertThat(worker.isDaemon()).isTrue();
    }

    @Test
    void tasksOfManyThreadsAllRunOneAtATimeAndInEachThreadsOrder() throws InterruptedException {
        int[] sum = {0};
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int first = t * 1000;
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = first; i < first + 500; i++) {
                                            int number = i;
                                            dispatcher.post(
                                                    "count",
                                                    () -> {
                                                        sum[0]++;
                                                        seen.add(number);
                                                    });
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        flush();
        assertThat(sum[0]).isEqualTo(2000);
        for (int t = 0; t < 4; t++) {
            int first = t * 1000;
            assertThat(seen.stream().filter(n -> (int) n / 1000 == first / 1000)).isSorted();
        }
    }

    @Test
    void w5_aThrowingTaskIsLoggedAndStopsNothing() {
        try (Logged log = new Logged()) {
            dispatcher.post(
                    "the listener",
                    () -> {
                        throw new IllegalStateException("planted");
                    });
            dispatcher.post(
                    "the error",
                    () -> {
                        throw new AssertionError("planted");
                    });
            dispatcher.post("next", () -> seen.add("ran"));
            flush();
            assertThat(log.messages())
                    .containsExactly("user code threw: the listener", "user code threw: the error");
        }
        assertThat(seen).containsExactly("ran");
    }

    @Test
    void w5_aThrowingLoggerStopsNothing() {
        Handler throwing =
                new Handler() {
                    @Override
                    public void publish(LogRecord record) {
                        throw new IllegalStateException("planted");
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> seen.add(e.getMessage()));
        Logger logger = Logger.getLogger("daxa.core");
        try (Logged log = new Logged()) {
            logger.addHandler(throwing);
            dispatcher.post(
                    "the listener",
                    () -> {
                        throw new IllegalStateException("of the task");
                    });
            dispatcher.post("next", () -> seen.add("ran"));
            flush();
            assertThat(log.messages()).hasSize(1);
        } finally {
            logger.removeHandler(throwing);
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(seen).contains("ran");
    }

    @Test
    void w5_noLockIsHeldAndTheFrameworkCanBeCalled() {
        RankedLock lock = new RankedLock(new LockRank("of the poster"));
        CountDownLatch posted = new CountDownLatch(1);
        lock.lock();
        dispatcher.post(
                "user code",
                () -> {
                    seen.add(RankedLock.heldByCurrentThread());
                    posted.countDown();
                    lock.lock();
                    lock.unlock();
                    dispatcher.post("posted inside", () -> seen.add("inside"));
                });
        Latches.await(posted);
        lock.unlock();
        flush();
        flush();
        assertThat(seen).containsExactly(List.of(), "inside");
    }

    @Test
    void h3_flushFromWithinReturns() {
        dispatcher.post(
                "user code",
                () -> {
                    dispatcher.post("later", () -> seen.add("later"));
                    flush();
                    seen.add("flushed");
                });
        flush();
        flush();
        assertThat(seen).containsExactly("flushed", "later");
    }

    @Test
    void s5_flushAnswersInterruption() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        dispatcher.post(
                "blocked",
                () -> {
                    started.countDown();
                    Latches.await(goOn);
                });
        started.await();
        Thread flusher =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        seen.add(dispatcher.flush(Long.MAX_VALUE));
                                    } catch (InterruptedException e) {
                                        seen.add("interrupted");
                                    }
                                });
        flusher.interrupt();
        flusher.join();
        goOn.countDown();
        assertThat(seen).containsExactly("interrupted");
    }

    @Test
    void s8_theThreadEndsWhenThereIsNothingToRun() throws InterruptedException {
        dispatcher.post("thread", () -> seen.add(Thread.currentThread()));
        flush();
        ((Thread) seen.getFirst()).join();
        dispatcher.post("again", () -> seen.add("again"));
        flush();
        assertThat(seen).hasSize(2);
    }
}
