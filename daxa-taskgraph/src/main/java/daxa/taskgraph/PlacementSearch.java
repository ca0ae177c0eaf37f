package daxa.taskgraph;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToLongFunction;

/// Looks for a better placement of the resources of one class: places them one after another, each
/// where those that are placed and in use at the same time leave room, in several orders; then
/// moves those that come out on top to the front.
///
/// Its effort is a number of steps, so that the result does not depend on time. A step looks at one
/// resource for another. Up to 4096 resources one of the orders is that of the model, by length of
/// use with the lowest hole, so that the result is never worse.
final class PlacementSearch {
    private static final long MOST_STEPS = 1 << 20;
    private static final int MOST_COUNT = 4096;
    private static final long STEPS_PER_PAIR = 64;

    // Where this fraction above the bound is reached, no more resources are moved.
    private static final long CLOSE = 128;

    private final long[] sizes;
    private final long[] alignments;
    private final int[] firstLevel;
    private final int[] lastLevel;
    private final @Nullable Conflicts conflicts;
    private final int[] members;
    private final int count;

    // The best so far, by number; and what is tried.
    private final long[] offsets;
    private final long[] trial;

    // Those that are placed, in order of their offsets.
    private final int[] placed;
    private final long[] begins;
    private final long[] ends;
    private final int[] firsts;
    private final int[] lasts;
    private int placedCount;

    private long stepsLeft;

    // Of the best order found here.
    private int[] bestOrder;
    private boolean bestFit = true;

    // The one of the last trial that would have been above the best.
    private int culprit;

    PlacementSearch(
            long[] sizes,
            long[] alignments,
            int[] firstLevel,
            int[] lastLevel,
            @Nullable Conflicts conflicts,
            int[] members,
            long[] offsets) {
        this.sizes = sizes;
        this.alignments = alignments;
        this.firstLevel = firstLevel;
        this.lastLevel = lastLevel;
        this.conflicts = conflicts;
        this.members = members.clone();
        this.offsets = offsets;
        count = members.length;
        trial = new long[sizes.length];
        placed = new int[count];
        begins = new long[count];
        ends = new long[count];
        firsts = new int[count];
        lasts = new int[count];
        stepsLeft = Math.min(MOST_STEPS, STEPS_PER_PAIR * count * count);
        Arrays.sort(this.members);
        bestOrder = this.members;
        culprit = members[0];
    }

    /// Sorts by a key, then by number.
    static void sort(int[] numbers, int begin, int end, IntToLongFunction key) {
        boolean isSorted = true;
        for (int i = begin + 1; i < end && isSorted; i++) {
            long one = key.applyAsLong(numbers[i - 1]);
            long other = key.applyAsLong(numbers[i]);
            isSorted = one < other || (one == other && numbers[i - 1] < numbers[i]);
        }
        if (!isSorted) {
            int[] sorted =
                    Arrays.stream(numbers, begin, end)
                            .boxed()
                            .sorted(
                                    Comparator.<Integer>comparingLong(key::applyAsLong)
                                            .thenComparing(Comparator.naturalOrder()))
                            .mapToInt(Integer::intValue)
                            .toArray();
            System.arraycopy(sorted, 0, numbers, begin, end - begin);
        }
    }

    private boolean mayOverlap(int one, int other) {
        return conflicts == null
                ? firstLevel[one] <= lastLevel[other] && firstLevel[other] <= lastLevel[one]
                : conflicts.mayOverlap(one, other);
    }

    // ---------------------------------------------------------------- bound

    /// The largest sum of resources all of which are in use at once, as far as it can be found.
    ///
    /// @param known such a sum, exact where levels tell who is in use
    long bound(long known) {
        if (conflicts == null || count > STEPS_PER_PAIR * STEPS_PER_PAIR) {
            return known;
        }
        int[] order = ordered(each -> -sizes[each]);
        int[] clique = new int[count];
        long best = known;
        long steps = Math.min(MOST_STEPS, STEPS_PER_PAIR * count);
        for (int seed = 0; seed < count && steps > 0; seed++) {
            clique[0] = order[seed];
            int size = 1;
            long sum = sizes[order[seed]];
            for (int i = 0; i < count; i++) {
                int next = order[i];
                boolean joins = i != seed;
                for (int k = 0; k < size && joins; k++) {
                    steps--;
                    joins = mayOverlap(clique[k], next);
                }
                if (joins) {
                    clique[size++] = next;
                    sum += sizes[next];
                }
            }
            best = Math.max(best, sum);
        }
        return best;
    }

    // ---------------------------------------------------------------- orders

    private int[] ordered(IntToLongFunction key) {
        int[] order = members.clone();
        sort(order, 0, count, key);
        return order;
    }

    private long length(int each) {
        return lastLevel[each] - firstLevel[each] + 1L;
    }

    /// Looks for a placement that needs less.
    ///
    /// @param total what the placement in the offsets needs
    /// @param bound what none can be below
    /// @return what the placement that is now in the offsets needs
    long improve(long total, long bound) {
        if (count > MOST_COUNT) {
            return total;
        }
        long best = total;
        int[] byLength = ordered(each -> -length(each));
        int[] bySize = ordered(each -> -sizes[each]);
        int[] byPressure = byPressure(bySize);
        bestOrder = bySize;
        int[][] orders = {
            byLength, bySize, byPressure, ordered(each -> -sizes[each] * length(each)), byLength
        };
        boolean[] fits = {false, true, true, true, true};
        // The order of the model is tried to its end, the others while there are steps left.
        for (int i = 0; i < orders.length && best > bound; i++) {
            if (i == 0 || stepsLeft > 0) {
                best = attempt(orders[i], fits[i], best);
            }
        }
        return moveUp(best, bound);
    }

    // Those that are in use where most bytes are in use come first.
    private int[] byPressure(int[] bySize) {
        int levels = 0;
        for (int each : members) {
            levels = Math.max(levels, lastLevel[each] + 1);
        }
        long[] live = new long[levels + 1];
        for (int each : members) {
            live[firstLevel[each]] += sizes[each];
            live[lastLevel[each] + 1] -= sizes[each];
        }
        for (int level = 1; level <= levels; level++) {
            live[level] += live[level - 1];
        }
        long[] pressure = new long[sizes.length];
        for (int each : members) {
            for (int level = firstLevel[each]; level <= lastLevel[each]; level++) {
                pressure[each] = Math.max(pressure[each], live[level]);
            }
            stepsLeft -= length(each);
        }
        int[] place = new int[sizes.length];
        for (int i = 0; i < count; i++) {
            place[bySize[i]] = i;
        }
        int[] order = bySize.clone();
        sort(order, 0, count, each -> place[each] - pressure[each] * count);
        return order;
    }

    private long attempt(int[] order, boolean best, long limit) {
        long total = place(order, best, limit);
        if (total < limit) {
            for (int each : members) {
                offsets[each] = trial[each];
            }
            bestOrder = order.clone();
            bestFit = best;
        }
        return Math.min(total, limit);
    }

    // Local search: what did not fit below the best is placed earlier.
    private long moveUp(long total, long bound) {
        long best = total;
        int[] order = bestOrder.clone();
        boolean fit = bestFit;
        long random = 1;
        int failures = 0;
        while (best > bound + bound / CLOSE && stepsLeft > 0) {
            stepsLeft -= count;
            long reached = attempt(order, fit, best);
            if (reached < best) {
                best = reached;
                failures = 0;
                culprit = highest();
            } else if (++failures % (2 * count) == 0) {
                order = bestOrder.clone();
                fit = !fit;
            }
            // Numbers of a linear congruential generator: the same in every run.
            random = random * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            int at = indexOf(order, culprit);
            int to = at == 0 ? 0 : (int) ((random >>> 33) % at);
            if (at == 0) {
                int swap = (int) ((random >>> 33) % count);
                order[0] = order[swap];
                order[swap] = culprit;
            } else {
                System.arraycopy(order, to, order, to + 1, at - to);
                order[to] = culprit;
            }
        }
        return best;
    }

    private int highest() {
        int highest = members[0];
        for (int each : members) {
            if (offsets[each] + sizes[each] > offsets[highest] + sizes[highest]) {
                highest = each;
            }
        }
        return highest;
    }

    private static int indexOf(int[] order, int value) {
        int at = 0;
        while (order[at] != value) {
            at++;
        }
        return at;
    }

    // ---------------------------------------------------------------- placing

    // Places all in an order; gives up where the limit is reached.
    private long place(int[] order, boolean best, long limit) {
        placedCount = 0;
        long top = 0;
        for (int each : order) {
            long offset = find(each, best);
            trial[each] = offset;
            top = Math.max(top, offset + sizes[each]);
            if (top >= limit) {
                culprit = each;
                return limit;
            }
            insert(each, offset);
        }
        return top;
    }

    private long find(int resource, boolean best) {
        long size = sizes[resource];
        long alignment = alignments[resource];
        int first = firstLevel[resource];
        int last = lastLevel[resource];
        long end = 0;
        long least = Long.MAX_VALUE;
        long found = -1;
        stepsLeft -= placedCount;
        for (int i = 0; i < placedCount; i++) {
            if (ends[i] <= end
                    || (conflicts == null
                            ? firsts[i] > last || lasts[i] < first
                            : !conflicts.mayOverlap(resource, placed[i]))) {
                continue;
            }
            long offset = FreeRanges.align(end, alignment);
            long left = begins[i] - offset - size;
            if (left >= 0 && left < least) {
                found = offset;
                least = left;
                if (!best || left == 0) {
                    break;
                }
            }
            end = ends[i];
        }
        return found >= 0 ? found : FreeRanges.align(end, alignment);
    }

    // Keeps those that are placed in order of their offsets.
    private void insert(int resource, long offset) {
        int low = 0;
        int high = placedCount;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (begins[middle] <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int moved = placedCount - low;
        System.arraycopy(placed, low, placed, low + 1, moved);
        System.arraycopy(begins, low, begins, low + 1, moved);
        System.arraycopy(ends, low, ends, low + 1, moved);
        System.arraycopy(firsts, low, firsts, low + 1, moved);
        System.arraycopy(lasts, low, lasts, low + 1, moved);
        placed[low] = resource;
        begins[low] = offset;
        ends[low] = offset + sizes[resource];
        firsts[low] = firstLevel[resource];
        lasts[low] = lastLevel[resource];
        placedCount++;
    }
}
