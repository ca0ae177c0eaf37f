package daxa.taskgraph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// What does not depend on earlier executions: where transient resources lie, for some conditions.
/// And the schedules that follow from what came before.
final class Plan {
    final GraphDescription description;
    final long conditions;

    // Less memory than this is not worth to look for tasks that had better run later.
    private static final long WORTH_MOVING = 1 << 20;

    private final Hazards hazards;
    private Timeline timeline;
    private HeapLayout layout;

    // Of each task its level; empty if none was moved.
    private int[] levels = new int[0];

    private final Map<Before, Schedule> schedules = new HashMap<>();

    /// Makes the plan.
    ///
    /// @param conditions bit i if condition i is on
    /// @param sizes what memory the resources need
    /// @throws GraphException if the graph cannot run, with all problems
    Plan(GraphDescription description, long conditions, PlanOptions options, Sizes sizes) {
        this.description = description;
        this.conditions = conditions;
        hazards = new Hazards(description, conditions, Before.NONE);
        UseCheck.check(description, hazards.cells);
        timeline = new Timeline(hazards, Priors.NONE);
        layout = new HeapLayout(timeline, sizes, options.aliases());
        if (options.aliases()
                && timeline.queues.length == 1
                && Arrays.stream(layout.total()).sum() >= WORTH_MOVING) {
            shorten(sizes);
        }
    }

    // On several queues a task that runs later may keep another queue waiting.
    private void shorten(Sizes sizes) {
        int[] firstAccess = new int[description.taskCount + 1];
        for (int task = 0; task <= description.taskCount; task++) {
            firstAccess[task] = hazards.cells.first[description.firstUse[task]];
        }
        int[] resources = new int[hazards.groups];
        Arrays.fill(resources, Hazards.NONE);
        for (int use = 0; use < description.useResource.length; use++) {
            int resource = description.useResource[use];
            int end = layout.has(resource) ? hazards.cells.first[use + 1] : 0;
            for (int access = hazards.cells.first[use]; access < end; access++) {
                if (hazards.stagesOf[access] != 0) {
                    resources[hazards.groupOf[access]] = resource;
                }
            }
        }
        int[] moved = hazards.level.clone();
        Lifetimes.shorten(
                moved,
                hazards.levelEnd,
                firstAccess,
                hazards.groupOf,
                Arrays.copyOf(hazards.groupBefore, hazards.groups),
                resources,
                sizes.bytes);
        if (!Arrays.equals(moved, hazards.level)) {
            levels = moved;
            hazards.move(levels);
            timeline = new Timeline(hazards, Priors.NONE);
            layout = new HeapLayout(timeline, sizes, /* aliases= */ true);
        }
    }

    HeapLayout layout() {
        return layout;
    }

    /// The schedule for what came before; made once.
    Schedule schedule(Before before) {
        Schedule known = schedules.get(before);
        if (known == null) {
            known = make(before);
            schedules.put(before, known);
        }
        return known;
    }

    /// Forgets the schedules that were made.
    void forget() {
        schedules.clear();
    }

    private Schedule make(Before before) {
        boolean isFirst = before.levels == 0 && before.memory.isEmpty();
        Hazards own = isFirst ? hazards : new Hazards(description, conditions, before);
        if (!isFirst && levels.length != 0) {
            own.move(levels);
        }
        Priors priors = Priors.of(own, layout);
        Timeline times = isFirst ? timeline : new Timeline(own, priors);
        return new Schedule(this, times, new Barriers(times, priors));
    }
}
