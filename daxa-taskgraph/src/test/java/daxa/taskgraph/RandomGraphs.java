package daxa.taskgraph;

import daxa.core.resource.Format;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Graphs made by chance.
final class RandomGraphs {
    private static final List<TaskQueue> QUEUES = List.of(TaskQueue.values());

    private final Random random;
    private final int queues;
    private final boolean slices;
    private boolean isShared;
    private boolean choosesQueues;
    private boolean hasConditions;
    private boolean isPresented;
    private boolean isAtOneStage;
    private boolean isOptional;
    private int scale = 1;
    private int graphs;
    private final List<TaskView> unwritten = new ArrayList<>();

    /// @param seed the seed
    /// @param queues how many queues may be used, from 1 to 7
    /// @param slices whether tasks use parts of resources
    RandomGraphs(long seed, int queues, boolean slices) {
        random = new Random(seed);
        this.queues = queues;
        this.slices = slices;
    }

    /// Graphs have the same external buffers and images, and others of their own.
    void shareNames() {
        isShared = true;
    }

    /// Tasks draw to the image of a swapchain too, which is presented.
    void present() {
        isPresented = true;
    }

    /// Each use is at one stage.
    void useOneStageEach() {
        isAtOneStage = true;
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
        GraphBuilder graph = new GraphBuilder(isShared ? "random " + graphs++ : "random");
        List<TaskView> views = new ArrayList<>();
        int resources = 2 + random.nextInt(Math.max(2, tasks / 2));
        for (int i = 0; i < resources; i++) {
            views.add(resource(graph, i));
        }
        unwritten.clear();
        views.stream().filter(RandomGraphs::isTransient).forEach(unwritten::add);
        @Nullable TaskImage screen =
                isPresented ? graph.swapchainImage("screen", image(256)) : null;
        if (screen != null) {
            views.add(screen);
            unwritten.add(screen);
        }
        List<TaskCondition> conditions =
                hasConditions ? List.of(graph.condition("a"), graph.condition("b")) : List.of();
        for (int i = 0; i < tasks; i++) {
            addTask(graph, i, views, conditions);
        }
        if (screen != null && unwritten.contains(screen)) {
            graph.raster("screen").writes(TaskStage.COLOR_ATTACHMENT, screen);
        }
        return (screen == null ? graph : graph.present(screen)).build();
    }

    private void addTask(
            GraphBuilder graph, int i, List<TaskView> views, List<TaskCondition> conditions) {
        TaskQueue queue = QUEUES.get(random.nextInt(queues));
        boolean isOpen = choosesQueues && random.nextBoolean();
        boolean isMain = isOpen || queue == TaskQueue.MAIN;
        TaskKind kind =
                isOpen
                        ? random.nextInt(3) == 0 ? TaskKind.TRANSFER : TaskKind.COMPUTE
                        : isMain && random.nextInt(4) == 0 ? TaskKind.RASTER : TaskKind.GENERAL;
        String name = "task " + i;
        TaskBuilder task =
                switch (kind) {
                    case RASTER -> graph.raster(name);
                    case COMPUTE -> graph.compute(name);
                    case TRANSFER -> graph.transfer(name);
                    default -> graph.general(name);
                };
        task = isOpen ? task.onAnyQueue() : task.on(queue);
        isOptional = hasConditions && random.nextInt(3) == 0;
        if (isOptional) {
            TaskCondition condition = conditions.get(random.nextInt(2));
            task = random.nextBoolean() ? task.when(condition) : task.unless(condition);
        }
        int stages = kind.stages() & (isOpen ? TaskStage.ALL : TaskStage.of(queue.kind()));
        int uses = 1 + random.nextInt(4);
        List<Integer> used = new ArrayList<>();
        for (int k = 0; k < uses; k++) {
            int which = random.nextInt(views.size());
            if (!used.contains(which) && (isMain || !views.get(which).entry.presented())) {
                used.add(which);
                use(task, kind, stages, views.get(which));
            }
        }
        if (random.nextInt(20) == 0) {
            task.sideEffect();
        }
    }

    private static TaskImageInfo image(int width) {
        return TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, width, 256).withMips(7).withLayers(4);
    }

    private TaskView resource(GraphBuilder graph, int i) {
        if (isShared && i % 4 < 2) {
            return i % 4 == 0
                    ? graph.externalBuffer("buffer " + i, 1024)
                    : graph.externalImage("image " + i, image(256));
        }
        int size = i % 2 == 0 ? 256 * scale : 256;
        TaskImageInfo info = image(size);
        TaskImageInfo depth = TaskImageInfo.of2D(Format.D32_SFLOAT, size, 256).withMips(7);
        return switch (random.nextInt(14)) {
            case 0 -> graph.externalBuffer("buffer " + i, 1024);
            case 1 -> graph.persistentBuffer("buffer " + i, 1024);
            case 2 -> graph.doubleBufferedBuffer("buffer " + i, 1024);
            case 3 -> graph.externalImage("image " + i, info);
            case 4 -> graph.persistentImage("image " + i, info);
            case 5 -> graph.doubleBufferedImage("image " + i, info);
            case 6, 7, 8 -> graph.transientBuffer("buffer " + i, (long) size << random.nextInt(6));
            case 9 -> graph.transientImage("depth " + i, depth);
            case 10 -> graph.transientTlas("structure " + i, 4096);
            case 11 -> graph.doubleBufferedBlas("structure " + i, 4096);
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
        boolean isPair = view.entry.lifetime() == ResourceLifetime.DOUBLE_BUFFERED;
        return slice(isPair && random.nextBoolean() ? previous(view) : view);
    }

    private static TaskView previous(TaskView view) {
        return switch (view) {
            case TaskImage image -> image.previous();
            case TaskBuffer buffer -> buffer.previous();
            default -> ((TaskStructure) view).previous();
        };
    }

    private TaskView slice(TaskView view) {
        if (!slices || view instanceof TaskStructure || random.nextInt(3) == 0) {
            return view;
        }
        if (view instanceof TaskImage image) {
            int layers = view.entry.height();
            int mip = random.nextInt(7);
            int layer = random.nextInt(layers);
            return image.mips(mip, 1 + random.nextInt(7 - mip))
                    .layers(layer, 1 + random.nextInt(layers - layer));
        }
        int parts = (int) (view.entry.width() / 64);
        int offset = random.nextInt(parts);
        return ((TaskBuffer) view).range(offset * 64L, 64L * (1 + random.nextInt(parts - offset)));
    }

    // At one stage, at two of them, or at those that are meant where none is named.
    private void use(TaskBuilder task, TaskKind kind, int stages, TaskView whole) {
        boolean isFirst = unwritten.contains(whole);
        if (isOptional && isFirst) {
            return;
        }
        TaskView view = part(whole);
        TaskAccess access = isFirst ? TaskAccess.WRITES : access(view);
        int possible = stages & view.entry.kind().stages(access.type());
        TaskImageInfo image = view.entry.image();
        if (image != null) {
            possible &= ~TaskStage.impossible(image.format(), access.type());
        }
        if (possible == 0) {
            return;
        }
        unwritten.remove(whole);
        int meant = kind.defaultStages();
        boolean isMeant = kind == TaskKind.GENERAL || (meant & ~possible) == 0;
        if (isMeant && !isAtOneStage && random.nextInt(8) == 0) {
            declare(task, access, view);
            return;
        }
        TaskStage stage = stage(possible);
        declare(task, access, stage, view);
        TaskStage another = stage(possible);
        boolean isConcurrent = (access.type() & UseType.CONCURRENT) != 0;
        if (isConcurrent && !isAtOneStage && another != stage) {
            declare(task, access, another, view);
        }
    }

    private TaskStage stage(int possible) {
        List<TaskStage> all =
                Arrays.stream(TaskStage.values())
                        .filter(each -> (possible & each.bit()) != 0)
                        .toList();
        return all.get(random.nextInt(all.size()));
    }

    private TaskAccess access(TaskView view) {
        boolean samples = view instanceof TaskImage && random.nextInt(3) == 0;
        return switch (view.entry.isPrevious() ? random.nextInt(4) : random.nextInt(10)) {
            case 0, 1, 2, 3 -> samples ? TaskAccess.SAMPLES : TaskAccess.READS;
            case 4, 5, 6 -> TaskAccess.WRITES;
            case 7, 8 -> samples ? TaskAccess.SAMPLES_WRITES : TaskAccess.READS_WRITES;
            default ->
                    random.nextBoolean()
                            ? TaskAccess.WRITES_CONCURRENTLY
                            : samples
                                    ? TaskAccess.SAMPLES_WRITES_CONCURRENTLY
                                    : TaskAccess.READS_WRITES_CONCURRENTLY;
        };
    }

    private static void declare(
            TaskBuilder task, TaskAccess access, TaskStage stage, TaskView view) {
        switch (access) {
            case READS -> task.reads(stage, view);
            case SAMPLES -> task.samples(stage, (TaskImage) view);
            case WRITES -> task.writes(stage, view);
            case READS_WRITES -> task.readsWrites(stage, view);
            case SAMPLES_WRITES -> task.samplesWrites(stage, (TaskImage) view);
            case WRITES_CONCURRENTLY -> task.writesConcurrently(stage, view);
            case READS_WRITES_CONCURRENTLY -> task.readsWritesConcurrently(stage, view);
            case SAMPLES_WRITES_CONCURRENTLY ->
                    task.samplesWritesConcurrently(stage, (TaskImage) view);
        }
    }

    private static void declare(TaskBuilder task, TaskAccess access, TaskView view) {
        switch (access) {
            case READS -> task.reads(view);
            case SAMPLES -> task.samples((TaskImage) view);
            case WRITES -> task.writes(view);
            case READS_WRITES -> task.readsWrites(view);
            case SAMPLES_WRITES -> task.samplesWrites((TaskImage) view);
            case WRITES_CONCURRENTLY -> task.writesConcurrently(view);
            case READS_WRITES_CONCURRENTLY -> task.readsWritesConcurrently(view);
            case SAMPLES_WRITES_CONCURRENTLY -> task.samplesWritesConcurrently((TaskImage) view);
        }
    }
}
