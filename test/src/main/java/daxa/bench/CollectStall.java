package daxa.bench;

import daxa.core.Device;
import daxa.core.command.SubmitToken;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;

import org.jspecify.annotations.NullUnmarked;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// Submits on one thread while another collects 50,000 zombies by hand: the 99.9th percentile of
/// the submits beside the whole collection.
@NullUnmarked
public class CollectStall extends Comparison {
    private static final int ZOMBIES = 50_000;
    private static final double PERCENTILE = 0.999;

    private Gpu gpu;
    private final BufferInfo info = BufferInfo.of("zombie", 16);
    private final Buffer[] buffers = new Buffer[ZOMBIES];
    private final long[] nanos = new long[1_000_000];
    private volatile boolean collecting;

    @Override
    protected void open() {
        gpu = new Gpu();
    }

    @Override
    public void close() {
        gpu.close();
    }

    @Override
    protected int operations() {
        return 1;
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
        prepareZombies();
        AtomicBoolean ready = new AtomicBoolean();
        CompletableFuture<Integer> submits =
                CompletableFuture.supplyAsync(
                        () -> {
                            ready.set(true);
                            return submitWhileCollecting();
                        },
                        task -> Thread.ofPlatform().start(task));
        while (!ready.get()) {
            Thread.onSpinWait();
        }
        collecting = true;
        long start = System.nanoTime();
        int destroyed = gpu.device.collectGarbage().destroyed();
        long collection = System.nanoTime() - start;
        collecting = false;
        int count = submits.join();
        if (destroyed < ZOMBIES - 1024 || count < 100) {
            throw new IllegalStateException(
                    "destroyed=" + destroyed + ", submits=" + count + " (expected more)");
        }
        Arrays.sort(nanos, 0, count);
        sides.ours = nanos[(int) (count * PERCENTILE)] * 1000;
        sides.reference = collection * 1000;
        gpu.queue.awaitIdle(Gpu.DEADLINE);
    }

    private void prepareZombies() {
        Device device = gpu.device;
        for (int i = 0; i < ZOMBIES; i++) {
            buffers[i] = device.createBuffer(info);
        }
        gpu.shutGate();
        SubmitToken token = new SubmitToken();
        gpu.queue.submit(null, null, null, token);
        for (Buffer buffer : buffers) {
            buffer.close();
        }
        gpu.openGate();
        while (!token.isDone()) {
            Thread.onSpinWait();
        }
    }

    private int submitWhileCollecting() {
        while (!collecting) {
            Thread.onSpinWait();
        }
        int count = 0;
        long before = System.nanoTime();
        while (collecting && count < nanos.length) {
            gpu.queue.submit();
            long after = System.nanoTime();
            nanos[count++] = after - before;
            before = after;
        }
        return count;
    }
}
