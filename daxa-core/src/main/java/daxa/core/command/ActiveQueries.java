package daxa.core.command;

import daxa.core.driver.CommandDriver;
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

    // By VkQueryType: occlusion and statistics.
    private final Begun[] begun = {new Begun(), new Begun()};
    private int activeTypes;

    /// The query of a type that was begun last.
    private static final class Begun {
        // Stays when the query ends, since to see that the next one is of the same pool costs less
        // than to store it again.
        @Nullable Counted pool;
        int query;
        int count;
        boolean inPass;

        @Override
        public String toString() {
            return "query " + query + " of " + Objects.requireNonNull(pool).label();
        }
    }

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
        if (type >= begun.length) {
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
        if (!recorder.onMainQueue && !countsComputeAlone(info)) {
            throw QueueCommands.needsMain(
                    recorder.recorderObject.queue, BEGIN + " of " + pool, recorder);
        }
        if (isActive(type)) {
            throw new UsageException(
                    BEGIN
                            + " was called on "
                            + recorder
                            + " while "
                            + begun[type]
                            + " is active; call endQuery first");
        }
        recorder.order(pool, StateChange.SET, query, views, null);
        if (!recorder.inRenderPass()) {
            recorder.flushBarriers(driver);
        }
        driver.beginQuery(pool.nativeHandle(), query, kind == QueryKind.PRECISE_OCCLUSION);
        Begun now = begun[type];
        if (!object.equals(now.pool)) {
            now.pool = object;
        }
        now.query = query;
        now.count = views;
        now.inPass = recorder.inRenderPass();
        activeTypes |= 1 << type;
    }

    private boolean isActive(int type) {
        return (activeTypes & 1 << type) != 0;
    }

    private boolean isActive(int type, Counted pool) {
        return type < begun.length && isActive(type) && pool.equals(begun[type].pool);
    }

    private static boolean countsComputeAlone(QueryPoolInfo info) {
        return info.statistics().size() == 1
                && info.statistics().contains(PipelineStatistic.COMPUTE_SHADER_INVOCATIONS);
    }

    void end(CommandDriver driver, QueryPool pool, int query) {
        Counted object = recorder.context.own(pool);
        int type = pool.info().kind().vulkanValue();
        if (!isActive(type, object) || begun[type].query != query) {
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
        if (begun[type].inPass != recorder.inRenderPass()) {
            throw new UsageException(
                    END
                            + " was called on "
                            + recorder
                            + " inside a render pass, but "
                            + begun[type]
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
                && begun[type].query < first + count
                && first < begun[type].query + begun[type].count) {
            throw new UsageException(
                    command
                            + " was called on "
                            + recorder
                            + " while "
                            + begun[type]
                            + " is active; call endQuery first");
        }
    }

    /// Refuses to end the render pass, or the recording, in which one was begun.
    void requireEnded(String command) {
        if (activeTypes == 0) {
            return;
        }
        for (int type = 0; type < begun.length; type++) {
            if (isActive(type) && begun[type].inPass == recorder.inRenderPass()) {
                throw new UsageException(
                        command
                                + " was called on "
                                + recorder
                                + " while "
                                + begun[type]
                                + " is active; call endQuery first");
            }
        }
    }
}
