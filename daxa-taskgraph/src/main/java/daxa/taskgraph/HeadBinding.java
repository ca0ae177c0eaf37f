package daxa.taskgraph;

import daxa.core.concurrent.Immutable;

import java.util.List;

/// The head of a task, and what its components are.
///
/// @param task the number of the task
/// @param layout where the shader finds what
/// @param uses for each of [HeadLayout#slots] the number of the use; -1 for nothing
@Immutable
record HeadBinding(int task, HeadLayout layout, List<Integer> uses) {}
