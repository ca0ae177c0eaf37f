package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// A record of a shader binding table: the group that runs, and data that its shaders read.
///
/// @param group the name of the group
/// @param data the data; may be empty
@Immutable
public record ShaderRecord(String group, MemorySegment data) {
    /// Copies the data.
    ///
    /// @throws IllegalStateException if the data's memory is freed, or another thread's
    public ShaderRecord {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(data, "data");
        data = MemorySegment.ofArray(data.toArray(ValueLayout.JAVA_BYTE)).asReadOnly();
    }
}
