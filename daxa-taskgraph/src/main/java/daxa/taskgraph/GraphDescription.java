package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What the tasks of a graph read and write, in the order in which they were declared. Nothing of
/// it refers to a device.
///
/// Two descriptions are equal if they declare the same, whatever their tasks record.
@Immutable
public final class GraphDescription {
    final String name;
    final ResourceEntry[] resources;

    // Of each resource, what it is, as bits; read more often than all else.
    private final byte[] traits;

    /// The builder, which tells views of this description from others.
    final Object owner;

    final int taskCount;
    final String[] taskNames;

    /// Of each task, the number of its kind, and of its queue.
    final byte[] taskKinds;

    final byte[] taskQueues;
    final boolean[] sideEffects;

    // Of each task, whether its queue was chosen; empty if none was.
    private final boolean[] choices;

    /// What tasks record, which is no part of what they declare: a lambda expression is another
    /// object each time.
    @SuppressWarnings("Immutable") // never changed
    final @Nullable TaskWork[] taskWorks;

    /// For each task, and one more, where its uses begin.
    final int[] firstUse;

    final int[] useResource;
    final int[] useStages;
    final byte[] useTypes;

    // For each use, which of the slices it is; empty where each is of a whole resource.
    private final int[] useSlice;

    /// For each use, what the task declared; longer than there are uses.
    final TaskView[] useViews;

    /// The properties of those uses that have any, and the names of views of nothing, in order.
    final List<UseProperties> useProperties;

    /// The heads of those tasks that have one, in order.
    final List<HeadBinding> heads;

    /// For each task, the Java line that added it; empty if they were not kept.
    final List<String> taskLines;

    /// Four numbers each: x0, x1, y0, y1 as in [TaskView].
    final long[] slices;

    /// The number of the image that is presented; -1 for none.
    final int presented;

    /// How many conditions there are, from 0 to 64.
    final int conditionCount;

    final String[] conditionNames;

    /// Of each task, bit i for condition i: those that have to be on, and those that have to be
    /// off. Empty if there is no condition.
    final long[] requiredOn;

    final long[] requiredOff;

    GraphDescription(GraphBuilder from) {
        name = from.name;
        owner = from.owner;
        resources = from.resources.entries.toArray(ResourceEntry[]::new);
        traits = Arrays.copyOf(from.resources.traits, resources.length);
        taskCount = from.taskCount;
        taskNames = Arrays.copyOf(from.taskNames, taskCount);
        taskKinds = upTo(taskCount, from.taskKinds);
        taskQueues = Arrays.copyOf(from.taskQueues, taskCount);
        sideEffects = Arrays.copyOf(from.sideEffects, taskCount);
        choices = new boolean[from.openQueues.isEmpty() ? 0 : taskCount];
        for (int task = 0; task < choices.length; task++) {
            choices[task] = from.openQueues.get(task);
        }
        taskWorks = from.works.of(taskCount);
        firstUse = Arrays.copyOf(from.firstUse, taskCount + 1);
        UseList uses = from.uses;
        firstUse[taskCount] = uses.count;
        useResource = upTo(uses.count, uses.resource);
        useStages = upTo(uses.count, uses.stages);
        useTypes = upTo(uses.count, uses.types);
        useSlice = uses.sliceCount == 0 ? uses.slice : Arrays.copyOf(uses.slice, uses.count);
        useViews = uses.views;
        slices = Arrays.copyOf(uses.slices, 4 * (uses.sliceCount + 1));
        useProperties = List.copyOf(uses.properties);
        heads = List.copyOf(from.heads.bindings);
        taskLines = List.copyOf(from.taskLines);
        presented = from.presented;
        conditionNames = from.conditions.names.toArray(String[]::new);
        conditionCount = conditionNames.length;
        requiredOn = from.conditions.on(taskCount);
        requiredOff = from.conditions.off(taskCount);
        if (choices.length != 0) {
            System.arraycopy(QueueChoice.of(this, from.transfers), 0, taskQueues, 0, taskCount);
        }
    }

    // Arrays to which the builder only adds: where one is full, it would go on with another one.
    private static int[] upTo(int count, int[] array) {
        return count == array.length ? array : Arrays.copyOf(array, count);
    }

    private static byte[] upTo(int count, byte[] array) {
        return count == array.length ? array : Arrays.copyOf(array, count);
    }

    /// The head of a task, found in logarithmic time; null if it has none.
    @Nullable HeadBinding head(int task) {
        int low = 0;
        int high = heads.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            HeadBinding found = heads.get(middle);
            if (found.task() == task) {
                return found;
            }
            if (found.task() < task) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /// Whether a task has a view of nothing by that name.
    boolean isAbsent(int task, String attachment) {
        for (UseProperties each : useProperties) {
            if (each.task() == task
                    && each.use() == UseProperties.NONE
                    && attachment.equals(each.properties().attachment())) {
                return true;
            }
        }
        return false;
    }

    /// The names by which a task uses something, for messages.
    Set<String> namesOf(int task) {
        Set<String> names = new TreeSet<>();
        for (int use = firstUse[task]; use < firstUse[task + 1]; use++) {
            String attachment = useViews[use].properties.attachment();
            names.add(attachment == null ? useViews[use].entry.name() : attachment);
        }
        return names;
    }

    /// Whether a task runs only under some conditions.
    boolean hasConditions(int task) {
        return conditionCount != 0 && (requiredOn[task] | requiredOff[task]) != 0;
    }

    /// Some conditions as the end of a sentence; empty for none.
    String conditionText(long on, long off) {
        StringBuilder text = new StringBuilder();
        for (int condition = 0; condition < conditionCount; condition++) {
            if (((on | off) >> condition & 1) != 0) {
                text.append(text.isEmpty() ? " when condition '" : " and condition '")
                        .append(conditionNames[condition])
                        .append((on >> condition & 1) != 0 ? "' is on" : "' is off");
            }
        }
        return text.toString();
    }

    boolean isTransient(int resource) {
        return (traits[resource] & ResourceList.TRANSIENT) != 0;
    }

    boolean isImage(int resource) {
        return (traits[resource] & ResourceList.IMAGE) != 0;
    }

    boolean isOfSwapchain(int resource) {
        return (traits[resource] & ResourceList.OF_SWAPCHAIN) != 0;
    }

    /// Whether a resource holds nothing when an execution begins.
    boolean isUndefinedAtFirst(int resource) {
        return (traits[resource] & (ResourceList.TRANSIENT | ResourceList.OF_SWAPCHAIN)) != 0;
    }

    TaskKind kind(int task) {
        return TaskKind.of(taskKinds[task]);
    }

    TaskQueue queue(int task) {
        return TaskQueue.of(taskQueues[task]);
    }

    /// Whether the queue of a task was left open by the program.
    boolean isQueueChosen(int task) {
        return choices.length != 0 && choices[task];
    }

    /// Where the part of a use begins in [#slices]; 0 for the whole resource.
    int slice(int use) {
        return useSlice.length == 0 ? 0 : 4 * useSlice[use];
    }

    /// The task of a use, found in logarithmic time.
    int taskOf(int use) {
        int found = Arrays.binarySearch(firstUse, use);
        if (found < 0) {
            return -found - 2;
        }
        // Tasks without uses begin where the next one does.
        while (firstUse[found + 1] == use) {
            found++;
        }
        return found;
    }

    /// Whether a task is to run.
    ///
    /// @param conditions bit i if condition i is on
    boolean isOn(int task, long conditions) {
        return conditionCount == 0
                || ((requiredOn[task] & ~conditions) | (requiredOff[task] & conditions)) == 0;
    }

    /// Conditions as bits.
    ///
    /// @throws UsageException if one is of another graph
    long bits(Set<TaskCondition> on) {
        long bits = 0;
        for (TaskCondition each : on) {
            if (!each.belongsTo(owner)) {
                throw new UsageException(
                        each + " is not of " + this + "; take one that its builder has returned");
            }
            bits |= each.bit();
        }
        return bits;
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

    /// Where the program added a task.
    ///
    /// @param task its number, in the order of declaration
    /// @return the line, as a stack trace has it; empty unless [GraphBuilder#keepLines()]
    /// @throws IndexOutOfBoundsException if there is no such task
    public String taskLine(int task) {
        return taskLines.isEmpty() ? "" : taskLines.get(task);
    }

    /// What is suspicious, though a program may want it: resources that nobody uses, writes that
    /// nobody reads, and the like.
    ///
    /// @return the warnings, found anew by each call
    public List<GraphProblem> warnings() {
        return Warnings.of(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GraphDescription that && hasStructureOf(that) && hasSizesOf(that);
    }

    /// Whether both declare the same, but for the extents of images and the bytes of others: then
    /// their tasks run in the same order. Buffers of which parts are used are no others.
    boolean hasStructureOf(GraphDescription that) {
        return name.equals(that.name)
                && presented == that.presented
                && Arrays.equals(firstUse, that.firstUse)
                && Arrays.equals(useResource, that.useResource)
                && Arrays.equals(useStages, that.useStages)
                && Arrays.equals(useTypes, that.useTypes)
                && Arrays.equals(useSlice, that.useSlice)
                && Arrays.equals(slices, that.slices)
                && useProperties.equals(that.useProperties)
                && heads.equals(that.heads)
                && Arrays.equals(sideEffects, that.sideEffects)
                && Arrays.equals(taskKinds, that.taskKinds)
                && Arrays.equals(taskQueues, that.taskQueues)
                && Arrays.equals(choices, that.choices)
                && Arrays.equals(taskNames, that.taskNames)
                && Arrays.equals(conditionNames, that.conditionNames)
                && Arrays.equals(requiredOn, that.requiredOn)
                && Arrays.equals(requiredOff, that.requiredOff)
                && hasResourcesOf(that);
    }

    private boolean hasResourcesOf(GraphDescription that) {
        if (resources.length != that.resources.length) {
            return false;
        }
        boolean isWhole = useSlice.length == 0;
        for (int i = 0; i < resources.length; i++) {
            ResourceEntry one = resources[i];
            ResourceEntry other = that.resources[i];
            if (!one.isLike(other) || (!isWhole && one.width() != other.width())) {
                return false;
            }
        }
        return true;
    }

    private boolean hasSizesOf(GraphDescription that) {
        for (int i = 0; i < resources.length; i++) {
            if (!resources[i].hasSizeOf(that.resources[i])) {
                return false;
            }
        }
        return true;
    }

    /// The conditions of another description as bits of this one, by their names.
    long bits(GraphDescription other, long on) {
        long bits = 0;
        for (int i = 0; i < conditionCount; i++) {
            int there = Arrays.asList(other.conditionNames).indexOf(conditionNames[i]);
            bits |= there >= 0 ? (on >> there & 1) << i : 0;
        }
        return bits;
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
