package daxa.core.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.ConcurrentUseException;
import daxa.testing.Latches;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class UseGuardTest {
    private final UseGuard guard = new UseGuard("CommandRecorder 'frame'");

    @Test
    void w2_twoThreadsInsideAreNamedWithTheirOperations() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread other =
                Thread.ofPlatform()
                        .name("other thread")
                        .start(
                                () -> {
                                    guard.enter("dispatch");
                                    inside.countDown();
                                    Latches.await(goOn);
                                    guard.exit("dispatch");
                                });
        inside.await();
        String me = Thread.currentThread().getName();
        assertThatThrownBy(() -> guard.enter("copyBuffer"))
                .isInstanceOf(ConcurrentUseException.class)
                .hasMessage(
                        "CommandRecorder 'frame' is used by two threads at once: '"
                                + me
                                + "' in copyBuffer, 'other thread' in dispatch; give each thread"
                                + " its own, or hand it over so that one use happens before the"
                                + " next")
                .satisfies(
                        e -> {
                            assertThat(e.getSuppressed()).hasSize(1);
                            assertThat(e.getSuppressed()[0])
                                    .hasMessage("the other thread entered here");
                            assertThat(e.getSuppressed()[0].getStackTrace()[1].getClassName())
                                    .startsWith(UseGuardTest.class.getName());
                        });
        // The other thread was not disturbed, and afterwards it is free.
        goOn.countDown();
        other.join();
        guard.enter("copyBuffer");
        guard.exit("copyBuffer");
    }

    @Test
    void m2_whatIsHeldIsRefusedBetweenOperationsToo() throws InterruptedException {
        CountDownLatch holding = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread other =
                Thread.ofPlatform()
                        .name("other thread")
                        .start(
                                () -> {
                                    guard.hold("record with your own");
                                    guard.enter("dispatch");
                                    guard.exit("dispatch");
                                    holding.countDown();
                                    Latches.await(goOn);
                                    guard.release();
                                    guard.release();
                                });
        holding.await();
        String me = Thread.currentThread().getName();
        assertThatThrownBy(() -> guard.enter("copyBuffer"))
                .isInstanceOf(ConcurrentUseException.class)
                .hasMessage(
                        "CommandRecorder 'frame' is used by two threads at once: '"
                                + me
                                + "' in copyBuffer, 'other thread' in dispatch; record with your"
                                + " own");
        goOn.countDown();
        other.join();
        guard.enter("copyBuffer");
        guard.exit("copyBuffer");
    }

    @Test
    void w2_leavingWhatAnotherEnteredIsFound() throws InterruptedException {
        Thread other =
                Thread.ofPlatform().name("other thread").start(() -> guard.enter("dispatch"));
        other.join();
        assertThatThrownBy(() -> guard.exit("draw"))
                .isInstanceOf(ConcurrentUseException.class)
                .hasMessageContaining("in draw, 'other thread' in dispatch");
    }

    @Test
    void s3_handOverBetweenThreadsIsFine() throws InterruptedException, ExecutionException {
        try (ExecutorService one = Executors.newSingleThreadExecutor();
                ExecutorService two = Executors.newSingleThreadExecutor();
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                one.submit(this::use).get();
                use();
                two.submit(this::use).get();
                virtual.submit(this::use).get();
            }
        }
    }

    private void use() {
        guard.enter("draw");
        guard.enter("push");
        guard.exit("push");
        guard.exit("draw");
    }

    @Test
    void nestingCountsUpAndDown() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            guard.enter("draw");
        }
        for (int i = 0; i < 199; i++) {
            guard.exit("draw");
        }
        assertOtherThreadIsRefused();
        guard.exit("draw");
        Thread other = Thread.ofVirtual().start(this::use);
        other.join();
        assertThatThrownBy(() -> guard.exit("draw")).isInstanceOf(ConcurrentUseException.class);
    }

    private void assertOtherThreadIsRefused() throws InterruptedException {
        Throwable[] thrown = {null};
        Thread other =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        guard.enter("other");
                                    } catch (ConcurrentUseException e) {
                                        thrown[0] = e;
                                    }
                                });
        other.join();
        assertThat(thrown[0]).isInstanceOf(ConcurrentUseException.class);
    }
}
