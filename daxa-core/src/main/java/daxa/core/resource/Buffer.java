package daxa.core.resource;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/// Memory that shaders reach by its device address, and the host through [#mapped()] where it is
/// host-visible.
///
/// | operation | needs |
/// |---|---|
/// | device address, id, copies, fills, indices | nothing |
/// | [#mapped()] | memory kind UPLOAD or READBACK |
/// | [#flush()], [#invalidate()] | the same |
///
/// A child of its device, or of the [MemoryBlock] it lies in. Made with `Device.createBuffer` or
/// [MemoryBlock#createBuffer], or made elsewhere and adopted with `Device.adoptBuffer`.
@ThreadSafe
public final class Buffer extends Reference {
    // The object's own, which commands ask for again and again.
    private final long size;
    private final long handle;

    private Buffer(BufferObject object) {
        super(object);
        size = object.info.size();
        handle = object.buffer.handle();
    }

    private Buffer(Buffer other) {
        super(other);
        size = other.size;
        handle = other.handle;
    }

    /// Creates a buffer; programs call `Device.createBuffer`.
    ///
    /// @param table the device's table
    /// @param info what it shall be
    /// @return the first reference
    @Internal
    public static Buffer create(BindlessTable table, BufferInfo info) {
        return create(table, info, null, 0);
    }

    static Buffer create(
            BindlessTable table, BufferInfo info, @Nullable MemoryBlockObject block, long offset) {
        return first(new Buffer(new BufferObject(table, info, block, offset)));
    }

    /// Adopts a buffer; programs call `Device.adoptBuffer`.
    ///
    /// @param table the device's table
    /// @param info what it is
    /// @param foreign the buffer
    /// @return the first reference
    @Internal
    public static Buffer adopt(BindlessTable table, BufferInfo info, ForeignBuffer foreign) {
        return first(new Buffer(new BufferObject(table, info, foreign)));
    }

    static @Nullable Buffer retained(Counted object) {
        return object.tryRetain() ? another(new Buffer((BufferObject) object)) : null;
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public Buffer retain() {
        return another(new Buffer(this));
    }

    private BufferObject buffer() {
        return (BufferObject) object();
    }

    /// What the buffer was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public BufferInfo info() {
        return buffer().info;
    }

    /// Its size.
    ///
    /// @return bytes
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long size() {
        object();
        return size;
    }

    /// The address under which shaders reach the buffer.
    ///
    /// @return the device address, a multiple of 16
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long deviceAddress() {
        return buffer().buffer.deviceAddress();
    }

    /// The id of the row that holds the address, for shaders that prefer ids.
    ///
    /// @return the id
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public BufferId id() {
        return new BufferId(buffer().id);
    }

    /// The memory as the host sees it, from 0 to [#size()], little-endian as the GPU reads it.
    ///
    /// The segment is made at the first call and the same ever after. Access beyond its end throws
    /// [IndexOutOfBoundsException]; access after the last close of the buffer throws
    /// [IllegalStateException]. Neither ever crashes the JVM (L14).
    ///
    /// @apiNote The first call costs some microseconds, and so does the close of a buffer that was
    ///   mapped: ending access for all threads needs a handshake with them. Keep mapped buffers, or
    ///   share one for many small things.
    /// @return the memory
    /// @throws daxa.core.error.ClosedException if this reference is closed
    /// @throws daxa.core.error.UsageException if the buffer is not host-visible
    public MemorySegment mapped() {
        return buffer().mapped();
    }

    /// Lets the GPU see what the host wrote to [#mapped()]. Needed before the submit that reads it
    /// where the buffer was created with [MemoryOption#NON_COHERENT]; does nothing where the memory
    /// is coherent.
    ///
    /// @param offset first byte
    /// @param size bytes, above 0; the range is widened to the device's `nonCoherentAtomSize`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    /// @throws daxa.core.error.UsageException if the buffer is not host-visible, or the range is
    ///   not within it
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out; nothing has changed
    public void flush(long offset, long size) {
        buffer().flush(offset, size);
    }

    /// As [#flush(long, long)], all of the buffer.
    ///
    /// @throws daxa.core.error.ClosedException if this reference is closed
    /// @throws daxa.core.error.UsageException if the buffer is not host-visible
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out; nothing has changed
    public void flush() {
        flush(0, size());
    }

    /// Lets the host see in [#mapped()] what the GPU wrote. Needed after the wait for the
    /// submission that wrote it where the buffer was created with [MemoryOption#NON_COHERENT]; does
    /// nothing where the memory is coherent. What the host wrote there and did not flush is lost.
    ///
    /// @param offset first byte
    /// @param size bytes, above 0; the range is widened to the device's `nonCoherentAtomSize`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    /// @throws daxa.core.error.UsageException if the buffer is not host-visible, or the range is
    ///   not within it
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out; nothing has changed
    public void invalidate(long offset, long size) {
        buffer().invalidate(offset, size);
    }

    /// As [#invalidate(long, long)], all of the buffer.
    ///
    /// @throws daxa.core.error.ClosedException if this reference is closed
    /// @throws daxa.core.error.UsageException if the buffer is not host-visible
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out; nothing has changed
    public void invalidate() {
        invalidate(0, size());
    }

    /// The native buffer, for foreign code.
    ///
    /// @return the `VkBuffer`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        object();
        return handle;
    }
}
