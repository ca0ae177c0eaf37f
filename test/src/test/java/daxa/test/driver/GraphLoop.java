package daxa.test.driver;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;
import daxa.core.resource.Format;
import daxa.core.resource.ImageViewId;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;
import daxa.core.struct.BufferPtr;
import daxa.core.struct.GpuStruct;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskAccess;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskCondition;
import daxa.taskgraph.TaskContext;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskGraphOptions;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskListener;
import daxa.taskgraph.TaskQueue;
import daxa.taskgraph.Use;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Executes a task graph, and prints what a round of executions allocates on the Java heap in the
/// steady state. Properties choose what the graph has: `daxa.test.queues` three queues,
/// `daxa.test.conditions` a condition that is switched for each execution, `daxa.test.present` an
/// image of a swapchain, `daxa.test.timings` timestamps, `daxa.test.threads` so many threads.
final class GraphLoop {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int EXECUTIONS = 20;
    private static final int MOST_ROUNDS = 4_000;

    private static final long TASK_NANOS = 100_000;

    // Makes each task take so long that other threads come to record some.
    private static final TaskListener SLOW =
            new TaskListener() {
                @Override
                public void before(TaskContext task) {
                    if (!Thread.currentThread().equals(graphThread)) {
                        elsewhere = true;
                    }
                    long start = System.nanoTime();
                    while (System.nanoTime() - start < TASK_NANOS) {
                        Thread.onSpinWait();
                    }
                }
            };

    private static Thread graphThread;
    private static volatile boolean elsewhere;

    private GraphLoop() {}

    public static void main(String[] arguments) {
        boolean severalQueues = Boolean.getBoolean("daxa.test.queues");
        TaskGraphOptions options =
                TaskGraphOptions.DEFAULT
                        .withTimings(Boolean.getBoolean("daxa.test.timings"))
                        .withRecordingThreads(Integer.getInteger("daxa.test.threads", 0));
        boolean presents = Boolean.getBoolean("daxa.test.present");
        graphThread = Thread.currentThread();
        List<String> faults = new ArrayList<>();
        try (Instance instance = Instance.create(InstanceInfo.of("graphs"), Allocation.driver());
                Device device = instance.createDevice(DeviceInfo.of("graphs"));
                ComputePipeline sum =
                        device.createComputePipeline(ComputePipelineInfo.of("sum", shader("Sum")));
                ComputePipeline far =
                        device.createComputePipeline(
                                ComputePipelineInfo.of("far", shader("daxa_BufferPtr(Sum)")));
                Window window =
                        instance.createWindow(
                                WindowInfo.of("stage", 16, 16)
                                        .withSystem(new HeadlessWindowSystem()));
                Swapchain swapchain = device.createSwapchain(SwapchainInfo.of("main", window))) {
            GraphBuilder builder = graph(severalQueues, sum, far);
            TaskBuffer extra = builder.transientBuffer("extra", 64);
            TaskCondition more = builder.condition("more");
            builder.when(more, () -> builder.fill("more", extra, 1).sideEffect());
            TaskImage screen = presents ? present(builder, swapchain) : TaskImage.NONE;
            try (TaskGraph graph = TaskGraph.create(device, builder.build(), options)) {
                if (presents) {
                    graph.bind(screen, swapchain);
                }
                if (options.recordingThreads() > 0) {
                    graph.setListener(SLOW);
                }
                measure(device, graph, more, faults);
                if (options.recordingThreads() > 0 && !elsewhere) {
                    faults.add("one thread recorded everything");
                }
            }
        }
        System.out.println("allocating=" + faults);
    }

    /// What a head holds.
    @GpuStruct
    record Sum(
            @Use(TaskAccess.READS) BufferPtr<Integer> from,
            @Use(TaskAccess.WRITES) ImageViewId to,
            int add) {}

    private static ShaderBinary shader(String type) {
        return new GlslCompiler()
                .compile(
                        ShaderSource.text(
                                "sum.comp",
                                "#include <daxa/daxa.glsl>\n#include <Sum>\n"
                                        + "layout(local_size_x = 1) in;\nDAXA_PUSH_CONSTANTS("
                                        + type
                                        + ", push)\nvoid main() {}"),
                        ShaderStage.COMPUTE,
                        ShaderOptions.DEFAULT.withStructs(Sum.class));
    }

    private static TaskImage present(GraphBuilder builder, Swapchain swapchain) {
        TaskImage screen =
                builder.swapchainImage("screen", TaskImageInfo.of2D(swapchain.format(), 16, 16));
        builder.transfer("clear")
                .writes(screen)
                .executes(task -> task.commands().clearImage(task.image(screen), 1, 0, 0, 1));
        builder.present(screen);
        return screen;
    }

    private static void measure(
            Device device, TaskGraph graph, TaskCondition more, List<String> faults) {
        boolean switches = Boolean.getBoolean("daxa.test.conditions");
        long bytes =
                Allocation.steadyBytes(
                        MOST_ROUNDS,
                        () -> elsewhere = false,
                        () -> {
                            for (int i = 0; i < EXECUTIONS; i++) {
                                graph.set(more, switches && i % 2 == 0);
                                if (!graph.execute(LONG)) {
                                    throw new AssertionError("there was no image");
                                }
                            }
                        },
                        () -> device.waitIdle(LONG));
        if (bytes != 0) {
            faults.add(bytes + " bytes in " + EXECUTIONS);
        }
    }

    private static GraphBuilder graph(
            boolean severalQueues, ComputePipeline sum, ComputePipeline far) {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer a = builder.transientBuffer("a", 64);
        TaskBuffer b = builder.doubleBufferedBuffer("b", 64);
        TaskBuffer before = b.previous();
        TaskBuffer c = builder.persistentBuffer("c", 64);
        TaskImage image =
                builder.persistentImage(
                        "image", TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 8, 8).withMips(2));
        TaskImage small = image.mips(1, 1);
        builder.transfer("upload")
                .on(severalQueues ? TaskQueue.TRANSFER_1 : TaskQueue.MAIN)
                .writes(a)
                .executes(
                        task ->
                                task.commands()
                                        .copyBuffer(
                                                task.scratchBuffer(),
                                                task.scratch(64, 16),
                                                task.buffer(a),
                                                0,
                                                64));
        builder.transfer("copy")
                .on(severalQueues ? TaskQueue.COMPUTE_0 : TaskQueue.MAIN)
                .reads(a)
                .writes(b)
                .executes(
                        task ->
                                task.commands()
                                        .copyBuffer(task.buffer(a), 0, task.buffer(b), 0, 64));
        builder.transfer("history")
                .reads(before)
                .writes(c)
                .executes(
                        task ->
                                task.commands()
                                        .copyBuffer(task.buffer(before), 0, task.buffer(c), 0, 64));
        builder.compute("image")
                .reads(c)
                .writes(image)
                .executes(
                        task -> {
                            if (task.id(image).equals(task.id(small)) || task.address(c) == 0) {
                                throw new AssertionError("two views have one id");
                            }
                        });
        Sum values = new Sum(new BufferPtr<>(0), ImageViewId.NULL, 1);
        builder.compute("head")
                .head(Sum.class, c, image.mips(1, 1))
                .executes(
                        task -> {
                            task.setPipeline(sum, values);
                            task.commands().dispatch(1, 1, 1);
                            task.setPipeline(far, values);
                            task.commands().dispatch(1, 1, 1);
                            if (task.imageNamed("to").equals(image)) {
                                throw new AssertionError("a part has the name of the whole");
                            }
                        });
        return builder;
    }
}
