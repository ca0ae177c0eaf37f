package daxa.test.present;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.driver.Feature;
import daxa.core.driver.NativeKind;
import daxa.core.driver.PresentStatus;
import daxa.core.error.ThreadConfinementException;
import daxa.core.error.UsageException;
import daxa.core.present.Cursor;
import daxa.core.present.GlfwWindowSystem;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.PresentMode;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.test.Child;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.TwoWindows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/// Windows and swapchains on the software driver, under validation and synchronisation validation:
/// real ones on the display, and headless ones.
@OnDriver(Gpu.Kind.VULKAN)
class WindowTest {
    private static Window open(Gpu gpu, String title, int width, int height) {
        return gpu.own(gpu.instance().createWindow(WindowInfo.of(title, width, height)));
    }

    private static Window headless(Gpu gpu, int width, int height) {
        return gpu.own(
                gpu.instance()
                        .createWindow(
                                WindowInfo.of("headless", width, height)
                                        .withSystem(new HeadlessWindowSystem())));
    }

    private static SwapchainFrame acquire(Window window, Swapchain swapchain) {
        for (int i = 0; i < 100; i++) {
            window.pollEvents();
            Optional<SwapchainFrame> acquired = swapchain.acquire(Gpu.LONG);
            if (acquired.isPresent()) {
                return acquired.get();
            }
        }
        throw new AssertionError("no image in a hundred tries");
    }

    private static PresentStatus clearFrame(
            Window window, Swapchain swapchain, CommandRecorder recorder, float red) {
        SwapchainFrame frame = acquire(window, swapchain);
        recorder.begin();
        recorder.clearImage(frame.image(), red, 0.5f, 0, 1);
        return swapchain.present(recorder.complete());
    }

    /// Waits until the platform has given a window its size.
    private static void awaitSize(Window window, int width, int height) {
        long start = System.nanoTime();
        while (window.width() != width || window.height() != height) {
            window.pollEvents();
            if (System.nanoTime() - start > Gpu.LONG.toNanos()) {
                throw new AssertionError("the window is " + window.width() + "x" + window.height());
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void thirtyFramesAndTenResizes(Gpu gpu) {
        Window window = open(gpu, "colours", 320, 240);
        Swapchain swapchain =
                gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("main", window)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        for (int i = 0; i < 30; i++) {
            clearFrame(window, swapchain, recorder, i / 30f);
        }
        for (int resize = 1; resize <= 10; resize++) {
            window.setSize(320 + 10 * resize, 240 + 5 * resize);
            awaitSize(window, 320 + 10 * resize, 240 + 5 * resize);
            for (int i = 0; i < 5; i++) {
                clearFrame(window, swapchain, recorder, i / 5f);
            }
            assertThat(swapchain.width()).isEqualTo(320 + 10 * resize);
            assertThat(swapchain.height()).isEqualTo(240 + 5 * resize);
        }
        gpu.settle();
        // Nothing piles up.
        assertThat(gpu.instance().nativeObjects().open(NativeKind.SWAPCHAIN)).isEqualTo(1);
    }

    @Test
    void theScreenShowsWhatWasRendered(Gpu gpu) {
        Window window = open(gpu, "picture", 64, 48);
        Swapchain swapchain =
                gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("main", window)));
        assertThat(swapchain.format()).isEqualTo(Format.B8G8R8A8_UNORM);
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        try (Screen screen = new Screen()) {
            showAndCompare(gpu, screen, window, swapchain, recorder, 64, 48);
            window.setSize(100, 30);
            awaitSize(window, 100, 30);
            showAndCompare(gpu, screen, window, swapchain, recorder, 100, 30);
        }
    }

    private static void showAndCompare(
            Gpu gpu,
            Screen screen,
            Window window,
            Swapchain swapchain,
            CommandRecorder recorder,
            int width,
            int height) {
        int[] picture = new int[width * height];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (i % width * 2) << 16 | (i / width * 3) << 8 | (i * 7 & 0xFF);
        }
        try (Buffer buffer =
                gpu.device().createBuffer(BufferInfo.of("picture", picture.length * 4L).upload())) {
            MemorySegment.copy(
                    picture, 0, buffer.mapped(), ValueLayout.JAVA_INT, 0, picture.length);
            int[] shown = {};
            long start = System.nanoTime();
            // The window system shows an image some time after it was presented.
            while (!Arrays.equals(shown, picture)) {
                SwapchainFrame frame = acquire(window, swapchain);
                assertThat(frame.width()).isEqualTo(width);
                assertThat(frame.height()).isEqualTo(height);
                recorder.begin();
                recorder.copyBufferToImage(
                        buffer, 0, frame.image(), ImageArea.of(frame.image().info(), 0));
                swapchain.present(recorder.complete());
                gpu.device().waitIdle(Gpu.LONG);
                shown = screen.contents(window, width, height);
                if (System.nanoTime() - start > 5_000_000_000L) {
                    assertThat(shown).isEqualTo(picture);
                }
            }
        }
    }

    @Test
    void whatIsPresentedCanBeReadBack(Gpu gpu) {
        Window window = headless(gpu, 16, 16);
        Swapchain swapchain =
                gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("main", window)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        try (Buffer buffer =
                gpu.device().createBuffer(BufferInfo.of("texels", 16 * 16 * 4).readback())) {
            SwapchainFrame frame = acquire(window, swapchain);
            recorder.begin();
            recorder.clearImage(frame.image(), 1, 0, 0.2f, 1);
            recorder.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
            recorder.copyImageToBuffer(
                    frame.image(), ImageArea.of(frame.image().info(), 0), buffer, 0);
            recorder.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
            swapchain.present(recorder.complete());
            gpu.device().waitIdle(Gpu.LONG);
            int expected = swapchain.format() == Format.B8G8R8A8_UNORM ? 0xFFFF0033 : 0xFF3300FF;
            for (int i = 0; i < 16 * 16; i++) {
                assertThat(buffer.mapped().getAtIndex(ValueLayout.JAVA_INT, i)).isEqualTo(expected);
            }
        }
    }

    @Test
    void headlessWindowsFollowTheirSize(Gpu gpu) {
        Window window = headless(gpu, 64, 64);
        Swapchain swapchain =
                gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("main", window)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        for (int size = 64; size < 84; size++) {
            HeadlessWindowSystem.resize(window, size, 100 - size / 2);
            for (int i = 0; i < 4; i++) {
                clearFrame(window, swapchain, recorder, 1);
            }
            assertThat(swapchain.width()).isEqualTo(size);
        }
        HeadlessWindowSystem.resize(window, 0, 0);
        assertThat(swapchain.acquire(Gpu.LONG)).isEmpty();
        HeadlessWindowSystem.resize(window, 10, 10);
        clearFrame(window, swapchain, recorder, 1);
    }

    @ParameterizedTest
    @EnumSource(PresentMode.class)
    void everyPresentModeWorks(PresentMode mode, Gpu gpu) {
        Window window = open(gpu, mode.name(), 64, 64);
        Swapchain swapchain =
                gpu.own(
                        gpu.device()
                                .createSwapchain(
                                        SwapchainInfo.of("main", window).withPresentModes(mode)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        assertThat(swapchain.presentMode()).isEqualTo(mode);
        for (int i = 0; i < 6; i++) {
            clearFrame(window, swapchain, recorder, 1);
        }
        swapchain.setPresentModes(PresentMode.FIFO);
        for (int i = 0; i < 6; i++) {
            clearFrame(window, swapchain, recorder, 1);
        }
        assertThat(swapchain.presentMode()).isEqualTo(PresentMode.FIFO);
    }

    /// The software driver lacks the feature; another may have it.
    @Test
    void waitsForPresentsWorkOrSayWhatToDoInstead(Gpu gpu) {
        Window window = open(gpu, "wait", 64, 48);
        Swapchain swapchain =
                gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("main", window)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        clearFrame(window, swapchain, recorder, 1);
        assertThat(swapchain.newestPresent()).isEqualTo(1);
        if (gpu.device().adapter().features().contains(Feature.PRESENT_WAIT)) {
            assertThat(swapchain.awaitPresent(1, Gpu.LONG)).isEqualTo(PresentStatus.OPTIMAL);
        } else {
            assertThatThrownBy(() -> swapchain.awaitPresent(1, Gpu.LONG))
                    .isInstanceOf(UsageException.class)
                    .hasMessageStartingWith(
                            "Swapchain 'main': waiting for presents needs the feature PRESENT_WAIT"
                                    + " (VK_KHR_present_wait), which device '")
                    .hasMessageEndingWith("tells when the GPU is done with the frame");
        }
    }

    @Test
    void twoWindowsAtOnceAndSrgb(Gpu gpu) {
        Window first = open(gpu, "first", 64, 64);
        Window second = open(gpu, "second", 80, 80);
        Swapchain one = gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("one", first)));
        Swapchain two =
                gpu.own(
                        gpu.device()
                                .createSwapchain(
                                        SwapchainInfo.of("two", second)
                                                .withSrgb()
                                                .withFramesInFlight(3)));
        assertThat(two.format()).isEqualTo(Format.B8G8R8A8_SRGB);
        assertThat(two.usage()).contains(ImageUsage.COLOR_ATTACHMENT);
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        for (int i = 0; i < 20; i++) {
            clearFrame(first, one, recorder, 1);
            clearFrame(second, two, recorder, 0);
        }
        second.setSize(90, 70);
        awaitSize(second, 90, 70);
        for (int i = 0; i < 5; i++) {
            clearFrame(first, one, recorder, 1);
            clearFrame(second, two, recorder, 0);
        }
    }

    @Test
    void rowW14TwoHeadlessWindowsAreResizedByAnotherThreadThanTheirs(Gpu gpu) {
        new TwoWindows(gpu).resizeHeadless(System.nanoTime(), 200);
    }

    /// On one thread, which waits for the display before it goes on: an X11 window may change its
    /// size between Vulkan's answer and the creation of a swapchain, of which the validation layer
    /// complains.
    @Test
    void rowW14TwoWindowsAreResizedWhileAnotherThreadSubmits(Gpu gpu) {
        long seed = System.nanoTime();
        System.out.println("two windows of the display resized at random, seed " + seed);
        Random random = new Random(seed);
        Window[] windows = {open(gpu, "first", 64, 48), open(gpu, "second", 90, 100)};
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        TwoWindows two = new TwoWindows(gpu);
        try (Swapchain first = gpu.device().createSwapchain(TwoWindows.info(0, windows[0]));
                Swapchain second = gpu.device().createSwapchain(TwoWindows.info(1, windows[1]))) {
            assertThat(second.presentMode()).isNotEqualTo(first.presentMode());
            for (int i = 0; i < 200; i++) {
                Window resized = windows[random.nextInt(2)];
                int width = 20 + random.nextInt(100);
                int height = 20 + random.nextInt(100);
                resized.setSize(width, height);
                awaitSize(resized, width, height);
                two.frame(0, first, recorder);
                two.frame(1, second, recorder);
                assertThat(windows[0].equals(resized) ? first.width() : second.width())
                        .isEqualTo(width);
            }
        } finally {
            two.close();
        }
        two.judge();
        gpu.settle();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.SWAPCHAIN)).isZero();
    }

    @Test
    void theMouseClipboardCursorAndFullScreenOfTheDisplay(Gpu gpu) {
        Window window = open(gpu, "input", 100, 100);
        assertThat(window.contentScale()).isPositive();
        window.setClipboard("größer");
        assertThat(window.clipboard()).isEqualTo("größer");
        for (Cursor cursor : Cursor.values()) {
            window.setCursor(cursor);
        }
        window.setCursor(Cursor.ARROW);
        try (Screen screen = new Screen()) {
            long start = System.nanoTime();
            while (window.mouseX() != 30 || window.mouseY() != 40) {
                screen.moveMouse(window, 29, 40);
                screen.moveMouse(window, 30, 40);
                window.pollEvents();
                assertThat(System.nanoTime() - start).isLessThan(Gpu.LONG.toNanos());
            }
        }
        window.setFullScreen(true);
        assertThat(window.isFullScreen()).isTrue();
        long start = System.nanoTime();
        while (window.width() <= 100) {
            window.pollEvents();
            assertThat(System.nanoTime() - start).isLessThan(Gpu.LONG.toNanos());
        }
        Swapchain swapchain =
                gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("main", window)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        clearFrame(window, swapchain, recorder, 1);
        window.setFullScreen(false);
        awaitSize(window, 100, 100);
        clearFrame(window, swapchain, recorder, 1);
    }

    @Test
    void aSwapchainCanFollowAnotherOnItsWindow(Gpu gpu) {
        Window window = open(gpu, "again", 64, 64);
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        for (int i = 0; i < 5; i++) {
            Swapchain swapchain =
                    gpu.device().createSwapchain(SwapchainInfo.of("swapchain " + i, window));
            clearFrame(window, swapchain, recorder, 1);
            clearFrame(window, swapchain, recorder, 1);
            swapchain.close();
        }
    }

    @Test
    void closesWithFramesInFlightAndOneAcquired(Gpu gpu) {
        Window window = open(gpu, "short", 64, 64);
        Swapchain swapchain = gpu.device().createSwapchain(SwapchainInfo.of("main", window));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        clearFrame(window, swapchain, recorder, 1);
        clearFrame(window, swapchain, recorder, 1);
        acquire(window, swapchain);
        swapchain.close();
    }

    @Test
    void oldImagesLingerWithAViewOfTheProgram(Gpu gpu) {
        Window window = open(gpu, "views", 64, 64);
        Swapchain swapchain =
                gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("main", window)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        SwapchainFrame frame = acquire(window, swapchain);
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(frame.image())));
        recorder.begin();
        recorder.clearImage(frame.image(), 1, 1, 1, 1);
        swapchain.present(recorder.complete());
        window.setSize(70, 70);
        awaitSize(window, 70, 70);
        for (int i = 0; i < 5; i++) {
            clearFrame(window, swapchain, recorder, 1);
        }
        gpu.settle();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.SWAPCHAIN)).isEqualTo(2);
        view.close();
        gpu.settle();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.SWAPCHAIN)).isEqualTo(1);
    }

    @Test
    void aRenderThreadPresentsWhileTheMainThreadPolls(Gpu gpu) throws InterruptedException {
        Window window = open(gpu, "threads", 64, 64);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread renderer =
                Thread.ofPlatform().name("renderer").start(() -> render(gpu, window, thrown));
        while (renderer.isAlive()) {
            window.pollEvents();
            Thread.sleep(2);
        }
        assertThat(thrown.get()).isNull();
    }

    /// Headless, since an X11 window may change its size between Vulkan's answer and the creation
    /// of a swapchain, of which the validation layer complains.
    @Test
    void aRenderThreadFollowsASizeThatAnotherThreadChanges(Gpu gpu) throws InterruptedException {
        Window window = headless(gpu, 64, 64);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread renderer =
                Thread.ofPlatform().name("renderer").start(() -> render(gpu, window, thrown));
        for (int i = 0; renderer.isAlive(); i++) {
            window.pollEvents();
            HeadlessWindowSystem.resize(window, i % 7 == 0 ? 0 : 64 + i % 8, 64 + i % 5);
            Thread.sleep(2);
        }
        assertThat(thrown.get()).isNull();
    }

    private static void render(Gpu gpu, Window window, AtomicReference<Throwable> thrown) {
        try (CommandRecorder recorder = gpu.device().createCommandRecorder("frames");
                Swapchain swapchain =
                        gpu.device().createSwapchain(SwapchainInfo.of("main", window))) {
            for (int i = 0; i < 100; i++) {
                Optional<SwapchainFrame> frame = swapchain.acquire(Gpu.LONG);
                if (frame.isPresent()) {
                    recorder.begin();
                    recorder.clearImage(frame.get().image(), 1, 0, 0, 1);
                    swapchain.present(recorder.complete());
                }
            }
            assertThatThrownBy(window::pollEvents).isInstanceOf(ThreadConfinementException.class);
        } catch (Throwable e) {
            thrown.set(e);
        }
    }

    @Test
    void aWindowThatDiesElsewhereGoesWithTheNextPoll(Gpu gpu) throws InterruptedException {
        Window window = gpu.instance().createWindow(WindowInfo.of("late", 64, 64));
        Swapchain swapchain = gpu.device().createSwapchain(SwapchainInfo.of("main", window));
        window.close();
        Thread.ofPlatform()
                .start(
                        () -> {
                            swapchain.close();
                            gpu.device().waitIdle(Gpu.LONG);
                            gpu.device().collectGarbage();
                        })
                .join();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.SURFACE)).isZero();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.WINDOW)).isEqualTo(1);
        GlfwWindowSystem.get().pollEvents();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.WINDOW)).isZero();
    }

    @Test
    void withoutADisplayTheErrorSaysWhatToDo() {
        String output =
                Child.run(
                        OpenWindow.class,
                        environment -> {
                            environment.remove("DISPLAY");
                            environment.remove("WAYLAND_DISPLAY");
                        });
        assertThat(output)
                .contains(
                        "NoDisplayException: no display: neither DISPLAY nor WAYLAND_DISPLAY is"
                                + " set; set DISPLAY or WAYLAND_DISPLAY, or run headless"
                                + " (HeadlessWindowSystem)")
                .endsWith("still alive" + System.lineSeparator());
    }
}
