package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.resource.Format;

import java.util.Objects;

/// An input of a vertex shader.
///
/// @param location the location in the shader, from 0 to 15
/// @param binding the vertex buffer that it is read from
/// @param format what it is in the buffer
/// @param offset bytes from the start of a vertex, from 0 to 2047
@Immutable
public record VertexAttribute(int location, int binding, Format format, int offset) {
    /// Checks that nothing is missing.
    public VertexAttribute {
        Objects.requireNonNull(format, "format");
    }
}
