package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.vulkan.KHRRayTracingPipeline.*;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK13.*;

import daxa.core.command.Access;

import org.joml.Vector4i;
import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.system.CustomBuffer;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.system.Struct;
import org.lwjgl.vulkan.VkBufferCopy;
import org.lwjgl.vulkan.VkBufferImageCopy;
import org.lwjgl.vulkan.VkBufferMemoryBarrier2;
import org.lwjgl.vulkan.VkClearColorValue;
import org.lwjgl.vulkan.VkClearDepthStencilValue;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkConditionalRenderingBeginInfoEXT;
import org.lwjgl.vulkan.VkDebugUtilsLabelEXT;
import org.lwjgl.vulkan.VkDependencyInfo;
import org.lwjgl.vulkan.VkImageBlit;
import org.lwjgl.vulkan.VkImageCopy;
import org.lwjgl.vulkan.VkImageMemoryBarrier2;
import org.lwjgl.vulkan.VkImageResolve;
import org.lwjgl.vulkan.VkImageSubresourceLayers;
import org.lwjgl.vulkan.VkImageSubresourceRange;
import org.lwjgl.vulkan.VkMemoryBarrier2;
import org.lwjgl.vulkan.VkMultiDrawIndexedInfoEXT;
import org.lwjgl.vulkan.VkMultiDrawInfoEXT;
import org.lwjgl.vulkan.VkRect2D;
import org.lwjgl.vulkan.VkRenderingAttachmentInfo;
import org.lwjgl.vulkan.VkRenderingInfo;
import org.lwjgl.vulkan.VkViewport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/// What commands of every kind need in the hands of LWJGL: the handles of a [RecordScene], and
/// structs that are made once.
@NullUnmarked
final class HandWritten {
    static final int GENERAL = VK_IMAGE_LAYOUT_GENERAL;

    private static final int BOTH = VK_IMAGE_ASPECT_DEPTH_BIT | VK_IMAGE_ASPECT_STENCIL_BIT;
    private static final int SIZE = RecordScene.SIZE;

    final VkCommandBuffer commands;
    final long layout;
    final long compute;
    final long raster;
    final long mesh;
    final long src;
    final long dst;
    final long color;
    final long other;
    final long samples;
    final long depth;
    final long queries;
    final long event;
    final LongBuffer events;
    final long occlusion;
    final ByteBuffer bytes;
    final ByteBuffer constants;

    final VkBufferCopy.Buffer bufferCopy;
    final VkBufferImageCopy.Buffer bufferImageCopy;
    final VkImageCopy.Buffer imageCopy;
    final VkImageBlit.Buffer blit;
    final VkImageBlit.Buffer mipBlit;
    final VkImageResolve.Buffer resolve;
    final VkClearColorValue clearColor;
    final VkClearDepthStencilValue clearDepth;
    final VkImageSubresourceRange colorRange;
    final VkImageSubresourceRange depthRange;
    final VkDependencyInfo memoryBarrier;
    final VkDependencyInfo.Buffer waited;
    final VkDependencyInfo bufferBarrier;
    final VkDependencyInfo imageBarrier;
    final VkDependencyInfo mipBarrier;
    final VkDependencyInfo discard;
    final VkRenderingInfo rendering;
    final VkViewport.Buffer viewport;
    final VkRect2D.Buffer scissor;
    final VkDebugUtilsLabelEXT label;
    final VkConditionalRenderingBeginInfoEXT condition;
    final VkMultiDrawInfoEXT.Buffer draws;
    final VkMultiDrawIndexedInfoEXT.Buffer indexedDraws;
    final HandWrittenRays rays;
    final HandWrittenTraces traces;
    final long srcAddress;
    private final Vector4i vector = new Vector4i(1, 2, 3, 4);
    final LongBuffer vertexBuffers;
    final LongBuffer vertexOffsets;
    final FloatBuffer blendConstants;

    private final Gpu gpu;
    private final long pool;
    private final long dynamic;
    private final VkCommandBufferBeginInfo beginInfo;

    HandWritten(Gpu gpu, RecordScene scene) {
        this.gpu = gpu;
        pool = gpu.commandPool();
        commands = gpu.commandBuffer(pool);
        layout = gpu.pipelineLayout();
        compute = scene.compute.nativeHandle();
        raster = scene.raster.nativeHandle();
        mesh = scene.mesh == null ? 0 : scene.mesh.nativeHandle();
        dynamic = scene.dynamic.nativeHandle();
        src = scene.src.nativeHandle();
        dst = scene.dst.nativeHandle();
        color = scene.color.nativeHandle();
        other = scene.other.nativeHandle();
        samples = scene.samples.nativeHandle();
        depth = scene.depth.nativeHandle();
        queries = scene.queries.nativeHandle();
        event = scene.event.nativeHandle();
        events = MemoryUtil.memCallocLong(1).put(0, event);
        gpu.onClose(() -> MemoryUtil.memFree(events));
        occlusion = scene.occlusion.nativeHandle();
        rays = scene.rays == null ? null : new HandWrittenRays(scene.rays);
        if (rays != null) {
            gpu.onClose(rays::close);
        }
        traces = scene.traces == null ? null : new HandWrittenTraces(scene.traces);
        if (traces != null) {
            gpu.onClose(traces::close);
        }
        srcAddress = scene.src.deviceAddress();
        bytes = MemoryUtil.memCalloc(RecordScene.BYTES);
        gpu.onClose(() -> MemoryUtil.memFree(bytes));
        constants = bytes.slice(0, Shaders.PUSH_CONSTANT_BYTES).order(ByteOrder.nativeOrder());
        beginInfo =
                own(
                        VkCommandBufferBeginInfo.calloc()
                                .sType$Default()
                                .flags(VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT));

        bufferCopy = own(VkBufferCopy.calloc(1).size(RecordScene.BYTES));
        bufferImageCopy = own(VkBufferImageCopy.calloc(1));
        bufferImageCopy.imageSubresource(HandWritten::colorLayer).imageExtent().set(4, 4, 1);
        imageCopy = own(VkImageCopy.calloc(1));
        imageCopy
                .srcSubresource(HandWritten::colorLayer)
                .dstSubresource(HandWritten::colorLayer)
                .extent()
                .set(4, 4, 1);
        blit = own(blit(SIZE));
        mipBlit = own(blit(SIZE / 2));
        mipBlit.dstSubresource().mipLevel(1);
        resolve = own(VkImageResolve.calloc(1));
        resolve.srcSubresource(HandWritten::colorLayer)
                .dstSubresource(HandWritten::colorLayer)
                .extent()
                .set(SIZE, SIZE, 1);
        clearColor = own(VkClearColorValue.calloc());
        clearDepth = own(VkClearDepthStencilValue.calloc().depth(1));
        colorRange = own(range(VkImageSubresourceRange.calloc(), VK_IMAGE_ASPECT_COLOR_BIT));
        depthRange = own(range(VkImageSubresourceRange.calloc(), BOTH).levelCount(1));

        Access from = Access.TRANSFER_WRITE;
        Access to = Access.TRANSFER_READ;
        memoryBarrier =
                own(
                        VkDependencyInfo.calloc()
                                .sType$Default()
                                .pMemoryBarriers(
                                        own(VkMemoryBarrier2.calloc(1).sType$Default())
                                                .srcStageMask(from.stages())
                                                .srcAccessMask(from.accesses())
                                                .dstStageMask(to.stages())
                                                .dstAccessMask(to.accesses())));
        waited = VkDependencyInfo.create(memoryBarrier.address(), 1);
        bufferBarrier =
                own(
                        VkDependencyInfo.calloc()
                                .sType$Default()
                                .pBufferMemoryBarriers(
                                        own(VkBufferMemoryBarrier2.calloc(1).sType$Default())
                                                .srcStageMask(from.stages())
                                                .srcAccessMask(from.accesses())
                                                .dstStageMask(to.stages())
                                                .dstAccessMask(to.accesses())
                                                .srcQueueFamilyIndex(VK_QUEUE_FAMILY_IGNORED)
                                                .dstQueueFamilyIndex(VK_QUEUE_FAMILY_IGNORED)
                                                .buffer(src)
                                                .size(RecordScene.BYTES)));
        imageBarrier = imageBarrier(from, to, 2, GENERAL);
        mipBarrier = imageBarrier(from, to, 1, GENERAL);
        discard = imageBarrier(Access.ALL, Access.ALL, 2, VK_IMAGE_LAYOUT_UNDEFINED);

        VkRenderingAttachmentInfo.Buffer attachments = own(VkRenderingAttachmentInfo.calloc(2));
        attachment(attachments.get(0), scene.target.nativeHandle());
        attachments.get(0).clearValue().color().float32(3, 1);
        attachment(attachments.get(1), scene.depthTarget.nativeHandle());
        attachments.get(1).clearValue().depthStencil().depth(1);
        rendering =
                own(
                        VkRenderingInfo.calloc()
                                .sType$Default()
                                .layerCount(1)
                                .pColorAttachments(
                                        VkRenderingAttachmentInfo.create(attachments.address(), 1))
                                .pDepthAttachment(attachments.get(1))
                                .pStencilAttachment(attachments.get(1)));
        rendering.renderArea().extent().set(SIZE, SIZE);
        viewport = own(VkViewport.calloc(1).width(SIZE).height(SIZE).maxDepth(1));
        scissor = own(VkRect2D.calloc(1));
        scissor.extent().set(SIZE, SIZE);
        ByteBuffer text = MemoryUtil.memUTF8("label");
        gpu.onClose(() -> MemoryUtil.memFree(text));
        label = own(VkDebugUtilsLabelEXT.calloc().sType$Default().pLabelName(text));
        condition = own(VkConditionalRenderingBeginInfoEXT.calloc().sType$Default().buffer(src));
        draws = own(VkMultiDrawInfoEXT.calloc(RecordScene.DRAWS));
        indexedDraws = own(VkMultiDrawIndexedInfoEXT.calloc(RecordScene.DRAWS));
        vertexBuffers = MemoryUtil.memCallocLong(1).put(0, src);
        vertexOffsets = MemoryUtil.memCallocLong(1);
        blendConstants = MemoryUtil.memCallocFloat(4);
        gpu.onClose(
                () -> {
                    MemoryUtil.memFree(vertexBuffers);
                    MemoryUtil.memFree(vertexOffsets);
                    MemoryUtil.memFree(blendConstants);
                });
    }

    private <T extends Struct<T>> T own(T struct) {
        gpu.onClose(struct::free);
        return struct;
    }

    private <T extends CustomBuffer<T>> T own(T structs) {
        gpu.onClose(structs::free);
        return structs;
    }

    private static void colorLayer(VkImageSubresourceLayers layers) {
        layers.aspectMask(VK_IMAGE_ASPECT_COLOR_BIT).layerCount(1);
    }

    private static VkImageBlit.Buffer blit(int size) {
        VkImageBlit.Buffer blit = VkImageBlit.calloc(1);
        blit.srcSubresource(HandWritten::colorLayer).dstSubresource(HandWritten::colorLayer);
        blit.srcOffsets(1).set(SIZE, SIZE, 1);
        blit.dstOffsets(1).set(size, size, 1);
        return blit;
    }

    private static VkImageSubresourceRange range(VkImageSubresourceRange range, int aspects) {
        return range.aspectMask(aspects).levelCount(2).layerCount(1);
    }

    private VkDependencyInfo imageBarrier(Access from, Access to, int mips, int oldLayout) {
        VkImageMemoryBarrier2.Buffer barrier =
                own(VkImageMemoryBarrier2.calloc(1).sType$Default())
                        .srcStageMask(from.stages())
                        .srcAccessMask(from.accesses())
                        .dstStageMask(to.stages())
                        .dstAccessMask(to.accesses())
                        .oldLayout(oldLayout)
                        .newLayout(GENERAL)
                        .srcQueueFamilyIndex(VK_QUEUE_FAMILY_IGNORED)
                        .dstQueueFamilyIndex(VK_QUEUE_FAMILY_IGNORED)
                        .image(color);
        range(barrier.subresourceRange(), VK_IMAGE_ASPECT_COLOR_BIT).levelCount(mips);
        return own(VkDependencyInfo.calloc().sType$Default().pImageMemoryBarriers(barrier));
    }

    private static void attachment(VkRenderingAttachmentInfo attachment, long view) {
        attachment
                .sType$Default()
                .imageView(view)
                .imageLayout(GENERAL)
                .loadOp(VK_ATTACHMENT_LOAD_OP_CLEAR)
                .storeOp(VK_ATTACHMENT_STORE_OP_STORE);
    }

    /// Begins a recording, as [RecordScene#begin].
    void begin(RecordKind.Where where) {
        check(vkBeginCommandBuffer(commands, beginInfo));
        if (where == RecordKind.Where.OUTSIDE) {
            vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, compute);
            return;
        }
        if (where == RecordKind.Where.RAYS) {
            vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_RAY_TRACING_KHR, traces.pipeline);
            vkCmdSetRayTracingPipelineStackSizeKHR(commands, traces.stackSize);
            return;
        }
        beginPass();
        vkCmdBindPipeline(
                commands,
                VK_PIPELINE_BIND_POINT_GRAPHICS,
                switch (where) {
                    case RASTER -> raster;
                    case MESH -> mesh;
                    default -> dynamic;
                });
        vkCmdBindIndexBuffer(commands, src, 0, VK_INDEX_TYPE_UINT32);
    }

    /// Begins the render pass.
    void beginPass() {
        vkCmdBeginRendering(commands, rendering);
        vkCmdSetViewport(commands, 0, viewport);
        vkCmdSetScissor(commands, 0, scissor);
    }

    /// Writes what [RecordScene.Push] and [RecordScene.Data] hold.
    void writeVector(ByteBuffer to) {
        to.putInt(0, vector.x).putInt(4, vector.y).putInt(8, vector.z).putInt(12, vector.w);
    }

    /// Drops the recording.
    void drop() {
        check(vkResetCommandPool(gpu.vkDevice, pool, 0));
    }
}
