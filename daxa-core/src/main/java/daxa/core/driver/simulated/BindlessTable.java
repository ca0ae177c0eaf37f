package daxa.core.driver.simulated;

import daxa.core.driver.BindlessDescription;
import daxa.core.driver.NativeKind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The bindless set of a device with what its slots hold. The driver's lock guards it.
final class BindlessTable extends SimObject {
    private static final int SAMPLED = 0x4;
    private static final int STORAGE = 0x8;

    final Buffer addressBuffer;
    private final Simulation simulation;
    private final @Nullable View[] sampled;
    private final @Nullable View[] storage;
    private final @Nullable SimObject[] samplers;
    private final SimObject[] structures;

    BindlessTable(
            Simulation simulation,
            SimulatedDevice device,
            BindlessDescription info,
            Buffer addressBuffer,
            @Nullable View nullView,
            SimObject nullSampler,
            SimObject nullStructure) {
        super(simulation.newHandle(), NativeKind.DESCRIPTOR_POOL, info.name(), device, null);
        this.simulation = simulation;
        this.addressBuffer = addressBuffer;
        sampled = new View[info.images()];
        storage = new View[info.images()];
        samplers = new SimObject[info.samplers()];
        Arrays.fill(sampled, nullView);
        Arrays.fill(storage, nullView);
        structures = new SimObject[info.accelerationStructures()];
        Arrays.fill(samplers, nullSampler);
        Arrays.fill(structures, nullStructure);
    }

    void checkImageSlot(DriverCall call, int slot) {
        checkSlot(call, "image", slot, sampled.length);
    }

    void checkSamplerSlot(DriverCall call, int slot) {
        checkSlot(call, "sampler", slot, samplers.length);
    }

    void checkStructureSlot(DriverCall call, int slot) {
        checkSlot(call, "acceleration structure", slot, structures.length);
    }

    void writeStructure(int slot, SimObject structure) {
        structures[slot] = structure;
    }

    long structure(int slot) {
        return structures[slot].handle;
    }

    private void checkSlot(DriverCall call, String what, int slot, int count) {
        if (slot < 0 || slot >= count) {
            throw simulation.fault(
                    call, what + " slot " + slot + " (expected 0 to " + (count - 1) + ")");
        }
    }

    /// Refuses views that cannot stand in the image bindings.
    static void checkViews(
            Simulation simulation,
            DriverCall call,
            @Nullable View sampledView,
            @Nullable View storageView) {
        checkUsage(simulation, call, sampledView, SAMPLED, "sampled");
        checkUsage(simulation, call, storageView, STORAGE, "storage");
    }

    private static void checkUsage(
            Simulation simulation, DriverCall call, @Nullable View view, int usage, String what) {
        if (view != null && (view.info.usage() & usage) == 0) {
            throw simulation.fault(
                    call,
                    view.text()
                            + " has usage 0x"
                            + Integer.toHexString(view.info.usage())
                            + " and cannot be a "
                            + what
                            + " image");
        }
    }

    void writeImage(int slot, @Nullable View sampledView, @Nullable View storageView) {
        sampled[slot] = sampledView;
        storage[slot] = storageView;
    }

    void writeSampler(int slot, SimObject sampler) {
        samplers[slot] = sampler;
    }

    private static long handle(@Nullable SimObject object) {
        return object == null ? 0 : object.handle;
    }

    long sampledView(int slot) {
        return handle(sampled[slot]);
    }

    long storageView(int slot) {
        return handle(storage[slot]);
    }

    long sampler(int slot) {
        return handle(samplers[slot]);
    }

    /// The slots that hold what is destroyed.
    List<String> stale() {
        List<String> stale = new ArrayList<>();
        collect(stale, "sampled image", sampled);
        collect(stale, "storage image", storage);
        collect(stale, "sampler", samplers);
        collect(stale, "acceleration structure", structures);
        return stale;
    }

    private static void collect(List<String> stale, String what, @Nullable SimObject[] slots) {
        for (int i = 0; i < slots.length; i++) {
            SimObject held = slots[i];
            if (held != null && held.destroyed) {
                stale.add(what + " slot " + i + " holds " + held.text());
            }
        }
    }
}
