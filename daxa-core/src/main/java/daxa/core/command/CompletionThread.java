package daxa.core.command;

import daxa.core.concurrent.Pause;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.error.DaxaException;

import java.lang.System.Logger.Level;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The thread that waits for a queue on behalf of its spontaneous completions.
///
/// It waits for the next submission that is finished, whichever it is, so a completion that is made
/// meanwhile need not wake it, and no driver has to wait for several semaphores at once, which some
/// do by looking at them in turns.
@ThreadSafe
final class CompletionThread {
    private static final System.Logger LOGGER = System.getLogger("daxa.core");

    // How long the close of a device whose GPU hangs may have to wait for the thread.
    private static final long WAIT_NANOS = 100_000_000;
    private static final long IDLE_MILLIS = 1000;
    private static final long RETRY_MICROS = 1000;

    private final Completions completions;
    private final Queue queue;
    private final DeviceContext context;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;

    CompletionThread(Completions completions, Queue queue, DeviceContext context) {
        this.completions = completions;
        this.queue = queue;
        this.context = context;
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("daxa-completions " + context.name() + " " + queue.name())
                        .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void wake() {
        news.release();
    }

    /// Waits until the thread has ended. Returns at once on the thread itself.
    ///
    /// @param nanos nanoseconds to wait at most
    void join(long nanos) throws InterruptedException {
        if (!Thread.currentThread().equals(thread) && nanos > 0) {
            TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
        }
    }

    private void run() {
        boolean over = false;
        try {
            while (!over) {
                over = step();
            }
        } finally {
            if (!over) {
                completions.replace(this, queue);
            }
        }
    }

    /// @return whether nothing is left to do
    private boolean step() {
        // Code that an executor ran here may have left it set.
        Thread.interrupted();
        try {
            Completion next = completions.next(queue, true, null);
            if (next == null) {
                return isIdle() && completions.retire(this, queue);
            }
            waitFor(next);
        } catch (DaxaException e) {
            LOGGER.log(Level.DEBUG, () -> queue.label() + " does not say how far it is", e);
            Pause.micros(RETRY_MICROS);
        } catch (InterruptedException e) {
            LOGGER.log(Level.DEBUG, () -> thread.getName() + " goes on", e);
        }
        return false;
    }

    private boolean isIdle() throws InterruptedException {
        return completions.isClosed() || !news.tryAcquire(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void waitFor(Completion next) throws InterruptedException {
        long completed = queue.completed();
        if (completed < next.number) {
            context.gate().waitForValue(queue.index(), completed + 1, WAIT_NANOS);
        } else if (completions.tellAll(queue, true) == 0) {
            // Held up until its data is there.
            news.drainPermits();
            if (completions.next(queue, true, null) == next && !completions.isOver(next)) {
                news.tryAcquire(WAIT_NANOS, TimeUnit.NANOSECONDS);
            }
        }
    }
}
