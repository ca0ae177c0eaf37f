package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK10.*;

import daxa.core.command.Access;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.command.SubmitToken;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.ShaderStage;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;
import daxa.testing.Gpu;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkClearAttachment;
import org.lwjgl.vulkan.VkClearRect;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferAllocateInfo;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkCommandPoolCreateInfo;
import org.lwjgl.vulkan.VkComputePipelineCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkInstance;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPipelineLayoutCreateInfo;
import org.lwjgl.vulkan.VkPushConstantRange;
import org.lwjgl.vulkan.VkQueue;
import org.lwjgl.vulkan.VkShaderModuleCreateInfo;
import org.lwjgl.vulkan.VkSubmitInfo;

import java.lang.foreign.ValueLayout;
import java.nio.LongBuffer;

/// Raw calls of LWJGL beside the framework's commands.
class ForeignCommandsTest extends GpuProgram {
    private static final String WRITE =
            """
            struct Push { daxa_RWBufferPtr(uint) target; uint value; uint unused; };
            DAXA_PUSH_CONSTANTS(Push, push)
            void main() { daxa_at(push.target, gl_GlobalInvocationID.x) = push.value; }
            """;

    private VkDevice vk;

    @BeforeEach
    void unwrap() {
        vk = gpu.device().unwrap(VkDevice.class);
    }

    private VkCommandBuffer commands(long handle) {
        return new VkCommandBuffer(handle, vk);
    }

    private static void check(int result) {
        assertThat(result).isEqualTo(VK_SUCCESS);
    }

    @Test
    void theObjectsOfLwjglBelongTogether() {
        VkPhysicalDevice physical = gpu.device().unwrap(VkPhysicalDevice.class);
        assertThat(vk.address()).isEqualTo(gpu.device().nativeHandle());
        assertThat(vk.getPhysicalDevice()).isSameAs(physical);
        assertThat(gpu.device().unwrap(VkInstance.class).address())
                .isEqualTo(gpu.instance().nativeHandle());
    }

    @Test
    void foreignCommandsRunInTheirPlace() {
        Buffer buffer = onDevice(64);
        Buffer down = readback(64);
        run(
                r -> {
                    r.fillBuffer(buffer, 0, 64, 1);
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
                    r.use(buffer);
                    r.recordForeign(
                            handle ->
                                    vkCmdFillBuffer(
                                            commands(handle), buffer.nativeHandle(), 16, 32, 2));
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                    r.copyBuffer(buffer, 0, down, 0, 64);
                });
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT))
                .containsExactly(1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1);
    }

    /// A pipeline of its own, with a layout that is not compatible: it disturbs the descriptor set
    /// and the push constants.
    private final class ForeignPipeline implements AutoCloseable {
        final long layout;
        final long pipeline;

        ForeignPipeline() {
            try (MemoryStack stack = stackPush()) {
                LongBuffer out = stack.mallocLong(1);
                check(
                        vkCreatePipelineLayout(
                                vk,
                                VkPipelineLayoutCreateInfo.calloc(stack)
                                        .sType$Default()
                                        .pPushConstantRanges(
                                                VkPushConstantRange.calloc(1, stack)
                                                        .stageFlags(VK_SHADER_STAGE_COMPUTE_BIT)
                                                        .size(16)),
                                null,
                                out));
                layout = out.get(0);
                long module = module(stack);
                var info = VkComputePipelineCreateInfo.calloc(1, stack);
                info.get(0).sType$Default().layout(layout);
                info.get(0)
                        .stage()
                        .sType$Default()
                        .stage(VK_SHADER_STAGE_COMPUTE_BIT)
                        .module(module)
                        .pName(stack.UTF8("main"));
                check(vkCreateComputePipelines(vk, 0, info, null, out));
                pipeline = out.get(0);
                vkDestroyShaderModule(vk, module, null);
            }
        }

        private long module(MemoryStack stack) {
            var code =
                    shader(
                                    "foreign.comp",
                                    ShaderStage.COMPUTE,
                                    "layout(local_size_x = 64) in;\n" + WRITE)
                            .spirv();
            LongBuffer out = stack.mallocLong(1);
            check(
                    vkCreateShaderModule(
                            vk,
                            VkShaderModuleCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .pCode(
                                            MemoryUtil.memByteBuffer(
                                                    code.address(), (int) code.byteSize())),
                            null,
                            out));
            return out.get(0);
        }

        void dispatch(long handle, long address, int value) {
            try (MemoryStack stack = stackPush()) {
                VkCommandBuffer commands = commands(handle);
                vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
                vkCmdPushConstants(
                        commands,
                        layout,
                        VK_SHADER_STAGE_COMPUTE_BIT,
                        0,
                        stack.longs(address, value));
                vkCmdDispatch(commands, 1, 1, 1);
            }
        }

        @Override
        public void close() {
            vkDestroyPipeline(vk, pipeline, null);
            vkDestroyPipelineLayout(vk, layout, null);
        }
    }

    @Test
    void foreignPipelinesStandBetweenOurs() {
        ComputePipeline ours = compute(WRITE);
        Buffer down = readback(3 * 256);
        try (ForeignPipeline foreign = new ForeignPipeline()) {
            run(
                    r -> {
                        r.setPipeline(ours);
                        r.pushConstants(push(down.deviceAddress(), 1));
                        r.dispatch(1, 1, 1);
                        r.recordForeign(h -> foreign.dispatch(h, down.deviceAddress() + 256, 2));
                        r.setPipeline(ours);
                        r.pushConstants(push(down.deviceAddress() + 512, 3));
                        r.dispatch(1, 1, 1);
                    });
        }
        int[] words = down.mapped().toArray(ValueLayout.JAVA_INT);
        assertThat(words).startsWith(1).endsWith(3);
        assertThat(new int[] {words[63], words[64], words[127], words[128]})
                .containsExactly(1, 2, 2, 3);
    }

    @Test
    void foreignCommandsInsideOfAPass() {
        RasterPipeline pipeline = raster(rasterInfo());
        Image target = target();
        ImageView view = view(target);
        Buffer right = quad(0, -1, 1, 1, 0);
        run(
                r -> {
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1))) {
                        pass.setPipeline(pipeline);
                        pass.setScissor(0, 0, 1, 1);
                        pass.recordForeign(this::clearTheTopRow);
                        pass.setPipeline(pipeline);
                        pass.pushConstants(push(right.deviceAddress(), 0xFF0000FFL));
                        pass.draw(6);
                    }
                });
        int[] texels = read(target);
        int green = 0xFF00FF00;
        int red = 0xFF0000FF;
        int black = 0xFF000000;
        assertThat(texels).startsWith(green, green, green, green, red, red, red, red);
        assertThat(texels).endsWith(black, black, black, black, red, red, red, red);
    }

    private void clearTheTopRow(long handle) {
        try (MemoryStack stack = stackPush()) {
            var clear = VkClearAttachment.calloc(1, stack);
            clear.get(0)
                    .aspectMask(VK_IMAGE_ASPECT_COLOR_BIT)
                    .clearValue(v -> v.color(c -> c.float32(1, 1).float32(3, 1)));
            var rect = VkClearRect.calloc(1, stack);
            rect.get(0).layerCount(1).rect().extent().set(8, 1);
            vkCmdClearAttachments(commands(handle), clear, rect);
        }
    }

    @Test
    void foreignSubmitsCountInTheTimeline() {
        Buffer down = readback(64);
        try (MemoryStack stack = stackPush()) {
            LongBuffer pool = stack.mallocLong(1);
            check(
                    vkCreateCommandPool(
                            vk,
                            VkCommandPoolCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .queueFamilyIndex(gpu.device().mainQueue().nativeFamily()),
                            null,
                            pool));
            VkCommandBuffer commands = filled(stack, pool.get(0), down.nativeHandle());
            VkQueue queue = new VkQueue(gpu.device().mainQueue().nativeHandle(), vk);
            SubmitToken token =
                    gpu.device()
                            .mainQueue()
                            .submitForeign(
                                    () ->
                                            check(
                                                    vkQueueSubmit(
                                                            queue,
                                                            VkSubmitInfo.calloc(stack)
                                                                    .sType$Default()
                                                                    .pCommandBuffers(
                                                                            stack.pointers(
                                                                                    commands)),
                                                            0)));
            token.await(Gpu.LONG);
            assertThat(down.mapped().toArray(ValueLayout.JAVA_INT)).containsOnly(5);
            vkDestroyCommandPool(vk, pool.get(0), null);
        }
    }

    private VkCommandBuffer filled(MemoryStack stack, long pool, long buffer) {
        PointerBuffer out = stack.mallocPointer(1);
        check(
                vkAllocateCommandBuffers(
                        vk,
                        VkCommandBufferAllocateInfo.calloc(stack)
                                .sType$Default()
                                .commandPool(pool)
                                .level(VK_COMMAND_BUFFER_LEVEL_PRIMARY)
                                .commandBufferCount(1),
                        out));
        VkCommandBuffer commands = commands(out.get(0));
        check(
                vkBeginCommandBuffer(
                        commands, VkCommandBufferBeginInfo.calloc(stack).sType$Default()));
        vkCmdFillBuffer(commands, buffer, 0, 64, 5);
        check(vkEndCommandBuffer(commands));
        return commands;
    }
}
