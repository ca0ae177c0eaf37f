package daxa.taskgraph;

import daxa.core.command.SubmitToken;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// One execution of a graph: with these resources, behind these others.
final class ExecutionStep {
    final ExecutedGraph graph;
    final RunPlan run;
    final History.Entry entry;

    /// What stood behind the resources of the graph.
    final @Nullable BoundResource[] bound;

    /// The objects that stand for these in the history.
    final List<Object> identities;

    /// Whether it comes behind everything that was submitted to its queues before.
    final boolean fence;

    ExecutionStep(
            ExecutedGraph graph,
            RunPlan run,
            History.Entry entry,
            @Nullable BoundResource[] bound,
            List<Object> identities,
            boolean fence) {
        this.graph = graph;
        this.run = run;
        this.entry = entry;
        this.bound = bound;
        this.identities = identities;
        this.fence = fence;
    }

    /// Whether an execution by a plan with some resources is this one again, if it has the same
    /// before it.
    boolean isFor(Plan plan, @Nullable BoundResource[] now) {
        return run.plan.equals(plan) && Arrays.equals(bound, now);
    }

    /// Whether the same is recorded for it as for another one.
    boolean isRecordedAs(ExecutionStep other) {
        return run.equals(other.run) && fence == other.fence;
    }

    /// Whether it is another one again.
    boolean isLike(ExecutionStep other) {
        return run.equals(other.run) && isFor(other.run.plan, other.bound);
    }

    /// Adds it to the history.
    ///
    /// @param before what the history says comes before it
    /// @param submitted what it submitted
    void leave(History history, History.Entry before, SubmitToken[] submitted) {
        history.leave(before, run.schedule, identities, graph.heap(), Arrays.asList(submitted));
    }
}
