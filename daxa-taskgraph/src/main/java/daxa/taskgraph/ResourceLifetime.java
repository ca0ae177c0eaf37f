package daxa.taskgraph;

/// Who owns a resource of a graph, and how long its contents last.
public enum ResourceLifetime {
    /// Of the graph, for one execution: the contents are undefined when it begins. Transients that
    /// are not alive together share memory.
    TRANSIENT,
    /// Of the graph; the contents last from one execution to the next.
    PERSISTENT,
    /// Two of the graph, which change places with each execution: the one that tasks write, and
    /// [previous()][TaskImage#previous()] as the execution before has left it.
    DOUBLE_BUFFERED,
    /// Of the program, which may put another one in its place between executions.
    EXTERNAL
}
