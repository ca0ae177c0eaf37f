package daxa.core.pipeline;

/// How two colours become one. Source: `VkBlendOp`.
public enum BlendOp {
    /// Their sum.
    ADD(0),
    /// Source minus destination.
    SUBTRACT(1),
    /// Destination minus source.
    REVERSE_SUBTRACT(2),
    /// The smaller of each component.
    MIN(3),
    /// The larger of each component.
    MAX(4);

    private final int value;

    BlendOp(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkBlendOp` value
    public int vulkanValue() {
        return value;
    }
}
