package daxa.core.driver.simulated;

import daxa.core.driver.NativeKind;
import daxa.core.driver.simulated.SimRecording.Where;

/// Queries of a [SimulatedCommands].
final class QueryCommands {
    private final SimRecording recording;
    private final RegionChecks checks;

    QueryCommands(SimRecording recording) {
        this.recording = recording;
        this.checks = new RegionChecks(recording);
    }

    private SimObject.QueryPool pool(DriverCall call, long handle, int first, int count) {
        SimObject.QueryPool found =
                recording.device.simulation.find(
                        call,
                        handle,
                        NativeKind.QUERY_POOL,
                        SimObject.QueryPool.class,
                        recording.device.owner);
        String problem = DeviceQueries.rangeProblem(found, first, count);
        if (problem != null) {
            throw recording.fault(call, problem);
        }
        return found;
    }

    void writeTimestamp(long stage, long pool, int query) {
        DriverCall call = DriverCall.WRITE_TIMESTAMP;
        recording.start(call, Where.ANYWHERE);
        try {
            int count = recording.rendering ? Math.max(1, Integer.bitCount(recording.viewMask)) : 1;
            SimObject.QueryPool found = pool(call, pool, query, count);
            int bits = recording.device.timestampBits(recording.queue());
            if (bits == 0) {
                throw recording.fault(call, "queue " + recording.queue() + " has no timestamps");
            }
            if (Long.bitCount(stage) != 1) {
                throw recording.fault(call, "stages " + stage + " (expected one)");
            }
            recording.checkStages(call, stage);
            recording.addQueryOp(
                    Op.of(call, found, query, count, stage, -1L >>> (Long.SIZE - bits)));
        } finally {
            recording.exit();
        }
    }

    void resetQueries(long pool, int first, int count) {
        DriverCall call = DriverCall.RESET_QUERIES;
        recording.start(call, Where.OUTSIDE);
        try {
            recording.addQueryOp(Op.of(call, pool(call, pool, first, count), first, count));
        } finally {
            recording.exit();
        }
    }

    void copyQueryResults(long pool, int first, int count, long dst, long offset) {
        DriverCall call = DriverCall.COPY_QUERY_RESULTS;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.QueryPool from = pool(call, pool, first, count);
            SimObject.Buffer to = recording.buffer(call, dst);
            checks.checkRange(call, to, offset, (long) count * Long.BYTES);
            if (offset % Long.BYTES != 0) {
                throw recording.fault(call, "offset " + offset + " (expected a multiple of 8)");
            }
            recording.addQueryOp(Op.of(call, from, to, first, count, offset));
        } finally {
            recording.exit();
        }
    }
}
