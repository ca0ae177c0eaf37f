package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.Queue;
import daxa.core.concurrent.Pause;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.PresentMode;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Two windows of different sizes and present modes on one device, each with a thread that
/// presents, and a thread that submits: what the tests of presentation resize at random.
public final class TwoWindows implements AutoCloseable {
    private static final long LOOK_MICROS = 5_000;

    private final Gpu gpu;
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger[] frames = {new AtomicInteger(), new AtomicInteger()};
    private final Map<Thread, CallTimes> times = new ConcurrentHashMap<>();
    // Of the thread that watches the machine.
    private final RunDelays delays = new RunDelays();
    private volatile boolean stopped;

    /// Starts the thread that submits.
    public TwoWindows(Gpu gpu) {
        this.gpu = gpu;
        start("submitter", this::submitAll);
        start("clock", this::watchTheMachine);
    }

    private CallTimes times() {
        return times.computeIfAbsent(Thread.currentThread(), thread -> new CallTimes());
    }

    private void start(String name, Runnable work) {
        threads.add(
                Thread.ofPlatform()
                        .name(name)
                        .start(
                                () -> {
                                    try {
                                        work.run();
                                    } catch (Throwable e) {
                                        thrown.compareAndSet(null, e);
                                    }
                                }));
    }

    private void submitAll() {
        Queue main = gpu.device().mainQueue();
        try (Buffer buffer = gpu.device().createBuffer(BufferInfo.of("submitted", 1024));
                CommandRecorder recorder = gpu.device().createCommandRecorder("submitter")) {
            while (!stopped) {
                recorder.begin();
                recorder.barrier(Access.ALL, Access.TRANSFER_WRITE);
                recorder.fillBuffer(buffer, 0, 1024, 1);
                var commands = recorder.complete();
                times().begin("submit");
                main.submit(commands);
                times().end();
                main.awaitIdle(Gpu.LONG);
            }
        }
    }

    private void watchTheMachine() {
        while (!stopped) {
            delays.sample();
            Pause.micros(LOOK_MICROS);
        }
        delays.sample();
    }

    /// Starts a thread that presents.
    ///
    /// @param window 0 or 1
    /// @param shown the window
    public void present(int window, Window shown) {
        start("renderer " + window, () -> presentAll(window, shown));
    }

    private void presentAll(int window, Window shown) {
        try (Swapchain swapchain = gpu.device().createSwapchain(info(window, shown));
                CommandRecorder recorder =
                        gpu.device().createCommandRecorder("renderer " + window)) {
            while (!stopped) {
                frame(window, swapchain, recorder);
            }
        }
    }

    /// What the swapchain of a window is.
    public static SwapchainInfo info(int window, Window shown) {
        SwapchainInfo info = SwapchainInfo.of("swapchain " + window, shown);
        return window == 0
                ? info
                : info.withPresentModes(PresentMode.MAILBOX, PresentMode.IMMEDIATE)
                        .withFramesInFlight(3);
    }

    /// Acquires and presents once.
    public void frame(int window, Swapchain swapchain, CommandRecorder recorder) {
        times().begin("acquire");
        Optional<SwapchainFrame> frame = swapchain.acquire(Gpu.LONG);
        times().end();
        if (frame.isPresent()) {
            recorder.begin();
            recorder.clearImage(frame.get().image(), window, 1, 0, 1);
            var commands = recorder.complete();
            times().begin("present");
            swapchain.present(commands);
            times().end();
            frames[window].incrementAndGet();
        }
    }

    /// Resizes headless windows at random, and lets frames be presented in between.
    ///
    /// @param seed of the numbers
    public void resizeHeadless(long seed, int resizes) {
        System.out.println("two windows resized at random, seed " + seed);
        Random random = new Random(seed);
        HeadlessWindowSystem system = new HeadlessWindowSystem();
        Window[] windows = {
            gpu.instance().createWindow(WindowInfo.of("first", 64, 48).withSystem(system)),
            gpu.instance().createWindow(WindowInfo.of("second", 90, 100).withSystem(system))
        };
        try {
            present(0, windows[0]);
            present(1, windows[1]);
            for (int i = 0; i < resizes && thrown.get() == null; i++) {
                int window = random.nextInt(2);
                boolean minimised = random.nextInt(10) == 0;
                HeadlessWindowSystem.resize(
                        windows[window],
                        minimised ? 0 : 1 + random.nextInt(200),
                        1 + random.nextInt(200));
                windows[window].pollEvents();
                int next = random.nextInt(3);
                awaitFrames(next == 0 || minimised ? 1 - window : window, next, windows);
            }
        } finally {
            close();
            windows[0].close();
            windows[1].close();
        }
        judge();
    }

    private void awaitFrames(int window, int count, Window... windows) {
        int target = frames[window].get() + count;
        long start = System.nanoTime();
        while (frames[window].get() < target
                && windows[window].width() != 0
                && thrown.get() == null) {
            if (System.nanoTime() - start > Gpu.LONG.toNanos()) {
                throw new AssertionError("no frame of window " + window);
            }
            Thread.onSpinWait();
        }
    }

    /// Nothing failed, all threads worked, and no call of any of them stalled.
    ///
    /// A call waits for other threads too: for who has the queue, for the driver's. So what the
    /// machine kept these waiting does not count either, which is nothing on a quiet one.
    public void judge() {
        assertThat(thrown.get()).isNull();
        assertThat(frames[0].get()).isPositive();
        assertThat(frames[1].get()).isPositive();
        List<CallTimes.Call> longest = CallTimes.longest(times.values());
        System.out.println("two windows, the longest calls: " + longest);
        assertThat(longest)
                .extracting(CallTimes.Call::name)
                .containsExactly("acquire", "present", "submit");
        for (CallTimes.Call each : CallTimes.stalls(times.values())) {
            long others = delays.between(each.start(), each.start() + each.nanos());
            String text = each + ", in which all threads waited " + others + " ns";
            System.out.println("two windows, a long call: " + text);
            assertThat(each.nanos() - others).as(text).isLessThan(CallTimes.STALL_NANOS);
        }
    }

    /// Ends all threads.
    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                if (!thread.join(Gpu.LONG)) {
                    thrown.compareAndSet(null, new AssertionError(thread + " does not end"));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
