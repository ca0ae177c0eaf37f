package daxa.test.present;

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

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

/// Real windows on the display, under validation.
class WindowTest {
    @Test
    void thirtyFramesAndTenResizes() {
        Instance instance = Instance.create(InstanceInfo.of("windows").withValidation(true));
        Device device = instance.createDevice(DeviceInfo.of("gpu"));
        Window window = instance.createWindow(WindowInfo.of("colours", 320, 240));
        Swapchain swapchain = device.createSwapchain(SwapchainInfo.of("main", window));
        CommandRecorder recorder = device.createCommandRecorder("frames");
        int frames = 0;
        for (int i = 0; i < 300 && frames < 130; i++) {
            window.pollEvents();
            Optional<SwapchainFrame> acquired = swapchain.acquire(Duration.ofSeconds(5));
            if (acquired.isEmpty()) {
                continue;
            }
            SwapchainFrame frame = acquired.get();
            recorder.begin();
            recorder.clearImage(frame.image(), frames / 130f, 0.5f, 0, 1);
            swapchain.present(recorder.complete());
            frames++;
            if (frames >= 30 && frames % 10 == 0) {
                window.setSize(320 + frames, 240 + frames / 2);
            }
        }
        assertThat(frames).isEqualTo(130);
        assertThat(swapchain.width()).isGreaterThan(400);
        recorder.close();
        swapchain.close();
        window.close();
        device.close();
        instance.close();
        instance.flushMessages();
        assertThat(instance.validationFaults()).isZero();
        assertThat(instance.nativeObjects().openText()).isEqualTo("nothing");
    }
}
