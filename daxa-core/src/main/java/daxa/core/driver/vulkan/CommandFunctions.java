package daxa.core.driver.vulkan;

import static java.lang.foreign.MemorySegment.ofAddress;

import daxa.core.concurrent.Immutable;

import org.lwjgl.vulkan.VKCapabilitiesDevice;

import java.lang.foreign.MemorySegment;

/// The functions that [CommandCalls] call, made once: where the compiler does not see through a
/// call, one that is made for it is an object.
@Immutable
final class CommandFunctions {
    final MemorySegment vkCmdBeginConditionalRenderingEXT;
    final MemorySegment vkCmdBeginQuery;
    final MemorySegment vkCmdBindDescriptorSets;
    final MemorySegment vkCmdBindIndexBuffer;
    final MemorySegment vkCmdBindPipeline;
    final MemorySegment vkCmdBindVertexBuffers;
    final MemorySegment vkCmdDispatch;
    final MemorySegment vkCmdDispatchIndirect;
    final MemorySegment vkCmdDraw;
    final MemorySegment vkCmdDrawIndexed;
    final MemorySegment vkCmdDrawIndexedIndirect;
    final MemorySegment vkCmdDrawIndexedIndirectCount;
    final MemorySegment vkCmdDrawIndirect;
    final MemorySegment vkCmdDrawIndirectCount;
    final MemorySegment vkCmdDrawMeshTasksEXT;
    final MemorySegment vkCmdDrawMeshTasksIndirectCountEXT;
    final MemorySegment vkCmdDrawMeshTasksIndirectEXT;
    final MemorySegment vkCmdDrawMultiEXT;
    final MemorySegment vkCmdDrawMultiIndexedEXT;
    final MemorySegment vkCmdEndConditionalRenderingEXT;
    final MemorySegment vkCmdEndQuery;
    final MemorySegment vkCmdPipelineBarrier2;
    final MemorySegment vkCmdPushConstants;
    final MemorySegment vkCmdResetEvent2;
    final MemorySegment vkCmdResetQueryPool;
    final MemorySegment vkCmdSetBlendConstants;
    final MemorySegment vkCmdSetCullMode;
    final MemorySegment vkCmdSetDepthBias;
    final MemorySegment vkCmdSetDepthBounds;
    final MemorySegment vkCmdSetDepthCompareOp;
    final MemorySegment vkCmdSetDepthTestEnable;
    final MemorySegment vkCmdSetDepthWriteEnable;
    final MemorySegment vkCmdSetEvent2;
    final MemorySegment vkCmdSetFrontFace;
    final MemorySegment vkCmdSetLineWidth;
    final MemorySegment vkCmdSetPrimitiveRestartEnable;
    final MemorySegment vkCmdSetPrimitiveTopology;
    final MemorySegment vkCmdSetRayTracingPipelineStackSizeKHR;
    final MemorySegment vkCmdSetScissor;
    final MemorySegment vkCmdSetStencilCompareMask;
    final MemorySegment vkCmdSetStencilOp;
    final MemorySegment vkCmdSetStencilReference;
    final MemorySegment vkCmdSetStencilWriteMask;
    final MemorySegment vkCmdSetViewport;
    final MemorySegment vkCmdTraceRaysIndirectKHR;
    final MemorySegment vkCmdTraceRaysKHR;
    final MemorySegment vkCmdWaitEvents2;
    final MemorySegment vkCmdWriteTimestamp2;

    CommandFunctions(VKCapabilitiesDevice vk) {
        vkCmdBeginConditionalRenderingEXT = ofAddress(vk.vkCmdBeginConditionalRenderingEXT);
        vkCmdBeginQuery = ofAddress(vk.vkCmdBeginQuery);
        vkCmdBindDescriptorSets = ofAddress(vk.vkCmdBindDescriptorSets);
        vkCmdBindIndexBuffer = ofAddress(vk.vkCmdBindIndexBuffer);
        vkCmdBindPipeline = ofAddress(vk.vkCmdBindPipeline);
        vkCmdBindVertexBuffers = ofAddress(vk.vkCmdBindVertexBuffers);
        vkCmdDispatch = ofAddress(vk.vkCmdDispatch);
        vkCmdDispatchIndirect = ofAddress(vk.vkCmdDispatchIndirect);
        vkCmdDraw = ofAddress(vk.vkCmdDraw);
        vkCmdDrawIndexed = ofAddress(vk.vkCmdDrawIndexed);
        vkCmdDrawIndexedIndirect = ofAddress(vk.vkCmdDrawIndexedIndirect);
        vkCmdDrawIndexedIndirectCount = ofAddress(vk.vkCmdDrawIndexedIndirectCount);
        vkCmdDrawIndirect = ofAddress(vk.vkCmdDrawIndirect);
        vkCmdDrawIndirectCount = ofAddress(vk.vkCmdDrawIndirectCount);
        vkCmdDrawMeshTasksEXT = ofAddress(vk.vkCmdDrawMeshTasksEXT);
        vkCmdDrawMeshTasksIndirectCountEXT = ofAddress(vk.vkCmdDrawMeshTasksIndirectCountEXT);
        vkCmdDrawMeshTasksIndirectEXT = ofAddress(vk.vkCmdDrawMeshTasksIndirectEXT);
        vkCmdDrawMultiEXT = ofAddress(vk.vkCmdDrawMultiEXT);
        vkCmdDrawMultiIndexedEXT = ofAddress(vk.vkCmdDrawMultiIndexedEXT);
        vkCmdEndConditionalRenderingEXT = ofAddress(vk.vkCmdEndConditionalRenderingEXT);
        vkCmdEndQuery = ofAddress(vk.vkCmdEndQuery);
        vkCmdPipelineBarrier2 = ofAddress(vk.vkCmdPipelineBarrier2);
        vkCmdPushConstants = ofAddress(vk.vkCmdPushConstants);
        vkCmdResetEvent2 = ofAddress(vk.vkCmdResetEvent2);
        vkCmdResetQueryPool = ofAddress(vk.vkCmdResetQueryPool);
        vkCmdSetBlendConstants = ofAddress(vk.vkCmdSetBlendConstants);
        vkCmdSetCullMode = ofAddress(vk.vkCmdSetCullMode);
        vkCmdSetDepthBias = ofAddress(vk.vkCmdSetDepthBias);
        vkCmdSetDepthBounds = ofAddress(vk.vkCmdSetDepthBounds);
        vkCmdSetDepthCompareOp = ofAddress(vk.vkCmdSetDepthCompareOp);
        vkCmdSetDepthTestEnable = ofAddress(vk.vkCmdSetDepthTestEnable);
        vkCmdSetDepthWriteEnable = ofAddress(vk.vkCmdSetDepthWriteEnable);
        vkCmdSetEvent2 = ofAddress(vk.vkCmdSetEvent2);
        vkCmdSetFrontFace = ofAddress(vk.vkCmdSetFrontFace);
        vkCmdSetLineWidth = ofAddress(vk.vkCmdSetLineWidth);
        vkCmdSetPrimitiveRestartEnable = ofAddress(vk.vkCmdSetPrimitiveRestartEnable);
        vkCmdSetPrimitiveTopology = ofAddress(vk.vkCmdSetPrimitiveTopology);
        vkCmdSetRayTracingPipelineStackSizeKHR =
                ofAddress(vk.vkCmdSetRayTracingPipelineStackSizeKHR);
        vkCmdSetScissor = ofAddress(vk.vkCmdSetScissor);
        vkCmdSetStencilCompareMask = ofAddress(vk.vkCmdSetStencilCompareMask);
        vkCmdSetStencilOp = ofAddress(vk.vkCmdSetStencilOp);
        vkCmdSetStencilReference = ofAddress(vk.vkCmdSetStencilReference);
        vkCmdSetStencilWriteMask = ofAddress(vk.vkCmdSetStencilWriteMask);
        vkCmdSetViewport = ofAddress(vk.vkCmdSetViewport);
        vkCmdTraceRaysIndirectKHR = ofAddress(vk.vkCmdTraceRaysIndirectKHR);
        vkCmdTraceRaysKHR = ofAddress(vk.vkCmdTraceRaysKHR);
        vkCmdWaitEvents2 = ofAddress(vk.vkCmdWaitEvents2);
        vkCmdWriteTimestamp2 = ofAddress(vk.vkCmdWriteTimestamp2);
    }
}
