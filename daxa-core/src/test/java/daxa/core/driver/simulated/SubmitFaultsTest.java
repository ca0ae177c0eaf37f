package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.ImageRegion;
import daxa.core.driver.NativeImage;
import daxa.core.driver.SubmitBatch;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;

/// Submissions that Vulkan forbids, and queues that two threads use.
class SubmitFaultsTest extends SimulationFaults {
    private final SimulatedCommands commands = scene.recording("cmd");

    @Test
    void statesOfCommandBuffers() {
        fault(
                "submit: Command buffer 'cmd' is submitted while it records; end it first",
                () -> scene.submit(1, commands));
        commands.end();
        fault(
                "submit: Command buffer 'cmd' is in the batch twice",
                () -> scene.submit(1, commands, commands));
        scene.submit(1, commands);
        fault(
                "submit: Command buffer 'cmd' is submitted a second time, and was not begun as"
                        + " reusable",
                () -> scene.submit(2, commands));
        device.completeAll();
        commands.reset();
        fault(
                "submit: Command buffer 'cmd' is submitted without a recording",
                () -> scene.submit(2, commands));
        commands.begin(true);
        commands.end();
        scene.submit(2, commands);
        scene.submit(3, commands);
        device.completeAll();
        commands.destroy();
        fault("submit: Command buffer 'cmd' is destroyed", () -> scene.submit(4, commands));
    }

    @Test
    void wrongPlaces() {
        commands.end();
        SimulatedDevice other = scene.newDevice("other");
        fault(
                "submit: Command buffer 'cmd' belongs to Device 'dev' and was given to Device"
                        + " 'other'",
                () -> other.submit(0, Scene.batch(1, commands)));
        fault(
                "submit: queue 7 (expected 0 to 6)",
                () -> device.submit(7, Scene.batch(1, commands)));
        fault("createCommands: queue -1 (expected 0 to 6)", () -> device.createCommands(-1, "c"));
    }

    @Test
    void kindsOfQueues() {
        scene.createBindless();
        long image = scene.image("image").handle();
        long view = scene.view("view", image);
        long buffer = scene.buffer("buffer").handle();
        NativeImage depth =
                device.createImage(
                        new ImageDescription(
                                "depth", 2, Scene.DEPTH, 8, 4, 1, 1, 1, 1, 0x23, false));
        SimulatedCommands compute = device.createCommands(1, "c");
        SimulatedCommands transfer = device.createCommands(5, "t");
        compute.begin(false);
        transfer.begin(false);
        String onCompute = ": Command buffer 'c' is for queue 'compute 0', which cannot run this";
        String onTransfer = ": Command buffer 't' is for queue 'transfer 0', which cannot run this";
        fault("blitImage" + onCompute, () -> compute.blitImage(image, image, Scene.region(), 0));
        fault("beginRendering" + onCompute, () -> compute.beginRendering(Scene.rendering(view)));
        fault("setLineWidth" + onCompute, () -> compute.setLineWidth(1));
        fault("draw" + onCompute, () -> compute.draw(3, 1, 0, 0));
        fault("dispatch" + onTransfer, () -> transfer.dispatch(1, 1, 1));
        fault(
                "clearColorImage" + onTransfer,
                () -> transfer.clearColorImage(image, 0, 1, 0, 1, 0, 0, 0, 0));
        fault(
                "bindBindlessSet" + onTransfer,
                () -> transfer.bindBindlessSet(CommandDriver.COMPUTE));
        fault("resolveImage" + onTransfer, () -> transfer.resolveImage(image, image, null));
        fault(
                "bindBindlessSet: Command buffer 'c': bind point 0, which queue 'compute 0'"
                        + " lacks",
                () -> compute.bindBindlessSet(CommandDriver.GRAPHICS));
        fault(
                "memoryBarrier: Command buffer 'c': stages 0x88, which queue 'compute 0' lacks",
                () -> compute.memoryBarrier(0x8, 0, 0x80, 0));
        fault(
                "memoryBarrier: Command buffer 't': stages 0x10800, which queue 'transfer 0'"
                        + " lacks",
                () -> transfer.memoryBarrier(0x10000, 0, 0x800, 0));
        ImageRegion region = Scene.region();
        region.aspects = 2;
        fault(
                "copyBufferToImage: Command buffer 't': aspects 2 of Image 'depth' are written"
                        + " on queue 'transfer 0', which has no graphics",
                () -> transfer.copyBufferToImage(buffer, depth.handle(), region));
        compute.bindBindlessSet(CommandDriver.COMPUTE);
        compute.memoryBarrier(0x800, 0, 0x2, 0);
        transfer.copyImageToBuffer(depth.handle(), buffer, region);
    }

    @Test
    void layoutsAreOrderedOverNativeQueues() {
        SimulatedDriver driver = new SimulatedDriver().queues(3);
        Scene many = new Scene(driver);
        SimulatedDevice on = many.device;
        long image = many.image("image").handle();
        long semaphore = on.createTimelineSemaphore("made", 0);
        long binary = on.createBinarySemaphore("other");
        SimulatedCommands layout = on.createCommands(0, "layout");
        layout.begin(false);
        Scene.barrier(layout, image, Scene.UNDEFINED, Scene.GENERAL);
        layout.end();
        SubmitBatch made = Scene.batch(1, layout);
        made.addSignal(semaphore, 4);
        on.submit(0, made);
        SimulatedCommands use = on.createCommands(1, "use");
        use.begin(true);
        use.clearColorImage(image, 0, 1, 0, 1, 0, 0, 0, 0);
        use.end();
        String text =
                "submit: Command buffer 'use' uses Image 'image' without a wait for native"
                        + " queue 0, which brings it into layout 1";
        assertThatThrownBy(() -> on.submit(1, Scene.batch(2, use))).hasMessage(text);
        // A later part's wait comes too late.
        SubmitBatch late = Scene.batch(2, use);
        late.endPart();
        late.addWait(semaphore, 4);
        assertThatThrownBy(() -> on.submit(1, late)).hasMessage(text);
        // By way of a third queue and a binary semaphore.
        SubmitBatch between = Scene.batch(3);
        between.addQueueWait(0, 1);
        between.addSignal(binary, 0);
        on.submit(2, between);
        SubmitBatch after = Scene.batch(4, use);
        after.addWait(binary, 0);
        on.submit(1, after);
        // The queue has waited once and for all.
        on.submit(1, Scene.batch(5, use));
        on.completeAll();
        assertThat(driver.faults()).hasSize(2);

        // What is finished needs no wait.
        SimulatedCommands again = on.createCommands(0, "again");
        again.begin(false);
        Scene.barrier(again, image, Scene.GENERAL, Scene.GENERAL);
        again.end();
        on.submit(0, Scene.batch(6, again));
        assertThatThrownBy(() -> on.submit(1, Scene.batch(7, use)))
                .isInstanceOf(SimulationFault.class);
        on.completeAll();
        on.submit(1, Scene.batch(7, use));
        on.completeAll();
    }

    @Test
    void waitsForQueues() {
        SubmitBatch none = Scene.batch(1);
        none.addQueueWait(9, 1);
        fault("submit: queue 9 (expected 0 to 6)", () -> device.submit(0, none));
        SubmitBatch never = Scene.batch(1);
        never.addQueueWait(2, 5);
        fault(
                "submit: a wait for value 5 of queue 2, which was given up to value 0",
                () -> device.submit(0, never));
    }

    @Test
    void values() {
        scene.submit(5);
        fault("submit: signal value 5 of queue 0 (expected above 5)", () -> scene.submit(5));
    }

    @Test
    void semaphores() {
        long semaphore = device.createBinarySemaphore("s");
        SubmitBatch waits = Scene.batch(1);
        waits.addWait(semaphore, 0);
        fault(
                "submit: Semaphore 's' is waited for, and nothing was submitted that signals"
                        + " it",
                () -> device.submit(0, waits));
        SubmitBatch signals = Scene.batch(1);
        signals.addSignal(semaphore, 0);
        device.submit(0, signals);
        signals.signalValue = 2;
        fault(
                "submit: Semaphore 's' is signalled a second time, and nothing waited for it",
                () -> device.submit(0, signals));
        fault(
                "destroySemaphore: Semaphore 's' is in use by queue 0 until value 1 (reached:"
                        + " 0)",
                () -> device.destroySemaphore(semaphore));
    }

    @Test
    void layouts() {
        NativeImage image = scene.image("i");
        commands.clearColorImage(image.handle(), 0, 1, 0, 1, 0, 0, 0, 0);
        commands.end();
        fault(
                "submit: Command buffer 'cmd', clearColorImage: Image 'i' is in layout 0"
                        + " (expected 1)",
                () -> scene.submit(1, commands));
        scene.transition(1, image.handle(), Scene.UNDEFINED, Scene.GENERAL);
        fault(
                "submit: Command buffer 'transition 2', imageBarrier: Image 'i' is in layout 1"
                        + " (expected 1000001002)",
                () -> scene.transition(2, image.handle(), Scene.PRESENT_SRC, Scene.GENERAL));
        scene.submit(2, commands);
    }

    @Test
    void twoThreadsAtOnce() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Thread first = new Thread(() -> scene.submit(1), "first");
        scene.driver.onCall(
                call -> {
                    if (Thread.currentThread().equals(first)) {
                        inside.countDown();
                        awaitUninterruptibly(leave);
                    }
                });
        first.start();
        inside.await();
        Thread.currentThread().setName("second");
        fault(
                "submit: Queue 0 of Device 'dev' is used by thread 'second' while thread"
                        + " 'first' uses it; one of them has to wait",
                () -> scene.submit(2));
        fault(
                "waitIdle: Queue 0 of Device 'dev' is used by thread 'second' while thread"
                        + " 'first' uses it; one of them has to wait",
                device::waitIdle);
        leave.countDown();
        first.join();
        scene.submit(2);
    }
}
