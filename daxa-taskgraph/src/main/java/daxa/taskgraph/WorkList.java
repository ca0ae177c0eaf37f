package daxa.taskgraph;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// What the tasks of a graph that is described record.
final class WorkList {
    // Up to the last task that records anything.
    private @Nullable TaskWork[] works = {};

    @Nullable TaskWork get(int task) {
        return task < works.length ? works[task] : null;
    }

    void set(int task, TaskWork work) {
        if (task >= works.length) {
            works = Arrays.copyOf(works, Math.max(16, 2 * task));
        }
        works[task] = work;
    }

    @Nullable TaskWork[] of(int taskCount) {
        return Arrays.copyOf(works, taskCount);
    }
}
