package daxa.samples;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// The triangle in a real window that is resized and closed.
class WindowedTriangleTest {
    @TempDir Path folder;

    @Test
    void triangleFollowsTheWindow() throws Exception {
        Instance instance =
                Instance.create(InstanceInfo.of("windowed triangle").withValidation(true));
        try (instance;
                Device device = instance.createDevice(DeviceInfo.of("gpu"));
                Window window = instance.createWindow(WindowInfo.of("triangle", 400, 300));
                Swapchain swapchain = device.createSwapchain(SwapchainInfo.of("main", window));
                Player player = new Player(device, swapchain.format(), TriangleSample::new)) {
            Loop loop = new Loop(device, window, swapchain, player);
            for (int[] size : new int[][] {{400, 300}, {640, 200}, {128, 512}, {500, 500}}) {
                window.setSize(size[0], size[1]);
                Pictures.assertTriangle(Pictures.read(loop.pictureOfSize(size[0], size[1])));
            }
            window.requestClose();
            assertThat(window.closeRequested()).isTrue();
        }
        instance.flushMessages(Player.DEADLINE);
        assertThat(instance.validationFaults()).isZero();
        assertThat(instance.nativeObjects().totalOpen()).isZero();
    }

    private final class Loop {
        private final Device device;
        private final Window window;
        private final Swapchain swapchain;
        private final Player player;

        Loop(Device device, Window window, Swapchain swapchain, Player player) {
            this.device = device;
            this.window = window;
            this.swapchain = swapchain;
            this.player = player;
        }

        Path pictureOfSize(int width, int height) {
            long end = System.nanoTime() + Player.DEADLINE.toNanos();
            while (System.nanoTime() < end) {
                window.pollEvents();
                if (player.frame(swapchain, 0, true)) {
                    device.waitIdle(Player.DEADLINE);
                    try (Screenshot picture = player.picture()) {
                        Path file = folder.resolve(width + "x" + height + ".png");
                        assertThat(picture).isNotNull();
                        if (picture.isOfSize(width, height)) {
                            assertThat(picture.write(file)).isTrue();
                            return file;
                        }
                    }
                }
            }
            throw new AssertionError("the swapchain never became " + width + "x" + height);
        }
    }
}
