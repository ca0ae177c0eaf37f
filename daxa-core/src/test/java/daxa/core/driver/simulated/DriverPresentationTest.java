package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.AcquiredImage;
import daxa.core.driver.PresentStatus;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Surfaces, swapchains and presents.
class DriverPresentationTest extends SimulatedDriverRules {
    private final Scene scene = new Scene();
    private final SimulatedDevice device = scene.device;
    private final long swapchain = scene.swapchain();
    private final long acquired = device.createBinarySemaphore("acquired");
    private final long done = device.createBinarySemaphore("done");

    private PresentStatus frame(long value) {
        AcquiredImage image = scene.draw(swapchain, value, acquired, done);
        PresentStatus status = device.present(swapchain, image.index, done, 0, 0);
        device.complete(0, value);
        return status;
    }

    @Test
    void imagesTakeTurns() {
        assertThat(device.canPresent(Scene.WINDOW)).isTrue();
        assertThat(device.surfaceInfo(Scene.WINDOW).currentWidth()).isEqualTo(640);
        for (int i = 0; i < 7; i++) {
            AcquiredImage image = scene.draw(swapchain, i + 1, acquired, done);
            assertThat(image.index).isEqualTo(i % 3);
            assertThat(image.status).isEqualTo(PresentStatus.OPTIMAL);
            assertThat(device.present(swapchain, image.index, done, 0, 0))
                    .isEqualTo(PresentStatus.OPTIMAL);
            device.complete(0, i + 1);
        }
        assertClean(scene);
    }

    @Test
    void fencesTellWhenAPresentIsOver() {
        device.autoCompletePresents(false);
        long fence = device.createFence("f");
        AcquiredImage image = scene.draw(swapchain, 1, acquired, done);
        device.present(swapchain, image.index, done, fence, 0);
        assertThatThrownBy(() -> device.completePresent(swapchain))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the present of image 0 of Swapchain 'chain' waits for queue 0 value 1;"
                                + " complete that first");
        device.complete(0, 1);
        assertThat(device.fenceSignaled(fence)).isFalse();
        assertThat(device.waitForFence(fence, 1000)).isFalse();
        assertThat(device.pendingPresents(swapchain)).isEqualTo(1);
        device.completePresent(swapchain);
        assertThat(device.pendingPresents(swapchain)).isZero();
        assertThat(device.fenceSignaled(fence)).isTrue();
        assertThat(device.waitForFence(fence, 0)).isTrue();
        device.resetFence(fence);
        assertThat(device.fenceSignaled(fence)).isFalse();
        assertThatThrownBy(() -> device.completePresent(swapchain))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no present of Swapchain 'chain' is pending");
        assertClean(scene);
    }

    @Test
    void anImageCanBeAcquiredBeforeItsPresentIsOver() {
        device.autoCompletePresents(false);
        long fence = device.createFence("f");
        int first = scene.draw(swapchain, 1, acquired, done).index;
        device.present(swapchain, first, done, fence, 0);
        assertThatThrownBy(() -> device.freePresentedImage(swapchain))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("complete that first");
        device.complete(0, 1);
        device.freePresentedImage(swapchain);
        assertThatThrownBy(() -> device.freePresentedImage(swapchain))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no present of Swapchain 'chain' has an image that is not free");
        int images = device.swapchainImages(swapchain).length;
        for (int i = 1; i < images; i++) {
            scene.acquire(swapchain, device.createBinarySemaphore("other " + i));
        }
        assertThat(scene.draw(swapchain, 2, acquired, device.createBinarySemaphore("again")).index)
                .isEqualTo(first);
        assertThat(device.fenceSignaled(fence)).isFalse();
        // It is the program's now, and the end of the present does not take it.
        device.completePresent(swapchain);
        assertThat(device.fenceSignaled(fence)).isTrue();
        AcquiredImage none = new AcquiredImage();
        device.acquireImage(swapchain, 0, device.createBinarySemaphore("none"), none);
        assertThat(none.status).isEqualTo(PresentStatus.TIMEOUT);
        device.complete(0, 2);
        assertClean(scene);
    }

    @Test
    void waitIdleEndsPresents() {
        device.autoCompletePresents(false);
        long fence = device.createFence("f");
        AcquiredImage image = scene.draw(swapchain, 1, acquired, done);
        device.present(swapchain, image.index, done, fence, 0);
        device.waitIdle();
        assertThat(device.fenceSignaled(fence)).isTrue();
        device.destroySwapchain(swapchain);
        assertClean(scene);
    }

    @Test
    void waitsForPresentsEndWhenTheyAreShown() {
        device.autoCompletePresents(false);
        AcquiredImage image = scene.draw(swapchain, 1, acquired, done);
        device.present(swapchain, image.index, done, 0, 7);
        device.complete(0, 1);
        assertThat(device.waitForPresent(swapchain, 7, 1000)).isEqualTo(PresentStatus.TIMEOUT);
        device.completePresent(swapchain);
        assertThat(device.waitForPresent(swapchain, 7, 0)).isEqualTo(PresentStatus.OPTIMAL);
        assertThat(device.waitForPresent(swapchain, 3, 0)).isEqualTo(PresentStatus.OPTIMAL);
        assertClean(scene);
    }

    @Test
    void acquiringTimesOut() {
        scene.acquire(swapchain, acquired);
        scene.acquire(swapchain, done);
        scene.acquire(swapchain, device.createBinarySemaphore("third"));
        AcquiredImage image = new AcquiredImage();
        long fourth = device.createBinarySemaphore("fourth");
        device.acquireImage(swapchain, 1000, fourth, image);
        assertThat(image.status).isEqualTo(PresentStatus.TIMEOUT);
        assertThat(image.index).isEqualTo(-1);
        assertClean(scene);
    }

    @Test
    void acquiringWaitsForThePresent() throws Exception {
        List<Long> semaphores = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            long free = device.createBinarySemaphore("free " + i);
            long drawn = device.createBinarySemaphore("drawn " + i);
            AcquiredImage image = scene.draw(swapchain, i, free, drawn);
            device.present(swapchain, image.index, drawn, 0, 0);
            semaphores.add(drawn);
        }
        assertThat(semaphores).hasSize(3);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<AcquiredImage> waiting =
                    executor.submit(
                            () -> {
                                AcquiredImage image = new AcquiredImage();
                                device.acquireImage(swapchain, Long.MAX_VALUE, acquired, image);
                                return image;
                            });
            device.complete(0, 1);
            assertThat(waiting.get(10, TimeUnit.SECONDS).index).isZero();
        }
        assertClean(scene);
    }

    @Test
    void scripts() {
        scene.instance.scriptAcquire(
                Scene.WINDOW,
                PresentStatus.SUBOPTIMAL,
                PresentStatus.OUT_OF_DATE,
                PresentStatus.TIMEOUT,
                PresentStatus.SURFACE_LOST,
                PresentStatus.OPTIMAL);
        AcquiredImage image = scene.draw(swapchain, 1, acquired, done);
        assertThat(image.status).isEqualTo(PresentStatus.SUBOPTIMAL);
        device.complete(0, 1);
        scene.instance.scriptPresent(
                Scene.WINDOW,
                PresentStatus.SUBOPTIMAL,
                PresentStatus.OUT_OF_DATE,
                PresentStatus.SURFACE_LOST);
        assertThat(device.present(swapchain, image.index, done, 0, 0))
                .isEqualTo(PresentStatus.SUBOPTIMAL);
        for (PresentStatus expected :
                List.of(
                        PresentStatus.OUT_OF_DATE,
                        PresentStatus.TIMEOUT,
                        PresentStatus.SURFACE_LOST)) {
            AcquiredImage none = scene.acquire(swapchain, acquired);
            assertThat(none.status).isEqualTo(expected);
            assertThat(none.index).isEqualTo(-1);
        }
        assertThat(frame(2)).isEqualTo(PresentStatus.OUT_OF_DATE);
        assertThat(frame(3)).isEqualTo(PresentStatus.SURFACE_LOST);
        assertThat(frame(4)).isEqualTo(PresentStatus.OPTIMAL);
        assertThatThrownBy(() -> scene.instance.scriptPresent(Scene.WINDOW, PresentStatus.TIMEOUT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("results=[TIMEOUT] (a present never says TIMEOUT)");
        assertClean(scene);
    }

    @Test
    void resizing() {
        AcquiredImage image = scene.draw(swapchain, 1, acquired, done);
        scene.instance.resizeSurface(Scene.WINDOW, 800, 600);
        assertThat(device.surfaceInfo(Scene.WINDOW).currentHeight()).isEqualTo(600);
        assertThat(device.present(swapchain, image.index, done, 0, 0))
                .isEqualTo(PresentStatus.OUT_OF_DATE);
        long free = device.createBinarySemaphore("free");
        assertThat(scene.acquire(swapchain, free).status).isEqualTo(PresentStatus.OUT_OF_DATE);
        scene.instance.resizeStatus(Scene.WINDOW, PresentStatus.SUBOPTIMAL);
        device.complete(0, 1);
        assertThat(frame(2)).isEqualTo(PresentStatus.SUBOPTIMAL);
        assertThatThrownBy(() -> scene.instance.resizeStatus(Scene.WINDOW, PresentStatus.TIMEOUT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("status=TIMEOUT (expected OUT_OF_DATE, SUBOPTIMAL or OPTIMAL)");
        assertClean(scene);
    }

    @Test
    void aFailedReplacementRetiresTheOldOne() {
        scene.driver.failNext(DriverCall.CREATE_SWAPCHAIN, VulkanResult.OUT_OF_DEVICE_MEMORY);
        assertThatThrownBy(
                        () ->
                                device.createSwapchain(
                                        Scene.describeSwapchain("new", Scene.WINDOW, swapchain)))
                .isInstanceOf(OutOfMemoryException.class);
        long next = device.createSwapchain(Scene.describeSwapchain("new", Scene.WINDOW, 0));
        assertThatThrownBy(
                        () -> device.createSwapchain(Scene.describeSwapchain("x", Scene.WINDOW, 0)))
                .isInstanceOf(VulkanException.class)
                .hasMessageStartingWith(
                        "vkCreateSwapchainKHR failed with VK_ERROR_NATIVE_WINDOW_IN_USE_KHR for"
                                + " Swapchain 'x'");
        device.destroySwapchain(swapchain);
        device.destroySwapchain(next);
        scene.instance.destroySurface(Scene.WINDOW);
        assertClean(scene);
    }

    @Test
    void aLostSurface() {
        scene.instance.loseSurface(Scene.WINDOW);
        assertThat(scene.acquire(swapchain, acquired).status).isEqualTo(PresentStatus.SURFACE_LOST);
        assertThatThrownBy(() -> device.surfaceInfo(Scene.WINDOW))
                .isInstanceOf(VulkanException.class)
                .hasMessageContaining("VK_ERROR_SURFACE_LOST_KHR for Surface 'window'");
        assertThatThrownBy(
                        () ->
                                device.createSwapchain(
                                        Scene.describeSwapchain("new", Scene.WINDOW, swapchain)))
                .hasMessageContaining("VK_ERROR_SURFACE_LOST_KHR for Swapchain 'new'");
        assertClean(scene);
    }

    @Test
    void surfacesThatCannotBePresentedTo() {
        scene.instance.presentable(Scene.WINDOW, false);
        assertThat(device.canPresent(Scene.WINDOW)).isFalse();
        long headless = scene.instance.createHeadlessSurface("h");
        assertThat(device.canPresent(headless)).isTrue();
        assertThat(device.surfaceInfo(headless).currentWidth()).isEqualTo(-1);
    }
}
