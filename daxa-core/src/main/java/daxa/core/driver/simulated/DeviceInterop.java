package daxa.core.driver.simulated;

import daxa.core.driver.ImageDescription;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeKind;

import java.util.function.Supplier;

/// What a [SimulatedDevice] takes from foreign code.
///
/// Any number that no object has is the handle of a foreign one.
final class DeviceInterop {
    private final SimDevice device;
    private final Simulation simulation;
    private final SimulationLock lock;
    private final Timelines timelines;

    DeviceInterop(SimDevice device) {
        this.device = device;
        this.simulation = device.simulation;
        this.lock = device.lock;
        this.timelines = device.timelines;
    }

    NativeBuffer adoptBuffer(String name, long size, long handle) {
        DriverCall call = DriverCall.ADOPT_BUFFER;
        Simulation.Entry entry = simulation.enter(call, handle, name);
        Supplier<String> text = () -> "Buffer '" + name + "'";
        lock.lock();
        try {
            device.checkAlive(call);
            checkForeign(call, handle, text.get());
            device.mayFail(call, entry, text);
            SimObject.Buffer buffer =
                    new SimObject.Buffer(
                            handle,
                            name,
                            device.owner,
                            null,
                            size,
                            MemoryKind.DEVICE,
                            0,
                            device.memory.newAddress(size));
            buffer.foreign = true;
            device.add(buffer, entry);
            device.addressed(buffer);
            return new NativeBuffer(handle, 0, buffer.address, 0, 0, 0);
        } finally {
            lock.unlock();
        }
    }

    void adoptImage(ImageDescription image, int layout, long handle) {
        DriverCall call = DriverCall.ADOPT_IMAGE;
        Simulation.Entry entry = simulation.enter(call, handle, image.name());
        Supplier<String> text = () -> "Image '" + image.name() + "'";
        lock.lock();
        try {
            device.checkAlive(call);
            checkForeign(call, handle, text.get());
            String problem = ImageRules.problem(image, device.limits(), device.adapter);
            if (problem != null) {
                throw simulation.fault(call, text.get() + " " + problem);
            }
            device.mayFail(call, entry, text);
            SimObject.Image made = new SimObject.Image(handle, device.owner, null, image, 0, 0);
            made.foreign = true;
            made.layout = layout;
            device.add(made, entry);
        } finally {
            lock.unlock();
        }
    }

    private void checkForeign(DriverCall call, long handle, String text) {
        if (simulation.isKnown(handle)) {
            throw simulation.fault(
                    call, text + ": handle " + handle + " is that of another object");
        }
    }

    void releaseBuffer(long handle) {
        DriverCall call = DriverCall.RELEASE_BUFFER;
        simulation.enter(call, handle, "");
        lock.lock();
        try {
            SimObject.Buffer buffer = device.buffer(call, handle);
            checkRelease(call, buffer);
            device.removed(buffer, NativeKind.BUFFER);
            device.notAddressed(buffer);
            device.memory.freeBytes(call, buffer.bytes, buffer.size, buffer.text());
        } finally {
            lock.unlock();
        }
    }

    void releaseImage(long handle) {
        DriverCall call = DriverCall.RELEASE_IMAGE;
        simulation.enter(call, handle, "");
        lock.lock();
        try {
            SimObject.Image image = device.image(call, handle);
            checkRelease(call, image);
            device.removed(image, NativeKind.IMAGE);
            device.memory.freeBytes(call, image.bytes, Transfers.size(image), image.text());
        } finally {
            lock.unlock();
        }
    }

    private void checkRelease(DriverCall call, SimObject object) {
        if (!object.foreign) {
            throw simulation.fault(call, object.text() + " was made here");
        }
        timelines.checkUnused(call, object);
        device.checkNoChildren(call, object);
    }
}
