package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.simulated.DriverCall;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What copies, clears, barriers and resolves of parts ask of the driver, and what they refuse.
class TransferRangesTest extends CommandFixture {
    private static MemorySegment ints(int... values) {
        return MemorySegment.ofArray(values);
    }

    @Test
    void updatesAreCopiedWhenTheyAreRecorded() {
        Buffer down = gpu.own(gpu.device().createBuffer(BufferInfo.of("down", 16).readback()));
        int[] data = {1, 2};
        run(
                r -> {
                    r.fillBuffer(down, 0, 16, 0);
                    r.updateBuffer(down, 4, ints(data));
                    data[0] = 9;
                });
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT)).containsExactly(0, 1, 2, 0);
    }

    @Test
    void updatesRefuseWhatVulkanForbids() {
        Buffer buffer = buffer(100_000);
        recorder.begin();
        refused(
                () -> recorder.updateBuffer(buffer, 0, MemorySegment.ofArray(new int[16_385])),
                "updateBuffer of Buffer 'buffer': offset=0, size=65540 (expected multiples of 4,"
                        + " size up to 65536)");
        refusedWith(() -> recorder.updateBuffer(buffer, 2, ints(1)), "offset=2");
        refusedWith(
                () -> recorder.updateBuffer(buffer, 0, MemorySegment.ofArray(new byte[3])),
                "size=3");
        refusedWith(() -> recorder.updateBuffer(buffer, 99_998, ints(1)), "offset=99998");
        refusedWith(() -> recorder.updateBuffer(buffer, 0, ints()), "size=0");
        recorder.discard();
    }

    @Test
    void barriersOfPartsComeAfterTheGatheredOne() {
        Buffer buffer = buffer(64);
        Image image = image(imageInfo().withMipLevels(3));
        assertThat(
                        run(
                                r -> {
                                    r.barrier(Access.COMPUTE_WRITE, Access.TRANSFER_READ);
                                    r.barrier(
                                            Access.TRANSFER_WRITE,
                                            Access.COMPUTE_READ,
                                            buffer,
                                            16,
                                            32);
                                    r.barrier(
                                            Access.TRANSFER_WRITE,
                                            Access.COMPUTE_READ,
                                            image,
                                            ImageRange.ofMip(image.info(), 2));
                                },
                                DriverCall.MEMORY_BARRIER,
                                DriverCall.BUFFER_BARRIER,
                                DriverCall.IMAGE_RANGE_BARRIER))
                .containsExactly(
                        "memoryBarrier [2048, 64, 4096, 2048]",
                        "bufferBarrier [16, 32, 4096, 4096, 2048, 32]",
                        "imageRangeBarrier [1, 2, 1, 0, 1, 4096, 4096, 2048, 32]");
    }

    @Test
    void partsOutsideAreRefused() {
        Buffer buffer = buffer(64);
        Image image = image(imageInfo());
        recorder.begin();
        refused(
                () -> recorder.barrier(Access.ALL, Access.ALL, buffer, 60, 8),
                "range of Buffer 'buffer': offset=60, size=8 (expected inside of 0 to 64)");
        ImageRange outside = new ImageRange(0, 2, 0, 1);
        String text =
                "ImageRange[baseMip=0, mipCount=2, baseLayer=0, layerCount=1] is not inside Image"
                        + " 'image' (expected within mipLevels=1, arrayLayers=1)";
        refused(() -> recorder.barrier(Access.ALL, Access.ALL, image, outside), text);
        refused(() -> recorder.clearImage(image, outside, 0, 0, 0, 0), text);
        refusedWith(
                () -> recorder.clearImage(image, new ImageRange(0, 1, -1, 1), 0, 0, 0, 0),
                "baseLayer=-1");
        recorder.discard();
    }

    @Test
    void rowsThatAreTooShortAreRefused() {
        Buffer buffer = buffer(1024);
        Image image = image(imageInfo());
        ImageArea area = ImageArea.of(image.info(), 0);
        recorder.begin();
        refused(
                () -> recorder.copyBufferToImage(buffer, 0, 7, 0, image, area),
                "texels in Buffer 'buffer': rowLength=7, imageHeight=0 (expected 0, or multiples of"
                        + " 1 and 1 of at least 8 and 8)");
        refusedWith(
                () -> recorder.copyImageToBuffer(image, area, buffer, 0, 0, 7), "imageHeight=7");
        // The last row needs no more than its texels: 7 * 32 * 4 + 8 * 4 bytes.
        recorder.copyBufferToImage(buffer, 1024 - 928, 32, 0, image, area);
        refusedWith(
                () -> recorder.copyBufferToImage(buffer, 1028 - 928, 32, 0, image, area),
                "offset=100, size=928");
        recorder.discard();
    }

    @Test
    void resolvesRefuseWhatDoesNotFit() {
        Image one = image(imageInfo());
        Image many = image(imageInfo().withSamples(4));
        ImageArea area = ImageArea.of(one.info(), 0);
        assertThat(run(r -> r.resolveImage(many, area, one, area), DriverCall.RESOLVE_IMAGE))
                .hasSize(1);
        recorder.begin();
        refusedWith(
                () -> recorder.resolveImage(one, area, one, area),
                "samples=1 and 1 (expected equal extents, samples above 1 and 1, equal"
                        + " floating-point or normalised colour formats)");
        refusedWith(() -> recorder.resolveImage(many, area, many, area), "samples=4 and 4");
        recorder.discard();
    }

    @Test
    void mipsAreMadeOneAfterTheOther() {
        Image image = image(imageInfo().withMipLevels(3));
        assertThat(
                        run(
                                r -> r.generateMips(image),
                                DriverCall.IMAGE_RANGE_BARRIER,
                                DriverCall.BLIT_IMAGE))
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .containsExactly(
                        "imageRangeBarrier", "blitImage", "imageRangeBarrier", "blitImage");
        Image integers =
                image(
                        ImageInfo.of2D(
                                "integers",
                                Format.R32_UINT,
                                8,
                                8,
                                ImageUsage.TRANSFER_SRC,
                                ImageUsage.TRANSFER_DST));
        recorder.begin();
        refusedWith(() -> recorder.generateMips(integers), "R32_UINT, filter=LINEAR");
        recorder.discard();
    }
}
