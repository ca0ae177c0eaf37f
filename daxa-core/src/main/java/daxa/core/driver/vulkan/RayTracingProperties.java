package daxa.core.driver.vulkan;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.RayTracingLimits;

import org.lwjgl.vulkan.KHRAccelerationStructure;
import org.lwjgl.vulkan.KHRRayTracingPipeline;
import org.lwjgl.vulkan.VkPhysicalDeviceAccelerationStructurePropertiesKHR;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties2;
import org.lwjgl.vulkan.VkPhysicalDeviceRayTracingPipelinePropertiesKHR;

import java.util.Set;

/// Asks a device for its limits of ray tracing.
@ExternallySynchronized
final class RayTracingProperties implements AutoCloseable {
    private final boolean hasStructures;
    private final boolean hasPipelines;
    private final VkPhysicalDeviceAccelerationStructurePropertiesKHR structures =
            VkPhysicalDeviceAccelerationStructurePropertiesKHR.calloc().sType$Default();
    private final VkPhysicalDeviceRayTracingPipelinePropertiesKHR pipelines =
            VkPhysicalDeviceRayTracingPipelinePropertiesKHR.calloc().sType$Default();

    RayTracingProperties(Set<String> extensions) {
        hasStructures =
                extensions.contains(
                        KHRAccelerationStructure.VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME);
        hasPipelines =
                extensions.contains(
                        KHRRayTracingPipeline.VK_KHR_RAY_TRACING_PIPELINE_EXTENSION_NAME);
    }

    /// Lets the driver fill the structs whose extensions there are.
    void link(VkPhysicalDeviceProperties2 properties) {
        if (hasStructures) {
            properties.pNext(structures);
        }
        if (hasPipelines) {
            properties.pNext(pipelines);
        }
    }

    /// What the driver has filled in.
    RayTracingLimits limits() {
        if (!hasStructures) {
            return RayTracingLimits.NONE;
        }
        return new RayTracingLimits(
                atLeastZero(structures.maxGeometryCount()),
                atLeastZero(structures.maxInstanceCount()),
                atLeastZero(structures.maxPrimitiveCount()),
                Math.min(
                        clamp(structures.maxDescriptorSetUpdateAfterBindAccelerationStructures()),
                        clamp(
                                structures
                                        .maxPerStageDescriptorUpdateAfterBindAccelerationStructures())),
                Math.max(1, structures.minAccelerationStructureScratchOffsetAlignment()),
                pipelines.shaderGroupHandleSize(),
                Math.max(1, pipelines.shaderGroupHandleAlignment()),
                Math.max(1, pipelines.shaderGroupBaseAlignment()),
                clamp(pipelines.maxShaderGroupStride()),
                clamp(pipelines.maxRayRecursionDepth()),
                Integer.toUnsignedLong(pipelines.maxRayDispatchInvocationCount()),
                clamp(pipelines.maxRayHitAttributeSize()));
    }

    private static int clamp(int unsigned) {
        return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
    }

    private static long atLeastZero(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }

    @Override
    public void close() {
        structures.free();
        pipelines.free();
    }
}
