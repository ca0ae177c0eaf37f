package daxa.bench;

import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK13.*;

import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkRect2D;
import org.lwjgl.vulkan.VkRenderingAttachmentInfo;
import org.lwjgl.vulkan.VkRenderingInfo;
import org.lwjgl.vulkan.VkViewport;

/// A render pass by hand: its structs are made once.
final class HandWrittenPass implements AutoCloseable {
    private final VkRenderingAttachmentInfo.Buffer color;
    private final VkRenderingInfo rendering;
    private final VkViewport.Buffer viewport;
    private final VkRect2D.Buffer scissor;

    /// @param target the `VkImageView` to draw into, cleared to black
    HandWrittenPass(long target) {
        color = VkRenderingAttachmentInfo.calloc(1);
        color.sType$Default()
                .imageView(target)
                .imageLayout(VK_IMAGE_LAYOUT_GENERAL)
                .loadOp(VK_ATTACHMENT_LOAD_OP_CLEAR)
                .storeOp(VK_ATTACHMENT_STORE_OP_STORE);
        color.clearValue().color().float32(3, 1);
        rendering = VkRenderingInfo.calloc().sType$Default().layerCount(1).pColorAttachments(color);
        rendering.renderArea().extent().set(Gpu.EXTENT, Gpu.EXTENT);
        viewport = VkViewport.calloc(1).width(Gpu.EXTENT).height(Gpu.EXTENT).maxDepth(1);
        scissor = VkRect2D.calloc(1);
        scissor.extent().set(Gpu.EXTENT, Gpu.EXTENT);
    }

    void begin(VkCommandBuffer commands) {
        vkCmdBeginRendering(commands, rendering);
        vkCmdSetViewport(commands, 0, viewport);
        vkCmdSetScissor(commands, 0, scissor);
    }

    @Override
    public void close() {
        color.free();
        rendering.free();
        viewport.free();
        scissor.free();
    }
}
