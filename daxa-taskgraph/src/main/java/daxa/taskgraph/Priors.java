package daxa.taskgraph;

import java.util.Arrays;
import java.util.List;

/// Who used the memory of each transient resource before it does: resources of the same execution
/// whose bytes it takes over, and those of earlier executions. And which images come into being
/// anew for that.
final class Priors {
    static final Priors NONE = new Priors(new int[0], new int[0], new boolean[0]);

    /// The groups that have to be complete, for one resource after the other.
    final int[] groups;

    // Of each resource, and one more, its first in #groups; empty if there are none at all.
    private final int[] first;

    // Of each resource; empty if there are none at all.
    private final boolean[] discards;

    private Priors(int[] groups, int[] first, boolean[] discards) {
        this.groups = groups;
        this.first = first;
        this.discards = discards;
    }

    /// Collects them.
    ///
    /// @param memory what has used the memory last, in earlier executions
    /// @param layout where the transient resources are
    static Priors of(Hazards hazards, List<Before.Memory> memory, HeapLayout layout) {
        return new Search(hazards, memory, layout).find();
    }

    boolean isSame(Priors that) {
        return Arrays.equals(first, that.first)
                && Arrays.equals(discards, that.discards)
                && Arrays.equals(groups, 0, count(), that.groups, 0, that.count());
    }

    private int count() {
        return first.length == 0 ? 0 : first[first.length - 1];
    }

    int first(int resource) {
        return first.length == 0 ? 0 : first[resource];
    }

    /// Whether any image comes into being anew.
    boolean hasDiscards() {
        return discards.length != 0;
    }

    /// Whether an image comes into being anew, since others had its memory meanwhile.
    boolean discards(int resource) {
        return discards.length != 0 && discards[resource];
    }

    private static final class Search {
        private final Hazards hazards;
        private final List<Before.Memory> memory;
        private final HeapLayout layout;
        private int[] groups = new int[16];
        private int count;

        Search(Hazards hazards, List<Before.Memory> memory, HeapLayout layout) {
            this.hazards = hazards;
            this.memory = memory;
            this.layout = layout;
        }

        Priors find() {
            int resources = hazards.graph.resources.length;
            int[] firsts = new int[resources + 1];
            boolean[] taken = new boolean[resources];
            boolean isAny = false;
            for (int resource = 0; resource < resources; resource++) {
                firsts[resource] = count;
                taken[resource] |= hazards.graph.isOfSwapchain(resource);
                if (layout.has(resource)) {
                    addOwn(resource, taken);
                    addEarlier(resource, taken);
                }
            }
            firsts[resources] = count;
            for (int resource = 0; resource < resources; resource++) {
                taken[resource] &= hazards.graph.isImage(resource);
                isAny |= taken[resource];
            }
            return new Priors(
                    groups, count == 0 ? new int[0] : firsts, isAny ? taken : new boolean[0]);
        }

        private void addOwn(int resource, boolean[] taken) {
            int end = layout.firstEarlier(resource + 1);
            for (int i = layout.firstEarlier(resource); i < end; i++) {
                int earlier = layout.earlier(i);
                taken[resource] = true;
                taken[earlier] = true;
                for (int cell = hazards.cells.firstOf(earlier);
                        cell < hazards.cells.firstOf(earlier + 1);
                        cell++) {
                    if (hazards.firstGroup[cell] != Hazards.NONE) {
                        add(hazards.lastGroup[cell]);
                    }
                }
            }
        }

        private void addEarlier(int resource, boolean[] taken) {
            long begin = layout.offset(resource);
            long end = begin + layout.bytes(resource);
            for (int i = 0; i < hazards.memoryGroups.length; i++) {
                Before.Memory earlier = memory.get(i);
                if (earlier.heap() == layout.heap(resource)
                        && earlier.begin() < end
                        && begin < earlier.end()) {
                    // Another plan may have put the resource elsewhere: that is another image.
                    taken[resource] |=
                            earlier.resource() != resource
                                    || earlier.begin() != layout.offset(resource);
                    if (hasBytesFrom(earlier, resource)) {
                        add(hazards.memoryGroups[i]);
                    }
                }
            }
        }

        // Whether no other resource of this execution had the bytes meanwhile.
        private boolean hasBytesFrom(Before.Memory earlier, int resource) {
            long at = Math.max(earlier.begin(), layout.offset(resource));
            long end = Math.min(earlier.end(), layout.offset(resource) + layout.bytes(resource));
            boolean isMoved = true;
            while (at < end && isMoved) {
                isMoved = false;
                for (int i = layout.firstEarlier(resource);
                        i < layout.firstEarlier(resource + 1);
                        i++) {
                    int other = layout.earlier(i);
                    long behind = layout.offset(other) + layout.bytes(other);
                    if (layout.offset(other) <= at && at < behind) {
                        at = behind;
                        isMoved = true;
                    }
                }
            }
            return at < end;
        }

        private void add(int group) {
            if (count == groups.length) {
                groups = Arrays.copyOf(groups, count * 2);
            }
            groups[count++] = group;
        }
    }
}
