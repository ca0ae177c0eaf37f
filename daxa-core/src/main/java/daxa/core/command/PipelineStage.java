package daxa.core.command;

/// A stage that the commands of a queue come through.
///
/// Source: Vulkan 1.3 specification, section "Pipeline Stages"; the numbers are
/// `VkPipelineStageFlags2`.
public enum PipelineStage {
    /// Before everything else.
    TOP_OF_PIPE(0x1L),
    /// The arguments of indirect commands are read.
    DRAW_INDIRECT(0x2L),
    /// Vertex shaders.
    VERTEX_SHADER(0x8L),
    /// Task shaders. Needs the feature TASK_SHADER.
    TASK_SHADER(0x80000L),
    /// Mesh shaders. Needs the feature MESH_SHADER.
    MESH_SHADER(0x100000L),
    /// Fragment shaders.
    FRAGMENT_SHADER(0x80L),
    /// Depth and stencil tests before fragment shaders.
    EARLY_FRAGMENT_TESTS(0x100L),
    /// Depth and stencil tests after fragment shaders.
    LATE_FRAGMENT_TESTS(0x200L),
    /// Colour attachments are written.
    COLOR_ATTACHMENT_OUTPUT(0x400L),
    /// Compute shaders.
    COMPUTE_SHADER(0x800L),
    /// Copies, blits, fills and clears.
    ALL_TRANSFER(0x1000L),
    /// Everything that draws do.
    ALL_GRAPHICS(0x8000L),
    /// Everything.
    ALL_COMMANDS(0x10000L),
    /// Ray tracing shaders; only with the feature RAY_TRACING_PIPELINE.
    RAY_TRACING_SHADER(0x20_0000L),
    /// Builds and copies of acceleration structures; only with the feature ACCELERATION_STRUCTURE.
    ACCELERATION_STRUCTURE_BUILD(0x200_0000L);

    private final long vulkanBit;

    PipelineStage(long vulkanBit) {
        this.vulkanBit = vulkanBit;
    }

    /// The bit in Vulkan.
    ///
    /// @return one bit of `VkPipelineStageFlags2`
    public long vulkanBit() {
        return vulkanBit;
    }
}
