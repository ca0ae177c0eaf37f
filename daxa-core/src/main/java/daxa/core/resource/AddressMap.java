package daxa.core.resource;

import daxa.core.concurrent.Immutable;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Buffers by device address, as they were at one moment.
@Immutable
final class AddressMap {
    private final long changes;
    private final boolean complete;
    private final Entry[] entries;
    // The largest end of all buffers up to each, since aliased buffers overlap.
    private final long[] ends;

    /// A buffer and its address.
    record Entry(BufferObject buffer, long address) {
        long end() {
            return address + buffer.info.size();
        }
    }

    /// Sorts the buffers.
    ///
    /// @param changes the table's count of changes before it was read
    /// @param complete whether no buffer was just being made
    /// @param buffers the buffers
    AddressMap(long changes, boolean complete, List<Entry> buffers) {
        this.changes = changes;
        this.complete = complete;
        entries = buffers.toArray(Entry[]::new);
        Arrays.sort(entries, Comparator.comparingLong(Entry::address));
        ends = new long[entries.length];
        long end = 0;
        for (int i = 0; i < entries.length; i++) {
            end = Math.max(end, entries[i].end());
            ends[i] = end;
        }
    }

    /// Whether it still says what is there.
    ///
    /// @param changesNow the table's count of changes
    boolean isCurrent(long changesNow) {
        return complete && changes == changesNow;
    }

    /// Finds an open buffer, and retains it.
    ///
    /// @param address the address
    /// @return the buffer and the offset, or null if no open buffer has the address
    @Nullable BufferLocation find(long address) {
        int low = 0;
        int high = entries.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries[middle].address <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (int i = low - 1; i >= 0 && ends[i] > address; i--) {
            Entry entry = entries[i];
            if (entry.end() > address) {
                Buffer buffer = Buffer.retained(entry.buffer);
                if (buffer != null) {
                    return new BufferLocation(buffer, address - entry.address);
                }
            }
        }
        return null;
    }
}
