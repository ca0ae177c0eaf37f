package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/// Graphs of many tasks: the effort grows as they do, and nothing but memory limits them.
class LargeGraphsTest {
    private static final int MANY = 10_000;

    /// What graphs look like.
    enum Shape {
        CHAIN,
        INDEPENDENT,
        FAN_IN,
        FAN_OUT,
        TWO_QUEUES
    }

    private static GraphDescription describe(Shape shape, int count) {
        GraphBuilder graph = new GraphBuilder("large");
        TaskBuffer input = graph.externalBuffer("input", 64);
        TaskBuffer[] buffers = new TaskBuffer[count];
        for (int i = 0; i < count; i++) {
            buffers[i] = graph.transientBuffer("buffer " + i, 64);
        }
        if (shape == Shape.FAN_OUT) {
            graph.compute("first").writes(buffers);
        }
        for (int i = 0; i < count; i++) {
            TaskBuilder task = graph.compute("task");
            boolean hops = shape == Shape.TWO_QUEUES && i / 100 % 2 == 1;
            task = hops ? task.on(TaskQueue.COMPUTE_0) : task;
            switch (shape) {
                case CHAIN, TWO_QUEUES ->
                        task.reads(i == 0 ? input : buffers[i - 1]).writes(buffers[i]);
                case INDEPENDENT -> task.reads(input).writes(buffers[i]).sideEffect();
                case FAN_IN -> task.reads(input).writes(buffers[i]);
                case FAN_OUT -> task.reads(input, buffers[i]).sideEffect();
            }
        }
        TaskBuilder last = graph.compute("last").sideEffect();
        switch (shape) {
            case CHAIN, TWO_QUEUES -> last.reads(buffers[count - 1]);
            case FAN_IN -> last.reads(buffers);
            default -> last.reads(input);
        }
        return graph.build();
    }

    // Of the thread, so that other work on the machine does not count; the best of some.
    private static double nanosecondsOfATask(Shape shape, int count, int times) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            Schedule schedule = Schedule.of(describe(shape, count));
            long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            assertThat(schedule.runs(count - 1)).isTrue();
            best = Math.min(best, end - begin);
        }
        return (double) best / count;
    }

    /// Effort that grows with the square would take ten times as long for each task.
    @ParameterizedTest
    @EnumSource(Shape.class)
    void effortGrowsWithTheNumberOfTasks(Shape shape) {
        double many = nanosecondsOfATask(shape, MANY, 10);
        double most = nanosecondsOfATask(shape, 10 * MANY, 2);
        System.out.printf(
                Locale.ROOT,
                "describe and compile, %s: %.0f ns a task of 10,000, %.0f of 100,000%n",
                shape,
                many,
                most);
        assertThat(many).isLessThan(20_000);
        assertThat(most).isLessThan(4 * many);
    }

    @Test
    void aTaskMayUseAnyNumberOfResources() {
        GraphDescription graph = describe(Shape.FAN_IN, 70_000);
        Schedule schedule = Schedule.of(graph);
        List<Schedule.Batch> batches = schedule.submissions().getFirst().batches();
        assertThat(batches).hasSize(2);
        assertThat(batches.get(0).tasks()).hasSize(70_000);
        assertThat(batches.get(1).barriers()).hasSize(1);
    }

    @Test
    void thereMayBeAnyNumberOfSubmissions() {
        GraphBuilder builder = new GraphBuilder("ping pong");
        TaskBuffer ball = builder.externalBuffer("ball", 64);
        for (int i = 0; i < 2_000; i++) {
            builder.compute("hit")
                    .on(i % 2 == 0 ? TaskQueue.MAIN : TaskQueue.COMPUTE_0)
                    .readsWrites(ball);
        }
        Schedule schedule = Schedule.of(builder.build());
        List<Schedule.Submission> submissions = schedule.submissions();
        assertThat(submissions).hasSize(2_000);
        for (int i = 1; i < 2_000; i++) {
            assertThat(submissions.get(i).waits()).containsExactly(i - 1);
        }
        assertThat(Oracle.judge(schedule)).isEmpty();
    }
}
