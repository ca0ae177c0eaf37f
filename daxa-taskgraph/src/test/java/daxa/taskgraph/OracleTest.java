package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Schedules of graphs made by chance, before a judge that shares no code with the compiler: three
/// executions in a row.
class OracleTest {
    /// 20,400 graphs of 5 to 60 tasks; the seed is the number of the graph. All combinations of
    /// what a graph may have and a plan may do are among them.
    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,false", "2,true", "3,false", "3,true", "7,false", "7,true"})
    void schedulesOrderAllConflicts(int queues, boolean slices) {
        IntStream.range(0, 2_550)
                .parallel()
                .forEach(
                        seed -> {
                            RandomGraphs graphs = new RandomGraphs(seed, queues, slices);
                            if ((seed & 1) != 0) {
                                graphs.chooseQueues();
                            }
                            if ((seed & 2) != 0) {
                                graphs.addConditions();
                            }
                            Executions executions =
                                    new Executions(new PlanOptions((seed & 4) == 0));
                            executions.run(graphs.next(5 + seed % 56), 3);
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

    /// At most one for each two groups of accesses that follow each other on a queue, for each
    /// group that reads and writes behind readers, which sees what was written before these, and
    /// for each whose memory another resource takes over.
    @Test
    void barriersAreNeverMoreThanPairs() {
        int barriers = 0;
        int pairs = 0;
        for (int seed = 0; seed < 1000; seed++) {
            GraphDescription graph =
                    new RandomGraphs(seed, 1 + seed % 7, seed % 2 == 0).next(5 + seed % 56);
            Schedule schedule = Schedule.of(graph);
            int most = pairs(schedule);
            assertThat(schedule.barriers().count).as("seed %s", seed).isLessThanOrEqualTo(most);
            barriers += schedule.barriers().count;
            pairs += most;
        }
        System.out.printf(Locale.ROOT, "barriers / pairs: %d of %d%n", barriers, pairs);
    }

    private static int pairs(Schedule schedule) {
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
                    count += seesMore ? 2 : 1;
                }
            }
            for (int i = 0; i < priors.first(hazards.graph.resources.length); i++) {
                count += stages[priors.groups[i] * queues + queue] != 0 ? 1 : 0;
            }
        }
        return count;
    }

    private static int takeEachAway(int seed) {
        GraphDescription graph =
                new RandomGraphs(seed, 1 + seed % 4, seed % 2 == 0).next(5 + seed % 26);
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
        return new Oracle.Run(run.graph(), submissions, waits, run.resources(), run.memory());
    }

    private static <T> List<T> without(List<T> all, int index) {
        List<T> rest = new ArrayList<>(all);
        rest.subList(index, index + 1).clear();
        return rest;
    }
}
