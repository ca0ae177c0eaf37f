package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.EnumSets;
import daxa.core.driver.QueueKind;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Lifetimes;

import java.util.Objects;
import java.util.Set;

/// What an image shall be.
///
/// ```java
/// Image target = device.createImage(
///         ImageInfo.of2D("target", Format.R8G8B8A8_UNORM, 640, 480, ImageUsage.COLOR_ATTACHMENT));
/// ```
///
/// @param name its name, for messages and tools
/// @param dimensions 1, 2 or 3
/// @param format its format
/// @param width texels, above 0
/// @param height texels, above 0; 1 for one dimension
/// @param depth texels, above 0; 1 but for three dimensions
/// @param mipLevels mip levels, from 1 to all that the extent allows
/// @param arrayLayers layers, above 0; 1 for three dimensions
/// @param samples samples for each texel: 1, 2, 4, 8, 16, 32 or 64
/// @param usage what it is used for, at least one
/// @param viewFormats formats that views can have besides the image's own, of the same
///   [class][Format#compatibilityClass()]
/// @param sliceViews whether slices of a three-dimensional image can be seen as two-dimensional
///   views, by render passes
/// @param queueMask the queues that may use it, bit i for queue i; all by default, see
///   [#queues(QueueKind...)]
/// @param options what is special about its memory
@Immutable
public record ImageInfo(
        String name,
        int dimensions,
        Format format,
        int width,
        int height,
        int depth,
        int mipLevels,
        int arrayLayers,
        int samples,
        Set<ImageUsage> usage,
        Set<Format> viewFormats,
        boolean sliceViews,
        int queueMask,
        Set<MemoryOption> options) {

    /// Checks the values.
    ///
    /// @throws UsageException if one is out of its range
    public ImageInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(usage, "usage");
        usage = EnumSets.copyOf(ImageUsage.class, usage);
        Objects.requireNonNull(viewFormats, "viewFormats");
        Objects.requireNonNull(options, "options");
        viewFormats = Set.copyOf(viewFormats);
        options = Set.copyOf(options);
        check(name, "dimensions", dimensions, dimensions >= 1 && dimensions <= 3, "1, 2 or 3");
        check(name, "width", width, width > 0, "above 0");
        check(
                name,
                "height",
                height,
                height > 0 && (dimensions > 1 || height == 1),
                "above 0, 1 for 1D");
        check(
                name,
                "depth",
                depth,
                depth > 0 && (dimensions > 2 || depth == 1),
                "above 0, 1 but for 3D");
        int maxMips = 32 - Integer.numberOfLeadingZeros(Math.max(width, Math.max(height, depth)));
        check(
                name,
                "mipLevels",
                mipLevels,
                mipLevels > 0 && mipLevels <= maxMips,
                "1 to " + maxMips);
        check(
                name,
                "arrayLayers",
                arrayLayers,
                arrayLayers > 0 && (dimensions < 3 || arrayLayers == 1),
                "above 0, 1 for 3D");
        check(
                name,
                "samples",
                samples,
                samples > 0 && samples <= 64 && Integer.bitCount(samples) == 1,
                "1, 2, 4, 8, 16, 32 or 64");
        if (samples > 1 && (mipLevels > 1 || dimensions != 2)) {
            throw new UsageException(
                    "Image '"
                            + name
                            + "': samples="
                            + samples
                            + ", mipLevels="
                            + mipLevels
                            + ", dimensions="
                            + dimensions
                            + " (expected 1 mip level and 2 dimensions where samples are above 1)");
        }
        if (usage.isEmpty()) {
            throw new UsageException(
                    "Image '" + name + "': usage is empty (expected at least one)");
        }
        for (Format viewFormat : viewFormats) {
            if (!viewFormat.compatibilityClass().equals(format.compatibilityClass())) {
                throw new UsageException(
                        "Image '"
                                + name
                                + "': viewFormat="
                                + viewFormat
                                + " of class "
                                + viewFormat.compatibilityClass()
                                + " (expected of class "
                                + format.compatibilityClass()
                                + ", as "
                                + format
                                + ")");
            }
        }
        BufferInfo.checkQueues("Image", name, queueMask);
        if (sliceViews && dimensions != 3) {
            throw new UsageException(
                    "Image '"
                            + name
                            + "': sliceViews with dimensions="
                            + dimensions
                            + " (expected 3)");
        }
        if (options.contains(MemoryOption.NON_COHERENT)) {
            throw new UsageException(
                    "Image '"
                            + name
                            + "': options="
                            + options
                            + " (expected without NON_COHERENT, which is for buffers)");
        }
    }

    /// An image whose views all have its own format, with nothing special about its memory.
    ///
    /// @param name its name, for messages and tools
    /// @param dimensions 1, 2 or 3
    /// @param format its format
    /// @param width texels, above 0
    /// @param height texels, above 0; 1 for one dimension
    /// @param depth texels, above 0; 1 but for three dimensions
    /// @param mipLevels mip levels, from 1 to all that the extent allows
    /// @param arrayLayers layers, above 0; 1 for three dimensions
    /// @param samples samples for each texel: 1, 2, 4, 8, 16, 32 or 64
    /// @param usage what it is used for, at least one
    /// @throws UsageException if one is out of its range
    public ImageInfo(
            String name,
            int dimensions,
            Format format,
            int width,
            int height,
            int depth,
            int mipLevels,
            int arrayLayers,
            int samples,
            Set<ImageUsage> usage) {
        this(
                name,
                dimensions,
                format,
                width,
                height,
                depth,
                mipLevels,
                arrayLayers,
                samples,
                usage,
                Set.of(),
                false,
                Lifetimes.ALL_QUEUES,
                Set.of());
    }

    private static void check(String name, String what, int value, boolean ok, String expected) {
        if (!ok) {
            throw new UsageException(
                    "Image '" + name + "': " + what + "=" + value + " (expected " + expected + ")");
        }
    }

    /// A one-dimensional image with one mip level and one layer.
    ///
    /// @param name its name
    /// @param format its format
    /// @param width texels, above 0
    /// @param usage what it is used for
    /// @return the info
    /// @throws UsageException if the width is not above 0, or there is no usage
    public static ImageInfo of1D(String name, Format format, int width, ImageUsage... usage) {
        Objects.requireNonNull(usage, "usage");
        return new ImageInfo(name, 1, format, width, 1, 1, 1, 1, 1, Set.of(usage));
    }

    /// A two-dimensional image with six layers, the faces of a cube: +X, -X, +Y, -Y, +Z, -Z.
    ///
    /// @param name its name
    /// @param format its format
    /// @param size texels on each side of a face, above 0
    /// @param usage what it is used for
    /// @return the info
    /// @throws UsageException if the size is not above 0, or there is no usage
    public static ImageInfo ofCube(String name, Format format, int size, ImageUsage... usage) {
        Objects.requireNonNull(usage, "usage");
        return new ImageInfo(name, 2, format, size, size, 1, 1, 6, 1, Set.of(usage));
    }

    /// A two-dimensional image with one mip level, one layer and one sample.
    ///
    /// @param name its name
    /// @param format its format
    /// @param width texels, above 0
    /// @param height texels, above 0
    /// @param usage what it is used for
    /// @return the info
    /// @throws UsageException if the width or the height is not above 0, or there is no usage
    public static ImageInfo of2D(
            String name, Format format, int width, int height, ImageUsage... usage) {
        Objects.requireNonNull(usage, "usage");
        return new ImageInfo(name, 2, format, width, height, 1, 1, 1, 1, Set.of(usage));
    }

    /// A three-dimensional image with one mip level and one sample.
    ///
    /// @param name its name
    /// @param format its format
    /// @param width texels, above 0
    /// @param height texels, above 0
    /// @param depth texels, above 0
    /// @param usage what it is used for
    /// @return the info
    /// @throws UsageException if the width, the height or the depth is not above 0, or there is no
    ///   usage
    public static ImageInfo of3D(
            String name, Format format, int width, int height, int depth, ImageUsage... usage) {
        Objects.requireNonNull(usage, "usage");
        return new ImageInfo(name, 3, format, width, height, depth, 1, 1, 1, Set.of(usage));
    }

    /// The same image with more mip levels.
    ///
    /// @param newMipLevels mip levels
    /// @return a changed copy
    /// @throws UsageException if the number is not from 1 to what the extent has, or not 1 in an
    ///   image of several samples
    public ImageInfo withMipLevels(int newMipLevels) {
        return new ImageInfo(
                name,
                dimensions,
                format,
                width,
                height,
                depth,
                newMipLevels,
                arrayLayers,
                samples,
                usage,
                viewFormats,
                sliceViews,
                queueMask,
                options);
    }

    /// The same image with more layers.
    ///
    /// @param newArrayLayers layers
    /// @return a changed copy
    /// @throws UsageException if the number is not above 0, or the image has no layers since it has
    ///   depth
    public ImageInfo withArrayLayers(int newArrayLayers) {
        return new ImageInfo(
                name,
                dimensions,
                format,
                width,
                height,
                depth,
                mipLevels,
                newArrayLayers,
                samples,
                usage,
                viewFormats,
                sliceViews,
                queueMask,
                options);
    }

    /// The same image with more samples for each texel.
    ///
    /// @param newSamples samples
    /// @return a changed copy
    /// @throws UsageException if the number is no power of two up to 64, or the image has mip
    ///   levels or other than two dimensions
    public ImageInfo withSamples(int newSamples) {
        return new ImageInfo(
                name,
                dimensions,
                format,
                width,
                height,
                depth,
                mipLevels,
                arrayLayers,
                newSamples,
                usage,
                viewFormats,
                sliceViews,
                queueMask,
                options);
    }

    /// The same image with views of other formats.
    ///
    /// @param newViewFormats formats of the same [class][Format#compatibilityClass()]
    /// @return a changed copy
    public ImageInfo withViewFormats(Format... newViewFormats) {
        Objects.requireNonNull(newViewFormats, "newViewFormats");
        return new ImageInfo(
                name,
                dimensions,
                format,
                width,
                height,
                depth,
                mipLevels,
                arrayLayers,
                samples,
                usage,
                Set.of(newViewFormats),
                sliceViews,
                queueMask,
                options);
    }

    /// The same image with or without two-dimensional views of its slices, for render passes.
    ///
    /// @param on whether there can be any
    /// @return a changed copy
    public ImageInfo withSliceViews(boolean on) {
        return new ImageInfo(
                name,
                dimensions,
                format,
                width,
                height,
                depth,
                mipLevels,
                arrayLayers,
                samples,
                usage,
                viewFormats,
                on,
                queueMask,
                options);
    }

    /// The same image with something special about its memory.
    ///
    /// @param option what
    /// @return a changed copy
    public ImageInfo with(MemoryOption option) {
        return new ImageInfo(
                name,
                dimensions,
                format,
                width,
                height,
                depth,
                mipLevels,
                arrayLayers,
                samples,
                usage,
                viewFormats,
                sliceViews,
                queueMask,
                BufferInfo.added(options, option));
    }

    /// The same image for some queues only: recorders for others refuse it and its views, and once
    /// they are closed they do not wait for the others.
    ///
    /// @param kinds all queues of these kinds, at least one
    /// @return a changed copy
    public ImageInfo queues(QueueKind... kinds) {
        Objects.requireNonNull(kinds, "kinds");
        return withQueueMask(QueueKind.mask(kinds));
    }

    /// As [#queues(QueueKind...)], for single queues.
    ///
    /// @param newQueueMask bit i for queue i
    /// @return a changed copy
    /// @throws UsageException if there is no queue in it, or one that devices do not have
    public ImageInfo withQueueMask(int newQueueMask) {
        return new ImageInfo(
                name,
                dimensions,
                format,
                width,
                height,
                depth,
                mipLevels,
                arrayLayers,
                samples,
                usage,
                viewFormats,
                sliceViews,
                newQueueMask,
                options);
    }

    /// The width of a mip level.
    ///
    /// @param mip the level
    /// @return texels
    public int mipWidth(int mip) {
        return Math.max(1, width >> mip);
    }

    /// The height of a mip level.
    ///
    /// @param mip the level
    /// @return texels
    public int mipHeight(int mip) {
        return Math.max(1, height >> mip);
    }

    /// The depth of a mip level.
    ///
    /// @param mip the level
    /// @return texels
    public int mipDepth(int mip) {
        return Math.max(1, depth >> mip);
    }
}
