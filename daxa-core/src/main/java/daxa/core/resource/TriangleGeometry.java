package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.EnumSets;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// Triangles of a bottom-level acceleration structure: three vertices each, or three indices each.
///
/// Builds read the buffers, which therefore must be open when the build is submitted. The structure
/// itself does not need them afterwards.
///
/// @param vertices the buffer of the vertices
/// @param vertexOffset bytes to the first one
/// @param vertexFormat the format of a vertex's position: R32G32B32_SFLOAT, R32G32_SFLOAT,
///   R16G16B16A16_SFLOAT, R16G16_SFLOAT, R16G16B16A16_SNORM or R16G16_SNORM
/// @param vertexStride bytes from one vertex to the next
/// @param vertexCount vertices, above 0
/// @param indices the buffer of the indices, or null for none
/// @param indexOffset bytes to the first index
/// @param indexBytes bytes of an index: 4, or 2
/// @param count triangles, above 0
/// @param transform a buffer with a matrix by which the vertices are multiplied, of three rows with
///   four floats each; or null
/// @param transformOffset bytes to the matrix
/// @param options how rays see them
@Immutable
public record TriangleGeometry(
        Buffer vertices,
        long vertexOffset,
        Format vertexFormat,
        long vertexStride,
        int vertexCount,
        @Nullable Buffer indices,
        long indexOffset,
        int indexBytes,
        int count,
        @Nullable Buffer transform,
        long transformOffset,
        Set<GeometryOption> options)
        implements BlasGeometry {
    private static final String TYPE = "TriangleGeometry";
    private static final int MAX_PLAIN_COUNT = Integer.MAX_VALUE / 3;
    private static final int TRANSFORM_BYTES = 48;
    private static final int TRANSFORM_ALIGNMENT = 16;

    /// Bytes of a position and of one of its components. Every device with acceleration structures
    /// has these formats.
    private enum Layout {
        FLOAT3(12, 4),
        FLOAT2(8, 4),
        HALF4(8, 2),
        HALF2(4, 2);

        private final int bytes;
        private final int component;

        Layout(int bytes, int component) {
            this.bytes = bytes;
            this.component = component;
        }
    }

    private static final Map<Format, Layout> LAYOUTS =
            Map.of(
                    Format.R32G32B32_SFLOAT, Layout.FLOAT3,
                    Format.R32G32_SFLOAT, Layout.FLOAT2,
                    Format.R16G16B16A16_SFLOAT, Layout.HALF4,
                    Format.R16G16B16A16_SNORM, Layout.HALF4,
                    Format.R16G16_SFLOAT, Layout.HALF2,
                    Format.R16G16_SNORM, Layout.HALF2);

    /// Checks the values.
    ///
    /// @throws UsageException if one is out of its range, or data lie outside of their buffer
    public TriangleGeometry {
        Objects.requireNonNull(vertices, "vertices");
        Objects.requireNonNull(vertexFormat, "vertexFormat");
        Objects.requireNonNull(options, "options");
        options = EnumSets.copyOf(GeometryOption.class, options);
        Layout layout = LAYOUTS.get(vertexFormat);
        if (layout == null) {
            throw new UsageException(
                    TYPE
                            + ": vertexFormat="
                            + vertexFormat
                            + " (expected one of "
                            + EnumSet.copyOf(LAYOUTS.keySet())
                            + ")");
        }
        Alignments.requireAtLeast(TYPE, "vertexCount", vertexCount, 1);
        Alignments.requireAtLeast(TYPE, "count", count, 1);
        Alignments.requireStride(TYPE, vertexStride, layout.component, layout.bytes);
        Alignments.requireInside(
                "vertices",
                vertices,
                vertexOffset,
                (vertexCount - 1L) * vertexStride + layout.bytes);
        if (indices != null) {
            if (indexBytes != Short.BYTES && indexBytes != Integer.BYTES) {
                throw new UsageException(
                        TYPE + ": indexBytes=" + indexBytes + " (expected 2 or 4)");
            }
            Alignments.requireInside("indices", indices, indexOffset, count * 3L * indexBytes);
        } else if (count * 3L > vertexCount) {
            throw new UsageException(
                    TYPE
                            + ": count="
                            + count
                            + " without indices (expected up to "
                            + vertexCount / 3
                            + ", a third of vertexCount="
                            + vertexCount
                            + ")");
        }
        if (transform != null) {
            Alignments.requireInside("transform", transform, transformOffset, TRANSFORM_BYTES);
        }
    }

    /// Triangles without indices, of three floats for each vertex.
    ///
    /// @param vertices the buffer of the vertices, from its beginning, 12 bytes each
    /// @param count triangles, above 0
    /// @return the geometry
    /// @throws UsageException if the count is out of its range, or data lie outside of the buffer
    public static TriangleGeometry of(Buffer vertices, int count) {
        if (count < 1 || count > MAX_PLAIN_COUNT) {
            throw new UsageException(
                    TYPE + ": count=" + count + " (expected 1 to " + MAX_PLAIN_COUNT + ")");
        }
        return new TriangleGeometry(
                vertices,
                0,
                Format.R32G32B32_SFLOAT,
                12,
                count * 3,
                null,
                0,
                0,
                count,
                null,
                0,
                Set.of());
    }

    /// Triangles with 32-bit indices, of three floats for each vertex.
    ///
    /// @param vertices the buffer of the vertices, from its beginning, 12 bytes each
    /// @param vertexCount vertices, above 0
    /// @param indices the buffer of the indices, from its beginning
    /// @param count triangles, above 0
    /// @return the geometry
    /// @throws UsageException if a count is not above 0, or the vertices or indices are not all in
    ///   their buffers
    public static TriangleGeometry indexed(
            Buffer vertices, int vertexCount, Buffer indices, int count) {
        return new TriangleGeometry(
                vertices,
                0,
                Format.R32G32B32_SFLOAT,
                12,
                vertexCount,
                Objects.requireNonNull(indices, "indices"),
                0,
                Integer.BYTES,
                count,
                null,
                0,
                Set.of());
    }

    /// The same triangles, moved by a matrix.
    ///
    /// @param newTransform a buffer with three rows of four floats each
    /// @param offset bytes to the matrix; its device address is a multiple of 16
    /// @return the geometry
    /// @throws UsageException if the matrix is not in the buffer, or its address is no multiple of
    ///   16
    public TriangleGeometry withTransform(Buffer newTransform, long offset) {
        Objects.requireNonNull(newTransform, "newTransform");
        return new TriangleGeometry(
                vertices,
                vertexOffset,
                vertexFormat,
                vertexStride,
                vertexCount,
                indices,
                indexOffset,
                indexBytes,
                count,
                newTransform,
                offset,
                options);
    }

    /// The same triangles with one more option.
    ///
    /// @param option the option
    /// @return the geometry
    public TriangleGeometry with(GeometryOption option) {
        Objects.requireNonNull(option, "option");
        Set<GeometryOption> more = EnumSet.of(option);
        more.addAll(options);
        return new TriangleGeometry(
                vertices,
                vertexOffset,
                vertexFormat,
                vertexStride,
                vertexCount,
                indices,
                indexOffset,
                indexBytes,
                count,
                transform,
                transformOffset,
                more);
    }

    @Internal
    @Override
    public void addTo(BuildBatch batch) {
        Objects.requireNonNull(batch, "batch");
        int component = Objects.requireNonNull(LAYOUTS.get(vertexFormat)).component;
        batch.addTriangles(
                GeometryOption.bits(options),
                count,
                vertexFormat.vulkanValue(),
                Alignments.require("vertices", vertices, vertexOffset, component),
                vertexStride,
                vertexCount - 1,
                indices == null ? BuildBatch.NO_INDICES : indexBytes == Short.BYTES ? 0 : 1,
                indices == null
                        ? 0
                        : Alignments.require("indices", indices, indexOffset, indexBytes),
                transform == null
                        ? 0
                        : Alignments.require(
                                "transform", transform, transformOffset, TRANSFORM_ALIGNMENT));
    }

    @Internal
    @Override
    public void eachBuffer(Consumer<? super Buffer> action) {
        Objects.requireNonNull(action, "action");
        action.accept(vertices);
        if (indices != null) {
            action.accept(indices);
        }
        if (transform != null) {
            action.accept(transform);
        }
    }

    @Override
    public @Nullable String differenceFrom(BlasGeometry built) {
        Objects.requireNonNull(built, "built");
        if (!(built instanceof TriangleGeometry other)) {
            return "triangles (built with boxes)";
        }
        if (count != other.count) {
            return "count=" + count + " (built with " + other.count + ")";
        }
        if (vertexFormat != other.vertexFormat) {
            return "vertexFormat=" + vertexFormat + " (built with " + other.vertexFormat + ")";
        }
        if (vertexCount != other.vertexCount) {
            return "vertexCount=" + vertexCount + " (built with " + other.vertexCount + ")";
        }
        int bytes = indices == null ? 0 : indexBytes;
        int otherBytes = other.indices == null ? 0 : other.indexBytes;
        if (bytes != otherBytes) {
            return "indexBytes=" + bytes + " (built with " + otherBytes + ")";
        }
        if ((transform == null) != (other.transform == null)) {
            return transform == null
                    ? "no transform (built with one)"
                    : "a transform (built without)";
        }
        return options.equals(other.options)
                ? null
                : "options=" + options + " (built with " + other.options + ")";
    }
}
