package daxa.bench;

import daxa.core.command.SubmitToken;
import daxa.core.transfer.RingBuffer;

import org.jspecify.annotations.NullUnmarked;

/// An allocation from a ring, with a submission named after each 1,000, beside an offset that is
/// counted up and wrapped by hand.
@NullUnmarked
public class RingAllocate extends Comparison {
    private static final int OPERATIONS = 100_000;
    private static final int FRAME = 1_000;
    private static final long SIZE = 64;
    private static final long CAPACITY = 4 << 20;

    private Gpu gpu;
    private RingBuffer ring;
    private SubmitToken token;
    private long offset;
    private long sum;

    @Override
    protected void open() {
        gpu = new Gpu();
        ring = gpu.device.createRingBuffer("bench", CAPACITY);
        gpu.onClose(ring::close);
        var recorder = gpu.device.createCommandRecorder("bench");
        gpu.onClose(recorder::close);
        recorder.begin();
        token = gpu.queue.submit(recorder.complete());
        token.await(Gpu.DEADLINE);
    }

    @Override
    public void close() {
        gpu.close();
        if (sum == 0) {
            throw new IllegalStateException("nothing was allocated");
        }
    }

    @Override
    protected int operations() {
        return OPERATIONS;
    }

    @Override
    protected void ours() {
        long offsets = 0;
        for (int i = 0; i < OPERATIONS; i += FRAME) {
            for (int k = 0; k < FRAME; k++) {
                offsets += ring.allocate(SIZE, 16);
            }
            ring.submitted(token);
        }
        sum += offsets;
    }

    @Override
    protected void reference() {
        long offsets = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            long start = (offset + 15) & ~15L;
            if (start + SIZE > CAPACITY) {
                start = 0;
            }
            offset = start + SIZE;
            offsets += start;
        }
        sum += offsets;
    }
}
