package daxa.core.driver.simulated;

import daxa.core.driver.DeviceRequest;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;

import org.junit.jupiter.api.Test;

import java.util.Set;

/// Handles that name nothing, or something else.
class HandleFaultsTest extends SimulationFaults {
    @Test
    void unknownWrongForeignAndDestroyed() {
        NativeBuffer buffer = scene.buffer("a");
        NativeImage image = scene.image("b");
        SimulatedDevice other = scene.newDevice("other");
        fault(
                "destroyBuffer: Buffer handle 0x0 is null",
                () -> device.destroyBuffer(0, buffer.allocation()));
        fault(
                "destroyBuffer: Buffer handle 0x123 is unknown",
                () -> device.destroyBuffer(0x123, buffer.allocation()));
        fault(
                "destroyBuffer: Image 'b' was given where a Buffer belongs",
                () -> device.destroyBuffer(image.handle(), image.allocation()));
        fault(
                "destroyBuffer: Buffer 'a' belongs to Device 'dev' and was given to Device"
                        + " 'other'",
                () -> other.destroyBuffer(buffer.handle(), buffer.allocation()));
        fault(
                "destroyBuffer: Buffer 'a' with allocation 0x1 (expected 0x#)",
                () -> device.destroyBuffer(buffer.handle(), 1));
        fault(
                "destroyImage: Image 'b' with allocation 0x1 (expected 0x#)",
                () -> device.destroyImage(image.handle(), 1));
        device.destroyBuffer(buffer.handle(), buffer.allocation());
        fault(
                "destroyBuffer: Buffer handle 0x# is Buffer 'a', which is destroyed",
                () -> device.destroyBuffer(buffer.handle(), buffer.allocation()));
    }

    @Test
    void destroyedLongAgo() {
        NativeBuffer first = scene.buffer("first");
        device.destroyBuffer(first.handle(), first.allocation());
        for (int i = 0; i < 5000; i++) {
            device.destroySampler(device.createSampler(Scene.describeSampler("s")));
        }
        fault(
                "destroyBuffer: Buffer handle 0x# is of an object that is destroyed",
                () -> device.destroyBuffer(first.handle(), first.allocation()));
    }

    @Test
    void surfaces() {
        scene.instance.adoptSurface(Scene.WINDOW, "window");
        fault(
                "adoptSurface: handle 0x77 is taken already",
                () -> scene.instance.adoptSurface(Scene.WINDOW, "again"));
        fault(
                "adoptSurface: Surface handle 0x0 is null",
                () -> scene.instance.adoptSurface(0, "none"));
        SimulatedInstance other = scene.driver.createInstance(Scene.REQUEST, m -> {});
        fault(
                "destroySurface: Surface 'window' belongs to another instance than Instance"
                        + " 'app'",
                () -> other.destroySurface(Scene.WINDOW));
    }

    @Test
    void leftovers() {
        scene.buffer("a");
        fault(
                "destroyDevice: Device 'dev' is destroyed before Buffer 'a'; destroy what was"
                        + " made from it first",
                device::destroy);
        fault(
                "destroyInstance: Instance 'app' is destroyed before Device 'dev'; destroy"
                        + " devices and surfaces first",
                scene.instance::destroy);
    }

    @Test
    void afterTheEnd() {
        device.destroy();
        fault("destroyDevice: Device 'dev' is destroyed", device::destroy);
        fault("createFence: Device 'dev' is destroyed", () -> device.createFence("f"));
        scene.instance.destroy();
        fault("destroyInstance: Instance 'app' is destroyed", scene.instance::destroy);
        fault("adapters: Instance 'app' is destroyed", scene.instance::adapters);
    }

    @Test
    void adapterOfAnotherInstance() {
        SimulatedDriver other = new SimulatedDriver().adapters(new SimulatedAdapter("Other GPU"));
        var adapter = other.createInstance(Scene.REQUEST, m -> {}).adapters().getFirst();
        fault(
                "createDevice: adapter 'Other GPU' is not one of the instance's",
                () -> scene.instance.createDevice(adapter, new DeviceRequest("d", Set.of())));
    }
}
