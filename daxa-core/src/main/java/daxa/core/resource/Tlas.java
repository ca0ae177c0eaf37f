package daxa.core.resource;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

/// A top-level acceleration structure: instances of bottom-level ones, which shaders find by its
/// id.
///
/// A child of its device, or of the [MemoryBlock] or the [Buffer] that it lies in. Made with
/// `Device.createTlas` or [MemoryBlock#createTlas].
@ThreadSafe
public final class Tlas extends AccelerationStructure {
    private Tlas(StructureObject object) {
        super(object);
    }

    private Tlas(Tlas other) {
        super(other);
    }

    /// Creates a structure with memory of its own, or on a buffer; programs call
    /// `Device.createTlas`.
    ///
    /// @param table the device's table
    /// @param info what it shall be
    /// @param buffer the buffer that it lies in, or null
    /// @param offset bytes
    /// @return the first reference
    @Internal
    public static Tlas create(
            BindlessTable table,
            AccelerationStructureInfo info,
            @Nullable Buffer buffer,
            long offset) {
        return first(new Tlas(new StructureObject(table, info, true, buffer, null, offset)));
    }

    static Tlas create(AccelerationStructureInfo info, MemoryBlockObject block, long offset) {
        return first(new Tlas(new StructureObject(block.table, info, true, null, block, offset)));
    }

    static @Nullable Tlas retained(Counted object) {
        return object.tryRetain() ? another(new Tlas((StructureObject) object)) : null;
    }

    /// The id under which shaders find the structure.
    ///
    /// @return the id
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public TlasId id() {
        return new TlasId(structure().id);
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public Tlas retain() {
        return another(new Tlas(this));
    }
}
