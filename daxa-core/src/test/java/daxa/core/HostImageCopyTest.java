package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.driver.Feature;
import daxa.core.driver.NativeKind;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.SimulationFault;
import daxa.core.error.ClosedException;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanResult;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The host copies between its memory and images, with no queue.
@OnDriver(Gpu.Kind.SIMULATED)
@GpuSetup(features = Feature.HOST_IMAGE_COPY)
class HostImageCopyTest {
    private static final ImageInfo INFO =
            ImageInfo.of2D(
                    "texels",
                    Format.R32_UINT,
                    4,
                    2,
                    ImageUsage.HOST_TRANSFER,
                    ImageUsage.TRANSFER_DST);
    private static final int[] VALUES = {1, 2, 3, 4, 5, 6, 7, 8};

    private Gpu gpu;
    private Device device;

    @BeforeEach
    void start(Gpu given) {
        gpu = given;
        device = gpu.device();
    }

    private static void refused(ThrowingCallable call, String text) {
        assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessage(text);
    }

    private Image image() {
        return gpu.own(device.createImage(INFO));
    }

    private static ImageArea whole() {
        return ImageArea.of(INFO, 0);
    }

    @Test
    void anyMemoryIsCopiedBeforeAnySubmit() {
        Image image = image();
        try (Arena confined = Arena.ofConfined();
                Arena shared = Arena.ofShared()) {
            for (MemorySegment source :
                    new MemorySegment[] {
                        MemorySegment.ofArray(VALUES),
                        confined.allocateFrom(ValueLayout.JAVA_INT, VALUES),
                        shared.allocateFrom(ValueLayout.JAVA_INT, VALUES),
                        Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, VALUES),
                        Arena.global().allocateFrom(ValueLayout.JAVA_INT, VALUES),
                    }) {
                device.copyToImage(MemorySegment.ofArray(new int[8]), image, whole());
                device.copyToImage(source, image, whole());
                for (MemorySegment target :
                        new MemorySegment[] {
                            MemorySegment.ofArray(new int[8]),
                            confined.allocate(32, 4),
                            shared.allocate(32, 4),
                        }) {
                    device.copyFromImage(image, whole(), target);
                    assertThat(target.toArray(ValueLayout.JAVA_INT)).containsExactly(VALUES);
                }
            }
        }
    }

    @Test
    void anAreaIsCopied() {
        Image image = image();
        ImageArea right = new ImageArea(0, 0, 1, 2, 0, 0, 2, 2, 1);
        device.copyToImage(MemorySegment.ofArray(VALUES), image, whole());
        device.copyToImage(MemorySegment.ofArray(new int[] {9, 9, 9, 9}), image, right);
        int[] result = new int[8];
        device.copyFromImage(image, whole(), MemorySegment.ofArray(result));
        assertThat(result).containsExactly(1, 2, 9, 9, 5, 6, 9, 9);
    }

    @Test
    void theFirstSubmitLeavesTheTexelsAlone() {
        Image image = image();
        device.copyToImage(MemorySegment.ofArray(VALUES), image, whole());
        gpu.driver().logCalls(true);
        device.mainQueue().submit();
        gpu.finishAll();
        assertThat(gpu.driver().calls())
                .filteredOn(call -> call.call() == DriverCall.IMAGE_BARRIER)
                // That of the null image.
                .hasSize(1);
        int[] result = new int[8];
        device.copyFromImage(image, whole(), MemorySegment.ofArray(result));
        assertThat(result).containsExactly(VALUES);
    }

    @Test
    void anImageThatTheGpuUsesIsAFault() {
        gpu.expectFaults();
        Image image = image();
        CommandRecorder recorder = gpu.own(device.createCommandRecorder("recorder"));
        recorder.begin();
        recorder.clearImageBits(image, 1, 0, 0, 0);
        device.mainQueue().submit(recorder.complete());
        assertThatThrownBy(() -> device.copyToImage(MemorySegment.ofArray(VALUES), image, whole()))
                .isInstanceOf(SimulationFault.class)
                .hasMessageContaining("Image 'texels' is in use by");
        gpu.finishAll();
        device.copyToImage(MemorySegment.ofArray(VALUES), image, whole());
    }

    @Test
    void badInputChangesNothing() {
        Image image = image();
        MemorySegment small = MemorySegment.ofArray(new int[7]);
        refused(
                () -> device.copyToImage(small, image, whole()),
                "copyToImage of Image 'texels': memory of 28 bytes (expected at least 32 for "
                        + whole()
                        + ")");
        refused(
                () -> device.copyFromImage(image, whole(), small),
                "copyFromImage of Image 'texels': memory of 28 bytes (expected at least 32 for "
                        + whole()
                        + ")");
        refused(
                () ->
                        device.copyFromImage(
                                image, whole(), MemorySegment.ofArray(VALUES).asReadOnly()),
                "copyFromImage of Image 'texels': the target is read-only memory");
        assertThatThrownBy(
                        () ->
                                device.copyToImage(
                                        MemorySegment.ofArray(VALUES),
                                        image,
                                        new ImageArea(1, 0, 1, 0, 0, 0, 4, 2, 1)))
                .hasMessageContaining("is not inside Image 'texels'");
        Image other =
                gpu.own(
                        device.createImage(
                                ImageInfo.of2D(
                                        "other", Format.R32_UINT, 4, 2, ImageUsage.SAMPLED)));
        refused(
                () -> device.copyToImage(MemorySegment.ofArray(VALUES), other, whole()),
                "copyToImage of Image 'other': usage=[SAMPLED] lacks HOST_TRANSFER; add it to the"
                        + " ImageInfo");
        Image closed = device.createImage(INFO);
        closed.close();
        assertThatThrownBy(() -> device.copyToImage(MemorySegment.ofArray(VALUES), closed, whole()))
                .isInstanceOf(ClosedException.class);
    }

    @Test
    @GpuSetup
    void theFeatureIsAskedFor() {
        refused(
                () -> device.createImage(INFO),
                "Image 'texels': usage=HOST_TRANSFER needs the feature HOST_IMAGE_COPY"
                        + " (hostImageCopy), which device 'gpu' was not created with; ask for it"
                        + " with DeviceInfo.require");
    }

    @Test
    void aTransitionThatFailsLeavesNothing() {
        long before = gpu.instance().nativeObjects().open(NativeKind.IMAGE);
        gpu.driver().failNext(DriverCall.IMAGE_TO_GENERAL, VulkanResult.OUT_OF_HOST_MEMORY);
        assertThatThrownBy(() -> device.createImage(INFO))
                .isInstanceOf(OutOfMemoryException.class)
                .hasMessageContaining("vkTransitionImageLayoutEXT")
                .hasMessageContaining("Image 'texels'");
        assertThat(gpu.instance().nativeObjects().open(NativeKind.IMAGE)).isEqualTo(before);
    }
}
