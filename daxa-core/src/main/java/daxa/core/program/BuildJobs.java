package daxa.core.program;

import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The jobs of a manager that are on their way, and how far the pipelines are that they build.
@ThreadSafe
final class BuildJobs {
    private final String label;
    private final RankedLock lock;
    private final Workers workers;
    private final Runnable save;

    // Guarded by the lock, which is that of the builds.
    private int pending;
    private CountDownLatch idle = new CountDownLatch(0);
    private int finished;
    private int total;
    private long made;
    private long saved;

    /// @param lock the lock of the builds
    /// @param save writes the driver's cache
    BuildJobs(String label, RankedLock lock, Workers workers, Runnable save) {
        this.label = label;
        this.lock = lock;
        this.workers = workers;
        this.save = save;
    }

    /// Has a job run soon, without the lock. Under the lock.
    void execute(Runnable job) {
        if (pending++ == 0) {
            idle = new CountDownLatch(1);
        }
        workers.execute(
                () -> {
                    try {
                        job.run();
                    } finally {
                        finish();
                    }
                });
    }

    // The last job has the driver's cache written, so that it is whole before anybody is woken up.
    private void finish() {
        if (isLastToSave()) {
            save.run();
        }
        lock.lock();
        try {
            if (--pending == 0) {
                finished = 0;
                total = 0;
                idle.countDown();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isLastToSave() {
        lock.lock();
        try {
            boolean due = pending == 1 && saved != made;
            saved = due ? made : saved;
            return due;
        } finally {
            lock.unlock();
        }
    }

    /// Counts a pipeline as being built. Under the lock.
    void begin(ManagedPipeline<?> pipeline) {
        if (!pipeline.counted) {
            pipeline.counted = true;
            total++;
        }
    }

    /// Counts a pipeline as done. Under the lock.
    void end(ManagedPipeline<?> pipeline) {
        if (pipeline.counted) {
            pipeline.counted = false;
            finished++;
        }
    }

    /// How many pipelines are done, of those that are built at this time. Under the lock.
    int finished() {
        return finished;
    }

    /// How many pipelines are built at this time. Under the lock.
    int total() {
        return total;
    }

    /// Counts a pipeline that was made. Under the lock.
    void countMade() {
        made++;
    }

    /// How many pipelines were made.
    long made() {
        lock.lock();
        try {
            return made;
        } finally {
            lock.unlock();
        }
    }

    /// What opens when no job is left. Under the lock.
    CountDownLatch idle() {
        return idle;
    }

    /// Waits until no job is left.
    ///
    /// @param latch of [#idle()]
    void await(CountDownLatch latch, Duration deadline) {
        try {
            if (!latch.await(Nanos.of(deadline), TimeUnit.NANOSECONDS)) {
                throw new DeadlineException(
                        label + ": " + progress() + " pipelines were built within " + deadline);
            }
        } catch (InterruptedException e) {
            throw interrupted(label, "pipelines to be built");
        }
    }

    /// Keeps the interruption, and makes the exception that tells of it.
    static InterruptedWaitException interrupted(String label, String what) {
        Thread.currentThread().interrupt();
        return new InterruptedWaitException(label + ": interrupted while waiting for " + what);
    }

    private String progress() {
        lock.lock();
        try {
            return finished + " of " + total;
        } finally {
            lock.unlock();
        }
    }

    /// Stops the workers, and saves what nobody saved.
    ///
    /// @param deadline how long to wait for jobs that are running
    void close(Duration deadline) {
        workers.close(deadline);
        if (isUnsaved()) {
            save.run();
        }
    }

    private boolean isUnsaved() {
        lock.lock();
        try {
            return saved != made;
        } finally {
            lock.unlock();
        }
    }
}
