package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

/// How a graph is executed.
///
/// @param scratchBytes the capacity of the scratch memory of each queue, bytes, above 0; it is made
///   when a task asks for some
/// @param timings whether it is measured how long the GPU takes for each task, by two timestamps
/// @param poison whether transient buffers and images are filled before their first use in each
///   execution, so that it is seen if a task reads what nothing has written: with bytes of 255, NaN
///   for floats, magenta for normalised colours. They share no memory then. Left out are images
///   whose first task is on a queue that cannot clear them, compressed ones, those of formats that
///   the device cannot copy to, what several queues use from the beginning, acceleration
///   structures, and the bytes of a buffer behind its last whole four
/// @param recordingThreads how many threads record, 0 to 64. With 0 the thread that executes
///   records each submission in one go. Else it is one of so many, and what is submitted is cut
///   into about 16 parts, the same for any number of threads; then scratch memory is of each part
@Immutable
public record TaskGraphOptions(
        long scratchBytes, boolean timings, boolean poison, int recordingThreads) {
    /// One mebibyte of scratch memory, nothing measured, nothing poisoned, one thread.
    public static final TaskGraphOptions DEFAULT = new TaskGraphOptions(1 << 20, false, false, 0);

    private static final int MOST_THREADS = 64;

    /// Checks the values.
    ///
    /// @throws UsageException if one is out of its range
    public TaskGraphOptions {
        if (scratchBytes <= 0) {
            throw new UsageException(
                    "TaskGraphOptions: scratchBytes=" + scratchBytes + " (expected above 0)");
        }
        if (recordingThreads < 0 || recordingThreads > MOST_THREADS) {
            throw new UsageException(
                    "TaskGraphOptions: recordingThreads="
                            + recordingThreads
                            + " (expected 0 to "
                            + MOST_THREADS
                            + ")");
        }
    }

    /// As this, with another capacity of scratch memory.
    ///
    /// @param bytes bytes, above 0
    /// @return a changed copy
    /// @throws UsageException if it is out of range
    public TaskGraphOptions withScratchBytes(long bytes) {
        return new TaskGraphOptions(bytes, timings, poison, recordingThreads);
    }

    /// As this, with or without measuring tasks.
    ///
    /// @param isMeasured whether [TaskGraph#timings()] tells how long tasks take
    /// @return a changed copy
    public TaskGraphOptions withTimings(boolean isMeasured) {
        return new TaskGraphOptions(scratchBytes, isMeasured, poison, recordingThreads);
    }

    /// As this, with or without filling what is undefined.
    ///
    /// @param isPoisoned whether transient resources are filled before their first use
    /// @return a changed copy
    public TaskGraphOptions withPoison(boolean isPoisoned) {
        return new TaskGraphOptions(scratchBytes, timings, isPoisoned, recordingThreads);
    }

    /// As this, recorded by several threads: for graphs whose tasks take long to record. Tasks and
    /// the [TaskListener] are called by any of them then, several at the same time, but for the
    /// first execution of a plan, in which one thread records. What is submitted is the same for
    /// any number of threads. The image of the swapchain is acquired before the first part that
    /// uses it.
    ///
    /// @param threads 1 to 64, that which executes being one of them; 0 for no parts
    /// @return a changed copy
    /// @throws UsageException if it is out of range
    public TaskGraphOptions withRecordingThreads(int threads) {
        return new TaskGraphOptions(scratchBytes, timings, poison, threads);
    }
}
