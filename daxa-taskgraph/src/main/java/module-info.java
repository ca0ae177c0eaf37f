import org.jspecify.annotations.NullMarked;

/// Task graphs: declared uses of resources, from which barriers and submissions follow.
@NullMarked
module daxa.taskgraph {
    requires static org.jspecify;
    requires transitive daxa.core;

    exports daxa.taskgraph;
}
