package daxa.taskgraph;

/// What a resource of a graph is.
public enum ResourceKind {
    /// Bytes.
    BUFFER,
    /// Texels, in mip levels and layers.
    IMAGE,
    /// A top-level acceleration structure.
    TLAS,
    /// A bottom-level acceleration structure.
    BLAS
}
