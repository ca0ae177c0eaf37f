package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.resource.Format;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A schedule that is made from another one is the same as one that is made anew.
class ScheduleUpdateTest {
    private static GraphDescription chain(int width, long bytes, int tasks) {
        return chain(new GraphBuilder("chain"), width, bytes, tasks);
    }

    private static GraphDescription chain(GraphBuilder graph, int width, long bytes, int tasks) {
        TaskImage screen = graph.swapchainImage("screen", size(width));
        TaskImage last = graph.transientImage("image 0", size(width));
        TaskBuffer counts = graph.transientBuffer("counts", bytes);
        graph.compute("first").writes(last, counts);
        for (int i = 1; i < tasks; i++) {
            TaskImage next = graph.transientImage("image " + i, size(width / (i % 3 + 1)));
            graph.compute("task " + i).samples(last).writes(next);
            last = next;
        }
        graph.compute("last").samples(last).reads(counts).writes(screen);
        graph.present(screen);
        return graph.build();
    }

    private static TaskImageInfo size(int width) {
        return TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, width, 64);
    }

    private static void check(Schedule known, GraphDescription newer) {
        Schedule updated = known.update(newer);
        Schedule anew = Schedule.of(newer);
        assertThat(updated).isEqualTo(anew);
        assertThat(updated.description()).isEqualTo(newer);
        assertThat(updated.toJson()).isEqualTo(anew.toJson());
        assertThat(updated.explain()).hasToString(anew.explain().toString());
    }

    @Test
    void whatHasNotChangedStays() {
        Schedule schedule = Schedule.of(chain(640, 4096, 8));
        assertThat(schedule.update(chain(640, 4096, 8))).isSameAs(schedule);
    }

    @Test
    void orderAndBarriersStayWhereSizesChange() {
        Schedule schedule = Schedule.of(chain(64, 4096, 8));
        Schedule larger = schedule.update(chain(128, 4096, 8));
        assertThat(larger.timeline()).isSameAs(schedule.timeline());
        assertThat(larger.barriers()).isSameAs(schedule.barriers());
        assertThat(larger.layout().total()[1]).isEqualTo(2 * schedule.layout().total()[1]);
        check(schedule, chain(128, 4096, 8));
        check(larger, chain(96, 100, 8));
    }

    /// Behind other executions too, wherever in memory transients lie.
    @Test
    void orderAndBarriersOfLaterExecutionsStay() {
        Plan plan = plan(chain(64, 4096, 8), 0);
        List<Schedule> before = threeOf(plan);
        List<Schedule> behind =
                threeOf(plan.update(chain(128, 4096, 8), sizes(chain(128, 4096, 8))));
        for (int i = 0; i < 3; i++) {
            assertThat(behind.get(i).timeline()).isSameAs(before.get(i).timeline());
            assertThat(behind.get(i).barriers()).isSameAs(before.get(i).barriers());
            assertThat(behind.get(i).layout()).isNotEqualTo(before.get(i).layout());
        }
    }

    private static Plan plan(GraphDescription graph, long conditions) {
        return new Plan(graph, conditions, PlanOptions.DEFAULT, sizes(graph));
    }

    private static Sizes sizes(GraphDescription graph) {
        return Sizes.estimate(graph);
    }

    private static List<Schedule> threeOf(Plan plan) {
        Executions executions = new Executions();
        List<Object> resources = new ArrayList<>();
        for (ResourceEntry each : plan.description.resources) {
            resources.add(each.name());
        }
        for (int i = 0; i < 3; i++) {
            executions.run(plan, resources, "heap");
            Executions.swap(plan.description, resources);
        }
        return executions.schedules;
    }

    @Test
    void roomToBeginWithChangesNothing() {
        GraphDescription graph = chain(640, 4096, 100);
        for (int tasks : new int[] {1, 99, 100, 101, 1000}) {
            GraphBuilder roomy = new GraphBuilder("chain", chain(64, 64, tasks));
            assertThat(chain(roomy, 640, 4096, 100)).isEqualTo(graph);
        }
        GraphBuilder roomless = new GraphBuilder("chain", new GraphBuilder("empty").build());
        assertThat(chain(roomless, 640, 4096, 100)).isEqualTo(graph);
    }

    @Test
    void whatIsDescribedLaterChangesNoDescription() {
        GraphBuilder graph = new GraphBuilder("chain", chain(640, 4096, 8));
        GraphDescription early = chain(graph, 640, 4096, 8);
        graph.general("more").reads(graph.externalBuffer("more", 64)).sideEffect();
        assertThat(graph.build()).isNotEqualTo(early);
        assertThat(early).isEqualTo(chain(640, 4096, 8));
    }

    /// Where other resources share memory than before, barriers are made anew.
    @Test
    void barriersFollowTheMemoryThatIsShared() {
        Schedule schedule = Schedule.of(chain(48, 4096, 20));
        for (int width = 16; width < 4096; width += 97) {
            check(schedule, chain(width, 4096, 20));
        }
    }

    /// From 1 MiB on tasks move to later levels.
    @Test
    void tasksMoveWithTheSizes() {
        Schedule small = Schedule.of(wide(64));
        Schedule large = small.update(wide(4096));
        assertThat(large.level(0)).isNotEqualTo(small.level(0));
        check(small, wide(4096));
        check(large, wide(64));
        check(large, wide(2048));
    }

    // What task 0 writes is read at the end alone.
    private static GraphDescription wide(int width) {
        GraphBuilder graph = new GraphBuilder("wide");
        TaskImage early = graph.transientImage("early", size(width));
        TaskImage last = graph.transientImage("0", size(width));
        graph.compute("early").writes(early);
        graph.compute("0").writes(last);
        for (int i = 1; i < 6; i++) {
            TaskImage next = graph.transientImage("" + i, size(width >> i));
            graph.compute("" + i).samples(last).writes(next);
            last = next;
        }
        graph.compute("end").samples(early, last).sideEffect();
        return graph.build();
    }

    @Test
    void anotherGraphIsCompiledAnew() {
        check(Schedule.of(chain(64, 4096, 8)), chain(64, 4096, 9));
        check(Schedule.of(chain(64, 4096, 8)), wide(64));
    }

    /// The parts of a buffer are cut by its size.
    @Test
    void buffersOfWhichPartsAreUsedAreOthersWithAnotherSize() {
        Schedule schedule = Schedule.of(halves(1024));
        check(schedule, halves(1024));
        check(schedule, halves(2048));
    }

    private static GraphDescription halves(long bytes) {
        GraphBuilder graph = new GraphBuilder("halves");
        TaskBuffer buffer = graph.persistentBuffer("buffer", bytes);
        graph.compute("one").writes(buffer.range(0, 512));
        graph.compute("other").writes(buffer.range(512, bytes - 512));
        return graph.build();
    }

    @Test
    void conditionsStayByTheirNames() {
        GraphDescription one = optional("a", "b");
        GraphDescription other = optional("b", "a");
        GraphBuilder builder = new GraphBuilder("optional");
        assertThat(builder.condition("x")).isNotNull();
        Schedule schedule = Schedule.of(one, Set.of(condition(one, 1)));
        assertThat(schedule.runs(0)).isFalse();
        assertThat(schedule.runs(1)).isTrue();
        Schedule updated = schedule.update(other);
        assertThat(updated).isEqualTo(Schedule.of(other, Set.of(condition(other, 0))));
        assertThat(updated.runs(0)).isFalse();
        assertThat(updated.runs(1)).isTrue();
    }

    private static TaskCondition condition(GraphDescription graph, int number) {
        return new TaskCondition(graph.owner, graph.conditionNames[number], number);
    }

    private static GraphDescription optional(String... conditions) {
        GraphBuilder graph = new GraphBuilder("optional");
        TaskBuffer buffer = graph.persistentBuffer("buffer", 64);
        TaskCondition first = graph.condition(conditions[0]);
        TaskCondition second = graph.condition(conditions[1]);
        boolean isSorted = conditions[0].equals("a");
        graph.compute("with a").when(isSorted ? first : second).writes(buffer);
        graph.compute("with b").when(isSorted ? second : first).writes(buffer);
        return graph.build();
    }

    @Test
    void problemsAreTold() {
        GraphBuilder graph = new GraphBuilder("chain");
        TaskBuffer buffer = graph.transientBuffer("buffer", 64);
        graph.compute("reader").reads(buffer).sideEffect();
        GraphDescription wrong = graph.build();
        Schedule schedule = Schedule.of(chain(64, 4096, 3));
        assertThatThrownBy(() -> schedule.update(wrong))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("task 'reader' reads BUFFER 'buffer'");
    }

    @Test
    void graphsMadeByChanceAreTheSameAsAnew() {
        int shared = 0;
        int sharedLater = 0;
        for (int seed = 0; seed < 1000; seed++) {
            Schedule schedule = Schedule.of(random(seed, 1));
            assertThat(schedule.update(random(seed, 1))).isSameAs(schedule);
            check(schedule, random(seed, 3));
            check(schedule, random(seed + 1, 1));
            Schedule larger = schedule.update(random(seed, 2));
            shared += larger.barriers() == schedule.barriers() ? 1 : 0;
            sharedLater += checkLater(random(seed, 1), random(seed, 2));
        }
        assertThat(shared).isGreaterThan(200);
        assertThat(sharedLater).isGreaterThan(200);
    }

    private static int checkLater(GraphDescription known, GraphDescription newer) {
        Plan plan = plan(known, 0);
        List<Schedule> before = threeOf(plan);
        List<Schedule> updated = threeOf(plan.update(newer, sizes(newer)));
        assertThat(updated).isEqualTo(threeOf(plan(newer, 0)));
        return updated.getLast().barriers() == before.getLast().barriers() ? 1 : 0;
    }

    private static GraphDescription random(int seed, int scale) {
        RandomGraphs graphs = new RandomGraphs(seed, 1 + seed % 3, seed % 4 == 0);
        graphs.scale(scale);
        return graphs.next(5 + seed % 40);
    }
}
