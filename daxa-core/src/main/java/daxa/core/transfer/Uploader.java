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

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;

/// Brings data of the host into buffers and images.
///
/// ```java
/// uploader.upload(vertices, vertexBuffer, 0);
/// uploader.upload(pixels, albedo, ImageArea.of(albedo.info(), 0));
/// uploader.flush();
/// ```
///
/// A call copies the data into staging memory before it returns, so the source is the caller's
/// again. Many small uploads share a submission; large ones pass in parts of at most 1 MiB. A call
/// waits only where the staging memory is full, with no lock held; parts of large uploads leave a
/// quarter of it to others.
///
/// Uploads are made in the order of the calls. Commands that are submitted to the same queue after
/// [#flush()] see the data with no barrier of their own, and those submitted before are not
/// disturbed; submissions to other queues have to wait for [Transfer#token()]. A destination has to
/// stay open until then.
///
/// Made with `Device.createUploader`.
@ThreadSafe
public final class Uploader implements AutoCloseable {
    private final Staging staging;

    private Uploader(Staging staging) {
        this.staging = staging;
    }

    /// Creates an uploader; programs call `Device.createUploader`.
    ///
    /// @param table the device's table
    /// @param queue where the copies are submitted
    /// @param info what it shall be
    /// @return the uploader
    @Internal
    public static Uploader create(BindlessTable table, Queue queue, StagingInfo info) {
        return new Uploader(new Staging(table, queue, info, true));
    }

    /// Uploads bytes to a buffer.
    ///
    /// @param data the bytes, at least one
    /// @param dst where to
    /// @param offset bytes
    /// @return the upload, to be looked after or forgotten
    /// @throws UsageException if the bytes do not fit into the buffer
    /// @throws daxa.core.error.WrongDeviceException if the buffer is of another device
    /// @throws ClosedException if the uploader or the buffer is closed
    /// @throws daxa.core.error.DeadlineException if there is no staging memory within the deadline;
    ///   the transfer failed then, and part of it may have arrived
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted while it waits
    ///   for staging memory; the transfer failed then, too
    /// @throws daxa.core.error.VulkanException if a submit of part of it failed
    public Transfer upload(MemorySegment data, Buffer dst, long offset) {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(dst, "dst");
        staging.check(dst);
        long size = data.byteSize();
        TransferRegion.checkRange(dst, offset, size);
        staging.begin(size);
        Transfer transfer = new Transfer(staging, "upload of " + size + " bytes to " + dst, size);
        long part = staging.largestPart();
        for (long at = 0; at < size; at += part) {
            long bytes = Math.min(part, size - at);
            Copy copy =
                    new Copy(
                            transfer,
                            new Copy.BufferSide(dst, offset + at, bytes),
                            bytes,
                            at + bytes == size,
                            null);
            copyIn(copy, data, at, bytes == size);
        }
        return transfer;
    }

    /// Uploads texels to an image.
    ///
    /// @param data the texels, tightly packed: layer after layer, slice after slice, row after row
    /// @param dst where to, with usage TRANSFER_DST
    /// @param area which texels
    /// @return the upload, to be looked after or forgotten
    /// @throws UsageException if the area is not inside the image, the data has another size, or
    ///   the usage is missing
    /// @throws daxa.core.error.WrongDeviceException if the image is of another device
    /// @throws ClosedException if the uploader or the image is closed
    /// @throws daxa.core.error.DeadlineException if there is no staging memory within the deadline;
    ///   the transfer failed then, and part of it may have arrived
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted while it waits
    ///   for staging memory; the transfer failed then, too
    /// @throws daxa.core.error.VulkanException if a submit of part of it failed
    public Transfer upload(MemorySegment data, Image dst, ImageArea area) {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(dst, "dst");
        Objects.requireNonNull(area, "area");
        staging.check(dst);
        ImageInfo info = TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, "upload");
        TransferRegion.checkBufferCopy(dst, "upload");
        long size = Readback.checkSize(dst, area, data, "upload");
        staging.begin(size);
        Transfer transfer = new Transfer(staging, "upload of " + size + " bytes to " + dst, size);
        long at = 0;
        for (ImageParts.Part part : ImageParts.of(info, area, staging.largestPart())) {
            Copy copy =
                    new Copy(
                            transfer,
                            new Copy.ImageSide(dst, part.area(), info.format().blockBytes()),
                            part.bytes(),
                            at + part.bytes() == size,
                            null);
            copyIn(copy, data, at, part.bytes() == size);
            at += part.bytes();
        }
        return transfer;
    }

    private void copyIn(Copy copy, MemorySegment data, long from, boolean whole) {
        Transfer transfer = copy.transfer;
        try {
            Batch batch = staging.stage(copy, whole);
            try {
                MemorySegment.copy(data, from, staging.memory, copy.staged, copy.size);
            } catch (RuntimeException e) {
                // Before others may submit the batch.
                transfer.fail(e);
                throw e;
            } finally {
                staging.written(batch);
            }
        } catch (RuntimeException e) {
            transfer.fail(e);
            throw e;
        }
        RuntimeException failure = transfer.failureNow();
        if (failure != null) {
            staging.heard(failure);
            throw failure;
        }
    }

    /// Submits what is staged. What was uploaded before the call is in a submission after it.
    ///
    /// @throws daxa.core.error.VulkanException if a submit failed and no other call has said so;
    ///   the transfers in it failed
    /// @throws daxa.core.error.DeadlineException if another thread copies what it uploads, or is in
    ///   the middle of a submit, for longer than the deadline of the [StagingInfo]
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted while it waits
    ///   for that; its interrupt status stays set
    public void flush() {
        staging.flush();
    }

    /// Submits what is staged, and waits until it has arrived.
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

    /// Looks how far the GPU is, and tells the listeners of transfers that have ended. Every other
    /// call does it too. It submits no more than is full.
    public void poll() {
        staging.poll();
    }

    /// How far all uploads together are, without asking the driver.
    ///
    /// @return bytes that are known to have arrived, of those that were asked for
    public TransferProgress progress() {
        return staging.progress();
    }

    /// Submits what is staged, waits for the GPU within the deadline of the [StagingInfo], and
    /// closes. What has not arrived by then has failed, and so has what other threads are still
    /// uploading; why is logged. Closing again does nothing.
    @Override
    public void close() {
        staging.close();
    }

    /// Type and name.
    ///
    /// @return such as `Uploader 'assets'`
    @Override
    public String toString() {
        return staging.toString();
    }
}
