package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.SubmitInfo;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// Executions that repeat are not computed again, and nobody can tell: each has the same before it,
/// and waits for the same submissions, as if every one had been added to the history at once.
class ExecutionSequenceTest {
    private static final int GRAPHS = 3;

    private final ExecutionOrder order = new ExecutionOrder();
    private final History eager = new History();
    private final Map<String, BoundResource> externals = new HashMap<>();
    private final List<Buffer> made = new ArrayList<>();
    private Instance instance;
    private Device device;
    private int repeated;
    private int waited;
    private int executed;

    @BeforeEach
    void makeDevice() {
        instance =
                Instance.create(
                        InstanceInfo.of("sequences"), new SimulatedDriver().autoComplete(true));
        device = instance.createDevice(DeviceInfo.of("sequences"));
    }

    @AfterEach
    void close() {
        made.forEach(Buffer::close);
        device.close();
        instance.close();
    }

    /// A graph in execution.
    private final class Running {
        final GraphDescription graph;
        final List<RunPlans> plans = new ArrayList<>();
        final Object heap = new Object();
        final ExecutionSequence sequence = order.sequence();
        final ExecutedGraph executedGraph;
        final BoundResource[] bound;
        private final List<ExecutionStep> seen = new ArrayList<>();

        Running(GraphDescription graph, int conditions) {
            this.graph = graph;
            for (int i = 0; i < 1 << conditions; i++) {
                plans.add(
                        new RunPlans(
                                new Plan(graph, i, PlanOptions.DEFAULT, Sizes.estimate(graph)), 1));
            }
            executedGraph = new ExecutedGraph(graph, heap, List.of());
            bound = new BoundResource[graph.resources.length];
            for (int i = 0; i < bound.length; i++) {
                ResourceEntry entry = graph.resources[i];
                bound[i] =
                        entry.lifetime() == ResourceLifetime.EXTERNAL
                                ? externals.computeIfAbsent(entry.name(), key -> resource())
                                : resource();
            }
        }

        ExecutionStep execute(RunPlans plan) {
            ExecutionStep step = sequence.enter(executedGraph, plan, bound);
            List<Object> identities =
                    Arrays.stream(bound)
                            .map(BoundResource::identity)
                            .map(Object.class::cast)
                            .toList();
            History.Entry entry = eager.enter(graph, identities, heap);
            assertThat(step.entry.before()).isEqualTo(entry.before());
            assertThat(step.run.schedule).isEqualTo(plan.plan.schedule(entry.before()));
            for (int place : step.run.earlier) {
                waited += seen.contains(step) ? 1 : 0;
                assertThat(sequence.earlier(place).number()).isEqualTo(entry.submission(place));
            }
            List<Long> numbers = new ArrayList<>();
            for (int i = 0; i < step.run.submissions; i++) {
                device.mainQueue().submit(new SubmitInfo(), step.run.tokens[i]);
                numbers.add(step.run.tokens[i].number());
            }
            eager.leave(entry, step.run.schedule, identities, heap, numbers);
            sequence.leave(step);
            repeated += seen.contains(step) ? 1 : 0;
            executed++;
            seen.add(step);
            for (int i = 0; i + 1 < bound.length; i++) {
                if (graph.resources[i + 1].isPrevious()) {
                    swap(i, i + 1);
                }
            }
            return step;
        }

        void swap(int one, int other) {
            BoundResource kept = bound[one];
            bound[one] = bound[other];
            bound[other] = kept;
        }
    }

    private BoundResource resource() {
        Buffer buffer = device.createBuffer(BufferInfo.of("buffer " + made.size(), 16));
        made.add(buffer);
        return new BoundBuffer(buffer, false);
    }

    private BoundResource set() {
        return new BoundSet(List.of(resource(), resource()));
    }

    @Test
    void nobodyCanTell() {
        for (int seed = 0; seed < 120; seed++) {
            Random random = new Random(seed);
            externals.clear();
            List<Running> graphs = new ArrayList<>();
            RandomGraphs make = new RandomGraphs(seed, 1 + seed % 4, seed % 2 == 0);
            if (seed % 3 == 0) {
                make.shareNames();
            }
            for (int i = 0; i < GRAPHS; i++) {
                graphs.add(new Running(make.next(3 + seed % 9), 0));
            }
            for (int turn = 0; turn < 12; turn++) {
                Running graph = graphs.get(random.nextInt(GRAPHS));
                List<Integer> own = externalsOf(graph.graph);
                boolean swaps = own.size() > 1 && random.nextInt(3) == 0;
                if (!own.isEmpty() && random.nextInt(4) == 0) {
                    rebind(graph, own.get(random.nextInt(own.size())), graphs, random);
                }
                int times = random.nextInt(4) == 0 ? 30 : 1 + random.nextInt(6);
                for (int i = 0; i < times; i++) {
                    graph.execute(graph.plans.getFirst());
                    if (swaps) {
                        graph.swap(own.get(0), own.get(1));
                    }
                }
            }
        }
        System.out.println(repeated + " of " + executed + " repeated, waits of them: " + waited);
        assertThat(waited).isPositive();
        assertThat(repeated).isGreaterThan(executed / 4);
    }

    private static List<Integer> externalsOf(GraphDescription graph) {
        List<Integer> all = new ArrayList<>();
        for (ResourceEntry each : graph.resources) {
            if (each.lifetime() == ResourceLifetime.EXTERNAL) {
                all.add(each.index());
            }
        }
        return all;
    }

    // To something new, to a set, or to what another resource of any graph has.
    private void rebind(Running graph, int resource, List<Running> graphs, Random random) {
        BoundResource[] others = graphs.get(random.nextInt(GRAPHS)).bound;
        graph.bound[resource] =
                switch (random.nextInt(3)) {
                    case 0 -> resource();
                    case 1 -> set();
                    default -> Objects.requireNonNull(others[random.nextInt(others.length)]);
                };
    }

    @Test
    void conditionsMayTakeTurns() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer kept = builder.persistentBuffer("kept", 64);
        TaskBuffer scratch = builder.transientBuffer("scratch", 64);
        TaskCondition more = builder.condition("more");
        builder.transfer("fill").on(TaskQueue.TRANSFER_0).writes(scratch);
        builder.when(more, () -> builder.compute("more").reads(scratch).writes(kept));
        builder.compute("use").on(TaskQueue.COMPUTE_0).reads(scratch, kept).sideEffect();
        Running graph = new Running(builder.build(), 1);
        for (int i = 0; i < 40; i++) {
            graph.execute(graph.plans.get(i % 4 == 3 ? 1 : 0));
        }
        assertThat(repeated).isGreaterThan(20);
    }

    @Test
    void graphsMayTakeTurns() {
        for (int seed = 0; seed < 60; seed++) {
            externals.clear();
            RandomGraphs make = new RandomGraphs(seed, 1 + seed % 4, seed % 2 == 0);
            if (seed % 3 != 0) {
                make.shareNames();
            }
            List<Running> graphs = new ArrayList<>();
            for (int i = 0; i < GRAPHS; i++) {
                graphs.add(new Running(make.next(3 + seed % 9), 0));
            }
            int before = repeated;
            for (int i = 0; i < 60; i++) {
                Running graph = graphs.get(i % (GRAPHS + 1) % GRAPHS);
                graph.execute(graph.plans.getFirst());
            }
            assertThat(repeated - before).as("seed %d", seed).isGreaterThan(20);
        }
        assertThat(waited).isPositive();
    }

    @Test
    void aRoundMayHaveAGraphTwice() {
        int[][] rounds = {{0, 0, 1}, {0, 1, 1, 0}, {0, 0, 1, 0, 1}, {0, 1, 2, 2, 1, 0}};
        for (int[] round : rounds) {
            externals.clear();
            RandomGraphs make = new RandomGraphs(7, 2, false);
            List<Running> graphs = new ArrayList<>();
            for (int i = 0; i < GRAPHS; i++) {
                graphs.add(new Running(make.next(6), 0));
            }
            int before = repeated;
            for (int i = 0; i < 60; i++) {
                Running graph = graphs.get(round[i % round.length]);
                graph.execute(graph.plans.getFirst());
            }
            assertThat(repeated - before).as(Arrays.toString(round)).isGreaterThan(20);
        }
    }
}
