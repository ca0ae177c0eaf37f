package daxa.core.transfer;

import daxa.core.command.ImageArea;
import daxa.core.command.Queue;
import daxa.core.command.TransferRegion;
import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.resource.BindlessTable;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/// Brings data of buffers and images to the host.
///
/// ```java
/// Transfer shot = readback.read(image, ImageArea.of(image.info(), 0), pixels);
/// shot.await(Duration.ofSeconds(1));
/// ```
///
/// Many small reads share a submission; large ones pass in parts of at most 1 MiB. The data is that
/// of the moment of the submission, which [#flush()] and [Transfer#await(Duration)] make: after
/// everything that was submitted to the same queue before. It is written to its destination by
/// whichever thread notices that the GPU has finished it. A call waits only where the staging
/// memory is full, with no lock held.
///
/// Made with `Device.createReadback`.
@ThreadSafe
public final class Readback implements AutoCloseable {
    private static final Thread ANOTHER_THREAD = Thread.ofVirtual().unstarted(() -> {});

    private final Staging staging;

    private Readback(Staging staging) {
        this.staging = staging;
    }

    /// Creates a readback; programs call `Device.createReadback`.
    ///
    /// @param table the device's table
    /// @param queue where the copies are submitted
    /// @param info what it shall be
    /// @return the readback
    @Internal
    public static Readback create(BindlessTable table, Queue queue, StagingInfo info) {
        return new Readback(new Staging(table, queue, info, false));
    }

    /// Reads bytes of a buffer.
    ///
    /// @param src where from; it has to stay open until the submission
    /// @param offset bytes
    /// @param data where to, as many bytes as to be read; any thread may access it, and it stays
    ///   alive until the transfer has ended
    /// @return the transfer
    /// @throws UsageException if the bytes are not inside the buffer, or the memory cannot be
    ///   written by other threads
    /// @throws daxa.core.error.WrongDeviceException if the buffer is of another device
    /// @throws ClosedException if the readback or the buffer is closed
    /// @throws daxa.core.error.DeadlineException if there is no staging memory within the deadline;
    ///   the transfer failed then
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted while it waits
    ///   for staging memory; the transfer failed then, too
    public Transfer read(Buffer src, long offset, MemorySegment data) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(data, "data");
        staging.check(src);
        long size = data.byteSize();
        TransferRegion.checkRange(src, offset, size);
        checkTarget(data);
        staging.begin(size);
        Transfer transfer =
                new Transfer(staging, "readback of " + size + " bytes from " + src, size);
        long part = staging.largestPart();
        for (long at = 0; at < size; at += part) {
            long bytes = Math.min(part, size - at);
            stage(
                    new Copy(
                            transfer,
                            new Copy.BufferSide(src, offset + at, bytes),
                            bytes,
                            at + bytes == size,
                            data.asSlice(at, bytes)),
                    bytes == size);
        }
        return transfer;
    }

    /// Reads texels of an image.
    ///
    /// @param src where from, with usage TRANSFER_SRC; it has to stay open until the submission
    /// @param area which texels
    /// @param data where to, as many bytes as the texels have, tightly packed; any thread may
    ///   access it, and it stays alive until the transfer has ended
    /// @return the transfer
    /// @throws UsageException if the area is not inside the image, the memory has another size or
    ///   cannot be written by other threads, or the usage is missing
    /// @throws daxa.core.error.WrongDeviceException if the image is of another device
    /// @throws ClosedException if the readback or the image is closed
    /// @throws daxa.core.error.DeadlineException if there is no staging memory within the deadline;
    ///   the transfer failed then
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted while it waits
    ///   for staging memory; the transfer failed then, too
    public Transfer read(Image src, ImageArea area, MemorySegment data) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(area, "area");
        Objects.requireNonNull(data, "data");
        staging.check(src);
        ImageInfo info = TransferRegion.checkImage(src, ImageUsage.TRANSFER_SRC, "read");
        TransferRegion.checkBufferCopy(src, "read");
        long size = checkSize(src, area, data, "read");
        checkTarget(data);
        staging.begin(size);
        Transfer transfer =
                new Transfer(staging, "readback of " + size + " bytes from " + src, size);
        long at = 0;
        for (ImageParts.Part part : ImageParts.of(info, area, staging.largestPart())) {
            stage(
                    new Copy(
                            transfer,
                            new Copy.ImageSide(src, part.area(), info.format().blockBytes()),
                            part.bytes(),
                            at + part.bytes() == size,
                            data.asSlice(at, part.bytes())),
                    part.bytes() == size);
            at += part.bytes();
        }
        return transfer;
    }

    /// Reads bytes of a buffer and gives them to a consumer, on the thread of the instance's
    /// listeners. If the transfer fails, the consumer is not called.
    ///
    /// @param src where from; it has to stay open until the submission
    /// @param offset bytes
    /// @param size bytes, above 0
    /// @param consumer receives memory of its own
    /// @return the transfer
    /// @throws UsageException if the bytes are not inside the buffer
    /// @throws daxa.core.error.WrongDeviceException if the buffer is of another device
    /// @throws ClosedException if the readback or the buffer is closed
    /// @throws daxa.core.error.DeadlineException if there is no staging memory within the deadline
    public Transfer read(Buffer src, long offset, long size, Consumer<MemorySegment> consumer) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(consumer, "consumer");
        TransferRegion.checkRange(src, offset, size);
        MemorySegment data = Arena.ofAuto().allocate(size, Long.BYTES);
        return give(read(src, offset, data), data, consumer);
    }

    /// Reads texels of an image and gives them to a consumer, on the thread of the instance's
    /// listeners. If the transfer fails, the consumer is not called.
    ///
    /// @param src where from, with usage TRANSFER_SRC; it has to stay open until the submission
    /// @param area which texels
    /// @param consumer receives memory of its own, tightly packed
    /// @return the transfer
    /// @throws UsageException if the area is not inside the image, or the usage is missing
    /// @throws daxa.core.error.WrongDeviceException if the image is of another device
    /// @throws ClosedException if the readback or the image is closed
    /// @throws daxa.core.error.DeadlineException if there is no staging memory within the deadline
    public Transfer read(Image src, ImageArea area, Consumer<MemorySegment> consumer) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(area, "area");
        Objects.requireNonNull(consumer, "consumer");
        MemorySegment data = Arena.ofAuto().allocate(area.bytes(src.info()), Long.BYTES);
        return give(read(src, area, data), data, consumer);
    }

    private static Transfer give(
            Transfer transfer, MemorySegment data, Consumer<MemorySegment> consumer) {
        transfer.onEnd(
                ended -> {
                    if (ended.failure().isEmpty()) {
                        consumer.accept(data);
                    }
                });
        return transfer;
    }

    private void stage(Copy copy, boolean whole) {
        try {
            staging.stage(copy, whole);
        } catch (RuntimeException e) {
            copy.transfer.fail(e);
            throw e;
        }
    }

    private static void checkTarget(MemorySegment data) {
        if (data.isReadOnly() || !data.isAccessibleBy(ANOTHER_THREAD)) {
            throw new UsageException(
                    "the memory for a readback is "
                            + (data.isReadOnly() ? "read-only" : "confined to one thread")
                            + "; take it from a shared, automatic or global arena, or from the"
                            + " heap");
        }
    }

    static long checkSize(Image image, ImageArea area, MemorySegment data, String what) {
        long expected = area.bytes(image.info());
        if (data.byteSize() != expected) {
            throw new UsageException(
                    what
                            + " of "
                            + image
                            + ": size="
                            + data.byteSize()
                            + " (expected "
                            + expected
                            + ", the texels of "
                            + area
                            + ")");
        }
        return expected;
    }

    /// Submits what was asked for. What was asked for before the call is in a submission after it.
    ///
    /// @throws daxa.core.error.VulkanException if a submit failed and no other call has said so;
    ///   the transfers in it failed
    /// @throws daxa.core.error.DeadlineException if another thread is in the middle of a submit for
    ///   longer than the deadline of the [StagingInfo]
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted while it waits
    ///   for that; its interrupt status stays set
    public void flush() {
        staging.flush();
    }

    /// Submits what was asked for, and waits until it has arrived.
    ///
    /// @param deadline how long to wait at most
    /// @throws daxa.core.error.DeadlineException if it has not by then
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted; its interrupt
    ///   status stays set
    /// @throws daxa.core.error.VulkanException if a submit failed and no other call has said so
    public void finish(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        staging.finish(deadline);
    }

    /// Looks how far the GPU is, brings in what it has finished, and tells the listeners. Every
    /// other call does it too. It submits no more than is full.
    public void poll() {
        staging.poll();
    }

    /// How far all reads together are, without asking the driver.
    ///
    /// @return bytes that have arrived, of those that were asked for
    public TransferProgress progress() {
        return staging.progress();
    }

    /// Submits what was asked for, waits for the GPU within the deadline of the [StagingInfo], and
    /// closes. What has not arrived by then has failed; why is logged. Closing again does nothing.
    @Override
    public void close() {
        staging.close();
    }

    /// Type and name.
    ///
    /// @return such as `Readback 'screenshots'`
    @Override
    public String toString() {
        return staging.toString();
    }
}
