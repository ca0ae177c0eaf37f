package daxa.core.present;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.driver.Feature;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedCall;
import daxa.core.driver.simulated.SimulatedDevice;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.lifetime.LifetimeMode;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A headless window with a swapchain on the simulated driver, and the judge of what they leave
/// behind.
final class Show implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(20);

    final SimulatedDriver driver = new SimulatedDriver();
    final HeadlessWindowSystem system = new HeadlessWindowSystem();
    final Instance instance;
    final Device device;
    final Window window;
    final Swapchain swapchain;
    final CommandRecorder recorder;
    final long surface;
    private long completed;

    /// How a test wants it.
    record Setup(
            Set<Feature> missing,
            LifetimeMode mode,
            boolean autoComplete,
            int queues,
            UnaryOperator<SwapchainInfo> info) {
        static Setup of() {
            return new Setup(
                    Set.of(), LifetimeMode.KEEP_PARENTS_ALIVE, true, 1, UnaryOperator.identity());
        }

        Setup withoutFences() {
            return without(Feature.SWAPCHAIN_MAINTENANCE);
        }

        Setup without(Feature feature) {
            return new Setup(Set.of(feature), mode, autoComplete, queues, info);
        }

        Setup strict() {
            return new Setup(
                    missing,
                    LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN,
                    autoComplete,
                    queues,
                    info);
        }

        Setup byHand() {
            return new Setup(missing, mode, false, queues, info);
        }

        Setup queues(int count) {
            return new Setup(missing, mode, autoComplete, count, info);
        }

        Setup with(UnaryOperator<SwapchainInfo> newInfo) {
            return new Setup(missing, mode, autoComplete, queues, newInfo);
        }

        InstanceInfo instanceInfo() {
            return InstanceInfo.of("show").withLifetimeMode(mode);
        }

        SimulatedAdapter adapter() {
            return new SimulatedAdapter("Simulated GPU").without(missing.toArray(Feature[]::new));
        }
    }

    Show() {
        this(Setup.of());
    }

    Show(Setup setup) {
        driver.autoComplete(setup.autoComplete()).queues(setup.queues()).adapters(setup.adapter());
        driver.logCalls(true);
        instance = Instance.create(setup.instanceInfo(), driver);
        device = instance.createDevice(smallDevice());
        window = instance.createWindow(WindowInfo.of("stage", 640, 480).withSystem(system));
        swapchain = device.createSwapchain(setup.info().apply(SwapchainInfo.of("main", window)));
        recorder = device.createCommandRecorder("frames");
        surface = handles(DriverCall.CREATE_HEADLESS_SURFACE).getLast();
    }

    /// With few slots it is made quickly.
    static DeviceInfo smallDevice() {
        return DeviceInfo.of("gpu").withMaxBuffers(64).withMaxImageViews(64).withMaxSamplers(64);
    }

    /// What calls of a kind created or named so far.
    List<Long> handles(DriverCall call) {
        return driver.calls().stream()
                .filter(each -> each.call() == call)
                .map(SimulatedCall::handle)
                .toList();
    }

    SimulatedDevice gpu() {
        return driver.device();
    }

    /// Lets the oldest unfinished submission finish.
    void completeNext() {
        completed = gpu().pendingValues(0).getFirst();
        gpu().complete(0, completed);
    }

    SwapchainFrame acquire() {
        return swapchain.acquire(LONG).orElseThrow();
    }

    ExecutableCommands clear(SwapchainFrame frame) {
        recorder.begin();
        recorder.clearImage(frame.image(), 0, 0, 0, 1);
        return recorder.complete();
    }

    PresentStatus frame() {
        return swapchain.present(clear(acquire()));
    }

    void frames(int count) {
        for (int i = 0; i < count; i++) {
            frame();
        }
    }

    /// Resizes window and surface as a platform does.
    void resize(int width, int height) {
        driver.instance().resizeSurface(surface, width, height);
        HeadlessWindowSystem.resize(window, width, height);
    }

    long count(DriverCall call) {
        return driver.callCount(call);
    }

    /// Nothing native is left, and no rule was broken.
    void judge() {
        assertThat(driver.faults()).isEmpty();
        assertThat(driver.liveObjects()).isEmpty();
        assertThat(instance.nativeObjects().openText()).isEqualTo("nothing");
    }

    @Override
    public void close() {
        recorder.close();
        swapchain.close();
        gpu().autoComplete(true);
        gpu().completeAll();
        if (!window.isClosed()) {
            window.close();
        }
        device.close();
        instance.close();
        judge();
    }
}
