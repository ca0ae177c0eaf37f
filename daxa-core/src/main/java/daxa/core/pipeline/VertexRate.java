package daxa.core.pipeline;

/// When a vertex buffer is advanced. Source: `VkVertexInputRate`.
public enum VertexRate {
    /// With each vertex.
    VERTEX(0),
    /// With each instance.
    INSTANCE(1);

    private final int value;

    VertexRate(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkVertexInputRate` value
    public int vulkanValue() {
        return value;
    }
}
