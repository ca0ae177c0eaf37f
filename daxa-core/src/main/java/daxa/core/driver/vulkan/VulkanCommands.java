package daxa.core.driver.vulkan;

import static org.lwjgl.system.JNI.callPI;
import static org.lwjgl.system.JNI.callPJI;
import static org.lwjgl.system.JNI.callPJJJJV;
import static org.lwjgl.system.JNI.callPJJJPV;
import static org.lwjgl.system.JNI.callPJJJV;
import static org.lwjgl.system.JNI.callPJJPV;
import static org.lwjgl.system.JNI.callPJPPV;
import static org.lwjgl.system.JNI.callPPI;
import static org.lwjgl.system.JNI.callPPV;
import static org.lwjgl.system.JNI.callPV;
import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memPutFloat;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.nmemCallocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK13.*;

import static java.lang.foreign.MemorySegment.ofAddress;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.DependencyDescription;
import daxa.core.driver.ImageRegion;
import daxa.core.driver.NativeKind;
import daxa.core.driver.RenderingDescription;
import daxa.core.driver.RenderingDescription.Attachment;

import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkBufferCopy;
import org.lwjgl.vulkan.VkBufferImageCopy;
import org.lwjgl.vulkan.VkBufferMemoryBarrier2;
import org.lwjgl.vulkan.VkClearDepthStencilValue;
import org.lwjgl.vulkan.VkCommandBufferAllocateInfo;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkCommandPoolCreateInfo;
import org.lwjgl.vulkan.VkDebugUtilsLabelEXT;
import org.lwjgl.vulkan.VkDependencyInfo;
import org.lwjgl.vulkan.VkExtent3D;
import org.lwjgl.vulkan.VkImageBlit;
import org.lwjgl.vulkan.VkImageCopy;
import org.lwjgl.vulkan.VkImageMemoryBarrier2;
import org.lwjgl.vulkan.VkImageSubresourceLayers;
import org.lwjgl.vulkan.VkImageSubresourceRange;
import org.lwjgl.vulkan.VkMemoryBarrier2;
import org.lwjgl.vulkan.VkOffset3D;
import org.lwjgl.vulkan.VkRenderingAttachmentInfo;
import org.lwjgl.vulkan.VkRenderingInfo;

import java.nio.LongBuffer;

/// A command pool with its command buffer.
///
/// Recording writes into structs that belong to this object and calls the driver by address: what
/// LWJGL does inside, without its objects and checks.
@ExternallySynchronized
final class VulkanCommands extends VulkanDraws {
    /// The layout of [#memory]. What never changes is written once; [#SCRATCH] is written whole for
    /// each call.
    private static final int BEGIN = 0;

    private static final int MEMORY_DEPENDENCY = BEGIN + VkCommandBufferBeginInfo.SIZEOF;
    private static final int MEMORY_BARRIER = MEMORY_DEPENDENCY + VkDependencyInfo.SIZEOF;
    private static final int IMAGE_DEPENDENCY = MEMORY_BARRIER + VkMemoryBarrier2.SIZEOF;
    private static final int IMAGE_BARRIER = IMAGE_DEPENDENCY + VkDependencyInfo.SIZEOF;
    private static final int BUFFER_DEPENDENCY = IMAGE_BARRIER + VkImageMemoryBarrier2.SIZEOF;
    private static final int BUFFER_BARRIER = BUFFER_DEPENDENCY + VkDependencyInfo.SIZEOF;
    private static final int RENDERING = BUFFER_BARRIER + VkBufferMemoryBarrier2.SIZEOF;
    private static final int COLORS = RENDERING + VkRenderingInfo.SIZEOF;
    private static final int DEPTH =
            COLORS + RenderingDescription.MAX_COLORS * VkRenderingAttachmentInfo.SIZEOF;
    private static final int STENCIL = DEPTH + VkRenderingAttachmentInfo.SIZEOF;
    private static final int SET = STENCIL + VkRenderingAttachmentInfo.SIZEOF;
    private static final int SCRATCH = SET + Long.BYTES;
    private static final int BYTES = SCRATCH + 128;

    private static final String TYPE = "Command buffer";
    private static final int GENERAL = VK_IMAGE_LAYOUT_GENERAL;

    private final VulkanDevice device;
    private final String name;
    private final @Nullable LabelStructs labels;
    private final DependencyStructs dependencies = new DependencyStructs();
    private final long beginLabel;
    private final long endLabel;
    private final long memory;
    private final long pool;
    private long pipelineLayout;

    // For each VkQueryType of Vulkan 1.0, and for all of extensions, the most queries of one copy.
    private final int[] copiedQueries = new int[VK_QUERY_TYPE_TIMESTAMP + 2];

    private VulkanCommands(
            VulkanDevice device, String name, long memory, long pool, long commands) {
        super(
                device.commandCalls(),
                device.vkDevice().getCapabilities(),
                commands,
                memory + SCRATCH);
        this.device = device;
        this.name = name;
        this.labels = device.names().wanted() ? new LabelStructs() : null;
        this.beginLabel = device.debugUtils().vkCmdBeginDebugUtilsLabelEXT;
        this.endLabel = device.debugUtils().vkCmdEndDebugUtilsLabelEXT;
        this.memory = memory;
        this.pool = pool;
        writeConstants();
    }

    /// Creates a pool with its command buffer.
    static VulkanCommands create(VulkanDevice device, int family, String name) {
        long memory = nmemCallocChecked(1, BYTES);
        long pool = 0;
        try {
            pool = createPool(device, family, name);
            long commands = allocate(device, pool, name);
            device.names().set(VK_OBJECT_TYPE_COMMAND_POOL, pool, name);
            device.names().set(VK_OBJECT_TYPE_COMMAND_BUFFER, commands, name);
            return new VulkanCommands(device, name, memory, pool, commands);
        } catch (RuntimeException | Error e) {
            destroy(device, pool, memory);
            throw e;
        }
    }

    private static long createPool(VulkanDevice device, int family, String name) {
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            int result =
                    vkCreateCommandPool(
                            device.vkDevice(),
                            VkCommandPoolCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .flags(VK_COMMAND_POOL_CREATE_TRANSIENT_BIT)
                                    .queueFamilyIndex(family),
                            null,
                            out);
            device.health().check(result, "vkCreateCommandPool", TYPE, name);
            device.books().created(NativeKind.COMMAND_POOL);
            return out.get(0);
        }
    }

    private static long allocate(VulkanDevice device, long pool, String name) {
        try (MemoryStack stack = stackPush()) {
            PointerBuffer out = stack.mallocPointer(1);
            int result =
                    vkAllocateCommandBuffers(
                            device.vkDevice(),
                            VkCommandBufferAllocateInfo.calloc(stack)
                                    .sType$Default()
                                    .commandPool(pool)
                                    .level(VK_COMMAND_BUFFER_LEVEL_PRIMARY)
                                    .commandBufferCount(1),
                            out);
            device.health().check(result, "vkAllocateCommandBuffers", TYPE, name);
            return out.get(0);
        }
    }

    private void writeConstants() {
        VkCommandBufferBeginInfo.nsType(
                memory + BEGIN, VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO);

        VkDependencyInfo.nsType(memory + MEMORY_DEPENDENCY, VK_STRUCTURE_TYPE_DEPENDENCY_INFO);
        memPutInt(memory + MEMORY_DEPENDENCY + VkDependencyInfo.MEMORYBARRIERCOUNT, 1);
        memPutLong(
                memory + MEMORY_DEPENDENCY + VkDependencyInfo.PMEMORYBARRIERS,
                memory + MEMORY_BARRIER);
        VkMemoryBarrier2.nsType(memory + MEMORY_BARRIER, VK_STRUCTURE_TYPE_MEMORY_BARRIER_2);

        VkDependencyInfo.nsType(memory + IMAGE_DEPENDENCY, VK_STRUCTURE_TYPE_DEPENDENCY_INFO);
        memPutInt(memory + IMAGE_DEPENDENCY + VkDependencyInfo.IMAGEMEMORYBARRIERCOUNT, 1);
        memPutLong(
                memory + IMAGE_DEPENDENCY + VkDependencyInfo.PIMAGEMEMORYBARRIERS,
                memory + IMAGE_BARRIER);
        long image = memory + IMAGE_BARRIER;
        VkImageMemoryBarrier2.nsType(image, VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER_2);
        VkImageMemoryBarrier2.nsrcQueueFamilyIndex(image, VK_QUEUE_FAMILY_IGNORED);
        VkImageMemoryBarrier2.ndstQueueFamilyIndex(image, VK_QUEUE_FAMILY_IGNORED);

        VkDependencyInfo.nsType(memory + BUFFER_DEPENDENCY, VK_STRUCTURE_TYPE_DEPENDENCY_INFO);
        memPutInt(memory + BUFFER_DEPENDENCY + VkDependencyInfo.BUFFERMEMORYBARRIERCOUNT, 1);
        memPutLong(
                memory + BUFFER_DEPENDENCY + VkDependencyInfo.PBUFFERMEMORYBARRIERS,
                memory + BUFFER_BARRIER);
        long buffer = memory + BUFFER_BARRIER;
        VkBufferMemoryBarrier2.nsType(buffer, VK_STRUCTURE_TYPE_BUFFER_MEMORY_BARRIER_2);
        VkBufferMemoryBarrier2.nsrcQueueFamilyIndex(buffer, VK_QUEUE_FAMILY_IGNORED);
        VkBufferMemoryBarrier2.ndstQueueFamilyIndex(buffer, VK_QUEUE_FAMILY_IGNORED);

        VkRenderingInfo.nsType(memory + RENDERING, VK_STRUCTURE_TYPE_RENDERING_INFO);
        memPutLong(memory + RENDERING + VkRenderingInfo.PCOLORATTACHMENTS, memory + COLORS);
        for (long a = memory + COLORS;
                a <= memory + STENCIL;
                a += VkRenderingAttachmentInfo.SIZEOF) {
            VkRenderingAttachmentInfo.nsType(a, VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO);
            VkRenderingAttachmentInfo.nimageLayout(a, GENERAL);
            VkRenderingAttachmentInfo.nresolveImageLayout(a, GENERAL);
        }
    }

    /// The `VkCommandBuffer`.
    long nativeHandle() {
        return commands;
    }

    @Override
    public long foreignCommands() {
        return commands;
    }

    @Override
    public void begin(boolean reusable) {
        // A reusable recording may be submitted again while the GPU still runs it.
        VkCommandBufferBeginInfo.nflags(
                memory + BEGIN,
                reusable
                        ? VK_COMMAND_BUFFER_USAGE_SIMULTANEOUS_USE_BIT
                        : VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
        if (labels != null) {
            labels.restart();
        }
        pipelineLayout = device.pipelineLayout();
        memPutLong(memory + SET, device.descriptorSet());
        check(callPPI(commands, memory + BEGIN, vk.vkBeginCommandBuffer), "vkBeginCommandBuffer");
    }

    @Override
    public void end() {
        check(callPI(commands, vk.vkEndCommandBuffer), "vkEndCommandBuffer");
    }

    @Override
    public void reset() {
        check(callPJI(device.nativeHandle(), pool, 0, vk.vkResetCommandPool), "vkResetCommandPool");
    }

    private void check(int result, String call) {
        if (result != VK_SUCCESS) {
            throw device.health().failure(result, call, TYPE, name);
        }
    }

    @Override
    public void memoryBarrier(long srcStages, long srcAccess, long dstStages, long dstAccess) {
        long barrier = memory + MEMORY_BARRIER;
        VkMemoryBarrier2.nsrcStageMask(barrier, srcStages);
        VkMemoryBarrier2.nsrcAccessMask(barrier, srcAccess);
        VkMemoryBarrier2.ndstStageMask(barrier, dstStages);
        VkMemoryBarrier2.ndstAccessMask(barrier, dstAccess);
        calls.callJ(ofAddress(vk.vkCmdPipelineBarrier2), commands, memory + MEMORY_DEPENDENCY);
    }

    @Override
    public void imageBarrier(
            long image,
            int aspects,
            int oldLayout,
            int newLayout,
            long srcStages,
            long srcAccess,
            long dstStages,
            long dstAccess) {
        long barrier = memory + IMAGE_BARRIER;
        VkImageMemoryBarrier2.noldLayout(barrier, oldLayout);
        VkImageMemoryBarrier2.nnewLayout(barrier, newLayout);
        writeRange(
                barrier + VkImageMemoryBarrier2.SUBRESOURCERANGE,
                aspects,
                0,
                VK_REMAINING_MIP_LEVELS,
                0,
                VK_REMAINING_ARRAY_LAYERS);
        imageBarrier(image, srcStages, srcAccess, dstStages, dstAccess);
    }

    @Override
    public void imageRangeBarrier(
            long image,
            int aspects,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount,
            long srcStages,
            long srcAccess,
            long dstStages,
            long dstAccess) {
        long barrier = memory + IMAGE_BARRIER;
        VkImageMemoryBarrier2.noldLayout(barrier, GENERAL);
        VkImageMemoryBarrier2.nnewLayout(barrier, GENERAL);
        writeRange(
                barrier + VkImageMemoryBarrier2.SUBRESOURCERANGE,
                aspects,
                baseMip,
                mipCount,
                baseLayer,
                layerCount);
        imageBarrier(image, srcStages, srcAccess, dstStages, dstAccess);
    }

    /// Records the image barrier whose layouts and range are written.
    private void imageBarrier(
            long image, long srcStages, long srcAccess, long dstStages, long dstAccess) {
        long barrier = memory + IMAGE_BARRIER;
        VkImageMemoryBarrier2.nsrcStageMask(barrier, srcStages);
        VkImageMemoryBarrier2.nsrcAccessMask(barrier, srcAccess);
        VkImageMemoryBarrier2.ndstStageMask(barrier, dstStages);
        VkImageMemoryBarrier2.ndstAccessMask(barrier, dstAccess);
        VkImageMemoryBarrier2.nimage(barrier, image);
        calls.callJ(ofAddress(vk.vkCmdPipelineBarrier2), commands, memory + IMAGE_DEPENDENCY);
    }

    @Override
    public void bufferBarrier(
            long buffer,
            long offset,
            long size,
            long srcStages,
            long srcAccess,
            long dstStages,
            long dstAccess) {
        long barrier = memory + BUFFER_BARRIER;
        VkBufferMemoryBarrier2.nsrcStageMask(barrier, srcStages);
        VkBufferMemoryBarrier2.nsrcAccessMask(barrier, srcAccess);
        VkBufferMemoryBarrier2.ndstStageMask(barrier, dstStages);
        VkBufferMemoryBarrier2.ndstAccessMask(barrier, dstAccess);
        VkBufferMemoryBarrier2.nbuffer(barrier, buffer);
        VkBufferMemoryBarrier2.noffset(barrier, offset);
        VkBufferMemoryBarrier2.nsize(barrier, size);
        calls.callJ(ofAddress(vk.vkCmdPipelineBarrier2), commands, memory + BUFFER_DEPENDENCY);
    }

    @Override
    public void setEvent(long event, DependencyDescription dependency) {
        calls.callJJ(ofAddress(vk.vkCmdSetEvent2), commands, event, dependencies.write(dependency));
    }

    @Override
    public void waitEvents(int count, long[] events, DependencyDescription[] described) {
        long handles = dependencies.write(count, events, described);
        calls.callIJJ(
                ofAddress(vk.vkCmdWaitEvents2),
                commands,
                count,
                handles,
                dependencies.infos(count));
    }

    @Override
    public void resetEvent(long event, long stages) {
        calls.callJJ(ofAddress(vk.vkCmdResetEvent2), commands, event, stages);
    }

    static void writeRange(
            long range, int aspects, int baseMip, int mipCount, int baseLayer, int layerCount) {
        VkImageSubresourceRange.naspectMask(range, aspects);
        VkImageSubresourceRange.nbaseMipLevel(range, baseMip);
        VkImageSubresourceRange.nlevelCount(range, mipCount);
        VkImageSubresourceRange.nbaseArrayLayer(range, baseLayer);
        VkImageSubresourceRange.nlayerCount(range, layerCount);
    }

    private static void writeLayers(
            long layers, int aspects, int mip, int baseLayer, int layerCount) {
        VkImageSubresourceLayers.naspectMask(layers, aspects);
        VkImageSubresourceLayers.nmipLevel(layers, mip);
        VkImageSubresourceLayers.nbaseArrayLayer(layers, baseLayer);
        VkImageSubresourceLayers.nlayerCount(layers, layerCount);
    }

    private static void writeOffset(long offset, int x, int y, int z) {
        VkOffset3D.nx(offset, x);
        VkOffset3D.ny(offset, y);
        VkOffset3D.nz(offset, z);
    }

    private static void writeExtent(long extent, int width, int height, int depth) {
        VkExtent3D.nwidth(extent, width);
        VkExtent3D.nheight(extent, height);
        VkExtent3D.ndepth(extent, depth);
    }

    @Override
    public void copyBuffer(long src, long srcOffset, long dst, long dstOffset, long size) {
        long copy = memory + SCRATCH;
        VkBufferCopy.nsrcOffset(copy, srcOffset);
        VkBufferCopy.ndstOffset(copy, dstOffset);
        VkBufferCopy.nsize(copy, size);
        callPJJPV(commands, src, dst, 1, copy, vk.vkCmdCopyBuffer);
    }

    @Override
    public void fillBuffer(long dst, long offset, long size, int value) {
        callPJJJV(commands, dst, offset, size, value, vk.vkCmdFillBuffer);
    }

    @Override
    public void updateBuffer(long dst, long offset, long address, int size) {
        callPJJJPV(commands, dst, offset, size, address, vk.vkCmdUpdateBuffer);
    }

    @Override
    public void copyBufferToImage(long buffer, long image, ImageRegion region) {
        writeBufferImageCopy(region);
        callPJJPV(commands, buffer, image, GENERAL, 1, memory + SCRATCH, vk.vkCmdCopyBufferToImage);
    }

    @Override
    public void copyImageToBuffer(long image, long buffer, ImageRegion region) {
        writeBufferImageCopy(region);
        callPJJPV(commands, image, GENERAL, buffer, 1, memory + SCRATCH, vk.vkCmdCopyImageToBuffer);
    }

    private void writeBufferImageCopy(ImageRegion region) {
        long copy = memory + SCRATCH;
        VkBufferImageCopy.nbufferOffset(copy, region.bufferOffset);
        VkBufferImageCopy.nbufferRowLength(copy, region.bufferRowLength);
        VkBufferImageCopy.nbufferImageHeight(copy, region.bufferImageHeight);
        writeLayers(
                copy + VkBufferImageCopy.IMAGESUBRESOURCE,
                region.aspects,
                region.mip,
                region.baseLayer,
                region.layerCount);
        writeOffset(copy + VkBufferImageCopy.IMAGEOFFSET, region.x, region.y, region.z);
        writeExtent(
                copy + VkBufferImageCopy.IMAGEEXTENT, region.width, region.height, region.depth);
    }

    @Override
    public void copyImage(long src, long dst, ImageRegion region) {
        writeImageCopy(region);
        callPJJPV(commands, src, GENERAL, dst, GENERAL, 1, memory + SCRATCH, vk.vkCmdCopyImage);
    }

    @Override
    public void resetQueries(long pool, int first, int count) {
        calls.callJII(ofAddress(vk.vkCmdResetQueryPool), commands, pool, first, count);
    }

    @Override
    public void copyQueryResults(
            int type, long pool, int first, int count, long dst, long offset, int stride) {
        int flags = VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT;
        int place = Math.min(type, VK_QUERY_TYPE_TIMESTAMP + 1);
        // Drivers may have to compile a shader at the first copy of a type, some at the first of
        // several queries. It takes the ordinary way, later ones are short.
        if (count > copiedQueries[place]) {
            callPJJJJV(
                    commands,
                    pool,
                    first,
                    count,
                    dst,
                    offset,
                    stride,
                    flags,
                    vk.vkCmdCopyQueryPoolResults);
            copiedQueries[place] = count;
        } else {
            calls.callJIIJJJI(
                    ofAddress(vk.vkCmdCopyQueryPoolResults),
                    commands,
                    pool,
                    first,
                    count,
                    dst,
                    offset,
                    stride,
                    flags);
        }
    }

    // A resolve's struct has the same fields at the same places.
    @Override
    public void resolveImage(long src, long dst, ImageRegion region) {
        writeImageCopy(region);
        callPJJPV(commands, src, GENERAL, dst, GENERAL, 1, memory + SCRATCH, vk.vkCmdResolveImage);
    }

    private void writeImageCopy(ImageRegion region) {
        long copy = memory + SCRATCH;
        writeLayers(
                copy + VkImageCopy.SRCSUBRESOURCE,
                region.aspects,
                region.mip,
                region.baseLayer,
                region.layerCount);
        writeOffset(copy + VkImageCopy.SRCOFFSET, region.x, region.y, region.z);
        writeLayers(
                copy + VkImageCopy.DSTSUBRESOURCE,
                region.dstAspects,
                region.dstMip,
                region.dstBaseLayer,
                region.layerCount);
        writeOffset(copy + VkImageCopy.DSTOFFSET, region.dstX, region.dstY, region.dstZ);
        writeExtent(copy + VkImageCopy.EXTENT, region.width, region.height, region.depth);
    }

    @Override
    public void blitImage(long src, long dst, ImageRegion region, int filter) {
        long blit = memory + SCRATCH;
        writeLayers(
                blit + VkImageBlit.SRCSUBRESOURCE,
                region.aspects,
                region.mip,
                region.baseLayer,
                region.layerCount);
        long corners = blit + VkImageBlit.SRCOFFSETS;
        writeOffset(corners, region.x, region.y, region.z);
        writeOffset(
                corners + VkOffset3D.SIZEOF,
                region.x + region.width,
                region.y + region.height,
                region.z + region.depth);
        writeLayers(
                blit + VkImageBlit.DSTSUBRESOURCE,
                region.dstAspects,
                region.dstMip,
                region.dstBaseLayer,
                region.layerCount);
        corners = blit + VkImageBlit.DSTOFFSETS;
        writeOffset(corners, region.dstX, region.dstY, region.dstZ);
        writeOffset(
                corners + VkOffset3D.SIZEOF,
                region.dstX + region.dstWidth,
                region.dstY + region.dstHeight,
                region.dstZ + region.dstDepth);
        callPJJPV(commands, src, GENERAL, dst, GENERAL, 1, blit, filter, vk.vkCmdBlitImage);
    }

    @Override
    public void clearColorImage(
            long image,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount,
            int c0,
            int c1,
            int c2,
            int c3) {
        long color = memory + SCRATCH;
        memPutInt(color, c0);
        memPutInt(color + 4, c1);
        memPutInt(color + 8, c2);
        memPutInt(color + 12, c3);
        long range = color + 16;
        writeRange(range, VK_IMAGE_ASPECT_COLOR_BIT, baseMip, mipCount, baseLayer, layerCount);
        callPJPPV(commands, image, GENERAL, color, 1, range, vk.vkCmdClearColorImage);
    }

    @Override
    public void clearDepthStencilImage(
            long image,
            int aspects,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount,
            float depth,
            int stencil) {
        long value = memory + SCRATCH;
        VkClearDepthStencilValue.ndepth(value, depth);
        VkClearDepthStencilValue.nstencil(value, stencil);
        long range = value + VkClearDepthStencilValue.SIZEOF;
        writeRange(range, aspects, baseMip, mipCount, baseLayer, layerCount);
        callPJPPV(commands, image, GENERAL, value, 1, range, vk.vkCmdClearDepthStencilImage);
    }

    @Override
    public void bindBindlessSet(int bindPoint) {
        calls.callIJIIJIJ(
                ofAddress(vk.vkCmdBindDescriptorSets),
                commands,
                bindPoint,
                pipelineLayout,
                0,
                1,
                memory + SET,
                0,
                0L);
    }

    @Override
    public void bindPipeline(int bindPoint, long pipeline) {
        calls.callIJ(ofAddress(vk.vkCmdBindPipeline), commands, bindPoint, pipeline);
    }

    @Override
    public void pushConstants(int offset, long address, int size) {
        calls.callJIIIJ(
                ofAddress(vk.vkCmdPushConstants),
                commands,
                pipelineLayout,
                VK_SHADER_STAGE_ALL,
                offset,
                size,
                address);
    }

    @Override
    public void dispatch(int x, int y, int z) {
        calls.callIII(ofAddress(vk.vkCmdDispatch), commands, x, y, z);
    }

    @Override
    public void dispatchIndirect(long buffer, long offset) {
        calls.callJJ(ofAddress(vk.vkCmdDispatchIndirect), commands, buffer, offset);
    }

    @Override
    public void beginRendering(RenderingDescription rendering) {
        long info = memory + RENDERING;
        long area = info + VkRenderingInfo.RENDERAREA;
        memPutInt(area, rendering.x);
        memPutInt(area + 4, rendering.y);
        memPutInt(area + 8, rendering.width);
        memPutInt(area + 12, rendering.height);
        VkRenderingInfo.nlayerCount(info, rendering.layerCount);
        VkRenderingInfo.nviewMask(info, rendering.viewMask);
        memPutInt(info + VkRenderingInfo.COLORATTACHMENTCOUNT, rendering.colorCount);
        for (int i = 0; i < rendering.colorCount; i++) {
            long struct = memory + COLORS + (long) i * VkRenderingAttachmentInfo.SIZEOF;
            Attachment color = rendering.colors[i];
            writeAttachment(struct, color);
            long clear = struct + VkRenderingAttachmentInfo.CLEARVALUE;
            memPutInt(clear, color.clear[0]);
            memPutInt(clear + 4, color.clear[1]);
            memPutInt(clear + 8, color.clear[2]);
            memPutInt(clear + 12, color.clear[3]);
        }
        boolean depth = rendering.depth.view != 0;
        if (depth) {
            writeAttachment(memory + DEPTH, rendering.depth);
            memPutInt(
                    memory + DEPTH + VkRenderingAttachmentInfo.CLEARVALUE,
                    rendering.depth.clear[0]);
        }
        boolean stencil = rendering.stencil.view != 0;
        if (stencil) {
            // The depth of a clear value comes before its stencil.
            writeAttachment(memory + STENCIL, rendering.stencil);
            memPutInt(
                    memory + STENCIL + VkRenderingAttachmentInfo.CLEARVALUE + 4,
                    rendering.stencil.clear[0]);
        }
        memPutLong(info + VkRenderingInfo.PDEPTHATTACHMENT, depth ? memory + DEPTH : 0);
        memPutLong(info + VkRenderingInfo.PSTENCILATTACHMENT, stencil ? memory + STENCIL : 0);
        callPPV(commands, info, vk.vkCmdBeginRendering);
    }

    private static void writeAttachment(long struct, Attachment attachment) {
        VkRenderingAttachmentInfo.nimageView(struct, attachment.view);
        VkRenderingAttachmentInfo.nresolveMode(struct, attachment.resolveMode);
        VkRenderingAttachmentInfo.nresolveImageView(struct, attachment.resolveView);
        VkRenderingAttachmentInfo.nloadOp(struct, attachment.loadOp);
        VkRenderingAttachmentInfo.nstoreOp(struct, attachment.storeOp);
    }

    @Override
    public void endRendering() {
        callPV(commands, vk.vkCmdEndRendering);
    }

    @Override
    public void beginLabel(String label, float red, float green, float blue, float alpha) {
        if (labels != null) {
            long info = labels.next(label);
            long color = info + VkDebugUtilsLabelEXT.COLOR;
            memPutFloat(color, red);
            memPutFloat(color + Float.BYTES, green);
            memPutFloat(color + 2 * Float.BYTES, blue);
            memPutFloat(color + 3 * Float.BYTES, alpha);
            calls.callJ(ofAddress(beginLabel), commands, info);
        }
    }

    @Override
    public void endLabel() {
        if (labels != null) {
            calls.call(ofAddress(endLabel), commands);
        }
    }

    @Override
    public void destroy() {
        destroy(device, pool, memory);
        freeBuilds();
        if (labels != null) {
            labels.free();
        }
        dependencies.free();
    }

    private static void destroy(VulkanDevice device, long pool, long memory) {
        if (pool != 0) {
            vkDestroyCommandPool(device.vkDevice(), pool, null);
            device.books().destroyed(NativeKind.COMMAND_POOL);
        }
        nmemFree(memory);
    }
}
