package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.Instance;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.PresentMode;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;

import java.util.Optional;

/// Scenes with windows and swapchains.
final class PresentationScenes {
    private PresentationScenes() {}

    static void swapchain(Instance instance, Device device) {
        HeadlessWindowSystem system = new HeadlessWindowSystem();
        try (Window window =
                        instance.createWindow(WindowInfo.of("stage", 64, 48).withSystem(system));
                Swapchain swapchain = device.createSwapchain(SwapchainInfo.of("main", window));
                CommandRecorder recorder = device.createCommandRecorder("frames")) {
            frames(swapchain, recorder, 4);
            HeadlessWindowSystem.resize(window, 128, 96);
            frames(swapchain, recorder, 3);
            // Closed with an image acquired.
            assertThat(swapchain.acquire(Gpu.LONG)).isNotNull();
        }
    }

    static void twoWindows(Instance instance, Device device) {
        HeadlessWindowSystem system = new HeadlessWindowSystem();
        try (Window first =
                        instance.createWindow(WindowInfo.of("first", 64, 48).withSystem(system));
                Window second =
                        instance.createWindow(WindowInfo.of("second", 90, 20).withSystem(system));
                Swapchain one = device.createSwapchain(TwoWindows.info(0, first));
                Swapchain two = device.createSwapchain(TwoWindows.info(1, second));
                CommandRecorder recorder = device.createCommandRecorder("frames")) {
            for (int size = 0; size < 3; size++) {
                frames(one, recorder, 1);
                frames(two, recorder, 2);
                HeadlessWindowSystem.resize(size == 1 ? first : second, 30 + size, 50);
            }
            frames(one, recorder, 1);
            two.setPresentModes(PresentMode.FIFO);
            frames(two, recorder, 1);
        }
    }

    static void frames(Swapchain swapchain, CommandRecorder recorder, int count) {
        for (int i = 0; i < count; i++) {
            Optional<SwapchainFrame> acquired = swapchain.acquire(Gpu.LONG);
            if (acquired.isPresent()) {
                present(swapchain, recorder, acquired.get());
            }
        }
    }

    private static void present(
            Swapchain swapchain, CommandRecorder recorder, SwapchainFrame frame) {
        try {
            recorder.begin();
            recorder.clearImage(frame.image(), 0, 0, 0, 1);
            try (ExecutableCommands commands = recorder.complete()) {
                swapchain.present(commands);
            }
        } finally {
            recorder.discard();
        }
    }
}
