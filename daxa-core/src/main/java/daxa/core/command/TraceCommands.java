package daxa.core.command;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.TraceRegions;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.ShaderBindingTable;
import daxa.core.pipeline.TablePart;
import daxa.core.resource.Buffer;
import daxa.core.struct.Struct;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Ray tracing pipelines and their traces.
abstract sealed class TraceCommands extends BuildCommands permits QueryRecorder {
    private static final int TRACE_BYTES = 12;

    /// The bound pipeline; null where none is bound, or a compute pipeline was bound since.
    private @Nullable RayTracingPipeline rays;

    private long raysHandle;

    TraceCommands(RecorderObject object) {
        super(object);
    }

    @Override
    void forgetBound() {
        super.forgetBound();
        rays = null;
    }

    @Override
    final void computeBound() {
        rays = null;
    }

    /// Binds a ray tracing pipeline for the traces that follow. It takes the place of a compute
    /// pipeline. A stack whose size is dynamic gets [RayTracingPipeline#stackSize()].
    ///
    /// @param pipeline the pipeline
    /// @throws daxa.core.error.ClosedException if the recorder or the pipeline is closed
    public void setPipeline(RayTracingPipeline pipeline) {
        Objects.requireNonNull(pipeline, "pipeline");
        guard.enter("setPipeline");
        try {
            CommandDriver driver = outsidePass("setPipeline");
            hold(pipeline);
            bindSetOnce(driver, CommandDriver.RAY_TRACING);
            driver.bindPipeline(CommandDriver.RAY_TRACING, pipeline.nativeHandle());
            bound(pipeline.pushConstants());
            // To store a reference where it is already costs more than to look.
            if (!pipeline.equals(rays)) {
                rays = pipeline;
                raysHandle = pipeline.nativeHandle();
            }
            if (pipeline.info().dynamicStackSize()) {
                driver.setRayTracingStackSize((int) pipeline.stackSize());
            }
        } finally {
            guard.exit("setPipeline");
        }
    }

    /// Sets the size of the stack of the bound ray tracing pipeline: more than its shaders need is
    /// slower, less is undefined behaviour.
    ///
    /// @param bytes the size, from 0; [RayTracingPipeline#stackSize(String,
    ///   daxa.core.pipeline.ShaderStage)] tells what the shaders need
    /// @throws UsageException if no ray tracing pipeline is bound, its stack is not dynamic, or the
    ///   size is below 0
    public void setRayTracingStackSize(int bytes) {
        guard.enter("setRayTracingStackSize");
        try {
            CommandDriver driver = outsidePass("setRayTracingStackSize");
            RayTracingPipeline pipeline = boundRays("setRayTracingStackSize");
            if (!pipeline.info().dynamicStackSize()) {
                throw new UsageException(
                        "setRayTracingStackSize on "
                                + this
                                + ": the stack of "
                                + pipeline
                                + " is not dynamic; create it with withDynamicStackSize()");
            }
            if (bytes < 0) {
                throw new UsageException(
                        "setRayTracingStackSize on "
                                + this
                                + ": bytes="
                                + bytes
                                + " (expected at least 0)");
            }
            driver.setRayTracingStackSize(bytes);
        } finally {
            guard.exit("setRayTracingStackSize");
        }
    }

    /// Traces rays: runs a ray generation shader of the bound pipeline once for each.
    ///
    /// @param table a table of the bound pipeline
    /// @param raygen the number of the ray generation record that runs, from 0;
    ///   [ShaderBindingTable#indexOf(String)] tells it
    /// @param width rays
    /// @param height rays
    /// @param depth rays
    /// @throws UsageException if no ray tracing pipeline is bound, the table is one of another
    ///   pipeline, there is no such record, or there are more rays than the device's limits allow
    /// @throws daxa.core.error.ClosedException if the table is closed
    /// @throws daxa.core.error.WrongDeviceException if the table belongs to another device
    public void trace(ShaderBindingTable table, int raygen, int width, int height, int depth) {
        Objects.requireNonNull(table, "table");
        guard.enter("trace");
        try {
            CommandDriver driver = outsidePass("trace");
            TraceRegions regions = regions("trace", table, raygen);
            DeviceLimits limits = context.limits();
            if ((width | height | depth) < 0
                    || width > mostRays(limits.maxWorkgroupCountX(), limits.maxWorkgroupSizeX())
                    || height > mostRays(limits.maxWorkgroupCountY(), limits.maxWorkgroupSizeY())
                    || depth > mostRays(limits.maxWorkgroupCountZ(), limits.maxWorkgroupSizeZ())
                    || isAbove(width, height, depth, limits.rayTracing().maxRays())) {
                throw tooManyRays(width, height, depth);
            }
            hold(table);
            flushBarriers(driver);
            driver.traceRays(regions, raygen, width, height, depth);
        } finally {
            guard.exit("trace");
        }
    }

    /// Traces rays, with numbers of rays that the GPU reads: three 32-bit integers. More than the
    /// device's limits allow is undefined behaviour.
    ///
    /// @param table a table of the bound pipeline
    /// @param raygen the number of the ray generation record that runs, from 0
    /// @param arguments the buffer that holds them
    /// @param offset bytes, a multiple of 4
    /// @throws UsageException if the 12 bytes are not inside the buffer, the offset is no multiple,
    ///   no ray tracing pipeline is bound, the table is one of another pipeline, there is no such
    ///   record, or the feature RAY_TRACING_INDIRECT is missing
    /// @throws daxa.core.error.ClosedException if the table or the buffer is closed
    /// @throws daxa.core.error.WrongDeviceException if one belongs to another device
    public void traceIndirect(ShaderBindingTable table, int raygen, Buffer arguments, long offset) {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(arguments, "arguments");
        guard.enter("traceIndirect");
        try {
            CommandDriver driver = outsidePass("traceIndirect");
            Counted named = context.own(arguments);
            TraceRegions regions = regions("traceIndirect", table, raygen);
            context.require(Feature.RAY_TRACING_INDIRECT, "traceIndirect");
            IndirectArguments.check("traceIndirect", arguments, offset, TRACE_BYTES);
            name(named);
            hold(table);
            flushBarriers(driver);
            driver.traceRaysIndirect(
                    regions,
                    raygen,
                    arguments.nativeHandle(),
                    offset,
                    arguments.deviceAddress() + offset);
        } finally {
            guard.exit("traceIndirect");
        }
    }

    /// Changes the data of a record. Traces that were recorded before read what was there by a
    /// barrier from [Access#RAY_TRACING_READ] to [Access#TRANSFER_WRITE]; those that follow read
    /// what is new by one from [Access#TRANSFER_WRITE] to [Access#RAY_TRACING_READ].
    ///
    /// @param table the table
    /// @param part the part in which the record stands
    /// @param index its number in the part, from 0
    /// @param data bytes, a multiple of 4, copied before the call returns; what is behind them
    ///   stays
    /// @throws UsageException if there is no such record, it cannot hold so much, or the size is no
    ///   multiple
    /// @throws daxa.core.error.ClosedException if the table is closed
    /// @throws daxa.core.error.WrongDeviceException if the table belongs to another device
    public void updateRecord(
            ShaderBindingTable table, TablePart part, int index, MemorySegment data) {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(data, "data");
        guard.enter("updateRecord");
        try {
            CommandDriver driver = outsidePass("updateRecord");
            context.own(table);
            long size = data.byteSize();
            long offset = table.dataOffset(part, index, size);
            if (size % 4 != 0 || size > MAX_UPDATE) {
                throw new UsageException(
                        "updateRecord of "
                                + table
                                + ": size="
                                + size
                                + " (expected a multiple of 4, up to "
                                + MAX_UPDATE
                                + ")");
            }
            if (size != 0) {
                MemorySegment bytes = updateMemory();
                MemorySegment.copy(data, 0, bytes, 0, size);
                update(driver, table, offset, size);
            }
        } finally {
            guard.exit("updateRecord");
        }
    }

    /// As [#updateRecord(ShaderBindingTable, TablePart, int, MemorySegment)].
    ///
    /// @param <T> the type of the data
    /// @param table the table
    /// @param part the part in which the record stands
    /// @param index its number in the part, from 0
    /// @param struct the struct that the record's shaders read
    /// @param value the data
    /// @throws UsageException if there is no such record, it cannot hold so much, its shaders read
    ///   something else, or an array in the value has another length than the struct says
    /// @throws NullPointerException if something in the value is null; the message names it
    /// @throws daxa.core.error.WrongDeviceException if the table belongs to another device
    /// @throws daxa.core.error.ClosedException if the recorder or the table is closed
    public <T extends Record> void updateRecord(
            ShaderBindingTable table, TablePart part, int index, Struct<T> struct, T value) {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(struct, "struct");
        Objects.requireNonNull(value, "value");
        guard.enter("updateRecord");
        try {
            CommandDriver driver = outsidePass("updateRecord");
            context.own(table);
            long size = Math.ceilDiv(struct.size(), 4) * 4;
            long offset = table.dataOffset(part, index, size, struct);
            struct.write(updateMemory(), 0, value);
            update(driver, table, offset, size);
        } finally {
            guard.exit("updateRecord");
        }
    }

    private void update(CommandDriver driver, ShaderBindingTable table, long offset, long size) {
        hold(table);
        flushBarriers(driver);
        driver.updateBuffer(table.nativeBuffer(), offset, updateMemory().address(), (int) size);
    }

    private RayTracingPipeline boundRays(String command) {
        RayTracingPipeline pipeline = rays;
        if (pipeline == null) {
            throw new UsageException(
                    command
                            + " was called on "
                            + this
                            + " without a ray tracing pipeline; call setPipeline first");
        }
        return pipeline;
    }

    private TraceRegions regions(String command, ShaderBindingTable table, int raygen) {
        RayTracingPipeline pipeline = boundRays(command);
        context.own(table);
        if (table.nativePipeline() != raysHandle) {
            throw new UsageException(
                    command
                            + " on "
                            + this
                            + ": "
                            + table
                            + " is one of "
                            + table.info().pipeline()
                            + ", but "
                            + pipeline
                            + " is bound; make a table for each pipeline");
        }
        TraceRegions regions = table.regions();
        if (raygen < 0 || raygen >= regions.raygens()) {
            throw new UsageException(
                    command
                            + " on "
                            + this
                            + ": raygen="
                            + raygen
                            + " (expected 0 to "
                            + (regions.raygens() - 1)
                            + ", the ray generation records of "
                            + table
                            + ")");
        }
        return regions;
    }

    private static long mostRays(int count, int size) {
        return (long) count * size;
    }

    private static boolean isAbove(int width, int height, int depth, long most) {
        return depth != 0 && (long) width * height > most / depth;
    }

    private UsageException tooManyRays(int width, int height, int depth) {
        DeviceLimits limits = context.limits();
        return new UsageException(
                "trace on "
                        + this
                        + ": rays="
                        + width
                        + "x"
                        + height
                        + "x"
                        + depth
                        + " (expected 0x0x0 to "
                        + mostRays(limits.maxWorkgroupCountX(), limits.maxWorkgroupSizeX())
                        + "x"
                        + mostRays(limits.maxWorkgroupCountY(), limits.maxWorkgroupSizeY())
                        + "x"
                        + mostRays(limits.maxWorkgroupCountZ(), limits.maxWorkgroupSizeZ())
                        + ", and up to "
                        + limits.rayTracing().maxRays()
                        + " together, on this device)");
    }
}
