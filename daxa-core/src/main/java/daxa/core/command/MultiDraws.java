package daxa.core.command;

import daxa.core.driver.Feature;
import daxa.core.error.UsageException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The draws of one multi-draw command, copied to native memory that grows to the largest.
final class MultiDraws {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final CommandRecorder recorder;
    private MemorySegment copied = Arena.ofAuto().allocate(1024, 4);

    MultiDraws(CommandRecorder recorder) {
        this.recorder = recorder;
    }

    /// Checks and copies draws.
    ///
    /// @param signed which of the words of a draw may be below 0; -1 for none
    /// @return how many draws
    int take(String command, MemorySegment draws, int words, int signed) {
        IndirectArguments.need(command, recorder.context, Feature.MULTI_DRAW);
        long size = draws.byteSize();
        int bytes = words * Integer.BYTES;
        int most = recorder.context.limits().maxMultiDrawCount();
        if (size % bytes != 0 || size / bytes > most) {
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
        MemorySegment.copy(draws, 0, copied, 0, size);
        int count = (int) (size / bytes);
        int word = 0;
        for (int i = 0; i < count * words; i++) {
            int value = copied.get(INT, i * 4L);
            if (value < 0 && word != signed) {
                throw new UsageException(
                        command
                                + " on "
                                + recorder
                                + ": draw "
                                + i / words
                                + " has "
                                + value
                                + " (expected at least 0)");
            }
            word = word + 1 == words ? 0 : word + 1;
        }
        return count;
    }

    /// Where the draws are now.
    long address() {
        return copied.address();
    }
}
