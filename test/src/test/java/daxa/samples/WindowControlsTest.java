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
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// What keys, dropped files and the clipboard do to a window of a sample.
@OnDriver(Gpu.Kind.SIMULATED)
@GpuSetup(autoComplete = true)
class WindowControlsTest {
    private final HeadlessWindowSystem system = new HeadlessWindowSystem();
    private final AtomicInteger pauses = new AtomicInteger();

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
}
