package daxa.taskgraph;

import java.util.List;
import java.util.Locale;

/// Writes a schedule as JSON: what was declared, what is submitted, and why.
final class ScheduleJson {
    private final ScheduleReport report;
    private final GraphDescription graph;
    private final JsonWriter json = new JsonWriter();

    private ScheduleJson(ScheduleReport report) {
        this.report = report;
        graph = report.causes.graph;
    }

    static String of(ScheduleReport report) {
        return new ScheduleJson(report).write();
    }

    private String write() {
        json.begin('{');
        json.name("graph").value(graph.name);
        json.name("conditions").begin('[');
        for (String each : graph.conditionNames) {
            json.item().value(each);
        }
        json.end(']').name("resources").begin('[');
        for (ResourceEntry each : graph.resources) {
            json.item();
            write(each);
        }
        json.end(']').name("tasks").begin('[');
        for (int task = 0; task < graph.taskCount; task++) {
            json.item();
            writeTask(task);
        }
        json.end(']').name("submissions").begin('[');
        for (int i = 0; i < report.causes.submissions.size(); i++) {
            json.item();
            writeSubmission(i);
        }
        json.end(']');
        writeMemory();
        return json.end('}').toString();
    }

    // ---------------------------------------------------------------- what was declared

    private void write(ResourceEntry entry) {
        json.begin('{');
        json.name("name").value(entry.name());
        json.name("kind").value(lower(entry.kind()));
        json.name("lifetime").value(lower(entry.lifetime()));
        TaskImageInfo image = entry.image();
        if (image != null) {
            json.name("format").value(image.format().toString());
            json.name("dimensions").value(image.dimensions());
            json.name("extent").values(List.of(image.width(), image.height(), image.depth()));
            json.name("mips").value(image.mips());
            json.name("layers").value(image.layers());
            json.name("samples").value(image.samples());
            if (!image.usage().isEmpty()) {
                json.name("usage").value(image.usage().toString());
            }
        } else {
            json.name("bytes").value(entry.width());
        }
        if (entry.count() != 1) {
            json.name("count").value(entry.count());
        }
        if (entry.presented()) {
            json.name("swapchain").value(true);
        }
        json.end('}');
    }

    private void writeTask(int task) {
        json.begin('{');
        json.name("name").value(graph.taskNames[task]);
        json.name("kind").value(lower(graph.kind(task)));
        json.name("queue").value(graph.queue(task).toString());
        if (graph.isQueueChosen(task)) {
            json.name("queueIsChosen").value(true);
        }
        if (graph.sideEffects[task]) {
            json.name("sideEffect").value(true);
        }
        writeConditions(task);
        if (!report.causes.line(task).isEmpty()) {
            json.name("line").value(report.causes.line(task));
        }
        json.name("uses").begin('[');
        for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
            json.item().begin('{');
            json.name("verb").value(UseType.text(graph.useTypes[use]));
            json.name("view").value(graph.useViews[use].toString());
            json.name("stages").value(TaskStage.text(graph.useStages[use])).end('}');
        }
        json.end(']');
        write("runs", report.task(task));
        if (report.causes.runs(task)) {
            json.name("level").value(report.causes.schedule.level(task));
            write("place", report.place(task));
        }
        json.end('}');
    }

    private void writeConditions(int task) {
        for (int i = 0; i < graph.conditionCount; i++) {
            if ((graph.requiredOn[task] & 1L << i) != 0) {
                json.name("when").value(graph.conditionNames[i]);
            }
            if ((graph.requiredOff[task] & 1L << i) != 0) {
                json.name("unless").value(graph.conditionNames[i]);
            }
        }
    }

    private static String lower(Enum<?> value) {
        return value.toString().toLowerCase(Locale.ROOT);
    }

    // ---------------------------------------------------------------- what is submitted

    private void writeSubmission(int number) {
        Schedule.Submission submission = report.causes.submissions.get(number);
        json.begin('{').name("queue").value(submission.queue().toString());
        json.name("waits").begin('[');
        for (int wait = 0; wait < submission.waits().size(); wait++) {
            json.item().begin('{');
            json.name("submission").value(submission.waits().get(wait));
            write("causes", report.wait(number, wait));
            json.end('}');
        }
        json.end(']').name("earlierWaits").begin('[');
        for (int wait = 0; wait < submission.earlierWaits().size(); wait++) {
            json.item().begin('{');
            json.name("queue").value(submission.earlierWaits().get(wait).queue().toString());
            write("causes", report.earlierWait(number, wait));
            json.end('}');
        }
        json.end(']').name("acquires").values(submission.acquires());
        json.name("batches").begin('[');
        for (int batch = 0; batch < submission.batches().size(); batch++) {
            json.item();
            writeBatch(number, batch, submission.batches().get(batch));
        }
        json.end(']');
        submission.present().ifPresent(present -> json.name("presents").value(present.resource()));
        json.end('}');
    }

    private void writeBatch(int submission, int number, Schedule.Batch batch) {
        json.begin('{').name("discards").begin('[');
        for (int i = 0; i < batch.discards().size(); i++) {
            json.item().begin('{');
            Schedule.Discard discard = batch.discards().get(i);
            json.name("resource").value(discard.resource());
            json.name("barrier").value(ScheduleReport.text(discard.src(), discard.dst()));
            write("causes", report.discard(submission, number, i));
            json.end('}');
        }
        json.end(']').name("barriers").begin('[');
        for (int i = 0; i < batch.barriers().size(); i++) {
            json.item().begin('{');
            Explanation of = report.barrier(submission, number, i);
            json.name("barrier").value(of.subject());
            write("causes", of);
            json.end('}');
        }
        json.end(']').name("tasks").values(batch.tasks()).end('}');
    }

    private void writeMemory() {
        HeapLayout layout = report.causes.schedule.layout();
        json.name("heaps").begin('[');
        for (int heap = 0; heap < layout.total().length; heap++) {
            json.item().begin('{').name("bytes").value(layout.total()[heap]);
            json.name("bound").value(layout.bound()[heap]).end('}');
        }
        json.end(']').name("memory").begin('[');
        for (int resource : report.inHeaps()) {
            json.item().begin('{').name("resource").value(resource);
            json.name("heap").value(layout.heap(resource));
            json.name("offset").value(layout.offset(resource));
            json.name("bytes").value(layout.bytes(resource));
            write("causes", report.memory(resource));
            json.end('}');
        }
        json.end(']');
    }

    private void write(String name, Explanation explanation) {
        json.name(name).begin('[');
        for (Explanation.Cause cause : explanation.causes()) {
            json.item().begin('{').name("rule").value(lower(cause.rule()));
            write("before", cause.before());
            write("after", cause.after());
            json.end('}');
        }
        json.end(']');
    }

    private void write(String name, List<Explanation.Use> uses) {
        if (uses.isEmpty()) {
            return;
        }
        json.name(name).begin('[');
        for (Explanation.Use use : uses) {
            json.item().begin('{');
            json.name("task").value(use.task());
            json.name("view").value(use.view());
            json.name("verb").value(use.verb());
            json.name("stages").value(use.stages()).end('}');
        }
        json.end(']');
    }
}
