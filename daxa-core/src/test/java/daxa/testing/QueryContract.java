package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.PipelineStage;
import daxa.core.command.Queue;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.query.TimestampCalibration;
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
import java.util.function.Consumer;

/// What queries promise, on any driver.
public abstract class QueryContract {
    private Gpu gpu;
    private Device device;
    private Queue main;
    private CommandRecorder recorder;
    private QueryPool pool;
    private Buffer buffer;

    @BeforeEach
    void create(Gpu given) {
        gpu = given;
        device = gpu.device();
        main = device.mainQueue();
        recorder = gpu.own(device.createCommandRecorder("recorder"));
        pool = gpu.own(device.createQueryPool(QueryPoolInfo.timestamps("times", 8)));
        buffer = gpu.own(device.createBuffer(BufferInfo.of("buffer", 1 << 16).readback()));
    }

    private SubmitToken submit(Consumer<CommandRecorder> commands) {
        recorder.begin();
        commands.accept(recorder);
        return main.submit(recorder.complete());
    }

    private void run(Consumer<CommandRecorder> commands) {
        SubmitToken token = submit(commands);
        gpu.finishAll();
        token.await(Gpu.LONG);
    }

    private void refusedSubmit(String text, Consumer<CommandRecorder> commands) {
        recorder.begin();
        commands.accept(recorder);
        try (var recorded = recorder.complete()) {
            refused(text, () -> main.submit(recorded));
        }
    }

    private static void refused(String text, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessage(text);
    }

    private static void stamp(CommandRecorder r, QueryPool pool, int query) {
        r.writeTimestamp(PipelineStage.ALL_COMMANDS, pool, query);
    }

    @Test
    void timestampsRiseInTheOrderOfCommands() {
        run(
                r -> {
                    for (int i = 0; i < 8; i++) {
                        stamp(r, pool, i);
                        r.fillBuffer(buffer, 0, buffer.size(), i);
                        r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
                    }
                });
        long[] times = new long[8];
        assertThat(pool.results(0, 8, times)).isEqualTo(8);
        assertThat(times).isSorted();
        long[] waited = new long[8];
        pool.await(0, 8, waited, Gpu.LONG);
        assertThat(waited).isEqualTo(times);
    }

    @Test
    void aQueryIsWrittenAgainAfterAReset() {
        run(r -> stamp(r, pool, 0));
        long[] before = new long[1];
        pool.await(0, 1, before, Gpu.LONG);
        String twice =
                "ExecutableCommands 'recorder' cannot be submitted: query 0 of QueryPool 'times' is"
                        + " written a second time; reset it in between";
        refusedSubmit(twice, r -> stamp(r, pool, 0));
        run(
                r -> {
                    r.resetQueries(pool, 0, 8);
                    stamp(r, pool, 0);
                });
        long[] after = new long[1];
        pool.await(0, 1, after, Gpu.LONG);
        assertThat(after[0]).isGreaterThan(before[0]);

        pool.reset(0, 1);
        run(r -> stamp(r, pool, 0));
        pool.await(0, 1, before, Gpu.LONG);
        assertThat(before[0]).isGreaterThan(after[0]);
        refusedSubmit(
                twice.replace("query 0", "query 3"),
                r -> {
                    stamp(r, pool, 3);
                    stamp(r, pool, 3);
                });
        // Nothing of a refused submission has happened.
        run(r -> stamp(r, pool, 3));
    }

    @Test
    void resultsOfWhatNothingWritesAreRefused() {
        String text = "no accepted submission writes query 1 since its reset; submit what writes";
        long[] times = new long[2];
        run(r -> stamp(r, pool, 0));
        refused(
                "results of QueryPool 'times': " + text + " it first",
                () -> pool.results(0, 2, times));
        refused(
                "await of QueryPool 'times': " + text + " it first",
                () -> pool.await(0, 2, times, Gpu.LONG));
        refusedSubmit(
                "ExecutableCommands 'recorder' cannot be submitted: query 1 of QueryPool 'times' is"
                        + " copied, and no accepted submission writes it since its reset; submit"
                        + " what writes it first",
                r -> r.copyQueryResults(pool, 0, 2, buffer, 0));
    }

    @Test
    void resultsAreCopiedToABuffer() {
        run(
                r -> {
                    stamp(r, pool, 2);
                    stamp(r, pool, 3);
                    r.copyQueryResults(pool, 2, 2, buffer, 16);
                    r.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
                });
        double period = device.limits().timestampPeriod();
        long[] times = new long[2];
        pool.await(2, 2, times, Gpu.LONG);
        for (int i = 0; i < 2; i++) {
            long ticks = buffer.mapped().get(ValueLayout.JAVA_LONG, 16 + 8 * i);
            assertThat((double) times[i])
                    .isCloseTo(ticks * period, org.assertj.core.data.Percentage.withPercentage(1));
        }
    }

    @Test
    void badArgumentsAreNamed() {
        recorder.begin();
        refused(
                "writeTimestamp of QueryPool 'times': first=8, count=1 (expected at least 1, inside"
                        + " of 0 to 8)",
                () -> stamp(recorder, pool, 8));
        refused(
                "resetQueries of QueryPool 'times': first=-1, count=2 (expected at least 1, inside"
                        + " of 0 to 8)",
                () -> recorder.resetQueries(pool, -1, 2));
        refused(
                "copyQueryResults of QueryPool 'times': first=0, count=0 (expected at least 1,"
                        + " inside of 0 to 8)",
                () -> recorder.copyQueryResults(pool, 0, 0, buffer, 0));
        refused(
                "copyQueryResults to Buffer 'buffer': offset=4 (expected a multiple of 8)",
                () -> recorder.copyQueryResults(pool, 0, 1, buffer, 4));
        assertThatThrownBy(() -> recorder.copyQueryResults(pool, 0, 2, buffer, 65_528))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("65528");
        refused(
                "results of QueryPool 'times': first=0, count=9 (expected at least 1, inside of 0"
                        + " to 8)",
                () -> pool.results(0, 9, new long[9]));
        refused(
                "results of QueryPool 'times': into has length 1 (expected at least 2)",
                () -> pool.results(0, 2, new long[1]));
        refused(
                "reset of QueryPool 'times': first=7, count=2 (expected at least 1, inside of 0 to"
                        + " 8)",
                () -> pool.reset(7, 2));
        refused(
                "QueryPool 'none': count=0 (expected 1 to 65536)",
                () -> QueryPoolInfo.timestamps("none", 0));
        recorder.discard();
    }

    @Test
    void stagesThatTheQueueLacksAreRefused() {
        CommandRecorder onTransfer =
                gpu.own(device.createCommandRecorder("on transfer", device.transferQueue(0)));
        onTransfer.begin();
        refused(
                "writeTimestamp was called on CommandRecorder 'on transfer' with"
                        + " stage=FRAGMENT_SHADER, which queue 'transfer 0' of device 'gpu' does"
                        + " not have; use ALL_COMMANDS, or measure on a queue that has it",
                () -> onTransfer.writeTimestamp(PipelineStage.FRAGMENT_SHADER, pool, 0));
        onTransfer.writeTimestamp(PipelineStage.ALL_TRANSFER, pool, 0);
        SubmitToken token = device.transferQueue(0).submit(onTransfer.complete());
        gpu.finishAll();
        token.await(Gpu.LONG);
        assertThat(pool.results(0, 1, new long[1])).isEqualTo(1);
    }

    @Test
    void passesAreMeasuredFromInside() {
        Image image =
                gpu.own(
                        device.createImage(
                                ImageInfo.of2D(
                                        "target",
                                        Format.R8G8B8A8_UNORM,
                                        8,
                                        8,
                                        ImageUsage.COLOR_ATTACHMENT)));
        ImageView view = gpu.own(device.createImageView(ImageViewInfo.of(image)));
        run(
                r -> {
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1))) {
                        pass.writeTimestamp(PipelineStage.TOP_OF_PIPE, pool, 0);
                        pass.writeTimestamp(PipelineStage.ALL_GRAPHICS, pool, 1);
                    }
                });
        long[] times = new long[2];
        pool.await(0, 2, times, Gpu.LONG);
        assertThat(times).isSorted();
    }

    /// Vulkan takes a query for each view.
    @Test
    void passesWithViewsTakeAQueryForEachView() {
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
        ImageView view = gpu.own(device.createImageView(ImageViewInfo.of(image)));
        QueryPool own = gpu.own(device.createQueryPool(QueryPoolInfo.timestamps("views", 4)));
        RenderPassInfo views = new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1).views(0b101);
        run(
                r -> {
                    try (RenderRecorder pass = r.beginRenderPass(views)) {
                        pass.writeTimestamp(PipelineStage.ALL_COMMANDS, own, 2);
                        refused(
                                "writeTimestamp of QueryPool 'views': first=3, count=2 (expected at"
                                        + " least 1, inside of 0 to 4)",
                                () -> pass.writeTimestamp(PipelineStage.ALL_COMMANDS, own, 3));
                    }
                });
        long[] times = new long[1];
        own.await(2, 1, times, Gpu.LONG);
        assertThat(times[0]).isNotNegative();
        // The query of the second view is written too, and the two before are not.
        assertThat(own.results(3, 1, times)).isEqualTo(1);
        refused(
                "results of QueryPool 'views': no accepted submission writes query 1 since its"
                        + " reset; submit what writes it first",
                () -> own.results(1, 1, times));
        refusedSubmit(
                "ExecutableCommands 'recorder' cannot be submitted: query 3 of QueryPool 'views' is"
                        + " written a second time; reset it in between",
                r -> stamp(r, own, 3));
    }

    @Test
    void aClosedPoolIsKeptForItsRecordings() {
        QueryPool own = device.createQueryPool(QueryPoolInfo.timestamps("own", 1));
        recorder.begin();
        stamp(recorder, own, 0);
        own.close();
        assertThatThrownBy(() -> own.results(0, 1, new long[1]))
                .isInstanceOf(ClosedException.class);
        main.submit(recorder.complete());
        gpu.finishAll();
        device.waitIdle(Gpu.LONG);
        device.collectGarbage();
        assertThat(device.lifetimeReport().objects())
                .noneMatch(object -> object.name().equals("own"));
    }

    @Test
    void statesFollowTheOrderOfSubmission() {
        recorder.begin();
        recorder.copyQueryResults(pool, 0, 1, buffer, 0);
        var reading = recorder.complete();
        recorder.begin();
        stamp(recorder, pool, 0);
        var writing = recorder.complete();
        main.submit(new SubmitInfo().commands(writing).commands(reading));
        gpu.finishAll();
        long[] times = new long[1];
        pool.await(0, 1, times, Gpu.LONG);
        assertThat(times[0]).isNotEqualTo(QueryPool.UNAVAILABLE);
    }

    @Test
    void timestampsAreToldInTheHostsTime() {
        TimestampCalibration before = device.calibrateTimestamps();
        if (gpu.kind() == Gpu.Kind.SIMULATED) {
            gpu.simulated().clock(before.deviceNanos() + 10_000);
        }
        long start = System.nanoTime();
        run(r -> stamp(r, pool, 0));
        long end = System.nanoTime();
        long[] times = new long[1];
        pool.await(0, 1, times, Gpu.LONG);
        assertThat(before.maxDeviationNanos()).isBetween(0L, 100_000_000L);
        if (gpu.kind() == Gpu.Kind.VULKAN) {
            long slack = before.maxDeviationNanos() + 1_000_000;
            assertThat(before.toHostNanos(times[0])).isBetween(start - slack, end + slack);
        } else {
            assertThat(before.toHostNanos(times[0])).isEqualTo(before.hostNanos() + 10_000);
        }
    }
}
