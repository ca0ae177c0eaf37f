package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

/// An acceleration structure of a graph.
@Immutable
public final class TaskStructure extends TaskView {
    /// No structure: a task can be given it where it can do without.
    public static final TaskStructure NONE = new TaskStructure(ResourceEntry.NONE);

    TaskStructure(ResourceEntry entry) {
        super(entry, 0, 1, 0, 1);
    }

    /// The structure as the execution before has left it.
    ///
    /// @return the view
    /// @throws UsageException if it is not double-buffered
    public TaskStructure previous() {
        return new TaskStructure(entry.previous());
    }

    @Override
    public String toString() {
        return entry.toString();
    }
}
