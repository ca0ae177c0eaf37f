package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.vulkan.VK10.VK_TIMEOUT;
import static org.lwjgl.vulkan.VK12.vkWaitSemaphores;

import daxa.core.command.CompletionMode;
import daxa.core.command.SubmitToken;
import daxa.core.concurrent.Pause;

import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkSemaphoreWaitInfo;

import java.nio.LongBuffer;

/// From the moment in which the GPU may end a submission to the code of its completion, which runs
/// by itself, beside a thread that waits for the semaphore by hand.
@NullUnmarked
public class CompletionLatency extends Comparison {
    private static final int OPERATIONS = 20;
    private static final long SLICE_NANOS = 100_000_000;

    // Until then whoever waits is asleep.
    private static final long SETTLE_MICROS = 1000;

    private Gpu gpu;
    private final SubmitToken token = new SubmitToken();
    private final CompletionMode mode = CompletionMode.spontaneous(Runnable::run);
    private volatile long told;

    private long timeline;
    private long value;
    private Thread waiter;
    private volatile boolean stopped;
    private volatile long seen;

    @Override
    protected void open() {
        gpu = new Gpu();
        timeline = gpu.timeline();
        waiter = Thread.ofPlatform().name("waits by hand").start(this::waitByHand);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            waiter.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        gpu.close();
    }

    @Override
    protected int operations() {
        return OPERATIONS;
    }

    @Override
    protected void ours() {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void reference() {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void measure(Sides sides, boolean oursFirst) {
        long ours = 0;
        long reference = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            if (oursFirst) {
                ours += untilTold();
                reference += untilSeen();
            } else {
                reference += untilSeen();
                ours += untilTold();
            }
        }
        sides.ours = ours * 1000 / OPERATIONS;
        sides.reference = reference * 1000 / OPERATIONS;
    }

    private long untilTold() {
        told = 0;
        gpu.shutGate();
        gpu.queue.submit(null, null, null, token);
        token.onComplete(mode, done -> told = System.nanoTime());
        Pause.micros(SETTLE_MICROS);
        long start = System.nanoTime();
        gpu.openGate();
        long end = told;
        while (end == 0) {
            Thread.onSpinWait();
            end = told;
        }
        return end - start;
    }

    private long untilSeen() {
        seen = 0;
        gpu.shutGate();
        gpu.submit(0, 0, timeline, ++value);
        Pause.micros(SETTLE_MICROS);
        long start = System.nanoTime();
        gpu.openGate();
        long end = seen;
        while (end == 0) {
            Thread.onSpinWait();
            end = seen;
        }
        return end - start;
    }

    private void waitByHand() {
        LongBuffer semaphore = MemoryUtil.memCallocLong(1).put(0, timeline);
        LongBuffer next = MemoryUtil.memCallocLong(1).put(0, 1);
        VkSemaphoreWaitInfo info =
                VkSemaphoreWaitInfo.calloc()
                        .sType$Default()
                        .semaphoreCount(1)
                        .pSemaphores(semaphore)
                        .pValues(next);
        while (!stopped) {
            int result = vkWaitSemaphores(gpu.vkDevice, info, SLICE_NANOS);
            if (result != VK_TIMEOUT) {
                check(result);
                seen = System.nanoTime();
                next.put(0, next.get(0) + 1);
            }
        }
        info.free();
        MemoryUtil.memFree(semaphore);
        MemoryUtil.memFree(next);
    }
}
