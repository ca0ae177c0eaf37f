package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import daxa.core.command.CommandRecorder;
import daxa.core.command.CompletionMode;
import daxa.core.command.PipelineStage;
import daxa.core.command.Queue;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.command.WaitSet;
import daxa.core.concurrent.Pause;
import daxa.core.driver.DriverMessage;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.ClosedException;
import daxa.core.error.DaxaException;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.sync.TimelineSemaphore;
import daxa.core.transfer.Readback;
import daxa.core.transfer.RingBuffer;
import daxa.core.transfer.StagingInfo;
import daxa.core.transfer.Transfer;
import daxa.core.transfer.Uploader;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.Latches;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Each call that waits for the GPU has a deadline and answers interruption, and works afterwards.
@OnDriver(Gpu.Kind.SIMULATED)
class BlockingCallsTest {
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final Pattern WAITS = Pattern.compile("(await|wait|finish)([A-Z]\\w*)?");

    /// Prepares a wait that does not end before the GPU goes on.
    private interface Wait extends Function<Gpu, Consumer<Duration>> {}

    private static final Map<String, Wait> WAITING = new TreeMap<>();

    static {
        WAITING.put("SubmitToken.await", gpu -> pending(gpu)::await);
        WAITING.put(
                "Queue.awaitIdle",
                gpu -> {
                    pending(gpu);
                    return main(gpu)::awaitIdle;
                });
        WAITING.put(
                "Queue.await",
                gpu -> {
                    long number = pending(gpu).number();
                    return most -> main(gpu).await(number, most);
                });
        WAITING.put(
                "Queue.awaitFor",
                gpu -> {
                    long number = pending(gpu).number();
                    return most -> {
                        long nanos = most.compareTo(Gpu.LONG) > 0 ? Long.MAX_VALUE : most.toNanos();
                        if (!main(gpu).awaitFor(number, nanos)) {
                            throw new DeadlineException("awaitFor is false");
                        }
                    };
                });
        WAITING.put(
                "Queue.waitIdle",
                gpu -> {
                    pending(gpu);
                    return main(gpu)::waitIdle;
                });
        WAITING.put(
                "Device.waitIdle",
                gpu -> {
                    pending(gpu);
                    return gpu.device()::waitIdle;
                });
        WAITING.put(
                "TimelineSemaphore.await",
                gpu -> {
                    TimelineSemaphore time =
                            gpu.own(gpu.device().createTimelineSemaphore("time", 0));
                    main(gpu).submit(new SubmitInfo().signal(time, 1));
                    return most -> time.await(1, most);
                });
        WAITING.put(
                "Completion.await",
                gpu -> pending(gpu).completion(CompletionMode.WAIT_ONLY)::await);
        WAITING.put(
                "Device.waitAny",
                gpu -> {
                    WaitSet set = new WaitSet().add(pending(gpu));
                    return most -> {
                        if (gpu.device().waitAny(set, most).isEmpty()) {
                            throw new DeadlineException("waitAny found nothing");
                        }
                    };
                });
        WAITING.put(
                "QueryPool.await",
                gpu -> {
                    QueryPool pool =
                            gpu.own(gpu.device().createQueryPool(QueryPoolInfo.timestamps("t", 1)));
                    pool.reset(0, 1);
                    CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("r"));
                    recorder.begin();
                    recorder.writeTimestamp(PipelineStage.ALL_COMMANDS, pool, 0);
                    main(gpu).submit(recorder.complete());
                    return most -> pool.await(0, 1, new long[1], most);
                });
        WAITING.put(
                "Swapchain.awaitPresent",
                gpu -> {
                    Window window = gpu.window("w", 8, 8);
                    Swapchain shown =
                            gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("s", window)));
                    CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("r"));
                    SwapchainFrame frame = shown.acquire(Gpu.LONG).orElseThrow();
                    recorder.begin();
                    recorder.clearImage(frame.image(), 0, 0, 0, 1);
                    shown.present(recorder.complete());
                    return most -> shown.awaitPresent(1, most);
                });
        WAITING.put(
                "RingBuffer.allocate",
                gpu -> {
                    RingBuffer ring = gpu.own(gpu.device().createRingBuffer("ring", 64));
                    ring.allocate(64, 4);
                    ring.submitted(pending(gpu));
                    return most -> ring.allocate(64, 4, most);
                });
        WAITING.put(
                "Transfer.await",
                gpu -> {
                    Transfer transfer = upload(gpu, gpu.own(uploader(gpu, Gpu.LONG)));
                    return transfer::await;
                });
        WAITING.put(
                "Uploader.finish",
                gpu -> {
                    Uploader uploader = gpu.own(uploader(gpu, Gpu.LONG));
                    upload(gpu, uploader);
                    return uploader::finish;
                });
        WAITING.put(
                "Readback.finish",
                gpu -> {
                    Readback readback = gpu.own(gpu.device().createReadback(staging(Gpu.LONG)));
                    readback.read(buffer(gpu), 0, bytes());
                    return readback::finish;
                });
    }

    /// Take a `Duration` and do not wait with it, or wait for something else than the GPU.
    private static final Set<String> OTHERS =
            Set.of(
                    "Device.collectGarbage",
                    "DeviceInfo.closeDeadline",
                    "DeviceInfo.withCloseDeadline",
                    "StagingInfo.deadline",
                    "StagingInfo.withDeadline",
                    // The GPU waits there, not the host.
                    "CommandRecorder.waitFor",
                    "SubmitInfo.waitFor",
                    // Parts of Device.waitIdle and of the device's close, out of reach.
                    "DeviceQueues.awaitIdle",
                    "DeviceQueues.finishSubmits",
                    "DeviceQueues.joinCompletions",
                    // A listener, below.
                    "Instance.flushMessages",
                    // The compilers of shaders and drivers.
                    "PipelineManager.awaitAll",
                    "PipelineManager.export",
                    // SwapchainTest, for acquire and all that it waits for.
                    "Swapchain.acquire");

    private static Queue main(Gpu gpu) {
        return gpu.device().mainQueue();
    }

    private static SubmitToken pending(Gpu gpu) {
        return main(gpu).submit(new SubmitInfo());
    }

    private static Buffer buffer(Gpu gpu) {
        return gpu.own(gpu.device().createBuffer(BufferInfo.of("buffer", 64)));
    }

    private static MemorySegment bytes() {
        return MemorySegment.ofArray(new byte[64]);
    }

    private static StagingInfo staging(Duration deadline) {
        return StagingInfo.of("staging").withStagingBytes(256).withDeadline(deadline);
    }

    private static Uploader uploader(Gpu gpu, Duration deadline) {
        return gpu.device().createUploader(staging(deadline));
    }

    private static Transfer upload(Gpu gpu, Uploader uploader) {
        Transfer transfer = uploader.upload(MemorySegment.ofArray(new byte[16]), buffer(gpu), 0);
        uploader.flush();
        return transfer;
    }

    @Test
    void everyCallThatWaitsIsHere() throws IOException, URISyntaxException {
        Set<String> found = new TreeSet<>();
        for (Class<?> type : PublicTypes.all()) {
            if (type.getName().startsWith("daxa.core.driver.")
                    || type.getName().startsWith("daxa.core.concurrent.")) {
                continue;
            }
            for (Method method : type.getDeclaredMethods()) {
                boolean takesTime = List.of(method.getParameterTypes()).contains(Duration.class);
                if (Modifier.isPublic(method.getModifiers())
                        && (takesTime || WAITS.matcher(method.getName()).matches())) {
                    found.add(type.getSimpleName() + "." + method.getName());
                }
            }
        }
        found.removeAll(OTHERS);
        assertThat(found).isEqualTo(WAITING.keySet());
    }

    static Set<String> names() {
        return WAITING.keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aWaitHasADeadline(String name, Gpu gpu) {
        Consumer<Duration> wait = WAITING.get(name).apply(gpu);
        for (Duration most : List.of(SHORT, Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatThrownBy(() -> wait.accept(most)).isInstanceOf(DeadlineException.class);
        }
        gpu.finishAll();
        wait.accept(Gpu.LONG);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aWaitAnswersInterruption(String name, Gpu gpu) {
        Consumer<Duration> wait = WAITING.get(name).apply(gpu);
        for (Duration most : List.of(Gpu.LONG, Duration.ofSeconds(Long.MAX_VALUE))) {
            Thread.currentThread().interrupt();
            Throwable thrown = catchThrowable(() -> wait.accept(most));
            // The status stays set.
            assertThat(Thread.interrupted()).isTrue();
            assertThat(thrown)
                    .isInstanceOf(InterruptedWaitException.class)
                    .hasMessageContaining("was interrupted");
        }
        gpu.finishAll();
        wait.accept(Gpu.LONG);
    }

    /// Where staging memory is full, the deadline is that of its info.
    @Test
    void uploadsAndReadsWaitForRoom(Gpu gpu) {
        Buffer buffer = buffer(gpu);
        Uploader uploader = gpu.own(uploader(gpu, SHORT));
        Readback readback = gpu.own(gpu.device().createReadback(staging(SHORT)));
        MemorySegment to = bytes();
        refused(() -> uploader.upload(bytes(), buffer, 0), gpu);
        refused(() -> readback.read(buffer, 0, to), gpu);
        readback.flush();
        gpu.finishAll();
    }

    private static void onSubmit(
            Gpu gpu, String thread, CountDownLatch inside, CountDownLatch done) {
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.SUBMIT
                                    && Thread.currentThread().getName().equals(thread)) {
                                inside.countDown();
                                Latches.await(done);
                            }
                        });
    }

    /// Where another thread is in the middle of a submit, the deadline of the call counts, not that
    /// of the staging memory.
    @Test
    void aTransferWaitsForASubmitUntilItsOwnDeadline(Gpu gpu) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        onSubmit(gpu, "first", inside, done);
        Buffer buffer = buffer(gpu);
        Duration ofInfo = Duration.ofMillis(50);
        Uploader uploader = gpu.own(uploader(gpu, ofInfo));
        Thread first =
                Thread.ofPlatform()
                        .name("first")
                        .start(
                                () -> {
                                    uploader.upload(bytes(), buffer, 0);
                                    uploader.flush();
                                });
        inside.await();
        Transfer second = uploader.upload(bytes(), buffer, 0);
        List<Consumer<Duration>> waits = List.of(second::await, uploader::finish);
        for (Consumer<Duration> wait : waits) {
            for (Duration most : List.of(SHORT, Duration.ZERO)) {
                assertThatThrownBy(() -> wait.accept(most))
                        .isInstanceOf(DeadlineException.class)
                        .hasMessage(
                                "Uploader 'staging' could not submit within "
                                        + most
                                        + "; another thread is still copying or submitting");
            }
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> wait.accept(Gpu.LONG))
                    .isInstanceOf(InterruptedWaitException.class)
                    .hasMessage("the wait in Uploader 'staging' was interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThatThrownBy(uploader::flush)
                .isInstanceOf(DeadlineException.class)
                .hasMessageContaining("could not submit within " + ofInfo);
        Thread.currentThread().interrupt();
        assertThatThrownBy(uploader::flush).isInstanceOf(InterruptedWaitException.class);
        assertThat(Thread.interrupted()).isTrue();
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> uploader.finish(Gpu.LONG));
        // Not before that of the staging memory is over.
        long start = System.nanoTime();
        while (!waiting.isDone() && System.nanoTime() - start < ofInfo.toNanos()) {
            Thread.onSpinWait();
        }
        assertThat(waiting).isNotDone();
        done.countDown();
        first.join();
        gpu.finishAll();
        second.await(Gpu.LONG);
        assertThat(waiting).succeedsWithin(Gpu.LONG);
    }

    /// What has not arrived by then has failed.
    @Test
    void theCloseOfStagingMemoryHasItsDeadlineAndAnswersInterruption(Gpu gpu) {
        Uploader uploader = uploader(gpu, SHORT);
        Transfer sent = upload(gpu, uploader);
        gpu.expectLog("Uploader 'staging' is closed before its transfers have ended");
        uploader.close();
        assertThat(sent.failure()).containsInstanceOf(ClosedException.class);
        Readback readback = gpu.device().createReadback(staging(Gpu.LONG));
        Transfer asked = readback.read(buffer(gpu), 0, bytes());
        gpu.expectLog("Readback 'staging' is closed before its transfers have ended");
        Thread.currentThread().interrupt();
        readback.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(asked.failure()).containsInstanceOf(ClosedException.class);
        gpu.finishAll();
    }

    /// When the first queue is done, the time is over: the others are looked at once each.
    @Test
    @GpuSetup(queues = 3)
    void theQueuesOfADeviceShareADeadline(Gpu gpu) {
        Duration most = Duration.ofMillis(200);
        gpu.device().queues().forEach(Queue::submit);
        AtomicInteger looks = new AtomicInteger();
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.WAIT_FOR_VALUE
                                    && looks.getAndIncrement() == 0) {
                                Pause.micros(most.toNanos() / 1000 + 1000);
                                gpu.finish(0);
                            }
                        });
        assertThatThrownBy(() -> gpu.device().waitIdle(most))
                .isInstanceOf(DeadlineException.class)
                .hasMessage(
                        "submission 2 of queue 'compute 0' of device 'gpu' did not finish within"
                                + " PT0.2S; finished so far: 0");
        assertThat(looks).hasValue(2);
        gpu.finishAll();
        gpu.device().waitIdle(Gpu.LONG);
    }

    private static Instance withMessage(Consumer<DriverMessage> listener) {
        Instance instance =
                Instance.create(
                        InstanceInfo.of("slow").withMessageListener(listener),
                        new SimulatedDriver());
        ((InstanceObject) instance.object())
                .messages()
                .accept(
                        new DriverMessage(
                                DriverMessage.Severity.INFO, false, "id", "text", List.of()));
        return instance;
    }

    /// Such as one that hands each message to the thread that waits for it.
    @Test
    void aMessageListenerHoldsNobodyUpForEver(Gpu gpu) {
        CountDownLatch goOn = new CountDownLatch(1);
        Instance instance = withMessage(message -> Latches.await(goOn));
        for (Duration most : List.of(SHORT, Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatThrownBy(() -> instance.flushMessages(most))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessage(
                            "the message listener has not received all messages within "
                                    + most
                                    + "; it may be waiting for this thread");
        }
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> instance.flushMessages(Gpu.LONG))
                .isInstanceOf(InterruptedWaitException.class)
                .hasMessage("the wait for the message listener was interrupted");
        assertThat(Thread.interrupted()).isTrue();
        gpu.expectLog(
                "Instance 'slow' is closed, but its message listener has not received all messages"
                        + " within PT1S; flushMessages() waits longer");
        instance.close();
        goOn.countDown();
        instance.flushMessages(Gpu.LONG);
    }

    @Test
    void aCloseOfAnInstanceAnswersInterruption(Gpu gpu) {
        CountDownLatch goOn = new CountDownLatch(1);
        Instance instance = withMessage(message -> Latches.await(goOn));
        Thread.currentThread().interrupt();
        instance.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(gpu.logged()).isEmpty();
        goOn.countDown();
        instance.flushMessages(Gpu.LONG);
    }

    private static void refused(Runnable use, Gpu gpu) {
        Throwable thrown = null;
        for (int i = 0; i < 32 && thrown == null; i++) {
            thrown = catchThrowable(use::run);
        }
        assertThat(thrown)
                .isInstanceOf(DeadlineException.class)
                .isInstanceOf(DaxaException.class)
                .hasMessageContaining("PT0.005S");
        Thread.currentThread().interrupt();
        assertThatThrownBy(use::run).isInstanceOf(InterruptedWaitException.class);
        assertThat(Thread.interrupted()).isTrue();
        gpu.finishAll();
        use.run();
        gpu.finishAll();
    }
}
