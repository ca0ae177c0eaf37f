package daxa.bench;

import static daxa.bench.HandWritten.GENERAL;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK10.*;

import daxa.core.command.Access;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkBufferCopy;
import org.lwjgl.vulkan.VkBufferImageCopy;
import org.lwjgl.vulkan.VkClearColorValue;
import org.lwjgl.vulkan.VkClearDepthStencilValue;
import org.lwjgl.vulkan.VkImageBlit;
import org.lwjgl.vulkan.VkImageCopy;
import org.lwjgl.vulkan.VkImageResolve;
import org.lwjgl.vulkan.VkImageSubresourceRange;

/// Copies, blits and clears in the hands of LWJGL.
final class HandWrittenTransfers {
    private static final int COLOR = VK_IMAGE_ASPECT_COLOR_BIT;
    private static final int SIZE = RecordScene.SIZE;

    private HandWrittenTransfers() {}

    static void copyBuffer(HandWritten by) {
        try (MemoryStack stack = stackPush()) {
            VkBufferCopy.Buffer region = VkBufferCopy.calloc(1, stack).size(RecordScene.BYTES);
            vkCmdCopyBuffer(by.commands, by.src, by.dst, region);
        }
    }

    static void copyBufferToImage(HandWritten by) {
        try (MemoryStack stack = stackPush()) {
            vkCmdCopyBufferToImage(by.commands, by.src, by.color, GENERAL, bufferCopy(stack));
        }
    }

    static void copyImageToBuffer(HandWritten by) {
        try (MemoryStack stack = stackPush()) {
            vkCmdCopyImageToBuffer(by.commands, by.color, GENERAL, by.dst, bufferCopy(stack));
        }
    }

    private static VkBufferImageCopy.Buffer bufferCopy(MemoryStack stack) {
        VkBufferImageCopy.Buffer region = VkBufferImageCopy.calloc(1, stack);
        region.imageSubresource().set(COLOR, 0, 0, 1);
        region.imageExtent().set(4, 4, 1);
        return region;
    }

    static void copyImage(HandWritten by) {
        try (MemoryStack stack = stackPush()) {
            VkImageCopy.Buffer region = VkImageCopy.calloc(1, stack);
            region.srcSubresource().set(COLOR, 0, 0, 1);
            region.dstSubresource().set(COLOR, 0, 0, 1);
            region.extent().set(4, 4, 1);
            vkCmdCopyImage(by.commands, by.color, GENERAL, by.other, GENERAL, region);
        }
    }

    static void blitImage(HandWritten by) {
        try (MemoryStack stack = stackPush()) {
            vkCmdBlitImage(
                    by.commands,
                    by.color,
                    GENERAL,
                    by.other,
                    GENERAL,
                    blit(stack, 0, SIZE),
                    VK_FILTER_LINEAR);
        }
    }

    static void generateMips(HandWritten by) {
        HandWrittenBarriers.image(by, Access.TRANSFER_WRITE, Access.TRANSFER_READ, 1, GENERAL);
        try (MemoryStack stack = stackPush()) {
            vkCmdBlitImage(
                    by.commands,
                    by.color,
                    GENERAL,
                    by.color,
                    GENERAL,
                    blit(stack, 1, SIZE / 2),
                    VK_FILTER_LINEAR);
        }
    }

    private static VkImageBlit.Buffer blit(MemoryStack stack, int mip, int size) {
        VkImageBlit.Buffer region = VkImageBlit.calloc(1, stack);
        region.srcSubresource().set(COLOR, 0, 0, 1);
        region.srcOffsets(1).set(SIZE, SIZE, 1);
        region.dstSubresource().set(COLOR, mip, 0, 1);
        region.dstOffsets(1).set(size, size, 1);
        return region;
    }

    static void resolveImage(HandWritten by) {
        try (MemoryStack stack = stackPush()) {
            VkImageResolve.Buffer region = VkImageResolve.calloc(1, stack);
            region.srcSubresource().set(COLOR, 0, 0, 1);
            region.dstSubresource().set(COLOR, 0, 0, 1);
            region.extent().set(SIZE, SIZE, 1);
            vkCmdResolveImage(by.commands, by.samples, GENERAL, by.other, GENERAL, region);
        }
    }

    static void clearImage(HandWritten by) {
        try (MemoryStack stack = stackPush()) {
            vkCmdClearColorImage(
                    by.commands,
                    by.color,
                    GENERAL,
                    VkClearColorValue.calloc(stack),
                    VkImageSubresourceRange.calloc(stack).set(COLOR, 0, 2, 0, 1));
        }
    }

    static void clearDepthStencil(HandWritten by) {
        try (MemoryStack stack = stackPush()) {
            int aspects = VK_IMAGE_ASPECT_DEPTH_BIT | VK_IMAGE_ASPECT_STENCIL_BIT;
            vkCmdClearDepthStencilImage(
                    by.commands,
                    by.depth,
                    GENERAL,
                    VkClearDepthStencilValue.calloc(stack).depth(1),
                    VkImageSubresourceRange.calloc(stack).set(aspects, 0, 1, 0, 1));
        }
    }
}
