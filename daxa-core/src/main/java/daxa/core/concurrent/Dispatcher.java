package daxa.core.concurrent;

import org.jspecify.annotations.Nullable;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Runs user code: listeners, loggers, callbacks.
///
/// Tasks run one after another, in the order in which they were posted, on a daemon thread that
/// lives as long as there is something to run. So no lock of the framework is held while user code
/// runs, and user code may call the framework. What it throws is logged and stops nothing.
@Internal
@ThreadSafe
public final class Dispatcher {
    private final String name;
    private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Thread> worker = new AtomicReference<>();

    private record Task(String what, Runnable code) {}

    /// Creates a dispatcher. No thread is started until a task is posted.
    ///
    /// @param name the name of its thread
    public Dispatcher(String name) {
        this.name = name;
    }

    /// Runs user code soon.
    ///
    /// @param what what the code is, for the log
    /// @param code the code
    public void post(String what, Runnable code) {
        tasks.add(new Task(what, code));
        startWorker();
    }

    /// Runs code of the framework behind everything that was posted before: at once where nothing
    /// of that is left to run.
    ///
    /// @param what what the code is, for the log
    /// @param code the code
    public void runBehind(String what, Runnable code) {
        if (isIdle()) {
            code.run();
        } else {
            post(what, code);
        }
    }

    /// Whether the current thread is that of the dispatcher.
    ///
    /// @return true within user code that it runs
    public boolean isCurrent() {
        return Thread.currentThread().equals(worker.get());
    }

    /// Waits until all that was posted before has run. Returns at once if called by user code that
    /// this dispatcher runs.
    ///
    /// @param nanos nanoseconds to wait at most
    /// @return false if something has not run until then
    /// @throws InterruptedException if the thread is interrupted
    public boolean flush(long nanos) throws InterruptedException {
        if (isCurrent() || isIdle()) {
            return true;
        }
        CountDownLatch done = new CountDownLatch(1);
        post("flush", done::countDown);
        return done.await(nanos, TimeUnit.NANOSECONDS);
    }

    // In this order: a task that is not waiting any more has a worker until it has run.
    private boolean isIdle() {
        return tasks.isEmpty() && worker.get() == null;
    }

    private void startWorker() {
        if (worker.get() != null) {
            return;
        }
        Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(this::work);
        if (worker.compareAndSet(null, thread)) {
            thread.start();
        }
    }

    private void work() {
        try {
            for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
                UserCode.run(task.what, task.code);
            }
        } finally {
            // Also where the logger threw, which is user code too.
            worker.set(null);
            if (!tasks.isEmpty()) {
                startWorker();
            }
        }
    }
}
