package daxa.samples;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.resource.Format;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.GraphDescription;
import daxa.taskgraph.Schedule;
import daxa.taskgraph.TaskCondition;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskQueue;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The schedules of samples are what these say that they show.
@OnDriver(Gpu.Kind.SIMULATED)
class SampleGraphsTest {
    private static GraphDescription describe(Sample sample) {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskImageInfo info = TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 64, 64);
        sample.describe(builder, new Sample.Screen(builder.externalImage("screen", info), 64, 64));
        return builder.build();
    }

    private static List<List<String>> batches(Schedule schedule) {
        return schedule.submissions().stream()
                .flatMap(submission -> submission.batches().stream())
                .map(batch -> batch.tasks().stream().map(schedule.description()::taskName).toList())
                .toList();
    }

    @Test
    void brushesOnTwoLayersRunAtTheSameTime(Gpu gpu) {
        try (MipsSample sample = new MipsSample(gpu.device())) {
            GraphDescription description = describe(sample);
            TaskCondition painting = Objects.requireNonNull(sample.painting);
            assertThat(batches(Schedule.of(description, Set.of(painting))))
                    .contains(
                            List.of("paint warm", "paint cold"),
                            List.of("warm level 1", "cold level 1"),
                            List.of("warm level 5", "cold level 5"));
            assertThat(batches(Schedule.of(description)))
                    .containsExactly(List.of("show"), List.of("present"));
        }
    }

    @Test
    void wavesAreComputedBesideTheGraphics(Gpu gpu) {
        try (AsyncSample sample = new AsyncSample(gpu.device(), Format.R8G8B8A8_UNORM)) {
            assertThat(Schedule.of(describe(sample)).submissions())
                    .extracting(Schedule.Submission::queue)
                    .containsExactlyInAnyOrder(TaskQueue.COMPUTE_0, TaskQueue.MAIN);
            assertThat(Schedule.of(describe(sample)).submissions())
                    .allMatch(submission -> submission.waits().isEmpty());
        }
    }
}
