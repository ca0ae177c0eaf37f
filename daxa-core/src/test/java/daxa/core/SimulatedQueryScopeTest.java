package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.CommandRecorder;
import daxa.core.driver.Feature;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.DeadlineException;
import daxa.core.error.UsageException;
import daxa.core.query.PipelineStatistic;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.QueryScopeContract;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// Queries between begin and end on the simulated driver, with a GPU that is late or lacks
/// something.
@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedQueryScopeTest extends QueryScopeContract {
    @Test
    void valuesOfWhatIsNotAvailableAreMarked(Gpu gpu) {
        QueryPool pool =
                gpu.own(
                        gpu.device()
                                .createQueryPool(
                                        QueryPoolInfo.statistics(
                                                "s",
                                                2,
                                                PipelineStatistic.CLIPPING_INVOCATIONS,
                                                PipelineStatistic.CLIPPING_PRIMITIVES)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("r"));
        for (int query = 0; query < 2; query++) {
            recorder.begin();
            recorder.beginQuery(pool, query);
            recorder.endQuery(pool, query);
            gpu.device().mainQueue().submit(recorder.complete());
            if (query == 0) {
                gpu.finishAll();
            }
        }
        long[] values = new long[4];
        assertThat(pool.results(0, 2, values)).isEqualTo(1);
        assertThat(values).containsExactly(0, 0, QueryPool.UNAVAILABLE, QueryPool.UNAVAILABLE);
        assertThatThrownBy(() -> pool.await(0, 2, values, Duration.ZERO))
                .isInstanceOf(DeadlineException.class)
                .hasMessage("query 1 of QueryPool 's' was not available within PT0S");
        gpu.finishAll();
        pool.await(0, 2, values, Gpu.LONG);
        assertThat(values).containsOnly(0);
    }

    @Test
    void kindsNeedTheirFeatures() {
        SimulatedDriver driver =
                new SimulatedDriver()
                        .adapters(
                                new SimulatedAdapter("poor")
                                        .without(
                                                Feature.OCCLUSION_QUERY_PRECISE,
                                                Feature.PIPELINE_STATISTICS_QUERY,
                                                Feature.MESH_SHADER_QUERIES));
        try (Instance instance = Instance.create(InstanceInfo.of("special"), driver);
                Device device = instance.createDevice(DeviceInfo.of("special"))) {
            device.createQueryPool(QueryPoolInfo.occlusion("seen", 1)).close();
            needs(
                    device,
                    QueryPoolInfo.preciseOcclusion("counted", 1),
                    "QueryPool 'counted': kind=PRECISE_OCCLUSION, statistics=[] needs the feature"
                            + " OCCLUSION_QUERY_PRECISE");
            needs(
                    device,
                    QueryPoolInfo.statistics("s", 1, PipelineStatistic.CLIPPING_PRIMITIVES),
                    "QueryPool 's': kind=PIPELINE_STATISTICS, statistics=[CLIPPING_PRIMITIVES]"
                            + " needs the feature PIPELINE_STATISTICS_QUERY");
        }
        driver =
                new SimulatedDriver()
                        .adapters(
                                new SimulatedAdapter("poor").without(Feature.MESH_SHADER_QUERIES));
        try (Instance instance = Instance.create(InstanceInfo.of("special"), driver);
                Device device = instance.createDevice(DeviceInfo.of("special"))) {
            needs(
                    device,
                    QueryPoolInfo.statistics("s", 1, PipelineStatistic.MESH_SHADER_INVOCATIONS),
                    "QueryPool 's': kind=PIPELINE_STATISTICS, statistics=[MESH_SHADER_INVOCATIONS]"
                            + " needs the feature MESH_SHADER_QUERIES");
        }
        assertThat(driver.faults()).isEmpty();
    }

    private static void needs(Device device, QueryPoolInfo info, String text) {
        assertThatThrownBy(() -> device.createQueryPool(info))
                .isInstanceOf(UsageException.class)
                .hasMessage(text + ", which device 'special' was created without");
    }
}
