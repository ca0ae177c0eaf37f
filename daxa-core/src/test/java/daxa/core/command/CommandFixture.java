package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.Feature;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.RecordedCommand;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderStage;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageViewInfo;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.Shaders;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What tests share that ask what commands record and what they refuse.
@OnDriver(Gpu.Kind.SIMULATED)
abstract class CommandFixture {
    Gpu gpu;
    CommandRecorder recorder;
    private final List<RecordedCommand> submitted = new ArrayList<>();

    @BeforeEach
    void start(Gpu given) {
        gpu = given;
        recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        gpu.simulated().onSubmit(submission -> submitted.addAll(submission.commands()));
    }

    static void refused(ThrowingCallable call, String text) {
        assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessage(text);
    }

    static void refusedWith(ThrowingCallable call, String part) {
        assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessageContaining(part);
    }

    Buffer buffer(long size) {
        return gpu.own(gpu.device().createBuffer(BufferInfo.of("buffer", size)));
    }

    static ImageInfo imageInfo() {
        return ImageInfo.of2D(
                "image",
                Format.R8G8B8A8_UNORM,
                8,
                8,
                ImageUsage.TRANSFER_SRC,
                ImageUsage.TRANSFER_DST,
                ImageUsage.COLOR_ATTACHMENT);
    }

    Image image(ImageInfo info) {
        return gpu.own(gpu.device().createImage(info));
    }

    static RasterPipelineInfo rasterInfo() {
        return RasterPipelineInfo.of(
                "raster",
                Shaders.pretended(ShaderStage.VERTEX, 0),
                Shaders.pretended(ShaderStage.FRAGMENT, 0),
                ColorTarget.of(Format.R8G8B8A8_UNORM));
    }

    /// Records, submits, and tells what the driver got, without what the framework adds.
    List<RecordedCommand> run(Consumer<CommandRecorder> commands) {
        // Images get their layouts first.
        gpu.device().mainQueue().submit();
        submitted.clear();
        recorder.begin();
        commands.accept(recorder);
        gpu.device().mainQueue().submit(recorder.complete());
        gpu.finishAll();
        return List.copyOf(submitted);
    }

    /// As [#run], the names and arguments of these calls alone.
    List<String> run(Consumer<CommandRecorder> commands, DriverCall... wanted) {
        List<DriverCall> calls = List.of(wanted);
        return run(commands).stream()
                .filter(command -> calls.contains(command.call()))
                .map(command -> command.call() + " " + command.arguments())
                .toList();
    }

    /// Records commands of a pass over one colour attachment.
    Consumer<CommandRecorder> pass(RasterPipelineInfo pipeline, Consumer<RenderRecorder> commands) {
        Device device = gpu.device();
        var target = gpu.own(device.createImageView(ImageViewInfo.of(image(imageInfo()))));
        var bound = gpu.own(device.createRasterPipeline(pipeline));
        return r -> {
            try (RenderRecorder pass =
                    r.beginRenderPass(new RenderPassInfo().clearColor(0, target, 0, 0, 0, 1))) {
                pass.setPipeline(bound);
                commands.accept(pass);
            }
        };
    }

    void bindCompute(CommandRecorder r) {
        r.setPipeline(
                gpu.own(
                        gpu.device()
                                .createComputePipeline(
                                        ComputePipelineInfo.of("compute", Shaders.compute()))));
    }

    /// Does something on a device that lacks features.
    static void without(Consumer<Device> use, Feature... missing) {
        SimulatedDriver driver =
                new SimulatedDriver().adapters(new SimulatedAdapter("poor").without(missing));
        driver.autoComplete(true);
        try (Instance instance = Instance.create(InstanceInfo.of("poor"), driver);
                Device device = instance.createDevice(daxa.core.DeviceInfo.of("poor"))) {
            use.accept(device);
        }
    }
}
