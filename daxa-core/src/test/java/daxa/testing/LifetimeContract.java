package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.SubmitToken;
import daxa.core.driver.NativeKind;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.error.StaleIdException;
import daxa.core.error.TableFullException;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.LeakLevel;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.lifetime.LifetimeReport;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferId;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewId;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.Sampler;
import daxa.core.resource.SamplerId;
import daxa.core.resource.SamplerInfo;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/// The rules of lifetimes (L1 to L20) that hold on every driver. A test's name begins with its
/// rule.
public abstract class LifetimeContract {
    private static final String HERE = "LifetimeContract.java:";

    private static Buffer buffer(Gpu gpu, String name) {
        return gpu.device().createBuffer(BufferInfo.of(name, 256));
    }

    private static Image image(Gpu gpu, String name) {
        return gpu.device()
                .createImage(
                        ImageInfo.of2D(
                                name,
                                Format.R8G8B8A8_UNORM,
                                8,
                                8,
                                ImageUsage.TRANSFER_DST,
                                ImageUsage.TRANSFER_SRC,
                                ImageUsage.SAMPLED));
    }

    private static ExecutableCommands fill(CommandRecorder recorder, Buffer... buffers) {
        recorder.begin();
        for (Buffer buffer : buffers) {
            recorder.barrier(Access.ALL, Access.ALL);
            recorder.fillBuffer(buffer, 0, buffer.size(), 7);
        }
        return recorder.complete();
    }

    private static LifetimeReport.TypeCount count(Device device, String type) {
        return device.lifetimeReport().types().stream()
                .filter(count -> count.type().equals(type))
                .findFirst()
                .orElse(new LifetimeReport.TypeCount(type, 0, 0, 0, 0));
    }

    // ---------------------------------------------------------------- L2: references

    @Test
    void l2EachReferenceIsClosedByItself(Gpu gpu) {
        Buffer first = buffer(gpu, "shared");
        Buffer second = first.retain();
        Counted object = first.object();
        assertThat(object.strongCount()).isEqualTo(2);
        first.close();
        assertThat(object.isOpen()).isTrue();
        assertThat(second.size()).isEqualTo(256);
        second.close();
        assertThat(object.isOpen()).isFalse();
    }

    @Test
    void l2SecondCloseOfAReferenceDoesNothing(Gpu gpu) {
        Buffer first = buffer(gpu, "shared");
        Buffer second = first.retain();
        Counted object = first.object();
        first.close();
        first.close();
        first.close();
        assertThat(object.strongCount()).isEqualTo(1);
        assertThat(second.isClosed()).isFalse();
        second.close();
        second.close();
        assertThat(object.strongCount()).isZero();
    }

    @Test
    void l2UseAfterCloseSaysWhereItWasCreatedAndClosed(Gpu gpu) {
        Buffer buffer = buffer(gpu, "vertices");
        buffer.close();
        assertThatThrownBy(buffer::size)
                .isInstanceOf(ClosedException.class)
                .hasMessageMatching(
                        "Buffer 'vertices' is closed, closed at .*\\("
                                + HERE
                                + "\\d+\\), created at .*\\("
                                + HERE
                                + "\\d+\\); keep a reference open with retain\\(\\) for as long as"
                                + " it is used");
        assertThat(buffer).hasToString("Buffer 'vertices' (closed)");
    }

    @Test
    @GpuSetup(leaks = LeakLevel.DISABLED)
    void l2UseAfterCloseSaysHowToLearnMore(Gpu gpu) {
        Buffer buffer = buffer(gpu, "vertices");
        buffer.close();
        assertThatThrownBy(buffer::deviceAddress)
                .isInstanceOf(ClosedException.class)
                .hasMessage(
                        "Buffer 'vertices' is closed; keep a reference open with retain() for as"
                                + " long as it is used (-Ddaxa.leaks=advanced shows where it was"
                                + " closed)");
    }

    @Test
    void l2NothingRevivesAnObject(Gpu gpu) {
        Buffer buffer = buffer(gpu, "gone");
        Counted object = buffer.object();
        BufferId id = buffer.id();
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        gpu.device().mainQueue().submit(fill(recorder, buffer));
        buffer.close();
        assertThat(object.tryRetain()).isFalse();
        assertThatThrownBy(buffer::retain).isInstanceOf(ClosedException.class);
        if (!object.isDestroyed()) {
            assertThat(gpu.device().buffer(id)).isEmpty();
        }
        gpu.device().lifetimeReport();
        assertThat(object.isOpen()).isFalse();
    }

    @Test
    void l2LookUpByIdGivesAReference(Gpu gpu) {
        Image image = gpu.own(image(gpu, "image"));
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        Sampler sampler = gpu.device().createSampler(SamplerInfo.linear("sampler"));
        try (ImageView again = gpu.device().imageView(view.id()).orElseThrow();
                Sampler same = gpu.device().sampler(sampler.id()).orElseThrow()) {
            view.close();
            sampler.close();
            assertThat(again.imageInfo().width()).isEqualTo(8);
            assertThat(same.info().name()).isEqualTo("sampler");
        }
    }

    // ---------------------------------------------------------------- L3, L4: parents, kept alive

    @Test
    void l4AnImageLingersUntilItsViewIsDestroyed(Gpu gpu) {
        Image image = image(gpu, "image");
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image).withName("view"));
        Counted object = image.object();
        image.close();
        assertThat(count(gpu.device(), "Image").lingering()).isEqualTo(1);
        assertThat(object.isDestroyed()).isFalse();
        assertThatThrownBy(image::info).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> ImageViewInfo.of(image)).isInstanceOf(ClosedException.class);
        assertThat(view.imageInfo().name()).isEqualTo("image");
        view.close();
        gpu.settle();
        assertThat(object.isDestroyed()).isTrue();
        assertThat(gpu.device().lifetimeReport().objects()).isEmpty();
    }

    @Test
    void l4EverythingMayBeClosedInAnyOrder(Gpu gpu) {
        Device device = gpu.device();
        Image image = image(gpu, "image");
        ImageView view = device.createImageView(ImageViewInfo.of(image));
        Sampler sampler = device.createSampler(SamplerInfo.nearest("sampler"));
        Buffer buffer = buffer(gpu, "buffer");
        ComputePipeline pipeline =
                device.createComputePipeline(ComputePipelineInfo.of("pipeline", Shaders.compute()));
        CommandRecorder recorder = device.createCommandRecorder("recorder");
        recorder.begin();
        recorder.setPipeline(pipeline);
        recorder.dispatch(1, 1, 1);
        recorder.clearImage(image, 0, 0, 0, 0);
        recorder.fillBuffer(buffer, 0, 256, 0);
        ExecutableCommands commands = recorder.complete();
        device.mainQueue().submit(commands);
        gpu.finishAll();

        gpu.instance().close();
        device.close();
        image.close();
        recorder.close();
        pipeline.close();
        buffer.close();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.INSTANCE)).isEqualTo(1);
        sampler.close();
        view.close();
        assertThat(gpu.instance().nativeObjects().openText()).isEqualTo("nothing");
    }

    // ---------------------------------------------------------------- L5: strict mode

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN, leaks = LeakLevel.SIMPLE)
    void l5ClosingAnImageBeforeItsViewsListsThem(Gpu gpu) {
        Image image = gpu.own(image(gpu, "image"));
        ImageView first =
                gpu.own(gpu.device().createImageView(ImageViewInfo.of(image).withName("a view")));
        ImageView second =
                gpu.own(gpu.device().createImageView(ImageViewInfo.of(image).withName("b view")));
        ImageView third =
                gpu.device().createImageView(ImageViewInfo.of(image).withName("closed view"));
        gpu.own(second.retain());
        third.close();

        ChildrenAliveException refused =
                catchThrowableOfType(ChildrenAliveException.class, image::close);
        assertThat(refused)
                .hasMessageStartingWith(
                        "Image 'image' cannot be closed: 2 children are still open. Close them"
                                + " first (LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN):\n"
                                + "  ");
        assertThat(refused.children()).hasSize(2);
        assertThat(refused.children().get(0))
                .startsWith("ImageView 'a view', 1 reference, created at ")
                .contains("(" + HERE);
        assertThat(refused.children().get(1))
                .startsWith("ImageView 'b view', 2 references, created at ")
                .contains("(" + HERE);

        // Nothing has changed: it is open, counted once, and works.
        assertThat(image.isClosed()).isFalse();
        assertThat(image.object().strongCount()).isEqualTo(1);
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        recorder.clearImage(image, 1, 0, 0, 1);
        gpu.device().mainQueue().submit(recorder.complete());
        gpu.own(gpu.device().createImageView(ImageViewInfo.of(image).withName("one more")));
        assertThat(first.isClosed()).isFalse();
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void l5ClosingTheDeviceFirstListsEveryOpenChild(Gpu gpu) {
        Device device = gpu.device();
        Image image = gpu.own(image(gpu, "image"));
        gpu.own(device.createImageView(ImageViewInfo.of(image).withName("view")));
        gpu.own(device.createSampler(SamplerInfo.linear("sampler")));
        gpu.own(buffer(gpu, "buffer"));
        gpu.own(
                device.createComputePipeline(
                        ComputePipelineInfo.of("pipeline", Shaders.compute())));
        CommandRecorder recorder = gpu.own(device.createCommandRecorder("recorder"));
        recorder.begin();
        ExecutableCommands commands = gpu.own(recorder.complete());
        buffer(gpu, "closed buffer").close();

        ChildrenAliveException refused =
                catchThrowableOfType(ChildrenAliveException.class, device::close);
        assertThat(refused).hasMessageStartingWith("Device 'gpu' cannot be closed: 7 children are");
        assertThat(refused.children().stream().map(line -> line.substring(0, line.indexOf(", "))))
                .containsExactly(
                        "Buffer 'buffer'",
                        "CommandRecorder 'recorder'",
                        "ComputePipeline 'pipeline'",
                        "ExecutableCommands 'recorder'",
                        "Image 'image'",
                        "ImageView 'view'",
                        "Sampler 'sampler'");
        assertThat(device.isClosed()).isFalse();
        buffer(gpu, "another").close();
        assertThatThrownBy(gpu.instance()::close)
                .isInstanceOf(ChildrenAliveException.class)
                .hasMessageContaining("Instance 'test' cannot be closed: 1 child is still open")
                .hasMessageContaining("Device 'gpu', 1 reference, created at ");
        assertThat(commands.name()).isEqualTo("recorder");
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void l5OnlyTheLastReferenceIsRefused(Gpu gpu) {
        Image image = image(gpu, "image");
        Image other = image.retain();
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        image.close();
        assertThatThrownBy(other::close).isInstanceOf(ChildrenAliveException.class);
        view.close();
        other.close();
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void l5ZombieChildrenAreNoViolation(Gpu gpu) {
        Image image = image(gpu, "image");
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        gpu.device().mainQueue().submit();
        view.close();
        assertThatCode(image::close).doesNotThrowAnyException();
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void l5HoldsOfRecordingsAndSubmissionsAreNoViolation(Gpu gpu) {
        ComputePipeline pipeline =
                gpu.device()
                        .createComputePipeline(
                                ComputePipelineInfo.of("pipeline", Shaders.compute()));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        recorder.setPipeline(pipeline);
        recorder.dispatch(1, 1, 1);
        Counted object = pipeline.object();
        pipeline.close();
        assertThat(object.isDestroyed()).isFalse();
        gpu.device().mainQueue().submit(recorder.complete());
        gpu.settle();
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void l5ARefusedRecorderKeepsWhatItRecords(Gpu gpu) {
        Buffer buffer = gpu.own(buffer(gpu, "buffer"));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        ExecutableCommands finished = gpu.own(fill(recorder, buffer));
        recorder.begin();
        recorder.fillBuffer(buffer, 0, 4, 1);
        assertThatThrownBy(recorder::close)
                .isInstanceOf(ChildrenAliveException.class)
                .hasMessageContaining("ExecutableCommands 'recorder', 1 reference");
        recorder.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
        recorder.fillBuffer(buffer, 0, 4, 2);
        gpu.device().mainQueue().submit(recorder.complete());
        finished.close();
    }

    // ---------------------------------------------------------------- L12: recordings

    @Test
    void l12SubmitRefusesClosedResourcesAndNamesEveryOne(Gpu gpu) {
        Buffer open = gpu.own(buffer(gpu, "open"));
        Buffer first = buffer(gpu, "first");
        Buffer second = buffer(gpu, "second");
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        ExecutableCommands commands = fill(recorder, first, open, second);
        first.close();
        second.close();
        long before = gpu.device().gpuTimeline();
        assertThatThrownBy(() -> gpu.device().mainQueue().submit(commands))
                .isInstanceOf(ClosedException.class)
                .hasMessage(
                        "ExecutableCommands 'recorder' cannot be submitted: closed since they were"
                            + " recorded: Buffer 'first', Buffer 'second'; close resources after"
                            + " the submit that uses them");
        assertThat(gpu.device().gpuTimeline()).isGreaterThanOrEqualTo(before);
        assertThat(gpu.device().gpuTimeline()).isEqualTo(gpu.device().cpuTimeline());
        commands.close();
        gpu.settle();
        assertThat(gpu.device().lifetimeReport().objects())
                .extracting(LifetimeReport.ObjectInfo::name)
                .containsExactly("open", "recorder");
    }

    @Test
    void l12AResourceIsNotDestroyedBeforeTheRecordingIsComplete(Gpu gpu) {
        Buffer buffer = buffer(gpu, "buffer");
        Buffer other = gpu.own(buffer(gpu, "other"));
        Counted object = buffer.object();
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        recorder.fillBuffer(buffer, 0, 4, 0);
        recorder.fillBuffer(buffer, 8, 4, 0);
        buffer.close();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isFalse();
        recorder.fillBuffer(other, 0, 4, 0);
        ExecutableCommands commands = gpu.own(recorder.complete());
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
        assertThatThrownBy(() -> gpu.device().mainQueue().submit(commands))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("closed since they were recorded: Buffer 'buffer'; close");
    }

    @Test
    void l12ADiscardedRecordingReleasesItsResources(Gpu gpu) {
        Buffer buffer = buffer(gpu, "buffer");
        Counted object = buffer.object();
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        recorder.fillBuffer(buffer, 0, 4, 0);
        buffer.close();
        recorder.discard();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    void l12AResourceIsOpenThroughWhicheverReference(Gpu gpu) {
        Buffer buffer = buffer(gpu, "buffer");
        gpu.own(buffer.retain());
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        ExecutableCommands commands = fill(recorder, buffer);
        buffer.close();
        assertThatCode(() -> gpu.device().mainQueue().submit(commands)).doesNotThrowAnyException();
    }

    @Test
    void l12ADroppedRecordingReleasesItsPipelines(Gpu gpu) {
        ComputePipeline pipeline =
                gpu.device()
                        .createComputePipeline(
                                ComputePipelineInfo.of("pipeline", Shaders.compute()));
        Counted object = pipeline.object();
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        recorder.setPipeline(pipeline);
        ExecutableCommands commands = recorder.complete();
        pipeline.close();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isFalse();
        commands.close();
        commands.close();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
        assertThatThrownBy(() -> gpu.device().mainQueue().submit(commands))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "ExecutableCommands 'recorder' were already dropped by close(); record them"
                                + " again for another submission");
    }

    @Test
    void l12ADiscardedRecordingReleasesItsPipelines(Gpu gpu) {
        ComputePipeline pipeline =
                gpu.device()
                        .createComputePipeline(
                                ComputePipelineInfo.of("pipeline", Shaders.compute()));
        Counted object = pipeline.object();
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        recorder.setPipeline(pipeline);
        pipeline.close();
        recorder.discard();
        recorder.discard();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    void l12ARecordingIsSubmittedOnce(Gpu gpu) {
        Buffer buffer = gpu.own(buffer(gpu, "buffer"));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        ExecutableCommands commands = fill(recorder, buffer);
        gpu.device().mainQueue().submit(commands);
        assertThatThrownBy(() -> gpu.device().mainQueue().submit(commands))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "ExecutableCommands 'recorder' were already submitted to queue 'main' of"
                                + " device 'gpu'; record them again for another submission");
        commands.close();
    }

    @Test
    @GpuSetup(autoComplete = true)
    void l12OldCommandsHaveNoPartInNewOnes(Gpu gpu) {
        Buffer buffer = gpu.own(buffer(gpu, "buffer"));
        Queue queue = gpu.device().mainQueue();
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        ExecutableCommands submitted = fill(recorder, buffer);
        queue.submit(submitted).await(Gpu.LONG);
        ExecutableCommands dropped = fill(recorder, buffer);
        dropped.close();
        gpu.device().collectGarbage();
        ExecutableCommands current = fill(recorder, buffer);
        submitted.close();
        dropped.close();
        assertThatThrownBy(() -> queue.submit(submitted))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("were already submitted to queue 'main'");
        assertThatThrownBy(() -> queue.submit(dropped))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("were already dropped");
        assertThatCode(() -> queue.submit(current)).doesNotThrowAnyException();
        queue.awaitIdle(Gpu.LONG);
    }

    @Test
    @GpuSetup(autoComplete = true)
    void l12CommandsAreFilledAgain(Gpu gpu) {
        Buffer buffer = gpu.own(buffer(gpu, "buffer"));
        Queue queue = gpu.device().mainQueue();
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        ExecutableCommands commands = new ExecutableCommands();
        commands.close();
        assertThatThrownBy(() -> queue.submit(commands))
                .isInstanceOf(UsageException.class)
                .hasMessage("ExecutableCommands hold no recording; pass them to complete() first");
        recorder.begin();
        recorder.fillBuffer(buffer, 0, 64, 1);
        assertThat(recorder.complete(commands)).isSameAs(commands);
        recorder.begin();
        recorder.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
        recorder.fillBuffer(buffer, 0, 64, 2);
        assertThatThrownBy(() -> recorder.complete(commands))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "complete was called on CommandRecorder 'recorder' with ExecutableCommands"
                                + " 'recorder', which hold a recording already; submit or close"
                                + " them first");
        queue.submit(commands);
        queue.submit(recorder.complete(commands));
        queue.awaitIdle(Gpu.LONG);
        commands.close();
    }

    // ---------------------------------------------------------------- L14: mapped memory

    @Test
    void l14AccessOutOfRangeThrows(Gpu gpu) {
        Buffer buffer = gpu.own(gpu.device().createBuffer(BufferInfo.of("mapped", 6).upload()));
        MemorySegment mapped = buffer.mapped();
        assertThat(mapped.byteSize()).isEqualTo(6);
        mapped.set(ValueLayout.JAVA_SHORT, 4, (short) 5);
        assertThat(mapped.get(ValueLayout.JAVA_SHORT, 4)).isEqualTo((short) 5);
        assertThatThrownBy(() -> mapped.get(ValueLayout.JAVA_INT_UNALIGNED, 4))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> mapped.set(ValueLayout.JAVA_BYTE, 6, (byte) 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> mapped.get(ValueLayout.JAVA_BYTE, -1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(buffer.mapped()).isEqualTo(mapped);
    }

    @Test
    void l14AccessAfterTheCloseThrows(Gpu gpu) {
        Buffer buffer = gpu.device().createBuffer(BufferInfo.of("mapped", 64).readback());
        MemorySegment mapped = buffer.mapped();
        MemorySegment slice = mapped.asSlice(8, 8);
        buffer.close();
        assertThatThrownBy(() -> mapped.get(ValueLayout.JAVA_INT, 0))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> slice.set(ValueLayout.JAVA_INT, 0, 1))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(buffer::mapped).isInstanceOf(ClosedException.class);
    }

    @Test
    void l14TheMemoryStaysForOtherReferences(Gpu gpu) {
        Buffer buffer = gpu.device().createBuffer(BufferInfo.of("mapped", 64).upload());
        Buffer other = gpu.own(buffer.retain());
        MemorySegment mapped = buffer.mapped();
        buffer.close();
        mapped.set(ValueLayout.JAVA_INT, 0, 42);
        assertThat(other.mapped().get(ValueLayout.JAVA_INT, 0)).isEqualTo(42);
    }

    @Test
    void l14ACloseWhileAnotherThreadReadsNeverCrashes(Gpu gpu) throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            Buffer buffer = gpu.device().createBuffer(BufferInfo.of("mapped", 4096).upload());
            MemorySegment mapped = buffer.mapped().fill((byte) 0);
            CountDownLatch reading = new CountDownLatch(1);
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread reader =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            readForEver(mapped, reading);
                                        } catch (RuntimeException e) {
                                            end.set(e);
                                        }
                                    });
            reading.await();
            buffer.close();
            gpu.device().collectGarbage();
            reader.join();
            assertThat(end.get()).isInstanceOf(IllegalStateException.class);
        }
    }

    private static void readForEver(MemorySegment mapped, CountDownLatch reading) {
        for (long sum = 0; sum == 0; ) {
            for (long i = 0; i < mapped.byteSize(); i += 4) {
                sum += mapped.get(ValueLayout.JAVA_INT, i);
            }
            reading.countDown();
        }
        throw new AssertionError("read what nobody wrote");
    }

    @Test
    void l14MemoryThatIsNotHostVisibleSaysWhatToDo(Gpu gpu) {
        Buffer buffer = gpu.own(buffer(gpu, "vertices"));
        assertThatThrownBy(buffer::mapped)
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "Buffer 'vertices' is not host-visible: memory=DEVICE (expected UPLOAD or"
                                + " READBACK); create it with BufferInfo.upload() or readback()");
    }

    // ---------------------------------------------------------------- L17: ids

    @Test
    void l17AStaleIdNamesBothGenerations(Gpu gpu) {
        Buffer old = buffer(gpu, "old");
        BufferId id = old.id();
        old.close();
        gpu.settle();
        assertThatThrownBy(() -> gpu.device().buffer(id))
                .isInstanceOf(StaleIdException.class)
                .hasMessage(
                        "BufferId(slot=1, generation=1) is stale: its object was destroyed, and the"
                                + " slot holds nothing under generation=2");
        Buffer next = gpu.own(buffer(gpu, "new"));
        assertThat(next.id()).hasToString("BufferId(slot=1, generation=2)");
        assertThatThrownBy(() -> gpu.device().buffer(id))
                .isInstanceOf(StaleIdException.class)
                .hasMessage(
                        "BufferId(slot=1, generation=1) is stale: its object was destroyed, and the"
                                + " slot holds Buffer 'new' under generation=2");
    }

    @Test
    void l17AClosedObjectIsNotFoundEvenWhileTheGpuUsesIt(Gpu gpu) {
        Image image = image(gpu, "image");
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        ImageViewId id = view.id();
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        gpu.device().mainQueue().submit(recorder.complete());
        Counted object = view.object();
        view.close();
        image.close();
        if (gpu.kind() == Gpu.Kind.SIMULATED) {
            assertThat(object.isDestroyed()).isFalse();
            assertThat(gpu.device().imageView(id)).isEmpty();
        }
    }

    @Test
    void l17ForeignWrongAndNullIdsAreRefused(Gpu gpu) {
        Device other = gpu.own(gpu.instance().createDevice(gpu.deviceInfo("other")));
        Buffer foreign = gpu.own(other.createBuffer(BufferInfo.of("foreign", 16)));
        Buffer own = gpu.own(buffer(gpu, "own"));
        assertThatThrownBy(() -> gpu.device().buffer(foreign.id()))
                .isInstanceOf(StaleIdException.class)
                .hasMessage("BufferId(slot=1, generation=1) is not an id of device 'gpu'");
        assertThatThrownBy(() -> gpu.device().sampler(new SamplerId(own.id().bits())))
                .isInstanceOf(StaleIdException.class)
                .hasMessage(
                        "BufferId(slot=1, generation=1) was used where a SamplerId is expected");
        assertThatThrownBy(() -> gpu.device().imageView(ImageViewId.NULL))
                .isInstanceOf(StaleIdException.class)
                .hasMessage("null id was used where a ImageViewId is expected");
    }

    @Test
    @GpuSetup(capacity = 4)
    void l17AFullTableNamesTheLimitAndHowToRaiseIt(Gpu gpu) {
        Device device = gpu.device();
        for (int i = 0; i < 4; i++) {
            gpu.own(buffer(gpu, "buffer " + i));
            gpu.own(device.createSampler(SamplerInfo.linear("sampler " + i)));
        }
        assertThatThrownBy(() -> buffer(gpu, "one more"))
                .isInstanceOf(TableFullException.class)
                .hasMessage(
                        "Buffer 'one more' finds no free slot: all 4 slots for BufferId of device"
                                + " 'gpu' are taken; close what is not needed, or raise"
                                + " DeviceInfo.withMaxBuffers");
        assertThatThrownBy(() -> device.createSampler(SamplerInfo.linear("one more")))
                .isInstanceOf(TableFullException.class)
                .hasMessageContaining("raise DeviceInfo.withMaxSamplers");
        Image image = gpu.own(image(gpu, "image"));
        List<ImageView> views = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            views.add(device.createImageView(ImageViewInfo.of(image).withName("view " + i)));
        }
        assertThatThrownBy(
                        () -> device.createImageView(ImageViewInfo.of(image).withName("one more")))
                .isInstanceOf(TableFullException.class)
                .hasMessageContaining("raise DeviceInfo.withMaxImageViews");
        views.forEach(ImageView::close);
        gpu.settle();
        gpu.own(device.createImageView(ImageViewInfo.of(image).withName("one more")));
        assertThat(count(device, "ImageView").open()).isEqualTo(1);
    }

    // ---------------------------------------------------------------- L18: the device's end

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void l18AStrictDeviceClosesAtOnce(Gpu gpu) {
        buffer(gpu, "buffer").close();
        gpu.device().mainQueue().submit();
        gpu.finishAll();
        gpu.device().close();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isZero();
        assertThat(gpu.instance().nativeObjects().openText()).isEqualTo("INSTANCE=1 MESSENGER=1");
    }

    @Test
    void l18AClosedDeviceLingersForItsChildren(Gpu gpu) throws InterruptedException {
        Buffer buffer = buffer(gpu, "buffer");
        gpu.device().mainQueue().submit();
        gpu.finishAll();
        gpu.device().close();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isEqualTo(1);
        assertThat(buffer.size()).isEqualTo(256);
        assertThatThrownBy(() -> buffer(gpu, "too late")).isInstanceOf(ClosedException.class);
        Thread.ofPlatform().start(buffer::close).join();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isZero();
        assertThat(gpu.instance().nativeObjects().openText()).isEqualTo("INSTANCE=1 MESSENGER=1");
    }

    @Test
    void l18ATokenOutlivesItsDevice(Gpu gpu) {
        SubmitToken token = new SubmitToken();
        CommandRecorder recorder = gpu.device().createCommandRecorder("recorder");
        recorder.begin();
        gpu.device().mainQueue().submit(recorder.complete(), token);
        gpu.finishAll();
        recorder.close();
        var queue = gpu.device().mainQueue();
        gpu.device().close();
        assertThat(token.isDone()).isTrue();
        token.await(Gpu.LONG);
        queue.awaitIdle(Gpu.LONG);
        assertThatThrownBy(queue::submit)
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("Device 'gpu' is closed");
    }

    // ---------------------------------------------------------------- L19: reports

    @Test
    void l19TheReportTellsCountsParentsAndSites(Gpu gpu) {
        Device device = gpu.device();
        Image image = gpu.own(image(gpu, "image"));
        ImageView view = gpu.own(device.createImageView(ImageViewInfo.of(image).withName("view")));
        gpu.own(view.retain());
        gpu.own(buffer(gpu, "b"));
        gpu.own(buffer(gpu, "a"));
        LifetimeReport report = device.lifetimeReport();
        assertThat(report.mode()).isEqualTo(LifetimeMode.KEEP_PARENTS_ALIVE);
        assertThat(report.leaks()).isZero();
        assertThat(report.types())
                .extracting(LifetimeReport.TypeCount::type, LifetimeReport.TypeCount::open)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("Buffer", 2),
                        org.assertj.core.groups.Tuple.tuple("Image", 1),
                        org.assertj.core.groups.Tuple.tuple("ImageView", 1));
        assertThat(count(device, "Buffer").bytes()).isGreaterThanOrEqualTo(512);
        assertThat(count(device, "Image").bytes()).isGreaterThanOrEqualTo(256);
        assertThat(report.objects())
                .extracting(LifetimeReport.ObjectInfo::name)
                .containsExactly("a", "b", "image", "view");
        LifetimeReport.ObjectInfo viewInfo = report.objects().getLast();
        assertThat(viewInfo.state()).isEqualTo(LifetimeReport.State.OPEN);
        assertThat(viewInfo.references()).isEqualTo(2);
        assertThat(viewInfo.parents()).containsExactly("Image 'image'", "Device 'gpu'");
        assertThat(viewInfo.site()).contains(HERE);
        assertThat(viewInfo.waitsFor()).isEmpty();
        LifetimeReport.ObjectInfo imageInfo = report.objects().get(2);
        assertThat(imageInfo.openChildren()).isEqualTo(1);
        assertThat(imageInfo.holds()).isEqualTo(1);
        assertThat(imageInfo.children()).containsExactly("ImageView 'view'");
        assertThat(viewInfo.children()).isEmpty();
        assertThat(report.toString()).contains("Image: open 1, lingering 0, zombies 0, bytes ");
        LifetimeReport above = gpu.instance().lifetimeReport();
        assertThat(above.objects())
                .extracting(LifetimeReport.ObjectInfo::type)
                .containsExactly("Device", "Instance");
        LifetimeReport.ObjectInfo deviceInfo = above.objects().getFirst();
        assertThat(deviceInfo.openChildren()).isEqualTo(4);
        assertThat(deviceInfo.children())
                .containsExactly("Buffer 'a'", "Buffer 'b'", "Image 'image'", "ImageView 'view'");
        assertThat(above.objects().getLast().children()).containsExactly("Device 'gpu'");
    }

    @Test
    void l19TheReportIsToldInWords(Gpu gpu) {
        Device device = gpu.device();
        Image image = gpu.own(image(gpu, "image"));
        for (int i = 10; i < 30; i++) {
            gpu.own(device.createImageView(ImageViewInfo.of(image).withName("v" + i)));
        }
        LifetimeReport report = device.lifetimeReport();
        LifetimeReport.ObjectInfo info = report.objects().getFirst();
        assertThat(info.toString())
                .startsWith(
                        "Image 'image': OPEN, references 1, open children 20, holds 20, bytes "
                                + info.bytes()
                                + ", created at ")
                .contains("    parents: Device 'gpu'")
                .contains("    children: ImageView 'v10', ImageView 'v11'")
                .endsWith("ImageView 'v25' and 4 more");
        assertThat(report.toString().lines().limit(4))
                .element(3)
                .isEqualTo(info.toString().lines().findFirst().orElseThrow());
    }

    @Test
    void l19AChildThatWaitsForTheGpuIsStillToldOf(Gpu gpu) {
        Image image = gpu.own(image(gpu, "image"));
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image).withName("view"));
        gpu.device().mainQueue().submit();
        view.close();
        LifetimeReport.ObjectInfo info = gpu.device().lifetimeReport().objects().getFirst();
        assertThat(info.openChildren()).isZero();
        if (info.holds() == 1) {
            assertThat(info.children()).containsExactly("ImageView 'view'");
        } else {
            // A real GPU was done before the report was made.
            assertThat(info.children()).isEmpty();
        }
    }

    @Test
    void l19ALingeringParentSaysWhatItWaitsFor(Gpu gpu) {
        Image image = image(gpu, "image");
        gpu.own(gpu.device().createImageView(ImageViewInfo.of(image).withName("view")));
        image.close();
        LifetimeReport.ObjectInfo info = gpu.device().lifetimeReport().objects().getFirst();
        assertThat(info.state()).isEqualTo(LifetimeReport.State.LINGERING);
        assertThat(info.waitsFor()).isEqualTo("1 children or recordings");
        assertThat(info.children()).containsExactly("ImageView 'view'");
        assertThat(info.toString())
                .contains("LINGERING")
                .contains(", waits for 1 children or recordings");
    }
}
