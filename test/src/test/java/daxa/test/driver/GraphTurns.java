package daxa.test.driver;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskQueue;

import java.time.Duration;

/// Executes two task graphs in turn, of which one reads what the other writes on another queue, and
/// prints what a round of executions allocates on the Java heap in the steady state.
final class GraphTurns {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int EXECUTIONS = 20;
    private static final int MOST_ROUNDS = 4_000;

    private GraphTurns() {}

    public static void main(String[] arguments) {
        GraphBuilder writes = new GraphBuilder("writer");
        TaskBuffer target = writes.externalBuffer("target", 64);
        writes.transfer("write")
                .on(TaskQueue.TRANSFER_0)
                .writes(target)
                .executes(task -> task.commands().fillBuffer(task.buffer(target), 0, 64, 7));
        GraphBuilder reads = new GraphBuilder("reader");
        TaskBuffer source = reads.externalBuffer("source", 64);
        TaskBuffer copy = reads.doubleBufferedBuffer("copy", 64);
        reads.transfer("read")
                .reads(source)
                .writes(copy)
                .executes(
                        task ->
                                task.commands()
                                        .copyBuffer(
                                                task.buffer(source), 0, task.buffer(copy), 0, 64));
        try (Instance instance = Instance.create(InstanceInfo.of("graphs"), Allocation.driver());
                Device device = instance.createDevice(DeviceInfo.of("graphs"));
                Buffer shared = device.createBuffer(BufferInfo.of("shared", 64));
                TaskGraph writer = TaskGraph.create(device, writes.build());
                TaskGraph reader = TaskGraph.create(device, reads.build())) {
            writer.bind(target, shared);
            reader.bind(source, shared);
            long bytes =
                    Allocation.steadyBytes(
                            MOST_ROUNDS,
                            () -> {},
                            () -> {
                                for (int i = 0; i < EXECUTIONS; i++) {
                                    writer.execute();
                                    reader.execute();
                                }
                            },
                            () -> device.waitIdle(LONG));
            System.out.println("allocating=" + bytes);
        }
    }
}
