package daxa.core.command;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.resource.ImageInfo;

/// A box of texels in one mip level of one or more layers of an image.
///
/// @param mip the mip level
/// @param baseLayer the first layer
/// @param layerCount layers, above 0
/// @param x texels from the left
/// @param y texels from the top
/// @param z texels from the front
/// @param width texels, above 0
/// @param height texels, above 0
/// @param depth texels, above 0
@Immutable
public record ImageArea(
        int mip,
        int baseLayer,
        int layerCount,
        int x,
        int y,
        int z,
        int width,
        int height,
        int depth) {

    /// All texels of a mip level, in all layers.
    ///
    /// @param image the image's info
    /// @param mip the mip level
    /// @return the area
    public static ImageArea of(ImageInfo image, int mip) {
        return new ImageArea(
                mip,
                0,
                image.arrayLayers(),
                0,
                0,
                0,
                image.mipWidth(mip),
                image.mipHeight(mip),
                image.mipDepth(mip));
    }

    /// How many bytes its texels have, tightly packed as copies between buffers and images move
    /// them: layer after layer, slice after slice, row after row of texels or blocks.
    ///
    /// @param image the image's info
    /// @return bytes
    /// @throws UsageException if the area is not inside the image
    public long bytes(ImageInfo image) {
        check(image);
        return (long) Math.ceilDiv(width, image.format().blockWidth())
                * Math.ceilDiv(height, image.format().blockHeight())
                * depth
                * layerCount
                * image.format().blockBytes();
    }

    void check(ImageInfo image) {
        boolean inside =
                mip >= 0
                        && mip < image.mipLevels()
                        && inside(baseLayer, layerCount, image.arrayLayers())
                        && inside(x, width, image.mipWidth(mip))
                        && inside(y, height, image.mipHeight(mip))
                        && inside(z, depth, image.mipDepth(mip));
        if (!inside) {
            throw new UsageException(
                    this
                            + " is not inside Image '"
                            + image.name()
                            + "' (expected within "
                            + image.width()
                            + "x"
                            + image.height()
                            + "x"
                            + image.depth()
                            + ", mipLevels="
                            + image.mipLevels()
                            + ", arrayLayers="
                            + image.arrayLayers()
                            + ")");
        }
    }

    private static boolean inside(int base, int count, int max) {
        return base >= 0 && count > 0 && count <= max - base;
    }
}
