package daxa.taskgraph;

import daxa.core.concurrent.Immutable;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// What the tasks of a graph read and write, in the order in which they were declared. Nothing of
/// it refers to a device.
///
/// Two descriptions are equal if they declare the same, whatever their tasks record.
@Immutable
public final class GraphDescription {
    final String name;
    final ResourceEntry[] resources;

    /// The builder, which tells views of this description from others.
    final Object owner;

    final int taskCount;
    final String[] taskNames;
    final TaskKind[] taskKinds;
    final TaskQueue[] taskQueues;
    final boolean[] sideEffects;

    /// What tasks record, which is no part of what they declare: a lambda expression is another
    /// object each time.
    @SuppressWarnings("Immutable") // never changed
    final @Nullable TaskWork[] taskWorks;

    /// For each task, and one more, where its uses begin.
    final int[] firstUse;

    final int[] useResource;
    final int[] useStages;
    final byte[] useTypes;

    /// For each use, which of [#slices] it is; 0 for the whole resource.
    final int[] useSlice;

    /// Four numbers each: x0, x1, y0, y1 as in [TaskView].
    final long[] slices;

    /// The number of the image that is presented; -1 for none.
    final int presented;

    GraphDescription(GraphBuilder from) {
        name = from.name;
        owner = from.owner;
        resources = from.resources.toArray(ResourceEntry[]::new);
        taskCount = from.taskCount;
        taskNames = Arrays.copyOf(from.taskNames, taskCount);
        taskKinds = Arrays.copyOf(from.taskKinds, taskCount);
        taskQueues = Arrays.copyOf(from.taskQueues, taskCount);
        sideEffects = Arrays.copyOf(from.sideEffects, taskCount);
        taskWorks = Arrays.copyOf(from.taskWorks, taskCount);
        firstUse = Arrays.copyOf(from.firstUse, taskCount + 1);
        firstUse[taskCount] = from.useCount;
        useResource = Arrays.copyOf(from.useResource, from.useCount);
        useStages = Arrays.copyOf(from.useStages, from.useCount);
        useTypes = Arrays.copyOf(from.useTypes, from.useCount);
        useSlice = Arrays.copyOf(from.useSlice, from.useCount);
        slices = Arrays.copyOf(from.slices, 4 * (from.sliceCount + 1));
        presented = from.presented;
    }

    /// The graph's name.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    /// How many tasks there are.
    ///
    /// @return 0 or more
    public int taskCount() {
        return taskCount;
    }

    /// A task's name.
    ///
    /// @param task its number, in the order of declaration
    /// @return the name
    /// @throws IndexOutOfBoundsException if there is no such task
    public String taskName(int task) {
        return taskNames[task];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GraphDescription that
                && name.equals(that.name)
                && presented == that.presented
                && Arrays.equals(firstUse, that.firstUse)
                && Arrays.equals(useResource, that.useResource)
                && Arrays.equals(useStages, that.useStages)
                && Arrays.equals(useTypes, that.useTypes)
                && Arrays.equals(useSlice, that.useSlice)
                && Arrays.equals(slices, that.slices)
                && Arrays.equals(sideEffects, that.sideEffects)
                && Arrays.equals(taskKinds, that.taskKinds)
                && Arrays.equals(taskQueues, that.taskQueues)
                && Arrays.equals(taskNames, that.taskNames)
                && sameResources(that);
    }

    private boolean sameResources(GraphDescription that) {
        if (resources.length != that.resources.length) {
            return false;
        }
        for (int i = 0; i < resources.length; i++) {
            if (!resources[i].declaresSame(that.resources[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(useResource) + Arrays.hashCode(useTypes) + name.hashCode();
    }

    String label() {
        return "TaskGraph '" + name + "'";
    }

    @Override
    public String toString() {
        return "TaskGraph '" + name + "' of " + taskCount + " tasks";
    }
}
