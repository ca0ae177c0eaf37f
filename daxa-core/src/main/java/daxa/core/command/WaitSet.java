package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.Pause;
import daxa.core.concurrent.UseGuard;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.QueueKind;
import daxa.core.driver.SemaphoreList;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.UsageException;
import daxa.core.error.WrongDeviceException;
import daxa.core.lifetime.Counted;
import daxa.core.sync.TimelineSemaphore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/// Several things of which `Device.waitAny` waits for the first: submissions, values of timeline
/// semaphores, completions. Made once, filled again for each wait.
///
/// ```java
/// OptionalInt first = device.waitAny(set.clear().add(token).add(time, 5), Duration.ofSeconds(1));
/// ```
@ExternallySynchronized
public final class WaitSet {
    private static final long RETRY_MICROS = 100;

    private final UseGuard guard = new UseGuard("WaitSet");
    private final List<Entry> entries = new ArrayList<>();
    private final SemaphoreList timelines = new SemaphoreList();
    private final long[] oldest = new long[QueueKind.TOTAL];

    /// Something to wait for.
    private sealed interface Entry {
        boolean isOver();
    }

    private record Submission(Queue queue, long number) implements Entry {
        @Override
        public boolean isOver() {
            return queue.isDone(number);
        }
    }

    private record Value(TimelineSemaphore semaphore, long value) implements Entry {
        @Override
        public boolean isOver() {
            return semaphore.value() >= value;
        }
    }

    private record Ending(Completion completion) implements Entry {
        @Override
        public boolean isOver() {
            return completion.isEnded();
        }
    }

    /// Creates an empty set.
    public WaitSet() {}

    /// Forgets everything.
    ///
    /// @return this
    public WaitSet clear() {
        guard.enter("clear");
        try {
            entries.clear();
            return this;
        } finally {
            guard.exit("clear");
        }
    }

    private WaitSet add(Entry entry) {
        guard.enter("add");
        try {
            entries.add(entry);
            return this;
        } finally {
            guard.exit("add");
        }
    }

    /// Adds a submission.
    ///
    /// @param token names it; a later submit may fill it again
    /// @return this
    /// @throws UsageException if the token names nothing
    public WaitSet add(SubmitToken token) {
        Objects.requireNonNull(token, "token");
        SubmitToken now = new SubmitToken();
        token.copyTo(now);
        return add(new Submission(now.queue(), now.number()));
    }

    /// Adds a value of a timeline semaphore. Any value may be waited for, those too that nothing
    /// signals yet.
    ///
    /// @param semaphore the semaphore, which has to stay open
    /// @param value the value
    /// @return this
    public WaitSet add(TimelineSemaphore semaphore, long value) {
        Objects.requireNonNull(semaphore, "semaphore");
        return add(new Value(semaphore, value));
    }

    /// Adds a completion.
    ///
    /// @param completion the completion
    /// @return this
    public WaitSet add(Completion completion) {
        Objects.requireNonNull(completion, "completion");
        return add(new Ending(completion));
    }

    /// How much was added.
    ///
    /// @return the count
    public int size() {
        return entries.size();
    }

    /// Waits for the first, and then runs the code of completions, with the set free.
    OptionalInt await(DeviceContext context, long nanos) {
        List<Completion> ended = new ArrayList<>();
        OptionalInt first;
        guard.enter("waitAny");
        try {
            first = awaitWithin(context, nanos);
            if (first.isPresent()) {
                findEnded(ended);
            }
        } finally {
            guard.exit("waitAny");
        }
        ended.forEach(Completion::tellHere);
        return first;
    }

    private void findEnded(List<Completion> ended) {
        for (Entry entry : entries) {
            if (entry instanceof Ending ending && ending.isOver()) {
                ended.add(ending.completion);
            }
        }
    }

    // A semaphore that is waited for outlives the wait.
    private OptionalInt awaitWithin(DeviceContext context, long nanos) {
        List<Counted> semaphores = check(context);
        List<Counted> held = new ArrayList<>();
        try {
            for (Counted semaphore : semaphores) {
                semaphore.hold();
                held.add(semaphore);
            }
            return awaitHeld(context, nanos);
        } finally {
            held.forEach(Counted::releaseWeak);
        }
    }

    private List<Counted> check(DeviceContext context) {
        if (entries.isEmpty()) {
            throw new UsageException(
                    "waitAny was called with an empty set; add what to wait for first");
        }
        List<Counted> semaphores = new ArrayList<>();
        for (Entry entry : entries) {
            switch (entry) {
                case Submission submission -> checkQueue(submission.queue, context);
                case Ending ending -> checkQueue(ending.completion.queue, context);
                case Value value -> semaphores.add(context.own(value.semaphore));
            }
        }
        return semaphores;
    }

    private static void checkQueue(Queue queue, DeviceContext context) {
        if (queue.context() != context) {
            throw new WrongDeviceException(
                    "the submission to Queue '" + queue.name() + "'",
                    queue.context().name(),
                    context.name());
        }
    }

    private OptionalInt awaitHeld(DeviceContext context, long nanos) {
        long start = System.nanoTime();
        listTimelines();
        while (true) {
            for (int i = 0; i < entries.size(); i++) {
                if (entries.get(i).isOver()) {
                    return OptionalInt.of(i);
                }
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedWaitException(
                        "the wait for the first of " + entries.size() + " was interrupted");
            }
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return OptionalInt.empty();
            }
            if (context.gate().waitForAny(timelines, Nanos.slice(left))) {
                pauseIfHeldUp();
            }
        }
    }

    // The GPU is so far, but data has to be brought in first: another thread is about to.
    private void pauseIfHeldUp() {
        if (entries.stream().noneMatch(Entry::isOver)) {
            Pause.micros(RETRY_MICROS);
        }
    }

    // Of each queue the oldest submission is enough.
    private void listTimelines() {
        timelines.clear();
        Arrays.fill(oldest, Long.MAX_VALUE);
        for (Entry entry : entries) {
            switch (entry) {
                case Submission(Queue queue, long number) -> note(queue, number);
                case Ending(Completion completion) -> note(completion.queue, completion.number);
                case Value(TimelineSemaphore semaphore, long value) ->
                        timelines.add(semaphore.nativeHandle(), value);
            }
        }
        for (int i = 0; i < oldest.length; i++) {
            if (oldest[i] != Long.MAX_VALUE) {
                timelines.addQueue(i, oldest[i]);
            }
        }
    }

    private void note(Queue queue, long number) {
        oldest[queue.index()] = Math.min(oldest[queue.index()], number);
    }
}
