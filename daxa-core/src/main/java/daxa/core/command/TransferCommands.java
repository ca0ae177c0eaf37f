package daxa.core.command;

import daxa.core.driver.CommandDriver;
import daxa.core.error.UsageException;
import daxa.core.resource.Buffer;
import daxa.core.resource.Filter;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

import java.util.Objects;

/// Copies, fills and clears.
abstract sealed class TransferCommands extends RecorderBase permits ComputeCommands {
    private final TransferRegion region = new TransferRegion();

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
        guard.enter("copyBufferToImage");
        try {
            CommandDriver driver = outsidePass("copyBufferToImage");
            ImageInfo info =
                    TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, "copyBufferToImage");
            TransferRegion.checkBufferCopy(dst, "copyBufferToImage");
            region.set(info, area, src, offset);
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
        Objects.requireNonNull(dst, "dst");
        guard.enter("copyImageToBuffer");
        try {
            CommandDriver driver = outsidePass("copyImageToBuffer");
            ImageInfo info =
                    TransferRegion.checkImage(src, ImageUsage.TRANSFER_SRC, "copyImageToBuffer");
            TransferRegion.checkBufferCopy(src, "copyImageToBuffer");
            region.set(info, area, dst, offset);
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
        clearImageBits(
                dst,
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
        guard.enter("clearImage");
        try {
            CommandDriver driver = outsidePass("clearImage");
            ImageInfo info = TransferRegion.checkImage(dst, ImageUsage.TRANSFER_DST, "clearImage");
            if (!info.format().isColor()) {
                throw new UsageException(
                        "clearImage of "
                                + dst
                                + ": format="
                                + info.format()
                                + " has no colour; use clearDepthStencil");
            }
            name(dst);
            flushBarriers(driver);
            driver.clearColorImage(
                    dst.nativeHandle(), 0, info.mipLevels(), 0, info.arrayLayers(), c0, c1, c2, c3);
        } finally {
            guard.exit("clearImage");
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
            RenderPassInfo.checkDepth("clearDepthStencil of " + dst, depth);
            name(dst);
            flushBarriers(driver);
            driver.clearDepthStencilImage(
                    dst.nativeHandle(),
                    info.format().vulkanAspects(),
                    0,
                    info.mipLevels(),
                    0,
                    info.arrayLayers(),
                    depth,
                    stencil);
        } finally {
            guard.exit("clearDepthStencil");
        }
    }
}
