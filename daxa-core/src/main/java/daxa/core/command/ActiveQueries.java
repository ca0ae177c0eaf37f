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

import java.util.Arrays;

/// The queries of a recorder that are begun and not ended: at most one of occlusion and one of
/// statistics, each of which ends in the render pass in which it was begun, or outside.
final class ActiveQueries {
    private static final String BEGIN = "beginQuery";
    private static final String END = "endQuery";

    private final RecorderBase recorder;

    // By VkQueryType: occlusion and statistics.
    private final @Nullable Counted[] pools = new Counted[2];
    private final int[] queries = new int[2];
    private final int[] counts = new int[2];
    private final boolean[] inPass = new boolean[2];
    private int active;

    ActiveQueries(RecorderBase recorder) {
        this.recorder = recorder;
    }

    void forget() {
        Arrays.fill(pools, null);
        active = 0;
    }

    void begin(CommandDriver driver, QueryPool pool, int query, int views) {
        Counted object = recorder.context.own(pool);
        QueryPoolInfo info = pool.info();
        info.requireRange(BEGIN, query, views);
        QueryKind kind = info.kind();
        if (kind == QueryKind.TIMESTAMP) {
            throw new UsageException(
                    BEGIN
                            + " of "
                            + pool
                            + ": kind=TIMESTAMP (expected another one); call writeTimestamp");
        }
        Queue queue = recorder.recorderObject.queue;
        if (queue.kind() != QueueKind.MAIN && !countsComputeAlone(info)) {
            throw QueueCommands.needsMain(queue, BEGIN + " of " + pool, recorder);
        }
        int type = kind.vulkanValue();
        Counted other = pools[type];
        if (other != null) {
            throw new UsageException(
                    BEGIN
                            + " was called on "
                            + recorder
                            + " while "
                            + text(type, other)
                            + " is active; call endQuery first");
        }
        recorder.order(pool, StateChange.SET, query, views, null);
        if (!recorder.inRenderPass) {
            recorder.flushBarriers(driver);
        }
        driver.beginQuery(pool.nativeHandle(), query, kind == QueryKind.PRECISE_OCCLUSION);
        pools[type] = object;
        queries[type] = query;
        counts[type] = views;
        inPass[type] = recorder.inRenderPass;
        active++;
    }

    private static boolean countsComputeAlone(QueryPoolInfo info) {
        return info.statistics().size() == 1
                && info.statistics().contains(PipelineStatistic.COMPUTE_SHADER_INVOCATIONS);
    }

    private String text(int type, Counted pool) {
        return "query " + queries[type] + " of " + pool.label();
    }

    void end(CommandDriver driver, QueryPool pool, int query) {
        Counted object = recorder.context.own(pool);
        int type = pool.info().kind().vulkanValue();
        if (type >= pools.length || !object.equals(pools[type]) || queries[type] != query) {
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
        if (inPass[type] != recorder.inRenderPass) {
            throw new UsageException(
                    END
                            + " was called on "
                            + recorder
                            + " inside a render pass, but "
                            + text(type, object)
                            + " was begun outside; end the pass first");
        }
        driver.endQuery(pool.nativeHandle(), query);
        pools[type] = null;
        active--;
    }

    /// Refuses a command for queries of which one is active.
    void requireInactive(String command, QueryPool pool, int first, int count) {
        if (active == 0) {
            return;
        }
        Counted object = recorder.context.own(pool);
        int type = pool.info().kind().vulkanValue();
        if (type < pools.length
                && object.equals(pools[type])
                && queries[type] < first + count
                && first < queries[type] + counts[type]) {
            throw new UsageException(
                    command
                            + " was called on "
                            + recorder
                            + " while "
                            + text(type, object)
                            + " is active; call endQuery first");
        }
    }

    /// Refuses to end the render pass, or the recording, in which one was begun.
    void requireEnded(String command) {
        for (int type = 0; type < pools.length; type++) {
            Counted other = pools[type];
            if (other != null && inPass[type] == recorder.inRenderPass) {
                throw new UsageException(
                        command
                                + " was called on "
                                + recorder
                                + " while "
                                + text(type, other)
                                + " is active; call endQuery first");
            }
        }
    }
}
