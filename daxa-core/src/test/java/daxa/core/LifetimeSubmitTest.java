package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.ExecutableCommands;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.Counted;
import daxa.core.resource.Buffer;
import daxa.testing.Gpu;
import daxa.testing.Latches;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/// L6: a close that meets a submit.
class LifetimeSubmitTest extends LifetimeRules {
    @Test
    void l6ACloseDuringTheNativeSubmitIsCoveredByItsStamp(Gpu gpu) throws InterruptedException {
        Buffer buffer = buffer(gpu, "buffer");
        Counted object = buffer.object();
        ExecutableCommands commands = fill(recorder(gpu, 0), buffer);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.SUBMIT) {
                                inside.countDown();
                                Latches.await(closed);
                            }
                        });
        Thread submitter =
                Thread.ofPlatform().start(() -> gpu.device().mainQueue().submit(commands));
        inside.await();
        buffer.close();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isFalse();
        closed.countDown();
        submitter.join();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isFalse();
        gpu.finish(0);
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    void l6ACloseDuringASubmitThatFailsWaitsForNothing(Gpu gpu) throws InterruptedException {
        Buffer buffer = buffer(gpu, "buffer");
        Counted object = buffer.object();
        ExecutableCommands commands = gpu.own(fill(recorder(gpu, 0), buffer));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        gpu.driver().failNext(DriverCall.SUBMIT, VulkanResult.OUT_OF_HOST_MEMORY);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.SUBMIT) {
                                inside.countDown();
                                Latches.await(closed);
                            }
                        });
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        Thread submitter =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        gpu.device().mainQueue().submit(commands);
                                    } catch (VulkanException e) {
                                        failure.set(e);
                                    }
                                });
        inside.await();
        buffer.close();
        closed.countDown();
        submitter.join();
        assertThat(failure.get()).isNotNull();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
    }
}
