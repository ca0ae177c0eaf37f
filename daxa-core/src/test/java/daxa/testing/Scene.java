package daxa.testing;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.driver.Feature;

import java.util.Set;

/// A small program over the public interface that closes all that it makes, however it ends.
///
/// The same program runs on every driver: on the simulated one with each of its calls failing
/// ([FailureMatrix]), on Vulkan under validation.
///
/// @param name what it shows
/// @param queues how many queues it uses where the device has them
/// @param features what its device is asked for
/// @param program what it does
public record Scene(String name, int queues, Set<Feature> features, Program program) {
    /// What a scene does.
    @FunctionalInterface
    public interface Program {
        /// Runs once.
        ///
        /// @param instance an open instance
        /// @param device an open device of it, with nothing on it
        void play(Instance instance, Device device);
    }

    static Scene of(String name, Program program) {
        return new Scene(name, 1, program);
    }

    /// A scene on a device with what is enabled anyway.
    ///
    /// @param name what it shows
    /// @param queues how many queues it uses where the device has them
    /// @param program what it does
    public Scene(String name, int queues, Program program) {
        this(name, queues, Set.of(), program);
    }

    Scene needing(Feature feature) {
        return new Scene(name, queues, Set.of(feature), program);
    }

    /// What the device shall be that it runs on.
    ///
    /// @param device the device's name
    /// @return the info
    public DeviceInfo deviceInfo(String device) {
        return Scenes.deviceInfo(device, features.toArray(Feature[]::new));
    }

    /// Runs it once.
    ///
    /// @param instance an open instance
    /// @param device an open device of it, with nothing on it
    public void play(Instance instance, Device device) {
        program.play(instance, device);
    }

    @Override
    public String toString() {
        return name;
    }
}
