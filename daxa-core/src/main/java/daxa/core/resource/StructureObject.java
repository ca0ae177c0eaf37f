package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AccelerationStructureSizes;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.Feature;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.RayTracingDriver;
import daxa.core.driver.RayTracingLimits;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// The counted object behind [Blas] and [Tlas] references. Programs never see it.
@Internal
@ThreadSafe
public final class StructureObject extends Counted implements InMemory {
    private static final int OFFSET_ALIGNMENT = 256;

    private final BindlessTable table;
    final AccelerationStructureInfo info;
    private final boolean topLevel;
    private final @Nullable MemoryBlockObject block;
    private @Nullable NativeBuffer memory;
    final long handle;
    final long deviceAddress;
    final long id;
    private volatile @Nullable StructureInput built;
    private volatile @Nullable Needs needs;

    /// What a build of one input is, which is found out once.
    @Immutable
    public static final class Needs {
        private final StructureInput input;
        private final AccelerationStructureSizes sizes;
        private final BuildBatch build;

        private Needs(StructureInput input, AccelerationStructureSizes sizes, BuildBatch build) {
            this.input = input;
            this.sizes = sizes;
            this.build = build;
        }

        /// What the structure and its builds need.
        ///
        /// @return the sizes
        public AccelerationStructureSizes sizes() {
            return sizes;
        }

        /// The build for the driver, without source, target and scratch memory.
        ///
        /// @return a batch that nobody may change
        public BuildBatch build() {
            return build;
        }
    }

    StructureObject(
            BindlessTable table,
            AccelerationStructureInfo info,
            boolean topLevel,
            @Nullable Buffer buffer,
            @Nullable MemoryBlockObject block,
            long offset) {
        super(
                table.context().lifetimes(),
                info.name(),
                info.queueMask(),
                parents(table, buffer, block));
        this.table = table;
        this.info = info;
        this.topLevel = topLevel;
        this.block = block;
        DeviceDriver driver = table.context().driver();
        long slot = 0;
        long made = 0;
        try {
            requireFeature(table.context(), label());
            checkPlace(buffer, offset);
            if (topLevel) {
                slot = table.allocateTlas(this);
            }
            if (buffer == null) {
                memory = allocate(driver, offset);
            }
            made =
                    driver.createAccelerationStructure(
                            info.name(),
                            topLevel ? RayTracingDriver.TOP_LEVEL : RayTracingDriver.BOTTOM_LEVEL,
                            memory == null ? nativeBuffer(buffer) : memory.handle(),
                            memory == null ? offset : 0,
                            info.size());
            deviceAddress = driver.accelerationStructureAddress(made);
        } catch (RuntimeException e) {
            if (made != 0) {
                driver.destroyAccelerationStructure(made);
            }
            freeMemory(driver);
            if (slot != 0) {
                table.forgetTlas(slot);
            }
            abandon();
            throw e;
        }
        handle = made;
        id = slot;
        if (topLevel) {
            table.setTlas(slot, made);
        }
    }

    private static Counted[] parents(
            BindlessTable table, @Nullable Buffer buffer, @Nullable MemoryBlockObject block) {
        return buffer == null
                ? MemoryBlockObject.parents(table, block)
                : new Counted[] {table.context().own(buffer), table.context().device()};
    }

    /// Refuses what needs acceleration structures where the device has none.
    ///
    /// @param context the device
    /// @param what what needs them
    /// @throws UsageException if the device lacks [Feature#ACCELERATION_STRUCTURE]
    public static void requireFeature(DeviceContext context, String what) {
        if (!context.features().contains(Feature.ACCELERATION_STRUCTURE)) {
            throw new UsageException(
                    what
                            + " needs the feature ACCELERATION_STRUCTURE (accelerationStructure),"
                            + " which device '"
                            + context.name()
                            + "' was created without; ask for it with DeviceInfo.require");
        }
    }

    private void checkPlace(@Nullable Buffer buffer, long offset) {
        if (buffer == null) {
            return;
        }
        if (!info.options().isEmpty()) {
            throw new UsageException(
                    label()
                            + " in "
                            + buffer
                            + ": options="
                            + info.options()
                            + " (expected none in a buffer)");
        }
        long size = buffer.info().size();
        if (offset < 0 || offset % OFFSET_ALIGNMENT != 0 || offset > size - info.size()) {
            throw new UsageException(
                    label()
                            + " in "
                            + buffer
                            + ": offset="
                            + offset
                            + " and "
                            + info.size()
                            + " bytes (expected a multiple of 256, within its "
                            + size
                            + " bytes)");
        }
    }

    private static long nativeBuffer(@Nullable Buffer buffer) {
        return buffer == null ? 0 : buffer.nativeHandle();
    }

    private NativeBuffer allocate(DeviceDriver driver, long offset) {
        if (block == null) {
            MemoryBlockObject.checkOwnMemory(this, info.options());
            return driver.createBuffer(
                    info.name(),
                    info.size(),
                    MemoryKind.DEVICE,
                    info.options().contains(MemoryOption.DEDICATED),
                    true);
        }
        block.place(this, driver.bufferRequirements(info.size()), offset, info.options());
        try {
            return driver.placeBuffer(info.name(), info.size(), block.memory, offset);
        } catch (RuntimeException e) {
            block.vacate(this);
            throw e;
        }
    }

    private void freeMemory(DeviceDriver driver) {
        NativeBuffer own = memory;
        if (own != null) {
            driver.destroyBuffer(own.handle(), own.allocation());
            if (block != null) {
                block.vacate(this);
            }
        }
    }

    /// What the build that was recorded last makes it of.
    ///
    /// @return the input, or null before the first
    public @Nullable StructureInput built() {
        return built;
    }

    /// Notes what a recorded build makes it of.
    ///
    /// @param input the input
    public void setBuilt(@Nullable StructureInput input) {
        // A volatile write costs more than to look.
        if (!Objects.equals(built, input)) {
            built = input;
        }
    }

    /// How large it is.
    ///
    /// @return bytes
    public long size() {
        return info.size();
    }

    /// Whether it is top-level.
    ///
    /// @return false for a bottom-level one
    public boolean isTopLevel() {
        return topLevel;
    }

    /// What a build of the structure needs. Asked again with the same input it allocates nothing.
    ///
    /// @param input what it is built of
    /// @return the needs
    /// @throws UsageException if there is too much in the input, an address is not aligned, or the
    ///   structure is too small
    public Needs needs(StructureInput input) {
        Needs known = needs;
        if (known == null || !known.input.equals(input)) {
            known = needs(table.context(), label(), input);
            long size = known.sizes.size();
            if (size > info.size()) {
                throw new UsageException(
                        "build of "
                                + label()
                                + ": it has "
                                + info.size()
                                + " bytes (expected at least "
                                + size
                                + " for this input); Device.buildSizes tells what is needed");
            }
            needs = known;
        }
        return known;
    }

    /// What a structure and its build need.
    ///
    /// @param context the device
    /// @param what the structure, for messages
    /// @param input what it is built of
    /// @return the needs
    /// @throws UsageException if there is too much in the input, or an address is not aligned
    public static Needs needs(DeviceContext context, String what, StructureInput input) {
        requireFeature(context, "build of " + what);
        RayTracingLimits limits = context.limits().rayTracing();
        if (input instanceof BlasInput bottom) {
            requireUpTo(what, "geometries", bottom.geometries().size(), limits.maxGeometryCount());
            requireUpTo(what, "primitives", bottom.primitives(), limits.maxPrimitiveCount());
        } else if (input instanceof TlasInput top) {
            requireUpTo(what, "instances", top.count(), limits.maxInstanceCount());
        }
        BuildBatch build = new BuildBatch();
        input.addTo(build);
        return new Needs(input, context.driver().accelerationStructureSizes(build), build);
    }

    private static void requireUpTo(String what, String number, long value, long most) {
        if (value > most) {
            throw new UsageException(
                    "build of "
                            + what
                            + ": "
                            + number
                            + "="
                            + value
                            + " (expected up to "
                            + most
                            + " on this device)");
        }
    }

    @Override
    protected boolean destroy() {
        DeviceDriver driver = table.context().driver();
        if (topLevel) {
            table.releaseTlas(id);
        }
        driver.destroyAccelerationStructure(handle);
        freeMemory(driver);
        return true;
    }

    @Override
    public String typeName() {
        return topLevel ? "Tlas" : "Blas";
    }

    @Override
    public long bytes() {
        NativeBuffer own = memory;
        return own == null ? 0 : own.allocatedBytes();
    }

    @Override
    public int heap() {
        NativeBuffer own = memory;
        return own == null ? 0 : own.heap();
    }
}
