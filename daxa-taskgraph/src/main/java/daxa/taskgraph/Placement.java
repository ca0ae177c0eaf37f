package daxa.taskgraph;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Where in memory the transients of a graph lie: those that are not in use at the same time share
/// bytes.
///
/// A sweep over time comes first: each resource takes the smallest hole that others have left. If
/// that does not need more than what is in use at once, nothing can be better; else
/// [PlacementSearch] goes on. Equal inputs give equal results.
final class Placement {
    // From here on, what a level frees is merged in one pass.
    private static final int MANY = 8;

    /// Of each resource, its first byte; -1 for one that is never in use.
    final long[] offsets;

    /// Of each class, the bytes that it takes.
    final long[] total;

    /// Of each class, the most bytes that are known to be in use at once: [#total] is never below.
    final long[] bound;

    /// Of each class, the largest alignment, at least 1.
    final long[] alignment;

    /// Of each resource, and one more, the first of those in [#before] that had one of its bytes
    /// directly before it.
    final int[] firstBefore;

    int[] before = new int[16];

    private final long[] sizes;
    private final long[] alignments;
    private final int[] firstLevel;
    private final int[] lastLevel;
    private final @Nullable Conflicts conflicts;

    // Of each level, and one more, where those that begin or end there stand in an order.
    private final int[] places;

    // The most bytes in use at one level.
    private long mostLive;

    private int beforeCount;
    private int[] firstFound = new int[0];
    private int[] seen = new int[0];

    /// The offset of a transient is a multiple of this many bytes where no device was asked.
    static final long ESTIMATED_ALIGNMENT = 256;

    private Placement(
            long[] sizes,
            long[] alignments,
            int classes,
            int[] firstLevel,
            int[] lastLevel,
            @Nullable Conflicts conflicts) {
        this.sizes = sizes;
        this.alignments = alignments;
        this.firstLevel = firstLevel;
        this.lastLevel = lastLevel;
        this.conflicts = conflicts;
        offsets = new long[sizes.length];
        Arrays.fill(offsets, -1);
        total = new long[classes];
        bound = new long[classes];
        alignment = new long[classes];
        Arrays.fill(alignment, 1);
        firstBefore = new int[sizes.length + 1];
        int levels = 0;
        for (int last : lastLevel) {
            levels = Math.max(levels, last + 1);
        }
        places = new int[levels + 1];
    }

    /// Places resources.
    ///
    /// @param sizes bytes of each, above 0
    /// @param alignments what the offset of each is a multiple of, a power of two
    /// @param classes the memory of each, from 0; those of different classes never share bytes
    /// @param firstLevel the level at which each is used first
    /// @param lastLevel the level at which each is used last; below the first for one that is never
    ///   in use
    /// @param conflicts who may be in use at the same time; null where levels tell
    static Placement of(
            long[] sizes,
            long[] alignments,
            int[] classes,
            int[] firstLevel,
            int[] lastLevel,
            @Nullable Conflicts conflicts) {
        int[] counts = new int[1];
        int used = 0;
        for (int i = 0; i < sizes.length; i++) {
            if (classes[i] >= counts.length) {
                counts = Arrays.copyOf(counts, classes[i] + 1);
            }
            if (firstLevel[i] <= lastLevel[i]) {
                counts[classes[i]]++;
                used++;
            }
        }
        Placement placement =
                new Placement(sizes, alignments, counts.length, firstLevel, lastLevel, conflicts);
        placement.firstFound = new int[2 * sizes.length];
        placement.seen = new int[sizes.length];
        int[] members = new int[used];
        for (int memory = 0; memory < counts.length; memory++) {
            int count = 0;
            for (int i = 0; count < counts[memory]; i++) {
                if (classes[i] == memory && firstLevel[i] <= lastLevel[i]) {
                    members[count++] = i;
                }
            }
            if (count > 0) {
                placement.place(memory, members, count);
            }
        }
        placement.gather();
        return placement;
    }

    /// About how many bytes a resource needs: those of its texels, where a device may need more for
    /// their layout.
    ///
    /// @param entry a resource of the graph
    /// @return bytes, a multiple of [#ESTIMATED_ALIGNMENT]
    static long bytes(ResourceEntry entry) {
        TaskImageInfo image = entry.image();
        long bytes = image == null ? entry.width() : texelBytes(image);
        return FreeRanges.align(bytes, ESTIMATED_ALIGNMENT);
    }

    private static long texelBytes(TaskImageInfo image) {
        long bytes = 0;
        for (int mip = 0; mip < image.mips(); mip++) {
            long columns = blocks(image.width() >> mip, image.format().blockWidth());
            long rows = blocks(image.height() >> mip, image.format().blockHeight());
            bytes += columns * rows * Math.max(1, image.depth() >> mip);
        }
        return bytes * image.format().blockBytes() * image.layers() * image.samples();
    }

    private static int blocks(int texels, int size) {
        return (Math.max(1, texels) + size - 1) / size;
    }

    private void place(int memory, int[] members, int count) {
        for (int i = 0; i < count; i++) {
            alignment[memory] = Math.max(alignment[memory], alignments[members[i]]);
        }
        int[] byFirst = byLevel(members, count, firstLevel);
        int[] byLast = byLevel(members, count, lastLevel);
        sortLevels(byFirst);
        int found = beforeCount;
        total[memory] = sweep(byFirst, byLast, true);
        bound[memory] = mostLive;
        if (total[memory] > bound[memory]) {
            PlacementSearch search =
                    new PlacementSearch(
                            sizes, alignments, firstLevel, lastLevel, conflicts, byFirst, offsets);
            bound[memory] = search.bound(bound[memory]);
            long better = search.improve(total[memory], bound[memory]);
            if (better < total[memory]) {
                total[memory] = better;
                beforeCount = found;
                Arrays.fill(seen, 0);
                sweep(byFirst, byLast, false);
            }
        }
    }

    private int[] byLevel(int[] members, int count, int[] level) {
        if (isSorted(members, count, level)) {
            return Arrays.copyOf(members, count);
        }
        Arrays.fill(places, 0);
        for (int i = 0; i < count; i++) {
            places[level[members[i]] + 1]++;
        }
        for (int at = 1; at < places.length; at++) {
            places[at] += places[at - 1];
        }
        int[] sorted = new int[count];
        for (int i = 0; i < count; i++) {
            sorted[places[level[members[i]]]++] = members[i];
        }
        return sorted;
    }

    private static boolean isSorted(int[] members, int count, int[] level) {
        for (int i = 1; i < count; i++) {
            if (level[members[i]] < level[members[i - 1]]) {
                return false;
            }
        }
        return true;
    }

    // Of those that begin at one level the largest comes first.
    private void sortLevels(int[] byFirst) {
        int begin = 0;
        for (int i = 1; i <= byFirst.length; i++) {
            if (i == byFirst.length || firstLevel[byFirst[i]] != firstLevel[byFirst[begin]]) {
                if (i - begin > 1) {
                    PlacementSearch.sort(byFirst, begin, i, each -> -sizes[each]);
                }
                begin = i;
            }
        }
    }

    // Goes through time: chooses offsets, or follows those that are chosen; and finds who had the
    // bytes of each before.
    private long sweep(int[] byFirst, int[] byLast, boolean chooses) {
        FreeRanges free = new FreeRanges();
        long top = 0;
        long live = 0;
        mostLive = 0;
        int ended = 0;
        for (int each : byFirst) {
            int end = ended;
            while (lastLevel[byLast[end]] < firstLevel[each]) {
                live -= sizes[byLast[end++]];
            }
            if (end != ended) {
                release(free, byLast, ended, end);
                ended = end;
            }
            long size = sizes[each];
            live += size;
            mostLive = Math.max(mostLive, live);
            if (chooses) {
                offsets[each] = free.fit(size, alignments[each], each, top, conflicts);
            }
            free.take(offsets[each], offsets[each] + size);
            remember(each, free);
            if (offsets[each] > top) {
                // What alignment leaves unused.
                free.add(top, offsets[each], FreeRanges.NOBODY);
            }
            top = Math.max(top, offsets[each] + size);
        }
        return top;
    }

    private void release(FreeRanges free, int[] byLast, int begin, int end) {
        if (end - begin <= MANY) {
            for (int i = begin; i < end; i++) {
                int each = byLast[i];
                free.add(offsets[each], offsets[each] + sizes[each], each);
            }
            return;
        }
        PlacementSearch.sort(byLast, begin, end, each -> offsets[each]);
        free.addAll(Arrays.copyOfRange(byLast, begin, end), end - begin, offsets, sizes);
    }

    private void remember(int resource, FreeRanges free) {
        firstFound[2 * resource] = beforeCount;
        for (int i = 0; i < free.ownerCount; i++) {
            int owner = free.owners[i];
            if (owner != FreeRanges.NOBODY && seen[owner] != resource + 1) {
                seen[owner] = resource + 1;
                if (beforeCount == before.length) {
                    before = Arrays.copyOf(before, beforeCount * 2);
                }
                before[beforeCount++] = owner;
            }
        }
        firstFound[2 * resource + 1] = beforeCount;
    }

    // Found in order of time, wanted in order of numbers.
    private void gather() {
        int[] gathered = new int[beforeCount];
        int count = 0;
        for (int i = 0; i < sizes.length; i++) {
            firstBefore[i] = count;
            for (int k = firstFound[2 * i]; k < firstFound[2 * i + 1]; k++) {
                gathered[count++] = before[k];
            }
        }
        firstBefore[sizes.length] = count;
        before = gathered;
    }
}
