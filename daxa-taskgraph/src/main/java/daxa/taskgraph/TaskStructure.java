package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.util.Objects;

/// An acceleration structure of a graph.
@Immutable
public final class TaskStructure extends TaskView {
    /// No structure: a task can be given it where it can do without.
    public static final TaskStructure NONE = new TaskStructure(ResourceEntry.NONE);

    TaskStructure(ResourceEntry entry) {
        this(entry, ViewProperties.NONE);
    }

    private TaskStructure(ResourceEntry entry, ViewProperties properties) {
        super(entry, 0, entry.width(), 0, 1, properties);
    }

    @Override
    public TaskStructure named(String attachment) {
        Objects.requireNonNull(attachment, "attachment");
        return new TaskStructure(entry, properties.withAttachment(attachment));
    }

    /// The structure as the execution before has left it.
    ///
    /// @return the view
    /// @throws UsageException if it is not double-buffered
    public TaskStructure previous() {
        return new TaskStructure(entry.previous(), properties);
    }

    @Override
    public String toString() {
        return entry.toString() + properties;
    }
}
