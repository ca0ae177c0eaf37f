package daxa.core.pipeline;

/// The type of a number in a shader.
public enum ScalarType {
    /// `bool`, which no struct in memory can hold.
    BOOL(4),
    /// `int8_t`.
    INT8(1),
    /// `uint8_t`.
    UINT8(1),
    /// `int16_t`.
    INT16(2),
    /// `uint16_t`.
    UINT16(2),
    /// `int`.
    INT32(4),
    /// `uint`.
    UINT32(4),
    /// `int64_t`.
    INT64(8),
    /// `uint64_t`.
    UINT64(8),
    /// `float16_t`.
    FLOAT16(2),
    /// `float`.
    FLOAT32(4),
    /// `double`.
    FLOAT64(8);

    private final int bytes;

    ScalarType(int bytes) {
        this.bytes = bytes;
    }

    /// How large a number is.
    ///
    /// @return bytes
    public int bytes() {
        return bytes;
    }

    /// Whether it is a floating-point type.
    ///
    /// @return true for `float16_t`, `float` and `double`
    public boolean isFloat() {
        return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
    }

    /// Whether it is a signed integer type.
    ///
    /// @return true for `int` and its kin
    public boolean isSigned() {
        return this == INT8 || this == INT16 || this == INT32 || this == INT64;
    }
}
