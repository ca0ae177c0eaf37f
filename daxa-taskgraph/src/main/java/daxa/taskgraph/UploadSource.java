package daxa.taskgraph;

import daxa.core.concurrent.ExternallySynchronized;

import java.lang.foreign.MemorySegment;

/// Gives what an upload of a task graph writes, each time that it is executed.
///
/// ```java
/// graph.upload("lights", lights, (memory, offset) -> LIGHT.write(memory, offset, light));
/// ```
///
/// It is called by the thread that executes the graph.
@ExternallySynchronized
@FunctionalInterface
public interface UploadSource {
    /// Writes the bytes of the upload, all of them: memory holds what was there before.
    ///
    /// @param memory memory that the device reads
    /// @param offset where to write, in bytes
    void write(MemorySegment memory, long offset);
}
