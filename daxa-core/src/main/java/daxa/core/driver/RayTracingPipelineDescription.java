package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

import java.util.List;

/// What a ray tracing pipeline or a library shall be.
///
/// @param name its name
/// @param stages its shaders
/// @param groups its own groups, in order
/// @param libraries `VkPipeline`s of libraries, whose groups follow in order
/// @param library whether it is a library itself
/// @param maxRecursionDepth how deep traces start traces
/// @param maxPayloadSize bytes; counts with libraries and in them
/// @param maxHitAttributeSize bytes; counts with libraries and in them
/// @param dynamicStackSize whether the size of its stack is dynamic state
@Internal
@Immutable
public record RayTracingPipelineDescription(
        String name,
        List<ShaderStageDescription> stages,
        List<Group> groups,
        List<Long> libraries,
        boolean library,
        int maxRecursionDepth,
        int maxPayloadSize,
        int maxHitAttributeSize,
        boolean dynamicStackSize) {
    /// Stands where a group has no shader of a stage (`VK_SHADER_UNUSED_KHR`).
    public static final int UNUSED = -1;

    /// Copies the lists.
    public RayTracingPipelineDescription {
        stages = List.copyOf(stages);
        groups = List.copyOf(groups);
        libraries = List.copyOf(libraries);
    }

    /// A shader group; shaders are told by their index among the stages.
    ///
    /// @param type `VkRayTracingShaderGroupTypeKHR`
    /// @param general its ray generation, miss or callable shader, or [#UNUSED]
    /// @param closestHit its closest-hit shader, or [#UNUSED]
    /// @param anyHit its any-hit shader, or [#UNUSED]
    /// @param intersection its intersection shader, or [#UNUSED]
    @Immutable
    public record Group(int type, int general, int closestHit, int anyHit, int intersection) {}
}
