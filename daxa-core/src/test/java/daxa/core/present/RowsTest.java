package daxa.core.present;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.command.SubmitToken;
import daxa.core.driver.Feature;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.InterruptedWaitException;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.transfer.Readback;
import daxa.core.transfer.StagingInfo;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.Latches;
import daxa.testing.OnDriver;
import daxa.testing.TwoWindows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// What threads may do beside a window, by the numbers of the rows: no lock is held where user code
/// runs (W5) or where the host copies (W13), resizes and presents stop nobody (W14), and waits end
/// soon (S5).
@OnDriver(Gpu.Kind.SIMULATED)
class RowsTest {
    private static final long SOON_NANOS = 1_000_000_000;

    private static Window window(Gpu gpu, String name) {
        return gpu.own(
                gpu.instance()
                        .createWindow(
                                WindowInfo.of(name, 64, 48)
                                        .withSystem(new HeadlessWindowSystem())));
    }

    private static Swapchain swapchain(Gpu gpu, String name) {
        return gpu.own(gpu.device().createSwapchain(SwapchainInfo.of(name, window(gpu, name))));
    }

    private static void frame(Swapchain swapchain, CommandRecorder recorder) {
        SwapchainFrame frame = swapchain.acquire(Gpu.LONG).orElseThrow();
        recorder.begin();
        recorder.clearImage(frame.image(), 0, 0, 0, 1);
        swapchain.present(recorder.complete());
    }

    /// Runs something on another thread, which must not be held up.
    private static void onAnotherThread(Runnable work) {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        work.run();
                                    } catch (Throwable e) {
                                        thrown.set(e);
                                    }
                                });
        try {
            assertThat(thread.join(Gpu.LONG)).as("the thread is held up").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(thrown.get()).isNull();
    }

    /// Everything but the main queue: resources, recording, other queues, collections.
    private static void work(Gpu gpu, int queue) {
        var on = gpu.device().queues().get(queue);
        try (Buffer buffer = gpu.device().createBuffer(BufferInfo.of("work", 64));
                CommandRecorder recorder = gpu.device().createCommandRecorder("work", on)) {
            recorder.begin();
            recorder.barrier(Access.ALL, Access.ALL);
            recorder.fillBuffer(buffer, 0, 64, 1);
            SubmitToken token = on.submit(recorder.complete());
            token.await(Gpu.LONG);
        }
        gpu.device().collectGarbage();
    }

    @Test
    @GpuSetup(autoComplete = true, queues = 2)
    void rowW5ListenersMayCallEverything(Gpu gpu) {
        Window window = window(gpu, "window");
        Swapchain swapchain =
                gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("swapchain", window)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        int[] heard = new int[2];
        window.onResize(
                (width, height) -> {
                    heard[0]++;
                    work(gpu, 0);
                    onAnotherThread(() -> work(gpu, 1));
                    frame(swapchain, recorder);
                    assertThat(swapchain.width()).isEqualTo(width);
                    window.pollEvents();
                });
        window.onKey(
                (key, action) -> {
                    heard[1]++;
                    window(gpu, "opened by a listener");
                    window.setSize(10, 10);
                });
        HeadlessWindowSystem.resize(window, 100, 20);
        HeadlessWindowSystem.key(window, Key.A, KeyAction.PRESS);
        window.pollEvents();
        window.pollEvents();
        assertThat(heard).containsExactly(2, 1);
    }

    /// The consumer of a readback copies what it is given.
    @Test
    @GpuSetup(autoComplete = true, queues = 2)
    void rowW13WhoCopiesHoldsUpNoOtherThread(Gpu gpu) throws InterruptedException {
        Buffer buffer = gpu.own(gpu.device().createBuffer(BufferInfo.of("buffer", 64)));
        Readback readback = gpu.own(gpu.device().createReadback(StagingInfo.of("staging")));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        whileInside(
                gpu,
                inside,
                gate,
                () -> {
                    readback.read(
                            buffer,
                            0,
                            64,
                            memory -> {
                                inside.countDown();
                                Latches.await(gate);
                            });
                    readback.finish(Gpu.LONG);
                });
    }

    /// The driver copies from the host's memory to an image, on the thread that calls.
    @Test
    @GpuSetup(autoComplete = true, queues = 2, features = Feature.HOST_IMAGE_COPY)
    void rowW13WhoCopiesToAnImageHoldsUpNoOtherThread(Gpu gpu) throws InterruptedException {
        ImageInfo info = ImageInfo.of2D("texels", Format.R32_UINT, 4, 2, ImageUsage.HOST_TRANSFER);
        Image image = gpu.own(gpu.device().createImage(info));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.COPY_MEMORY_TO_IMAGE) {
                                inside.countDown();
                                Latches.await(gate);
                            }
                        });
        whileInside(
                gpu,
                inside,
                gate,
                () ->
                        gpu.device()
                                .copyToImage(
                                        MemorySegment.ofArray(new int[8]),
                                        image,
                                        ImageArea.of(info, 0)));
    }

    /// Works on both queues while another thread is inside of a copy.
    private static void whileInside(
            Gpu gpu, CountDownLatch inside, CountDownLatch gate, Runnable copy)
            throws InterruptedException {
        Thread copier = Thread.ofPlatform().start(copy);
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        try {
            onAnotherThread(() -> work(gpu, 0));
            onAnotherThread(() -> work(gpu, 1));
        } finally {
            gate.countDown();
            copier.join();
        }
    }

    /// A window that nobody sees blocks whoever acquires from it or presents to it, on some
    /// platforms.
    @ParameterizedTest
    @EnumSource(
            value = DriverCall.class,
            names = {"ACQUIRE_IMAGE", "PRESENT"})
    @GpuSetup(autoComplete = true, queues = 2)
    void rowW14AHiddenWindowHoldsUpNoOtherThread(DriverCall blocking, Gpu gpu)
            throws InterruptedException {
        Swapchain hidden = swapchain(gpu, "hidden");
        Swapchain shown = swapchain(gpu, "shown");
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        CommandRecorder other = gpu.own(gpu.device().createCommandRecorder("hidden frames"));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Thread blocked = Thread.ofPlatform().unstarted(() -> frame(hidden, other));
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == blocking && Thread.currentThread().equals(blocked)) {
                                inside.countDown();
                                Latches.await(gate);
                            }
                        });
        blocked.start();
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        try {
            onAnotherThread(() -> work(gpu, 1));
            if (blocking == DriverCall.ACQUIRE_IMAGE) {
                // A present has the main queue for itself: Vulkan wants that.
                onAnotherThread(() -> work(gpu, 0));
                onAnotherThread(() -> frame(shown, recorder));
            }
        } finally {
            gate.countDown();
            blocked.join();
            gpu.driver().onCall(null);
        }
        frame(hidden, other);
    }

    @Test
    @GpuSetup(autoComplete = true)
    void rowW14TwoWindowsAreResizedWhileAnotherThreadSubmits(Gpu gpu) {
        new TwoWindows(gpu).resizeHeadless(System.nanoTime(), 200);
    }

    @Test
    void rowS5AnAcquireEndsSoonAfterAnInterruptOrItsDeadline(Gpu gpu) throws InterruptedException {
        Swapchain swapchain = swapchain(gpu, "swapchain");
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        frame(swapchain, recorder);
        frame(swapchain, recorder);
        long start = System.nanoTime();
        assertThat(swapchain.acquire(Duration.ofMillis(20))).isEmpty();
        assertThat(System.nanoTime() - start).isBetween(20_000_000L, 20_000_000 + SOON_NANOS);
        CountDownLatch inside = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.WAIT_FOR_VALUE) {
                                inside.countDown();
                            }
                        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiter =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        swapchain.acquire(Duration.ofHours(1));
                                    } catch (InterruptedWaitException e) {
                                        thrown.set(e);
                                    }
                                });
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        start = System.nanoTime();
        waiter.interrupt();
        assertThat(waiter.join(Gpu.LONG)).isTrue();
        assertThat(System.nanoTime() - start).isLessThan(SOON_NANOS);
        assertThat(thrown.get()).isInstanceOf(InterruptedWaitException.class);
        gpu.driver().onCall(null);
        gpu.finishAll();
    }
}
