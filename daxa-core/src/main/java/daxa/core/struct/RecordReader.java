package daxa.core.struct;

import daxa.core.error.UsageException;
import daxa.core.resource.BufferId;
import daxa.core.resource.ImageViewId;
import daxa.core.resource.SamplerId;
import daxa.core.resource.TlasId;

import org.joml.Matrix2d;
import org.joml.Matrix2dc;
import org.joml.Matrix2f;
import org.joml.Matrix2fc;
import org.joml.Matrix3d;
import org.joml.Matrix3dc;
import org.joml.Matrix3f;
import org.joml.Matrix3fc;
import org.joml.Matrix3x2d;
import org.joml.Matrix3x2dc;
import org.joml.Matrix3x2f;
import org.joml.Matrix3x2fc;
import org.joml.Matrix4d;
import org.joml.Matrix4dc;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Matrix4x3d;
import org.joml.Matrix4x3dc;
import org.joml.Matrix4x3f;
import org.joml.Matrix4x3fc;
import org.joml.Quaterniond;
import org.joml.Quaterniondc;
import org.joml.Quaternionf;
import org.joml.Quaternionfc;
import org.joml.Vector2L;
import org.joml.Vector2Lc;
import org.joml.Vector2d;
import org.joml.Vector2dc;
import org.joml.Vector2f;
import org.joml.Vector2fc;
import org.joml.Vector2i;
import org.joml.Vector2ic;
import org.joml.Vector3L;
import org.joml.Vector3Lc;
import org.joml.Vector3d;
import org.joml.Vector3dc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.joml.Vector3i;
import org.joml.Vector3ic;
import org.joml.Vector4L;
import org.joml.Vector4Lc;
import org.joml.Vector4d;
import org.joml.Vector4dc;
import org.joml.Vector4f;
import org.joml.Vector4fc;
import org.joml.Vector4i;
import org.joml.Vector4ic;
import org.jspecify.annotations.Nullable;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds the types of a struct's fields.
final class RecordReader {
    private static final Map<Class<?>, FieldType> KNOWN = new HashMap<>();

    static {
        number(boolean.class, Scalar.BOOL);
        number(byte.class, Scalar.INT8);
        number(short.class, Scalar.INT16);
        number(char.class, Scalar.UINT16);
        number(int.class, Scalar.INT32);
        number(long.class, Scalar.INT64);
        number(float.class, Scalar.FLOAT32);
        number(double.class, Scalar.FLOAT64);
        joml(Vector2f.class, Vector2fc.class, Scalar.FLOAT32, 1, 2);
        joml(Vector3f.class, Vector3fc.class, Scalar.FLOAT32, 1, 3);
        joml(Vector4f.class, Vector4fc.class, Scalar.FLOAT32, 1, 4);
        joml(Vector2d.class, Vector2dc.class, Scalar.FLOAT64, 1, 2);
        joml(Vector3d.class, Vector3dc.class, Scalar.FLOAT64, 1, 3);
        joml(Vector4d.class, Vector4dc.class, Scalar.FLOAT64, 1, 4);
        joml(Vector2i.class, Vector2ic.class, Scalar.INT32, 1, 2);
        joml(Vector3i.class, Vector3ic.class, Scalar.INT32, 1, 3);
        joml(Vector4i.class, Vector4ic.class, Scalar.INT32, 1, 4);
        joml(Vector2L.class, Vector2Lc.class, Scalar.INT64, 1, 2);
        joml(Vector3L.class, Vector3Lc.class, Scalar.INT64, 1, 3);
        joml(Vector4L.class, Vector4Lc.class, Scalar.INT64, 1, 4);
        joml(Quaternionf.class, Quaternionfc.class, Scalar.FLOAT32, 1, 4);
        joml(Quaterniond.class, Quaterniondc.class, Scalar.FLOAT64, 1, 4);
        joml(Matrix2f.class, Matrix2fc.class, Scalar.FLOAT32, 2, 2);
        joml(Matrix3f.class, Matrix3fc.class, Scalar.FLOAT32, 3, 3);
        joml(Matrix4f.class, Matrix4fc.class, Scalar.FLOAT32, 4, 4);
        joml(Matrix3x2f.class, Matrix3x2fc.class, Scalar.FLOAT32, 3, 2);
        joml(Matrix4x3f.class, Matrix4x3fc.class, Scalar.FLOAT32, 4, 3);
        joml(Matrix2d.class, Matrix2dc.class, Scalar.FLOAT64, 2, 2);
        joml(Matrix3d.class, Matrix3dc.class, Scalar.FLOAT64, 3, 3);
        joml(Matrix4d.class, Matrix4dc.class, Scalar.FLOAT64, 4, 4);
        joml(Matrix3x2d.class, Matrix3x2dc.class, Scalar.FLOAT64, 3, 2);
        joml(Matrix4x3d.class, Matrix4x3dc.class, Scalar.FLOAT64, 4, 3);
        KNOWN.put(BufferId.class, new FieldType.Id(BufferId.class));
        KNOWN.put(ImageViewId.class, new FieldType.Id(ImageViewId.class));
        KNOWN.put(SamplerId.class, new FieldType.Id(SamplerId.class));
        KNOWN.put(TlasId.class, new FieldType.Id(TlasId.class));
    }

    private static final Map<Class<?>, Class<?>> BOXED =
            Map.of(
                    Byte.class, byte.class,
                    Short.class, short.class,
                    Character.class, char.class,
                    Integer.class, int.class,
                    Long.class, long.class,
                    Float.class, float.class,
                    Double.class, double.class);

    private final Class<? extends Record> record;
    private final List<Class<?>> around;

    private RecordReader(Class<? extends Record> record, List<Class<?>> around) {
        this.record = record;
        this.around = around;
    }

    private static void number(Class<?> type, Scalar scalar) {
        KNOWN.put(type, new FieldType.Primitive(type, scalar));
    }

    private static void joml(
            Class<?> type, Class<?> readOnly, Scalar scalar, int columns, int rows) {
        KNOWN.put(type, new FieldType.Joml(type, type, scalar, columns, rows));
        KNOWN.put(readOnly, new FieldType.Joml(readOnly, type, scalar, columns, rows));
    }

    /// Reads a record.
    ///
    /// @throws UsageException if it cannot be a struct
    static List<StructModel.Member> read(Class<? extends Record> record) {
        return new RecordReader(record, List.of()).members();
    }

    private List<StructModel.Member> members() {
        if (!record.isAnnotationPresent(GpuStruct.class)) {
            throw new UsageException(
                    "record '" + record.getName() + "' is no struct. Annotate it with @GpuStruct.");
        }
        if (record.isHidden() || record.getSimpleName().isEmpty()) {
            throw new UsageException(
                    "record '" + record.getName() + "' has no name that GLSL could use");
        }
        String struct = "struct '" + record.getSimpleName() + "'";
        GlslWords.check(struct, record.getSimpleName());
        RecordComponent[] components = record.getRecordComponents();
        if (components.length == 0) {
            throw new UsageException(struct + " has no fields (expected one at least)");
        }
        List<StructModel.Member> members = new ArrayList<>();
        for (RecordComponent component : components) {
            GlslWords.check(struct + ": field '" + component.getName() + "'", component.getName());
            members.add(new StructModel.Member(component.getName(), type(component)));
        }
        return members;
    }

    private FieldType type(RecordComponent component) {
        Class<?> type = component.getType();
        Length length = component.getAnnotation(Length.class);
        if (!type.isArray()) {
            if (length != null) {
                throw wrong(component, "has a @Length but is no array");
            }
            return single(component, type);
        }
        if (length == null) {
            throw wrong(
                    component,
                    "is an array without a length. Annotate it with @Length, or use a BufferPtr");
        }
        if (length.value() < 1) {
            throw wrong(component, "has @Length(" + length.value() + ") (expected 1 or more)");
        }
        if (type.componentType().isArray()) {
            throw wrong(
                    component,
                    "is an array of arrays. Use one array, or an array of structs with an array");
        }
        return new FieldType.Array(type, single(component, type.componentType()), length.value());
    }

    private FieldType single(RecordComponent component, Class<?> type) {
        if (type == BufferPtr.class || type == RWBufferPtr.class) {
            return pointer(component, type);
        }
        FieldType known = KNOWN.get(type);
        if (known != null) {
            return annotated(component, known);
        }
        if (type.isEnum()) {
            GlslWords.check("enum '" + type.getSimpleName() + "'", type.getSimpleName());
            return annotated(component, new FieldType.Enumeration(type));
        }
        if (type.isRecord() && type.isAnnotationPresent(GpuStruct.class)) {
            return nested(component, type.asSubclass(Record.class));
        }
        throw wrong(
                component,
                "has type "
                        + type.getTypeName()
                        + ", which cannot stand in a struct. See GpuStruct for those that can"
                        + (type.isRecord() ? ", or annotate that record with @GpuStruct" : ""));
    }

    private FieldType nested(RecordComponent component, Class<? extends Record> type) {
        List<Class<?>> path = new ArrayList<>(around);
        path.add(record);
        if (path.contains(type)) {
            throw wrong(
                    component,
                    "makes struct '"
                            + type.getSimpleName()
                            + "' contain itself. Use BufferPtr<"
                            + type.getSimpleName()
                            + ">");
        }
        new RecordReader(type, path).members();
        return annotated(component, new FieldType.Nested(type));
    }

    private FieldType pointer(RecordComponent component, Class<?> type) {
        Class<?> target = target(element(component));
        if (target == null) {
            throw wrong(component, "is a pointer to no known class. Write BufferPtr<SomeStruct>");
        }
        if (target.isRecord() && target.isAnnotationPresent(GpuStruct.class)) {
            GlslWords.check("struct '" + target.getSimpleName() + "'", target.getSimpleName());
            return new FieldType.Pointer(
                    type,
                    annotated(component, new FieldType.Nested(target.asSubclass(Record.class))),
                    leads(target, new HashSet<>()));
        }
        FieldType known = KNOWN.get(BOXED.getOrDefault(target, target));
        if (known == null || known instanceof FieldType.Id) {
            throw wrong(
                    component,
                    "points at "
                            + target.getTypeName()
                            + " (expected a @GpuStruct record, a class of JOML, Byte, Short,"
                            + " Character, Integer, Long, Float or Double)");
        }
        return new FieldType.Pointer(type, annotated(component, known), false);
    }

    /// Whether pointers and nested structs lead from a record to this one.
    private boolean leads(Class<?> from, Set<Class<?>> seen) {
        if (from == record) {
            return true;
        }
        if (!from.isRecord() || !seen.add(from)) {
            return false;
        }
        for (RecordComponent component : from.getRecordComponents()) {
            Class<?> next = target(element(component));
            if (leads(next == null ? elementType(component.getType()) : next, seen)) {
                return true;
            }
        }
        return false;
    }

    private static Class<?> elementType(Class<?> type) {
        return type.isArray() ? type.componentType() : type;
    }

    private static Type element(RecordComponent component) {
        return component.getGenericType() instanceof GenericArrayType array
                ? array.getGenericComponentType()
                : component.getGenericType();
    }

    private static @Nullable Class<?> target(Type generic) {
        return generic instanceof ParameterizedType pointer
                        && pointer.getActualTypeArguments()[0] instanceof Class<?> target
                ? target
                : null;
    }

    /// A type with what a component's annotations say of its numbers.
    private FieldType annotated(RecordComponent component, FieldType type) {
        Scalar scalar =
                switch (type) {
                    case FieldType.Primitive primitive -> primitive.scalar();
                    case FieldType.Joml joml -> joml.scalar();
                    default -> null;
                };
        boolean unsigned = component.isAnnotationPresent(Unsigned.class);
        boolean half = component.isAnnotationPresent(Float16.class);
        if (unsigned && (scalar == null || !scalar.isSigned())) {
            throw wrong(component, "is @Unsigned but holds no signed whole numbers");
        }
        if (half && scalar != Scalar.FLOAT32) {
            throw wrong(component, "is @Float16 but holds no floats of 32 bits");
        }
        if (scalar == null || !(unsigned || half)) {
            return type;
        }
        return of(type, half ? Scalar.FLOAT16 : scalar.unsigned());
    }

    private static FieldType of(FieldType type, Scalar scalar) {
        return switch (type) {
            case FieldType.Primitive(Class<?> java, Scalar before) ->
                    new FieldType.Primitive(java, scalar);
            case FieldType.Joml(
                            Class<?> java,
                            Class<?> made,
                            Scalar before,
                            int columns,
                            int rows) ->
                    new FieldType.Joml(java, made, scalar, columns, rows);
            default -> throw new AssertionError(type);
        };
    }

    private UsageException wrong(RecordComponent component, String what) {
        return new UsageException(
                "struct '"
                        + record.getSimpleName()
                        + "': field '"
                        + component.getName()
                        + "' "
                        + what
                        + ".");
    }
}
