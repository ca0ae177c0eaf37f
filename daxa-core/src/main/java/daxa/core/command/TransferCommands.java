package daxa.core.command;

import daxa.core.driver.CommandDriver;
import daxa.core.error.UsageException;
import daxa.core.resource.Buffer;
import daxa.core.resource.Filter;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Copies, fills and clears.
abstract sealed class TransferCommands extends RecorderBase permits ComputeCommands {
    private static final int UNDEFINED = 0;
    private static final int GENERAL = 1;

    /// The most bytes that one command writes into a buffer.
    static final int MAX_UPDATE = 65_536;

    private final TransferRegion region = new TransferRegion();
    private @Nullable MemorySegment updated;

    TransferCommands(RecorderObject object) {
        super(object);
    }

    /// Copies bytes between buffers.
    ///
    /// @param src where from
    /// @param srcOffset bytes
    /// @param dst where to
    /// @param dstOffset bytes
    /// @param size bytes, above 0
    /// @throws UsageException if a range is not inside its buffer, or both overlap in one buffer
    public void copyBuffer(Buffer src, long srcOffset, Buffer dst, long dstOffset, long size) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(dst, "dst");
        guard.enter("copyBuffer");
        try {
            CommandDriver driver = outsidePass("copyBuffer");
            TransferRegion.checkRange(src, srcOffset, size);
            TransferRegion.checkRange(dst, dstOffset, size);
            long from = src.nativeHandle();
            long to = dst.nativeHandle();
            if (from == to && srcOffset < dstOffset + size && dstOffset < srcOffset + size) {
                throw new UsageException(
                        "copyBuffer within "
                                + src
                                + ": srcOffset="
                                + srcOffset
                                + ", dstOffset="
                                + dstOffset
                                + ", size="
                                + size
                                + " overlap");
            }
            name(src);
            name(dst);
            flushBarriers(driver);
            driver.copyBuffer(from, srcOffset, to, dstOffset, size);
        } finally {
            guard.exit("copyBuffer");
        }
    }

    /// Fills bytes of a buffer with a repeated 32-bit value.
    ///
    /// @param dst where to
    /// @param offset bytes, a multiple of 4
    /// @param size bytes, a multiple of 4, above 0
    /// @param value the value
    /// @throws UsageException if the range is not inside the buffer, or not a multiple of 4
    public void fillBuffer(Buffer dst, long offset, long size, int value) {
        Objects.requireNonNull(dst, "dst");
        guard.enter("fillBuffer");
        try {
            CommandDriver driver = outsidePass("fillBuffer");
            TransferRegion.checkRange(dst, offset, size);
            if (((offset | size) & 3) != 0) {
                throw new UsageException(
                        "fillBuffer of "
                                + dst
                                + ": offset="
                                + offset
                                + ", size="
                                + size
                                + " (expected multiples of 4)");
            }
            name(dst);
            flushBarriers(driver);
            driver.fillBuffer(dst.nativeHandle(), offset, size, value);
        } finally {
            guard.exit("fillBuffer");
        }
    }

    /// Writes bytes of a buffer. They become part of the recording: good for little that the host
    /// has at hand.
    ///
    /// @param dst where to
    /// @param offset bytes, a multiple of 4
    /// @param data 4 to 65,536 bytes, a multiple of 4; copied before the call returns
    /// @throws UsageException if the range is not inside the buffer, or not a multiple of 4, or
    ///   there is too much
    public void updateBuffer(Buffer dst, long offset, MemorySegment data) {
        Objects.requireNonNull(dst, "dst");
        Objects.requireNonNull(data, "data");
        guard.enter("updateBuffer");
        try {
            CommandDriver driver = outsidePass("updateBuffer");
            long size = data.byteSize();
            TransferRegion.checkRange(dst, offset, size);
            if (((offset | size) & 3) != 0 || size > MAX_UPDATE) {
                throw new UsageException(
                        "updateBuffer of "
                                + dst
                                + ": offset="
                                + offset
                                + ", size="
                                + size
                                + " (expected multiples of 4, size up to 65536)");
            }
            MemorySegment bytes = updateMemory();
            // Copied first: a segment whose scope another thread closes must never crash the
            // driver.
            MemorySegment.copy(data, 0, bytes, 0, size);
            name(dst);
            flushBarriers(driver);
            driver.updateBuffer(dst.nativeHandle(), offset, bytes.address(), (int) size);
        } finally {
            guard.exit("updateBuffer");
        }
    }

    /// Memory for what a command writes into a buffer, [#MAX_UPDATE] bytes.
    final MemorySegment updateMemory() {
        MemorySegment bytes = updated;
        if (bytes == null) {
            bytes = Arena.ofAuto().allocate(MAX_UPDATE, 16);
            updated = bytes;
        }
        return bytes;
    }

    /// Copies tightly packed texels from a buffer to an image.
    ///
    /// @param src where from
    /// @param offset bytes, a multiple of the format's block and of 4
    /// @param dst where to, with usage TRANSFER_DST
    /// @param area which texels
    /// @throws UsageException if the area is not inside the image, the texels are not inside the
    ///   buffer, or the usage is missing
    public void copyBufferToImage(Buffer src, long offset, Image dst, ImageArea area) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(dst, "dst");
        Objects.requireNonNull(area, "area");
        copyBufferToImage(src, offset, 0, 0, dst, area);
    }

    /// Copies texels from a buffer to an image.
    ///
    /// @param src where from
    /// @param offset bytes, a multiple of the format's block and of 4
    /// @param rowLength texels from one row to the next in the buffer, at least the area's width; 0
    ///   for tightly packed
    /// @param imageHeight rows from one slice or layer to the next in the buffer, at least the
    ///   area's height; 0 for tightly packed
    /// @param dst where to, with usage TRANSFER_DST
    /// @param area which texels
    /// @throws UsageException if the area is not inside the image, the texels are not inside the
    ///   buffer, a length is too small, or the usage is missing
    public void copyBufferToImage(
            Buffer src, long offset, int rowLength, int imageHeight, Image dst, ImageArea area) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(dst, "dst");
        guard.enter("copyBufferToImage");
        try {
            CommandDriver driver = outsidePass("copyBufferToImage");
            QueueCommands.checkDepthCopy(recorderObject.queue, dst, this);
            ImageInfo info =
                    TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, "copyBufferToImage");
            TransferRegion.checkBufferCopy(dst, "copyBufferToImage");
            region.set(info, area, src, offset, rowLength, imageHeight);
            name(src);
            name(dst);
            flushBarriers(driver);
            driver.copyBufferToImage(src.nativeHandle(), dst.nativeHandle(), region.driver);
        } finally {
            guard.exit("copyBufferToImage");
        }
    }

    /// Copies texels from an image to a buffer, tightly packed.
    ///
    /// @param src where from, with usage TRANSFER_SRC
    /// @param area which texels
    /// @param dst where to
    /// @param offset bytes, a multiple of the format's block and of 4
    /// @throws UsageException if the area is not inside the image, the texels are not inside the
    ///   buffer, or the usage is missing
    public void copyImageToBuffer(Image src, ImageArea area, Buffer dst, long offset) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(area, "area");
        Objects.requireNonNull(dst, "dst");
        copyImageToBuffer(src, area, dst, offset, 0, 0);
    }

    /// Copies texels from an image to a buffer.
    ///
    /// @param src where from, with usage TRANSFER_SRC
    /// @param area which texels
    /// @param dst where to
    /// @param offset bytes, a multiple of the format's block and of 4
    /// @param rowLength texels from one row to the next in the buffer, at least the area's width; 0
    ///   for tightly packed
    /// @param imageHeight rows from one slice or layer to the next in the buffer, at least the
    ///   area's height; 0 for tightly packed
    /// @throws UsageException if the area is not inside the image, the texels are not inside the
    ///   buffer, a length is too small, or the usage is missing
    public void copyImageToBuffer(
            Image src, ImageArea area, Buffer dst, long offset, int rowLength, int imageHeight) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(dst, "dst");
        guard.enter("copyImageToBuffer");
        try {
            CommandDriver driver = outsidePass("copyImageToBuffer");
            ImageInfo info =
                    TransferRegion.checkImage(src, ImageUsage.TRANSFER_SRC, "copyImageToBuffer");
            TransferRegion.checkBufferCopy(src, "copyImageToBuffer");
            region.set(info, area, dst, offset, rowLength, imageHeight);
            name(src);
            name(dst);
            flushBarriers(driver);
            driver.copyImageToBuffer(src.nativeHandle(), dst.nativeHandle(), region.driver);
        } finally {
            guard.exit("copyImageToBuffer");
        }
    }

    /// Copies texels between images of equal block size.
    ///
    /// @param src where from, with usage TRANSFER_SRC
    /// @param from which texels
    /// @param dst where to, with usage TRANSFER_DST
    /// @param to which texels, of the same extent
    /// @throws UsageException if an area is not inside its image, the extents differ, the formats
    ///   do not fit, or a usage is missing
    public void copyImage(Image src, ImageArea from, Image dst, ImageArea to) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(dst, "dst");
        guard.enter("copyImage");
        try {
            CommandDriver driver = outsidePass("copyImage");
            ImageInfo srcInfo =
                    TransferRegion.checkImage(src, ImageUsage.TRANSFER_SRC, "copyImage");
            ImageInfo dstInfo =
                    TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, "copyImage");
            TransferRegion.checkCopy(src, from, dst, to);
            region.set(srcInfo, from, dstInfo, to);
            name(src);
            name(dst);
            flushBarriers(driver);
            driver.copyImage(src.nativeHandle(), dst.nativeHandle(), region.driver);
        } finally {
            guard.exit("copyImage");
        }
    }

    /// Copies texels between images, scaled and converted.
    ///
    /// @param src where from, with usage TRANSFER_SRC
    /// @param from which texels
    /// @param dst where to, with usage TRANSFER_DST
    /// @param to which texels
    /// @param filter how texels are combined
    /// @throws UsageException if an area is not inside its image, the layer counts differ, or a
    ///   usage is missing
    public void blitImage(Image src, ImageArea from, Image dst, ImageArea to, Filter filter) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(dst, "dst");
        guard.enter("blitImage");
        try {
            CommandDriver driver = outsidePass("blitImage");
            ImageInfo srcInfo =
                    TransferRegion.checkImage(src, ImageUsage.TRANSFER_SRC, "blitImage");
            ImageInfo dstInfo =
                    TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, "blitImage");
            TransferRegion.checkBlit(src, dst, filter);
            if (from.layerCount() != to.layerCount()) {
                throw new UsageException(
                        "blitImage from "
                                + src
                                + " to "
                                + dst
                                + ": layerCount="
                                + from.layerCount()
                                + " and "
                                + to.layerCount()
                                + " (expected equal)");
            }
            region.set(srcInfo, from, dstInfo, to);
            name(src);
            name(dst);
            flushBarriers(driver);
            driver.blitImage(
                    src.nativeHandle(), dst.nativeHandle(), region.driver, filter.vulkanValue());
        } finally {
            guard.exit("blitImage");
        }
    }

    /// Gives up what an image holds, so that it can be written anew: needed for an image in aliased
    /// memory after another resource there was written, since the GPU then no longer knows how the
    /// image's texels lie. It waits for everything before and holds up everything behind.
    ///
    /// @param image the image; its contents are undefined afterwards
    /// @throws UsageException if a render pass is open
    public void discardContents(Image image) {
        discardContents(image, Access.ALL, Access.ALL);
    }

    /// As [#discardContents(Image)], for an image about which more is known.
    ///
    /// @param image the image; its contents are undefined afterwards
    /// @param before how its memory was used, by whichever resource
    /// @param after how the image will be used first
    /// @throws UsageException if a render pass is open, or the queue does not have the stages
    public void discardContents(Image image, Access before, Access after) {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        guard.enter("discardContents");
        try {
            CommandDriver driver = outsidePass("discardContents");
            QueueCommands.checkStages(
                    recorderObject.queue,
                    before.stages() | after.stages(),
                    "discardContents",
                    this);
            ImageInfo info = image.info();
            name(image);
            flushBarriers(driver);
            driver.imageBarrier(
                    image.nativeHandle(),
                    info.format().vulkanAspects(),
                    UNDEFINED,
                    GENERAL,
                    before.stages(),
                    before.accesses(),
                    after.stages(),
                    after.accesses());
        } finally {
            guard.exit("discardContents");
        }
    }

    /// Clears all of a colour image of a floating-point or normalised format.
    ///
    /// @param dst the image, with usage TRANSFER_DST
    /// @param red first component
    /// @param green second component
    /// @param blue third component
    /// @param alpha fourth component
    /// @throws UsageException if the image has no colour, or the usage is missing
    public void clearImage(Image dst, float red, float green, float blue, float alpha) {
        Objects.requireNonNull(dst, "dst");
        clear(
                "clearImage",
                dst,
                null,
                Float.floatToRawIntBits(red),
                Float.floatToRawIntBits(green),
                Float.floatToRawIntBits(blue),
                Float.floatToRawIntBits(alpha));
    }

    /// Clears all of a colour image to four components given as bits, as integer formats need it.
    ///
    /// @param dst the image, with usage TRANSFER_DST
    /// @param c0 bits of the first component
    /// @param c1 bits of the second component
    /// @param c2 bits of the third component
    /// @param c3 bits of the fourth component
    /// @throws UsageException if the image has no colour, or the usage is missing
    public void clearImageBits(Image dst, int c0, int c1, int c2, int c3) {
        Objects.requireNonNull(dst, "dst");
        clear("clearImageBits", dst, null, c0, c1, c2, c3);
    }

    /// Clears mip levels and layers of a colour image of a floating-point or normalised format.
    ///
    /// @param dst the image, with usage TRANSFER_DST
    /// @param range which mip levels and layers
    /// @param red first component
    /// @param green second component
    /// @param blue third component
    /// @param alpha fourth component
    /// @throws UsageException if the image has no colour, the range is not inside, or the usage is
    ///   missing
    public void clearImage(
            Image dst, ImageRange range, float red, float green, float blue, float alpha) {
        Objects.requireNonNull(dst, "dst");
        Objects.requireNonNull(range, "range");
        clear(
                "clearImage",
                dst,
                range,
                Float.floatToRawIntBits(red),
                Float.floatToRawIntBits(green),
                Float.floatToRawIntBits(blue),
                Float.floatToRawIntBits(alpha));
    }

    /// Clears a colour image to four components given as bits, as integer formats need it.
    ///
    /// @param dst the image, with usage TRANSFER_DST
    /// @param range which mip levels and layers, or null for all
    /// @param c0 bits of the first component
    /// @param c1 bits of the second component
    /// @param c2 bits of the third component
    /// @param c3 bits of the fourth component
    /// @throws UsageException if the image has no colour, the range is not inside, or the usage is
    ///   missing
    public void clearImageBits(
            Image dst, @Nullable ImageRange range, int c0, int c1, int c2, int c3) {
        Objects.requireNonNull(dst, "dst");
        clear("clearImageBits", dst, range, c0, c1, c2, c3);
    }

    private void clear(
            String command, Image dst, @Nullable ImageRange range, int c0, int c1, int c2, int c3) {
        guard.enter(command);
        try {
            CommandDriver driver = outsidePass(command);
            ImageInfo info = TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, command);
            if (!info.format().isColor()) {
                throw new UsageException(
                        command
                                + " of "
                                + dst
                                + ": format="
                                + info.format()
                                + " has no colour; use clearDepthStencil");
            }
            checkRange(range, info);
            name(dst);
            flushBarriers(driver);
            driver.clearColorImage(
                    dst.nativeHandle(),
                    range == null ? 0 : range.baseMip(),
                    range == null ? info.mipLevels() : range.mipCount(),
                    range == null ? 0 : range.baseLayer(),
                    range == null ? info.arrayLayers() : range.layerCount(),
                    c0,
                    c1,
                    c2,
                    c3);
        } finally {
            guard.exit(command);
        }
    }

    /// Clears all of a depth or stencil image.
    ///
    /// @param dst the image, with usage TRANSFER_DST
    /// @param depth from 0 to 1
    /// @param stencil the stencil
    /// @throws UsageException if the image has colour, or the usage is missing
    public void clearDepthStencil(Image dst, float depth, int stencil) {
        Objects.requireNonNull(dst, "dst");
        clearDepthStencil(dst, null, depth, stencil);
    }

    /// Clears a depth or stencil image.
    ///
    /// @param dst the image, with usage TRANSFER_DST
    /// @param range which mip levels and layers, or null for all
    /// @param depth from 0 to 1
    /// @param stencil the stencil
    /// @throws UsageException if the image has colour, the range is not inside, or the usage is
    ///   missing
    public void clearDepthStencil(Image dst, @Nullable ImageRange range, float depth, int stencil) {
        Objects.requireNonNull(dst, "dst");
        guard.enter("clearDepthStencil");
        try {
            CommandDriver driver = outsidePass("clearDepthStencil");
            ImageInfo info =
                    TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, "clearDepthStencil");
            if (info.format().isColor()) {
                throw new UsageException(
                        "clearDepthStencil of "
                                + dst
                                + ": format="
                                + info.format()
                                + " has colour; use clearImage");
            }
            RenderPassInfo.checkDepth("clearDepthStencil of ", dst, depth);
            checkRange(range, info);
            name(dst);
            flushBarriers(driver);
            driver.clearDepthStencilImage(
                    dst.nativeHandle(),
                    info.format().vulkanAspects(),
                    range == null ? 0 : range.baseMip(),
                    range == null ? info.mipLevels() : range.mipCount(),
                    range == null ? 0 : range.baseLayer(),
                    range == null ? info.arrayLayers() : range.layerCount(),
                    depth,
                    stencil);
        } finally {
            guard.exit("clearDepthStencil");
        }
    }

    private static void checkRange(@Nullable ImageRange range, ImageInfo info) {
        if (range != null) {
            range.check(info);
        }
    }

    /// Averages the samples of an image into another one; samples of integers, depth and stencil
    /// cannot be averaged here: use the attachments' resolve.
    ///
    /// @param src where from, with usage TRANSFER_SRC, more than one sample and a floating-point or
    ///   normalised colour format
    /// @param from which texels
    /// @param dst where to, with usage TRANSFER_DST, one sample and the same format
    /// @param to which texels, of the same extent
    /// @throws UsageException if an area is not inside its image, the extents differ, the formats
    ///   or sample counts do not fit, or a usage is missing
    public void resolveImage(Image src, ImageArea from, Image dst, ImageArea to) {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(dst, "dst");
        Objects.requireNonNull(to, "to");
        guard.enter("resolveImage");
        try {
            CommandDriver driver = outsidePass("resolveImage");
            context.own(src);
            context.own(dst);
            ImageInfo srcInfo =
                    TransferRegion.checkImage(src, ImageUsage.TRANSFER_SRC, "resolveImage");
            ImageInfo dstInfo =
                    TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, "resolveImage");
            TransferRegion.checkResolve(src, from, dst, to);
            region.set(srcInfo, from, dstInfo, to);
            name(src);
            name(dst);
            flushBarriers(driver);
            driver.resolveImage(src.nativeHandle(), dst.nativeHandle(), region.driver);
        } finally {
            guard.exit("resolveImage");
        }
    }

    /// Fills all mip levels from the first one, each from the one before it, with the barriers in
    /// between. Writes of the first level by transfers come before it without a barrier; what comes
    /// after needs one that begins with [Access#TRANSFER_WRITE].
    ///
    /// @param image the image, with usage TRANSFER_SRC and TRANSFER_DST, one sample and a
    ///   floating-point or normalised colour format without blocks
    /// @throws UsageException if the format or the sample count does not fit, or a usage is missing
    public void generateMips(Image image) {
        Objects.requireNonNull(image, "image");
        guard.enter("generateMips");
        try {
            CommandDriver driver = outsidePass("generateMips");
            ImageInfo info =
                    TransferRegion.checkImage(image, ImageUsage.TRANSFER_SRC, "generateMips");
            TransferRegion.checkImage(image, ImageUsage.TRANSFER_DST, "generateMips");
            TransferRegion.checkBlit(image, image, Filter.LINEAR);
            name(image);
            flushBarriers(driver);
            for (int mip = 1; mip < info.mipLevels(); mip++) {
                driver.imageRangeBarrier(
                        image.nativeHandle(),
                        info.format().vulkanAspects(),
                        mip - 1,
                        1,
                        0,
                        info.arrayLayers(),
                        Access.TRANSFER_WRITE.stages(),
                        Access.TRANSFER_WRITE.accesses(),
                        Access.TRANSFER_READ.stages(),
                        Access.TRANSFER_READ.accesses());
                region.setMips(info, mip - 1, mip);
                driver.blitImage(
                        image.nativeHandle(),
                        image.nativeHandle(),
                        region.driver,
                        Filter.LINEAR.vulkanValue());
            }
        } finally {
            guard.exit("generateMips");
        }
    }
}
