package daxa.core.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.InterruptedWaitException;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

class DeepStackTest {
    private static final int DEEP = 200_000;

    private static int depth(int left) {
        return left == 0 ? 0 : 1 + depth(left - 1);
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
    void theTaskRunsOnADaemonThread() {
        Thread thread = DeepStack.call("some task", Thread::currentThread);
        assertThat(thread).isNotSameAs(Thread.currentThread());
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void theStackIsDeep() {
        assertThatThrownBy(() -> depth(DEEP)).isInstanceOf(StackOverflowError.class);
        assertThat(DeepStack.<Integer>call("deep", () -> depth(DEEP))).isEqualTo(DEEP);
        assertThat(DeepStack.<Integer>callToTheEnd(() -> depth(DEEP))).isEqualTo(DEEP);
    }

    @Test
    void whereTheStackIsDeepTheTaskRunsOnTheSameThread() throws InterruptedException {
        Thread[] seen = new Thread[2];
        Thread deep =
                DeepStack.factory("deep ")
                        .newThread(
                                () -> {
                                    seen[0] = DeepStack.call("inner", Thread::currentThread);
                                    seen[1] = DeepStack.callToTheEnd(Thread::currentThread);
                                });
        assertThat(deep.getName()).isEqualTo("deep 0");
        assertThat(deep.isDaemon()).isTrue();
        deep.start();
        deep.join();
        assertThat(seen).containsExactly(deep, deep);
    }

    @Test
    void whatTheTaskThrowsNamesTheCallerToo() {
        Supplier<Integer> failing =
                () -> {
                    throw new IllegalArgumentException("no");
                };
        for (Runnable call :
                new Runnable[] {
                    () -> DeepStack.call("failing", failing), () -> DeepStack.callToTheEnd(failing)
                }) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no")
                    .satisfies(
                            e ->
                                    assertThat(e.getStackTrace())
                                            .extracting(StackTraceElement::getMethodName)
                                            .contains(
                                                    "runWorker",
                                                    "whatTheTaskThrowsNamesTheCallerToo"));
        }
    }

    @Test
    void errorsAreThrownToo() {
        Error error = new StackOverflowError();
        assertThatThrownBy(
                        () ->
                                DeepStack.call(
                                        "failing",
                                        () -> {
                                            throw error;
                                        }))
                .isSameAs(error);
    }

    @Test
    void tasksRunAtTheSameTime() throws InterruptedException {
        CountDownLatch both = new CountDownLatch(2);
        Thread other = Thread.ofVirtual().start(() -> DeepStack.call("b", () -> meet(both)));
        assertThat(DeepStack.<Boolean>call("a", () -> meet(both))).isTrue();
        other.join();
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

    @Test
    void anInterruptDoesNotEndTheWaitToTheEnd() {
        Thread caller = Thread.currentThread();
        int result =
                DeepStack.callToTheEnd(
                        () -> {
                            caller.interrupt();
                            while (caller.isInterrupted()) {
                                // Until the wait has noticed it.
                                Thread.onSpinWait();
                            }
                            return 7;
                        });
        assertThat(result).isEqualTo(7);
        assertThat(Thread.interrupted()).isTrue();
    }
}
