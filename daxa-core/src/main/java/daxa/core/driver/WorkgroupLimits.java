package daxa.core.driver;

import daxa.core.concurrent.Immutable;

/// How many workgroups of task or mesh shaders there can be, and of what size. Source: Vulkan 1.3
/// specification, `VkPhysicalDeviceMeshShaderPropertiesEXT`.
///
/// @param maxTotalCount workgroups of a draw
/// @param maxCountX workgroups of a draw, x
/// @param maxCountY workgroups of a draw, y
/// @param maxCountZ workgroups of a draw, z
/// @param maxInvocations invocations of a workgroup
/// @param maxSizeX invocations of a workgroup, x
/// @param maxSizeY invocations of a workgroup, y
/// @param maxSizeZ invocations of a workgroup, z
/// @param maxSharedMemorySize bytes that a workgroup shares
/// @param maxPayloadAndSharedMemorySize bytes that a workgroup shares, its payload included
/// @param maxPreferredInvocations invocations of a workgroup beyond which it may be slower
@Immutable
public record WorkgroupLimits(
        long maxTotalCount,
        int maxCountX,
        int maxCountY,
        int maxCountZ,
        int maxInvocations,
        int maxSizeX,
        int maxSizeY,
        int maxSizeZ,
        int maxSharedMemorySize,
        int maxPayloadAndSharedMemorySize,
        int maxPreferredInvocations) {
    /// Those of a device without such shaders.
    public static final WorkgroupLimits NONE = new WorkgroupLimits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
