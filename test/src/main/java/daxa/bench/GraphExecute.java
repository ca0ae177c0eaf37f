package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.vulkan.VK10.VK_NULL_HANDLE;
import static org.lwjgl.vulkan.VK10.vkBeginCommandBuffer;
import static org.lwjgl.vulkan.VK10.vkDeviceWaitIdle;
import static org.lwjgl.vulkan.VK10.vkEndCommandBuffer;
import static org.lwjgl.vulkan.VK13.VK_ACCESS_2_MEMORY_READ_BIT;
import static org.lwjgl.vulkan.VK13.VK_ACCESS_2_MEMORY_WRITE_BIT;
import static org.lwjgl.vulkan.VK13.VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;
import static org.lwjgl.vulkan.VK13.vkCmdPipelineBarrier2;
import static org.lwjgl.vulkan.VK13.vkQueueSubmit2;

import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskBuilder;
import daxa.taskgraph.TaskGraph;

import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkCommandBufferSubmitInfo;
import org.lwjgl.vulkan.VkDependencyInfo;
import org.lwjgl.vulkan.VkMemoryBarrier2;
import org.lwjgl.vulkan.VkSubmitInfo2;
import org.openjdk.jmh.annotations.Param;

/// Executions of a graph whose tasks record nothing, beside the native calls that these come to: a
/// command buffer with one barrier, since barriers with nothing between them become one, and a
/// submit.
@NullUnmarked
public class GraphExecute extends Comparison {
    private static final int TASKS = 1000;
    private static final int EXECUTIONS = 4;

    /// Whether each task needs the one before.
    @Param("false")
    public boolean chain;

    private Gpu gpu;
    private TaskGraph graph;
    private VkCommandBuffer commands;
    private VkCommandBufferBeginInfo begin;
    private VkDependencyInfo barrier;
    private VkMemoryBarrier2.Buffer memory;
    private VkCommandBufferSubmitInfo.Buffer info;
    private VkSubmitInfo2.Buffer submit;

    @Override
    protected void open() {
        gpu = new Gpu();
        graph = TaskGraph.create(gpu.device, describe().build());
        gpu.onClose(graph::close);
        commands = gpu.commandBuffer(gpu.commandPool());
        begin = VkCommandBufferBeginInfo.calloc().sType$Default();
        memory =
                VkMemoryBarrier2.calloc(1)
                        .sType$Default()
                        .srcStageMask(VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT)
                        .srcAccessMask(VK_ACCESS_2_MEMORY_WRITE_BIT)
                        .dstStageMask(VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT)
                        .dstAccessMask(VK_ACCESS_2_MEMORY_READ_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT);
        barrier = VkDependencyInfo.calloc().sType$Default().pMemoryBarriers(memory);
        info = VkCommandBufferSubmitInfo.calloc(1).sType$Default().commandBuffer(commands);
        submit = VkSubmitInfo2.calloc(1).sType$Default().pCommandBufferInfos(info);
    }

    private GraphBuilder describe() {
        GraphBuilder builder = new GraphBuilder("bench");
        TaskBuffer shared = builder.persistentBuffer("shared", 64);
        for (int i = 0; i < TASKS; i++) {
            TaskBuilder task = builder.compute("task " + i).executes(context -> {});
            if (chain) {
                task.readsWrites(shared);
            } else {
                task.reads(shared).sideEffect();
            }
        }
        return builder;
    }

    @Override
    public void close() {
        gpu.close();
        begin.free();
        memory.free();
        barrier.free();
        info.free();
        submit.free();
    }

    @Override
    protected int operations() {
        return TASKS * EXECUTIONS;
    }

    @Override
    protected void ours() {
        for (int i = 0; i < EXECUTIONS; i++) {
            graph.execute();
        }
    }

    @Override
    protected void finishOurs() {
        vkDeviceWaitIdle(gpu.vkDevice);
        gpu.device.collectGarbage();
    }

    @Override
    protected void reference() {
        for (int i = 0; i < EXECUTIONS; i++) {
            check(vkBeginCommandBuffer(commands, begin));
            vkCmdPipelineBarrier2(commands, barrier);
            check(vkEndCommandBuffer(commands));
            check(vkQueueSubmit2(gpu.vkQueue, submit, VK_NULL_HANDLE));
            vkDeviceWaitIdle(gpu.vkDevice);
        }
    }
}
