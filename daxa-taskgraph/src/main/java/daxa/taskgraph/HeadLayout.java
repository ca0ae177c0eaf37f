package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.resource.BufferId;
import daxa.core.resource.ImageViewId;
import daxa.core.resource.TlasId;
import daxa.core.struct.BufferPtr;
import daxa.core.struct.RWBufferPtr;
import daxa.core.struct.Struct;
import daxa.core.struct.StructField;
import daxa.core.struct.Structs;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/// The uses of a head, and where a shader finds them. One for each record, for as long as its class
/// lives.
@Immutable
final class HeadLayout {
    private static final ClassValue<HeadLayout> KNOWN =
            new ClassValue<>() {
                @Override
                protected HeadLayout computeValue(Class<?> type) {
                    return new HeadLayout(Values.of(type.asSubclass(Record.class)));
                }
            };

    private final Values<?> values;
    final Struct<?> struct;

    /// In the order of the record.
    final List<HeadSlot> slots;

    /// Writes records of a class.
    private record Values<R extends Record>(Class<R> type, Struct<R> struct) {
        static <R extends Record> Values<R> of(Class<R> type) {
            return new Values<>(type, Structs.of(type));
        }

        void write(MemorySegment to, Record record) {
            struct.write(to, 0, type.cast(record));
        }
    }

    private HeadLayout(Values<?> values) {
        this.values = values;
        struct = values.struct;
        List<HeadSlot> found = new ArrayList<>();
        RecordComponent[] components = values.type.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            Use use = components[i].getAnnotation(Use.class);
            if (use != null) {
                found.add(slot(components[i], use, struct.fields().get(i)));
            }
        }
        if (found.isEmpty()) {
            throw new UsageException(
                    this + " has no component with @Use; annotate what the task uses");
        }
        slots = List.copyOf(found);
    }

    /// Whether a record is one of this head.
    boolean isFor(Record record) {
        return values.type.isInstance(record);
    }

    /// Writes a record of this head, uses included.
    void write(MemorySegment to, Record record) {
        values.write(to, record);
    }

    /// Reads a head.
    ///
    /// @throws UsageException if it is no struct, or a component with [Use] cannot be a use
    static HeadLayout of(Class<? extends Record> head) {
        return KNOWN.get(head);
    }

    private HeadSlot slot(RecordComponent component, Use use, StructField field) {
        Class<?> type =
                field.length() == 0 ? component.getType() : component.getType().getComponentType();
        HeadSlot.Kind kind = kind(type);
        if (kind == null) {
            throw new UsageException(
                    this
                            + ": component '"
                            + component.getName()
                            + "' is "
                            + type.getSimpleName()
                            + " (expected ImageViewId, BufferId, BufferPtr, RWBufferPtr, TlasId or"
                            + " long with @Use)");
        }
        int access = use.value().type();
        if (type == BufferPtr.class && UseType.writes(access)) {
            throw new UsageException(
                    this
                            + ": component '"
                            + component.getName()
                            + "' "
                            + UseType.text(access)
                            + " through BufferPtr, which only reads; make it RWBufferPtr");
        }
        if (kind != HeadSlot.Kind.IMAGE_VIEW_ID
                && ((access & UseType.SAMPLED) != 0 || use.as().length > 0)) {
            throw new UsageException(
                    this
                            + ": component '"
                            + component.getName()
                            + "' is sampled or has a view type, but is "
                            + type.getSimpleName()
                            + " (expected ImageViewId)");
        }
        int stages = 0;
        for (TaskStage stage : use.stage()) {
            stages |= stage.bit();
        }
        return new HeadSlot(
                component.getName(),
                kind,
                access,
                stages,
                use.as().length == 0 ? null : use.as()[0],
                field.offset(),
                field.length(),
                field.stride());
    }

    private static HeadSlot.@Nullable Kind kind(Class<?> type) {
        if (type == ImageViewId.class) {
            return HeadSlot.Kind.IMAGE_VIEW_ID;
        }
        if (type == BufferId.class) {
            return HeadSlot.Kind.BUFFER_ID;
        }
        if (type == BufferPtr.class || type == RWBufferPtr.class) {
            return HeadSlot.Kind.BUFFER_ADDRESS;
        }
        if (type == TlasId.class) {
            return HeadSlot.Kind.TLAS_ID;
        }
        return type == long.class ? HeadSlot.Kind.ADDRESS : null;
    }

    @Override
    public String toString() {
        return "head '" + struct.name() + "'";
    }
}
