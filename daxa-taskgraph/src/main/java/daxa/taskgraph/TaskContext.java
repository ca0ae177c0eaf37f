package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.command.CommandRecorder;
import daxa.core.command.RenderRecorder;
import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.PushConstants;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.present.SwapchainFrame;
import daxa.core.resource.Blas;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferId;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewId;
import daxa.core.resource.Tlas;
import daxa.core.resource.TlasId;
import daxa.core.struct.Struct;
import daxa.core.transfer.RingBuffer;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

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
    private final Execution execution;
    private final GraphDescription description;
    private final int task;
    private final String name;
    private final @Nullable HeadFiller head;

    // What executions ask of each task stands beside the rest of it, in one place in memory.
    final TaskKind kind;
    final @Nullable TaskWork work;

    // Of the head, until the next time that it is filled.
    private MemorySegment constants = MemorySegment.NULL;

    // The one that it records with, or did last. Often the same as in the frame before; a look
    // costs less than to store a reference.
    private @Nullable TaskRecorder recorder;
    private boolean isRecording;

    TaskContext(Execution execution, GraphDescription description, int task) {
        this.execution = execution;
        this.description = description;
        this.task = task;
        name = description.taskNames[task];
        kind = description.kind(task);
        work = description.taskWorks[task];
        HeadBinding binding = description.head(task);
        head = binding == null ? null : new HeadFiller(this, description, binding);
    }

    void begin(TaskRecorder with) {
        if (!with.equals(recorder)) {
            recorder = with;
        }
        isRecording = true;
    }

    void end() {
        isRecording = false;
    }

    int task() {
        return task;
    }

    private TaskRecorder recorder() {
        TaskRecorder with = recorder;
        if (with == null || !isRecording) {
            throw new UsageException(
                    this + " is not recording; use its TaskContext only inside of its work");
        }
        return with;
    }

    // ---------------------------------------------------------------- the task

    /// The task's name.
    ///
    /// @return the name
    public String name() {
        return name;
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
        return execution.device;
    }

    /// Records the commands of the task. Barriers for what it declared stand in front of them.
    /// Render passes, labels and queries that it begins it has to end.
    ///
    /// @return the recorder, the graph's own: it neither begins nor completes
    /// @throws UsageException if the task is not recording
    public CommandRecorder commands() {
        return recorder().commands;
    }

    // ---------------------------------------------------------------- by name

    /// The buffer that the task uses by a name.
    ///
    /// @param name the one that it was [named][TaskView#named], such as the component of a head, or
    ///   that of the buffer
    /// @return what the task declared; [TaskBuffer#NONE] where that is nothing
    /// @throws UsageException if the task uses no buffer by that name, or is not recording
    public TaskBuffer bufferNamed(String name) {
        return named(name) instanceof TaskBuffer found
                ? found
                : absent(name, "buffer", TaskBuffer.NONE);
    }

    /// The image that the task uses by a name.
    ///
    /// @param name the one that it was [named][TaskView#named], such as the component of a head, or
    ///   that of the image
    /// @return what the task declared; [TaskImage#NONE] where that is nothing
    /// @throws UsageException if the task uses no image by that name, or is not recording
    public TaskImage imageNamed(String name) {
        return named(name) instanceof TaskImage found
                ? found
                : absent(name, "image", TaskImage.NONE);
    }

    /// The acceleration structure that the task uses by a name.
    ///
    /// @param name the one that it was [named][TaskView#named], such as the component of a head, or
    ///   that of the structure
    /// @return what the task declared; [TaskStructure#NONE] where that is nothing
    /// @throws UsageException if the task uses no structure by that name, or is not recording
    public TaskStructure structureNamed(String name) {
        return named(name) instanceof TaskStructure found
                ? found
                : absent(name, "acceleration structure", TaskStructure.NONE);
    }

    private @Nullable TaskView named(String name) {
        Objects.requireNonNull(name, "name");
        recorder();
        TaskView found = null;
        for (int use = description.firstUse[task]; use < description.firstUse[task + 1]; use++) {
            TaskView view = description.useViews[use];
            String attachment = view.properties.attachment();
            if (name.equals(attachment)) {
                return view;
            }
            if (attachment == null && found == null && name.equals(view.entry.name())) {
                found = view;
            }
        }
        return found;
    }

    private <V extends TaskView> V absent(String name, String kind, V none) {
        if (description.isAbsent(task, name)) {
            return none;
        }
        throw new UsageException(
                this
                        + " uses no "
                        + kind
                        + " by the name '"
                        + name
                        + "' (expected one of "
                        + description.namesOf(task)
                        + ")");
    }

    // ---------------------------------------------------------------- the head

    /// Binds a compute pipeline, with the [head][TaskBuilder#head] of the task as push constants:
    /// filled with what is bound, all else 0.
    ///
    /// @param pipeline a pipeline whose shader has the same head, or takes its address
    /// @throws UsageException as for the one with values
    public void setPipeline(ComputePipeline pipeline) {
        fill(null, pipeline.pushConstants());
        bind(pipeline);
    }

    /// Binds a compute pipeline, with the [head][TaskBuilder#head] of the task as push constants.
    /// Before that, what the shader has is compared with the head.
    ///
    /// ```java
    /// task.setPipeline(blur.get(), new Blur(0.5f));
    /// task.commands().dispatch(160, 90, 1);
    /// ```
    ///
    /// A shader that takes the address gets it of a copy in scratch memory:
    /// `DAXA_PUSH_CONSTANTS(daxa_BufferPtr(Blur), push)`. Heads above 128 bytes need that.
    ///
    /// @param pipeline a pipeline whose shader has the same head, or takes its address
    /// @param values the components of the head that are no uses; the others are filled
    /// @throws UsageException if the task has no head or is not recording, the shader has another
    ///   one, the values are of another record, or there is no room in scratch memory
    public void setPipeline(ComputePipeline pipeline, Record values) {
        fill(Objects.requireNonNull(values, "values"), pipeline.pushConstants());
        bind(pipeline);
    }

    private void bind(ComputePipeline pipeline) {
        commands().setPipeline(pipeline);
        commands().pushConstants(constants);
    }

    /// Binds a ray tracing pipeline, with the [head][TaskBuilder#head] of the task as push
    /// constants: filled with what is bound, all else 0.
    ///
    /// @param pipeline a pipeline whose shaders have the same head, or take its address
    /// @throws UsageException as for compute pipelines
    public void setPipeline(RayTracingPipeline pipeline) {
        fill(null, pipeline.pushConstants());
        bind(pipeline);
    }

    /// Binds a ray tracing pipeline, with the [head][TaskBuilder#head] of the task as push
    /// constants.
    ///
    /// @param pipeline a pipeline whose shaders have the same head, or take its address
    /// @param values the components of the head that are no uses; the others are filled
    /// @throws UsageException as for compute pipelines
    public void setPipeline(RayTracingPipeline pipeline, Record values) {
        fill(Objects.requireNonNull(values, "values"), pipeline.pushConstants());
        bind(pipeline);
    }

    private void bind(RayTracingPipeline pipeline) {
        commands().setPipeline(pipeline);
        commands().pushConstants(constants);
    }

    /// Binds a raster pipeline, with the [head][TaskBuilder#head] of the task as push constants:
    /// filled with what is bound, all else 0.
    ///
    /// @param draws a render pass of this task
    /// @param pipeline a pipeline whose shaders have the same head, or take its address
    /// @throws UsageException as for compute pipelines, or if the pipeline does not fit the pass
    public void setPipeline(RenderRecorder draws, RasterPipeline pipeline) {
        fill(null, pipeline.pushConstants());
        bind(draws, pipeline);
    }

    /// Binds a raster pipeline, with the [head][TaskBuilder#head] of the task as push constants.
    ///
    /// @param draws a render pass of this task
    /// @param pipeline a pipeline whose shaders have the same head, or take its address
    /// @param values the components of the head that are no uses; the others are filled
    /// @throws UsageException as for compute pipelines, or if the pipeline does not fit the pass
    public void setPipeline(RenderRecorder draws, RasterPipeline pipeline, Record values) {
        fill(Objects.requireNonNull(values, "values"), pipeline.pushConstants());
        bind(draws, pipeline);
    }

    private void bind(RenderRecorder draws, RasterPipeline pipeline) {
        draws.setPipeline(pipeline);
        draws.pushConstants(constants);
    }

    private void fill(@Nullable Record values, PushConstants of) {
        constants = head().fill(values, of);
    }

    /// Writes the [head][TaskBuilder#head] of the task to scratch memory, for shaders that get its
    /// address on another way than as their push constants.
    ///
    /// @param values the components of the head that are no uses; the others are filled
    /// @return the device address
    /// @throws UsageException if the task has no head or is not recording, the values are of
    ///   another record, or there is no room in scratch memory
    public long writeHead(Record values) {
        Objects.requireNonNull(values, "values");
        return head().write(values);
    }

    private HeadFiller head() {
        recorder();
        HeadFiller found = head;
        if (found == null) {
            throw new UsageException(
                    this
                            + " has no head; declare it with head of TaskBuilder, or set pipelines"
                            + " and push constants on commands()");
        }
        return found;
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

    /// The id of a buffer of a set, for shaders.
    ///
    /// @param view the task declared it
    /// @param index which one, from 0
    /// @return the id of the whole buffer
    /// @throws UsageException if the task did not declare it or is not recording, or there are
    ///   fewer
    public BufferId id(TaskBuffer view, int index) {
        return ((BoundBuffer) member(view, index)).id;
    }

    /// The size of a view.
    ///
    /// @param view the task declared it, or [TaskBuffer#NONE]
    /// @return bytes, of what is bound where the view is of all of it; 0 for nothing
    /// @throws UsageException if the task did not declare it or is not recording
    public long size(TaskBuffer view) {
        if (isNone(view)) {
            return 0;
        }
        BoundBuffer bound = (BoundBuffer) member(view, 0);
        return view.isWhole ? bound.buffer.size() : view.x1 - view.x0;
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
        return single(view) instanceof BoundImage bound ? bound.image : acquired(view).image();
    }

    /// An image of a set, whole.
    ///
    /// @param view the task declared it
    /// @param index which one, from 0
    /// @return the image
    /// @throws UsageException if the task did not declare it or is not recording, or there are
    ///   fewer
    public Image image(TaskImage view, int index) {
        return member(view, index) instanceof BoundImage bound
                ? bound.image
                : acquired(view).image();
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
                : acquired(view).view();
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
                : frame(view).id;
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

    /// An element of the array that a view is for shaders: by image, and then by mip level.
    ImageViewId element(TaskImage view, int index) {
        if (view.entry.presented()) {
            return id(view);
        }
        int mips = view.properties.eachMip() ? mips(view) : 1;
        BoundImage bound = (BoundImage) member(view, index / mips);
        return view.properties.eachMip()
                ? bound.id(view, firstMip(view) + index % mips, 1)
                : bound.id(view, firstMip(view), mips(view));
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
        return Math.max(1, image(view, 0).info().width() >> (int) view.x0);
    }

    /// The height of a view.
    ///
    /// @param view the task declared it
    /// @return texels of its first mip level
    /// @throws UsageException if the task did not declare it or is not recording
    public int height(TaskImage view) {
        return Math.max(1, image(view, 0).info().height() >> (int) view.x0);
    }

    /// The depth of a view.
    ///
    /// @param view the task declared it
    /// @return texels of its first mip level; 1 but for three dimensions
    /// @throws UsageException if the task did not declare it or is not recording
    public int depth(TaskImage view) {
        return Math.max(1, image(view, 0).info().depth() >> (int) view.x0);
    }

    /// How many mip levels a view has.
    ///
    /// @param view the task declared it
    /// @return levels
    /// @throws UsageException if the task did not declare it or is not recording
    public int mipLevels(TaskImage view) {
        resource(view);
        return mips(view);
    }

    /// How many layers a view has.
    ///
    /// @param view the task declared it
    /// @return layers
    /// @throws UsageException if the task did not declare it or is not recording
    public int layers(TaskImage view) {
        resource(view);
        return view.y1 - view.y0;
    }

    /// The format of an image.
    ///
    /// @param view the task declared it
    /// @return its format
    /// @throws UsageException if the task did not declare it or is not recording
    public Format format(TaskImage view) {
        return image(view, 0).info().format();
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
        return recorder().scratch().allocate(size, alignment);
    }

    /// The buffer of [#scratch(long, long)].
    ///
    /// @return the buffer, mapped
    /// @throws UsageException if the task is not recording
    public Buffer scratchBuffer() {
        return recorder().scratch().buffer();
    }

    /// Writes a struct to scratch memory.
    ///
    /// @param <T> the record
    /// @param struct its struct
    /// @param value what to write
    /// @return the device address, at which shaders find it in this execution
    /// @throws UsageException if there is no room, or the task is not recording
    public <T extends Record> long write(Struct<T> struct, T value) {
        RingBuffer scratch = recorder().scratch();
        return scratch.address(scratch.write(struct, value));
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

    private BoundFrame frame(TaskImage view) {
        return (BoundFrame) resource(view);
    }

    private SwapchainFrame acquired(TaskImage view) {
        SwapchainFrame frame = frame(view).frame;
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
        return execution.bound(view.entry.index());
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
