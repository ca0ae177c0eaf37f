package daxa.taskgraph;

import daxa.core.command.UseWatch;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;

/// Refuses what a task uses of its graph's resources without having declared it, and passes that
/// write what it only reads. What is not of the graph, such as a mesh that never changes, tasks may
/// use as they like.
final class DeclaredUses implements UseWatch {
    private final Execution execution;

    /// The task that records.
    int task;

    DeclaredUses(Execution execution) {
        this.execution = execution;
    }

    @Override
    public void used(Counted resource, boolean written) {
        GraphDescription description = execution.description();
        boolean isDeclared = false;
        for (int use = description.firstUse[task]; use < description.firstUse[task + 1]; use++) {
            if (execution.bound(description.useResource[use]).contains(resource)) {
                if (!written || UseType.writes(description.useTypes[use])) {
                    return;
                }
                isDeclared = true;
            }
        }
        ResourceEntry found = execution.find(resource);
        if (found != null) {
            throw new UsageException(
                    "task '"
                            + description.taskNames[task]
                            + "' of "
                            + description.label()
                            + (isDeclared
                                    ? " has a render pass that writes "
                                            + found
                                            + ", which it only reads; add it to what the task"
                                            + " writes, or, for depth and stencil, to the pass"
                                            + " with testDepth or testStencil"
                                    : " uses "
                                            + found
                                            + ", which it does not declare; add it to what the"
                                            + " task reads or writes"));
        }
    }
}
