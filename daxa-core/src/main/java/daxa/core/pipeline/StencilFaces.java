package daxa.core.pipeline;

/// Which faces a stencil state is for. Source: `VkStencilFaceFlagBits`.
public enum StencilFaces {
    /// Those that face the viewer.
    FRONT(1),
    /// Those that face away.
    BACK(2),
    /// All.
    BOTH(3);

    private final int value;

    StencilFaces(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkStencilFaceFlags` value
    public int vulkanValue() {
        return value;
    }
}
