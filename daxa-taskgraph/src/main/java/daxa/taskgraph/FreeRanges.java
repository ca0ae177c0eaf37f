package daxa.taskgraph;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Bytes that resources have left, in order of their offsets, each with who had them last.
final class FreeRanges {
    // How many ranges are looked at for one resource, from the lowest offset on.
    private static final int SCAN = 1024;

    /// The owner of bytes that nobody had.
    static final int NOBODY = -1;

    /// Who had the bytes that were taken last.
    int[] owners = new int[4];

    int ownerCount;

    private long[] begins = new long[16];
    private long[] ends = new long[16];
    private int[] who = new int[16];

    // The ranges are those from here to there, so that taking the first one moves nothing.
    private int from;
    private int to;

    void add(long begin, long end, int owner) {
        if (to == begins.length) {
            makeRoom();
        }
        int at = find(begin);
        if (at != to) {
            System.arraycopy(begins, at, begins, at + 1, to - at);
            System.arraycopy(ends, at, ends, at + 1, to - at);
            System.arraycopy(who, at, who, at + 1, to - at);
        }
        begins[at] = begin;
        ends[at] = end;
        who[at] = owner;
        to++;
    }

    /// Adds many.
    ///
    /// @param resources who leaves them, in order of their offsets
    void addAll(int[] resources, int count, long[] offsets, long[] sizes) {
        long[] oldBegins = begins;
        long[] oldEnds = ends;
        int[] oldWho = who;
        int old = from;
        int oldTo = to;
        int capacity = Math.max(begins.length, 2 * (to - from + count));
        begins = new long[capacity];
        ends = new long[capacity];
        who = new int[capacity];
        from = 0;
        to = 0;
        for (int i = 0; i < count || old < oldTo; to++) {
            if (i == count || (old < oldTo && oldBegins[old] < offsets[resources[i]])) {
                begins[to] = oldBegins[old];
                ends[to] = oldEnds[old];
                who[to] = oldWho[old++];
            } else {
                int owner = resources[i++];
                begins[to] = offsets[owner];
                ends[to] = offsets[owner] + sizes[owner];
                who[to] = owner;
            }
        }
    }

    private void makeRoom() {
        if (from > begins.length / 2) {
            System.arraycopy(begins, from, begins, 0, to - from);
            System.arraycopy(ends, from, ends, 0, to - from);
            System.arraycopy(who, from, who, 0, to - from);
            to -= from;
            from = 0;
        } else {
            begins = Arrays.copyOf(begins, to * 2);
            ends = Arrays.copyOf(ends, to * 2);
            who = Arrays.copyOf(who, to * 2);
        }
    }

    // The first range that ends behind an offset.
    private int find(long offset) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Where a resource fits with the fewest bytes left over: in a hole, else over the end.
    ///
    /// @param top the end of all bytes that were ever used
    /// @return the offset
    long fit(long size, long alignment, int resource, long top, @Nullable Conflicts conflicts) {
        long best = -1;
        long least = Long.MAX_VALUE;
        int limit = Math.min(to, from + SCAN);
        for (int i = from; i < limit && least != 0; i++) {
            if (isBarred(i, resource, conflicts)) {
                continue;
            }
            long offset = align(begins[i], alignment);
            while (i + 1 < limit
                    && begins[i + 1] == ends[i]
                    && !isBarred(i + 1, resource, conflicts)) {
                i++;
            }
            long left = ends[i] - offset - size;
            if (left >= 0 && left < least) {
                best = offset;
                least = left;
            }
        }
        return best >= 0 ? best : align(tail(resource, top, conflicts), alignment);
    }

    private long tail(int resource, long top, @Nullable Conflicts conflicts) {
        long tail = top;
        int limit = Math.max(from, to - SCAN);
        for (int i = to - 1; i >= limit && ends[i] == tail; i--) {
            if (isBarred(i, resource, conflicts)) {
                break;
            }
            tail = begins[i];
        }
        return tail;
    }

    private boolean isBarred(int range, int resource, @Nullable Conflicts conflicts) {
        return conflicts != null
                && who[range] != NOBODY
                && conflicts.mayOverlap(who[range], resource);
    }

    /// Takes bytes, and puts who had them into [#owners], in order of their offsets.
    void take(long begin, long end) {
        ownerCount = 0;
        int first = find(begin);
        int i = first;
        for (; i < to && begins[i] < end; i++) {
            if (ownerCount == owners.length) {
                owners = Arrays.copyOf(owners, ownerCount * 2);
            }
            owners[ownerCount++] = who[i];
        }
        if (i == first) {
            return;
        }
        boolean keepsFirst = begins[first] < begin;
        boolean keepsLast = ends[i - 1] > end;
        if (i - first == 1 && keepsFirst && keepsLast) {
            long behind = ends[first];
            int owner = who[first];
            ends[first] = begin;
            add(end, behind, owner);
            return;
        }
        if (keepsFirst) {
            ends[first++] = begin;
        }
        if (keepsLast) {
            begins[--i] = end;
        }
        remove(first, i);
    }

    private void remove(int first, int end) {
        if (first == from) {
            from = end == to ? 0 : end;
            to = end == to ? 0 : to;
        } else if (first - from < to - end) {
            int shift = end - first;
            System.arraycopy(begins, from, begins, from + shift, first - from);
            System.arraycopy(ends, from, ends, from + shift, first - from);
            System.arraycopy(who, from, who, from + shift, first - from);
            from += shift;
        } else {
            System.arraycopy(begins, end, begins, first, to - end);
            System.arraycopy(ends, end, ends, first, to - end);
            System.arraycopy(who, end, who, first, to - end);
            to -= end - first;
        }
    }

    /// @param alignment a power of two
    static long align(long offset, long alignment) {
        return offset + alignment - 1 & -alignment;
    }
}
