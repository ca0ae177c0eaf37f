package daxa.taskgraph;

/// Writes a page that shows a schedule: a drawing, and the explanation of what is chosen in it. It
/// needs no script.
final class ScheduleHtml {
    private final ScheduleReport report;
    private final GraphDescription graph;
    private final ScheduleDrawing drawing;

    private ScheduleHtml(ScheduleReport report) {
        this.report = report;
        graph = report.causes.graph;
        drawing = new ScheduleDrawing(report);
    }

    static String of(ScheduleReport report) {
        return new ScheduleHtml(report).write();
    }

    private String write() {
        String drawn = drawing.draw();
        String culled = culled();
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <title>Schedule of %1$s</title>
        <style>
        :root { color-scheme: light dark; --back: #fff; --ink: #1b1f24; --panel: #f4f6f8;
          --line: #c8d0d8; }
        @media (prefers-color-scheme: dark) {
          :root { --back: #14171b; --ink: #e6e9ed; --panel: #1d2228; --line: #3c454f; }
        }
        body { margin: 16px; background: var(--back); color: var(--ink);
          font: 14px/1.4 system-ui, sans-serif; }
        h1 { font-size: 20px; } h2 { font-size: 15px; }
        a { color: inherit; }
        .drawing { overflow-x: auto; border: 1px solid var(--line); }
        .details { min-height: 9em; background: var(--panel); padding: 4px 12px;
          border: 1px solid var(--line); border-top: 0; }
        .details section { display: none; }
        .details section:target { display: block; }
        pre { overflow-x: auto; background: var(--panel); padding: 8px; }
        </style>
        </head>
        <body>
        <h1>Schedule of %1$s</h1>
        <p>%2$s Queues stand from top to bottom, levels from left to right. Bars in front of tasks
        are barriers, grey ones discard what images held, curves are waits. Below lie transient
        resources in the bytes of their heaps. Choose anything to see what it follows from.</p>
        <div class="drawing">
        %3$s</div>
        <div class="details">
        %4$s</div>
        %5$s
        <h2>All of it as text</h2>
        <pre>%6$s</pre>
        </body>
        </html>
        """
                .formatted(
                        ScheduleDrawing.escaped(graph.name),
                        summary(),
                        drawn,
                        details(),
                        culled,
                        ScheduleDrawing.escaped(report.toString()));
    }

    private String summary() {
        int barriers = 0;
        int waits = 0;
        for (Schedule.Submission submission : report.causes.submissions) {
            waits += submission.waits().size();
            for (Schedule.Batch batch : submission.batches()) {
                barriers += batch.barriers().size();
            }
        }
        return (graph.taskCount - report.culled().size())
                + " of "
                + graph.taskCount
                + " tasks run, in "
                + drawing.levels
                + " levels, "
                + report.causes.submissions.size()
                + " submissions, with "
                + barriers
                + " barriers and "
                + waits
                + " waits."
                + heaps();
    }

    private String heaps() {
        HeapLayout layout = report.causes.schedule.layout();
        StringBuilder text = new StringBuilder();
        for (int heap = 0; heap < layout.total().length; heap++) {
            if (layout.total()[heap] > 0) {
                text.append(" Heap ").append(heap).append(" takes ");
                text.append(layout.total()[heap]).append(" bytes, of which ");
                text.append(layout.bound()[heap]).append(" are in use at once.");
            }
        }
        return text.toString();
    }

    private String culled() {
        StringBuilder list = new StringBuilder();
        for (int task : report.culled()) {
            Explanation explanation = report.task(task);
            list.append("<li><a href=\"#d").append(drawing.explanations.size()).append("\">");
            list.append(ScheduleDrawing.escaped(explanation.subject())).append("</a></li>");
            drawing.explanations.add(explanation);
        }
        return list.isEmpty() ? "" : "<h2>Tasks that do not run</h2><ul>" + list + "</ul>";
    }

    private String details() {
        StringBuilder details = new StringBuilder();
        for (int i = 0; i < drawing.explanations.size(); i++) {
            Explanation explanation = drawing.explanations.get(i);
            details.append("<section id=\"d").append(i).append("\"><h2>");
            details.append(ScheduleDrawing.escaped(explanation.subject())).append("</h2><ul>");
            for (Explanation.Cause cause : explanation.causes()) {
                details.append("<li>").append(ScheduleDrawing.escaped(cause.toString()));
                details.append("</li>");
            }
            details.append("</ul></section>\n");
        }
        return details.toString();
    }
}
