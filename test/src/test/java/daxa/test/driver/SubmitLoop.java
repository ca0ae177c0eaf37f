package daxa.test.driver;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.driver.vulkan.VulkanDriver;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.sync.BinarySemaphore;
import daxa.core.sync.TimelineSemaphore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Submits in every way, each until a round of it allocates nothing on the Java heap, and prints
/// the ways that never had such a round.
final class SubmitLoop implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int OPERATIONS = 100;

    /// Until the compiler has seen through LWJGL's calls, each of them allocates.
    private static final int MOST_ROUNDS = 4_000;

    private final Device device;
    private final Queue main;
    private final Queue compute;
    private final Queue transfer;
    private final Buffer buffer;
    private final BinarySemaphore binary;
    private final TimelineSemaphore time;
    private final List<CommandRecorder> recorders = new ArrayList<>();
    private final SubmitInfo info = new SubmitInfo();
    private final SubmitToken first = new SubmitToken();
    private final SubmitToken second = new SubmitToken();
    private final SubmitToken third = new SubmitToken();
    private final ExecutableCommands[] commands = {
        new ExecutableCommands(), new ExecutableCommands(), new ExecutableCommands()
    };
    private int turn;
    private long now;

    private SubmitLoop(Device device) {
        this.device = device;
        main = device.mainQueue();
        compute = device.computeQueue(0);
        transfer = device.transferQueue(0);
        buffer = device.createBuffer(BufferInfo.of("buffer", 64));
        binary = device.createBinarySemaphore("binary");
        time = device.createTimelineSemaphore("time", 0);
        for (Queue queue : List.of(main, compute, transfer)) {
            recorders.add(device.createCommandRecorder("on " + queue.name(), queue));
        }
        main.submit(info, third);
    }

    public static void main(String[] arguments) {
        List<String> faults = new ArrayList<>();
        try (Instance instance = Instance.create(InstanceInfo.of("submits"), new VulkanDriver());
                Device device = instance.createDevice(DeviceInfo.of("submits"));
                SubmitLoop loop = new SubmitLoop(device)) {
            loop.ways().forEach((name, way) -> loop.measure(name, way, faults));
        }
        System.out.println("allocating=" + faults);
    }

    private void measure(String name, Runnable way, List<String> faults) {
        long bytes =
                Allocation.leastBytes(
                        MOST_ROUNDS,
                        () -> {},
                        () -> {
                            for (int i = 0; i < OPERATIONS; i++) {
                                way.run();
                            }
                        },
                        () -> device.waitIdle(LONG));
        if (bytes != 0) {
            faults.add(name + ": " + bytes + " bytes in " + OPERATIONS);
        }
    }

    private Map<String, Runnable> ways() {
        Map<String, Runnable> ways = new LinkedHashMap<>();
        ways.put("nothing", main::submit);
        ways.put("commands", () -> main.submit(fill(0), first));
        ways.put("tokens over three queues", this::tokens);
        ways.put("a binary semaphore over two queues", this::binary);
        ways.put("a timeline over three queues", this::timeline);
        ways.put("several batches", this::batches);
        ways.put("a timeline and the host", this::host);
        ways.put("questions", this::questions);
        ways.put("waits", this::waits);
        return ways;
    }

    private ExecutableCommands fill(int recorder) {
        CommandRecorder on = recorders.get(recorder);
        on.begin();
        on.fillBuffer(buffer, 0, 64, 1);
        return on.complete(commands[turn++ % commands.length]);
    }

    private void tokens() {
        main.submit(info.clear().waitFor(third).commands(fill(0)), first);
        compute.submit(info.clear().waitFor(first).commands(fill(1)), second);
        transfer.submit(info.clear().waitFor(second).commands(fill(2)), third);
    }

    private void binary() {
        main.submit(info.clear().commands(fill(0)).signal(binary), first);
        compute.submit(info.clear().waitFor(binary).commands(fill(1)), second);
    }

    private void timeline() {
        main.submit(info.clear().waitFor(time, now).commands(fill(0)).signal(time, now + 1), first);
        compute.submit(
                info.clear().waitFor(time, now + 1).commands(fill(1)).signal(time, now + 2), first);
        transfer.submit(info.clear().waitFor(time, now + 2).signal(time, now + 3), first);
        now += 3;
    }

    private void batches() {
        main.submit(
                info.clear()
                        .commands(fill(0))
                        .signal(binary)
                        .nextBatch()
                        .waitFor(binary)
                        .waitFor(third)
                        .commands(fill(0))
                        .signal(time, ++now),
                first);
    }

    private void host() {
        time.await(now, LONG);
        time.signal(++now);
        main.submit(info.clear().waitFor(time, now), first);
    }

    private void questions() {
        if (first.isDone() && main.isIdle() && time.value() < 0) {
            throw new AssertionError("a timeline never falls");
        }
    }

    private void waits() {
        first.await(LONG);
        main.awaitIdle(LONG);
    }

    @Override
    public void close() {
        recorders.forEach(CommandRecorder::close);
        time.close();
        binary.close();
        buffer.close();
    }
}
