package daxa.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.ImageArea;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.LeakLevel;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// A ring, uploads and readbacks, run again and again, each time with the next driver call failing:
/// the failure comes out or is overcome, transfers end, and nothing native is left.
class TransferFailureTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @ParameterizedTest
    @EnumSource(names = {"OUT_OF_HOST_MEMORY", "OUT_OF_DEVICE_MEMORY", "DEVICE_LOST"})
    void eachCallMayFailAndNothingIsLeft(VulkanResult result) {
        SimulatedDriver clean = new SimulatedDriver().autoComplete(true);
        scene(clean);
        long calls = clean.callCount(result);
        assertThat(calls).isGreaterThan(10);
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
            driver.instances().stream()
                    .flatMap(instance -> instance.devices().stream())
                    .forEach(device -> assertThat(device.allocatedBytes()).as(which).isZero());
            if (failure != null) {
                assertThat(failure.result()).as(which).isEqualTo(result);
            }
        }
        System.out.println("transfers: " + calls + " calls, each failed with " + result);
    }

    private static void scene(SimulatedDriver driver) {
        InstanceInfo info = InstanceInfo.of("sweep").withLeakLevel(LeakLevel.DISABLED);
        DeviceInfo small =
                DeviceInfo.of("gpu").withMaxBuffers(8).withMaxImageViews(8).withMaxSamplers(8);
        MemorySegment data = MemorySegment.ofArray(new byte[1024]).fill((byte) 3);
        MemorySegment back = MemorySegment.ofArray(new byte[1024]);
        StagingInfo staging = StagingInfo.of("staging").withStagingBytes(512).withDeadline(LONG);
        try (Instance instance = Instance.create(info, driver);
                Device device = instance.createDevice(small);
                Buffer buffer = device.createBuffer(BufferInfo.of("buffer", 1024));
                Image image =
                        device.createImage(
                                ImageInfo.of2D(
                                        "image",
                                        Format.R8G8B8A8_UNORM,
                                        16,
                                        16,
                                        ImageUsage.TRANSFER_SRC,
                                        ImageUsage.TRANSFER_DST));
                RingBuffer ring = device.createRingBuffer("ring", 256);
                CommandRecorder recorder = device.createCommandRecorder("frame");
                Uploader uploader = device.createUploader(staging);
                Readback readback = device.createReadback(staging)) {
            ImageArea all = ImageArea.of(image.info(), 0);
            Transfer first = uploader.upload(data, buffer, 0);
            Transfer second = uploader.upload(data, image, all);
            uploader.flush();
            for (int frame = 0; frame < 3; frame++) {
                long at = ring.allocate(100, 4, LONG);
                recorder.begin();
                recorder.copyBuffer(ring.buffer(), at, buffer, 0, 100);
                try (ExecutableCommands commands = recorder.complete()) {
                    ring.submitted(device.mainQueue().submit(commands));
                }
            }
            Transfer third = readback.read(buffer, 512, back.asSlice(0, 512));
            third.await(LONG);
            readback.read(image, all, back).await(LONG);
            first.await(LONG);
            second.await(LONG);
            assertThat(back.mismatch(data)).isEqualTo(-1);
        }
    }
}
