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

    private final PlanOptions options;

    // As all tasks run as early as they can; of a plan with the same structure too.
    private final Hazards earliest;
    private final Timeline earliestTimeline;

    private Hazards hazards;
    private Timeline timeline;
    private HeapLayout layout;

    // Of each task its level; empty if none was moved.
    private int[] levels = new int[0];

    private final Map<Before, Schedule> schedules = new HashMap<>();

    // Of what came before, wherever in memory that was: the order, and the barriers that follow
    // from it and from who had the memory. Of plans with the same structure too.
    private final Map<Before, Order> orders = new HashMap<>();

    private record Order(Timeline timeline, Barriers barriers) {}

    /// Makes the plan.
    ///
    /// @param conditions bit i if condition i is on
    /// @param sizes what memory the resources need
    /// @throws GraphException if the graph cannot run, with all problems
    Plan(GraphDescription description, long conditions, PlanOptions options, Sizes sizes) {
        this.description = description;
        this.conditions = conditions;
        this.options = options;
        earliest = new Hazards(description, conditions, Before.NONE);
        UseCheck.check(description, earliest.cells);
        earliestTimeline = new Timeline(earliest, Priors.NONE);
        hazards = earliest;
        timeline = earliestTimeline;
        layout = place(sizes);
    }

    // The plan of a description of the same structure.
    private Plan(Plan known, GraphDescription description, Sizes sizes) {
        this.description = description;
        conditions = known.conditions;
        options = known.options;
        earliest = known.earliest;
        earliestTimeline = known.earliestTimeline;
        hazards = earliest;
        timeline = earliestTimeline;
        layout = place(sizes);
        if (Arrays.equals(levels, known.levels)) {
            orders.putAll(known.orders);
        }
    }

    /// The plan of another description, with the same conditions. What does not depend on sizes is
    /// taken over where nothing else has changed.
    ///
    /// @param sizes what memory the resources need
    /// @throws GraphException if the graph cannot run, with all problems
    Plan update(GraphDescription newer, Sizes sizes) {
        return newer.hasStructureOf(description)
                ? new Plan(this, newer, sizes)
                : new Plan(newer, newer.bits(description, conditions), options, sizes);
    }

    private HeapLayout place(Sizes sizes) {
        HeapLayout first = new HeapLayout(timeline, sizes, options.aliases());
        return options.aliases()
                        && timeline.queues.length == 1
                        && Arrays.stream(first.total()).sum() >= WORTH_MOVING
                ? shorten(first, sizes)
                : first;
    }

    // On several queues a task that runs later may keep another queue waiting.
    private HeapLayout shorten(HeapLayout first, Sizes sizes) {
        int[] firstAccess = new int[description.taskCount + 1];
        for (int task = 0; task <= description.taskCount; task++) {
            firstAccess[task] = hazards.cells.first[description.firstUse[task]];
        }
        int[] resources = new int[hazards.groups];
        Arrays.fill(resources, Hazards.NONE);
        for (int use = 0; use < description.useResource.length; use++) {
            int resource = description.useResource[use];
            int end = first.has(resource) ? hazards.cells.first[use + 1] : 0;
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
        if (Arrays.equals(moved, hazards.level)) {
            return first;
        }
        levels = moved;
        hazards = earliest.moved(levels);
        timeline = new Timeline(hazards, Priors.NONE);
        return new HeapLayout(timeline, sizes, /* aliases= */ true);
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
        orders.clear();
    }

    private Schedule make(Before before) {
        Before anywhere = before.anywhere();
        Order order = orders.get(anywhere);
        Hazards own = order == null ? hazards(before) : order.timeline.hazards;
        Priors priors = Priors.of(own, before.memory, layout);
        if (order == null || !priors.isSame(order.barriers.priors)) {
            Timeline times = own.equals(hazards) ? timeline : new Timeline(own, priors);
            order = new Order(times, new Barriers(times, priors));
            orders.put(anywhere, order);
        }
        return new Schedule(this, order.timeline, order.barriers);
    }

    private Hazards hazards(Before before) {
        if (before.levels == 0 && before.memory.isEmpty()) {
            return hazards;
        }
        Hazards own = new Hazards(description, conditions, before);
        return levels.length == 0 ? own : own.moved(levels);
    }
}
