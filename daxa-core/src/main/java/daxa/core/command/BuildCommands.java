package daxa.core.command;

import daxa.core.driver.AccelerationStructureSizes;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.CommandDriver;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Reference;
import daxa.core.query.QueryKind;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.AccelerationStructure;
import daxa.core.resource.Buffer;
import daxa.core.resource.BuildOption;
import daxa.core.resource.StructureInput;
import daxa.core.resource.StructureObject;
import daxa.core.sync.StateChange;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// Builds, updates and copies of acceleration structures, as every recorder has them.
abstract sealed class BuildCommands extends ComputeCommands permits TraceCommands {
    private final BuildBatch batch = new BuildBatch();
    private final Consumer<Reference> checking = this::check;
    private final Consumer<Reference> naming = this::name;
    private long nextScratch;

    BuildCommands(RecorderObject object) {
        super(object);
    }

    /// Builds or updates an acceleration structure. The recording holds scratch memory for it,
    /// unless the build brings its own.
    ///
    /// Writes of vertices, indices, boxes and instances on the GPU come before it by a barrier to
    /// [Access#BUILD_READ]; builds of bottom-level structures before the top-level one by a barrier
    /// from [Access#BUILD_WRITE] to [Access#BUILD_READ].
    ///
    /// @param build what to build
    /// @throws UsageException if the recorder is not recording, a structure is too small, an
    ///   address is not aligned, or what is updated was not built so that it can be
    /// @throws daxa.core.error.ClosedException if something that it uses is closed
    /// @throws daxa.core.error.WrongDeviceException if something belongs to another device
    /// @throws daxa.core.error.OutOfMemoryException if scratch memory runs out
    public void build(StructureBuild build) {
        Objects.requireNonNull(build, "build");
        guard.enter("build");
        try {
            CommandDriver driver = outsidePass("build");
            long scratch = check(build);
            name(build);
            batch.clear();
            add(build);
            takeScratch(driver, scratch);
            giveScratch(0, build, scratch);
            record(driver);
            built(build);
        } finally {
            guard.exit("build");
        }
    }

    /// Builds or updates several acceleration structures at once and in no order: none may depend
    /// on another one. Otherwise as [#build(StructureBuild)].
    ///
    /// @param builds what to build, at least one
    /// @throws UsageException as there, or if there is none, or a structure is built twice
    /// @throws daxa.core.error.ClosedException if something that they use is closed
    /// @throws daxa.core.error.WrongDeviceException if something belongs to another device
    /// @throws daxa.core.error.OutOfMemoryException if scratch memory runs out
    public void build(List<StructureBuild> builds) {
        Objects.requireNonNull(builds, "builds");
        guard.enter("build");
        try {
            CommandDriver driver = outsidePass("build");
            if (builds.isEmpty()) {
                throw new UsageException(
                        "build on " + this + ": builds is empty (expected at least one)");
            }
            long scratch = 0;
            for (int i = 0; i < builds.size(); i++) {
                StructureBuild build = builds.get(i);
                scratch += check(build);
                requireOnce(builds, i);
            }
            batch.clear();
            for (int i = 0; i < builds.size(); i++) {
                name(builds.get(i));
                add(builds.get(i));
            }
            takeScratch(driver, scratch);
            for (int i = 0; i < builds.size(); i++) {
                StructureBuild build = builds.get(i);
                giveScratch(i, build, scratchBytes(build, sizes(build)));
            }
            record(driver);
            for (int i = 0; i < builds.size(); i++) {
                built(builds.get(i));
            }
        } finally {
            guard.exit("build");
        }
    }

    private void name(StructureBuild build) {
        each(build, naming);
    }

    private static void each(StructureBuild build, Consumer<Reference> use) {
        use.accept(build.target());
        AccelerationStructure source = build.source();
        if (source != null) {
            use.accept(source);
        }
        Buffer scratch = build.scratch();
        if (scratch != null) {
            use.accept(scratch);
        }
        build.input().eachUse(use);
    }

    private StructureObject object(AccelerationStructure structure) {
        return (StructureObject) context.own(structure);
    }

    private void requireOnce(List<StructureBuild> builds, int index) {
        StructureObject target = object(builds.get(index).target());
        for (int i = 0; i < index; i++) {
            AccelerationStructure source = builds.get(i).source();
            if (object(builds.get(i).target()).equals(target)
                    || (source != null && object(source).equals(target))) {
                throw new UsageException(
                        "build on "
                                + this
                                + ": build "
                                + index
                                + " writes "
                                + target.label()
                                + ", which build "
                                + i
                                + " uses too; build one after the other, with a barrier between");
            }
        }
    }

    // Returns the bytes of the recording's scratch memory that it needs.
    private long check(StructureBuild build) {
        each(build, checking);
        AccelerationStructureSizes sizes = sizes(build);
        AccelerationStructure source = build.source();
        if (source != null) {
            checkUpdate(object(source), build.input());
        }
        Buffer scratch = build.scratch();
        if (scratch != null) {
            checkScratch(build.target(), scratch, build.scratchOffset(), needed(build, sizes));
        }
        return scratchBytes(build, sizes);
    }

    private AccelerationStructureSizes sizes(StructureBuild build) {
        return object(build.target()).sizes(build.input(), batch);
    }

    private void checkUpdate(StructureObject source, StructureInput input) {
        StructureInput built = requireBuilt("update", source, BuildOption.ALLOW_UPDATE);
        String difference = input.differenceFrom(built);
        if (difference != null) {
            throw new UsageException(
                    "update of "
                            + source.label()
                            + ": the input has "
                            + difference
                            + "; an update may only move what is there, build it anew");
        }
    }

    private void checkScratch(
            AccelerationStructure target, Buffer scratch, long offset, long bytes) {
        TransferRegion.checkRange(scratch, offset, Math.max(1, bytes));
        int alignment = context.limits().rayTracing().scratchAlignment();
        long address = scratch.deviceAddress() + offset;
        if (address % alignment != 0) {
            throw new UsageException(
                    "scratch memory of "
                            + target
                            + " in "
                            + scratch
                            + " at offset="
                            + offset
                            + " begins at the device address 0x"
                            + Long.toHexString(address)
                            + " (expected a multiple of "
                            + alignment
                            + ")");
        }
    }

    private static long needed(StructureBuild build, AccelerationStructureSizes sizes) {
        return build.source() == null ? sizes.buildScratch() : sizes.updateScratch();
    }

    private long scratchBytes(StructureBuild build, AccelerationStructureSizes sizes) {
        if (build.scratch() != null) {
            return 0;
        }
        int alignment = context.limits().rayTracing().scratchAlignment();
        return Math.ceilDiv(needed(build, sizes), alignment) * alignment;
    }

    private void add(StructureBuild build) {
        AccelerationStructure source = build.source();
        build.input()
                .addTo(
                        batch,
                        source == null ? 0 : source.nativeHandle(),
                        build.target().nativeHandle());
    }

    private void takeScratch(CommandDriver driver, long bytes) {
        ScratchMemory memory = recording().scratch;
        if (bytes != 0) {
            if (memory.needsBarrier(bytes)) {
                driver.memoryBarrier(
                        Access.BUILD_WRITE.stages(),
                        Access.BUILD_READ.and(Access.BUILD_WRITE).accesses(),
                        Access.BUILD_WRITE.stages(),
                        Access.BUILD_READ.and(Access.BUILD_WRITE).accesses());
            }
            nextScratch = memory.take(bytes);
        }
    }

    private void giveScratch(int index, StructureBuild build, long bytes) {
        Buffer own = build.scratch();
        if (own != null) {
            batch.setScratch(index, own.deviceAddress() + build.scratchOffset());
        } else {
            batch.setScratch(index, nextScratch);
            nextScratch += bytes;
        }
    }

    private void record(CommandDriver driver) {
        flushBarriers(driver);
        driver.buildAccelerationStructures(batch);
    }

    private void built(StructureBuild build) {
        object(build.target()).setBuilt(build.input());
    }

    /// Copies an acceleration structure to another one of the same level.
    ///
    /// @param src the source, built before
    /// @param dst the destination, at least as large
    /// @throws UsageException if the recorder is not recording, or they do not fit
    /// @throws daxa.core.error.ClosedException if one is closed
    /// @throws daxa.core.error.WrongDeviceException if one belongs to another device
    public void copy(AccelerationStructure src, AccelerationStructure dst) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(dst, "dst");
        guard.enter("copy");
        try {
            CommandDriver driver = outsidePass("copy");
            checkCopy("copy", src, dst);
            if (dst.info().size() < src.info().size()) {
                throw new UsageException(
                        "copy of "
                                + src
                                + " to "
                                + dst
                                + ": it has "
                                + dst.info().size()
                                + " bytes (expected at least "
                                + src.info().size()
                                + ", as the source)");
            }
            copy(driver, src, dst, false);
        } finally {
            guard.exit("copy");
        }
    }

    /// Copies an acceleration structure without what only its build needed. How large the
    /// destination has to be tells [#writeCompactedSize].
    ///
    /// @param src the source, built before with `ALLOW_COMPACTION`
    /// @param dst the destination
    /// @throws UsageException if the recorder is not recording, or they do not fit
    /// @throws daxa.core.error.ClosedException if one is closed
    /// @throws daxa.core.error.WrongDeviceException if one belongs to another device
    public void compact(AccelerationStructure src, AccelerationStructure dst) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(dst, "dst");
        guard.enter("compact");
        try {
            CommandDriver driver = outsidePass("compact");
            checkCopy("compact", src, dst);
            requireBuilt("compact", object(src), BuildOption.ALLOW_COMPACTION);
            copy(driver, src, dst, true);
        } finally {
            guard.exit("compact");
        }
    }

    private void copy(
            CommandDriver driver,
            AccelerationStructure src,
            AccelerationStructure dst,
            boolean compact) {
        name(src);
        name(dst);
        flushBarriers(driver);
        driver.copyAccelerationStructure(src.nativeHandle(), dst.nativeHandle(), compact);
        object(dst).setBuilt(object(src).built());
    }

    private void checkCopy(String command, AccelerationStructure src, AccelerationStructure dst) {
        StructureObject from = object(src);
        StructureObject to = object(dst);
        if (from.isTopLevel() != to.isTopLevel() || from.equals(to)) {
            throw new UsageException(
                    command
                            + " of "
                            + src
                            + " to "
                            + dst
                            + " (expected another structure of the same level)");
        }
        requireBuilt(command, from);
    }

    private static StructureInput requireBuilt(String command, StructureObject structure) {
        StructureInput built = structure.built();
        if (built == null) {
            throw new UsageException(
                    command
                            + " of "
                            + structure.label()
                            + ": no recording builds it before; build it first");
        }
        return built;
    }

    private static StructureInput requireBuilt(
            String command, StructureObject structure, BuildOption option) {
        StructureInput built = requireBuilt(command, structure);
        if (!built.options().contains(option)) {
            throw new UsageException(
                    command
                            + " of "
                            + structure.label()
                            + ": it was built with options="
                            + built.options()
                            + " (expected with "
                            + option
                            + ")");
        }
        return built;
    }

    /// Writes to a query how many bytes a structure has when it is compacted. A barrier from
    /// [Access#BUILD_WRITE] to [Access#BUILD_READ] stands between its build and this.
    ///
    /// @param structure the structure, built before with `ALLOW_COMPACTION`
    /// @param pool a pool of the kind [QueryKind#COMPACTED_SIZE]
    /// @param query the query, reset
    /// @throws UsageException if the recorder is not recording, the structure was not built so that
    ///   it can be compacted, or the pool is of another kind or smaller
    /// @throws daxa.core.error.ClosedException if the structure or the pool is closed
    /// @throws daxa.core.error.WrongDeviceException if one belongs to another device
    public void writeCompactedSize(AccelerationStructure structure, QueryPool pool, int query) {
        Objects.requireNonNull(structure, "structure");
        Objects.requireNonNull(pool, "pool");
        guard.enter("writeCompactedSize");
        try {
            CommandDriver driver = outsidePass("writeCompactedSize");
            context.own(pool);
            QueryPoolInfo info = pool.info();
            info.requireRange("writeCompactedSize", query, 1);
            if (info.kind() != QueryKind.COMPACTED_SIZE) {
                throw new UsageException(
                        "writeCompactedSize to "
                                + pool
                                + ": kind="
                                + info.kind()
                                + " (expected COMPACTED_SIZE)");
            }
            requireBuilt("writeCompactedSize", object(structure), BuildOption.ALLOW_COMPACTION);
            name(structure);
            order(pool, StateChange.SET, query, 1, null);
            flushBarriers(driver);
            driver.writeCompactedSize(structure.nativeHandle(), pool.nativeHandle(), query);
        } finally {
            guard.exit("writeCompactedSize");
        }
    }
}
