package daxa.core.pipeline;

/// Which winding faces the viewer, in framebuffer coordinates. Source: `VkFrontFace`.
public enum FrontFace {
    /// Counter-clockwise.
    COUNTER_CLOCKWISE(0),
    /// Clockwise.
    CLOCKWISE(1);

    private final int value;

    FrontFace(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkFrontFace` value
    public int vulkanValue() {
        return value;
    }
}
