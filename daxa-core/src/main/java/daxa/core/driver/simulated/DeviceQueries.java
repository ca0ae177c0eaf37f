package daxa.core.driver.simulated;

import daxa.core.driver.CalibratedTime;
import daxa.core.driver.Feature;
import daxa.core.driver.NativeKind;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Query pools of a [SimulatedDevice], and its clock.
final class DeviceQueries {
    /// `VK_QUERY_TYPE_OCCLUSION`.
    static final int OCCLUSION = 0;

    /// `VK_QUERY_TYPE_PIPELINE_STATISTICS`.
    static final int STATISTICS = 1;

    /// `VK_QUERY_TYPE_ACCELERATION_STRUCTURE_COMPACTED_SIZE_KHR`.
    static final int COMPACTED_SIZE = 1_000_150_000;

    /// `VK_QUERY_TYPE_TIMESTAMP`.
    static final int TIMESTAMP = 2;

    private static final int ALL_STATISTICS = 0x1FFF;
    private static final int MESH_STATISTICS = 0x1800;

    private static final byte RESET = 1;
    private static final byte WRITTEN = 2;

    private final SimDevice device;
    private final Simulation simulation;
    private final SimulationLock lock;

    DeviceQueries(SimDevice device) {
        this.device = device;
        this.simulation = device.simulation;
        this.lock = device.lock;
    }

    CalibratedTime calibratedTime() {
        DriverCall call = DriverCall.CALIBRATED_TIME;
        Simulation.Entry entry = simulation.enter(call, device.self.handle, device.self.name);
        lock.lock();
        try {
            device.checkAlive(call);
            if (!device.features().contains(Feature.CALIBRATED_TIMESTAMPS)) {
                throw simulation.fault(call, "CALIBRATED_TIMESTAMPS is not enabled");
            }
            device.mayFail(call, entry, device::text);
            return new CalibratedTime(device.clock, System.nanoTime(), 0);
        } finally {
            lock.unlock();
        }
    }

    long create(String name, int type, int count, int statistics) {
        DriverCall call = DriverCall.CREATE_QUERY_POOL;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        lock.lock();
        try {
            device.checkAlive(call);
            checkKind(call, type, count, statistics);
            device.mayFail(call, entry, () -> "Query pool '" + name + "'");
            SimObject.QueryPool made =
                    new SimObject.QueryPool(
                            simulation.newHandle(),
                            name,
                            device.owner,
                            type,
                            count,
                            statistics,
                            device.timelines.count());
            device.add(made, entry);
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    private void checkKind(DriverCall call, int type, int count, int statistics) {
        boolean known =
                (type >= OCCLUSION && type <= TIMESTAMP)
                        || (type == COMPACTED_SIZE
                                && device.features().contains(Feature.ACCELERATION_STRUCTURE));
        if (!known
                || count < 1
                || (statistics != 0) != (type == STATISTICS)
                || (statistics & ~ALL_STATISTICS) != 0) {
            throw simulation.fault(
                    call, "type " + type + ", count " + count + ", statistics " + statistics);
        }
        if (type == STATISTICS) {
            requireFeature(call, Feature.PIPELINE_STATISTICS_QUERY);
        }
        if ((statistics & MESH_STATISTICS) != 0) {
            requireFeature(call, Feature.MESH_SHADER_QUERIES);
        }
    }

    private void requireFeature(DriverCall call, Feature feature) {
        if (!device.features().contains(feature)) {
            throw simulation.fault(call, "on a device without " + feature);
        }
    }

    private SimObject.QueryPool pool(DriverCall call, long handle, int first, int count) {
        SimObject.QueryPool found =
                device.find(call, handle, NativeKind.QUERY_POOL, SimObject.QueryPool.class);
        String problem = rangeProblem(found, first, count);
        if (problem != null) {
            throw simulation.fault(call, problem);
        }
        return found;
    }

    /// Says what is wrong with a range of queries.
    ///
    /// @return null if nothing is
    static @Nullable String rangeProblem(SimObject.QueryPool pool, int first, int count) {
        int all = pool.available.length;
        return first < 0 || count < 1 || count > all - first
                ? "queries "
                        + first
                        + " to "
                        + (first + count)
                        + " of "
                        + pool.text()
                        + " of "
                        + all
                : null;
    }

    void reset(long handle, int first, int count) {
        DriverCall call = DriverCall.RESET_QUERY_POOL;
        simulation.enter(call, handle, "");
        lock.lock();
        try {
            SimObject.QueryPool pool = pool(call, handle, first, count);
            for (int query = first; query < first + count; query++) {
                checkFinished(call, pool, query);
            }
            Arrays.fill(pool.states, first, first + count, RESET);
            Arrays.fill(pool.available, first, first + count, false);
        } finally {
            lock.unlock();
        }
    }

    private void checkFinished(DriverCall call, SimObject.QueryPool pool, int query) {
        for (int queue = 0; queue < device.timelines.count(); queue++) {
            if (device.timelines.completed(queue) < pool.use(query, queue)) {
                throw simulation.fault(
                        call,
                        "query "
                                + query
                                + " of "
                                + pool.text()
                                + " is in use by queue "
                                + queue
                                + " until value "
                                + pool.use(query, queue));
            }
        }
    }

    void results(long handle, int first, int count, int values, long[] into) {
        DriverCall call = DriverCall.QUERY_RESULTS;
        Simulation.Entry entry = simulation.enter(call, handle, "");
        lock.lock();
        try {
            SimObject.QueryPool pool = pool(call, handle, first, count);
            if (values != pool.width) {
                throw simulation.fault(
                        call, values + " values of each query (expected " + pool.width + ")");
            }
            device.mayFail(call, entry, pool::text);
            int words = values + 1;
            for (int i = 0; i < count; i++) {
                if (pool.states[first + i] == 0) {
                    throw simulation.fault(
                            call, "query " + (first + i) + " of " + pool.text() + " is not reset");
                }
                System.arraycopy(pool.values, (first + i) * values, into, i * words, values);
                into[i * words + values] = pool.available[first + i] ? 1 : 0;
            }
        } finally {
            lock.unlock();
        }
    }

    // What submissions do. The caller holds the lock.

    /// Follows the states of queries through a batch.
    ///
    /// @return the states after it
    static Map<SimObject.QueryPool, byte[]> follow(
            Simulation simulation, List<SimRecording> commands) {
        Map<SimObject.QueryPool, byte[]> states = new HashMap<>();
        for (SimRecording command : commands) {
            for (Op op : command.queryOps()) {
                SimObject.QueryPool pool = op.queryPool();
                byte[] state = states.computeIfAbsent(pool, p -> p.states.clone());
                for (int query = op.firstQuery(); query < op.lastQuery(); query++) {
                    state[query] = next(simulation, command, op, pool, query, state[query]);
                }
            }
        }
        return states;
    }

    private static byte next(
            Simulation simulation,
            SimRecording command,
            Op op,
            SimObject.QueryPool pool,
            int query,
            byte state) {
        if (op.call() == DriverCall.RESET_QUERIES) {
            return RESET;
        }
        boolean writes =
                op.call() == DriverCall.WRITE_TIMESTAMP
                        || op.call() == DriverCall.WRITE_COMPACTED_SIZE
                        || op.call() == DriverCall.BEGIN_QUERY;
        byte needed = writes ? RESET : WRITTEN;
        if (state != needed) {
            throw simulation.fault(
                    DriverCall.SUBMIT,
                    command.text()
                            + ", "
                            + op.call()
                            + ": query "
                            + query
                            + " of "
                            + pool.text()
                            + " is "
                            + (state == WRITTEN
                                    ? "written already"
                                    : state == RESET ? "not written" : "not reset"));
        }
        return WRITTEN;
    }

    private static void copy(SimObject.QueryPool pool, int query, Op op) {
        long at = op.args()[2] + (long) (query - op.firstQuery()) * pool.width * Long.BYTES;
        for (int i = 0; i < pool.width; i++) {
            Transfers.write(
                    op.buffer(1), at + (long) i * Long.BYTES, pool.values[query * pool.width + i]);
        }
    }

    /// Does what a command of a recording does to queries. Those of occlusion and statistics count
    /// the draws and dispatches between begin and end.
    static void run(SimDevice device, Op op) {
        SimObject.QueryPool pool = op.queryPool();
        for (int query = op.firstQuery(); query < op.lastQuery(); query++) {
            switch (op.call()) {
                case WRITE_TIMESTAMP -> {
                    pool.values[query] = device.clock++ & op.args()[3];
                    pool.available[query] = true;
                }
                case WRITE_COMPACTED_SIZE -> {
                    pool.values[query] =
                            StructureRules.compacted(((SimObject.Structure) op.objects()[1]).size);
                    pool.available[query] = true;
                }
                case BEGIN_QUERY -> {}
                case END_QUERY -> {
                    // With several views the first query has it all.
                    long value = query == op.firstQuery() ? op.args()[2] : 0;
                    Arrays.fill(pool.values, query * pool.width, (query + 1) * pool.width, value);
                    pool.available[query] = true;
                }
                case RESET_QUERIES -> pool.available[query] = false;
                default -> copy(pool, query, op);
            }
        }
    }
}
