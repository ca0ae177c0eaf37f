package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.vulkan.EXTDebugUtils.vkCmdBeginDebugUtilsLabelEXT;
import static org.lwjgl.vulkan.EXTDebugUtils.vkCmdEndDebugUtilsLabelEXT;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK13.VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;
import static org.lwjgl.vulkan.VK13.vkCmdEndRendering;
import static org.lwjgl.vulkan.VK13.vkCmdPipelineBarrier2;
import static org.lwjgl.vulkan.VK13.vkQueueSubmit2;

import daxa.core.DeviceInfo;
import daxa.core.InstanceInfo;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.resource.ImageView;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.GraphDescription;
import daxa.taskgraph.Schedule;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskContext;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskStage;

import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkCommandBufferSubmitInfo;
import org.lwjgl.vulkan.VkDebugUtilsLabelEXT;
import org.lwjgl.vulkan.VkSemaphoreSubmitInfo;
import org.lwjgl.vulkan.VkSubmitInfo2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A frame of passes that draw and dispatch, as a task graph, beside the same commands by hand: the
/// same barriers and labels, and one submit that signals a timeline.
@NullUnmarked
public class GraphFrame extends Comparison {
    private static final int PASSES = 60;
    private static final int COMMANDS = 10;
    private static final int EMPTY_FRAMES = 20_000;
    private static final int IDLE_FRAMES = 4_000;

    private Gpu gpu;
    private boolean isEmpty;
    private int groups = 1;
    private int vertices = 3;
    private TaskGraph graph;
    private RasterPipeline raster;
    private ComputePipeline compute;
    private RenderPassInfo passInfo;
    private MemorySegment constants;
    private ImageView target;

    private long pool;
    private long layout;
    private VkCommandBuffer commands;
    private HandWrittenPass pass;
    private ByteBuffer constantBuffer;
    private VkCommandBufferBeginInfo beginInfo;
    private VkCommandBufferSubmitInfo.Buffer commandInfo;
    private VkSemaphoreSubmitInfo.Buffer signal;
    private long frames;
    private VkSubmitInfo2.Buffer submit;
    private VkDebugUtilsLabelEXT frameLabel;
    private HandWrittenBarrier first;
    private final List<List<HandWrittenBarrier>> barriers = new ArrayList<>();
    private final List<VkDebugUtilsLabelEXT> labels = new ArrayList<>();
    private final List<ByteBuffer> texts = new ArrayList<>();

    @Override
    protected void open() {
        // Without names the framework leaves labels out.
        gpu = new Gpu(InstanceInfo.of("daxa bench").withObjectNames(true), DeviceInfo.of("bench"));
        raster = gpu.rasterPipeline();
        compute = gpu.computePipeline();
        passInfo = new RenderPassInfo();
        constants = Arena.global().allocate(Shaders.PUSH_CONSTANT_BYTES, 16);
        GraphBuilder builder = new GraphBuilder("frame");
        TaskImage image =
                builder.persistentImage(
                        "target", TaskImageInfo.of2D(Gpu.FORMAT, Gpu.EXTENT, Gpu.EXTENT));
        describe(builder, image);
        GraphDescription description = builder.build();
        graph = TaskGraph.create(gpu.device, description);
        gpu.onClose(graph::close);
        graph.execute();
        openByHand(description);
        warmUpFrames();
    }

    private void describe(GraphBuilder builder, TaskImage image) {
        TaskBuffer buffer = builder.persistentBuffer("particles", 64);
        for (int i = 0; i < PASSES; i += 2) {
            builder.compute("simulate " + i)
                    .writes(buffer)
                    .executes(context -> simulate(context.commands()));
            builder.raster("draw " + i)
                    .reads(TaskStage.FRAGMENT, buffer)
                    .writes(TaskStage.COLOR_ATTACHMENT, image)
                    .executes(context -> draw(context, image));
        }
    }

    // The software driver takes milliseconds for a frame, so that the compiler would never come to
    // what runs once in each. Frames whose passes record nothing take it none, and those whose
    // commands have nothing to do little.
    private void warmUpFrames() {
        isEmpty = true;
        runBoth(EMPTY_FRAMES);
        isEmpty = false;
        groups = 0;
        vertices = 0;
        runBoth(IDLE_FRAMES);
        groups = 1;
        vertices = 3;
    }

    private void runBoth(int count) {
        for (int i = 0; i < count; i++) {
            ours();
            finishOurs();
            reference();
            finishReference();
        }
    }

    private void simulate(CommandRecorder recorder) {
        if (isEmpty) {
            return;
        }
        recorder.setPipeline(compute);
        for (int i = 0; i < COMMANDS; i++) {
            recorder.pushConstants(constants);
            recorder.dispatch(groups, 1, 1);
        }
    }

    private void draw(TaskContext context, TaskImage image) {
        target = context.view(image);
        if (isEmpty) {
            return;
        }
        RenderRecorder render =
                context.commands().beginRenderPass(passInfo.clearColor(0, target, 0, 0, 0, 1));
        render.setPipeline(raster);
        for (int i = 0; i < COMMANDS; i++) {
            render.pushConstants(constants);
            render.draw(vertices);
        }
        render.end();
    }

    // ---------------------------------------------------------------- by hand

    private void openByHand(GraphDescription description) {
        pool = gpu.commandPool();
        commands = gpu.commandBuffer(pool);
        layout = gpu.pipelineLayout();
        pass = new HandWrittenPass(target.nativeHandle());
        constantBuffer = MemoryUtil.memCalloc(Shaders.PUSH_CONSTANT_BYTES);
        beginInfo =
                VkCommandBufferBeginInfo.calloc()
                        .sType$Default()
                        .flags(VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
        commandInfo = VkCommandBufferSubmitInfo.calloc(1).sType$Default().commandBuffer(commands);
        signal =
                VkSemaphoreSubmitInfo.calloc(1)
                        .sType$Default()
                        .semaphore(gpu.timeline())
                        .stageMask(VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT);
        submit =
                VkSubmitInfo2.calloc(1)
                        .sType$Default()
                        .pCommandBufferInfos(commandInfo)
                        .pSignalSemaphoreInfos(signal);
        frameLabel = label("frame");
        // Behind the frame before.
        first = new HandWrittenBarrier(Access.FRAGMENT_READ, Access.COMPUTE_WRITE);
        Schedule schedule = Schedule.of(description);
        for (Schedule.Batch batch : schedule.submissions().getFirst().batches()) {
            List<HandWrittenBarrier> own = new ArrayList<>();
            batch.barriers()
                    .forEach(each -> own.add(new HandWrittenBarrier(each.src(), each.dst())));
            barriers.add(own);
            labels.add(label("pass " + labels.size()));
        }
    }

    private VkDebugUtilsLabelEXT label(String text) {
        ByteBuffer bytes = MemoryUtil.memUTF8(text);
        texts.add(bytes);
        return VkDebugUtilsLabelEXT.calloc().sType$Default().pLabelName(bytes);
    }

    @Override
    public void close() {
        gpu.close();
        pass.close();
        MemoryUtil.memFree(constantBuffer);
        beginInfo.free();
        commandInfo.free();
        signal.free();
        submit.free();
        frameLabel.free();
        labels.forEach(VkDebugUtilsLabelEXT::free);
        texts.forEach(MemoryUtil::memFree);
        first.close();
        barriers.forEach(each -> each.forEach(HandWrittenBarrier::close));
    }

    // ---------------------------------------------------------------- both sides

    @Override
    protected int operations() {
        return 1;
    }

    @Override
    protected void ours() {
        graph.execute();
    }

    @Override
    protected void finishOurs() {
        vkDeviceWaitIdle(gpu.vkDevice);
        gpu.device.collectGarbage();
    }

    @Override
    protected void reference() {
        check(vkResetCommandPool(gpu.vkDevice, pool, 0));
        check(vkBeginCommandBuffer(commands, beginInfo));
        vkCmdBeginDebugUtilsLabelEXT(commands, frameLabel);
        vkCmdPipelineBarrier2(commands, first.info);
        for (int i = 0; i < labels.size(); i++) {
            List<HandWrittenBarrier> own = barriers.get(i);
            for (int k = 0; k < own.size(); k++) {
                vkCmdPipelineBarrier2(commands, own.get(k).info);
            }
            vkCmdBeginDebugUtilsLabelEXT(commands, labels.get(i));
            if (!isEmpty && i % 2 == 0) {
                simulateByHand();
            } else if (!isEmpty) {
                drawByHand();
            }
            vkCmdEndDebugUtilsLabelEXT(commands);
        }
        vkCmdEndDebugUtilsLabelEXT(commands);
        check(vkEndCommandBuffer(commands));
        signal.value(++frames);
        check(vkQueueSubmit2(gpu.vkQueue, submit, VK_NULL_HANDLE));
    }

    private void simulateByHand() {
        vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, compute.nativeHandle());
        for (int i = 0; i < COMMANDS; i++) {
            vkCmdPushConstants(commands, layout, VK_SHADER_STAGE_ALL, 0, constantBuffer);
            vkCmdDispatch(commands, groups, 1, 1);
        }
    }

    private void drawByHand() {
        pass.begin(commands);
        vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, raster.nativeHandle());
        for (int i = 0; i < COMMANDS; i++) {
            vkCmdPushConstants(commands, layout, VK_SHADER_STAGE_ALL, 0, constantBuffer);
            vkCmdDraw(commands, vertices, 1, 0, 0);
        }
        vkCmdEndRendering(commands);
    }

    @Override
    protected void finishReference() {
        vkDeviceWaitIdle(gpu.vkDevice);
    }
}
