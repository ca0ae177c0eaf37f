package daxa.testing;

import daxa.core.struct.BufferPtr;
import daxa.core.struct.Length;
import daxa.core.struct.RWBufferPtr;
import daxa.core.struct.Unsigned;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The numbers of a record one by one, as 32-bit words, with the GLSL that takes each out of the
/// struct and puts it in. It knows nothing of layouts, and shares no code with what it judges.
public final class StructWords {
    private final List<Part> parts = new ArrayList<>();

    /// One number.
    ///
    /// @param get GLSL that makes `uint` or `uvec2` of it
    /// @param set GLSL that sets it to `%s`, a `uint` or `uvec2`
    /// @param words the words, one or two
    /// @param path where it stands, for messages
    public record Part(String get, String set, List<Integer> words, String path) {}

    private StructWords() {}

    /// The numbers of a value.
    ///
    /// @param from the expression of a struct that is read
    /// @param to the expression of a struct that is written
    public static List<Part> of(Record value, String from, String to) {
        StructWords words = new StructWords();
        words.addRecord(value, from, to);
        return words.parts;
    }

    private void addRecord(Record value, String from, String to) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object field = read(component, value);
            String name = "." + component.getName();
            boolean unsigned = component.isAnnotationPresent(Unsigned.class);
            String pointee = pointee(component);
            if (component.getType().isArray()) {
                int length = Objects.requireNonNull(component.getAnnotation(Length.class)).value();
                for (int i = 0; i < length; i++) {
                    String element = name + "[" + i + "]";
                    add(Array.get(field, i), from + element, to + element, unsigned, pointee);
                }
            } else {
                add(field, from + name, to + name, unsigned, pointee);
            }
        }
    }

    private void add(Object value, String from, String to, boolean unsigned, String pointee) {
        switch (value) {
            case Boolean it -> one(it ? 1 : 0, "uint(" + from + ")", to + " = %s != 0u", from);
            case Byte it ->
                    one(
                            unsigned ? it & 0xff : it,
                            "uint(int(" + from + "))",
                            to + (unsigned ? " = uint8_t(%s)" : " = int8_t(int(%s))"),
                            from);
            case Short it ->
                    one(
                            unsigned ? it & 0xffff : it,
                            "uint(int(" + from + "))",
                            to + (unsigned ? " = uint16_t(%s)" : " = int16_t(int(%s))"),
                            from);
            case Character it -> one(it, "uint(int(" + from + "))", to + " = uint16_t(%s)", from);
            case Integer it -> one(it, "uint(" + from + ")", set(to, unsigned, "int"), from);
            case Float it ->
                    one(
                            Float.floatToRawIntBits(it),
                            "floatBitsToUint(" + from + ")",
                            to + " = uintBitsToFloat(%s)",
                            from);
            case Long it -> addLong(it, from, to, unsigned);
            case Double it ->
                    two(
                            Double.doubleToRawLongBits(it),
                            "unpackDouble2x32(" + from + ")",
                            to + " = packDouble2x32(%s)",
                            from);
            case Enum<?> it -> one(position(it), "uint(" + from + ")", to + " = int(%s)", from);
            case BufferPtr<?> it -> addPointer(it.address(), "daxa_BufferPtr", pointee, from, to);
            case RWBufferPtr<?> it ->
                    addPointer(it.address(), "daxa_RWBufferPtr", pointee, from, to);
            case Record it when it.getClass().getSimpleName().endsWith("Id") -> {
                long bits = (Long) read(it.getClass().getRecordComponents()[0], it);
                one((int) bits, from + ".index", to + ".index = %s", from);
                one((int) (bits >>> 32), from + ".tag", to + ".tag = %s", from);
            }
            case Record it -> addRecord(it, from, to);
            default -> addJoml(value, from, to, unsigned);
        }
    }

    private void addJoml(Object value, String from, String to, boolean unsigned) {
        String name = value.getClass().getSimpleName();
        if (!name.startsWith("Matrix")) {
            int rows = name.startsWith("Quaternion") ? 4 : name.charAt(6) - '0';
            for (int row = 0; row < rows; row++) {
                String part = "xyzw".substring(row, row + 1);
                add(call(value, part), from + "." + part, to + "." + part, unsigned, "");
            }
            return;
        }
        int columns = name.charAt(6) - '0';
        int rows = name.charAt(7) == 'x' ? name.charAt(8) - '0' : columns;
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                String part = "[" + column + "][" + row + "]";
                add(call(value, "m" + column + row), from + part, to + part, unsigned, "");
            }
        }
    }

    private void addLong(long value, String from, String to, boolean unsigned) {
        two(
                value,
                "unpackUint2x32(uint64_t(" + from + "))",
                to + (unsigned ? " = packUint2x32(%s)" : " = int64_t(packUint2x32(%s))"),
                from);
    }

    private void addPointer(long value, String kind, String pointee, String from, String to) {
        two(
                value,
                "unpackUint2x32(uint64_t(" + from + "))",
                to + " = " + kind + "(" + pointee + ")(packUint2x32(%s))",
                from);
    }

    private static String set(String to, boolean unsigned, String signed) {
        return to + (unsigned ? " = %s" : " = " + signed + "(%s)");
    }

    private void one(int bits, String get, String set, String path) {
        parts.add(new Part(get, set, List.of(bits), path));
    }

    private void two(long bits, String get, String set, String path) {
        parts.add(new Part(get, set, List.of((int) bits, (int) (bits >>> 32)), path));
    }

    private static int position(Enum<?> constant) {
        return List.of(constant.getDeclaringClass().getEnumConstants()).indexOf(constant);
    }

    private static String pointee(RecordComponent component) {
        String generic = component.getGenericType().getTypeName();
        int open = generic.indexOf('<');
        if (open < 0) {
            return "";
        }
        String type = generic.substring(open + 1, generic.indexOf('>'));
        String simple = type.substring(type.lastIndexOf('.') + 1);
        boolean unsigned = component.isAnnotationPresent(Unsigned.class);
        return switch (simple) {
            case "Float" -> "float";
            case "Integer" -> unsigned ? "uint" : "int";
            case "Vector3f" -> "vec3";
            case "Matrix4f" -> "mat4";
            default -> simple;
        };
    }

    private static Object read(RecordComponent component, Object record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(component.toString(), e);
        }
    }

    private static Object call(Object on, String method) {
        try {
            return on.getClass().getMethod(method).invoke(on);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(method, e);
        }
    }
}
