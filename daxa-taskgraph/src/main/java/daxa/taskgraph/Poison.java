package daxa.taskgraph;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.driver.QueueKind;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageUsage;

import java.util.ArrayList;
import java.util.List;

/// Fills transient resources before their first use in an execution, so that tasks which read what
/// nothing has written are seen.
final class Poison {
    // NaN for floats, -1 for integers.
    private static final int BITS = -1;

    private static final float DEPTH = 0.666f;
    private static final int STENCIL = 0xAA;

    // Of each batch the resources that are used there first.
    private final List<List<ResourceEntry>> first = new ArrayList<>();

    Poison(GraphDescription graph, RunPlan plan) {
        boolean[] seen = new boolean[graph.resources.length];
        int[] queues = queues(graph, plan);
        for (int i = 0; i < plan.queues.length; i++) {
            for (int batch = plan.firstBatch[i]; batch < plan.firstBatch[i + 1]; batch++) {
                List<ResourceEntry> found = new ArrayList<>();
                for (int place = plan.firstTask[batch];
                        place < plan.firstTask[batch + 1];
                        place++) {
                    add(graph, plan.tasks[place], plan.queues[i], queues, seen, found);
                }
                first.add(List.copyOf(found));
            }
        }
    }

    // Of each resource, the queues that use it, as bits.
    private static int[] queues(GraphDescription graph, RunPlan plan) {
        int[] queues = new int[graph.resources.length];
        for (int i = 0; i < plan.queues.length; i++) {
            int end = plan.firstTask[plan.firstBatch[i + 1]];
            for (int place = plan.firstTask[plan.firstBatch[i]]; place < end; place++) {
                int task = plan.tasks[place];
                for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
                    queues[graph.useResource[use]] |= 1 << plan.queues[i].index();
                }
            }
        }
        return queues;
    }

    private static void add(
            GraphDescription graph,
            int task,
            TaskQueue queue,
            int[] queues,
            boolean[] seen,
            List<ResourceEntry> found) {
        for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
            int resource = graph.useResource[use];
            ResourceEntry entry = graph.resources[resource];
            if (seen[resource] || entry.lifetime() != ResourceLifetime.TRANSIENT) {
                continue;
            }
            seen[resource] = true;
            // Behind a task that has the whole resource alone, all other queues wait.
            boolean alone =
                    graph.slice(use) == 0 && (graph.useTypes[use] & UseType.CONCURRENT) == 0;
            if ((alone || Integer.bitCount(queues[resource]) == 1) && canFill(entry, queue)) {
                found.add(entry);
            }
        }
    }

    private static boolean canFill(ResourceEntry entry, TaskQueue queue) {
        TaskImageInfo info = entry.image();
        if (info == null) {
            return entry.kind() == ResourceKind.BUFFER && entry.width() >= Integer.BYTES;
        }
        return !info.format().isCompressed()
                && (queue.kind() == QueueKind.MAIN
                        || (info.format().isColor() && queue.kind() == QueueKind.COMPUTE));
    }

    /// Fills what a batch is the first to use.
    void record(int batch, Bindings bindings, CommandRecorder recorder) {
        List<ResourceEntry> entries = first.get(batch);
        if (entries.isEmpty()) {
            return;
        }
        recorder.barrier(Access.ALL, Access.ALL);
        for (ResourceEntry entry : entries) {
            switch (bindings.bound(entry.index())) {
                case BoundBuffer buffer ->
                        recorder.fillBuffer(buffer.buffer, 0, entry.width() & -Integer.BYTES, BITS);
                case BoundImage image -> clear(recorder, image.image);
                default -> throw new AssertionError(entry + " cannot be filled");
            }
        }
        recorder.barrier(Access.ALL, Access.ALL);
    }

    private static void clear(CommandRecorder recorder, Image image) {
        // Some formats cannot be written so.
        if (!image.info().usage().contains(ImageUsage.TRANSFER_DST)) {
            return;
        }
        Format format = image.info().format();
        if (!format.isColor()) {
            recorder.clearDepthStencil(image, DEPTH, STENCIL);
            return;
        }
        if (format.kind() != Format.Kind.FLOAT) {
            recorder.clearImageBits(image, BITS, BITS, BITS, BITS);
        } else if (format.name().contains("FLOAT")) {
            recorder.clearImage(image, Float.NaN, Float.NaN, Float.NaN, Float.NaN);
        } else {
            recorder.clearImage(image, 1, 0, 1, 1);
        }
    }
}
