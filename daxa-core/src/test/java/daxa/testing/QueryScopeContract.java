package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.PipelineStage;
import daxa.core.command.Queue;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.command.SubmitToken;
import daxa.core.error.UsageException;
import daxa.core.query.PipelineStatistic;
import daxa.core.query.QueryKind;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.Set;

/// What queries between begin and end promise, on any driver.
public abstract class QueryScopeContract {
    private Gpu gpu;
    private Device device;
    private CommandRecorder recorder;
    private QueryPool seen;
    private QueryPool counted;
    private QueryPool statistics;
    private ImageView target;

    @BeforeEach
    void create(Gpu given) {
        gpu = given;
        device = gpu.device();
        recorder = gpu.own(device.createCommandRecorder("recorder"));
        seen = pool(QueryPoolInfo.occlusion("seen", 4));
        counted = pool(QueryPoolInfo.preciseOcclusion("counted", 4));
        statistics =
                pool(
                        QueryPoolInfo.statistics(
                                "statistics",
                                4,
                                PipelineStatistic.FRAGMENT_SHADER_INVOCATIONS,
                                PipelineStatistic.INPUT_ASSEMBLY_VERTICES));
        Image image =
                gpu.own(
                        device.createImage(
                                ImageInfo.of2D(
                                                "target",
                                                Format.R8G8B8A8_UNORM,
                                                8,
                                                8,
                                                ImageUsage.COLOR_ATTACHMENT)
                                        .withArrayLayers(3)));
        target = gpu.own(device.createImageView(ImageViewInfo.of(image)));
    }

    private QueryPool pool(QueryPoolInfo info) {
        return gpu.own(device.createQueryPool(info));
    }

    private RenderRecorder beginPass() {
        return recorder.beginRenderPass(new RenderPassInfo().clearColor(0, target, 0, 0, 0, 1));
    }

    private void submit(Queue queue, ExecutableCommands commands) {
        SubmitToken token = queue.submit(commands);
        gpu.finishAll();
        token.await(Gpu.LONG);
    }

    private void submit() {
        submit(device.mainQueue(), recorder.complete());
    }

    private static void refused(String text, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessage(text);
    }

    @Test
    void queriesOfOneTypeDoNotNest() {
        recorder.begin();
        recorder.beginQuery(seen, 1);
        recorder.beginQuery(statistics, 0);
        String active =
                "beginQuery was called on CommandRecorder 'recorder' while query 1 of QueryPool"
                        + " 'seen' is active; call endQuery first";
        refused(active, () -> recorder.beginQuery(counted, 0));
        try (RenderRecorder pass = beginPass()) {
            refused(active, () -> pass.beginQuery(seen, 2));
        }
        recorder.endQuery(statistics, 0);
        recorder.endQuery(seen, 1);
        recorder.beginQuery(counted, 0);
        recorder.endQuery(counted, 0);
        submit();
        assertThat(seen.results(1, 1, new long[1])).isEqualTo(1);
        assertThat(counted.results(0, 1, new long[1])).isEqualTo(1);
        assertThat(statistics.results(0, 1, new long[2])).isEqualTo(1);
    }

    @Test
    void whatIsBegunInAPassEndsInIt() {
        recorder.begin();
        RenderRecorder pass = beginPass();
        pass.beginQuery(counted, 3);
        refused(
                "end was called on CommandRecorder 'recorder' while query 3 of QueryPool 'counted'"
                        + " is active; call endQuery first",
                pass::end);
        pass.endQuery(counted, 3);
        refused(
                "endQuery was called on CommandRecorder 'recorder', but query 3 of QueryPool"
                        + " 'counted' is not active; call beginQuery first",
                () -> pass.endQuery(counted, 3));
        pass.end();
        submit();
        assertThat(counted.results(3, 1, new long[1])).isEqualTo(1);
    }

    @Test
    void whatIsBegunOutsideEndsOutside() {
        recorder.begin();
        recorder.beginQuery(counted, 0);
        RenderRecorder pass = beginPass();
        refused(
                "endQuery was called on CommandRecorder 'recorder' inside a render pass, but query"
                        + " 0 of QueryPool 'counted' was begun outside; end the pass first",
                () -> pass.endQuery(counted, 0));
        pass.end();
        refused(
                "complete was called on CommandRecorder 'recorder' while query 0 of QueryPool"
                        + " 'counted' is active; call endQuery first",
                recorder::complete);
        refused(
                "endQuery was called on CommandRecorder 'recorder', but query 1 of QueryPool"
                        + " 'counted' is not active; call beginQuery first",
                () -> recorder.endQuery(counted, 1));
        recorder.endQuery(counted, 0);
        submit();
    }

    @Test
    void aDroppedRecordingLeavesNothingActive() {
        recorder.begin();
        recorder.beginQuery(counted, 0);
        recorder.discard();
        recorder.begin();
        recorder.beginQuery(counted, 0);
        recorder.endQuery(counted, 0);
        submit();
    }

    @Test
    void activeQueriesAreNeitherResetNorCopied() {
        Buffer buffer = gpu.own(device.createBuffer(BufferInfo.of("buffer", 256)));
        recorder.begin();
        recorder.beginQuery(counted, 1);
        refused(
                "resetQueries was called on CommandRecorder 'recorder' while query 1 of QueryPool"
                        + " 'counted' is active; call endQuery first",
                () -> recorder.resetQueries(counted, 0, 2));
        refused(
                "copyQueryResults was called on CommandRecorder 'recorder' while query 1 of"
                        + " QueryPool 'counted' is active; call endQuery first",
                () -> recorder.copyQueryResults(counted, 1, 1, buffer, 0));
        recorder.resetQueries(counted, 2, 2);
        recorder.endQuery(counted, 1);
        submit();
    }

    @Test
    void kindsAreNotMixedUp() {
        QueryPool times = pool(QueryPoolInfo.timestamps("times", 1));
        recorder.begin();
        refused(
                "beginQuery of QueryPool 'times': kind=TIMESTAMP (expected another one); call"
                        + " writeTimestamp",
                () -> recorder.beginQuery(times, 0));
        refused(
                "writeTimestamp to QueryPool 'seen': kind=OCCLUSION (expected TIMESTAMP)",
                () -> recorder.writeTimestamp(PipelineStage.ALL_COMMANDS, seen, 0));
        refused(
                "endQuery was called on CommandRecorder 'recorder', but query 0 of QueryPool"
                        + " 'times' is not active; call beginQuery first",
                () -> recorder.endQuery(times, 0));
        refused(
                "beginQuery of QueryPool 'seen': first=4, count=1 (expected at least 1, inside of 0"
                        + " to 4)",
                () -> recorder.beginQuery(seen, 4));
        recorder.discard();
        refused(
                "QueryPool 'none': kind=PIPELINE_STATISTICS, statistics=[] (expected at least one"
                        + " for PIPELINE_STATISTICS, else none)",
                () -> QueryPoolInfo.statistics("none", 1));
        refused(
                "QueryPool 'both': kind=OCCLUSION, statistics=[CLIPPING_PRIMITIVES] (expected at"
                        + " least one for PIPELINE_STATISTICS, else none)",
                () ->
                        new QueryPoolInfo(
                                "both",
                                QueryKind.OCCLUSION,
                                1,
                                Set.of(PipelineStatistic.CLIPPING_PRIMITIVES)));
        refused(
                "indexOf for QueryPool 'statistics': statistic=CLIPPING_PRIMITIVES (expected one of"
                        + " [INPUT_ASSEMBLY_VERTICES, FRAGMENT_SHADER_INVOCATIONS])",
                () -> statistics.info().indexOf(PipelineStatistic.CLIPPING_PRIMITIVES));
        refused(
                "results of QueryPool 'statistics': into has length 3 (expected at least 4)",
                () -> statistics.results(0, 2, new long[3]));
    }

    @Test
    void aSecondWriteNeedsAReset() {
        recorder.begin();
        recorder.beginQuery(counted, 0);
        recorder.endQuery(counted, 0);
        recorder.beginQuery(counted, 0);
        recorder.endQuery(counted, 0);
        try (ExecutableCommands commands = recorder.complete()) {
            refused(
                    "ExecutableCommands 'recorder' cannot be submitted: query 0 of QueryPool"
                            + " 'counted' is written a second time; reset it in between",
                    () -> device.mainQueue().submit(commands));
        }
    }

    @Test
    void queuesWithoutGraphicsCountComputeAlone() {
        QueryPool compute =
                pool(
                        QueryPoolInfo.statistics(
                                "compute", 1, PipelineStatistic.COMPUTE_SHADER_INVOCATIONS));
        Queue queue = device.computeQueue(0);
        CommandRecorder onCompute = gpu.own(device.createCommandRecorder("on compute", queue));
        onCompute.begin();
        refused(
                "beginQuery of QueryPool 'seen' was called on CommandRecorder 'on compute' for"
                        + " queue 'compute 0' of device 'gpu', which cannot do that; record it for"
                        + " the main queue",
                () -> onCompute.beginQuery(seen, 0));
        refused(
                "beginQuery of QueryPool 'statistics' was called on CommandRecorder 'on compute'"
                        + " for queue 'compute 0' of device 'gpu', which cannot do that; record it"
                        + " for the main queue",
                () -> onCompute.beginQuery(statistics, 0));
        onCompute.beginQuery(compute, 0);
        onCompute.endQuery(compute, 0);
        submit(queue, onCompute.complete());
        long[] invocations = {-1};
        compute.await(0, 1, invocations, Gpu.LONG);
        assertThat(invocations).containsExactly(0);
    }

    @Test
    void allValuesOfAQueryAreCopiedToABuffer() {
        Buffer buffer = gpu.own(device.createBuffer(BufferInfo.of("buffer", 64).readback()));
        recorder.begin();
        recorder.fillBuffer(buffer, 0, 64, -1);
        recorder.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
        recorder.beginQuery(statistics, 0);
        recorder.endQuery(statistics, 0);
        recorder.beginQuery(statistics, 1);
        recorder.endQuery(statistics, 1);
        refused(
                "copyQueryResults to Buffer 'buffer': offset=4 (expected a multiple of 8)",
                () -> recorder.copyQueryResults(statistics, 0, 2, buffer, 4));
        assertThatThrownBy(() -> recorder.copyQueryResults(statistics, 0, 2, buffer, 40))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("offset=40, size=32");
        recorder.copyQueryResults(statistics, 0, 2, buffer, 8);
        recorder.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
        submit();
        assertThat(buffer.mapped().toArray(ValueLayout.JAVA_LONG))
                .containsExactly(-1, 0, 0, 0, 0, -1, -1, -1);
        long[] values = new long[4];
        assertThat(statistics.results(0, 2, values)).isEqualTo(2);
        assertThat(values).containsOnly(0);
    }

    @Test
    void aPassWithSeveralViewsTakesAQueryForEach() {
        recorder.begin();
        RenderPassInfo info = new RenderPassInfo().views(0b101).clearColor(0, target, 0, 0, 0, 1);
        try (RenderRecorder pass = recorder.beginRenderPass(info)) {
            refused(
                    "beginQuery of QueryPool 'counted': first=3, count=2 (expected at least 1,"
                            + " inside of 0 to 4)",
                    () -> pass.beginQuery(counted, 3));
            pass.beginQuery(counted, 2);
            pass.endQuery(counted, 2);
        }
        submit();
        assertThat(counted.results(2, 2, new long[2])).isEqualTo(2);
        assertThatThrownBy(() -> counted.results(1, 1, new long[1]))
                .isInstanceOf(UsageException.class);
        counted.reset(0, 4);
        assertThatThrownBy(() -> counted.results(2, 1, new long[1]))
                .isInstanceOf(UsageException.class);
    }

    @Test
    void aClosedPoolIsKeptForItsRecordings() {
        QueryPool own = device.createQueryPool(QueryPoolInfo.occlusion("own", 1));
        recorder.begin();
        recorder.beginQuery(own, 0);
        recorder.endQuery(own, 0);
        own.close();
        submit();
        device.collectGarbage();
        assertThat(device.lifetimeReport().objects())
                .noneMatch(object -> object.name().equals("own"));
    }
}
