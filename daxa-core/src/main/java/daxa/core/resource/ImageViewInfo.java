package daxa.core.resource;

import daxa.core.concurrent.Immutable;

import java.util.Objects;

/// What a view of an image shall be. Its ranges are checked against the image when it is created.
///
/// @param name its name, for messages and tools
/// @param image the image, open
/// @param type how shaders see it
/// @param format its format: the image's own, or one of its [ImageInfo#viewFormats()]
/// @param aspect which part of the texels it sees
/// @param swizzle what shaders see in each component; views with any but [Swizzle#IDENTITY] can
///   only be sampled
/// @param baseMip first mip level
/// @param mipCount mip levels, above 0
/// @param baseLayer first layer; of two-dimensional views of three dimensions the first slice
/// @param layerCount layers or slices, above 0
@Immutable
public record ImageViewInfo(
        String name,
        Image image,
        ImageViewType type,
        Format format,
        ImageAspect aspect,
        Swizzle swizzle,
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
        Objects.requireNonNull(aspect, "aspect");
        Objects.requireNonNull(swizzle, "swizzle");
    }

    /// A view of all aspects, with every component where it is.
    ///
    /// @param name its name, for messages and tools
    /// @param image the image, open
    /// @param type how shaders see it
    /// @param format its format: the image's own, or one of its [ImageInfo#viewFormats()]
    /// @param baseMip first mip level
    /// @param mipCount mip levels, above 0
    /// @param baseLayer first layer; of two-dimensional views of three dimensions the first slice
    /// @param layerCount layers or slices, above 0
    public ImageViewInfo(
            String name,
            Image image,
            ImageViewType type,
            Format format,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount) {
        this(
                name,
                image,
                type,
                format,
                ImageAspect.ALL,
                Swizzle.IDENTITY,
                baseMip,
                mipCount,
                baseLayer,
                layerCount);
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
                newName,
                image,
                type,
                format,
                aspect,
                swizzle,
                baseMip,
                mipCount,
                baseLayer,
                layerCount);
    }

    /// The same view seen otherwise.
    ///
    /// @param newType the type
    /// @return a changed copy
    public ImageViewInfo withType(ImageViewType newType) {
        return new ImageViewInfo(
                name,
                image,
                newType,
                format,
                aspect,
                swizzle,
                baseMip,
                mipCount,
                baseLayer,
                layerCount);
    }

    /// The same view in another format.
    ///
    /// @param newFormat the format, one of the image's view formats
    /// @return a changed copy
    public ImageViewInfo withFormat(Format newFormat) {
        return new ImageViewInfo(
                name,
                image,
                type,
                newFormat,
                aspect,
                swizzle,
                baseMip,
                mipCount,
                baseLayer,
                layerCount);
    }

    /// The same view of a part of the texels.
    ///
    /// @param newAspect the part
    /// @return a changed copy
    public ImageViewInfo withAspect(ImageAspect newAspect) {
        return new ImageViewInfo(
                name,
                image,
                type,
                format,
                newAspect,
                swizzle,
                baseMip,
                mipCount,
                baseLayer,
                layerCount);
    }

    /// The same view with its components in other places; it can only be sampled.
    ///
    /// @param newSwizzle what shaders see in each component
    /// @return a changed copy
    public ImageViewInfo withSwizzle(Swizzle newSwizzle) {
        return new ImageViewInfo(
                name,
                image,
                type,
                format,
                aspect,
                newSwizzle,
                baseMip,
                mipCount,
                baseLayer,
                layerCount);
    }

    /// The same view of other mip levels.
    ///
    /// @param newBaseMip first mip level
    /// @param newMipCount mip levels
    /// @return a changed copy
    public ImageViewInfo withMips(int newBaseMip, int newMipCount) {
        return new ImageViewInfo(
                name,
                image,
                type,
                format,
                aspect,
                swizzle,
                newBaseMip,
                newMipCount,
                baseLayer,
                layerCount);
    }

    /// The same view of other layers or slices.
    ///
    /// @param newBaseLayer first layer or slice
    /// @param newLayerCount layers or slices
    /// @return a changed copy
    public ImageViewInfo withLayers(int newBaseLayer, int newLayerCount) {
        return new ImageViewInfo(
                name,
                image,
                type,
                format,
                aspect,
                swizzle,
                baseMip,
                mipCount,
                newBaseLayer,
                newLayerCount);
    }
}
