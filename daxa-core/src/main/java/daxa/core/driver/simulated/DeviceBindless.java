package daxa.core.driver.simulated;

import daxa.core.driver.BindlessDescription;
import daxa.core.driver.Feature;
import daxa.core.driver.NativeKind;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// The bindless set of a [SimulatedDevice].
final class DeviceBindless {
    private final SimDevice device;
    private final Simulation simulation;
    private final SimulationLock lock;
    private final Timelines timelines;
    private volatile @Nullable BindlessTable table;

    DeviceBindless(SimDevice device) {
        this.device = device;
        this.simulation = device.simulation;
        this.lock = device.lock;
        this.timelines = device.timelines;
    }

    /// The set, or null while there is none.
    @Nullable BindlessTable get() {
        return table;
    }

    void createBindlessSet(BindlessDescription info) {
        DriverCall call = DriverCall.CREATE_BINDLESS_SET;
        Simulation.Entry entry = simulation.enter(call, 0, info.name());
        Supplier<String> text = () -> "Bindless set '" + info.name() + "'";
        lock.lock();
        try {
            device.checkAlive(call);
            if (table != null) {
                throw simulation.fault(call, device.text() + " has a bindless set already");
            }
            int mostImages =
                    Math.min(
                            device.limits().maxSampledImages(), device.limits().maxStorageImages());
            checkSlots(call, text.get(), "images", info.images(), mostImages);
            checkSlots(
                    call, text.get(), "samplers", info.samplers(), device.limits().maxSamplers());
            SimObject.Buffer buffer = device.buffer(call, info.addressBuffer());
            if (info.addressBufferSize() < 1 || info.addressBufferSize() > buffer.size) {
                throw simulation.fault(
                        call,
                        text.get()
                                + " with "
                                + info.addressBufferSize()
                                + " bytes of "
                                + buffer.text()
                                + " of "
                                + buffer.size);
            }
            SimObject.View nullView = viewOrNone(call, info.nullView());
            BindlessTable.checkViews(simulation, call, nullView, nullView);
            SimObject nullSampler =
                    device.find(call, info.nullSampler(), NativeKind.SAMPLER, SimObject.class);
            SimObject nullStructure = nullStructure(call, text.get(), info, nullSampler);
            device.mayFail(call, entry, text);
            BindlessTable made =
                    new BindlessTable(
                            simulation,
                            device.owner,
                            info,
                            buffer,
                            nullView,
                            nullSampler,
                            nullStructure);
            device.add(made, entry);
            device.books.created(NativeKind.DESCRIPTOR_SET_LAYOUT);
            device.books.created(NativeKind.PIPELINE_LAYOUT);
            table = made;
        } finally {
            lock.unlock();
        }
    }

    private SimObject nullStructure(
            DriverCall call, String text, BindlessDescription info, SimObject none) {
        int most =
                device.features().contains(Feature.ACCELERATION_STRUCTURE)
                        ? device.limits().rayTracing().maxAccelerationStructures()
                        : 0;
        if (info.accelerationStructures() == 0) {
            return none;
        }
        checkSlots(call, text, "acceleration structures", info.accelerationStructures(), most);
        return device.find(
                call,
                info.nullAccelerationStructure(),
                NativeKind.ACCELERATION_STRUCTURE,
                SimObject.Structure.class);
    }

    private SimObject.@Nullable View viewOrNone(DriverCall call, long view) {
        boolean none = view == 0 && device.features().contains(Feature.NULL_DESCRIPTOR);
        return none ? null : device.view(call, view);
    }

    private void checkSlots(DriverCall call, String text, String what, int count, int most) {
        if (count < 1 || count > most) {
            throw simulation.fault(
                    call, text + " of " + count + " " + what + " (expected 1 to " + most + ")");
        }
    }

    /// The set, which has to be there. The caller holds the lock.
    BindlessTable require(DriverCall call) {
        device.checkAlive(call);
        BindlessTable found = table;
        if (found == null) {
            throw simulation.fault(call, device.text() + " has no bindless set");
        }
        return found;
    }

    void destroyBindlessSet() {
        DriverCall call = DriverCall.DESTROY_BINDLESS_SET;
        simulation.enter(call, 0, "");
        lock.lock();
        try {
            BindlessTable found = require(call);
            timelines.checkUnused(call, found);
            device.removed(found, NativeKind.DESCRIPTOR_POOL);
            device.books.destroyed(NativeKind.DESCRIPTOR_SET_LAYOUT);
            device.books.destroyed(NativeKind.PIPELINE_LAYOUT);
            table = null;
        } finally {
            lock.unlock();
        }
    }

    void writeImageSlot(int slot, long sampled, long storage) {
        DriverCall call = DriverCall.WRITE_IMAGE_SLOT;
        simulation.enter(call, sampled, "");
        lock.lock();
        try {
            BindlessTable found = require(call);
            found.checkImageSlot(call, slot);
            SimObject.View sampledView = viewOrNone(call, sampled);
            SimObject.View storageView = viewOrNone(call, storage);
            BindlessTable.checkViews(simulation, call, sampledView, storageView);
            found.writeImage(slot, sampledView, storageView);
        } finally {
            lock.unlock();
        }
    }

    void writeSamplerSlot(int slot, long sampler) {
        DriverCall call = DriverCall.WRITE_SAMPLER_SLOT;
        simulation.enter(call, sampler, "");
        lock.lock();
        try {
            BindlessTable found = require(call);
            found.checkSamplerSlot(call, slot);
            found.writeSampler(
                    slot, device.find(call, sampler, NativeKind.SAMPLER, SimObject.class));
        } finally {
            lock.unlock();
        }
    }
}
