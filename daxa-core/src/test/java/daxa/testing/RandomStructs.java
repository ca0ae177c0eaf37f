package daxa.testing;

import daxa.core.resource.BufferId;
import daxa.core.resource.ImageViewId;
import daxa.core.resource.SamplerId;
import daxa.core.struct.BufferPtr;
import daxa.core.struct.Float16;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Length;
import daxa.core.struct.RWBufferPtr;
import daxa.core.struct.Unsigned;

import org.joml.Matrix2d;
import org.joml.Matrix2f;
import org.joml.Matrix3d;
import org.joml.Matrix3f;
import org.joml.Matrix3x2d;
import org.joml.Matrix3x2f;
import org.joml.Matrix4d;
import org.joml.Matrix4f;
import org.joml.Matrix4x3d;
import org.joml.Matrix4x3f;
import org.joml.Quaterniond;
import org.joml.Quaternionf;
import org.joml.Vector2L;
import org.joml.Vector2d;
import org.joml.Vector2f;
import org.joml.Vector2i;
import org.joml.Vector3L;
import org.joml.Vector3d;
import org.joml.Vector3f;
import org.joml.Vector3i;
import org.joml.Vector4L;
import org.joml.Vector4d;
import org.joml.Vector4f;
import org.joml.Vector4i;

import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.Attribute;
import java.lang.classfile.ClassFile;
import java.lang.classfile.Signature;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.RecordAttribute;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Makes records of any shape that a struct may have, and values of them.
public final class RandomStructs {
    /// An enum for fields.
    public enum Shade {
        /// The first.
        DARK,
        /// The second.
        DIM,
        /// The third.
        BRIGHT,
        /// The fourth.
        GLARING
    }

    private static final ClassDesc RECORD = desc(Record.class);
    private static final List<Class<?>> PRIMITIVES =
            List.of(
                    boolean.class,
                    byte.class,
                    short.class,
                    char.class,
                    int.class,
                    long.class,
                    float.class,
                    double.class);
    private static final List<Class<?>> WRAPPED =
            List.of(BufferId.class, ImageViewId.class, SamplerId.class, Shade.class);
    private static final List<Class<?>> VECTORS =
            List.of(
                    Vector2f.class,
                    Vector3f.class,
                    Vector4f.class,
                    Vector2d.class,
                    Vector3d.class,
                    Vector4d.class,
                    Vector2i.class,
                    Vector3i.class,
                    Vector4i.class,
                    Vector2L.class,
                    Vector3L.class,
                    Vector4L.class,
                    Quaternionf.class,
                    Quaterniond.class);
    private static final List<Class<?>> MATRICES =
            List.of(
                    Matrix2f.class,
                    Matrix3f.class,
                    Matrix4f.class,
                    Matrix3x2f.class,
                    Matrix4x3f.class,
                    Matrix2d.class,
                    Matrix3d.class,
                    Matrix4d.class,
                    Matrix3x2d.class,
                    Matrix4x3d.class);
    private static final List<Class<?>> POINTEES =
            List.of(
                    Byte.class,
                    Short.class,
                    Character.class,
                    Integer.class,
                    Long.class,
                    Float.class,
                    Double.class,
                    Vector3f.class,
                    Vector2L.class,
                    Matrix4f.class,
                    Matrix3x2d.class);

    private static final AtomicInteger MADE = new AtomicInteger();

    private final Random random;
    private final List<Class<? extends Record>> nestable = new ArrayList<>();

    private record Field(String name, Class<?> type, String signature, List<Annotation> notes) {}

    /// Starts a sequence.
    public RandomStructs(long seed) {
        random = new Random(seed);
    }

    // ---------------------------------------------------------------- shapes

    /// The next record.
    public Class<? extends Record> next() {
        String name = "Shape" + MADE.getAndIncrement();
        List<Field> fields = new ArrayList<>();
        int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            fields.add(field("f" + i));
        }
        Class<? extends Record> type = define(name, fields);
        if (count < 5 && random.nextInt(3) == 0) {
            nestable.add(type);
        }
        return type;
    }

    private Field field(String name) {
        List<Annotation> notes = new ArrayList<>();
        Class<?> type;
        Class<?> numbers;
        String signature = null;
        int kind = random.nextInt(20);
        if (kind < 9) {
            type = numbers = pick(PRIMITIVES);
        } else if (kind < 14) {
            type = numbers = pick(VECTORS);
        } else if (kind < 15) {
            type = numbers = pick(MATRICES);
        } else if (kind < 16) {
            type = numbers = pick(WRAPPED);
        } else if (kind < 17) {
            type = random.nextBoolean() ? BufferPtr.class : RWBufferPtr.class;
            numbers = nestable.isEmpty() || random.nextBoolean() ? pick(POINTEES) : pick(nestable);
            String of = type.getName().replace('.', '/');
            signature = "L" + of + "<L" + numbers.getName().replace('.', '/') + ";>;";
        } else {
            type = numbers = nestable.isEmpty() ? Vector3f.class : pick(nestable);
        }
        if (random.nextInt(3) == 0 && isSigned(numbers)) {
            notes.add(Annotation.of(desc(Unsigned.class)));
        }
        if (random.nextInt(3) == 0 && isFloat(numbers)) {
            notes.add(Annotation.of(desc(Float16.class)));
        }
        if (random.nextInt(5) == 0) {
            type = type.arrayType();
            signature = signature == null ? null : "[" + signature;
            int length = 1 + random.nextInt(3);
            notes.add(Annotation.of(desc(Length.class), AnnotationElement.ofInt("value", length)));
        }
        return new Field(
                name, type, signature == null ? type.descriptorString() : signature, notes);
    }

    private static boolean isSigned(Class<?> type) {
        String name = type.getSimpleName();
        return List.of("byte", "short", "int", "integer", "long")
                        .contains(name.toLowerCase(Locale.ROOT))
                || name.matches("Vector\\d[iL]");
    }

    private static boolean isFloat(Class<?> type) {
        return type == float.class
                || type == Float.class
                || (type.getPackageName().equals("org.joml") && type.getSimpleName().endsWith("f"));
    }

    private <T> T pick(List<? extends T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Class<? extends Record> define(String name, List<Field> fields) {
        ClassDesc self = ClassDesc.of(RandomStructs.class.getPackageName(), name);
        byte[] code =
                ClassFile.of()
                        .build(
                                self,
                                type -> {
                                    type.withFlags(
                                            ClassFile.ACC_PUBLIC
                                                    | ClassFile.ACC_FINAL
                                                    | ClassFile.ACC_SUPER);
                                    type.withSuperclass(RECORD);
                                    type.with(
                                            RuntimeVisibleAnnotationsAttribute.of(
                                                    Annotation.of(desc(GpuStruct.class))));
                                    type.with(
                                            RecordAttribute.of(
                                                    fields.stream()
                                                            .map(RandomStructs::component)
                                                            .toList()));
                                    for (Field field : fields) {
                                        type.withField(
                                                field.name,
                                                desc(field.type),
                                                ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
                                        type.withMethodBody(
                                                field.name,
                                                MethodTypeDesc.of(desc(field.type)),
                                                ClassFile.ACC_PUBLIC,
                                                body ->
                                                        body.aload(0)
                                                                .getfield(
                                                                        self,
                                                                        field.name,
                                                                        desc(field.type))
                                                                .return_(
                                                                        TypeKind.from(
                                                                                desc(field.type))));
                                    }
                                    type.withMethodBody(
                                            ConstantDescs.INIT_NAME,
                                            MethodTypeDesc.of(
                                                    ConstantDescs.CD_void,
                                                    fields.stream()
                                                            .map(field -> desc(field.type))
                                                            .toList()),
                                            ClassFile.ACC_PUBLIC,
                                            body -> {
                                                body.aload(0)
                                                        .invokespecial(
                                                                RECORD,
                                                                ConstantDescs.INIT_NAME,
                                                                ConstantDescs.MTD_void);
                                                for (int i = 0; i < fields.size(); i++) {
                                                    ClassDesc of = desc(fields.get(i).type);
                                                    body.aload(0)
                                                            .loadLocal(
                                                                    TypeKind.from(of),
                                                                    body.parameterSlot(i))
                                                            .putfield(self, fields.get(i).name, of);
                                                }
                                                body.return_();
                                            });
                                });
        try {
            return MethodHandles.lookup().defineClass(code).asSubclass(Record.class);
        } catch (IllegalAccessException e) {
            throw new LinkageError(name, e);
        }
    }

    private static RecordComponentInfo component(Field field) {
        List<Attribute<?>> attributes = new ArrayList<>();
        if (!field.notes.isEmpty()) {
            attributes.add(RuntimeVisibleAnnotationsAttribute.of(field.notes));
        }
        if (!field.signature.equals(field.type.descriptorString())) {
            attributes.add(SignatureAttribute.of(Signature.parseFrom(field.signature)));
        }
        return RecordComponentInfo.of(field.name, desc(field.type), attributes);
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    // ---------------------------------------------------------------- values

    /// A value of a record.
    public <T extends Record> T value(Class<T> type) {
        Object[] values = Stream.of(type.getRecordComponents()).map(this::componentValue).toArray();
        return type.cast(construct(type.getDeclaredConstructors()[0], values));
    }

    private Object componentValue(RecordComponent component) {
        Class<?> type = component.getType();
        boolean half = component.isAnnotationPresent(Float16.class);
        if (!type.isArray()) {
            return single(type, half);
        }
        int length = Objects.requireNonNull(component.getAnnotation(Length.class)).value();
        Object array = Array.newInstance(type.componentType(), length);
        for (int i = 0; i < length; i++) {
            Array.set(array, i, single(type.componentType(), half));
        }
        return array;
    }

    private Object single(Class<?> type, boolean half) {
        if (type == boolean.class) {
            return random.nextBoolean();
        } else if (type == byte.class) {
            return (byte) random.nextInt();
        } else if (type == short.class) {
            return (short) random.nextInt();
        } else if (type == char.class) {
            return (char) random.nextInt();
        } else if (type == int.class) {
            return random.nextInt();
        } else if (type == long.class) {
            return random.nextLong();
        } else if (type == float.class) {
            float number = (random.nextBoolean() ? 1 : -1) * random.nextFloat(1, 1000);
            return half ? Float.float16ToFloat(Float.floatToFloat16(number)) : number;
        } else if (type == double.class) {
            return random.nextDouble(-1000, 1000);
        } else if (type.isEnum()) {
            return Shade.values()[random.nextInt(Shade.values().length)];
        } else if (VECTORS.contains(type) || MATRICES.contains(type)) {
            return joml(type, half);
        } else if (type.getSimpleName().endsWith("Ptr") || WRAPPED.contains(type)) {
            return construct(type.getDeclaredConstructors()[0], random.nextLong());
        }
        return value(type.asSubclass(Record.class));
    }

    private Object joml(Class<?> type, boolean half) {
        Method set =
                Stream.of(type.getMethods())
                        .filter(each -> each.getName().equals("set"))
                        .filter(each -> each.getReturnType() == type)
                        .filter(each -> each.getParameterCount() > 1)
                        .filter(each -> all(each.getParameterTypes(), number(type)))
                        .findFirst()
                        .orElseThrow();
        try {
            Object[] numbers =
                    Stream.of(set.getParameterTypes()).map(each -> single(each, half)).toArray();
            return set.invoke(type.getConstructor().newInstance(), numbers);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    private static boolean all(Class<?>[] types, Class<?> same) {
        return Stream.of(types).allMatch(type -> type == same);
    }

    private static Class<?> number(Class<?> joml) {
        return switch (joml.getSimpleName().charAt(joml.getSimpleName().length() - 1)) {
            case 'f' -> float.class;
            case 'd' -> double.class;
            case 'i' -> int.class;
            default -> long.class;
        };
    }

    private static Object construct(Constructor<?> constructor, Object... arguments) {
        try {
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(constructor.toString(), e);
        }
    }
}
