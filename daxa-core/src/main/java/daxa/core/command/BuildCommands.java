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
    private final Consumer<Reference> checking = this::checkUse;
    private final Consumer<Reference> naming = this::name;
    private long nextScratch;

    // Whether the recording remembers all that was checked.
    private boolean allNamed;

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
            allNamed = true;
            StructureObject.Needs needs = check(build);
            long scratch = scratchBytes(build, needs);
            if (!allNamed) {
                each(build, naming);
            }
            batch.clear();
            add(build, needs);
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
            allNamed = true;
            long scratch = 0;
            for (int i = 0; i < builds.size(); i++) {
                StructureBuild build = builds.get(i);
                scratch += scratchBytes(build, check(build));
                requireOnce(builds, i);
            }
            batch.clear();
            for (int i = 0; i < builds.size(); i++) {
                StructureBuild build = builds.get(i);
                if (!allNamed) {
                    each(build, naming);
                }
                add(build, needs(build));
            }
            takeScratch(driver, scratch);
            for (int i = 0; i < builds.size(); i++) {
                StructureBuild build = builds.get(i);
                giveScratch(i, build, scratchBytes(build, needs(build)));
            }
            record(driver);
            for (int i = 0; i < builds.size(); i++) {
                built(builds.get(i));
            }
        } finally {
            guard.exit("build");
        }
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

    private void checkUse(Reference reference) {
        allNamed &= check(reference);
    }

    private StructureObject.Needs check(StructureBuild build) {
        each(build, checking);
        StructureObject.Needs needs = needs(build);
        AccelerationStructure source = build.source();
        if (source != null) {
            checkUpdate(object(source), build.input());
        }
        Buffer scratch = build.scratch();
        if (scratch != null) {
            checkScratch(build.target(), scratch, build.scratchOffset(), needed(build, needs));
        }
        return needs;
    }

    private StructureObject.Needs needs(StructureBuild build) {
        return object(build.target()).needs(build.input());
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

    private static long needed(StructureBuild build, StructureObject.Needs needs) {
        AccelerationStructureSizes sizes = needs.sizes();
        return build.source() == null ? sizes.buildScratch() : sizes.updateScratch();
    }

    // Of the recording's scratch memory.
    private long scratchBytes(StructureBuild build, StructureObject.Needs needs) {
        if (build.scratch() != null) {
            return 0;
        }
        int alignment = context.limits().rayTracing().scratchAlignment();
        long bytes = needed(build, needs);
        // A division costs as much as ten other steps.
        return Integer.bitCount(alignment) == 1
                ? (bytes + alignment - 1) & -alignment
                : Math.ceilDiv(bytes, alignment) * alignment;
    }

    private void add(StructureBuild build, StructureObject.Needs needs) {
        AccelerationStructure source = build.source();
        batch.add(
                needs.build(),
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
            StructureObject from = object(src);
            StructureObject to = object(dst);
            StructureInput built = checkCopy("copy", from, to, src, dst);
            if (to.size() < from.size()) {
                throw new UsageException(
                        "copy of "
                                + src
                                + " to "
                                + dst
                                + ": it has "
                                + to.size()
                                + " bytes (expected at least "
                                + from.size()
                                + ", as the source)");
            }
            copy(driver, src, dst, false);
            to.setBuilt(built);
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
            StructureObject from = object(src);
            StructureObject to = object(dst);
            StructureInput built = checkCopy("compact", from, to, src, dst);
            requireOption("compact", from, built, BuildOption.ALLOW_COMPACTION);
            copy(driver, src, dst, true);
            to.setBuilt(built);
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
    }

    private static StructureInput checkCopy(
            String command,
            StructureObject from,
            StructureObject to,
            AccelerationStructure src,
            AccelerationStructure dst) {
        if (from.isTopLevel() != to.isTopLevel() || from.equals(to)) {
            throw new UsageException(
                    command
                            + " of "
                            + src
                            + " to "
                            + dst
                            + " (expected another structure of the same level)");
        }
        return requireBuilt(command, from);
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
        requireOption(command, structure, built, option);
        return built;
    }

    private static void requireOption(
            String command, StructureObject structure, StructureInput built, BuildOption option) {
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
