package daxa.core.pipeline;

/// A programmable stage of a pipeline. Source: `VkShaderStageFlagBits`.
public enum ShaderStage {
    /// Vertex shader.
    VERTEX(0x1),
    /// Fragment shader.
    FRAGMENT(0x10),
    /// Compute shader.
    COMPUTE(0x20);

    private final int bit;

    ShaderStage(int bit) {
        this.bit = bit;
    }

    /// The number that Vulkan gives the stage.
    ///
    /// @return one bit
    public int vulkanBit() {
        return bit;
    }
}
