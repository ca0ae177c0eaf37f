package daxa.core.resource;

import daxa.core.concurrent.Immutable;

import java.util.Objects;

/// A place in a buffer.
///
/// @param buffer the buffer: a reference that the receiver closes
/// @param offset bytes from the buffer's start
@Immutable
public record BufferLocation(Buffer buffer, long offset) {
    /// Checks the values.
    public BufferLocation {
        Objects.requireNonNull(buffer, "buffer");
    }
}
