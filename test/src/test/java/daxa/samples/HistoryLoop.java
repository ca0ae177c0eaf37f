package daxa.samples;

import com.sun.management.ThreadMXBean;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.SubmitToken;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.MemoryReport;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.GraphDescription;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskQueue;
import daxa.test.driver.Allocation;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Objects;

/// Runs the sample of temporal accumulation for a long time, while its size and its graph change,
/// and prints what that took.
final class HistoryLoop implements AutoCloseable {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Format FORMAT = Format.R8G8B8A8_UNORM;
    private static final int FRAMES = 10_000;
    private static final int FRAMES_OF_A_SIZE = 50;
    private static final int FRAMES_OF_A_GRAPH = 100;
    private static final int SIZES = 5;

    // After that many frames of a size all caches are full.
    private static final int STEADY = 25;

    private final Device device;
    private final HistorySample sample;
    private final SubmitToken[] tokens = {new SubmitToken(), new SubmitToken()};
    private @Nullable Image image;
    private @Nullable TaskGraph graph;

    private HistoryLoop(Device device) {
        this.device = device;
        sample = new HistorySample(device);
    }

    public static void main(String[] arguments) {
        Instance instance =
                Instance.create(
                        InstanceInfo.of("history")
                                .withValidation(Boolean.getBoolean("daxa.test.validation")),
                        Allocation.driver());
        try (instance;
                Device device = instance.createDevice(DeviceInfo.of("history"));
                HistoryLoop loop = new HistoryLoop(device)) {
            loop.run(instance);
        }
        instance.flushMessages(Player.DEADLINE);
        System.out.println("messages=" + instance.validationFaults());
        System.out.println("alive=" + instance.nativeObjects().totalOpen());
    }

    private void run(Instance instance) {
        int rounds = 0;
        int lastWithHeap = 0;
        long start = 0;
        for (int frame = 0; frame < FRAMES; frame++) {
            int ofSize = frame % FRAMES_OF_A_SIZE;
            if (ofSize == 0) {
                describe(16 + 8 * (frame / FRAMES_OF_A_SIZE % SIZES), frame / FRAMES_OF_A_GRAPH);
            }
            if (ofSize == STEADY) {
                start = THREADS.getCurrentThreadAllocatedBytes();
            }
            show(frame);
            if (ofSize == FRAMES_OF_A_SIZE - 1) {
                long bytes = THREADS.getCurrentThreadAllocatedBytes() - start;
                rounds++;
                lastWithHeap = bytes == 0 ? lastWithHeap : rounds;
            }
            // All sizes and both graphs lie between two of these.
            if ((frame + 1) % (4 * SIZES * FRAMES_OF_A_SIZE) == 0) {
                report(instance);
            }
        }
        System.out.println("rounds=" + rounds + " last with heap=" + lastWithHeap);
    }

    private void report(Instance instance) {
        device.waitIdle(LONG);
        long bytes =
                device.memoryReport().types().stream().mapToLong(MemoryReport.TypeUse::bytes).sum();
        System.out.println("memory=" + bytes + " objects=" + instance.nativeObjects().totalOpen());
    }

    private void describe(int size, int variant) {
        if (image != null) {
            image.close();
        }
        Image next =
                device.createImage(
                        ImageInfo.of2D("screen", FORMAT, size, size, ImageUsage.TRANSFER_DST));
        image = next;
        GraphBuilder builder = new GraphBuilder("history");
        TaskImage screen = builder.externalImage("screen", TaskImageInfo.of2D(FORMAT, size, size));
        sample.describe(builder, new Sample.Screen(screen, size, size));
        if (variant % 2 == 1) {
            builder.clear(
                            "end",
                            builder.transientImage("end", TaskImageInfo.of2D(FORMAT, size, size)),
                            0,
                            0,
                            0,
                            1)
                    .sideEffect();
        }
        GraphDescription description = builder.build();
        if (graph == null) {
            graph = TaskGraph.create(device, description);
        } else {
            graph.update(description);
        }
        graph.bind(screen, next);
    }

    private void show(int frame) {
        TaskGraph executed = Objects.requireNonNull(graph);
        SubmitToken token = tokens[frame % tokens.length];
        if (frame >= tokens.length) {
            token.await(LONG);
        }
        sample.prepare(executed, 0);
        executed.execute();
        executed.token(TaskQueue.MAIN).copyTo(token);
    }

    @Override
    public void close() {
        if (graph != null) {
            graph.close();
        }
        if (image != null) {
            image.close();
        }
        sample.close();
    }
}
