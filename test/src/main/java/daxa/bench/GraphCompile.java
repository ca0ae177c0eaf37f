package daxa.bench;

import daxa.core.resource.Format;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.GraphDescription;
import daxa.taskgraph.Schedule;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskQueue;
import daxa.taskgraph.TaskStage;

import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Param;

import java.util.Arrays;

/// A graph described and compiled, with memory shared; or described again and found to be the same;
/// or described with other sizes, and its schedule made from the one before. Beside it, as the
/// other side, that the graph is described alone.
@NullUnmarked
public class GraphCompile extends Comparison {
    private static final int TASKS = 10_000;
    private static final TaskImageInfo SIZE =
            TaskImageInfo.of2D(Format.R16G16B16A16_SFLOAT, 1280, 720);

    /// What the graph is like: `chain`, `independent`, `frame` or `fanIn`.
    @Param("chain")
    public String shape;

    /// How many tasks it has.
    @Param("1000")
    public int count;

    /// What is done with it: `compile`, `compare` or `resize`.
    @Param("compile")
    public String work;

    private String[] tasks;
    private String[] resources;
    private GraphDescription known;
    private Schedule schedule;
    private long bytes = 1024;
    private long result;

    @Override
    protected void open() {
        tasks = names("task ");
        resources = names("resource ");
        known = describe();
        schedule = Schedule.of(known);
        bytes = work.equals("resize") ? 4096 : 1024;
    }

    private String[] names(String prefix) {
        String[] names = new String[count + 1];
        Arrays.setAll(names, i -> prefix + i);
        return names;
    }

    @Override
    public void close() {
        if (result == 0) {
            throw new IllegalStateException("nothing was compiled");
        }
    }

    private int graphs() {
        return Math.max(1, TASKS / count);
    }

    @Override
    protected int operations() {
        return graphs() * count;
    }

    @Override
    protected void ours() {
        for (int i = 0; i < graphs(); i++) {
            GraphDescription graph = describe();
            result +=
                    switch (work) {
                        case "compile" -> Schedule.of(graph).runs(0) ? 1 : 0;
                        case "compare" -> graph.equals(known) ? 1 : 0;
                        case "resize" -> schedule.update(graph).runs(0) ? 1 : 0;
                        default -> throw new IllegalArgumentException(work);
                    };
        }
    }

    @Override
    protected void reference() {
        for (int i = 0; i < graphs(); i++) {
            result += describe().taskCount();
        }
    }

    private GraphDescription describe() {
        GraphBuilder graph =
                known == null || work.equals("compile")
                        ? new GraphBuilder("bench")
                        : new GraphBuilder("bench", known);
        switch (shape) {
            case "chain" -> chain(graph);
            case "independent" -> independent(graph);
            case "fanIn" -> fanIn(graph);
            case "frame" -> frame(graph);
            default -> throw new IllegalArgumentException(shape);
        }
        return graph.build();
    }

    // Each task reads what the one before has written.
    private void chain(GraphBuilder graph) {
        TaskBuffer last = graph.transientBuffer(resources[0], bytes);
        graph.compute(tasks[0]).writes(last);
        for (int i = 1; i < count - 1; i++) {
            TaskBuffer next = graph.transientBuffer(resources[i], bytes);
            graph.compute(tasks[i]).reads(last).writes(next);
            last = next;
        }
        graph.compute(tasks[count - 1]).reads(last).sideEffect();
    }

    private void independent(GraphBuilder graph) {
        TaskBuffer input = graph.externalBuffer(resources[count], 1024);
        for (int i = 0; i < count; i++) {
            TaskBuffer output = graph.transientBuffer(resources[i], bytes);
            graph.compute(tasks[i]).reads(input).writes(output).sideEffect();
        }
    }

    // One task reads what all others have written.
    private void fanIn(GraphBuilder graph) {
        TaskBuffer[] all = new TaskBuffer[count - 1];
        for (int i = 0; i < count - 1; i++) {
            all[i] = graph.transientBuffer(resources[i], bytes);
            graph.compute(tasks[i]).writes(all[i]);
        }
        graph.compute(tasks[count - 1]).reads(all).sideEffect();
    }

    // Draws and dispatches in turns, with an image each, every fifth on a compute queue; each reads
    // two of those before, and the last one draws to the swapchain.
    private void frame(GraphBuilder graph) {
        TaskImage[] all = new TaskImage[count];
        for (int i = 0; i < count - 1; i++) {
            all[i] = graph.transientImage(resources[i], SIZE);
            TaskImage before = all[Math.max(0, i - 1)];
            TaskImage earlier = all[Math.max(0, i - 4)];
            if (i == 0) {
                graph.raster(tasks[i]).writes(TaskStage.COLOR_ATTACHMENT, all[i]);
            } else if (i < 5 || i % 2 == 0) {
                graph.raster(tasks[i])
                        .samples(TaskStage.FRAGMENT, before)
                        .writes(TaskStage.COLOR_ATTACHMENT, all[i]);
            } else {
                graph.compute(tasks[i])
                        .on(i % 5 == 0 ? TaskQueue.COMPUTE_0 : TaskQueue.MAIN)
                        .samples(before, earlier)
                        .writes(all[i]);
            }
        }
        TaskImage screen = graph.swapchainImage("screen", SIZE);
        graph.raster(tasks[count - 1])
                .samples(TaskStage.FRAGMENT, all[count - 2])
                .writes(TaskStage.COLOR_ATTACHMENT, screen);
        graph.present(screen);
    }
}
