package daxa.core.command;

import daxa.core.driver.CommandDriver;
import daxa.core.error.UsageException;
import daxa.core.query.QueryKind;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.Buffer;
import daxa.core.sync.StateChange;

import java.util.Objects;

/// Queries: writing, beginning, ending, resetting and copying them.
abstract sealed class QueryRecorder extends TraceCommands permits EventRecorder {
    QueryRecorder(RecorderObject object) {
        super(object);
    }

    /// Writes the GPU's time into a query when all commands before it have come through a stage.
    ///
    /// @param stage the stage
    /// @param pool a pool of timestamps
    /// @param query which of them; the submit refuses one that is not reset
    /// @throws UsageException if the query is out of range, or the recorder's queue has no
    ///   timestamps, or not the stage
    public void writeTimestamp(PipelineStage stage, QueryPool pool, int query) {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(pool, "pool");
        guard.enter("writeTimestamp");
        try {
            CommandDriver driver = outsidePass("writeTimestamp");
            writeTimestamp(driver, stage, pool, query, 1);
        } finally {
            guard.exit("writeTimestamp");
        }
    }

    final void writeTimestamp(
            CommandDriver driver, PipelineStage stage, QueryPool pool, int query, int count) {
        QueryPoolInfo info = pool.info();
        info.requireRange("writeTimestamp", query, count);
        if (info.kind() != QueryKind.TIMESTAMP) {
            throw new UsageException(
                    "writeTimestamp to "
                            + pool
                            + ": kind="
                            + info.kind()
                            + " (expected TIMESTAMP)");
        }
        Queue queue = recorderObject.queue;
        QueueCommands.checkMeasured(queue, stage, this);
        if (!recorderObject.hasTimestamps) {
            throw new UsageException(
                    "writeTimestamp was called on "
                            + this
                            + " for "
                            + queue.label()
                            + ", which has no timestamps on this device; measure on the main"
                            + " queue");
        }
        order(pool, StateChange.SET, query, count, null);
        if (!inRenderPass()) {
            flushBarriers(driver);
        }
        driver.writeTimestamp(stage.vulkanBit(), pool.nativeHandle(), query);
    }

    /// Begins a query for the draws and dispatches that follow, those of whole render passes too.
    ///
    /// @param pool a pool of occlusion or statistics; on a compute queue one that counts
    ///   [COMPUTE_SHADER_INVOCATIONS][daxa.core.query.PipelineStatistic#COMPUTE_SHADER_INVOCATIONS]
    ///   alone
    /// @param query which of them; the submit refuses one that is not reset
    /// @throws UsageException if the query is out of range, the pool is of another kind, the queue
    ///   cannot do that, or a query of the same type is active
    public void beginQuery(QueryPool pool, int query) {
        Objects.requireNonNull(pool, "pool");
        guard.enter("beginQuery");
        try {
            activeQueries.begin(outsidePass("beginQuery"), pool, query, 1);
        } finally {
            guard.exit("beginQuery");
        }
    }

    /// Ends a query that was begun outside of render passes, which it has to be before the
    /// recording is complete.
    ///
    /// @param pool the pool
    /// @param query which of them
    /// @throws UsageException if it is not active
    public void endQuery(QueryPool pool, int query) {
        Objects.requireNonNull(pool, "pool");
        guard.enter("endQuery");
        try {
            activeQueries.end(outsidePass("endQuery"), pool, query);
        } finally {
            guard.exit("endQuery");
        }
    }

    /// Resets queries, so that they can be written again.
    ///
    /// @param pool the pool
    /// @param first the first query
    /// @param count queries, above 0
    /// @throws UsageException if a query is out of range, or active
    public void resetQueries(QueryPool pool, int first, int count) {
        Objects.requireNonNull(pool, "pool");
        guard.enter("resetQueries");
        try {
            CommandDriver driver = outsidePass("resetQueries");
            pool.info().requireRange("resetQueries", first, count);
            activeQueries.requireInactive("resetQueries", pool, first, count);
            order(pool, StateChange.RESET, first, count, null);
            flushBarriers(driver);
            driver.resetQueries(pool.nativeHandle(), first, count);
        } finally {
            guard.exit("resetQueries");
        }
    }

    /// Copies what queries hold to a buffer, 64 bits for each of their values, once the GPU has
    /// come to all of them. Timestamps are copied as steps of the device's clock, each
    /// `timestampPeriod` nanoseconds long; see [daxa.core.driver.DeviceLimits].
    ///
    /// @param pool the pool
    /// @param first the first query
    /// @param count queries, above 0; the submit refuses those that nothing writes
    /// @param dst where to
    /// @param offset bytes, a multiple of 8
    /// @throws UsageException if a query is out of range or active, or the bytes are not inside the
    ///   buffer, or the offset is no multiple of 8
    public void copyQueryResults(QueryPool pool, int first, int count, Buffer dst, long offset) {
        Objects.requireNonNull(pool, "pool");
        Objects.requireNonNull(dst, "dst");
        guard.enter("copyQueryResults");
        try {
            CommandDriver driver = outsidePass("copyQueryResults");
            context.own(pool);
            pool.info().requireRange("copyQueryResults", first, count);
            int stride = pool.info().valuesPerQuery() * Long.BYTES;
            TransferRegion.checkRange(dst, offset, (long) count * stride);
            if (offset % Long.BYTES != 0) {
                throw new UsageException(
                        "copyQueryResults to "
                                + dst
                                + ": offset="
                                + offset
                                + " (expected a multiple of 8)");
            }
            activeQueries.requireInactive("copyQueryResults", pool, first, count);
            name(dst);
            order(pool, StateChange.USE, first, count, null);
            flushBarriers(driver);
            driver.copyQueryResults(
                    pool.info().kind().vulkanValue(),
                    pool.nativeHandle(),
                    first,
                    count,
                    dst.nativeHandle(),
                    offset,
                    stride);
        } finally {
            guard.exit("copyQueryResults");
        }
    }
}
