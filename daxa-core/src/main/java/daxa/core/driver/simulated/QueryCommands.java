package daxa.core.driver.simulated;

import daxa.core.driver.Feature;
import daxa.core.driver.NativeKind;
import daxa.core.driver.QueueKind;
import daxa.core.driver.simulated.SimRecording.Where;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Queries of a [SimulatedCommands].
final class QueryCommands {
    private final SimRecording recording;
    // VK_QUERY_PIPELINE_STATISTIC_COMPUTE_SHADER_INVOCATIONS_BIT
    private static final int COMPUTE_STATISTIC = 0x400;

    private final RegionChecks checks;

    // By type: occlusion and statistics.
    private final @Nullable Active[] active = new Active[2];

    /// A query that was begun.
    private record Active(
            SimObject.QueryPool pool, int query, int count, Where where, long startedAt) {
        String text() {
            return "query " + query + " of " + pool.text();
        }

        boolean overlaps(SimObject.QueryPool other, int first, int queries) {
            return pool == other && query < first + queries && first < query + count;
        }
    }

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

    /// Forgets what is active.
    void forget() {
        Arrays.fill(active, null);
    }

    /// Refuses to end where queries are active.
    ///
    /// @param where where they were begun; anywhere for all
    void checkEnded(DriverCall call, Where where) {
        for (Active each : active) {
            if (each != null && (where == Where.ANYWHERE || each.where == where)) {
                throw recording.fault(call, each.text() + " is active");
            }
        }
    }

    private void checkInactive(DriverCall call, SimObject.QueryPool pool, int first, int count) {
        for (Active each : active) {
            if (each != null && each.overlaps(pool, first, count)) {
                throw recording.fault(call, each.text() + " is active");
            }
        }
    }

    private int views() {
        return recording.rendering ? Math.max(1, Integer.bitCount(recording.viewMask)) : 1;
    }

    private Where here() {
        return recording.rendering ? Where.INSIDE : Where.OUTSIDE;
    }

    void beginQuery(long pool, int query, boolean precise) {
        DriverCall call = DriverCall.BEGIN_QUERY;
        recording.start(call, Where.ANYWHERE);
        try {
            SimObject.QueryPool found = pool(call, pool, query, views());
            if (found.type >= active.length) {
                throw recording.fault(call, found.text() + " has timestamps");
            }
            if (active[found.type] != null) {
                throw recording.fault(call, active[found.type].text() + " is active");
            }
            boolean counts = recording.device.features().contains(Feature.OCCLUSION_QUERY_PRECISE);
            if (precise && (found.type != DeviceQueries.OCCLUSION || !counts)) {
                throw recording.fault(
                        call, "precise for " + found.text() + " of type " + found.type);
            }
            QueueKind kind = QueueKind.of(recording.queue());
            boolean graphics = found.statistics != COMPUTE_STATISTIC;
            if (kind == QueueKind.TRANSFER || (graphics && kind != QueueKind.MAIN)) {
                throw recording.fault(call, found.text() + " on a queue of kind " + kind);
            }
            active[found.type] = new Active(found, query, views(), here(), recording.work());
            recording.addQueryOp(Op.of(call, found, query, views()));
        } finally {
            recording.exit();
        }
    }

    void endQuery(long pool, int query) {
        DriverCall call = DriverCall.END_QUERY;
        recording.start(call, Where.ANYWHERE);
        try {
            SimObject.QueryPool found = pool(call, pool, query, 1);
            Active begun = found.type < active.length ? active[found.type] : null;
            if (begun == null
                    || begun.pool != found
                    || begun.query != query
                    || begun.where != here()) {
                throw recording.fault(
                        call,
                        "query " + query + " of " + found.text() + " was not begun " + here());
            }
            active[found.type] = null;
            long counted = recording.work() - begun.startedAt;
            recording.addQueryOp(Op.of(call, found, query, begun.count, counted));
        } finally {
            recording.exit();
        }
    }

    void writeTimestamp(long stage, long pool, int query) {
        DriverCall call = DriverCall.WRITE_TIMESTAMP;
        recording.start(call, Where.ANYWHERE);
        try {
            int count = views();
            SimObject.QueryPool found = pool(call, pool, query, count);
            if (found.type != DeviceQueries.TIMESTAMP) {
                throw recording.fault(call, found.text() + " has no timestamps");
            }
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
            SimObject.QueryPool found = pool(call, pool, first, count);
            checkInactive(call, found, first, count);
            recording.addQueryOp(Op.of(call, found, first, count));
        } finally {
            recording.exit();
        }
    }

    void copyQueryResults(
            int type, long pool, int first, int count, long dst, long offset, int stride) {
        DriverCall call = DriverCall.COPY_QUERY_RESULTS;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.QueryPool from = pool(call, pool, first, count);
            SimObject.Buffer to = recording.buffer(call, dst);
            checkInactive(call, from, first, count);
            if (type != from.type) {
                throw recording.fault(call, "type " + type + " (expected " + from.type + ")");
            }
            if (stride != from.width * Long.BYTES) {
                throw recording.fault(
                        call, "stride " + stride + " (expected " + from.width * Long.BYTES + ")");
            }
            checks.checkRange(call, to, offset, (long) count * stride);
            if (offset % Long.BYTES != 0) {
                throw recording.fault(call, "offset " + offset + " (expected a multiple of 8)");
            }
            recording.addQueryOp(Op.of(call, from, to, first, count, offset));
        } finally {
            recording.exit();
        }
    }
}
