package daxa.core.resource;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.lifetime.Reference;

/// What rays are traced through: a [Blas] of triangles or boxes, or a [Tlas] of instances of these.
/// Commands of a recorder build, update, copy and compact it.
@ThreadSafe
public abstract sealed class AccelerationStructure extends Reference permits Blas, Tlas {
    // The object's own, which commands ask for again and again.
    private final long handle;

    AccelerationStructure(StructureObject object) {
        super(object);
        handle = object.handle;
    }

    AccelerationStructure(AccelerationStructure other) {
        super(other);
        handle = other.handle;
    }

    final StructureObject structure() {
        return (StructureObject) object();
    }

    /// What the structure was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public AccelerationStructureInfo info() {
        return structure().info;
    }

    /// Where instances and ray tracing shaders find the structure.
    ///
    /// @return its device address
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long deviceAddress() {
        return structure().deviceAddress;
    }

    /// The native structure, for foreign code.
    ///
    /// @return the `VkAccelerationStructureKHR`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        object();
        return handle;
    }
}
