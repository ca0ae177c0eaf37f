package daxa.core.driver.simulated;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.RayTracingLimits;
import daxa.core.driver.TraceRegions;
import daxa.core.driver.simulated.SimRecording.Where;

import java.lang.foreign.MemorySegment;

/// Traces of a [SimulatedCommands]. Source: Vulkan 1.3 specification, valid usage of
/// `vkCmdTraceRaysKHR`.
final class TraceCommands {
    private static final int ARGUMENT_BYTES = 12;

    private final SimRecording recording;
    private final BindCommands binds;
    private boolean stackSizeSet;

    TraceCommands(SimRecording recording, BindCommands binds) {
        this.recording = recording;
        this.binds = binds;
    }

    /// Forgets dynamic state, as another pipeline does.
    void forget() {
        stackSizeSet = false;
    }

    void setStackSize(int bytes) {
        DriverCall call = DriverCall.SET_RAY_TRACING_STACK_SIZE;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.RayTracingPipeline bound = bound(call);
            if (!bound.dynamicStackSize || bytes < 0) {
                throw recording.fault(
                        call, bytes + " bytes for the stack of " + bound.text() + ", not dynamic");
            }
            stackSizeSet = true;
            recording.add(Op.of(call, bytes));
        } finally {
            recording.exit();
        }
    }

    private SimObject.RayTracingPipeline bound(DriverCall call) {
        SimObject.RayTracingPipeline bound = binds.rays();
        if (bound == null) {
            throw recording.fault(call, "no ray tracing pipeline is bound");
        }
        return bound;
    }

    void trace(TraceRegions table, int raygen, int width, int height, int depth) {
        DriverCall call = DriverCall.TRACE_RAYS;
        recording.start(call, Where.OUTSIDE);
        try {
            checkTable(call, table, raygen);
            DeviceLimits limits = recording.device.limits();
            checkRays(call, width, (long) limits.maxWorkgroupCountX() * limits.maxWorkgroupSizeX());
            checkRays(
                    call, height, (long) limits.maxWorkgroupCountY() * limits.maxWorkgroupSizeY());
            checkRays(call, depth, (long) limits.maxWorkgroupCountZ() * limits.maxWorkgroupSizeZ());
            if (Math.multiplyHigh((long) width * height, depth) != 0
                    || (long) width * height * depth > limits.rayTracing().maxRays()) {
                throw recording.fault(call, width + "x" + height + "x" + depth + " rays");
            }
            recording.add(Op.of(call, raygen, width, height, depth));
        } finally {
            recording.exit();
        }
    }

    private void checkRays(DriverCall call, int rays, long most) {
        if (rays < 0 || rays > most) {
            throw recording.fault(call, rays + " rays (expected 0 to " + most + ")");
        }
    }

    void traceIndirect(
            TraceRegions table, int raygen, long buffer, long offset, long deviceAddress) {
        DriverCall call = DriverCall.TRACE_RAYS_INDIRECT;
        recording.start(call, Where.OUTSIDE);
        try {
            checkTable(call, table, raygen);
            if (!recording.device.features().contains(Feature.RAY_TRACING_INDIRECT)) {
                throw recording.fault(call, "the device has no " + Feature.RAY_TRACING_INDIRECT);
            }
            SimObject.Buffer found = recording.buffer(call, buffer);
            new RegionChecks(recording).checkArguments(call, found, offset, ARGUMENT_BYTES);
            if (deviceAddress != found.address + offset) {
                throw recording.fault(
                        call,
                        "arguments at 0x"
                                + Long.toHexString(deviceAddress)
                                + ", which is not offset "
                                + offset
                                + " of "
                                + found.text());
            }
            recording.add(Op.of(call, found, raygen, offset));
        } finally {
            recording.exit();
        }
    }

    private void checkTable(DriverCall call, TraceRegions table, int raygen) {
        SimObject.RayTracingPipeline bound = bound(call);
        binds.requireSet(call, CommandDriver.RAY_TRACING);
        if (bound.dynamicStackSize && !stackSizeSet) {
            throw recording.fault(call, "the size of the stack was not set");
        }
        if (raygen < 0 || raygen >= table.raygens()) {
            throw recording.fault(
                    call, "raygen record " + raygen + " of " + table.raygens() + " records");
        }
        int region = TraceRegions.RAYGEN + raygen;
        if (table.size(region) == 0 || table.size(region) != table.stride(region)) {
            throw recording.fault(
                    call,
                    "the raygen region has size "
                            + table.size(region)
                            + " and stride "
                            + table.stride(region)
                            + " (expected equal, above 0)");
        }
        checkRegion(call, table, region, bound, RayTracingRules.RAYGEN);
        checkRegion(call, table, TraceRegions.MISS, bound, RayTracingRules.MISS);
        checkRegion(call, table, TraceRegions.HIT, bound, RayTracingRules.HIT);
        checkRegion(call, table, TraceRegions.CALLABLE, bound, RayTracingRules.CALLABLE);
    }

    private void checkRegion(
            DriverCall call,
            TraceRegions table,
            int region,
            SimObject.RayTracingPipeline bound,
            int stage) {
        long address = table.deviceAddress(region);
        long stride = table.stride(region);
        long size = table.size(region);
        if (size == 0) {
            return;
        }
        RayTracingLimits limits = recording.device.limits().rayTracing();
        if (address % limits.shaderGroupBaseAlignment() != 0
                || stride % limits.shaderGroupHandleAlignment() != 0
                || stride < limits.shaderGroupHandleSize()
                || stride > limits.maxShaderGroupStride()) {
            throw recording.fault(
                    call,
                    "region "
                            + region
                            + " at 0x"
                            + Long.toHexString(address)
                            + " with stride "
                            + stride
                            + " is not aligned, or larger than allowed");
        }
        SimObject.Buffer buffer = recording.device.bufferAt(address, size);
        if (buffer == null) {
            throw recording.fault(call, "region " + region + " lies in no buffer");
        }
        recording.note(buffer);
        // Device memory has no bytes before a command writes it.
        if (buffer.bytes == 0) {
            return;
        }
        for (long at = address - buffer.address; at < address - buffer.address + size; ) {
            MemorySegment handle =
                    HostMemory.segment(buffer.bytes + at, limits.shaderGroupHandleSize());
            if (!RayTracingRules.isHandle(handle, bound, stage)) {
                throw recording.fault(
                        call,
                        "byte "
                                + at
                                + " of "
                                + buffer.text()
                                + " is no handle of a group of "
                                + bound.text()
                                + " for region "
                                + region);
            }
            at += stride;
        }
    }
}
