package daxa.test.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.command.ImageArea;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.UsageException;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;
import daxa.core.resource.ImageUsage;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.GraphDescription;
import daxa.taskgraph.TaskContext;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskGraphOptions;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskQueue;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.Latches;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Graphs that present: what becomes of an acquired image where tasks fail or the window changes,
/// and that nobody waits for the image of another one's swapchain.
@OnDriver(Gpu.Kind.SIMULATED)
@GpuSetup(queues = 7, autoComplete = true)
class PresentingGraphTest {
    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;

    private Gpu gpu;
    private Device device;
    private Window window;
    private Swapchain swapchain;
    private TaskImage screen;

    @BeforeEach
    void makeThings(Gpu given) {
        gpu = given;
        device = gpu.device();
        window =
                gpu.own(
                        gpu.instance()
                                .createWindow(
                                        WindowInfo.of("stage", WIDTH, HEIGHT)
                                                .withSystem(new HeadlessWindowSystem())));
        swapchain =
                gpu.own(
                        device.createSwapchain(
                                SwapchainInfo.of("main", window)
                                        .withUsage(ImageUsage.STORAGE, ImageUsage.TRANSFER_DST)));
    }

    private TaskImageInfo info(int width, int height) {
        return TaskImageInfo.of2D(swapchain.format(), width, height);
    }

    /// A graph with a task that clears the image, and then does something.
    private GraphDescription clearing(int width, Consumer<TaskContext> deed) {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskImage image = builder.swapchainImage("screen", info(width, HEIGHT));
        screen = image;
        builder.transfer("clear")
                .writes(image)
                .executes(
                        task -> {
                            task.commands().clearImage(task.image(image), 0, 0, 0, 1);
                            deed.accept(task);
                        });
        builder.present(image);
        return builder.build();
    }

    private TaskGraph bound(GraphDescription description, int threads) {
        TaskGraph graph =
                gpu.own(
                        TaskGraph.create(
                                device,
                                description,
                                TaskGraphOptions.DEFAULT.withRecordingThreads(threads)));
        graph.bind(screen, swapchain);
        return graph;
    }

    private static void fail(TaskContext task) {
        throw new IllegalStateException(task.name());
    }

    // ---------------------------------------------------------------- the acquired image

    @Test
    void anImageStaysAcquiredWhereATaskFails() {
        TaskGraph graph = bound(clearing(WIDTH, PresentingGraphTest::fail), 0);
        assertThatThrownBy(() -> graph.execute(Gpu.LONG)).isInstanceOf(IllegalStateException.class);
        SwapchainFrame frame = swapchain.acquired().orElseThrow();
        graph.bind(screen, swapchain);
        assertThatThrownBy(() -> graph.execute(Gpu.LONG)).isInstanceOf(IllegalStateException.class);
        graph.close();
        TaskGraph another = bound(clearing(WIDTH, PresentingGraphTest::fail), 0);
        assertThatThrownBy(() -> another.execute(Gpu.LONG))
                .isInstanceOf(IllegalStateException.class);
        another.update(clearing(2 * WIDTH, task -> {}));
        another.bind(screen, swapchain);
        assertThat(swapchain.acquired()).containsSame(frame);
        assertThat(another.execute(Gpu.LONG)).isTrue();
        assertThat(swapchain.acquired()).isEmpty();
        assertThat(swapchain.newestPresent()).isEqualTo(1);
    }

    @Test
    void anImageThatTheProgramHasAcquiredIsUsed() {
        SwapchainFrame frame = swapchain.acquire(Gpu.LONG).orElseThrow();
        List<Object> seen = new ArrayList<>();
        TaskGraph graph = bound(clearing(WIDTH, task -> seen.add(task.image(screen))), 0);
        seen.add(frame.image());
        assertThat(graph.execute(Gpu.LONG)).isTrue();
        assertThat(seen).hasSize(2);
        assertThat(seen.getFirst()).isSameAs(seen.getLast());
        assertThat(swapchain.acquired()).isEmpty();
    }

    // ---------------------------------------------------------------- the window's size

    /// A transient image as large as the screen, which is copied to it.
    private GraphDescription copying(int width, int height) {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskImage painted = builder.transientImage("painted", info(width, height));
        TaskImage image = builder.swapchainImage("screen", info(width, height));
        screen = image;
        builder.transfer("paint")
                .writes(painted)
                .executes(task -> task.commands().clearImage(task.image(painted), 1, 0, 0, 1));
        builder.transfer("copy")
                .reads(painted)
                .writes(image)
                .executes(
                        task ->
                                task.commands()
                                        .copyImage(
                                                task.image(painted),
                                                ImageArea.of(task.image(painted).info(), 0),
                                                task.image(image),
                                                ImageArea.of(task.image(painted).info(), 0)));
        builder.present(image);
        return builder.build();
    }

    @ParameterizedTest
    @CsvSource({"32, 24, 0", "32, 24, 2", "31, 90, 2"})
    void aWindowThatBecomesSmallerMeanwhileIsTold(int width, int height, int threads) {
        TaskGraph graph = bound(copying(WIDTH, HEIGHT), threads);
        for (int i = 0; i < 4; i++) {
            assertThat(graph.execute(Gpu.LONG)).isTrue();
        }
        HeadlessWindowSystem.resize(window, width, height);
        assertThatThrownBy(() -> graph.execute(Gpu.LONG))
                .isInstanceOf(UsageException.class)
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed()[0])
                                        .hasMessage(
                                                "in task 'copy' of TaskGraph 'frame'; IMAGE"
                                                        + " 'screen' has extent="
                                                        + width
                                                        + "x"
                                                        + height
                                                        + " now, where the description says 64x48:"
                                                        + " update the graph for the extent of"
                                                        + " Swapchain.acquired() and execute it"
                                                        + " again"));
        SwapchainFrame frame = swapchain.acquired().orElseThrow();
        graph.update(copying(frame.width(), frame.height()));
        graph.bind(screen, swapchain);
        for (int i = 0; i < 4; i++) {
            assertThat(graph.execute(Gpu.LONG)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "2"})
    void aProgramThatAcquiresFirstDescribesForTheImage(int threads) {
        TaskGraph graph = bound(copying(WIDTH, HEIGHT), threads);
        int width = WIDTH;
        int updates = 0;
        for (int i = 0; i < 30; i++) {
            if (i % 5 == 4) {
                HeadlessWindowSystem.resize(window, 20 + 3 * i, 50);
            }
            SwapchainFrame frame = swapchain.acquire(Gpu.LONG).orElseThrow();
            if (frame.width() != width) {
                width = frame.width();
                graph.update(copying(width, frame.height()));
                graph.bind(screen, swapchain);
                updates++;
            }
            assertThat(graph.execute(Gpu.LONG)).isTrue();
        }
        assertThat(updates).isEqualTo(6);
    }

    // ---------------------------------------------------------------- other threads

    private TaskGraph computing() {
        GraphBuilder builder = new GraphBuilder("other");
        builder.compute("work").on(TaskQueue.COMPUTE_0).sideEffect();
        return gpu.own(TaskGraph.create(device, builder.build()));
    }

    @Test
    void rowW14AGraphWithoutAnImageHoldsUpNoOther()
            throws InterruptedException, ExecutionException, TimeoutException {
        CountDownLatch painted = new CountDownLatch(3);
        GraphBuilder builder = new GraphBuilder("hidden");
        TaskImage image = builder.swapchainImage("screen", info(WIDTH, HEIGHT));
        screen = image;
        builder.transfer("before").sideEffect().executes(task -> painted.countDown());
        builder.transfer("clear").writes(image);
        builder.present(image);
        TaskGraph hidden = bound(builder.build(), 0);
        TaskGraph other = computing();
        gpu.simulated().autoComplete(false);
        hidden.execute(Gpu.LONG);
        hidden.execute(Gpu.LONG);
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            // All frames are in flight.
            Future<Boolean> third = thread.submit(() -> hidden.execute(Gpu.LONG));
            Latches.await(painted);
            other.execute();
            assertThat(other.token(TaskQueue.COMPUTE_0).number()).isPositive();
            assertThat(third.isDone()).isFalse();
            gpu.simulated().autoComplete(true);
            gpu.simulated().completeAll();
            assertThat(third.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void rowW14AGraphWhoseImageIsStillShownHoldsUpNoOther()
            throws InterruptedException, ExecutionException, TimeoutException {
        TaskGraph shown = bound(clearing(WIDTH, task -> {}), 0);
        TaskGraph other = computing();
        for (int i = 0; i < 2 * swapchain.imageCount(); i++) {
            shown.execute(Gpu.LONG);
        }
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch isOver = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.WAIT_FOR_FENCE) {
                                waits.countDown();
                                Latches.await(isOver);
                            }
                        });
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Boolean> next = thread.submit(() -> shown.execute(Gpu.LONG));
            Latches.await(waits);
            other.execute();
            assertThat(other.token(TaskQueue.COMPUTE_0).number()).isPositive();
            assertThat(next.isDone()).isFalse();
            isOver.countDown();
            assertThat(next.get(20, TimeUnit.SECONDS)).isTrue();
        }
        gpu.driver().onCall(null);
    }

    @Test
    void rowS5WaitsOfGraphsHaveADeadlineAndAnswerInterruption() {
        TaskGraph graph = bound(clearing(WIDTH, task -> {}), 0);
        gpu.simulated().autoComplete(false);
        assertThat(graph.execute(Gpu.LONG)).isTrue();
        assertThat(graph.execute(Gpu.LONG)).isTrue();
        assertThat(graph.execute(Duration.ofMillis(5))).isFalse();
        assertThatThrownBy(() -> graph.await(Duration.ofMillis(5)))
                .isInstanceOf(DeadlineException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> graph.execute(Gpu.LONG))
                .isInstanceOf(InterruptedWaitException.class);
        assertThatThrownBy(() -> graph.await(Gpu.LONG))
                .isInstanceOf(InterruptedWaitException.class);
        assertThat(Thread.interrupted()).isTrue();
        gpu.simulated().autoComplete(true);
        gpu.simulated().completeAll();
        assertThat(graph.execute(Gpu.LONG)).isTrue();
    }

    @Test
    void rowW5ATaskMayWaitForAThreadThatExecutesAnotherGraph() {
        TaskGraph other = computing();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            TaskGraph graph =
                    bound(
                            clearing(
                                    WIDTH,
                                    task -> {
                                        CountDownLatch done = new CountDownLatch(1);
                                        thread.execute(
                                                () -> {
                                                    other.execute();
                                                    done.countDown();
                                                });
                                        Latches.await(done);
                                    }),
                            0);
            assertThat(graph.execute(Gpu.LONG)).isTrue();
        }
        assertThat(other.token(TaskQueue.COMPUTE_0).number()).isPositive();
    }

    @Test
    void tasksOfSeveralThreadsGetTheIdOfTheImage() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskImage image = builder.swapchainImage("screen", info(WIDTH, HEIGHT));
        screen = image;
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            builder.compute("draw " + i)
                    .writesConcurrently(image)
                    .executes(
                            task -> {
                                // Both at once, if there are two threads at this moment.
                                int both = (begun.incrementAndGet() + 1) / 2 * 2;
                                long start = System.nanoTime();
                                while (begun.get() < both && System.nanoTime() - start < 100_000) {
                                    Thread.onSpinWait();
                                }
                                if (!task.id(image).equals(task.view(image).id())) {
                                    wrong.incrementAndGet();
                                }
                            });
        }
        builder.present(image);
        TaskGraph graph = bound(builder.build(), 2);
        for (int i = 0; i < 2000; i++) {
            graph.bind(screen, swapchain);
            graph.execute(Gpu.LONG);
        }
        assertThat(wrong.get()).isZero();
    }

    @Test
    void aGraphIsNotChangedByAnyOfTheThreadsThatRecordIt() {
        List<String> errors = Collections.synchronizedList(new ArrayList<>());
        GraphBuilder builder = new GraphBuilder("frame");
        TaskGraph[] graph = new TaskGraph[1];
        for (int i = 0; i < 32; i++) {
            builder.compute("task " + i)
                    .sideEffect()
                    .executes(
                            task -> {
                                try {
                                    graph[0].setListener(null);
                                } catch (UsageException e) {
                                    errors.add(e.getMessage());
                                }
                            });
        }
        graph[0] =
                gpu.own(
                        TaskGraph.create(
                                device,
                                builder.build(),
                                TaskGraphOptions.DEFAULT.withRecordingThreads(4)));
        for (int i = 0; i < 10; i++) {
            graph[0].execute();
        }
        assertThat(errors)
                .hasSize(320)
                .containsOnly(
                        "setListener was called on TaskGraph 'frame' while it executes; call it"
                                + " before or after");
    }
}
