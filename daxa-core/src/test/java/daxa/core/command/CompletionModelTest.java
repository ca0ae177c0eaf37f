package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.error.DaxaException;
import daxa.testing.Gpu;
import daxa.testing.Interleavings;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Row H2 for all orders: whoever waits, processes, looks and cancels while the GPU finishes, the
/// code of a completion runs once. Threads take turns at each call of the driver and in each call
/// of user code.
@OnDriver(Gpu.Kind.SIMULATED)
class CompletionModelTest {
    private static final Map<String, Consumer<Play>> ACTORS = new TreeMap<>();

    static {
        ACTORS.put("waits", play -> ignoringFailure(() -> play.made.await(Duration.ZERO)));
        ACTORS.put("processes", play -> play.gpu.device().processEvents());
        ACTORS.put("cancels", play -> play.cancelled |= play.made.cancel());
        ACTORS.put("cancels the future", play -> play.made.toFuture().cancel(false));
        ACTORS.put(
                "looks, then processes",
                play -> {
                    play.made.isEnded();
                    Interleavings.yieldHere();
                    play.gpu.device().processEvents();
                });
    }

    /// A completion, and what it told.
    private static final class Play {
        final Gpu gpu;
        final Completion made;
        final List<CompletionStatus> told = new ArrayList<>();
        boolean cancelled;

        Play(Gpu gpu, CompletionMode mode) {
            this.gpu = gpu;
            this.made =
                    gpu.device().mainQueue().submit(new SubmitInfo()).onComplete(mode, this::hear);
        }

        private void hear(Completion completion) {
            told.add(completion.knownStatus());
            Interleavings.yieldHere();
        }

        void judge() {
            gpu.finishAll();
            gpu.device().processEvents();
            ignoringFailure(() -> made.await(Gpu.LONG));
            assertThat(told).containsExactly(made.status());
            assertThat(made.toFuture()).isDone();
            if (cancelled) {
                assertThat(made.status()).isEqualTo(CompletionStatus.CANCELLED);
            }
        }
    }

    private static void ignoringFailure(Runnable code) {
        try {
            code.run();
        } catch (DaxaException e) {
            assertThat(e).hasMessageContaining("completion of submission");
        }
    }

    private Play play;

    private int explore(Gpu gpu, CompletionMode mode, Consumer<Play> one, Consumer<Play> other) {
        return Interleavings.explore(
                () -> {
                    Play made = new Play(gpu, mode);
                    play = made;
                    return List.of(
                            () -> one.accept(made), () -> other.accept(made), gpu::finishAll);
                },
                () -> play.judge());
    }

    @Test
    void rowH2InEachOrderTheCodeRunsOnce(Gpu gpu) {
        gpu.driver().onCall(call -> Interleavings.yieldHere());
        int orders = 0;
        for (CompletionMode mode :
                List.of(CompletionMode.WAIT_ONLY, CompletionMode.PROCESS_EVENTS)) {
            for (Map.Entry<String, Consumer<Play>> one : ACTORS.entrySet()) {
                for (Map.Entry<String, Consumer<Play>> other : ACTORS.entrySet()) {
                    if (one.getKey().compareTo(other.getKey()) <= 0) {
                        orders += explore(gpu, mode, one.getValue(), other.getValue());
                    }
                }
            }
        }
        gpu.driver().onCall(null);
        System.out.println("orders of completions: " + orders);
        assertThat(orders).isGreaterThan(1000);
    }

    /// The explorer finds what goes wrong in one order alone.
    @Test
    void aLostUpdateIsFound() {
        int[] sum = new int[1];
        List<Integer> sums = new ArrayList<>();
        Runnable add =
                () -> {
                    int seen = sum[0];
                    Interleavings.yieldHere();
                    sum[0] = seen + 1;
                };
        int orders =
                Interleavings.explore(
                        () -> {
                            sum[0] = 0;
                            return List.of(add, add);
                        },
                        () -> sums.add(sum[0]));
        assertThat(orders).isEqualTo(6);
        assertThat(sums).containsExactlyInAnyOrder(2, 1, 1, 1, 1, 2);
    }
}
