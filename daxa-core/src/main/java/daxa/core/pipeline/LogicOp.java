package daxa.core.pipeline;

/// What is written of the bits of a fragment's colour (s) and of the attachment (d). Source:
/// `VkLogicOp`.
public enum LogicOp {
    /// 0.
    CLEAR(0),
    /// s and d.
    AND(1),
    /// s and not d.
    AND_REVERSE(2),
    /// s.
    COPY(3),
    /// Not s, and d.
    AND_INVERTED(4),
    /// d.
    NO_OP(5),
    /// s exclusive or d.
    XOR(6),
    /// s or d.
    OR(7),
    /// Not (s or d).
    NOR(8),
    /// Not (s exclusive or d).
    EQUIVALENT(9),
    /// Not d.
    INVERT(10),
    /// s or not d.
    OR_REVERSE(11),
    /// Not s.
    COPY_INVERTED(12),
    /// Not s, or d.
    OR_INVERTED(13),
    /// Not (s and d).
    NAND(14),
    /// 1.
    SET(15);

    private final int value;

    LogicOp(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkLogicOp` value
    public int vulkanValue() {
        return value;
    }
}
