package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.Completion;
import daxa.core.command.CompletionMode;
import daxa.core.command.CompletionStatus;
import daxa.core.command.Queue;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.command.WaitSet;
import daxa.core.sync.TimelineSemaphore;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What completions promise, on any driver.
public abstract class CompletionContract {
    private static SubmitToken submit(Gpu gpu, int queue) {
        return gpu.device().queues().get(queue).submit(new SubmitInfo());
    }

    /// Notes which thread told what.
    private static final class Heard {
        final BlockingQueue<Completion> completions = new LinkedBlockingQueue<>();
        final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();

        void hear(Completion completion) {
            threads.add(Thread.currentThread());
            completions.add(completion);
        }

        Completion next() {
            try {
                Completion next = completions.poll(Gpu.LONG.toSeconds(), TimeUnit.SECONDS);
                assertThat(next).as("nobody told").isNotNull();
                return next;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void rowH2WaitOnlyRunsInTheWaitAlone(Gpu gpu) {
        Heard heard = new Heard();
        SubmitToken token = submit(gpu, 0);
        Completion completion = token.onComplete(CompletionMode.WAIT_ONLY, heard::hear);
        gpu.settle();
        token.await(Gpu.LONG);
        gpu.device().processEvents();
        submit(gpu, 0);
        assertThat(completion.status()).isEqualTo(CompletionStatus.DONE);
        assertThat(heard.completions).isEmpty();
        completion.await(Duration.ZERO);
        completion.await(Duration.ZERO);
        assertThat(heard.completions).containsExactly(completion);
        assertThat(heard.threads).containsExactly(Thread.currentThread());
        gpu.finishAll();
    }

    @Test
    void rowH2ProcessEventsRunsInOrder(Gpu gpu) {
        Heard heard = new Heard();
        List<Completion> made = new ArrayList<>();
        SubmitToken first = submit(gpu, 0);
        SubmitToken second = submit(gpu, 0);
        for (SubmitToken token : List.of(second, first, second)) {
            made.add(token.onComplete(CompletionMode.PROCESS_EVENTS, heard::hear));
        }
        gpu.finishAll();
        second.await(Gpu.LONG);
        assertThat(heard.completions).isEmpty();
        assertThat(gpu.device().processEvents()).isEqualTo(3);
        assertThat(gpu.device().processEvents()).isZero();
        assertThat(heard.completions).containsExactly(made.get(1), made.get(0), made.get(2));
        assertThat(heard.threads).containsOnly(Thread.currentThread());
    }

    @Test
    void rowH2SpontaneousRunsOnTheExecutorAlone(Gpu gpu) {
        Heard heard = new Heard();
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Thread worker = CompletableFuture.supplyAsync(Thread::currentThread, executor).join();
            CompletionMode mode = CompletionMode.spontaneous(executor);
            SubmitToken token = submit(gpu, 0);
            Completion before = token.onComplete(mode, heard::hear);
            gpu.finishAll();
            before.await(Gpu.LONG);
            gpu.device().processEvents();
            assertThat(heard.next()).isEqualTo(before);
            Completion after = token.onComplete(mode, heard::hear);
            assertThat(heard.next()).isEqualTo(after);
            assertThat(heard.threads).containsExactly(worker, worker);
        }
    }

    @Test
    @GpuSetup(queues = 7)
    void rowH2TheFirstOfSeveralIsFound(Gpu gpu) {
        Heard heard = new Heard();
        TimelineSemaphore time = gpu.own(gpu.device().createTimelineSemaphore("time", 0));
        SubmitToken main = submit(gpu, 0);
        Completion compute = submit(gpu, 1).onComplete(CompletionMode.WAIT_ONLY, heard::hear);
        gpu.finish(1);
        WaitSet set = new WaitSet().add(time, 1).add(compute);
        assertThat(gpu.device().waitAny(set, Gpu.LONG)).isEqualTo(OptionalInt.of(1));
        assertThat(heard.completions).containsExactly(compute);
        set.clear().add(time, 1);
        assertThat(gpu.device().waitAny(set, Duration.ZERO)).isEmpty();
        time.signal(2);
        assertThat(gpu.device().waitAny(set, Duration.ZERO)).isEqualTo(OptionalInt.of(0));
        gpu.finish(0);
        set.clear().add(time, 3).add(time, 2).add(main);
        assertThat(gpu.device().waitAny(set, Gpu.LONG)).isEqualTo(OptionalInt.of(1));
        set.clear().add(time, 3).add(main);
        assertThat(gpu.device().waitAny(set, Gpu.LONG)).isEqualTo(OptionalInt.of(1));
    }

    @Test
    void aFutureEndsWithItsCompletion(Gpu gpu) throws Exception {
        List<String> steps = new ArrayList<>();
        Completion completion =
                submit(gpu, 0).onComplete(CompletionMode.WAIT_ONLY, done -> steps.add("callback"));
        CompletableFuture<Completion> future = completion.toFuture();
        CompletableFuture<Void> stage = future.thenRun(() -> steps.add("stage"));
        CompletableFuture<Void> failed =
                future.thenRun(
                        () -> {
                            throw new IllegalStateException("stage");
                        });
        gpu.finishAll();
        assertThat(future.get(20, TimeUnit.SECONDS)).isSameAs(completion);
        assertThat(future.get()).isSameAs(completion);
        assertThat(future.join()).isSameAs(completion);
        assertThat(future).isSameAs(completion.toFuture());
        assertThat(stage).isCompleted();
        assertThat(steps).containsExactlyInAnyOrder("stage", "callback").endsWith("callback");
        assertThatThrownBy(failed::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("stage");
    }

    @Test
    void aFutureOfASpontaneousCompletionEndsByItself(Gpu gpu)
            throws InterruptedException, ExecutionException {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            SubmitToken token = submit(gpu, 0);
            CompletableFuture<Long> number =
                    token.completion(CompletionMode.spontaneous(executor))
                            .toFuture()
                            .thenApply(done -> token.number());
            gpu.finishAll();
            assertThat(number.get()).isEqualTo(token.number());
        }
    }

    @Test
    void codeThatThrowsIsLoggedAndStopsNothing(Gpu gpu) {
        Heard heard = new Heard();
        SubmitToken token = submit(gpu, 0);
        // The executor runs it on the thread that waits.
        CompletionMode atOnce = CompletionMode.spontaneous(Runnable::run);
        for (CompletionMode mode :
                List.of(CompletionMode.WAIT_ONLY, CompletionMode.PROCESS_EVENTS, atOnce)) {
            Completion thrown =
                    token.onComplete(
                            mode,
                            done -> {
                                heard.hear(done);
                                throw new IllegalStateException("thrown by " + mode);
                            });
            Completion next = token.onComplete(mode, heard::hear);
            gpu.finishAll();
            thrown.await(Gpu.LONG);
            next.await(Gpu.LONG);
            assertThat(heard.next()).isEqualTo(thrown);
            assertThat(heard.next()).isEqualTo(next);
            gpu.expectLog(
                    "user code threw: callback of the completion of submission "
                            + token.number()
                            + " of queue 'main' of device 'gpu':"
                            + " java.lang.IllegalStateException: thrown by "
                            + mode);
        }
    }

    @Test
    void codeMayCallEverything(Gpu gpu) {
        Queue main = gpu.device().mainQueue();
        List<Integer> told = new ArrayList<>();
        SubmitToken token = main.submit(new SubmitInfo());
        Completion completion =
                token.onComplete(
                        CompletionMode.PROCESS_EVENTS,
                        done -> {
                            SubmitToken next = main.submit(new SubmitInfo());
                            gpu.finishAll();
                            next.await(Gpu.LONG);
                            gpu.device().collectGarbage();
                            next.onComplete(
                                    CompletionMode.PROCESS_EVENTS, also -> told.add(told.size()));
                            told.add(gpu.device().processEvents());
                        });
        gpu.finishAll();
        token.await(Gpu.LONG);
        gpu.device().collectGarbage();
        assertThat(completion.isEnded()).isTrue();
        assertThat(told).containsExactly(0, 1);
    }
}
