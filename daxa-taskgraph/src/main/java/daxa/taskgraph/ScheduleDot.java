package daxa.taskgraph;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Writes a schedule for Graphviz: a box for each submission, tasks in it, and lines for what they
/// wait for.
final class ScheduleDot {
    private ScheduleDot() {}

    static String of(ScheduleReport report) {
        GraphDescription graph = report.causes.graph;
        StringBuilder text = new StringBuilder(256);
        text.append("digraph ").append(quoted(graph.name)).append(" {\n");
        text.append("  rankdir=LR;\n  node [shape=box];\n");
        List<Schedule.Submission> submissions = report.causes.submissions;
        for (int i = 0; i < submissions.size(); i++) {
            text.append("  subgraph cluster_").append(i).append(" {\n    label=");
            text.append(quoted("submission " + i + " to " + submissions.get(i).queue()));
            text.append(";\n");
            for (Schedule.Batch batch : submissions.get(i).batches()) {
                for (int task : batch.tasks()) {
                    appendTask(text, graph, task, "");
                }
            }
            text.append("  }\n");
        }
        for (int task : report.culled()) {
            appendTask(text, graph, task, ", style=dashed");
        }
        for (int task = 0; task < graph.taskCount; task++) {
            for (String line : edges(report, task)) {
                text.append("  ").append(line).append(";\n");
            }
        }
        return text.append("}\n").toString();
    }

    private static void appendTask(
            StringBuilder text, GraphDescription graph, int task, String style) {
        text.append("    t").append(task).append(" [label=");
        text.append(quoted(graph.taskNames[task])).append(style).append("];\n");
    }

    private static Set<String> edges(ScheduleReport report, int task) {
        Set<String> edges = new LinkedHashSet<>();
        for (Explanation.Cause cause : report.causes.ofAll(task)) {
            String name = cause.after().getFirst().view();
            for (Explanation.Use use : cause.before()) {
                edges.add("t" + use.task() + " -> t" + task + " [label=" + quoted(name) + "]");
            }
        }
        return edges;
    }

    private static String quoted(String name) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(c == '"' || c == '\\' ? "\\" : "");
            text.append(c < ' ' || c > '~' ? "&#" + (int) c + ";" : String.valueOf(c));
        }
        return text.append('"').toString();
    }
}
