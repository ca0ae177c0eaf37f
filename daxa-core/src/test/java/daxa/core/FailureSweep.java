package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.RenderPassInfo;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.DaxaException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.LeakLevel;
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
import daxa.core.resource.Sampler;
import daxa.core.resource.SamplerInfo;
import daxa.testing.Shaders;

import java.time.Duration;

/// Runs a scene again and again, each time with the next call failing (S11): the failure comes out
/// as an exception or is overcome, no rule of the driver is broken, and nothing is left.
final class FailureSweep {
    private FailureSweep() {}

    static void run(VulkanResult result) {
        SimulatedDriver clean = new SimulatedDriver().autoComplete(true);
        scene(clean);
        long calls = clean.callCount(result);
        assertThat(calls).isPositive();
        for (long n = 1; n <= calls; n++) {
            SimulatedDriver driver = new SimulatedDriver().autoComplete(true);
            driver.failCall(n, result);
            VulkanException failure = null;
            try {
                scene(driver);
            } catch (VulkanException e) {
                failure = e;
            }
            String which = result + " of call " + n + " of " + calls + ": " + failure;
            assertThat(driver.plannedFailures()).as(which).isZero();
            assertThat(driver.faults()).as(which).isEmpty();
            assertThat(driver.liveObjects()).as(which).isEmpty();
            if (!driver.instances().isEmpty()) {
                assertThat(driver.instance().books().openText()).as(which).isEqualTo("nothing");
                driver.instance()
                        .devices()
                        .forEach(d -> assertThat(d.allocatedBytes()).as(which).isZero());
            }
            if (failure != null) {
                assertThat(failure.result()).as(which).isEqualTo(result);
            }
        }
    }

    private static void scene(SimulatedDriver driver) {
        InstanceInfo info = InstanceInfo.of("sweep").withLeakLevel(LeakLevel.DISABLED);
        DeviceInfo small =
                DeviceInfo.of("gpu").withMaxBuffers(8).withMaxImageViews(8).withMaxSamplers(8);
        try (Instance instance = Instance.create(info, driver);
                Device device = instance.createDevice(small);
                Buffer upload = device.createBuffer(BufferInfo.of("upload", 64).upload());
                Image image =
                        device.createImage(
                                ImageInfo.of2D(
                                        "image",
                                        Format.R8G8B8A8_UNORM,
                                        4,
                                        4,
                                        ImageUsage.SAMPLED,
                                        ImageUsage.TRANSFER_DST,
                                        ImageUsage.COLOR_ATTACHMENT));
                ImageView view = device.createImageView(ImageViewInfo.of(image));
                Sampler sampler = device.createSampler(SamplerInfo.linear("sampler"));
                ComputePipeline pipeline =
                        device.createComputePipeline(
                                new ComputePipelineInfo("pipeline", Shaders.compute()));
                CommandRecorder recorder = device.createCommandRecorder("recorder")) {
            assertThat(sampler.isClosed()).isFalse();
            for (int frame = 0; frame < 3; frame++) {
                try (Buffer perFrame = device.createBuffer(BufferInfo.of("frame", 64));
                        Image fresh =
                                device.createImage(
                                        ImageInfo.of2D(
                                                "fresh",
                                                Format.R8_UNORM,
                                                2,
                                                2,
                                                ImageUsage.TRANSFER_DST))) {
                    recorder.begin();
                    recorder.copyBuffer(upload, 0, perFrame, 0, 64);
                    recorder.setPipeline(pipeline);
                    recorder.dispatch(1, 1, 1);
                    recorder.clearImage(fresh, 0, 0, 0, 0);
                    recorder.barrier(Access.ALL, Access.ALL);
                    recorder.beginRenderPass(new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1))
                            .end();
                    submit(device, recorder);
                } catch (VulkanException e) {
                    recorder.discard();
                    afterwards(device, e);
                    throw e;
                }
                device.collectGarbage();
            }
        }
    }

    // What a submit refuses still belongs to the caller; closing what it took does nothing.
    private static void submit(Device device, CommandRecorder recorder) {
        try (ExecutableCommands commands = recorder.complete()) {
            device.mainQueue().submit(commands).await(Duration.ofSeconds(5));
        }
    }

    // The device works on, unless it is lost.
    private static void afterwards(Device device, VulkanException failure) {
        if (failure.result() != VulkanResult.DEVICE_LOST) {
            try (CommandRecorder recorder = device.createCommandRecorder("afterwards");
                    Buffer buffer = device.createBuffer(BufferInfo.of("afterwards", 16))) {
                recorder.begin();
                recorder.fillBuffer(buffer, 0, 16, 0);
                submit(device, recorder);
            } catch (DaxaException e) {
                throw new AssertionError("the device does not work on", e);
            }
        }
    }
}
