package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.resource.Format;

import java.util.Objects;

/// What an image of a graph shall be. What it is used for follows from the tasks.
///
/// @param format its format
/// @param width texels, above 0
/// @param height texels, above 0
/// @param depth texels, above 0; 1 but for three dimensions
/// @param mips mip levels, from 1 to all that the extent allows
/// @param layers layers, above 0; 1 for three dimensions
/// @param samples samples for each texel: 1, 2, 4, 8, 16, 32 or 64
@Immutable
public record TaskImageInfo(
        Format format, int width, int height, int depth, int mips, int layers, int samples) {
    /// Checks the values.
    ///
    /// @throws UsageException if one is out of its range
    public TaskImageInfo {
        Objects.requireNonNull(format, "format");
        check("width", width, width > 0, "above 0");
        check("height", height, height > 0, "above 0");
        check("depth", depth, depth > 0, "above 0");
        int largest = Math.max(width, Math.max(height, depth));
        int all = Integer.SIZE - Integer.numberOfLeadingZeros(largest);
        check("mips", mips, mips > 0 && mips <= all, "from 1 to " + all);
        check("layers", layers, layers > 0 && (depth == 1 || layers == 1), "above 0, 1 for 3D");
        check(
                "samples",
                samples,
                samples > 0 && samples <= 64 && Integer.bitCount(samples) == 1,
                "a power of two up to 64");
    }

    private static void check(String what, int value, boolean right, String expected) {
        if (!right) {
            throw new UsageException(
                    "TaskImageInfo: " + what + "=" + value + " (expected " + expected + ")");
        }
    }

    /// An image of two dimensions with one mip level, one layer and one sample.
    ///
    /// @param format its format
    /// @param width texels, above 0
    /// @param height texels, above 0
    /// @return what it shall be
    /// @throws UsageException if a value is out of its range
    public static TaskImageInfo of2D(Format format, int width, int height) {
        return new TaskImageInfo(format, width, height, 1, 1, 1, 1);
    }

    /// As this, with mip levels.
    ///
    /// @param count levels
    /// @return the same but for that
    /// @throws UsageException if the extent does not allow as many
    public TaskImageInfo withMips(int count) {
        return new TaskImageInfo(format, width, height, depth, count, layers, samples);
    }

    /// As this, with layers.
    ///
    /// @param count layers
    /// @return the same but for that
    /// @throws UsageException if the image has three dimensions
    public TaskImageInfo withLayers(int count) {
        return new TaskImageInfo(format, width, height, depth, mips, count, samples);
    }

    /// As this, with several samples for each texel.
    ///
    /// @param count samples
    /// @return the same but for that
    /// @throws UsageException if it is no power of two up to 64
    public TaskImageInfo withSamples(int count) {
        return new TaskImageInfo(format, width, height, depth, mips, layers, count);
    }
}
