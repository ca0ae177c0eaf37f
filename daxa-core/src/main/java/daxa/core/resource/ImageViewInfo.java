package daxa.core.resource;

import daxa.core.concurrent.Immutable;

import java.util.Objects;

/// What a view of an image shall be. Its ranges are checked against the image when it is created.
///
/// @param name its name, for messages and tools
/// @param image the image, open
/// @param type how shaders see it
/// @param format its format, the image's own
/// @param baseMip first mip level
/// @param mipCount mip levels, above 0
/// @param baseLayer first layer
/// @param layerCount layers, above 0
@Immutable
public record ImageViewInfo(
        String name,
        Image image,
        ImageViewType type,
        Format format,
        int baseMip,
        int mipCount,
        int baseLayer,
        int layerCount) {
    /// Checks that nothing is missing.
    public ImageViewInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(format, "format");
    }

    /// A view of a whole image: arrays if it has layers.
    ///
    /// @param image the image, open
    /// @return the info, named as the image
    public static ImageViewInfo of(Image image) {
        ImageInfo info = image.info();
        boolean array = info.arrayLayers() > 1;
        ImageViewType type =
                switch (info.dimensions()) {
                    case 1 -> array ? ImageViewType.ONE_ARRAY : ImageViewType.ONE;
                    case 2 -> array ? ImageViewType.TWO_ARRAY : ImageViewType.TWO;
                    default -> ImageViewType.THREE;
                };
        return new ImageViewInfo(
                info.name(),
                image,
                type,
                info.format(),
                0,
                info.mipLevels(),
                0,
                info.arrayLayers());
    }

    /// The same view under another name.
    ///
    /// @param newName the name
    /// @return a changed copy
    public ImageViewInfo withName(String newName) {
        return new ImageViewInfo(
                newName, image, type, format, baseMip, mipCount, baseLayer, layerCount);
    }

    /// The same view seen otherwise.
    ///
    /// @param newType the type
    /// @return a changed copy
    public ImageViewInfo withType(ImageViewType newType) {
        return new ImageViewInfo(
                name, image, newType, format, baseMip, mipCount, baseLayer, layerCount);
    }

    /// The same view of other mip levels.
    ///
    /// @param newBaseMip first mip level
    /// @param newMipCount mip levels
    /// @return a changed copy
    public ImageViewInfo withMips(int newBaseMip, int newMipCount) {
        return new ImageViewInfo(
                name, image, type, format, newBaseMip, newMipCount, baseLayer, layerCount);
    }

    /// The same view of other layers.
    ///
    /// @param newBaseLayer first layer
    /// @param newLayerCount layers
    /// @return a changed copy
    public ImageViewInfo withLayers(int newBaseLayer, int newLayerCount) {
        return new ImageViewInfo(
                name, image, type, format, baseMip, mipCount, newBaseLayer, newLayerCount);
    }
}
