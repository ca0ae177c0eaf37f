package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.resource.Filter;
import daxa.core.resource.Format;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tasks that leave their queue open run on another one where all are then complete sooner.
class QueueChoiceTest {
    private static final TaskImageInfo SIZE =
            TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 64, 64).withMips(2);

    private static void draws(GraphBuilder graph, int count) {
        TaskImage image = graph.persistentImage("image", SIZE.withMips(1));
        for (int i = 0; i < count; i++) {
            graph.raster("draw " + i).writes(TaskStage.COLOR_ATTACHMENT, image);
        }
    }

    @Test
    void aDispatchRunsBesideDraws() {
        GraphBuilder graph = new GraphBuilder("frame");
        TaskBuffer particles = graph.persistentBuffer("particles", 1024);
        draws(graph, 3);
        graph.compute("simulate").onAnyQueue().readsWrites(particles);
        Schedule schedule = Schedule.of(graph.build());
        assertThat(schedule)
                .hasToString(
                        """
                        TaskGraph 'frame' of 4 tasks, of which 4 run
                        submission 0 to MAIN
                          draw 0
                          barrier COLOR_ATTACHMENT writes -> COLOR_ATTACHMENT writes
                          draw 1
                          barrier COLOR_ATTACHMENT writes -> COLOR_ATTACHMENT writes
                          draw 2
                        submission 1 to COMPUTE_0
                          simulate\
                        """);
        assertThat(schedule.explain().place(3))
                .hasToString(
                        """
                        task 'simulate' runs at level 0
                          nothing has to come before it
                          its queue was chosen, on which all tasks are complete soonest\
                        """);
        assertThat(schedule.toJson()).contains("\"queueIsChosen\": true");
    }

    /// The wait would take as long as what is won.
    @Test
    void whatIsWaitedForAtOnceStays() {
        GraphBuilder graph = new GraphBuilder("frame");
        TaskBuffer particles = graph.persistentBuffer("particles", 1024);
        draws(graph, 1);
        graph.compute("simulate").onAnyQueue().readsWrites(particles);
        graph.raster("particles").reads(TaskStage.VERTEX, particles).sideEffect();
        GraphDescription description = graph.build();
        assertThat(description.queue(1)).isEqualTo(TaskQueue.MAIN);
        assertThat(Schedule.of(description).explain().place(1).causes())
                .extracting(Explanation.Cause::rule)
                .containsExactly(Explanation.Rule.NOTHING_BEFORE, Explanation.Rule.QUEUE_CHOSEN);
    }

    /// One that leaves alone wins nothing; together they do.
    @Test
    void tasksLeaveTogether() {
        GraphBuilder graph = new GraphBuilder("frame");
        TaskBuffer particles = graph.persistentBuffer("particles", 1024);
        graph.compute("move").onAnyQueue().readsWrites(particles);
        graph.compute("collide").onAnyQueue().readsWrites(particles);
        draws(graph, 5);
        graph.raster("particles").reads(TaskStage.VERTEX, particles).sideEffect();
        GraphDescription description = graph.build();
        assertThat(description.queue(0)).isEqualTo(TaskQueue.COMPUTE_0);
        assertThat(description.queue(1)).isEqualTo(TaskQueue.COMPUTE_0);
    }

    @Test
    void eachTaskIsOnAQueueThatCanRunIt() {
        GraphBuilder graph = new GraphBuilder("frame");
        TaskBuffer one = graph.persistentBuffer("one", 1024);
        TaskBuffer other = graph.persistentBuffer("other", 1024);
        TaskImage image = graph.persistentImage("target", SIZE);
        TaskImage cleared = graph.persistentImage("cleared", SIZE);
        TaskImage screen = graph.swapchainImage("screen", SIZE.withMips(1));
        draws(graph, 9);
        graph.copy("copy", one, other).onAnyQueue();
        graph.clear("clear", cleared, 0, 0, 0, 0).onAnyQueue();
        graph.blit("blit", image.mips(0, 1), image.mips(1, 1), Filter.LINEAR).onAnyQueue();
        graph.raster("draw").onAnyQueue().sideEffect();
        graph.general("any").onAnyQueue().sideEffect();
        graph.compute("present").writes(screen).onAnyQueue();
        graph.compute("fixed").onAnyQueue().on(TaskQueue.COMPUTE_1).sideEffect();
        graph.compute("compute").on(TaskQueue.COMPUTE_1).onAnyQueue().sideEffect();
        graph.present(screen);
        GraphDescription description = graph.build();
        List<TaskQueue> queues = new ArrayList<>();
        for (int task = 9; task < description.taskCount; task++) {
            queues.add(description.queue(task));
        }
        assertThat(queues)
                .containsExactly(
                        TaskQueue.TRANSFER_0,
                        TaskQueue.COMPUTE_0,
                        TaskQueue.MAIN,
                        TaskQueue.MAIN,
                        TaskQueue.MAIN,
                        TaskQueue.MAIN,
                        TaskQueue.COMPUTE_1,
                        TaskQueue.COMPUTE_0);
    }

    @Test
    void aChosenQueueIsDeclaredOtherwiseThanAFixedOne() {
        GraphDescription open = beside(true);
        GraphDescription fixed = beside(false);
        assertThat(open.queue(2)).isEqualTo(fixed.queue(2));
        assertThat(open).isEqualTo(beside(true)).isNotEqualTo(fixed);
    }

    private static GraphDescription beside(boolean isOpen) {
        GraphBuilder graph = new GraphBuilder("frame");
        draws(graph, 2);
        TaskBuilder task = graph.compute("simulate").sideEffect();
        task = isOpen ? task.onAnyQueue() : task.on(TaskQueue.COMPUTE_0);
        assertThat(task).isNotNull();
        return graph.build();
    }

    /// A task is on another queue only if all take longer with it on the main one.
    @Test
    void noTaskLeavesWithoutNeed() {
        int moved = 0;
        for (int seed = 0; seed < 500; seed++) {
            RandomGraphs graphs = new RandomGraphs(seed, 1 + seed % 3, false);
            graphs.chooseQueues();
            GraphDescription graph = graphs.next(5 + seed % 50);
            int[] queues = new int[graph.taskCount];
            for (int task = 0; task < queues.length; task++) {
                queues[task] = graph.taskQueues[task];
            }
            int chosen = steps(graph, queues);
            for (int task = 0; task < queues.length; task++) {
                if (graph.isQueueChosen(task) && queues[task] != 0) {
                    int queue = queues[task];
                    queues[task] = 0;
                    assertThat(steps(graph, queues)).as("seed %s", seed).isGreaterThan(chosen);
                    queues[task] = queue;
                    moved++;
                }
            }
            for (int task = 0; task < queues.length; task++) {
                queues[task] = graph.isQueueChosen(task) ? 0 : queues[task];
            }
            assertThat(chosen).as("seed %s", seed).isLessThanOrEqualTo(steps(graph, queues));
        }
        assertThat(moved).isGreaterThan(500);
    }

    // The steps that all tasks take: each one of its queue, and one more for a wait between queues.
    private static int steps(GraphDescription graph, int[] queues) {
        Map<Integer, Integer> busy = new HashMap<>();
        int[] end = new int[queues.length];
        int last = 0;
        for (int task = 0; task < queues.length; task++) {
            int begin = busy.getOrDefault(queues[task], 0);
            for (int other : before(graph, task)) {
                begin = Math.max(begin, end[other] + (queues[other] == queues[task] ? 0 : 1));
            }
            end[task] = begin + 1;
            busy.put(queues[task], end[task]);
            last = Math.max(last, end[task]);
        }
        return last;
    }

    // The tasks before one that use the same resource, so that one of both has to wait.
    private static Set<Integer> before(GraphDescription graph, int task) {
        Set<Integer> found = new HashSet<>();
        for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
            for (int other = 0; other < graph.firstUse[task]; other++) {
                if (graph.useResource[other] == graph.useResource[use]
                        && !UseType.together(graph.useTypes[other], graph.useTypes[use])) {
                    found.add(graph.taskOf(other));
                }
            }
        }
        return found;
    }
}
