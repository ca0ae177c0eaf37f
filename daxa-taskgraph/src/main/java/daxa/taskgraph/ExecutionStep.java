package daxa.taskgraph;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// One execution of a graph: with these resources, behind these others.
final class ExecutionStep {
    final RunPlan run;
    final History.Entry entry;

    /// What stood behind the resources of the graph.
    final @Nullable BoundResource[] bound;

    /// The objects that stand for these in the history.
    final List<Object> identities;

    /// Whether it comes behind everything that was submitted to its queues before.
    final boolean fence;

    /// Of each level and queue before it, where its submission comes from: from 0, a place in the
    /// step before; below 0, as ~n, the n-th submission of that; [#NOWHERE] if there is none.
    final int[] from;

    static final int NOWHERE = Integer.MAX_VALUE;

    ExecutionStep(
            RunPlan run,
            History.Entry entry,
            @Nullable BoundResource[] bound,
            List<Object> identities,
            boolean fence,
            int[] from) {
        this.run = run;
        this.entry = entry;
        this.bound = bound;
        this.identities = identities;
        this.fence = fence;
        this.from = from;
    }

    /// Whether an execution by a plan with some resources is this one again, if it has the same
    /// before it.
    @SuppressWarnings("ReferenceEquality") // a graph keeps its plans
    boolean isFor(Plan plan, @Nullable BoundResource[] now) {
        return run.plan == plan && Arrays.equals(bound, now);
    }
}
