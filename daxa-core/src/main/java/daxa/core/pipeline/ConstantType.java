package daxa.core.pipeline;

/// The type of a specialisation constant.
public enum ConstantType {
    /// `bool`.
    BOOL(4),
    /// `int`.
    INT32(4),
    /// `uint`.
    UINT32(4),
    /// `float`.
    FLOAT32(4),
    /// `int64_t`.
    INT64(8),
    /// `uint64_t`.
    UINT64(8),
    /// `double`.
    FLOAT64(8);

    private final int bytes;

    ConstantType(int bytes) {
        this.bytes = bytes;
    }

    /// How large a value is.
    ///
    /// @return bytes
    public int bytes() {
        return bytes;
    }
}
