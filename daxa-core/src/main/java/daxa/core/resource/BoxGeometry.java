package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.EnumSets;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// Boxes of a bottom-level acceleration structure: around what an intersection shader, or a ray
/// query's own code, decides where it is hit.
///
/// Builds read the buffer, which therefore must be open when the build is submitted.
///
/// @param boxes the buffer of the boxes: six floats each, the smallest x, y and z and the largest
/// @param offset bytes to the first one
/// @param stride bytes from one box to the next, a multiple of 8, at least 24
/// @param count boxes, above 0
/// @param options how rays see them
@Immutable
public record BoxGeometry(
        Buffer boxes, long offset, long stride, int count, Set<GeometryOption> options)
        implements BlasGeometry {
    private static final String TYPE = "BoxGeometry";
    private static final int BYTES = 24;
    private static final int ALIGNMENT = 8;

    /// Checks the values.
    ///
    /// @throws UsageException if one is out of its range, or boxes lie outside of the buffer
    public BoxGeometry {
        Objects.requireNonNull(boxes, "boxes");
        Objects.requireNonNull(options, "options");
        options = EnumSets.copyOf(GeometryOption.class, options);
        Alignments.requireAtLeast(TYPE, "count", count, 1);
        Alignments.requireStride(TYPE, stride, ALIGNMENT, BYTES);
        Alignments.requireInside("boxes", boxes, offset, (count - 1L) * stride + BYTES);
    }

    /// Boxes one after the other.
    ///
    /// @param boxes the buffer of the boxes, from its beginning, 24 bytes each
    /// @param count boxes, above 0
    /// @return the geometry
    /// @throws UsageException if the count is not above 0, or the boxes are not all in the buffer
    public static BoxGeometry of(Buffer boxes, int count) {
        return new BoxGeometry(boxes, 0, BYTES, count, Set.of());
    }

    /// The same boxes with one more option.
    ///
    /// @param option the option
    /// @return the geometry
    public BoxGeometry with(GeometryOption option) {
        Objects.requireNonNull(option, "option");
        Set<GeometryOption> more = EnumSet.of(option);
        more.addAll(options);
        return new BoxGeometry(boxes, offset, stride, count, more);
    }

    @Internal
    @Override
    public void addTo(BuildBatch batch) {
        Objects.requireNonNull(batch, "batch");
        batch.addBoxes(
                GeometryOption.bits(options),
                count,
                Alignments.require("boxes", boxes, offset, ALIGNMENT),
                stride);
    }

    @Internal
    @Override
    public void eachBuffer(Consumer<? super Buffer> action) {
        Objects.requireNonNull(action, "action");
        action.accept(boxes);
    }

    @Override
    public @Nullable String differenceFrom(BlasGeometry built) {
        Objects.requireNonNull(built, "built");
        if (!(built instanceof BoxGeometry other)) {
            return "boxes (built with triangles)";
        }
        if (count != other.count) {
            return "count=" + count + " (built with " + other.count + ")";
        }
        return options.equals(other.options)
                ? null
                : "options=" + options + " (built with " + other.options + ")";
    }
}
