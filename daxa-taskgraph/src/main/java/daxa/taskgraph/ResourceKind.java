package daxa.taskgraph;

/// What a resource of a graph is.
public enum ResourceKind {
    /// Bytes.
    BUFFER(TaskStage.ALL & ~TaskStage.ATTACHMENTS),
    /// Texels, in mip levels and layers.
    IMAGE(TaskStage.ALL & ~TaskStage.FIXED & ~TaskStage.BUILD.bit()),
    /// A top-level acceleration structure.
    TLAS(TaskStage.OF_STRUCTURES),
    /// A bottom-level acceleration structure.
    BLAS(TaskStage.OF_STRUCTURES);

    private final int reads;
    private final int writes;

    ResourceKind(int stages) {
        reads = stages;
        writes = stages & ~TaskStage.FIXED;
    }

    /// The stages at which it can be used.
    ///
    /// @param type as in [UseType]
    int stages(int type) {
        return UseType.writes(type) ? writes : reads;
    }
}
