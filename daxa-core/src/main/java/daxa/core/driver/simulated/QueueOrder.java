package daxa.core.driver.simulated;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Which parts of submissions come after which, over all native queues: by the order of a native
/// queue, and by semaphores. The driver's lock guards it.
///
/// The parts given to a native queue are numbered from 1. A part's clock holds for each native
/// queue the newest part that comes before it, or is itself.
final class QueueOrder {
    /// For each native queue the clock of its newest part.
    private final long[][] newest;

    /// For each native queue its newest part that is finished.
    private final long[] finished;

    /// For each queue the clocks of its submissions that are not finished, by value.
    private final List<TreeMap<Long, long[]>> submissions = new ArrayList<>();

    QueueOrder(int queues, int natives) {
        newest = new long[natives][natives];
        finished = new long[natives];
        for (int i = 0; i < queues; i++) {
            submissions.add(new TreeMap<>());
        }
    }

    /// The clocks of a batch's parts, as if it were submitted now.
    List<long[]> clocks(SimBatch batch, int nativeQueue) {
        Map<SimObject.Semaphore, TreeMap<Long, long[]>> own = new HashMap<>();
        List<long[]> clocks = new ArrayList<>();
        long[] now = newest[nativeQueue].clone();
        for (SimBatch.Part part : batch.parts()) {
            for (SimBatch.Operation wait : part.waits()) {
                SimObject.Semaphore semaphore = wait.semaphore();
                if (semaphore == null) {
                    merge(now, submissions.get(wait.queue()), wait.value());
                } else {
                    long value = key(semaphore, wait.value());
                    merge(now, semaphore.signals, value);
                    merge(now, own.getOrDefault(semaphore, new TreeMap<>()), value);
                }
            }
            now[nativeQueue]++;
            long[] clock = now.clone();
            clocks.add(clock);
            for (SimBatch.Operation signal : part.signals()) {
                SimObject.Semaphore semaphore = signal.semaphore();
                if (semaphore != null) {
                    own.computeIfAbsent(semaphore, s -> new TreeMap<>())
                            .put(key(semaphore, signal.value()), clock);
                }
            }
        }
        return clocks;
    }

    private static long key(SimObject.Semaphore semaphore, long value) {
        return semaphore.timeline ? value : 0;
    }

    // What is not known any more is finished, with all that came before it.
    private static void merge(long[] now, NavigableMap<Long, long[]> signals, long value) {
        Map.Entry<Long, long[]> signal = signals.ceilingEntry(value);
        if (signal != null) {
            for (int i = 0; i < now.length; i++) {
                now[i] = Math.max(now[i], signal.getValue()[i]);
            }
        }
    }

    /// Notes that a batch was submitted.
    void submitted(SimBatch batch, int nativeQueue, List<long[]> clocks) {
        for (int i = 0; i < clocks.size(); i++) {
            for (SimBatch.Operation signal : batch.parts().get(i).signals()) {
                SimObject.Semaphore semaphore = signal.semaphore();
                if (semaphore != null) {
                    semaphore.signals.put(key(semaphore, signal.value()), clocks.get(i));
                }
            }
        }
        newest[nativeQueue] = clocks.getLast();
        submissions.get(batch.queue()).put(batch.value(), clocks.getLast());
    }

    /// Notes that the oldest part of a native queue is finished.
    void finished(SimBatch batch, int nativeQueue, SimBatch.Part part, boolean last) {
        finished[nativeQueue]++;
        for (SimBatch.Operation signal : part.signals()) {
            SimObject.Semaphore semaphore = signal.semaphore();
            if (semaphore != null && semaphore.timeline) {
                semaphore.signals.headMap(signal.value(), true).clear();
            }
        }
        if (last) {
            submissions.get(batch.queue()).headMap(batch.value(), true).clear();
        }
    }

    /// Whether a part of a native queue is finished, or comes before whatever has a clock.
    boolean isBefore(int nativeQueue, long part, long[] clock) {
        return finished[nativeQueue] >= part || clock[nativeQueue] >= part;
    }
}
