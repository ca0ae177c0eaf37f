package daxa.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.SubmitToken;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.DeadlineException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;
import daxa.testing.RandomOperations;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random use of a ring beside a plain list of intervals, which says for each allocation whether
/// there is room, and that nothing in use was given out.
@OnDriver(Gpu.Kind.SIMULATED)
class RingBufferRandomTest {
    private static final int STEPS = 150_000;
    private static final int CAPACITY = 1021;
    private static final long[] ALIGNMENTS = {1, 2, 3, 4, 12, 16, 64, 256};

    private final Random random = new Random();
    private final ArrayDeque<Interval> live = new ArrayDeque<>();
    private final List<Queue> queues = new ArrayList<>();
    private final List<CommandRecorder> recorders = new ArrayList<>();
    private final long[] submitted = new long[3];
    private final long[] completed = new long[3];
    private Gpu gpu;
    private RingBuffer ring;
    private byte pattern;
    private int refused;
    private int allocated;
    private int wraps;

    /// Bytes that are in use, until each of the submissions is finished.
    private static final class Interval {
        final long begin;
        final long end;
        final byte pattern;

        /// By queue; empty while they are of no submission.
        long[] uses = {};

        Interval(long begin, long end, byte pattern) {
            this.begin = begin;
            this.end = end;
            this.pattern = pattern;
        }
    }

    @Test
    @GpuSetup(queues = 3)
    void agreesWithASetOfIntervals(Gpu given) {
        long seed = RandomOperations.seed();
        System.out.println("ring buffer: seed " + seed + ", " + STEPS + " steps");
        random.setSeed(seed);
        gpu = given;
        ring = gpu.own(gpu.device().createRingBuffer("ring", CAPACITY));
        for (Queue queue : gpu.device().queues()) {
            queues.add(queue);
            recorders.add(gpu.own(gpu.device().createCommandRecorder("frame", queue)));
        }
        for (int step = 0; step < STEPS; step++) {
            try {
                step();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", step " + step, e);
            }
        }
        System.out.println(
                "ring buffer: "
                        + allocated
                        + " allocations, "
                        + wraps
                        + " wraps, "
                        + refused
                        + " refused");
        assertThat(allocated).isGreaterThan(STEPS / 8);
        assertThat(wraps).isGreaterThan(STEPS / 200);
        assertThat(refused).isGreaterThan(STEPS / 50);
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 60) {
            allocate();
        } else if (dice < 75) {
            submit();
        } else if (dice < 92) {
            complete();
        } else if (dice < 94) {
            discard();
        } else if (dice < 96) {
            failSubmit();
        } else {
            assertThat(ring.usedBytes() == 0).isEqualTo(oldest() == null);
        }
    }

    // ---------------------------------------------------------------- the list of intervals

    private boolean isFinished(Interval interval) {
        if (interval.uses.length == 0) {
            return false;
        }
        for (int queue = 0; queue < 3; queue++) {
            if (interval.uses[queue] > completed[queue]) {
                return false;
            }
        }
        return true;
    }

    /// The oldest interval in use, after all that are finished before it are taken off.
    private Interval oldest() {
        while (!live.isEmpty() && isFinished(live.peekFirst())) {
            Interval gone = live.removeFirst();
            for (long at = gone.begin; at < gone.end; at++) {
                assertThat(ring.memory().get(ValueLayout.JAVA_BYTE, at)).isEqualTo(gone.pattern);
            }
        }
        return live.peekFirst();
    }

    /// Whether there is room: behind the newest interval, or again from the start.
    private boolean fits(long size, long alignment) {
        Interval oldest = oldest();
        if (oldest == null) {
            return true;
        }
        long from = live.peekLast().end;
        long end = (from + alignment - 1) / alignment * alignment + size;
        boolean wrapped = from <= oldest.begin;
        return wrapped ? end <= oldest.begin : end <= CAPACITY || size <= oldest.begin;
    }

    // ---------------------------------------------------------------- steps

    private void allocate() {
        long size = 1L + random.nextInt(random.nextInt(10) == 0 ? CAPACITY : 150);
        long alignment = ALIGNMENTS[random.nextInt(ALIGNMENTS.length)];
        boolean fits = fits(size, alignment);
        long offset = -1;
        switch (random.nextInt(3)) {
            case 0 -> offset = ring.tryAllocate(size, alignment);
            case 1 -> {
                if (!fits) {
                    assertThatThrownBy(() -> ring.allocate(size, alignment))
                            .isInstanceOf(UsageException.class);
                } else {
                    offset = ring.allocate(size, alignment);
                }
            }
            default -> {
                if (!fits) {
                    boolean waits = oldest().uses.length != 0;
                    assertThatThrownBy(() -> ring.allocate(size, alignment, Duration.ZERO))
                            .isInstanceOf(waits ? DeadlineException.class : UsageException.class);
                } else {
                    offset = ring.allocate(size, alignment, Duration.ZERO);
                }
            }
        }
        assertThat(offset >= 0).isEqualTo(fits);
        if (offset < 0) {
            refused++;
            return;
        }
        allocated++;
        assertThat(offset % alignment).isZero();
        assertThat(offset + size).isLessThanOrEqualTo(CAPACITY);
        for (Interval other : live) {
            assertThat(offset + size <= other.begin || other.end <= offset).isTrue();
        }
        if (!live.isEmpty() && offset < live.peekLast().begin) {
            wraps++;
        }
        pattern++;
        ring.memory().asSlice(offset, size).fill(pattern);
        live.addLast(new Interval(offset, offset + size, pattern));
    }

    private SubmitToken submit(int queue) {
        CommandRecorder recorder = recorders.get(queue);
        recorder.begin();
        SubmitToken token = queues.get(queue).submit(recorder.complete());
        submitted[queue] = token.number();
        return token;
    }

    private void submit() {
        int queue = random.nextInt(3);
        long[] uses = new long[3];
        SubmitToken token = submit(queue);
        uses[queue] = token.number();
        if (random.nextInt(4) == 0) {
            int second = (queue + 1) % 3;
            SubmitToken other = submit(second);
            uses[second] = other.number();
            ring.submitted(token, other);
        } else {
            ring.submitted(token);
        }
        for (Interval interval : live) {
            if (interval.uses.length == 0) {
                interval.uses = uses;
            }
        }
    }

    private void complete() {
        int queue = random.nextInt(3);
        List<Long> pending = gpu.simulated().pendingValues(queue);
        if (!pending.isEmpty()) {
            long value = pending.get(random.nextInt(pending.size()));
            gpu.simulated().complete(queue, value);
            completed[queue] = value;
        }
    }

    private void discard() {
        ring.discard();
        while (!live.isEmpty() && live.peekLast().uses.length == 0) {
            live.removeLast();
        }
    }

    private void failSubmit() {
        CommandRecorder recorder = recorders.getFirst();
        recorder.begin();
        try (ExecutableCommands commands = recorder.complete()) {
            gpu.driver().failNext(DriverCall.SUBMIT, VulkanResult.OUT_OF_HOST_MEMORY);
            assertThatThrownBy(() -> queues.getFirst().submit(commands))
                    .isInstanceOf(VulkanException.class);
        }
        discard();
    }
}
