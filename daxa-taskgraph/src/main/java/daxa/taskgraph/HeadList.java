package daxa.taskgraph;

import daxa.core.error.UsageException;

import java.util.ArrayList;
import java.util.List;

/// The heads of the tasks of a graph that is described.
final class HeadList {
    /// In the order of the tasks.
    final List<HeadBinding> bindings = new ArrayList<>();

    private final GraphBuilder graph;

    HeadList(GraphBuilder graph) {
        this.graph = graph;
    }

    void add(int task, TaskKind kind, Class<? extends Record> head, TaskView[] views) {
        HeadLayout layout = HeadLayout.of(head);
        if (!bindings.isEmpty() && bindings.getLast().task() == task) {
            throw new UsageException(
                    "task '"
                            + graph.taskNames[task]
                            + "' has "
                            + bindings.getLast().layout()
                            + " already and cannot have "
                            + layout
                            + " too; declare other uses by verbs");
        }
        if (views.length != layout.slots.size()) {
            mismatch(
                    task,
                    layout,
                    " is given "
                            + views.length
                            + (views.length == 1 ? " view" : " views")
                            + " (expected "
                            + layout.slots.size()
                            + ": "
                            + String.join(", ", layout.slots.stream().map(HeadSlot::name).toList())
                            + ")");
            return;
        }
        List<Integer> uses = new ArrayList<>(views.length);
        for (int i = 0; i < views.length; i++) {
            uses.add(use(task, kind, layout, layout.slots.get(i), views[i]));
        }
        bindings.add(new HeadBinding(task, layout, uses));
    }

    private int use(int task, TaskKind kind, HeadLayout layout, HeadSlot slot, TaskView view) {
        int stages = slot.stages() == 0 ? kind.defaultStages() : slot.stages();
        String wrong = view == null ? null : slot.problem(view);
        if (wrong != null) {
            mismatch(task, layout, " component '" + slot.name() + "' is given " + view + wrong);
            return UseProperties.NONE;
        }
        return graph.uses.add(
                task, kind, stages, slot.type(), view == null ? null : seen(slot, view));
    }

    // The view by the name of its component, so that messages and tools tell it.
    private static TaskView seen(HeadSlot slot, TaskView view) {
        TaskView named = view.named(slot.name());
        return slot.viewType() != null && named instanceof TaskImage image
                ? image.as(slot.viewType())
                : named;
    }

    private void mismatch(int task, HeadLayout layout, String what) {
        graph.problem(
                GraphProblem.Code.HEAD_MISMATCH,
                "task '" + graph.taskNames[task] + "': " + layout + what);
    }
}
