package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.resource.Format;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Executions behind others, of the same graph or of others with the same resources: what they wait
/// for, and what they do not.
class SharingTest {
    private static final TaskImageInfo IMAGE =
            TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 64, 64).withLayers(4);

    private final Executions executions = new Executions();
    private final GraphBuilder a = new GraphBuilder("A");
    private final GraphBuilder b = new GraphBuilder("B");

    private static Plan plan(GraphBuilder graph) {
        GraphDescription description = graph.build();
        return new Plan(description, 0, PlanOptions.DEFAULT, Sizes.estimate(description));
    }

    private static String lines(String... lines) {
        return String.join("\n", lines);
    }

    // Without its first line.
    private String run(Plan plan, Object... resources) {
        executions.run(plan, new ArrayList<>(List.of(resources)), plan.description.name);
        assertThat(Oracle.judge(executions.runs)).isEmpty();
        String text = executions.schedules.getLast().toString();
        return text.substring(text.indexOf('\n') + 1);
    }

    /// Upstream's sharing_persistent_buffer: A A B B.
    @Test
    void sharingPersistentBuffer() {
        a.compute("write").writes(a.externalBuffer("buffer", 64));
        b.compute("read").reads(b.externalBuffer("buffer", 64)).sideEffect();
        Plan first = plan(a);
        Plan second = plan(b);
        assertThat(run(first, "x")).isEqualTo("submission 0 to MAIN\n  write");
        assertThat(run(first, "x"))
                .isEqualTo(
                        lines(
                                "submission 0 to MAIN",
                                "  barrier COMPUTE writes -> COMPUTE writes",
                                "  write"));
        assertThat(run(second, "x"))
                .isEqualTo(
                        lines(
                                "submission 0 to MAIN",
                                "  barrier COMPUTE writes -> COMPUTE reads",
                                "  read"));
        assertThat(run(second, "x")).isEqualTo("submission 0 to MAIN\n  read");
    }

    /// Upstream's sharing_persistent_image: A writes by a shader and draws, B reads.
    @Test
    void sharingPersistentImage() {
        TaskImage image = a.externalImage("image", IMAGE);
        a.compute("write").writes(image);
        a.raster("draw").writes(TaskStage.COLOR_ATTACHMENT, image);
        b.compute("read").reads(b.externalImage("image", IMAGE)).sideEffect();
        Plan first = plan(a);
        Plan second = plan(b);
        String inside = "  write\n  barrier COMPUTE writes -> COLOR_ATTACHMENT writes\n  draw";
        assertThat(run(first, "x")).isEqualTo("submission 0 to MAIN\n" + inside);
        assertThat(run(first, "x"))
                .isEqualTo(
                        lines(
                                        "submission 0 to MAIN",
                                        "  barrier COLOR_ATTACHMENT writes -> COMPUTE writes",
                                        "")
                                + inside);
        assertThat(run(second, "x"))
                .isEqualTo(
                        lines(
                                "submission 0 to MAIN",
                                "  barrier COLOR_ATTACHMENT writes -> COMPUTE reads",
                                "  read"));
        assertThat(run(second, "x")).isEqualTo("submission 0 to MAIN\n  read");
    }

    /// Upstream's initial_layout_access: what was left of one layer says nothing of another one.
    @Test
    void initialLayoutAccess() {
        a.compute("write 1").writes(a.externalImage("image", IMAGE).layers(1, 1));
        TaskImage image = b.externalImage("image", IMAGE);
        b.compute("read 1").reads(image.layers(1, 1)).sideEffect();
        b.compute("write 0").writes(image.layers(0, 1));
        assertThat(run(plan(a), "x")).isEqualTo("submission 0 to MAIN\n  write 1");
        assertThat(run(plan(b), "x"))
                .isEqualTo(
                        lines(
                                "submission 0 to MAIN",
                                "  barrier COMPUTE writes -> COMPUTE reads",
                                "  read 1, write 0"));
    }

    /// Upstream's concurrent_read_write_buffer_cross_graphs, which has a barrier too many there.
    @Test
    void concurrentReadWriteBufferCrossGraphs() {
        a.compute("one").readsWritesConcurrently(a.externalBuffer("buffer", 64));
        b.compute("other").readsWritesConcurrently(b.externalBuffer("buffer", 64));
        assertThat(run(plan(a), "x")).isEqualTo("submission 0 to MAIN\n  one");
        assertThat(run(plan(b), "x")).isEqualTo("submission 0 to MAIN\n  other");
    }

    @Test
    void anotherResourceNeedsNothing() {
        a.compute("write").writes(a.externalBuffer("buffer", 64));
        Plan plan = plan(a);
        run(plan, "x");
        assertThat(run(plan, "y")).isEqualTo("submission 0 to MAIN\n  write");
    }

    @Test
    void anotherQueueWaitsForTheSubmissionThatWrote() {
        a.compute("write").on(TaskQueue.COMPUTE_0).writes(a.externalBuffer("buffer", 64));
        a.compute("other").writes(a.externalBuffer("other", 64));
        b.compute("read").reads(b.externalBuffer("buffer", 64)).sideEffect();
        run(plan(a), "x", "y");
        assertThat(run(plan(b), "x"))
                .isEqualTo("submission 0 to MAIN waits for earlier COMPUTE_0\n  read");
    }

    @Test
    void whatAQueueHasWaitedForIsKnownBehindAGraphThatDoesNotUseTheOtherQueue() {
        TaskBuffer made = a.externalBuffer("made", 64);
        a.compute("write").writes(made, a.externalBuffer("again", 64));
        a.compute("use").on(TaskQueue.COMPUTE_0).reads(made).writes(a.externalBuffer("used", 64));
        b.compute("change").on(TaskQueue.COMPUTE_0).readsWrites(b.externalBuffer("used", 64));
        GraphBuilder c = new GraphBuilder("C");
        c.compute("finish")
                .reads(c.externalBuffer("used", 64))
                .writes(c.externalBuffer("again", 64));
        run(plan(a), "made", "again", "used");
        run(plan(b), "used");
        assertThat(run(plan(c), "used", "again"))
                .isEqualTo("submission 0 to MAIN waits for earlier COMPUTE_0\n  finish");
    }

    @Test
    void whatAQueueHasWaitedForIsKnownBehindAGraphThatDoesNotUseIt() {
        TaskBuffer made = a.externalBuffer("made", 64);
        a.compute("write").writes(made, a.externalBuffer("again", 64));
        a.compute("use").on(TaskQueue.COMPUTE_0).reads(made).writes(a.externalBuffer("used", 64));
        b.compute("wait").reads(b.externalBuffer("used", 64)).sideEffect();
        GraphBuilder c = new GraphBuilder("C");
        c.compute("finish").writes(c.externalBuffer("again", 64));
        run(plan(a), "made", "again", "used");
        run(plan(b), "used");
        assertThat(run(plan(c), "again")).isEqualTo("submission 0 to MAIN\n  finish");
    }

    @Test
    void framesWithNothingInCommonOverlap() {
        TaskBuffer scratch = a.transientBuffer("scratch", 64);
        a.compute("first").writes(scratch);
        a.compute("second").on(TaskQueue.COMPUTE_0).reads(scratch).sideEffect();
        a.raster("draw").writes(TaskStage.COLOR_ATTACHMENT, a.persistentImage("image", IMAGE));
        Plan plan = plan(a);
        run(plan, "scratch", "image");
        assertThat(run(plan, "scratch", "image"))
                .isEqualTo(
                        lines(
                                "submission 0 to MAIN waits for earlier COMPUTE_0",
                                "  draw, first",
                                "submission 1 to COMPUTE_0 waits for 0",
                                "  second"));
    }

    @Test
    void whatThePreviousExecutionLeftIsReadBehindIt() {
        TaskImage history = a.doubleBufferedImage("history", IMAGE);
        a.compute("accumulate").samples(history.previous()).writes(history);
        GraphDescription graph = a.build();
        executions.run(graph, 4);
        assertThat(Oracle.judge(executions.runs)).isEmpty();
        assertThat(executions.schedules.getLast())
                .isSameAs(executions.schedules.get(2))
                .asString()
                .endsWith("  barrier COMPUTE writes -> COMPUTE reads\n  accumulate");
    }

    /// In the steady state an execution finds its schedule ready: the same one each time or, where
    /// what a barrier orders lasts for more than one execution, each second time.
    @Test
    void schedulesRepeat() {
        for (int seed = 0; seed < 100; seed++) {
            Executions runs = new Executions();
            runs.run(new RandomGraphs(seed, 1 + seed % 3, seed % 2 == 0).next(5 + seed % 30), 8);
            assertThat(runs.schedules.get(7)).as("seed %s", seed).isSameAs(runs.schedules.get(5));
        }
    }

    /// Two random graphs with the same resources take turns.
    @Test
    void graphsShareResources() {
        for (int seed = 0; seed < 500; seed++) {
            Executions runs = new Executions();
            RandomGraphs graphs = new RandomGraphs(seed, 1 + seed % 3, seed % 2 == 0);
            graphs.shareNames();
            GraphDescription first = graphs.next(5 + seed % 16);
            GraphDescription second = graphs.next(5 + seed % 16);
            runs.run(first, 1 + seed % 2);
            runs.run(second, 1 + seed % 3);
            runs.run(first, 1);
            assertThat(Oracle.judge(runs.runs)).as("seed %s", seed).isEmpty();
        }
    }
}
