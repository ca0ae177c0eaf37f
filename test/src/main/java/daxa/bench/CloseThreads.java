package daxa.bench;

import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;

import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Param;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Closes a second on two threads, beside those on one thread. What is closed are buffers of the
/// real driver. A submission that does not end keeps them from being collected, so that closing is
/// all that is measured.
///
/// Each thread closes as many buffers, which it has created itself. If another one had, half of the
/// buffers of two threads would come from another processor's cache, and none or all of those of
/// one thread, depending on where the system starts it.
///
/// Where the threads' buffers are of different devices they share nothing: that is what the machine
/// gives, to compare with.
@NullUnmarked
public class CloseThreads extends Comparison {
    private static final int CLOSES = 4_000;

    /// Whether the second thread's buffers are of a device of its own.
    @Param("false")
    public boolean apart;

    private Gpu gpu;
    private Gpu second;
    private final BufferInfo info = BufferInfo.of("closed", 16);

    @Override
    protected void open() {
        gpu = new Gpu();
        second = apart ? new Gpu() : gpu;
    }

    @Override
    public void close() {
        gpu.close();
        if (apart) {
            second.close();
        }
    }

    @Override
    protected int operations() {
        return CLOSES;
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
        if (oursFirst) {
            sides.ours = milliClosesPerSecond(2);
            sides.reference = milliClosesPerSecond(1);
        } else {
            sides.reference = milliClosesPerSecond(1);
            sides.ours = milliClosesPerSecond(2);
        }
    }

    private record Span(long start, long end) {}

    private long milliClosesPerSecond(int threadCount) {
        List<Gpu> gpus = apart ? List.of(gpu, second) : List.of(gpu);
        for (Gpu each : gpus) {
            each.shutGate();
            each.queue.submit();
        }
        AtomicInteger waiting = new AtomicInteger(threadCount);
        List<CompletableFuture<Span>> spans =
                IntStream.range(0, threadCount)
                        .mapToObj(
                                i ->
                                        CompletableFuture.supplyAsync(
                                                () -> closeAll(waiting, i == 0 ? gpu : second),
                                                CloseThreads::startThread))
                        .toList();
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (CompletableFuture<Span> span : spans) {
            start = Math.min(start, span.join().start);
            end = Math.max(end, span.join().end);
        }
        for (Gpu each : gpus) {
            each.openGate();
            each.queue.awaitIdle(Gpu.DEADLINE);
            each.device.collectGarbage();
        }
        return (long) (threadCount * CLOSES * 1e12 / (end - start));
    }

    // A new thread each time: the system starts it on the processor with the least to do, where it
    // wakes sleeping ones up beside each other.
    private static void startThread(Runnable task) {
        Thread.ofPlatform().start(task);
    }

    private Span closeAll(AtomicInteger waiting, Gpu owner) {
        Buffer[] buffers = new Buffer[CLOSES];
        Arrays.setAll(buffers, i -> owner.device.createBuffer(info));
        waiting.decrementAndGet();
        while (waiting.get() != 0) {
            Thread.onSpinWait();
        }
        long start = System.nanoTime();
        for (Buffer buffer : buffers) {
            buffer.close();
        }
        return new Span(start, System.nanoTime());
    }
}
