package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

/// An image of a graph, or some of its mip levels and layers.
///
/// ```java
/// TaskImage color = graph.transientImage("color", TaskImageInfo.of2D(format, 1280, 720).withMips(4));
/// TaskImage firstMip = color.mips(0, 1);
/// ```
@Immutable
public final class TaskImage extends TaskView {
    /// No image: a task can be given it where it can do without.
    public static final TaskImage NONE = new TaskImage(ResourceEntry.NONE, 0, 0, 0, 0);

    TaskImage(ResourceEntry entry, long x0, long x1, int y0, int y1) {
        super(entry, x0, x1, y0, y1);
    }

    /// Some of the mip levels of this view.
    ///
    /// @param first counted from the first of this view
    /// @param count levels, above 0
    /// @return those levels
    /// @throws UsageException if this view has fewer
    public TaskImage mips(int first, int count) {
        check("mips", first, count, (int) (x1 - x0));
        return new TaskImage(entry, x0 + first, x0 + first + count, y0, y1);
    }

    /// Some of the layers of this view.
    ///
    /// @param first counted from the first of this view
    /// @param count layers, above 0
    /// @return those layers
    /// @throws UsageException if this view has fewer
    public TaskImage layers(int first, int count) {
        check("layers", first, count, y1 - y0);
        return new TaskImage(entry, x0, x1, y0 + first, y0 + first + count);
    }

    private void check(String what, int first, int count, int all) {
        if (first < 0 || count <= 0 || first > all - count) {
            throw new UsageException(
                    what
                            + " of "
                            + this
                            + ": first="
                            + first
                            + ", count="
                            + count
                            + " (expected at least 1 inside of its "
                            + all
                            + ")");
        }
    }

    /// The same part as the execution before has left it.
    ///
    /// @return the view
    /// @throws UsageException if the image is not double-buffered
    public TaskImage previous() {
        return new TaskImage(entry.previous(), x0, x1, y0, y1);
    }

    @Override
    public String toString() {
        String name = entry.toString();
        if (x0 != 0 || x1 != entry.width()) {
            name += " mips " + x0 + " to " + x1;
        }
        if (y0 != 0 || y1 != entry.height()) {
            name += " layers " + y0 + " to " + y1;
        }
        return name;
    }
}
