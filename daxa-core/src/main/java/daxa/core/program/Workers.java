package daxa.core.program;

import daxa.core.concurrent.DeepStack;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.ThreadSafe;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The threads of a manager: daemons with large stacks, since compilers descend deeply, that end
/// when there is nothing to do.
@ThreadSafe
final class Workers {
    private static final System.Logger LOGGER = System.getLogger("daxa.core");
    private static final int IDLE_SECONDS = 10;

    private final String name;
    private final ThreadPoolExecutor threads;

    Workers(String name, int count) {
        this.name = name;
        threads =
                new ThreadPoolExecutor(
                        count,
                        count,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        DeepStack.factory("daxa builds " + name + " "));
        threads.allowCoreThreadTimeOut(true);
    }

    /// Runs a job soon. After [#close(Duration)] it is dropped.
    void execute(Runnable job) {
        if (!threads.isShutdown()) {
            threads.execute(job);
        }
    }

    /// Drops what has not begun, and waits for what has.
    ///
    /// @param deadline how long to wait; what takes longer runs on
    void close(Duration deadline) {
        threads.getQueue().clear();
        threads.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            if (!threads.awaitTermination(Nanos.of(deadline), TimeUnit.NANOSECONDS)) {
                LOGGER.log(
                        Level.WARNING,
                        "PipelineManager '"
                                + name
                                + "' is closed, but still builds pipelines after "
                                + deadline
                                + "; they are closed when they are made");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
