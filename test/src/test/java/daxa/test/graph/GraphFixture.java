package daxa.test.graph;

import daxa.core.Device;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskStage;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;

import org.junit.jupiter.api.BeforeEach;

import java.lang.foreign.ValueLayout;

/// What tests share that execute graphs and look at what they leave in a buffer.
@GpuSetup(queues = 7)
abstract class GraphFixture {
    static final int SIZE = 64;

    Gpu gpu;
    Device device;

    /// Where the host can see it.
    Buffer out;

    @BeforeEach
    void makeThings(Gpu given) {
        gpu = given;
        device = gpu.device();
        if (gpu.kind() == Gpu.Kind.SIMULATED) {
            gpu.simulated().autoComplete(true);
        }
        out = gpu.own(device.createBuffer(BufferInfo.of("out", SIZE).readback()));
    }

    final TaskGraph make(GraphBuilder builder) {
        return gpu.own(TaskGraph.create(device, builder.build()));
    }

    /// Makes writes visible to the host.
    static void show(GraphBuilder builder, TaskBuffer buffer) {
        builder.transfer("show").reads(TaskStage.HOST, buffer).sideEffect();
    }

    /// Waits for a graph, and reads a number that it left.
    final int read(TaskGraph graph, int index) {
        graph.await(Gpu.LONG);
        return out.mapped().getAtIndex(ValueLayout.JAVA_INT, index);
    }
}
