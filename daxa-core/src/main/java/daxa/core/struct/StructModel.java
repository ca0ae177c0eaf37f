package daxa.core.struct;

import daxa.core.error.UsageException;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a struct looks like in one layout.
///
/// @param type the record
/// @param layout the rules for its offsets
/// @param members the types of the fields, in order
/// @param fields where they lie, in the same order
/// @param size bytes; in the scalar layout up to the end of the last field
/// @param alignment what its address is a multiple of
record StructModel(
        Class<? extends Record> type,
        StructLayout layout,
        List<Member> members,
        List<StructField> fields,
        long size,
        long alignment) {

    /// A component of the record.
    record Member(String name, FieldType type) {}

    static StructModel of(Class<? extends Record> type, StructLayout layout) {
        List<Member> members = RecordReader.read(type);
        List<StructField> fields = new ArrayList<>();
        long end = 0;
        long alignment = FieldType.arrayAlignment(1, layout);
        for (Member member : members) {
            FieldType field = member.type;
            long offset = FieldType.roundUp(end, field.alignment(layout));
            end = offset + field.size(layout);
            alignment = Math.max(alignment, field.alignment(layout));
            int length = field instanceof FieldType.Array array ? array.length() : 0;
            long stride =
                    field instanceof FieldType.Array array ? array.element().stride(layout) : 0;
            if (end > Integer.MAX_VALUE) {
                throw new UsageException(
                        "struct '"
                                + type.getSimpleName()
                                + "': field '"
                                + member.name
                                + "' ends at byte "
                                + end
                                + " (expected less than 2 GiB)");
            }
            fields.add(
                    new StructField(
                            member.name, field.glsl(), offset, field.size(layout), length, stride));
        }
        long size = layout == StructLayout.SCALAR ? end : FieldType.roundUp(end, alignment);
        return new StructModel(
                type, layout, List.copyOf(members), List.copyOf(fields), size, alignment);
    }

    String name() {
        return type.getSimpleName();
    }

    /// Bytes from one struct to the next in an array.
    long stride() {
        return FieldType.roundUp(size, alignment);
    }

    /// The records that lie in this one.
    Set<Class<? extends Record>> contained() {
        Set<Class<? extends Record>> found = new LinkedHashSet<>();
        for (Member member : members) {
            if (element(member.type) instanceof FieldType.Nested nested) {
                found.add(nested.javaType());
            }
        }
        return found;
    }

    /// The records that this one points at.
    ///
    /// @param circular whether those from which one can come back, or the others
    Set<Class<? extends Record>> pointees(boolean circular) {
        Set<Class<? extends Record>> found = new LinkedHashSet<>();
        for (Member member : members) {
            if (element(member.type) instanceof FieldType.Pointer pointer
                    && pointer.target() instanceof FieldType.Nested target
                    && pointer.circular() == circular) {
                found.add(target.javaType());
            }
        }
        return found;
    }

    /// The enums of the fields.
    Set<Class<?>> enums() {
        Set<Class<?>> found = new LinkedHashSet<>();
        for (Member member : members) {
            if (element(member.type) instanceof FieldType.Enumeration enumeration) {
                found.add(enumeration.javaType());
            }
        }
        return found;
    }

    /// The kinds of numbers in the fields.
    Set<Scalar> scalars() {
        Set<Scalar> found = EnumSet.noneOf(Scalar.class);
        for (Member member : members) {
            addScalar(element(member.type), found);
        }
        return found;
    }

    /// The kinds of numbers that fields point at.
    Set<Scalar> pointedScalars() {
        Set<Scalar> found = EnumSet.noneOf(Scalar.class);
        for (Member member : members) {
            if (element(member.type) instanceof FieldType.Pointer pointer) {
                addScalar(pointer.target(), found);
            }
        }
        return found;
    }

    private static void addScalar(FieldType type, Set<Scalar> found) {
        switch (type) {
            case FieldType.Primitive primitive -> found.add(primitive.scalar());
            case FieldType.Joml joml -> found.add(joml.scalar());
            default -> {}
        }
    }

    private static FieldType element(FieldType type) {
        return type instanceof FieldType.Array array ? array.element() : type;
    }
}
