package daxa.taskgraph;

/// What tests see of a graph.
public final class GraphState {
    private GraphState() {}

    /// Whether the executions of the graph's device repeat, so that nothing is computed of them.
    public static boolean isRepeating(TaskGraph graph) {
        return graph.isRepeating();
    }
}
