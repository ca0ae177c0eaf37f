package daxa.core.pipeline;

/// What happens to a stencil value. Source: `VkStencilOp`.
public enum StencilOp {
    /// It stays.
    KEEP(0),
    /// It becomes 0.
    ZERO(1),
    /// It becomes the reference value.
    REPLACE(2),
    /// One more, up to 255.
    INCREMENT_AND_CLAMP(3),
    /// One less, down to 0.
    DECREMENT_AND_CLAMP(4),
    /// All bits are inverted.
    INVERT(5),
    /// One more, and 0 after 255.
    INCREMENT_AND_WRAP(6),
    /// One less, and 255 after 0.
    DECREMENT_AND_WRAP(7);

    private final int value;

    StencilOp(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkStencilOp` value
    public int vulkanValue() {
        return value;
    }
}
