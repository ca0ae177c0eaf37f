package daxa.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The longest calls that a thread made, without the time for which the thread could have run and
/// waited for a processor.
///
/// Linux counts that wait for each thread, in `/proc/thread-self/schedstat`. Elsewhere nothing is
/// left out. Belongs to the thread that makes it until that has ended.
public final class CallTimes {
    /// From here on, a call is a stall.
    public static final long STALL_NANOS = 100_000_000;

    private static final Path WAITS = Path.of("/proc/thread-self/schedstat");
    private static final boolean COUNTED = Files.isReadable(WAITS);

    /// One call.
    ///
    /// @param name which method
    /// @param start when, as [System#nanoTime()]
    /// @param nanos from the call to the return
    /// @param waited how much of that the thread waited for a processor
    public record Call(String name, long start, long nanos, long waited) {
        /// How long the call takes where its thread has a processor whenever it can run.
        public long ownNanos() {
            return nanos - waited;
        }

        static Call longer(Call a, Call b) {
            return a.ownNanos() >= b.ownNanos() ? a : b;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s %.1f ms and %.1f ms without a processor",
                    name,
                    ownNanos() / 1e6,
                    waited / 1e6);
        }
    }

    private final Map<String, Call> longest = new TreeMap<>();
    private final List<Call> stalls = new ArrayList<>();
    private String name = "";
    private long start;
    private long waitedBefore;

    /// A call begins.
    public void begin(String call) {
        name = call;
        waitedBefore = waited();
        start = System.nanoTime();
    }

    /// The call has returned.
    public void end() {
        long nanos = System.nanoTime() - start;
        Call call = new Call(name, start, nanos, waited() - waitedBefore);
        longest.merge(name, call, Call::longer);
        if (call.ownNanos() >= STALL_NANOS) {
            stalls.add(call);
        }
    }

    private static long waited() {
        if (!COUNTED) {
            return 0;
        }
        try {
            return Long.parseLong(Files.readString(WAITS).split(" ", -1)[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The longest call of each name, by name.
    public static List<Call> longest(Collection<CallTimes> threads) {
        Map<String, Call> all = new TreeMap<>();
        for (CallTimes each : threads) {
            each.longest.forEach((name, call) -> all.merge(name, call, Call::longer));
        }
        return List.copyOf(all.values());
    }

    /// The calls that took longer than [#STALL_NANOS].
    public static List<Call> stalls(Collection<CallTimes> threads) {
        return threads.stream().flatMap(each -> each.stalls.stream()).toList();
    }
}
