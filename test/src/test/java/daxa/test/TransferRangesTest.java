package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.ImageArea;
import daxa.core.command.ImageRange;
import daxa.core.command.RenderPassInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;

/// Copies, clears, barriers and resolves of parts of resources.
class TransferRangesTest extends GpuProgram {
    @Test
    void updatesWriteWhatTheRecordingHolds() {
        Buffer down = readback(32);
        MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_INT, 1, 2, 3);
        run(
                r -> {
                    r.fillBuffer(down, 0, 32, 9);
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
                    r.updateBuffer(down, 8, data);
                    data.fill((byte) 0);
                });
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT))
                .containsExactly(9, 9, 1, 2, 3, 9, 9, 9);
    }

    @Test
    void theLargestUpdateWorks() {
        Buffer down = readback(65_536);
        int[] values = new Random(4).ints(16_384).toArray();
        run(r -> r.updateBuffer(down, 0, MemorySegment.ofArray(values)));
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT)).isEqualTo(values);
    }

    @Test
    void rowsAndSlicesMayBeFartherApart() {
        Image image =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D("layers", Format.R32_UINT, 2, 2, all())
                                                .withArrayLayers(2)));
        Buffer up = uploadInts(1, 2, 0, 3, 4, 0, 0, 0, 0, 5, 6, 0, 7, 8);
        Buffer down = readback(4 * 10);
        run(
                r -> {
                    r.fillBuffer(down, 0, 40, 0);
                    r.copyBufferToImage(up, 0, 3, 3, image, whole(image));
                    r.barrier(
                            Access.TRANSFER_WRITE, Access.TRANSFER_READ.and(Access.TRANSFER_WRITE));
                    r.copyImageToBuffer(image, whole(image), down, 0, 2, 3);
                });
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT))
                .containsExactly(1, 2, 3, 4, 0, 0, 5, 6, 7, 8);
    }

    @Test
    void clearsReachOneMipAndLayer() {
        Image image =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D("mips", Format.R32_UINT, 2, 2, all())
                                                .withMipLevels(2)
                                                .withArrayLayers(2)));
        Buffer down = readback(4 * 10);
        run(
                r -> {
                    r.clearImageBits(image, 1, 0, 0, 0);
                    r.barrier(
                            Access.TRANSFER_WRITE,
                            Access.TRANSFER_WRITE,
                            image,
                            ImageRange.of(image.info()));
                    r.clearImageBits(image, new ImageRange(1, 1, 0, 1), 2, 0, 0, 0);
                    r.clearImageBits(image, new ImageRange(0, 1, 1, 1), 3, 0, 0, 0);
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                    r.copyImageToBuffer(image, ImageArea.of(image.info(), 0), down, 0);
                    r.copyImageToBuffer(image, ImageArea.of(image.info(), 1), down, 32);
                });
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT))
                .containsExactly(1, 1, 1, 1, 3, 3, 3, 3, 2, 1);
    }

    @Test
    void depthIsClearedMipByMip() {
        Image depth =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D("depth", Format.D32_SFLOAT, 2, 2, all())
                                                .withMipLevels(2)));
        Buffer down = readback(4 * 5);
        run(
                r -> {
                    r.clearDepthStencil(depth, ImageRange.ofMip(depth.info(), 0), 0.5f, 0);
                    r.clearDepthStencil(depth, ImageRange.ofMip(depth.info(), 1), 0.25f, 0);
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                    r.copyImageToBuffer(depth, ImageArea.of(depth.info(), 0), down, 0);
                    r.copyImageToBuffer(depth, ImageArea.of(depth.info(), 1), down, 16);
                });
        assertThat(down.mapped().toArray(ValueLayout.JAVA_FLOAT))
                .containsExactly(0.5f, 0.5f, 0.5f, 0.5f, 0.25f);
    }

    @Test
    void barriersOfPartsOrderTheseParts() {
        Buffer buffer = onDevice(16);
        Image image = image(Format.R32_UINT, 2, 2, all());
        Buffer down = readback(32);
        run(
                r -> {
                    r.fillBuffer(buffer, 0, 16, 6);
                    r.clearImageBits(image, 5, 0, 0, 0);
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ, buffer, 0, 16);
                    r.barrier(
                            Access.TRANSFER_WRITE,
                            Access.TRANSFER_READ,
                            image,
                            ImageRange.of(image.info()));
                    r.copyBuffer(buffer, 0, down, 0, 16);
                    r.copyImageToBuffer(image, whole(image), down, 16);
                });
        assertThat(down.mapped().toArray(ValueLayout.JAVA_INT))
                .containsExactly(6, 6, 6, 6, 5, 5, 5, 5);
    }

    @Test
    void mipsAreAveragesOfTheirParents() {
        Image image =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D("mips", Format.R8G8B8A8_UNORM, 4, 4, all())
                                                .withMipLevels(3)));
        int[] texels = new int[16];
        Arrays.setAll(texels, i -> i % 4 < 2 ? 0xFF0000FF : 0xFF00FF00);
        Buffer up = uploadInts(texels);
        Buffer down = readback(4 * 5);
        run(
                r -> {
                    r.copyBufferToImage(up, 0, image, whole(image));
                    r.generateMips(image);
                    r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                    r.copyImageToBuffer(image, ImageArea.of(image.info(), 1), down, 0);
                    r.copyImageToBuffer(image, ImageArea.of(image.info(), 2), down, 16);
                });
        int[] mips = down.mapped().toArray(ValueLayout.JAVA_INT);
        assertThat(Arrays.copyOf(mips, 4))
                .containsExactly(0xFF0000FF, 0xFF00FF00, 0xFF0000FF, 0xFF00FF00);
        assertThat(mips[4] & 0xFF).isBetween(126, 129);
        assertThat(mips[4] >> 8 & 0xFF).isBetween(126, 129);
    }

    @Test
    void samplesAreAveragedOutsideOfPasses() {
        Image many =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D(
                                                        "many",
                                                        Format.R8G8B8A8_UNORM,
                                                        4,
                                                        4,
                                                        all(ImageUsage.COLOR_ATTACHMENT))
                                                .withSamples(4)));
        ImageView view = view(many);
        Image one = image(Format.R8G8B8A8_UNORM, 4, 4, all());
        run(
                r -> {
                    r.beginRenderPass(new RenderPassInfo().clearColor(0, view, 0, 1, 0, 1)).end();
                    r.barrier(Access.COLOR_ATTACHMENT_WRITE, Access.TRANSFER_READ);
                    r.resolveImage(many, whole(many), one, whole(one));
                });
        assertThat(read(one)).containsOnly(0xFF00FF00);
    }
}
