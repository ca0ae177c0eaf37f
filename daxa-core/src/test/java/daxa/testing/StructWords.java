package daxa.testing;

import daxa.core.struct.BufferPtr;
import daxa.core.struct.Float16;
import daxa.core.struct.Length;
import daxa.core.struct.RWBufferPtr;
import daxa.core.struct.Unsigned;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The numbers of a record one by one, as 32-bit words, with the GLSL that copies them from one
/// struct to another and changes each on the way. It knows nothing of layouts, and shares no code
/// with what it judges.
///
/// What is changed differs from number to number. So a shader that takes one for another, or puts
/// it in the place of another, does not produce what is expected, even where it does both.
public final class StructWords {
    private final List<Part> parts = new ArrayList<>();
    private int count;

    /// One number.
    ///
    /// @param words the words, one or two
    /// @param flips the bits of each word that the copy changes
    /// @param path where it stands, for messages
    /// @param copy GLSL that copies it, together with those after it that have none
    public record Part(List<Integer> words, List<Integer> flips, String path, String copy) {
        /// The words of a copy.
        public List<Integer> flipped() {
            return IntStream.range(0, words.size())
                    .mapToObj(i -> words.get(i) ^ flips.get(i))
                    .toList();
        }
    }

    /// What the annotations of a component say.
    private record Notes(boolean unsigned, boolean half, String pointee) {}

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

    /// The numbers of a value as plain words.
    public static List<Integer> of(Record value) {
        return of(value, "", "").stream().flatMap(part -> part.words.stream()).toList();
    }

    private void addRecord(Record value, String from, String to) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object field = read(component, value);
            String name = "." + component.getName();
            Notes notes =
                    new Notes(
                            component.isAnnotationPresent(Unsigned.class),
                            component.isAnnotationPresent(Float16.class),
                            pointee(component));
            if (component.getType().isArray()) {
                int length = Objects.requireNonNull(component.getAnnotation(Length.class)).value();
                for (int i = 0; i < length; i++) {
                    String element = name + "[" + i + "]";
                    add(Array.get(field, i), from + element, to + element, notes);
                }
            } else {
                add(field, from + name, to + name, notes);
            }
        }
    }

    private void add(Object value, String from, String to, Notes notes) {
        switch (value) {
            case Boolean it -> {
                int key = key(1);
                one(it ? 1 : 0, key, from, to + " = " + from + " != " + (key == 1));
            }
            case Byte it ->
                    small(notes.unsigned ? it & 0xff : it, glsl(notes, "int8_t"), 0x7f, from, to);
            case Short it ->
                    small(
                            notes.unsigned ? it & 0xffff : it,
                            glsl(notes, "int16_t"),
                            0x7fff,
                            from,
                            to);
            case Character it -> small(it, "uint16_t", 0x7fff, from, to);
            case Enum<?> it -> small(position(it), "int", 3, from, to);
            case BufferPtr<?> it ->
                    pointer(it.address(), "daxa_BufferPtr(" + notes.pointee + ")", from, to);
            case RWBufferPtr<?> it ->
                    pointer(it.address(), "daxa_RWBufferPtr(" + notes.pointee + ")", from, to);
            case Record it when it.getClass().getSimpleName().endsWith("Id") -> {
                long bits = (Long) read(it.getClass().getRecordComponents()[0], it);
                small((int) bits, "uint", -1, from + ".index", to + ".index");
                small((int) (bits >>> 32), "uint", -1, from + ".tag", to + ".tag");
            }
            case Record it -> addRecord(it, from, to);
            case Number it -> vector(List.of(it), from, to, notes);
            default -> joml(value, from, to, notes);
        }
    }

    // ---------------------------------------------------------------- vectors and matrices

    private void joml(Object value, String from, String to, Notes notes) {
        String name = value.getClass().getSimpleName();
        if (!name.startsWith("Matrix")) {
            int rows = name.startsWith("Quaternion") ? 4 : name.charAt(6) - '0';
            vector(numbers(value, Stream.of("x", "y", "z", "w").limit(rows)), from, to, notes);
            return;
        }
        int columns = name.charAt(6) - '0';
        int rows = name.charAt(7) == 'x' ? name.charAt(8) - '0' : columns;
        for (int column = 0; column < columns; column++) {
            String first = "m" + column;
            String at = "[" + column + "]";
            vector(
                    numbers(value, IntStream.range(0, rows).mapToObj(row -> first + row)),
                    from + at,
                    to + at,
                    notes);
        }
    }

    private static List<Object> numbers(Object joml, Stream<String> accessors) {
        return accessors.map(accessor -> call(joml, accessor)).toList();
    }

    // Numbers that stand in one vector; or a single one.
    private void vector(List<Object> numbers, String from, String to, Notes notes) {
        int size = numbers.size();
        switch (numbers.getFirst()) {
            case Float first when notes.half -> {
                List<Integer> keys = keys(size, 0x3ff);
                vector(
                        numbers.stream()
                                .map(each -> Float.floatToFloat16((Float) each) & 0xffffL)
                                .toList(),
                        1,
                        keys,
                        from,
                        to
                                + " = uint16BitsToHalf(halfBitsToUint16("
                                + from
                                + ") ^ "
                                + constant("u16vec", "uint16_t", keys)
                                + ")");
            }
            case Float first -> {
                List<Integer> keys = keys(size, -1);
                vector(
                        numbers.stream()
                                .map(each -> (long) Float.floatToRawIntBits((Float) each))
                                .toList(),
                        1,
                        keys,
                        from,
                        to
                                + " = uintBitsToFloat(floatBitsToUint("
                                + from
                                + ") ^ "
                                + constant("uvec", "uint", keys)
                                + ")");
            }
            case Integer first -> {
                List<Integer> keys = keys(size, -1);
                String prefix = notes.unsigned ? "u" : "i";
                String one = notes.unsigned ? "uint" : "int";
                vector(
                        numbers.stream().map(each -> (long) (Integer) each).toList(),
                        1,
                        keys,
                        from,
                        to + " = " + from + " ^ " + constant(prefix + "vec", one, keys));
            }
            case Long first -> {
                List<Integer> keys = keys(size, -1);
                String prefix = notes.unsigned ? "u64vec" : "i64vec";
                String one = notes.unsigned ? "uint64_t" : "int64_t";
                vector(
                        numbers.stream().map(each -> (Long) each).toList(),
                        2,
                        keys,
                        from,
                        to + " = " + from + " ^ " + constant(prefix, one, keys));
            }
            default -> {
                for (int i = 0; i < size; i++) {
                    String part = size == 1 ? "" : "[" + i + "]";
                    int key = key(-1);
                    two(
                            Double.doubleToRawLongBits((Double) numbers.get(i)),
                            key,
                            from + part,
                            to
                                    + part
                                    + " = packDouble2x32(unpackDouble2x32("
                                    + from
                                    + part
                                    + ") ^ uvec2("
                                    + key
                                    + ", 0))");
                }
            }
        }
    }

    private void vector(List<Long> bits, int words, List<Integer> keys, String path, String copy) {
        for (int i = 0; i < bits.size(); i++) {
            String part = bits.size() == 1 ? path : path + "[" + i + "]";
            String all = i == 0 ? copy : "";
            if (words == 1) {
                one((int) (long) bits.get(i), keys.get(i), part, all);
            } else {
                two(bits.get(i), keys.get(i), part, all);
            }
        }
    }

    private static String type(String vector, String one, int size) {
        return size == 1 ? one : vector + size;
    }

    private static String constant(String vector, String one, List<Integer> values) {
        return type(vector, one, values.size())
                + "("
                + String.join(", ", values.stream().map(String::valueOf).toList())
                + ")";
    }

    // ---------------------------------------------------------------- single numbers

    private static String glsl(Notes notes, String signed) {
        return (notes.unsigned ? "u" : "") + signed;
    }

    private void small(int bits, String type, int mask, String from, String to) {
        int key = key(mask);
        one(bits, key, from, to + " = " + type + "(uint(int(" + from + ")) ^ " + key + "u)");
    }

    private void pointer(long address, String type, String from, String to) {
        int key = key(-1);
        two(address, key, from, to + " = " + type + "(uint64_t(" + from + ") ^ " + key + "ul)");
    }

    private void one(int bits, int flip, String path, String copy) {
        parts.add(new Part(List.of(bits), List.of(flip), path, copy));
    }

    private void two(long bits, int flip, String path, String copy) {
        parts.add(new Part(List.of((int) bits, (int) (bits >>> 32)), List.of(flip, 0), path, copy));
    }

    // ---------------------------------------------------------------- what is changed

    private List<Integer> keys(int size, int mask) {
        return Stream.generate(() -> key(mask)).limit(size).toList();
    }

    // Neighbours differ, and no float becomes infinite.
    private int key(int mask) {
        int number = ++count;
        return number % 0x80 & mask;
    }

    // ---------------------------------------------------------------- tools

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
        String unsigned = component.isAnnotationPresent(Unsigned.class) ? "u" : "";
        boolean half = component.isAnnotationPresent(Float16.class);
        return switch (simple) {
            case "Byte" -> unsigned + "int8_t";
            case "Short" -> unsigned + "int16_t";
            case "Character" -> "uint16_t";
            case "Integer" -> unsigned + "int";
            case "Long" -> unsigned + "int64_t";
            case "Float" -> half ? "float16_t" : "float";
            case "Double" -> "double";
            case "Vector3f" -> half ? "f16vec3" : "vec3";
            case "Vector2L" -> (unsigned.isEmpty() ? "i" : "u") + "64vec2";
            case "Matrix4f" -> half ? "f16mat4" : "mat4";
            case "Matrix3x2d" -> "dmat3x2";
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
