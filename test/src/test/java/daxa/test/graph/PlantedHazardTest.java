package daxa.test.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lwjgl.vulkan.VK10.*;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.CommandRecorder;
import daxa.core.driver.DriverMessage;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskBuilder;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskStage;
import daxa.testing.Gpu;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkBufferCopy;
import org.lwjgl.vulkan.VkBufferImageCopy;
import org.lwjgl.vulkan.VkClearColorValue;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkImageSubresourceRange;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Barriers that are missing since a task does not declare what it does: synchronization validation
/// notices each kind, and has nothing to say of the same tasks with their declarations.
///
/// The layer of the tests looks at copies, fills and clears. It sees neither what shaders reach by
/// id or address nor the attachments of render passes without a render pass object; what is missing
/// there the oracle of schedules notices, and the comparison of contents.
class PlantedHazardTest {
    private static final int SIZE = 64;

    /// What a task does.
    enum Use {
        FILL,
        READ,
        CLEAR,
        COPY
    }

    /// What a task does, and what the next one does without saying so.
    enum Planted {
        READ_AFTER_WRITE(Use.FILL, Use.READ, "READ-AFTER-WRITE"),
        WRITE_AFTER_WRITE(Use.FILL, Use.FILL, "WRITE-AFTER-WRITE"),
        WRITE_AFTER_READ(Use.READ, Use.FILL, "WRITE-AFTER-READ"),
        COPY_AFTER_CLEAR(Use.CLEAR, Use.COPY, "READ-AFTER-WRITE"),
        CLEAR_AFTER_COPY(Use.COPY, Use.CLEAR, "WRITE-AFTER-READ"),
        CLEAR_AFTER_CLEAR(Use.CLEAR, Use.CLEAR, "WRITE-AFTER-WRITE");

        final Use first;
        final Use second;
        final String hazard;

        Planted(Use first, Use second, String hazard) {
            this.first = first;
            this.second = second;
            this.hazard = "SYNC-HAZARD-" + hazard;
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNoticedWithinAnExecution(Planted planted) {
        assertThat(hazards(planted, false, true)).isEmpty();
        assertThat(hazards(planted, false, false)).isNotEmpty().containsOnly(planted.hazard);
    }

    @ParameterizedTest
    @EnumSource
    void isNoticedBetweenExecutions(Planted planted) {
        assertThat(hazards(planted, true, true)).isEmpty();
        assertThat(hazards(planted, true, false)).isNotEmpty().containsOnly(planted.hazard);
    }

    private static List<String> hazards(Planted planted, boolean apart, boolean declared) {
        List<String> heard = new CopyOnWriteArrayList<>();
        InstanceInfo info =
                InstanceInfo.of("planted")
                        .withValidation(true)
                        .withMessageListener(message -> hear(heard, message));
        try (Instance instance = Instance.create(info);
                Device device = instance.createDevice(DeviceInfo.of("planted"));
                Resources resources = new Resources(device)) {
            if (apart) {
                // The layer knows a read by what it reads.
                resources.execute(new Use[] {Use.CLEAR, Use.FILL, planted.first}, true);
                resources.execute(new Use[] {planted.second}, declared);
            } else {
                resources.execute(new Use[] {planted.first, planted.second}, declared);
            }
            device.waitIdle(Gpu.LONG);
            instance.flushMessages(Gpu.LONG);
        }
        return heard;
    }

    private static void hear(List<String> heard, DriverMessage message) {
        if (message.isFault()) {
            heard.add(message.id());
        }
    }

    /// What the tasks use, and the graphs that do.
    private static final class Resources implements AutoCloseable {
        private static final Format FORMAT = Format.R8G8B8A8_UNORM;

        private final Device device;
        private final Buffer buffer;
        private final Buffer other;
        private final Image image;

        Resources(Device device) {
            this.device = device;
            buffer = device.createBuffer(BufferInfo.of("buffer", SIZE));
            other = device.createBuffer(BufferInfo.of("other", SIZE));
            image =
                    device.createImage(
                            ImageInfo.of2D(
                                    "image",
                                    FORMAT,
                                    4,
                                    4,
                                    ImageUsage.TRANSFER_SRC,
                                    ImageUsage.TRANSFER_DST));
        }

        /// Executes tasks.
        ///
        /// @param declared whether the last of them says what it does
        void execute(Use[] uses, boolean declared) {
            GraphBuilder builder = new GraphBuilder("planted");
            TaskBuffer shared = builder.externalBuffer("shared", SIZE);
            TaskImage picture = builder.externalImage("picture", TaskImageInfo.of2D(FORMAT, 4, 4));
            for (int i = 0; i < uses.length; i++) {
                Use use = uses[i];
                TaskBuilder task = builder.general(use + " " + i).sideEffect();
                if (declared || i < uses.length - 1) {
                    declare(task, use, shared, picture);
                }
                task.executes(context -> record(context.commands(), use));
            }
            try (TaskGraph graph = TaskGraph.create(device, builder.build())) {
                graph.bind(shared, buffer);
                graph.bind(picture, image);
                graph.execute();
            }
        }

        private static void declare(
                TaskBuilder task, Use use, TaskBuffer shared, TaskImage picture) {
            switch (use) {
                case FILL -> task.writes(TaskStage.TRANSFER, shared);
                case READ -> task.reads(TaskStage.TRANSFER, shared);
                case CLEAR -> task.writes(TaskStage.TRANSFER, picture);
                case COPY -> task.reads(TaskStage.TRANSFER, picture);
            }
        }

        // As foreign code does it, which the recorder does not look into: it would refuse what the
        // task does not declare.
        private void record(CommandRecorder recorder, Use use) {
            VkDevice vk = device.unwrap(VkDevice.class);
            recorder.recordForeign(
                    handle -> {
                        try (MemoryStack stack = MemoryStack.stackPush()) {
                            record(stack, new VkCommandBuffer(handle, vk), use);
                        }
                    });
        }

        private void record(MemoryStack stack, VkCommandBuffer commands, Use use) {
            switch (use) {
                case FILL -> vkCmdFillBuffer(commands, buffer.nativeHandle(), 0, SIZE, 1);
                case READ ->
                        vkCmdCopyBuffer(
                                commands,
                                buffer.nativeHandle(),
                                other.nativeHandle(),
                                VkBufferCopy.calloc(1, stack).size(SIZE));
                case CLEAR ->
                        vkCmdClearColorImage(
                                commands,
                                image.nativeHandle(),
                                VK_IMAGE_LAYOUT_GENERAL,
                                VkClearColorValue.calloc(stack),
                                VkImageSubresourceRange.calloc(stack)
                                        .aspectMask(VK_IMAGE_ASPECT_COLOR_BIT)
                                        .levelCount(1)
                                        .layerCount(1));
                case COPY ->
                        vkCmdCopyImageToBuffer(
                                commands,
                                image.nativeHandle(),
                                VK_IMAGE_LAYOUT_GENERAL,
                                other.nativeHandle(),
                                VkBufferImageCopy.calloc(1, stack)
                                        .imageSubresource(
                                                layers ->
                                                        layers.aspectMask(VK_IMAGE_ASPECT_COLOR_BIT)
                                                                .layerCount(1))
                                        .imageExtent(extent -> extent.set(4, 4, 1)));
            }
        }

        @Override
        public void close() {
            image.close();
            other.close();
            buffer.close();
        }
    }
}
