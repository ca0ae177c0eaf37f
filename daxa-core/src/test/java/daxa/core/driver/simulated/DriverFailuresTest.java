package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.AcquiredImage;
import daxa.core.driver.AdapterInfo;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.MemoryRequirements;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeMemory;
import daxa.core.driver.SemaphoreList;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;

/// Each call that can fail does so in each way that Vulkan allows, and leaves nothing behind.
class DriverFailuresTest extends SimulatedDriverRules {
    // VK_IMAGE_ASPECT_COLOR_BIT
    // Out of date and lost surfaces are statuses there.
    private static final Set<DriverCall> PRESENTATION =
            Set.of(DriverCall.ACQUIRE_IMAGE, DriverCall.PRESENT, DriverCall.WAIT_FOR_PRESENT);

    private static final int COLOR = 1;

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
                DriverCall.IMAGE_TO_GENERAL,
                s -> {
                    long image = s.hostImage("i");
                    return action(() -> s.device.imageToGeneral("i", image, COLOR));
                });
        calls.put(
                DriverCall.COPY_MEMORY_TO_IMAGE,
                s -> {
                    long image = s.hostImage("i");
                    s.device.imageToGeneral("i", image, COLOR);
                    MemorySegment texels = Arena.ofAuto().allocate(8 * 4 * 4);
                    return action(
                            () ->
                                    s.device.copyMemoryToImage(
                                            "i", texels.address(), image, Scene.region()));
                });
        calls.put(
                DriverCall.COPY_IMAGE_TO_MEMORY,
                s -> {
                    long image = s.hostImage("i");
                    s.device.imageToGeneral("i", image, COLOR);
                    MemorySegment texels = Arena.ofAuto().allocate(8 * 4 * 4);
                    return action(
                            () ->
                                    s.device.copyImageToMemory(
                                            "i", image, texels.address(), Scene.region()));
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
                            () -> s.device.createAccelerationStructure("a", 1, below, 256, 256));
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
                DriverCall.CREATE_RAY_TRACING_PIPELINE,
                s -> {
                    s.createBindless();
                    return () -> s.rayTracingPipeline("p");
                });
        calls.put(
                DriverCall.SHADER_GROUP_HANDLES,
                s -> {
                    s.createBindless();
                    long pipeline = s.rayTracingPipeline("p");
                    int size =
                            s.instance
                                    .adapters()
                                    .getFirst()
                                    .limits()
                                    .rayTracing()
                                    .shaderGroupHandleSize();
                    MemorySegment handles = Arena.ofAuto().allocate(size);
                    return action(
                            () ->
                                    s.device.shaderGroupHandles(
                                            "t", pipeline, 1, handles.address(), size));
                });
        calls.put(
                DriverCall.CREATE_RASTER_PIPELINE,
                s -> {
                    s.createBindless();
                    return () -> s.rasterPipeline("p");
                });
        calls.put(DriverCall.CREATE_COMMANDS, s -> () -> s.device.createCommands(0, "c"));
        calls.put(
                DriverCall.CREATE_BINARY_SEMAPHORE, s -> () -> s.device.createBinarySemaphore("s"));
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
                DriverCall.WAIT_FOR_ANY,
                s -> {
                    SemaphoreList any = new SemaphoreList();
                    any.addQueue(0, 0);
                    return () -> s.device.waitForAny(any, 0);
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
        calls.put(DriverCall.CREATE_QUERY_POOL, s -> () -> s.device.createQueryPool("q", 2, 4, 0));
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
                    return () -> s.device.present(swapchain, image.index, done, 0, 0);
                });
        calls.put(
                DriverCall.WAIT_FOR_PRESENT,
                s -> {
                    long swapchain = s.swapchain();
                    long acquired = s.device.createBinarySemaphore("a");
                    long done = s.device.createBinarySemaphore("d");
                    AcquiredImage image = s.draw(swapchain, 1, acquired, done);
                    s.device.present(swapchain, image.index, done, 0, 1);
                    s.device.complete(0, 1);
                    return () -> s.device.waitForPresent(swapchain, 1, 0);
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
                    WAIT_FOR_ANY,
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
                                                                                entry.getValue(),
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
                PRESENTATION.contains(call)
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
