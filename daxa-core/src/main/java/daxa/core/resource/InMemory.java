package daxa.core.resource;

/// A counted object whose bytes lie in one memory heap.
interface InMemory {
    /// The heap.
    ///
    /// @return its index
    int heap();
}
