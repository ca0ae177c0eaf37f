package daxa.core.driver;

import daxa.core.concurrent.Immutable;

/// Limits of task and mesh shaders. Source: Vulkan 1.3 specification,
/// `VkPhysicalDeviceMeshShaderPropertiesEXT`.
///
/// @param task workgroups of task shaders
/// @param mesh workgroups of mesh shaders, and of draws without a task shader
/// @param maxTaskPayloadSize bytes that a task shader hands to its mesh shaders
/// @param maxOutputVertices vertices that a workgroup of mesh shaders gives
/// @param maxOutputPrimitives primitives that a workgroup of mesh shaders gives
/// @param maxViewCount views of a render pass with mesh shaders; 0 without
///   [Feature#MULTIVIEW_MESH_SHADER]
@Immutable
public record MeshShaderLimits(
        WorkgroupLimits task,
        WorkgroupLimits mesh,
        int maxTaskPayloadSize,
        int maxOutputVertices,
        int maxOutputPrimitives,
        int maxViewCount) {
    /// Those of a device without mesh shaders.
    public static final MeshShaderLimits NONE =
            new MeshShaderLimits(WorkgroupLimits.NONE, WorkgroupLimits.NONE, 0, 0, 0, 0);
}
