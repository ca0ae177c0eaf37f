package daxa.taskgraph;

import java.util.HashMap;
import java.util.Map;

/// What does not depend on earlier executions: where transient resources lie, for some conditions.
/// And the schedules that follow from what came before.
final class Plan {
    final GraphDescription description;
    final long conditions;

    private final HeapLayout layout;
    private final Hazards hazards;
    private final Timeline timeline;
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
        Priors priors = Priors.of(own, layout);
        Timeline times = isFirst ? timeline : new Timeline(own, priors);
        return new Schedule(this, times, new Barriers(times, priors));
    }
}
