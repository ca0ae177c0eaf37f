package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.resource.Format;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

/// Why schedules are as they are.
class ScheduleReportTest {
    private final GraphBuilder graph = new GraphBuilder("graph");

    private ScheduleReport explain() {
        return Schedule.of(graph.build()).explain();
    }

    @Test
    void aBarrierTellsWhoItStandsBetween() {
        TaskImage image =
                graph.externalImage(
                        "image", TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 64, 64).withMips(3));
        graph.raster("draw").writes(TaskStage.COLOR_ATTACHMENT, image.mips(0, 1));
        graph.compute("blur").samples(image.mips(0, 1)).writes(image.mips(1, 1));
        assertThat(explain().barrier(0, 1, 0))
                .hasToString(
                        """
                        barrier COLOR_ATTACHMENT writes -> COMPUTE reads
                          reads come after writes: 'blur' samples IMAGE 'image' mips 0 to 1 at \
                        COMPUTE, after 'draw' writes IMAGE 'image' mips 0 to 1 at COLOR_ATTACHMENT\
                        """);
    }

    @Test
    void aBarrierBehindReadersTellsThem() {
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        graph.compute("one").reads(buffer).sideEffect();
        graph.transfer("two").reads(buffer).sideEffect();
        graph.compute("write").writes(buffer);
        assertThat(explain().barrier(0, 1, 0))
                .hasToString(
                        """
                        barrier COMPUTE, TRANSFER -> COMPUTE
                          writes come after reads: 'write' writes BUFFER 'buffer' at COMPUTE, after \
                        'one' reads BUFFER 'buffer' at COMPUTE; 'two' reads BUFFER 'buffer' at \
                        TRANSFER\
                        """);
    }

    @Test
    void aBarrierServedEarlierIsNoCause() {
        TaskBuffer first = graph.externalBuffer("first", 64);
        TaskBuffer second = graph.externalBuffer("second", 64);
        graph.compute("make both").writes(first, second);
        graph.compute("use first").reads(first).writes(graph.externalBuffer("third", 64));
        graph.compute("use all").reads(second, TaskBuffer.NONE).readsWrites(first);
        ScheduleReport report = explain();
        assertThat(report.barrier(0, 2, 0).causes()).hasSize(1);
        assertThat(report.barrier(0, 2, 0).causes().getFirst().before().getFirst().taskName())
                .isEqualTo("use first");
    }

    @Test
    void aWaitTellsWhoseWorkIsNeeded() {
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        graph.compute("make").on(TaskQueue.COMPUTE_1).writes(buffer);
        graph.compute("use").reads(buffer).sideEffect();
        assertThat(explain().wait(1, 0))
                .hasToString(
                        """
                        wait for submission 0 of COMPUTE_1
                          reads come after writes: 'use' reads BUFFER 'buffer' at COMPUTE, after \
                        'make' writes BUFFER 'buffer' at COMPUTE\
                        """);
    }

    @Test
    void aTaskTellsWhyItRunsAndWhy() {
        TaskBuffer made = graph.transientBuffer("made", 64);
        TaskBuffer lost = graph.transientBuffer("lost", 64);
        TaskBuffer kept = graph.persistentBuffer("kept", 64);
        graph.compute("make").writes(made);
        graph.compute("lose").writes(lost);
        graph.compute("keep").reads(made).writes(kept).sideEffect();
        ScheduleReport report = explain();
        assertThat(report.task(0))
                .hasToString(
                        """
                        task 'make' runs
                          another task needs what it writes: 'keep' reads BUFFER 'made' at COMPUTE, \
                        after 'make' writes BUFFER 'made' at COMPUTE\
                        """);
        assertThat(report.task(1))
                .hasToString(
                        """
                        task 'lose' does not run
                          nothing needs what it writes: 'lose' writes BUFFER 'lost' at COMPUTE\
                        """);
        assertThat(report.task(2))
                .hasToString(
                        """
                        task 'keep' runs
                          it has a side effect
                          what it writes outlasts the execution: 'keep' writes BUFFER 'kept' at \
                        COMPUTE\
                        """);
        assertThat(report.place(0))
                .hasToString("task 'make' runs at level 0\n  nothing has to come before it");
        assertThat(report.place(2))
                .hasToString(
                        """
                        task 'keep' runs at level 1
                          reads come after writes: 'keep' reads BUFFER 'made' at COMPUTE, after \
                        'make' writes BUFFER 'made' at COMPUTE\
                        """);
        assertThat(report.place(1).causes()).isEmpty();
    }

    @Test
    void aTaskThatIsSwitchedOffSaysSo() {
        TaskCondition on = graph.condition("on");
        graph.compute("optional").writes(graph.externalBuffer("buffer", 64)).when(on);
        GraphDescription description = graph.build();
        assertThat(Schedule.of(description).explain().task(0))
                .hasToString(
                        "task 'optional' does not run\n  a condition switches it off: 'optional'"
                                + " writes BUFFER 'buffer' at COMPUTE");
        assertThat(Schedule.of(description, Set.of(on)).explain().task(0))
                .hasToString(
                        "task 'optional' runs\n  what it writes outlasts the execution: 'optional'"
                                + " writes BUFFER 'buffer' at COMPUTE");
    }

    @Test
    void manyUsesAreShortened() {
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        graph.compute("write").writes(buffer);
        for (int i = 0; i < 9; i++) {
            graph.compute("read " + i).reads(buffer).sideEffect();
        }
        Explanation explanation = explain().barrier(0, 1, 0);
        assertThat(explanation.causes().getFirst().after()).hasSize(9);
        assertThat(explanation.toString())
                .contains("'read 3'", "; 5 more, after")
                .doesNotContain("'read 4'");
    }

    @Test
    void linesAreToldWhereTheyAreKept() {
        graph.keepLines();
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        graph.compute("write").writes(buffer);
        graph.compute("read").reads(buffer).sideEffect();
        assertThat(explain().barrier(0, 1, 0).toString())
                .containsPattern("'write' .* \\[.*ScheduleReportTest.java:\\d+\\)\\]");
    }

    @Test
    void otherwiseLinesAreThoseOfTheWork() {
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        graph.compute("write").writes(buffer).executes(task -> task.commands());
        graph.compute("read").reads(buffer).sideEffect();
        assertThat(explain().barrier(0, 1, 0).toString())
                .containsPattern("'write' .* \\[.*ScheduleReportTest.java:\\d+\\)\\]");
    }

    @Test
    void sharedMemoryTellsWhoHadItBefore() {
        TaskImageInfo info = TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 64, 64);
        TaskImage first = graph.transientImage("first", info);
        TaskImage second = graph.transientImage("second", info);
        TaskImage third = graph.transientImage("third", info);
        graph.compute("make first").writes(first);
        graph.compute("make second").samples(first).writes(second);
        graph.compute("make third").samples(second).writes(third);
        graph.compute("use").samples(third).sideEffect();
        ScheduleReport report = explain();
        String taken =
                "resources that share memory take turns: 'make third' writes IMAGE 'third' at"
                        + " COMPUTE, after 'make second' samples IMAGE 'first' at COMPUTE";
        assertThat(report.memory(0))
                .hasToString(
                        "IMAGE 'first' has bytes 0 to 16384 of heap 1\n"
                                + "  nothing has to come before it");
        assertThat(report.memory(2))
                .hasToString("IMAGE 'third' has bytes 0 to 16384 of heap 1\n  " + taken);
        assertThat(report.discard(0, 2, 0))
                .hasToString(
                        "discard what IMAGE 'third' held\n"
                                + "  what it held before is not defined: 'make third' writes IMAGE"
                                + " 'third' at COMPUTE\n  "
                                + taken);
        assertThat(report.toString()).contains(taken);
    }

    @Test
    void laterExecutionsTellWhatTheyComeAfter() {
        TaskBuffer kept = graph.persistentBuffer("kept", 64);
        TaskBuffer made = graph.persistentBuffer("made", 64);
        graph.compute("make").on(TaskQueue.COMPUTE_0).writes(made);
        graph.compute("use").reads(made).sideEffect();
        graph.compute("count").readsWrites(kept);
        Executions executions = new Executions();
        executions.run(graph.build(), 2);
        ScheduleReport report = executions.schedules.getLast().explain();
        assertThat(report.earlierWait(1, 0))
                .hasToString(
                        "wait for earlier executions on MAIN\n  executions that use the same follow"
                                + " each other: 'make' writes BUFFER 'made' at COMPUTE");
        assertThat(report.barrier(0, 0, 0))
                .hasToString(
                        "barrier COMPUTE writes -> COMPUTE reads writes\n  executions that use the"
                                + " same follow each other: 'count' readsWrites BUFFER 'kept' at"
                                + " COMPUTE");
    }

    /// What takes over bytes, comes into being, or comes behind earlier executions has a cause too.
    @Test
    void everythingOfLaterExecutionsHasACause() {
        int shared = 0;
        int earlier = 0;
        for (int seed = 0; seed < 600; seed++) {
            RandomGraphs graphs = new RandomGraphs(seed, 1 + seed % 4, seed % 2 == 0);
            graphs.present();
            Executions executions = new Executions();
            executions.run(graphs.next(5 + seed % 40), 2);
            Schedule schedule = executions.schedules.getLast();
            ScheduleReport report = schedule.explain();
            List<Schedule.Submission> submissions = schedule.submissions();
            for (int i = 0; i < submissions.size(); i++) {
                for (int wait = 0; wait < submissions.get(i).earlierWaits().size(); wait++) {
                    assertThat(report.earlierWait(i, wait).causes()).isNotEmpty();
                    earlier++;
                }
                List<Schedule.Batch> batches = submissions.get(i).batches();
                for (int b = 0; b < batches.size(); b++) {
                    for (int k = 0; k < batches.get(b).barriers().size(); k++) {
                        assertThat(report.barrier(i, b, k).causes()).isNotEmpty();
                    }
                    for (int k = 0; k < batches.get(b).discards().size(); k++) {
                        assertThat(report.discard(i, b, k).causes().getFirst().rule())
                                .isEqualTo(Explanation.Rule.UNDEFINED_BEFORE);
                    }
                }
            }
            HeapLayout layout = schedule.layout();
            for (int resource : report.inHeaps()) {
                boolean takesOver =
                        layout.firstEarlier(resource) < layout.firstEarlier(resource + 1);
                Explanation.Rule rule = report.memory(resource).causes().getFirst().rule();
                assertThat(rule)
                        .isEqualTo(
                                takesOver
                                        ? Explanation.Rule.SHARED_MEMORY
                                        : Explanation.Rule.NOTHING_BEFORE);
                shared += takesOver ? 1 : 0;
            }
        }
        assertThat(shared).isGreaterThan(50);
        assertThat(earlier).isGreaterThan(30);
    }

    /// In graphs made by chance each barrier and each wait has a cause, each cause is a conflict,
    /// and each task says why it is there.
    @Test
    void everythingHasACause() {
        for (int seed = 0; seed < 600; seed++) {
            GraphDescription description =
                    new RandomGraphs(seed, 1 + seed % 4, seed % 2 == 0).next(5 + seed % 40);
            Schedule schedule = Schedule.of(description);
            ScheduleReport report = schedule.explain();
            List<Schedule.Submission> submissions = schedule.submissions();
            for (int i = 0; i < submissions.size(); i++) {
                for (int wait = 0; wait < submissions.get(i).waits().size(); wait++) {
                    check(report.wait(i, wait), "seed " + seed);
                }
                List<Schedule.Batch> batches = submissions.get(i).batches();
                for (int batch = 0; batch < batches.size(); batch++) {
                    for (int k = 0; k < batches.get(batch).barriers().size(); k++) {
                        check(report.barrier(i, batch, k), "seed " + seed);
                    }
                }
            }
            for (int task = 0; task < description.taskCount(); task++) {
                assertThat(report.task(task).causes()).as("seed %s", seed).isNotEmpty();
                assertThat(report.place(task).causes().isEmpty()).isEqualTo(!schedule.runs(task));
            }
        }
    }

    private static void check(Explanation explanation, String seed) {
        assertThat(explanation.causes()).as("%s: %s", seed, explanation).isNotEmpty();
        for (Explanation.Cause cause : explanation.causes()) {
            assertThat(cause.rule()).isNotEqualTo(Explanation.Rule.EARLIER_EXECUTION);
            assertThat(cause.before()).isNotEmpty();
            assertThat(cause.after()).isNotEmpty();
            for (Explanation.Use before : cause.before()) {
                for (Explanation.Use after : cause.after()) {
                    boolean shares = cause.rule() == Explanation.Rule.SHARED_MEMORY;
                    assertThat(shares || before.task() < after.task()).isTrue();
                    assertThat(before.verb() + after.verb()).containsIgnoringCase("writes");
                }
            }
        }
    }
}
