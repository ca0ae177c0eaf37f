package daxa.taskgraph;

import daxa.core.command.UseWatch;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;

/// Refuses what a task uses of its graph's resources without having declared it. What is not of the
/// graph, such as a mesh that never changes, tasks may use as they like.
final class DeclaredUses implements UseWatch {
    private final Execution execution;
    private final GraphDescription description;
    private final int task;

    DeclaredUses(Execution execution, GraphDescription description, int task) {
        this.execution = execution;
        this.description = description;
        this.task = task;
    }

    @Override
    public void used(Counted resource) {
        for (int use = description.firstUse[task]; use < description.firstUse[task + 1]; use++) {
            if (execution.bound(description.useResource[use]).contains(resource)) {
                return;
            }
        }
        ResourceEntry found = execution.find(resource);
        if (found != null) {
            throw new UsageException(
                    "task '"
                            + description.taskNames[task]
                            + "' of "
                            + description.label()
                            + " uses "
                            + found
                            + ", which it does not declare; add it to what the task reads or"
                            + " writes");
        }
    }
}
