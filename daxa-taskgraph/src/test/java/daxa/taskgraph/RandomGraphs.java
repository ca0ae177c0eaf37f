package daxa.taskgraph;

import daxa.core.resource.Format;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Graphs made by chance.
final class RandomGraphs {
    private static final TaskStage[] ON_ALL = {TaskStage.TRANSFER};
    private static final TaskStage[] ON_COMPUTE = {
        TaskStage.COMPUTE, TaskStage.TRANSFER, TaskStage.INDIRECT, TaskStage.RAY_TRACING
    };
    private static final TaskStage[] ON_ANY = {TaskStage.COMPUTE, TaskStage.INDIRECT};
    private static final TaskStage[] ON_MAIN = {
        TaskStage.COMPUTE,
        TaskStage.TRANSFER,
        TaskStage.INDIRECT,
        TaskStage.VERTEX,
        TaskStage.FRAGMENT,
        TaskStage.COLOR_ATTACHMENT,
        TaskStage.INDEX
    };

    private static final List<TaskQueue> QUEUES = List.of(TaskQueue.values());

    private final Random random;
    private final int queues;
    private final boolean slices;
    private boolean isShared;
    private boolean choosesQueues;
    private boolean hasConditions;
    private boolean isOptional;
    private int scale = 1;
    private final List<TaskView> unwritten = new ArrayList<>();

    /// @param seed the seed
    /// @param queues how many queues may be used, from 1 to 7
    /// @param slices whether tasks use parts of resources
    RandomGraphs(long seed, int queues, boolean slices) {
        random = new Random(seed);
        this.queues = queues;
        this.slices = slices;
    }

    /// Graphs have external buffers alone, under the same names.
    void shareNames() {
        isShared = true;
    }

    /// Every other task leaves its queue open.
    void chooseQueues() {
        choosesQueues = true;
    }

    /// Some tasks run only with one of two conditions on, or off.
    void addConditions() {
        hasConditions = true;
    }

    /// Every other image and transient buffer is larger than usual.
    void scale(int factor) {
        scale = factor;
    }

    GraphDescription next(int tasks) {
        GraphBuilder graph = new GraphBuilder("random");
        List<TaskView> views = new ArrayList<>();
        int resources = 2 + random.nextInt(Math.max(2, tasks / 2));
        for (int i = 0; i < resources; i++) {
            views.add(resource(graph, i));
        }
        unwritten.clear();
        views.stream().filter(RandomGraphs::isTransient).forEach(unwritten::add);
        List<TaskCondition> conditions =
                hasConditions ? List.of(graph.condition("a"), graph.condition("b")) : List.of();
        for (int i = 0; i < tasks; i++) {
            TaskQueue queue = QUEUES.get(random.nextInt(queues));
            TaskStage[] stages = stages(queue);
            TaskBuilder task;
            if (choosesQueues && random.nextBoolean()) {
                boolean copies = random.nextInt(3) == 0;
                stages = copies ? ON_ALL : ON_ANY;
                String name = "task " + i;
                task = (copies ? graph.transfer(name) : graph.compute(name)).onAnyQueue();
            } else {
                task = graph.general("task " + i).on(queue);
            }
            isOptional = hasConditions && random.nextInt(3) == 0;
            if (isOptional) {
                TaskCondition condition = conditions.get(random.nextInt(2));
                task = random.nextBoolean() ? task.when(condition) : task.unless(condition);
            }
            int uses = 1 + random.nextInt(4);
            List<Integer> used = new ArrayList<>();
            for (int k = 0; k < uses; k++) {
                int which = random.nextInt(resources);
                if (!used.contains(which)) {
                    used.add(which);
                    use(task, stages, views.get(which));
                }
            }
            if (random.nextInt(20) == 0) {
                task.sideEffect();
            }
        }
        return graph.build();
    }

    private TaskView resource(GraphBuilder graph, int i) {
        int size = i % 2 == 0 ? 256 * scale : 256;
        TaskImageInfo info =
                TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, size, 256).withMips(7).withLayers(4);
        return switch (isShared ? 0 : random.nextInt(10)) {
            case 0 -> graph.externalBuffer("buffer " + i, 1024);
            case 1 -> graph.persistentBuffer("buffer " + i, 1024);
            case 2 -> graph.doubleBufferedBuffer("buffer " + i, 1024);
            case 3 -> graph.externalImage("image " + i, info);
            case 4 -> graph.persistentImage("image " + i, info);
            case 5 -> graph.doubleBufferedImage("image " + i, info);
            case 6, 7 -> graph.transientBuffer("buffer " + i, (long) size << random.nextInt(6));
            default -> graph.transientImage("image " + i, info);
        };
    }

    private static boolean isTransient(TaskView view) {
        return view.entry.lifetime() == ResourceLifetime.TRANSIENT;
    }

    // Nobody may read a transient resource before all of it is written, nor write what the
    // execution before has left.
    private TaskView part(TaskView view) {
        if (unwritten.contains(view)) {
            return view;
        }
        if (view.entry.lifetime() == ResourceLifetime.DOUBLE_BUFFERED && random.nextBoolean()) {
            return slice(
                    view instanceof TaskImage image
                            ? image.previous()
                            : ((TaskBuffer) view).previous());
        }
        return slice(view);
    }

    private TaskView slice(TaskView view) {
        if (!slices || random.nextInt(3) == 0) {
            return view;
        }
        if (view instanceof TaskImage image) {
            int mip = random.nextInt(7);
            int layer = random.nextInt(4);
            return image.mips(mip, 1 + random.nextInt(7 - mip))
                    .layers(layer, 1 + random.nextInt(4 - layer));
        }
        int parts = (int) (view.entry.width() / 64);
        int offset = random.nextInt(parts);
        return ((TaskBuffer) view).range(offset * 64L, 64L * (1 + random.nextInt(parts - offset)));
    }

    private static TaskStage[] stages(TaskQueue queue) {
        return switch (queue.kind()) {
            case MAIN -> ON_MAIN;
            case COMPUTE -> ON_COMPUTE;
            case TRANSFER -> ON_ALL;
        };
    }

    private void use(TaskBuilder task, TaskStage[] stages, TaskView whole) {
        if (isOptional && unwritten.contains(whole)) {
            return;
        }
        TaskView view = part(whole);
        TaskStage plain =
                List.of(stages).contains(TaskStage.TRANSFER)
                        ? TaskStage.TRANSFER
                        : TaskStage.COMPUTE;
        TaskStage stage = stages[random.nextInt(stages.length)];
        if ((stage.bit() & view.entry.kind().stages(0)) == 0) {
            stage = plain;
        }
        boolean isReadOnly = stage == TaskStage.INDIRECT || stage == TaskStage.INDEX;
        if (unwritten.contains(whole)) {
            unwritten.remove(whole);
            task.writes(isReadOnly ? plain : stage, view);
            return;
        }
        switch (isReadOnly || view.entry.isPrevious() ? random.nextInt(4) : random.nextInt(10)) {
            case 0, 1, 2, 3 -> task.reads(stage, view);
            case 4, 5, 6 -> task.writes(stage, view);
            case 7, 8 -> task.readsWrites(stage, view);
            default -> {
                if (random.nextBoolean()) {
                    task.writesConcurrently(stage, view);
                } else {
                    task.readsWritesConcurrently(stage, view);
                }
            }
        }
    }
}
