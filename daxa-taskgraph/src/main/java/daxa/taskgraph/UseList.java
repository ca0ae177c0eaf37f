package daxa.taskgraph;

import daxa.core.resource.Format;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The uses that the tasks of a graph which is described declare.
final class UseList {
    int count;
    int[] resource;
    int[] stages;
    byte[] types;
    TaskView[] views;

    /// Of each use, up to the last one of a part, which of [#slices] it is; 0 for the whole.
    int[] slice = new int[0];

    int sliceCount;
    long[] slices = new long[4];

    /// The properties of those that have any, and the names of views of nothing, in order.
    final List<UseProperties> properties = new ArrayList<>();

    private final GraphBuilder graph;

    /// @param room for how many, above 0, without growing
    UseList(GraphBuilder graph, int room) {
        this.graph = graph;
        resource = new int[room];
        stages = new int[room];
        types = new byte[room];
        views = new TaskView[room];
    }

    /// Adds a use, unless it is of nothing, or wrong beyond repair.
    ///
    /// @return its number; -1 if it was not added
    int add(int task, TaskKind kind, int stagesOfUse, int type, @Nullable TaskView view) {
        if (view == null) {
            addNull(task, type);
            return -1;
        }
        if (!view.isPlain && !isUsable(task, type, view)) {
            return -1;
        }
        ResourceEntry entry = view.entry;
        if (!graph.owner.equals(entry.owner())) {
            problem(
                    GraphProblem.Code.FOREIGN_VIEW,
                    task,
                    type,
                    view,
                    ", which belongs to another graph; add it to this one");
            return -1;
        }
        int allowed = kind.stages() & entry.kind().stages(type);
        if ((stagesOfUse & ~allowed) != 0 || entry.image() != null || entry.isPrevious()) {
            check(task, stagesOfUse, type, view);
        }
        if (count == resource.length) {
            grow();
        }
        int use = count++;
        resource[use] = entry.index();
        stages[use] = stagesOfUse;
        types[use] = (byte) type;
        views[use] = view;
        if (!view.isWhole) {
            addSlice(use, view);
        }
        if (!view.isPlain) {
            properties.add(new UseProperties(task, use, view.properties));
            checkType(task, type, view);
        }
        return use;
    }

    private void grow() {
        int more = count * 2;
        resource = Arrays.copyOf(resource, more);
        stages = Arrays.copyOf(stages, more);
        types = Arrays.copyOf(types, more);
        views = Arrays.copyOf(views, more);
    }

    private void addSlice(int use, TaskView view) {
        if (use >= slice.length) {
            slice = Arrays.copyOf(slice, Math.max(32, 2 * use));
        }
        int added = ++sliceCount;
        if (4 * added == slices.length) {
            slices = Arrays.copyOf(slices, slices.length * 2);
        }
        slices[4 * added] = view.x0;
        slices[4 * added + 1] = view.x1;
        slices[4 * added + 2] = view.y0;
        slices[4 * added + 3] = view.y1;
        slice[use] = added;
    }

    private boolean isUsable(int task, int type, TaskView view) {
        if (!hasOwnName(task, type, view)) {
            return false;
        }
        if (view.isNone()) {
            addAbsent(task, view);
            return false;
        }
        return true;
    }

    private void addAbsent(int task, TaskView view) {
        if (view.properties.attachment() != null) {
            properties.add(new UseProperties(task, UseProperties.NONE, view.properties));
        }
    }

    // ---------------------------------------------------------------- what is wrong

    private void addNull(int task, int type) {
        graph.problem(
                GraphProblem.Code.NULL_VIEW,
                "task '"
                        + graph.taskNames[task]
                        + "' "
                        + UseType.text(type)
                        + " a view that is null; give it a view, or NONE of TaskImage, TaskBuffer"
                        + " or TaskStructure for nothing");
    }

    private boolean hasOwnName(int task, int type, TaskView view) {
        String name = view.properties.attachment();
        if (name == null || !isTaken(task, name)) {
            return true;
        }
        problem(
                GraphProblem.Code.DUPLICATE_ATTACHMENT,
                task,
                type,
                view,
                ", but uses another view by the name '" + name + "' already; give each its own");
        return false;
    }

    private boolean isTaken(int task, String name) {
        for (int i = properties.size() - 1; i >= 0; i--) {
            UseProperties each = properties.get(i);
            if (each.task() != task) {
                return false;
            }
            if (name.equals(each.properties().attachment())) {
                return true;
            }
        }
        return false;
    }

    private void checkType(int task, int type, TaskView view) {
        String wrong = ViewTypes.problem(view);
        if (wrong != null) {
            problem(GraphProblem.Code.WRONG_VIEW_TYPE, task, type, view, wrong);
        }
    }

    private void check(int task, int stagesOfUse, int type, TaskView view) {
        checkStages(task, stagesOfUse, type, view);
        TaskImageInfo image = view.entry.image();
        if (image != null) {
            checkFormat(task, stagesOfUse, type, view, image.format());
        }
    }

    private void checkStages(int task, int stagesOfUse, int type, TaskView view) {
        TaskKind kind = graph.kind(task);
        int wrong = stagesOfUse & ~kind.stages();
        if (wrong != 0) {
            problem(
                    GraphProblem.Code.WRONG_STAGE_FOR_KIND,
                    task,
                    type,
                    view,
                    " at "
                            + TaskStage.text(wrong)
                            + ", but it is "
                            + kind
                            + " (expected of "
                            + TaskStage.text(kind.stages())
                            + "); use another stage, or a general task");
        }
        int ofResource = view.entry.kind().stages(type);
        wrong = stagesOfUse & ~ofResource;
        if (wrong != 0 && kind != TaskKind.GENERAL) {
            problem(
                    GraphProblem.Code.WRONG_STAGE_FOR_RESOURCE,
                    task,
                    type,
                    view,
                    " at "
                            + TaskStage.text(wrong)
                            + " (expected of "
                            + TaskStage.text(ofResource)
                            + ")");
        }
        if (UseType.writes(type) && view.entry.isPrevious()) {
            problem(
                    GraphProblem.Code.WRITE_TO_PREVIOUS,
                    task,
                    type,
                    view,
                    ", which is what the execution before has left; write the one of this"
                            + " execution");
        }
    }

    private void checkFormat(int task, int stagesOfUse, int type, TaskView view, Format format) {
        if (stagesOfUse == TaskStage.ALL) {
            return;
        }
        int wrong = stagesOfUse & TaskStage.impossible(format, type);
        if (wrong != 0) {
            problem(
                    GraphProblem.Code.WRONG_FORMAT,
                    task,
                    type,
                    view,
                    " at "
                            + TaskStage.text(wrong)
                            + ", which format="
                            + format
                            + " does not allow; "
                            + (UseType.writes(type)
                                    ? "choose another format"
                                    : "choose another format, or samples for what shaders read"));
        }
    }

    private void problem(
            GraphProblem.Code code, int task, int type, TaskView view, String message) {
        graph.problem(
                code,
                "task '"
                        + graph.taskNames[task]
                        + "' "
                        + UseType.text(type)
                        + " "
                        + view
                        + message);
    }

    boolean isWritten(int index) {
        for (int use = 0; use < count; use++) {
            if (resource[use] == index && UseType.writes(types[use])) {
                return true;
            }
        }
        return false;
    }

    /// What queues lack that tasks need.
    void checkQueues(List<GraphProblem> problems) {
        for (int task = 0; task < graph.taskCount; task++) {
            if (graph.taskQueues[task] != 0) {
                checkQueue(problems, task, TaskQueue.of(graph.taskQueues[task]));
            }
        }
    }

    private void checkQueue(List<GraphProblem> problems, int task, TaskQueue queue) {
        int allowed = TaskStage.of(queue.kind());
        int end = task + 1 == graph.taskCount ? count : graph.firstUse[task + 1];
        for (int use = graph.firstUse[task]; use < end; use++) {
            int wrong = stages[use] & ~allowed;
            if (wrong != 0 && stages[use] != TaskStage.ALL) {
                problems.add(
                        new GraphProblem(
                                GraphProblem.Code.WRONG_STAGE_FOR_QUEUE,
                                "task '"
                                        + graph.taskNames[task]
                                        + "' "
                                        + UseType.text(types[use])
                                        + " "
                                        + views[use]
                                        + " at "
                                        + TaskStage.text(wrong)
                                        + ", which queue "
                                        + queue
                                        + " has not (expected of "
                                        + TaskStage.text(allowed)
                                        + "); choose another queue",
                                graph.line(task)));
            }
        }
    }
}
