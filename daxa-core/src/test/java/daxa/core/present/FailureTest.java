package daxa.core.present;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.Instance;
import daxa.core.command.CommandRecorder;
import daxa.core.error.DaxaException;
import daxa.core.error.DeviceLostException;
import daxa.core.error.VulkanException;
import daxa.testing.FailureMatrix;
import daxa.testing.Scene;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes each call of a program that goes on after failures fail in each way that Vulkan allows:
/// where something fails once, the next attempt works.
class FailureTest {
    static List<FailureMatrix.Variant> variants() {
        return FailureMatrix.Variant.all();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void afterAFailureTheProgramGoesOn(FailureMatrix.Variant variant) {
        FailureMatrix matrix = new FailureMatrix();
        matrix.sweep(
                new Scene(
                        "swapchain of a program that goes on",
                        1,
                        (instance, device) -> new Program(instance, device).play()),
                variant);
        System.out.println(matrix.summary());
        assertThat(matrix.runs()).isGreaterThan(150);
    }

    /// A window with a swapchain: five frames, a resize, three frames, the end.
    private static final class Program {
        private final Instance instance;
        private final Device device;
        private final HeadlessWindowSystem system = new HeadlessWindowSystem();
        private final List<DaxaException> seen = new ArrayList<>();
        private boolean lost;
        private @Nullable Swapchain swapchain;

        Program(Instance instance, Device device) {
            this.instance = instance;
            this.device = device;
        }

        private void attempt(Runnable step) {
            try {
                step.run();
            } catch (DaxaException e) {
                seen.add(e);
                lost |= e instanceof DeviceLostException;
            }
        }

        void play() {
            try (CommandRecorder recorder = device.createCommandRecorder("frames");
                    Window window =
                            instance.createWindow(
                                    WindowInfo.of("stage", 64, 48).withSystem(system))) {
                try {
                    show(window, recorder);
                } finally {
                    if (swapchain != null) {
                        swapchain.close();
                    }
                }
            }
            assertThat(seen).hasSizeLessThanOrEqualTo(lost ? 20 : 2);
            if (!seen.isEmpty() && seen.getFirst() instanceof VulkanException failure) {
                throw failure;
            }
        }

        private void show(Window window, CommandRecorder recorder) {
            attempt(() -> swapchain = device.createSwapchain(SwapchainInfo.of("main", window)));
            if (swapchain == null && !lost) {
                // It failed once; that must not stand in the way of a second attempt.
                swapchain = device.createSwapchain(SwapchainInfo.of("main", window));
            }
            if (swapchain == null) {
                return;
            }
            Swapchain shown = swapchain;
            frames(shown, recorder, 5);
            HeadlessWindowSystem.resize(window, 128, 96);
            frames(shown, recorder, 3);
            attempt(() -> shown.acquire(Show.LONG));
        }

        private void frames(Swapchain shown, CommandRecorder recorder, int count) {
            for (int i = 0; i < count; i++) {
                attempt(() -> frame(shown, recorder));
            }
        }

        private void frame(Swapchain shown, CommandRecorder recorder) {
            Optional<SwapchainFrame> acquired = Optional.empty();
            for (int i = 0; i < 3 && acquired.isEmpty(); i++) {
                acquired = shown.acquire(Show.LONG);
            }
            SwapchainFrame frame = acquired.orElseThrow();
            for (int i = 0; i < 2; i++) {
                // A present that failed has left the frame to us, or has to be made up for later.
                try {
                    present(shown, recorder, frame);
                    return;
                } catch (DeviceLostException e) {
                    throw e;
                } catch (DaxaException e) {
                    seen.add(e);
                    if (frame.state() != SwapchainFrame.State.ACQUIRED) {
                        return;
                    }
                }
            }
            throw new AssertionError("two failures where one was planned");
        }

        private static void present(
                Swapchain shown, CommandRecorder recorder, SwapchainFrame frame) {
            try {
                recorder.begin();
                recorder.clearImage(frame.image(), 0, 0, 0, 1);
                try (var commands = recorder.complete()) {
                    shown.present(commands);
                }
            } finally {
                recorder.discard();
            }
        }
    }
}
