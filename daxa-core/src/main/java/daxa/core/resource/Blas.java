package daxa.core.resource;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;

import org.jspecify.annotations.Nullable;

/// A bottom-level acceleration structure: triangles or boxes.
///
/// A [Tlas] names it by its device address alone, so it must stay open for as long as rays are
/// traced through that one.
///
/// A child of its device, or of the [MemoryBlock] or the [Buffer] that it lies in. Made with
/// `Device.createBlas` or [MemoryBlock#createBlas].
@ThreadSafe
public final class Blas extends AccelerationStructure {
    private Blas(StructureObject object) {
        super(object);
    }

    private Blas(Blas other) {
        super(other);
    }

    /// Creates a structure with memory of its own, or on a buffer; programs call
    /// `Device.createBlas`.
    ///
    /// @param table the device's table
    /// @param info what it shall be
    /// @param buffer the buffer that it lies in, or null
    /// @param offset bytes
    /// @return the first reference
    @Internal
    public static Blas create(
            BindlessTable table,
            AccelerationStructureInfo info,
            @Nullable Buffer buffer,
            long offset) {
        return first(new Blas(new StructureObject(table, info, false, buffer, null, offset)));
    }

    static Blas create(AccelerationStructureInfo info, MemoryBlockObject block, long offset) {
        return first(new Blas(new StructureObject(block.table, info, false, null, block, offset)));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public Blas retain() {
        return another(new Blas(this));
    }
}
