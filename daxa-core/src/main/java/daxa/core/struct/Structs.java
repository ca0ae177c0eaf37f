package daxa.core.struct;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.UsageException;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// Finds the [Struct] of a record. Each is made once, when it is first asked for.
@ThreadSafe
public final class Structs {
    private static final Map<StructLayout, Known> KNOWN = new EnumMap<>(StructLayout.class);

    static {
        for (StructLayout layout : StructLayout.values()) {
            KNOWN.put(layout, new Known(layout));
        }
    }

    private static final class Known extends ClassValue<Struct<?>> {
        private final StructLayout layout;

        Known(StructLayout layout) {
            this.layout = layout;
        }

        @Override
        protected Struct<?> computeValue(Class<?> type) {
            return StructGenerator.generate(StructModel.of(type.asSubclass(Record.class), layout));
        }
    }

    private Structs() {}

    /// The struct of a record in [StructLayout#SCALAR], the layout of push constants and buffer
    /// pointers.
    ///
    /// @param <T> the record
    /// @param type its class
    /// @return the struct, the same object each time
    /// @throws UsageException if the record is no [GpuStruct], has a component that cannot stand in
    ///   one or is named by a word of GLSL, or its package is not open to `daxa.core`
    public static <T extends Record> Struct<T> of(Class<T> type) {
        return of(type, StructLayout.SCALAR);
    }

    /// The struct of a record.
    ///
    /// @param <T> the record
    /// @param type its class
    /// @param layout the rules for its offsets
    /// @return the struct, the same object each time
    /// @throws UsageException if the record is no [GpuStruct], has a component that cannot stand in
    ///   one or is named by a word of GLSL, or its package is not open to `daxa.core`
    @SuppressWarnings("unchecked") // It was made of the class.
    public static <T extends Record> Struct<T> of(Class<T> type, StructLayout layout) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(layout, "layout");
        return (Struct<T>) Objects.requireNonNull(KNOWN.get(layout)).get(type);
    }

    /// The GLSL texts of records and of all that they contain or point at, for a compiler that
    /// shall find them by `#include <Name>`.
    ///
    /// @param types the records
    /// @return the texts by the names of the structs
    /// @throws UsageException if a record has no struct, or two of the same name are among them
    @SafeVarargs
    public static Map<String, String> glsl(Class<? extends Record>... types) {
        Objects.requireNonNull(types, "types");
        Map<String, Class<? extends Record>> named = new LinkedHashMap<>();
        for (Class<? extends Record> type : types) {
            collect(type, named);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        named.forEach((name, type) -> texts.put(name, of(type).glsl()));
        return texts;
    }

    private static void collect(
            Class<? extends Record> type, Map<String, Class<? extends Record>> named) {
        Struct<?> struct = of(type);
        Class<?> other = named.putIfAbsent(struct.name(), type);
        if (other == type) {
            return;
        }
        if (other != null) {
            throw new UsageException(
                    struct
                            + " is "
                            + type.getName()
                            + " and "
                            + other.getName()
                            + ", and GLSL knows no packages. Give one another name.");
        }
        struct.model().contained().forEach(each -> collect(each, named));
        struct.model().pointees(false).forEach(each -> collect(each, named));
        struct.model().pointees(true).forEach(each -> collect(each, named));
    }
}
