package daxa.core.driver.simulated;

import daxa.core.driver.AccelerationStructureSizes;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.NativeKind;
import daxa.core.driver.RayTracingDriver;
import daxa.core.driver.simulated.SimRecording.Where;

/// Builds and copies of acceleration structures.
final class RayTracingCommands {
    private static final int INSTANCE_BYTES = 64;
    private static final int BOX_BYTES = 24;
    private static final int TRANSFORM_BYTES = 48;
    private static final int SHORT_INDICES = 0;

    private final SimRecording recording;

    RayTracingCommands(SimRecording recording) {
        this.recording = recording;
    }

    private SimObject.Structure structure(DriverCall call, long handle) {
        return recording.device.simulation.find(
                call,
                handle,
                NativeKind.ACCELERATION_STRUCTURE,
                SimObject.Structure.class,
                recording.device.owner);
    }

    private void note(SimObject.Structure structure) {
        recording.note(structure);
        if (structure.parent != null) {
            recording.note(structure.parent);
        }
    }

    void build(BuildBatch batch) {
        DriverCall call = DriverCall.BUILD_ACCELERATION_STRUCTURES;
        recording.start(call, Where.OUTSIDE);
        try {
            if (batch.count() == 0) {
                throw recording.fault(call, "there is no build");
            }
            for (int build = 0; build < batch.count(); build++) {
                build(call, batch, build);
            }
        } finally {
            recording.exit();
        }
    }

    private void build(DriverCall call, BuildBatch batch, int build) {
        SimObject.Structure target = structure(call, batch.target(build));
        SimObject.Structure source =
                batch.source(build) == 0 ? target : structure(call, batch.source(build));
        boolean update = batch.source(build) != 0;
        AccelerationStructureSizes needs = StructureRules.sizes(batch, build);
        if (target.type != batch.type(build) || source.type != batch.type(build)) {
            throw recording.fault(
                    call, target.text() + " is of another level than what is built into it");
        }
        if (target.size < needs.size()) {
            throw recording.fault(
                    call,
                    target.text() + " has " + target.size + " bytes (needs " + needs.size() + ")");
        }
        long scratch = update ? needs.updateScratch() : needs.buildScratch();
        int alignment = recording.device.limits().rayTracing().scratchAlignment();
        if (batch.scratch(build) % alignment != 0) {
            throw recording.fault(
                    call,
                    "scratch memory of "
                            + target.text()
                            + " at 0x"
                            + Long.toHexString(batch.scratch(build))
                            + " (expected a multiple of "
                            + alignment
                            + ")");
        }
        use(call, "scratch memory", batch.scratch(build), scratch);
        int first = batch.firstGeometry(build);
        int count = batch.geometryCount(build);
        if (batch.type(build) == RayTracingDriver.TOP_LEVEL && count != 1) {
            throw recording.fault(
                    call, target.text() + " is built of " + count + " geometries (expected 1)");
        }
        long[] shape = new long[3 + count];
        shape[0] = batch.flags(build);
        shape[1] = update ? 1 : 0;
        shape[2] = count;
        for (int i = 0; i < count; i++) {
            geometry(call, batch, first + i);
            shape[3 + i] = batch.primitives(first + i);
        }
        note(target);
        note(source);
        recording.transfers = true;
        recording.add(Op.of(call, target, source, shape));
    }

    private void geometry(DriverCall call, BuildBatch batch, int index) {
        long primitives = batch.primitives(index);
        if (primitives == 0) {
            return;
        }
        switch (batch.kind(index)) {
            case BuildBatch.TRIANGLES -> {
                use(
                        call,
                        "vertices",
                        batch.data(index),
                        batch.maxVertex(index) * batch.stride(index) + 1);
                if (batch.indexType(index) != BuildBatch.NO_INDICES) {
                    int bytes = batch.indexType(index) == SHORT_INDICES ? 2 : 4;
                    use(call, "indices", batch.indices(index), primitives * 3 * bytes);
                }
                if (batch.transform(index) != 0) {
                    use(call, "transform", batch.transform(index), TRANSFORM_BYTES);
                }
            }
            case BuildBatch.BOXES ->
                    use(
                            call,
                            "boxes",
                            batch.data(index),
                            (primitives - 1) * batch.stride(index) + BOX_BYTES);
            default ->
                    use(
                            call,
                            "instances",
                            batch.data(index),
                            primitives * (batch.pointers(index) ? Long.BYTES : INSTANCE_BYTES));
        }
    }

    // Notes the buffer that an address lies in.
    private void use(DriverCall call, String what, long address, long size) {
        SimObject.Buffer buffer = recording.device.bufferAt(address, size);
        if (buffer == null) {
            throw recording.fault(
                    call,
                    what
                            + " at 0x"
                            + Long.toHexString(address)
                            + ", "
                            + size
                            + " bytes, lie in no buffer");
        }
        recording.note(buffer);
    }

    void copy(long src, long dst, boolean compact) {
        DriverCall call = DriverCall.COPY_ACCELERATION_STRUCTURE;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.Structure from = structure(call, src);
            SimObject.Structure to = structure(call, dst);
            long needed = compact ? StructureRules.compacted(from.size) : from.size;
            if (from.type != to.type || to.size < needed) {
                throw recording.fault(
                        call,
                        from.text()
                                + " is copied to "
                                + to.text()
                                + " of another level, or with "
                                + to.size
                                + " bytes (needs "
                                + needed
                                + ")");
            }
            note(from);
            note(to);
            recording.transfers = true;
            recording.add(Op.of(call, to, from, compact ? 1 : 0));
        } finally {
            recording.exit();
        }
    }

    void writeCompactedSize(long structure, long pool, int query) {
        DriverCall call = DriverCall.WRITE_COMPACTED_SIZE;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.Structure from = structure(call, structure);
            SimObject.QueryPool found =
                    recording.device.simulation.find(
                            call,
                            pool,
                            NativeKind.QUERY_POOL,
                            SimObject.QueryPool.class,
                            recording.device.owner);
            String problem = DeviceQueries.rangeProblem(found, query, 1);
            if (problem != null) {
                throw recording.fault(call, problem);
            }
            note(from);
            recording.addQueryOp(Op.of(call, found, from, query, 1));
        } finally {
            recording.exit();
        }
    }

    /// Carries out a build or a copy.
    static void run(SimDevice device, Op op) {
        SimObject.Structure target = (SimObject.Structure) op.objects()[0];
        SimObject.Structure source = (SimObject.Structure) op.objects()[1];
        long[] args = op.args();
        if (op.call() == DriverCall.COPY_ACCELERATION_STRUCTURE) {
            require(device, op, source, source.shape != null, "is copied before it is built");
            require(
                    device,
                    op,
                    source,
                    args[0] == 0 || source.allows(StructureRules.ALLOW_COMPACTION),
                    "is compacted, and was built without ALLOW_COMPACTION");
            target.shape = source.shape;
            return;
        }
        if (args[1] != 0) {
            require(
                    device,
                    op,
                    source,
                    source.allows(StructureRules.ALLOW_UPDATE),
                    "is updated, and was not built with ALLOW_UPDATE");
            require(
                    device,
                    op,
                    source,
                    source.hasPrimitives(args),
                    "is updated with other geometries than it was built of");
        }
        target.shape = args;
    }

    private static void require(
            SimDevice device, Op op, SimObject object, boolean rule, String problem) {
        if (!rule) {
            throw device.simulation.fault(op.call(), object.text() + " " + problem);
        }
    }
}
