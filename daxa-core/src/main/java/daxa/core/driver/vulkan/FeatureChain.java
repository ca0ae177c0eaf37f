package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryUtil.memGetInt;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.nmemCallocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.Feature;

import org.lwjgl.vulkan.EXTConditionalRendering;
import org.lwjgl.vulkan.EXTDeviceFault;
import org.lwjgl.vulkan.EXTHostImageCopy;
import org.lwjgl.vulkan.EXTLineRasterization;
import org.lwjgl.vulkan.EXTMeshShader;
import org.lwjgl.vulkan.EXTMultiDraw;
import org.lwjgl.vulkan.EXTRobustness2;
import org.lwjgl.vulkan.EXTShaderAtomicFloat;
import org.lwjgl.vulkan.EXTShaderImageAtomicInt64;
import org.lwjgl.vulkan.EXTSwapchainMaintenance1;
import org.lwjgl.vulkan.KHRAccelerationStructure;
import org.lwjgl.vulkan.KHRPresentId;
import org.lwjgl.vulkan.KHRPresentWait;
import org.lwjgl.vulkan.KHRRayQuery;
import org.lwjgl.vulkan.KHRRayTracingPipeline;
import org.lwjgl.vulkan.KHRShaderClock;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VK11;
import org.lwjgl.vulkan.VK12;
import org.lwjgl.vulkan.VK13;
import org.lwjgl.vulkan.VkPhysicalDeviceAccelerationStructureFeaturesKHR;
import org.lwjgl.vulkan.VkPhysicalDeviceConditionalRenderingFeaturesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceFaultFeaturesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceFeatures;
import org.lwjgl.vulkan.VkPhysicalDeviceFeatures2;
import org.lwjgl.vulkan.VkPhysicalDeviceHostImageCopyFeaturesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceLineRasterizationFeaturesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceMeshShaderFeaturesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceMultiDrawFeaturesEXT;
import org.lwjgl.vulkan.VkPhysicalDevicePresentIdFeaturesKHR;
import org.lwjgl.vulkan.VkPhysicalDevicePresentWaitFeaturesKHR;
import org.lwjgl.vulkan.VkPhysicalDeviceRayQueryFeaturesKHR;
import org.lwjgl.vulkan.VkPhysicalDeviceRayTracingPipelineFeaturesKHR;
import org.lwjgl.vulkan.VkPhysicalDeviceRobustness2FeaturesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceShaderAtomicFloatFeaturesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceShaderClockFeaturesKHR;
import org.lwjgl.vulkan.VkPhysicalDeviceShaderImageAtomicInt64FeaturesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceSwapchainMaintenance1FeaturesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan11Features;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan12Features;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan13Features;

import java.util.Set;

/// The chain of feature structs: filled by the driver it tells what a device supports, filled by us
/// it says what to enable.
@ExternallySynchronized
final class FeatureChain implements AutoCloseable {
    private static final int VULKAN_11 = VkPhysicalDeviceFeatures2.SIZEOF;
    private static final int VULKAN_12 = VULKAN_11 + VkPhysicalDeviceVulkan11Features.SIZEOF;
    private static final int VULKAN_13 = VULKAN_12 + VkPhysicalDeviceVulkan12Features.SIZEOF;
    private static final int MAINTENANCE = VULKAN_13 + VkPhysicalDeviceVulkan13Features.SIZEOF;
    private static final int MULTI_DRAW =
            MAINTENANCE + VkPhysicalDeviceSwapchainMaintenance1FeaturesEXT.SIZEOF;
    private static final int CONDITIONAL = MULTI_DRAW + VkPhysicalDeviceMultiDrawFeaturesEXT.SIZEOF;
    private static final int LINES =
            CONDITIONAL + VkPhysicalDeviceConditionalRenderingFeaturesEXT.SIZEOF;
    private static final int HOST_COPY =
            LINES + VkPhysicalDeviceLineRasterizationFeaturesEXT.SIZEOF;
    private static final int ATOMIC_FLOAT =
            HOST_COPY + VkPhysicalDeviceHostImageCopyFeaturesEXT.SIZEOF;
    private static final int IMAGE_INT64 =
            ATOMIC_FLOAT + VkPhysicalDeviceShaderAtomicFloatFeaturesEXT.SIZEOF;
    private static final int MESH =
            IMAGE_INT64 + VkPhysicalDeviceShaderImageAtomicInt64FeaturesEXT.SIZEOF;
    private static final int ROBUSTNESS = MESH + VkPhysicalDeviceMeshShaderFeaturesEXT.SIZEOF;
    private static final int STRUCTURES =
            ROBUSTNESS + VkPhysicalDeviceRobustness2FeaturesEXT.SIZEOF;
    private static final int RAY_QUERY =
            STRUCTURES + VkPhysicalDeviceAccelerationStructureFeaturesKHR.SIZEOF;
    private static final int RAY_PIPELINE = RAY_QUERY + VkPhysicalDeviceRayQueryFeaturesKHR.SIZEOF;
    private static final int FAULT =
            RAY_PIPELINE + VkPhysicalDeviceRayTracingPipelineFeaturesKHR.SIZEOF;

    private static final int PRESENT_ID = FAULT + VkPhysicalDeviceFaultFeaturesEXT.SIZEOF;
    private static final int PRESENT_WAIT =
            PRESENT_ID + VkPhysicalDevicePresentIdFeaturesKHR.SIZEOF;

    private static final int CLOCK = PRESENT_WAIT + VkPhysicalDevicePresentWaitFeaturesKHR.SIZEOF;

    private static final int BYTES = CLOCK + VkPhysicalDeviceShaderClockFeaturesKHR.SIZEOF;

    private final long memory;

    /// Creates a chain with all features off.
    ///
    /// @param apiVersion the device's version; structs that are newer are left out
    /// @param extensions the extensions whose structs are in it
    FeatureChain(int apiVersion, Set<String> extensions) {
        memory = nmemCallocChecked(1, BYTES);
        long next = 0;
        if (extensions.contains(
                EXTSwapchainMaintenance1.VK_EXT_SWAPCHAIN_MAINTENANCE_1_EXTENSION_NAME)) {
            next =
                    link(
                            MAINTENANCE,
                            EXTSwapchainMaintenance1
                                    .VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SWAPCHAIN_MAINTENANCE_1_FEATURES_EXT,
                            next);
        }
        if (extensions.contains(EXTDeviceFault.VK_EXT_DEVICE_FAULT_EXTENSION_NAME)) {
            next =
                    link(
                            FAULT,
                            EXTDeviceFault.VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FAULT_FEATURES_EXT,
                            next);
        }
        if (extensions.contains(EXTMultiDraw.VK_EXT_MULTI_DRAW_EXTENSION_NAME)) {
            next =
                    link(
                            MULTI_DRAW,
                            EXTMultiDraw.VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MULTI_DRAW_FEATURES_EXT,
                            next);
        }
        if (extensions.contains(
                EXTConditionalRendering.VK_EXT_CONDITIONAL_RENDERING_EXTENSION_NAME)) {
            next =
                    link(
                            CONDITIONAL,
                            EXTConditionalRendering
                                    .VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_CONDITIONAL_RENDERING_FEATURES_EXT,
                            next);
        }
        if (extensions.contains(EXTLineRasterization.VK_EXT_LINE_RASTERIZATION_EXTENSION_NAME)) {
            next =
                    link(
                            LINES,
                            EXTLineRasterization
                                    .VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_LINE_RASTERIZATION_FEATURES_EXT,
                            next);
        }
        if (extensions.contains(EXTShaderAtomicFloat.VK_EXT_SHADER_ATOMIC_FLOAT_EXTENSION_NAME)) {
            next =
                    link(
                            ATOMIC_FLOAT,
                            EXTShaderAtomicFloat
                                    .VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_ATOMIC_FLOAT_FEATURES_EXT,
                            next);
        }
        if (extensions.contains(
                EXTShaderImageAtomicInt64.VK_EXT_SHADER_IMAGE_ATOMIC_INT64_EXTENSION_NAME)) {
            next =
                    link(
                            IMAGE_INT64,
                            EXTShaderImageAtomicInt64
                                    .VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_IMAGE_ATOMIC_INT64_FEATURES_EXT,
                            next);
        }
        if (extensions.contains(KHRShaderClock.VK_KHR_SHADER_CLOCK_EXTENSION_NAME)) {
            next =
                    link(
                            CLOCK,
                            KHRShaderClock
                                    .VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_CLOCK_FEATURES_KHR,
                            next);
        }
        if (extensions.contains(EXTHostImageCopy.VK_EXT_HOST_IMAGE_COPY_EXTENSION_NAME)) {
            next =
                    link(
                            HOST_COPY,
                            EXTHostImageCopy
                                    .VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_HOST_IMAGE_COPY_FEATURES_EXT,
                            next);
        }
        next = linkPresentWait(extensions, next);
        next = linkRayTracing(extensions, next);
        if (extensions.contains(EXTMeshShader.VK_EXT_MESH_SHADER_EXTENSION_NAME)) {
            next =
                    link(
                            MESH,
                            EXTMeshShader
                                    .VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MESH_SHADER_FEATURES_EXT,
                            next);
        }
        if (extensions.contains(EXTRobustness2.VK_EXT_ROBUSTNESS_2_EXTENSION_NAME)) {
            next =
                    link(
                            ROBUSTNESS,
                            EXTRobustness2
                                    .VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ROBUSTNESS_2_FEATURES_EXT,
                            next);
        }
        if (Integer.compareUnsigned(apiVersion, VK13.VK_API_VERSION_1_3) >= 0) {
            next =
                    link(
                            VULKAN_13,
                            VK13.VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES,
                            next);
        }
        if (Integer.compareUnsigned(apiVersion, VK12.VK_API_VERSION_1_2) >= 0) {
            next =
                    link(
                            VULKAN_12,
                            VK12.VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
                            next);
            next =
                    link(
                            VULKAN_11,
                            VK12.VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES,
                            next);
        }
        link(0, VK11.VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, next);
    }

    private long linkPresentWait(Set<String> extensions, long last) {
        long next = last;
        if (extensions.contains(KHRPresentId.VK_KHR_PRESENT_ID_EXTENSION_NAME)) {
            next =
                    link(
                            PRESENT_ID,
                            KHRPresentId.VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PRESENT_ID_FEATURES_KHR,
                            next);
        }
        if (extensions.contains(KHRPresentWait.VK_KHR_PRESENT_WAIT_EXTENSION_NAME)) {
            next =
                    link(
                            PRESENT_WAIT,
                            KHRPresentWait
                                    .VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PRESENT_WAIT_FEATURES_KHR,
                            next);
        }
        return next;
    }

    private long linkRayTracing(Set<String> extensions, long last) {
        long next = last;
        if (extensions.contains(
                KHRAccelerationStructure.VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME)) {
            next =
                    link(
                            STRUCTURES,
                            KHRAccelerationStructure
                                    .VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ACCELERATION_STRUCTURE_FEATURES_KHR,
                            next);
        }
        if (extensions.contains(KHRRayQuery.VK_KHR_RAY_QUERY_EXTENSION_NAME)) {
            next =
                    link(
                            RAY_QUERY,
                            KHRRayQuery.VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_RAY_QUERY_FEATURES_KHR,
                            next);
        }
        if (extensions.contains(KHRRayTracingPipeline.VK_KHR_RAY_TRACING_PIPELINE_EXTENSION_NAME)) {
            next =
                    link(
                            RAY_PIPELINE,
                            KHRRayTracingPipeline
                                    .VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_RAY_TRACING_PIPELINE_FEATURES_KHR,
                            next);
        }
        return next;
    }

    /// Every struct of a chain begins alike.
    private long link(int offset, int type, long next) {
        long struct = memory + offset;
        VkPhysicalDeviceFeatures2.nsType(struct, type);
        VkPhysicalDeviceFeatures2.npNext(struct, next);
        return struct;
    }

    /// Where the chain begins.
    ///
    /// @return the address of a `VkPhysicalDeviceFeatures2`
    long address() {
        return memory;
    }

    /// Whether a feature's bit is on.
    ///
    /// @param feature the feature
    /// @return the bit; true for features that have none
    boolean isOn(Feature feature) {
        long bit = bit(feature);
        long second = secondBit(feature);
        return (bit == 0 || memGetInt(bit) != VK10.VK_FALSE)
                && (second == 0 || memGetInt(second) != VK10.VK_FALSE);
    }

    /// Switches a feature's bit on, where it has one.
    ///
    /// @param feature the feature
    void switchOn(Feature feature) {
        long bit = bit(feature);
        if (bit != 0) {
            memPutInt(bit, VK10.VK_TRUE);
        }
        long second = secondBit(feature);
        if (second != 0) {
            memPutInt(second, VK10.VK_TRUE);
        }
    }

    private long secondBit(Feature feature) {
        return switch (feature) {
            // Of use where the bindless set can hold them.
            case ACCELERATION_STRUCTURE ->
                    memory
                            + STRUCTURES
                            + VkPhysicalDeviceAccelerationStructureFeaturesKHR
                                    .DESCRIPTORBINDINGACCELERATIONSTRUCTUREUPDATEAFTERBIND;
            // Waits name presents by their ids.
            case PRESENT_WAIT ->
                    memory + PRESENT_ID + VkPhysicalDevicePresentIdFeaturesKHR.PRESENTID;
            default -> 0;
        };
    }

    private long bit(Feature feature) {
        return switch (feature) {
            case VULKAN_1_3,
                    MAIN_QUEUE,
                    SWAPCHAIN,
                    MEMORY_BUDGET,
                    CALIBRATED_TIMESTAMPS,
                    EXTERNAL_MEMORY_FD,
                    EXTERNAL_MEMORY_DMA_BUF,
                    EXTERNAL_SEMAPHORE_FD,
                    CONSERVATIVE_RASTERIZATION ->
                    0;
            case HOST_QUERY_RESET -> bit12(VkPhysicalDeviceVulkan12Features.HOSTQUERYRESET);
            case TIMELINE_SEMAPHORE -> bit12(VkPhysicalDeviceVulkan12Features.TIMELINESEMAPHORE);
            case SYNCHRONIZATION2 -> bit13(VkPhysicalDeviceVulkan13Features.SYNCHRONIZATION2);
            case MAINTENANCE_4 -> bit13(VkPhysicalDeviceVulkan13Features.MAINTENANCE4);
            case DYNAMIC_RENDERING -> bit13(VkPhysicalDeviceVulkan13Features.DYNAMICRENDERING);
            case BUFFER_DEVICE_ADDRESS ->
                    bit12(VkPhysicalDeviceVulkan12Features.BUFFERDEVICEADDRESS);
            case SCALAR_BLOCK_LAYOUT -> bit12(VkPhysicalDeviceVulkan12Features.SCALARBLOCKLAYOUT);
            case SAMPLED_IMAGE_DYNAMIC_INDEXING ->
                    bit10(VkPhysicalDeviceFeatures.SHADERSAMPLEDIMAGEARRAYDYNAMICINDEXING);
            case STORAGE_IMAGE_DYNAMIC_INDEXING ->
                    bit10(VkPhysicalDeviceFeatures.SHADERSTORAGEIMAGEARRAYDYNAMICINDEXING);
            case FRAGMENT_STORES_AND_ATOMICS ->
                    bit10(VkPhysicalDeviceFeatures.FRAGMENTSTORESANDATOMICS);
            case VERTEX_STORES_AND_ATOMICS ->
                    bit10(VkPhysicalDeviceFeatures.VERTEXPIPELINESTORESANDATOMICS);
            case SHADER_INT64 -> bit10(VkPhysicalDeviceFeatures.SHADERINT64);
            case RUNTIME_DESCRIPTOR_ARRAY ->
                    bit12(VkPhysicalDeviceVulkan12Features.RUNTIMEDESCRIPTORARRAY);
            case DESCRIPTOR_PARTIALLY_BOUND ->
                    bit12(VkPhysicalDeviceVulkan12Features.DESCRIPTORBINDINGPARTIALLYBOUND);
            case DESCRIPTOR_UPDATE_UNUSED_WHILE_PENDING ->
                    bit12(
                            VkPhysicalDeviceVulkan12Features
                                    .DESCRIPTORBINDINGUPDATEUNUSEDWHILEPENDING);
            case SAMPLED_IMAGE_UPDATE_AFTER_BIND ->
                    bit12(
                            VkPhysicalDeviceVulkan12Features
                                    .DESCRIPTORBINDINGSAMPLEDIMAGEUPDATEAFTERBIND);
            case STORAGE_IMAGE_UPDATE_AFTER_BIND ->
                    bit12(
                            VkPhysicalDeviceVulkan12Features
                                    .DESCRIPTORBINDINGSTORAGEIMAGEUPDATEAFTERBIND);
            case SAMPLED_IMAGE_NON_UNIFORM_INDEXING ->
                    bit12(
                            VkPhysicalDeviceVulkan12Features
                                    .SHADERSAMPLEDIMAGEARRAYNONUNIFORMINDEXING);
            case STORAGE_IMAGE_NON_UNIFORM_INDEXING ->
                    bit12(
                            VkPhysicalDeviceVulkan12Features
                                    .SHADERSTORAGEIMAGEARRAYNONUNIFORMINDEXING);
            case STORAGE_IMAGE_READ_WITHOUT_FORMAT ->
                    bit10(VkPhysicalDeviceFeatures.SHADERSTORAGEIMAGEREADWITHOUTFORMAT);
            case STORAGE_IMAGE_WRITE_WITHOUT_FORMAT ->
                    bit10(VkPhysicalDeviceFeatures.SHADERSTORAGEIMAGEWRITEWITHOUTFORMAT);
            case SWAPCHAIN_MAINTENANCE ->
                    memory
                            + MAINTENANCE
                            + VkPhysicalDeviceSwapchainMaintenance1FeaturesEXT
                                    .SWAPCHAINMAINTENANCE1;
            case PRESENT_WAIT ->
                    memory + PRESENT_WAIT + VkPhysicalDevicePresentWaitFeaturesKHR.PRESENTWAIT;
            case DEVICE_FAULT -> memory + FAULT + VkPhysicalDeviceFaultFeaturesEXT.DEVICEFAULT;
            case HOST_IMAGE_COPY ->
                    memory + HOST_COPY + VkPhysicalDeviceHostImageCopyFeaturesEXT.HOSTIMAGECOPY;
            case MULTI_DRAW -> memory + MULTI_DRAW + VkPhysicalDeviceMultiDrawFeaturesEXT.MULTIDRAW;
            case CONDITIONAL_RENDERING ->
                    memory
                            + CONDITIONAL
                            + VkPhysicalDeviceConditionalRenderingFeaturesEXT.CONDITIONALRENDERING;
            case SPARSE_BINDING -> bit10(VkPhysicalDeviceFeatures.SPARSEBINDING);
            case SPARSE_RESIDENCY_BUFFER -> bit10(VkPhysicalDeviceFeatures.SPARSERESIDENCYBUFFER);
            case SPARSE_RESIDENCY_IMAGE_2D ->
                    bit10(VkPhysicalDeviceFeatures.SPARSERESIDENCYIMAGE2D);
            case SPARSE_RESIDENCY_IMAGE_3D ->
                    bit10(VkPhysicalDeviceFeatures.SPARSERESIDENCYIMAGE3D);
            case SPARSE_RESIDENCY_ALIASED -> bit10(VkPhysicalDeviceFeatures.SPARSERESIDENCYALIASED);
            case SAMPLER_ANISOTROPY -> bit10(VkPhysicalDeviceFeatures.SAMPLERANISOTROPY);
            case FILL_MODE_NON_SOLID -> bit10(VkPhysicalDeviceFeatures.FILLMODENONSOLID);
            case INDEPENDENT_BLEND -> bit10(VkPhysicalDeviceFeatures.INDEPENDENTBLEND);
            case MULTI_DRAW_INDIRECT -> bit10(VkPhysicalDeviceFeatures.MULTIDRAWINDIRECT);
            case DRAW_INDIRECT_FIRST_INSTANCE ->
                    bit10(VkPhysicalDeviceFeatures.DRAWINDIRECTFIRSTINSTANCE);
            case DRAW_INDIRECT_COUNT -> bit12(VkPhysicalDeviceVulkan12Features.DRAWINDIRECTCOUNT);
            case DEPTH_CLAMP -> bit10(VkPhysicalDeviceFeatures.DEPTHCLAMP);
            case DEPTH_BIAS_CLAMP -> bit10(VkPhysicalDeviceFeatures.DEPTHBIASCLAMP);
            case DEPTH_BOUNDS -> bit10(VkPhysicalDeviceFeatures.DEPTHBOUNDS);
            case WIDE_LINES -> bit10(VkPhysicalDeviceFeatures.WIDELINES);
            case SAMPLE_RATE_SHADING -> bit10(VkPhysicalDeviceFeatures.SAMPLERATESHADING);
            case TESSELLATION_SHADER -> bit10(VkPhysicalDeviceFeatures.TESSELLATIONSHADER);
            case LOGIC_OP -> bit10(VkPhysicalDeviceFeatures.LOGICOP);
            case MULTI_VIEWPORT -> bit10(VkPhysicalDeviceFeatures.MULTIVIEWPORT);
            case RECTANGULAR_LINES ->
                    lines(VkPhysicalDeviceLineRasterizationFeaturesEXT.RECTANGULARLINES);
            case BRESENHAM_LINES ->
                    lines(VkPhysicalDeviceLineRasterizationFeaturesEXT.BRESENHAMLINES);
            case SMOOTH_LINES -> lines(VkPhysicalDeviceLineRasterizationFeaturesEXT.SMOOTHLINES);
            case STIPPLED_RECTANGULAR_LINES ->
                    lines(VkPhysicalDeviceLineRasterizationFeaturesEXT.STIPPLEDRECTANGULARLINES);
            case STIPPLED_BRESENHAM_LINES ->
                    lines(VkPhysicalDeviceLineRasterizationFeaturesEXT.STIPPLEDBRESENHAMLINES);
            case STIPPLED_SMOOTH_LINES ->
                    lines(VkPhysicalDeviceLineRasterizationFeaturesEXT.STIPPLEDSMOOTHLINES);
            case MULTIVIEW -> bit11(VkPhysicalDeviceVulkan11Features.MULTIVIEW);
            case SHADER_OUTPUT_LAYER -> bit12(VkPhysicalDeviceVulkan12Features.SHADEROUTPUTLAYER);
            case IMAGE_CUBE_ARRAY -> bit10(VkPhysicalDeviceFeatures.IMAGECUBEARRAY);
            case STORAGE_IMAGE_MULTISAMPLE ->
                    bit10(VkPhysicalDeviceFeatures.SHADERSTORAGEIMAGEMULTISAMPLE);
            case TEXTURE_COMPRESSION_BC -> bit10(VkPhysicalDeviceFeatures.TEXTURECOMPRESSIONBC);
            case TEXTURE_COMPRESSION_ETC2 -> bit10(VkPhysicalDeviceFeatures.TEXTURECOMPRESSIONETC2);
            case TEXTURE_COMPRESSION_ASTC_LDR ->
                    bit10(VkPhysicalDeviceFeatures.TEXTURECOMPRESSIONASTC_LDR);
            case TEXTURE_COMPRESSION_ASTC_HDR ->
                    bit13(VkPhysicalDeviceVulkan13Features.TEXTURECOMPRESSIONASTC_HDR);
            case SAMPLER_FILTER_MINMAX ->
                    bit12(VkPhysicalDeviceVulkan12Features.SAMPLERFILTERMINMAX);
            case SHADER_FLOAT64 -> bit10(VkPhysicalDeviceFeatures.SHADERFLOAT64);
            case SHADER_INT16 -> bit10(VkPhysicalDeviceFeatures.SHADERINT16);
            case SHADER_CLIP_DISTANCE -> bit10(VkPhysicalDeviceFeatures.SHADERCLIPDISTANCE);
            case SHADER_CULL_DISTANCE -> bit10(VkPhysicalDeviceFeatures.SHADERCULLDISTANCE);
            case SHADER_IMAGE_GATHER_EXTENDED ->
                    bit10(VkPhysicalDeviceFeatures.SHADERIMAGEGATHEREXTENDED);
            case STORAGE_IMAGE_EXTENDED_FORMATS ->
                    bit10(VkPhysicalDeviceFeatures.SHADERSTORAGEIMAGEEXTENDEDFORMATS);
            case SHADER_RESOURCE_MIN_LOD -> bit10(VkPhysicalDeviceFeatures.SHADERRESOURCEMINLOD);
            case GEOMETRY_SHADER -> bit10(VkPhysicalDeviceFeatures.GEOMETRYSHADER);
            case STORAGE_BUFFER_16BIT_ACCESS ->
                    bit11(VkPhysicalDeviceVulkan11Features.STORAGEBUFFER16BITACCESS);
            case STORAGE_PUSH_CONSTANT_16 ->
                    bit11(VkPhysicalDeviceVulkan11Features.STORAGEPUSHCONSTANT16);
            case SHADER_DRAW_PARAMETERS ->
                    bit11(VkPhysicalDeviceVulkan11Features.SHADERDRAWPARAMETERS);
            case SHADER_FLOAT16 -> bit12(VkPhysicalDeviceVulkan12Features.SHADERFLOAT16);
            case SHADER_INT8 -> bit12(VkPhysicalDeviceVulkan12Features.SHADERINT8);
            case STORAGE_BUFFER_8BIT_ACCESS ->
                    bit12(VkPhysicalDeviceVulkan12Features.STORAGEBUFFER8BITACCESS);
            case STORAGE_PUSH_CONSTANT_8 ->
                    bit12(VkPhysicalDeviceVulkan12Features.STORAGEPUSHCONSTANT8);
            case SHADER_BUFFER_INT64_ATOMICS ->
                    bit12(VkPhysicalDeviceVulkan12Features.SHADERBUFFERINT64ATOMICS);
            case SHADER_SHARED_INT64_ATOMICS ->
                    bit12(VkPhysicalDeviceVulkan12Features.SHADERSHAREDINT64ATOMICS);
            case SHADER_OUTPUT_VIEWPORT_INDEX ->
                    bit12(VkPhysicalDeviceVulkan12Features.SHADEROUTPUTVIEWPORTINDEX);
            case VULKAN_MEMORY_MODEL -> bit12(VkPhysicalDeviceVulkan12Features.VULKANMEMORYMODEL);
            case VULKAN_MEMORY_MODEL_DEVICE_SCOPE ->
                    bit12(VkPhysicalDeviceVulkan12Features.VULKANMEMORYMODELDEVICESCOPE);
            case SHADER_DEMOTE_TO_HELPER_INVOCATION ->
                    bit13(VkPhysicalDeviceVulkan13Features.SHADERDEMOTETOHELPERINVOCATION);
            case SHADER_TERMINATE_INVOCATION ->
                    bit13(VkPhysicalDeviceVulkan13Features.SHADERTERMINATEINVOCATION);
            case SHADER_INTEGER_DOT_PRODUCT ->
                    bit13(VkPhysicalDeviceVulkan13Features.SHADERINTEGERDOTPRODUCT);
            case SHADER_BUFFER_FLOAT32_ATOMICS ->
                    atomicFloat(
                            VkPhysicalDeviceShaderAtomicFloatFeaturesEXT
                                    .SHADERBUFFERFLOAT32ATOMICS);
            case SHADER_BUFFER_FLOAT32_ATOMIC_ADD ->
                    atomicFloat(
                            VkPhysicalDeviceShaderAtomicFloatFeaturesEXT
                                    .SHADERBUFFERFLOAT32ATOMICADD);
            case SHADER_BUFFER_FLOAT64_ATOMICS ->
                    atomicFloat(
                            VkPhysicalDeviceShaderAtomicFloatFeaturesEXT
                                    .SHADERBUFFERFLOAT64ATOMICS);
            case SHADER_BUFFER_FLOAT64_ATOMIC_ADD ->
                    atomicFloat(
                            VkPhysicalDeviceShaderAtomicFloatFeaturesEXT
                                    .SHADERBUFFERFLOAT64ATOMICADD);
            case SHADER_SHARED_FLOAT32_ATOMICS ->
                    atomicFloat(
                            VkPhysicalDeviceShaderAtomicFloatFeaturesEXT
                                    .SHADERSHAREDFLOAT32ATOMICS);
            case SHADER_SHARED_FLOAT32_ATOMIC_ADD ->
                    atomicFloat(
                            VkPhysicalDeviceShaderAtomicFloatFeaturesEXT
                                    .SHADERSHAREDFLOAT32ATOMICADD);
            case SHADER_SHARED_FLOAT64_ATOMICS ->
                    atomicFloat(
                            VkPhysicalDeviceShaderAtomicFloatFeaturesEXT
                                    .SHADERSHAREDFLOAT64ATOMICS);
            case SHADER_SHARED_FLOAT64_ATOMIC_ADD ->
                    atomicFloat(
                            VkPhysicalDeviceShaderAtomicFloatFeaturesEXT
                                    .SHADERSHAREDFLOAT64ATOMICADD);
            case SHADER_IMAGE_FLOAT32_ATOMICS ->
                    atomicFloat(
                            VkPhysicalDeviceShaderAtomicFloatFeaturesEXT.SHADERIMAGEFLOAT32ATOMICS);
            case SHADER_IMAGE_FLOAT32_ATOMIC_ADD ->
                    atomicFloat(
                            VkPhysicalDeviceShaderAtomicFloatFeaturesEXT
                                    .SHADERIMAGEFLOAT32ATOMICADD);
            case SHADER_SUBGROUP_CLOCK ->
                    memory + CLOCK + VkPhysicalDeviceShaderClockFeaturesKHR.SHADERSUBGROUPCLOCK;
            case SHADER_DEVICE_CLOCK ->
                    memory + CLOCK + VkPhysicalDeviceShaderClockFeaturesKHR.SHADERDEVICECLOCK;
            case SHADER_IMAGE_INT64_ATOMICS ->
                    memory
                            + IMAGE_INT64
                            + VkPhysicalDeviceShaderImageAtomicInt64FeaturesEXT
                                    .SHADERIMAGEINT64ATOMICS;
            case ACCELERATION_STRUCTURE ->
                    memory
                            + STRUCTURES
                            + VkPhysicalDeviceAccelerationStructureFeaturesKHR
                                    .ACCELERATIONSTRUCTURE;
            case RAY_QUERY -> memory + RAY_QUERY + VkPhysicalDeviceRayQueryFeaturesKHR.RAYQUERY;
            case RAY_TRACING_PIPELINE ->
                    rayPipeline(VkPhysicalDeviceRayTracingPipelineFeaturesKHR.RAYTRACINGPIPELINE);
            case RAY_TRACING_INDIRECT ->
                    rayPipeline(
                            VkPhysicalDeviceRayTracingPipelineFeaturesKHR
                                    .RAYTRACINGPIPELINETRACERAYSINDIRECT);
            case RAY_PRIMITIVE_CULLING ->
                    rayPipeline(
                            VkPhysicalDeviceRayTracingPipelineFeaturesKHR
                                    .RAYTRAVERSALPRIMITIVECULLING);
            case OCCLUSION_QUERY_PRECISE -> bit10(VkPhysicalDeviceFeatures.OCCLUSIONQUERYPRECISE);
            case PIPELINE_STATISTICS_QUERY ->
                    bit10(VkPhysicalDeviceFeatures.PIPELINESTATISTICSQUERY);
            case TASK_SHADER -> mesh(VkPhysicalDeviceMeshShaderFeaturesEXT.TASKSHADER);
            case MESH_SHADER -> mesh(VkPhysicalDeviceMeshShaderFeaturesEXT.MESHSHADER);
            case MULTIVIEW_MESH_SHADER ->
                    mesh(VkPhysicalDeviceMeshShaderFeaturesEXT.MULTIVIEWMESHSHADER);
            case MESH_SHADER_QUERIES ->
                    mesh(VkPhysicalDeviceMeshShaderFeaturesEXT.MESHSHADERQUERIES);
            case NULL_DESCRIPTOR ->
                    memory + ROBUSTNESS + VkPhysicalDeviceRobustness2FeaturesEXT.NULLDESCRIPTOR;
            case SAMPLER_MIRROR_CLAMP_TO_EDGE ->
                    bit12(VkPhysicalDeviceVulkan12Features.SAMPLERMIRRORCLAMPTOEDGE);
        };
    }

    private long bit10(int offset) {
        return memory + VkPhysicalDeviceFeatures2.FEATURES + offset;
    }

    private long bit11(int offset) {
        return memory + VULKAN_11 + offset;
    }

    private long atomicFloat(int offset) {
        return memory + ATOMIC_FLOAT + offset;
    }

    private long bit12(int offset) {
        return memory + VULKAN_12 + offset;
    }

    private long mesh(int offset) {
        return memory + MESH + offset;
    }

    private long lines(int offset) {
        return memory + LINES + offset;
    }

    private long rayPipeline(int offset) {
        return memory + RAY_PIPELINE + offset;
    }

    private long bit13(int offset) {
        return memory + VULKAN_13 + offset;
    }

    @Override
    public void close() {
        nmemFree(memory);
    }
}
