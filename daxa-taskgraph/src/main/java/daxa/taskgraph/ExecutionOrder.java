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

/// What all graphs of a device have in common: the history of their executions. These take turns,
/// since what one has to wait for follows from all that were submitted before.
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

    // The executions that the history may lack.
    private @Nullable ExecutionSequence newest;

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
                            + " of the same device executes on this thread; call it before or"
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

    /// Adds what the history lacks of a sequence that ends. Where another graph is executed on this
    /// thread, it lacks nothing.
    ///
    /// @param by who ends it, for messages
    void end(String operation, Object by, ExecutionSequence sequence) {
        if (Thread.currentThread().equals(taken.get())) {
            return;
        }
        take(operation, by);
        try {
            if (isNewest(sequence)) {
                sequence.flush(history);
                newest = null;
            }
        } finally {
            release();
        }
    }

    // ---------------------------------------------------------------- for whose turn it is

    /// The history, to which all executions of others were added.
    History history(ExecutionSequence by) {
        ExecutionSequence other = newest;
        if (other != null && !other.equals(by)) {
            other.flush(history);
        }
        newest = by;
        return history;
    }

    /// Whether an execution of this sequence was the newest of all.
    boolean isNewest(ExecutionSequence sequence) {
        return sequence.equals(newest);
    }

    /// Forgets everything: the next submission to each queue comes behind all that were accepted.
    void lose() {
        history = new History();
        newest = null;
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
