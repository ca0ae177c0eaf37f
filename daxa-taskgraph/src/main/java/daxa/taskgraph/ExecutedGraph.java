package daxa.taskgraph;

import java.util.List;

/// A graph in execution, as the history of executions knows it.
///
/// @param description what it does
/// @param heap what stands for the memory of its transient resources
/// @param created images that came into being there
record ExecutedGraph(GraphDescription description, Object heap, List<Before.Memory> created) {}
