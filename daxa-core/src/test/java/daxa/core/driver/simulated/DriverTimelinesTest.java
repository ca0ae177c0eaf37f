package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.NativeBuffer;
import daxa.core.driver.SubmitBatch;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// How far queues are, and who waits for them.
class DriverTimelinesTest extends SimulatedDriverRules {
    private final Scene scene = new Scene(new SimulatedDriver().queues(2));
    private final SimulatedDevice device = scene.device;

    @Test
    void moveByHand() {
        scene.submit(3);
        scene.submit(5);
        device.submit(1, Scene.batch(4));
        assertThat(device.submittedValue(0)).isEqualTo(5);
        assertThat(device.pendingValues(0)).containsExactly(3L, 5L);
        assertThat(device.completedValue(0)).isZero();
        assertThatThrownBy(() -> device.complete(0, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue 0 has no submission of value 4 (pending: [3, 5], reached: 0)");
        assertThatThrownBy(() -> device.complete(7, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue=7 (expected 0 to 6)");
        device.complete(0, 3);
        device.complete(0, 3);
        assertThat(device.completedValue(0)).isEqualTo(3);
        assertThat(device.completedValue(1)).isZero();
        device.completeAll();
        assertThat(device.completedValue(0)).isEqualTo(5);
        assertThat(device.completedValue(1)).isEqualTo(4);
        assertClean(scene);
    }

    @Test
    void aQueueWaitsForTheSemaphoreOfAnother() {
        long semaphore = device.createBinarySemaphore("s");
        SubmitBatch signals = Scene.batch(1);
        signals.addSignal(semaphore, 0);
        device.submit(0, signals);
        SubmitBatch waits = Scene.batch(2);
        waits.addWait(semaphore, 0);
        device.submit(1, waits);
        assertThatThrownBy(() -> device.complete(1, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("queue 1 value 2 waits for queue 0 value 1; complete that first");
        device.completeAll();
        assertThat(device.completedValue(1)).isEqualTo(2);
        assertClean(scene);
    }

    @Test
    void completeAtOnceWhereAskedTo() {
        scene.submit(1);
        device.autoComplete(true);
        assertThat(device.completedValue(0)).isEqualTo(1);
        scene.submit(2);
        assertThat(device.completedValue(0)).isEqualTo(2);
        Scene automatic = new Scene(new SimulatedDriver().autoComplete(true));
        automatic.submit(9);
        assertThat(automatic.device.completedValue(0)).isEqualTo(9);
    }

    @Test
    void waitingEndsWhenTheValueIsReached() throws Exception {
        scene.submit(1);
        assertThat(device.waitForValue(0, 1, 0)).isFalse();
        assertThat(device.waitForValue(0, 1, -1)).isFalse();
        assertThat(device.waitForValue(0, 1, 1000)).isFalse();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> waiting =
                    executor.submit(() -> device.waitForValue(0, 1, Long.MAX_VALUE));
            // A waiting thread holds nobody up (W6).
            NativeBuffer buffer = scene.buffer("b");
            scene.submit(2);
            device.destroyBuffer(buffer.handle(), buffer.allocation());
            device.complete(0, 1);
            assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(device.waitForValue(0, 1, 0)).isTrue();
        assertClean(scene);
    }

    @Test
    void waitingEndsWhenTheThreadIsInterrupted() {
        scene.submit(1);
        Thread.currentThread().interrupt();
        assertThat(device.waitForValue(0, 1, Long.MAX_VALUE)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        device.complete(0, 1);
        Thread.currentThread().interrupt();
        assertThat(device.waitForValue(0, 1, Long.MAX_VALUE)).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void waitIdleFinishesEverything() {
        scene.submit(1);
        device.submit(1, Scene.batch(1));
        device.waitIdle();
        assertThat(device.completedValue(0)).isEqualTo(1);
        assertThat(device.completedValue(1)).isEqualTo(1);
    }

    @Test
    void waitingCompletesWhereAskedTo() {
        device.waitCompletes(true);
        long semaphore = device.createBinarySemaphore("s");
        scene.submit(1);
        SubmitBatch signals = Scene.batch(2);
        signals.addSignal(semaphore, 0);
        device.submit(0, signals);
        scene.submit(3);
        SubmitBatch waits = Scene.batch(1);
        waits.addWait(semaphore, 0);
        device.submit(1, waits);
        assertThat(device.waitForValue(1, 1, 0)).isTrue();
        assertThat(device.completedValue(0)).isEqualTo(2);
        assertThat(device.waitForValue(0, 4, 0)).isFalse();
        assertThat(device.completedValue(0)).isEqualTo(3);
        assertClean(scene);
    }

    @Test
    void waitIdleWaitsWhereAskedTo() throws Exception {
        device.waitIdleCompletes(false);
        scene.submit(1);
        CountDownLatch inside = new CountDownLatch(1);
        scene.driver.onCall(call -> inside.countDown());
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> waiting = executor.submit(device::waitIdle);
            inside.await();
            assertThat(waiting.isDone()).isFalse();
            device.complete(0, 1);
            waiting.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void onSubmitSeesWhatWasSubmitted() {
        List<SimulatedSubmission> seen = new ArrayList<>();
        device.onSubmit(seen::add);
        SimulatedCommands commands = scene.recording("cmd");
        NativeBuffer buffer = scene.buffer("b");
        scene.createBindless();
        commands.beginLabel("fill", 1, 0, 0, 1);
        commands.fillBuffer(buffer.handle(), 4, 8, -1);
        commands.endLabel();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment constants = arena.allocateFrom(ValueLayout.JAVA_INT, 10, 20);
            commands.pushConstants(16, constants.address(), 8);
        }
        commands.end();
        scene.submit(1, commands);
        assertThat(seen)
                .containsExactly(
                        new SimulatedSubmission(
                                0,
                                1,
                                List.of(
                                        new SimulatedSubmission.Part(
                                                List.of("cmd"),
                                                commands.recorded(),
                                                List.of(),
                                                List.of()))));
        int one = Float.floatToIntBits(1);
        assertThat(commands.recorded())
                .containsExactly(
                        command(DriverCall.BEGIN_LABEL, List.of(), "fill", one, 0, 0, one),
                        command(DriverCall.FILL_BUFFER, List.of(buffer.handle()), "", 4, 8, -1),
                        command(DriverCall.END_LABEL, List.of(), ""),
                        command(DriverCall.PUSH_CONSTANTS, List.of(), "", 16, 8, 10, 20));
    }

    private static RecordedCommand command(
            DriverCall call, List<Long> handles, String label, long... arguments) {
        return new RecordedCommand(
                call, handles, java.util.Arrays.stream(arguments).boxed().toList(), label);
    }
}
