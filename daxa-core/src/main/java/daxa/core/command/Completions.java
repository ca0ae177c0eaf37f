package daxa.core.command;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.error.CancelledException;
import daxa.core.error.ClosedException;
import daxa.core.error.DaxaException;
import daxa.core.error.DeviceLostException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.VulkanException;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The completions of a device that have not been told yet. Programs never see it.
///
/// Whoever takes a completion out of its line tells it, so it is told once. The lock guards the
/// lines; the GPU is asked, and code is run, with no lock held.
@Internal
@ThreadSafe
public final class Completions {
    private static final System.Logger LOGGER = System.getLogger("daxa.core");
    private static final LockRank RANK = new LockRank("completions");

    private static final Comparator<Completion> ORDER =
            Comparator.<Completion>comparingLong(each -> each.number)
                    .thenComparingLong(each -> each.sequence);

    private final DeviceContext context;
    private final RankedLock lock = new RankedLock(RANK);

    // Guarded by the lock.
    private final Map<Queue, Line> lines = new HashMap<>();
    private final List<CompletionThread> threads = new ArrayList<>();
    private final Map<Long, Hold> holds = new HashMap<>();
    private long sequence;
    private boolean closed;

    // How many there are for whoever processes events; written under the lock.
    private volatile int events;

    /// The untold completions of a queue.
    private static final class Line {
        final NavigableSet<Completion> forWaits = new TreeSet<>(ORDER);
        final NavigableSet<Completion> forEvents = new TreeSet<>(ORDER);
        final NavigableSet<Completion> forThread = new TreeSet<>(ORDER);
        @Nullable CompletionThread thread;

        NavigableSet<Completion> of(CompletionMode mode) {
            if (mode.executor != null) {
                return forThread;
            }
            return mode.equals(CompletionMode.WAIT_ONLY) ? forWaits : forEvents;
        }
    }

    /// What has to happen between the end of a submission and its completions.
    private static final class Hold {
        final Queue queue;
        final Runnable bringIn;
        final CountDownLatch over = new CountDownLatch(1);

        Hold(Queue queue, Runnable bringIn) {
            this.queue = queue;
            this.bringIn = bringIn;
        }
    }

    /// How a completion ended, or is about to.
    private record Outcome(CompletionStatus status, @Nullable DaxaException failure) {
        static final Outcome DONE = new Outcome(CompletionStatus.DONE, null);
    }

    Completions(DeviceContext context) {
        this.context = context;
    }

    // ---------------------------------------------------------------- making

    Completion add(
            Queue queue,
            long number,
            CompletionMode mode,
            @Nullable Consumer<Completion> callback) {
        lock.lock();
        try {
            if (closed) {
                throw ClosedException.of("Device", context.name(), null, null);
            }
            Completion made = new Completion(this, queue, number, ++sequence, mode, callback);
            Line line = lines.computeIfAbsent(queue, any -> new Line());
            if (made.isOnExecutor()) {
                wakeThread(queue, line);
            }
            line.of(mode).add(made);
            countEvents();
            return made;
        } finally {
            lock.unlock();
        }
    }

    private void countEvents() {
        int count = 0;
        for (Line line : lines.values()) {
            count += line.forEvents.size();
        }
        events = count;
    }

    private void wakeThread(Queue queue, Line line) {
        CompletionThread thread = line.thread;
        if (thread == null) {
            thread = new CompletionThread(this, queue, context);
            thread.start();
            line.thread = thread;
            threads.add(thread);
        }
        thread.wake();
    }

    // ---------------------------------------------------------------- what holds them up

    /// Holds the completions of a submission up until its data is where it belongs.
    ///
    /// @param queue the queue of the submission
    /// @param number its number, that no completion can have been made of
    /// @param bringIn moves the data, as far as the GPU is; called by any thread with no lock held
    public void hold(Queue queue, long number, Runnable bringIn) {
        lock.lock();
        try {
            if (!closed) {
                holds.put(number, new Hold(queue, bringIn));
            }
        } finally {
            lock.unlock();
        }
    }

    /// Lets the completions of a submission go. Does nothing where nothing holds them.
    ///
    /// @param number the number of the submission
    public void release(long number) {
        lock.lock();
        try {
            Hold hold = holds.remove(number);
            if (hold != null) {
                hold.over.countDown();
                Line line = lines.get(hold.queue);
                if (line != null && line.thread != null) {
                    line.thread.wake();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Hold hold(Completion completion) {
        lock.lock();
        try {
            return holds.get(completion.number);
        } finally {
            lock.unlock();
        }
    }

    // ---------------------------------------------------------------- how far they are

    /// Whether a completion has an outcome. Gives it one if the GPU is so far and nothing holds it
    /// up.
    boolean isOver(Completion completion) {
        if (completion.knownStatus() != CompletionStatus.PENDING) {
            return true;
        }
        if (!completion.queue.isDone(completion.number) || isHeld(completion)) {
            return completion.knownStatus() != CompletionStatus.PENDING;
        }
        settle(completion, outcome(completion));
        return true;
    }

    private boolean isHeld(Completion completion) {
        Hold hold = hold(completion);
        if (hold == null) {
            return false;
        }
        hold.bringIn.run();
        return hold.over.getCount() != 0 && !isListener();
    }

    // What listeners still have to hear comes after the listener at work, so this one cannot wait
    // for it.
    private boolean isListener() {
        return context.lifetimes().leaks().dispatcher().isCurrent();
    }

    private Outcome outcome(Completion completion) {
        try {
            context.gate().requireReached(completion.queue.index(), completion.number);
            return Outcome.DONE;
        } catch (DeviceLostException e) {
            return new Outcome(CompletionStatus.LOST, e);
        }
    }

    /// Gives a completion an outcome.
    ///
    /// @return false if it had one already
    private boolean settle(Completion completion, Outcome outcome) {
        lock.lock();
        try {
            return completion.settle(outcome.status, outcome.failure);
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the first of several things, with no lock held.
    ///
    /// @param set the things
    /// @param nanos nanoseconds to wait at most
    /// @return the index of the first that is over, or nothing if none is in time
    public OptionalInt firstOf(WaitSet set, long nanos) {
        return set.await(context, nanos);
    }

    /// Waits until a completion has an outcome, with no lock held.
    ///
    /// @return false if it has none in time
    boolean await(Completion completion, long nanos) {
        long start = System.nanoTime();
        while (!isOver(completion)) {
            long left = nanos - (System.nanoTime() - start);
            if (waitForGpu(completion, Nanos.slice(left)) && isOver(completion)) {
                return true;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedWaitException(
                        "the wait for the " + completion + " was interrupted");
            }
            if (left <= 0) {
                return false;
            }
        }
        return true;
    }

    /// Waits until the GPU has finished a submission, or its data is there.
    private boolean waitForGpu(Completion completion, long nanos) {
        int queue = completion.queue.index();
        if (!context.gate().waitForValue(queue, completion.number, nanos)) {
            return false;
        }
        Hold hold = hold(completion);
        try {
            return hold == null || isListener() || hold.over.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    // ---------------------------------------------------------------- telling

    /// Takes a completion out of its line.
    ///
    /// @return whether it was there: then the caller has to tell it
    private boolean take(Completion completion) {
        lock.lock();
        try {
            Line line = lines.get(completion.queue);
            if (line == null || !line.of(completion.mode).remove(completion)) {
                return false;
            }
            countEvents();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Tells a completion that is over, unless its place is an executor.
    void tellHere(Completion completion) {
        if (!completion.isOnExecutor() && take(completion)) {
            Nesting.tell(completion);
        }
    }

    boolean cancel(Completion completion) {
        if (isOver(completion)
                || !settle(completion, cancelled(completion, "by the program; the GPU goes on"))) {
            return false;
        }
        completion.endFuture();
        if (take(completion)) {
            tell(completion);
        }
        return true;
    }

    private static Outcome cancelled(Completion completion, String why) {
        return new Outcome(
                CompletionStatus.CANCELLED,
                new CancelledException("the " + completion + " was cancelled " + why));
    }

    private void tell(Completion completion) {
        Executor executor = completion.mode.executor;
        if (executor == null) {
            Nesting.tell(completion);
        } else {
            handOver(completion, executor);
        }
    }

    // An executor is user code: it may refuse, throw, or run the code at once.
    private void handOver(Completion completion, Executor executor) {
        Runnable tell = () -> Nesting.tell(completion);
        try {
            executor.execute(tell);
        } catch (Throwable e) {
            // The log is user code, too.
            context.lifetimes().leaks().dispatcher().post(completion.toString(), tell);
            LOGGER.log(
                    Level.ERROR,
                    () ->
                            "the executor of the "
                                    + completion
                                    + " refused it; its code runs on the thread of the instance's"
                                    + " listeners",
                    e);
        }
    }

    /// Tells what is over and waits for somebody who processes events.
    ///
    /// @return how many were told
    public int process() {
        return events == 0 ? 0 : tellAll(false);
    }

    /// As [#process()], by the way in another call. Does nothing within code of a completion, which
    /// need not expect that other such code runs meanwhile.
    public void processByTheWay() {
        if (events == 0 || Nesting.isInside()) {
            return;
        }
        try {
            tellAll(false);
        } catch (VulkanException e) {
            // The call did its own work. The next one asks again.
            LOGGER.log(Level.DEBUG, "a queue does not say how far it is", e);
        }
    }

    private int tellAll(boolean onThread) {
        int told = 0;
        for (Queue queue : queues()) {
            told += tellAll(queue, onThread);
        }
        return told;
    }

    private List<Queue> queues() {
        lock.lock();
        try {
            return List.copyOf(lines.keySet());
        } finally {
            lock.unlock();
        }
    }

    /// Tells what is over of a queue, in order.
    ///
    /// @param onThread whether those that a thread waits for, else those for events
    /// @return how many were told
    int tellAll(Queue queue, boolean onThread) {
        int told = 0;
        Completion next = next(queue, onThread, null);
        while (next != null && queue.isDone(next.number)) {
            if (isOver(next) && take(next)) {
                tell(next);
                told++;
            }
            next = next(queue, onThread, next);
        }
        return told;
    }

    /// The first untold completion of a queue behind another one.
    @Nullable Completion next(Queue queue, boolean onThread, @Nullable Completion after) {
        lock.lock();
        try {
            Line line = lines.get(queue);
            if (line == null) {
                return null;
            }
            NavigableSet<Completion> untold = onThread ? line.forThread : line.forEvents;
            if (after != null) {
                return untold.higher(after);
            }
            return untold.isEmpty() ? null : untold.first();
        } finally {
            lock.unlock();
        }
    }

    // ---------------------------------------------------------------- the end

    /// Lets a thread go that has nothing to do.
    ///
    /// @return false if there is something again
    boolean retire(CompletionThread thread, Queue queue) {
        lock.lock();
        try {
            Line line = lines.get(queue);
            if (line == null || (!line.forThread.isEmpty() && !closed)) {
                return false;
            }
            line.thread = null;
            // Who closes the device joins those that are left.
            if (!closed) {
                threads.remove(thread);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Starts another thread where one has died of user code, such as a log that throws.
    void replace(CompletionThread thread, Queue queue) {
        lock.lock();
        try {
            Line line = lines.get(queue);
            threads.remove(thread);
            if (line != null) {
                line.thread = null;
                if (!closed && !line.forThread.isEmpty()) {
                    wakeThread(queue, line);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// Ends all completions: done where the GPU is so far, cancelled else. No further one can be
    /// made. The device calls it with its last close.
    void close() {
        List<Completion> untold = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            for (Line line : lines.values()) {
                untold.addAll(line.forWaits);
                untold.addAll(line.forEvents);
                untold.addAll(line.forThread);
            }
        } finally {
            lock.unlock();
        }
        untold.sort(ORDER);
        // Whatever the code of one of them does, the others end as they stand now.
        for (Completion each : untold) {
            if (!isOverAtLast(each)) {
                settle(each, cancelled(each, "since the device was closed before it had ended"));
            }
        }
        for (Completion each : untold) {
            if (take(each)) {
                tell(each);
            }
        }
        threads().forEach(CompletionThread::wake);
    }

    private boolean isOverAtLast(Completion completion) {
        try {
            return isOver(completion);
        } catch (DaxaException e) {
            LOGGER.log(Level.DEBUG, () -> "nobody says whether the " + completion + " is over", e);
            return false;
        }
    }

    private List<CompletionThread> threads() {
        lock.lock();
        try {
            return List.copyOf(threads);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until no thread of the completions is left. The device calls it when the GPU is done.
    ///
    /// @param deadline how long to wait at most: code of the program may hold a thread up
    /// @throws InterruptedException if the thread is interrupted
    void join(Duration deadline) throws InterruptedException {
        long start = System.nanoTime();
        for (CompletionThread thread : threads()) {
            thread.join(Nanos.left(start, deadline));
        }
    }
}
