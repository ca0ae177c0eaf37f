package daxa.taskgraph;

import daxa.core.concurrent.Immutable;

/// A resource of a graph, or a part of one, as tasks declare their use of it.
@Immutable
public abstract sealed class TaskView permits TaskBuffer, TaskImage, TaskStructure {
    final ResourceEntry entry;

    /// The part, half open: bytes of a buffer, or mip levels of an image.
    final long x0;

    final long x1;

    /// Layers of an image; 0 to 1 for others.
    final int y0;

    final int y1;

    final ViewProperties properties;

    /// Whether it is of a resource, and without properties.
    final boolean isPlain;

    final boolean isWhole;

    TaskView(ResourceEntry entry, long x0, long x1, int y0, int y1, ViewProperties properties) {
        this.entry = entry;
        this.x0 = x0;
        this.x1 = x1;
        this.y0 = y0;
        this.y1 = y1;
        this.properties = properties;
        isPlain = entry.index() >= 0 && properties.isNone();
        isWhole = x0 == 0 && x1 == entry.width() && y0 == 0 && y1 == entry.height();
    }

    /// The name by which the task asks for what it uses, apart from the name of the resource.
    ///
    /// @param attachment a name that no other view which the task uses has
    /// @return the same view with the name
    public abstract TaskView named(String attachment);

    final boolean isNone() {
        return entry.index() < 0;
    }
}
