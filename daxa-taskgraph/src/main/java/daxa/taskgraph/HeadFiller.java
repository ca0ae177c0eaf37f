package daxa.taskgraph;

import daxa.core.error.UsageException;
import daxa.core.pipeline.PushConstants;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Fills the head of a task with the ids and addresses of what is bound, for its shaders.
final class HeadFiller {
    // Fields of structs are packed.
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final long ALIGNMENT = 16;

    private final TaskContext task;
    private final HeadBinding head;
    private final @Nullable TaskView[] views;
    private final MemorySegment bytes;
    private final MemorySegment address;

    HeadFiller(TaskContext task, GraphDescription description, HeadBinding head) {
        this.task = task;
        this.head = head;
        views = new @Nullable TaskView[head.uses().size()];
        for (int i = 0; i < views.length; i++) {
            int use = head.uses().get(i);
            views[i] = use < 0 ? null : description.useViews[use];
        }
        Arena arena = Arena.ofAuto();
        bytes = arena.allocate(head.layout().struct.size(), ALIGNMENT);
        address = arena.allocate(ValueLayout.JAVA_LONG);
    }

    /// Fills the head for a pipeline.
    ///
    /// @param values the components that are no uses; null for zeros
    /// @param constants of the pipeline
    /// @return its push constants, which stay valid until the next call
    /// @throws UsageException if its shaders have another head, the values are of another one, or
    ///   there is no scratch memory for what they take by address
    MemorySegment fill(@Nullable Record values, PushConstants constants) {
        boolean byAddress = takeAddress(constants);
        fill(values);
        if (!byAddress) {
            return bytes;
        }
        address.set(ValueLayout.JAVA_LONG, 0, write());
        return address;
    }

    private boolean takeAddress(PushConstants constants) {
        try {
            return constants.takeAddress(head.layout().struct);
        } catch (UsageException e) {
            UsageException refused =
                    new UsageException(
                            task + " cannot give its " + head.layout() + ": " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    /// Fills the head and writes it to scratch memory.
    ///
    /// @return its device address
    long write(@Nullable Record values) {
        fill(values);
        return write();
    }

    private long write() {
        long offset = task.scratch(bytes.byteSize(), ALIGNMENT);
        MemorySegment.copy(bytes, 0, task.scratchBuffer().mapped(), offset, bytes.byteSize());
        return task.scratchBuffer().deviceAddress() + offset;
    }

    private void fill(@Nullable Record values) {
        if (values == null) {
            bytes.fill((byte) 0);
        } else {
            writeValues(head.layout(), values);
        }
        for (int i = 0; i < views.length; i++) {
            fill(head.layout().slots.get(i), views[i]);
        }
    }

    private void writeValues(HeadLayout layout, Record values) {
        if (!layout.isFor(values)) {
            throw new UsageException(
                    task
                            + " has "
                            + layout
                            + " and is given values of "
                            + values.getClass().getSimpleName()
                            + "; give it the record of its head");
        }
        layout.write(bytes, values);
    }

    private void fill(HeadSlot slot, @Nullable TaskView view) {
        if (slot.length() == 0) {
            bytes.set(LONG, slot.offset(), view == null ? 0 : element(slot.kind(), view, 0));
            return;
        }
        int elements = view == null ? 0 : Math.max(1, HeadSlot.elements(view));
        for (int i = 0; i < slot.length(); i++) {
            long value = view == null || i >= elements ? 0 : element(slot.kind(), view, i);
            bytes.set(LONG, slot.offset() + i * slot.stride(), value);
        }
    }

    private long element(HeadSlot.Kind kind, TaskView view, int index) {
        return switch (view) {
            case TaskImage image -> task.element(image, index).bits();
            case TaskBuffer buffer ->
                    kind == HeadSlot.Kind.BUFFER_ID
                            ? task.id(buffer, index).bits()
                            : task.address(buffer, index);
            case TaskStructure structure ->
                    kind == HeadSlot.Kind.TLAS_ID
                            ? task.id(structure).bits()
                            : task.address(structure);
        };
    }
}
