package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK13.*;

import daxa.core.command.CommandRecorder;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.resource.ImageView;

import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkCommandBuffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Push constants and a draw inside a render pass, recorded. Nothing is submitted.
@NullUnmarked
public class RecordDraw extends Comparison {
    private static final int OPERATIONS = 5_000;

    private Gpu gpu;

    private CommandRecorder recorder;
    private RasterPipeline pipeline;
    private RenderPassInfo passInfo;
    private RenderRecorder pass;
    private MemorySegment constants;

    private long pool;
    private VkCommandBuffer commands;
    private HandWrittenPass handWrittenPass;
    private long layout;
    private ByteBuffer constantBuffer;

    @Override
    protected void open() {
        gpu = new Gpu();
        ImageView target = gpu.target();
        pipeline = gpu.rasterPipeline();
        recorder = gpu.device.createCommandRecorder("bench");
        gpu.onClose(recorder::close);
        passInfo = new RenderPassInfo().clearColor(0, target, 0, 0, 0, 1);
        constants = Arena.global().allocate(Shaders.PUSH_CONSTANT_BYTES, 16);

        pool = gpu.commandPool();
        commands = gpu.commandBuffer(pool);
        handWrittenPass = new HandWrittenPass(target.nativeHandle());
        gpu.onClose(handWrittenPass::close);
        layout = gpu.pipelineLayout();
        constantBuffer = MemoryUtil.memCalloc(Shaders.PUSH_CONSTANT_BYTES);
        gpu.onClose(() -> MemoryUtil.memFree(constantBuffer));
    }

    @Override
    public void close() {
        gpu.close();
    }

    @Override
    protected int operations() {
        return OPERATIONS;
    }

    @Override
    protected void prepareOurs() {
        recorder.begin();
        pass = recorder.beginRenderPass(passInfo);
        pass.setPipeline(pipeline);
    }

    @Override
    protected void ours() {
        for (int i = 0; i < OPERATIONS; i++) {
            pass.pushConstants(constants);
            pass.draw(3);
        }
    }

    @Override
    protected void finishOurs() {
        pass.end();
        recorder.complete().close();
        gpu.device.collectGarbage();
    }

    @Override
    protected void prepareReference() {
        RecordDispatch.begin(commands);
        handWrittenPass.begin(commands);
        vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline.nativeHandle());
    }

    @Override
    protected void reference() {
        for (int i = 0; i < OPERATIONS; i++) {
            vkCmdPushConstants(commands, layout, VK_SHADER_STAGE_ALL, 0, constantBuffer);
            vkCmdDraw(commands, 3, 1, 0, 0);
        }
    }

    @Override
    protected void finishReference() {
        vkCmdEndRendering(commands);
        check(vkEndCommandBuffer(commands));
        check(vkResetCommandPool(gpu.vkDevice, pool, 0));
    }
}
