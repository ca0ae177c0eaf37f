package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;
import daxa.core.driver.BuildBatch;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// A part of a bottom-level acceleration structure: [triangles][TriangleGeometry] or
/// [boxes][BoxGeometry]. Shaders know it by its place in the list.
@Immutable
public sealed interface BlasGeometry permits TriangleGeometry, BoxGeometry {
    /// How many primitives it has.
    ///
    /// @return triangles or boxes
    int count();

    /// Adds it to the newest build of a batch; programs call `CommandRecorder.build`.
    ///
    /// @param batch the batch
    /// @throws daxa.core.error.UsageException if a device address is not aligned
    @Internal
    void addTo(BuildBatch batch);

    /// Names the buffers that a build reads; programs have no use for it.
    ///
    /// @param action gets each buffer
    @Internal
    void eachBuffer(Consumer<? super Buffer> action);

    /// What differs from the geometry that a structure was built of, so that it cannot be updated.
    ///
    /// @param built the other geometry
    /// @return such as `vertexCount=4 (built with 3)`, or null if nothing does
    @Nullable String differenceFrom(BlasGeometry built);
}
