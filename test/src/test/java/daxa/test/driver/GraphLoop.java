package daxa.test.driver;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.vulkan.VulkanDriver;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;
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

/// Executes a task graph until a round of executions allocates nothing on the Java heap, and prints
/// what was allocated if there never was such a round.
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
        graphThread = Thread.currentThread();
        List<String> faults = new ArrayList<>();
        try (Instance instance = Instance.create(InstanceInfo.of("graphs"), new VulkanDriver());
                Device device = instance.createDevice(DeviceInfo.of("graphs"));
                ComputePipeline sum =
                        device.createComputePipeline(
                                new ComputePipelineInfo("sum", shader("Sum")));
                ComputePipeline far =
                        device.createComputePipeline(
                                new ComputePipelineInfo("far", shader("daxa_BufferPtr(Sum)")));
                TaskGraph graph =
                        TaskGraph.create(device, graph(severalQueues, sum, far).build(), options)) {
            if (options.recordingThreads() > 0) {
                graph.setListener(SLOW);
            }
            measure(device, graph, faults);
            if (options.recordingThreads() > 0 && !elsewhere) {
                faults.add("one thread recorded everything");
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

    private static void measure(Device device, TaskGraph graph, List<String> faults) {
        long bytes =
                Allocation.leastBytes(
                        MOST_ROUNDS,
                        () -> elsewhere = false,
                        () -> {
                            for (int i = 0; i < EXECUTIONS; i++) {
                                graph.execute();
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
