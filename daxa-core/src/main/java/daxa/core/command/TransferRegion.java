package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.ImageRegion;
import daxa.core.error.UsageException;
import daxa.core.resource.Buffer;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

/// Checks the ranges and areas of transfer commands and fills the driver's region with them. One
/// for each recorder, used again.
@ExternallySynchronized
public final class TransferRegion {
    final ImageRegion driver = new ImageRegion();

    TransferRegion() {}

    /// Checks a range of a buffer.
    ///
    /// @param buffer the buffer
    /// @param offset bytes
    /// @param size bytes
    /// @throws UsageException if the range is empty, or not inside the buffer
    public static void checkRange(Buffer buffer, long offset, long size) {
        if (offset < 0 || size <= 0 || size > buffer.size() - offset) {
            throw new UsageException(
                    "range of "
                            + buffer
                            + ": offset="
                            + offset
                            + ", size="
                            + size
                            + " (expected inside of 0 to "
                            + buffer.size()
                            + ")");
        }
    }

    /// Checks an image that is copied to or from.
    ///
    /// @param image the image
    /// @param usage the usage that it needs
    /// @param command for the message
    /// @return its info
    /// @throws UsageException if the usage is missing
    public static ImageInfo checkImage(Image image, ImageUsage usage, String command) {
        ImageInfo info = image.info();
        if (!info.usage().contains(usage)) {
            throw new UsageException(
                    command
                            + " of "
                            + image
                            + ": usage="
                            + info.usage()
                            + " lacks "
                            + usage
                            + "; add it to the ImageInfo");
        }
        return info;
    }

    void set(
            ImageInfo info,
            ImageArea area,
            Buffer buffer,
            long offset,
            int rowLength,
            int imageHeight) {
        area.check(info);
        checkRows(info, area, buffer, rowLength, imageHeight);
        int blockWidth = info.format().blockWidth();
        int blockHeight = info.format().blockHeight();
        long rowBlocks = blocks(rowLength == 0 ? area.width() : rowLength, blockWidth);
        long rows = blocks(imageHeight == 0 ? area.height() : imageHeight, blockHeight);
        long slices = (long) area.depth() * area.layerCount();
        long size =
                (((slices - 1) * rows + blocks(area.height(), blockHeight) - 1) * rowBlocks
                                + blocks(area.width(), blockWidth))
                        * info.format().blockBytes();
        checkRange(buffer, offset, size);
        if (!isMultiple(offset, info.format().blockBytes()) || offset % 4 != 0) {
            throw new UsageException(
                    "range of "
                            + buffer
                            + ": offset="
                            + offset
                            + " (expected a multiple of 4 and of "
                            + info.format().blockBytes()
                            + ", the block of "
                            + info.format()
                            + ")");
        }
        fillSource(info, area);
        driver.bufferOffset = offset;
        driver.bufferRowLength = rowLength;
        driver.bufferImageHeight = imageHeight;
    }

    // Without a division where there are no blocks: it would cost more than the rest.
    private static int blocks(int texels, int block) {
        return block == 1 ? texels : Math.ceilDiv(texels, block);
    }

    private static boolean isMultiple(long value, int of) {
        return (of & (of - 1)) == 0 ? (value & (of - 1)) == 0 : value % of == 0;
    }

    private static void checkRows(
            ImageInfo info, ImageArea area, Buffer buffer, int rowLength, int imageHeight) {
        int blockWidth = info.format().blockWidth();
        int blockHeight = info.format().blockHeight();
        if ((rowLength != 0 && rowLength < area.width())
                || (imageHeight != 0 && imageHeight < area.height())
                || !isMultiple(rowLength, blockWidth)
                || !isMultiple(imageHeight, blockHeight)) {
            throw new UsageException(
                    "texels in "
                            + buffer
                            + ": rowLength="
                            + rowLength
                            + ", imageHeight="
                            + imageHeight
                            + " (expected 0, or multiples of "
                            + blockWidth
                            + " and "
                            + blockHeight
                            + " of at least "
                            + area.width()
                            + " and "
                            + area.height()
                            + ")");
        }
    }

    /// From all of a mip level to all of another one.
    void setMips(ImageInfo info, int from, int to) {
        driver.aspects = info.format().vulkanAspects();
        driver.mip = from;
        driver.baseLayer = 0;
        driver.layerCount = info.arrayLayers();
        driver.x = 0;
        driver.y = 0;
        driver.z = 0;
        driver.width = info.mipWidth(from);
        driver.height = info.mipHeight(from);
        driver.depth = info.mipDepth(from);
        driver.dstAspects = driver.aspects;
        driver.dstMip = to;
        driver.dstBaseLayer = 0;
        driver.dstX = 0;
        driver.dstY = 0;
        driver.dstZ = 0;
        driver.dstWidth = info.mipWidth(to);
        driver.dstHeight = info.mipHeight(to);
        driver.dstDepth = info.mipDepth(to);
    }

    static void checkResolve(Image src, ImageArea from, Image dst, ImageArea to) {
        ImageInfo srcInfo = src.info();
        ImageInfo dstInfo = dst.info();
        if (from.width() != to.width()
                || from.height() != to.height()
                || from.depth() != to.depth()
                || from.layerCount() != to.layerCount()
                || srcInfo.samples() == 1
                || dstInfo.samples() != 1
                || srcInfo.format() != dstInfo.format()
                || srcInfo.format().kind() != Format.Kind.FLOAT) {
            throw new UsageException(
                    "resolveImage from "
                            + src
                            + " to "
                            + dst
                            + ": "
                            + srcInfo.format()
                            + " "
                            + from
                            + " and "
                            + dstInfo.format()
                            + " "
                            + to
                            + ", samples="
                            + srcInfo.samples()
                            + " and "
                            + dstInfo.samples()
                            + " (expected equal extents, samples above 1 and 1, equal"
                            + " floating-point or normalised colour formats)");
        }
    }

    void set(ImageInfo srcInfo, ImageArea from, ImageInfo dstInfo, ImageArea to) {
        from.check(srcInfo);
        to.check(dstInfo);
        fillSource(srcInfo, from);
        driver.dstAspects = dstInfo.format().vulkanAspects();
        driver.dstMip = to.mip();
        driver.dstBaseLayer = to.baseLayer();
        driver.dstX = to.x();
        driver.dstY = to.y();
        driver.dstZ = to.z();
        driver.dstWidth = to.width();
        driver.dstHeight = to.height();
        driver.dstDepth = to.depth();
    }

    /// The image's side of a copy to or from host memory, tightly packed.
    void setSource(ImageInfo info, ImageArea area) {
        area.check(info);
        fillSource(info, area);
    }

    private void fillSource(ImageInfo info, ImageArea area) {
        driver.aspects = info.format().vulkanAspects();
        driver.mip = area.mip();
        driver.baseLayer = area.baseLayer();
        driver.layerCount = area.layerCount();
        driver.x = area.x();
        driver.y = area.y();
        driver.z = area.z();
        driver.width = area.width();
        driver.height = area.height();
        driver.depth = area.depth();
    }

    static void checkCopy(Image src, ImageArea from, Image dst, ImageArea to) {
        ImageInfo srcInfo = src.info();
        ImageInfo dstInfo = dst.info();
        if (from.width() != to.width()
                || from.height() != to.height()
                || from.depth() != to.depth()
                || from.layerCount() != to.layerCount()
                || srcInfo.samples() != dstInfo.samples()
                || !copyable(srcInfo.format(), dstInfo.format())) {
            throw new UsageException(
                    "copyImage from "
                            + src
                            + " to "
                            + dst
                            + ": "
                            + srcInfo.format()
                            + " "
                            + from
                            + " and "
                            + dstInfo.format()
                            + " "
                            + to
                            + ", samples="
                            + srcInfo.samples()
                            + " and "
                            + dstInfo.samples()
                            + " (expected equal extents, samples and block sizes; equal formats for"
                            + " depth and stencil)");
        }
    }

    private static boolean copyable(Format src, Format dst) {
        return src == dst
                || (src.isColor() && dst.isColor() && src.blockBytes() == dst.blockBytes());
    }

    /// Checks an image that a buffer is copied to or from.
    ///
    /// @param image the image
    /// @param command for the message
    /// @throws UsageException if it has several samples, or both depth and stencil
    public static void checkBufferCopy(Image image, String command) {
        checkSingleSampled(image, command);
        Format format = image.info().format();
        if (format.hasDepth() && format.hasStencil()) {
            throw new UsageException(
                    command
                            + " of "
                            + image
                            + ": format="
                            + format
                            + " has depth and stencil (expected one of them)");
        }
    }

    private static void checkSingleSampled(Image image, String command) {
        if (image.info().samples() != 1) {
            throw new UsageException(
                    command
                            + " of "
                            + image
                            + ": samples="
                            + image.info().samples()
                            + " (expected 1)");
        }
    }

    /// Checks the images of a blit.
    static void checkBlit(Image src, Image dst, Filter filter) {
        checkSingleSampled(src, "blitImage");
        checkSingleSampled(dst, "blitImage");
        Format from = src.info().format();
        Format to = dst.info().format();
        boolean fits = from == to || (from.isColor() && from.kind() == to.kind());
        if (!fits || (filter != Filter.NEAREST && from.kind() != Format.Kind.FLOAT)) {
            throw new UsageException(
                    "blitImage from "
                            + src
                            + " to "
                            + dst
                            + ": "
                            + from
                            + " and "
                            + to
                            + ", filter="
                            + filter
                            + " (expected formats of the same kind, equal for depth and stencil;"
                            + " NEAREST but for floating-point and normalised colours)");
        }
    }
}
