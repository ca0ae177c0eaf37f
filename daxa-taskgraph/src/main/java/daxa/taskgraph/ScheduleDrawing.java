package daxa.taskgraph;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Draws a schedule as SVG: queues from top to bottom, levels from left to right. What is drawn is
/// a link to its explanation, which has the same number.
final class ScheduleDrawing {
    private static final int COLUMN = 150;
    private static final int ROW = 26;
    private static final int LEFT = 100;
    private static final int GAP = 16;
    private static final int HEAD = 18;
    private static final int HEAP = 160;
    private static final int CHARACTERS = 18;

    /// What is explained.
    final List<Explanation> explanations = new ArrayList<>();

    int levels;

    private final ScheduleReport report;
    private final Schedule schedule;
    private final GraphDescription graph;
    private final StringBuilder drawing = new StringBuilder(4096);

    // Of each queue that is used, where its rows begin.
    private final TreeMap<TaskQueue, Integer> tops = new TreeMap<>();
    private int height;

    ScheduleDrawing(ScheduleReport report) {
        this.report = report;
        schedule = report.causes.schedule;
        graph = report.causes.graph;
    }

    String draw() {
        arrange();
        for (var queue : tops.entrySet()) {
            text(4, queue.getValue() + HEAD + ROW / 2, "queue", queue.getKey().toString());
        }
        for (int i = 0; i < report.causes.submissions.size(); i++) {
            drawSubmission(i);
        }
        drawMemory();
        return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d">
        <style>
        svg text { fill: #1b1f24; font: 12px system-ui, sans-serif; }
        svg .queue, svg .head { fill: #6a737d; }
        .back { fill: #fff; }
        .submission { fill: #f4f6f8; stroke: #c8d0d8; rx: 4px; }
        .task { stroke: #c8d0d8; rx: 3px; fill: #e4e7eb; }
        .RASTER { fill: #cfe3ff; } .COMPUTE { fill: #d3f2d9; }
        .RAY_TRACING { fill: #f3dcff; } .TRANSFER { fill: #ffe9c7; }
        .barrier { fill: #c2410c; } .discard { fill: #6a737d; }
        .memory { fill: #f4f6f8; stroke: #6a737d; }
        .wait { fill: none; stroke: #c2410c; stroke-width: 2px; }
        a:hover rect, a:focus rect, a:hover path { stroke: #1b1f24; stroke-width: 2px; }
        @media (prefers-color-scheme: dark) {
          svg text { fill: #e6e9ed; }
          svg .queue, svg .head { fill: #98a2ad; }
          .back { fill: #14171b; }
          .submission { fill: #1d2228; stroke: #3c454f; }
          .task { stroke: #3c454f; fill: #3a4048; }
          .RASTER { fill: #1f3f66; } .COMPUTE { fill: #1e4d2b; }
          .RAY_TRACING { fill: #4a2a5e; } .TRANSFER { fill: #5c4416; }
          .barrier { fill: #fb923c; } .discard { fill: #98a2ad; }
          .memory { fill: #1d2228; stroke: #98a2ad; }
          .wait { stroke: #fb923c; }
          a:hover rect, a:focus rect, a:hover path { stroke: #e6e9ed; }
        }
        </style>
        <rect class="back" width="%1$d" height="%2$d" x="0" y="0"/>%3$s
        </svg>
        """
                .formatted(LEFT + levels * COLUMN + GAP, height, drawing);
    }

    private void arrange() {
        TreeMap<TaskQueue, Integer> rows = new TreeMap<>();
        for (Schedule.Submission submission : report.causes.submissions) {
            for (Schedule.Batch batch : submission.batches()) {
                rows.merge(submission.queue(), batch.tasks().size(), Math::max);
                levels = Math.max(levels, level(batch) + 1);
            }
        }
        height = GAP;
        for (var queue : rows.entrySet()) {
            tops.put(queue.getKey(), height);
            height += HEAD + queue.getValue() * ROW + 2 * GAP;
        }
    }

    // Bytes from top to bottom, levels from left to right.
    private void drawMemory() {
        HeapLayout layout = schedule.layout();
        for (int heap = 0; heap < layout.total().length; heap++) {
            long total = layout.total()[heap];
            int top = height;
            for (int resource : report.inHeaps()) {
                if (layout.heap(resource) == heap) {
                    double scale = (double) HEAP / total;
                    int from = top + (int) (layout.offset(resource) * scale);
                    int tall = (int) (layout.bytes(resource) * scale);
                    int left = x(report.causes.levelOf(resource, false));
                    int right = x(report.causes.levelOf(resource, true) + 1);
                    begin(report.memory(resource));
                    rectangle("memory", left, from, right - left - 4, tall - 1);
                    if (tall > HEAD) {
                        text(left + 5, from + 14, "name", graph.resources[resource].name());
                    }
                    end();
                }
            }
            if (total > 0) {
                text(4, top + 14, "head", "heap " + heap);
                height += HEAP + GAP;
            }
        }
    }

    private int level(Schedule.Batch batch) {
        return schedule.level(batch.tasks().getFirst());
    }

    private static int x(int level) {
        return LEFT + level * COLUMN;
    }

    private int top(Schedule.Submission submission) {
        return tops.getOrDefault(submission.queue(), 0);
    }

    private void drawSubmission(int number) {
        Schedule.Submission submission = report.causes.submissions.get(number);
        List<Schedule.Batch> batches = submission.batches();
        int left = x(level(batches.getFirst()));
        int right = x(level(batches.getLast()) + 1);
        int top = top(submission);
        int rows = 0;
        for (Schedule.Batch batch : batches) {
            rows = Math.max(rows, batch.tasks().size());
        }
        rectangle("submission", left - 2, top, right - left - 4, HEAD + rows * ROW + GAP / 2);
        text(left + 6, top + 13, "head", "submission " + number);
        for (int wait = 0; wait < submission.waits().size(); wait++) {
            drawWait(number, wait, left, top);
        }
        for (int batch = 0; batch < batches.size(); batch++) {
            drawBatch(number, batch, batches.get(batch), top + HEAD);
        }
    }

    private void drawWait(int submission, int wait, int left, int top) {
        Explanation explanation = report.wait(submission, wait);
        int waitedFor = report.causes.submissions.get(submission).waits().get(wait);
        Schedule.Submission other = report.causes.submissions.get(waitedFor);
        int fromX = x(level(other.batches().getLast()) + 1) - 6;
        int fromY = top(other) + HEAD + ROW / 2;
        int toY = top + HEAD + ROW / 2;
        begin(explanation);
        drawing.append(
                "<path class=\"wait\" d=\"M%d %d C%d %d %d %d %d %d\"/>"
                        .formatted(fromX, fromY, fromX + 40, fromY, left - 40, toY, left - 2, toY));
        end();
    }

    private void drawBatch(int submission, int number, Schedule.Batch batch, int top) {
        int left = x(level(batch));
        int rows = batch.tasks().size();
        for (int i = 0; i < batch.barriers().size(); i++) {
            begin(report.barrier(submission, number, i));
            rectangle("barrier", left + 4 * i, top, 3, rows * ROW - 4);
            end();
        }
        int indent = 4 * batch.barriers().size();
        for (int i = 0; i < batch.discards().size(); i++) {
            begin(report.discard(submission, number, i));
            rectangle("discard", left + indent + 4 * i, top, 3, rows * ROW - 4);
            end();
        }
        indent += 4 * batch.discards().size() + 2;
        for (int i = 0; i < rows; i++) {
            int task = batch.tasks().get(i);
            Explanation place = report.place(task);
            List<Explanation.Cause> causes = new ArrayList<>(report.task(task).causes());
            causes.addAll(place.causes());
            begin(new Explanation(place.subject(), causes));
            rectangle(
                    "task " + graph.kind(task),
                    left + indent,
                    top + i * ROW,
                    COLUMN - indent - 12,
                    ROW - 4);
            text(left + indent + 5, top + i * ROW + 15, "name", graph.taskNames[task]);
            end();
        }
    }

    private void rectangle(String kind, int x, int y, int width, int tall) {
        drawing.append(
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
                        .formatted(kind, x, y, Math.max(1, width), Math.max(1, tall)));
    }

    private void text(int x, int y, String kind, String text) {
        String shown =
                text.length() <= CHARACTERS ? text : text.substring(0, CHARACTERS - 2) + "..";
        drawing.append(
                "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>"
                        .formatted(kind, x, y, escaped(shown)));
    }

    // What is drawn between these is a link.
    private void begin(Explanation explanation) {
        drawing.append("\n<a href=\"#d").append(explanations.size()).append("\"><title>");
        drawing.append(escaped(explanation.toString())).append("</title>");
        explanations.add(explanation);
    }

    private void end() {
        drawing.append("</a>");
    }

    // ---------------------------------------------------------------- text

    /// Text as XML in ASCII.
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\n' -> escaped.append('\n');
                default -> {
                    boolean isPlain = c >= ' ' && c <= '~';
                    escaped.append(isPlain ? String.valueOf(c) : reference(text, i));
                }
            }
        }
        return escaped.toString();
    }

    // XML knows no control characters, and pairs of surrogates are one character.
    private static String reference(String text, int i) {
        char c = text.charAt(i);
        if (Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(text.charAt(i - 1))) {
            return "";
        }
        int point = text.codePointAt(i);
        boolean isAllowed = point >= 0xA0 && point != 0xFFFE && point != 0xFFFF;
        return isAllowed && !(point >= 0xD800 && point < 0xE000) ? "&#" + point + ";" : "?";
    }
}
