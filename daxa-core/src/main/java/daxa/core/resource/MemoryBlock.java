package daxa.core.resource;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.lifetime.Reference;

/// Memory in which buffers and images are placed at chosen offsets, side by side or one over the
/// other.
///
/// What lies in a block is its child: the block is freed when all of it is really destroyed. The
/// place of a closed resource is free again when that is destroyed.
///
/// Resources may share bytes where each is declared [aliased][MemoryOption#ALIASED]. Then one at a
/// time is used: what one writes makes the contents of the others undefined, and before an image is
/// used again after another resource was written, `CommandRecorder.discardContents` says so to the
/// GPU. Between the uses of two of them there is a barrier.
///
/// A child of its device. Made with `Device.createMemoryBlock`.
@ThreadSafe
public final class MemoryBlock extends Reference {
    private MemoryBlock(MemoryBlockObject object) {
        super(object);
    }

    private MemoryBlock(MemoryBlock other) {
        super(other);
    }

    /// Allocates a block; programs call `Device.createMemoryBlock`.
    ///
    /// @param table the device's table
    /// @param info what it shall be
    /// @return the first reference
    @Internal
    public static MemoryBlock create(BindlessTable table, MemoryBlockInfo info) {
        return first(new MemoryBlock(new MemoryBlockObject(table, info)));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public MemoryBlock retain() {
        return another(new MemoryBlock(this));
    }

    private MemoryBlockObject block() {
        return (MemoryBlockObject) object();
    }

    /// What the block was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public MemoryBlockInfo info() {
        return block().info;
    }

    /// Its size.
    ///
    /// @return bytes
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long size() {
        return block().info.requirements().size();
    }

    /// Creates a buffer in the block.
    ///
    /// @param info what it shall be; its memory kind is the block's
    /// @param offset where in the block, bytes, a multiple of the alignment that
    ///   `Device.memoryRequirements` tells
    /// @return the first reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    /// @throws daxa.core.error.UsageException if the buffer cannot lie there: alignment, end of the
    ///   block, memory type, another resource that is not aliased
    /// @throws daxa.core.error.TableFullException if there are too many buffers
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public Buffer createBuffer(BufferInfo info, long offset) {
        MemoryBlockObject block = block();
        return Buffer.create(block.table, info, block, offset);
    }

    /// Creates a bottom-level acceleration structure in the block.
    ///
    /// @param info what it shall be
    /// @param offset where in the block, bytes, a multiple of the alignment that
    ///   `Device.memoryRequirements` tells
    /// @return the first reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    /// @throws daxa.core.error.UsageException if the structure cannot lie there, or the device has
    ///   no acceleration structures
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public Blas createBlas(AccelerationStructureInfo info, long offset) {
        return Blas.create(info, block(), offset);
    }

    /// Creates a top-level acceleration structure in the block.
    ///
    /// @param info what it shall be
    /// @param offset where in the block, bytes, a multiple of the alignment that
    ///   `Device.memoryRequirements` tells
    /// @return the first reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    /// @throws daxa.core.error.UsageException if the structure cannot lie there, or the device has
    ///   no acceleration structures
    /// @throws daxa.core.error.TableFullException if there are too many top-level structures
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public Tlas createTlas(AccelerationStructureInfo info, long offset) {
        return Tlas.create(info, block(), offset);
    }

    /// Creates an image in the block. The next submit brings it into the general layout, with
    /// undefined contents.
    ///
    /// @param info what it shall be
    /// @param offset where in the block, bytes, a multiple of the alignment that
    ///   `Device.memoryRequirements` tells
    /// @return the first reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    /// @throws daxa.core.error.UsageException if the device cannot have the image, or it cannot lie
    ///   there: alignment, end of the block, memory type, another resource that is not aliased
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out
    public Image createImage(ImageInfo info, long offset) {
        MemoryBlockObject block = block();
        return Image.create(block.table, info, block, offset);
    }

    /// The native memory that the block lies in, for foreign code. Others may lie in it too: the
    /// block's bytes begin at [#nativeOffset()].
    ///
    /// @return the `VkDeviceMemory`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        MemoryBlockObject block = block();
        return block.table.context().driver().memoryHandle(block.memory.allocation());
    }

    /// Where the block begins in its native memory, for foreign code.
    ///
    /// @return bytes
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeOffset() {
        MemoryBlockObject block = block();
        return block.table.context().driver().memoryOffset(block.memory.allocation());
    }
}
