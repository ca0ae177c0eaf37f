package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.CommandRecorder;
import daxa.core.command.PipelineStage;
import daxa.core.command.SubmitToken;
import daxa.core.driver.Feature;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.ClosedException;
import daxa.core.error.DeadlineException;
import daxa.core.error.DeviceLostException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.UsageException;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.query.TimestampCalibration;
import daxa.testing.Gpu;
import daxa.testing.Limits;
import daxa.testing.OnDriver;
import daxa.testing.QueryContract;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.function.Consumer;

/// Queries on the simulated driver, with a GPU that is late, wraps, or lacks something.
@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedQueryTest extends QueryContract {
    private static void stamp(CommandRecorder recorder, QueryPool pool, int query) {
        recorder.begin();
        recorder.writeTimestamp(PipelineStage.ALL_COMMANDS, pool, query);
        recorder.queue().submit(recorder.complete());
    }

    @Test
    void whatIsNotAvailableIsToldWithoutWaiting(Gpu gpu) {
        QueryPool pool = gpu.own(gpu.device().createQueryPool(QueryPoolInfo.timestamps("t", 2)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("r"));
        stamp(recorder, pool, 0);
        gpu.finish(0);
        stamp(recorder, pool, 1);
        long[] times = new long[2];
        assertThat(pool.results(0, 2, times)).isEqualTo(1);
        assertThat(times[0]).isGreaterThanOrEqualTo(0);
        assertThat(times[1]).isEqualTo(QueryPool.UNAVAILABLE);
        assertThatThrownBy(() -> pool.await(0, 2, times, Duration.ZERO))
                .isInstanceOf(DeadlineException.class)
                .hasMessage("query 1 of QueryPool 't' was not available within PT0S");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> pool.await(0, 2, times, Gpu.LONG))
                .isInstanceOf(InterruptedWaitException.class)
                .hasMessage("the wait for query 1 of QueryPool 't' was interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(() -> pool.reset(0, 2))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "reset of QueryPool 't': query 1 is used by submission 2 to queue 'main',"
                            + " which is not finished; await it first, or reset with a command");
        pool.reset(0, 1);
        gpu.finish(0);
        pool.reset(1, 1);
    }

    @Test
    void aWaitEndsWithTheClose(Gpu gpu) throws InterruptedException {
        QueryPool pool = gpu.own(gpu.device().createQueryPool(QueryPoolInfo.timestamps("t", 1)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("r"));
        stamp(recorder, pool, 0);
        Throwable[] thrown = new Throwable[1];
        Thread waiter =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        pool.await(0, 1, new long[1], Gpu.LONG);
                                    } catch (RuntimeException e) {
                                        thrown[0] = e;
                                    }
                                });
        pool.close();
        assertThat(waiter.join(Gpu.LONG)).isTrue();
        assertThat(thrown[0]).isInstanceOf(ClosedException.class);
    }

    @Test
    void aLostDeviceIsToldAtOnce(Gpu gpu) {
        QueryPool pool = gpu.own(gpu.device().createQueryPool(QueryPoolInfo.timestamps("t", 1)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("r"));
        stamp(recorder, pool, 0);
        gpu.simulated().loseDevice();
        assertThatThrownBy(() -> pool.await(0, 1, new long[1], Gpu.LONG))
                .isInstanceOf(DeviceLostException.class);
        assertThatThrownBy(() -> pool.results(0, 1, new long[1]))
                .isInstanceOf(DeviceLostException.class);
        assertThatThrownBy(gpu.device()::calibrateTimestamps)
                .isInstanceOf(DeviceLostException.class);
    }

    private static void on(SimulatedDriver driver, Consumer<Device> use) {
        driver.autoComplete(true);
        try (Instance instance = Instance.create(InstanceInfo.of("special"), driver);
                Device device = instance.createDevice(DeviceInfo.of("special"))) {
            use.accept(device);
        }
        assertThat(driver.faults()).isEmpty();
        assertThat(driver.liveObjects()).isEmpty();
    }

    // 36 bits of a clock whose steps are 3 × 2⁻⁵ nanoseconds.
    private static SimulatedDriver wrapping() {
        SimulatedAdapter adapter = new SimulatedAdapter("wrapping");
        return new SimulatedDriver()
                .timestampBits(queue -> 36)
                .adapters(
                        adapter.withLimits(
                                Limits.with(adapter.limits(), "timestampPeriod", 0.09375f)));
    }

    @Test
    void differencesAreRightAcrossAWrap() {
        SimulatedDriver driver = wrapping();
        on(
                driver,
                device -> {
                    try (QueryPool pool = device.createQueryPool(QueryPoolInfo.timestamps("t", 2));
                            CommandRecorder recorder = device.createCommandRecorder("r")) {
                        long last = (1L << 36) - 32;
                        driver.device().clock(last);
                        stamp(recorder, pool, 0);
                        driver.device().clock((1L << 36) + 320);
                        stamp(recorder, pool, 1);
                        long[] times = new long[2];
                        assertThat(pool.results(0, 2, times)).isEqualTo(2);
                        assertThat(times[0]).isEqualTo(last * 3 / 32);
                        assertThat(times[1] - times[0]).isEqualTo(352 * 3 / 32);
                        // Alone it is told from where the clock began anew.
                        assertThat(pool.results(1, 1, times)).isEqualTo(1);
                        assertThat(times[0]).isEqualTo(320 * 3 / 32);
                    }
                });
    }

    @Test
    void calibrationKnowsWhereTheClockBeginsAnew() {
        SimulatedDriver driver = wrapping();
        on(
                driver,
                device -> {
                    driver.device().clock((1L << 36) - 320);
                    TimestampCalibration time = device.calibrateTimestamps();
                    assertThat(time.wrapNanos()).isEqualTo((1L << 36) * 3 / 32);
                    assertThat(time.toHostNanos(30)).isEqualTo(time.hostNanos() + 60);
                    assertThat(time.toHostNanos(time.deviceNanos() - 5))
                            .isEqualTo(time.hostNanos() - 5);
                });
    }

    @Test
    void aQueueWithoutTimestampsIsNamed() {
        on(
                new SimulatedDriver().timestampBits(queue -> queue == 0 ? 64 : 0),
                device -> {
                    try (QueryPool pool = device.createQueryPool(QueryPoolInfo.timestamps("t", 2));
                            CommandRecorder recorder =
                                    device.createCommandRecorder("r", device.computeQueue(2))) {
                        recorder.begin();
                        assertThatThrownBy(
                                        () ->
                                                recorder.writeTimestamp(
                                                        PipelineStage.COMPUTE_SHADER, pool, 0))
                                .isInstanceOf(UsageException.class)
                                .hasMessage(
                                        "writeTimestamp was called on CommandRecorder 'r' for queue"
                                                + " 'compute 2' of device 'special', which has no"
                                                + " timestamps on this device; measure on the main"
                                                + " queue");
                        recorder.discard();
                    }
                });
    }

    @Test
    void calibrationNeedsItsFeature() {
        on(
                new SimulatedDriver()
                        .adapters(
                                new SimulatedAdapter("poor")
                                        .without(Feature.CALIBRATED_TIMESTAMPS)),
                device ->
                        assertThatThrownBy(device::calibrateTimestamps)
                                .isInstanceOf(UsageException.class)
                                .hasMessage(
                                        "calibrateTimestamps needs the feature"
                                                + " CALIBRATED_TIMESTAMPS, which device 'special'"
                                                + " was created without"));
    }

    @Test
    void aFailedSubmitLeavesQueriesAsTheyWere(Gpu gpu) {
        QueryPool pool = gpu.own(gpu.device().createQueryPool(QueryPoolInfo.timestamps("t", 1)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("r"));
        recorder.begin();
        recorder.writeTimestamp(PipelineStage.ALL_COMMANDS, pool, 0);
        var commands = recorder.complete();
        gpu.driver()
                .failNext(
                        daxa.core.driver.simulated.DriverCall.SUBMIT,
                        daxa.core.error.VulkanResult.OUT_OF_HOST_MEMORY);
        assertThatThrownBy(() -> gpu.device().mainQueue().submit(commands))
                .isInstanceOf(daxa.core.error.OutOfMemoryException.class);
        SubmitToken token = gpu.device().mainQueue().submit(commands);
        gpu.finish(0);
        token.await(Gpu.LONG);
        assertThat(pool.results(0, 1, new long[1])).isEqualTo(1);
    }
}
