package daxa.core.driver.vulkan;

import static org.lwjgl.system.JNI.callPJJJJV;
import static org.lwjgl.system.JNI.callPJJV;
import static org.lwjgl.system.JNI.callPJV;
import static org.lwjgl.system.JNI.callPPPV;
import static org.lwjgl.system.JNI.callPPV;
import static org.lwjgl.system.JNI.callPV;
import static org.lwjgl.system.MemoryUtil.memPutFloat;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.vulkan.EXTConditionalRendering.VK_CONDITIONAL_RENDERING_INVERTED_BIT_EXT;
import static org.lwjgl.vulkan.EXTConditionalRendering.VK_STRUCTURE_TYPE_CONDITIONAL_RENDERING_BEGIN_INFO_EXT;
import static org.lwjgl.vulkan.VK10.VK_QUERY_CONTROL_PRECISE_BIT;

import org.lwjgl.vulkan.VKCapabilitiesDevice;
import org.lwjgl.vulkan.VkConditionalRenderingBeginInfoEXT;
import org.lwjgl.vulkan.VkMultiDrawIndexedInfoEXT;
import org.lwjgl.vulkan.VkMultiDrawInfoEXT;
import org.lwjgl.vulkan.VkViewport;

/// Draws and their state, recorded into a command buffer.
abstract sealed class VulkanDraws extends VulkanRays permits VulkanCommands {
    VulkanDraws(VKCapabilitiesDevice vk, long commands, long scratch) {
        super(vk, commands, scratch);
    }

    @Override
    public void writeTimestamp(long stage, long pool, int query) {
        callPJJV(commands, stage, pool, query, vk.vkCmdWriteTimestamp2);
    }

    @Override
    public void beginQuery(long pool, int query, boolean precise) {
        int flags = precise ? VK_QUERY_CONTROL_PRECISE_BIT : 0;
        callPJV(commands, pool, query, flags, vk.vkCmdBeginQuery);
    }

    @Override
    public void endQuery(long pool, int query) {
        callPJV(commands, pool, query, vk.vkCmdEndQuery);
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
        callPPV(commands, index, 1, viewport, vk.vkCmdSetViewport);
    }

    @Override
    public void setScissor(int index, int x, int y, int width, int height) {
        long scissor = scratch;
        memPutInt(scissor, x);
        memPutInt(scissor + 4, y);
        memPutInt(scissor + 8, width);
        memPutInt(scissor + 12, height);
        callPPV(commands, index, 1, scissor, vk.vkCmdSetScissor);
    }

    @Override
    public void setDepthBias(float constant, float clamp, float slope) {
        callPV(commands, constant, clamp, slope, vk.vkCmdSetDepthBias);
    }

    @Override
    public void setDepthBounds(float min, float max) {
        callPV(commands, min, max, vk.vkCmdSetDepthBounds);
    }

    @Override
    public void setDepthTest(boolean test, boolean write, int compare) {
        callPV(commands, test ? 1 : 0, vk.vkCmdSetDepthTestEnable);
        callPV(commands, write ? 1 : 0, vk.vkCmdSetDepthWriteEnable);
        callPV(commands, compare, vk.vkCmdSetDepthCompareOp);
    }

    @Override
    public void setStencilOp(int faces, int fail, int pass, int depthFail, int compare) {
        callPV(commands, faces, fail, pass, depthFail, compare, vk.vkCmdSetStencilOp);
    }

    @Override
    public void setStencilMasks(int faces, int compareMask, int writeMask) {
        callPV(commands, faces, compareMask, vk.vkCmdSetStencilCompareMask);
        callPV(commands, faces, writeMask, vk.vkCmdSetStencilWriteMask);
    }

    @Override
    public void setStencilReference(int faces, int reference) {
        callPV(commands, faces, reference, vk.vkCmdSetStencilReference);
    }

    @Override
    public void setBlendConstants(float red, float green, float blue, float alpha) {
        memPutFloat(scratch, red);
        memPutFloat(scratch + 4, green);
        memPutFloat(scratch + 8, blue);
        memPutFloat(scratch + 12, alpha);
        callPPV(commands, scratch, vk.vkCmdSetBlendConstants);
    }

    @Override
    public void setCullMode(int cullMode) {
        callPV(commands, cullMode, vk.vkCmdSetCullMode);
    }

    @Override
    public void setFrontFace(int frontFace) {
        callPV(commands, frontFace, vk.vkCmdSetFrontFace);
    }

    @Override
    public void setTopology(int topology) {
        callPV(commands, topology, vk.vkCmdSetPrimitiveTopology);
    }

    @Override
    public void setPrimitiveRestart(boolean restart) {
        callPV(commands, restart ? 1 : 0, vk.vkCmdSetPrimitiveRestartEnable);
    }

    @Override
    public void setLineWidth(float width) {
        callPV(commands, width, vk.vkCmdSetLineWidth);
    }

    @Override
    public void bindVertexBuffer(int binding, long buffer, long offset) {
        memPutLong(scratch, buffer);
        memPutLong(scratch + 8, offset);
        callPPPV(commands, binding, 1, scratch, scratch + 8, vk.vkCmdBindVertexBuffers);
    }

    @Override
    public void bindIndexBuffer(long buffer, long offset, int indexType) {
        callPJJV(commands, buffer, offset, indexType, vk.vkCmdBindIndexBuffer);
    }

    @Override
    public void draw(int vertexCount, int instanceCount, int firstVertex, int firstInstance) {
        callPV(commands, vertexCount, instanceCount, firstVertex, firstInstance, vk.vkCmdDraw);
    }

    @Override
    public void drawIndexed(
            int indexCount,
            int instanceCount,
            int firstIndex,
            int vertexOffset,
            int firstInstance) {
        callPV(
                commands,
                indexCount,
                instanceCount,
                firstIndex,
                vertexOffset,
                firstInstance,
                vk.vkCmdDrawIndexed);
    }

    @Override
    public void drawIndirect(long buffer, long offset, int drawCount, int stride) {
        callPJJV(commands, buffer, offset, drawCount, stride, vk.vkCmdDrawIndirect);
    }

    @Override
    public void drawIndexedIndirect(long buffer, long offset, int drawCount, int stride) {
        callPJJV(commands, buffer, offset, drawCount, stride, vk.vkCmdDrawIndexedIndirect);
    }

    @Override
    public void drawIndirectCount(
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride) {
        callPJJJJV(
                commands,
                buffer,
                offset,
                countBuffer,
                countOffset,
                maxDrawCount,
                stride,
                vk.vkCmdDrawIndirectCount);
    }

    @Override
    public void drawIndexedIndirectCount(
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride) {
        callPJJJJV(
                commands,
                buffer,
                offset,
                countBuffer,
                countOffset,
                maxDrawCount,
                stride,
                vk.vkCmdDrawIndexedIndirectCount);
    }

    @Override
    public void drawMeshTasks(int x, int y, int z) {
        callPV(commands, x, y, z, vk.vkCmdDrawMeshTasksEXT);
    }

    @Override
    public void drawMeshTasksIndirect(long buffer, long offset, int drawCount, int stride) {
        callPJJV(commands, buffer, offset, drawCount, stride, vk.vkCmdDrawMeshTasksIndirectEXT);
    }

    @Override
    public void drawMeshTasksIndirectCount(
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride) {
        callPJJJJV(
                commands,
                buffer,
                offset,
                countBuffer,
                countOffset,
                maxDrawCount,
                stride,
                vk.vkCmdDrawMeshTasksIndirectCountEXT);
    }

    @Override
    public void drawMulti(long draws, int drawCount, int instanceCount, int firstInstance) {
        callPPV(
                commands,
                drawCount,
                draws,
                instanceCount,
                firstInstance,
                VkMultiDrawInfoEXT.SIZEOF,
                vk.vkCmdDrawMultiEXT);
    }

    @Override
    public void drawMultiIndexed(long draws, int drawCount, int instanceCount, int firstInstance) {
        callPPPV(
                commands,
                drawCount,
                draws,
                instanceCount,
                firstInstance,
                VkMultiDrawIndexedInfoEXT.SIZEOF,
                0,
                vk.vkCmdDrawMultiIndexedEXT);
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
        callPPV(commands, scratch, vk.vkCmdBeginConditionalRenderingEXT);
    }

    @Override
    public void endConditionalRendering() {
        callPV(commands, vk.vkCmdEndConditionalRenderingEXT);
    }
}
