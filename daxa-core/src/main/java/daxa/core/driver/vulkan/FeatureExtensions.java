package daxa.core.driver.vulkan;

import daxa.core.driver.Feature;

import org.lwjgl.vulkan.EXTConditionalRendering;
import org.lwjgl.vulkan.EXTConservativeRasterization;
import org.lwjgl.vulkan.EXTDeviceFault;
import org.lwjgl.vulkan.EXTExternalMemoryDmaBuf;
import org.lwjgl.vulkan.EXTHostImageCopy;
import org.lwjgl.vulkan.EXTLineRasterization;
import org.lwjgl.vulkan.EXTMemoryBudget;
import org.lwjgl.vulkan.EXTMeshShader;
import org.lwjgl.vulkan.EXTMultiDraw;
import org.lwjgl.vulkan.EXTRobustness2;
import org.lwjgl.vulkan.EXTShaderAtomicFloat;
import org.lwjgl.vulkan.EXTShaderImageAtomicInt64;
import org.lwjgl.vulkan.EXTSwapchainMaintenance1;
import org.lwjgl.vulkan.KHRAccelerationStructure;
import org.lwjgl.vulkan.KHRDeferredHostOperations;
import org.lwjgl.vulkan.KHRExternalMemoryFd;
import org.lwjgl.vulkan.KHRExternalSemaphoreFd;
import org.lwjgl.vulkan.KHRPipelineLibrary;
import org.lwjgl.vulkan.KHRPresentId;
import org.lwjgl.vulkan.KHRPresentWait;
import org.lwjgl.vulkan.KHRRayQuery;
import org.lwjgl.vulkan.KHRRayTracingPipeline;
import org.lwjgl.vulkan.KHRShaderClock;
import org.lwjgl.vulkan.KHRSwapchain;

import java.util.Set;

/// Which device extensions features need.
final class FeatureExtensions {
    private FeatureExtensions() {}

    /// The extensions that a feature needs.
    ///
    /// @return their names; empty for what Vulkan 1.3 itself has
    static Set<String> of(Feature feature) {
        return switch (feature) {
            case SWAPCHAIN -> Set.of(KHRSwapchain.VK_KHR_SWAPCHAIN_EXTENSION_NAME);
            case SWAPCHAIN_MAINTENANCE ->
                    Set.of(
                            KHRSwapchain.VK_KHR_SWAPCHAIN_EXTENSION_NAME,
                            EXTSwapchainMaintenance1.VK_EXT_SWAPCHAIN_MAINTENANCE_1_EXTENSION_NAME);
            case PRESENT_WAIT ->
                    Set.of(
                            KHRSwapchain.VK_KHR_SWAPCHAIN_EXTENSION_NAME,
                            KHRPresentId.VK_KHR_PRESENT_ID_EXTENSION_NAME,
                            KHRPresentWait.VK_KHR_PRESENT_WAIT_EXTENSION_NAME);
            case NULL_DESCRIPTOR -> Set.of(EXTRobustness2.VK_EXT_ROBUSTNESS_2_EXTENSION_NAME);
            case DEVICE_FAULT -> Set.of(EXTDeviceFault.VK_EXT_DEVICE_FAULT_EXTENSION_NAME);
            case MEMORY_BUDGET -> Set.of(EXTMemoryBudget.VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
            case MULTI_DRAW -> Set.of(EXTMultiDraw.VK_EXT_MULTI_DRAW_EXTENSION_NAME);
            case TASK_SHADER, MESH_SHADER, MULTIVIEW_MESH_SHADER, MESH_SHADER_QUERIES ->
                    Set.of(EXTMeshShader.VK_EXT_MESH_SHADER_EXTENSION_NAME);
            case CONDITIONAL_RENDERING ->
                    Set.of(EXTConditionalRendering.VK_EXT_CONDITIONAL_RENDERING_EXTENSION_NAME);
            case CONSERVATIVE_RASTERIZATION ->
                    Set.of(
                            EXTConservativeRasterization
                                    .VK_EXT_CONSERVATIVE_RASTERIZATION_EXTENSION_NAME);
            case RECTANGULAR_LINES,
                    BRESENHAM_LINES,
                    SMOOTH_LINES,
                    STIPPLED_RECTANGULAR_LINES,
                    STIPPLED_BRESENHAM_LINES,
                    STIPPLED_SMOOTH_LINES ->
                    Set.of(EXTLineRasterization.VK_EXT_LINE_RASTERIZATION_EXTENSION_NAME);
            case SHADER_BUFFER_FLOAT32_ATOMICS,
                    SHADER_BUFFER_FLOAT32_ATOMIC_ADD,
                    SHADER_BUFFER_FLOAT64_ATOMICS,
                    SHADER_BUFFER_FLOAT64_ATOMIC_ADD,
                    SHADER_SHARED_FLOAT32_ATOMICS,
                    SHADER_SHARED_FLOAT32_ATOMIC_ADD,
                    SHADER_SHARED_FLOAT64_ATOMICS,
                    SHADER_SHARED_FLOAT64_ATOMIC_ADD,
                    SHADER_IMAGE_FLOAT32_ATOMICS,
                    SHADER_IMAGE_FLOAT32_ATOMIC_ADD ->
                    Set.of(EXTShaderAtomicFloat.VK_EXT_SHADER_ATOMIC_FLOAT_EXTENSION_NAME);
            case SHADER_IMAGE_INT64_ATOMICS ->
                    Set.of(
                            EXTShaderImageAtomicInt64
                                    .VK_EXT_SHADER_IMAGE_ATOMIC_INT64_EXTENSION_NAME);
            case SHADER_SUBGROUP_CLOCK, SHADER_DEVICE_CLOCK ->
                    Set.of(KHRShaderClock.VK_KHR_SHADER_CLOCK_EXTENSION_NAME);
            case EXTERNAL_MEMORY_FD ->
                    Set.of(KHRExternalMemoryFd.VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME);
            case EXTERNAL_MEMORY_DMA_BUF ->
                    Set.of(EXTExternalMemoryDmaBuf.VK_EXT_EXTERNAL_MEMORY_DMA_BUF_EXTENSION_NAME);
            case EXTERNAL_SEMAPHORE_FD ->
                    Set.of(KHRExternalSemaphoreFd.VK_KHR_EXTERNAL_SEMAPHORE_FD_EXTENSION_NAME);
            case HOST_IMAGE_COPY -> Set.of(EXTHostImageCopy.VK_EXT_HOST_IMAGE_COPY_EXTENSION_NAME);
            case ACCELERATION_STRUCTURE ->
                    Set.of(
                            KHRAccelerationStructure.VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME,
                            KHRDeferredHostOperations
                                    .VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME);
            case RAY_QUERY -> Set.of(KHRRayQuery.VK_KHR_RAY_QUERY_EXTENSION_NAME);
            case RAY_TRACING_PIPELINE, RAY_TRACING_INDIRECT, RAY_PRIMITIVE_CULLING ->
                    Set.of(
                            KHRRayTracingPipeline.VK_KHR_RAY_TRACING_PIPELINE_EXTENSION_NAME,
                            KHRPipelineLibrary.VK_KHR_PIPELINE_LIBRARY_EXTENSION_NAME);
            default -> Set.of();
        };
    }
}
