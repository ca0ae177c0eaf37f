package daxa.core.program;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes records as bytes and reads them again: their components in order, which are numbers,
/// strings, enums, memory, lists, maps, sealed interfaces or other records, or null.
///
/// The bytes begin with a hash of the shape of all types in them, so that records whose components
/// have changed since are not misread.
final class RecordCodec {
    private RecordCodec() {}

    /// Writes a record.
    static byte[] encode(Record value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(shape(value.getClass()));
            writeRecord(out, value);
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("cannot write " + value.getClass(), e);
        }
        return bytes.toByteArray();
    }

    /// Reads a record.
    ///
    /// @throws CheckedFile.DamagedException if the bytes are none of that type as it is now
    static <T extends Record> T decode(byte[] bytes, Class<T> type)
            throws CheckedFile.DamagedException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (!in.readUTF().equals(shape(type))) {
                throw new CheckedFile.DamagedException(
                        "it is of another version of " + type.getSimpleName());
            }
            T value = type.cast(readRecord(in, type));
            if (in.available() != 0) {
                throw new CheckedFile.DamagedException(in.available() + " bytes are left over");
            }
            return value;
        } catch (IOException | ReflectiveOperationException | RuntimeException e) {
            throw new CheckedFile.DamagedException("it cannot be read: " + e);
        }
    }

    // ---------------------------------------------------------------- shapes

    private static String shape(Class<?> type) {
        Set<String> lines = new LinkedHashSet<>();
        describe(type, lines);
        return new Fingerprint().add(String.join("\n", lines)).hex();
    }

    private static void describe(Type type, Set<String> lines) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                describe(argument, lines);
            }
        } else if (type instanceof Class<?> c) {
            describe(c, lines);
        }
    }

    private static void describe(Class<?> type, Set<String> lines) {
        if (type.isRecord()) {
            String line =
                    Arrays.stream(type.getRecordComponents())
                            .map(each -> each.getGenericType() + " " + each.getName())
                            .collect(Collectors.joining(", ", type.getName() + "(", ")"));
            if (lines.add(line)) {
                for (RecordComponent each : type.getRecordComponents()) {
                    describe(each.getGenericType(), lines);
                }
            }
        } else if (type.isEnum()) {
            lines.add(type.getName() + Arrays.toString(type.getEnumConstants()));
        } else if (type.isSealed()) {
            lines.add(type.getName() + Arrays.toString(type.getPermittedSubclasses()));
            for (Class<?> each : type.getPermittedSubclasses()) {
                describe(each, lines);
            }
        }
    }

    // ---------------------------------------------------------------- writing

    private static void writeRecord(DataOutputStream out, Record value)
            throws IOException, ReflectiveOperationException {
        for (RecordComponent each : value.getClass().getRecordComponents()) {
            Method accessor = each.getAccessor();
            accessor.setAccessible(true);
            write(out, accessor.invoke(value), each.getGenericType());
        }
    }

    private static void write(DataOutputStream out, @Nullable Object value, Type type)
            throws IOException, ReflectiveOperationException {
        out.writeBoolean(value != null);
        switch (value) {
            case null -> {}
            case Integer i -> out.writeInt(i);
            case Long l -> out.writeLong(l);
            case Float f -> out.writeFloat(f);
            case Double d -> out.writeDouble(d);
            case Boolean b -> out.writeBoolean(b);
            case String s -> writeBytes(out, s.getBytes(StandardCharsets.UTF_8));
            case Enum<?> e -> out.writeUTF(e.name());
            case MemorySegment m -> writeBytes(out, m.toArray(ValueLayout.JAVA_BYTE));
            case List<?> list -> {
                out.writeInt(list.size());
                for (Object each : list) {
                    write(out, each, argument(type, 0));
                }
            }
            case Map<?, ?> map -> {
                out.writeInt(map.size());
                for (Map.Entry<?, ?> each : map.entrySet()) {
                    write(out, each.getKey(), argument(type, 0));
                    write(out, each.getValue(), argument(type, 1));
                }
            }
            case Record r -> {
                if (type instanceof Class<?> declared && declared.isSealed()) {
                    out.writeInt(List.of(declared.getPermittedSubclasses()).indexOf(r.getClass()));
                }
                writeRecord(out, r);
            }
            default -> throw new IllegalStateException("cannot write " + type);
        }
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    // ---------------------------------------------------------------- reading

    private static Object readRecord(DataInputStream in, Class<?> type)
            throws IOException, ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = read(in, components[i].getGenericType());
        }
        Constructor<?> constructor =
                type.getDeclaredConstructor(
                        Arrays.stream(components)
                                .map(RecordComponent::getType)
                                .toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private static @Nullable Object read(DataInputStream in, Type type)
            throws IOException, ReflectiveOperationException {
        if (!in.readBoolean()) {
            return null;
        }
        Class<?> raw =
                (Class<?>)
                        (type instanceof ParameterizedType generic ? generic.getRawType() : type);
        if (raw == int.class || raw == Integer.class) {
            return in.readInt();
        } else if (raw == long.class || raw == Long.class) {
            return in.readLong();
        } else if (raw == float.class || raw == Float.class) {
            return in.readFloat();
        } else if (raw == double.class || raw == Double.class) {
            return in.readDouble();
        } else if (raw == boolean.class || raw == Boolean.class) {
            return in.readBoolean();
        } else if (raw == String.class) {
            return new String(readBytes(in), StandardCharsets.UTF_8);
        } else if (raw.isEnum()) {
            return constant(raw, in.readUTF());
        } else if (raw == MemorySegment.class) {
            byte[] bytes = readBytes(in);
            MemorySegment memory = Arena.ofAuto().allocate(bytes.length, Long.BYTES);
            return memory.copyFrom(MemorySegment.ofArray(bytes)).asReadOnly();
        } else if (raw == List.class) {
            return readList(in, type);
        } else if (raw == Map.class) {
            return readMap(in, type);
        } else if (raw.isSealed()) {
            return readRecord(in, raw.getPermittedSubclasses()[in.readInt()]);
        }
        return readRecord(in, raw);
    }

    private static Object constant(Class<?> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> ((Enum<?>) each).name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<@Nullable Object> readList(DataInputStream in, Type type)
            throws IOException, ReflectiveOperationException {
        int size = in.readInt();
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(read(in, argument(type, 0)));
        }
        return list;
    }

    private static Map<@Nullable Object, @Nullable Object> readMap(DataInputStream in, Type type)
            throws IOException, ReflectiveOperationException {
        int size = in.readInt();
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            map.put(read(in, argument(type, 0)), read(in, argument(type, 1)));
        }
        return map;
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length != length) {
            throw new IOException(bytes.length + " bytes (expected " + length + ")");
        }
        return bytes;
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
