package daxa.taskgraph;

import daxa.core.concurrent.Immutable;

/// How a task sees something that it uses, where there is something to say of it.
///
/// @param task the number of the task
/// @param use the number of the use; -1 for a view of nothing
/// @param properties how the task sees it
@Immutable
record UseProperties(int task, int use, ViewProperties properties) {
    static final int NONE = -1;
}
