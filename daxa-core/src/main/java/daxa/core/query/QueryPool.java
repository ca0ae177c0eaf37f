package daxa.core.query;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.Feature;
import daxa.core.error.DeadlineException;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Reference;

import java.time.Duration;
import java.util.Objects;

/// Queries of one kind, by index, all reset at first. A query is written once, by a command or
/// between two, and has to be reset before it is written again, by a command or here.
///
/// ```java
/// QueryPool times = device.createQueryPool(QueryPoolInfo.timestamps("frame", 2));
/// recorder.writeTimestamp(PipelineStage.ALL_COMMANDS, times, 0);
/// // … what is measured …
/// recorder.writeTimestamp(PipelineStage.ALL_COMMANDS, times, 1);
/// ```
///
/// Which command comes first is decided by the order of submission; where two queues use the same
/// query, one of them has to wait for the other.
///
/// A query has one value, or with pipeline statistics as many as they are, in the order of
/// [PipelineStatistic]; in a pass with several views a query for each view is written, of which
/// only the sum counts.
///
/// Timestamps are told in nanoseconds. Where they begin is the device's own choice, so differences
/// count. All values of one call are told on one scale, relative to the first that is available: a
/// later one is greater, also where the device's clock has begun anew in between.
///
/// A child of its device; recordings hold on to it. Made with `Device.createQueryPool`.
@ThreadSafe
public final class QueryPool extends Reference {
    /// Stands in results for a query that the GPU has not come to.
    public static final long UNAVAILABLE = -1;

    // The object's own, which commands ask for again and again.
    private final QueryPoolInfo info;
    private final long handle;

    private QueryPool(QueryPoolObject object) {
        super(object);
        info = object.info;
        handle = object.handle;
    }

    private QueryPool(QueryPool other) {
        super(other);
        info = other.info;
        handle = other.handle;
    }

    /// Creates a pool; programs call `Device.createQueryPool`.
    ///
    /// @param context the device
    /// @param info what it shall be
    /// @return the first reference
    /// @throws UsageException if the device lacks the feature that the kind needs
    @Internal
    public static QueryPool create(DeviceContext context, QueryPoolInfo info) {
        Objects.requireNonNull(info, "info");
        requireFeatures(context, info);
        return first(new QueryPool(new QueryPoolObject(context, info)));
    }

    private static void requireFeatures(DeviceContext context, QueryPoolInfo info) {
        if (info.kind() == QueryKind.PRECISE_OCCLUSION) {
            requireFeature(context, info, Feature.OCCLUSION_QUERY_PRECISE);
        }
        if (info.kind() == QueryKind.PIPELINE_STATISTICS) {
            requireFeature(context, info, Feature.PIPELINE_STATISTICS_QUERY);
        }
        if (info.statistics().contains(PipelineStatistic.TASK_SHADER_INVOCATIONS)
                || info.statistics().contains(PipelineStatistic.MESH_SHADER_INVOCATIONS)) {
            requireFeature(context, info, Feature.MESH_SHADER_QUERIES);
        }
    }

    private static void requireFeature(DeviceContext context, QueryPoolInfo info, Feature feature) {
        if (!context.features().contains(feature)) {
            throw new UsageException(
                    "QueryPool '"
                            + info.name()
                            + "': kind="
                            + info.kind()
                            + ", statistics="
                            + info.statistics()
                            + " needs the feature "
                            + feature
                            + ", which device '"
                            + context.name()
                            + "' was created without");
        }
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public QueryPool retain() {
        return another(new QueryPool(this));
    }

    private QueryPoolObject pool() {
        return (QueryPoolObject) object();
    }

    /// What it was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public QueryPoolInfo info() {
        object();
        return info;
    }

    /// Reads results without waiting.
    ///
    /// @param first the first query
    /// @param count queries, above 0
    /// @param into gets the values of each query, [#UNAVAILABLE] for those that the GPU has not
    ///   come to
    /// @return how many were available
    /// @throws UsageException if a query is out of range, the array is too short, or no accepted
    ///   submission writes a query since its reset
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public int results(int first, int count, long[] into) {
        Objects.requireNonNull(into, "into");
        QueryPoolObject pool = pool();
        pool.hold();
        try {
            return pool.results("results", first, count, into);
        } finally {
            pool.releaseWeak();
        }
    }

    /// Waits until results are available, with no lock held, and reads them.
    ///
    /// @param first the first query
    /// @param count queries, above 0
    /// @param into gets the values of each query
    /// @param deadline how long to wait at most
    /// @throws DeadlineException if not all are available by then
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted; its interrupt
    ///   status stays set
    /// @throws UsageException if a query is out of range, the array is too short, or no accepted
    ///   submission writes a query since its reset
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    /// @throws daxa.core.error.ClosedException if this reference is closed, also meanwhile
    public void await(int first, int count, long[] into, Duration deadline) {
        Objects.requireNonNull(into, "into");
        Objects.requireNonNull(deadline, "deadline");
        QueryPoolObject pool = pool();
        pool.hold();
        try {
            pool.await(first, count, into, deadline, this::object);
        } finally {
            pool.releaseWeak();
        }
    }

    /// Resets queries, from the host.
    ///
    /// @param first the first query
    /// @param count queries, above 0
    /// @throws UsageException if a query is out of range, or a submission that uses one is not
    ///   finished
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public void reset(int first, int count) {
        QueryPoolObject pool = pool();
        pool.hold();
        try {
            pool.reset(first, count);
        } finally {
            pool.releaseWeak();
        }
    }

    /// The native pool, for foreign code.
    ///
    /// @return the `VkQueryPool`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        object();
        return handle;
    }
}
