package daxa.taskgraph;

import daxa.core.command.SubmitToken;
import daxa.core.concurrent.Pause;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// What all graphs of a device have in common: the history of their executions. These take turns to
/// look at it, and to submit, since what one has to wait for follows from all that were submitted
/// before. While tasks record, and while a swapchain has no image, nobody has the turn.
@ThreadSafe
final class ExecutionOrder {
    private static final int QUEUES = TaskQueue.values().length;
    private static final long PAUSE_MICROS = 50;

    // Whose turn it is.
    private final AtomicReference<@Nullable Thread> taken = new AtomicReference<>();

    // All that follows belongs to whose turn it is.
    private Object holder = "nothing";
    private History history = new History();
    private final Set<Object> seen = Collections.newSetFromMap(new WeakHashMap<>());

    private final ExecutionSequence sequence = new ExecutionSequence(this);

    // Of each queue the newest submission of any graph.
    private final SubmitToken[] submitted = new SubmitToken[QUEUES];

    // Of each queue, whether nothing is known any more of what comes before it, and what the
    // newest submissions were at that time.
    private final boolean[] isLost = new boolean[QUEUES];
    private final SubmitToken[] lost = new SubmitToken[QUEUES];

    ExecutionOrder() {
        Arrays.setAll(submitted, i -> new SubmitToken());
        Arrays.setAll(lost, i -> new SubmitToken());
    }

    /// Waits for the turn.
    ///
    /// @param by who takes it, for messages
    /// @throws UsageException if this thread has it already
    void take(String operation, Object by) {
        Thread thread = Thread.currentThread();
        if (thread.equals(taken.get())) {
            throw new UsageException(
                    operation
                            + " was called on "
                            + by
                            + " while "
                            + holder
                            + " of the same device is submitted on this thread; call it before or"
                            + " after");
        }
        while (!taken.compareAndSet(null, thread)) {
            Pause.micros(PAUSE_MICROS);
        }
        holder = by;
    }

    void release() {
        taken.set(null);
    }

    /// Forgets what it may expect of a graph that is about to change or to end. Where another one
    /// is submitted on this thread, it does so afterwards.
    ///
    /// @param by the graph, for messages
    void end(String operation, Object by) {
        if (Thread.currentThread().equals(taken.get())) {
            sequence.flushLater();
            return;
        }
        take(operation, by);
        try {
            sequence.flush();
        } finally {
            release();
        }
    }

    // ---------------------------------------------------------------- for whose turn it is

    /// The executions of all graphs.
    ExecutionSequence sequence() {
        return sequence;
    }

    /// What they have left, but for those that repeat now.
    History history() {
        return history;
    }

    /// Forgets everything: the next submission to each queue comes behind all that were accepted.
    void lose() {
        history = new History();
        sequence.clear();
        for (int i = 0; i < QUEUES; i++) {
            isLost[i] = true;
            submitted[i].copyTo(lost[i]);
        }
    }

    boolean isLost(TaskQueue queue) {
        return isLost[queue.index()];
    }

    /// What the next submission to a queue about whose past nothing is known has to wait for, of
    /// another queue.
    SubmitToken lost(TaskQueue other) {
        return lost[other.index()];
    }

    /// Remembers an accepted submission, which is behind all that was lost.
    void submitted(TaskQueue queue, SubmitToken token) {
        token.copyTo(submitted[queue.index()]);
    }

    /// Remembers that a queue was ordered behind all that was lost.
    void found(TaskQueue queue) {
        isLost[queue.index()] = false;
    }

    /// Whether a graph has executed with a resource.
    boolean hasSeen(Object identity) {
        return seen.contains(identity);
    }

    void see(Object identity) {
        seen.add(identity);
    }
}
