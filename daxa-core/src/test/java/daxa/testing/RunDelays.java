package daxa.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How long the threads of this process could have run and got no processor: what a busy machine
/// adds to the time of everything.
///
/// Linux counts it for each thread, in `/proc/self/task/…/schedstat`. Elsewhere it is unknown.
/// Belongs to one thread at a time.
final class RunDelays {
    private static final File TASKS = new File("/proc/self/task");

    private final Map<String, Long> last = new HashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private long total;

    /// @param time a [System#nanoTime()]
    /// @param nanos what all threads together had waited by then, in nanoseconds
    private record Sample(long time, long nanos) {}

    /// Whether this system counts it.
    static boolean isKnown() {
        return new File(TASKS, ProcessHandle.current().pid() + "/schedstat").canRead();
    }

    /// Looks at all threads.
    void sample() {
        String[] threads = TASKS.list();
        if (threads == null) {
            return;
        }
        for (String thread : threads) {
            long now = of(thread);
            total += Math.max(0, now - last.getOrDefault(thread, now));
            last.put(thread, now);
        }
        samples.add(new Sample(System.nanoTime(), total));
    }

    // A thread that ends meanwhile has waited for nothing more.
    private long of(String thread) {
        try {
            String[] numbers =
                    Files.readString(Path.of(TASKS.getPath(), thread, "schedstat"))
                            .strip()
                            .split(" ", -1);
            return Long.parseLong(numbers[1]);
        } catch (IOException e) {
            return last.getOrDefault(thread, 0L);
        }
    }

    /// What all threads together waited between the last look before a time and the first after
    /// another one.
    ///
    /// @param start a [System#nanoTime()]
    /// @param end a later one
    /// @return nanoseconds
    long between(long start, long end) {
        long before = 0;
        long after = total;
        for (Sample each : samples) {
            if (each.time - start <= 0) {
                before = each.nanos;
            }
            if (each.time - end >= 0) {
                after = each.nanos;
                break;
            }
        }
        return after - before;
    }
}
