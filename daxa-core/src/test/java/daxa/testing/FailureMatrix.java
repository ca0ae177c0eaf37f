package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.Feature;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDevice;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.driver.simulated.SimulatedInstance;
import daxa.core.error.DeviceLostException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.LeakLevel;
import daxa.core.lifetime.LifetimeMode;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Plays a scene again and again, each time with the next driver call failing in the next way that
/// Vulkan allows for it ([DriverCall#allowedFailures()]).
///
/// After each run the failure has come out as an exception that names it, or was overcome; no rule
/// of the driver is broken and nothing was complained about; the device has nothing on it, and
/// works, or says that it is lost; and after the close no native object and no byte is left.
public final class FailureMatrix {
    private int scenes;
    private long calls;
    private long counted;
    private long runs;
    private long failures;
    private final Set<VulkanResult> errors = EnumSet.noneOf(VulkanResult.class);

    /// How a scene is played.
    ///
    /// @param mode what happens when a parent is closed before its children
    /// @param atOnce whether submissions finish inside of the submit; otherwise when they are
    ///   waited for
    /// @param presentFences whether the driver tells when a present is over
    public record Variant(LifetimeMode mode, boolean atOnce, boolean presentFences) {
        /// All variants.
        public static List<Variant> all() {
            return EnumSet.allOf(LifetimeMode.class).stream()
                    .flatMap(
                            mode ->
                                    List.of(
                                            new Variant(mode, true, true),
                                            new Variant(mode, true, false),
                                            new Variant(mode, false, true),
                                            new Variant(mode, false, false))
                                            .stream())
                    .toList();
        }

        private SimulatedDriver driver(int queues) {
            SimulatedAdapter adapter = new SimulatedAdapter("Simulated GPU");
            return new SimulatedDriver()
                    .queues(queues)
                    .autoComplete(atOnce)
                    .waitCompletes(true)
                    .adapters(
                            presentFences
                                    ? adapter
                                    : adapter.without(Feature.SWAPCHAIN_MAINTENANCE));
        }
    }

    /// Fails each call of a scene in each way.
    public void sweep(Scene scene, Variant variant) {
        SimulatedDriver clean = variant.driver(scene.queues());
        Map<VulkanResult, Long> counts = new EnumMap<>(VulkanResult.class);
        run(
                scene,
                variant,
                clean,
                "without a failure",
                () -> {
                    for (VulkanResult result : VulkanResult.values()) {
                        counts.put(result, clean.callCount(result));
                    }
                    counted = clean.fallibleCallCount();
                });
        if (!variant.presentFences() && clean.callCount(DriverCall.CREATE_SWAPCHAIN) == 0) {
            return;
        }
        scenes++;
        calls += counted;
        for (VulkanResult result : VulkanResult.values()) {
            long count = counts.getOrDefault(result, 0L);
            if (count != 0) {
                errors.add(result);
            }
            for (long n = 1; n <= count; n++) {
                SimulatedDriver driver = variant.driver(scene.queues());
                driver.failCall(n, result);
                VulkanException failure =
                        run(
                                scene,
                                variant,
                                driver,
                                result + " of call " + n + " of the " + count + " that can",
                                () -> assertThat(driver.plannedFailures()).isZero());
                runs++;
                if (failure != null) {
                    failures++;
                }
            }
        }
    }

    /// What was done.
    ///
    /// @return scenes × calls × errors = runs
    public String summary() {
        return "failure matrix: "
                + scenes
                + " scenes (with variants) × "
                + calls
                + " calls × "
                + errors.size()
                + " errors, each call with those that Vulkan allows for it = "
                + runs
                + " runs, "
                + failures
                + " of which ended with an exception";
    }

    /// How often a scene was played with a failure.
    public long runs() {
        return runs;
    }

    /// How many of the runs ended with an exception.
    public long failures() {
        return failures;
    }

    private static @Nullable VulkanException run(
            Scene scene,
            Variant variant,
            SimulatedDriver driver,
            String what,
            Runnable afterScene) {
        String which = scene + ", " + variant + ", " + what;
        ErrorLog log = ErrorLog.start();
        VulkanException failure = null;
        try {
            failure = play(scene, variant, driver, afterScene);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(which, e);
        } finally {
            log.close();
        }
        String all = which + ": " + failure;
        assertThat(log.lines()).as(all).isEmpty();
        assertThat(driver.plannedFailures()).as(all).isZero();
        assertThat(driver.faults()).as(all).isEmpty();
        assertThat(driver.liveObjects()).as(all).isEmpty();
        for (SimulatedInstance instance : driver.instances()) {
            assertThat(instance.books().openText()).as(all).isEqualTo("nothing");
            for (SimulatedDevice device : instance.devices()) {
                assertThat(device.allocatedBytes()).as(all).isZero();
            }
        }
        return failure;
    }

    private static @Nullable VulkanException play(
            Scene scene, Variant variant, SimulatedDriver driver, Runnable afterScene) {
        InstanceInfo info =
                InstanceInfo.of("matrix")
                        .withLifetimeMode(variant.mode())
                        .withLeakLevel(LeakLevel.DISABLED);
        VulkanException failure = null;
        try (Instance instance = Instance.create(info, driver);
                Device device = instance.createDevice(scene.deviceInfo("gpu"))) {
            try {
                scene.play(instance, device);
            } catch (VulkanException e) {
                failure = e;
            }
            afterScene.run();
            boolean lost = driver.instance().devices().getFirst().isLost();
            afterwards(device, lost);
        } catch (VulkanException e) {
            failure = e;
        }
        return failure;
    }

    // The device has nothing on it, and works or says that it is lost.
    private static void afterwards(Device device, boolean lost) {
        try {
            device.waitIdle(Gpu.LONG);
        } catch (DeviceLostException e) {
            assertThat(lost).isTrue();
        }
        device.collectGarbage();
        assertThat(device.lifetimeReport().objects()).isEmpty();
        VulkanException failure = null;
        try {
            Scenes.smallFrame(device);
        } catch (VulkanException e) {
            failure = e;
        }
        if (lost) {
            assertThat(failure).isInstanceOf(DeviceLostException.class);
        } else {
            assertThat(failure).isNull();
        }
    }
}
