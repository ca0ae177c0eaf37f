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

    TaskView(ResourceEntry entry, long x0, long x1, int y0, int y1) {
        this.entry = entry;
        this.x0 = x0;
        this.x1 = x1;
        this.y0 = y0;
        this.y1 = y1;
    }

    final boolean isWhole() {
        return x0 == 0 && x1 == entry.width() && y0 == 0 && y1 == entry.height();
    }

    final boolean isSamePart(TaskView other) {
        return x0 == other.x0 && x1 == other.x1 && y0 == other.y0 && y1 == other.y1;
    }
}
