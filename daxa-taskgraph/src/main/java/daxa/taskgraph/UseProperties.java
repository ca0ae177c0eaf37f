package daxa.taskgraph;

import daxa.core.concurrent.Immutable;

/// The properties of a use that has any.
///
/// @param use its number
/// @param properties how the task sees what it uses
@Immutable
record UseProperties(int use, ViewProperties properties) {}
