package daxa.core.pipeline;

/// A programmable stage of a pipeline. Source: `VkShaderStageFlagBits`.
public enum ShaderStage {
    /// Vertex shader.
    VERTEX(0x1),
    /// Tessellation control shader: runs for each control point of a patch.
    TESSELLATION_CONTROL(0x2),
    /// Tessellation evaluation shader: runs for each vertex that tessellation makes.
    TESSELLATION_EVALUATION(0x4),
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
