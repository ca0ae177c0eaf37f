package daxa.core.driver;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;

import java.util.Arrays;

/// Builds of acceleration structures for one command. Made once and used again, so that recording
/// allocates nothing. Numbers are Vulkan's; addresses are device addresses.
@Internal
@ExternallySynchronized
public final class BuildBatch {
    /// Kind of geometries that are triangles: `VkGeometryTypeKHR`.
    public static final int TRIANGLES = 0;

    /// Kind of geometries that are boxes.
    public static final int BOXES = 1;

    /// Kind of geometries that are instances.
    public static final int INSTANCES = 2;

    /// `VkIndexType` of triangles without indices.
    public static final int NO_INDICES = 1_000_165_000;

    private static final int BUILD_WORDS = 8;
    private static final int GEOMETRY_WORDS = 10;

    private long[] builds = new long[BUILD_WORDS];
    private long[] geometries = new long[GEOMETRY_WORDS];
    private int buildCount;
    private int geometryCount;

    /// Creates an empty batch.
    public BuildBatch() {}

    /// Forgets all builds.
    public void clear() {
        buildCount = 0;
        geometryCount = 0;
    }

    /// Adds a build without geometries. Those that are added next belong to it.
    ///
    /// @param type [RayTracingDriver#TOP_LEVEL] or [RayTracingDriver#BOTTOM_LEVEL]
    /// @param flags `VkBuildAccelerationStructureFlagsKHR`
    /// @param source the structure to update from; 0 for a build from nothing
    /// @param target the structure that is built
    public void add(int type, int flags, long source, long target) {
        if ((buildCount + 1) * BUILD_WORDS > builds.length) {
            builds = Arrays.copyOf(builds, builds.length * 2);
        }
        int at = buildCount++ * BUILD_WORDS;
        builds[at] = type;
        builds[at + 1] = flags;
        builds[at + 2] = source;
        builds[at + 3] = target;
        builds[at + 4] = 0;
        builds[at + 5] = geometryCount;
        builds[at + 6] = 0;
    }

    /// Adds a build of what another batch's only build has.
    ///
    /// @param other the other batch
    /// @param source the structure to update from; 0 for a build from nothing
    /// @param target the structure that is built
    public void add(BuildBatch other, long source, long target) {
        add(other.type(0), other.flags(0), source, target);
        int count = other.geometryCount;
        int words = (geometryCount + count) * GEOMETRY_WORDS;
        if (words > geometries.length) {
            geometries = Arrays.copyOf(geometries, Math.max(words, geometries.length * 2));
        }
        System.arraycopy(
                other.geometries,
                0,
                geometries,
                geometryCount * GEOMETRY_WORDS,
                count * GEOMETRY_WORDS);
        geometryCount += count;
        builds[(buildCount - 1) * BUILD_WORDS + 6] = count;
    }

    private int addGeometry(int kind, int flags, int primitives) {
        if ((geometryCount + 1) * GEOMETRY_WORDS > geometries.length) {
            geometries = Arrays.copyOf(geometries, geometries.length * 2);
        }
        builds[(buildCount - 1) * BUILD_WORDS + 6]++;
        int at = geometryCount++ * GEOMETRY_WORDS;
        geometries[at] = kind;
        geometries[at + 1] = flags;
        geometries[at + 2] = primitives;
        return at;
    }

    /// Adds triangles to the newest build.
    ///
    /// @param flags `VkGeometryFlagsKHR`
    /// @param count triangles
    /// @param vertexFormat `VkFormat`
    /// @param vertices address of the vertices
    /// @param stride bytes from one vertex to the next
    /// @param maxVertex the number of the last vertex
    /// @param indexType `VkIndexType`, or [#NO_INDICES]
    /// @param indices address of the indices; 0 for none
    /// @param transform address of a matrix of three rows with four floats each; 0 for none
    public void addTriangles(
            int flags,
            int count,
            int vertexFormat,
            long vertices,
            long stride,
            int maxVertex,
            int indexType,
            long indices,
            long transform) {
        int at = addGeometry(TRIANGLES, flags, count);
        geometries[at + 3] = vertices;
        geometries[at + 4] = stride;
        geometries[at + 5] = vertexFormat;
        geometries[at + 6] = maxVertex;
        geometries[at + 7] = indexType;
        geometries[at + 8] = indices;
        geometries[at + 9] = transform;
    }

    /// Adds boxes to the newest build.
    ///
    /// @param flags `VkGeometryFlagsKHR`
    /// @param count boxes
    /// @param boxes address of the boxes, six floats each
    /// @param stride bytes from one box to the next
    public void addBoxes(int flags, int count, long boxes, long stride) {
        int at = addGeometry(BOXES, flags, count);
        geometries[at + 3] = boxes;
        geometries[at + 4] = stride;
    }

    /// Adds instances to the newest build.
    ///
    /// @param flags `VkGeometryFlagsKHR`
    /// @param count instances
    /// @param instances address of the instances
    /// @param pointers whether there are addresses of instances, and not instances themselves
    public void addInstances(int flags, int count, long instances, boolean pointers) {
        int at = addGeometry(INSTANCES, flags, count);
        geometries[at + 3] = instances;
        geometries[at + 4] = pointers ? 1 : 0;
    }

    /// How many builds there are.
    ///
    /// @return builds
    public int count() {
        return buildCount;
    }

    /// How many geometries there are in all builds.
    ///
    /// @return geometries
    public int geometries() {
        return geometryCount;
    }

    /// The type of a build.
    ///
    /// @param build from 0
    /// @return [RayTracingDriver#TOP_LEVEL] or [RayTracingDriver#BOTTOM_LEVEL]
    public int type(int build) {
        return (int) builds[build * BUILD_WORDS];
    }

    /// The flags of a build.
    ///
    /// @param build from 0
    /// @return `VkBuildAccelerationStructureFlagsKHR`
    public int flags(int build) {
        return (int) builds[build * BUILD_WORDS + 1];
    }

    /// What a build updates.
    ///
    /// @param build from 0
    /// @return the structure, 0 for none
    public long source(int build) {
        return builds[build * BUILD_WORDS + 2];
    }

    /// What is built.
    ///
    /// @param build from 0
    /// @return the structure
    public long target(int build) {
        return builds[build * BUILD_WORDS + 3];
    }

    /// The scratch memory of a build.
    ///
    /// @param build from 0
    /// @return its address
    public long scratch(int build) {
        return builds[build * BUILD_WORDS + 4];
    }

    /// Gives a build its scratch memory.
    ///
    /// @param build from 0
    /// @param address its address
    public void setScratch(int build, long address) {
        builds[build * BUILD_WORDS + 4] = address;
    }

    /// The first geometry of a build.
    ///
    /// @param build from 0
    /// @return its number among all
    public int firstGeometry(int build) {
        return (int) builds[build * BUILD_WORDS + 5];
    }

    /// How many geometries a build has.
    ///
    /// @param build from 0
    /// @return geometries
    public int geometryCount(int build) {
        return (int) builds[build * BUILD_WORDS + 6];
    }

    /// What a geometry consists of.
    ///
    /// @param geometry its number among all
    /// @return [#TRIANGLES], [#BOXES] or [#INSTANCES]
    public int kind(int geometry) {
        return (int) geometries[geometry * GEOMETRY_WORDS];
    }

    /// The flags of a geometry.
    ///
    /// @param geometry its number among all
    /// @return `VkGeometryFlagsKHR`
    public int geometryFlags(int geometry) {
        return (int) geometries[geometry * GEOMETRY_WORDS + 1];
    }

    /// How many triangles, boxes or instances a geometry has.
    ///
    /// @param geometry its number among all
    /// @return how many
    public int primitives(int geometry) {
        return (int) geometries[geometry * GEOMETRY_WORDS + 2];
    }

    /// Where a geometry's vertices, boxes or instances are.
    ///
    /// @param geometry its number among all
    /// @return the address
    public long data(int geometry) {
        return geometries[geometry * GEOMETRY_WORDS + 3];
    }

    /// How far a geometry's vertices or boxes are apart.
    ///
    /// @param geometry its number among all
    /// @return bytes
    public long stride(int geometry) {
        return geometries[geometry * GEOMETRY_WORDS + 4];
    }

    /// Whether a geometry of instances holds their addresses.
    ///
    /// @param geometry its number among all
    /// @return false if it holds them themselves
    public boolean pointers(int geometry) {
        return geometries[geometry * GEOMETRY_WORDS + 4] != 0;
    }

    /// The format of triangles' vertices.
    ///
    /// @param geometry its number among all
    /// @return `VkFormat`
    public int vertexFormat(int geometry) {
        return (int) geometries[geometry * GEOMETRY_WORDS + 5];
    }

    /// The number of triangles' last vertex.
    ///
    /// @param geometry its number among all
    /// @return from 0
    public int maxVertex(int geometry) {
        return (int) geometries[geometry * GEOMETRY_WORDS + 6];
    }

    /// The type of triangles' indices.
    ///
    /// @param geometry its number among all
    /// @return `VkIndexType`, or [#NO_INDICES]
    public int indexType(int geometry) {
        return (int) geometries[geometry * GEOMETRY_WORDS + 7];
    }

    /// Where triangles' indices are.
    ///
    /// @param geometry its number among all
    /// @return the address, 0 for none
    public long indices(int geometry) {
        return geometries[geometry * GEOMETRY_WORDS + 8];
    }

    /// Where the matrix of triangles is.
    ///
    /// @param geometry its number among all
    /// @return the address, 0 for none
    public long transform(int geometry) {
        return geometries[geometry * GEOMETRY_WORDS + 9];
    }
}
