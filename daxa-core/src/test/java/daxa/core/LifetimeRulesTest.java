package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.concurrent.RankedLock;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.MemoryRequirements;
import daxa.core.driver.NativeKind;
import daxa.core.driver.QueueKind;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.DeviceLostException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.Collected;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.lifetime.LifetimeReport;
import daxa.core.lifetime.Lifetimes;
import daxa.core.lifetime.Reference;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.MemoryBlock;
import daxa.core.resource.MemoryBlockInfo;
import daxa.core.resource.MemoryOption;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;
import daxa.testing.Shaders;

import org.junit.jupiter.api.Test;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// The rules of lifetimes that need a GPU whose progress is moved by hand. A test's name begins
/// with its rule.
@OnDriver(Gpu.Kind.SIMULATED)
class LifetimeRulesTest {
    private static Buffer buffer(Gpu gpu, String name) {
        return gpu.device().createBuffer(BufferInfo.of(name, 64));
    }

    private static ImageInfo targetInfo(String name) {
        return ImageInfo.of2D(name, Format.R8G8B8A8_UNORM, 4, 4, ImageUsage.COLOR_ATTACHMENT);
    }

    private static Image target(Gpu gpu, String name) {
        return gpu.device().createImage(targetInfo(name));
    }

    private static ComputePipeline pipeline(Gpu gpu, String name) {
        return gpu.device().createComputePipeline(new ComputePipelineInfo(name, Shaders.compute()));
    }

    private static CommandRecorder recorder(Gpu gpu, int queue) {
        return gpu.own(gpu.device().createCommandRecorder("recorder " + queue, queue(gpu, queue)));
    }

    private static Queue queue(Gpu gpu, int index) {
        return gpu.device().queues().get(index);
    }

    private static ExecutableCommands fill(CommandRecorder recorder, Buffer... buffers) {
        recorder.begin();
        for (Buffer buffer : buffers) {
            recorder.barrier(Access.ALL, Access.ALL);
            recorder.fillBuffer(buffer, 0, buffer.size(), 1);
        }
        return recorder.complete();
    }

    private static List<String> destroyed(Gpu gpu) {
        return gpu.driver().calls().stream()
                .filter(call -> call.call().methodName().startsWith("destroy"))
                .map(call -> call.call() + (call.object().isEmpty() ? "" : " " + call.object()))
                .toList();
    }

    // ---------------------------------------------------------------- L4, L8: order

    @Test
    void l4TheOrderOfDestructionIsThatOfTheStructure(Gpu gpu) {
        Image image = target(gpu, "image");
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image).withName("view"));
        Buffer buffer = buffer(gpu, "buffer");
        ComputePipeline pipeline = pipeline(gpu, "pipeline");
        CommandRecorder recorder = gpu.device().createCommandRecorder("recorder");
        recorder.begin();
        recorder.setPipeline(pipeline);
        recorder.dispatch(1, 1, 1);
        recorder.fillBuffer(buffer, 0, 64, 0);
        gpu.device().mainQueue().submit(recorder.complete());
        gpu.driver().logCalls(true);

        gpu.instance().close();
        gpu.device().close();
        image.close();
        pipeline.close();
        recorder.close();
        buffer.close();
        gpu.finishAll();
        assertThat(destroyed(gpu)).isEmpty();
        view.close();

        List<String> order = destroyed(gpu);
        assertThat(order)
                .containsSubsequence("destroyImageView view", "destroyImage image")
                .containsSubsequence(
                        "destroyBuffer buffer",
                        "destroyBindlessSet",
                        "destroyDevice gpu",
                        "destroyInstance test")
                .containsSubsequence("destroyPipeline pipeline", "destroyDevice gpu")
                .containsSubsequence("destroyCommands recorder", "destroyDevice gpu")
                .endsWith("destroyDevice gpu", "destroyInstance test");
        assertThat(gpu.instance().nativeObjects().openText()).isEqualTo("nothing");
    }

    @Test
    void l4AParentGoesInTheSameCollectionAsItsLastChild(Gpu gpu) {
        Image image = target(gpu, "image");
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        gpu.device().mainQueue().submit();
        image.close();
        view.close();
        gpu.finish(0);
        assertThat(gpu.device().collectGarbage()).isEqualTo(new Collected(2, 0));
    }

    @Test
    void l4AParentIsStampedWhenItIsClosedAndNotWhenItsChildGoes(Gpu gpu) {
        Image image = target(gpu, "image");
        Counted object = image.object();
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        view.close();
        gpu.device().collectGarbage();
        gpu.device().mainQueue().submit();
        image.close();
        gpu.device().mainQueue().submit();
        gpu.simulated().complete(0, gpu.simulated().pendingValues(0).getFirst());
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    void firstLayoutsReachAnImageThatIsClosedBeforeItsView(Gpu gpu) {
        Image image = target(gpu, "image");
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(image)));
        image.close();
        CommandRecorder recorder = recorder(gpu, 0);
        recorder.begin();
        recorder.beginRenderPass(new RenderPassInfo().clearColor(0, view, 1, 0, 0, 1)).end();
        gpu.device().mainQueue().submit(recorder.complete());
    }

    @Test
    void firstLayoutsLeaveClosedImagesAlone(Gpu gpu) {
        Image image = target(gpu, "image");
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        image.close();
        view.close();
        gpu.device().mainQueue().submit();
        assertThat(gpu.driver().callCount(DriverCall.IMAGE_BARRIER)).isEqualTo(1);
        gpu.device().collectGarbage();
        assertThat(gpu.device().lifetimeReport().objects()).isEmpty();
    }

    // ---------------------------------------------------------------- L6: close against submit

    @Test
    void l6ACloseDuringTheNativeSubmitIsCoveredByItsStamp(Gpu gpu) throws InterruptedException {
        Buffer buffer = buffer(gpu, "buffer");
        Counted object = buffer.object();
        ExecutableCommands commands = fill(recorder(gpu, 0), buffer);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.SUBMIT) {
                                inside.countDown();
                                await(closed);
                            }
                        });
        Thread submitter =
                Thread.ofPlatform().start(() -> gpu.device().mainQueue().submit(commands));
        inside.await();
        buffer.close();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isFalse();
        closed.countDown();
        submitter.join();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isFalse();
        gpu.finish(0);
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    void l6ACloseDuringASubmitThatFailsWaitsForNothing(Gpu gpu) throws InterruptedException {
        Buffer buffer = buffer(gpu, "buffer");
        Counted object = buffer.object();
        ExecutableCommands commands = gpu.own(fill(recorder(gpu, 0), buffer));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        gpu.driver().failNext(DriverCall.SUBMIT, VulkanResult.OUT_OF_HOST_MEMORY);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.SUBMIT) {
                                inside.countDown();
                                await(closed);
                            }
                        });
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        Thread submitter =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        gpu.device().mainQueue().submit(commands);
                                    } catch (VulkanException e) {
                                        failure.set(e);
                                    }
                                });
        inside.await();
        buffer.close();
        closed.countDown();
        submitter.join();
        assertThat(failure.get()).isNotNull();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---------------------------------------------------------------- L7: exact reclaim

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

    // ---------------------------------------------------------------- L9: collection

    @Test
    void l9CreateAndCloseKeepMemoryBounded(Gpu gpu) {
        int most = 0;
        for (int i = 0; i < 20_000; i++) {
            buffer(gpu, "churn").close();
            if (i % 100 == 0) {
                most = Math.max(most, (int) gpu.instance().nativeObjects().open(NativeKind.BUFFER));
            }
        }
        assertThat(most).isLessThan(200);
    }

    @Test
    void l9SubmitsCollect(Gpu gpu) {
        Counted object = closedBuffer(gpu);
        gpu.device().mainQueue().submit();
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    void l9WaitsCollect(Gpu gpu) {
        SubmitToken token = gpu.device().mainQueue().submit(fill(recorder(gpu, 0)));
        Counted object = closedBuffer(gpu);
        gpu.finish(0);
        token.await(Gpu.LONG);
        assertThat(object.isDestroyed()).isTrue();
    }

    private static Counted closedBuffer(Gpu gpu) {
        Buffer buffer = buffer(gpu, "closed");
        Counted object = buffer.object();
        buffer.close();
        assertThat(object.isDestroyed()).isFalse();
        return object;
    }

    @Test
    @GpuSetup(capacity = 4096)
    void l9AutomaticCollectionsHaveABudget(Gpu gpu) {
        SubmitToken token = gpu.device().mainQueue().submit(fill(recorder(gpu, 0)));
        List<Buffer> buffers = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            buffers.add(buffer(gpu, "buffer"));
        }
        buffers.forEach(Buffer::close);
        gpu.finish(0);
        long before = gpu.driver().callCount(DriverCall.DESTROY_BUFFER);
        token.await(Gpu.LONG);
        assertThat(gpu.driver().callCount(DriverCall.DESTROY_BUFFER) - before)
                .isBetween(1L, (long) Lifetimes.AUTOMATIC_BUDGET);
    }

    @Test
    void l9ACollectionByHandHasTheBudgetThatItIsGiven(Gpu gpu) {
        gpu.device().mainQueue().submit();
        for (int i = 0; i < 20; i++) {
            buffer(gpu, "buffer " + i).close();
        }
        gpu.finish(0);
        Device device = gpu.device();
        assertThat(device.collectGarbage(7, Gpu.LONG)).isEqualTo(new Collected(7, 13));
        assertThat(device.collectGarbage(0, Gpu.LONG)).isEqualTo(new Collected(0, 13));
        assertThat(device.collectGarbage(100, Duration.ZERO)).isEqualTo(new Collected(0, 13));
        assertThat(device.collectGarbage()).isEqualTo(new Collected(13, 0));
        assertThat(device.collectGarbage()).isEqualTo(new Collected(0, 0));
    }

    @Test
    void l9NoLockIsHeldWhileObjectsAreDestroyed(Gpu gpu) {
        List<String> locked = new CopyOnWriteArrayList<>();
        AtomicInteger seen = new AtomicInteger();
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call().methodName().startsWith("destroy")) {
                                seen.incrementAndGet();
                                if (!RankedLock.heldByCurrentThread().isEmpty()) {
                                    locked.add(call + ": " + RankedLock.heldByCurrentThread());
                                }
                            }
                        });
        Image image = target(gpu, "image");
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        ComputePipeline pipeline = pipeline(gpu, "pipeline");
        CommandRecorder recorder = gpu.device().createCommandRecorder("recorder");
        recorder.begin();
        recorder.setPipeline(pipeline);
        gpu.device().mainQueue().submit(recorder.complete());
        for (AutoCloseable each : List.of(image, view, pipeline, recorder, buffer(gpu, "b"))) {
            close(each);
        }
        gpu.finish(0);
        gpu.device().mainQueue().submit();
        gpu.finish(0);
        gpu.device().close();
        gpu.instance().close();
        assertThat(seen.get()).isGreaterThan(10);
        // The queue's own command buffer goes with the device, when nobody can use the queue any
        // more.
        locked.removeIf(text -> text.contains("internal"));
        assertThat(locked).isEmpty();
    }

    private static void close(AutoCloseable object) {
        try {
            object.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void l9OthersGoOnWhileACollectionIsAtWork(Gpu gpu) throws InterruptedException {
        buffer(gpu, "slow").close();
        CountDownLatch destroying = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.DESTROY_BUFFER
                                    && call.object().equals("slow")) {
                                destroying.countDown();
                                await(done);
                            }
                        });
        Thread collector = Thread.ofPlatform().start(gpu.device()::collectGarbage);
        destroying.await();
        Buffer other = buffer(gpu, "other");
        gpu.device().mainQueue().submit(fill(recorder(gpu, 0), other));
        other.close();
        gpu.finish(0);
        gpu.device().mainQueue().awaitIdle(Gpu.LONG);
        done.countDown();
        collector.join();
    }

    // ---------------------------------------------------------------- L10, L11: failures

    @Test
    void l10AFailedSubmitCountsAsFinished(Gpu gpu) {
        for (VulkanResult result : DriverCall.SUBMIT.allowedFailures()) {
            if (result == VulkanResult.DEVICE_LOST) {
                continue;
            }
            Image image = gpu.own(target(gpu, "image"));
            Buffer buffer = buffer(gpu, "buffer");
            Counted object = buffer.object();
            ExecutableCommands commands = fill(recorder(gpu, 0), buffer);
            gpu.driver().failNext(DriverCall.SUBMIT, result);
            assertThatThrownBy(() -> gpu.device().mainQueue().submit(commands))
                    .isInstanceOf(VulkanException.class)
                    .hasMessageStartingWith("vkQueueSubmit2 failed with " + result.vulkanName());
            gpu.device().mainQueue().awaitIdle(Gpu.LONG);
            gpu.device().waitIdle(Gpu.LONG);
            assertThat(gpu.device().gpuTimeline()).isEqualTo(gpu.device().cpuTimeline());
            Counted other = closedBuffer(gpu);
            gpu.device().collectGarbage();
            assertThat(other.isDestroyed()).isTrue();

            SubmitToken token = gpu.device().mainQueue().submit(commands);
            buffer.close();
            assertThat(token.isDone()).isFalse();
            gpu.finish(0);
            token.await(Gpu.LONG);
            assertThat(object.isDestroyed()).isTrue();
            assertThat(gpu.simulated().imageLayout(image.nativeHandle())).isEqualTo(1);
        }
    }

    @Test
    void l10ASubmitThatFailsBeforeTheNativeCallDoesToo(Gpu gpu) {
        for (DriverCall call :
                List.of(DriverCall.CREATE_COMMANDS, DriverCall.BEGIN, DriverCall.END)) {
            Image image = gpu.own(target(gpu, "image"));
            ExecutableCommands commands = fill(recorder(gpu, 0), gpu.own(buffer(gpu, "buffer")));
            gpu.driver().failNext(call, VulkanResult.OUT_OF_HOST_MEMORY);
            assertThatThrownBy(() -> gpu.device().mainQueue().submit(commands))
                    .isInstanceOf(VulkanException.class);
            gpu.device().waitIdle(Gpu.LONG);
            gpu.device().mainQueue().submit(commands);
            gpu.finish(0);
            assertThat(gpu.simulated().imageLayout(image.nativeHandle())).isEqualTo(1);
        }
    }

    @Test
    void l11ALostDeviceEndsAllWaitsAndReleasesEverything(Gpu gpu) throws InterruptedException {
        Buffer buffer = gpu.own(buffer(gpu, "buffer"));
        CommandRecorder recorder = recorder(gpu, 0);
        SubmitToken token = gpu.device().mainQueue().submit(fill(recorder, buffer));
        ExecutableCommands more = gpu.own(fill(recorder, buffer));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiter =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        token.await(Gpu.LONG);
                                    } catch (RuntimeException e) {
                                        thrown.set(e);
                                    }
                                });
        gpu.driver().failNext(DriverCall.SUBMIT, VulkanResult.DEVICE_LOST);
        assertThatThrownBy(() -> gpu.device().mainQueue().submit(more))
                .isInstanceOf(DeviceLostException.class)
                .hasMessageContaining("close the device and create it anew");
        waiter.join(5000);
        assertThat(waiter.isAlive()).isFalse();
        assertThat(thrown.get()).isInstanceOf(DeviceLostException.class);
        gpu.device().waitIdle(Gpu.LONG);
    }

    @Test
    @GpuSetup(queues = 2)
    void l11ALostDeviceTellsHowFarEachQueueWas(Gpu gpu) {
        CommandRecorder frame = gpu.own(gpu.device().createCommandRecorder("frame"));
        SubmitToken first = labelled(gpu, frame, "shadows", "light");
        SubmitToken second = labelled(gpu, frame, "light", "post");
        labelled(gpu, frame, "overlay");
        gpu.simulated().complete(0, second.number());
        gpu.simulated().loseDevice();
        first.await(Gpu.LONG);
        second.await(Gpu.LONG);
        String told =
                "queue 'main': last completed submission 2 'frame', last completed label 'post';"
                        + " pending: 3 'frame' (label 'overlay')";
        assertThatThrownBy(() -> gpu.device().createBuffer(BufferInfo.of("more", 16)))
                .isInstanceOf(DeviceLostException.class)
                .hasMessage(
                        "vkCreateBuffer failed with VK_ERROR_DEVICE_LOST for Buffer 'more'; close"
                                + " the device and create it anew\n"
                                + told);
        assertThatThrownBy(gpu.device().mainQueue()::submit)
                .isInstanceOf(DeviceLostException.class)
                .hasMessageEndingWith(told);
    }

    @Test
    void l11AWaitForWhatALossCutOffFails(Gpu gpu) {
        CommandRecorder frame = gpu.own(gpu.device().createCommandRecorder("frame"));
        SubmitToken done = labelled(gpu, frame, "done");
        gpu.finish(0);
        SubmitToken cut = labelled(gpu, frame, "outer", "cut");
        gpu.simulated().loseDevice();
        done.await(Gpu.LONG);
        assertThat(cut.isDone()).isTrue();
        assertThatThrownBy(() -> cut.await(Gpu.LONG))
                .isInstanceOf(DeviceLostException.class)
                .hasMessageContaining("last completed label 'done'")
                .hasMessageContaining("pending: 2 'frame' (labels 'outer' to 'cut')");
    }

    @Test
    void l11OnlyTheNextPendingSubmissionsAreTold(Gpu gpu) {
        CommandRecorder frame = gpu.own(gpu.device().createCommandRecorder("frame"));
        labelled(gpu, frame, "once");
        gpu.finish(0);
        for (int i = 0; i < 70; i++) {
            gpu.device().mainQueue().submit();
        }
        gpu.simulated().loseDevice();
        assertThat(gpu.device().mainQueue().breadcrumbs())
                .isEqualTo(
                        "queue 'main': last completed submission none, last completed label none;"
                                + " pending: 8, 9, 10, 11 and 60 more");
    }

    private static SubmitToken labelled(Gpu gpu, CommandRecorder recorder, String... labels) {
        recorder.begin();
        for (String label : labels) {
            recorder.beginLabel(label);
            recorder.endLabel();
        }
        return gpu.device().mainQueue().submit(recorder.complete());
    }

    // ---------------------------------------------------------------- L14: native calls

    @Test
    void l14ACloseDuringANativeCallIsRetried(Gpu gpu) throws InterruptedException {
        Linker linker = Linker.nativeLinker();
        MethodHandle nanosleep =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("nanosleep"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        Buffer buffer = gpu.device().createBuffer(BufferInfo.of("mapped", 64).upload());
        Counted object = buffer.object();
        MemorySegment mapped = buffer.mapped();
        mapped.set(ValueLayout.JAVA_LONG, 0, 0);
        mapped.set(ValueLayout.JAVA_LONG, 8, 600_000_000);
        CountDownLatch calling = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread sleeper =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    calling.countDown();
                                    try {
                                        var _ =
                                                (int)
                                                        nanosleep.invokeExact(
                                                                mapped, MemorySegment.NULL);
                                    } catch (Throwable e) {
                                        thrown.set(e);
                                    }
                                });
        calling.await();
        Thread.sleep(150);
        buffer.close();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isFalse();
        sleeper.join();
        assertThat(thrown.get()).isNull();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
        assertThatThrownBy(() -> mapped.get(ValueLayout.JAVA_LONG, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    // ---------------------------------------------------------------- L18: the device's end

    @Test
    void l18TheLastCloseWaitsOnItsOwnThread(Gpu gpu) throws InterruptedException {
        Buffer buffer = buffer(gpu, "buffer");
        CommandRecorder recorder = gpu.device().createCommandRecorder("recorder");
        gpu.device().mainQueue().submit(fill(recorder, buffer));
        recorder.close();
        gpu.device().close();
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicReference<String> waiter = new AtomicReference<>();
        AtomicReference<String> destroyer = new AtomicReference<>();
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.WAIT_FOR_VALUE) {
                                waiter.set(Thread.currentThread().getName());
                                waiting.countDown();
                            } else if (call.call() == DriverCall.DESTROY_DEVICE) {
                                destroyer.set(Thread.currentThread().getName());
                            }
                        });
        Thread closer = Thread.ofPlatform().name("closer").start(buffer::close);
        waiting.await();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isEqualTo(1);
        gpu.finish(0);
        closer.join();
        assertThat(waiter.get()).isEqualTo("closer");
        assertThat(destroyer.get()).isEqualTo("closer");
        assertThat(gpu.instance().nativeObjects().openText()).isEqualTo("INSTANCE=1 MESSENGER=1");
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN, queues = 2)
    void l18AStrictDeviceWaitsForAllQueues(Gpu gpu) throws InterruptedException {
        buffer(gpu, "zombie").close();
        queue(gpu, 0).submit();
        queue(gpu, 1).submit();
        CountDownLatch waiting = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.WAIT_FOR_VALUE) {
                                waiting.countDown();
                            }
                        });
        Thread closer = Thread.ofPlatform().start(gpu.device()::close);
        waiting.await();
        gpu.finish(0);
        gpu.finish(1);
        closer.join();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isZero();
    }

    @Test
    void l18AnInterruptDoesNotCutTheEndShort(Gpu gpu) {
        buffer(gpu, "buffer").close();
        gpu.device().mainQueue().submit();
        gpu.finishAll();
        Thread.currentThread().interrupt();
        gpu.device().close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isZero();
    }

    @Test
    @GpuSetup(closeDeadlineMillis = 50)
    void l18ADeviceThatDoesNotComeToItsEndIsLeftAlone(Gpu gpu) {
        gpu.device().mainQueue().submit();
        gpu.expectLog("Device 'gpu' still has objects after PT0.05S and is not destroyed");
        gpu.expectLeftovers();
        gpu.device().close();
        assertThat(gpu.driver().faults()).isEmpty();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isEqualTo(1);
    }

    @Test
    void l18ASubmitThatOverlapsTheCloseIsFinishedFirst(Gpu gpu) throws InterruptedException {
        Queue queue = gpu.device().mainQueue();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.SUBMIT) {
                                inside.countDown();
                                await(closing);
                            }
                        });
        Thread submitter = Thread.ofPlatform().start(queue::submit);
        inside.await();
        Thread closer = Thread.ofPlatform().start(gpu.device()::close);
        while (!gpu.device().isClosed()) {
            Thread.onSpinWait();
        }
        Thread.sleep(20);
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isEqualTo(1);
        closing.countDown();
        submitter.join();
        Thread.sleep(20);
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isEqualTo(1);
        gpu.finish(0);
        closer.join();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isZero();
    }

    // ---------------------------------------------------------------- L19: reports

    @Test
    @GpuSetup(queues = 2)
    void l19AZombieSaysWhatItWaitsFor(Gpu gpu) {
        Buffer buffer = buffer(gpu, "buffer");
        queue(gpu, 0).submit();
        queue(gpu, 1).submit(fill(recorder(gpu, 1), buffer));
        long cpu = gpu.device().cpuTimeline();
        buffer.close();
        LifetimeReport report = gpu.device().lifetimeReport();
        assertThat(report.cpuTimeline()).isEqualTo(cpu);
        assertThat(report.gpuTimeline()).isEqualTo(cpu - 2);
        LifetimeReport.ObjectInfo zombie = report.objects().getFirst();
        assertThat(zombie.state()).isEqualTo(LifetimeReport.State.ZOMBIE);
        assertThat(zombie.stamp()).isEqualTo(cpu);
        assertThat(zombie.waitsFor()).isEqualTo("GPU timeline " + cpu + " (now " + (cpu - 2) + ")");
        LifetimeReport.ObjectInfo recording =
                report.objects().stream()
                        .filter(info -> info.type().equals("ExecutableCommands"))
                        .findFirst()
                        .orElseThrow();
        assertThat(recording.state()).isEqualTo(LifetimeReport.State.ZOMBIE);
        assertThat(recording.waitsFor())
                .isEqualTo("GPU timeline " + cpu + " (now " + (cpu - 1) + ")");
        assertThat(zombie.toString())
                .startsWith(
                        "Buffer 'buffer': ZOMBIE, references 0, open children 0, holds 0, bytes 64")
                .contains(", stamp " + cpu + ", waits for GPU timeline " + cpu + " (now ");
        assertThat(report.types().getFirst())
                .isEqualTo(new LifetimeReport.TypeCount("Buffer", 0, 0, 1, 64));
    }

    @Test
    void l19AReferenceThatIsNeverClosedIsReported(Gpu gpu) throws InterruptedException {
        gpu.expectLeftovers();
        gpu.expectLog("LEAK: a reference to Buffer 'lost' became unreachable without close()");
        lose(gpu);
        for (int i = 0; i < 100 && gpu.device().lifetimeReport().leaks() == 0; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(gpu.device().lifetimeReport().leaks()).isEqualTo(1);
        gpu.instance().flushMessages();
        assertThat(gpu.logged().getFirst())
                .contains("created at ")
                .contains("; close each reference when it is no longer wanted");
        assertThat(gpu.instance().nativeObjects().open(NativeKind.BUFFER)).isEqualTo(3);
    }

    private static void lose(Gpu gpu) {
        assertThat(buffer(gpu, "lost").isClosed()).isFalse();
    }

    // ---------------------------------------------------------------- W2, W6: threads

    @Test
    void w2RecordingTakesNoLock(Gpu gpu) {
        ComputePipeline pipeline = gpu.own(pipeline(gpu, "pipeline"));
        Buffer buffer = gpu.own(buffer(gpu, "buffer"));
        CommandRecorder recorder = recorder(gpu, 0);
        recorder.begin();
        long before = RankedLock.takenByCurrentThread();
        for (int i = 0; i < 10_000; i++) {
            recorder.setPipeline(pipeline);
            recorder.barrier(Access.ALL, Access.ALL);
            recorder.dispatch(1, 1, 1);
            recorder.fillBuffer(buffer, 0, 64, i);
        }
        assertThat(RankedLock.takenByCurrentThread()).isEqualTo(before);
        gpu.device().mainQueue().submit(recorder.complete());
        assertThat(RankedLock.takenByCurrentThread()).isGreaterThan(before);
    }

    @Test
    void w6NobodyWaitsForAWaitingThread(Gpu gpu) throws InterruptedException {
        SubmitToken token = gpu.device().mainQueue().submit(fill(recorder(gpu, 0)));
        CountDownLatch waiting = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.WAIT_FOR_VALUE) {
                                assertThat(RankedLock.heldByCurrentThread()).isEmpty();
                                waiting.countDown();
                            }
                        });
        Thread waiter = Thread.ofPlatform().start(() -> token.await(Gpu.LONG));
        waiting.await();
        Buffer buffer = buffer(gpu, "buffer");
        gpu.device().mainQueue().submit();
        buffer.close();
        gpu.device().collectGarbage();
        assertThat(waiter.isAlive()).isTrue();
        gpu.finish(0);
        waiter.join();
    }
}
