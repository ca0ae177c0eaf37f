package daxa.core.pipeline;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The kinds of shader groups. Source: `VkRayTracingShaderGroupTypeKHR`; general groups are told
/// apart by their shader.
public enum ShaderGroupKind {
    /// A ray generation shader.
    RAYGEN(0, TablePart.RAYGEN, ShaderStage.RAYGEN),
    /// A miss shader.
    MISS(0, TablePart.MISS, ShaderStage.MISS),
    /// A callable shader.
    CALLABLE(0, TablePart.CALLABLE, ShaderStage.CALLABLE),
    /// What runs where a ray hits triangles: nothing, or up to one shader of each stage.
    TRIANGLES(1, TablePart.HIT, null),
    /// What runs where a ray comes to a box: an intersection shader, and up to one of each other
    /// stage.
    PROCEDURAL(2, TablePart.HIT, ShaderStage.INTERSECTION);

    private final int vulkanValue;
    private final TablePart part;
    private final @Nullable ShaderStage needed;

    ShaderGroupKind(int vulkanValue, TablePart part, @Nullable ShaderStage needed) {
        this.vulkanValue = vulkanValue;
        this.part = part;
        this.needed = needed;
    }

    /// The number in Vulkan.
    ///
    /// @return one of `VkRayTracingShaderGroupTypeKHR`
    public int vulkanValue() {
        return vulkanValue;
    }

    /// The part of shader binding tables where groups of the kind stand.
    ///
    /// @return the part
    public TablePart part() {
        return part;
    }

    /// The stage that each group of the kind has a shader of.
    ///
    /// @return the stage, or null for none
    public @Nullable ShaderStage needed() {
        return needed;
    }

    /// The stages that groups of the kind may have a shader of.
    ///
    /// @return an immutable list, without the one that is needed
    public List<ShaderStage> optional() {
        return part == TablePart.HIT
                ? List.of(ShaderStage.CLOSEST_HIT, ShaderStage.ANY_HIT)
                : List.of();
    }
}
