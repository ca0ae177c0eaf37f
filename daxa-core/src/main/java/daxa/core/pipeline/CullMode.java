package daxa.core.pipeline;

/// Which faces are left out. Source: `VkCullModeFlagBits`.
public enum CullMode {
    /// None.
    NONE(0),
    /// Those that face the viewer.
    FRONT(1),
    /// Those that face away.
    BACK(2);

    private final int value;

    CullMode(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkCullModeFlagBits` value
    public int vulkanValue() {
        return value;
    }
}
