package daxa.core.driver.simulated;

import daxa.core.driver.AcquiredImage;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.Feature;
import daxa.core.driver.SubmitBatch;
import daxa.core.driver.SwapchainDescription;

import org.junit.jupiter.api.Test;

import java.util.Set;

/// Wrong uses of surfaces and swapchains.
class PresentationFaultsTest extends SimulationFaults {
    private final long swapchain = scene.swapchain();
    private final long acquired = device.createBinarySemaphore("acquired");
    private final long done = device.createBinarySemaphore("done");

    @Test
    void acquireMoreThanThereAre() {
        scene.acquire(swapchain, acquired);
        scene.acquire(swapchain, done);
        long third = device.createBinarySemaphore("third");
        fault(
                "acquireImage: 2 of 3 images of Swapchain 'chain' are acquired, and waiting"
                        + " forever for one more needs at most 1",
                () -> device.acquireImage(swapchain, Long.MAX_VALUE, third, new AcquiredImage()));
    }

    @Test
    void semaphoresOfAcquires() {
        scene.acquire(swapchain, acquired);
        fault(
                "acquireImage: Semaphore 'acquired' is signalled a second time, and nothing"
                        + " waited for it",
                () -> scene.acquire(swapchain, acquired));
        SubmitBatch batch = Scene.batch(1);
        batch.addWait(acquired, 0);
        device.submit(0, batch);
        fault(
                "acquireImage: Semaphore 'acquired' is signalled while queue 0 uses it until"
                        + " value 1 (reached: 0)",
                () -> scene.acquire(swapchain, acquired));
    }

    @Test
    void presents() {
        fault(
                "present: image 0 of Swapchain 'chain' is not acquired",
                () -> device.present(swapchain, 0, done, 0, 0));
        AcquiredImage image = scene.acquire(swapchain, acquired);
        fault(
                "present: image 0 of Swapchain 'chain' is in layout 0 (expected 1000001002)",
                () -> device.present(swapchain, image.index, done, 0, 0));
        AcquiredImage drawn = scene.draw(swapchain, 1, done, scratch());
        fault(
                "present: Semaphore 'done' is waited for, and nothing was submitted that"
                        + " signals it",
                () -> device.present(swapchain, drawn.index, done, 0, 0));
    }

    private long scratch() {
        return device.createBinarySemaphore("scratch");
    }

    @Test
    void fences() {
        long fence = device.createFence("f");
        AcquiredImage image = scene.draw(swapchain, 1, acquired, done);
        device.present(swapchain, image.index, done, fence, 0);
        fault(
                "resetFence: Fence 'f' is in use by a present that is not over",
                () -> device.resetFence(fence));
        fault(
                "destroyFence: Fence 'f' is in use by a present that is not over",
                () -> device.destroyFence(fence));
        device.complete(0, 1);
        AcquiredImage next = scene.draw(swapchain, 2, acquired, done);
        fault(
                "present: Fence 'f' is signalled already; reset it",
                () -> device.present(swapchain, next.index, done, fence, 0));
    }

    @Test
    void presentsThatAreNotOver() {
        AcquiredImage image = scene.draw(swapchain, 1, acquired, done);
        device.present(swapchain, image.index, done, 0, 0);
        fault(
                "destroySwapchain: Swapchain 'chain' has presents that are not over",
                () -> device.destroySwapchain(swapchain));
        device.autoCompletePresents(false);
        device.complete(0, 1);
        fault(
                "destroySemaphore: Semaphore 'done' is destroyed while a present waits for it",
                () -> device.destroySemaphore(done));
        SubmitBatch batch = Scene.batch(2);
        batch.addSignal(done, 0);
        fault(
                "submit: Semaphore 'done' is signalled while a present waits for it",
                () -> device.submit(0, batch));
        device.completePresent(swapchain);
        device.destroySwapchain(swapchain);
    }

    @Test
    void imagesThatAreStillWritten() {
        scene.draw(swapchain, 1, acquired, done);
        fault(
                "destroySwapchain: Image 'chain image 0' is in use by queue 0 until value 1"
                        + " (reached: 0)",
                () -> device.destroySwapchain(swapchain));
    }

    @Test
    void imagesThatAreNotAcquired() {
        long image = device.swapchainImages(swapchain)[2];
        fault(
                "submit: Command buffer 'transition 1' uses Image 'chain image 2', which is not"
                        + " acquired",
                () -> scene.transition(1, image, Scene.UNDEFINED, Scene.PRESENT_SRC));
    }

    @Test
    void retired() {
        long newer =
                device.createSwapchain(Scene.describeSwapchain("newer", Scene.WINDOW, swapchain));
        fault(
                "acquireImage: Swapchain 'chain' is retired by a newer one",
                () -> scene.acquire(swapchain, acquired));
        fault(
                "createSwapchain: Swapchain 'third' replaces Swapchain 'chain', which is"
                        + " retired",
                () ->
                        device.createSwapchain(
                                Scene.describeSwapchain("third", Scene.WINDOW, swapchain)));
        device.destroySwapchain(swapchain);
        device.destroySwapchain(newer);
    }

    private void swapchainFault(
            String problem, int images, int format, int width, int mode, int usage) {
        fault(
                "createSwapchain: Swapchain 's' " + problem,
                () ->
                        device.createSwapchain(
                                new SwapchainDescription(
                                        "s",
                                        Scene.WINDOW,
                                        images,
                                        format,
                                        0,
                                        width,
                                        480,
                                        usage,
                                        mode,
                                        0)));
    }

    @Test
    void descriptions() {
        swapchainFault("of 1 images (expected 2 to 8)", 1, 44, 640, 2, 16);
        swapchainFault("of 0x480 texels (expected 1x1 to 16384x16384)", 3, 44, 0, 2, 16);
        swapchainFault(
                "with SurfaceFormat[format=9, colorSpace=0], which the surface does not offer",
                3,
                9,
                640,
                2,
                16);
        swapchainFault("with present mode 9, which the surface does not offer", 3, 44, 640, 9, 16);
        swapchainFault("with usage 0x20 (expected of 0x1f)", 3, 44, 640, 2, 32);
    }

    @Test
    void withoutTheFeatures() {
        SimulatedDevice plain =
                scene.instance.createDevice(
                        scene.instance.adapters().getFirst(), new DeviceRequest("plain", Set.of()));
        fault(
                "createSwapchain: Device 'plain' was created without SWAPCHAIN",
                () -> plain.createSwapchain(Scene.describeSwapchain("s", Scene.WINDOW, 0)));
        scene.instance.adoptSurface(5, "second");
        SimulatedDevice old =
                scene.instance.createDevice(
                        scene.instance.adapters().getFirst(),
                        new DeviceRequest("old", Set.of(Feature.SWAPCHAIN)));
        long chain = old.createSwapchain(Scene.describeSwapchain("c", 5, 0));
        long semaphore = old.createBinarySemaphore("s");
        AcquiredImage image = new AcquiredImage();
        old.acquireImage(chain, 0, semaphore, image);
        SimulatedCommands commands = old.createCommands(0, "c");
        commands.begin(false);
        Scene.barrier(commands, old.swapchainImages(chain)[0], 0, Scene.PRESENT_SRC);
        commands.end();
        old.submit(0, Scene.batch(1, commands));
        long fence = old.createFence("f");
        fault(
                "present: Device 'old' was created without SWAPCHAIN_MAINTENANCE",
                () -> old.present(chain, image.index, 0, fence, 0));
        fault(
                "present: Device 'old' was created without PRESENT_WAIT",
                () -> old.present(chain, image.index, 0, 0, 1));
        fault(
                "waitForPresent: Device 'old' was created without PRESENT_WAIT",
                () -> old.waitForPresent(chain, 1, 0));
    }

    @Test
    void waitsForPresents() {
        fault(
                "waitForPresent: presentId=1 of Swapchain 'chain' (expected 1 to 0)",
                () -> device.waitForPresent(swapchain, 1, 0));
        AcquiredImage first = scene.draw(swapchain, 1, acquired, done);
        device.present(swapchain, first.index, done, 0, 5);
        device.complete(0, 1);
        AcquiredImage second = scene.draw(swapchain, 2, acquired, done);
        fault(
                "present: presentId=5 of Swapchain 'chain' (expected above 5)",
                () -> device.present(swapchain, second.index, done, 0, 5));
        device.present(swapchain, second.index, done, 0, 6);
        device.complete(0, 2);
        device.createSwapchain(Scene.describeSwapchain("newer", Scene.WINDOW, swapchain));
        fault(
                "waitForPresent: Swapchain 'chain' is retired by a newer one",
                () -> device.waitForPresent(swapchain, 6, 0));
    }
}
