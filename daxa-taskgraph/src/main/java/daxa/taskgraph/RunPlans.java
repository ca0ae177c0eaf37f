package daxa.taskgraph;

import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// A plan, and what is executed of it, by what came before.
final class RunPlans {
    // So many ways to begin an execution are kept.
    private static final int MOST = 64;

    final Plan plan;
    private final int parts;

    /// Of the first execution.
    final RunPlan first;

    private final Map<Before, RunPlan> runs = new HashMap<>();

    /// Makes it.
    ///
    /// @param parts how many parts an execution is recorded in
    /// @throws GraphException if the graph cannot run
    /// @throws UsageException if tasks of several submissions use the image of a swapchain
    RunPlans(Plan plan, int parts) {
        this.plan = plan;
        this.parts = parts;
        first = new RunPlan(plan, plan.schedule(Before.NONE), parts);
    }

    /// What is executed behind others; null if that uses the image of a swapchain in several
    /// submissions.
    @Nullable RunPlan run(Before before) {
        if (before.levels == 0 && before.memory.isEmpty()) {
            return first;
        }
        RunPlan known = runs.get(before);
        if (known == null) {
            if (runs.size() == MOST) {
                runs.clear();
                plan.forget();
            }
            Schedule schedule = plan.schedule(before);
            try {
                known = new RunPlan(plan, schedule, parts);
            } catch (UsageException e) {
                return null;
            }
            runs.put(before, known);
        }
        return known;
    }
}
