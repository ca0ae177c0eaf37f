package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.SubmitToken;
import daxa.core.driver.DeviceFault;
import daxa.core.driver.Feature;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.DeviceLostException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.Counted;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Image;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// L10 and L11: submits that fail, and devices that are lost.
class LifetimeFailureTest extends LifetimeRules {
    private static final String NOTHING_SUBMITTED =
            "; nothing was submitted: commands and semaphores are as before the call";

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
                    .hasMessage(
                            "vkQueueSubmit2 failed with "
                                    + result.vulkanName()
                                    + " for Queue 0 of Device 'gpu'; "
                                    + result.remedy()
                                    + NOTHING_SUBMITTED);
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
                    .isInstanceOf(VulkanException.class)
                    .hasMessageEndingWith(NOTHING_SUBMITTED);
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
    void l11ALostDeviceTellsWhatHappened(Gpu gpu) {
        DeviceFault fault =
                new DeviceFault(
                        "page fault",
                        List.of(
                                new DeviceFault.Address(
                                        DeviceFault.AddressType.WRITE_INVALID, 0x12345, 0x1000)),
                        List.of(new DeviceFault.Vendor("unit 7", 0x2a, 0xff)));
        gpu.simulated().tellFault(fault);
        assertThat(gpu.device().fault()).isEmpty();
        gpu.simulated().loseDevice();
        assertThat(gpu.device().fault()).contains(fault);
        assertThatThrownBy(() -> gpu.device().createBuffer(BufferInfo.of("more", 16)))
                .isInstanceOf(DeviceLostException.class)
                .hasMessageEndingWith(fault.text());
        assertThat(fault.text().lines())
                .containsExactly(
                        "fault: page fault",
                        "  WRITE_INVALID at 0x12000 to 0x12fff",
                        "  vendor: unit 7, code 0x2a, data 0xff");
        gpu.simulated().tellFault(null);
        assertThat(gpu.device().fault()).isEmpty();
    }

    /// Not every driver has the extension.
    @Test
    void l11ADeviceWithoutTheFeatureTellsNothing() {
        SimulatedDriver driver =
                new SimulatedDriver()
                        .adapters(new SimulatedAdapter("poor").without(Feature.DEVICE_FAULT));
        try (Instance instance = Instance.create(InstanceInfo.of("test"), driver);
                Device device = instance.createDevice(DeviceInfo.of("device"))) {
            driver.device().tellFault(new DeviceFault("fault", List.of(), List.of()));
            driver.device().loseDevice();
            assertThat(device.fault()).isEmpty();
            assertThatThrownBy(() -> device.createBuffer(BufferInfo.of("more", 16)))
                    .isInstanceOf(DeviceLostException.class)
                    .hasMessageNotContaining("fault");
        }
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
}
