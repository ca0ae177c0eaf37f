package daxa.bench;

import static daxa.bench.HandWritten.GENERAL;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK13.*;

import daxa.core.command.Access;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkBufferMemoryBarrier2;
import org.lwjgl.vulkan.VkDependencyInfo;
import org.lwjgl.vulkan.VkImageMemoryBarrier2;
import org.lwjgl.vulkan.VkMemoryBarrier2;

/// Barriers and events in the hands of LWJGL.
final class HandWrittenBarriers {
    private HandWrittenBarriers() {}

    static void memory(HandWritten by, Access from, Access to) {
        try (MemoryStack stack = stackPush()) {
            vkCmdPipelineBarrier2(
                    by.commands,
                    VkDependencyInfo.calloc(stack)
                            .sType$Default()
                            .pMemoryBarriers(memory(stack, from, to)));
        }
    }

    private static VkMemoryBarrier2.Buffer memory(MemoryStack stack, Access from, Access to) {
        return VkMemoryBarrier2.calloc(1, stack)
                .sType$Default()
                .srcStageMask(from.stages())
                .srcAccessMask(from.accesses())
                .dstStageMask(to.stages())
                .dstAccessMask(to.accesses());
    }

    static void buffer(HandWritten by, Access from, Access to) {
        try (MemoryStack stack = stackPush()) {
            VkBufferMemoryBarrier2.Buffer barrier =
                    VkBufferMemoryBarrier2.calloc(1, stack)
                            .sType$Default()
                            .srcStageMask(from.stages())
                            .srcAccessMask(from.accesses())
                            .dstStageMask(to.stages())
                            .dstAccessMask(to.accesses())
                            .srcQueueFamilyIndex(VK_QUEUE_FAMILY_IGNORED)
                            .dstQueueFamilyIndex(VK_QUEUE_FAMILY_IGNORED)
                            .buffer(by.src)
                            .size(RecordScene.BYTES);
            vkCmdPipelineBarrier2(
                    by.commands,
                    VkDependencyInfo.calloc(stack).sType$Default().pBufferMemoryBarriers(barrier));
        }
    }

    static void image(HandWritten by, Access from, Access to, int mips, int oldLayout) {
        try (MemoryStack stack = stackPush()) {
            VkImageMemoryBarrier2.Buffer barrier =
                    VkImageMemoryBarrier2.calloc(1, stack)
                            .sType$Default()
                            .srcStageMask(from.stages())
                            .srcAccessMask(from.accesses())
                            .dstStageMask(to.stages())
                            .dstAccessMask(to.accesses())
                            .oldLayout(oldLayout)
                            .newLayout(GENERAL)
                            .srcQueueFamilyIndex(VK_QUEUE_FAMILY_IGNORED)
                            .dstQueueFamilyIndex(VK_QUEUE_FAMILY_IGNORED)
                            .image(by.color);
            barrier.subresourceRange().set(VK_IMAGE_ASPECT_COLOR_BIT, 0, mips, 0, 1);
            vkCmdPipelineBarrier2(
                    by.commands,
                    VkDependencyInfo.calloc(stack).sType$Default().pImageMemoryBarriers(barrier));
        }
    }

    static void signal(HandWritten by, Access from, Access to) {
        try (MemoryStack stack = stackPush()) {
            vkCmdSetEvent2(
                    by.commands,
                    by.event,
                    VkDependencyInfo.calloc(stack)
                            .sType$Default()
                            .pMemoryBarriers(memory(stack, from, to)));
        }
    }

    static void waitFor(HandWritten by, Access from, Access to) {
        try (MemoryStack stack = stackPush()) {
            vkCmdWaitEvents2(
                    by.commands,
                    stack.longs(by.event),
                    VkDependencyInfo.calloc(1, stack)
                            .sType$Default()
                            .pMemoryBarriers(memory(stack, from, to)));
        }
    }
}
