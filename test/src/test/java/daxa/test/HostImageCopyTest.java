package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.driver.Feature;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.testing.Gpu;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/// The host copies between its memory and images of the real driver. The validation layer that the
/// tests run with is older than the extension, and can end the process there; so it is off.
class HostImageCopyTest {
    private static final ImageInfo INFO =
            ImageInfo.of2D(
                            "texels",
                            Format.R32_UINT,
                            8,
                            8,
                            ImageUsage.HOST_TRANSFER,
                            ImageUsage.TRANSFER_SRC,
                            ImageUsage.TRANSFER_DST)
                    .withMipLevels(2);

    @Test
    void hostAndGpuSeeWhatTheOtherWrote() {
        try (Instance instance = Instance.create(InstanceInfo.of("host copies"));
                Device device =
                        instance.createDevice(
                                DeviceInfo.of("gpu").require(Feature.HOST_IMAGE_COPY));
                Image first = device.createImage(INFO);
                Image second = device.createImage(INFO);
                CommandRecorder recorder = device.createCommandRecorder("recorder")) {
            int[] written = IntStream.range(0, 64).toArray();
            ImageArea whole = ImageArea.of(INFO, 0);
            device.copyToImage(MemorySegment.ofArray(written), first, whole);
            device.copyToImage(
                    MemorySegment.ofArray(new int[] {77, 77, 77, 77}),
                    first,
                    new ImageArea(0, 0, 1, 2, 2, 0, 2, 2, 1));
            recorder.begin();
            recorder.clearImageBits(second, 5, 0, 0, 0);
            recorder.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
            recorder.copyImage(first, whole, second, whole);
            recorder.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
            device.mainQueue().submit(recorder.complete()).await(Gpu.LONG);
            int[] read = new int[64];
            device.copyFromImage(second, whole, MemorySegment.ofArray(read));
            for (int i : new int[] {18, 19, 26, 27}) {
                written[i] = 77;
            }
            assertThat(read).containsExactly(written);
            int[] mip = new int[16];
            device.copyFromImage(second, ImageArea.of(INFO, 1), MemorySegment.ofArray(mip));
            assertThat(mip).containsOnly(5);
        }
    }
}
