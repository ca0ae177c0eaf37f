package daxa.taskgraph;

import java.util.ArrayList;
import java.util.List;

/// Executions of graphs, one after the other, as a device would make them.
final class Executions {
    /// What was executed.
    final List<Oracle.Run> runs = new ArrayList<>();

    final List<Schedule> schedules = new ArrayList<>();

    private final History history = new History();
    private final PlanOptions options;
    private long submissions;

    Executions() {
        this(PlanOptions.DEFAULT);
    }

    Executions(PlanOptions options) {
        this.options = options;
    }

    /// Executes a graph some times, with resources of its own, and with other conditions each time.
    void run(GraphDescription graph, int times) {
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < Math.min(times, 1 << graph.conditionCount); i++) {
            plans.add(new Plan(graph, i, options, Sizes.estimate(graph)));
        }
        List<Object> resources = new ArrayList<>();
        for (ResourceEntry each : graph.resources) {
            boolean isShared = each.lifetime() == ResourceLifetime.EXTERNAL;
            resources.add(isShared ? each.name() : graph.name + " " + each.name());
        }
        for (int i = 0; i < times; i++) {
            run(plans.get(i % plans.size()), resources, graph.name);
            swap(graph, resources);
        }
    }

    /// Executes a graph once.
    ///
    /// @param resources what stands for each resource
    /// @param heap what stands for the memory of transient ones
    void run(Plan plan, List<Object> resources, Object heap) {
        History.Entry entry = history.enter(plan.description, resources, heap);
        Schedule schedule = plan.schedule(entry.before());
        List<Schedule.Submission> made = schedule.submissions();
        List<Long> numbers = new ArrayList<>();
        List<List<Long>> waits = new ArrayList<>();
        for (int i = 0; i < made.size(); i++) {
            numbers.add(submissions + i);
            waits.add(
                    made.get(i).earlierWaits().stream()
                            .map(
                                    each ->
                                            (Long)
                                                    entry.submission(
                                                            each.level() * Before.QUEUES
                                                                    + each.queue().index()))
                            .toList());
        }
        List<Oracle.Bytes> memory = new ArrayList<>();
        for (int i = 0; i < resources.size(); i++) {
            memory.add(Oracle.bytes(schedule, i, heap));
        }
        runs.add(
                new Oracle.Run(
                        plan.description,
                        plan.conditions,
                        made,
                        waits,
                        seen(plan.description, resources),
                        memory));
        schedules.add(schedule);
        history.leave(entry, schedule, resources, heap, numbers);
        submissions += made.size();
    }

    // Each execution gets another image of a swapchain.
    private List<Object> seen(GraphDescription graph, List<Object> resources) {
        List<Object> seen = new ArrayList<>(resources);
        for (ResourceEntry each : graph.resources) {
            if (each.presented()) {
                seen.set(
                        each.index(),
                        "image " + runs.size() + " of " + resources.get(each.index()));
            }
        }
        return List.copyOf(seen);
    }

    /// Two buffers or images of a pair change places.
    static void swap(GraphDescription graph, List<Object> resources) {
        for (int i = 0; i + 1 < resources.size(); i++) {
            if (graph.resources[i + 1].isPrevious()) {
                Object current = resources.get(i);
                resources.set(i, resources.get(i + 1));
                resources.set(i + 1, current);
            }
        }
    }
}
