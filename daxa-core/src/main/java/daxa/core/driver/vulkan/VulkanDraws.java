package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryUtil.memPutFloat;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.vulkan.EXTConditionalRendering.VK_CONDITIONAL_RENDERING_INVERTED_BIT_EXT;
import static org.lwjgl.vulkan.EXTConditionalRendering.VK_STRUCTURE_TYPE_CONDITIONAL_RENDERING_BEGIN_INFO_EXT;
import static org.lwjgl.vulkan.VK10.VK_QUERY_CONTROL_PRECISE_BIT;

import static java.lang.foreign.MemorySegment.ofAddress;

import org.lwjgl.vulkan.VKCapabilitiesDevice;
import org.lwjgl.vulkan.VkConditionalRenderingBeginInfoEXT;
import org.lwjgl.vulkan.VkMultiDrawIndexedInfoEXT;
import org.lwjgl.vulkan.VkMultiDrawInfoEXT;
import org.lwjgl.vulkan.VkViewport;

/// Draws and their state, recorded into a command buffer.
abstract sealed class VulkanDraws extends VulkanRays permits VulkanCommands {
    VulkanDraws(CommandCalls calls, VKCapabilitiesDevice vk, long commands, long scratch) {
        super(calls, vk, commands, scratch);
    }

    @Override
    public void writeTimestamp(long stage, long pool, int query) {
        calls.callJJI(ofAddress(vk.vkCmdWriteTimestamp2), commands, stage, pool, query);
    }

    @Override
    public void beginQuery(long pool, int query, boolean precise) {
        int flags = precise ? VK_QUERY_CONTROL_PRECISE_BIT : 0;
        calls.callJII(ofAddress(vk.vkCmdBeginQuery), commands, pool, query, flags);
    }

    @Override
    public void endQuery(long pool, int query) {
        calls.callJI(ofAddress(vk.vkCmdEndQuery), commands, pool, query);
    }

    @Override
    public void setViewport(
            int index,
            float x,
            float y,
            float width,
            float height,
            float minDepth,
            float maxDepth) {
        long viewport = scratch;
        VkViewport.nx(viewport, x);
        VkViewport.ny(viewport, y);
        VkViewport.nwidth(viewport, width);
        VkViewport.nheight(viewport, height);
        VkViewport.nminDepth(viewport, minDepth);
        VkViewport.nmaxDepth(viewport, maxDepth);
        calls.callIIJ(ofAddress(vk.vkCmdSetViewport), commands, index, 1, viewport);
    }

    @Override
    public void setScissor(int index, int x, int y, int width, int height) {
        long scissor = scratch;
        memPutInt(scissor, x);
        memPutInt(scissor + 4, y);
        memPutInt(scissor + 8, width);
        memPutInt(scissor + 12, height);
        calls.callIIJ(ofAddress(vk.vkCmdSetScissor), commands, index, 1, scissor);
    }

    @Override
    public void setDepthBias(float constant, float clamp, float slope) {
        calls.callFFF(ofAddress(vk.vkCmdSetDepthBias), commands, constant, clamp, slope);
    }

    @Override
    public void setDepthBounds(float min, float max) {
        calls.callFF(ofAddress(vk.vkCmdSetDepthBounds), commands, min, max);
    }

    @Override
    public void setDepthTest(boolean test, boolean write, int compare) {
        calls.callI(ofAddress(vk.vkCmdSetDepthTestEnable), commands, test ? 1 : 0);
        calls.callI(ofAddress(vk.vkCmdSetDepthWriteEnable), commands, write ? 1 : 0);
        calls.callI(ofAddress(vk.vkCmdSetDepthCompareOp), commands, compare);
    }

    @Override
    public void setStencilOp(int faces, int fail, int pass, int depthFail, int compare) {
        calls.callIIIII(
                ofAddress(vk.vkCmdSetStencilOp), commands, faces, fail, pass, depthFail, compare);
    }

    @Override
    public void setStencilMasks(int faces, int compareMask, int writeMask) {
        calls.callII(ofAddress(vk.vkCmdSetStencilCompareMask), commands, faces, compareMask);
        calls.callII(ofAddress(vk.vkCmdSetStencilWriteMask), commands, faces, writeMask);
    }

    @Override
    public void setStencilReference(int faces, int reference) {
        calls.callII(ofAddress(vk.vkCmdSetStencilReference), commands, faces, reference);
    }

    @Override
    public void setBlendConstants(float red, float green, float blue, float alpha) {
        memPutFloat(scratch, red);
        memPutFloat(scratch + 4, green);
        memPutFloat(scratch + 8, blue);
        memPutFloat(scratch + 12, alpha);
        calls.callJ(ofAddress(vk.vkCmdSetBlendConstants), commands, scratch);
    }

    @Override
    public void setCullMode(int cullMode) {
        calls.callI(ofAddress(vk.vkCmdSetCullMode), commands, cullMode);
    }

    @Override
    public void setFrontFace(int frontFace) {
        calls.callI(ofAddress(vk.vkCmdSetFrontFace), commands, frontFace);
    }

    @Override
    public void setTopology(int topology) {
        calls.callI(ofAddress(vk.vkCmdSetPrimitiveTopology), commands, topology);
    }

    @Override
    public void setPrimitiveRestart(boolean restart) {
        calls.callI(ofAddress(vk.vkCmdSetPrimitiveRestartEnable), commands, restart ? 1 : 0);
    }

    @Override
    public void setLineWidth(float width) {
        calls.callF(ofAddress(vk.vkCmdSetLineWidth), commands, width);
    }

    @Override
    public void bindVertexBuffer(int binding, long buffer, long offset) {
        memPutLong(scratch, buffer);
        memPutLong(scratch + 8, offset);
        calls.callIIJJ(
                ofAddress(vk.vkCmdBindVertexBuffers), commands, binding, 1, scratch, scratch + 8);
    }

    @Override
    public void bindIndexBuffer(long buffer, long offset, int indexType) {
        calls.callJJI(ofAddress(vk.vkCmdBindIndexBuffer), commands, buffer, offset, indexType);
    }

    @Override
    public void draw(int vertexCount, int instanceCount, int firstVertex, int firstInstance) {
        calls.callIIII(
                ofAddress(vk.vkCmdDraw),
                commands,
                vertexCount,
                instanceCount,
                firstVertex,
                firstInstance);
    }

    @Override
    public void drawIndexed(
            int indexCount,
            int instanceCount,
            int firstIndex,
            int vertexOffset,
            int firstInstance) {
        calls.callIIIII(
                ofAddress(vk.vkCmdDrawIndexed),
                commands,
                indexCount,
                instanceCount,
                firstIndex,
                vertexOffset,
                firstInstance);
    }

    @Override
    public void drawIndirect(long buffer, long offset, int drawCount, int stride) {
        calls.callJJII(
                ofAddress(vk.vkCmdDrawIndirect), commands, buffer, offset, drawCount, stride);
    }

    @Override
    public void drawIndexedIndirect(long buffer, long offset, int drawCount, int stride) {
        calls.callJJII(
                ofAddress(vk.vkCmdDrawIndexedIndirect),
                commands,
                buffer,
                offset,
                drawCount,
                stride);
    }

    @Override
    public void drawIndirectCount(
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride) {
        calls.callJJJJII(
                ofAddress(vk.vkCmdDrawIndirectCount),
                commands,
                buffer,
                offset,
                countBuffer,
                countOffset,
                maxDrawCount,
                stride);
    }

    @Override
    public void drawIndexedIndirectCount(
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride) {
        calls.callJJJJII(
                ofAddress(vk.vkCmdDrawIndexedIndirectCount),
                commands,
                buffer,
                offset,
                countBuffer,
                countOffset,
                maxDrawCount,
                stride);
    }

    @Override
    public void drawMeshTasks(int x, int y, int z) {
        calls.callIII(ofAddress(vk.vkCmdDrawMeshTasksEXT), commands, x, y, z);
    }

    @Override
    public void drawMeshTasksIndirect(long buffer, long offset, int drawCount, int stride) {
        calls.callJJII(
                ofAddress(vk.vkCmdDrawMeshTasksIndirectEXT),
                commands,
                buffer,
                offset,
                drawCount,
                stride);
    }

    @Override
    public void drawMeshTasksIndirectCount(
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride) {
        calls.callJJJJII(
                ofAddress(vk.vkCmdDrawMeshTasksIndirectCountEXT),
                commands,
                buffer,
                offset,
                countBuffer,
                countOffset,
                maxDrawCount,
                stride);
    }

    @Override
    public void drawMulti(long draws, int drawCount, int instanceCount, int firstInstance) {
        calls.callIJIII(
                ofAddress(vk.vkCmdDrawMultiEXT),
                commands,
                drawCount,
                draws,
                instanceCount,
                firstInstance,
                VkMultiDrawInfoEXT.SIZEOF);
    }

    @Override
    public void drawMultiIndexed(long draws, int drawCount, int instanceCount, int firstInstance) {
        calls.callIJIIIJ(
                ofAddress(vk.vkCmdDrawMultiIndexedEXT),
                commands,
                drawCount,
                draws,
                instanceCount,
                firstInstance,
                VkMultiDrawIndexedInfoEXT.SIZEOF,
                0L);
    }

    @Override
    public void beginConditionalRendering(long buffer, long offset, boolean inverted) {
        VkConditionalRenderingBeginInfoEXT.nsType(
                scratch, VK_STRUCTURE_TYPE_CONDITIONAL_RENDERING_BEGIN_INFO_EXT);
        VkConditionalRenderingBeginInfoEXT.npNext(scratch, 0);
        VkConditionalRenderingBeginInfoEXT.nbuffer(scratch, buffer);
        VkConditionalRenderingBeginInfoEXT.noffset(scratch, offset);
        VkConditionalRenderingBeginInfoEXT.nflags(
                scratch, inverted ? VK_CONDITIONAL_RENDERING_INVERTED_BIT_EXT : 0);
        calls.callJ(ofAddress(vk.vkCmdBeginConditionalRenderingEXT), commands, scratch);
    }

    @Override
    public void endConditionalRendering() {
        calls.call(ofAddress(vk.vkCmdEndConditionalRenderingEXT), commands);
    }
}
