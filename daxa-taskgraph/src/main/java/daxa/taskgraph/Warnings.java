package daxa.taskgraph;

import java.util.ArrayList;
import java.util.List;

/// What is suspicious in a description, though a program may want it.
final class Warnings {
    private final GraphDescription graph;
    private final List<GraphProblem> found = new ArrayList<>();

    private Warnings(GraphDescription graph) {
        this.graph = graph;
    }

    static List<GraphProblem> of(GraphDescription graph) {
        Warnings warnings = new Warnings(graph);
        warnings.findUnused();
        warnings.findUnread();
        return List.copyOf(warnings.found);
    }

    private void add(GraphProblem.Code code, String message, String line) {
        found.add(new GraphProblem(code, message, line));
    }

    // ---------------------------------------------------------------- what nobody uses

    private void findUnused() {
        if (graph.taskCount == 0) {
            add(GraphProblem.Code.EMPTY_GRAPH, graph + " does nothing; add tasks", "");
        }
        for (int task = 0; task < graph.taskCount; task++) {
            if (graph.firstUse[task] == graph.firstUse[task + 1] && !graph.sideEffects[task]) {
                add(
                        GraphProblem.Code.EMPTY_TASK,
                        "task '"
                                + graph.taskNames[task]
                                + "' uses nothing, so it does not run; declare what it uses, or"
                                + " sideEffect()",
                        graph.taskLine(task));
            }
        }
        findUnusedConditions();
        findUnusedResources();
    }

    private void findUnusedConditions() {
        long needed = 0;
        for (int task = 0; task < graph.requiredOn.length; task++) {
            needed |= graph.requiredOn[task] | graph.requiredOff[task];
        }
        for (int condition = 0; condition < graph.conditionCount; condition++) {
            if ((needed >> condition & 1) == 0) {
                add(
                        GraphProblem.Code.UNUSED_CONDITION,
                        "no task needs condition '"
                                + graph.conditionNames[condition]
                                + "'; take it away, or give it to a task by when or unless",
                        "");
            }
        }
    }

    private void findUnusedResources() {
        int[] types = new int[graph.resources.length];
        for (int use = 0; use < graph.useResource.length; use++) {
            types[graph.useResource[use]] |= graph.useTypes[use];
        }
        for (int resource = 0; resource < types.length; resource++) {
            ResourceEntry entry = graph.resources[resource];
            if (!entry.isPrevious()) {
                boolean isPair = entry.lifetime() == ResourceLifetime.DOUBLE_BUFFERED;
                findUnused(entry, types[resource] | (isPair ? types[resource + 1] : 0));
            }
        }
    }

    private void findUnused(ResourceEntry entry, int types) {
        if (types == 0) {
            add(
                    GraphProblem.Code.UNUSED_RESOURCE,
                    "no task uses " + entry + "; take it away, or declare who uses it",
                    "");
        } else if (entry.lifetime() != ResourceLifetime.EXTERNAL && !UseType.writes(types)) {
            add(
                    GraphProblem.Code.NEVER_WRITTEN,
                    "tasks read "
                            + entry
                            + ", which is "
                            + entry.lifetime()
                            + " and which no task writes; write it, or make it external",
                    "");
        } else if (entry.presented() && entry.index() != graph.presented) {
            add(
                    GraphProblem.Code.NOT_PRESENTED,
                    entry + " is of a swapchain and not presented; call present",
                    "");
        }
    }

    // ---------------------------------------------------------------- what nobody reads

    // Depth is for the task that writes it. Who reads and writes has had use of it.
    private void findUnread() {
        Cells cells = Cells.of(graph, Before.NONE);
        boolean[] read = new boolean[cells.count];
        List<GraphProblem> backwards = new ArrayList<>();
        for (int use = graph.useResource.length - 1; use >= 0; use--) {
            int type = graph.useTypes[use];
            ResourceEntry entry = graph.resources[graph.useResource[use]];
            if (entry.lifetime() == ResourceLifetime.TRANSIENT
                    && !UseType.reads(type)
                    && graph.useStages[use] != TaskStage.DEPTH_STENCIL_ATTACHMENT.bit()
                    && !isAnyRead(cells, read, use)) {
                backwards.add(unread(use, entry));
            }
            for (int access = cells.first[use]; access < cells.first[use + 1]; access++) {
                read[cells.cell[access]] |= UseType.reads(type);
            }
        }
        found.addAll(backwards.reversed());
    }

    private static boolean isAnyRead(Cells cells, boolean[] read, int use) {
        for (int access = cells.first[use]; access < cells.first[use + 1]; access++) {
            if (read[cells.cell[access]]) {
                return true;
            }
        }
        return false;
    }

    private GraphProblem unread(int use, ResourceEntry entry) {
        int task = graph.taskOf(use);
        return new GraphProblem(
                GraphProblem.Code.UNREAD_WRITE,
                "task '"
                        + graph.taskNames[task]
                        + "' "
                        + UseType.text(graph.useTypes[use])
                        + " "
                        + graph.useViews[use]
                        + ", which is "
                        + entry.lifetime()
                        + " and which no task reads behind it; take the use away, or make it"
                        + " persistent",
                graph.taskLine(task));
    }
}
