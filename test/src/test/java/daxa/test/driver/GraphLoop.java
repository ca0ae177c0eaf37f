package daxa.test.driver;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.vulkan.VulkanDriver;
import daxa.core.resource.Format;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskQueue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Executes a task graph until a round of executions allocates nothing on the Java heap, and prints
/// what was allocated if there never was such a round.
final class GraphLoop {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int EXECUTIONS = 20;
    private static final int MOST_ROUNDS = 4_000;

    private GraphLoop() {}

    public static void main(String[] arguments) {
        boolean severalQueues = Boolean.getBoolean("daxa.test.queues");
        List<String> faults = new ArrayList<>();
        try (Instance instance = Instance.create(InstanceInfo.of("graphs"), new VulkanDriver());
                Device device = instance.createDevice(DeviceInfo.of("graphs"));
                TaskGraph graph = TaskGraph.create(device, graph(severalQueues).build())) {
            measure(device, graph, faults);
        }
        System.out.println("allocating=" + faults);
    }

    private static void measure(Device device, TaskGraph graph, List<String> faults) {
        long bytes =
                Allocation.leastBytes(
                        MOST_ROUNDS,
                        () -> {},
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

    private static GraphBuilder graph(boolean severalQueues) {
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
        return builder;
    }
}
