package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.SubmitToken;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.Collected;
import daxa.testing.Bookkeeper.Recording;
import daxa.testing.Bookkeeper.Thing;
import daxa.testing.RandomOperations.Op;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Steps that submit, let the GPU go on, and collect garbage.
abstract class RandomSubmits extends RandomRecordings {
    RandomSubmits(Gpu.Kind kind, int queues, boolean strict) {
        super(kind, queues, strict);
    }

    Queue queue(int index) {
        return device.queues().get(index);
    }

    boolean submit(Op op) {
        Recording recording = pickComplete(op.a());
        if (recording == null) {
            return false;
        }
        ExecutableCommands commands = complete.get(recording);
        int queue = recording.recorder.queue;
        Set<String> closed = new HashSet<>();
        for (Thing thing : recording.named) {
            if (!thing.open) {
                closed.add(thing.label());
            }
        }
        if (!closed.isEmpty()) {
            Throwable refused = catchThrowable(() -> queue(queue).submit(commands));
            assertThat(refused).isInstanceOf(ClosedException.class);
            for (String label : closed) {
                assertThat(refused).hasMessageContaining(label);
            }
            return false;
        }
        SubmitToken token = queue(queue).submit(commands);
        complete.remove(recording);
        consumed.put(recording, commands);
        books.submitted(recording, queue, token.number());
        accepted(queue, token.number());
        return true;
    }

    void accepted(int queue, long number) {
        assertThat(number).isEqualTo(device.cpuTimeline());
        if (useLayouts(queue)) {
            internal.get(queue).addLast(number);
        }
        books.pending.get(queue).addLast(number);
    }

    // The queue's own command buffer, where there are images to be brought into their layout.
    boolean useLayouts(int queue) {
        boolean any = false;
        for (Thing image : undefined) {
            any |= isFor(image, queue) && (image.open || !image.openChildren().isEmpty());
        }
        undefined.removeIf(image -> isFor(image, queue));
        if (any) {
            Long oldest = internal.get(queue).peekFirst();
            if (oldest != null && oldest <= books.finished(1 << queue)) {
                internal.get(queue).removeFirst();
            } else {
                internalPools++;
            }
        }
        return any;
    }

    boolean submitAgain(Op op) {
        ExecutableCommands commands = pick(List.copyOf(consumed.values()), op.a());
        if (commands != null) {
            assertThatThrownBy(() -> queue(0).submit(commands))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("were already submitted to queue");
            commands.close();
        }
        return false;
    }

    boolean submitToOtherQueue(Op op) {
        Recording recording = pickComplete(op.a());
        if (recording != null && queues > 1) {
            ExecutableCommands commands = complete.get(recording);
            int other = (recording.recorder.queue + 1) % queues;
            long before = device.cpuTimeline();
            assertThatThrownBy(() -> queue(other).submit(commands))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("were recorded for queue");
            assertThat(device.cpuTimeline()).isEqualTo(before);
        }
        return false;
    }

    boolean submitAndFail(Op op) {
        if (!simulated) {
            return false;
        }
        int queue = op.b() % queues;
        gpu.driver()
                .failNext(
                        DriverCall.SUBMIT,
                        op.a() % 2 == 0
                                ? VulkanResult.OUT_OF_HOST_MEMORY
                                : VulkanResult.OUT_OF_DEVICE_MEMORY);
        List<Thing> before = new ArrayList<>(undefined);
        assertThatThrownBy(() -> queue(queue).submit()).isInstanceOf(VulkanException.class);
        if (useLayouts(queue)) {
            internal.get(queue).addFirst(0L);
        }
        before.removeIf(image -> !image.open && image.openChildren().isEmpty());
        undefined.clear();
        undefined.addAll(before);
        return false;
    }

    boolean submitNothing(Op op) {
        int queue = op.a() % queues;
        queue(queue).submit();
        accepted(queue, device.cpuTimeline());
        return true;
    }

    boolean advance(Op op) {
        int queue = op.a() % queues;
        Deque<Long> pending = books.pending.get(queue);
        if (pending.isEmpty()) {
            return false;
        }
        if (!simulated) {
            queue(queue).awaitIdle(Gpu.LONG);
            poll();
            return true;
        }
        int count = 1 + op.b() % pending.size();
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = pending.removeFirst();
        }
        try {
            gpu.simulated().complete(queue, value);
        } catch (IllegalStateException e) {
            // It waits for another queue that brings images into their first layout.
            gpu.finishAll();
            books.pending.forEach(Deque::clear);
        }
        return false;
    }

    boolean collect() {
        device.collectGarbage();
        return true;
    }

    boolean collectSome(Op op) {
        int max = op.a() % 4;
        int ready = books.ready().size();
        Collected done = device.collectGarbage(max, Duration.ofDays(1));
        assertThat(done.destroyed()).isLessThanOrEqualTo(max);
        if (simulated) {
            assertThat(done.destroyed()).isEqualTo(Math.min(max, ready));
        }
        poll();
        Set<Thing> gone = gone(books.ready());
        assertThat(gone).hasSize(done.destroyed());
        note(gone);
        return false;
    }
}
