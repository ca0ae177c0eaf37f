package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.AcquiredImage;
import daxa.core.driver.AdapterInfo;
import daxa.core.driver.AdapterType;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.DriverMessage;
import daxa.core.driver.Feature;
import daxa.core.driver.ImageRegion;
import daxa.core.driver.InstanceRequest;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.MemoryRequirements;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;
import daxa.core.driver.NativeKind;
import daxa.core.driver.NativeMemory;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.QueueKind;
import daxa.core.driver.SubmitBatch;
import daxa.core.error.DeviceLostException;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What the simulated driver does when nobody breaks a rule.
class SimulatedDriverTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static void assertClean(Scene scene) {
        assertThat(scene.driver.faults()).isEmpty();
    }

    private static MemorySegment memory(NativeBuffer buffer) {
        return MemorySegment.ofAddress(buffer.hostAddress()).reinterpret(buffer.allocatedBytes());
    }

    @Nested
    class Configuration {
        @Test
        void adaptersAreWhatTheyAreToldToBe() {
            SimulatedDriver driver =
                    new SimulatedDriver()
                            .adapters(
                                    new SimulatedAdapter("Old GPU")
                                            .withType(AdapterType.INTEGRATED)
                                            .withDeviceMemory(1 << 20)
                                            .withApiVersion(1 << 22 | 2 << 12)
                                            .without(Feature.VULKAN_1_3)
                                            .withFormat(37, 0x1),
                                    new SimulatedAdapter("New GPU"));
            List<AdapterInfo> adapters = driver.createInstance(Scene.REQUEST, m -> {}).adapters();
            assertThat(adapters).extracting(AdapterInfo::index).containsExactly(0, 1);
            AdapterInfo old = adapters.getFirst();
            assertThat(old.name()).isEqualTo("Old GPU");
            assertThat(old.type()).isEqualTo(AdapterType.INTEGRATED);
            assertThat(old.deviceMemory()).isEqualTo(1 << 20);
            assertThat(old.apiVersionText()).isEqualTo("1.2.0");
            assertThat(old.features()).doesNotContain(Feature.VULKAN_1_3);
            assertThat(adapters.get(1).features()).containsExactlyInAnyOrder(Feature.values());
            assertThat(old.uuid()).hasSize(32).isNotEqualTo(adapters.get(1).uuid());
        }

        @Test
        void aMissingFeatureIsRefusedAsVulkanDoes() {
            SimulatedDriver driver =
                    new SimulatedDriver()
                            .adapters(
                                    new SimulatedAdapter("GPU")
                                            .without(Feature.SHADER_INT64, Feature.SWAPCHAIN));
            SimulatedInstance instance = driver.createInstance(Scene.REQUEST, m -> {});
            AdapterInfo adapter = instance.adapters().getFirst();
            assertThatThrownBy(
                            () ->
                                    instance.createDevice(
                                            adapter,
                                            new DeviceRequest("d", Set.of(Feature.SHADER_INT64))))
                    .isInstanceOf(VulkanException.class)
                    .hasMessageStartingWith(
                            "vkCreateDevice failed with VK_ERROR_FEATURE_NOT_PRESENT for Device"
                                    + " 'd'");
            assertThatThrownBy(
                            () ->
                                    instance.createDevice(
                                            adapter,
                                            new DeviceRequest("d", Set.of(Feature.SWAPCHAIN))))
                    .hasMessageContaining("VK_ERROR_EXTENSION_NOT_PRESENT");
            assertThat(instance.devices()).isEmpty();
            instance.destroy();
            assertThat(instance.books().openText()).isEqualTo("nothing");
        }

        @Test
        void formats() {
            SimulatedDriver driver =
                    new SimulatedDriver().adapters(new SimulatedAdapter("GPU").withFormat(37, 0x1));
            SimulatedDevice device = new Scene(driver).device;
            assertThat(device.formatFeatures(37)).isEqualTo(0x1);
            assertThat(device.formatFeatures(44) & 0x80).isNotZero();
            assertThat(device.formatFeatures(Scene.DEPTH) & 0x280).isEqualTo(0x200);
            assertThat(device.formatFeatures(131) & 0x81).isEqualTo(0x1);
            assertThat(device.formatFeatures(29)).isZero();
            assertThat(device.formatFeatures(123456)).isZero();
        }

        @Test
        void queues() {
            Scene scene = new Scene(new SimulatedDriver().queues(3));
            assertThat(scene.device.queueCount()).isEqualTo(QueueKind.TOTAL);
            assertThat(IntStream.range(0, QueueKind.TOTAL).map(scene.device::nativeQueue))
                    .containsExactly(0, 1, 2, 1, 2, 1, 2);
            assertThatThrownBy(() -> new SimulatedDriver().queues(9))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("queues=9 (expected 1 to 8)");
        }

        @Test
        void accessToWhatWasCreated() {
            SimulatedDriver driver = new SimulatedDriver();
            assertThatThrownBy(driver::instance)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no instance was created on this driver yet");
            assertThatThrownBy(driver::device)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no device was created on this driver yet");
            Scene scene = new Scene(driver);
            assertThat(driver.instance()).isSameAs(scene.instance);
            assertThat(driver.device()).isSameAs(scene.device);
            SimulatedDevice second = scene.newDevice("second");
            assertThat(driver.device()).isSameAs(second);
            assertThat(scene.instance.devices()).containsExactly(scene.device, second);
            assertThat(driver.liveObjects())
                    .containsExactly("Instance 'app'", "Device 'dev'", "Device 'second'");
        }

        @Test
        void messagesReachTheirConsumer() {
            List<DriverMessage> seen = new ArrayList<>();
            SimulatedInstance instance =
                    new SimulatedDriver().createInstance(Scene.REQUEST, seen::add);
            DriverMessage message =
                    new DriverMessage(
                            DriverMessage.Severity.ERROR, false, "VUID-x", "bad", List.of());
            instance.sendMessage(message);
            assertThat(seen).containsExactly(message);
        }
    }

    @Nested
    class Books {
        @Test
        void everyKindIsCountedAndEverythingEnds() {
            SimulatedDriver driver = new SimulatedDriver().queues(2);
            SimulatedInstance instance =
                    driver.createInstance(new InstanceRequest("app", true, false, true), m -> {});
            NativeBooks books = instance.books();
            Scene scene = new Scene(driver);
            assertThat(scene.instance.books()).isNotSameAs(books);
            SimulatedDevice device =
                    instance.createDevice(
                            instance.adapters().getFirst(),
                            new DeviceRequest("d", instance.adapters().getFirst().features()));
            NativeBuffer buffer = device.createBuffer("b", 100, MemoryKind.DEVICE);
            NativeImage image = device.createImage(Scene.describeImage("i"));
            long view = device.createImageView(Scene.describeView("v", image.handle()));
            long sampler = device.createSampler(Scene.describeSampler("s"));
            device.createBindlessSet(
                    new daxa.core.driver.BindlessDescription(
                            "set", 1, 1, buffer.handle(), 100, view, sampler));
            long pipeline = device.createComputePipeline("p", Scene.shader(0x20));
            SimulatedCommands commands = device.createCommands(1, "c");
            long semaphore = device.createBinarySemaphore("s");
            long fence = device.createFence("f");
            instance.adoptSurface(9, "w");
            long headless = instance.createHeadlessSurface("h");
            long swapchain = device.createSwapchain(Scene.describeSwapchain("sc", headless, 0));
            assertThat(books.openText())
                    .isEqualTo(
                            "INSTANCE=1 MESSENGER=1 SURFACE=2 DEVICE=1 ALLOCATOR=1 BUFFER=1 IMAGE=1"
                                    + " IMAGE_VIEW=1 SAMPLER=1 DESCRIPTOR_SET_LAYOUT=1"
                                    + " DESCRIPTOR_POOL=1 PIPELINE_LAYOUT=1 PIPELINE=1"
                                    + " COMMAND_POOL=1 SEMAPHORE=8 FENCE=1 SWAPCHAIN=1");
            device.destroySwapchain(swapchain);
            device.destroyFence(fence);
            device.destroySemaphore(semaphore);
            commands.destroy();
            device.destroyPipeline(pipeline);
            device.destroyBindlessSet();
            device.destroySampler(sampler);
            device.destroyImageView(view);
            device.destroyImage(image.handle(), image.allocation());
            device.destroyBuffer(buffer.handle(), buffer.allocation());
            assertThat(device.liveObjects()).isEmpty();
            device.destroy();
            instance.destroySurface(headless);
            instance.destroySurface(9);
            instance.destroy();
            assertThat(books.openText()).isEqualTo("nothing");
            assertThat(books.totalCreated()).isEqualTo(books.totalDestroyed()).isEqualTo(25);
            assertClean(scene);
        }

        @Test
        void memoryIsExact() {
            SimulatedDriver driver =
                    new SimulatedDriver()
                            .adapters(new SimulatedAdapter("GPU").withDeviceMemory(1000));
            Scene scene = new Scene(driver);
            SimulatedDevice device = scene.device;
            NativeBuffer a = device.createBuffer("a", 600, MemoryKind.DEVICE);
            NativeBuffer b = device.createBuffer("b", 700, MemoryKind.READBACK);
            assertThat(device.allocatedBytes()).isEqualTo(1300);
            assertThat(a.allocatedBytes()).isEqualTo(600);
            assertThat(a.hostAddress()).isZero();
            assertThat(b.hostAddress()).isNotZero();
            assertThatThrownBy(() -> device.createBuffer("c", 401, MemoryKind.DEVICE))
                    .isInstanceOf(OutOfMemoryException.class)
                    .hasMessageStartingWith(
                            "vkCreateBuffer failed with VK_ERROR_OUT_OF_DEVICE_MEMORY for Buffer"
                                    + " 'c'");
            device.destroyBuffer(a.handle(), a.allocation());
            NativeImage image = scene.image("i");
            // 8x4 and 4x2 texels of 4 bytes, 2 layers.
            assertThat(image.allocatedBytes()).isEqualTo(320);
            assertThat(device.allocatedBytes()).isEqualTo(1020);
            device.destroyImage(image.handle(), image.allocation());
            device.destroyBuffer(b.handle(), b.allocation());
            assertThat(device.allocatedBytes()).isZero();
            assertThat(scene.instance.books().open(NativeKind.BUFFER)).isZero();
        }

        @Test
        void hostMemoryIsRealAndAddressesAreApart() {
            Scene scene = new Scene();
            List<NativeBuffer> buffers = new ArrayList<>();
            for (int size : new int[] {1, 255, 256, 257, 100_000}) {
                buffers.add(scene.device.createBuffer("b" + size, size, MemoryKind.UPLOAD));
            }
            for (NativeBuffer buffer : buffers) {
                MemorySegment bytes = memory(buffer);
                assertThat(bytes.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 0xCD);
                bytes.fill((byte) 7);
                for (NativeBuffer other : buffers) {
                    assertThat(
                                    other.equals(buffer)
                                            || other.deviceAddress()
                                                    >= buffer.deviceAddress()
                                                            + buffer.allocatedBytes()
                                            || buffer.deviceAddress()
                                                    >= other.deviceAddress()
                                                            + other.allocatedBytes())
                            .isTrue();
                }
                assertThat(buffer.deviceAddress() % 256).isZero();
            }
        }
    }

    @Nested
    class Timelines {
        private final Scene scene = new Scene(new SimulatedDriver().queues(2));
        private final SimulatedDevice device = scene.device;

        @Test
        void moveByHand() {
            scene.submit(3);
            scene.submit(5);
            device.submit(1, Scene.batch(4));
            assertThat(device.submittedValue(0)).isEqualTo(5);
            assertThat(device.pendingValues(0)).containsExactly(3L, 5L);
            assertThat(device.completedValue(0)).isZero();
            assertThatThrownBy(() -> device.complete(0, 4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "queue 0 has no submission of value 4 (pending: [3, 5], reached: 0)");
            assertThatThrownBy(() -> device.complete(7, 4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("queue=7 (expected 0 to 6)");
            device.complete(0, 3);
            device.complete(0, 3);
            assertThat(device.completedValue(0)).isEqualTo(3);
            assertThat(device.completedValue(1)).isZero();
            device.completeAll();
            assertThat(device.completedValue(0)).isEqualTo(5);
            assertThat(device.completedValue(1)).isEqualTo(4);
            assertClean(scene);
        }

        @Test
        void aQueueWaitsForTheSemaphoreOfAnother() {
            long semaphore = device.createBinarySemaphore("s");
            SubmitBatch signals = Scene.batch(1);
            signals.addSignal(semaphore, 0);
            device.submit(0, signals);
            SubmitBatch waits = Scene.batch(2);
            waits.addWait(semaphore, 0);
            device.submit(1, waits);
            assertThatThrownBy(() -> device.complete(1, 2))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("queue 1 value 2 waits for queue 0 value 1; complete that first");
            device.completeAll();
            assertThat(device.completedValue(1)).isEqualTo(2);
            assertClean(scene);
        }

        @Test
        void completeAtOnceWhereAskedTo() {
            scene.submit(1);
            device.autoComplete(true);
            assertThat(device.completedValue(0)).isEqualTo(1);
            scene.submit(2);
            assertThat(device.completedValue(0)).isEqualTo(2);
            Scene automatic = new Scene(new SimulatedDriver().autoComplete(true));
            automatic.submit(9);
            assertThat(automatic.device.completedValue(0)).isEqualTo(9);
        }

        @Test
        void waitingEndsWhenTheValueIsReached() throws Exception {
            scene.submit(1);
            assertThat(device.waitForValue(0, 1, 0)).isFalse();
            assertThat(device.waitForValue(0, 1, -1)).isFalse();
            assertThat(device.waitForValue(0, 1, 1000)).isFalse();
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Boolean> waiting =
                        executor.submit(() -> device.waitForValue(0, 1, Long.MAX_VALUE));
                // A waiting thread holds nobody up (W6).
                NativeBuffer buffer = scene.buffer("b");
                scene.submit(2);
                device.destroyBuffer(buffer.handle(), buffer.allocation());
                device.complete(0, 1);
                assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(device.waitForValue(0, 1, 0)).isTrue();
            assertClean(scene);
        }

        @Test
        void waitingEndsWhenTheThreadIsInterrupted() {
            scene.submit(1);
            Thread.currentThread().interrupt();
            assertThat(device.waitForValue(0, 1, Long.MAX_VALUE)).isFalse();
            assertThat(Thread.interrupted()).isTrue();
            device.complete(0, 1);
            Thread.currentThread().interrupt();
            assertThat(device.waitForValue(0, 1, Long.MAX_VALUE)).isTrue();
            assertThat(Thread.interrupted()).isTrue();
        }

        @Test
        void waitIdleFinishesEverything() {
            scene.submit(1);
            device.submit(1, Scene.batch(1));
            device.waitIdle();
            assertThat(device.completedValue(0)).isEqualTo(1);
            assertThat(device.completedValue(1)).isEqualTo(1);
        }

        @Test
        void waitingCompletesWhereAskedTo() {
            device.waitCompletes(true);
            long semaphore = device.createBinarySemaphore("s");
            scene.submit(1);
            SubmitBatch signals = Scene.batch(2);
            signals.addSignal(semaphore, 0);
            device.submit(0, signals);
            scene.submit(3);
            SubmitBatch waits = Scene.batch(1);
            waits.addWait(semaphore, 0);
            device.submit(1, waits);
            assertThat(device.waitForValue(1, 1, 0)).isTrue();
            assertThat(device.completedValue(0)).isEqualTo(2);
            assertThat(device.waitForValue(0, 4, 0)).isFalse();
            assertThat(device.completedValue(0)).isEqualTo(3);
            assertClean(scene);
        }

        @Test
        void waitIdleWaitsWhereAskedTo() throws Exception {
            device.waitIdleCompletes(false);
            scene.submit(1);
            CountDownLatch inside = new CountDownLatch(1);
            scene.driver.onCall(call -> inside.countDown());
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> waiting = executor.submit(device::waitIdle);
                inside.await();
                assertThat(waiting.isDone()).isFalse();
                device.complete(0, 1);
                waiting.get(10, TimeUnit.SECONDS);
            }
        }

        @Test
        void onSubmitSeesWhatWasSubmitted() {
            List<SimulatedSubmission> seen = new ArrayList<>();
            device.onSubmit(seen::add);
            SimulatedCommands commands = scene.recording("cmd");
            NativeBuffer buffer = scene.buffer("b");
            scene.createBindless();
            commands.beginLabel("fill");
            commands.fillBuffer(buffer.handle(), 4, 8, -1);
            commands.endLabel();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment constants = arena.allocateFrom(ValueLayout.JAVA_INT, 10, 20);
                commands.pushConstants(16, constants.address(), 8);
            }
            commands.end();
            scene.submit(1, commands);
            assertThat(seen)
                    .containsExactly(
                            new SimulatedSubmission(
                                    0, 1, List.of("cmd"), commands.recorded(), 0, 0));
            assertThat(commands.recorded())
                    .containsExactly(
                            command(DriverCall.BEGIN_LABEL, List.of(), "fill"),
                            command(DriverCall.FILL_BUFFER, List.of(buffer.handle()), "", 4, 8, -1),
                            command(DriverCall.END_LABEL, List.of(), ""),
                            command(DriverCall.PUSH_CONSTANTS, List.of(), "", 16, 8, 10, 20));
        }

        private static RecordedCommand command(
                DriverCall call, List<Long> handles, String label, long... arguments) {
            return new RecordedCommand(
                    call, handles, java.util.Arrays.stream(arguments).boxed().toList(), label);
        }
    }

    @Nested
    class Loss {
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

    @Nested
    class Transfer {
        private final Scene scene = new Scene();
        private final SimulatedDevice device = scene.device;

        @Test
        void bytesMoveWhenTheSubmissionCompletes() {
            NativeBuffer upload = scene.buffer("upload");
            NativeBuffer local = device.createBuffer("local", 256, MemoryKind.DEVICE);
            NativeBuffer readback = device.createBuffer("readback", 256, MemoryKind.READBACK);
            memory(upload).set(ValueLayout.JAVA_LONG, 8, 0x1122334455667788L);
            SimulatedCommands commands = scene.recording("cmd");
            commands.copyBuffer(upload.handle(), 8, local.handle(), 16, 8);
            commands.fillBuffer(local.handle(), 24, 8, 0x0A0B0C0D);
            commands.copyBuffer(local.handle(), 16, readback.handle(), 0, 16);
            commands.end();
            scene.submit(1, commands);
            assertThat(memory(readback).get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 0xCD);
            device.complete(0, 1);
            assertThat(memory(readback).get(ValueLayout.JAVA_LONG, 0))
                    .isEqualTo(0x1122334455667788L);
            assertThat(memory(readback).get(ValueLayout.JAVA_LONG, 8))
                    .isEqualTo(0x0A0B0C0D0A0B0C0DL);
            assertThat(device.bytes(local.handle())[24]).isEqualTo((byte) 0x0D);
            assertClean(scene);
        }

        @Test
        void texelsMove() {
            NativeImage a = scene.image("a");
            NativeImage b = scene.image("b");
            NativeBuffer upload = scene.buffer("upload");
            NativeBuffer readback = device.createBuffer("readback", 256, MemoryKind.READBACK);
            for (int i = 0; i < 64; i++) {
                memory(upload).setAtIndex(ValueLayout.JAVA_INT, i, i);
            }
            SimulatedCommands commands = scene.recording("cmd");
            Scene.barrier(commands, a.handle(), Scene.UNDEFINED, Scene.GENERAL);
            Scene.barrier(commands, b.handle(), Scene.UNDEFINED, Scene.GENERAL);
            ImageRegion in = Scene.region();
            in.x = 2;
            in.y = 1;
            in.width = 3;
            in.height = 2;
            in.baseLayer = 1;
            in.bufferOffset = 8;
            in.bufferRowLength = 10;
            commands.copyBufferToImage(upload.handle(), a.handle(), in);
            ImageRegion across = Scene.region();
            across.baseLayer = 1;
            commands.copyImage(a.handle(), b.handle(), across);
            ImageRegion out = Scene.region();
            out.x = 2;
            out.y = 1;
            out.width = 3;
            out.height = 2;
            commands.copyImageToBuffer(b.handle(), readback.handle(), out);
            int half = Float.floatToRawIntBits(0.5f);
            int one = Float.floatToRawIntBits(1);
            commands.clearColorImage(b.handle(), 1, 1, 0, 2, one, 0, half, one);
            ImageRegion cleared = Scene.region();
            cleared.mip = 1;
            cleared.width = 4;
            cleared.height = 2;
            cleared.baseLayer = 1;
            cleared.bufferOffset = 64;
            commands.copyImageToBuffer(b.handle(), readback.handle(), cleared);
            commands.end();
            scene.submit(1, commands);
            device.completeAll();
            int[] texels = memory(readback).toArray(ValueLayout.JAVA_INT);
            assertThat(texels).startsWith(2, 3, 4, 12, 13, 14);
            assertThat(java.util.Arrays.copyOfRange(texels, 16, 24)).containsOnly(0xFF8000FF);
            assertThat(device.imageLayout(a.handle())).isEqualTo(Scene.GENERAL);
            assertClean(scene);
        }
    }

    @Nested
    class Presentation {
        private final Scene scene = new Scene();
        private final SimulatedDevice device = scene.device;
        private final long swapchain = scene.swapchain();
        private final long acquired = device.createBinarySemaphore("acquired");
        private final long done = device.createBinarySemaphore("done");

        private PresentStatus frame(long value) {
            AcquiredImage image = scene.draw(swapchain, value, acquired, done);
            PresentStatus status = device.present(swapchain, image.index, done, 0);
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
                assertThat(device.present(swapchain, image.index, done, 0))
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
            device.present(swapchain, image.index, done, fence);
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
        void waitIdleEndsPresents() {
            device.autoCompletePresents(false);
            long fence = device.createFence("f");
            AcquiredImage image = scene.draw(swapchain, 1, acquired, done);
            device.present(swapchain, image.index, done, fence);
            device.waitIdle();
            assertThat(device.fenceSignaled(fence)).isTrue();
            device.destroySwapchain(swapchain);
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
                device.present(swapchain, image.index, drawn, 0);
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
            assertThat(device.present(swapchain, image.index, done, 0))
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
            assertThatThrownBy(
                            () -> scene.instance.scriptPresent(Scene.WINDOW, PresentStatus.TIMEOUT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("results=[TIMEOUT] (a present never says TIMEOUT)");
            assertClean(scene);
        }

        @Test
        void resizing() {
            AcquiredImage image = scene.draw(swapchain, 1, acquired, done);
            scene.instance.resizeSurface(Scene.WINDOW, 800, 600);
            assertThat(device.surfaceInfo(Scene.WINDOW).currentHeight()).isEqualTo(600);
            assertThat(device.present(swapchain, image.index, done, 0))
                    .isEqualTo(PresentStatus.OUT_OF_DATE);
            long free = device.createBinarySemaphore("free");
            assertThat(scene.acquire(swapchain, free).status).isEqualTo(PresentStatus.OUT_OF_DATE);
            scene.instance.resizeStatus(Scene.WINDOW, PresentStatus.SUBOPTIMAL);
            device.complete(0, 1);
            assertThat(frame(2)).isEqualTo(PresentStatus.SUBOPTIMAL);
            assertThatThrownBy(
                            () -> scene.instance.resizeStatus(Scene.WINDOW, PresentStatus.TIMEOUT))
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
                                            Scene.describeSwapchain(
                                                    "new", Scene.WINDOW, swapchain)))
                    .isInstanceOf(OutOfMemoryException.class);
            long next = device.createSwapchain(Scene.describeSwapchain("new", Scene.WINDOW, 0));
            assertThatThrownBy(
                            () ->
                                    device.createSwapchain(
                                            Scene.describeSwapchain("x", Scene.WINDOW, 0)))
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
            assertThat(scene.acquire(swapchain, acquired).status)
                    .isEqualTo(PresentStatus.SURFACE_LOST);
            assertThatThrownBy(() -> device.surfaceInfo(Scene.WINDOW))
                    .isInstanceOf(VulkanException.class)
                    .hasMessageContaining("VK_ERROR_SURFACE_LOST_KHR for Surface 'window'");
            assertThatThrownBy(
                            () ->
                                    device.createSwapchain(
                                            Scene.describeSwapchain(
                                                    "new", Scene.WINDOW, swapchain)))
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

    @Nested
    class Failures {
        /// For each call that can fail: what to prepare, giving what to call.
        private static final Map<DriverCall, Function<Scene, Callable<?>>> CALLS = calls();

        private static Map<DriverCall, Function<Scene, Callable<?>>> calls() {
            Map<DriverCall, Function<Scene, Callable<?>>> calls = new EnumMap<>(DriverCall.class);
            calls.put(
                    DriverCall.CREATE_INSTANCE,
                    s -> () -> s.driver.createInstance(Scene.REQUEST, m -> {}));
            calls.put(DriverCall.ADAPTERS, s -> s.instance::adapters);
            calls.put(
                    DriverCall.CREATE_DEVICE,
                    s -> {
                        AdapterInfo adapter = s.instance.adapters().getFirst();
                        DeviceRequest request = new DeviceRequest("d", Set.of());
                        return () -> s.instance.createDevice(adapter, request);
                    });
            calls.put(
                    DriverCall.CREATE_HEADLESS_SURFACE,
                    s -> () -> s.instance.createHeadlessSurface("h"));
            calls.put(DriverCall.CREATE_BUFFER, s -> () -> s.buffer("b"));
            calls.put(DriverCall.CREATE_IMAGE, s -> () -> s.image("i"));
            calls.put(
                    DriverCall.IMAGE_REQUIREMENTS,
                    s -> () -> s.device.imageRequirements(Scene.describeImage("i")));
            calls.put(
                    DriverCall.SAMPLE_COUNTS,
                    s -> () -> s.device.sampleCounts(Scene.describeImage("i")));
            MemoryRequirements needs = new MemoryRequirements(65536, 1024, 1, false);
            calls.put(
                    DriverCall.ALLOCATE_MEMORY,
                    s -> () -> s.device.allocateMemory("m", needs, MemoryKind.DEVICE, true));
            calls.put(
                    DriverCall.CREATE_PIPELINE_CACHE,
                    s -> () -> s.device.createPipelineCache("c", new byte[0]));
            calls.put(
                    DriverCall.PIPELINE_CACHE_DATA,
                    s -> {
                        long cache = s.device.createPipelineCache("c", new byte[0]);
                        return () -> s.device.pipelineCacheData(cache);
                    });
            calls.put(
                    DriverCall.FLUSH_MEMORY,
                    s -> {
                        long mapped = s.buffer("b").allocation();
                        return action(() -> s.device.flushMemory("b", mapped, 0, 64));
                    });
            calls.put(
                    DriverCall.INVALIDATE_MEMORY,
                    s -> {
                        long mapped = s.buffer("b").allocation();
                        return action(() -> s.device.invalidateMemory("b", mapped, 0, 64));
                    });
            calls.put(
                    DriverCall.PLACE_BUFFER,
                    s -> {
                        NativeMemory block =
                                s.device.allocateMemory("m", needs, MemoryKind.DEVICE, true);
                        return () -> s.device.placeBuffer("b", 64, block, 0);
                    });
            calls.put(
                    DriverCall.PLACE_IMAGE,
                    s -> {
                        NativeMemory block =
                                s.device.allocateMemory("m", needs, MemoryKind.DEVICE, true);
                        return () -> s.device.placeImage(Scene.describeImage("i"), block, 0);
                    });
            calls.put(
                    DriverCall.CREATE_IMAGE_VIEW,
                    s -> {
                        long image = s.image("i").handle();
                        return () -> s.view("v", image);
                    });
            calls.put(
                    DriverCall.CREATE_SAMPLER,
                    s -> () -> s.device.createSampler(Scene.describeSampler("s")));
            calls.put(
                    DriverCall.CREATE_ACCELERATION_STRUCTURE,
                    s -> {
                        long below = s.device.createBuffer("b", 512, MemoryKind.DEVICE).handle();
                        return action(
                                () ->
                                        s.device.createAccelerationStructure(
                                                "a", 1, below, 256, 256));
                    });
            calls.put(
                    DriverCall.CREATE_BINDLESS_SET,
                    s -> {
                        var description = s.describeBindless();
                        return action(() -> s.device.createBindlessSet(description));
                    });
            calls.put(
                    DriverCall.CREATE_COMPUTE_PIPELINE,
                    s -> {
                        s.createBindless();
                        return () -> s.computePipeline("p");
                    });
            calls.put(
                    DriverCall.CREATE_RASTER_PIPELINE,
                    s -> {
                        s.createBindless();
                        return () -> s.rasterPipeline("p");
                    });
            calls.put(DriverCall.CREATE_COMMANDS, s -> () -> s.device.createCommands(0, "c"));
            calls.put(
                    DriverCall.CREATE_BINARY_SEMAPHORE,
                    s -> () -> s.device.createBinarySemaphore("s"));
            calls.put(
                    DriverCall.CREATE_TIMELINE_SEMAPHORE,
                    s -> () -> s.device.createTimelineSemaphore("t", 0));
            calls.put(
                    DriverCall.SEMAPHORE_VALUE,
                    s -> {
                        long semaphore = s.device.createTimelineSemaphore("t", 0);
                        return () -> s.device.semaphoreValue(semaphore);
                    });
            calls.put(
                    DriverCall.WAIT_FOR_SEMAPHORE,
                    s -> {
                        long semaphore = s.device.createTimelineSemaphore("t", 1);
                        return () -> s.device.waitForSemaphore(semaphore, 1, 0);
                    });
            calls.put(
                    DriverCall.SIGNAL_SEMAPHORE,
                    s -> {
                        long semaphore = s.device.createTimelineSemaphore("t", 0);
                        return () -> {
                            s.device.signalSemaphore(semaphore, 1);
                            return semaphore;
                        };
                    });
            calls.put(
                    DriverCall.CREATE_PIPELINE_CACHE,
                    s -> () -> s.device.createPipelineCache("c", new byte[0]));
            calls.put(
                    DriverCall.PIPELINE_CACHE_DATA,
                    s -> {
                        long cache = s.device.createPipelineCache("c", new byte[0]);
                        return () -> s.device.pipelineCacheData(cache);
                    });
            calls.put(DriverCall.CREATE_FENCE, s -> () -> s.device.createFence("f"));
            calls.put(DriverCall.CALIBRATED_TIME, s -> () -> s.device.calibratedTime());
            calls.put(DriverCall.CREATE_EVENT, s -> () -> s.device.createEvent("e"));
            calls.put(
                    DriverCall.CREATE_QUERY_POOL,
                    s -> () -> s.device.createQueryPool("q", 2, 4, 0));
            calls.put(
                    DriverCall.QUERY_RESULTS,
                    s -> {
                        long pool = s.device.createQueryPool("q", 2, 4, 0);
                        s.device.resetQueryPool(pool, 0, 4);
                        return () -> {
                            s.device.queryResults(pool, 0, 4, 1, new long[8]);
                            return pool;
                        };
                    });
            calls.put(
                    DriverCall.FENCE_SIGNALED,
                    s -> {
                        long fence = s.device.createFence("f");
                        return () -> s.device.fenceSignaled(fence);
                    });
            calls.put(
                    DriverCall.WAIT_FOR_FENCE,
                    s -> {
                        long fence = s.device.createFence("f");
                        return () -> s.device.waitForFence(fence, 0);
                    });
            calls.put(
                    DriverCall.RESET_FENCE,
                    s -> {
                        long fence = s.device.createFence("f");
                        return action(() -> s.device.resetFence(fence));
                    });
            calls.put(DriverCall.SUBMIT, s -> action(() -> s.submit(1)));
            calls.put(DriverCall.COMPLETED_VALUE, s -> () -> s.device.completedValue(0));
            calls.put(DriverCall.WAIT_FOR_VALUE, s -> () -> s.device.waitForValue(0, 0, 0));
            calls.put(DriverCall.WAIT_IDLE, s -> action(s.device::waitIdle));
            calls.put(DriverCall.WAIT_QUEUE_IDLE, s -> action(() -> s.device.waitQueueIdle(0)));
            calls.put(
                    DriverCall.SURFACE_INFO,
                    s -> {
                        s.instance.adoptSurface(Scene.WINDOW, "w");
                        return () -> s.device.surfaceInfo(Scene.WINDOW);
                    });
            calls.put(
                    DriverCall.CAN_PRESENT,
                    s -> {
                        s.instance.adoptSurface(Scene.WINDOW, "w");
                        return () -> s.device.canPresent(Scene.WINDOW);
                    });
            calls.put(
                    DriverCall.CREATE_SWAPCHAIN,
                    s -> {
                        s.instance.adoptSurface(Scene.WINDOW, "w");
                        return () ->
                                s.device.createSwapchain(
                                        Scene.describeSwapchain("sc", Scene.WINDOW, 0));
                    });
            calls.put(
                    DriverCall.SWAPCHAIN_IMAGES,
                    s -> {
                        long swapchain = s.swapchain();
                        return () -> s.device.swapchainImages(swapchain);
                    });
            calls.put(
                    DriverCall.ACQUIRE_IMAGE,
                    s -> {
                        long swapchain = s.swapchain();
                        long semaphore = s.device.createBinarySemaphore("a");
                        return () -> s.acquire(swapchain, semaphore).status;
                    });
            calls.put(
                    DriverCall.PRESENT,
                    s -> {
                        long swapchain = s.swapchain();
                        long acquired = s.device.createBinarySemaphore("a");
                        long done = s.device.createBinarySemaphore("d");
                        AcquiredImage image = s.draw(swapchain, 1, acquired, done);
                        return () -> s.device.present(swapchain, image.index, done, 0);
                    });
            calls.put(
                    DriverCall.BEGIN,
                    s -> {
                        SimulatedCommands commands = s.device.createCommands(0, "c");
                        return action(() -> commands.begin(false));
                    });
            calls.put(
                    DriverCall.END,
                    s -> {
                        SimulatedCommands commands = s.recording("c");
                        return action(commands::end);
                    });
            calls.put(
                    DriverCall.RESET,
                    s -> {
                        SimulatedCommands commands = s.recording("c");
                        return action(commands::reset);
                    });
            return calls;
        }

        private static Callable<Boolean> action(Runnable action) {
            return () -> {
                action.run();
                return true;
            };
        }

        private static boolean toleratesLoss(DriverCall call) {
            return switch (call) {
                case COMPLETED_VALUE,
                        WAIT_FOR_VALUE,
                        WAIT_IDLE,
                        WAIT_QUEUE_IDLE,
                        SEMAPHORE_VALUE,
                        WAIT_FOR_SEMAPHORE,
                        FENCE_SIGNALED,
                        WAIT_FOR_FENCE ->
                        true;
                default -> false;
            };
        }

        @Test
        void everyCallThatCanFailIsTried() {
            assertThat(CALLS.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.of(DriverCall.values()).filter(DriverCall::fallible).toList());
        }

        @TestFactory
        Stream<DynamicTest> failsWithoutEffect() {
            return CALLS.entrySet().stream()
                    .flatMap(
                            entry ->
                                    entry.getKey().allowedFailures().stream()
                                            .sorted()
                                            .map(
                                                    result ->
                                                            DynamicTest.dynamicTest(
                                                                    entry.getKey() + " " + result,
                                                                    () ->
                                                                            tryFailure(
                                                                                    entry.getKey(),
                                                                                    entry
                                                                                            .getValue(),
                                                                                    result))));
        }

        private static void tryFailure(
                DriverCall call, Function<Scene, Callable<?>> prepare, VulkanResult result)
                throws Exception {
            Scene scene = new Scene();
            Callable<?> action = prepare.apply(scene);
            long open = scene.instance.books().totalOpen();
            scene.driver.logCalls(true);
            scene.driver.failNext(call.methodName(), result);
            boolean lost = result == VulkanResult.DEVICE_LOST;
            boolean status =
                    (call == DriverCall.ACQUIRE_IMAGE || call == DriverCall.PRESENT)
                            && (result == VulkanResult.OUT_OF_DATE
                                    || result == VulkanResult.SURFACE_LOST);
            if (status) {
                assertThat(action.call()).hasToString(result.name());
            } else if (lost && toleratesLoss(call)) {
                assertThat(action.call()).isNotEqualTo(false);
            } else {
                assertThatThrownBy(action::call)
                        .isInstanceOf(VulkanException.class)
                        .hasMessageStartingWith(
                                call.vulkanName() + " failed with " + result.vulkanName());
            }
            assertThat(scene.driver.plannedFailures()).isZero();
            assertThat(scene.driver.calls().getLast().result()).isEqualTo(result);
            assertThat(scene.instance.books().totalOpen()).isEqualTo(open);
            assertThat(scene.device.isLost()).isEqualTo(lost && call != DriverCall.CREATE_DEVICE);
            if (!lost && !(status && call == DriverCall.PRESENT)) {
                action.call();
            }
            assertClean(scene);
        }

        @Test
        void theNthCallOfThoseThatCanFailSo() {
            Scene scene = new Scene();
            SimulatedDriver driver = scene.driver;
            long before = driver.callCount(VulkanResult.OUT_OF_POOL_MEMORY);
            driver.failCall(3, VulkanResult.OUT_OF_DEVICE_MEMORY);
            scene.buffer("one");
            // It cannot fail, so it does not count.
            scene.device.formatFeatures(37);
            scene.buffer("two");
            assertThat(driver.plannedFailures()).isEqualTo(1);
            assertThatThrownBy(() -> scene.image("three")).isInstanceOf(OutOfMemoryException.class);
            scene.image("three");
            driver.failCall(1, VulkanResult.OUT_OF_POOL_MEMORY);
            scene.buffer("four");
            driver.clearFailures();
            assertThat(driver.callCount(VulkanResult.OUT_OF_POOL_MEMORY)).isEqualTo(before);
            assertThat(driver.callCount(DriverCall.CREATE_BUFFER)).isEqualTo(3);
            assertThat(driver.callCount()).isEqualTo(driver.fallibleCallCount() + 1);
        }

        @Test
        void everyPlaceOfASceneCanFail() {
            SimulatedDriver counted = new SimulatedDriver();
            play(counted);
            long calls = counted.callCount(VulkanResult.OUT_OF_HOST_MEMORY);
            assertThat(calls).isEqualTo(9);
            for (long n = 1; n <= calls; n++) {
                SimulatedDriver driver = new SimulatedDriver();
                driver.failCall(n, VulkanResult.OUT_OF_HOST_MEMORY);
                assertThatThrownBy(() -> play(driver)).isInstanceOf(OutOfMemoryException.class);
                assertThat(driver.plannedFailures()).isZero();
                assertThat(driver.faults()).isEmpty();
            }
        }

        private void play(SimulatedDriver driver) {
            Scene scene = new Scene(driver);
            NativeBuffer buffer = scene.buffer("b");
            SimulatedCommands commands = scene.recording("c");
            commands.fillBuffer(buffer.handle(), 0, 4, 0);
            commands.end();
            scene.submit(1, commands);
            scene.device.complete(0, 1);
        }

        @Test
        void impossibleFailuresAreRefused() {
            SimulatedDriver driver = new SimulatedDriver();
            assertThatThrownBy(() -> driver.failNext("destroyBuffer", VulkanResult.DEVICE_LOST))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("destroyBuffer can fail with DEVICE_LOST (expected one of [])");
            assertThatThrownBy(() -> driver.failNext("createBuffers", VulkanResult.UNKNOWN))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "no driver call is named 'createBuffers'; see DriverCall for the"
                                    + " names");
            assertThatThrownBy(() -> driver.failCall(0, VulkanResult.OUT_OF_HOST_MEMORY))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("n=0 (expected 1 or more)");
            assertThatThrownBy(() -> driver.failCall(1, VulkanResult.SUCCESS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no call can fail with SUCCESS");
            assertThat(SimulatedDriver.allowedFailures("submit"))
                    .containsExactlyInAnyOrder(
                            VulkanResult.OUT_OF_HOST_MEMORY,
                            VulkanResult.OUT_OF_DEVICE_MEMORY,
                            VulkanResult.DEVICE_LOST,
                            VulkanResult.UNKNOWN);
        }
    }

    @Nested
    class Calls {
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
                            await(leave);
                        }
                    });
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> destroying =
                        executor.submit(
                                () ->
                                        scene.device.destroyBuffer(
                                                buffer.handle(), buffer.allocation()));
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

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
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

    @Nested
    class Load {
        /// The long runs of others rely on this one: 200,000 steps take a second or two. The bound
        /// is wide, since machines that test are busy.
        @Test
        void manySteps() {
            long seed = System.nanoTime();
            SplittableRandom random = new SplittableRandom(seed);
            Scene scene = new Scene();
            SimulatedDevice device = scene.device;
            SimulatedCommands commands = device.createCommands(0, "c");
            List<NativeBuffer> buffers = new ArrayList<>();
            long value = 0;
            long start = System.nanoTime();
            for (int step = 0; step < 200_000; step++) {
                switch (random.nextInt(4)) {
                    case 0, 1 -> buffers.add(scene.buffer("b"));
                    case 2 -> {
                        if (!buffers.isEmpty()) {
                            NativeBuffer last = buffers.removeLast();
                            device.destroyBuffer(last.handle(), last.allocation());
                        }
                    }
                    default -> {
                        commands.begin(false);
                        for (int i = 0; i < Math.min(3, buffers.size()); i++) {
                            commands.fillBuffer(buffers.get(i).handle(), 0, 16, step);
                        }
                        commands.end();
                        scene.submit(++value, commands);
                        device.complete(0, value);
                        commands.reset();
                    }
                }
            }
            long nanos = System.nanoTime() - start;
            assertThat(nanos).as("seed %d", seed).isLessThan(20 * SECOND);
            commands.destroy();
            buffers.forEach(b -> device.destroyBuffer(b.handle(), b.allocation()));
            assertThat(device.allocatedBytes()).isZero();
            device.destroy();
            scene.instance.destroy();
            assertThat(scene.instance.books().openText()).isEqualTo("nothing");
            assertClean(scene);
        }

        @Test
        void manyThreads() throws Exception {
            Scene scene = new Scene(new SimulatedDriver().queues(4));
            SimulatedDevice device = scene.device;
            try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
                List<Future<?>> running = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    int queue = thread;
                    running.add(executor.submit(() -> work(device, queue)));
                }
                for (Future<?> future : running) {
                    future.get(60, TimeUnit.SECONDS);
                }
            }
            device.destroy();
            scene.instance.destroy();
            assertThat(scene.instance.books().totalOpen()).isZero();
            assertClean(scene);
        }

        private static void work(SimulatedDevice device, int queue) {
            SimulatedCommands commands = device.createCommands(queue, "c" + queue);
            for (long value = 1; value <= 5000; value++) {
                NativeBuffer buffer = device.createBuffer("b", 64, MemoryKind.READBACK);
                commands.begin(false);
                commands.fillBuffer(buffer.handle(), 0, 64, (int) value);
                commands.end();
                device.submit(queue, Scene.batch(value, commands));
                device.complete(queue, value);
                assertThat(memory(buffer).get(ValueLayout.JAVA_INT, 60)).isEqualTo((int) value);
                commands.reset();
                device.destroyBuffer(buffer.handle(), buffer.allocation());
            }
            commands.destroy();
        }
    }
}
