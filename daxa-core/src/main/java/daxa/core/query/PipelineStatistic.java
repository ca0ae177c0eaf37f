package daxa.core.query;

/// What a query of [pipeline statistics][QueryKind#PIPELINE_STATISTICS] counts. Source:
/// `VkQueryPipelineStatisticFlagBits`.
public enum PipelineStatistic {
    /// Vertices that draws take, restarts left out.
    INPUT_ASSEMBLY_VERTICES(0x1),
    /// Primitives that draws make of them.
    INPUT_ASSEMBLY_PRIMITIVES(0x2),
    /// Invocations of vertex shaders. A vertex that several primitives share may count once.
    VERTEX_SHADER_INVOCATIONS(0x4),
    /// Primitives that come to clipping.
    CLIPPING_INVOCATIONS(0x20),
    /// Primitives that clipping lets through. One that is cut may count several times.
    CLIPPING_PRIMITIVES(0x40),
    /// Invocations of fragment shaders.
    FRAGMENT_SHADER_INVOCATIONS(0x80),
    /// Patches that come to tessellation control shaders.
    TESSELLATION_CONTROL_PATCHES(0x100),
    /// Invocations of tessellation evaluation shaders.
    TESSELLATION_EVALUATION_INVOCATIONS(0x200),
    /// Invocations of compute shaders.
    COMPUTE_SHADER_INVOCATIONS(0x400),
    /// Invocations of task shaders. Needs the feature
    /// [MESH_SHADER_QUERIES][daxa.core.driver.Feature#MESH_SHADER_QUERIES].
    TASK_SHADER_INVOCATIONS(0x800),
    /// Invocations of mesh shaders. Needs the feature
    /// [MESH_SHADER_QUERIES][daxa.core.driver.Feature#MESH_SHADER_QUERIES].
    MESH_SHADER_INVOCATIONS(0x1000);

    private final int vulkanBit;

    PipelineStatistic(int vulkanBit) {
        this.vulkanBit = vulkanBit;
    }

    /// The bit in Vulkan.
    ///
    /// @return one bit of `VkQueryPipelineStatisticFlags`
    public int vulkanBit() {
        return vulkanBit;
    }
}
