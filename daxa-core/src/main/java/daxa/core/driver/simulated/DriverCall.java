package daxa.core.driver.simulated;

import daxa.core.driver.NativeKind;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The calls of the driver's interface, each with the ways in which Vulkan lets it fail.
///
/// Source of the results: "Return Codes" under each command in the Vulkan specification. A test
/// compares them with the `errorcodes` of the registry. The sections are, by command: Instances and
/// Physical Device Enumeration (Devices and Queues), Memory Allocation, Resource Creation,
/// Samplers, Descriptor Sets, Pipelines, Command Buffer Lifetime, Fences and Semaphores
/// (Synchronization and Cache Control), Queue Submission, WSI Swapchain. Where a call stands for
/// several commands it can fail as each of them can, and is reported under the name of the first.
///
/// Left out is what only extensions return that the framework does not use: capture and replay of
/// addresses, external memory, image compression, exclusive full-screen access, present timing,
/// video; and `VK_ERROR_VALIDATION_FAILED`, which validation settings have to ask for.
public enum DriverCall {
    /// [daxa.core.driver.DriverProvider#createInstance]
    CREATE_INSTANCE("createInstance", "vkCreateInstance", NativeKind.INSTANCE, Failures.INSTANCE),
    /// [daxa.core.driver.InstanceDriver#adapters]
    ADAPTERS("adapters", "vkEnumeratePhysicalDevices", NativeKind.INSTANCE, Failures.ADAPTERS),
    /// [daxa.core.driver.InstanceDriver#adoptSurface]
    ADOPT_SURFACE("adoptSurface", "", NativeKind.SURFACE, Failures.NONE),
    /// [daxa.core.driver.InstanceDriver#createHeadlessSurface]
    CREATE_HEADLESS_SURFACE(
            "createHeadlessSurface",
            "vkCreateHeadlessSurfaceEXT",
            NativeKind.SURFACE,
            Failures.MEMORY),
    /// [daxa.core.driver.InstanceDriver#destroySurface]
    DESTROY_SURFACE("destroySurface", "vkDestroySurfaceKHR", NativeKind.SURFACE, Failures.NONE),
    /// [daxa.core.driver.InstanceDriver#destroy]
    DESTROY_INSTANCE("destroyInstance", "vkDestroyInstance", NativeKind.INSTANCE, Failures.NONE),
    /// [daxa.core.driver.InstanceDriver#createDevice]
    CREATE_DEVICE("createDevice", "vkCreateDevice", NativeKind.DEVICE, Failures.DEVICE),
    /// [daxa.core.driver.DeviceDriver#destroy]
    DESTROY_DEVICE("destroyDevice", "vkDestroyDevice", NativeKind.DEVICE, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#createBuffer]
    CREATE_BUFFER("createBuffer", "vkCreateBuffer", NativeKind.BUFFER, Failures.MAPPED_MEMORY),
    /// [daxa.core.driver.DeviceDriver#destroyBuffer]
    DESTROY_BUFFER("destroyBuffer", "vkDestroyBuffer", NativeKind.BUFFER, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#memoryHeaps]
    MEMORY_HEAPS("memoryHeaps", "vkGetPhysicalDeviceMemoryProperties2", null, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#bufferRequirements]
    BUFFER_REQUIREMENTS(
            "bufferRequirements", "vkGetDeviceBufferMemoryRequirements", null, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#imageRequirements]
    IMAGE_REQUIREMENTS(
            "imageRequirements",
            "vkGetPhysicalDeviceImageFormatProperties",
            null,
            Failures.IMAGE_FORMAT),
    /// [daxa.core.driver.DeviceDriver#allocateMemory]
    ALLOCATE_MEMORY(
            "allocateMemory", "vkAllocateMemory", NativeKind.MEMORY, Failures.MAPPED_MEMORY),
    /// [daxa.core.driver.DeviceDriver#freeMemory]
    FREE_MEMORY("freeMemory", "vkFreeMemory", NativeKind.MEMORY, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#placeBuffer]
    PLACE_BUFFER("placeBuffer", "vkCreateBuffer", NativeKind.BUFFER, Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#placeImage]
    PLACE_IMAGE("placeImage", "vkCreateImage", NativeKind.IMAGE, Failures.IMAGE_FORMAT),
    /// [daxa.core.driver.DeviceDriver#flushMemory]
    FLUSH_MEMORY("flushMemory", "vkFlushMappedMemoryRanges", NativeKind.MEMORY, Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#invalidateMemory]
    INVALIDATE_MEMORY(
            "invalidateMemory",
            "vkInvalidateMappedMemoryRanges",
            NativeKind.MEMORY,
            Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#createImage]
    CREATE_IMAGE("createImage", "vkCreateImage", NativeKind.IMAGE, Failures.IMAGE_FORMAT),
    /// [daxa.core.driver.DeviceDriver#destroyImage]
    DESTROY_IMAGE("destroyImage", "vkDestroyImage", NativeKind.IMAGE, Failures.NONE),
    /// [daxa.core.driver.HostImageDriver#imageToGeneral]
    IMAGE_TO_GENERAL(
            "imageToGeneral", "vkTransitionImageLayoutEXT", NativeKind.IMAGE, Failures.HOST_IMAGE),
    /// [daxa.core.driver.HostImageDriver#copyMemoryToImage]
    COPY_MEMORY_TO_IMAGE(
            "copyMemoryToImage", "vkCopyMemoryToImageEXT", NativeKind.IMAGE, Failures.HOST_IMAGE),
    /// [daxa.core.driver.HostImageDriver#copyImageToMemory]
    COPY_IMAGE_TO_MEMORY(
            "copyImageToMemory", "vkCopyImageToMemoryEXT", NativeKind.IMAGE, Failures.HOST_IMAGE),
    /// [daxa.core.driver.InteropDriver#adoptBuffer]
    ADOPT_BUFFER("adoptBuffer", "", NativeKind.BUFFER, Failures.NONE),
    /// [daxa.core.driver.InteropDriver#releaseBuffer]
    RELEASE_BUFFER("releaseBuffer", "", NativeKind.BUFFER, Failures.NONE),
    /// [daxa.core.driver.InteropDriver#adoptImage]
    ADOPT_IMAGE("adoptImage", "", NativeKind.IMAGE, Failures.NONE),
    /// [daxa.core.driver.InteropDriver#releaseImage]
    RELEASE_IMAGE("releaseImage", "", NativeKind.IMAGE, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#createImageView]
    CREATE_IMAGE_VIEW(
            "createImageView", "vkCreateImageView", NativeKind.IMAGE_VIEW, Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#destroyImageView]
    DESTROY_IMAGE_VIEW(
            "destroyImageView", "vkDestroyImageView", NativeKind.IMAGE_VIEW, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#createSampler]
    CREATE_SAMPLER("createSampler", "vkCreateSampler", NativeKind.SAMPLER, Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#destroySampler]
    DESTROY_SAMPLER("destroySampler", "vkDestroySampler", NativeKind.SAMPLER, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#formatFeatures]
    FORMAT_FEATURES("formatFeatures", "vkGetPhysicalDeviceFormatProperties2", null, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#formatSupport]
    FORMAT_SUPPORT("formatSupport", "vkGetPhysicalDeviceFormatProperties2", null, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#sampleCounts]
    SAMPLE_COUNTS(
            "sampleCounts", "vkGetPhysicalDeviceImageFormatProperties", null, Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#createBindlessSet]
    CREATE_BINDLESS_SET(
            "createBindlessSet",
            "vkCreateDescriptorSetLayout",
            NativeKind.DESCRIPTOR_POOL,
            Failures.DESCRIPTORS),
    /// [daxa.core.driver.DeviceDriver#destroyBindlessSet]
    DESTROY_BINDLESS_SET(
            "destroyBindlessSet",
            "vkDestroyDescriptorPool",
            NativeKind.DESCRIPTOR_POOL,
            Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#writeImageSlot]
    WRITE_IMAGE_SLOT(
            "writeImageSlot", "vkUpdateDescriptorSets", NativeKind.IMAGE_VIEW, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#writeSamplerSlot]
    WRITE_SAMPLER_SLOT(
            "writeSamplerSlot", "vkUpdateDescriptorSets", NativeKind.SAMPLER, Failures.NONE),
    /// [daxa.core.driver.RayTracingDriver#writeAccelerationStructureSlot]
    WRITE_ACCELERATION_STRUCTURE_SLOT(
            "writeAccelerationStructureSlot",
            "vkUpdateDescriptorSets",
            NativeKind.ACCELERATION_STRUCTURE,
            Failures.NONE),
    /// [daxa.core.driver.RayTracingDriver#accelerationStructureSizes]
    ACCELERATION_STRUCTURE_SIZES(
            "accelerationStructureSizes",
            "vkGetAccelerationStructureBuildSizesKHR",
            null,
            Failures.NONE),
    /// [daxa.core.driver.RayTracingDriver#createAccelerationStructure]
    CREATE_ACCELERATION_STRUCTURE(
            "createAccelerationStructure",
            "vkCreateAccelerationStructureKHR",
            NativeKind.ACCELERATION_STRUCTURE,
            Failures.STRUCTURE),
    /// [daxa.core.driver.RayTracingDriver#accelerationStructureAddress]
    ACCELERATION_STRUCTURE_ADDRESS(
            "accelerationStructureAddress",
            "vkGetAccelerationStructureDeviceAddressKHR",
            NativeKind.ACCELERATION_STRUCTURE,
            Failures.NONE),
    /// [daxa.core.driver.RayTracingDriver#destroyAccelerationStructure]
    DESTROY_ACCELERATION_STRUCTURE(
            "destroyAccelerationStructure",
            "vkDestroyAccelerationStructureKHR",
            NativeKind.ACCELERATION_STRUCTURE,
            Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#createPipelineCache]
    CREATE_PIPELINE_CACHE(
            "createPipelineCache",
            "vkCreatePipelineCache",
            NativeKind.PIPELINE_CACHE,
            Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#pipelineCacheData]
    PIPELINE_CACHE_DATA(
            "pipelineCacheData",
            "vkGetPipelineCacheData",
            NativeKind.PIPELINE_CACHE,
            Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#destroyPipelineCache]
    DESTROY_PIPELINE_CACHE(
            "destroyPipelineCache",
            "vkDestroyPipelineCache",
            NativeKind.PIPELINE_CACHE,
            Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#createComputePipeline]
    CREATE_COMPUTE_PIPELINE(
            "createComputePipeline",
            "vkCreateComputePipelines",
            NativeKind.PIPELINE,
            Failures.PIPELINE),
    /// [daxa.core.driver.DeviceDriver#createRasterPipeline]
    CREATE_RASTER_PIPELINE(
            "createRasterPipeline",
            "vkCreateGraphicsPipelines",
            NativeKind.PIPELINE,
            Failures.PIPELINE),
    /// [daxa.core.driver.RayTracingDriver#createRayTracingPipeline]
    CREATE_RAY_TRACING_PIPELINE(
            "createRayTracingPipeline",
            "vkCreateRayTracingPipelinesKHR",
            NativeKind.PIPELINE,
            Failures.MEMORY),
    /// [daxa.core.driver.RayTracingDriver#shaderGroupHandles]
    SHADER_GROUP_HANDLES(
            "shaderGroupHandles",
            "vkGetRayTracingShaderGroupHandlesKHR",
            NativeKind.PIPELINE,
            Failures.MEMORY),
    /// [daxa.core.driver.RayTracingDriver#shaderGroupStackSize]
    SHADER_GROUP_STACK_SIZE(
            "shaderGroupStackSize",
            "vkGetRayTracingShaderGroupStackSizeKHR",
            NativeKind.PIPELINE,
            Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#destroyPipeline]
    DESTROY_PIPELINE("destroyPipeline", "vkDestroyPipeline", NativeKind.PIPELINE, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#createCommands]
    CREATE_COMMANDS(
            "createCommands", "vkCreateCommandPool", NativeKind.COMMAND_POOL, Failures.MEMORY),
    /// [daxa.core.driver.CommandDriver#destroy]
    DESTROY_COMMANDS(
            "destroyCommands", "vkDestroyCommandPool", NativeKind.COMMAND_POOL, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#createBinarySemaphore]
    CREATE_BINARY_SEMAPHORE(
            "createBinarySemaphore", "vkCreateSemaphore", NativeKind.SEMAPHORE, Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#createTimelineSemaphore]
    CREATE_TIMELINE_SEMAPHORE(
            "createTimelineSemaphore", "vkCreateSemaphore", NativeKind.SEMAPHORE, Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#semaphoreValue]
    SEMAPHORE_VALUE(
            "semaphoreValue", "vkGetSemaphoreCounterValue", NativeKind.SEMAPHORE, Failures.WAIT),
    /// [daxa.core.driver.DeviceDriver#waitForSemaphore]
    WAIT_FOR_SEMAPHORE("waitForSemaphore", "vkWaitSemaphores", NativeKind.SEMAPHORE, Failures.WAIT),
    /// [daxa.core.driver.DeviceDriver#waitForAny]
    WAIT_FOR_ANY("waitForAny", "vkWaitSemaphores", NativeKind.SEMAPHORE, Failures.WAIT),
    /// [daxa.core.driver.DeviceDriver#signalSemaphore]
    SIGNAL_SEMAPHORE("signalSemaphore", "vkSignalSemaphore", NativeKind.SEMAPHORE, Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#destroySemaphore]
    DESTROY_SEMAPHORE(
            "destroySemaphore", "vkDestroySemaphore", NativeKind.SEMAPHORE, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#createEvent]
    CREATE_EVENT("createEvent", "vkCreateEvent", NativeKind.EVENT, Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#destroyEvent]
    DESTROY_EVENT("destroyEvent", "vkDestroyEvent", NativeKind.EVENT, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#createFence]
    CREATE_FENCE("createFence", "vkCreateFence", NativeKind.FENCE, Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#fenceSignaled]
    FENCE_SIGNALED("fenceSignaled", "vkGetFenceStatus", NativeKind.FENCE, Failures.WAIT),
    /// [daxa.core.driver.DeviceDriver#waitForFence]
    WAIT_FOR_FENCE("waitForFence", "vkWaitForFences", NativeKind.FENCE, Failures.WAIT),
    /// [daxa.core.driver.DeviceDriver#resetFence]
    RESET_FENCE("resetFence", "vkResetFences", NativeKind.FENCE, Failures.DEVICE_MEMORY),
    /// [daxa.core.driver.DeviceDriver#destroyFence]
    DESTROY_FENCE("destroyFence", "vkDestroyFence", NativeKind.FENCE, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#calibratedTime]
    CALIBRATED_TIME("calibratedTime", "vkGetCalibratedTimestampsKHR", null, Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#createQueryPool]
    CREATE_QUERY_POOL(
            "createQueryPool", "vkCreateQueryPool", NativeKind.QUERY_POOL, Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#resetQueryPool]
    RESET_QUERY_POOL("resetQueryPool", "vkResetQueryPool", NativeKind.QUERY_POOL, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#queryResults]
    QUERY_RESULTS("queryResults", "vkGetQueryPoolResults", NativeKind.QUERY_POOL, Failures.WAIT),
    /// [daxa.core.driver.DeviceDriver#destroyQueryPool]
    DESTROY_QUERY_POOL(
            "destroyQueryPool", "vkDestroyQueryPool", NativeKind.QUERY_POOL, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#submit]
    SUBMIT("submit", "vkQueueSubmit2", null, Failures.WAIT),
    /// [daxa.core.driver.DeviceDriver#completedValue]
    COMPLETED_VALUE("completedValue", "vkGetSemaphoreCounterValue", null, Failures.WAIT),
    /// [daxa.core.driver.DeviceDriver#waitForValue]
    WAIT_FOR_VALUE("waitForValue", "vkWaitSemaphores", null, Failures.WAIT),
    /// [daxa.core.driver.DeviceDriver#surfaceInfo]
    SURFACE_INFO(
            "surfaceInfo",
            "vkGetPhysicalDeviceSurfaceCapabilitiesKHR",
            NativeKind.SURFACE,
            Failures.SURFACE),
    /// [daxa.core.driver.DeviceDriver#canPresent]
    CAN_PRESENT(
            "canPresent",
            "vkGetPhysicalDeviceSurfaceSupportKHR",
            NativeKind.SURFACE,
            Failures.SURFACE),
    /// [daxa.core.driver.DeviceDriver#createSwapchain]
    CREATE_SWAPCHAIN(
            "createSwapchain", "vkCreateSwapchainKHR", NativeKind.SWAPCHAIN, Failures.SWAPCHAIN),
    /// [daxa.core.driver.DeviceDriver#swapchainImages]
    SWAPCHAIN_IMAGES(
            "swapchainImages", "vkGetSwapchainImagesKHR", NativeKind.SWAPCHAIN, Failures.MEMORY),
    /// [daxa.core.driver.DeviceDriver#destroySwapchain]
    DESTROY_SWAPCHAIN(
            "destroySwapchain", "vkDestroySwapchainKHR", NativeKind.SWAPCHAIN, Failures.NONE),
    /// [daxa.core.driver.DeviceDriver#acquireImage]. Failures with `OUT_OF_DATE` and `SURFACE_LOST`
    /// are its status.
    ACQUIRE_IMAGE(
            "acquireImage", "vkAcquireNextImageKHR", NativeKind.SWAPCHAIN, Failures.PRESENTATION),
    /// [daxa.core.driver.DeviceDriver#present]. Failures with `OUT_OF_DATE` and `SURFACE_LOST` are
    /// its status, and then the wait for the semaphore and the fence happen as in a present that
    /// works.
    PRESENT("present", "vkQueuePresentKHR", NativeKind.SWAPCHAIN, Failures.PRESENTATION),
    /// [daxa.core.driver.DeviceDriver#waitForPresent]. Failures with `OUT_OF_DATE` and
    /// `SURFACE_LOST` are its status.
    WAIT_FOR_PRESENT(
            "waitForPresent", "vkWaitForPresentKHR", NativeKind.SWAPCHAIN, Failures.PRESENTATION),
    /// [daxa.core.driver.DeviceDriver#waitQueueIdle]
    WAIT_QUEUE_IDLE("waitQueueIdle", "vkQueueWaitIdle", null, Failures.WAIT),
    /// [daxa.core.driver.DeviceDriver#waitIdle]
    WAIT_IDLE("waitIdle", "vkDeviceWaitIdle", null, Failures.WAIT),
    /// [daxa.core.driver.CommandDriver#begin]
    BEGIN("begin", "vkBeginCommandBuffer", NativeKind.COMMAND_POOL, Failures.MEMORY),
    /// [daxa.core.driver.CommandDriver#end]
    END("end", "vkEndCommandBuffer", NativeKind.COMMAND_POOL, Failures.MEMORY),
    /// [daxa.core.driver.CommandDriver#reset]
    RESET("reset", "vkResetCommandPool", NativeKind.COMMAND_POOL, Failures.DEVICE_MEMORY),
    /// [daxa.core.driver.CommandDriver#memoryBarrier]
    MEMORY_BARRIER("memoryBarrier", "vkCmdPipelineBarrier2"),
    /// [daxa.core.driver.CommandDriver#imageBarrier]
    IMAGE_BARRIER("imageBarrier", "vkCmdPipelineBarrier2"),
    /// [daxa.core.driver.CommandDriver#bufferBarrier]
    BUFFER_BARRIER("bufferBarrier", "vkCmdPipelineBarrier2"),
    /// [daxa.core.driver.CommandDriver#imageRangeBarrier]
    IMAGE_RANGE_BARRIER("imageRangeBarrier", "vkCmdPipelineBarrier2"),
    /// [daxa.core.driver.CommandDriver#setEvent]
    SET_EVENT("setEvent", "vkCmdSetEvent2"),
    /// [daxa.core.driver.CommandDriver#waitEvents]
    WAIT_EVENTS("waitEvents", "vkCmdWaitEvents2"),
    /// [daxa.core.driver.CommandDriver#resetEvent]
    RESET_EVENT("resetEvent", "vkCmdResetEvent2"),
    /// [daxa.core.driver.DrawDriver#writeTimestamp]
    WRITE_TIMESTAMP("writeTimestamp", "vkCmdWriteTimestamp2"),
    /// [daxa.core.driver.DrawDriver#beginQuery]
    BEGIN_QUERY("beginQuery", "vkCmdBeginQuery"),
    /// [daxa.core.driver.DrawDriver#endQuery]
    END_QUERY("endQuery", "vkCmdEndQuery"),
    /// [daxa.core.driver.CommandDriver#resetQueries]
    RESET_QUERIES("resetQueries", "vkCmdResetQueryPool"),
    /// [daxa.core.driver.CommandDriver#copyQueryResults]
    COPY_QUERY_RESULTS("copyQueryResults", "vkCmdCopyQueryPoolResults"),
    /// [daxa.core.driver.CommandDriver#copyBuffer]
    COPY_BUFFER("copyBuffer", "vkCmdCopyBuffer"),
    /// [daxa.core.driver.CommandDriver#fillBuffer]
    FILL_BUFFER("fillBuffer", "vkCmdFillBuffer"),
    /// [daxa.core.driver.CommandDriver#copyBufferToImage]
    COPY_BUFFER_TO_IMAGE("copyBufferToImage", "vkCmdCopyBufferToImage"),
    /// [daxa.core.driver.CommandDriver#copyImageToBuffer]
    COPY_IMAGE_TO_BUFFER("copyImageToBuffer", "vkCmdCopyImageToBuffer"),
    /// [daxa.core.driver.CommandDriver#copyImage]
    COPY_IMAGE("copyImage", "vkCmdCopyImage"),
    /// [daxa.core.driver.CommandDriver#blitImage]
    BLIT_IMAGE("blitImage", "vkCmdBlitImage"),
    /// [daxa.core.driver.CommandDriver#clearColorImage]
    CLEAR_COLOR_IMAGE("clearColorImage", "vkCmdClearColorImage"),
    /// [daxa.core.driver.CommandDriver#clearDepthStencilImage]
    CLEAR_DEPTH_STENCIL_IMAGE("clearDepthStencilImage", "vkCmdClearDepthStencilImage"),
    /// [daxa.core.driver.CommandDriver#updateBuffer]
    UPDATE_BUFFER("updateBuffer", "vkCmdUpdateBuffer"),
    /// [daxa.core.driver.CommandDriver#resolveImage]
    RESOLVE_IMAGE("resolveImage", "vkCmdResolveImage"),
    /// [daxa.core.driver.CommandDriver#bindBindlessSet]
    BIND_BINDLESS_SET("bindBindlessSet", "vkCmdBindDescriptorSets"),
    /// [daxa.core.driver.CommandDriver#bindPipeline]
    BIND_PIPELINE("bindPipeline", "vkCmdBindPipeline"),
    /// [daxa.core.driver.CommandDriver#pushConstants]
    PUSH_CONSTANTS("pushConstants", "vkCmdPushConstants"),
    /// [daxa.core.driver.CommandDriver#dispatch]
    DISPATCH("dispatch", "vkCmdDispatch"),
    /// [daxa.core.driver.CommandDriver#dispatchIndirect]
    DISPATCH_INDIRECT("dispatchIndirect", "vkCmdDispatchIndirect"),
    /// [daxa.core.driver.RayTracingCommandDriver#buildAccelerationStructures]
    BUILD_ACCELERATION_STRUCTURES(
            "buildAccelerationStructures", "vkCmdBuildAccelerationStructuresKHR"),
    /// [daxa.core.driver.RayTracingCommandDriver#copyAccelerationStructure]
    COPY_ACCELERATION_STRUCTURE("copyAccelerationStructure", "vkCmdCopyAccelerationStructureKHR"),
    /// [daxa.core.driver.RayTracingCommandDriver#writeCompactedSize]
    WRITE_COMPACTED_SIZE("writeCompactedSize", "vkCmdWriteAccelerationStructuresPropertiesKHR"),
    /// [daxa.core.driver.RayTracingCommandDriver#traceRays]
    TRACE_RAYS("traceRays", "vkCmdTraceRaysKHR"),
    /// [daxa.core.driver.RayTracingCommandDriver#traceRaysIndirect]
    TRACE_RAYS_INDIRECT("traceRaysIndirect", "vkCmdTraceRaysIndirectKHR"),
    /// [daxa.core.driver.RayTracingCommandDriver#setRayTracingStackSize]
    SET_RAY_TRACING_STACK_SIZE("setRayTracingStackSize", "vkCmdSetRayTracingPipelineStackSizeKHR"),
    /// [daxa.core.driver.CommandDriver#beginRendering]
    BEGIN_RENDERING("beginRendering", "vkCmdBeginRendering"),
    /// [daxa.core.driver.CommandDriver#endRendering]
    END_RENDERING("endRendering", "vkCmdEndRendering"),
    /// [daxa.core.driver.DrawDriver#setViewport]
    SET_VIEWPORT("setViewport", "vkCmdSetViewport"),
    /// [daxa.core.driver.DrawDriver#setScissor]
    SET_SCISSOR("setScissor", "vkCmdSetScissor"),
    /// [daxa.core.driver.DrawDriver#setDepthBias]
    SET_DEPTH_BIAS("setDepthBias", "vkCmdSetDepthBias"),
    /// [daxa.core.driver.DrawDriver#setDepthBounds]
    SET_DEPTH_BOUNDS("setDepthBounds", "vkCmdSetDepthBounds"),
    /// [daxa.core.driver.DrawDriver#setDepthTest]
    SET_DEPTH_TEST("setDepthTest", "vkCmdSetDepthTestEnable"),
    /// [daxa.core.driver.DrawDriver#setStencilOp]
    SET_STENCIL_OP("setStencilOp", "vkCmdSetStencilOp"),
    /// [daxa.core.driver.DrawDriver#setStencilMasks]
    SET_STENCIL_MASKS("setStencilMasks", "vkCmdSetStencilCompareMask"),
    /// [daxa.core.driver.DrawDriver#setStencilReference]
    SET_STENCIL_REFERENCE("setStencilReference", "vkCmdSetStencilReference"),
    /// [daxa.core.driver.DrawDriver#setBlendConstants]
    SET_BLEND_CONSTANTS("setBlendConstants", "vkCmdSetBlendConstants"),
    /// [daxa.core.driver.DrawDriver#setCullMode]
    SET_CULL_MODE("setCullMode", "vkCmdSetCullMode"),
    /// [daxa.core.driver.DrawDriver#setFrontFace]
    SET_FRONT_FACE("setFrontFace", "vkCmdSetFrontFace"),
    /// [daxa.core.driver.DrawDriver#setTopology]
    SET_TOPOLOGY("setTopology", "vkCmdSetPrimitiveTopology"),
    /// [daxa.core.driver.DrawDriver#setPrimitiveRestart]
    SET_PRIMITIVE_RESTART("setPrimitiveRestart", "vkCmdSetPrimitiveRestartEnable"),
    /// [daxa.core.driver.DrawDriver#setLineWidth]
    SET_LINE_WIDTH("setLineWidth", "vkCmdSetLineWidth"),
    /// [daxa.core.driver.DrawDriver#bindIndexBuffer]
    BIND_INDEX_BUFFER("bindIndexBuffer", "vkCmdBindIndexBuffer"),
    /// [daxa.core.driver.DrawDriver#bindVertexBuffer]
    BIND_VERTEX_BUFFER("bindVertexBuffer", "vkCmdBindVertexBuffers"),
    /// [daxa.core.driver.DrawDriver#draw]
    DRAW("draw", "vkCmdDraw"),
    /// [daxa.core.driver.DrawDriver#drawIndexed]
    DRAW_INDEXED("drawIndexed", "vkCmdDrawIndexed"),
    /// [daxa.core.driver.DrawDriver#drawIndirect]
    DRAW_INDIRECT("drawIndirect", "vkCmdDrawIndirect"),
    /// [daxa.core.driver.DrawDriver#drawIndexedIndirect]
    DRAW_INDEXED_INDIRECT("drawIndexedIndirect", "vkCmdDrawIndexedIndirect"),
    /// [daxa.core.driver.DrawDriver#drawIndirectCount]
    DRAW_INDIRECT_COUNT("drawIndirectCount", "vkCmdDrawIndirectCount"),
    /// [daxa.core.driver.DrawDriver#drawIndexedIndirectCount]
    DRAW_INDEXED_INDIRECT_COUNT("drawIndexedIndirectCount", "vkCmdDrawIndexedIndirectCount"),
    /// [daxa.core.driver.DrawDriver#drawMeshTasks]
    DRAW_MESH_TASKS("drawMeshTasks", "vkCmdDrawMeshTasksEXT"),
    /// [daxa.core.driver.DrawDriver#drawMeshTasksIndirect]
    DRAW_MESH_TASKS_INDIRECT("drawMeshTasksIndirect", "vkCmdDrawMeshTasksIndirectEXT"),
    /// [daxa.core.driver.DrawDriver#drawMeshTasksIndirectCount]
    DRAW_MESH_TASKS_INDIRECT_COUNT(
            "drawMeshTasksIndirectCount", "vkCmdDrawMeshTasksIndirectCountEXT"),
    /// [daxa.core.driver.DrawDriver#drawMulti]
    DRAW_MULTI("drawMulti", "vkCmdDrawMultiEXT"),
    /// [daxa.core.driver.DrawDriver#drawMultiIndexed]
    DRAW_MULTI_INDEXED("drawMultiIndexed", "vkCmdDrawMultiIndexedEXT"),
    /// [daxa.core.driver.CommandDriver#beginConditionalRendering]
    BEGIN_CONDITIONAL_RENDERING("beginConditionalRendering", "vkCmdBeginConditionalRenderingEXT"),
    /// [daxa.core.driver.CommandDriver#endConditionalRendering]
    END_CONDITIONAL_RENDERING("endConditionalRendering", "vkCmdEndConditionalRenderingEXT"),
    /// [daxa.core.driver.CommandDriver#foreignCommands]
    FOREIGN_COMMANDS("foreignCommands", ""),
    /// [daxa.core.driver.CommandDriver#beginLabel]
    BEGIN_LABEL("beginLabel", "vkCmdBeginDebugUtilsLabelEXT"),
    /// [daxa.core.driver.CommandDriver#endLabel]
    END_LABEL("endLabel", "vkCmdEndDebugUtilsLabelEXT");

    private final String methodName;
    private final String vulkanName;
    private final @Nullable NativeKind kind;
    private final Failures failures;

    DriverCall(String methodName, String vulkanName, @Nullable NativeKind kind, Failures failures) {
        this.methodName = methodName;
        this.vulkanName = vulkanName;
        this.kind = kind;
        this.failures = failures;
    }

    DriverCall(String methodName, String vulkanName) {
        this(methodName, vulkanName, NativeKind.COMMAND_POOL, Failures.NONE);
    }

    /// The call's name in the driver's interface; the three `destroy()` methods are
    /// `destroyInstance`, `destroyDevice` and `destroyCommands`.
    ///
    /// @return a name such as `createBuffer`
    public String methodName() {
        return methodName;
    }

    /// The Vulkan command behind it, as failures name it.
    ///
    /// @return a name such as `vkCreateBuffer`; empty where there is none
    public String vulkanName() {
        return vulkanName;
    }

    /// The kind of object that the call is about.
    ///
    /// @return the kind, or null where the call is about the device or a queue
    public @Nullable NativeKind kind() {
        return kind;
    }

    /// How Vulkan lets the call fail.
    ///
    /// @return an immutable set of results; empty where it cannot fail
    public Set<VulkanResult> allowedFailures() {
        return failures.results();
    }

    /// Whether the call can fail with a result.
    ///
    /// @param result the result
    /// @return true if Vulkan lists it for the call
    public boolean allows(VulkanResult result) {
        return failures.results().contains(result);
    }

    /// Whether the call can fail at all.
    ///
    /// @return true if Vulkan lists a failure for it
    public boolean fallible() {
        return failures != Failures.NONE;
    }

    /// Looks a call up by its name.
    ///
    /// @param methodName a name as [#methodName()] gives it
    /// @return the call
    /// @throws IllegalArgumentException if there is no such call
    public static DriverCall of(String methodName) {
        for (DriverCall call : values()) {
            if (call.methodName.equals(methodName)) {
                return call;
            }
        }
        throw new IllegalArgumentException(
                "no driver call is named '" + methodName + "'; see DriverCall for the names");
    }

    /// The call's name in the driver's interface.
    @Override
    public String toString() {
        return methodName;
    }

    /// Groups of results that commands share.
    private enum Failures {
        NONE,
        DEVICE_MEMORY,
        MEMORY,
        MAPPED_MEMORY,
        IMAGE_FORMAT,
        HOST_IMAGE,
        WAIT,
        ADAPTERS,
        INSTANCE,
        DEVICE,
        DESCRIPTORS,
        PIPELINE,
        STRUCTURE,
        SURFACE,
        SWAPCHAIN,
        PRESENTATION;

        Set<VulkanResult> results() {
            return switch (this) {
                case NONE -> Set.of();
                // Each command that returns a result may return UNKNOWN.
                case DEVICE_MEMORY ->
                        Set.of(VulkanResult.OUT_OF_DEVICE_MEMORY, VulkanResult.UNKNOWN);
                case MEMORY -> memoryAnd();
                case MAPPED_MEMORY -> memoryAnd(VulkanResult.MEMORY_MAP_FAILED);
                case IMAGE_FORMAT -> memoryAnd(VulkanResult.FORMAT_NOT_SUPPORTED);
                case HOST_IMAGE ->
                        memoryAnd(
                                VulkanResult.INITIALIZATION_FAILED, VulkanResult.MEMORY_MAP_FAILED);
                case WAIT -> memoryAnd(VulkanResult.DEVICE_LOST);
                case ADAPTERS -> memoryAnd(VulkanResult.INITIALIZATION_FAILED);
                case INSTANCE ->
                        memoryAnd(
                                VulkanResult.INITIALIZATION_FAILED,
                                VulkanResult.LAYER_NOT_PRESENT,
                                VulkanResult.EXTENSION_NOT_PRESENT,
                                VulkanResult.INCOMPATIBLE_DRIVER);
                case DEVICE ->
                        memoryAnd(
                                VulkanResult.INITIALIZATION_FAILED,
                                VulkanResult.EXTENSION_NOT_PRESENT,
                                VulkanResult.FEATURE_NOT_PRESENT,
                                VulkanResult.TOO_MANY_OBJECTS,
                                VulkanResult.DEVICE_LOST);
                case DESCRIPTORS ->
                        memoryAnd(
                                VulkanResult.FRAGMENTATION,
                                VulkanResult.FRAGMENTED_POOL,
                                VulkanResult.OUT_OF_POOL_MEMORY);
                case PIPELINE -> memoryAnd(VulkanResult.INVALID_SHADER);
                case STRUCTURE -> Set.of(VulkanResult.OUT_OF_HOST_MEMORY, VulkanResult.UNKNOWN);
                case SURFACE -> memoryAnd(VulkanResult.SURFACE_LOST);
                case SWAPCHAIN ->
                        memoryAnd(
                                VulkanResult.SURFACE_LOST,
                                VulkanResult.DEVICE_LOST,
                                VulkanResult.NATIVE_WINDOW_IN_USE,
                                VulkanResult.INITIALIZATION_FAILED);
                case PRESENTATION ->
                        memoryAnd(
                                VulkanResult.SURFACE_LOST,
                                VulkanResult.DEVICE_LOST,
                                VulkanResult.OUT_OF_DATE);
            };
        }

        private static Set<VulkanResult> memoryAnd(VulkanResult... more) {
            EnumSet<VulkanResult> all =
                    EnumSet.of(
                            VulkanResult.OUT_OF_HOST_MEMORY,
                            VulkanResult.OUT_OF_DEVICE_MEMORY,
                            VulkanResult.UNKNOWN);
            all.addAll(List.of(more));
            return Set.copyOf(all);
        }
    }
}
