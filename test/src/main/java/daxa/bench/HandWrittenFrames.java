package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.KHRSurface.*;
import static org.lwjgl.vulkan.KHRSwapchain.*;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.*;
import static org.lwjgl.vulkan.VK13.*;

import daxa.core.present.Swapchain;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkClearColorValue;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkCommandBufferSubmitInfo;
import org.lwjgl.vulkan.VkDependencyInfo;
import org.lwjgl.vulkan.VkImageMemoryBarrier2;
import org.lwjgl.vulkan.VkImageSubresourceRange;
import org.lwjgl.vulkan.VkPresentInfoKHR;
import org.lwjgl.vulkan.VkSemaphoreSubmitInfo;
import org.lwjgl.vulkan.VkSemaphoreWaitInfo;
import org.lwjgl.vulkan.VkSubmitInfo2;
import org.lwjgl.vulkan.VkSwapchainCreateInfoKHR;
import org.lwjgl.vulkan.VkSwapchainPresentFenceInfoEXT;

import java.nio.IntBuffer;
import java.nio.LongBuffer;

/// Frames on a headless surface by hand: a swapchain like the framework's, with structs that are
/// made once.
///
/// They are either as short as can be, with all commands in one buffer; or they have what a program
/// needs that does not know what the commands of a frame will be, and destroys swapchains without
/// waiting: the changes of layout in buffers of their own, recorded once, and a fence for each
/// present.
final class HandWrittenFrames implements AutoCloseable {
    private static final int IN_FLIGHT = 2;
    private static final long ALL = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;
    private static final long MEMORY = VK_ACCESS_2_MEMORY_READ_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT;

    private final Gpu gpu;
    private final long swapchain;
    private final long[] images;
    private final long[] written;
    private final long[] acquired = new long[IN_FLIGHT];
    private final long[] pools = new long[IN_FLIGHT];
    private final VkCommandBuffer[] commands = new VkCommandBuffer[IN_FLIGHT];
    private final long timeline;
    private final boolean complete;
    private final VkCommandBuffer[] enter;
    private final VkCommandBuffer[] leave;
    private final long[] fences;
    private final boolean[] fenceInUse;
    private long frame;

    private final IntBuffer index = MemoryUtil.memCallocInt(1);
    private final VkCommandBufferBeginInfo beginInfo =
            VkCommandBufferBeginInfo.calloc()
                    .sType$Default()
                    .flags(VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
    private final VkImageSubresourceRange range =
            VkImageSubresourceRange.calloc()
                    .aspectMask(VK_IMAGE_ASPECT_COLOR_BIT)
                    .levelCount(1)
                    .layerCount(1);
    private final VkImageMemoryBarrier2.Buffer toGeneral =
            barrier(VK_IMAGE_LAYOUT_UNDEFINED, 0, VK_IMAGE_LAYOUT_GENERAL, MEMORY);
    private final VkImageMemoryBarrier2.Buffer toPresent =
            barrier(VK_IMAGE_LAYOUT_GENERAL, MEMORY, VK_IMAGE_LAYOUT_PRESENT_SRC_KHR, 0);
    private final VkDependencyInfo before =
            VkDependencyInfo.calloc().sType$Default().pImageMemoryBarriers(toGeneral);
    private final VkDependencyInfo after =
            VkDependencyInfo.calloc().sType$Default().pImageMemoryBarriers(toPresent);
    private final VkClearColorValue color = VkClearColorValue.calloc().float32(3, 1);
    private final VkSemaphoreSubmitInfo.Buffer wait = VkSemaphoreSubmitInfo.calloc(1);
    private final VkSemaphoreSubmitInfo.Buffer signals = VkSemaphoreSubmitInfo.calloc(2);
    private final VkCommandBufferSubmitInfo.Buffer commandInfos;
    private final VkSwapchainPresentFenceInfoEXT fenceInfo =
            VkSwapchainPresentFenceInfoEXT.calloc().sType$Default();
    private final LongBuffer presentFence = MemoryUtil.memCallocLong(1);
    private final VkSubmitInfo2.Buffer submit = VkSubmitInfo2.calloc(1).sType$Default();
    private final LongBuffer presentSemaphore = MemoryUtil.memCallocLong(1);
    private final LongBuffer presentSwapchain = MemoryUtil.memCallocLong(1);
    private final VkPresentInfoKHR present = VkPresentInfoKHR.calloc().sType$Default();
    private final LongBuffer waitTimeline = MemoryUtil.memCallocLong(1);
    private final LongBuffer waitValue = MemoryUtil.memCallocLong(1);
    private final VkSemaphoreWaitInfo waitInfo = VkSemaphoreWaitInfo.calloc().sType$Default();

    /// @param complete whether layouts and fences are handled apart
    HandWrittenFrames(Gpu gpu, Swapchain like, boolean complete) {
        this.gpu = gpu;
        this.complete = complete;
        swapchain = createSwapchain(gpu.headlessSurface(), like);
        images = images();
        written = new long[images.length];
        enter = new VkCommandBuffer[images.length];
        leave = new VkCommandBuffer[images.length];
        fences = new long[images.length * IN_FLIGHT];
        fenceInUse = new boolean[images.length * IN_FLIGHT];
        for (int i = 0; i < images.length; i++) {
            written[i] = gpu.binarySemaphore();
            if (complete) {
                toGeneral.image(images[i]);
                enter[i] = recorded(before);
                toPresent.image(images[i]);
                leave[i] = recorded(after);
            }
        }
        for (int i = 0; complete && i < fences.length; i++) {
            fences[i] = gpu.fence();
        }
        commandInfos = VkCommandBufferSubmitInfo.calloc(complete ? 3 : 1);
        for (VkCommandBufferSubmitInfo each : commandInfos) {
            each.sType$Default();
        }
        for (int i = 0; i < IN_FLIGHT; i++) {
            acquired[i] = gpu.binarySemaphore();
            pools[i] = gpu.commandPool();
            commands[i] = gpu.commandBuffer(pools[i]);
        }
        timeline = gpu.timeline();
        wait.sType$Default().stageMask(ALL);
        signals.get(0).sType$Default().stageMask(ALL);
        signals.get(1).sType$Default().stageMask(ALL).semaphore(timeline);
        submit.pWaitSemaphoreInfos(wait)
                .pSignalSemaphoreInfos(signals)
                .pCommandBufferInfos(commandInfos);
        fenceInfo.pFences(presentFence);
        presentSwapchain.put(0, swapchain);
        present.swapchainCount(1)
                .pSwapchains(presentSwapchain)
                .pImageIndices(index)
                .pWaitSemaphores(presentSemaphore)
                .pNext(complete ? fenceInfo.address() : 0);
        waitTimeline.put(0, timeline);
        waitInfo.semaphoreCount(1).pSemaphores(waitTimeline).pValues(waitValue);
    }

    private long createSwapchain(long surface, Swapchain like) {
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            VkSwapchainCreateInfoKHR info =
                    VkSwapchainCreateInfoKHR.calloc(stack)
                            .sType$Default()
                            .surface(surface)
                            .minImageCount(like.imageCount())
                            .imageFormat(like.format().vulkanValue())
                            .imageColorSpace(like.colorSpace().vulkanValue())
                            .imageArrayLayers(1)
                            .imageUsage(
                                    VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT
                                            | VK_IMAGE_USAGE_TRANSFER_DST_BIT)
                            .imageSharingMode(VK_SHARING_MODE_EXCLUSIVE)
                            .preTransform(VK_SURFACE_TRANSFORM_IDENTITY_BIT_KHR)
                            .compositeAlpha(VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR)
                            .presentMode(like.presentMode().vulkanValue())
                            .clipped(true);
            info.imageExtent().set(Gpu.EXTENT, Gpu.EXTENT);
            check(vkCreateSwapchainKHR(gpu.vkDevice, info, null, out));
            long made = out.get(0);
            gpu.onClose(() -> vkDestroySwapchainKHR(gpu.vkDevice, made, null));
            return made;
        }
    }

    private VkCommandBuffer recorded(VkDependencyInfo barrier) {
        VkCommandBuffer buffer = gpu.commandBuffer(gpu.commandPool());
        try (MemoryStack stack = stackPush()) {
            check(
                    vkBeginCommandBuffer(
                            buffer, VkCommandBufferBeginInfo.calloc(stack).sType$Default()));
        }
        vkCmdPipelineBarrier2(buffer, barrier);
        check(vkEndCommandBuffer(buffer));
        return buffer;
    }

    private long[] images() {
        int[] count = new int[1];
        check(vkGetSwapchainImagesKHR(gpu.vkDevice, swapchain, count, null));
        long[] handles = new long[count[0]];
        check(vkGetSwapchainImagesKHR(gpu.vkDevice, swapchain, count, handles));
        return handles;
    }

    private VkImageMemoryBarrier2.Buffer barrier(int from, long fromAccess, int to, long toAccess) {
        return VkImageMemoryBarrier2.calloc(1)
                .sType$Default()
                .oldLayout(from)
                .newLayout(to)
                .srcStageMask(ALL)
                .srcAccessMask(fromAccess)
                .dstStageMask(ALL)
                .dstAccessMask(toAccess)
                .subresourceRange(range);
    }

    /// Acquires an image, clears and presents it, when the frame before the last is finished.
    void frame() {
        frame++;
        waitValue.put(0, Math.max(0, frame - IN_FLIGHT));
        check(vkWaitSemaphores(gpu.vkDevice, waitInfo, Long.MAX_VALUE));
        int slot = (int) (frame % IN_FLIGHT);
        check(
                vkAcquireNextImageKHR(
                        gpu.vkDevice,
                        swapchain,
                        Gpu.DEADLINE.toNanos(),
                        acquired[slot],
                        VK_NULL_HANDLE,
                        index));
        int image = index.get(0);
        record(commands[slot], slot, image);
        if (complete) {
            commandInfos.get(0).commandBuffer(enter[image]);
            commandInfos.get(1).commandBuffer(commands[slot]);
            commandInfos.get(2).commandBuffer(leave[image]);
        } else {
            commandInfos.get(0).commandBuffer(commands[slot]);
        }
        wait.semaphore(acquired[slot]);
        signals.get(0).semaphore(written[image]);
        signals.get(1).value(frame);
        check(vkQueueSubmit2(gpu.vkQueue, submit, VK_NULL_HANDLE));
        if (complete) {
            makeFenceReady(image * IN_FLIGHT + slot);
        }
        presentSemaphore.put(0, written[image]);
        check(vkQueuePresentKHR(gpu.vkQueue, present));
    }

    private void record(VkCommandBuffer buffer, int slot, int image) {
        check(vkResetCommandPool(gpu.vkDevice, pools[slot], 0));
        check(vkBeginCommandBuffer(buffer, beginInfo));
        if (!complete) {
            toGeneral.image(images[image]);
            vkCmdPipelineBarrier2(buffer, before);
        }
        vkCmdClearColorImage(buffer, images[image], VK_IMAGE_LAYOUT_GENERAL, color, range);
        if (!complete) {
            toPresent.image(images[image]);
            vkCmdPipelineBarrier2(buffer, after);
        }
        check(vkEndCommandBuffer(buffer));
    }

    // Each frame in flight has fences of its own, so that none waits for the last present.
    private void makeFenceReady(int fence) {
        presentFence.put(0, fences[fence]);
        if (fenceInUse[fence]) {
            check(vkWaitForFences(gpu.vkDevice, presentFence, true, Gpu.DEADLINE.toNanos()));
            check(vkResetFences(gpu.vkDevice, presentFence));
        }
        fenceInUse[fence] = true;
    }

    /// Frees the structs; the handles go with the [Gpu].
    @Override
    public void close() {
        MemoryUtil.memFree(index);
        beginInfo.free();
        range.free();
        toGeneral.free();
        toPresent.free();
        before.free();
        after.free();
        color.free();
        wait.free();
        signals.free();
        commandInfos.free();
        fenceInfo.free();
        MemoryUtil.memFree(presentFence);
        submit.free();
        MemoryUtil.memFree(presentSemaphore);
        MemoryUtil.memFree(presentSwapchain);
        present.free();
        waitInfo.free();
        MemoryUtil.memFree(waitTimeline);
        MemoryUtil.memFree(waitValue);
    }
}
