package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.command.ImageArea;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.transfer.Readback;
import daxa.core.transfer.StagingInfo;
import daxa.core.transfer.Transfer;
import daxa.core.transfer.Uploader;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What goes up comes down again, whatever its size and shape, with the data compared.
public abstract class TransferContract {
    private static final long STAGING = 4096;

    private final Random random = new Random(1);
    private Gpu gpu;
    private Device device;
    private Uploader uploader;
    private Readback readback;

    @BeforeEach
    void makeThings(Gpu given) {
        gpu = given;
        device = gpu.device();
        if (gpu.kind() == Gpu.Kind.SIMULATED) {
            gpu.simulated().autoComplete(true);
        }
        StagingInfo info = StagingInfo.of("up").withStagingBytes(STAGING).withDeadline(Gpu.LONG);
        uploader = gpu.own(device.createUploader(info));
        readback =
                gpu.own(
                        device.createReadback(
                                StagingInfo.of("down")
                                        .withStagingBytes(STAGING)
                                        .withDeadline(Gpu.LONG)));
    }

    private MemorySegment bytes(long size) {
        byte[] bytes = new byte[Math.toIntExact(size)];
        random.nextBytes(bytes);
        return MemorySegment.ofArray(bytes);
    }

    private static MemorySegment nothing(long size) {
        return MemorySegment.ofArray(new byte[Math.toIntExact(size)]);
    }

    private Buffer buffer(long size) {
        return gpu.own(device.createBuffer(BufferInfo.of("buffer", size)));
    }

    private Image image(ImageInfo info) {
        return gpu.own(device.createImage(info));
    }

    private static ImageInfo info(Format format, int width, int height) {
        return ImageInfo.of2D(
                "image", format, width, height, ImageUsage.TRANSFER_SRC, ImageUsage.TRANSFER_DST);
    }

    private static void assertSame(MemorySegment actual, MemorySegment expected) {
        assertThat(actual.mismatch(expected)).isEqualTo(-1);
    }

    private MemorySegment read(Buffer src, long offset, long size) {
        MemorySegment data = nothing(size);
        readback.read(src, offset, data).await(Gpu.LONG);
        return data;
    }

    private MemorySegment read(Image src, ImageArea area) {
        MemorySegment data = nothing(area.bytes(src.info()));
        readback.read(src, area, data).await(Gpu.LONG);
        return data;
    }

    // ---------------------------------------------------------------- buffers

    @Test
    void bytesOfEverySizeArrive() {
        for (long size : new long[] {1, 3, 4, 15, 17, 1000, 1024, 1025, 4096, 10_000, 300_001}) {
            Buffer buffer = buffer(size + 7);
            MemorySegment data = bytes(size);
            Transfer transfer = uploader.upload(data, buffer, 7);
            transfer.await(Gpu.LONG);
            assertThat(transfer.isEnded()).isTrue();
            assertThat(transfer.failure()).isEmpty();
            assertThat(transfer.progress().bytesDone()).isEqualTo(size);
            assertThat(transfer.progress().fraction()).isEqualTo(1);
            assertThat(transfer.token()).isPresent();
            assertSame(read(buffer, 7, size), data);
        }
        assertThat(uploader.progress().bytesDone()).isEqualTo(uploader.progress().bytesTotal());
    }

    @Test
    void manySmallUploadsShareASubmission() {
        Buffer buffer = buffer(100 * 8);
        MemorySegment data = bytes(100 * 8);
        long before = device.cpuTimeline();
        for (long at = 0; at < 800; at += 8) {
            uploader.upload(data.asSlice(at, 8), buffer, at);
        }
        uploader.flush();
        // 100 aligned starts of 16 bytes are more than a quarter of the staging memory once.
        assertThat(device.cpuTimeline() - before).isLessThanOrEqualTo(2);
        assertSame(read(buffer, 0, 800), data);
    }

    @Test
    void ofTwoUploadsToOnePlaceTheLaterCounts() {
        Buffer buffer = buffer(256);
        Image image = image(info(Format.R8G8B8A8_UNORM, 8, 8));
        ImageArea all = ImageArea.of(image.info(), 0);
        MemorySegment bytes = bytes(256);
        MemorySegment texels = bytes(256);
        for (int i = 0; i < 5; i++) {
            uploader.upload(bytes(256), buffer, 0);
            uploader.upload(bytes(256), image, all);
        }
        uploader.upload(bytes, buffer, 0);
        uploader.upload(texels, image, all);
        uploader.finish(Gpu.LONG);
        assertSame(read(buffer, 0, 256), bytes);
        assertSame(read(image, all), texels);
    }

    // ---------------------------------------------------------------- images

    @Test
    void imagesOfEveryShapeArrive() {
        List<ImageInfo> infos =
                List.of(
                        info(Format.R8G8B8A8_UNORM, 16, 16),
                        info(Format.R8_UNORM, 13, 7),
                        info(Format.R16G16B16A16_SFLOAT, 64, 64).withMipLevels(7),
                        info(Format.R32G32B32A32_SFLOAT, 300, 3),
                        info(Format.R8G8B8A8_UNORM, 20, 20).withArrayLayers(3).withMipLevels(3),
                        ImageInfo.of3D(
                                "volume",
                                Format.R8G8_UNORM,
                                9,
                                8,
                                11,
                                ImageUsage.TRANSFER_SRC,
                                ImageUsage.TRANSFER_DST));
        for (ImageInfo info : infos) {
            Image image = image(info);
            List<MemorySegment> data = new ArrayList<>();
            for (int mip = 0; mip < info.mipLevels(); mip++) {
                ImageArea area = ImageArea.of(info, mip);
                data.add(bytes(area.bytes(info)));
                uploader.upload(data.get(mip), image, area);
            }
            uploader.flush();
            for (int mip = 0; mip < info.mipLevels(); mip++) {
                assertSame(read(image, ImageArea.of(info, mip)), data.get(mip));
            }
        }
    }

    @Test
    void aPartOfALayerOfAMipArrives() {
        Image image =
                image(info(Format.R8G8B8A8_UNORM, 32, 32).withMipLevels(2).withArrayLayers(4));
        ImageArea all = ImageArea.of(image.info(), 1);
        ImageArea part = new ImageArea(1, 2, 1, 3, 4, 0, 5, 6, 1);
        MemorySegment background = bytes(all.bytes(image.info()));
        MemorySegment data = bytes(5 * 6 * 4);
        uploader.upload(background, image, all);
        uploader.upload(data, image, part);
        uploader.finish(Gpu.LONG);
        assertSame(read(image, part), data);
        MemorySegment expected = background.asSlice(2 * 16 * 16 * 4, 16 * 16 * 4);
        for (int row = 0; row < 6; row++) {
            MemorySegment.copy(data, row * 20L, expected, ((row + 4) * 16 + 3) * 4L, 20);
        }
        assertSame(read(image, new ImageArea(1, 2, 1, 0, 0, 0, 16, 16, 1)), expected);
    }

    // ---------------------------------------------------------------- readbacks

    @Test
    void consumersReceiveWhatWasRead() throws InterruptedException {
        Buffer buffer = buffer(64);
        Image image = image(info(Format.R8G8B8A8_UNORM, 4, 4));
        ImageArea all = ImageArea.of(image.info(), 0);
        MemorySegment data = bytes(64);
        uploader.upload(data, buffer, 0);
        uploader.upload(data, image, all);
        uploader.flush();
        BlockingQueue<MemorySegment> received = new LinkedBlockingQueue<>();
        readback.read(buffer, 0, 64, received::add);
        readback.read(image, all, received::add);
        readback.finish(Gpu.LONG);
        assertSame(received.poll(20, TimeUnit.SECONDS), data);
        assertSame(received.poll(20, TimeUnit.SECONDS), data);
        BlockingQueue<Transfer> ended = new LinkedBlockingQueue<>();
        Transfer transfer = readback.read(buffer, 0, nothing(64));
        transfer.onEnd(ended::add);
        transfer.await(Gpu.LONG);
        transfer.onEnd(ended::add);
        assertThat(ended.poll(20, TimeUnit.SECONDS)).isSameAs(transfer);
        assertThat(ended.poll(20, TimeUnit.SECONDS)).isSameAs(transfer);
    }

    @Test
    void theMemoryOfAReadbackMayGoAndItsTransferFails() {
        Buffer buffer = buffer(64);
        uploader.upload(bytes(64), buffer, 0);
        uploader.flush();
        Transfer transfer;
        try (Arena arena = Arena.ofShared()) {
            transfer = readback.read(buffer, 0, arena.allocate(64));
        }
        assertThatThrownBy(() -> transfer.await(Gpu.LONG))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("readback of 64 bytes from Buffer 'buffer' has nowhere to go")
                .hasMessageContaining("; keep the memory alive until the transfer has ended");
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> readback.read(buffer, 0, arena.allocate(64)))
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "the memory for a readback is confined to one thread; take it from a"
                                    + " shared, automatic or global arena, or from the heap");
        }
        assertThatThrownBy(() -> readback.read(buffer, 0, nothing(64).asReadOnly()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("the memory for a readback is read-only");
    }

    // ---------------------------------------------------------------- wrong use

    @Test
    void whatDoesNotFitIsRefusedBeforeAnythingIsStaged() {
        Buffer buffer = buffer(64);
        Image image = image(info(Format.R8G8B8A8_UNORM, 4, 4));
        Image sampled = image(ImageInfo.of2D("sampled", Format.R8_UNORM, 4, 4, ImageUsage.SAMPLED));
        assertThatThrownBy(() -> uploader.upload(bytes(60), buffer, 8))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "range of Buffer 'buffer': offset=8, size=60 (expected inside of 0 to 64)");
        assertThatThrownBy(() -> uploader.upload(bytes(0), buffer, 0))
                .isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> uploader.upload(bytes(60), image, ImageArea.of(image.info(), 0)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(
                        "upload of Image 'image': size=60 (expected 64, the texels of ");
        assertThatThrownBy(
                        () -> uploader.upload(bytes(16), sampled, ImageArea.of(sampled.info(), 0)))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "upload of Image 'sampled': usage=[SAMPLED] lacks TRANSFER_DST; add it to"
                                + " the ImageInfo");
        assertThatThrownBy(() -> readback.read(sampled, ImageArea.of(sampled.info(), 0), bytes(16)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("lacks TRANSFER_SRC");
        assertThatThrownBy(() -> readback.read(buffer, 1, 64, data -> {}))
                .isInstanceOf(UsageException.class);
        assertThat(uploader.progress().bytesTotal()).isZero();
        assertThat(readback.progress().bytesTotal()).isZero();
    }

    @Test
    void aClosedDestinationFailsAloneAndTheOthersGoOn() {
        Buffer closed = device.createBuffer(BufferInfo.of("closed", 64));
        Buffer buffer = buffer(64);
        MemorySegment data = bytes(64);
        Transfer lost = uploader.upload(bytes(64), closed, 0);
        Transfer kept = uploader.upload(data, buffer, 0);
        closed.close();
        uploader.finish(Gpu.LONG);
        assertThatThrownBy(() -> lost.await(Gpu.LONG))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("Buffer 'closed' is closed");
        assertThat(kept.failure()).isEmpty();
        assertSame(read(buffer, 0, 64), data);
    }

    @Test
    void closingBringsInWhatIsStaged() {
        Buffer buffer = buffer(64);
        MemorySegment data = bytes(64);
        MemorySegment back = nothing(64);
        Transfer up = uploader.upload(data, buffer, 0);
        uploader.close();
        uploader.close();
        assertThat(up.isEnded()).isTrue();
        Transfer down = readback.read(buffer, 0, back);
        readback.close();
        assertThat(down.isEnded()).isTrue();
        assertSame(back, data);
        assertThatThrownBy(() -> uploader.upload(data, buffer, 0))
                .isInstanceOf(ClosedException.class)
                .hasMessage("Uploader 'up' is closed; close it after the last transfer");
        assertThatThrownBy(() -> readback.read(buffer, 0, back))
                .isInstanceOf(ClosedException.class);
        uploader.flush();
        uploader.poll();
    }

    // ---------------------------------------------------------------- threads

    @Test
    void manyThreadsUploadLargeAndSmall() throws InterruptedException {
        int threads = 6;
        int rounds = 30;
        Buffer buffer = buffer(threads * 64_000L);
        MemorySegment data = bytes(threads * 64_000L);
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            all.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            uploadRounds(thread, rounds, buffer, data);
                                        } catch (Throwable e) {
                                            failures.add(e);
                                        }
                                    }));
        }
        for (Thread thread : all) {
            thread.join();
        }
        for (Throwable failure : failures) {
            throw new AssertionError(failure);
        }
        uploader.finish(Gpu.LONG);
        assertSame(read(buffer, 0, data.byteSize()), data);
        assertThat(uploader.progress().bytesDone()).isEqualTo(uploader.progress().bytesTotal());
    }

    // Half of the threads bring much at once, the others little by little.
    private void uploadRounds(int thread, int rounds, Buffer buffer, MemorySegment data) {
        long from = thread * 64_000L;
        MemorySegment wrong = nothing(64_000);
        for (int round = 0; round < rounds; round++) {
            MemorySegment source =
                    round == rounds - 1 ? data.asSlice(from, 64_000) : wrong.fill((byte) round);
            if (thread % 2 == 0) {
                uploader.upload(source, buffer, from);
            } else {
                for (long at = 0; at < 64_000; at += 640) {
                    uploader.upload(source.asSlice(at, 640), buffer, from + at);
                }
            }
            uploader.flush();
        }
    }
}
