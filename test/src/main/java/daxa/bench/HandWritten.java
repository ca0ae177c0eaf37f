package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.EXTConditionalRendering.*;
import static org.lwjgl.vulkan.EXTDebugUtils.*;
import static org.lwjgl.vulkan.EXTMultiDraw.*;
import static org.lwjgl.vulkan.KHRRayTracingPipeline.*;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK13.*;

import org.joml.Vector4i;
import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkConditionalRenderingBeginInfoEXT;
import org.lwjgl.vulkan.VkDebugUtilsLabelEXT;
import org.lwjgl.vulkan.VkMultiDrawIndexedInfoEXT;
import org.lwjgl.vulkan.VkMultiDrawInfoEXT;
import org.lwjgl.vulkan.VkRect2D;
import org.lwjgl.vulkan.VkRenderingAttachmentInfo;
import org.lwjgl.vulkan.VkRenderingInfo;
import org.lwjgl.vulkan.VkViewport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/// Commands in the hands of LWJGL, with the handles of a [RecordScene]: as LWJGL programs record
/// them, with structs on the stack for each command, since the commands of a frame differ.
@NullUnmarked
final class HandWritten {
    static final int GENERAL = VK_IMAGE_LAYOUT_GENERAL;

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
    final long occlusion;
    final long srcAddress;
    final ByteBuffer bytes;
    final ByteBuffer constants;
    final HandWrittenRays rays;
    final HandWrittenTraces traces;

    private final Gpu gpu;
    private final long pool;
    private final long dynamic;
    private final long target;
    private final long depthTarget;
    private final VkCommandBufferBeginInfo beginInfo;
    private final Vector4i vector = new Vector4i(1, 2, 3, 4);

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
        target = scene.target.nativeHandle();
        depthTarget = scene.depthTarget.nativeHandle();
        queries = scene.queries.nativeHandle();
        event = scene.event.nativeHandle();
        occlusion = scene.occlusion.nativeHandle();
        srcAddress = scene.src.deviceAddress();
        rays = scene.rays == null ? null : new HandWrittenRays(scene.rays);
        traces = scene.traces == null ? null : new HandWrittenTraces(scene.traces);
        if (traces != null) {
            gpu.onClose(traces::close);
        }
        bytes = MemoryUtil.memCalloc(RecordScene.BYTES);
        gpu.onClose(() -> MemoryUtil.memFree(bytes));
        constants = bytes.slice(0, Shaders.PUSH_CONSTANT_BYTES).order(ByteOrder.nativeOrder());
        beginInfo =
                VkCommandBufferBeginInfo.calloc()
                        .sType$Default()
                        .flags(VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
        gpu.onClose(beginInfo::free);
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
        try (MemoryStack stack = stackPush()) {
            VkRenderingAttachmentInfo.Buffer colors = VkRenderingAttachmentInfo.calloc(1, stack);
            attachment(colors.get(0), target).clearValue().color().float32(3, 1);
            VkRenderingAttachmentInfo depthStencil = VkRenderingAttachmentInfo.calloc(stack);
            attachment(depthStencil, depthTarget).clearValue().depthStencil().depth(1);
            VkRenderingInfo rendering =
                    VkRenderingInfo.calloc(stack)
                            .sType$Default()
                            .layerCount(1)
                            .pColorAttachments(colors)
                            .pDepthAttachment(depthStencil)
                            .pStencilAttachment(depthStencil);
            rendering.renderArea().extent().set(SIZE, SIZE);
            vkCmdBeginRendering(commands, rendering);
        }
        setViewport(0);
        setScissor();
    }

    private static VkRenderingAttachmentInfo attachment(
            VkRenderingAttachmentInfo attachment, long view) {
        return attachment
                .sType$Default()
                .imageView(view)
                .imageLayout(GENERAL)
                .loadOp(VK_ATTACHMENT_LOAD_OP_CLEAR)
                .storeOp(VK_ATTACHMENT_STORE_OP_STORE);
    }

    void setViewport(int index) {
        try (MemoryStack stack = stackPush()) {
            vkCmdSetViewport(
                    commands,
                    index,
                    VkViewport.calloc(1, stack).width(SIZE).height(SIZE).maxDepth(1));
        }
    }

    void setScissor() {
        try (MemoryStack stack = stackPush()) {
            VkRect2D.Buffer scissor = VkRect2D.calloc(1, stack);
            scissor.extent().set(SIZE, SIZE);
            vkCmdSetScissor(commands, 0, scissor);
        }
    }

    void setBlendConstants() {
        try (MemoryStack stack = stackPush()) {
            vkCmdSetBlendConstants(commands, stack.floats(0, 0, 0, 0));
        }
    }

    void setVertexBuffer() {
        try (MemoryStack stack = stackPush()) {
            vkCmdBindVertexBuffers(commands, 0, stack.longs(src), stack.longs(0));
        }
    }

    void beginLabel() {
        try (MemoryStack stack = stackPush()) {
            vkCmdBeginDebugUtilsLabelEXT(
                    commands,
                    VkDebugUtilsLabelEXT.calloc(stack)
                            .sType$Default()
                            .pLabelName(stack.UTF8("label")));
        }
    }

    void beginConditionalRendering() {
        try (MemoryStack stack = stackPush()) {
            vkCmdBeginConditionalRenderingEXT(
                    commands,
                    VkConditionalRenderingBeginInfoEXT.calloc(stack).sType$Default().buffer(src));
        }
    }

    void drawMulti() {
        try (MemoryStack stack = stackPush()) {
            VkMultiDrawInfoEXT.Buffer draws = VkMultiDrawInfoEXT.malloc(RecordScene.DRAWS, stack);
            for (int i = 0; i < RecordScene.DRAWS; i++) {
                draws.get(i).set(3 * i, 3);
            }
            vkCmdDrawMultiEXT(commands, draws, 1, 0, VkMultiDrawInfoEXT.SIZEOF);
        }
    }

    void drawMultiIndexed() {
        try (MemoryStack stack = stackPush()) {
            VkMultiDrawIndexedInfoEXT.Buffer draws =
                    VkMultiDrawIndexedInfoEXT.malloc(RecordScene.DRAWS, stack);
            for (int i = 0; i < RecordScene.DRAWS; i++) {
                draws.get(i).set(3 * i, 3, 0);
            }
            vkCmdDrawMultiIndexedEXT(
                    commands, draws, 1, 0, VkMultiDrawIndexedInfoEXT.SIZEOF, (IntBuffer) null);
        }
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
