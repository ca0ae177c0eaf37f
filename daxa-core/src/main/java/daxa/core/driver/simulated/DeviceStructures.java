package daxa.core.driver.simulated;

import daxa.core.driver.AccelerationStructureSizes;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.Feature;
import daxa.core.driver.NativeKind;
import daxa.core.driver.RayTracingDriver;

import java.util.function.Supplier;

/// The acceleration structures of a simulated device.
final class DeviceStructures {
    private static final long OFFSET_ALIGNMENT = 256;

    private final SimDevice device;
    private final Simulation simulation;
    private final SimulationLock lock;
    private final DeviceBindless bindless;

    DeviceStructures(SimDevice device, DeviceBindless bindless) {
        this.device = device;
        this.simulation = device.simulation;
        this.lock = device.lock;
        this.bindless = bindless;
    }

    private void checkFeature(DriverCall call) {
        device.checkAlive(call);
        if (!device.features().contains(Feature.ACCELERATION_STRUCTURE)) {
            throw simulation.fault(call, device.text() + " has no acceleration structures");
        }
    }

    AccelerationStructureSizes sizes(BuildBatch builds) {
        DriverCall call = DriverCall.ACCELERATION_STRUCTURE_SIZES;
        simulation.enter(call, device.self.handle, device.self.name);
        checkFeature(call);
        return StructureRules.sizes(builds, 0);
    }

    long create(String name, int type, long buffer, long offset, long size) {
        DriverCall call = DriverCall.CREATE_ACCELERATION_STRUCTURE;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        Supplier<String> text = () -> "Acceleration structure '" + name + "'";
        lock.lock();
        try {
            checkFeature(call);
            SimObject.Buffer below = device.buffer(call, buffer);
            if (size < 1
                    || offset < 0
                    || offset > below.size - size
                    || offset % OFFSET_ALIGNMENT != 0) {
                throw simulation.fault(
                        call,
                        text.get()
                                + " in bytes "
                                + RegionChecks.range(offset, size)
                                + " of "
                                + below.text()
                                + " of "
                                + below.size
                                + " bytes (expected within it, from a multiple of 256)");
            }
            device.mayFail(call, entry, text);
            SimObject.Structure made =
                    new SimObject.Structure(
                            simulation.newHandle(),
                            name,
                            device.owner,
                            below,
                            type,
                            size,
                            below.address + offset);
            device.add(made, entry);
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    private SimObject.Structure structure(DriverCall call, long handle) {
        return device.find(
                call, handle, NativeKind.ACCELERATION_STRUCTURE, SimObject.Structure.class);
    }

    long address(long handle) {
        DriverCall call = DriverCall.ACCELERATION_STRUCTURE_ADDRESS;
        simulation.enter(call, handle, "");
        lock.lock();
        try {
            return structure(call, handle).address;
        } finally {
            lock.unlock();
        }
    }

    void destroy(long handle) {
        device.destroy(
                DriverCall.DESTROY_ACCELERATION_STRUCTURE,
                handle,
                NativeKind.ACCELERATION_STRUCTURE);
    }

    void writeSlot(int slot, long handle) {
        DriverCall call = DriverCall.WRITE_ACCELERATION_STRUCTURE_SLOT;
        simulation.enter(call, handle, "");
        lock.lock();
        try {
            BindlessTable table = bindless.require(call);
            table.checkStructureSlot(call, slot);
            SimObject.Structure written = structure(call, handle);
            if (written.type != RayTracingDriver.TOP_LEVEL) {
                throw simulation.fault(
                        call, written.text() + " is bottom-level (expected top-level)");
            }
            table.writeStructure(slot, written);
        } finally {
            lock.unlock();
        }
    }
}
