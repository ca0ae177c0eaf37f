package daxa.core.resource;

/// What is special about the memory of a buffer or an image.
public enum MemoryOption {
    /// It gets an allocation of its own, instead of a part of a larger one. Worth it for a few
    /// large things, such as render targets of the size of a window.
    DEDICATED,
    /// It may share bytes of a [MemoryBlock] with others that are declared so too. Only for what is
    /// placed in a block. What one writes makes the contents of the others undefined.
    ALIASED,
    /// The host's memory may be non-coherent where that is faster: what the host wrote is to be
    /// [flushed][Buffer#flush()] before the submit that reads it, and what the GPU wrote
    /// [invalidated][Buffer#invalidate()] before the host reads it. Only for buffers.
    NON_COHERENT
}
