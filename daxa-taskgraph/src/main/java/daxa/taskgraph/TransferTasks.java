package daxa.taskgraph;

import daxa.core.command.Access;
import daxa.core.command.ImageArea;
import daxa.core.command.ImageRange;
import daxa.core.driver.QueueKind;
import daxa.core.resource.Buffer;
import daxa.core.resource.Filter;
import daxa.core.resource.Image;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Adds tasks that clear, fill and copy, with what they declare and what they record. What they
/// record is made once, so that executions allocate nothing.
final class TransferTasks {
    /// A task whose commands not every queue has.
    private record QueueNeed(int task, QueueKind kind) {}

    private final GraphBuilder graph;
    private final List<QueueNeed> needs = new ArrayList<>();

    TransferTasks(GraphBuilder graph) {
        this.graph = graph;
    }

    // ---------------------------------------------------------------- clears and fills

    TaskBuilder clear(String name, TaskImage image, float r, float g, float b, float a) {
        ImageRange range = range(image);
        return write(
                name,
                image,
                QueueKind.COMPUTE,
                TransferChecks.clear(image, true),
                task -> task.commands().clearImage(task.image(image), range, r, g, b, a));
    }

    TaskBuilder clearBits(String name, TaskImage image, int c0, int c1, int c2, int c3) {
        ImageRange range = range(image);
        return write(
                name,
                image,
                QueueKind.COMPUTE,
                TransferChecks.clear(image, true),
                task -> task.commands().clearImageBits(task.image(image), range, c0, c1, c2, c3));
    }

    TaskBuilder clearDepthStencil(String name, TaskImage image, float depth, int stencil) {
        ImageRange range = range(image);
        return write(
                name,
                image,
                QueueKind.MAIN,
                TransferChecks.clear(image, false),
                task ->
                        task.commands()
                                .clearDepthStencil(task.image(image), range, depth, stencil));
    }

    TaskBuilder fill(String name, TaskBuffer buffer, int value) {
        return write(
                name,
                buffer,
                QueueKind.TRANSFER,
                TransferChecks.fill(buffer),
                task ->
                        task.commands()
                                .fillBuffer(
                                        task.buffer(buffer),
                                        buffer.x0,
                                        buffer.x1 - buffer.x0,
                                        value));
    }

    // ---------------------------------------------------------------- copies

    TaskBuilder copy(String name, TaskBuffer from, TaskBuffer to) {
        return copy(
                name,
                from,
                to,
                QueueKind.TRANSFER,
                TransferChecks.sizes(from, to),
                task -> copy(task, from, to));
    }

    private static void copy(TaskContext task, TaskBuffer from, TaskBuffer to) {
        task.commands()
                .copyBuffer(task.buffer(from), from.x0, task.buffer(to), to.x0, from.x1 - from.x0);
    }

    TaskBuilder copy(String name, TaskImage from, TaskImage to) {
        List<ImageArea> fromAreas = areas(from);
        List<ImageArea> toAreas = areas(to);
        return copy(
                name,
                from,
                to,
                isColor(from) ? QueueKind.TRANSFER : QueueKind.MAIN,
                TransferChecks.images(from, to),
                task -> {
                    Image source = task.image(from);
                    Image target = task.image(to);
                    for (int i = 0; i < fromAreas.size(); i++) {
                        task.commands().copyImage(source, fromAreas.get(i), target, toAreas.get(i));
                    }
                });
    }

    TaskBuilder copy(String name, TaskBuffer from, TaskImage to) {
        ImageArea area = area(to);
        return copy(
                name,
                from,
                to,
                isColor(to) ? QueueKind.TRANSFER : QueueKind.MAIN,
                TransferChecks.bytes(from, to),
                task ->
                        task.commands()
                                .copyBufferToImage(
                                        task.buffer(from), from.x0, task.image(to), area));
    }

    TaskBuilder copy(String name, TaskImage from, TaskBuffer to) {
        ImageArea area = area(from);
        return copy(
                name,
                from,
                to,
                QueueKind.TRANSFER,
                TransferChecks.bytes(to, from),
                task -> copy(task, from, area, to));
    }

    private static void copy(TaskContext task, TaskImage from, ImageArea area, TaskBuffer to) {
        task.commands().copyImageToBuffer(task.image(from), area, task.buffer(to), to.x0);
    }

    TaskBuilder blit(String name, TaskImage from, TaskImage to, Filter filter) {
        BoundArea fromArea = new BoundArea(from, area(from));
        BoundArea toArea = new BoundArea(to, area(to));
        return copy(
                name,
                from,
                to,
                QueueKind.MAIN,
                TransferChecks.blit(from, to, filter),
                task ->
                        task.commands()
                                .blitImage(
                                        task.image(from),
                                        fromArea.of(task),
                                        task.image(to),
                                        toArea.of(task),
                                        filter));
    }

    TaskBuilder resolve(String name, TaskImage from, TaskImage to) {
        ImageArea fromArea = area(from);
        ImageArea toArea = area(to);
        return copy(
                name,
                from,
                to,
                QueueKind.MAIN,
                TransferChecks.resolve(from, to),
                task ->
                        task.commands()
                                .resolveImage(task.image(from), fromArea, task.image(to), toArea));
    }

    TaskBuilder generateMips(String name, TaskImage image) {
        TaskBuilder task = graph.transfer(name).readsWrites(image);
        return finish(
                task,
                QueueKind.MAIN,
                TransferChecks.generateMips(image),
                context -> context.commands().generateMips(context.image(image)));
    }

    // ---------------------------------------------------------------- the host

    TaskBuilder upload(String name, TaskBuffer to, UploadSource source) {
        long size = to.x1 - to.x0;
        return write(
                name,
                to,
                QueueKind.TRANSFER,
                TransferChecks.single(to),
                task -> {
                    long offset = task.scratch(size, 16);
                    Buffer scratch = task.scratchBuffer();
                    source.write(scratch.mapped(), offset);
                    task.commands().copyBuffer(scratch, offset, task.buffer(to), to.x0, size);
                });
    }

    TaskBuilder upload(String name, TaskImage to, UploadSource source) {
        ImageArea area = area(to);
        long size = TransferChecks.bytesOf(to);
        long alignment = TransferChecks.alignment(to);
        return write(
                name,
                to,
                isColor(to) ? QueueKind.TRANSFER : QueueKind.MAIN,
                TransferChecks.packed(to),
                task -> {
                    long offset = task.scratch(size, alignment);
                    Buffer scratch = task.scratchBuffer();
                    source.write(scratch.mapped(), offset);
                    task.commands().copyBufferToImage(scratch, offset, task.image(to), area);
                });
    }

    TaskBuilder readback(String name, TaskBuffer from, TaskBuffer to) {
        return copy(
                name,
                from,
                to,
                QueueKind.TRANSFER,
                TransferChecks.first(TransferChecks.sizes(from, to), TransferChecks.external(to)),
                task -> {
                    copy(task, from, to);
                    task.commands().barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
                });
    }

    TaskBuilder readback(String name, TaskImage from, TaskBuffer to) {
        ImageArea area = area(from);
        return copy(
                name,
                from,
                to,
                QueueKind.TRANSFER,
                TransferChecks.first(TransferChecks.bytes(to, from), TransferChecks.external(to)),
                task -> {
                    copy(task, from, area, to);
                    task.commands().barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
                });
    }

    // ---------------------------------------------------------------- how they are added

    private TaskBuilder write(
            String name, TaskView to, QueueKind kind, String problem, TaskWork work) {
        return finish(graph.transfer(name).writes(to), kind, problem, work);
    }

    private TaskBuilder copy(
            String name,
            TaskView from,
            TaskView to,
            QueueKind kind,
            String problem,
            TaskWork work) {
        return finish(graph.transfer(name).reads(from).writes(to), kind, problem, work);
    }

    private TaskBuilder finish(TaskBuilder task, QueueKind kind, String problem, TaskWork work) {
        int number = graph.taskCount - 1;
        if (!problem.isEmpty()) {
            graph.problem(
                    GraphProblem.Code.WRONG_TRANSFER,
                    "task '" + graph.taskNames[number] + "': " + problem);
        }
        if (kind != QueueKind.TRANSFER) {
            needs.add(new QueueNeed(number, kind));
        }
        return task.executes(work);
    }

    private static boolean isColor(TaskImage image) {
        TaskImageInfo info = image.entry.image();
        return info == null || info.format().isColor();
    }

    private static ImageRange range(TaskImage image) {
        return new ImageRange(
                (int) image.x0,
                (int) Math.max(1, image.x1 - image.x0),
                image.y0,
                Math.max(1, image.y1 - image.y0));
    }

    private static ImageArea area(TaskImage image) {
        return area(image, (int) image.x0);
    }

    private static List<ImageArea> areas(TaskImage image) {
        List<ImageArea> areas = new ArrayList<>();
        for (int mip = (int) image.x0; mip < image.x1; mip++) {
            areas.add(area(image, mip));
        }
        return areas;
    }

    private static ImageArea area(TaskImage image, int mip) {
        TaskImageInfo info =
                Objects.requireNonNullElse(image.entry.image(), TransferChecks.NOTHING);
        return new ImageArea(
                mip,
                image.y0,
                image.y1 - image.y0,
                0,
                0,
                0,
                info.mipWidth(mip),
                info.mipHeight(mip),
                info.mipDepth(mip));
    }

    /// Whether queues of a kind can run a task, as far as clears and copies are concerned.
    boolean canRun(int task, QueueKind kind) {
        for (QueueNeed need : needs) {
            if (need.task == task) {
                return canRun(need, kind);
            }
        }
        return true;
    }

    private static boolean canRun(QueueNeed need, QueueKind kind) {
        return kind == QueueKind.MAIN
                || (need.kind == QueueKind.COMPUTE && kind == QueueKind.COMPUTE);
    }

    /// What queues lack that these tasks need.
    void checkQueues(List<GraphProblem> problems) {
        for (QueueNeed need : needs) {
            TaskQueue queue = TaskQueue.of(graph.taskQueues[need.task]);
            if (!canRun(need, queue.kind())) {
                problems.add(
                        new GraphProblem(
                                GraphProblem.Code.WRONG_QUEUE,
                                "task '"
                                        + graph.taskNames[need.task]
                                        + "' runs on "
                                        + queue
                                        + ", which cannot do it (expected MAIN"
                                        + (need.kind == QueueKind.COMPUTE
                                                ? " or a compute queue)"
                                                : ")"),
                                graph.line(need.task)));
            }
        }
    }
}
