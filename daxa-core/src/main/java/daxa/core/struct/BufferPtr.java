package daxa.core.struct;

import daxa.core.concurrent.Immutable;
import daxa.core.error.ClosedException;
import daxa.core.resource.Buffer;

/// A pointer to GPU memory that a shader reads: `daxa_BufferPtr(T)` in GLSL. It is 8 bytes long.
///
/// A pointer keeps nothing alive: the buffer must be open until the submissions that follow the
/// pointer are finished.
///
/// @param <T> what it points at: a [GpuStruct], a class of JOML, or `Byte`, `Short`, `Character`,
///   `Integer`, `Long`, `Float`, `Double` for one number
/// @param address the device address; 0 points nowhere
@Immutable
public record BufferPtr<T>(long address) {
    /// A pointer to the beginning of a buffer.
    ///
    /// @param <T> what it points at
    /// @param buffer the buffer
    /// @return the pointer
    /// @throws ClosedException if the buffer is closed
    public static <T> BufferPtr<T> to(Buffer buffer) {
        return new BufferPtr<>(buffer.deviceAddress());
    }

    /// A pointer to another place of the same memory.
    ///
    /// @param bytes how far, as from [Struct#bytes(int)]; may be negative
    /// @return the pointer
    public BufferPtr<T> plus(long bytes) {
        return new BufferPtr<>(address + bytes);
    }
}
