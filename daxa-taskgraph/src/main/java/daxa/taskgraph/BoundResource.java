package daxa.taskgraph;

import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;

/// What stands behind a resource of a graph.
abstract sealed class BoundResource
        permits BoundBuffer, BoundImage, BoundStructure, BoundFrame, BoundSet {
    /// What is wrong with it, for a message, or an empty string.
    abstract String problem();

    /// What stands for it in the history of executions: the same for each reference to an object.
    abstract Object identity();

    /// Whether it is an object, or has it among several.
    boolean contains(Counted resource) {
        return resource.equals(identity());
    }

    /// Closes what belongs to the graph.
    abstract void close();

    static String problem(Reference reference) {
        return reference.isClosed() ? reference + ", which is bound to it, is closed" : "";
    }
}
