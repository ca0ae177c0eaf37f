package daxa.taskgraph;

import java.util.Arrays;

/// Which transient resources of a graph are used, from when to when, and where in memory they lie.
///
/// Resources share bytes if the last use of the one comes before the first of the other anyway, so
/// that sharing costs no wait and no level.
final class HeapLayout {
    private final GraphDescription graph;
    private final Timeline timeline;
    private final Sizes sizes;
    private final int queueCount;

    // Of each resource and queue the first and the last level of its uses there.
    private final int[] firstLevel;
    private final int[] lastLevel;

    // Of each resource the first and the last level of all; the same arrays for a single queue.
    private final int[] first;
    private final int[] last;

    // Of each resource, whether it has memory of its own.
    private final boolean[] isApart;

    private final Placement placement;

    HeapLayout(Timeline timeline, Sizes sizes, boolean aliases) {
        this.timeline = timeline;
        this.sizes = sizes;
        graph = timeline.graph;
        queueCount = timeline.queues.length;
        int count = graph.resources.length;
        firstLevel = new int[count * queueCount];
        lastLevel = new int[count * queueCount];
        first = queueCount == 1 ? firstLevel : new int[count];
        last = queueCount == 1 ? lastLevel : new int[count];
        isApart = new boolean[count];
        findLifetimes();
        int[] lastPlaced = last;
        if (queueCount > 1 || !aliases) {
            lastPlaced = last.clone();
            for (int resource = 0; resource < count; resource++) {
                if (has(resource) && !(aliases && canShare(resource))) {
                    isApart[resource] = true;
                    lastPlaced[resource] = Hazards.NONE;
                }
            }
        }
        placement =
                Placement.of(
                        sizes.bytes,
                        sizes.alignments,
                        sizes.heaps,
                        first,
                        lastPlaced,
                        queueCount == 1 ? null : this::mayOverlap);
    }

    private void findLifetimes() {
        Arrays.fill(first, Integer.MAX_VALUE);
        Arrays.fill(last, Hazards.NONE);
        if (queueCount > 1) {
            Arrays.fill(firstLevel, Integer.MAX_VALUE);
            Arrays.fill(lastLevel, Hazards.NONE);
        }
        for (int task = 0; task < graph.taskCount; task++) {
            int level = timeline.hazards.level[task];
            int end = level == Hazards.NONE ? 0 : graph.firstUse[task + 1];
            for (int use = graph.firstUse[task]; use < end; use++) {
                int resource = graph.useResource[use];
                if (graph.isTransient(resource)) {
                    add(first, last, resource, level);
                    if (queueCount > 1) {
                        int queue = timeline.placeOf(graph.taskQueues[task]);
                        add(firstLevel, lastLevel, resource * queueCount + queue, level);
                    }
                }
            }
        }
    }

    private static void add(int[] first, int[] last, int at, int level) {
        first[at] = Math.min(first[at], level);
        last[at] = Math.max(last[at], level);
    }

    // An image that takes over bytes is discarded in front of its first use, on the queue of that.
    private boolean canShare(int resource) {
        if (!graph.isImage(resource)) {
            return true;
        }
        Hazards hazards = timeline.hazards;
        int queue = Hazards.NONE;
        int end = hazards.cells.firstOf(resource + 1);
        for (int cell = hazards.cells.firstOf(resource); cell < end; cell++) {
            int group = hazards.firstGroup[cell];
            for (int each = 0; group != Hazards.NONE && each < queueCount; each++) {
                if (timeline.stages[group * queueCount + each] != 0) {
                    if (queue != Hazards.NONE && queue != each) {
                        return false;
                    }
                    queue = each;
                }
            }
        }
        return true;
    }

    private boolean mayOverlap(int resource, int other) {
        return !isBefore(resource, other) && !isBefore(other, resource);
    }

    // Whether all uses of one are known to be complete at the first uses of another, on whatever
    // queues.
    private boolean isBefore(int resource, int other) {
        if (last[resource] >= first[other]) {
            return false;
        }
        for (int queue = 0; queue < queueCount; queue++) {
            int begins = firstLevel[other * queueCount + queue];
            for (int by = 0; by < queueCount && begins != Integer.MAX_VALUE; by++) {
                int ends = lastLevel[resource * queueCount + by];
                if (by != queue && ends > timeline.known(queue, begins, by)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Whether a resource is transient and used.
    boolean has(int resource) {
        return last[resource] != Hazards.NONE;
    }

    /// The heap that a resource is in; below 0 for memory of its own.
    int heap(int resource) {
        return isApart[resource] ? -1 - resource : sizes.heaps[resource];
    }

    /// Where a resource begins in its heap, in bytes.
    long offset(int resource) {
        return isApart[resource] ? 0 : placement.offsets[resource];
    }

    /// Whether a resource has memory of its own, which it never shares.
    boolean isApart(int resource) {
        return isApart[resource];
    }

    long bytes(int resource) {
        return sizes.bytes[resource];
    }

    /// Of each heap the bytes that it takes.
    long[] total() {
        return placement.total;
    }

    /// Of each heap the most bytes that are known to be in use at once.
    long[] bound() {
        return placement.bound;
    }

    long[] alignment() {
        return placement.alignment;
    }

    /// The first of those that had bytes of a resource directly before it.
    int firstEarlier(int resource) {
        return placement.firstBefore[resource];
    }

    int earlier(int number) {
        return placement.before[number];
    }

    /// Whether all resources lie in the same bytes.
    @Override
    public boolean equals(Object other) {
        return other instanceof HeapLayout that
                && Arrays.equals(placement.offsets, that.placement.offsets)
                && Arrays.equals(sizes.bytes, that.sizes.bytes)
                && Arrays.equals(sizes.heaps, that.sizes.heaps);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(placement.offsets);
    }
}
