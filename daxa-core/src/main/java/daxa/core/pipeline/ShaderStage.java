package daxa.core.pipeline;

import daxa.core.driver.Feature;

import org.jspecify.annotations.Nullable;

/// A programmable stage of a pipeline. Source: `VkShaderStageFlagBits`.
///
/// What the framework has to know of a stage stands here, so that a new one is one line; only the
/// compiler has a number of its own for it.
public enum ShaderStage {
    /// Vertex shader.
    VERTEX(0x1, 0, PipelineKind.RASTER, Feature.VERTEX_STORES_AND_ATOMICS),
    /// Tessellation control shader: runs for each control point of a patch.
    TESSELLATION_CONTROL(0x2, 1, PipelineKind.RASTER, Feature.VERTEX_STORES_AND_ATOMICS),
    /// Tessellation evaluation shader: runs for each vertex that tessellation makes.
    TESSELLATION_EVALUATION(0x4, 2, PipelineKind.RASTER, Feature.VERTEX_STORES_AND_ATOMICS),
    /// Fragment shader.
    FRAGMENT(0x10, 4, PipelineKind.RASTER, Feature.FRAGMENT_STORES_AND_ATOMICS),
    /// Compute shader.
    COMPUTE(0x20, 5, PipelineKind.COMPUTE, null),
    /// Task shader: its workgroups decide how many workgroups of mesh shaders run.
    TASK(0x40, 5364, PipelineKind.RASTER, null),
    /// Mesh shader: its workgroups make vertices and primitives.
    MESH(0x80, 5365, PipelineKind.RASTER, null),
    /// Ray generation shader: runs for each ray of a trace command, and starts traces.
    RAYGEN(0x100, 5313, PipelineKind.RAY_TRACING, null),
    /// Any-hit shader: decides whether a hit on the way of a ray counts.
    ANY_HIT(0x200, 5315, PipelineKind.RAY_TRACING, null),
    /// Closest-hit shader: runs for the hit where a ray ends.
    CLOSEST_HIT(0x400, 5316, PipelineKind.RAY_TRACING, null),
    /// Miss shader: runs for a ray that hits nothing.
    MISS(0x800, 5317, PipelineKind.RAY_TRACING, null),
    /// Intersection shader: says where a ray hits what is in a box.
    INTERSECTION(0x1000, 5314, PipelineKind.RAY_TRACING, null),
    /// Callable shader: runs where another shader calls it.
    CALLABLE(0x2000, 5318, PipelineKind.RAY_TRACING, null);

    private final int bit;
    private final int model;
    private final PipelineKind pipelineKind;
    private final @Nullable Feature stores;

    ShaderStage(int bit, int model, PipelineKind pipelineKind, @Nullable Feature stores) {
        this.bit = bit;
        this.model = model;
        this.pipelineKind = pipelineKind;
        this.stores = stores;
    }

    /// The number that Vulkan gives the stage.
    ///
    /// @return one bit
    public int vulkanBit() {
        return bit;
    }

    /// The number that SPIR-V gives the stage. Source: SPIR-V specification 1.6, section 3.3
    /// "Execution Model".
    ///
    /// @return the execution model
    public int executionModel() {
        return model;
    }

    /// The pipelines that can have the stage.
    ///
    /// @return their kind
    public PipelineKind pipelineKind() {
        return pipelineKind;
    }

    /// Whether it runs in workgroups.
    boolean hasWorkgroups() {
        return this == COMPUTE || this == TASK || this == MESH;
    }

    /// What a device needs where a shader of the stage writes storage images or buffers; null where
    /// every device can.
    @Nullable Feature stores() {
        return stores;
    }
}
