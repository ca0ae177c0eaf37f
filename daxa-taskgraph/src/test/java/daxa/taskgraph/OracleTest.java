package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

/// Schedules of graphs made by chance, before a judge that shares no code with the compiler.
class OracleTest {
    /// 20,400 graphs of 5 to 60 tasks; the seed is the number of the graph.
    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,false", "3,true", "7,false", "7,true"})
    void schedulesOrderAllConflicts(int queues, boolean slices) {
        for (int seed = 0; seed < 3_400; seed++) {
            RandomGraphs graphs = new RandomGraphs(seed, queues, slices);
            GraphDescription graph = graphs.next(5 + seed % 56);
            assertThat(Oracle.judge(graph, Schedule.of(graph).submissions()))
                    .as("seed %s", seed)
                    .isEmpty();
        }
    }

    @Test
    void largeGraphsAreOrderedToo() {
        for (int seed = 0; seed < 200; seed++) {
            GraphDescription graph = new RandomGraphs(seed, 1 + seed % 7, seed % 2 == 0).next(500);
            assertThat(Oracle.judge(graph, Schedule.of(graph).submissions()))
                    .as("seed %s", seed)
                    .isEmpty();
        }
    }

    /// Each barrier and each wait of a sample is taken away on its own, and the judge speaks.
    @Test
    void noBarrierAndNoWaitIsTooMuch() {
        int removed = 0;
        for (int seed = 0; seed < 500; seed++) {
            GraphDescription graph =
                    new RandomGraphs(seed, 1 + seed % 4, seed % 2 == 0).next(5 + seed % 26);
            List<Schedule.Submission> submissions = Schedule.of(graph).submissions();
            for (int i = 0; i < submissions.size(); i++) {
                Schedule.Submission submission = submissions.get(i);
                for (int wait = 0; wait < submission.waits().size(); wait++) {
                    List<Integer> waits = new ArrayList<>(submission.waits());
                    waits.subList(wait, wait + 1).clear();
                    removed++;
                    assertThat(judge(graph, submissions, i, waits, submission.batches()))
                            .as("seed %s without wait %s of %s", seed, wait, i)
                            .isNotEmpty();
                }
                for (int batch = 0; batch < submission.batches().size(); batch++) {
                    Schedule.Batch with = submission.batches().get(batch);
                    for (int barrier = 0; barrier < with.barriers().size(); barrier++) {
                        List<Schedule.Barrier> barriers = new ArrayList<>(with.barriers());
                        barriers.remove(barrier);
                        List<Schedule.Batch> batches = new ArrayList<>(submission.batches());
                        batches.set(batch, new Schedule.Batch(barriers, with.tasks()));
                        removed++;
                        assertThat(judge(graph, submissions, i, submission.waits(), batches))
                                .as(
                                        "seed %s without barrier %s of batch %s of %s",
                                        seed, barrier, batch, i)
                                .isNotEmpty();
                    }
                }
            }
        }
        System.out.println("barriers and waits removed: " + removed);
    }

    private static List<String> judge(
            GraphDescription graph,
            List<Schedule.Submission> submissions,
            int which,
            List<Integer> waits,
            List<Schedule.Batch> batches) {
        List<Schedule.Submission> changed = new ArrayList<>(submissions);
        changed.set(which, new Schedule.Submission(submissions.get(which).queue(), waits, batches));
        return Oracle.judge(graph, changed);
    }
}
