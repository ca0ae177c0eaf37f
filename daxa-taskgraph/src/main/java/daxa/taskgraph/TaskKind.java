package daxa.taskgraph;

import daxa.core.command.Access;

/// What the commands of a task do, which decides how the uses that it declares are synchronised.
public enum TaskKind {
    /// Draws, inside of render passes.
    RASTER,
    /// Compute shaders.
    COMPUTE,
    /// Copies, fills, clears and blits.
    TRANSFER,
    /// Anything.
    GENERAL;

    /// The use of memory that "reads" stands for in a task of this kind, where no stage is named.
    ///
    /// @return reads of all stages of the kind
    public Access reads() {
        return switch (this) {
            case RASTER -> Access.VERTEX_READ.and(Access.FRAGMENT_READ);
            case COMPUTE -> Access.COMPUTE_READ;
            case TRANSFER -> Access.TRANSFER_READ;
            case GENERAL -> Access.ALL_READ;
        };
    }

    /// The use of memory that "writes" stands for in a task of this kind, where no stage is named.
    ///
    /// @return writes of all stages of the kind
    public Access writes() {
        return switch (this) {
            case RASTER -> Access.VERTEX_WRITE.and(Access.FRAGMENT_WRITE);
            case COMPUTE -> Access.COMPUTE_WRITE;
            case TRANSFER -> Access.TRANSFER_WRITE;
            case GENERAL -> Access.ALL_WRITE;
        };
    }
}
