package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.UsageException;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// Tokens that are filled again while others use them.
@OnDriver(Gpu.Kind.SIMULATED)
class SubmitTokenTest {
    private static final int ROUNDS = 200_000;

    /// A queue of one submission and the number of the other are neither: with them, a submission
    /// could count as finished that is not. Even numbers are filled with one queue, odd ones with
    /// the other.
    @Test
    @GpuSetup(queues = 2)
    void aTokenThatIsFilledAgainNamesOneSubmissionAsAWhole(Gpu gpu) throws InterruptedException {
        Queue even = gpu.device().mainQueue();
        Queue odd = gpu.device().computeQueue(0);
        SubmitToken token = new SubmitToken();
        token.fill(even, 2);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<String> torn = new AtomicReference<>("");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(Thread.ofPlatform().start(() -> watch(token, odd, stop, torn)));
        }
        // Two threads fill it, as two queues may.
        threads.add(Thread.ofPlatform().start(() -> fill(token, even, odd)));
        fill(token, even, odd);
        threads.getLast().join();
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(torn.get()).isEmpty();
    }

    private static void fill(SubmitToken token, Queue even, Queue odd) {
        for (int number = 1; number <= ROUNDS; number++) {
            token.fill((number & 1) == 0 ? even : odd, number);
        }
    }

    private static void watch(
            SubmitToken token, Queue odd, AtomicBoolean stop, AtomicReference<String> torn) {
        SubmitToken copy = new SubmitToken();
        while (!stop.get()) {
            token.copyTo(copy);
            if (copy.queue().equals(odd) != ((copy.number() & 1) == 1)) {
                torn.set(copy.queue().name() + " with " + copy.number());
                return;
            }
        }
    }

    @Test
    void aCopyStaysWhatItIs(Gpu gpu) {
        SubmitToken token = new SubmitToken();
        SubmitToken copy = new SubmitToken();
        token.copyTo(copy);
        assertThatThrownBy(copy::isDone)
                .isInstanceOf(UsageException.class)
                .hasMessage("the token names no submission; pass it to a submit first");
        gpu.device().mainQueue().submit(new SubmitInfo(), token);
        token.copyTo(copy);
        long first = token.number();
        gpu.device().mainQueue().submit(new SubmitInfo(), token);
        assertThat(copy.number()).isEqualTo(first);
        assertThat(copy.queue()).isEqualTo(gpu.device().mainQueue());
        gpu.simulated().complete(0, first);
        assertThat(copy.isDone()).isTrue();
        assertThat(token.isDone()).isFalse();
        token.copyTo(token);
        assertThat(token.isDone()).isFalse();
    }
}
