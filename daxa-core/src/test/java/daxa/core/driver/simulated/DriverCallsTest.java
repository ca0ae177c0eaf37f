package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeKind;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.VulkanResult;
import daxa.testing.Latches;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The log of calls and the hook in the middle of them.
class DriverCallsTest extends SimulatedDriverRules {
    @Test
    void theLogTellsAll() {
        Scene scene = new Scene();
        scene.buffer("unseen");
        scene.driver.logCalls(true);
        NativeBuffer buffer = scene.buffer("b");
        scene.driver.failNext(DriverCall.CREATE_IMAGE, VulkanResult.OUT_OF_HOST_MEMORY);
        assertThatThrownBy(() -> scene.image("i")).isInstanceOf(OutOfMemoryException.class);
        scene.device.destroyBuffer(buffer.handle(), buffer.allocation());
        assertThat(scene.driver.calls())
                .containsExactly(
                        new SimulatedCall(
                                1,
                                DriverCall.CREATE_BUFFER,
                                buffer.handle(),
                                "b",
                                VulkanResult.SUCCESS),
                        new SimulatedCall(
                                2,
                                DriverCall.CREATE_IMAGE,
                                0,
                                "i",
                                VulkanResult.OUT_OF_HOST_MEMORY),
                        new SimulatedCall(
                                3,
                                DriverCall.DESTROY_BUFFER,
                                buffer.handle(),
                                "b",
                                VulkanResult.SUCCESS));
        assertThat(scene.driver.calls())
                .extracting(SimulatedCall::toString)
                .containsExactly(
                        "1 createBuffer 'b'",
                        "2 createImage 'i' OUT_OF_HOST_MEMORY",
                        "3 destroyBuffer 'b'");
        scene.driver.clearCalls();
        scene.driver.logCalls(false);
        scene.buffer("again");
        assertThat(scene.driver.calls()).isEmpty();
    }

    @Test
    void theHookMayCallAndThrow() {
        Scene scene = new Scene();
        List<String> seen = new ArrayList<>();
        Consumer<SimulatedCall> hook =
                call -> {
                    seen.add(call.call().methodName());
                    if (call.call() == DriverCall.CREATE_BUFFER) {
                        scene.device.createFence("from the hook");
                        throw new IllegalStateException("not today");
                    }
                };
        scene.driver.onCall(hook);
        assertThatThrownBy(() -> scene.buffer("b")).hasMessage("not today");
        scene.driver.onCall(null);
        assertThat(seen).containsExactly("createBuffer", "createFence");
        assertThat(scene.device.liveObjects()).containsExactly("Fence 'from the hook'");
        SimulatedCommands commands = scene.recording("c");
        scene.driver.onCall(
                call -> {
                    throw new IllegalStateException("not now");
                });
        assertThatThrownBy(commands::end).hasMessage("not now");
        scene.driver.onCall(null);
        commands.end();
        assertClean(scene);
    }

    @Test
    void noLockIsHeldInTheHook() throws Exception {
        Scene scene = new Scene();
        NativeBuffer buffer = scene.buffer("b");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        scene.driver.onCall(
                call -> {
                    if (call.call() == DriverCall.DESTROY_BUFFER) {
                        inside.countDown();
                        Latches.await(leave);
                    }
                });
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> destroying =
                    executor.submit(
                            () -> scene.device.destroyBuffer(buffer.handle(), buffer.allocation()));
            inside.await();
            scene.image("meanwhile");
            scene.submit(1);
            scene.device.completeAll();
            assertThat(scene.device.waitForValue(0, 1, 0)).isTrue();
            leave.countDown();
            destroying.get(10, TimeUnit.SECONDS);
        }
        assertClean(scene);
    }

    @Test
    void everyCallHasItsName() {
        for (DriverCall call : DriverCall.values()) {
            assertThat(DriverCall.of(call.methodName())).isEqualTo(call);
            assertThat(call).hasToString(call.methodName());
        }
        assertThat(DriverCall.CREATE_BUFFER.kind()).isEqualTo(NativeKind.BUFFER);
        assertThat(DriverCall.SUBMIT.kind()).isNull();
    }
}
