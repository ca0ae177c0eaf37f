package daxa.core.driver.simulated;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.Feature;
import daxa.core.driver.NativeKind;
import daxa.core.driver.simulated.SimRecording.Where;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Bindings of a [SimulatedCommands]: the bindless set, pipelines, push constants.
final class BindCommands {
    /// What the bindless set's pipeline layout has.
    private static final int PUSH_CONSTANT_BYTES = 128;

    private final SimRecording recording;
    private SimObject.@Nullable Pipeline graphics;
    private SimObject.@Nullable RayTracingPipeline rays;
    private boolean computeBound;
    // Bit i for bind point i, by the five bits of it that count.
    private int setsBound;

    BindCommands(SimRecording recording) {
        this.recording = recording;
    }

    /// The raster pipeline that is bound.
    ///
    /// @return null if there is none
    SimObject.@Nullable Pipeline graphics() {
        return graphics;
    }

    /// The ray tracing pipeline that is bound.
    ///
    /// @return null if there is none
    SimObject.@Nullable RayTracingPipeline rays() {
        return rays;
    }

    boolean computeBound() {
        return computeBound;
    }

    /// Refuses a draw or dispatch before which the bindless set is not bound.
    void requireSet(DriverCall call, int bindPoint) {
        if ((setsBound & 1 << bindPoint) == 0) {
            throw recording.fault(call, "the bindless set is not bound");
        }
    }

    /// Forgets what is bound.
    void forget() {
        graphics = null;
        rays = null;
        setsBound = 0;
        computeBound = false;
    }

    void bindBindlessSet(int bindPoint) {
        DriverCall call = DriverCall.BIND_BINDLESS_SET;
        recording.start(call, Where.ANYWHERE);
        try {
            checkBindPoint(call, bindPoint);
            BindlessTable table = bindless(call);
            recording.note(table.addressBuffer);
            setsBound |= 1 << bindPoint;
            recording.add(Op.of(call, table, bindPoint));
        } finally {
            recording.exit();
        }
    }

    private BindlessTable bindless(DriverCall call) {
        BindlessTable table = recording.device.owner.bindless();
        if (table == null) {
            throw recording.fault(call, recording.device.text() + " has no bindless set");
        }
        return table;
    }

    private void checkBindPoint(DriverCall call, int bindPoint) {
        boolean traces =
                bindPoint == CommandDriver.RAY_TRACING
                        && recording.device.features().contains(Feature.RAY_TRACING_PIPELINE);
        if (bindPoint != CommandDriver.COMPUTE && bindPoint != CommandDriver.GRAPHICS && !traces) {
            throw recording.fault(call, "bind point " + bindPoint + " (expected 0 or 1)");
        }
        recording.checkBindPoint(call, bindPoint);
    }

    void bindPipeline(int bindPoint, long pipeline) {
        DriverCall call = DriverCall.BIND_PIPELINE;
        recording.start(call, Where.ANYWHERE);
        try {
            checkBindPoint(call, bindPoint);
            SimObject.Pipeline found =
                    recording.device.simulation.find(
                            call,
                            pipeline,
                            NativeKind.PIPELINE,
                            SimObject.Pipeline.class,
                            recording.device.owner);
            if (found.bindPoint != bindPoint) {
                throw recording.fault(
                        call,
                        found.text()
                                + " is bound to "
                                + bindPoint
                                + " (expected "
                                + found.bindPoint
                                + ")");
            }
            if (bindPoint == CommandDriver.GRAPHICS) {
                graphics = found;
            }
            if (found instanceof SimObject.RayTracingPipeline traced) {
                if (traced.library) {
                    throw recording.fault(
                            call, found.text() + " is a library (expected a pipeline)");
                }
                rays = traced;
            }
            computeBound |= bindPoint == CommandDriver.COMPUTE;
            recording.add(Op.of(call, found, bindPoint));
        } finally {
            recording.exit();
        }
    }

    void pushConstants(int offset, long address, int size) {
        DriverCall call = DriverCall.PUSH_CONSTANTS;
        recording.start(call, Where.ANYWHERE);
        try {
            recording.note(bindless(call));
            int most =
                    Math.min(recording.device.limits().maxPushConstantsSize(), PUSH_CONSTANT_BYTES);
            if (offset < 0 || size <= 0 || size > most || offset > most - size) {
                throw recording.fault(
                        call, "bytes " + RegionChecks.range(offset, size) + " of " + most);
            }
            if (offset % 4 != 0 || size % 4 != 0) {
                throw recording.fault(
                        call,
                        "bytes " + RegionChecks.range(offset, size) + " (expected multiples of 4)");
            }
            if (address == 0) {
                throw recording.fault(call, "the address is null");
            }
            MemorySegment bytes = HostMemory.segment(address, size);
            int words = size / Integer.BYTES;
            long[] args = new long[2 + words];
            args[0] = offset;
            args[1] = size;
            for (int i = 0; i < words; i++) {
                args[2 + i] = bytes.get(ValueLayout.JAVA_INT_UNALIGNED, (long) i * Integer.BYTES);
            }
            recording.add(Op.of(call, args));
        } finally {
            recording.exit();
        }
    }
}
