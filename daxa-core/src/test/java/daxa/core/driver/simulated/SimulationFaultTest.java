package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.AcquiredImage;
import daxa.core.driver.BindlessDescription;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DependencyDescription;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.Feature;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.ImageRegion;
import daxa.core.driver.ImageViewDescription;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;
import daxa.core.driver.RenderingDescription;
import daxa.core.driver.SamplerDescription;
import daxa.core.driver.ShaderStageDescription;
import daxa.core.driver.SubmitBatch;
import daxa.core.driver.SwapchainDescription;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// Each rule that the simulation judges by is broken once, and its text read.
class SimulationFaultTest {
    private final Scene scene = new Scene();
    private final SimulatedDevice device = scene.device;
    private int expected;

    /// Runs what breaks a rule.
    private void fault(String message, Runnable call) {
        expected++;
        assertThatThrownBy(call::run)
                .isInstanceOf(SimulationFault.class)
                .hasMessageMatching(pattern(message));
        assertThat(scene.driver.faults()).hasSize(expected);
        assertThat(scene.driver.faults().getLast()).hasMessageMatching(pattern(message));
    }

    /// A text in which `#` stands for a hexadecimal number.
    private static String pattern(String message) {
        return "\\Q" + message.replace("#", "\\E[0-9a-f]+\\Q") + "\\E";
    }

    @AfterEach
    void noOtherFaults() {
        assertThat(scene.driver.faults()).hasSize(expected);
    }

    @Nested
    class Handles {
        @Test
        void unknownWrongForeignAndDestroyed() {
            NativeBuffer buffer = scene.buffer("a");
            NativeImage image = scene.image("b");
            SimulatedDevice other = scene.newDevice("other");
            fault(
                    "destroyBuffer: Buffer handle 0x0 is null",
                    () -> device.destroyBuffer(0, buffer.allocation()));
            fault(
                    "destroyBuffer: Buffer handle 0x123 is unknown",
                    () -> device.destroyBuffer(0x123, buffer.allocation()));
            fault(
                    "destroyBuffer: Image 'b' was given where a Buffer belongs",
                    () -> device.destroyBuffer(image.handle(), image.allocation()));
            fault(
                    "destroyBuffer: Buffer 'a' belongs to Device 'dev' and was given to Device"
                            + " 'other'",
                    () -> other.destroyBuffer(buffer.handle(), buffer.allocation()));
            fault(
                    "destroyBuffer: Buffer 'a' with allocation 0x1 (expected 0x#)",
                    () -> device.destroyBuffer(buffer.handle(), 1));
            fault(
                    "destroyImage: Image 'b' with allocation 0x1 (expected 0x#)",
                    () -> device.destroyImage(image.handle(), 1));
            device.destroyBuffer(buffer.handle(), buffer.allocation());
            fault(
                    "destroyBuffer: Buffer handle 0x# is Buffer 'a', which is destroyed",
                    () -> device.destroyBuffer(buffer.handle(), buffer.allocation()));
        }

        @Test
        void destroyedLongAgo() {
            NativeBuffer first = scene.buffer("first");
            device.destroyBuffer(first.handle(), first.allocation());
            for (int i = 0; i < 5000; i++) {
                device.destroySampler(device.createSampler(Scene.describeSampler("s")));
            }
            fault(
                    "destroyBuffer: Buffer handle 0x# is of an object that is destroyed",
                    () -> device.destroyBuffer(first.handle(), first.allocation()));
        }

        @Test
        void surfaces() {
            scene.instance.adoptSurface(Scene.WINDOW, "window");
            fault(
                    "adoptSurface: handle 0x77 is taken already",
                    () -> scene.instance.adoptSurface(Scene.WINDOW, "again"));
            fault(
                    "adoptSurface: Surface handle 0x0 is null",
                    () -> scene.instance.adoptSurface(0, "none"));
            SimulatedInstance other = scene.driver.createInstance(Scene.REQUEST, m -> {});
            fault(
                    "destroySurface: Surface 'window' belongs to another instance than Instance"
                            + " 'app'",
                    () -> other.destroySurface(Scene.WINDOW));
        }

        @Test
        void leftovers() {
            scene.buffer("a");
            fault(
                    "destroyDevice: Device 'dev' is destroyed before Buffer 'a'; destroy what was"
                            + " made from it first",
                    device::destroy);
            fault(
                    "destroyInstance: Instance 'app' is destroyed before Device 'dev'; destroy"
                            + " devices and surfaces first",
                    scene.instance::destroy);
        }

        @Test
        void afterTheEnd() {
            device.destroy();
            fault("destroyDevice: Device 'dev' is destroyed", device::destroy);
            fault("createFence: Device 'dev' is destroyed", () -> device.createFence("f"));
            scene.instance.destroy();
            fault("destroyInstance: Instance 'app' is destroyed", scene.instance::destroy);
            fault("adapters: Instance 'app' is destroyed", scene.instance::adapters);
        }

        @Test
        void adapterOfAnotherInstance() {
            SimulatedDriver other =
                    new SimulatedDriver().adapters(new SimulatedAdapter("Other GPU"));
            var adapter = other.createInstance(Scene.REQUEST, m -> {}).adapters().getFirst();
            fault(
                    "createDevice: adapter 'Other GPU' is not one of the instance's",
                    () -> scene.instance.createDevice(adapter, new DeviceRequest("d", Set.of())));
        }
    }

    @Nested
    class Parents {
        @Test
        void imageWithView() {
            NativeImage image = scene.image("a");
            scene.view("v", image.handle());
            fault(
                    "destroyImage: Image 'a' is destroyed before Image view 'v'; destroy what was"
                            + " made from it first",
                    () -> device.destroyImage(image.handle(), image.allocation()));
        }

        @Test
        void swapchainWithView() {
            long swapchain = scene.swapchain();
            long image = device.swapchainImages(swapchain)[1];
            device.createImageView(
                    new ImageViewDescription("v", image, 1, Scene.BGRA8, 1, 0, 1, 0, 1, 0x10));
            fault(
                    "destroySwapchain: Image 'chain image 1' is destroyed before Image view 'v';"
                            + " destroy what was made from it first",
                    () -> device.destroySwapchain(swapchain));
            fault(
                    "destroySurface: Surface 'window' is destroyed before Swapchain 'chain';"
                            + " destroy what was made from it first",
                    () -> scene.instance.destroySurface(Scene.WINDOW));
            fault(
                    "destroyImage: Image 'chain image 1' belongs to Swapchain 'chain'",
                    () -> device.destroyImage(image, 0));
        }
    }

    @Nested
    class InUse {
        private final NativeBuffer buffer = scene.buffer("a");
        private final SimulatedCommands commands = scene.recording("cmd");

        private void submitUse() {
            commands.fillBuffer(buffer.handle(), 0, 4, 1);
            commands.end();
            scene.submit(7, commands);
        }

        @Test
        void objectsOfPendingSubmissions() {
            submitUse();
            fault(
                    "destroyBuffer: Buffer 'a' is in use by queue 0 until value 7 (reached: 0)",
                    () -> device.destroyBuffer(buffer.handle(), buffer.allocation()));
            fault(
                    "reset: Command buffer 'cmd' is in use by queue 0 until value 7 (reached: 0)",
                    commands::reset);
            fault(
                    "destroyCommands: Command buffer 'cmd' is in use by queue 0 until value 7"
                            + " (reached: 0)",
                    commands::destroy);
            fault(
                    "destroyDevice: Device 'dev' has submissions that are not finished",
                    device::destroy);
            device.complete(0, 7);
            device.destroyBuffer(buffer.handle(), buffer.allocation());
            commands.reset();
            commands.destroy();
            fault("destroyCommands: Command buffer 'cmd' is destroyed", commands::destroy);
        }

        @Test
        void pipelinesViewsAndSets() {
            scene.createBindless();
            long pipeline = scene.computePipeline("p");
            NativeImage image = scene.image("i");
            long view = scene.view("v", image.handle());
            scene.transition(1, image.handle(), Scene.UNDEFINED, Scene.GENERAL);
            commands.bindBindlessSet(CommandDriver.COMPUTE);
            commands.bindPipeline(CommandDriver.COMPUTE, pipeline);
            commands.beginRendering(Scene.rendering(view));
            commands.endRendering();
            commands.end();
            scene.submit(2, commands);
            device.complete(0, 1);
            String use = " is in use by queue 0 until value 2 (reached: 1)";
            fault("destroyPipeline: Pipeline 'p'" + use, () -> device.destroyPipeline(pipeline));
            fault("destroyImageView: Image view 'v'" + use, () -> device.destroyImageView(view));
            fault(
                    "destroyImage: Image 'i'" + use,
                    () -> device.destroyImage(image.handle(), image.allocation()));
            fault("destroyBindlessSet: Bindless set 'set'" + use, device::destroyBindlessSet);
        }

        @Test
        void destroyedBetweenRecordingAndSubmit() {
            commands.fillBuffer(buffer.handle(), 0, 4, 1);
            commands.end();
            device.destroyBuffer(buffer.handle(), buffer.allocation());
            fault(
                    "submit: Command buffer 'cmd' uses Buffer 'a', which is destroyed",
                    () -> scene.submit(1, commands));
            assertThat(device.submittedValue(0)).isZero();
        }

        @Test
        void memoryWrittenAfterItWasFreed() {
            MemorySegment bytes = MemorySegment.ofAddress(buffer.hostAddress()).reinterpret(256);
            device.destroyBuffer(buffer.handle(), buffer.allocation());
            bytes.set(ValueLayout.JAVA_BYTE, 3, (byte) 1);
            commands.destroy();
            device.destroy();
            expected++;
            assertThat(scene.driver.faults())
                    .singleElement()
                    .asString()
                    .endsWith(
                            "destroyDevice: byte 3 of Buffer 'a' was written after it was"
                                    + " destroyed");
        }
    }

    @Nested
    class Events {
        private static final long TRANSFER = 0x1000;
        private static final DependencyDescription DEPENDENCY = dependency(0x800);

        private final SimulatedCommands commands = scene.recording("cmd");
        private final long event = device.createEvent("e");

        private static DependencyDescription dependency(long after) {
            return new DependencyDescription(
                    List.of(new DependencyDescription.Memory(TRANSFER, 0x1000, after, 0x20)),
                    List.of(),
                    List.of());
        }

        private void wait(SimulatedCommands by, DependencyDescription dependency) {
            by.waitEvents(1, new long[] {event}, new DependencyDescription[] {dependency});
        }

        private void faultAtSubmit(String problem) {
            commands.end();
            fault(
                    "submit: Command buffer 'cmd', " + problem,
                    () -> scene.submit(device.submittedValue(0) + 1, commands));
            commands.reset();
            commands.begin(false);
        }

        @Test
        void whatIsNotSignalled() {
            wait(commands, DEPENDENCY);
            faultAtSubmit("waitEvents: Event 'e' is not signalled by what was submitted before");
            commands.setEvent(event, DEPENDENCY);
            wait(commands, dependency(0x80));
            faultAtSubmit("waitEvents: Event 'e' is signalled with another dependency");
            commands.setEvent(event, DEPENDENCY);
            commands.setEvent(event, DEPENDENCY);
            faultAtSubmit(
                    "setEvent: Event 'e' is signalled already, so that this signal has no effect");
        }

        @Test
        void otherQueues() {
            Scene two = new Scene(new SimulatedDriver().queues(2));
            long shared = two.device.createEvent("shared");
            SimulatedCommands signals = two.recording("s");
            signals.setEvent(shared, DEPENDENCY);
            signals.end();
            two.submit(1, signals);
            SimulatedCommands compute = two.device.createCommands(1, "c");
            compute.begin(false);
            compute.waitEvents(1, new long[] {shared}, new DependencyDescription[] {DEPENDENCY});
            compute.end();
            assertThatThrownBy(() -> two.device.submit(1, Scene.batch(1, compute)))
                    .isInstanceOf(SimulationFault.class)
                    .hasMessage(
                            "submit: Command buffer 'c', waitEvents: Event 'shared' is signalled on"
                                    + " another native queue");
            SimulatedCommands transfer = device.createCommands(5, "t");
            transfer.begin(false);
            fault(
                    "setEvent: Command buffer 't' is for queue 'transfer 0', which cannot run this",
                    () -> transfer.setEvent(event, DEPENDENCY));
        }

        @Test
        void resetsThatAreTooEarly() {
            commands.setEvent(event, DEPENDENCY);
            wait(commands, DEPENDENCY);
            commands.resetEvent(event, TRANSFER);
            faultAtSubmit("resetEvent: Event 'e' is reset while commands may still wait for it");
            commands.setEvent(event, DEPENDENCY);
            wait(commands, DEPENDENCY);
            commands.resetEvent(event, 0x800);
            commands.end();
            scene.submit(1, commands);
        }

        @Test
        void whatIsNamed() {
            fault(
                    "setEvent: Command buffer 'cmd': the stage HOST, which events do not have",
                    () -> commands.setEvent(event, dependency(0x4000)));
            fault(
                    "waitEvents: Command buffer 'cmd': no events",
                    () -> commands.waitEvents(0, new long[0], new DependencyDescription[0]));
            commands.setEvent(event, DEPENDENCY);
            commands.end();
            scene.submit(1, commands);
            fault(
                    "destroyEvent: Event 'e' is in use by queue 0 until value 1 (reached: 0)",
                    () -> device.destroyEvent(event));
        }
    }

    @Nested
    class Submitting {
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
            fault(
                    "createCommands: queue -1 (expected 0 to 6)",
                    () -> device.createCommands(-1, "c"));
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
            String onCompute =
                    ": Command buffer 'c' is for queue 'compute 0', which cannot run this";
            String onTransfer =
                    ": Command buffer 't' is for queue 'transfer 0', which cannot run this";
            fault(
                    "blitImage" + onCompute,
                    () -> compute.blitImage(image, image, Scene.region(), 0));
            fault(
                    "beginRendering" + onCompute,
                    () -> compute.beginRendering(Scene.rendering(view)));
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

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Nested
    class Recording {
        private final NativeBuffer buffer = scene.buffer("a");
        private final NativeImage image = scene.image("i");
        private final SimulatedCommands commands = scene.recording("cmd");

        @Test
        void outsideOfBeginAndEnd() {
            fault("begin: Command buffer 'cmd' records already", () -> commands.begin(false));
            commands.end();
            fault(
                    "begin: Command buffer 'cmd' holds a recording; reset it first",
                    () -> commands.begin(false));
            fault(
                    "dispatch: Command buffer 'cmd' does not record; begin it first",
                    () -> commands.dispatch(1, 1, 1));
            fault("end: Command buffer 'cmd' does not record; begin it first", commands::end);
        }

        @Test
        void insideAndOutsideOfRenderPasses() {
            long view = scene.view("v", image.handle());
            String outside = "Command buffer 'cmd' is outside of a render pass, where this is not";
            fault("draw: " + outside + " allowed", () -> commands.draw(3, 1, 0, 0));
            fault(
                    "drawIndexed: " + outside + " allowed",
                    () -> commands.drawIndexed(3, 1, 0, 0, 0));
            fault("endRendering: " + outside + " allowed", commands::endRendering);
            commands.beginRendering(Scene.rendering(view));
            String inside = ": Command buffer 'cmd' is inside a render pass, where this is not";
            long b = buffer.handle();
            long i = image.handle();
            ImageRegion r = Scene.region();
            fault("end" + inside + " allowed", commands::end);
            fault("dispatch" + inside + " allowed", () -> commands.dispatch(1, 1, 1));
            fault("memoryBarrier" + inside + " allowed", () -> commands.memoryBarrier(1, 1, 1, 1));
            fault("imageBarrier" + inside + " allowed", () -> Scene.barrier(commands, i, 0, 1));
            fault("copyBuffer" + inside + " allowed", () -> commands.copyBuffer(b, 0, b, 64, 4));
            fault("fillBuffer" + inside + " allowed", () -> commands.fillBuffer(b, 0, 4, 0));
            fault(
                    "copyBufferToImage" + inside + " allowed",
                    () -> commands.copyBufferToImage(b, i, r));
            fault(
                    "copyImageToBuffer" + inside + " allowed",
                    () -> commands.copyImageToBuffer(i, b, r));
            fault("copyImage" + inside + " allowed", () -> commands.copyImage(i, i, r));
            fault("blitImage" + inside + " allowed", () -> commands.blitImage(i, i, r, 0));
            fault(
                    "clearColorImage" + inside + " allowed",
                    () -> commands.clearColorImage(i, 0, 1, 0, 1, 0, 0, 0, 0));
            fault(
                    "clearDepthStencilImage" + inside + " allowed",
                    () -> commands.clearDepthStencilImage(i, 2, 0, 1, 0, 1, 0, 0));
            fault(
                    "beginRendering" + inside + " allowed",
                    () -> commands.beginRendering(Scene.rendering(view)));
            commands.endRendering();
            commands.end();
        }

        @Test
        void labels() {
            fault("endLabel: Command buffer 'cmd': no label is open", commands::endLabel);
            commands.beginLabel("frame");
            fault("end: Command buffer 'cmd' has 1 labels open", commands::end);
            commands.endLabel();
            commands.end();
        }

        @Test
        void bufferRanges() {
            long a = buffer.handle();
            long b = scene.buffer("b").handle();
            fault(
                    "copyBuffer: Command buffer 'cmd': bytes [250, 258) of Buffer 'a' of 256 bytes",
                    () -> commands.copyBuffer(a, 250, b, 0, 8));
            fault(
                    "copyBuffer: Command buffer 'cmd': bytes [-1, 7) of Buffer 'b' of 256 bytes",
                    () -> commands.copyBuffer(a, 0, b, -1, 8));
            fault(
                    "copyBuffer: Command buffer 'cmd': bytes [0, 0) of Buffer 'a' of 256 bytes",
                    () -> commands.copyBuffer(a, 0, b, 0, 0));
            fault(
                    "copyBuffer: Command buffer 'cmd': source [0, 8) and destination [7, 15) of"
                            + " Buffer 'a' overlap",
                    () -> commands.copyBuffer(a, 0, a, 7, 8));
            fault(
                    "fillBuffer: Command buffer 'cmd': bytes [2, 6) of Buffer 'a' (expected"
                            + " multiples of 4)",
                    () -> commands.fillBuffer(a, 2, 4, 0));
            fault(
                    "fillBuffer: Command buffer 'cmd': bytes [0, 260) of Buffer 'a' of 256 bytes",
                    () -> commands.fillBuffer(a, 0, 260, 0));
            fault(
                    "bindIndexBuffer: Command buffer 'cmd': offset 6 in Buffer 'a' of 256 bytes"
                            + " (expected a multiple of 4 below that)",
                    () -> commands.bindIndexBuffer(a, 6, 1));
            fault(
                    "bindIndexBuffer: Command buffer 'cmd': index type 5 (expected 0 or 1)",
                    () -> commands.bindIndexBuffer(a, 0, 5));
        }

        @Test
        void imageRegions() {
            long b = buffer.handle();
            long i = image.handle();
            String text = "copyBufferToImage: Command buffer 'cmd': ";
            fault(text + "mip levels [2, 3) of Image 'i' of 2", b, i, r -> r.mip = 2);
            fault(
                    text + "layers [1, 3) of Image 'i' of 2",
                    b,
                    i,
                    r -> {
                        r.baseLayer = 1;
                        r.layerCount = 2;
                    });
            fault(
                    text + "texels [1, 9)[0, 4)[0, 1) of mip level 0 of Image 'i' of 8x4x1",
                    b,
                    i,
                    r -> r.x = 1);
            fault(
                    text + "texels [0, 8)[0, 4)[0, 1) of mip level 1 of Image 'i' of 4x2x1",
                    b,
                    i,
                    r -> r.mip = 1);
            fault(text + "aspects 2 of Image 'i' (expected of 1)", b, i, r -> r.aspects = 2);
            fault(
                    text + "buffer offset 2 (expected a multiple of 4)",
                    b,
                    i,
                    r -> r.bufferOffset = 2);
            fault(
                    text + "bytes [132, 260) of Buffer 'a' of 256 bytes",
                    b,
                    i,
                    r -> r.bufferOffset = 132);
            fault(
                    text + "bytes [0, 416) of Buffer 'a' of 256 bytes",
                    b,
                    i,
                    r -> r.bufferRowLength = 32);
            fault(
                    text + "buffer rows of 4 texels and slices of 0 rows for 8x4 texels",
                    b,
                    i,
                    r -> r.bufferRowLength = 4);
            ImageRegion blit = Scene.region();
            blit.dstWidth = 9;
            fault(
                    "blitImage: Command buffer 'cmd': texels [0, 9)[0, 4)[0, 1) of mip level 0 of"
                            + " Image 'i' of 8x4x1",
                    () -> commands.blitImage(i, i, blit, 0));
            fault(
                    "blitImage: Command buffer 'cmd': filter 7 (expected 0 or 1)",
                    () -> commands.blitImage(i, i, Scene.region(), 7));
            fault(
                    "clearColorImage: Command buffer 'cmd': mip levels [1, 3) of Image 'i' of 2",
                    () -> commands.clearColorImage(i, 1, 2, 0, 1, 0, 0, 0, 0));
        }

        private void fault(
                String message,
                long fromBuffer,
                long toImage,
                java.util.function.Consumer<ImageRegion> change) {
            ImageRegion region = Scene.region();
            change.accept(region);
            SimulationFaultTest.this.fault(
                    message, () -> commands.copyBufferToImage(fromBuffer, toImage, region));
        }

        private void fault(String message, Runnable call) {
            SimulationFaultTest.this.fault(message, call);
        }

        private long special(String name, int format, int samples, int usage) {
            return device.createImage(
                            new ImageDescription(
                                    name, 2, format, 8, 4, 1, 1, 1, samples, usage, false))
                    .handle();
        }

        @Test
        void kindsOfImages() {
            long i = image.handle();
            long depth = special("depth", Scene.DEPTH, 1, 0x23);
            long multi = special("multi", Scene.RGBA8, 4, 0x13);
            long wide = special("wide", 97, 1, 3);
            long sampledOnly = special("sampled", Scene.RGBA8, 1, 4);
            ImageRegion r = Scene.region();
            fault(
                    "copyImage: Command buffer 'cmd': Image 'sampled' has usage 0x4 (expected with"
                            + " 0x2)",
                    () -> commands.copyImage(i, sampledOnly, r));
            fault(
                    "copyImage: Command buffer 'cmd': Image 'i' has texels of 4 bytes and Image"
                            + " 'wide' of 8",
                    () -> commands.copyImage(i, wide, r));
            fault(
                    "copyImage: Command buffer 'cmd': Image 'i' has 1 samples and Image 'multi'"
                            + " has 4",
                    () -> commands.copyImage(i, multi, r));
            fault(
                    "blitImage: Command buffer 'cmd': Image 'multi' has 4 samples",
                    () -> commands.blitImage(multi, i, r, 0));
            ImageRegion depths = Scene.region();
            depths.aspects = 2;
            depths.dstAspects = 2;
            fault(
                    "blitImage: Command buffer 'cmd': filter 1 (expected 0)",
                    () -> commands.blitImage(depth, depth, depths, 1));
            fault(
                    "clearColorImage: Command buffer 'cmd': aspects 1 of Image 'depth' (expected of"
                            + " 2)",
                    () -> commands.clearColorImage(depth, 0, 1, 0, 1, 0, 0, 0, 0));
            fault(
                    "clearDepthStencilImage: Command buffer 'cmd': aspects 2 of Image 'i' (expected"
                            + " of 1)",
                    () -> commands.clearDepthStencilImage(i, 2, 0, 1, 0, 1, 0, 0));
            fault(
                    "clearDepthStencilImage: Command buffer 'cmd': aspects 1 (expected depth or"
                            + " stencil)",
                    () -> commands.clearDepthStencilImage(depth, 1, 0, 1, 0, 1, 0, 0));
            fault(
                    "clearDepthStencilImage: Command buffer 'cmd': depth 2.0 (expected 0 to 1)",
                    () -> commands.clearDepthStencilImage(depth, 2, 0, 1, 0, 1, 2, 0));
            fault(
                    "imageBarrier: Command buffer 'cmd': aspects 1 of Image 'depth' (expected 2)",
                    () -> Scene.barrier(commands, depth, 0, 1));
            fault(
                    "imageBarrier: Command buffer 'cmd': new layout 0 of Image 'i'",
                    () -> Scene.barrier(commands, i, 0, 0));
            ImageRegion two = Scene.region();
            long both = special("both", 129, 1, 0x23);
            two.aspects = 6;
            fault(
                    "copyImageToBuffer: Command buffer 'cmd': aspects 6 of Image 'both' (expected"
                            + " one)",
                    () -> commands.copyImageToBuffer(both, buffer.handle(), two));
        }

        @Test
        void pushConstants() {
            try (Arena arena = Arena.ofConfined()) {
                long address = arena.allocate(256).address();
                fault(
                        "pushConstants: Command buffer 'cmd': Device 'dev' has no bindless set",
                        () -> commands.pushConstants(0, address, 4));
                scene.createBindless();
                fault(
                        "pushConstants: Command buffer 'cmd': bytes [64, 132) of 128",
                        () -> commands.pushConstants(64, address, 68));
                fault(
                        "pushConstants: Command buffer 'cmd': bytes [2, 6) (expected multiples of"
                                + " 4)",
                        () -> commands.pushConstants(2, address, 4));
                fault(
                        "pushConstants: Command buffer 'cmd': the address is null",
                        () -> commands.pushConstants(0, 0, 4));
                commands.pushConstants(124, address, 4);
            }
        }

        @Test
        void bindings() {
            fault(
                    "bindBindlessSet: Command buffer 'cmd': Device 'dev' has no bindless set",
                    () -> commands.bindBindlessSet(0));
            scene.createBindless();
            long compute = scene.computePipeline("c");
            long raster = scene.rasterPipeline("r");
            fault(
                    "bindBindlessSet: Command buffer 'cmd': bind point 2 (expected 0 or 1)",
                    () -> commands.bindBindlessSet(2));
            fault(
                    "bindPipeline: Command buffer 'cmd': Pipeline 'c' is bound to 0 (expected 1)",
                    () -> commands.bindPipeline(CommandDriver.GRAPHICS, compute));
            fault(
                    "dispatch: Command buffer 'cmd': no compute pipeline is bound",
                    () -> commands.dispatch(1, 1, 1));
            commands.bindPipeline(CommandDriver.COMPUTE, compute);
            fault(
                    "dispatch: Command buffer 'cmd': 65536 workgroups in y (expected 0 to 65535)",
                    () -> commands.dispatch(1, 65536, 1));
            commands.beginRendering(Scene.rendering(scene.view("v", image.handle())));
            fault(
                    "draw: Command buffer 'cmd': no raster pipeline is bound",
                    () -> commands.draw(3, 1, 0, 0));
            commands.bindPipeline(CommandDriver.GRAPHICS, raster);
            fault(
                    "draw: Command buffer 'cmd': no viewport is set",
                    () -> commands.draw(3, 1, 0, 0));
            fault(
                    "setViewport: Command buffer 'cmd': viewport of 0.0x4.0",
                    () -> commands.setViewport(0, 0, 0, 0, 4, 0, 1));
            fault(
                    "setViewport: Command buffer 'cmd': depth 0.0 to 2.0 (expected 0 to 1)",
                    () -> commands.setViewport(0, 0, 0, 8, 4, 0, 2));
            commands.setViewport(0, 0, 4, 8, -4, 0, 1);
            fault("draw: Command buffer 'cmd': no scissor is set", () -> commands.draw(3, 1, 0, 0));
            fault(
                    "setScissor: Command buffer 'cmd': scissor [-1, 7)[0, 4)",
                    () -> commands.setScissor(0, -1, 0, 8, 4));
            commands.setScissor(0, 0, 0, 8, 4);
            commands.draw(3, 1, 0, 0);
            fault(
                    "drawIndexed: Command buffer 'cmd': no index buffer is bound",
                    () -> commands.drawIndexed(3, 1, 0, 0, 0));
            commands.bindIndexBuffer(buffer.handle(), 0, 0);
            commands.setDepthBias(0, 0, 0);
            commands.drawIndexed(3, 1, 0, 0, 0);
            commands.endRendering();
            commands.end();
        }

        @Test
        void attachments() {
            long view = scene.view("v", image.handle());
            RenderingDescription tooWide = Scene.rendering(view);
            tooWide.width = 9;
            fault(
                    "beginRendering: Command buffer 'cmd': render area [0, 9)[0, 4) of Image view"
                            + " 'v' of 8x4",
                    () -> commands.beginRendering(tooWide));
            RenderingDescription empty = new RenderingDescription();
            fault(
                    "beginRendering: Command buffer 'cmd': render area [0, 0)[0, 0) of 1 layers",
                    () -> commands.beginRendering(empty));
            RenderingDescription many = Scene.rendering(view);
            many.colorCount = 9;
            fault(
                    "beginRendering: Command buffer 'cmd': 9 colour attachments (expected 0 to 8)",
                    () -> commands.beginRendering(many));
            RenderingDescription depth = Scene.rendering(view);
            depth.depth.view = view;
            fault(
                    "beginRendering: Command buffer 'cmd': Image view 'v' has usage 0x1f (expected"
                            + " with 0x20)",
                    () -> commands.beginRendering(depth));
            RenderingDescription resolve = Scene.rendering(view);
            resolve.colors[0].resolveView = view;
            fault(
                    "beginRendering: Command buffer 'cmd': Image view 'v' of 1 samples is resolved"
                            + " to Image view 'v' of 1",
                    () -> commands.beginRendering(resolve));
        }

        @Test
        void twoThreadsAtOnce() throws InterruptedException {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            Thread first = new Thread(() -> commands.fillBuffer(buffer.handle(), 0, 4, 0), "one");
            scene.driver.onCall(
                    call -> {
                        if (Thread.currentThread().equals(first)) {
                            inside.countDown();
                            awaitUninterruptibly(leave);
                        }
                    });
            first.start();
            inside.await();
            Thread.currentThread().setName("two");
            fault(
                    "fillBuffer: Command buffer 'cmd' is used by thread 'two' while thread 'one'"
                            + " uses it; one of them has to wait",
                    () -> commands.fillBuffer(buffer.handle(), 0, 4, 0));
            leave.countDown();
            first.join();
            assertThat(commands.recorded()).hasSize(1);
        }
    }

    @Nested
    class Descriptions {
        @Test
        void buffers() {
            fault(
                    "createBuffer: Buffer 'b' of 0 bytes (expected 1 to 4294967296)",
                    () -> device.createBuffer("b", 0, MemoryKind.DEVICE));
        }

        private void imageFault(String problem, ImageDescription image) {
            fault("createImage: Image 'i' " + problem, () -> device.createImage(image));
        }

        private ImageDescription image(
                int dimensions,
                int format,
                int width,
                int height,
                int depth,
                int mips,
                int layers,
                int samples,
                int usage,
                boolean cube) {
            return new ImageDescription(
                    "i",
                    dimensions,
                    format,
                    width,
                    height,
                    depth,
                    mips,
                    layers,
                    samples,
                    usage,
                    cube);
        }

        @Test
        void images() {
            imageFault(
                    "has 4 dimensions (expected 1 to 3)", image(4, 37, 1, 1, 1, 1, 1, 1, 4, false));
            imageFault(
                    "of 2 dimensions has 20000x1x1 texels (expected 1 to 16384)",
                    image(2, 37, 20000, 1, 1, 1, 1, 1, 4, false));
            imageFault(
                    "of 2 dimensions has 4x4x2 texels (expected 1 to 16384)",
                    image(2, 37, 4, 4, 2, 1, 1, 1, 4, false));
            imageFault("has 2 layers (expected 1 to 1)", image(3, 37, 4, 4, 4, 1, 2, 1, 4, false));
            imageFault(
                    "has 4 mip levels (expected 1 to 3)", image(2, 37, 4, 4, 1, 4, 1, 1, 4, false));
            imageFault(
                    "has 3 samples (expected 1, 2, 4 or 8)",
                    image(2, 37, 4, 4, 1, 1, 1, 3, 4, false));
            imageFault(
                    "of 4 samples is not of 2 dimensions, one mip level and no cube",
                    image(2, 37, 4, 4, 1, 2, 1, 4, 4, false));
            imageFault(
                    "is cube compatible without being square and of 6 layers",
                    image(2, 37, 4, 4, 1, 1, 5, 1, 4, true));
            imageFault("has usage 0x0", image(2, 37, 4, 4, 1, 1, 1, 1, 0, false));
            imageFault(
                    "has format 126, which the adapter does not support for usage 0x8",
                    image(2, 126, 4, 4, 1, 1, 1, 1, 8, false));
        }

        private void viewFault(String problem, int type, int format, int aspects, int... range) {
            long image = imageForViews;
            fault(
                    "createImageView: Image view 'v' of Image 'x' " + problem,
                    () ->
                            device.createImageView(
                                    new ImageViewDescription(
                                            "v", image, type, format, aspects, range[0], range[1],
                                            range[2], range[3], range[4])));
        }

        private long imageForViews;

        @Test
        void views() {
            imageForViews = scene.image("x").handle();
            viewFault("has mip levels from 1, 2 of 2", 1, 37, 1, 1, 2, 0, 1, 4);
            viewFault("has layers from 2, 1 of 2", 1, 37, 1, 0, 1, 2, 1, 4);
            viewFault(
                    "has view type 3, which does not fit 2 dimensions and 1 layers",
                    3,
                    37,
                    1,
                    0,
                    1,
                    0,
                    1,
                    4);
            viewFault("has aspects 2 (expected of 1)", 1, 37, 2, 0, 1, 0, 1, 4);
            viewFault("has usage 0x20 (expected of 0x1f)", 1, 37, 1, 0, 1, 0, 1, 0x20);
            viewFault("has format 43 (expected 37)", 1, 43, 1, 0, 1, 0, 1, 4);
        }

        @Test
        void samplers() {
            SamplerDescription strong =
                    new SamplerDescription("s", 1, 1, 1, 0, 0, 0, 0, 17, -1, 0, 0, 0);
            fault(
                    "createSampler: Sampler 's' with anisotropy 17.0 (expected 0 to 16.0)",
                    () -> device.createSampler(strong));
            SamplerDescription reversed =
                    new SamplerDescription("s", 1, 1, 1, 0, 0, 0, 0, 0, -1, 2, 1, 0);
            fault(
                    "createSampler: Sampler 's' with levels of detail from 2.0 to 1.0",
                    () -> device.createSampler(reversed));
            SimulatedDevice plain = featureless();
            fault(
                    "createSampler: Sampler 's' with anisotropy 16.0 (expected 0 to 0.0)",
                    () -> plain.createSampler(Scene.describeSampler("s")));
        }

        private SimulatedDevice featureless() {
            return scene.instance.createDevice(
                    scene.instance.adapters().getFirst(), new DeviceRequest("plain", Set.of()));
        }

        @Test
        void bindlessSet() {
            fault(
                    "destroyBindlessSet: Device 'dev' has no bindless set",
                    device::destroyBindlessSet);
            fault(
                    "writeImageSlot: Device 'dev' has no bindless set",
                    () -> device.writeImageSlot(0, 0, 0));
            BindlessDescription good = scene.describeBindless();
            fault(
                    "createBindlessSet: Bindless set 'set' of 0 images (expected 1 to 1048576)",
                    () -> device.createBindlessSet(change(good, 0, 4, 256)));
            fault(
                    "createBindlessSet: Bindless set 'set' of 1048577 samplers (expected 1 to"
                            + " 1048576)",
                    () -> device.createBindlessSet(change(good, 8, 1048577, 256)));
            fault(
                    "createBindlessSet: Bindless set 'set' with 257 bytes of Buffer 'addresses' of"
                            + " 256",
                    () -> device.createBindlessSet(change(good, 8, 4, 257)));
            device.createBindlessSet(good);
            fault(
                    "createBindlessSet: Device 'dev' has a bindless set already",
                    () -> device.createBindlessSet(good));
        }

        private BindlessDescription change(
                BindlessDescription d, int images, int samplers, long size) {
            return new BindlessDescription(
                    d.name(),
                    images,
                    samplers,
                    d.addressBuffer(),
                    size,
                    d.nullView(),
                    d.nullSampler());
        }

        @Test
        void slots() {
            scene.createBindless();
            long image = scene.image("x").handle();
            long view = scene.view("v", image);
            long sampledOnly =
                    device.createImageView(
                            new ImageViewDescription("w", image, 1, 37, 1, 0, 1, 0, 1, 4));
            long sampler = device.createSampler(Scene.describeSampler("s"));
            fault(
                    "writeImageSlot: image slot 8 (expected 0 to 7)",
                    () -> device.writeImageSlot(8, view, view));
            fault(
                    "writeSamplerSlot: sampler slot -1 (expected 0 to 3)",
                    () -> device.writeSamplerSlot(-1, sampler));
            fault(
                    "writeImageSlot: Image view 'w' has usage 0x4 and cannot be a storage image",
                    () -> device.writeImageSlot(0, view, sampledOnly));
            device.writeImageSlot(0, sampledOnly, view);
            device.writeSamplerSlot(1, sampler);
            device.destroyImageView(sampledOnly);
            device.destroySampler(sampler);
            assertThat(device.staleSlots())
                    .containsExactly(
                            "sampled image slot 0 holds Image view 'w'",
                            "sampler slot 1 holds Sampler 's'");
            fault(
                    "writeImageSlot: Image view handle 0x# is Image view 'w', which is destroyed",
                    () -> device.writeImageSlot(0, sampledOnly, view));
            fault(
                    "writeSamplerSlot: Sampler handle 0x# is Sampler 's', which is destroyed",
                    () -> device.writeSamplerSlot(1, sampler));
        }

        @Test
        void pipelines() {
            fault(
                    "createComputePipeline: Device 'dev' has no bindless set",
                    () -> scene.computePipeline("p"));
            scene.createBindless();
            fault(
                    "createComputePipeline: Pipeline 'p' has a shader of stage 0x1",
                    () -> device.createComputePipeline("p", Scene.shader(1)));
            ShaderStageDescription heap =
                    new ShaderStageDescription(0x20, MemorySegment.ofArray(new byte[4]), "main");
            fault(
                    "createComputePipeline: Pipeline 'p' has a shader of 4 bytes on the heap"
                            + " (expected native, a multiple of 4)",
                    () -> device.createComputePipeline("p", heap));
            ShaderStageDescription odd =
                    new ShaderStageDescription(0x20, Arena.ofAuto().allocate(5), "main");
            fault(
                    "createComputePipeline: Pipeline 'p' has a shader of 5 bytes (expected native,"
                            + " a multiple of 4)",
                    () -> device.createComputePipeline("p", odd));
            ShaderStageDescription nameless =
                    new ShaderStageDescription(0x20, Arena.ofAuto().allocate(4), "");
            fault(
                    "createComputePipeline: Pipeline 'p' has a shader without an entry point",
                    () -> device.createComputePipeline("p", nameless));
            fault(
                    "createRasterPipeline: Pipeline 'p' has no vertex shader",
                    () -> device.createRasterPipeline(Scene.describeRaster("p", Scene.shader(16))));
            fault(
                    "createRasterPipeline: Pipeline 'p' has two shaders of stage 0x1",
                    () ->
                            device.createRasterPipeline(
                                    Scene.describeRaster("p", Scene.shader(1), Scene.shader(1))));
        }
    }

    @Nested
    class Presentation {
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
                    () ->
                            device.acquireImage(
                                    swapchain, Long.MAX_VALUE, third, new AcquiredImage()));
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
                    () -> device.present(swapchain, 0, done, 0));
            AcquiredImage image = scene.acquire(swapchain, acquired);
            fault(
                    "present: image 0 of Swapchain 'chain' is in layout 0 (expected 1000001002)",
                    () -> device.present(swapchain, image.index, done, 0));
            AcquiredImage drawn = scene.draw(swapchain, 1, done, scratch());
            fault(
                    "present: Semaphore 'done' is waited for, and nothing was submitted that"
                            + " signals it",
                    () -> device.present(swapchain, drawn.index, done, 0));
        }

        private long scratch() {
            return device.createBinarySemaphore("scratch");
        }

        @Test
        void fences() {
            long fence = device.createFence("f");
            AcquiredImage image = scene.draw(swapchain, 1, acquired, done);
            device.present(swapchain, image.index, done, fence);
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
                    () -> device.present(swapchain, next.index, done, fence));
        }

        @Test
        void presentsThatAreNotOver() {
            AcquiredImage image = scene.draw(swapchain, 1, acquired, done);
            device.present(swapchain, image.index, done, 0);
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
                    device.createSwapchain(
                            Scene.describeSwapchain("newer", Scene.WINDOW, swapchain));
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
            swapchainFault(
                    "with present mode 9, which the surface does not offer", 3, 44, 640, 9, 16);
            swapchainFault("with usage 0x20 (expected of 0x1f)", 3, 44, 640, 2, 32);
        }

        @Test
        void withoutTheFeatures() {
            SimulatedDevice plain =
                    scene.instance.createDevice(
                            scene.instance.adapters().getFirst(),
                            new DeviceRequest("plain", Set.of()));
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
                    () -> old.present(chain, image.index, 0, fence));
        }
    }
}
