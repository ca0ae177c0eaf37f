package daxa.samples;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.CommandRecorder;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The triangle in a real window that is resized and closed.
class WindowedTriangleTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir Path folder;

    @Test
    void triangleFollowsTheWindow() throws Exception {
        Instance instance =
                Instance.create(InstanceInfo.of("windowed triangle").withValidation(true));
        try (instance;
                Device device = instance.createDevice(DeviceInfo.of("gpu"));
                Window window = instance.createWindow(WindowInfo.of("triangle", 400, 300));
                Swapchain swapchain = device.createSwapchain(SwapchainInfo.of("main", window));
                CommandRecorder recorder = device.createCommandRecorder("frame")) {
            Loop loop = new Loop(device, window, swapchain, recorder);
            for (int[] size : new int[][] {{400, 300}, {640, 200}, {128, 512}, {500, 500}}) {
                window.setSize(size[0], size[1]);
                Pictures.assertTriangle(Pictures.read(loop.pictureOfSize(size[0], size[1])));
            }
            window.requestClose();
            assertThat(window.closeRequested()).isTrue();
            loop.close();
        }
        instance.flushMessages();
        assertThat(instance.validationFaults()).isZero();
        assertThat(instance.nativeObjects().totalOpen()).isZero();
    }

    private final class Loop {
        private final Device device;
        private final Window window;
        private final Swapchain swapchain;
        private final CommandRecorder recorder;
        private @Nullable Sample sample;

        Loop(Device device, Window window, Swapchain swapchain, CommandRecorder recorder) {
            this.device = device;
            this.window = window;
            this.swapchain = swapchain;
            this.recorder = recorder;
        }

        Path pictureOfSize(int width, int height) {
            long end = System.nanoTime() + DEADLINE.toNanos();
            while (System.nanoTime() < end) {
                window.pollEvents();
                Optional<SwapchainFrame> acquired = swapchain.acquire(DEADLINE);
                if (acquired.isPresent()) {
                    SwapchainFrame frame = acquired.get();
                    Screenshot picture = draw(frame);
                    boolean right = frame.width() == width && frame.height() == height;
                    swapchain.present(recorder.complete());
                    device.waitIdle(DEADLINE);
                    try (picture) {
                        if (right) {
                            Path file = folder.resolve(width + "x" + height + ".png");
                            assertThat(picture.write(file)).isTrue();
                            return file;
                        }
                    }
                }
            }
            throw new AssertionError("the swapchain never became " + width + "x" + height);
        }

        private Screenshot draw(SwapchainFrame frame) {
            Sample.Target target =
                    new Sample.Target(frame.image(), frame.view(), frame.width(), frame.height());
            Sample current = sample;
            if (current == null) {
                current = new TriangleSample(device, target);
                sample = current;
            }
            recorder.begin();
            current.record(recorder, target, 0);
            return Screenshot.record(device, recorder, frame.image());
        }

        void close() {
            if (sample != null) {
                sample.close();
            }
        }
    }
}
