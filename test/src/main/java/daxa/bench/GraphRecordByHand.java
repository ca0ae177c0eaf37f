package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK13.vkQueueSubmit2;

import daxa.core.pipeline.ComputePipeline;

import org.joml.Matrix4f;
import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferSubmitInfo;
import org.lwjgl.vulkan.VkSubmitInfo2;

import java.nio.ByteBuffer;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/// What the commands of [GraphRecord] take by hand: by two threads, each with a command pool of its
/// own that no other thread touches, beside one. So much is to be had from two threads at most.
@NullUnmarked
public class GraphRecordByHand extends Comparison {
    private Gpu gpu;
    private ComputePipeline pipeline;
    private long layout;
    private final CyclicBarrier meeting = new CyclicBarrier(2);
    private volatile boolean ended;
    private Thread thread;
    private Half whole;
    private Half first;
    private Half second;
    private VkSubmitInfo2.Buffer submitWhole;
    private VkSubmitInfo2.Buffer submitHalves;

    /// A command buffer, and what is recorded into it.
    private final class Half {
        final long pool = gpu.commandPool();
        final VkCommandBuffer commands = gpu.commandBuffer(pool);
        final Matrix4f[] turned = new Matrix4f[GraphRecord.TASKS];
        final ByteBuffer[] constants = new ByteBuffer[GraphRecord.TASKS];
        final int tasks;

        Half(int tasks) {
            this.tasks = tasks;
            for (int i = 0; i < tasks; i++) {
                turned[i] = new Matrix4f();
                constants[i] = MemoryUtil.memCalloc(Shaders.PUSH_CONSTANT_BYTES);
            }
        }

        void record() {
            check(vkResetCommandPool(gpu.vkDevice, pool, 0));
            Gpu.begin(commands);
            for (int i = 0; i < tasks; i++) {
                record(turned[i], constants[i]);
            }
            check(vkEndCommandBuffer(commands));
        }

        private void record(Matrix4f matrix, ByteBuffer data) {
            vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.nativeHandle());
            for (int i = 0; i < GraphRecord.COMMANDS; i++) {
                matrix.rotateXYZ(0.01f, 0.02f, 0.03f);
                data.putFloat(0, matrix.determinant());
                vkCmdPushConstants(commands, layout, VK_SHADER_STAGE_ALL, 0, data);
                vkCmdDispatch(commands, 0, 1, 1);
            }
        }
    }

    @Override
    protected void open() {
        gpu = new Gpu();
        pipeline = gpu.computePipeline();
        layout = gpu.pipelineLayout();
        whole = new Half(GraphRecord.TASKS);
        first = new Half(GraphRecord.TASKS / 2);
        second = new Half(GraphRecord.TASKS / 2);
        submitWhole = submit(whole);
        submitHalves = submit(first, second);
        thread = Thread.ofPlatform().daemon().start(this::recordSecond);
    }

    private static VkSubmitInfo2.Buffer submit(Half... halves) {
        VkCommandBufferSubmitInfo.Buffer infos = VkCommandBufferSubmitInfo.calloc(halves.length);
        for (int i = 0; i < halves.length; i++) {
            infos.get(i).sType$Default().commandBuffer(halves[i].commands);
        }
        return VkSubmitInfo2.calloc(1).sType$Default().pCommandBufferInfos(infos);
    }

    private void recordSecond() {
        meet();
        while (!ended) {
            second.record();
            meet();
            meet();
        }
    }

    private void meet() {
        try {
            meeting.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        ended = true;
        meet();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        gpu.close();
    }

    @Override
    protected int operations() {
        return GraphRecord.TASKS;
    }

    @Override
    protected void prepareOurs() {
        gpu.shutGate();
    }

    @Override
    protected void ours() {
        meet();
        first.record();
        meet();
        check(vkQueueSubmit2(gpu.vkQueue, submitHalves, VK_NULL_HANDLE));
    }

    @Override
    protected void finishOurs() {
        gpu.openGate();
        vkDeviceWaitIdle(gpu.vkDevice);
    }

    @Override
    protected void prepareReference() {
        prepareOurs();
    }

    @Override
    protected void reference() {
        whole.record();
        check(vkQueueSubmit2(gpu.vkQueue, submitWhole, VK_NULL_HANDLE));
    }

    @Override
    protected void finishReference() {
        finishOurs();
    }
}
