package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.*;
import static org.lwjgl.vulkan.VK13.*;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.command.SubmitToken;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.resource.ImageView;

import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkCommandBufferSubmitInfo;
import org.lwjgl.vulkan.VkSemaphoreSubmitInfo;
import org.lwjgl.vulkan.VkSemaphoreWaitInfo;
import org.lwjgl.vulkan.VkSubmitInfo2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/// A frame that draws a triangle into an image, two of them in flight, beside the same frame by
/// hand.
@NullUnmarked
public class FrameTriangle extends Comparison {
    private static final int OPERATIONS = 100;
    private static final int IN_FLIGHT = 2;

    private Gpu gpu;

    private final ExecutableCommands ours = new ExecutableCommands();
    private CommandRecorder recorder;
    private RasterPipeline pipeline;
    private RenderPassInfo passInfo;
    private MemorySegment constants;
    private final SubmitToken[] tokens = {new SubmitToken(), new SubmitToken()};

    private final long[] pools = new long[IN_FLIGHT];
    private final VkCommandBuffer[] commands = new VkCommandBuffer[IN_FLIGHT];
    private HandWrittenPass handWrittenPass;
    private long layout;
    private long timeline;
    private long frame;
    private ByteBuffer constantBuffer;
    private VkCommandBufferBeginInfo beginInfo;
    private HandWrittenBarrier before;
    private HandWrittenBarrier after;
    private VkSemaphoreSubmitInfo.Buffer signal;
    private VkCommandBufferSubmitInfo.Buffer commandInfo;
    private VkSubmitInfo2.Buffer submit;
    private LongBuffer waitTimeline;
    private LongBuffer waitValue;
    private VkSemaphoreWaitInfo waitInfo;

    @Override
    protected void open() {
        gpu = new Gpu();
        ImageView target = gpu.target();
        pipeline = gpu.rasterPipeline();
        recorder = gpu.device.createCommandRecorder("bench");
        gpu.onClose(recorder::close);
        passInfo = new RenderPassInfo().clearColor(0, target, 0, 0, 0, 1);
        constants = Arena.global().allocate(Shaders.PUSH_CONSTANT_BYTES, 16);
        for (SubmitToken token : tokens) {
            gpu.queue.submit(null, null, null, token);
        }

        for (int i = 0; i < IN_FLIGHT; i++) {
            pools[i] = gpu.commandPool();
            commands[i] = gpu.commandBuffer(pools[i]);
        }
        handWrittenPass = new HandWrittenPass(target.nativeHandle());
        layout = gpu.pipelineLayout();
        timeline = gpu.timeline();
        constantBuffer = MemoryUtil.memCalloc(Shaders.PUSH_CONSTANT_BYTES);
        beginInfo =
                VkCommandBufferBeginInfo.calloc()
                        .sType$Default()
                        .flags(VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
        before = new HandWrittenBarrier(Access.COLOR_ATTACHMENT, Access.COLOR_ATTACHMENT);
        after = new HandWrittenBarrier(Access.COLOR_ATTACHMENT, Access.TRANSFER_READ);
        signal =
                VkSemaphoreSubmitInfo.calloc(1)
                        .sType$Default()
                        .semaphore(timeline)
                        .stageMask(VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT);
        commandInfo = VkCommandBufferSubmitInfo.calloc(1).sType$Default();
        submit =
                VkSubmitInfo2.calloc(1)
                        .sType$Default()
                        .pCommandBufferInfos(commandInfo)
                        .pSignalSemaphoreInfos(signal);
        waitTimeline = MemoryUtil.memCallocLong(1).put(0, timeline);
        waitValue = MemoryUtil.memCallocLong(1);
        waitInfo =
                VkSemaphoreWaitInfo.calloc()
                        .sType$Default()
                        .semaphoreCount(1)
                        .pSemaphores(waitTimeline)
                        .pValues(waitValue);
    }

    @Override
    public void close() {
        gpu.close();
        handWrittenPass.close();
        MemoryUtil.memFree(constantBuffer);
        beginInfo.free();
        before.close();
        after.close();
        signal.free();
        commandInfo.free();
        submit.free();
        waitInfo.free();
        MemoryUtil.memFree(waitTimeline);
        MemoryUtil.memFree(waitValue);
    }

    @Override
    protected int operations() {
        return OPERATIONS;
    }

    @Override
    protected int warmUpOperations() {
        return 20_000;
    }

    @Override
    protected void ours() {
        for (int i = 0; i < OPERATIONS; i++) {
            SubmitToken token = tokens[i & 1];
            token.await(Gpu.DEADLINE);
            recorder.begin();
            recorder.barrier(Access.COLOR_ATTACHMENT, Access.COLOR_ATTACHMENT);
            RenderRecorder pass = recorder.beginRenderPass(passInfo);
            pass.setPipeline(pipeline);
            pass.pushConstants(constants);
            pass.draw(3);
            pass.end();
            recorder.barrier(Access.COLOR_ATTACHMENT, Access.TRANSFER_READ);
            gpu.queue.submit(recorder.complete(ours), token);
        }
    }

    @Override
    protected void finishOurs() {
        gpu.queue.awaitIdle(Gpu.DEADLINE);
    }

    @Override
    protected void reference() {
        for (int i = 0; i < OPERATIONS; i++) {
            frame++;
            waitValue.put(0, Math.max(0, frame - IN_FLIGHT));
            check(vkWaitSemaphores(gpu.vkDevice, waitInfo, Long.MAX_VALUE));
            int slot = (int) (frame & 1);
            VkCommandBuffer buffer = commands[slot];
            check(vkResetCommandPool(gpu.vkDevice, pools[slot], 0));
            check(vkBeginCommandBuffer(buffer, beginInfo));
            vkCmdPipelineBarrier2(buffer, before.info);
            handWrittenPass.begin(buffer);
            vkCmdBindPipeline(buffer, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline.nativeHandle());
            vkCmdPushConstants(buffer, layout, VK_SHADER_STAGE_ALL, 0, constantBuffer);
            vkCmdDraw(buffer, 3, 1, 0, 0);
            vkCmdEndRendering(buffer);
            vkCmdPipelineBarrier2(buffer, after.info);
            check(vkEndCommandBuffer(buffer));
            signal.value(frame);
            commandInfo.commandBuffer(buffer);
            check(vkQueueSubmit2(gpu.vkQueue, submit, VK_NULL_HANDLE));
        }
    }

    @Override
    protected void finishReference() {
        vkDeviceWaitIdle(gpu.vkDevice);
    }
}
