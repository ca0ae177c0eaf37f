package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.NativeBuffer;
import daxa.core.error.DeviceLostException;
import daxa.core.error.VulkanResult;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// A lost device.
class DriverLossTest extends SimulatedDriverRules {
    private final Scene scene = new Scene();
    private final SimulatedDevice device = scene.device;

    @Test
    void everybodyWakesUpAndEverythingCanBeDestroyed() throws Exception {
        NativeBuffer buffer = scene.buffer("b");
        long swapchain = scene.swapchain();
        long semaphore = device.createBinarySemaphore("s");
        long fence = device.createFence("f");
        SimulatedCommands commands = scene.recording("cmd");
        commands.fillBuffer(buffer.handle(), 0, 4, 0x01010101);
        commands.end();
        scene.submit(1, commands);
        device.waitIdleCompletes(false);
        CountDownLatch inside = new CountDownLatch(2);
        scene.driver.onCall(call -> inside.countDown());
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> value =
                    executor.submit(() -> device.waitForValue(0, 1, Long.MAX_VALUE));
            Future<?> idle = executor.submit(device::waitIdle);
            inside.await();
            device.loseDevice();
            assertThat(value.get(10, TimeUnit.SECONDS)).isTrue();
            idle.get(10, TimeUnit.SECONDS);
        }
        scene.driver.onCall(null);
        assertThat(device.isLost()).isTrue();
        assertThat(device.completedValue(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(device.waitForValue(0, 100, 0)).isTrue();
        assertThat(device.fenceSignaled(fence)).isTrue();
        assertThat(device.waitForFence(fence, 0)).isTrue();
        device.waitIdle();
        List<Runnable> refused =
                List.of(
                        () -> scene.buffer("c"),
                        () -> scene.image("i"),
                        () -> device.createSampler(Scene.describeSampler("s")),
                        () -> device.createCommands(0, "c"),
                        () -> device.createFence("f"),
                        () -> device.createBinarySemaphore("s"),
                        () -> scene.submit(2),
                        () -> scene.acquire(swapchain, semaphore));
        for (Runnable call : refused) {
            assertThatThrownBy(call::run).isInstanceOf(DeviceLostException.class);
        }
        assertThat(memory(buffer).get(ValueLayout.JAVA_INT, 0)).isEqualTo(0xCDCDCDCD);
        commands.reset();
        commands.destroy();
        device.destroyBuffer(buffer.handle(), buffer.allocation());
        device.destroySwapchain(swapchain);
        device.destroySemaphore(semaphore);
        device.destroyFence(fence);
        device.destroy();
        scene.instance.destroySurface(Scene.WINDOW);
        scene.instance.destroy();
        assertThat(scene.instance.books().totalOpen()).isZero();
        assertClean(scene);
    }

    @Test
    void anInjectedLossIsALoss() {
        scene.driver.failNext(DriverCall.SUBMIT, VulkanResult.DEVICE_LOST);
        assertThatThrownBy(() -> scene.submit(1))
                .isInstanceOf(DeviceLostException.class)
                .hasMessageStartingWith(
                        "vkQueueSubmit2 failed with VK_ERROR_DEVICE_LOST for Queue 0 of Device"
                                + " 'dev'");
        assertThat(device.isLost()).isTrue();
        Scene waiting = new Scene();
        waiting.driver.failNext("waitForValue", VulkanResult.DEVICE_LOST);
        assertThat(waiting.device.waitForValue(0, 1, 0)).isTrue();
        assertThat(waiting.device.isLost()).isTrue();
    }
}
