package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import daxa.core.Device;
import daxa.core.concurrent.RankedLock;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.CancelledException;
import daxa.core.error.ClosedException;
import daxa.core.error.DeadlineException;
import daxa.core.error.DeviceLostException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.sync.TimelineSemaphore;
import daxa.core.transfer.Readback;
import daxa.core.transfer.StagingInfo;
import daxa.core.transfer.Transfer;
import daxa.testing.CompletionContract;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;

import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Completions on the simulated driver: every mode at every moment, losses, ends, threads.
@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedCompletionTest extends CompletionContract {
    private static final String WAIT_ONLY = "WAIT_ONLY";
    private static final String PROCESS_EVENTS = "PROCESS_EVENTS";
    private static final String SPONTANEOUS = "SPONTANEOUS";

    private static SubmitToken submit(Gpu gpu) {
        return gpu.device().mainQueue().submit(new SubmitInfo());
    }

    /// A completion of each mode, on an executor that runs code at once, and what they told, on
    /// whichever threads.
    private static final class All {
        final List<Completion> made = new ArrayList<>();
        final List<Completion> told = new CopyOnWriteArrayList<>();

        All(SubmitToken token) {
            for (CompletionMode mode :
                    List.of(
                            CompletionMode.WAIT_ONLY,
                            CompletionMode.PROCESS_EVENTS,
                            CompletionMode.spontaneous(Runnable::run))) {
                made.add(token.onComplete(mode, told::add));
            }
        }

        void requireToldOnce(CompletionStatus status) {
            assertThat(told).containsExactlyInAnyOrderElementsOf(made);
            assertThat(told).extracting(Completion::status).containsOnly(status);
        }
    }

    private static CompletionMode mode(String name) {
        return switch (name) {
            case WAIT_ONLY -> CompletionMode.WAIT_ONLY;
            case PROCESS_EVENTS -> CompletionMode.PROCESS_EVENTS;
            default -> CompletionMode.spontaneous(Runnable::run);
        };
    }

    private static Set<String> threadsOf(String device) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("daxa-completions " + device + " "))
                .collect(Collectors.toSet());
    }

    // ---------------------------------------------------------------- H2

    @Test
    void rowH2ACancelledCompletionIsToldOnce(Gpu gpu) {
        All all = new All(submit(gpu));
        for (Completion each : all.made) {
            assertThat(each.cancel()).isTrue();
            assertThat(each.cancel()).isFalse();
            assertThatThrownBy(() -> each.await(Duration.ZERO))
                    .isInstanceOf(CancelledException.class)
                    .hasMessage(
                            "the completion of submission 1 of queue 'main' of device 'gpu' was"
                                    + " cancelled by the program; the GPU goes on");
            assertThat(each.failure()).containsInstanceOf(CancelledException.class);
            assertThat(each.toFuture().isCancelled()).isTrue();
            assertThatThrownBy(each.toFuture()::join).isInstanceOf(CancellationException.class);
        }
        gpu.settle();
        all.requireToldOnce(CompletionStatus.CANCELLED);
    }

    @Test
    void rowH2WhatHasEndedCannotBeCancelled(Gpu gpu) {
        SubmitToken token = submit(gpu);
        Completion completion = token.completion(CompletionMode.WAIT_ONLY);
        assertThat(completion.failure()).isEmpty();
        gpu.finishAll();
        assertThat(completion.cancel()).isFalse();
        assertThat(completion.status()).isEqualTo(CompletionStatus.DONE);
        assertThat(completion.failure()).isEmpty();
        assertThat(completion.toFuture()).isNotDone();
        completion.await(Duration.ZERO);
        assertThat(completion.toFuture()).isDone();
    }

    @Test
    void rowH2ALostDeviceEndsAll(Gpu gpu) throws InterruptedException {
        SubmitToken done = submit(gpu);
        gpu.finishAll();
        Completion before = done.completion(CompletionMode.WAIT_ONLY);
        CountDownLatch spontaneous = new CountDownLatch(1);
        SubmitToken token = submit(gpu);
        List<Completion> made = new ArrayList<>();
        made.add(token.completion(CompletionMode.WAIT_ONLY));
        made.add(token.completion(CompletionMode.PROCESS_EVENTS));
        made.add(
                token.onComplete(
                        CompletionMode.spontaneous(Runnable::run),
                        lost -> spontaneous.countDown()));
        gpu.simulated().loseDevice();
        assertThat(spontaneous.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(gpu.device().processEvents()).isEqualTo(1);
        for (Completion each : made) {
            assertThat(each.status()).isEqualTo(CompletionStatus.LOST);
            assertThatThrownBy(() -> each.await(Gpu.LONG))
                    .isInstanceOf(DeviceLostException.class)
                    .hasMessageContaining("pending: 2");
            assertThatThrownBy(each.toFuture()::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(DeviceLostException.class);
        }
        before.await(Gpu.LONG);
        assertThat(gpu.device().waitAny(new WaitSet().add(token), Duration.ZERO)).hasValue(0);
    }

    @Test
    @GpuSetup(queues = 2)
    void rowH2AnyNumberCanBeWaitedFor(Gpu gpu) {
        WaitSet set = new WaitSet();
        List<Completion> told = new ArrayList<>();
        TimelineSemaphore time = gpu.own(gpu.device().createTimelineSemaphore("time", 0));
        for (int i = 1; i <= 1000; i++) {
            set.add(submit(gpu).onComplete(CompletionMode.WAIT_ONLY, told::add)).add(time, i);
        }
        assertThat(set.size()).isEqualTo(2000);
        assertThat(gpu.device().waitAny(set, Duration.ZERO)).isEmpty();
        assertThat(gpu.device().waitAny(set, Duration.ofMillis(5))).isEmpty();
        gpu.simulated().complete(0, 10);
        assertThat(gpu.device().waitAny(set, Duration.ZERO)).isEqualTo(OptionalInt.of(0));
        assertThat(told).hasSize(10);
        gpu.finishAll();
    }

    @Test
    void rowH2AnEmptySetIsRefused(Gpu gpu) {
        assertThatThrownBy(() -> gpu.device().waitAny(new WaitSet(), Duration.ZERO))
                .isInstanceOf(UsageException.class)
                .hasMessage("waitAny was called with an empty set; add what to wait for first");
        SubmitToken nothing = new SubmitToken();
        assertThatThrownBy(() -> new WaitSet().add(nothing)).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> nothing.completion(CompletionMode.WAIT_ONLY))
                .isInstanceOf(UsageException.class)
                .hasMessage("the token names no submission; pass it to a submit first");
    }

    @Test
    void rowH2ASemaphoreThatIsClosedEndsTheWait(Gpu gpu) throws InterruptedException {
        TimelineSemaphore time = gpu.own(gpu.device().createTimelineSemaphore("time", 0));
        CountDownLatch inside = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.WAIT_FOR_ANY) {
                                inside.countDown();
                            }
                        });
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread waiter =
                Thread.ofPlatform()
                        .start(
                                () ->
                                        thrown.complete(
                                                catchThrowable(
                                                        () ->
                                                                gpu.device()
                                                                        .waitAny(
                                                                                new WaitSet()
                                                                                        .add(
                                                                                                time,
                                                                                                1),
                                                                                Gpu.LONG))));
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        time.close();
        assertThat(waiter.join(Gpu.LONG)).isTrue();
        assertThat(thrown.join()).isInstanceOf(ClosedException.class);
    }

    /// Whoever waits, processes, cancels and closes at once: one of them tells it.
    @Test
    void rowH2ManyThreadsTellOnce(Gpu gpu) throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            AtomicInteger told = new AtomicInteger();
            SubmitToken token = submit(gpu);
            boolean waits = round % 2 == 0;
            Completion completion =
                    token.onComplete(
                            waits ? CompletionMode.WAIT_ONLY : CompletionMode.PROCESS_EVENTS,
                            done -> told.incrementAndGet());
            CountDownLatch go = new CountDownLatch(1);
            List<Runnable> tellers =
                    List.of(
                            () -> ignoringFailure(() -> completion.await(Gpu.LONG)),
                            gpu.device()::processEvents,
                            gpu::finishAll,
                            completion::cancel,
                            completion.toFuture()::isDone);
            List<Thread> threads = tellers.stream().map(teller -> started(go, teller)).toList();
            go.countDown();
            for (Thread thread : threads) {
                assertThat(thread.join(Gpu.LONG)).isTrue();
            }
            gpu.device().processEvents();
            assertThat(told).hasValue(1);
            assertThat(completion.toFuture()).isDone();
        }
    }

    private static void ignoringFailure(ThrowableAssert.ThrowingCallable code) {
        if (catchThrowable(code) instanceof AssertionError failed) {
            throw failed;
        }
    }

    private static Thread started(CountDownLatch go, Runnable code) {
        return Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                go.await();
                                code.run();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
    }

    // ---------------------------------------------------------------- H3

    @ParameterizedTest
    @ValueSource(strings = {WAIT_ONLY, PROCESS_EVENTS, SPONTANEOUS})
    void rowH3CodeMayWaitForItsOwnEnd(String name, Gpu gpu) {
        CompletableFuture<OptionalInt> seen = new CompletableFuture<>();
        SubmitToken token = submit(gpu);
        Completion completion =
                token.onComplete(
                        mode(name),
                        done -> {
                            done.await(Gpu.LONG);
                            assertThat(done.toFuture().join()).isSameAs(done);
                            seen.complete(gpu.device().waitAny(new WaitSet().add(done), Gpu.LONG));
                        });
        gpu.finishAll();
        completion.await(Gpu.LONG);
        gpu.device().processEvents();
        assertThat(seen.orTimeout(20, TimeUnit.SECONDS).join()).hasValue(0);
    }

    /// Each waits for the next: they nest up to a depth, and all are told.
    @Test
    void rowH3NestingIsLimited(Gpu gpu) {
        int count = 200;
        int[] depth = new int[2];
        List<Completion> told = new ArrayList<>();
        List<Completion> chain = new ArrayList<>();
        SubmitToken token = submit(gpu);
        for (int i = 0; i < count; i++) {
            chain.add(
                    token.onComplete(
                            CompletionMode.WAIT_ONLY,
                            done -> {
                                depth[0]++;
                                depth[1] = Math.max(depth[1], depth[0]);
                                told.add(done);
                                if (told.size() < count) {
                                    int next = chain.indexOf(done) + 1;
                                    gpu.device()
                                            .waitAny(new WaitSet().add(chain.get(next)), Gpu.LONG);
                                }
                                depth[0]--;
                            }));
        }
        gpu.finishAll();
        chain.getFirst().await(Gpu.LONG);
        assertThat(told).containsExactlyElementsOf(chain);
        assertThat(depth[1]).isEqualTo(16);
    }

    @Test
    void rowH3ASubmitWithinCodeRunsNoOtherCode(Gpu gpu) {
        List<String> steps = new ArrayList<>();
        SubmitToken token = submit(gpu);
        for (String name : List.of("a", "b")) {
            token.onComplete(
                    CompletionMode.PROCESS_EVENTS,
                    done -> {
                        steps.add(name + " begins");
                        gpu.device().mainQueue().submit();
                        gpu.device().collectGarbage();
                        steps.add(name + " ends");
                    });
        }
        gpu.finishAll();
        gpu.device().mainQueue().submit();
        assertThat(steps).containsExactly("a begins", "a ends", "b begins", "b ends");
        gpu.finishAll();
    }

    // ---------------------------------------------------------------- H9

    @Test
    @GpuSetup(queues = 2)
    void rowH9TheCloseOfTheDeviceCancelsAllOnce(Gpu gpu) {
        Device device = gpu.instance().createDevice(gpu.deviceInfo("h9"));
        SubmitToken done = device.mainQueue().submit(new SubmitInfo());
        gpu.simulated().completeAll();
        All finished = new All(done);
        Completion heard = finished.made.getLast();
        heard.toFuture().orTimeout(20, TimeUnit.SECONDS).join();
        SubmitToken pending = device.mainQueue().submit(new SubmitInfo());
        All cut = new All(pending);
        All other = new All(device.computeQueue(0).submit(new SubmitInfo()));
        Thread closer = Thread.ofPlatform().start(device::close);
        for (All all : List.of(cut, other)) {
            for (Completion each : all.made) {
                assertThat(catchThrowable(() -> each.await(Gpu.LONG)))
                        .isInstanceOf(CancelledException.class)
                        .hasMessageContaining("since the device was closed before it had ended");
            }
        }
        gpu.simulated().completeAll();
        join(closer);
        finished.requireToldOnce(CompletionStatus.DONE);
        cut.requireToldOnce(CompletionStatus.CANCELLED);
        other.requireToldOnce(CompletionStatus.CANCELLED);
        assertThat(threadsOf("h9")).isEmpty();
        assertThat(pending.isDone()).isTrue();
        assertThatThrownBy(() -> pending.completion(CompletionMode.WAIT_ONLY))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("Device 'h9' is closed");
    }

    /// An instance stays until its devices are closed, and so do completions.
    @Test
    void rowH9TheCloseOfTheInstanceWaitsForItsDevices(Gpu gpu) {
        All all = new All(submit(gpu));
        gpu.instance().close();
        assertThat(all.told).isEmpty();
        Thread closer = Thread.ofPlatform().start(gpu.device()::close);
        for (Completion each : all.made) {
            assertThatThrownBy(() -> each.await(Gpu.LONG)).isInstanceOf(CancelledException.class);
        }
        gpu.finishAll();
        join(closer);
        all.requireToldOnce(CompletionStatus.CANCELLED);
    }

    @Test
    void rowH9CodeMayCloseTheDevice(Gpu gpu) {
        Device device = gpu.instance().createDevice(gpu.deviceInfo("closed by code"));
        SubmitToken token = device.mainQueue().submit(new SubmitInfo());
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        token.onComplete(
                CompletionMode.spontaneous(Runnable::run),
                done -> {
                    device.close();
                    closed.complete(device.isClosed());
                });
        gpu.simulated().completeAll();
        assertThat(closed.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
    }

    private static void join(Thread thread) {
        try {
            assertThat(thread.join(Gpu.LONG)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---------------------------------------------------------------- H10

    @Test
    void rowH10NoThreadIsStartedUntilSomebodyNeedsIt(Gpu gpu) {
        try (Device device = gpu.instance().createDevice(gpu.deviceInfo("h10"))) {
            SubmitToken token = device.mainQueue().submit(new SubmitInfo());
            token.completion(CompletionMode.WAIT_ONLY);
            token.completion(CompletionMode.PROCESS_EVENTS);
            assertThat(threadsOf("h10")).isEmpty();
            token.completion(CompletionMode.spontaneous(Runnable::run));
            token.completion(CompletionMode.spontaneous(Runnable::run));
            assertThat(threadsOf("h10")).containsExactly("daxa-completions h10 main");
            gpu.simulated().completeAll();
        }
        assertThat(threadsOf("h10")).isEmpty();
    }

    /// Each wait for itself, on a GPU that stands still for a third of a second.
    @Test
    void rowH10WaitingBurnsNoTime(Gpu gpu) throws InterruptedException {
        SubmitToken token = submit(gpu);
        TimelineSemaphore time = gpu.own(gpu.device().createTimelineSemaphore("time", 0));
        CompletableFuture<Thread> told = new CompletableFuture<>();
        Completion completion =
                token.onComplete(
                        CompletionMode.spontaneous(Runnable::run),
                        done -> told.complete(Thread.currentThread()));
        Duration span = Duration.ofMillis(300);
        List<Consumer<Duration>> waits =
                List.of(
                        most -> ignoringFailure(() -> completion.await(most)),
                        most -> ignoringFailure(() -> token.await(most)),
                        most -> gpu.device().waitAny(new WaitSet().add(token).add(time, 1), most));
        List<Long> burnt = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (Consumer<Duration> wait : waits) {
            CompletableFuture<Long> cost = new CompletableFuture<>();
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        wait.accept(Duration.ofMillis(20));
                                        long before = cpuNanos(Thread.currentThread());
                                        wait.accept(span);
                                        cost.complete(cpuNanos(Thread.currentThread()) - before);
                                    }));
            burnt.add(cost.orTimeout(20, TimeUnit.SECONDS).join());
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(burnt).allMatch(nanos -> nanos < span.toNanos() / 5, "less than a fifth");
        gpu.finishAll();
        // The thread has waited for all of it.
        Thread waiter = told.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(cpuNanos(waiter)).isLessThan(span.toNanos() / 5);
    }

    private static long cpuNanos(Thread thread) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
    }

    /// From the end of a submission to its code: far below what anybody would notice.
    @Test
    void rowH10CodeRunsSoonAfterTheEnd(Gpu gpu) {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            CompletableFuture<Long> told = new CompletableFuture<>();
            submit(gpu)
                    .onComplete(
                            CompletionMode.spontaneous(Runnable::run),
                            done -> told.complete(System.nanoTime()));
            long ended = System.nanoTime();
            gpu.finishAll();
            nanos.add(told.orTimeout(20, TimeUnit.SECONDS).join() - ended);
        }
        nanos.sort(null);
        System.out.println("from the end of a submission to its code, ns: " + nanos);
        assertThat(nanos.get(nanos.size() / 2)).isLessThan(50_000_000);
    }

    // ---------------------------------------------------------------- H11

    /// Whoever learns that a submission has ended finds the data of its readbacks there, and their
    /// consumers have run.
    @ParameterizedTest
    @ValueSource(strings = {WAIT_ONLY, PROCESS_EVENTS, SPONTANEOUS})
    void rowH11ConsumersOfReadbacksRunBeforeCompletions(String name, Gpu gpu) {
        Buffer buffer = gpu.own(gpu.device().createBuffer(BufferInfo.of("buffer", 64)));
        Readback readback = gpu.own(gpu.device().createReadback(StagingInfo.of("staging")));
        List<String> steps = new CopyOnWriteArrayList<>();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Transfer transfer =
                readback.read(
                        buffer,
                        0,
                        64,
                        data -> {
                            inside.countDown();
                            ignoringFailure(gate::await);
                            steps.add("consumer");
                        });
        readback.flush();
        CompletableFuture<Completion> told = new CompletableFuture<>();
        Completion completion =
                transfer.token()
                        .orElseThrow()
                        .onComplete(
                                mode(name),
                                done -> {
                                    steps.add("completion");
                                    told.complete(done);
                                });
        assertThat(completion.isEnded()).isFalse();
        gpu.finishAll();
        // Nobody polls the readback: this brings its data in.
        assertThat(completion.isEnded()).isFalse();
        assertThat(catchThrowable(() -> inside.await(20, TimeUnit.SECONDS))).isNull();
        assertThat(gpu.device().processEvents()).isZero();
        assertThat(gpu.device().waitAny(new WaitSet().add(completion), Duration.ofMillis(5)))
                .isEmpty();
        assertThatThrownBy(() -> completion.await(Duration.ofMillis(5)))
                .isInstanceOf(DeadlineException.class);
        assertThat(steps).isEmpty();
        gate.countDown();
        completion.await(Gpu.LONG);
        gpu.device().processEvents();
        assertThat(told.orTimeout(20, TimeUnit.SECONDS).join()).isSameAs(completion);
        assertThat(steps).containsExactly("consumer", "completion");
    }

    @Test
    void rowH11AConsumerMayWaitForTheCompletionBehindIt(Gpu gpu) {
        Buffer buffer = gpu.own(gpu.device().createBuffer(BufferInfo.of("buffer", 64)));
        Readback readback = gpu.own(gpu.device().createReadback(StagingInfo.of("staging")));
        CompletableFuture<Completion> made = new CompletableFuture<>();
        CompletableFuture<CompletionStatus> seen = new CompletableFuture<>();
        Transfer transfer =
                readback.read(
                        buffer,
                        0,
                        64,
                        data -> {
                            made.join().await(Gpu.LONG);
                            seen.complete(made.join().status());
                        });
        readback.flush();
        made.complete(transfer.token().orElseThrow().completion(CompletionMode.WAIT_ONLY));
        gpu.finishAll();
        readback.poll();
        assertThat(seen.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(CompletionStatus.DONE);
    }

    @Test
    void rowH11AReadbackThatIsClosedHoldsNothingUp(Gpu gpu) {
        Buffer buffer = gpu.own(gpu.device().createBuffer(BufferInfo.of("buffer", 64)));
        Completion completion;
        try (Readback readback =
                gpu.device()
                        .createReadback(
                                StagingInfo.of("staging").withDeadline(Duration.ofMillis(5)))) {
            Transfer transfer = readback.read(buffer, 0, 64, data -> {});
            readback.flush();
            completion = transfer.token().orElseThrow().completion(CompletionMode.PROCESS_EVENTS);
        }
        gpu.expectLog("Readback 'staging' is closed before its transfers have ended");
        assertThat(completion.isEnded()).isFalse();
        gpu.finishAll();
        completion.await(Gpu.LONG);
    }

    // ---------------------------------------------------------------- executors, futures, failures

    @Test
    void whatAnExecutorRefusesRunsElsewhere(Gpu gpu) {
        CompletableFuture<String> thread = new CompletableFuture<>();
        Completion completion =
                submit(gpu)
                        .onComplete(
                                CompletionMode.spontaneous(
                                        code -> {
                                            throw new RejectedExecutionException("full");
                                        }),
                                done -> thread.complete(Thread.currentThread().getName()));
        gpu.finishAll();
        completion.await(Gpu.LONG);
        assertThat(thread.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("daxa-dispatcher");
        gpu.expectLog(
                "the executor of the completion of submission 1 of queue 'main' of device 'gpu'"
                        + " refused it; its code runs on the thread of the instance's listeners");
        gpu.own(() -> gpu.instance().flushMessages(Gpu.LONG));
        // The log comes after the code.
        assertThat(submit(gpu).completion(CompletionMode.spontaneous(Runnable::run)).toFuture())
                .isNotDone();
        gpu.finishAll();
    }

    @Test
    void anExecutorThatRunsCodeTwiceTellsOnce(Gpu gpu) {
        AtomicInteger told = new AtomicInteger();
        CountDownLatch twice = new CountDownLatch(2);
        Completion completion =
                submit(gpu)
                        .onComplete(
                                CompletionMode.spontaneous(
                                        code -> {
                                            code.run();
                                            twice.countDown();
                                            code.run();
                                            twice.countDown();
                                        }),
                                done -> told.incrementAndGet());
        gpu.finishAll();
        completion.await(Gpu.LONG);
        assertThat(catchThrowable(() -> twice.await(20, TimeUnit.SECONDS))).isNull();
        assertThat(told).hasValue(1);
    }

    @Test
    void aFutureHasDeadlinesAndAnswersInterruption(Gpu gpu) {
        Completion completion = submit(gpu).completion(CompletionMode.WAIT_ONLY);
        CompletableFuture<Completion> future = completion.toFuture();
        assertThatThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class)
                .hasMessage(
                        "completion of submission 1 of queue 'main' of device 'gpu' did not end"
                                + " within 1 MILLISECONDS");
        assertThatThrownBy(() -> completion.await(Duration.ofMillis(1)))
                .isInstanceOf(DeadlineException.class)
                .hasMessage(
                        "the completion of submission 1 of queue 'main' of device 'gpu' did not"
                                + " end within PT0.001S; finished so far: 0");
        Thread.currentThread().interrupt();
        assertThatThrownBy(future::get)
                .isInstanceOf(InterruptedException.class)
                .hasMessageContaining("was interrupted");
        assertThat(Thread.interrupted()).isFalse();
        assertThat(future.cancel(true)).isTrue();
        assertThat(future.cancel(true)).isTrue();
        assertThat(completion.status()).isEqualTo(CompletionStatus.CANCELLED);
        gpu.finishAll();
    }

    @Test
    void aJoinGoesOnWhenItIsInterrupted(Gpu gpu) {
        Completion completion = submit(gpu).completion(CompletionMode.PROCESS_EVENTS);
        CountDownLatch inside = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread joiner =
                Thread.ofPlatform()
                        .unstarted(
                                () -> {
                                    Thread.currentThread().interrupt();
                                    inside.countDown();
                                    completion.toFuture().join();
                                    interrupted.complete(Thread.interrupted());
                                });
        joiner.start();
        assertThat(catchThrowable(() -> inside.await(20, TimeUnit.SECONDS))).isNull();
        gpu.finishAll();
        assertThat(interrupted.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
    }

    /// Where the driver does not say how far it is, nothing is lost.
    @Test
    void aDriverThatDoesNotAnswerDelaysOnly(Gpu gpu) {
        AtomicInteger told = new AtomicInteger();
        CompletableFuture<Completion> spontaneous =
                submit(gpu).completion(CompletionMode.spontaneous(Runnable::run)).toFuture();
        submit(gpu).onComplete(CompletionMode.PROCESS_EVENTS, done -> told.incrementAndGet());
        gpu.finishAll();
        spontaneous.orTimeout(20, TimeUnit.SECONDS).join();
        gpu.driver().failNext(DriverCall.COMPLETED_VALUE, VulkanResult.OUT_OF_HOST_MEMORY);
        assertThatThrownBy(gpu.device()::processEvents).isInstanceOf(VulkanException.class);
        for (int i = 0; i < 3; i++) {
            gpu.driver().failNext(DriverCall.COMPLETED_VALUE, VulkanResult.OUT_OF_HOST_MEMORY);
            gpu.device().mainQueue().submit();
        }
        gpu.driver().clearFailures();
        gpu.device().processEvents();
        assertThat(told).hasValue(1);
        gpu.finishAll();
    }

    @Test
    void slowCodeHoldsUpNoOtherQueue(Gpu gpu) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        submit(gpu)
                .onComplete(
                        CompletionMode.spontaneous(Runnable::run),
                        done -> {
                            inside.countDown();
                            ignoringFailure(gate::await);
                        });
        gpu.finishAll();
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        try (ExecutorService executor = Executors.newCachedThreadPool()) {
            Future<?> other =
                    executor.submit(
                            () -> {
                                SubmitToken token =
                                        gpu.device().computeQueue(0).submit(new SubmitInfo());
                                gpu.finishAll();
                                token.completion(CompletionMode.spontaneous(Runnable::run))
                                        .toFuture()
                                        .join();
                                token.completion(CompletionMode.WAIT_ONLY).await(Gpu.LONG);
                            });
            assertThat(catchThrowable(() -> other.get(20, TimeUnit.SECONDS))).isNull();
        } finally {
            gate.countDown();
        }
    }

    @Test
    void codeIsNeverRunWithALockHeld(Gpu gpu) {
        AtomicInteger told = new AtomicInteger();
        SubmitToken token = submit(gpu);
        for (CompletionMode mode :
                List.of(CompletionMode.WAIT_ONLY, CompletionMode.PROCESS_EVENTS)) {
            Completion completion =
                    token.onComplete(
                            mode,
                            done -> {
                                assertThat(RankedLock.heldByCurrentThread()).isEmpty();
                                told.incrementAndGet();
                            });
            gpu.finishAll();
            completion.await(Gpu.LONG);
        }
        assertThat(told).hasValue(2);
    }
}
