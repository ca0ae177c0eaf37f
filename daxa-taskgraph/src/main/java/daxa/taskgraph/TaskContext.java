package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.command.CommandRecorder;
import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.error.UsageException;
import daxa.core.present.SwapchainFrame;
import daxa.core.resource.Blas;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferId;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewId;
import daxa.core.resource.Tlas;
import daxa.core.resource.TlasId;
import daxa.core.struct.Struct;

import org.jspecify.annotations.Nullable;

/// What a task has while it records: the recorder, and the resources that it declared.
///
/// A resource that the task did not declare is refused, and so is everything once the task has
/// recorded. Of what it declared it can have all or a part: the mip levels and layers of a view are
/// those of the given [TaskImage].
///
/// `NONE` stands for nothing: its id is the null id, its address 0.
///
/// Nothing of it allocates on the Java heap, but for the first time that a view of an image is
/// asked for, which is kept.
@ExternallySynchronized
public final class TaskContext {
    private final TaskGraph graph;
    private final GraphDescription description;
    private final int task;

    // While the task records.
    private @Nullable CommandRecorder recorder;

    TaskContext(TaskGraph graph, GraphDescription description, int task) {
        this.graph = graph;
        this.description = description;
        this.task = task;
    }

    void begin(CommandRecorder by) {
        recorder = by;
    }

    void end() {
        recorder = null;
    }

    int task() {
        return task;
    }

    private CommandRecorder recorder() {
        CommandRecorder current = recorder;
        if (current == null) {
            throw new UsageException(
                    this + " is not recording; use its TaskContext only inside of its work");
        }
        return current;
    }

    // ---------------------------------------------------------------- the task

    /// The task's name.
    ///
    /// @return the name
    public String name() {
        return description.taskNames[task];
    }

    /// The queue that runs the task.
    ///
    /// @return the queue
    public TaskQueue queue() {
        return description.queue(task);
    }

    /// The device of the graph.
    ///
    /// @return the device
    public Device device() {
        return graph.device();
    }

    /// Records the commands of the task. Barriers for what it declared stand in front of them.
    /// Render passes, labels and queries that it begins it has to end.
    ///
    /// @return the recorder, the graph's own: it neither begins nor completes
    /// @throws UsageException if the task is not recording
    public CommandRecorder commands() {
        return recorder();
    }

    // ---------------------------------------------------------------- resources

    /// A buffer, whole.
    ///
    /// @param view the task declared it
    /// @return the buffer
    /// @throws UsageException if the task did not declare it or is not recording, or it is a set
    public Buffer buffer(TaskBuffer view) {
        return ((BoundBuffer) single(view)).buffer;
    }

    /// A buffer of a set, whole.
    ///
    /// @param view the task declared it
    /// @param index which one, from 0
    /// @return the buffer
    /// @throws UsageException if the task did not declare it or is not recording, or there are
    ///   fewer
    public Buffer buffer(TaskBuffer view, int index) {
        return ((BoundBuffer) member(view, index)).buffer;
    }

    /// The id of a buffer, for shaders.
    ///
    /// @param view the task declared it, or [TaskBuffer#NONE]
    /// @return the id of the whole buffer
    /// @throws UsageException if the task did not declare it or is not recording, or it is a set
    public BufferId id(TaskBuffer view) {
        return isNone(view) ? BufferId.NULL : ((BoundBuffer) single(view)).id;
    }

    /// Where shaders find the bytes of a view.
    ///
    /// @param view the task declared it, or [TaskBuffer#NONE]
    /// @return the device address of its first byte
    /// @throws UsageException if the task did not declare it or is not recording, or it is a set
    public long address(TaskBuffer view) {
        return isNone(view) ? 0 : ((BoundBuffer) single(view)).address + view.x0;
    }

    /// Where shaders find the bytes of a view, in one of a set.
    ///
    /// @param view the task declared it
    /// @param index which one, from 0
    /// @return the device address of its first byte
    /// @throws UsageException if the task did not declare it or is not recording, or there are
    ///   fewer
    public long address(TaskBuffer view, int index) {
        return ((BoundBuffer) member(view, index)).address + view.x0;
    }

    /// An image, whole.
    ///
    /// @param view the task declared it
    /// @return the image
    /// @throws UsageException if the task did not declare it or is not recording, or it is a set
    public Image image(TaskImage view) {
        return single(view) instanceof BoundImage bound ? bound.image : frame(view).image();
    }

    /// An image of a set, whole.
    ///
    /// @param view the task declared it
    /// @param index which one, from 0
    /// @return the image
    /// @throws UsageException if the task did not declare it or is not recording, or there are
    ///   fewer
    public Image image(TaskImage view, int index) {
        return ((BoundImage) member(view, index)).image;
    }

    /// A view of an image, for render passes.
    ///
    /// @param view the task declared it
    /// @return a view of these mip levels and layers: an array if it has several layers, unless it
    ///   is seen [as][TaskImage#as] something else
    /// @throws UsageException if the task did not declare it or is not recording, it is a set, or
    ///   the image is used for nothing that needs views
    public ImageView view(TaskImage view) {
        return single(view) instanceof BoundImage bound
                ? bound.view(view, firstMip(view), mips(view))
                : frame(view).view();
    }

    /// A view of one mip level of [TaskImage#eachMip()], or of one image of a set.
    ///
    /// @param view the task declared it
    /// @param index which one, from 0
    /// @return the view
    /// @throws UsageException if the task did not declare it or is not recording, there are fewer,
    ///   or the image is used for nothing that needs views
    public ImageView view(TaskImage view, int index) {
        boolean mip = isMip(view, index);
        BoundImage bound = (BoundImage) (mip ? single(view) : member(view, index));
        return bound.view(view, firstMip(view) + (mip ? index : 0), mip ? 1 : mips(view));
    }

    /// The id of a view of an image, for shaders.
    ///
    /// @param view the task declared it, or [TaskImage#NONE]
    /// @return the id of what [#view(TaskImage)] returns
    /// @throws UsageException if the task did not declare it or is not recording, it is a set, or
    ///   the image is used for nothing that needs views
    public ImageViewId id(TaskImage view) {
        if (isNone(view)) {
            return ImageViewId.NULL;
        }
        BoundResource bound = single(view);
        return bound instanceof BoundImage image
                ? image.id(view, firstMip(view), mips(view))
                : ((BoundFrame) bound).id(frame(view));
    }

    /// The id of a view of one mip level of [TaskImage#eachMip()], or of one image of a set.
    ///
    /// @param view the task declared it
    /// @param index which one, from 0
    /// @return the id of what [#view(TaskImage, int)] returns
    /// @throws UsageException if the task did not declare it or is not recording, there are fewer,
    ///   or the image is used for nothing that needs views
    public ImageViewId id(TaskImage view, int index) {
        boolean mip = isMip(view, index);
        BoundImage bound = (BoundImage) (mip ? single(view) : member(view, index));
        return bound.id(view, firstMip(view) + (mip ? index : 0), mip ? 1 : mips(view));
    }

    private static int firstMip(TaskImage view) {
        return (int) view.x0;
    }

    private static int mips(TaskImage view) {
        return (int) (view.x1 - view.x0);
    }

    private boolean isMip(TaskImage view, int index) {
        if (!view.properties.eachMip() || view.entry.count() > 1) {
            return false;
        }
        if (index < 0 || index >= mips(view)) {
            throw outOfRange(view, index, mips(view));
        }
        return true;
    }

    /// The width of a view.
    ///
    /// @param view the task declared it
    /// @return texels of its first mip level
    /// @throws UsageException if the task did not declare it or is not recording
    public int width(TaskImage view) {
        return Math.max(1, image(view).info().width() >> (int) view.x0);
    }

    /// The height of a view.
    ///
    /// @param view the task declared it
    /// @return texels of its first mip level
    /// @throws UsageException if the task did not declare it or is not recording
    public int height(TaskImage view) {
        return Math.max(1, image(view).info().height() >> (int) view.x0);
    }

    /// A top-level acceleration structure.
    ///
    /// @param view the task declared it
    /// @return the structure
    /// @throws UsageException if the task did not declare it or is not recording, or it is a
    ///   bottom-level structure
    public Tlas tlas(TaskStructure view) {
        if (bound(view).structure instanceof Tlas tlas) {
            return tlas;
        }
        throw new UsageException(this + ": " + view + " is no TLAS; call blas");
    }

    /// A bottom-level acceleration structure.
    ///
    /// @param view the task declared it
    /// @return the structure
    /// @throws UsageException if the task did not declare it or is not recording, or it is a
    ///   top-level structure
    public Blas blas(TaskStructure view) {
        if (bound(view).structure instanceof Blas blas) {
            return blas;
        }
        throw new UsageException(this + ": " + view + " is no BLAS; call tlas");
    }

    /// The id of a top-level acceleration structure, for shaders.
    ///
    /// @param view the task declared it, or [TaskStructure#NONE]
    /// @return the id; the null id for a bottom-level structure
    /// @throws UsageException if the task did not declare it or is not recording
    public TlasId id(TaskStructure view) {
        return isNone(view) ? TlasId.NULL : bound(view).id;
    }

    /// Where shaders and instances find an acceleration structure.
    ///
    /// @param view the task declared it, or [TaskStructure#NONE]
    /// @return the device address
    /// @throws UsageException if the task did not declare it or is not recording
    public long address(TaskStructure view) {
        return isNone(view) ? 0 : bound(view).address;
    }

    // ---------------------------------------------------------------- scratch memory

    /// Allocates host-visible memory for this execution: an offset into [#scratchBuffer()]. The
    /// space is used again when the GPU is done with the execution.
    ///
    /// @param size bytes, above 0
    /// @param alignment what the offset shall be a multiple of, above 0
    /// @return the offset
    /// @throws UsageException if there is no room, or the task is not recording
    public long scratch(long size, long alignment) {
        recorder();
        return graph.scratch(queue()).allocate(size, alignment);
    }

    /// The buffer of [#scratch(long, long)].
    ///
    /// @return the buffer, mapped
    /// @throws UsageException if the task is not recording
    public Buffer scratchBuffer() {
        recorder();
        return graph.scratch(queue()).buffer();
    }

    /// Writes a struct to scratch memory.
    ///
    /// @param <T> the record
    /// @param struct its struct
    /// @param value what to write
    /// @return the device address, at which shaders find it in this execution
    /// @throws UsageException if there is no room, or the task is not recording
    public <T extends Record> long write(Struct<T> struct, T value) {
        recorder();
        return graph.scratch(queue()).address(graph.scratch(queue()).write(struct, value));
    }

    // ---------------------------------------------------------------- what may be had

    private boolean isNone(TaskView view) {
        recorder();
        return view.isNone();
    }

    private BoundStructure bound(TaskStructure view) {
        return (BoundStructure) resource(view);
    }

    private BoundResource single(TaskView view) {
        BoundResource found = resource(view);
        if (found instanceof BoundSet) {
            throw new UsageException(
                    this
                            + " uses "
                            + view
                            + ", which is a set of "
                            + view.entry.count()
                            + "; say which one by its index");
        }
        return found;
    }

    private BoundResource member(TaskView view, int index) {
        BoundResource found = resource(view);
        int count = view.entry.count();
        if (index < 0 || index >= count) {
            throw outOfRange(view, index, count);
        }
        return found instanceof BoundSet set ? set.members.get(index) : found;
    }

    private UsageException outOfRange(TaskView view, int index, int count) {
        return new UsageException(
                this
                        + " uses "
                        + view
                        + ": index="
                        + index
                        + " (expected 0 to "
                        + (count - 1)
                        + ")");
    }

    private SwapchainFrame frame(TaskImage view) {
        SwapchainFrame frame = ((BoundFrame) resource(view)).frame;
        if (frame == null) {
            throw new IllegalStateException("no image of " + view + " is acquired");
        }
        return frame;
    }

    private BoundResource resource(TaskView view) {
        recorder();
        if (!isDeclared(view)) {
            throw undeclared(view);
        }
        return graph.bound(view.entry.index());
    }

    private boolean isDeclared(TaskView view) {
        if (!description.owner.equals(view.entry.owner())) {
            return false;
        }
        int resource = view.entry.index();
        for (int use = description.firstUse[task]; use < description.firstUse[task + 1]; use++) {
            if (description.useResource[use] == resource && isInside(view, use)) {
                return true;
            }
        }
        return false;
    }

    private boolean isInside(TaskView view, int use) {
        int slice = description.slice(use);
        long[] slices = description.slices;
        return slice == 0
                || (view.x0 >= slices[slice]
                        && view.x1 <= slices[slice + 1]
                        && view.y0 >= slices[slice + 2]
                        && view.y1 <= slices[slice + 3]);
    }

    private UsageException undeclared(TaskView view) {
        if (view.isNone()) {
            return new UsageException(this + " uses NONE, which has an id or an address alone");
        }
        if (!description.owner.equals(view.entry.owner())) {
            return new UsageException(
                    this
                            + " uses "
                            + view
                            + ", which belongs to another description; use what the newest one"
                            + " declares");
        }
        return new UsageException(
                this
                        + " uses "
                        + view
                        + ", which it did not declare; declare it with reads, writes or another"
                        + " verb of TaskBuilder");
    }

    @Override
    public String toString() {
        return "task '" + name() + "' of " + description.label();
    }
}
