package daxa.core.present;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.Instance;
import daxa.core.command.CommandRecorder;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.DaxaException;
import daxa.core.error.DeviceLostException;
import daxa.core.error.VulkanResult;
import daxa.core.present.Show.Setup;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Makes each call of a scene fail in each way that Vulkan allows, one at a time: nothing may leak,
/// no rule may be broken, and the device works afterwards unless it is lost.
class FailureTest {
    static Stream<Named<Setup>> setups() {
        Setup setup = Setup.of();
        return Stream.of(
                Named.of("keep alive, fences", setup),
                Named.of("keep alive, no fences", setup.withoutFences()),
                Named.of("strict, fences", setup.strict()),
                Named.of("strict, no fences", setup.strict().withoutFences()));
    }

    @ParameterizedTest
    @MethodSource("setups")
    void eachCallMayFail(Setup setup) {
        Set<VulkanResult> results = EnumSet.noneOf(VulkanResult.class);
        Arrays.stream(DriverCall.values()).forEach(c -> results.addAll(c.allowedFailures()));
        int runs = 0;
        int failures = 0;
        for (VulkanResult result : results) {
            for (long n = 1; ; n++) {
                Scene scene = new Scene(setup);
                scene.driver.failCall(n, result);
                scene.play();
                scene.finish(result + " of call " + n);
                runs++;
                failures += scene.failures;
                if (scene.driver.plannedFailures() != 0) {
                    break;
                }
            }
        }
        assertThat(runs).isGreaterThan(300);
        assertThat(failures).isGreaterThan(300);
    }

    /// A window with a swapchain: five frames, a resize, three frames, the end.
    private static final class Scene {
        final SimulatedDriver driver = new SimulatedDriver();
        final HeadlessWindowSystem system = new HeadlessWindowSystem();
        final Instance instance;
        final Device device;
        final CommandRecorder recorder;
        int failures;
        private final List<String> seen = new ArrayList<>();
        private boolean lost;
        private @Nullable Window window;
        private @Nullable Swapchain swapchain;

        Scene(Setup setup) {
            driver.autoComplete(true).adapters(setup.adapter());
            instance = Instance.create(setup.instanceInfo(), driver);
            device = instance.createDevice(Show.smallDevice());
            recorder = device.createCommandRecorder("frames");
        }

        private void attempt(Runnable step) {
            try {
                step.run();
            } catch (DaxaException e) {
                failed(e);
                lost |= e instanceof DeviceLostException;
            }
        }

        private void failed(DaxaException e) {
            failures++;
            seen.add(e.getMessage());
        }

        void play() {
            window = instance.createWindow(WindowInfo.of("stage", 64, 48).withSystem(system));
            attempt(() -> swapchain = device.createSwapchain(SwapchainInfo.of("main", window)));
            if (swapchain == null && !lost) {
                // It failed once; that must not stand in the way of a second attempt.
                swapchain = device.createSwapchain(SwapchainInfo.of("main", window));
            }
            frames(5);
            HeadlessWindowSystem.resize(window, 128, 96);
            frames(3);
            attempt(this::acquireOnly);
        }

        private void frames(int count) {
            for (int i = 0; i < count; i++) {
                attempt(this::frame);
            }
        }

        private void acquireOnly() {
            if (swapchain != null) {
                swapchain.acquire(Show.LONG);
            }
        }

        private void frame() {
            if (swapchain == null) {
                return;
            }
            Optional<SwapchainFrame> acquired = Optional.empty();
            for (int i = 0; i < 3 && acquired.isEmpty(); i++) {
                acquired = swapchain.acquire(Show.LONG);
            }
            SwapchainFrame frame = acquired.orElseThrow();
            for (int i = 0; i < 2; i++) {
                // A present that failed has left the frame to us, or has to be made up for later.
                try {
                    present(frame);
                    return;
                } catch (DeviceLostException e) {
                    throw e;
                } catch (DaxaException e) {
                    failed(e);
                    if (frame.state() != SwapchainFrame.State.ACQUIRED) {
                        return;
                    }
                }
            }
            throw new AssertionError("two failures where one was planned");
        }

        private void present(SwapchainFrame frame) {
            try {
                recorder.begin();
                recorder.clearImage(frame.image(), 0, 0, 0, 1);
                try (var commands = recorder.complete()) {
                    swapchain.present(commands);
                }
            } finally {
                recorder.discard();
            }
        }

        void finish(String what) {
            recorder.close();
            if (swapchain != null) {
                swapchain.close();
            }
            window.close();
            device.close();
            instance.close();
            assertThat(driver.faults()).as(what).isEmpty();
            assertThat(driver.liveObjects()).as(what).isEmpty();
            assertThat(instance.nativeObjects().openText()).as(what).isEqualTo("nothing");
            assertThat(failures).as(what + ": " + seen).isLessThanOrEqualTo(lost ? 20 : 2);
            assertThat(List.of(system.windowCount())).as(what).containsExactly(0);
        }
    }
}
