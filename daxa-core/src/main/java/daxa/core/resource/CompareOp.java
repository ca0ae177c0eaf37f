package daxa.core.resource;

/// How a value is compared with the one that is there. Source: `VkCompareOp`.
public enum CompareOp {
    /// Never passes.
    NEVER(0),
    /// Passes if less.
    LESS(1),
    /// Passes if equal.
    EQUAL(2),
    /// Passes if less or equal.
    LESS_OR_EQUAL(3),
    /// Passes if greater.
    GREATER(4),
    /// Passes if not equal.
    NOT_EQUAL(5),
    /// Passes if greater or equal.
    GREATER_OR_EQUAL(6),
    /// Always passes.
    ALWAYS(7);

    private final int value;

    CompareOp(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives the operator.
    ///
    /// @return the `VkCompareOp` value
    public int vulkanValue() {
        return value;
    }
}
