package daxa.core.shader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.InterruptedWaitException;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class DeepStackTest {

    @Test
    void theTaskRunsOnANamedDaemonThread() {
        Thread thread = DeepStack.call("some task", Thread::currentThread);
        assertThat(thread).isNotSameAs(Thread.currentThread());
        assertThat(thread.getName()).isEqualTo("some task");
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void theStackIsDeep() {
        // About 100 bytes a call at least: too much for the 1 MiB of an ordinary thread.
        assertThat(DeepStack.<Integer>call("deep", () -> depth(60_000))).isEqualTo(60_000);
    }

    private static int depth(int left) {
        return left == 0 ? 0 : 1 + depth(left - 1);
    }

    @Test
    void whatTheTaskThrowsNamesTheCallerToo() {
        RuntimeException thrown = new IllegalArgumentException("no");
        assertThatThrownBy(() -> fail(thrown))
                .isSameAs(thrown)
                .satisfies(
                        e ->
                                assertThat(e.getStackTrace())
                                        .extracting(StackTraceElement::getMethodName)
                                        .contains("run", "whatTheTaskThrowsNamesTheCallerToo"));
        Error error = new StackOverflowError();
        assertThatThrownBy(() -> fail(error)).isSameAs(error);
    }

    private static void fail(Throwable thrown) {
        DeepStack.call(
                "failing",
                () -> {
                    if (thrown instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) thrown;
                });
    }

    @Test
    void tasksRunAtTheSameTime() throws InterruptedException {
        CountDownLatch both = new CountDownLatch(2);
        Thread other = Thread.ofVirtual().start(() -> DeepStack.call("b", () -> meet(both)));
        assertThat(DeepStack.<Boolean>call("a", () -> meet(both))).isTrue();
        other.join();
    }

    private static boolean meet(CountDownLatch latch) {
        latch.countDown();
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void anInterruptEndsTheWait() {
        CountDownLatch never = new CountDownLatch(2);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> DeepStack.call("long", () -> meet(never)))
                .isInstanceOf(InterruptedWaitException.class)
                .hasMessage("'long': interrupted while waiting for the result, which is dropped");
        assertThat(Thread.interrupted()).isTrue();
        never.countDown();
    }
}
