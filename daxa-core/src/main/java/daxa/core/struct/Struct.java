package daxa.core.struct;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A [GpuStruct] record in one layout: its offsets, its writer and reader, and its GLSL text.
///
/// ```java
/// static final Struct<Light> LIGHT = Structs.of(Light.class);
///
/// Buffer lights = device.createBuffer(BufferInfo.of("lights", LIGHT.bytes(64)).upload());
/// LIGHT.write(lights.mapped(), LIGHT.bytes(i), light);
/// ```
///
/// Kept in a `static final` field, it writes as fast as code written by hand, and allocates
/// nothing. Numbers are in native byte order, as the GPU has them.
///
/// Made by [Structs].
///
/// @param <T> the record
@Immutable
public abstract class Struct<T extends Record> {
    private final StructModel model;

    /// Called by generated classes; there are no others.
    ///
    /// @param model what the struct looks like
    protected Struct(Object model) {
        this.model = (StructModel) model;
    }

    // ---------------------------------------------------------------- what it looks like

    /// The struct's name in GLSL.
    ///
    /// @return the simple name of the record
    public final String name() {
        return model.name();
    }

    /// The layout.
    ///
    /// @return by which rules the fields have their offsets
    public final StructLayout layout() {
        return model.layout();
    }

    /// The fields.
    ///
    /// @return the fields in order
    public final List<StructField> fields() {
        return model.fields();
    }

    /// Where a field lies.
    ///
    /// @param name its name
    /// @return the field
    /// @throws UsageException if there is none of that name
    public final StructField field(String name) {
        Objects.requireNonNull(name, "name");
        for (StructField field : model.fields()) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        throw new UsageException(
                this
                        + " has no field '"
                        + name
                        + "' (expected one of "
                        + model.fields().stream().map(StructField::name).toList()
                        + ")");
    }

    /// The size of one struct, as of the push constants that hold it.
    ///
    /// @return bytes, up to the end of the last field
    public final long size() {
        return model.size();
    }

    /// What the address of a struct must be a multiple of.
    ///
    /// @return bytes, a power of two
    public final long alignment() {
        return model.alignment();
    }

    /// The size of an array of such structs.
    ///
    /// @param count how many, 0 or more
    /// @return bytes; `bytes(i)` is the offset of element `i`
    /// @throws UsageException if the count is negative
    public final long bytes(int count) {
        if (count < 0) {
            throw new UsageException(this + ": count=" + count + " (expected 0 or more)");
        }
        return count * model.stride();
    }

    /// The struct in GLSL, with its pointer types. Texts include it as `#include <Name>`.
    ///
    /// @return a text that includes those of the structs in it
    /// @throws UsageException if the layout is not [StructLayout#SCALAR], the one that the pointers
    ///   have
    public final String glsl() {
        return GlslText.of(model);
    }

    /// The record and its layout, for messages.
    @Override
    public final String toString() {
        return "struct '" + model.name() + "'";
    }

    final StructModel model() {
        return model;
    }

    // ---------------------------------------------------------------- writing and reading

    /// Writes a struct. If the value is refused nothing has been written.
    ///
    /// @param memory where to
    /// @param offset the first byte
    /// @param value what
    /// @throws UsageException if the struct does not fit into the memory there, or an array in it
    ///   has another length than the struct says
    /// @throws NullPointerException if something in it is null; the message names it
    /// @throws IllegalStateException if the memory is freed, or another thread's
    /// @throws IllegalArgumentException if the memory is read-only
    public final void write(MemorySegment memory, long offset, T value) {
        Objects.requireNonNull(memory, "memory");
        Objects.requireNonNull(value, "value");
        checkFits(memory, offset, model.size());
        check(value);
        put(memory, offset, value);
    }

    /// Writes structs one after the other, as shaders see an array. If one is refused nothing has
    /// been written.
    ///
    /// @param memory where to
    /// @param offset the first byte
    /// @param values what
    /// @throws UsageException if they do not fit into the memory there, or an array in one has
    ///   another length than the struct says
    /// @throws NullPointerException if something in one is null; the message names it
    /// @throws IllegalStateException if the memory is freed, or another thread's
    /// @throws IllegalArgumentException if the memory is read-only
    public final void writeAll(MemorySegment memory, long offset, List<? extends T> values) {
        Objects.requireNonNull(memory, "memory");
        Objects.requireNonNull(values, "values");
        checkFits(memory, offset, bytes(values.size()));
        for (int i = 0; i < values.size(); i++) {
            check(Objects.requireNonNull(values.get(i), "values"));
        }
        for (int i = 0; i < values.size(); i++) {
            put(memory, offset + bytes(i), values.get(i));
        }
    }

    /// Reads a struct.
    ///
    /// @param memory where from
    /// @param offset the first byte
    /// @return a new record; so are the objects in it
    /// @throws UsageException if the struct would reach beyond the memory, or a number stands for
    ///   no constant of its enum
    /// @throws IllegalStateException if the memory is freed, or another thread's
    public final T read(MemorySegment memory, long offset) {
        Objects.requireNonNull(memory, "memory");
        checkFits(memory, offset, model.size());
        return get(memory, offset);
    }

    /// Reads structs that lie one after the other.
    ///
    /// @param memory where from
    /// @param offset the first byte
    /// @param count how many
    /// @return new records
    /// @throws UsageException if they would reach beyond the memory, or a number stands for no
    ///   constant of its enum
    /// @throws IllegalStateException if the memory is freed, or another thread's
    public final List<T> readAll(MemorySegment memory, long offset, int count) {
        Objects.requireNonNull(memory, "memory");
        checkFits(memory, offset, bytes(count));
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(get(memory, offset + bytes(i)));
        }
        return values;
    }

    private void checkFits(MemorySegment memory, long offset, long size) {
        if (offset < 0 || offset > memory.byteSize() - size) {
            throw new UsageException(
                    this
                            + ": offset="
                            + offset
                            + ", bytes="
                            + size
                            + " do not lie in memory of "
                            + memory.byteSize()
                            + " bytes");
        }
    }

    // ---------------------------------------------------------------- for generated classes

    /// Checks that nothing in a value is null and that arrays have their length.
    ///
    /// @param value the value
    protected abstract void check(T value);

    /// Writes a value that was checked to where it fits.
    ///
    /// @param memory where to
    /// @param offset the first byte
    /// @param value the value
    protected abstract void put(MemorySegment memory, long offset, T value);

    /// Reads a value from where it fits.
    ///
    /// @param memory where from
    /// @param offset the first byte
    /// @return the value
    protected abstract T get(MemorySegment memory, long offset);

    /// Checks a struct in a struct.
    ///
    /// @param struct its struct
    /// @param value its value
    /// @param where its name
    protected static void checkNested(Struct<Record> struct, Record value, String where) {
        struct.check(Objects.requireNonNull(value, where));
    }

    /// Writes a struct in a struct.
    ///
    /// @param memory where to
    /// @param offset the first byte
    /// @param value its value
    /// @param struct its struct
    protected static void putNested(
            MemorySegment memory, long offset, Record value, Struct<Record> struct) {
        struct.put(memory, offset, value);
    }

    /// Reads a struct in a struct.
    ///
    /// @param memory where from
    /// @param offset the first byte
    /// @param struct its struct
    /// @return its value
    protected static Record getNested(MemorySegment memory, long offset, Struct<Record> struct) {
        return struct.get(memory, offset);
    }

    /// Checks the length of an array.
    ///
    /// @param actual the length that it has
    /// @param expected the length that it should have
    /// @param where its name
    protected static void checkLength(int actual, int expected, String where) {
        if (actual != expected) {
            throw new UsageException(
                    where + ": the array has length=" + actual + " (expected " + expected + ")");
        }
    }

    /// Checks an element of an array.
    ///
    /// @param element the element
    /// @param where the array's name
    /// @param index its index
    protected static void checkElement(Object element, String where, int index) {
        if (element == null) {
            throw new NullPointerException(where + "[" + index + "]");
        }
    }

    /// Finds a constant of an enum.
    ///
    /// @param constants all of them
    /// @param ordinal the number that was read
    /// @param where the field's name
    /// @return the constant
    protected static Object constant(Object[] constants, int ordinal, String where) {
        if (ordinal < 0 || ordinal >= constants.length) {
            throw new UsageException(
                    where
                            + ": "
                            + ordinal
                            + " stands for no constant (expected 0 to "
                            + (constants.length - 1)
                            + ")");
        }
        return constants[ordinal];
    }
}
