package daxa.test.graph;

import static daxa.testing.Meeting.meet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.CommandRecorder;
import daxa.core.driver.simulated.RecordedCommand;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.driver.simulated.SimulatedSubmission;
import daxa.core.error.ConcurrentUseException;
import daxa.core.error.UsageException;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskCondition;
import daxa.taskgraph.TaskContext;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskGraphOptions;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Graphs that several threads record.
@Timeout(60)
class RecordingThreadsTest {
    private static final int SIZE = 256;
    private static final int CHAINS = 4;
    private static final int LENGTH = 12;
    private static final int EXECUTIONS = 5;
    private static final List<TaskQueue> QUEUES =
            List.of(TaskQueue.MAIN, TaskQueue.COMPUTE_0, TaskQueue.COMPUTE_1);

    @Test
    void m3_theCommandsAreTheSameForAnyNumberOfThreads() {
        List<String> one = commands(1);
        assertThat(one).hasSizeGreaterThan(EXECUTIONS * CHAINS * LENGTH);
        for (int threads = 2; threads <= 16; threads++) {
            assertThat(commands(threads)).as(threads + " threads").isEqualTo(one);
        }
        // What is not cut has the same commands with fewer labels, binds once, and finds scratch
        // memory elsewhere.
        assertThat(calls(commands(0))).isEqualTo(calls(one));
    }

    @Test
    void m3_theCommandsAreTheSameForAnyNumberOfThreadsWhateverTheGraphHas() {
        List<String> one = commandsOfFrames(1);
        assertThat(one)
                .anyMatch(each -> each.contains("writeTimestamp"))
                .anyMatch(each -> each.contains("clearColorImage"));
        for (int threads : new int[] {2, 3, 4, 8, 16, 64}) {
            assertThat(commandsOfFrames(threads)).as(threads + " threads").isEqualTo(one);
        }
    }

    /// What frames record that present, with poison, timings, transient and double-buffered
    /// resources, while a condition is switched and other resources are bound.
    private static List<String> commandsOfFrames(int threads) {
        List<String> commands = new ArrayList<>();
        Map<Long, Integer> numbers = new HashMap<>();
        SimulatedDriver driver = new SimulatedDriver().queues(7).autoComplete(true);
        TaskGraphOptions options =
                TaskGraphOptions.DEFAULT
                        .withRecordingThreads(threads)
                        .withPoison(true)
                        .withTimings(true);
        GraphBuilder builder = new GraphBuilder("frame");
        try (Instance instance = Instance.create(InstanceInfo.of("threads"), driver);
                Device device = instance.createDevice(DeviceInfo.of("gpu"));
                Buffer first = device.createBuffer(BufferInfo.of("first", SIZE));
                Buffer second = device.createBuffer(BufferInfo.of("second", SIZE));
                Window window =
                        instance.createWindow(
                                WindowInfo.of("stage", 8, 8)
                                        .withSystem(new HeadlessWindowSystem()));
                Swapchain swapchain = device.createSwapchain(SwapchainInfo.of("main", window))) {
            chains(builder);
            TaskCondition more = builder.condition("more");
            TaskBuffer bound = builder.externalBuffer("bound", SIZE);
            TaskImage screen =
                    builder.swapchainImage("screen", TaskImageInfo.of2D(swapchain.format(), 8, 8));
            frame(builder, more, bound, screen);
            try (TaskGraph graph = TaskGraph.create(device, builder.build(), options)) {
                graph.bind(screen, swapchain);
                graph.bind(bound, first);
                driver.device().onSubmit(each -> add(commands, numbers, each));
                for (int i = 0; i < 24; i++) {
                    graph.set(more, i / 8 == 1);
                    graph.bind(bound, i % 12 < 6 ? first : second);
                    assertThat(graph.execute(Duration.ofSeconds(20))).isTrue();
                }
            }
        }
        assertThat(driver.faults()).isEmpty();
        return commands;
    }

    private static void frame(
            GraphBuilder graph, TaskCondition more, TaskBuffer bound, TaskImage screen) {
        TaskBuffer kept = graph.doubleBufferedBuffer("kept", SIZE);
        for (int i = 0; i < LENGTH; i++) {
            TaskBuffer passing = graph.transientBuffer("passing " + i, SIZE);
            graph.fill("fill " + i, passing, i);
            graph.copy("keep " + i, passing, kept);
            Runnable gather = () -> graph.copy("gather", passing, bound);
            if (i % 3 == 0) {
                graph.when(more, gather);
            } else {
                gather.run();
            }
        }
        graph.copy("before", kept.previous(), bound);
        for (int i = 0; i < LENGTH; i++) {
            graph.transfer("show " + i)
                    .writes(screen)
                    .executes(task -> task.commands().clearImage(task.image(screen), 0, 0, 0, 1));
        }
        graph.present(screen);
    }

    private static List<String> calls(List<String> commands) {
        return commands.stream()
                .filter(each -> !each.contains("Label") && !each.contains("bindBindlessSet"))
                .map(each -> each.substring(0, each.indexOf('[')))
                .toList();
    }

    private static List<String> commands(int threads) {
        List<String> commands = new ArrayList<>();
        // Handles of two drivers differ.
        Map<Long, Integer> numbers = new HashMap<>();
        play(
                threads,
                RecordingThreadsTest::chains,
                (graph, driver) -> {
                    driver.device().onSubmit(each -> add(commands, numbers, each));
                    for (int i = 0; i < EXECUTIONS; i++) {
                        graph.execute();
                    }
                });
        return commands;
    }

    private static void add(
            List<String> commands, Map<Long, Integer> numbers, SimulatedSubmission submission) {
        for (RecordedCommand each : submission.commands()) {
            commands.add(
                    submission.queue()
                            + " "
                            + each.call()
                            + each.arguments()
                            + each.label()
                            + " in "
                            + submission.commandBuffers()
                            + each.handles().stream()
                                    .map(
                                            handle ->
                                                    numbers.computeIfAbsent(
                                                            handle, _ -> numbers.size()))
                                    .toList());
        }
    }

    /// Chains over three queues, whose tasks ask for views, ids and scratch memory.
    private static void chains(GraphBuilder graph) {
        for (int chain = 0; chain < CHAINS; chain++) {
            TaskBuffer buffer = graph.persistentBuffer("buffer " + chain, SIZE);
            TaskImage image =
                    graph.persistentImage(
                            "image " + chain, TaskImageInfo.of2D(Format.R32_UINT, 8, 8));
            TaskQueue queue = QUEUES.get(chain % QUEUES.size());
            for (int i = 0; i < LENGTH; i++) {
                graph.compute("task " + chain + " " + i)
                        .on(queue)
                        .writes(buffer, image)
                        .executes(task -> fill(task, buffer, image));
            }
        }
    }

    private static void fill(TaskContext task, TaskBuffer buffer, TaskImage image) {
        long offset = task.scratch(64, 4);
        task.commands().copyBuffer(task.scratchBuffer(), offset, task.buffer(buffer), 0, 64);
        task.commands().fillBuffer(task.buffer(buffer), 64, 64, (int) task.id(image).bits());
    }

    @Test
    void tasksRecordAtTheSameTimeFromTheSecondExecutionOn() {
        CyclicBarrier both = new CyclicBarrier(2);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        boolean[] meets = {false};
        play(
                2,
                graph -> {
                    for (int i = 0; i < 2; i++) {
                        graph.transfer("task " + i)
                                .sideEffect()
                                .executes(
                                        task -> {
                                            threads.add(Thread.currentThread());
                                            if (meets[0]) {
                                                meet(both);
                                            }
                                        });
                    }
                },
                (graph, driver) -> {
                    graph.execute();
                    assertThat(threads).containsExactly(Thread.currentThread());
                    meets[0] = true;
                    graph.execute();
                    assertThat(threads).hasSize(2);
                });
    }

    @Test
    void theFirstTaskThatThrowsIsHeardAndNothingIsSubmitted() {
        boolean[] throwing = {false};
        play(
                4,
                graph -> {
                    for (int i = 0; i < 32; i++) {
                        int number = i;
                        graph.transfer("task " + i)
                                .sideEffect()
                                .executes(
                                        task -> {
                                            if (throwing[0] && number % 8 == 5) {
                                                throw new IllegalStateException(task.name());
                                            }
                                        });
                    }
                },
                (graph, driver) -> {
                    graph.execute();
                    for (int i = 0; i < 100; i++) {
                        throwing[0] = true;
                        List<SimulatedSubmission> submissions = new ArrayList<>();
                        driver.device().onSubmit(submissions::add);
                        assertThatThrownBy(graph::execute)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("task 5");
                        assertThat(submissions).isEmpty();
                        throwing[0] = false;
                        graph.execute();
                        assertThat(submissions).hasSize(1);
                    }
                });
    }

    @Test
    void m2_aTaskDoesNotRecordWithTheRecorderOfAnother() {
        CyclicBarrier both = new CyclicBarrier(2);
        AtomicReference<CommandRecorder> kept = new AtomicReference<>();
        boolean[] stealing = {false};
        play(
                2,
                graph -> {
                    graph.transfer("victim")
                            .sideEffect()
                            .executes(
                                    task -> {
                                        kept.set(task.commands());
                                        if (stealing[0]) {
                                            meet(both);
                                            meet(both);
                                        }
                                    });
                    graph.transfer("thief")
                            .sideEffect()
                            .executes(
                                    task -> {
                                        if (stealing[0]) {
                                            meet(both);
                                            try {
                                                kept.get().beginLabel("mine");
                                            } finally {
                                                meet(both);
                                            }
                                        }
                                    });
                },
                (graph, driver) -> {
                    graph.execute();
                    stealing[0] = true;
                    assertThatThrownBy(graph::execute)
                            .isInstanceOf(ConcurrentUseException.class)
                            .hasMessageMatching(
                                    "CommandRecorder 'frame main( 1)?' is used by two threads at"
                                            + " once: '.*' in beginLabel, '.*' in .*; use"
                                            + " commands\\(\\) of the task's own TaskContext")
                            .satisfies(
                                    e ->
                                            assertThat(e.getSuppressed())
                                                    .extracting(Throwable::getMessage)
                                                    .contains(
                                                            "in task 'thief' of TaskGraph"
                                                                    + " 'frame'"));
                    stealing[0] = false;
                    graph.execute();
                });
    }

    @Test
    void m2_whatATaskDoesNotDeclareIsRefusedOnEachThread() {
        TaskBuffer[] all = new TaskBuffer[1];
        boolean[] stealing = {false};
        play(
                2,
                graph -> {
                    all[0] = graph.persistentBuffer("all", SIZE);
                    graph.transfer("fill").writes(all[0]).sideEffect();
                    graph.transfer("steal")
                            .sideEffect()
                            .executes(
                                    task -> {
                                        if (stealing[0]) {
                                            task.buffer(all[0]);
                                        }
                                    });
                },
                (graph, driver) -> {
                    graph.execute();
                    stealing[0] = true;
                    assertThatThrownBy(graph::execute)
                            .isInstanceOf(UsageException.class)
                            .hasMessageContaining("'steal'")
                            .hasMessageContaining("did not declare");
                });
    }

    @Test
    void theNumberOfThreadsIsChecked() {
        for (int threads : new int[] {-1, 65}) {
            assertThatThrownBy(() -> TaskGraphOptions.DEFAULT.withRecordingThreads(threads))
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "TaskGraphOptions: recordingThreads="
                                    + threads
                                    + " (expected 0 to 64)");
        }
    }

    private interface Play {
        void play(TaskGraph graph, SimulatedDriver driver);
    }

    private static void play(int threads, Consumer<GraphBuilder> describe, Play play) {
        SimulatedDriver driver = new SimulatedDriver().queues(7).autoComplete(true);
        GraphBuilder builder = new GraphBuilder("frame");
        describe.accept(builder);
        TaskGraphOptions options = TaskGraphOptions.DEFAULT.withRecordingThreads(threads);
        try (Instance instance = Instance.create(InstanceInfo.of("threads"), driver);
                Device device = instance.createDevice(DeviceInfo.of("gpu"));
                TaskGraph graph = TaskGraph.create(device, builder.build(), options)) {
            play.play(graph, driver);
        }
        assertThat(driver.faults()).isEmpty();
        assertThat(driver.liveObjects()).isEmpty();
    }
}
