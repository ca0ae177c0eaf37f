package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.ImageArea;
import daxa.core.command.Queue;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.driver.Feature;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.TableFullException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanResult;
import daxa.core.error.WrongDeviceException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.resource.AccelerationStructureInfo;
import daxa.core.resource.Blas;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.SamplerInfo;
import daxa.core.resource.Tlas;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;
import daxa.testing.Shaders;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Defects that were found in the model of this framework, by their number in `docs/defects.md`:
/// each test would fail on a system that has the defect.
@OnDriver(Gpu.Kind.SIMULATED)
class DefectsTest {
    private static Buffer buffer(Gpu gpu, String name) {
        return gpu.device().createBuffer(BufferInfo.of(name, 64));
    }

    private static Image image(Gpu gpu) {
        return gpu.device()
                .createImage(
                        ImageInfo.of2D(
                                "image",
                                Format.R8G8B8A8_UNORM,
                                4,
                                4,
                                ImageUsage.SAMPLED,
                                ImageUsage.TRANSFER_DST));
    }

    private static ComputePipeline pipeline(Gpu gpu) {
        return gpu.device()
                .createComputePipeline(ComputePipelineInfo.of("pipeline", Shaders.compute()));
    }

    private static long submit(Gpu gpu, Queue queue, Buffer... named) {
        try (CommandRecorder recorder = gpu.device().createCommandRecorder("recorder", queue)) {
            recorder.begin();
            for (Buffer each : named) {
                recorder.fillBuffer(each, 0, 64, 1);
            }
            try (ExecutableCommands commands = recorder.complete()) {
                return queue.submit(commands).number();
            }
        }
    }

    /// A test that the guide names by class and method, or one of these.
    private static final Pattern NAMED = Pattern.compile("`(?:(\\w+Test|\\w+Contract)\\.)?(\\w+)`");

    @Test
    void theGuideNamesTestsThatExist() throws IOException {
        String guide = Files.readString(Path.of("../docs/defects.md"));
        Map<String, String> tests = new HashMap<>();
        for (String root :
                List.of(
                        "src/test/java",
                        "../test/src/test/java",
                        "../daxa-taskgraph/src/test/java")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    tests.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        Matcher named = NAMED.matcher(guide);
        int found = 0;
        while (named.find()) {
            boolean own = named.group(1) == null && named.group(2).startsWith("defect");
            if (own || named.group(1) != null) {
                String type = named.group(1) == null ? "DefectsTest" : named.group(1);
                assertThat(tests.getOrDefault(type, ""))
                        .as(named.group())
                        .contains("void " + named.group(2) + "(");
                found++;
            }
        }
        assertThat(found).isGreaterThan(20);
        for (Method method : DefectsTest.class.getDeclaredMethods()) {
            if (method.getName().startsWith("defect")) {
                assertThat(guide).contains("`" + method.getName() + "`");
            }
        }
        for (int number = 1; number <= 40; number++) {
            String start = "| " + number + " |";
            assertThat(guide.lines().filter(line -> line.startsWith(start)))
                    .singleElement(STRING)
                    .containsPattern("defect%02d[A-Z]|impossible: ".formatted(number));
        }
    }

    // ---------------------------------------------------------------- lifetimes

    @Test
    void defect01SeveralReferencesLeaveTheIdValid(Gpu gpu) {
        Buffer first = buffer(gpu, "buffer");
        Buffer second = first.retain();
        Buffer third = second.retain();
        assertThat(gpu.device().buffer(first.id())).hasValueSatisfying(Buffer::close);
        first.close();
        third.close();
        assertThat(gpu.device().buffer(second.id())).hasValueSatisfying(Buffer::close);
        submit(gpu, gpu.device().mainQueue(), second);
        second.close();
        gpu.settle();
        assertThat(gpu.device().lifetimeReport().objects()).isEmpty();
    }

    @Test
    void defect02TheLastReferenceAndTheLastChildMayGoAtOnce(Gpu gpu) throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            Image image = image(gpu);
            ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
            Thread other = Thread.ofPlatform().start(image::close);
            view.close();
            gpu.device().collectGarbage();
            other.join();
        }
        // An image that is destroyed twice is a fault of the simulation.
        gpu.settle();
        assertThat(gpu.device().lifetimeReport().objects()).isEmpty();
    }

    @Test
    void defect03TheDeviceGoesWithItsLastChild(Gpu gpu) {
        Buffer last = buffer(gpu, "last");
        gpu.device().close();
        gpu.instance().close();
        assertThat(gpu.driver().liveObjects()).isNotEmpty();
        last.close();
        assertThat(gpu.driver().liveObjects()).isEmpty();
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void defect05StrictModeNamesTheChildrenAndChangesNothing(Gpu gpu) {
        Image image = gpu.own(image(gpu));
        ImageView view =
                gpu.own(gpu.device().createImageView(ImageViewInfo.of(image).withName("view")));
        assertThatThrownBy(image::close)
                .isInstanceOf(ChildrenAliveException.class)
                .hasMessageContaining("ImageView 'view'");
        assertThat(image.info().width()).isEqualTo(4);
        assertThat(view.isClosed()).isFalse();
    }

    @Test
    void defect06AnImageWaitsForItsViews(Gpu gpu) {
        Image image = image(gpu);
        Counted object = image.object();
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        image.close();
        gpu.settle();
        assertThat(object.isDestroyed()).isFalse();
        view.close();
        gpu.settle();
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    void defect07TheOldestGoesFirstThoughYoungOnesKeepComing(Gpu gpu) {
        List<Counted> pipelines = new ArrayList<>();
        for (int frame = 0; frame < 10; frame++) {
            try (ComputePipeline made = pipeline(gpu);
                    CommandRecorder recorder = gpu.device().createCommandRecorder("recorder")) {
                pipelines.add(made.object());
                recorder.begin();
                recorder.setPipeline(made);
                recorder.dispatch(1, 1, 1);
                gpu.device().mainQueue().submit(recorder.complete());
            }
            if (frame >= 2) {
                gpu.simulated().complete(0, gpu.simulated().pendingValues(0).getFirst());
                gpu.device().collectGarbage();
                assertThat(pipelines.get(frame - 2).isDestroyed()).isTrue();
                assertThat(pipelines.get(frame - 1).isDestroyed()).isFalse();
            }
        }
    }

    @Test
    @GpuSetup(queues = 2)
    void defect08AZombieGoesWhenItsOwnStampIsReached(Gpu gpu) {
        Buffer buffer = buffer(gpu, "buffer");
        Counted object = buffer.object();
        long used = submit(gpu, gpu.device().mainQueue(), buffer);
        buffer.close();
        submit(gpu, gpu.device().mainQueue());
        gpu.simulated().complete(0, used);
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();

        // A long submission elsewhere holds nothing up that is not for its queue.
        submit(gpu, gpu.device().queues().get(1));
        Buffer onMain = gpu.device().createBuffer(new BufferInfo("main", 64, MemoryKind.DEVICE, 1));
        Counted mainObject = onMain.object();
        submit(gpu, gpu.device().mainQueue(), onMain);
        onMain.close();
        gpu.finish(0);
        gpu.device().collectGarbage();
        assertThat(mainObject.isDestroyed()).isTrue();
    }

    @Test
    void defect10WhatIsRecordedIsHeldUntilItsSubmissionIsFinished(Gpu gpu) {
        ComputePipeline pipeline = pipeline(gpu);
        Counted object = pipeline.object();
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        recorder.setPipeline(pipeline);
        pipeline.close();
        gpu.settle();
        recorder.dispatch(1, 1, 1);
        ExecutableCommands commands = recorder.complete();
        gpu.settle();
        assertThat(object.isDestroyed()).isFalse();
        gpu.device().mainQueue().submit(commands);
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isFalse();
        gpu.settle();
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    void defect12AFailedSubmitStopsNoCollection(Gpu gpu) {
        gpu.driver().failNext(DriverCall.SUBMIT, VulkanResult.OUT_OF_DEVICE_MEMORY);
        assertThatThrownBy(() -> submit(gpu, gpu.device().mainQueue()))
                .isInstanceOf(OutOfMemoryException.class);
        Buffer buffer = buffer(gpu, "buffer");
        Counted object = buffer.object();
        buffer.close();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
        gpu.device().waitIdle(Gpu.LONG);
    }

    @Test
    void defect12ALostDeviceReleasesEverything(Gpu gpu) {
        Buffer buffer = buffer(gpu, "buffer");
        submit(gpu, gpu.device().mainQueue(), buffer);
        gpu.simulated().loseDevice();
        buffer.close();
        gpu.device().close();
        gpu.instance().close();
        assertThat(gpu.driver().liveObjects()).isEmpty();
    }

    // ---------------------------------------------------------------- creation that fails

    @Test
    @GpuSetup(capacity = 4)
    void defect17WhatCouldNotBeMadeTakesNoSlot(Gpu gpu) {
        Image image = gpu.own(image(gpu));
        for (int i = 0; i < 20; i++) {
            gpu.driver().failNext(DriverCall.CREATE_BUFFER, VulkanResult.OUT_OF_DEVICE_MEMORY);
            assertThatThrownBy(() -> buffer(gpu, "buffer"))
                    .isInstanceOf(OutOfMemoryException.class);
            gpu.driver().failNext(DriverCall.CREATE_IMAGE_VIEW, VulkanResult.OUT_OF_HOST_MEMORY);
            assertThatThrownBy(() -> gpu.device().createImageView(ImageViewInfo.of(image)))
                    .isInstanceOf(OutOfMemoryException.class);
            gpu.driver().failNext(DriverCall.CREATE_SAMPLER, VulkanResult.OUT_OF_HOST_MEMORY);
            assertThatThrownBy(() -> gpu.device().createSampler(SamplerInfo.linear("sampler")))
                    .isInstanceOf(OutOfMemoryException.class);
        }
        for (int i = 0; i < 4; i++) {
            Buffer made = gpu.own(buffer(gpu, "buffer"));
            assertThat(gpu.device().buffer(made.id())).hasValueSatisfying(Buffer::close);
        }
    }

    @Test
    void defect18AViewNeedsAnOpenImageOfItsOwnDevice(Gpu gpu) {
        Image image = image(gpu);
        ImageViewInfo info = ImageViewInfo.of(image);
        Device other = gpu.own(gpu.instance().createDevice(gpu.deviceInfo("other")));
        assertThatThrownBy(() -> other.createImageView(info))
                .isInstanceOf(WrongDeviceException.class);
        image.close();
        assertThatThrownBy(() -> gpu.device().createImageView(info))
                .isInstanceOf(ClosedException.class);
    }

    @Test
    void defect19ADeviceThatCannotBeMadeLeavesNothing(Gpu gpu) {
        int before = gpu.driver().liveObjects().size();
        int failures = 0;
        for (long n = 1; ; n++) {
            gpu.driver().failCall(n, VulkanResult.OUT_OF_HOST_MEMORY);
            try (Device made = gpu.instance().createDevice(gpu.deviceInfo("other"))) {
                assertThat(made.isClosed()).isFalse();
            } catch (OutOfMemoryException e) {
                failures++;
            }
            assertThat(gpu.driver().liveObjects()).hasSize(before);
            if (gpu.driver().plannedFailures() != 0) {
                gpu.driver().clearFailures();
                break;
            }
        }
        assertThat(failures).isGreaterThan(5);
    }

    // ---------------------------------------------------------------- tables and addresses

    /// As many as were asked for, which is no power of two.
    @Test
    @GpuSetup(capacity = 5)
    void defect20EachSlotHasItsAddress(Gpu gpu) {
        for (int i = 0; i < 5; i++) {
            Buffer made = gpu.own(buffer(gpu, "buffer " + i));
            try (Buffer found =
                    gpu.device().bufferAt(made.deviceAddress()).orElseThrow().buffer()) {
                assertThat(found.id()).isEqualTo(made.id());
            }
        }
        assertThatThrownBy(() -> buffer(gpu, "one more")).isInstanceOf(TableFullException.class);
    }

    @Test
    @GpuSetup(features = {Feature.RAY_TRACING_PIPELINE, Feature.RAY_TRACING_INDIRECT})
    void defect21AddressesOfWhatIsClosedAreNotGivenOut(Gpu gpu) {
        AccelerationStructureInfo info = AccelerationStructureInfo.of("structure", 512);
        Buffer buffer = gpu.device().createBuffer(BufferInfo.of("buffer", 64).upload());
        Blas blas = gpu.device().createBlas(info);
        Tlas tlas = gpu.device().createTlas(info);
        long address = buffer.deviceAddress();
        // The GPU may still use it, but the program may not ask any more.
        submit(gpu, gpu.device().mainQueue(), buffer);
        buffer.close();
        blas.close();
        tlas.close();
        for (ThrowingCallable getter :
                List.<ThrowingCallable>of(
                        buffer::deviceAddress,
                        buffer::mapped,
                        buffer::id,
                        blas::deviceAddress,
                        tlas::deviceAddress,
                        tlas::id)) {
            assertThatThrownBy(getter)
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining(" is closed");
        }
        assertThat(gpu.device().bufferAt(address)).isEmpty();
    }

    // ---------------------------------------------------------------- commands

    @Test
    void defect25ABarrierComesBeforeADispatch(Gpu gpu) {
        ComputePipeline pipeline = gpu.own(pipeline(gpu));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        recorder.setPipeline(pipeline);
        gpu.driver().logCalls(true);
        recorder.barrier(Access.COMPUTE_WRITE, Access.COMPUTE_READ);
        recorder.dispatch(1, 1, 1);
        assertThat(gpu.driver().calls())
                .extracting(call -> call.call())
                .containsExactly(DriverCall.MEMORY_BARRIER, DriverCall.DISPATCH);
        gpu.driver().logCalls(false);
        recorder.discard();
    }

    @Test
    void defect26CopiesToImagesAreChecked(Gpu gpu) {
        Buffer small = gpu.own(gpu.device().createBuffer(BufferInfo.of("small", 60)));
        Image image = gpu.own(image(gpu));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        ImageArea all = ImageArea.of(image.info(), 0);
        ImageArea outside = new ImageArea(0, 0, 1, 1, 0, 0, 4, 4, 1);
        assertThatThrownBy(() -> recorder.copyBufferToImage(small, 0, image, all))
                .isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> recorder.copyBufferToImage(small, 0, image, outside))
                .isInstanceOf(UsageException.class);
        recorder.discard();
    }

    @Test
    void defect27PushConstantsHaveTheSizeOfTheShader(Gpu gpu) {
        ComputePipeline pipeline = gpu.own(pipeline(gpu));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        recorder.setPipeline(pipeline);
        long size = Shaders.compute().pushConstantSize();
        for (long wrong : new long[] {size + 1, size + 4, size + 200}) {
            assertThatThrownBy(
                            () ->
                                    recorder.pushConstants(
                                            MemorySegment.ofArray(new byte[(int) wrong])))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("size=" + wrong);
        }
        recorder.discard();
    }

    @Test
    @GpuSetup(queues = 2)
    void defect36TheQueueOfAWaitIsChecked(Gpu gpu) {
        Queue main = gpu.device().mainQueue();
        long before = gpu.device().cpuTimeline();
        try (Device other = gpu.instance().createDevice(gpu.deviceInfo("other"))) {
            SubmitToken foreign = other.computeQueue(0).submit(new SubmitInfo());
            SubmitInfo info = new SubmitInfo().waitFor(foreign);
            assertThatThrownBy(() -> main.submit(info))
                    .isInstanceOf(WrongDeviceException.class)
                    .hasMessage(
                            "the submission to Queue 'compute 0' belongs to device 'other', but was"
                                    + " given to device 'gpu'; create it on the device that uses"
                                    + " it");
            gpu.finishAll();
        }
        assertThatThrownBy(() -> new SubmitInfo().waitFor(new SubmitToken()))
                .isInstanceOf(UsageException.class)
                .hasMessage("the token names no submission; pass it to a submit first");
        assertThat(main.isIdle()).isTrue();
        // A wait for the queue itself, or one that shares its native queue, is none on the GPU.
        SubmitToken first = main.submit(new SubmitInfo());
        SubmitToken second = main.submit(new SubmitInfo().waitFor(first));
        gpu.finishAll();
        assertThat(second.isDone()).isTrue();
        assertThat(second.number()).isGreaterThan(before);
    }

    @Test
    void defect33ACompletedRecorderSaysSo(Gpu gpu) {
        Buffer buffer = gpu.own(buffer(gpu, "buffer"));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        gpu.own(recorder.complete());
        assertThatThrownBy(() -> recorder.fillBuffer(buffer, 0, 64, 0))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(
                        "which is not recording since complete(); call begin() first");
    }
}
