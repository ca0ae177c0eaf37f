package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.resource.ImageViewType;

import java.util.Objects;

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
        this(entry, x0, x1, y0, y1, ViewProperties.NONE);
    }

    private TaskImage(
            ResourceEntry entry, long x0, long x1, int y0, int y1, ViewProperties properties) {
        super(entry, x0, x1, y0, y1, properties);
    }

    private TaskImage with(ViewProperties changed) {
        return new TaskImage(entry, x0, x1, y0, y1, changed);
    }

    @Override
    public TaskImage named(String attachment) {
        Objects.requireNonNull(attachment, "attachment");
        return with(properties.withAttachment(attachment));
    }

    /// The same part, as shaders shall see it. Without this a part of one layer is no array, and
    /// one of several layers is.
    ///
    /// @param type how; it has to fit the image and the part, which is checked when a task uses it.
    ///   [ImageViewType#TWO_ARRAY] of three dimensions sees the slices of one mip level
    /// @return the view
    public TaskImage as(ImageViewType type) {
        return with(properties.withType(Objects.requireNonNull(type, "type")));
    }

    /// The same part, as an array of views: one for each mip level. A task still declares one use
    /// of all of them.
    ///
    /// @return the views
    public TaskImage eachMip() {
        return with(properties.withEachMip());
    }

    /// Some of the mip levels of this view.
    ///
    /// @param first counted from the first of this view
    /// @param count levels, above 0
    /// @return those levels
    /// @throws UsageException if this view has fewer
    public TaskImage mips(int first, int count) {
        check("mips", first, count, (int) (x1 - x0));
        return new TaskImage(entry, x0 + first, x0 + first + count, y0, y1, properties);
    }

    /// Some of the layers of this view.
    ///
    /// @param first counted from the first of this view
    /// @param count layers, above 0
    /// @return those layers
    /// @throws UsageException if this view has fewer
    public TaskImage layers(int first, int count) {
        check("layers", first, count, y1 - y0);
        return new TaskImage(entry, x0, x1, y0 + first, y0 + first + count, properties);
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
        return new TaskImage(entry.previous(), x0, x1, y0, y1, properties);
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
        return name + properties;
    }
}
