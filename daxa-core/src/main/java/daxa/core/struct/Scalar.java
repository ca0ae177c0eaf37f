package daxa.core.struct;

import java.lang.foreign.ValueLayout;

/// The kinds of numbers in structs.
enum Scalar {
    BOOL("bool", 4, int.class),
    INT8("int8_t", 1, byte.class),
    UINT8("uint8_t", 1, byte.class),
    INT16("int16_t", 2, short.class),
    UINT16("uint16_t", 2, short.class),
    INT32("int", 4, int.class),
    UINT32("uint", 4, int.class),
    INT64("int64_t", 8, long.class),
    UINT64("uint64_t", 8, long.class),
    FLOAT16("float16_t", 2, short.class),
    FLOAT32("float", 4, float.class),
    FLOAT64("double", 8, double.class);

    /// Its name in GLSL.
    final String glsl;

    /// Its size and alignment.
    final int bytes;

    /// How Java's memory access calls numbers of this size.
    final Class<?> carrier;

    Scalar(String glsl, int bytes, Class<?> carrier) {
        this.glsl = glsl;
        this.bytes = bytes;
        this.carrier = carrier;
    }

    /// What GLSL's vectors of such numbers begin with.
    String prefix() {
        return switch (this) {
            case FLOAT16 -> "f16";
            case FLOAT32 -> "";
            case FLOAT64 -> "d";
            case INT32 -> "i";
            case UINT32 -> "u";
            case INT64 -> "i64";
            case UINT64 -> "u64";
            case BOOL, INT8, UINT8, INT16, UINT16 -> throw new AssertionError(this);
        };
    }

    Scalar unsigned() {
        return switch (this) {
            case INT8 -> UINT8;
            case INT16 -> UINT16;
            case INT32 -> UINT32;
            case INT64 -> UINT64;
            case BOOL, UINT8, UINT16, UINT32, UINT64, FLOAT16, FLOAT32, FLOAT64 -> this;
        };
    }

    boolean isSigned() {
        return unsigned() != this;
    }

    /// The file of the GLSL library that declares pointers to such numbers.
    String pointerFile() {
        return switch (this) {
            case INT8, UINT8, INT16, UINT16, FLOAT16 -> "small_types.glsl";
            case FLOAT64 -> "float64.glsl";
            case BOOL, INT32, UINT32, INT64, UINT64, FLOAT32 -> "buffers.glsl";
        };
    }

    /// How Java calculates with such numbers, where that is not the [#carrier].
    Class<?> number() {
        return this == FLOAT16 ? float.class : carrier;
    }

    /// The name of the constant in [ValueLayout] that fits.
    String layoutName() {
        return switch (bytes) {
            case 1 -> "JAVA_BYTE";
            case 2 -> "JAVA_SHORT_UNALIGNED";
            case 4 -> this == FLOAT32 ? "JAVA_FLOAT_UNALIGNED" : "JAVA_INT_UNALIGNED";
            default -> this == FLOAT64 ? "JAVA_DOUBLE_UNALIGNED" : "JAVA_LONG_UNALIGNED";
        };
    }

    /// The class of that constant.
    Class<? extends ValueLayout> layoutClass() {
        return switch (bytes) {
            case 1 -> ValueLayout.OfByte.class;
            case 2 -> ValueLayout.OfShort.class;
            case 4 -> this == FLOAT32 ? ValueLayout.OfFloat.class : ValueLayout.OfInt.class;
            default -> this == FLOAT64 ? ValueLayout.OfDouble.class : ValueLayout.OfLong.class;
        };
    }
}
