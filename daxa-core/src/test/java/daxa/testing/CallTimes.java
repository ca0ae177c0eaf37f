package daxa.testing;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

    private static final File WAITS = new File("/proc/thread-self/schedstat");

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
    private final byte[] text = new byte[100];
    private final @Nullable RandomAccessFile waits;
    private String name = "";
    private long start;
    private long waitedBefore;

    /// For the calls of this thread.
    public CallTimes() {
        try {
            waits = WAITS.canRead() ? new RandomAccessFile(WAITS, "r") : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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

    private long waited() {
        if (waits == null) {
            return 0;
        }
        try {
            waits.seek(0);
            int length = waits.read(text);
            String numbers = new String(text, 0, length, StandardCharsets.US_ASCII);
            return Long.parseLong(numbers.split(" ", -1)[1]);
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
