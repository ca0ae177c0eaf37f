package daxa.test;

import daxa.core.Device;
import daxa.core.lifetime.LifetimeMode;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;
import daxa.testing.Scene;
import daxa.testing.Scenes;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/// The scenes of the failure matrix where nothing fails: no message of the layers, nothing left.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanScenesTest {
    static List<Scene> scenes() {
        return Scenes.all();
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void playsWhereParentsAreKeptAlive(Scene scene, Gpu gpu) {
        play(scene, gpu);
    }

    @ParameterizedTest
    @MethodSource("scenes")
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void playsWhereParentsMustOutliveChildren(Scene scene, Gpu gpu) {
        play(scene, gpu);
    }

    // Twice, so that the second finds what the first left behind.
    private static void play(Scene scene, Gpu gpu) {
        Device device =
                scene.features().isEmpty()
                        ? gpu.device()
                        : gpu.own(gpu.instance().createDevice(scene.deviceInfo("scene")));
        scene.play(gpu.instance(), device);
        scene.play(gpu.instance(), device);
    }
}
