package daxa.core.command;

import daxa.core.driver.Feature;
import daxa.core.error.UsageException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The draws of one multi-draw command, copied to native memory that grows to the largest.
final class MultiDraws {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final long SIGNS = 0x8000_0000_8000_0000L;

    private final CommandRecorder recorder;
    private final int most;
    private MemorySegment copied = Arena.ofAuto().allocate(1024, 4);

    MultiDraws(CommandRecorder recorder) {
        this.recorder = recorder;
        most = recorder.context.limits().maxMultiDrawCount();
    }

    /// Checks and copies draws.
    ///
    /// @param bytes bytes of a draw
    /// @return how many draws
    int take(String command, MemorySegment draws, int bytes) {
        recorder.context.require(Feature.MULTI_DRAW, command);
        long size = draws.byteSize();
        // Numbers of 32 bits where they do: to divide those of 64 would cost as much as the rest.
        long count = size <= Integer.MAX_VALUE ? (int) size / bytes : size / bytes;
        if (count > most || count * bytes != size) {
            throw new UsageException(
                    command
                            + " on "
                            + recorder
                            + ": size="
                            + size
                            + " (expected a multiple of "
                            + bytes
                            + " bytes, the size of a draw, for up to "
                            + most
                            + " draws)");
        }
        if (size > copied.byteSize()) {
            copied = Arena.ofAuto().allocate(size, 4);
        }
        // The first two words of a draw in one: they are what may not be below 0. Checked is what
        // was copied, which no other thread can change any more. Counted are draws: a loop over
        // bytes, which are of 64 bits, takes longer to begin than to copy four draws.
        long signs = 0;
        for (int i = 0; i < count; i++) {
            long at = (long) i * bytes;
            long words = draws.get(LONG, at);
            signs |= words;
            copied.set(LONG, at, words);
            if (bytes > Long.BYTES) {
                copied.set(INT, at + Long.BYTES, draws.get(INT, at + Long.BYTES));
            }
        }
        if ((signs & SIGNS) != 0) {
            throw belowZero(command, count, bytes);
        }
        return (int) count;
    }

    private UsageException belowZero(String command, long count, int bytes) {
        for (int i = 0; i < count; i++) {
            int first = copied.get(INT, (long) i * bytes);
            int second = copied.get(INT, (long) i * bytes + Integer.BYTES);
            if ((first | second) < 0) {
                return new UsageException(
                        command
                                + " on "
                                + recorder
                                + ": draw "
                                + i
                                + " has "
                                + (first < 0 ? first : second)
                                + " (expected at least 0)");
            }
        }
        throw new IllegalStateException("no number of " + command + " is below 0");
    }

    /// Where the draws are now.
    long address() {
        return copied.address();
    }
}
