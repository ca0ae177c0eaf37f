package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.util.Objects;

/// A buffer of a graph, or a range of its bytes.
///
/// ```java
/// TaskBuffer particles = graph.persistentBuffer("particles", 1 << 20);
/// TaskBuffer firstHalf = particles.range(0, 1 << 19);
/// ```
@Immutable
public final class TaskBuffer extends TaskView {
    /// No buffer: a task can be given it where it can do without.
    public static final TaskBuffer NONE = new TaskBuffer(ResourceEntry.NONE, 0, 0);

    TaskBuffer(ResourceEntry entry, long x0, long x1) {
        this(entry, x0, x1, ViewProperties.NONE);
    }

    private TaskBuffer(ResourceEntry entry, long x0, long x1, ViewProperties properties) {
        super(entry, x0, x1, 0, 1, properties);
    }

    @Override
    public TaskBuffer named(String attachment) {
        Objects.requireNonNull(attachment, "attachment");
        return new TaskBuffer(entry, x0, x1, properties.withAttachment(attachment));
    }

    /// A range of the bytes of this view.
    ///
    /// @param offset bytes from where this view begins
    /// @param size bytes, above 0
    /// @return the range
    /// @throws UsageException if the range is not inside of this view
    public TaskBuffer range(long offset, long size) {
        if (offset < 0 || size <= 0 || offset > x1 - x0 - size) {
            throw new UsageException(
                    "range of "
                            + this
                            + ": offset="
                            + offset
                            + ", size="
                            + size
                            + " (expected at least 1 byte inside of its "
                            + (x1 - x0)
                            + ")");
        }
        return new TaskBuffer(entry, x0 + offset, x0 + offset + size, properties);
    }

    /// The same bytes as the execution before has left them.
    ///
    /// @return the view
    /// @throws UsageException if the buffer is not double-buffered
    public TaskBuffer previous() {
        return new TaskBuffer(entry.previous(), x0, x1, properties);
    }

    @Override
    public String toString() {
        String name = entry.toString();
        if (x0 != 0 || x1 != entry.width()) {
            name += " bytes " + x0 + " to " + x1;
        }
        return name + properties;
    }
}
