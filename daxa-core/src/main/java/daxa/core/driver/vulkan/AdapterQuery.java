package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK10.*;

import daxa.core.driver.AdapterInfo;
import daxa.core.driver.AdapterType;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.MeshShaderLimits;
import daxa.core.driver.RayTracingLimits;
import daxa.core.driver.WorkgroupLimits;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;

import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.EXTConservativeRasterization;
import org.lwjgl.vulkan.EXTMeshShader;
import org.lwjgl.vulkan.EXTMultiDraw;
import org.lwjgl.vulkan.EXTSwapchainMaintenance1;
import org.lwjgl.vulkan.KHRSwapchain;
import org.lwjgl.vulkan.VK11;
import org.lwjgl.vulkan.VK12;
import org.lwjgl.vulkan.VK13;
import org.lwjgl.vulkan.VkExtent3D;
import org.lwjgl.vulkan.VkInstance;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPhysicalDeviceConservativeRasterizationPropertiesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceLimits;
import org.lwjgl.vulkan.VkPhysicalDeviceMemoryProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceMeshShaderPropertiesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceMultiDrawPropertiesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties2;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan11Properties;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan12Properties;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan13Properties;
import org.lwjgl.vulkan.VkQueueFamilyProperties;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// Asks the physical devices of an instance what they are and what they support.
final class AdapterQuery {
    private final VkPhysicalDevice device;
    private final int index;
    private final Set<String> extensions;
    private final QueuePlan queues;
    private final boolean surfaces;
    private final boolean surfaceMaintenance;

    private AdapterQuery(
            VkPhysicalDevice device, int index, boolean surfaces, boolean surfaceMaintenance) {
        this.device = device;
        this.index = index;
        this.surfaces = surfaces;
        this.surfaceMaintenance = surfaceMaintenance;
        this.extensions = Enumerate.deviceExtensions(device);
        this.queues = queues(device);
    }

    /// Asks all devices.
    ///
    /// @param instance the instance
    /// @param surfaces whether the instance can have surfaces
    /// @param surfaceMaintenance whether `VK_EXT_surface_maintenance1` is enabled
    /// @return the devices in the loader's order
    static List<Adapter> all(VkInstance instance, boolean surfaces, boolean surfaceMaintenance) {
        List<Adapter> adapters = new ArrayList<>();
        for (long handle : handles(instance)) {
            VkPhysicalDevice device = new VkPhysicalDevice(handle, instance);
            adapters.add(
                    new AdapterQuery(device, adapters.size(), surfaces, surfaceMaintenance)
                            .adapter());
        }
        return List.copyOf(adapters);
    }

    private static long[] handles(VkInstance instance) {
        int[] count = new int[1];
        while (true) {
            check(vkEnumeratePhysicalDevices(instance, count, null));
            PointerBuffer out = MemoryUtil.memCallocPointer(count[0] + 1);
            try {
                count[0] = out.capacity();
                int result = vkEnumeratePhysicalDevices(instance, count, out);
                check(result);
                if (result == VK_SUCCESS) {
                    long[] handles = new long[count[0]];
                    out.get(handles);
                    return handles;
                }
            } finally {
                MemoryUtil.memFree(out);
            }
        }
    }

    private static void check(int result) {
        if (result < VK_SUCCESS) {
            throw VulkanException.of(
                    "vkEnumeratePhysicalDevices", VulkanResult.of(result), "the instance");
        }
    }

    /// The main queue is in the first family with graphics and compute, which implies transfer.
    /// Where windows exist at all, it is the one that presents.
    private static QueuePlan queues(VkPhysicalDevice device) {
        try (MemoryStack stack = stackPush()) {
            IntBuffer count = stack.mallocInt(1);
            vkGetPhysicalDeviceQueueFamilyProperties(device, count, null);
            try (VkQueueFamilyProperties.Buffer families =
                    VkQueueFamilyProperties.calloc(count.get(0))) {
                vkGetPhysicalDeviceQueueFamilyProperties(device, count, families);
                List<QueuePlan.Family> found = new ArrayList<>();
                for (VkQueueFamilyProperties family : families) {
                    VkExtent3D granularity = family.minImageTransferGranularity();
                    found.add(
                            new QueuePlan.Family(
                                    family.queueFlags(),
                                    family.queueCount(),
                                    granularity.width() == 1
                                            && granularity.height() == 1
                                            && granularity.depth() == 1));
                }
                return QueuePlan.of(found);
            }
        }
    }

    private Adapter adapter() {
        try (VkPhysicalDeviceProperties2 properties =
                        VkPhysicalDeviceProperties2.calloc().sType$Default();
                VkPhysicalDeviceVulkan11Properties properties11 =
                        VkPhysicalDeviceVulkan11Properties.calloc().sType$Default();
                VkPhysicalDeviceVulkan12Properties properties12 =
                        VkPhysicalDeviceVulkan12Properties.calloc().sType$Default();
                VkPhysicalDeviceVulkan13Properties properties13 =
                        VkPhysicalDeviceVulkan13Properties.calloc().sType$Default();
                VkPhysicalDeviceMultiDrawPropertiesEXT multiDraw =
                        VkPhysicalDeviceMultiDrawPropertiesEXT.calloc().sType$Default();
                VkPhysicalDeviceConservativeRasterizationPropertiesEXT conservative =
                        VkPhysicalDeviceConservativeRasterizationPropertiesEXT.calloc()
                                .sType$Default();
                VkPhysicalDeviceMeshShaderPropertiesEXT mesh =
                        VkPhysicalDeviceMeshShaderPropertiesEXT.calloc().sType$Default();
                RayTracingProperties rayTracing = new RayTracingProperties(extensions)) {
            VkPhysicalDeviceProperties basic = properties.properties();
            vkGetPhysicalDeviceProperties(device, basic);
            int version = basic.apiVersion();
            if (atLeast(version, VK12.VK_API_VERSION_1_2)) {
                properties.pNext(properties11).pNext(properties12);
                if (atLeast(version, VK13.VK_API_VERSION_1_3)) {
                    properties.pNext(properties13);
                }
                if (extensions.contains(EXTMultiDraw.VK_EXT_MULTI_DRAW_EXTENSION_NAME)) {
                    properties.pNext(multiDraw);
                }
                if (extensions.contains(
                        EXTConservativeRasterization
                                .VK_EXT_CONSERVATIVE_RASTERIZATION_EXTENSION_NAME)) {
                    properties.pNext(conservative);
                }
                if (extensions.contains(EXTMeshShader.VK_EXT_MESH_SHADER_EXTENSION_NAME)) {
                    properties.pNext(mesh);
                }
                rayTracing.link(properties);
                VK11.vkGetPhysicalDeviceProperties2(device, properties);
            }
            AdapterInfo info =
                    new AdapterInfo(
                            index,
                            basic.deviceNameString(),
                            type(basic.deviceType()),
                            driver(basic, properties12),
                            version,
                            basic.vendorID(),
                            basic.deviceID(),
                            uuid(basic, properties11),
                            deviceMemory(),
                            features(version),
                            limits(
                                    basic.limits(),
                                    properties11,
                                    properties12,
                                    properties13,
                                    multiDraw,
                                    conservative,
                                    mesh,
                                    rayTracing.limits()));
            return new Adapter(device, info, queues, extensions);
        }
    }

    private static boolean atLeast(int version, int wanted) {
        return Integer.compareUnsigned(version, wanted) >= 0;
    }

    private static AdapterType type(int type) {
        return switch (type) {
            case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU -> AdapterType.INTEGRATED;
            case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU -> AdapterType.DISCRETE;
            case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU -> AdapterType.VIRTUAL;
            case VK_PHYSICAL_DEVICE_TYPE_CPU -> AdapterType.CPU;
            default -> AdapterType.OTHER;
        };
    }

    private static String driver(
            VkPhysicalDeviceProperties basic, VkPhysicalDeviceVulkan12Properties properties12) {
        String text = properties12.driverNameString() + " " + properties12.driverInfoString();
        return text.isBlank()
                ? "driver version 0x" + Integer.toHexString(basic.driverVersion())
                : text.strip();
    }

    private static String uuid(
            VkPhysicalDeviceProperties basic, VkPhysicalDeviceVulkan11Properties properties11) {
        byte[] bytes = new byte[VK_UUID_SIZE];
        if (atLeast(basic.apiVersion(), VK12.VK_API_VERSION_1_2)) {
            properties11.deviceUUID().get(bytes);
        } else {
            basic.pipelineCacheUUID().get(bytes);
        }
        return HexFormat.of().formatHex(bytes);
    }

    private long deviceMemory() {
        try (VkPhysicalDeviceMemoryProperties memory = VkPhysicalDeviceMemoryProperties.calloc()) {
            vkGetPhysicalDeviceMemoryProperties(device, memory);
            long bytes = 0;
            for (int i = 0; i < memory.memoryHeapCount(); i++) {
                if ((memory.memoryHeaps(i).flags() & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0) {
                    bytes += memory.memoryHeaps(i).size();
                }
            }
            return bytes;
        }
    }

    private Set<Feature> features(int version) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        Set<String> usable = new HashSet<>(extensions);
        if (!surfaceMaintenance) {
            usable.remove(EXTSwapchainMaintenance1.VK_EXT_SWAPCHAIN_MAINTENANCE_1_EXTENSION_NAME);
        }
        if (!surfaces) {
            usable.remove(KHRSwapchain.VK_KHR_SWAPCHAIN_EXTENSION_NAME);
        }
        try (FeatureChain chain = new FeatureChain(version, usable)) {
            if (atLeast(version, VK11.VK_API_VERSION_1_1)) {
                VK11.nvkGetPhysicalDeviceFeatures2(device, chain.address());
            }
            for (Feature feature : Feature.values()) {
                if (isOffered(feature, version, usable) && chain.isOn(feature)) {
                    features.add(feature);
                }
            }
        }
        return features;
    }

    private boolean isOffered(Feature feature, int version, Set<String> usable) {
        return switch (feature) {
            case VULKAN_1_3 -> atLeast(version, VK13.VK_API_VERSION_1_3);
            case MAIN_QUEUE -> queues.hasMain();
            case CALIBRATED_TIMESTAMPS -> Queries.calibrationExtension(extensions) != null;
            default -> usable.containsAll(FeatureExtensions.of(feature));
        };
    }

    private static DeviceLimits limits(
            VkPhysicalDeviceLimits limits,
            VkPhysicalDeviceVulkan11Properties properties11,
            VkPhysicalDeviceVulkan12Properties properties12,
            VkPhysicalDeviceVulkan13Properties properties13,
            VkPhysicalDeviceMultiDrawPropertiesEXT multiDraw,
            VkPhysicalDeviceConservativeRasterizationPropertiesEXT conservative,
            VkPhysicalDeviceMeshShaderPropertiesEXT mesh,
            RayTracingLimits rayTracing) {
        // One set holds sampled images, storage images, samplers, acceleration structures and one
        // buffer, and limits for all of them together exist too. A part each always fits.
        long together =
                (Math.min(
                                        unsigned(
                                                properties12.maxPerStageUpdateAfterBindResources()),
                                        unsigned(
                                                properties12
                                                        .maxUpdateAfterBindDescriptorsInAllPools()))
                                - 1)
                        / (rayTracing.maxAccelerationStructures() > 0 ? 4 : 3);
        return new DeviceLimits(
                clamp(limits.maxImageDimension1D()),
                clamp(limits.maxImageDimension2D()),
                clamp(limits.maxImageDimension3D()),
                clamp(limits.maxImageArrayLayers()),
                smallest(properties13.maxBufferSize(), properties11.maxMemoryAllocationSize()),
                clamp(limits.maxPushConstantsSize()),
                slots(
                        together,
                        properties12.maxPerStageDescriptorUpdateAfterBindSampledImages(),
                        properties12.maxDescriptorSetUpdateAfterBindSampledImages()),
                slots(
                        together,
                        properties12.maxPerStageDescriptorUpdateAfterBindStorageImages(),
                        properties12.maxDescriptorSetUpdateAfterBindStorageImages()),
                slots(
                        together,
                        properties12.maxPerStageDescriptorUpdateAfterBindSamplers(),
                        properties12.maxDescriptorSetUpdateAfterBindSamplers()),
                limits.maxSamplerAnisotropy(),
                clamp(limits.maxColorAttachments()),
                clamp(limits.maxComputeWorkGroupCount(0)),
                clamp(limits.maxComputeWorkGroupCount(1)),
                clamp(limits.maxComputeWorkGroupCount(2)),
                clamp(limits.maxComputeWorkGroupInvocations()),
                limits.nonCoherentAtomSize(),
                limits.timestampPeriod(),
                clamp(limits.maxImageDimensionCube()),
                unsigned(limits.maxMemoryAllocationCount()),
                unsigned(limits.maxSamplerAllocationCount()),
                limits.bufferImageGranularity(),
                limits.maxSamplerLodBias(),
                clamp(limits.maxVertexInputAttributes()),
                clamp(limits.maxVertexInputBindings()),
                clamp(limits.maxVertexInputAttributeOffset()),
                clamp(limits.maxVertexInputBindingStride()),
                clamp(limits.maxComputeWorkGroupSize(0)),
                clamp(limits.maxComputeWorkGroupSize(1)),
                clamp(limits.maxComputeWorkGroupSize(2)),
                clamp(limits.maxComputeSharedMemorySize()),
                clamp(properties11.subgroupSize()),
                unsigned(limits.maxDrawIndexedIndexValue()),
                unsigned(limits.maxDrawIndirectCount()),
                clamp(limits.maxViewports()),
                clamp(limits.maxViewportDimensions(0)),
                clamp(limits.maxViewportDimensions(1)),
                clamp(limits.maxFramebufferWidth()),
                clamp(limits.maxFramebufferHeight()),
                clamp(limits.maxFramebufferLayers()),
                clamp(properties11.maxMultiviewViewCount()),
                clamp(limits.maxClipDistances()),
                limits.framebufferColorSampleCounts(),
                limits.framebufferDepthSampleCounts(),
                limits.framebufferStencilSampleCounts(),
                limits.sampledImageColorSampleCounts(),
                limits.storageImageSampleCounts(),
                limits.optimalBufferCopyOffsetAlignment(),
                limits.optimalBufferCopyRowPitchAlignment(),
                limits.pointSizeRange(0),
                limits.pointSizeRange(1),
                limits.lineWidthRange(0),
                limits.lineWidthRange(1),
                smallest(properties12.maxTimelineSemaphoreValueDifference(), Long.MAX_VALUE),
                limits.timestampComputeAndGraphics(),
                clamp(multiDraw.maxMultiDrawCount()),
                clamp(limits.maxTessellationPatchSize()),
                clamp(limits.maxTessellationGenerationLevel()),
                conservative.maxExtraPrimitiveOverestimationSize(),
                conservative.primitiveUnderestimation(),
                limits.viewportBoundsRange(0),
                limits.viewportBoundsRange(1),
                unsigned(properties11.maxMultiviewInstanceIndex()),
                meshShaders(mesh),
                rayTracing);
    }

    private static MeshShaderLimits meshShaders(VkPhysicalDeviceMeshShaderPropertiesEXT p) {
        return new MeshShaderLimits(
                new WorkgroupLimits(
                        unsigned(p.maxTaskWorkGroupTotalCount()),
                        clamp(p.maxTaskWorkGroupCount(0)),
                        clamp(p.maxTaskWorkGroupCount(1)),
                        clamp(p.maxTaskWorkGroupCount(2)),
                        clamp(p.maxTaskWorkGroupInvocations()),
                        clamp(p.maxTaskWorkGroupSize(0)),
                        clamp(p.maxTaskWorkGroupSize(1)),
                        clamp(p.maxTaskWorkGroupSize(2)),
                        clamp(p.maxTaskSharedMemorySize()),
                        clamp(p.maxTaskPayloadAndSharedMemorySize()),
                        clamp(p.maxPreferredTaskWorkGroupInvocations())),
                new WorkgroupLimits(
                        unsigned(p.maxMeshWorkGroupTotalCount()),
                        clamp(p.maxMeshWorkGroupCount(0)),
                        clamp(p.maxMeshWorkGroupCount(1)),
                        clamp(p.maxMeshWorkGroupCount(2)),
                        clamp(p.maxMeshWorkGroupInvocations()),
                        clamp(p.maxMeshWorkGroupSize(0)),
                        clamp(p.maxMeshWorkGroupSize(1)),
                        clamp(p.maxMeshWorkGroupSize(2)),
                        clamp(p.maxMeshSharedMemorySize()),
                        clamp(p.maxMeshPayloadAndSharedMemorySize()),
                        clamp(p.maxPreferredMeshWorkGroupInvocations())),
                clamp(p.maxTaskPayloadSize()),
                clamp(p.maxMeshOutputVertices()),
                clamp(p.maxMeshOutputPrimitives()),
                clamp(p.maxMeshMultiviewViewCount()));
    }

    private static long unsigned(int value) {
        return Integer.toUnsignedLong(value);
    }

    /// Vulkan's numbers are unsigned; above two thousand million they mean "no limit".
    private static int clamp(int value) {
        return value < 0 ? Integer.MAX_VALUE : value;
    }

    private static int slots(long together, int perStage, int perSet) {
        long smallest = Math.min(unsigned(perStage), unsigned(perSet));
        return Math.clamp(Math.min(smallest, together), 0, Integer.MAX_VALUE);
    }

    private static long smallest(long a, long b) {
        return Math.min(a < 0 ? Long.MAX_VALUE : a, b < 0 ? Long.MAX_VALUE : b);
    }
}
