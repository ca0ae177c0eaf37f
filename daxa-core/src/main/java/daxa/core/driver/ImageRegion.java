package daxa.core.driver;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;

/// Which part of an image a command touches, and for buffer copies where in the buffer. Made once
/// for each recorder and used again. Numbers are Vulkan's.
@Internal
@ExternallySynchronized
public final class ImageRegion {
    /// `VkImageAspectFlags` of the source (or only) image.
    public int aspects;

    /// Mip level of the source (or only) image.
    public int mip;

    /// First layer of the source (or only) image.
    public int baseLayer;

    /// Layers, the same on both sides.
    public int layerCount;

    /// Offset in the source (or only) image, texels.
    public int x;

    /// Offset in the source (or only) image, texels.
    public int y;

    /// Offset in the source (or only) image, texels.
    public int z;

    /// Extent in the source (or only) image, texels.
    public int width;

    /// Extent in the source (or only) image, texels.
    public int height;

    /// Extent in the source (or only) image, texels.
    public int depth;

    /// `VkImageAspectFlags` of the destination image.
    public int dstAspects;

    /// Mip level of the destination image.
    public int dstMip;

    /// First layer of the destination image.
    public int dstBaseLayer;

    /// Offset in the destination image, texels.
    public int dstX;

    /// Offset in the destination image, texels.
    public int dstY;

    /// Offset in the destination image, texels.
    public int dstZ;

    /// Extent in the destination image, texels; only blits read it.
    public int dstWidth;

    /// Extent in the destination image, texels; only blits read it.
    public int dstHeight;

    /// Extent in the destination image, texels; only blits read it.
    public int dstDepth;

    /// Offset in the buffer, bytes.
    public long bufferOffset;

    /// Texels from one row to the next in the buffer; 0 for tightly packed.
    public int bufferRowLength;

    /// Rows from one slice to the next in the buffer; 0 for tightly packed.
    public int bufferImageHeight;

    /// Creates a region of zeros.
    public ImageRegion() {}
}
