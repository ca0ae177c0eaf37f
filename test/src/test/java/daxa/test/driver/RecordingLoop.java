package daxa.test.driver;

import daxa.bench.RecordKind;
import daxa.bench.RecordKinds;
import daxa.bench.RecordScene;
import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.DriverProvider;
import daxa.core.driver.Feature;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.driver.vulkan.VulkanDriver;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Records commands of every kind, each until a round of it allocates nothing on the Java heap, and
/// prints the kinds that never had such a round. With the property `daxa.test.silent` the command
/// buffers do nothing; with `daxa.test.kinds`, names with commas between, it records these alone.
final class RecordingLoop {
    private static final boolean SILENT = Boolean.getBoolean("daxa.test.silent");
    private static final int OPERATIONS = 1_000;
    private static final Set<String> KINDS =
            Stream.of(System.getProperty("daxa.test.kinds", "").split(","))
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toSet());

    /// What the first use of a class allocates is over after two rounds. But each call of the
    /// driver through LWJGL makes an object of 40 bytes, until the compiler takes it away; on a
    /// busy machine that comes late.
    private static final int MOST_ROUNDS = SILENT ? 4 : 20_000;

    private RecordingLoop() {}

    public static void main(String[] arguments) {
        DriverProvider driver =
                SILENT ? SilentDriver.over(new SimulatedDriver()) : new VulkanDriver();
        // Labels reach the driver where names are wanted.
        InstanceInfo info = InstanceInfo.of("recording").withObjectNames(true);
        List<String> faults = new ArrayList<>();
        try (Instance instance = Instance.create(info, driver);
                Device device =
                        instance.createDevice(
                                DeviceInfo.of("recording").require(Feature.RAY_TRACING_INDIRECT));
                RecordScene scene = new RecordScene(device)) {
            for (RecordKind kind : RecordKinds.all()) {
                if (kind.needs() != null && !device.features().contains(kind.needs())) {
                    continue;
                }
                if (!KINDS.isEmpty() && !KINDS.contains(kind.name())) {
                    continue;
                }
                long bytes = leastBytes(scene, kind);
                if (bytes != 0) {
                    System.out.println(kind.name() + ": " + bytes + " bytes in " + OPERATIONS);
                    faults.add(kind.name());
                }
            }
        }
        System.out.println("allocating=" + String.join(",", faults));
    }

    private static long leastBytes(RecordScene scene, RecordKind kind) {
        return Allocation.leastBytes(
                MOST_ROUNDS,
                () -> scene.begin(kind.where()),
                () -> {
                    for (int i = 0; i < OPERATIONS; i++) {
                        kind.ours().record(scene);
                    }
                },
                scene::drop);
    }
}
