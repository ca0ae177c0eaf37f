package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.vulkan.EXTDebugUtils.vkCmdBeginDebugUtilsLabelEXT;
import static org.lwjgl.vulkan.EXTDebugUtils.vkCmdEndDebugUtilsLabelEXT;
import static org.lwjgl.vulkan.VK10.VK_NULL_HANDLE;
import static org.lwjgl.vulkan.VK10.vkBeginCommandBuffer;
import static org.lwjgl.vulkan.VK10.vkDeviceWaitIdle;
import static org.lwjgl.vulkan.VK10.vkEndCommandBuffer;
import static org.lwjgl.vulkan.VK13.VK_ACCESS_2_MEMORY_READ_BIT;
import static org.lwjgl.vulkan.VK13.VK_ACCESS_2_MEMORY_WRITE_BIT;
import static org.lwjgl.vulkan.VK13.VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;
import static org.lwjgl.vulkan.VK13.vkCmdPipelineBarrier2;
import static org.lwjgl.vulkan.VK13.vkQueueSubmit2;

import daxa.core.DeviceInfo;
import daxa.core.InstanceInfo;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskBuilder;
import daxa.taskgraph.TaskGraph;

import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkCommandBufferSubmitInfo;
import org.lwjgl.vulkan.VkDebugUtilsLabelEXT;
import org.lwjgl.vulkan.VkDependencyInfo;
import org.lwjgl.vulkan.VkMemoryBarrier2;
import org.lwjgl.vulkan.VkSubmitInfo2;
import org.openjdk.jmh.annotations.Param;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Executions of a graph whose tasks record nothing, beside the native calls that these come to: a
/// command buffer with the labels and one barrier, since barriers with nothing between them become
/// one, and a submit. What tools ask for is on: without names both sides have no labels.
@NullUnmarked
public class GraphExecute extends Comparison {
    private static final int TASKS = 1000;
    private static final int EXECUTIONS = 4;
    private static final int LABELS = TASKS + 2;

    /// Whether each task needs the one before.
    @Param("false")
    public boolean chain;

    private Gpu gpu;
    private TaskGraph graph;
    private final VkCommandBuffer[] commands = new VkCommandBuffer[EXECUTIONS];
    private VkCommandBufferBeginInfo begin;
    private VkDependencyInfo barrier;
    private VkMemoryBarrier2.Buffer memory;
    private VkCommandBufferSubmitInfo.Buffer infos;
    private VkSubmitInfo2.Buffer submits;
    private final VkSubmitInfo2.Buffer[] submit = new VkSubmitInfo2.Buffer[EXECUTIONS];
    private VkDebugUtilsLabelEXT.Buffer labels;
    private final List<ByteBuffer> texts = new ArrayList<>();

    @Override
    protected void open() {
        gpu = new Gpu(InstanceInfo.of("daxa bench").withObjectNames(true), DeviceInfo.of("bench"));
        graph = TaskGraph.create(gpu.device, describe().build());
        gpu.onClose(graph::close);
        long pool = gpu.commandPool();
        begin = VkCommandBufferBeginInfo.calloc().sType$Default();
        memory =
                VkMemoryBarrier2.calloc(1)
                        .sType$Default()
                        .srcStageMask(VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT)
                        .srcAccessMask(VK_ACCESS_2_MEMORY_WRITE_BIT)
                        .dstStageMask(VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT)
                        .dstAccessMask(VK_ACCESS_2_MEMORY_READ_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT);
        barrier = VkDependencyInfo.calloc().sType$Default().pMemoryBarriers(memory);
        infos = VkCommandBufferSubmitInfo.calloc(EXECUTIONS);
        submits = VkSubmitInfo2.calloc(EXECUTIONS);
        for (int i = 0; i < EXECUTIONS; i++) {
            commands[i] = gpu.commandBuffer(pool);
            infos.get(i).sType$Default().commandBuffer(commands[i]);
            submits.get(i)
                    .sType$Default()
                    .pCommandBufferInfos(VkCommandBufferSubmitInfo.create(infos.address(i), 1));
            submit[i] = VkSubmitInfo2.create(submits.address(i), 1);
        }
        labels = VkDebugUtilsLabelEXT.calloc(LABELS);
        for (int i = 0; i < LABELS; i++) {
            texts.add(MemoryUtil.memUTF8("task " + i));
            labels.get(i).sType$Default().pLabelName(texts.getLast());
        }
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
        infos.free();
        submits.free();
        labels.free();
        texts.forEach(MemoryUtil::memFree);
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
            VkCommandBuffer to = commands[i];
            check(vkBeginCommandBuffer(to, begin));
            // That of the graph, and of the one batch that independent tasks make.
            int outer = chain ? 1 : 2;
            for (int k = 0; k < outer; k++) {
                vkCmdBeginDebugUtilsLabelEXT(to, labels.get(TASKS + k));
            }
            for (int k = 0; k < TASKS; k++) {
                vkCmdBeginDebugUtilsLabelEXT(to, labels.get(k));
                vkCmdEndDebugUtilsLabelEXT(to);
            }
            for (int k = 0; k < outer; k++) {
                vkCmdEndDebugUtilsLabelEXT(to);
            }
            vkCmdPipelineBarrier2(to, barrier);
            check(vkEndCommandBuffer(to));
            check(vkQueueSubmit2(gpu.vkQueue, submit[i], VK_NULL_HANDLE));
        }
    }

    @Override
    protected void finishReference() {
        vkDeviceWaitIdle(gpu.vkDevice);
    }
}
