package daxa.core.driver.vulkan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;

final class DeepStackTest {
    private static int depth(int left) {
        return left == 0 ? 0 : 1 + depth(left - 1);
    }

    @Test
    void hasRoomForADeepCall() {
        int deep = 200_000;
        assertThatThrownBy(() -> depth(deep)).isInstanceOf(StackOverflowError.class);
        assertThat(DeepStack.call(() -> depth(deep))).isEqualTo(deep);
    }

    @Test
    void throwsOnTheCallersThread() {
        assertThatThrownBy(
                        () ->
                                DeepStack.call(
                                        () -> {
                                            throw new IllegalArgumentException("from below");
                                        }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("from below");
        assertThatThrownBy(
                        () ->
                                DeepStack.call(
                                        () -> {
                                            throw new AssertionError("worse");
                                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessage("worse");
    }

    @Test
    void waitsThroughAnInterrupt() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        int[] result = new int[1];
        boolean[] interrupted = new boolean[1];
        Thread caller =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    result[0] =
                                            DeepStack.call(
                                                    () -> {
                                                        entered.countDown();
                                                        awaitQuietly(release);
                                                        return 7;
                                                    });
                                    interrupted[0] = Thread.currentThread().isInterrupted();
                                });
        entered.await();
        caller.interrupt();
        caller.join(50);
        assertThat(caller.isAlive()).isTrue();
        release.countDown();
        caller.join();
        assertThat(result[0]).isEqualTo(7);
        assertThat(interrupted[0]).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
