package daxa.core.command;

/// The type of indices. Source: `VkIndexType`.
public enum IndexType {
    /// Unsigned 16-bit integers.
    UINT16(0, 2),
    /// Unsigned 32-bit integers.
    UINT32(1, 4);

    private final int value;
    private final int bytes;

    IndexType(int value, int bytes) {
        this.value = value;
        this.bytes = bytes;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkIndexType` value
    public int vulkanValue() {
        return value;
    }

    /// Bytes of one index.
    ///
    /// @return 2 or 4
    public int bytes() {
        return bytes;
    }
}
