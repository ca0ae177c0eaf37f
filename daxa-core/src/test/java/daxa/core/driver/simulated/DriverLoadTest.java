package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Many threads and many steps.
class DriverLoadTest extends SimulatedDriverRules {
    /// The long runs of others rely on this one: 200,000 steps take a second or two. The bound is
    /// wide, since machines that test are busy.
    @Test
    void manySteps() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Scene scene = new Scene();
        SimulatedDevice device = scene.device;
        SimulatedCommands commands = device.createCommands(0, "c");
        List<NativeBuffer> buffers = new ArrayList<>();
        long value = 0;
        long start = System.nanoTime();
        for (int step = 0; step < 200_000; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> buffers.add(scene.buffer("b"));
                case 2 -> {
                    if (!buffers.isEmpty()) {
                        NativeBuffer last = buffers.removeLast();
                        device.destroyBuffer(last.handle(), last.allocation());
                    }
                }
                default -> {
                    commands.begin(false);
                    for (int i = 0; i < Math.min(3, buffers.size()); i++) {
                        commands.fillBuffer(buffers.get(i).handle(), 0, 16, step);
                    }
                    commands.end();
                    scene.submit(++value, commands);
                    device.complete(0, value);
                    commands.reset();
                }
            }
        }
        long nanos = System.nanoTime() - start;
        assertThat(nanos).as("seed %d", seed).isLessThan(20 * SECOND);
        commands.destroy();
        buffers.forEach(b -> device.destroyBuffer(b.handle(), b.allocation()));
        assertThat(device.allocatedBytes()).isZero();
        device.destroy();
        scene.instance.destroy();
        assertThat(scene.instance.books().openText()).isEqualTo("nothing");
        assertClean(scene);
    }

    @Test
    void manyThreads() throws Exception {
        Scene scene = new Scene(new SimulatedDriver().queues(4));
        SimulatedDevice device = scene.device;
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int queue = thread;
                running.add(executor.submit(() -> work(device, queue)));
            }
            for (Future<?> future : running) {
                future.get(60, TimeUnit.SECONDS);
            }
        }
        device.destroy();
        scene.instance.destroy();
        assertThat(scene.instance.books().totalOpen()).isZero();
        assertClean(scene);
    }

    private static void work(SimulatedDevice device, int queue) {
        SimulatedCommands commands = device.createCommands(queue, "c" + queue);
        for (long value = 1; value <= 5000; value++) {
            NativeBuffer buffer = device.createBuffer("b", 64, MemoryKind.READBACK);
            commands.begin(false);
            commands.fillBuffer(buffer.handle(), 0, 64, (int) value);
            commands.end();
            device.submit(queue, Scene.batch(value, commands));
            device.complete(queue, value);
            assertThat(memory(buffer).get(ValueLayout.JAVA_INT, 60)).isEqualTo((int) value);
            commands.reset();
            device.destroyBuffer(buffer.handle(), buffer.allocation());
        }
        commands.destroy();
    }
}
