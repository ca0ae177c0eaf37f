package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.MemoryRequirements;
import daxa.core.driver.QueueKind;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.MemoryBlock;
import daxa.core.resource.MemoryBlockInfo;
import daxa.core.resource.MemoryOption;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

/// L7: what is closed is destroyed as soon as the GPU is done with it, and not before.
class LifetimeReclaimTest extends LifetimeRules {
    @Test
    @GpuSetup(queues = 3)
    void l7AZombieWaitsForAllQueuesButNotForNewerWork(Gpu gpu) {
        Buffer buffer = buffer(gpu, "buffer");
        Counted object = buffer.object();
        queue(gpu, 0).submit();
        queue(gpu, 1).submit();
        buffer.close();
        queue(gpu, 2).submit();
        queue(gpu, 0).submit();
        long first = gpu.simulated().pendingValues(0).getFirst();
        gpu.finish(1);
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isFalse();
        gpu.simulated().complete(0, first);
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
        assertThat(gpu.simulated().pendingValues(0)).hasSize(1);
        assertThat(gpu.simulated().pendingValues(2)).hasSize(1);
    }

    @Test
    @GpuSetup(queues = 2)
    void l7DeclaredQueuesAreWaitedForAlone(Gpu gpu) {
        BufferInfo info = new BufferInfo("declared", 64, MemoryKind.DEVICE, 1 << 1);
        Buffer buffer = gpu.device().createBuffer(info);
        Counted object = buffer.object();
        queue(gpu, 0).submit();
        queue(gpu, 1).submit(fill(recorder(gpu, 1), buffer));
        buffer.close();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isFalse();
        gpu.finish(1);
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    @GpuSetup(queues = 2)
    void l7LongWorkOnAComputeQueueHoldsNothingThatIsForMain(Gpu gpu) {
        Device device = gpu.device();
        CommandRecorder recorder = recorder(gpu, 0);
        queue(gpu, 0).submit();
        queue(gpu, 1).submit(fill(recorder(gpu, 1), gpu.own(buffer(gpu, "long"))));
        BufferInfo bufferInfo = BufferInfo.of("frame", 64).queues(QueueKind.MAIN);
        ImageInfo imageInfo = targetInfo("frame").queues(QueueKind.MAIN);
        MemoryRequirements needs = device.memoryRequirements(bufferInfo);
        List<Counted> before = List.of();
        for (int frame = 0; frame < 1000; frame++) {
            Buffer buffer = device.createBuffer(bufferInfo);
            Image image = device.createImage(imageInfo);
            ImageView view = device.createImageView(ImageViewInfo.of(image));
            MemoryBlock block = device.createMemoryBlock(MemoryBlockInfo.of("frame", needs));
            Buffer placed = block.createBuffer(bufferInfo, 0);
            recorder.begin();
            recorder.fillBuffer(buffer, 0, 64, 1);
            recorder.fillBuffer(placed, 0, 64, 1);
            recorder.beginRenderPass(new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1)).end();
            queue(gpu, 0).submit(recorder.complete());
            // What the frame before used last.
            assertThat(before).as("frame " + frame).allMatch(Counted::isDestroyed);
            List<Reference> made = List.of(buffer, image, view, block, placed);
            before = made.stream().map(Reference::object).toList();
            made.forEach(Reference::close);
            gpu.finish(0);
        }
        assertThat(gpu.simulated().pendingValues(1)).hasSize(1);
    }

    @Test
    @GpuSetup(queues = 2)
    void l7WhatIsDeclaredForNobodyWaitsForLongWork(Gpu gpu) {
        queue(gpu, 1).submit(fill(recorder(gpu, 1), gpu.own(buffer(gpu, "long"))));
        Image image = target(gpu, "image");
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        queue(gpu, 0).submit();
        List<Counted> made = List.of(image.object(), view.object());
        image.close();
        view.close();
        gpu.finish(0);
        gpu.device().collectGarbage();
        assertThat(made).noneMatch(Counted::isDestroyed);
        gpu.finish(1);
        gpu.device().collectGarbage();
        assertThat(made).allMatch(Counted::isDestroyed);
    }

    @Test
    @GpuSetup(queues = 2)
    void l7RecordersEnforceDeclaredQueues(Gpu gpu) {
        BufferInfo info = new BufferInfo("declared", 64, MemoryKind.DEVICE, 1 << 1);
        Buffer buffer = gpu.own(gpu.device().createBuffer(info));
        Image image =
                gpu.own(gpu.device().createImage(targetInfo("image").queues(QueueKind.COMPUTE)));
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(image)));
        CommandRecorder recorder = recorder(gpu, 0);
        recorder.begin();
        assertThatThrownBy(() -> recorder.fillBuffer(buffer, 0, 64, 0))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "Buffer 'declared' is declared for compute 0 alone, but CommandRecorder"
                                + " 'recorder 0' records for queue 'main' of device 'gpu'; record"
                                + " it for a queue that it is declared for, or add this one to"
                                + " queues(…) of the BufferInfo or ImageInfo");
        assertThatThrownBy(
                        () ->
                                recorder.beginRenderPass(
                                        new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1)))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(
                        "ImageView 'image' is declared for compute 0, compute 1, compute 2, compute"
                                + " 3 alone, but CommandRecorder 'recorder 0' records for queue"
                                + " 'main'");
        // Nothing was recorded, and what was refused is not held.
        ExecutableCommands commands = recorder.complete();
        buffer.close();
        queue(gpu, 0).submit(commands);
    }

    @Test
    void l7ADeclarationNamesAQueueAndKeepsTheRest() {
        assertThatThrownBy(() -> BufferInfo.of("none", 64).queues())
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "Buffer 'none': queueMask=0 (expected at least one queue, which are bits 0"
                                + " to 6)");
        assertThatThrownBy(() -> targetInfo("beyond").withQueueMask(1 << 7))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "Image 'beyond': queueMask=128 (expected at least one queue, which are bits"
                                + " 0 to 6)");
        BufferInfo dedicated =
                BufferInfo.of("all", 64)
                        .upload()
                        .with(MemoryOption.DEDICATED)
                        .queues(QueueKind.MAIN);
        assertThat(dedicated)
                .isEqualTo(
                        new BufferInfo(
                                "all", 64, MemoryKind.UPLOAD, 1, Set.of(MemoryOption.DEDICATED)));
        ImageInfo image =
                targetInfo("image")
                        .queues(QueueKind.MAIN, QueueKind.TRANSFER)
                        .withMipLevels(2)
                        .withArrayLayers(3)
                        .withViewFormats(Format.R8G8B8A8_SRGB)
                        .withSamples(1)
                        .withSliceViews(false)
                        .with(MemoryOption.DEDICATED);
        assertThat(image.queueMask()).isEqualTo(0b110_0001);
        assertThat(image.withQueueMask(1).options()).containsExactly(MemoryOption.DEDICATED);
    }

    /// A queue that brings new images into their layout keeps other queues waiting only where they
    /// may use the images.
    @Test
    @GpuSetup(queues = 2)
    void firstLayoutsOfDeclaredImagesHoldNoOtherQueueUp(Gpu gpu) {
        queue(gpu, 0).submit();
        gpu.settle();
        CommandRecorder compute = recorder(gpu, 1);
        queue(gpu, 1).submit(fill(compute, gpu.own(buffer(gpu, "long"))));
        gpu.own(gpu.device().createImage(targetInfo("own").queues(QueueKind.COMPUTE)));
        queue(gpu, 1).submit();
        queue(gpu, 0).submit();
        gpu.finish(0);
        assertThat(queue(gpu, 0).isIdle()).isTrue();
        gpu.own(target(gpu, "shared"));
        queue(gpu, 1).submit();
        SubmitToken waits = queue(gpu, 0).submit(new SubmitInfo());
        assertThatThrownBy(() -> gpu.finish(0)).isInstanceOf(IllegalStateException.class);
        gpu.finish(1);
        gpu.finish(0);
        assertThat(waits.isDone()).isTrue();
    }

    @Test
    @GpuSetup(queues = 2)
    void l7PipelinesRetireWithTheQueueThatUsesThem(Gpu gpu) {
        ComputePipeline pipeline = pipeline(gpu, "pipeline");
        Counted object = pipeline.object();
        queue(gpu, 0).submit();
        CommandRecorder recorder = recorder(gpu, 1);
        recorder.begin();
        recorder.setPipeline(pipeline);
        recorder.dispatch(1, 1, 1);
        queue(gpu, 1).submit(recorder.complete());
        pipeline.close();
        queue(gpu, 0).submit();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isFalse();
        gpu.finish(1);
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    @GpuSetup(queues = 2)
    void recordingsAreForOneQueue(Gpu gpu) {
        ExecutableCommands commands = fill(recorder(gpu, 1), gpu.own(buffer(gpu, "buffer")));
        assertThatThrownBy(() -> queue(gpu, 0).submit(commands))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "ExecutableCommands 'recorder 1' were recorded for queue 'compute 0' of"
                            + " device 'gpu', but submitted to queue 'main' of device 'gpu'; create"
                            + " the recorder for the queue that it is used with");
        queue(gpu, 1).submit(commands);
    }
}
