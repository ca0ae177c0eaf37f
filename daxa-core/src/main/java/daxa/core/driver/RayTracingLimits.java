package daxa.core.driver;

import daxa.core.concurrent.Immutable;

/// Limits of acceleration structures and of ray tracing pipelines. Source:
/// `VkPhysicalDeviceAccelerationStructurePropertiesKHR` and
/// `VkPhysicalDeviceRayTracingPipelinePropertiesKHR`.
///
/// @param maxGeometryCount geometries of a bottom-level structure
/// @param maxInstanceCount instances of a top-level structure
/// @param maxPrimitiveCount triangles or boxes of a bottom-level structure
/// @param maxAccelerationStructures acceleration structures in one update-after-bind set
/// @param scratchAlignment bytes; scratch memory of builds begins at multiples of it
/// @param shaderGroupHandleSize bytes of a group's handle
/// @param shaderGroupHandleAlignment bytes; records of shader binding tables are apart by multiples
///   of it
/// @param shaderGroupBaseAlignment bytes; the parts of shader binding tables begin at multiples of
///   it
/// @param maxShaderGroupStride bytes of a record of a shader binding table
/// @param maxRecursionDepth how deep traces can start traces; 1 for none but the first
/// @param maxRays rays of one trace command
/// @param maxHitAttributeSize bytes of the attributes of a hit
@Immutable
public record RayTracingLimits(
        long maxGeometryCount,
        long maxInstanceCount,
        long maxPrimitiveCount,
        int maxAccelerationStructures,
        int scratchAlignment,
        int shaderGroupHandleSize,
        int shaderGroupHandleAlignment,
        int shaderGroupBaseAlignment,
        int maxShaderGroupStride,
        int maxRecursionDepth,
        long maxRays,
        int maxHitAttributeSize) {
    /// Those of a device that cannot trace rays.
    public static final RayTracingLimits NONE =
            new RayTracingLimits(0, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0);
}
