package daxa.samples;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.CommandRecorder;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.Key;
import daxa.core.present.KeyAction;
import daxa.core.present.PresentMode;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskGraph;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// What keys, dropped files and the clipboard do to a window of a sample.
@OnDriver(Gpu.Kind.SIMULATED)
@GpuSetup(autoComplete = true)
class WindowControlsTest {
    private final HeadlessWindowSystem system = new HeadlessWindowSystem();
    private final AtomicInteger pauses = new AtomicInteger();
    private Runner.@Nullable Stage stage;

    private Window window(Gpu gpu) {
        return gpu.own(
                gpu.instance().createWindow(WindowInfo.of("stage", 64, 48).withSystem(system)));
    }

    private static Swapchain swapchain(Gpu gpu, Window window) {
        return gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("main", window)));
    }

    private static void press(Window window, Key key) {
        HeadlessWindowSystem.key(window, key, KeyAction.PRESS);
        HeadlessWindowSystem.key(window, key, KeyAction.RELEASE);
        window.pollEvents();
    }

    private static void show(Swapchain swapchain, CommandRecorder recorder) {
        SwapchainFrame frame = swapchain.acquire(Gpu.LONG).orElseThrow();
        recorder.begin();
        recorder.clearImage(frame.image(), 0, 0, 0, 1);
        swapchain.present(recorder.complete());
    }

    @Test
    void theTitleTellsWhatHasHappened(Gpu gpu) {
        Window window = window(gpu);
        WindowControls controls =
                new WindowControls("it", window, swapchain(gpu, window), pauses::incrementAndGet);
        controls.update();
        assertThat(controls.title()).isEqualTo("it, 64x48, FIFO");
        press(window, Key.P);
        assertThat(controls.title()).isEqualTo("it, 64x48, FIFO, pointer TEXT");
        HeadlessWindowSystem.drop(window, List.of(Path.of("picture.png")));
        window.pollEvents();
        assertThat(controls.title()).isEqualTo("it, 64x48, FIFO, dropped: [picture.png]");
        press(window, Key.C);
        assertThat(window.clipboard()).isEqualTo(controls.title());
        window.setClipboard("words");
        press(window, Key.V);
        assertThat(controls.title()).isEqualTo("it, 64x48, FIFO, clipboard: words");
    }

    @Test
    void keysFillTheScreenPauseAndClose(Gpu gpu) {
        Window window = window(gpu);
        WindowControls controls =
                new WindowControls("it", window, swapchain(gpu, window), pauses::incrementAndGet);
        press(window, Key.F);
        assertThat(window.isFullScreen()).isTrue();
        press(window, Key.F);
        assertThat(window.isFullScreen()).isFalse();
        press(window, Key.SPACE);
        assertThat(pauses).hasValue(1);
        assertThat(window.closeRequested()).isFalse();
        press(window, Key.ESCAPE);
        assertThat(window.closeRequested()).isTrue();
        controls.update();
    }

    @Test
    void aKeyGoesThroughThePresentModes(Gpu gpu) {
        Window window = window(gpu);
        Swapchain swapchain = swapchain(gpu, window);
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frames"));
        WindowControls controls =
                new WindowControls("it", window, swapchain, pauses::incrementAndGet);
        Set<PresentMode> seen = EnumSet.noneOf(PresentMode.class);
        for (int i = 0; i < PresentMode.values().length; i++) {
            show(swapchain, recorder);
            controls.update();
            seen.add(swapchain.presentMode());
            assertThat(controls.title()).isEqualTo("it, 64x48, " + swapchain.presentMode());
            press(window, Key.M);
        }
        assertThat(seen.size()).isGreaterThan(1);
        show(swapchain, recorder);
        assertThat(swapchain.presentMode()).isEqualTo(PresentMode.FIFO);
    }

    /// Asks for the close in its third frame, which alone has its colour.
    private final class ThreeFrames implements Sample {
        private final ClearSample clear = new ClearSample();
        private int frames;

        @Override
        public void describe(GraphBuilder graph, Screen screen) {
            clear.describe(graph, screen);
        }

        @Override
        public void prepare(TaskGraph graph, float seconds) {
            frames++;
            if (frames == 3) {
                Objects.requireNonNull(stage).requestClose();
            }
            clear.prepare(graph, frames == 3 ? 0 : 2);
        }

        @Override
        public void close() {
            clear.close();
        }
    }

    private Runner.Stage open(Gpu gpu, Path picture) {
        Runner runner =
                new Runner(
                        new Sample.Entry("it", "a test", (device, format) -> new ThreeFrames()),
                        new Options(
                                "it", false, 0, 64, 48, picture, false, false, "", false, false));
        Runner.Stage opened = runner.new Stage(system, 0, picture);
        stage = opened;
        opened.open(gpu.instance(), gpu.device());
        return opened;
    }

    @Test
    void aClosedWindowLeavesAPictureOfItsLastFrame(Gpu gpu, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("picture.png");
        try (Runner.Stage opened = open(gpu, file)) {
            assertThat(opened.run(gpu.device())).isTrue();
        }
        BufferedImage picture = Pictures.read(file);
        assertThat(picture.getWidth()).isEqualTo(64);
        assertThat(picture.getHeight()).isEqualTo(48);
        assertThat(Pictures.distance(picture.getRGB(63, 47), 0x80EE10)).isLessThan(3);
    }

    @Test
    void aWindowClosedBeforeItsFirstFrameLeavesAnError(Gpu gpu, @TempDir Path folder) {
        Path file = folder.resolve("picture.png");
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (Runner.Stage opened = open(gpu, file)) {
            opened.requestClose();
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            assertThat(opened.run(gpu.device())).isFalse();
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("no frame was drawn: nothing to write to " + file);
        assertThat(file).doesNotExist();
    }
}
