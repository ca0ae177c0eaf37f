package daxa.core.command;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.QueueKind;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.query.PipelineStatistic;
import daxa.core.query.QueryKind;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.sync.StateChange;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// The queries of a recorder that are begun and not ended: at most one of occlusion and one of
/// statistics, each of which ends in the render pass in which it was begun, or outside.
final class ActiveQueries {
    private static final String BEGIN = "beginQuery";
    private static final String END = "endQuery";

    private final RecorderBase recorder;

    // By VkQueryType: occlusion and statistics. The pools stay when their queries end, since to see
    // that the next query is of the same one costs less than to store it again.
    private final @Nullable Counted[] pools = new Counted[2];
    private final int[] queries = new int[2];
    private final int[] counts = new int[2];
    private final boolean[] inPass = new boolean[2];
    private int activeTypes;

    ActiveQueries(RecorderBase recorder) {
        this.recorder = recorder;
    }

    void forget() {
        activeTypes = 0;
    }

    void begin(CommandDriver driver, QueryPool pool, int query, int views) {
        Counted object = recorder.context.own(pool);
        QueryPoolInfo info = pool.info();
        info.requireRange(BEGIN, query, views);
        QueryKind kind = info.kind();
        int type = kind.vulkanValue();
        if (type >= pools.length) {
            throw new UsageException(
                    BEGIN
                            + " of "
                            + pool
                            + ": kind="
                            + kind
                            + " (expected another one); call "
                            + (kind == QueryKind.TIMESTAMP
                                    ? "writeTimestamp"
                                    : "writeCompactedSize"));
        }
        Queue queue = recorder.recorderObject.queue;
        if (queue.kind() != QueueKind.MAIN && !countsComputeAlone(info)) {
            throw QueueCommands.needsMain(queue, BEGIN + " of " + pool, recorder);
        }
        if (isActive(type)) {
            throw new UsageException(
                    BEGIN
                            + " was called on "
                            + recorder
                            + " while "
                            + text(type)
                            + " is active; call endQuery first");
        }
        recorder.order(pool, StateChange.SET, query, views, null);
        if (!recorder.inRenderPass()) {
            recorder.flushBarriers(driver);
        }
        driver.beginQuery(pool.nativeHandle(), query, kind == QueryKind.PRECISE_OCCLUSION);
        if (!object.equals(pools[type])) {
            pools[type] = object;
        }
        queries[type] = query;
        counts[type] = views;
        inPass[type] = recorder.inRenderPass();
        activeTypes |= 1 << type;
    }

    private boolean isActive(int type) {
        return (activeTypes & 1 << type) != 0;
    }

    private boolean isActive(int type, Counted pool) {
        return type < pools.length && isActive(type) && pool.equals(pools[type]);
    }

    private static boolean countsComputeAlone(QueryPoolInfo info) {
        return info.statistics().size() == 1
                && info.statistics().contains(PipelineStatistic.COMPUTE_SHADER_INVOCATIONS);
    }

    private String text(int type) {
        return "query " + queries[type] + " of " + Objects.requireNonNull(pools[type]).label();
    }

    void end(CommandDriver driver, QueryPool pool, int query) {
        Counted object = recorder.context.own(pool);
        int type = pool.info().kind().vulkanValue();
        if (!isActive(type, object) || queries[type] != query) {
            throw new UsageException(
                    END
                            + " was called on "
                            + recorder
                            + ", but query "
                            + query
                            + " of "
                            + pool
                            + " is not active; call beginQuery first");
        }
        if (inPass[type] != recorder.inRenderPass()) {
            throw new UsageException(
                    END
                            + " was called on "
                            + recorder
                            + " inside a render pass, but "
                            + text(type)
                            + " was begun outside; end the pass first");
        }
        driver.endQuery(pool.nativeHandle(), query);
        activeTypes &= ~(1 << type);
    }

    /// Refuses a command for queries of which one is active.
    void requireInactive(String command, QueryPool pool, int first, int count) {
        if (activeTypes == 0) {
            return;
        }
        Counted object = recorder.context.own(pool);
        int type = pool.info().kind().vulkanValue();
        if (isActive(type, object)
                && queries[type] < first + count
                && first < queries[type] + counts[type]) {
            throw new UsageException(
                    command
                            + " was called on "
                            + recorder
                            + " while "
                            + text(type)
                            + " is active; call endQuery first");
        }
    }

    /// Refuses to end the render pass, or the recording, in which one was begun.
    void requireEnded(String command) {
        if (activeTypes == 0) {
            return;
        }
        for (int type = 0; type < pools.length; type++) {
            if (isActive(type) && inPass[type] == recorder.inRenderPass()) {
                throw new UsageException(
                        command
                                + " was called on "
                                + recorder
                                + " while "
                                + text(type)
                                + " is active; call endQuery first");
            }
        }
    }
}
