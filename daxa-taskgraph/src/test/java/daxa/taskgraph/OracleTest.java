package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Schedules of graphs made by chance, before a judge that shares no code with the compiler: three
/// executions in a row.
class OracleTest {
    // Of the bits of a seed, what it decides.
    private static final int CHOOSES_QUEUES = 1;
    private static final int HAS_CONDITIONS = 2;
    private static final int HAS_MEMORY_OF_ITS_OWN = 4;
    private static final int PRESENTS = 8;
    private static final int AT_ONE_STAGE = 16;

    // Changes no less often than all of these together.
    private static int size(int seed) {
        return 5 + seed / 32 % 56;
    }

    private static RandomGraphs graphs(int seed, int queues, boolean slices) {
        RandomGraphs graphs = new RandomGraphs(seed, queues, slices);
        if ((seed & CHOOSES_QUEUES) != 0) {
            graphs.chooseQueues();
        }
        if ((seed & HAS_CONDITIONS) != 0) {
            graphs.addConditions();
        }
        if ((seed & PRESENTS) != 0) {
            graphs.present();
        }
        if ((seed & AT_ONE_STAGE) != 0) {
            graphs.useOneStageEach();
        }
        return graphs;
    }

    /// 20,480 graphs of 5 to 60 tasks; the seed is the number of the graph. All 256 combinations of
    /// what a graph may have and a plan may do are among them, 80 times each.
    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,false", "2,true", "3,false", "3,true", "7,false", "7,true"})
    void schedulesOrderAllConflicts(int queues, boolean slices) {
        IntStream.range(0, 2_560)
                .parallel()
                .forEach(
                        seed -> {
                            boolean aliases = (seed & HAS_MEMORY_OF_ITS_OWN) == 0;
                            Executions executions = new Executions(new PlanOptions(aliases));
                            executions.run(graphs(seed, queues, slices).next(size(seed)), 3);
                            assertThat(Oracle.judge(executions.runs)).as("seed %s", seed).isEmpty();
                        });
    }

    /// Whoever gives each transient resource memory of its own records no discard, so nothing may
    /// rely on one.
    @Test
    void memoryOfItsOwnNeedsNoDiscard() {
        for (int seed = 0; seed < 600; seed++) {
            Executions executions = new Executions(new PlanOptions(false));
            executions.run(
                    new RandomGraphs(seed, 1 + seed % 7, seed % 2 == 0).next(5 + seed % 56), 3);
            assertThat(Oracle.judge(executions.runs)).as("seed %s", seed).isEmpty();
            assertThat(executions.runs)
                    .flatExtracting(Oracle.Run::submissions)
                    .flatExtracting(Schedule.Submission::batches)
                    .flatExtracting(Schedule.Batch::discards)
                    .as("seed %s", seed)
                    .isEmpty();
        }
    }

    @Test
    void largeGraphsAreOrderedToo() {
        IntStream.range(0, 200)
                .parallel()
                .forEach(
                        seed -> {
                            GraphDescription graph =
                                    new RandomGraphs(seed, 1 + seed % 7, seed % 2 == 0).next(500);
                            assertThat(Oracle.judge(Schedule.of(graph)))
                                    .as("seed %s", seed)
                                    .isEmpty();
                        });
    }

    /// Each barrier, each discard and each wait of a sample is taken away on its own, and the judge
    /// speaks.
    @Test
    void noBarrierAndNoWaitIsTooMuch() {
        int removed = IntStream.range(0, 500).parallel().map(OracleTest::takeEachAway).sum();
        System.out.println("barriers, discards and waits removed: " + removed);
    }

    /// The judge speaks too where a task is left out or is on another queue, and where the image of
    /// a swapchain is not acquired, or not presented, or presented without waiting for who drew it.
    @Test
    void theJudgeMissesWhatIsLeftOut() {
        int seen = 0;
        for (int seed = PRESENTS; seed < 1_000; seed += 2 * PRESENTS) {
            Executions executions = new Executions();
            executions.run(graphs(seed, 1 + seed / 16 % 4, true).next(5 + seed / 16 % 26), 1);
            Oracle.Run run = executions.runs.getFirst();
            for (int i = 0; i < run.submissions().size(); i++) {
                for (Schedule.Submission worse : worse(run.submissions().get(i))) {
                    Oracle.Run changed = with(run, i, worse, run.earlierWaits().get(i));
                    assertThat(Oracle.judge(List.of(changed)))
                            .as("seed %s: %s", seed, worse)
                            .isNotEmpty();
                    seen++;
                }
            }
        }
        System.out.println("tasks, queues, acquires and presents changed: " + seen);
    }

    private static List<Schedule.Submission> worse(Schedule.Submission of) {
        List<Schedule.Submission> all = new ArrayList<>();
        TaskQueue other = of.queue() == TaskQueue.MAIN ? TaskQueue.TRANSFER_1 : TaskQueue.MAIN;
        all.add(submission(other, of.acquires(), of.batches(), of.present()));
        for (int i = 0; i < of.acquires().size(); i++) {
            all.add(submission(of.queue(), without(of.acquires(), i), of.batches(), of.present()));
        }
        of.present()
                .ifPresent(
                        present -> {
                            Schedule.Present early =
                                    new Schedule.Present(present.resource(), Access.NONE);
                            List<Integer> acquires = of.acquires();
                            all.add(
                                    submission(
                                            of.queue(), acquires, of.batches(), Optional.empty()));
                            all.add(
                                    submission(
                                            of.queue(),
                                            acquires,
                                            of.batches(),
                                            Optional.of(early)));
                        });
        for (int b = 0; b < of.batches().size(); b++) {
            Schedule.Batch batch = of.batches().get(b);
            for (int i = 0; i < batch.tasks().size(); i++) {
                List<Schedule.Batch> batches = new ArrayList<>(of.batches());
                batches.set(
                        b,
                        new Schedule.Batch(
                                batch.discards(), batch.barriers(), without(batch.tasks(), i)));
                all.add(submission(of.queue(), of.acquires(), batches, of.present()));
            }
        }
        return all;
    }

    // Of a first execution.
    private static Schedule.Submission submission(
            TaskQueue queue,
            List<Integer> acquires,
            List<Schedule.Batch> batches,
            Optional<Schedule.Present> present) {
        return new Schedule.Submission(queue, List.of(), List.of(), acquires, batches, present);
    }

    /// The judge is made of what was declared, of what is submitted, and of Vulkan's stages.
    @Test
    void theJudgeSharesNoCodeWithTheCompiler() throws IOException {
        Set<String> known = new TreeSet<>();
        for (Class<?> of : judges()) {
            String file = of.getName().replace('.', '/') + ".class";
            try (InputStream in = ClassLoader.getSystemResourceAsStream(file)) {
                byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
                for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
                    if (entry instanceof ClassEntry named) {
                        known.add(named.asInternalName());
                    }
                }
            }
        }
        known.removeIf(name -> !name.startsWith("daxa/") || name.contains("Oracle"));
        assertThat(known)
                .containsExactlyInAnyOrder(
                        "daxa/core/command/Access",
                        "daxa/taskgraph/GraphDescription",
                        "daxa/taskgraph/HeapLayout",
                        "daxa/taskgraph/ResourceEntry",
                        "daxa/taskgraph/ResourceKind",
                        "daxa/taskgraph/ResourceLifetime",
                        "daxa/taskgraph/Schedule",
                        "daxa/taskgraph/Schedule$Barrier",
                        "daxa/taskgraph/Schedule$Batch",
                        "daxa/taskgraph/Schedule$Discard",
                        "daxa/taskgraph/Schedule$Present",
                        "daxa/taskgraph/Schedule$Submission",
                        "daxa/taskgraph/TaskQueue",
                        "daxa/taskgraph/TaskStage");
    }

    private static List<Class<?>> judges() {
        List<Class<?>> all = new ArrayList<>(List.of(Oracle.class.getDeclaredClasses()));
        all.add(Oracle.class);
        return all;
    }

    /// At most one for each two groups of accesses that follow each other on a queue, for each
    /// group that reads and writes behind readers, which sees what was written before these, and
    /// for each whose memory another resource takes over. Where uses are at several stages, at most
    /// one for each stage of the later group, as none is wider than it has to be.
    @Test
    void barriersAreNeverMoreThanPairs() {
        int barriers = 0;
        int pairs = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            boolean isAtOneStage = (seed & AT_ONE_STAGE) != 0;
            GraphDescription graph = graphs(seed, 1 + seed % 7, seed % 5 < 2).next(size(seed));
            Schedule schedule = Schedule.of(graph);
            int most = pairs(schedule, isAtOneStage);
            assertThat(schedule.barriers().count).as("seed %s", seed).isLessThanOrEqualTo(most);
            barriers += schedule.barriers().count;
            pairs += pairs(schedule, /* isAtOneStage= */ true);
        }
        System.out.printf(Locale.ROOT, "barriers / pairs: %d of %d%n", barriers, pairs);
    }

    private static int pairs(Schedule schedule, boolean isAtOneStage) {
        Hazards hazards = schedule.hazards();
        int queues = schedule.timeline().queues.length;
        int[] stages = schedule.timeline().stages;
        Priors priors = schedule.barriers().priors;
        int count = 0;
        for (int queue = 0; queue < queues; queue++) {
            for (int group = 0; group < hazards.groups; group++) {
                int before = hazards.groupBefore[group];
                boolean isPair = before != Hazards.NONE && stages[before * queues + queue] != 0;
                if (isPair && stages[group * queues + queue] != 0) {
                    boolean seesMore =
                            UseType.reads(hazards.types[group])
                                    && !UseType.writes(hazards.types[before])
                                    && hazards.groupBefore[before] != Hazards.NONE;
                    int own = isAtOneStage ? 1 : Integer.bitCount(stages[group * queues + queue]);
                    count += seesMore ? 2 * own : own;
                }
            }
            for (int i = 0; i < priors.first(hazards.graph.resources.length); i++) {
                int own = Integer.bitCount(stages[priors.groups[i] * queues + queue]);
                count += isAtOneStage ? Math.min(1, own) : own;
            }
        }
        return count;
    }

    private static int takeEachAway(int seed) {
        GraphDescription graph =
                graphs(seed, 1 + seed / 32 % 4, seed / 128 % 2 == 0).next(5 + seed % 26);
        Executions executions = new Executions();
        executions.run(graph, 2);
        int removed = 0;
        for (int run = 0; run < 2; run++) {
            for (Oracle.Run without : oneLess(executions.runs.get(run))) {
                List<Oracle.Run> runs = new ArrayList<>(executions.runs);
                runs.set(run, without);
                removed++;
                assertThat(Oracle.judge(runs))
                        .as("seed %s without number %s of both runs", seed, removed)
                        .isNotEmpty();
            }
        }
        return removed;
    }

    // The execution, without one thing that orders; for each of these things.
    private static List<Oracle.Run> oneLess(Oracle.Run run) {
        List<Oracle.Run> all = new ArrayList<>();
        for (int i = 0; i < run.submissions().size(); i++) {
            Schedule.Submission each = run.submissions().get(i);
            for (int wait = 0; wait < each.waits().size(); wait++) {
                all.add(
                        with(
                                run,
                                i,
                                new Schedule.Submission(
                                        each.queue(),
                                        without(each.waits(), wait),
                                        each.earlierWaits(),
                                        each.acquires(),
                                        each.batches(),
                                        each.present()),
                                run.earlierWaits().get(i)));
            }
            for (int wait = 0; wait < run.earlierWaits().get(i).size(); wait++) {
                all.add(with(run, i, each, without(run.earlierWaits().get(i), wait)));
            }
            for (int b = 0; b < each.batches().size(); b++) {
                Schedule.Batch batch = each.batches().get(b);
                for (int k = 0; k < batch.barriers().size(); k++) {
                    all.add(
                            with(
                                    run,
                                    i,
                                    b,
                                    new Schedule.Batch(
                                            batch.discards(),
                                            without(batch.barriers(), k),
                                            batch.tasks())));
                }
                for (int k = 0; k < batch.discards().size(); k++) {
                    all.add(
                            with(
                                    run,
                                    i,
                                    b,
                                    new Schedule.Batch(
                                            without(batch.discards(), k),
                                            batch.barriers(),
                                            batch.tasks())));
                }
            }
        }
        return all;
    }

    private static Oracle.Run with(Oracle.Run run, int i, int b, Schedule.Batch batch) {
        Schedule.Submission each = run.submissions().get(i);
        List<Schedule.Batch> batches = new ArrayList<>(each.batches());
        batches.set(b, batch);
        return with(
                run,
                i,
                new Schedule.Submission(
                        each.queue(),
                        each.waits(),
                        each.earlierWaits(),
                        each.acquires(),
                        batches,
                        each.present()),
                run.earlierWaits().get(i));
    }

    private static Oracle.Run with(
            Oracle.Run run, int i, Schedule.Submission submission, List<Long> earlierWaits) {
        List<Schedule.Submission> submissions = new ArrayList<>(run.submissions());
        submissions.set(i, submission);
        List<List<Long>> waits = new ArrayList<>(run.earlierWaits());
        waits.set(i, earlierWaits);
        return new Oracle.Run(
                run.graph(), run.conditions(), submissions, waits, run.resources(), run.memory());
    }

    private static <T> List<T> without(List<T> all, int index) {
        List<T> rest = new ArrayList<>(all);
        rest.subList(index, index + 1).clear();
        return rest;
    }
}
