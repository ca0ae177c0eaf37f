package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.EXTDebugUtils.vkCmdBeginDebugUtilsLabelEXT;
import static org.lwjgl.vulkan.EXTDebugUtils.vkCmdEndDebugUtilsLabelEXT;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.vkGetSemaphoreCounterValue;
import static org.lwjgl.vulkan.VK13.VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;
import static org.lwjgl.vulkan.VK13.vkCmdBeginRendering;
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
import daxa.taskgraph.Schedule;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskContext;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskStage;

import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkCommandBufferSubmitInfo;
import org.lwjgl.vulkan.VkDebugUtilsLabelEXT;
import org.lwjgl.vulkan.VkDependencyInfo;
import org.lwjgl.vulkan.VkMemoryBarrier2;
import org.lwjgl.vulkan.VkRect2D;
import org.lwjgl.vulkan.VkRenderingAttachmentInfo;
import org.lwjgl.vulkan.VkRenderingInfo;
import org.lwjgl.vulkan.VkSemaphoreSubmitInfo;
import org.lwjgl.vulkan.VkSubmitInfo2;
import org.lwjgl.vulkan.VkViewport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// A frame of passes that draw and dispatch, as a task graph, beside the same commands by hand: the
/// same barriers and labels, and one submit that signals a timeline.
///
/// How many commands a pass has differs from frame to frame, the same way for both. If it did not,
/// each side would have found its own order in the driver's free memory, by the remainder of its
/// commands when divided by 8, and one or the other would have been the faster for it.
@NullUnmarked
public class GraphFrame extends Comparison {
    private static final int PASSES = 60;
    private static final int LEAST_COMMANDS = 8;
    private static final int MOST_COMMANDS = 12;
    private static final int WARM_UP_FRAMES = 12_000;

    private Gpu gpu;
    private int groups = 1;
    private int vertices = 3;
    private TaskGraph graph;
    private RasterPipeline raster;
    private ComputePipeline compute;
    private RenderPassInfo passInfo;
    private int frame;
    private int passes;
    private MemorySegment constants;
    private ImageView target;

    private long pool;
    private long layout;
    private long set;
    private VkCommandBuffer commands;
    private ByteBuffer constantBuffer;
    private long timeline;
    private int frameByHand;
    private VkDebugUtilsLabelEXT frameLabel;
    private long[] barrierMasks;
    private int[] firstBarrier;
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
        graph = TaskGraph.create(gpu.device, builder.build());
        gpu.onClose(graph::close);
        // The second has the barriers behind the frame before.
        graph.execute();
        graph.execute();
        openByHand();
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
    // what runs once in each. Frames whose commands have nothing to do take it little.
    private void warmUpFrames() {
        groups = 0;
        vertices = 0;
        for (int i = 0; i < WARM_UP_FRAMES; i++) {
            ours();
            finishOurs();
            reference();
            finishReference();
        }
        groups = 1;
        vertices = 3;
    }

    private static int commands(int frame, int pass) {
        int mixed = ((frame * PASSES + pass) * 0x9E3779B9) >>> 16;
        return LEAST_COMMANDS + mixed % (MOST_COMMANDS - LEAST_COMMANDS + 1);
    }

    private void simulate(CommandRecorder recorder) {
        recorder.setPipeline(compute);
        int count = commands(frame, passes++);
        for (int i = 0; i < count; i++) {
            recorder.pushConstants(constants);
            recorder.dispatch(groups, 1, 1);
        }
    }

    private void draw(TaskContext context, TaskImage image) {
        ImageView view = context.view(image);
        if (target == null) {
            target = view;
        }
        RenderRecorder render =
                context.commands().beginRenderPass(passInfo.clearColor(0, view, 0, 0, 0, 1));
        render.setPipeline(raster);
        int count = commands(frame, passes++);
        for (int i = 0; i < count; i++) {
            render.pushConstants(constants);
            render.draw(vertices);
        }
        render.end();
    }

    // ---------------------------------------------------------------- by hand

    private void openByHand() {
        pool = gpu.commandPool();
        commands = gpu.commandBuffer(pool);
        long setLayout = gpu.setLayout();
        set = gpu.set(setLayout);
        layout = gpu.pipelineLayout(setLayout);
        constantBuffer = MemoryUtil.memCalloc(Shaders.PUSH_CONSTANT_BYTES);
        timeline = gpu.timeline();
        frameLabel = label("frame");
        List<Schedule.Batch> batches = graph.schedule().submissions().getFirst().batches();
        firstBarrier = new int[batches.size() + 1];
        for (int i = 0; i < batches.size(); i++) {
            firstBarrier[i + 1] = firstBarrier[i] + batches.get(i).barriers().size();
            labels.add(label("pass " + i));
        }
        barrierMasks =
                batches.stream()
                        .flatMap(batch -> batch.barriers().stream())
                        .flatMapToLong(each -> masks(each.src(), each.dst()))
                        .toArray();
    }

    private static LongStream masks(Access src, Access dst) {
        return LongStream.of(src.stages(), src.accesses(), dst.stages(), dst.accesses());
    }

    private VkDebugUtilsLabelEXT label(String text) {
        ByteBuffer bytes = MemoryUtil.memUTF8(text);
        texts.add(bytes);
        return VkDebugUtilsLabelEXT.calloc().sType$Default().pLabelName(bytes);
    }

    @Override
    public void close() {
        gpu.close();
        MemoryUtil.memFree(constantBuffer);
        frameLabel.free();
        labels.forEach(VkDebugUtilsLabelEXT::free);
        texts.forEach(MemoryUtil::memFree);
    }

    // ---------------------------------------------------------------- both sides

    @Override
    protected int operations() {
        return 1;
    }

    @Override
    protected void ours() {
        frame++;
        passes = 0;
        graph.execute();
    }

    @Override
    protected void finishOurs() {
        vkDeviceWaitIdle(gpu.vkDevice);
        gpu.device.collectGarbage();
    }

    // As LWJGL programs do it: infos on the stack, since frames differ. The names of passes do not.
    @Override
    protected void reference() {
        requireFinished(frameByHand);
        frameByHand++;
        check(vkResetCommandPool(gpu.vkDevice, pool, 0));
        beginByHand();
        bindSetByHand(VK_PIPELINE_BIND_POINT_COMPUTE);
        bindSetByHand(VK_PIPELINE_BIND_POINT_GRAPHICS);
        vkCmdBeginDebugUtilsLabelEXT(commands, frameLabel);
        for (int i = 0; i < labels.size(); i++) {
            for (int k = firstBarrier[i]; k < firstBarrier[i + 1]; k++) {
                barrierByHand(k);
            }
            vkCmdBeginDebugUtilsLabelEXT(commands, labels.get(i));
            if (i % 2 == 0) {
                simulateByHand(commands(frameByHand, i));
            } else {
                drawByHand(commands(frameByHand, i));
            }
            vkCmdEndDebugUtilsLabelEXT(commands);
        }
        vkCmdEndDebugUtilsLabelEXT(commands);
        check(vkEndCommandBuffer(commands));
        submitByHand();
    }

    // Whoever resets a pool has to know that the GPU is done with it.
    private void requireFinished(int number) {
        try (MemoryStack stack = stackPush()) {
            LongBuffer value = stack.mallocLong(1);
            check(vkGetSemaphoreCounterValue(gpu.vkDevice, timeline, value));
            if (value.get(0) < number) {
                throw new IllegalStateException("frame " + number + " is not finished");
            }
        }
    }

    private void bindSetByHand(int bindPoint) {
        try (MemoryStack stack = stackPush()) {
            vkCmdBindDescriptorSets(commands, bindPoint, layout, 0, stack.longs(set), null);
        }
    }

    private void beginByHand() {
        try (MemoryStack stack = stackPush()) {
            VkCommandBufferBeginInfo info =
                    VkCommandBufferBeginInfo.calloc(stack)
                            .sType$Default()
                            .flags(VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
            check(vkBeginCommandBuffer(commands, info));
        }
    }

    private void barrierByHand(int barrierIndex) {
        int at = 4 * barrierIndex;
        try (MemoryStack stack = stackPush()) {
            VkMemoryBarrier2.Buffer barrier =
                    VkMemoryBarrier2.calloc(1, stack)
                            .sType$Default()
                            .srcStageMask(barrierMasks[at])
                            .srcAccessMask(barrierMasks[at + 1])
                            .dstStageMask(barrierMasks[at + 2])
                            .dstAccessMask(barrierMasks[at + 3]);
            vkCmdPipelineBarrier2(
                    commands,
                    VkDependencyInfo.calloc(stack).sType$Default().pMemoryBarriers(barrier));
        }
    }

    private void simulateByHand(int count) {
        vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, compute.nativeHandle());
        for (int i = 0; i < count; i++) {
            vkCmdPushConstants(commands, layout, VK_SHADER_STAGE_ALL, 0, constantBuffer);
            vkCmdDispatch(commands, groups, 1, 1);
        }
    }

    private void drawByHand(int count) {
        beginPassByHand();
        vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, raster.nativeHandle());
        for (int i = 0; i < count; i++) {
            vkCmdPushConstants(commands, layout, VK_SHADER_STAGE_ALL, 0, constantBuffer);
            vkCmdDraw(commands, vertices, 1, 0, 0);
        }
        vkCmdEndRendering(commands);
    }

    private void beginPassByHand() {
        try (MemoryStack stack = stackPush()) {
            VkRenderingAttachmentInfo.Buffer color =
                    VkRenderingAttachmentInfo.calloc(1, stack)
                            .sType$Default()
                            .imageView(target.nativeHandle())
                            .imageLayout(VK_IMAGE_LAYOUT_GENERAL)
                            .loadOp(VK_ATTACHMENT_LOAD_OP_CLEAR)
                            .storeOp(VK_ATTACHMENT_STORE_OP_STORE);
            color.clearValue().color().float32(3, 1);
            VkRenderingInfo rendering =
                    VkRenderingInfo.calloc(stack)
                            .sType$Default()
                            .layerCount(1)
                            .pColorAttachments(color);
            rendering.renderArea().extent().set(Gpu.EXTENT, Gpu.EXTENT);
            vkCmdBeginRendering(commands, rendering);
            VkViewport.Buffer viewport =
                    VkViewport.calloc(1, stack).width(Gpu.EXTENT).height(Gpu.EXTENT).maxDepth(1);
            vkCmdSetViewport(commands, 0, viewport);
            VkRect2D.Buffer scissor = VkRect2D.calloc(1, stack);
            scissor.extent().set(Gpu.EXTENT, Gpu.EXTENT);
            vkCmdSetScissor(commands, 0, scissor);
        }
    }

    private void submitByHand() {
        try (MemoryStack stack = stackPush()) {
            VkSubmitInfo2.Buffer submit =
                    VkSubmitInfo2.calloc(1, stack)
                            .sType$Default()
                            .pCommandBufferInfos(
                                    VkCommandBufferSubmitInfo.calloc(1, stack)
                                            .sType$Default()
                                            .commandBuffer(commands))
                            .pSignalSemaphoreInfos(
                                    VkSemaphoreSubmitInfo.calloc(1, stack)
                                            .sType$Default()
                                            .semaphore(timeline)
                                            .value(frameByHand)
                                            .stageMask(VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT));
            check(vkQueueSubmit2(gpu.vkQueue, submit, VK_NULL_HANDLE));
        }
    }

    @Override
    protected void finishReference() {
        vkDeviceWaitIdle(gpu.vkDevice);
    }
}
