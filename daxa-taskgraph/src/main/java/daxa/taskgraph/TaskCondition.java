package daxa.taskgraph;

import daxa.core.concurrent.Immutable;

/// Whether some tasks of a graph run: each execution says which conditions are on.
///
/// ```java
/// TaskCondition shadows = graph.condition("shadows");
/// graph.raster("shadow map").when(shadows).writes(TaskStage.DEPTH_STENCIL_ATTACHMENT, map);
/// ```
@Immutable
public final class TaskCondition {
    /// A graph has no more than this many.
    static final int MAX = Long.SIZE;

    private final Object owner;
    private final String name;
    private final int number;

    TaskCondition(Object owner, String name, int number) {
        this.owner = owner;
        this.name = name;
        this.number = number;
    }

    /// Its name.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    boolean belongsTo(Object graph) {
        return owner.equals(graph);
    }

    /// Its number in the graph, as a bit.
    long bit() {
        return 1L << number;
    }

    @Override
    public String toString() {
        return "condition '" + name + "'";
    }
}
