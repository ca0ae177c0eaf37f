package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.vulkan.VK10.*;

import daxa.core.command.CommandRecorder;
import daxa.core.pipeline.ComputePipeline;

import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Push constants and a dispatch, recorded. Nothing is submitted.
@NullUnmarked
public class RecordDispatch extends Comparison {
    private static final int OPERATIONS = 5_000;

    private Gpu gpu;

    private CommandRecorder recorder;
    private ComputePipeline pipeline;
    private MemorySegment constants;

    private long pool;
    private VkCommandBuffer commands;
    private long layout;
    private ByteBuffer constantBuffer;

    @Override
    protected void open() {
        gpu = new Gpu();
        pipeline = gpu.computePipeline();
        recorder = gpu.device.createCommandRecorder("bench");
        gpu.onClose(recorder::close);
        constants = Arena.global().allocate(Shaders.PUSH_CONSTANT_BYTES, 16);

        pool = gpu.commandPool();
        commands = gpu.commandBuffer(pool);
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
        recorder.setPipeline(pipeline);
    }

    @Override
    protected void ours() {
        for (int i = 0; i < OPERATIONS; i++) {
            recorder.pushConstants(constants);
            recorder.dispatch(1, 1, 1);
        }
    }

    @Override
    protected void finishOurs() {
        recorder.complete().close();
        gpu.device.collectGarbage();
    }

    @Override
    protected void prepareReference() {
        begin(commands);
        vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.nativeHandle());
    }

    static void begin(VkCommandBuffer commands) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            check(
                    vkBeginCommandBuffer(
                            commands,
                            VkCommandBufferBeginInfo.calloc(stack)
                                    .sType$Default()
                                    .flags(VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT)));
        }
    }

    @Override
    protected void reference() {
        for (int i = 0; i < OPERATIONS; i++) {
            vkCmdPushConstants(commands, layout, VK_SHADER_STAGE_ALL, 0, constantBuffer);
            vkCmdDispatch(commands, 1, 1, 1);
        }
    }

    @Override
    protected void finishReference() {
        check(vkEndCommandBuffer(commands));
        check(vkResetCommandPool(gpu.vkDevice, pool, 0));
    }
}
