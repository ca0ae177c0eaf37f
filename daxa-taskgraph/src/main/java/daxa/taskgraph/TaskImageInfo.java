package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.EnumSets;
import daxa.core.error.UsageException;
import daxa.core.resource.Format;
import daxa.core.resource.ImageUsage;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What an image of a graph shall be. What it is used for follows from the tasks.
///
/// @param dimensions 1, 2 or 3
/// @param format its format
/// @param width texels, above 0
/// @param height texels, above 0; 1 for one dimension
/// @param depth texels, above 0; 1 but for three dimensions
/// @param mips mip levels, from 1 to all that the extent allows
/// @param layers layers, above 0; 1 for three dimensions
/// @param samples samples for each texel: 1, 2, 4, 8, 16, 32 or 64
/// @param usage what it is used for besides what tasks declare, as by tools that look at it
@Immutable
public record TaskImageInfo(
        int dimensions,
        Format format,
        int width,
        int height,
        int depth,
        int mips,
        int layers,
        int samples,
        Set<ImageUsage> usage) {
    /// Checks the values.
    ///
    /// @throws UsageException if one is out of its range
    public TaskImageInfo {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(usage, "usage");
        usage = EnumSets.copyOf(ImageUsage.class, usage);
        check("dimensions", dimensions, dimensions >= 1 && dimensions <= 3, "1, 2 or 3");
        check("width", width, width > 0, "above 0");
        check("height", height, height == 1 || (height > 0 && dimensions > 1), "above 0, 1 for 1D");
        check(
                "depth",
                depth,
                depth == 1 || (depth > 0 && dimensions == 3),
                "above 0, 1 but for 3D");
        int largest = Math.max(width, Math.max(height, depth));
        int all = Integer.SIZE - Integer.numberOfLeadingZeros(largest);
        check("mips", mips, mips > 0 && mips <= all, "from 1 to " + all);
        check("layers", layers, layers == 1 || (layers > 0 && dimensions < 3), "above 0, 1 for 3D");
        check(
                "samples",
                samples,
                samples > 0 && samples <= 64 && Integer.bitCount(samples) == 1,
                "a power of two up to 64");
        check(
                "samples",
                samples,
                samples == 1 || (mips == 1 && dimensions == 2),
                "1 with mip levels or without two dimensions");
    }

    private static void check(String what, int value, boolean right, String expected) {
        if (!right) {
            throw new UsageException(
                    "TaskImageInfo: " + what + "=" + value + " (expected " + expected + ")");
        }
    }

    /// An image of one dimension with one mip level and one layer.
    ///
    /// @param format its format
    /// @param width texels, above 0
    /// @return what it shall be
    /// @throws UsageException if a value is out of its range
    public static TaskImageInfo of1D(Format format, int width) {
        return new TaskImageInfo(1, format, width, 1, 1, 1, 1, 1, Set.of());
    }

    /// An image of two dimensions with one mip level, one layer and one sample.
    ///
    /// @param format its format
    /// @param width texels, above 0
    /// @param height texels, above 0
    /// @return what it shall be
    /// @throws UsageException if a value is out of its range
    public static TaskImageInfo of2D(Format format, int width, int height) {
        return new TaskImageInfo(2, format, width, height, 1, 1, 1, 1, Set.of());
    }

    /// An image of three dimensions with one mip level.
    ///
    /// @param format its format
    /// @param width texels, above 0
    /// @param height texels, above 0
    /// @param depth texels, above 0
    /// @return what it shall be
    /// @throws UsageException if a value is out of its range
    public static TaskImageInfo of3D(Format format, int width, int height, int depth) {
        return new TaskImageInfo(3, format, width, height, depth, 1, 1, 1, Set.of());
    }

    /// An image of two dimensions with six layers, the faces of a cube: +X, -X, +Y, -Y, +Z, -Z. To
    /// see it as such, use it [as][TaskImage#as] `CUBE`.
    ///
    /// @param format its format
    /// @param size texels on each side of a face, above 0
    /// @return what it shall be
    /// @throws UsageException if a value is out of its range
    public static TaskImageInfo ofCube(Format format, int size) {
        return of2D(format, size, size).withLayers(6);
    }

    /// As this, with mip levels.
    ///
    /// @param count levels
    /// @return the same but for that
    /// @throws UsageException if the extent does not allow as many
    public TaskImageInfo withMips(int count) {
        return new TaskImageInfo(
                dimensions, format, width, height, depth, count, layers, samples, usage);
    }

    /// As this, with layers.
    ///
    /// @param count layers
    /// @return the same but for that
    /// @throws UsageException if the image has three dimensions
    public TaskImageInfo withLayers(int count) {
        return new TaskImageInfo(
                dimensions, format, width, height, depth, mips, count, samples, usage);
    }

    /// As this, with several samples for each texel.
    ///
    /// @param count samples
    /// @return the same but for that
    /// @throws UsageException if it is no power of two up to 64, or the image has mip levels
    public TaskImageInfo withSamples(int count) {
        return new TaskImageInfo(
                dimensions, format, width, height, depth, mips, layers, count, usage);
    }

    /// As this, used for more than tasks declare.
    ///
    /// @param more what for
    /// @return the same but for that
    public TaskImageInfo withUsage(ImageUsage... more) {
        Objects.requireNonNull(more, "usage");
        Set<ImageUsage> all = EnumSet.noneOf(ImageUsage.class);
        all.addAll(usage);
        all.addAll(List.of(more));
        return new TaskImageInfo(
                dimensions, format, width, height, depth, mips, layers, samples, all);
    }

    /// The width of a mip level.
    int mipWidth(int mip) {
        return Math.max(1, width >> mip);
    }

    /// The height of a mip level.
    int mipHeight(int mip) {
        return Math.max(1, height >> mip);
    }

    /// The depth of a mip level.
    int mipDepth(int mip) {
        return Math.max(1, depth >> mip);
    }
}
