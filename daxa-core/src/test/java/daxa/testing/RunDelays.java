package daxa.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How long the threads of this process could have run and got no processor: what a busy machine
/// adds to the time of a call that waits for several of them, those of the driver among them.
/// Nothing waits for the threads that compile.
///
/// Linux counts it for each thread, in `/proc/self/task/…/schedstat`. Elsewhere it is 0. Belongs to
/// one thread at a time.
final class RunDelays {
    private static final File TASKS = new File("/proc/self/task");

    private final Map<String, Long> last = new HashMap<>();
    private final Set<String> compilers = new HashSet<>();
    private final List<Sample> samples = new ArrayList<>();
    private long total;

    /// @param time a [System#nanoTime()]
    /// @param nanos what all threads together had waited by then, in nanoseconds
    private record Sample(long time, long nanos) {}

    /// Looks at all threads.
    void sample() {
        String[] threads = TASKS.list();
        if (threads == null) {
            return;
        }
        for (String thread : threads) {
            if (compilers.contains(thread)) {
                continue;
            }
            long now = of(thread);
            Long before = last.put(thread, now);
            if (before != null) {
                total += now - before;
            } else if (read(thread, "comm").matches("C[12] Compiler.*")) {
                compilers.add(thread);
            }
        }
        samples.add(new Sample(System.nanoTime(), total));
    }

    // A thread that ends meanwhile has waited for nothing more.
    private long of(String thread) {
        String[] numbers = read(thread, "schedstat").split(" ", -1);
        return numbers.length > 1 ? Long.parseLong(numbers[1]) : last.getOrDefault(thread, 0L);
    }

    private static String read(String thread, String file) {
        try {
            return Files.readString(Path.of(TASKS.getPath(), thread, file)).strip();
        } catch (IOException e) {
            return "";
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
