package daxa.core.command;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.resource.ImageInfo;

/// Whole mip levels of whole layers of an image.
///
/// @param baseMip the first mip level
/// @param mipCount mip levels, above 0
/// @param baseLayer the first layer
/// @param layerCount layers, above 0
@Immutable
public record ImageRange(int baseMip, int mipCount, int baseLayer, int layerCount) {
    /// All of an image.
    ///
    /// @param image the image's info
    /// @return the range
    public static ImageRange of(ImageInfo image) {
        return new ImageRange(0, image.mipLevels(), 0, image.arrayLayers());
    }

    /// One mip level in all layers.
    ///
    /// @param image the image's info
    /// @param mip the mip level
    /// @return the range
    public static ImageRange ofMip(ImageInfo image, int mip) {
        return new ImageRange(mip, 1, 0, image.arrayLayers());
    }

    void check(ImageInfo image) {
        boolean inside =
                baseMip >= 0
                        && mipCount > 0
                        && mipCount <= image.mipLevels() - baseMip
                        && baseLayer >= 0
                        && layerCount > 0
                        && layerCount <= image.arrayLayers() - baseLayer;
        if (!inside) {
            throw new UsageException(
                    this
                            + " is not inside Image '"
                            + image.name()
                            + "' (expected within mipLevels="
                            + image.mipLevels()
                            + ", arrayLayers="
                            + image.arrayLayers()
                            + ")");
        }
    }
}
